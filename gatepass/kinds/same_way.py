"""Anti-passback."""

from __future__ import annotations

from datetime import timedelta

from gatepass.case import Case, Finding, Outcome, Reason
from gatepass.kinds.base import (
    LONGEST_HISTORY,
    THEN_WORDS,
    Rule,
    Stage,
    Then,
    led,
    person_of,
)
from gatepass.wording import Text


class SameWay(Rule, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="same_way"):
    """Anti-passback: a pass that went in goes out before it goes in again. Forgotten at midnight unless `overnight`."""

    then: Then = Then.ASK
    gates: tuple[str, ...] = ()
    overnight: bool = False

    def stage(self) -> Stage:
        return Stage.HOW_OFTEN

    def looks_back(self) -> timedelta:
        return LONGEST_HISTORY if self.overnight else timedelta(days=1)

    def objection(self, case: Case) -> Finding | None:
        if case.visit or (self.gates and case.gate not in self.gates):
            return None
        own = [move for move in case.history if move.person == person_of(case) and move.at <= case.now]
        if not own or own[-1].direction is not case.direction:
            return None
        if not self.overnight and own[-1].at < case.midnight():
            return None
        again = None if self.overnight else case.midnight(1)
        told = Text(
            f"{own[-1].at.astimezone(case.now.tzinfo):%H:%M}", f"{own[-1].at.astimezone(case.now.tzinfo):%H:%M}"
        )
        return led(self.then, case, Finding(Outcome.WAIT, Reason.SAME_WAY_AGAIN, again, "same_way", told))

    def words(self) -> Text:
        then = THEN_WORDS[self.then]
        return Text(f"同一张证连续同向通行：{then.zh}", f"one pass twice the same way: {then.en}")
