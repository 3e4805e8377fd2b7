"""The live board of a round: how many doors are done, at what pace, when it will end, and who is behind. It decides from ticks alone."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from statistics import median

from gatepass.people import Door
from issuer.loads import Carried
from issuer.rounds import Outcome
from issuer.store.delivery import Round, Team
from issuer.walking import minutes, stairwells_of

WINDOW = timedelta(minutes=30)
SHORTEST_WINDOW = timedelta(minutes=5)
BEHIND_BY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class DoorState:
    """One door: how many cards are for it, what became of them, and when the last of them was ticked off."""

    door: Door
    team: int
    cards: int
    outcomes: tuple[Outcome, ...]
    at: datetime | None

    @property
    def is_done(self) -> bool:
        """Whether something became of every card."""
        return len(self.outcomes) == self.cards


@dataclass(frozen=True, slots=True)
class Progress:
    """Doors, those that are done, cards, and how many had which outcome."""

    doors: int
    done: int
    cards: int
    outcomes: Counter[Outcome]

    @property
    def percent(self) -> int:
        """Doors done in 100, rounded down so that 100 means all."""
        return self.done * 100 // self.doors if self.doors else 100


@dataclass(frozen=True, slots=True)
class TeamState:
    """One team: `pace` in doors an hour, None before it began.

    `ends` follows from the pace; of a team that stands still, from the usual time that its doors take. None: it has no doors.
    """

    team: Team
    progress: Progress
    stairwells: tuple[tuple[int, Progress], ...]
    pace: float | None
    last: datetime | None
    ends: datetime | None
    is_behind: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """The whole round; `ends` is when the last team does."""

    progress: Progress
    pace: float | None
    ends: datetime | None
    teams: tuple[TeamState, ...]


def board_of(round_: Round, cards: Sequence[Carried], now: datetime, window: timedelta = WINDOW) -> Board:
    """How a round stands; `cards` are all of the round's, team by team in walking order. The pace is that of the last `window`."""
    doors = door_states(cards)
    teams = tuple(
        _team(team, [door for door in doors if door.team == team.number], now, window) for team in round_.teams
    )
    teams = _with_laggards(teams)
    ends = [team.ends for team in teams if team.ends and team.progress.done < team.progress.doors]
    paces = [team.pace for team in teams if team.pace is not None]
    return Board(
        progress=progress_of(doors),
        pace=sum(paces) if paces else None,
        ends=max(ends, default=None),
        teams=teams,
    )


def door_states(cards: Iterable[Carried]) -> tuple[DoorState, ...]:
    """The doors of cards that stand together by team and door. A card whose pass has ended, and of which nothing was said, is none."""
    given = (card for card in cards if card.outcome or not card.ended)
    return tuple(
        _door(door, team, tuple(those))
        for (team, door), those in groupby(given, key=lambda card: (card.team, card.door))
    )


def progress_of(doors: Iterable[DoorState]) -> Progress:
    """These doors added up."""
    doors = tuple(doors)
    outcomes = Counter(outcome for door in doors for outcome in door.outcomes)
    return Progress(len(doors), sum(door.is_done for door in doors), sum(door.cards for door in doors), outcomes)


def pace_of(doors: Iterable[DoorState], now: datetime, window: timedelta = WINDOW) -> float | None:
    """Doors done an hour over the last `window`, or since the first one where that is shorter; None before the first."""
    done = [min(door.at, now) for door in doors if door.is_done and door.at]
    if not done:
        return None
    span = max(min(now - min(done), window), SHORTEST_WINDOW)
    return sum(now - at <= span for at in done) * 3600 / span.total_seconds()


def _door(door: Door, team: int, cards: tuple[Carried, ...]) -> DoorState:
    outcomes = tuple(card.outcome for card in cards if card.outcome)
    times = [card.tick.at for card in cards if card.tick and card.tick.outcome]
    return DoorState(door, team, len(cards), outcomes, max(times, default=None))


def _team(team: Team, doors: list[DoorState], now: datetime, window: timedelta) -> TeamState:
    progress, pace = progress_of(doors), pace_of(doors, now, window)
    last = max((door.at for door in doors if door.at), default=None)
    left = [door.door for door in doors if not door.is_done]
    ends = (
        now + (timedelta(hours=len(left) / pace) if pace else timedelta(minutes=minutes(stairwells_of(left))))
        if left
        else last
    )
    stairwells = tuple(
        (number, progress_of(those)) for number, those in groupby(doors, key=lambda door: door.door.stairwell)
    )
    return TeamState(team, progress, stairwells, pace, last, ends)


def _with_laggards(teams: tuple[TeamState, ...]) -> tuple[TeamState, ...]:
    """The teams, with those marked that will end well after the middle one of those on their way."""
    known = [team.ends for team in teams if team.ends and team.pace]
    if not known:
        return teams
    middle = datetime.fromtimestamp(median(end.timestamp() for end in known), tz=known[0].tzinfo)
    return tuple(replace(team, is_behind=_is_late(team, middle)) for team in teams)


def _is_late(team: TeamState, middle: datetime) -> bool:
    under_way = team.progress.done < team.progress.doors
    return under_way and team.ends is not None and team.ends > middle + BEHIND_BY
