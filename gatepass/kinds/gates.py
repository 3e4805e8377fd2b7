"""Gates that are open to some, one way, or at some hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from gatepass.case import Case, Direction, Finding, Outcome, Reason, Sort
from gatepass.kinds.base import (
    EVERYBODY,
    GATES_LABEL,
    HOURS_LABEL,
    WAYS_LABEL,
    WHO_LABEL,
    Fault,
    Hours,
    Label,
    Rule,
    Stage,
    Who,
    next_time,
    ways,
)
from gatepass.wording import Text


class Gates(Rule, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="gates"):
    """These gates are open to some, one way, or in some hours; several rules for one gate add up, and it is open to nobody else.

    `instead` names where others go.
    """

    reasons: ClassVar[tuple[Reason, ...]] = (Reason.WRONG_GATE,)
    title: ClassVar[Text] = Text("大门开给谁", "for whom gates are open")
    labels: ClassVar[Mapping[str, Label]] = {
        "gates": GATES_LABEL,
        "who": WHO_LABEL,
        "directions": WAYS_LABEL,
        "hours": HOURS_LABEL,
        "instead": Label("其他人走哪里", "where others go"),
    }

    gates: tuple[str, ...]
    who: Who = EVERYBODY
    directions: tuple[Direction, ...] = (Direction.IN, Direction.OUT)
    hours: Hours | None = None
    instead: str = ""

    def stage(self) -> Stage:
        return Stage.WHERE

    def may_object(self, sort: Sort) -> bool:
        return sort.gate in self.gates

    def objection(self, case: Case) -> Finding | None:
        if case.gate not in self.gates:
            return None
        here = [rule for rule in case.covenant.of_kind(Gates) if case.gate in rule.gates and rule._concerns(case)]
        if any(rule.hours is None or rule.hours.holds(case.now.time()) for rule in here):
            return None
        opens = [next_time(rule.hours.begin, case.now) for rule in here if rule.hours]
        told = Text(self.instead or "别的大门", self.instead or "another gate")
        return Finding(Outcome.REFUSE, Reason.WRONG_GATE, min(opens, default=None), told=told)

    def _concerns(self, case: Case) -> bool:
        return case.direction in self.directions and self.who.includes(case)

    def words(self) -> Text:
        who, way, names = self.who.words(), ways(self.directions), "、".join(self.gates)
        when = f" {self.hours.words()}" if self.hours else ""
        zh, en = (f"，其他人走{self.instead}", f"; others by {self.instead}") if self.instead else ("", "")
        return Text(f"{names}：{who.zh}可{way.zh}{when}{zh}", f"{names}: {who.en} may pass {way.en}{when}{en}")

    def faults(self) -> Iterator[Fault]:
        if not self.gates:
            yield Fault("gates", Text("没有写大门", "names no gate"))
        if not self.directions:
            yield Fault("directions", Text("没有方向", "has no direction"))
        if self.hours:
            yield from self.hours.faults("hours.end")
