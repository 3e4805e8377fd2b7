"""Gates that are open to some, one way, or at some hours."""

from __future__ import annotations

from collections.abc import Iterator

from gatepass.case import Case, Direction, Finding, Outcome, Reason
from gatepass.kinds.base import (
    DIRECTION_WORDS,
    EVERYBODY,
    Fault,
    Hours,
    Rule,
    Stage,
    Who,
    next_time,
)
from gatepass.wording import Text


class Gates(Rule, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="gates"):
    """These gates are open only to some, one way, or in some hours; `instead` names where others go."""

    gates: tuple[str, ...]
    who: Who = EVERYBODY
    directions: tuple[Direction, ...] = (Direction.IN, Direction.OUT)
    hours: Hours | None = None
    instead: str = ""

    def stage(self) -> Stage:
        return Stage.WHERE

    def objection(self, case: Case) -> Finding | None:
        if case.gate not in self.gates:
            return None
        told = Text(self.instead or "别的大门", self.instead or "another gate")
        if case.direction not in self.directions or not self.who.includes(case):
            return Finding(Outcome.REFUSE, Reason.WRONG_GATE, told=told)
        if self.hours and not self.hours.holds(case.now.time()):
            return Finding(Outcome.REFUSE, Reason.WRONG_GATE, next_time(self.hours.begin, case.now), told=told)
        return None

    def words(self) -> Text:
        who, when = self.who.words(), f" {self.hours.words()}" if self.hours else ""
        ways = "".join(DIRECTION_WORDS[way].zh for way in self.directions)
        en_ways = "/".join(DIRECTION_WORDS[way].en for way in self.directions)
        names = "、".join(self.gates)
        return Text(f"{names}只供{who.zh}{ways}{when}", f"{', '.join(self.gates)}: only {who.en}, {en_ways}{when}")

    def faults(self) -> Iterator[Fault]:
        if not self.gates:
            yield Fault("gates", Text("没有写大门", "names no gate"))
        if not self.directions:
            yield Fault("directions", Text("没有方向", "has no direction"))
        if self.hours:
            yield from self.hours.faults("hours")
