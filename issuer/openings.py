"""When gates are open to a resident whom no rule singles out: found by asking the covenant's own rules, as a verdict does.

It knows no words. What rules say of some people alone is said beside it.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import pairwise

from msgspec import Struct

from gatepass.case import Case, Direction
from gatepass.covenant import ClosedHours, Covenant
from gatepass.kinds import Gates, OnlyBy, Rule
from gatepass.kinds.base import EVERYBODY
from gatepass.passbook import Entry
from gatepass.passes import Status
from gatepass.people import Category

A_DAY = 24 * 60
Spans = tuple[tuple[int, int], ...]
"""Times of day as minutes after midnight (begin, end), in order; one over midnight ends before it begins, a whole day is (0, 1440)."""

_A_DAY = date(2020, 2, 10)
_RESIDENT = Entry("", Status.VALID, date.min, None, "", b"", Category.OWNER.value)
_WHERE_AND_WHEN = (Gates, OnlyBy, ClosedHours)


class Opening(Struct, frozen=True):
    """When a gate is closed on the way in, and on the way out."""

    in_: Spans
    out: Spans

    @property
    def is_shut(self) -> bool:
        """Whether nobody ever passes."""
        return self.in_ == self.out == WHOLE_DAY


WHOLE_DAY: Spans = ((0, A_DAY),)


def opening(covenant: Covenant, gate: str) -> Opening:
    """When a gate is open; a gate that no rule names has an empty name."""
    return Opening(*(spans(_shut(covenant, gate, way)) for way in Direction))


def singled_out(covenant: Covenant) -> Iterator[Rule]:
    """The rules about gates and hours that mean only some people, or except some."""
    for rule in covenant.ordered:
        match rule:
            case ClosedHours(whom=who) | Gates(who=who) | OnlyBy(who=who) if who != EVERYBODY:
                yield rule


def _shut(covenant: Covenant, gate: str, way: Direction) -> list[bool]:
    """For each minute of the day, whether a rule about gates or hours stops a resident."""
    rules = [rule for rule in covenant.ordered if isinstance(rule, _WHERE_AND_WHEN)]
    shut: list[bool] = []
    for begin, end in pairwise((*sorted({0, *_changes(rules)}), A_DAY)):
        at = datetime.combine(_A_DAY, time(*divmod(begin, 60)))
        case = Case(_RESIDENT, way, at, covenant, gate=gate)
        shut += [any(rule.objection(case) for rule in rules)] * (end - begin)
    return shut


def _changes(rules: Iterable[Rule]) -> Iterator[int]:
    """The minutes of the day at which a rule may begin or end to stop somebody."""
    for rule in rules:
        hours = getattr(rule, "hours", None)
        for at in (hours.begin, hours.end) if hours else ():
            yield at.hour * 60 + at.minute


def spans(shut: list[bool]) -> Spans:
    """The times that are true, those over midnight as one."""
    if all(shut):
        return WHOLE_DAY
    begins = [minute for minute in range(A_DAY) if shut[minute] and not shut[minute - 1]]
    return tuple(
        (begin, next((begin + n) % A_DAY for n in range(1, A_DAY) if not shut[(begin + n) % A_DAY])) for begin in begins
    )


def between(closed: Spans) -> Spans:
    """The times between those that are given, which are in order and not the whole day; a whole day where none are."""
    if not closed:
        return WHOLE_DAY
    following = closed[1:] + closed[:1]
    return tuple(sorted((end, begin) for (_, end), (begin, _) in zip(closed, following, strict=True)))
