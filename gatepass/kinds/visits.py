"""People without a pass: who is let in, when, and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import ClassVar

from msgspec import UNSET, UnsetType

from gatepass.case import Case, Direction, Finding, Outcome, Reason, Sort, VisitKind
from gatepass.kinds.base import HOURS_LABEL, VISIT_WORDS, Fault, Hours, Label, Rule, Stage, joined, next_time
from gatepass.wording import Text


class Field(StrEnum):
    """What a register may ask of somebody without a pass."""

    NAME = "name"
    PHONE = "phone"
    DOCUMENT = "document"
    PLATE = "plate"
    DOOR = "door"
    PURPOSE = "purpose"


FIELD_WORDS = {
    Field.NAME: Text("姓名", "name"),
    Field.PHONE: Text("手机", "phone"),
    Field.DOCUMENT: Text("证件号码", "document"),
    Field.PLATE: Text("车牌", "plate"),
    Field.DOOR: Text("到访门牌", "door"),
    Field.PURPOSE: Text("事由", "purpose"),
}


class VisitRule(Rule, frozen=True, forbid_unknown_fields=True):
    """Whether one kind of people without a pass is let in, when, and what is asked of them; `shelf`: they leave things outside."""

    reasons: ClassVar[tuple[Reason, ...]] = (
        Reason.TO_THE_SHELF,
        Reason.KIND_NOT_ADMITTED,
        Reason.KIND_OUTSIDE_HOURS,
    )
    title: ClassVar[Text] = Text("来访人员", "people without a pass")
    usual: ClassVar[Mapping[str, object]] = {"shelf": False}
    labels: ClassVar[Mapping[str, Label]] = {
        "kind": Label("哪一种人", "which people", VISIT_WORDS),
        "admitted": Label("可以入内", "may enter"),
        "required": Label("登记哪些项", "what is written down", FIELD_WORDS),
        "hours": HOURS_LABEL,
        "shelf": Label("只放到货架，不入内", "to the shelf, never inside"),
    }

    kind: VisitKind
    admitted: bool = True
    required: tuple[Field, ...] = ()
    hours: Hours | UnsetType = UNSET
    shelf: bool | UnsetType = UNSET

    def stage(self) -> Stage:
        return Stage.WHETHER

    @property
    def lets_in(self) -> bool:
        """Whether anybody of the kind ever goes inside."""
        return self.admitted and self.shelf is not True

    def may_object(self, sort: Sort) -> bool:
        return sort.visit is self.kind and sort.direction is Direction.IN

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
        fields = joined(FIELD_WORDS[field] for field in self.required)
        return Text(
            f"{who.zh}{when} 可入内，登记{fields.zh or '可免'}",
            f"{who.en} may enter{when}, registered with {fields.en or 'nothing'}",
        )

    def faults(self) -> Iterator[Fault]:
        if self.hours is not UNSET:
            yield from self.hours.faults("hours.end")
        if self.hours is not UNSET and not self.lets_in:
            yield Fault("hours", Text("不准入内又写了时间", "has hours though nobody of the kind is admitted"))
        if self.required and not self.lets_in:
            yield Fault("required", Text("不准入内又要登记", "asks for fields though nobody of the kind is admitted"))

    def contradicts(self, other: VisitRule) -> bool:
        return self.kind is other.kind
