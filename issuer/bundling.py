"""What a team of a round carries on paper: the selection of its cards, and its bundle, in one and the same order."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from gatepass.passes import Status
from gatepass.wording import Refusal, Text
from issuer.bundles import Bundle, Receipt, Stop
from issuer.delivery import known_round, known_team
from issuer.loads import Carried, carried
from issuer.office import Office
from issuer.phones import team_link
from issuer.printing import Selection
from issuer.store.delivery import Round, Team
from issuer.survey import words_of
from issuer.walking import minutes, stairwells_of


def cards_in_order(office: Office, round_id: int, team: int, day: date) -> Selection:
    """The good cards of a team that nobody has yet, to be printed in walking order; raises `Refusal` where there are none."""
    round_ = known_round(office.store, round_id)
    known_team(round_, team)
    cards = [card for card in carried(office.store, round_, day) if card.team == team and not card.ended]
    if not cards:
        raise Refusal(
            Text(f"第{team}队没有要发放的证卡", f"team {team} has no cards to deliver"),
            Text("请先给它分楼道", "give it a stairwell first"),
        )
    return Selection(Status.VALID, day, serials=frozenset(card.serial for card in cards), top_down=True)


def bundles_of(office: Office, round_id: int, day: date | None = None) -> tuple[Bundle, ...]:
    """What each team of a round carries, in the order of the teams; a team without stairwells carries an empty bundle."""
    round_ = known_round(office.store, round_id)
    cards = [card for card in carried(office.store, round_, day) if not card.ended]
    return tuple(
        _bundle(office, round_, team, [card for card in cards if card.team == team.number]) for team in round_.teams
    )


def _bundle(office: Office, round_: Round, team: Team, cards: Sequence[Carried]) -> Bundle:
    community, stairwells = office.store.community(), stairwells_of(card.door for card in cards)
    highest = {each.number: each.highest for each in stairwells}
    return Bundle(
        community=community.name,
        english=community.english,
        round=round_.name,
        team=team.name,
        members=team.members,
        stops=tuple(
            Stop(number, highest[number], _receipts(tuple(those)))
            for number, those in groupby(cards, key=lambda card: card.door.stairwell)
        ),
        link=team_link(office, round_.id, team.number),
        questions=tuple(map(words_of, office.store.questions())),
        minutes=minutes(stairwells),
    )


def _receipts(cards: Sequence[Carried]) -> tuple[Receipt, ...]:
    doors = ((door, tuple(those)) for door, those in groupby(cards, key=lambda card: card.door))
    return tuple(
        Receipt(door, tuple(card.name for card in those), tuple(card.serial for card in those)) for door, those in doors
    )
