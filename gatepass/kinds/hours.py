"""Daily hours held against each other: whether they overlap, cover, or leave nothing of a day. It knows no rule."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import time
from itertools import pairwise

from gatepass.kinds.base import Hours

_DAY = 24 * 60 * 60.0
_LEAST_OPEN = 60.0  # no time 24:00 can be written, so a whole day is often said as until 23:59


def overlap(one: Hours, other: Hours) -> bool:
    """Whether some moment lies in both."""
    return any(one.holds(at) and other.holds(at) for at in _turns((one, other)))


def are_covered(hours: Hours, by: Sequence[Hours]) -> bool:
    """Whether every moment of `hours` lies in some of the others."""
    return all(any(other.holds(at) for other in by) for at in _turns((hours, *by)) if hours.holds(at))


def leave_nothing(all_hours: Sequence[Hours]) -> bool:
    """Whether at most a minute of the day lies in none of them."""
    turns = sorted(set(_turns(all_hours)), key=_second)
    ends = pairwise([*map(_second, turns), _second(turns[0]) + _DAY]) if turns else iter(())
    held = [
        end - begin for at, (begin, end) in zip(turns, ends, strict=True) if any(each.holds(at) for each in all_hours)
    ]
    return _DAY - sum(held) <= _LEAST_OPEN


def _turns(all_hours: Iterable[Hours]) -> Iterator[time]:
    """The moments at which any of them begins or ends: between two of these nothing changes."""
    for each in all_hours:
        yield from (each.begin, each.end)


def _second(at: time) -> float:
    return at.hour * 3600 + at.minute * 60 + at.second + at.microsecond / 1e6
