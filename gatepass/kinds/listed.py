"""People whom the office marked: lists to check against."""

from __future__ import annotations

from collections.abc import Iterator

from gatepass.case import Case, Direction, Finding, Outcome, Reason
from gatepass.kinds.base import (
    THEN_WORDS,
    Fault,
    Rule,
    Stage,
    Then,
    end_of,
    led,
    marks_of,
)
from gatepass.wording import Text


class Listed(Rule, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="listed"):
    """Somebody whom the office marked (key persons, returnees, under 12, over 65): what to do when they appear."""

    marks: tuple[str, ...]
    zh: str
    en: str
    directions: tuple[Direction, ...] = (Direction.IN, Direction.OUT)
    then: Then = Then.REFER

    def stage(self) -> Stage:
        return Stage.LISTED

    def objection(self, case: Case) -> Finding | None:
        if case.direction not in self.directions:
            return None
        mark = next((mark for mark in marks_of(case) if mark.name in self.marks), None)
        if mark is None:
            return None
        return led(
            self.then,
            case,
            Finding(
                Outcome.WAIT, Reason.LISTED, end_of(mark.until, case), f"listed {mark.name}", Text(self.zh, self.en)
            ),
        )

    def words(self) -> Text:
        then, names = THEN_WORDS[self.then], "、".join(self.marks)
        return Text(f"名单“{names}”：{self.zh}（{then.zh}）", f"list {names}: {self.en} ({then.en})")

    def faults(self) -> Iterator[Fault]:
        if not self.marks:
            yield Fault("marks", Text("没有写名单", "names no list"))
