"""What the gate itself cannot be sure of: an old passbook, a clock in doubt."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from msgspec import Meta

from gatepass.case import Case, Finding, Outcome, Reason
from gatepass.kinds.base import (
    THEN_WORDS,
    Rule,
    Stage,
    Then,
    led,
)
from gatepass.wording import Text


class Stale(Rule, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="stale_passbook"):
    """The gate has not heard from the office for so many hours."""

    hours: Annotated[int, Meta(ge=1, le=720)] = 72
    then: Then = Then.ASK

    def stage(self) -> Stage:
        return Stage.GATE_ITSELF

    def objection(self, case: Case) -> Finding | None:
        if case.passbook_age is None or case.passbook_age <= timedelta(hours=self.hours):
            return None
        return led(self.then, case, Finding(Outcome.WAIT, Reason.PASSBOOK_STALE, question="stale"))

    def words(self) -> Text:
        then = THEN_WORDS[self.then]
        return Text(
            f"证册超过 {self.hours} 小时未更新：{then.zh}", f"passbook older than {self.hours} hours: {then.en}"
        )


class DoubtfulClock(Rule, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="doubtful_clock"):
    """This PC's clock cannot be trusted, and so neither can days and hours."""

    then: Then = Then.ASK

    def stage(self) -> Stage:
        return Stage.GATE_ITSELF

    def objection(self, case: Case) -> Finding | None:
        return (
            led(self.then, case, Finding(Outcome.WAIT, Reason.CLOCK_DOUBTFUL, question="clock"))
            if case.clock_doubtful
            else None
        )

    def words(self) -> Text:
        then = THEN_WORDS[self.then]
        return Text(f"时钟不准：{then.zh}", f"clock in doubt: {then.en}")
