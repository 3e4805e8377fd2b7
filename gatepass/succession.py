"""Which of several covenants is in force at a moment, and which come after it: office and gate ask the same functions.

It knows no versions but those it is handed, and no clock.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from gatepass.covenant import Covenant


def in_force_at(covenants: Sequence[Covenant], at: datetime) -> Covenant:
    """The one whose time came last, of two of one time the later version; before any has begun, the first."""
    begun = [each for each in covenants if each.in_force_from and each.in_force_from <= at]
    return max(begun, key=_turn) if begun else covenants[0]


def to_come_after(covenants: Iterable[Covenant], at: datetime) -> tuple[Covenant, ...]:
    """Those that will come into force after a moment, in their order; of two of one time only the later version ever will."""
    later = sorted((each for each in covenants if each.in_force_from and each.in_force_from > at), key=_turn)
    return tuple({each.in_force_from: each for each in later}.values())


def _turn(covenant: Covenant) -> tuple[datetime, int]:
    assert covenant.in_force_from  # noqa: S101 - only those that have a begin are asked
    return covenant.in_force_from, covenant.version
