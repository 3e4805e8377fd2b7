"""How long a team is on its way, and how stairwells are divided so that all teams come back together. It knows no people and no cards.

No lift is assumed. The figures make what was done in 2020 come out: eight people in teams of two had 1,245 doors of 57
stairwells behind them in one afternoon.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, inf

from gatepass.people import Door

SECONDS_TO_A_STAIRWELL = 60
SECONDS_A_DOOR = 30
SECONDS_A_FLOOR_UP = 15
SECONDS_A_FLOOR_DOWN = 10


@dataclass(frozen=True, slots=True)
class Stairwell:
    """What a stairwell asks of those who deliver to it: its number, how many doors, and the storey of the highest."""

    number: int
    doors: int
    highest: int

    @property
    def seconds(self) -> int:
        """Getting there, every door, and the stairs once up and once down."""
        climb = max(self.highest - 1, 0) * (SECONDS_A_FLOOR_UP + SECONDS_A_FLOOR_DOWN)
        return SECONDS_TO_A_STAIRWELL + self.doors * SECONDS_A_DOOR + climb


def stairwells_of(doors: Iterable[Door]) -> tuple[Stairwell, ...]:
    """The stairwells of these doors, each door counted once, in the order of their numbers."""
    within: dict[int, set[Door]] = {}
    for door in doors:
        within.setdefault(door.stairwell, set()).add(door)
    return tuple(
        Stairwell(number, len(within[number]), max(door.floor for door in within[number])) for number in sorted(within)
    )


def walking_order(door: Door) -> tuple[int, int, int, str]:
    """The sort key of a team's way: stairwell by stairwell, in each the top floor first, so that the climb comes once."""
    return door.stairwell, -door.floor, door.room, door.suffix


def minutes(stairwells: Iterable[Stairwell]) -> int:
    """How long all these take one team, in whole minutes."""
    return ceil(sum(each.seconds for each in stairwells) / 60)


def divide(stairwells: Sequence[Stairwell], teams: int) -> tuple[tuple[int, ...], ...]:
    """The numbers of the stairwells of each team: neighbours in the order given, so that the slowest team is as fast as can be.

    Of all divisions with the same slowest team, one whose teams are most alike. Where there are more teams than stairwells,
    the last teams get none. Raises `ValueError` for fewer than one team.
    """
    if teams < 1:
        raise ValueError(teams)
    ends = _ends([each.seconds for each in stairwells], min(teams, len(stairwells)))
    numbers = [each.number for each in stairwells]
    parts = [tuple(numbers[begin:end]) for begin, end in zip((0, *ends), ends, strict=False)]
    return (*parts, *((),) * (teams - len(parts)))


def _ends(seconds: Sequence[int], parts: int) -> list[int]:
    """Where each of so many parts ends, none of them empty."""
    upto = [0, *accumulate(seconds)]
    slowest = _slowest(seconds, parts)
    best: list[list[float]] = [[0, *([inf] * len(seconds))]]
    begins: list[list[int]] = []
    for _ in range(parts):
        squares, places = [inf] * len(upto), [0] * len(upto)
        for end in range(1, len(upto)):
            for begin in range(end - 1, -1, -1):
                length = upto[end] - upto[begin]
                if length > slowest:
                    break
                if best[-1][begin] + length**2 < squares[end]:
                    squares[end], places[end] = best[-1][begin] + length**2, begin
        best.append(squares)
        begins.append(places)
    ends, end = [], len(seconds)
    for places in reversed(begins):
        ends.append(end)
        end = places[end]
    return ends[::-1]


def _slowest(seconds: Sequence[int], parts: int) -> int:
    """The least time, in seconds, within which so many parts in a row can all be done: found by halving."""
    low, high = max(seconds, default=0), sum(seconds)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if _needed(seconds, middle) <= parts else (middle + 1, high)
    return low


def _needed(seconds: Sequence[int], most: int) -> int:
    """How many parts are needed where none may take longer than `most`."""
    parts, filled = 1, 0
    for each in seconds:
        parts, filled = (parts, filled + each) if filled + each <= most else (parts + 1, each)
    return parts
