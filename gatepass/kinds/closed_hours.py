"""Daily hours in which nobody passes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time
from typing import ClassVar

from msgspec import UNSET, UnsetType

from gatepass.case import Case, Direction, Finding, Outcome, Reason, Sort
from gatepass.kinds import posted
from gatepass.kinds.base import (
    ANY_WAY,
    DIRECTION_WORDS,
    EVERYBODY,
    WHO_LABEL,
    Fault,
    Hours,
    Label,
    Names,
    Rule,
    Stage,
    Who,
    gate_words,
    next_time,
    ways,
)
from gatepass.kinds.hours import overlap
from gatepass.wording import Text


class ClosedHours(Rule, frozen=True, forbid_unknown_fields=True):
    """A daily time in which nobody passes, or not by these gates, these people, this way; the person on duty decides.

    Somebody may need a hospital.
    """

    reasons: ClassVar[tuple[Reason, ...]] = (Reason.CLOSED_HOURS,)
    title: ClassVar[Text] = Text("关门时间", "closing hours")
    usual: ClassVar[Mapping[str, object]] = {"who": EVERYBODY, "directions": ANY_WAY}
    labels: ClassVar[Mapping[str, Label]] = {
        "begin": Label("从", "from"),
        "end": Label("到", "to"),
        "gates": Label("只这些大门（不选：各门）", "these gates alone (none: all)", names=Names.GATES),
        "who": WHO_LABEL,
        "directions": Label("方向（不选：进出都算）", "way (none: both)", DIRECTION_WORDS),
    }

    begin: time
    end: time
    gates: tuple[str, ...] | UnsetType = UNSET
    who: Who | UnsetType = UNSET
    directions: tuple[Direction, ...] | UnsetType = UNSET

    def stage(self) -> Stage:
        return Stage.WHEN

    def holds(self, at: time) -> bool:
        """Whether the time of day `at` lies in these hours."""
        return self.hours.holds(at)

    @property
    def hours(self) -> Hours:
        """When."""
        return Hours(self.begin, self.end)

    @property
    def whom(self) -> Who:
        """Whom they concern."""
        return EVERYBODY if self.who is UNSET else self.who

    @property
    def ways(self) -> tuple[Direction, ...]:
        """Which ways they concern."""
        return ANY_WAY if self.directions is UNSET else self.directions

    def is_of(self, gate: str) -> bool:
        """Whether they are a gate's; every other gate is called by an empty name."""
        return self.gates is UNSET or gate in self.gates

    @property
    def concerns_all(self) -> bool:
        """Whether they are every gate's and everybody's."""
        return self.gates is UNSET and self.who is UNSET and self.directions is UNSET

    def concerns(self, case: Case) -> bool:
        """Whether they are this gate's, this person's, and of this way."""
        return self.is_of(case.gate) and case.direction in self.ways and self.whom.includes(case)

    def may_object(self, sort: Sort) -> bool:
        return self.is_of(sort.gate) and sort.direction in self.ways and self.whom.may_include(sort)

    def objection(self, case: Case) -> Finding | None:
        if not self.holds(case.now.time()) or not self.concerns(case):
            return None
        return Finding(Outcome.REFER, Reason.CLOSED_HOURS, next_time(self.end, case.now))

    def words(self) -> Text:
        hours = self.hours.words()
        gates = gate_words(() if self.gates is UNSET else self.gates)
        who = Text("", "") if self.who is UNSET else self.who.words()
        way = Text("", "") if self.directions is UNSET else ways(self.directions)
        whom = (
            Text(f"（{who.zh}{way.zh}）", f" ({', '.join(filter(None, (who.en, way.en)))})")
            if who.zh or way.zh
            else way
        )
        return Text(
            f"{gates.zh or '各门'} {hours} 关门{whom.zh}，急事请示值班人员",
            f"{gates.en or 'all gates'} closed {hours}{whom.en}; in an emergency call the person on duty",
        )

    def notice(self) -> Text:
        hours, gates = self.hours.words(), gate_words(() if self.gates is UNSET else self.gates)
        who, way = posted.whom(self.whom), posted.going(self.ways)
        return Text(
            f"{hours} {who.zh}不能{f'从{gates.zh}' if gates.zh else ''}{way.zh}，急事请联系值班人员",
            f"{hours}: {who.en} may not {way.en}{f' by {gates.en}' if gates.en else ''}; in need ask the person on duty",
        )

    def faults(self) -> Iterator[Fault]:
        yield from self.hours.faults("end")
        if self.gates is not UNSET and not self.gates:
            yield Fault("gates", Text("没有写大门", "names no gate"))
        if self.directions is not UNSET and not self.directions:
            yield Fault("directions", Text("没有方向", "has no direction"))
        yield from self.whom.faults("who")

    def wrong_beside(self, other: Rule) -> Text | None:
        if not isinstance(other, ClosedHours) or self == other:
            return super().wrong_beside(other)
        if self._scope != other._scope or not overlap(self.hours, other.hours):
            return None
        return Text(
            "与{other}的时间重叠，大门、人员和方向都相同，请合成一条",
            "overlaps {other}, at the same gates, for the same people and way; write one closed time",
        )

    @property
    def _scope(self) -> tuple[object, ...]:
        return (self.gates is UNSET or frozenset(self.gates), self.whom, frozenset(self.ways))
