"""Marks that follow from a resident's age, where the covenant asks for them: `over_65`, `under_12`. Nobody's birthday leaves the office."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from gatepass.case import Mark
from gatepass.documents import born
from gatepass.people import Resident

_AGE = re.compile(r"(over|under)_(\d{1,3})")


def age_marks(resident: Resident, names: Iterable[str]) -> tuple[Mark, ...]:
    """The marks of these names that a resident ever bears, from–to; none for somebody whose document does not tell the age.

    `over_65` counts from the 65th birthday on, `under_12` to the day before the 12th.
    """
    birth = born(resident.document) if resident.document else None
    if birth is None:
        return ()
    ages = [(name, found) for name in sorted(names) if (found := _AGE.fullmatch(name))]
    return tuple(_mark(name, found[1], _birthday(birth, int(found[2])), birth) for name, found in ages)


def is_age(name: str) -> bool:
    """Whether a mark follows from the age."""
    return _AGE.fullmatch(name) is not None


def _mark(name: str, side: str, birthday: date, birth: date) -> Mark:
    return Mark(name, birthday) if side == "over" else Mark(name, birth, birthday - timedelta(days=1))


def _birthday(birth: date, age: int) -> date:
    """Born on 29 February, one is a year older on 1 March."""
    try:
        return birth.replace(year=birth.year + age)
    except ValueError:
        return date(birth.year + age, 3, 1)
