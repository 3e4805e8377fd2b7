"""People as rules tell them apart, so that two rules can be held against each other: whom one means, whom both, whom neither."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations

from msgspec import Struct

from gatepass.case import Mark, VisitKind
from gatepass.kinds.base import Who

_ANOTHER_CLASS = ""
_MARKS_AT_ONCE = 3  # one by which somebody is meant, two by which they are excepted


class Someone(Struct, frozen=True):
    """Somebody with a pass of a class and some marks, or without a pass."""

    pass_class: str = _ANOTHER_CLASS
    marks: tuple[Mark, ...] = ()
    visit: VisitKind | None = None


def everybody(whos: Iterable[Who], marks: Iterable[str] = ()) -> Iterator[Someone]:
    """One of each sort of people that these groups and marks tell apart."""
    groups = tuple(whos)
    classes = {_ANOTHER_CLASS, *(name for who in groups for name in (*who.classes, *who.but_classes))}
    named = sorted({*marks, *(name for who in groups for name in (*who.marks, *who.but_marks))})
    lists = [Mark(name, date.min) for name in named]
    for count in range(_MARKS_AT_ONCE + 1):
        for some in combinations(lists, count):
            yield from (Someone(each, some) for each in sorted(classes))
    yield from (Someone(visit=kind) for kind in VisitKind)


def is_meant(someone: Someone, who: Who) -> bool:
    """Whether a group includes somebody."""
    if someone.visit:
        return someone.visit in who.visits or who.means_all
    return who.means(someone.pass_class, someone.marks)


def within(inner: Who, outer: Who) -> bool:
    """Whether everybody of a group is in another; nobody at all is in none."""
    inside = [each for each in everybody((inner, outer)) if is_meant(each, inner)]
    return inside != [] and all(is_meant(each, outer) for each in inside)
