"""People without a pass: who is let in, when, and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from msgspec import UNSET, UnsetType

from gatepass.case import Case, Direction, Finding, Outcome, Reason, VisitKind
from gatepass.kinds.base import (
    VISIT_WORDS,
    Fault,
    Hours,
    Rule,
    Stage,
    next_time,
)
from gatepass.wording import Text


class Field(StrEnum):
    """What a register may ask of somebody without a pass."""

    NAME = "name"
    PHONE = "phone"
    DOCUMENT = "document"
    PLATE = "plate"
    DOOR = "door"
    PURPOSE = "purpose"


class VisitRule(Rule, frozen=True, forbid_unknown_fields=True):
    """Whether one kind of people without a pass is let in, when, and what is asked of them."""

    kind: VisitKind
    admitted: bool = True
    required: tuple[Field, ...] = ()
    hours: Hours | UnsetType = UNSET
    shelf: bool | UnsetType = UNSET

    def stage(self) -> Stage:
        return Stage.WHETHER

    def objection(self, case: Case) -> Finding | None:
        if case.visit is not self.kind or case.direction is Direction.OUT:
            return None
        if self.shelf is True:
            return Finding(Outcome.REFUSE, Reason.TO_THE_SHELF)
        if not self.admitted:
            return Finding(Outcome.REFUSE, Reason.KIND_NOT_ADMITTED)
        if self.hours is not UNSET and not self.hours.holds(case.now.time()):
            return Finding(Outcome.REFUSE, Reason.KIND_OUTSIDE_HOURS, next_time(self.hours.begin, case.now))
        return None

    def words(self) -> Text:
        who = VISIT_WORDS[self.kind]
        if self.shelf is True:
            return Text(f"{who.zh}放在指定货架，不入内", f"{who.en}: to the shelf, not inside")
        if not self.admitted:
            return Text(f"{who.zh}不得入内", f"no {who.en}")
        when = "" if self.hours is UNSET else f" {self.hours.words()}"
        asked = len(self.required)
        return Text(
            f"{who.zh}登记后可入内{when}（{asked}项）", f"{who.en} may enter{when}, registered ({asked} fields)"
        )

    def faults(self) -> Iterator[Fault]:
        if self.hours is not UNSET:
            yield from self.hours.faults("visits.hours")
        if self.hours is not UNSET and not self.admitted:
            yield Fault("visits.hours", Text("不准入内又写了时间", "has hours though nobody of the kind is admitted"))
        if self.required and (not self.admitted or self.shelf is True):
            yield Fault(
                "visits.required", Text("不准入内又要登记", "asks for fields though nobody of the kind is admitted")
            )
