"""The cards of a round: which team has each, where it goes, and what became of it. It only reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gatepass.passes import CardKey, Status
from gatepass.people import Door
from issuer.rounds import Outcome
from issuer.settings import as_printed, settings_of
from issuer.store import Holding, Store
from issuer.store.delivery import KeptTick, Round
from issuer.store.runs import Copy, CopyState
from issuer.walking import walking_order


@dataclass(frozen=True, slots=True)
class Carried:
    """One card of a round; `name` is as the office has it printed.

    `copy` is the printed copy that its team was given, None where the office noted none. `ended`: the pass is no longer good.
    `tick` is the newest word on the card in this round.
    """

    serial: str
    issue: int
    team: int
    door: Door
    name: str
    ended: bool
    copy: Copy | None
    tick: KeptTick | None

    @property
    def key(self) -> CardKey:
        """The serial and the issue."""
        return self.serial, self.issue

    @property
    def is_out(self) -> bool:
        """Whether the office noted that the card left the drawer."""
        return self.copy is not None and self.copy.state is not CopyState.DRAWER

    @property
    def outcome(self) -> Outcome | None:
        """What became of it; a card that was given away at the office's counter is delivered too."""
        if self.copy and self.copy.state is CopyState.DELIVERED:
            return Outcome.DELIVERED
        return self.tick.outcome if self.tick else None

    @property
    def to_whom(self) -> str:
        """Who took it, where that was said."""
        if self.tick and self.tick.outcome is self.outcome:
            return self.tick.to_whom
        return self.copy.to if self.copy and self.outcome is Outcome.DELIVERED else ""


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose card it is in a round, and the copy that was given; None while it waits for its team."""

    team: int
    copy: Copy | None


def carried(store: Store, round_: Round, day: date | None = None) -> tuple[Carried, ...]:
    """The cards of a round, team by team in walking order.

    They are those that teams were given or spoke of, and while the round is open also those that wait for them: of good passes
    in the round's stairwells, that nobody has yet. Without a `day` no pass is looked upon as expired.
    """
    holdings = {holding.issued.key: holding for holding in store.holdings()}
    ticks = newest(store.ticks_of(round_.id))
    claims = _claims(store, round_, ticks, [each for each in holdings.values() if is_good(each, day)])
    names = settings_of(store).names
    found = (
        Carried(
            *key,
            claim.team,
            door,
            holding.name if holding.car else as_printed(holding.name, names),
            not is_good(holding, day),
            claim.copy,
            ticks.get(key),
        )
        for key, claim in claims.items()
        if (holding := holdings.get(key)) and (door := holding.door)
    )
    return tuple(sorted(found, key=_team_and_way))


def newest(ticks: Iterable[KeptTick]) -> dict[CardKey, KeptTick]:
    """The tick that counts for each card, of ticks in the order in which they count."""
    return {tick.key: tick for tick in ticks}


def held(store: Store, besides: int | None = None) -> frozenset[CardKey]:
    """The cards that somebody has: their holder, or a team of an open round other than `besides`."""
    open_rounds = {each.id for each in store.rounds() if each.is_open and each.id != besides}
    with_team = {each.place for each in store.handed_cards() if each.round in open_rounds}
    return frozenset(
        copy.key
        for copy in store.copies()
        if copy.state is CopyState.DELIVERED or (copy.state is CopyState.TEAM and copy.place in with_team)
    )


def is_good(holding: Holding, day: date | None) -> bool:
    """Whether a pass opens a gate on a day."""
    issued = holding.issued
    return (issued.status_on(day) if day else issued.status) is Status.VALID


def _claims(
    store: Store, round_: Round, ticks: dict[CardKey, KeptTick], good: Iterable[Holding]
) -> dict[CardKey, Claim]:
    copies = {copy.place: copy for copy in store.copies()}
    handed = store.handed_cards()
    claims = {key: Claim(tick.team, None) for key, tick in ticks.items() if tick.outcome}
    if round_.is_open:
        taken = held(store, besides=round_.id)
        teams = {each.stairwell: each.team for each in round_.assigned}
        waiting = (each for each in good if each.issued.key not in taken)
        claims |= {
            each.issued.key: Claim(teams[door.stairwell], None)
            for each in waiting
            if (door := each.door) and door.stairwell in teams
        }
    given = (each for each in handed if each.round == round_.id)
    return claims | {each.key: Claim(each.team, copy) for each in given if (copy := copies[each.place]).is_live}


def _team_and_way(card: Carried) -> tuple[int, tuple[int, int, int, str], str]:
    return card.team, walking_order(card.door), card.serial.zfill(12)
