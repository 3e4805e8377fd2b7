"""Which of several covenants is in force at a moment, and which come after it: office and gate ask the same functions.

It knows no versions but those it is handed, and no clock.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from gatepass.covenant import Covenant
from gatepass.wording import Text


def in_force_at(covenants: Sequence[Covenant], at: datetime) -> Covenant:
    """The one whose time came last, of two of one time the later version; before any has begun, the first."""
    begun = [each for each in covenants if each.in_force_from and each.in_force_from <= at]
    return max(begun, key=_turn) if begun else covenants[0]


def to_come_after(covenants: Iterable[Covenant], at: datetime) -> tuple[Covenant, ...]:
    """Those that will come into force after a moment, in their order; of two of one time only the later version ever will."""
    later = sorted((each for each in covenants if each.in_force_from and each.in_force_from > at), key=_turn)
    return tuple({each.in_force_from: each for each in later}.values())


def taken_over_from(covenants: Sequence[Covenant], own: Covenant) -> Covenant | None:
    """The one of several that is in force until `own` comes into force, whatever was adopted after it; None for the first."""
    others = [each for each in covenants if each.version != own.version]
    begins = own.in_force_from
    if not others or begins is None or own.version < min(each.version for each in others):
        return None
    return in_force_at(others, begins - timedelta.resolution)


def named(covenant: Covenant) -> Text:
    """A covenant by its version and name."""
    return Text(
        f"第{covenant.version}版“{covenant.name}”", f"version {covenant.version}, “{covenant.english or covenant.name}”"
    )


def _turn(covenant: Covenant) -> tuple[datetime, int]:
    assert covenant.in_force_from  # noqa: S101 - only those that have a begin are asked
    return covenant.in_force_from, covenant.version
