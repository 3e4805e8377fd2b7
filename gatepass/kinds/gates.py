"""Gates that are open to some, one way, or at some hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from gatepass.case import Case, Direction, Finding, Outcome, Reason, Sort
from gatepass.kinds import posted
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
    gate_words,
    next_time,
    ways,
)
from gatepass.kinds.hours import are_covered
from gatepass.kinds.only_by import OnlyBy
from gatepass.kinds.someone import Someone, is_meant, within
from gatepass.kinds.written import faults_of_text
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
        return Finding(Outcome.REFUSE, Reason.WRONG_GATE, min(opens, default=None), told=self._elsewhere(case))

    def opens_to(self, someone: Someone, direction: Direction) -> bool:
        """Whether it ever lets somebody pass that way."""
        return direction in self.directions and is_meant(someone, self.who)

    def _elsewhere(self, case: Case) -> Text:
        """Where they go instead; a rule that lets them pass by certain gates alone knows best."""
        found = (rule.objection(case) for rule in case.covenant.of_kind(OnlyBy))
        told = (each.told for each in found if each)
        return next(told, Text(self.instead or "别的大门", self.instead or "another gate"))

    def _concerns(self, case: Case) -> bool:
        return case.direction in self.directions and self.who.includes(case)

    def words(self) -> Text:
        who, way, names = self.who.words(), ways(self.directions), gate_words(self.gates)
        when = f" {self.hours.words()}" if self.hours else ""
        zh, en = (f"，其他人走{self.instead}", f"; others by {self.instead}") if self.instead else ("", "")
        return Text(f"{names.zh}：{who.zh}可{way.zh}{when}{zh}", f"{names.en}: {who.en} may pass {way.en}{when}{en}")

    def notice(self) -> Text:
        who, way, names = posted.whom(self.who), posted.going(self.directions), gate_words(self.gates)
        when = Text(f"（{self.hours.words()}）", f", {self.hours.words()}") if self.hours else Text("", "")
        others = (
            Text(f"，其他人请走{self.instead}", f"; all others use {self.instead}") if self.instead else Text("", "")
        )
        return Text(
            f"{names.zh}供{who.zh}{way.zh}{when.zh}{others.zh}",
            f"{names.en} is for {who.en} to {way.en}{when.en}{others.en}",
        )

    def faults(self) -> Iterator[Fault]:
        if not self.gates:
            yield Fault("gates", Text("没有写大门", "names no gate"))
        if not self.directions:
            yield Fault("directions", Text("没有方向", "has no direction"))
        if self.hours:
            yield from self.hours.faults("hours.end")
        yield from faults_of_text("instead", self.instead)
        if self.instead and self.instead in self.gates:
            yield Fault(
                "instead",
                Text(f"就是这条规则的门“{self.instead}”", f"is a gate of the rule itself: “{self.instead}”"),
            )
        yield from self.who.faults("who")

    def wrong_beside(self, other: Rule) -> Text | None:
        same = super().wrong_beside(other)
        if same or not isinstance(other, Gates) or not self._adds_nothing_to(other):
            return same
        return Text(
            "不起作用，因为{other}已对这些人开这些门，几条合起来算，不会互相缩小",
            "does nothing: {other} opens these gates to them already, and rules for one gate add up",
        )

    def _adds_nothing_to(self, other: Gates) -> bool:
        parts = set(self.gates) <= set(other.gates) and set(self.directions) <= set(other.directions)
        hours = other.hours is None or (self.hours is not None and are_covered(self.hours, (other.hours,)))
        return parts and hours and within(self.who, other.who)
