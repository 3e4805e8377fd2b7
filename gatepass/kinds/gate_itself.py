"""What the gate itself cannot be sure of: an old passbook, a clock in doubt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, ClassVar

from msgspec import Meta

from gatepass.case import Case, Finding, Outcome, Reason
from gatepass.kinds import posted
from gatepass.kinds.base import ANY_WAY, THEN_LABEL, THEN_WORDS, Label, Rule, Stage, Then, led
from gatepass.wording import Text


class Stale(Rule, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="stale_passbook"):
    """The gate has not heard from the office for so many hours."""

    reasons: ClassVar[tuple[Reason, ...]] = (Reason.PASSBOOK_STALE,)
    title: ClassVar[Text] = Text("证册太旧", "an old passbook")
    labels: ClassVar[Mapping[str, Label]] = {"hours": Label("几小时未更新", "hours without news"), "then": THEN_LABEL}

    hours: Annotated[int, Meta(ge=1, le=720)] = 72
    then: Then = Then.ASK

    def stage(self) -> Stage:
        return Stage.GATE_ITSELF

    def objection(self, case: Case) -> Finding | None:
        if case.passbook_age is None or case.passbook_age <= timedelta(hours=self.hours):
            return None
        return led(self, self.then, case, Finding(Outcome.WAIT, Reason.PASSBOOK_STALE, question="stale"))

    def words(self) -> Text:
        then = THEN_WORDS[self.then]
        return Text(
            f"证册超过 {self.hours} 小时未更新：{then.zh}", f"passbook older than {self.hours} hours: {then.en}"
        )

    def notice(self) -> Text:
        met = posted.stopped(self.then, ANY_WAY)
        return Text(
            f"门岗设备超过{self.hours}小时没有更新时，居民{met.zh}",
            f"while a gate has had no news of the office for more than {self.hours} hours, residents {met.en}",
        )

    def contradicts(self, other: Stale) -> bool:
        return type(self) is type(other)


class DoubtfulClock(Rule, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="doubtful_clock"):
    """This PC's clock cannot be trusted, and so neither can days and hours."""

    reasons: ClassVar[tuple[Reason, ...]] = (Reason.CLOCK_DOUBTFUL,)
    title: ClassVar[Text] = Text("时钟不准", "a clock in doubt")
    labels: ClassVar[Mapping[str, Label]] = {"then": THEN_LABEL}

    then: Then = Then.ASK

    def stage(self) -> Stage:
        return Stage.GATE_ITSELF

    def objection(self, case: Case) -> Finding | None:
        if not case.clock_doubtful:
            return None
        return led(self, self.then, case, Finding(Outcome.WAIT, Reason.CLOCK_DOUBTFUL, question="clock"))

    def words(self) -> Text:
        then = THEN_WORDS[self.then]
        return Text(f"时钟不准：{then.zh}", f"clock in doubt: {then.en}")

    def notice(self) -> Text:
        met = posted.stopped(self.then, ANY_WAY)
        return Text(f"门岗设备时钟不准时，居民{met.zh}", f"while a gate's clock is wrong, residents {met.en}")

    def contradicts(self, other: DoubtfulClock) -> bool:
        return type(self) is type(other)
