"""Some who pass by certain gates alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from gatepass.case import Case, Direction, Finding, Outcome, Reason, Sort
from gatepass.kinds import posted
from gatepass.kinds.base import (
    EVERYBODY,
    GATES_LABEL,
    WAYS_LABEL,
    WHO_LABEL,
    Fault,
    Label,
    Rule,
    Stage,
    Who,
    gate_words,
    ways,
)
from gatepass.kinds.someone import within
from gatepass.wording import Text


class OnlyBy(Rule, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="only_by"):
    """Somebody passes by these gates and by no other: cars by one gate, everybody by the one that is left open."""

    reasons: ClassVar[tuple[Reason, ...]] = (Reason.WRONG_GATE,)
    title: ClassVar[Text] = Text("只走某些门", "some pass by certain gates alone")
    labels: ClassVar[Mapping[str, Label]] = {
        "gates": GATES_LABEL,
        "who": WHO_LABEL,
        "directions": WAYS_LABEL,
    }

    gates: tuple[str, ...]
    who: Who = EVERYBODY
    directions: tuple[Direction, ...] = (Direction.IN, Direction.OUT)

    def stage(self) -> Stage:
        return Stage.WHERE

    def may_object(self, sort: Sort) -> bool:
        return sort.gate not in self.gates and sort.direction in self.directions and self.who.may_include(sort)

    def objection(self, case: Case) -> Finding | None:
        if case.gate in self.gates or case.direction not in self.directions or not self.who.includes(case):
            return None
        return Finding(Outcome.REFUSE, Reason.WRONG_GATE, told=gate_words(self.gates))

    def words(self) -> Text:
        who, way, names = self.who.words(), ways(self.directions), gate_words(self.gates)
        return Text(f"{who.zh}{way.zh}只走{names.zh}", f"{who.en} pass {way.en} by {names.en} alone")

    def notice(self) -> Text:
        who, way, names = posted.whom(self.who), posted.going(self.directions), gate_words(self.gates)
        return Text(f"{who.zh}{way.zh}请走{names.zh}", f"{who.en} {way.en} by {names.en} alone")

    def faults(self) -> Iterator[Fault]:
        if not self.gates:
            yield Fault("gates", Text("没有写大门", "names no gate"))
        if not self.directions:
            yield Fault("directions", Text("没有方向", "has no direction"))
        yield from self.who.faults("who")

    def wrong_beside(self, other: Rule) -> Text | None:
        same = super().wrong_beside(other)
        if same or not isinstance(other, OnlyBy):
            return same
        shared = set(self.directions) & set(other.directions)
        if not shared or set(self.gates) & set(other.gates) or not within(self.who, other.who):
            return None
        return Text(
            "使这些人无门可走，因为{other}也管他们，却没有同一个门；请在那里把他们除外",
            "leaves them no gate: {other} means them too and names none of these gates; except them there",
        )

    def contradicts(self, other: OnlyBy) -> bool:
        return self.who == other.who and bool(set(self.directions) & set(other.directions))
