"""What the rules of a covenant can never mean together: two that exclude each other, one that is never reached, a gate that never opens.

What two rules have against each other their kinds say (`Rule.wrong_beside`); here stands what only all of them together show. It refuses
nothing that a gate has already: a covenant is held against this when it is saved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING, TypeVar

from msgspec import UNSET, Struct

from gatepass.case import Direction
from gatepass.kinds import ClosedHours, Gates, Hours, Listed, OnlyBy, Quota, Rule, VisitRule, Who
from gatepass.kinds.base import ANY_WAY, EVERYBODY, Stage, Then, ways
from gatepass.kinds.classes import Classes
from gatepass.kinds.hours import are_covered, leave_nothing
from gatepass.kinds.someone import Someone, everybody, is_meant, within
from gatepass.wording import Text

if TYPE_CHECKING:
    from gatepass.covenant import Covenant

_Kind = TypeVar("_Kind", bound=Rule)
_ANY_OTHER_GATE = ""
_GATE_SHUT = Text(
    "一直不开的门请用规则 gates 写明还开给谁，或用 only_by 写明大家走哪些门",
    "of a gate that stays closed a rule “gates” says to whom it is still open, or “only_by” by which gates people go",
)


class Contradiction(Struct, frozen=True):
    """What is wrong with the rule at a place of the file (`rules[2]`), beside those at `others`; `{other}` stands for these."""

    place: str
    others: tuple[str, ...]
    what: Text

    def said(self, called: Callable[[str], Text]) -> Text:
        """What is wrong, with the others as they are called."""
        names = [called(other) for other in self.others]
        zh, en = "和".join(name.zh for name in names), " and ".join(name.en for name in names)
        return Text(self.what.zh.replace("{other}", zh), self.what.en.replace("{other}", en))


def contradictions(covenant: Covenant) -> Iterator[Contradiction]:
    """Everything that contradicts itself between rules."""
    placed = tuple(covenant.placed())
    yield from _pairs(placed)
    yield from _never_open(covenant)
    yield from _only_while_closed(placed)
    yield from _never_reached(placed)
    yield from _no_gate(placed)


Placed = tuple[tuple[str, Rule], ...]


def _of(placed: Placed, kind: type[_Kind]) -> Iterator[tuple[str, _Kind]]:
    return ((place, rule) for place, rule in placed if isinstance(rule, kind))


def _pairs(placed: Placed) -> Iterator[Contradiction]:
    for (earlier, one), (later, other) in combinations(placed, 2):
        if what := other.wrong_beside(one):
            yield Contradiction(later, (earlier,), what)
        elif what := one.wrong_beside(other):
            yield Contradiction(earlier, (later,), what)


def _never_open(covenant: Covenant) -> Iterator[Contradiction]:
    """Closed times of everybody that leave a gate no minute of the day, one way or both; one is told."""
    closed = [(f"closed[{place}]", each) for place, each in enumerate(covenant.closed) if each.whom == EVERYBODY]
    named = dict.fromkeys(gate for _, each in closed if each.gates is not UNSET for gate in each.gates)
    for gate in (_ANY_OTHER_GATE, *named):
        shut = {way: [each for each in closed if each[1].is_of(gate) and way in each[1].ways] for way in ANY_WAY}
        never = [way for way in ANY_WAY if leave_nothing([each.hours for _, each in shut[way]])]
        if never:
            places = [place for place, _ in shut[never[0]]]
            yield Contradiction(places[-1], tuple(places[:-1]), _shut_words(gate, tuple(never), len(places)))
            return


def _shut_words(gate: str, never: tuple[Direction, ...], rules: int) -> Text:
    way = ways(never)
    zh, en = ("", "keeps") if rules == 1 else ("与{other}合起来，", "and {other} keep")
    which = Text(f"“{gate}”", f"“{gate}”") if gate else Text("各门", "all gates")
    return Text(
        f"{zh}{which.zh}全天关着，谁也不能{way.zh}；{_GATE_SHUT.zh}",
        f"{en} {which.en} closed all day to everybody, {way.en}; {_GATE_SHUT.en}",
    )


def _only_while_closed(placed: Placed) -> Iterator[Contradiction]:
    """Hours for which a gate is open, or people without a pass are let in, that lie wholly in closed ones."""
    closed = tuple(_of(placed, ClosedHours))
    opened = [(place, rule.hours, rule.gates, rule.directions, rule.who) for place, rule in _of(placed, Gates)]
    let_in = [
        (
            place,
            None if rule.hours is UNSET else rule.hours,
            (_ANY_OTHER_GATE,),
            (Direction.IN,),
            Who(visits=(rule.kind,)),
        )
        for place, rule in _of(placed, VisitRule)
    ]
    for place, hours, gates, directions, who in (*opened, *let_in):
        shut = [
            [each for each in closed if each[1].is_of(gate) and way in each[1].ways and within(who, each[1].whom)]
            for gate in gates
            for way in directions
        ]
        if hours and shut and all(here and are_covered(hours, [each.hours for _, each in here]) for here in shut):
            yield Contradiction(place, _places(each for here in shut for each in here), _only_closed_words(hours))


def _only_closed_words(hours: Hours) -> Text:
    return Text(
        f"写的 {hours.words()} 全在{{other}}的关门时间里，永远用不上，请改一处",
        f"is for {hours.words()}, all of it in the closed hours of {{other}}, so it never holds; change one of them",
    )


def _never_reached(placed: Placed) -> Iterator[Contradiction]:
    """Rules for people who never come so far, since an earlier one keeps every one of them out for good."""
    barring = [(place, rule) for place, rule in placed if _bars(rule)]
    for place, rule in placed:
        who = _whom(rule)
        if who == EVERYBODY or rule.stage() <= Stage.WHETHER:
            continue
        meant = [each for each in everybody(_groups(who, barring), _lists(barring)) if is_meant(each, who)]
        cases = [(each, way) for each in meant for way in _ways_of(rule)]
        stopped = {case: [each for each in barring if _stops(each[1], *case)] for case in cases}
        if cases and all(stopped.values()):
            yield Contradiction(place, _places(each for bars in stopped.values() for each in bars), _NEVER_REACHED)


_NEVER_REACHED = Text(
    "永远轮不到，因为{other}已不让这些人通行，请去掉一条",
    "is never reached: {other} stops all these people for good; keep one of the two",
)


def _bars(rule: Rule) -> bool:
    match rule:
        case VisitRule():
            return not rule.lets_in
        case Classes():
            return rule.bars_for_good
    return isinstance(rule, Listed) and rule.then is Then.REFUSE


def _stops(rule: Rule, someone: Someone, way: Direction) -> bool:
    match rule:
        case VisitRule():
            return someone.visit is rule.kind and way is Direction.IN
        case Classes():
            return way in rule.directions and is_meant(someone, rule.who)
        case Listed():
            return way in rule.directions and any(mark.name in rule.marks for mark in someone.marks)
    return False


def _whom(rule: Rule) -> Who:
    who = rule.whom if isinstance(rule, ClosedHours) else getattr(rule, "who", EVERYBODY)
    return EVERYBODY if who is UNSET else who


def _groups(who: Who, barring: Iterable[tuple[str, Rule]]) -> Iterator[Who]:
    yield who
    yield from (rule.who for _, rule in barring if isinstance(rule, Classes))


def _lists(barring: Iterable[tuple[str, Rule]]) -> Iterator[str]:
    return (name for _, rule in barring if isinstance(rule, Listed) for name in rule.marks)


def _ways_of(rule: Rule) -> tuple[Direction, ...]:
    match rule:
        case ClosedHours():
            return rule.ways
        case Quota():
            return (Direction.OUT,)
    return getattr(rule, "directions", ANY_WAY)


def _no_gate(placed: Placed) -> Iterator[Contradiction]:
    """Somebody who passes by certain gates alone, all of which are open to others alone."""
    opening = tuple(_of(placed, Gates))
    for place, rule in _of(placed, OnlyBy):
        here = [[each for each in opening if gate in each[1].gates] for gate in rule.gates]
        people = [
            each for each in everybody([rule.who, *(gate.who for _, gate in opening)]) if is_meant(each, rule.who)
        ]
        if all(here) and not any(
            any(each.opens_to(someone, way) for _, each in rules)
            for someone in people
            for way in rule.directions
            for rules in here
        ):
            yield Contradiction(place, _places(each for rules in here for each in rules), _NO_GATE)


_NO_GATE = Text(
    "使这些人无门可走，因为{other}没有让他们走这些门，请改一处",
    "leaves them no gate: {other} do not open these gates to them that way; change one of them",
)


def _places(rules: Iterable[tuple[str, Rule]]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(place for place, _ in rules)))
