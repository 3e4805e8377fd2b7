"""Questions that the volunteer answers before somebody passes."""

from __future__ import annotations

from collections.abc import Iterator

from gatepass.case import Case, Direction, Finding, Outcome, Reason
from gatepass.kinds.base import (
    EVERYBODY,
    Fault,
    Rule,
    Stage,
    Who,
)
from gatepass.wording import Text


class Confirm(Rule, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="confirm"):
    """A question that the volunteer answers before somebody passes: ID card compared, mask worn, car aired."""

    question: str
    zh: str
    en: str
    who: Who = EVERYBODY
    directions: tuple[Direction, ...] = (Direction.IN,)

    def stage(self) -> Stage:
        return Stage.ASKED

    def objection(self, case: Case) -> Finding | None:
        if case.direction not in self.directions or not self.who.includes(case) or self.question in case.confirmed:
            return None
        return Finding(Outcome.WAIT, Reason.TO_CONFIRM, question=self.question, told=Text(self.zh, self.en))

    def words(self) -> Text:
        who = self.who.words()
        return Text(f"{who.zh}：{self.zh}", f"{who.en}: {self.en}")

    def faults(self) -> Iterator[Fault]:
        if not (self.question and self.zh and self.en):
            yield Fault("question", Text("问题没有写全", "is not written in full"))
