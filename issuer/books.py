"""The books of printed cards on a day: what was printed, where every copy is, what teams said. They are read here and judged elsewhere."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from gatepass.passes import CardKey, Status
from gatepass.people import Door
from issuer.delivery import hands_of
from issuer.loads import newest
from issuer.store import Store
from issuer.store.delivery import KeptTick, PutAside
from issuer.store.runs import CARD_KINDS, Copy, CopyState, RunKind

ENDED = (Status.REPLACED, Status.REVOKED, Status.EXPIRED)


@dataclass(frozen=True, slots=True)
class PrintedCopy:
    """One printed copy: what was printed, for which stairwell (None for a spare), and which round handed it out last."""

    kind: RunKind
    stairwell: int | None
    copy: Copy
    round: int | None = None


@dataclass(frozen=True, slots=True)
class PassState:
    """One issue of a pass on the day of the books."""

    serial: str
    issue: int
    status: Status
    door: Door | None
    name: str

    @property
    def key(self) -> CardKey:
        """The serial and the issue."""
        return self.serial, self.issue


@dataclass(frozen=True, slots=True)
class RunCount:
    """How many cards a run says it has."""

    run: int
    kind: RunKind
    cards: int


@dataclass(frozen=True)
class Books:
    """All that is looked at. `ticks` are those that count, one a card and round; `aside` is what nobody dealt with yet;
    `teams` are the names of rounds and teams by their numbers."""

    runs: tuple[RunCount, ...]
    copies: tuple[PrintedCopy, ...]
    passes: tuple[PassState, ...]
    ticks: tuple[KeptTick, ...]
    handed: frozenset[tuple[int, str, int]]
    aside: tuple[PutAside, ...]
    teams: dict[tuple[int, int], str]
    open_rounds: frozenset[int]

    @cached_property
    def states(self) -> dict[CardKey, PassState]:
        """Every issue of a pass by its key."""
        return {state.key: state for state in self.passes}

    @cached_property
    def printed(self) -> frozenset[CardKey]:
        """The cards of which there ever was a copy."""
        return frozenset(each.copy.key for each in self.copies)

    @cached_property
    def given(self) -> frozenset[CardKey]:
        """The cards of which a copy is with its holder."""
        return frozenset(each.copy.key for each in self.copies if each.copy.state is CopyState.DELIVERED)


def books_of(store: Store, day: date) -> Books:
    """The office's books on a day."""
    holdings = store.holdings()
    kinds = {run.id: run.kind for run in store.runs()}
    doors = {holding.issued.key: holding.door for holding in holdings}
    handings = store.all_handings()
    last = {each.place: each.round for each in handings}
    rounds = store.rounds()
    by_round: dict[int, list[KeptTick]] = defaultdict(list)
    for tick in store.ticks():
        by_round[tick.round].append(tick)
    return Books(
        runs=tuple(RunCount(run.id, run.kind, run.count) for run in store.runs() if run.kind in CARD_KINDS),
        copies=tuple(
            PrintedCopy(
                kinds[copy.run],
                door.stairwell if (door := doors.get(copy.key)) else None,
                copy,
                last.get(copy.place),
            )
            for copy in store.copies()
        ),
        passes=tuple(
            PassState(*each.issued.key, each.issued.status_on(day), each.door, each.name) for each in holdings
        ),
        ticks=tuple(tick for ticks in by_round.values() for tick in newest(ticks).values() if tick.outcome),
        handed=frozenset((each.round, *each.key) for each in handings),
        aside=tuple(each for each in store.items_aside() if each.settled is None),
        teams={(round_.id, team.number): hands_of(round_, team.number) for round_ in rounds for team in round_.teams},
        open_rounds=frozenset(round_.id for round_ in rounds if round_.is_open),
    )
