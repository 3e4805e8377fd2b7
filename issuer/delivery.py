"""What a team's phone shows, and taking what it says. The newest word counts; nothing that a team says is lost.

A team is known by the secret in its link alone: as long as its round is open, and for its own cards and doors.
"""

import base64
import hashlib
import hmac
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from gatepass.passes import CardKey
from gatepass.people import Door, plain
from gatepass.wording import Refusal, Text
from issuer.keys import Keys
from issuer.loads import Carried, carried, newest
from issuer.rounds import (
    NO,
    YES,
    Answered,
    CardToGive,
    Confirmed,
    DoorToVisit,
    Outcome,
    Question,
    QuestionKind,
    Refused,
    Reply,
    Report,
    StairwellToVisit,
    TeamSheet,
    Tick,
    on_a_line,
)
from issuer.store import Act, Store, Writing
from issuer.store.delivery import KeptTick, Round, Sender, Team
from issuer.store.runs import CopyState

LONGEST_ID = 64
LONGEST_TO_WHOM = 60
LONGEST_ANSWER = 500
MOST_DIGITS = 6
SECRET_BYTES = 20


class Objection(StrEnum):
    """Why a tick or an answer is not taken, and kept to look at."""

    CLOSED = "closed"
    CONFLICT = "conflict"
    MALFORMED = "malformed"
    UNKNOWN_CARD = "unknown_card"
    ANOTHER_TEAM = "another_team"
    UNKNOWN_DOOR = "unknown_door"
    UNKNOWN_QUESTION = "unknown_question"
    NO_ANSWER = "no_answer"


OBJECTION_WORDS = {
    Objection.CLOSED: Text("这一轮已经结束，请告诉办公室", "this round is closed; tell the office"),
    Objection.CONFLICT: Text(
        "同一编号已有不同的内容，请再点一次", "its id stands for something else already; tick it again"
    ),
    Objection.MALFORMED: Text(
        "内容太长或编号不对，请改短再点", "too long, or without a good id; write less and tick it again"
    ),
    Objection.UNKNOWN_CARD: Text("没有这张证，请核对编号", "there is no such card; check its serial"),
    Objection.ANOTHER_TEAM: Text(
        "这张证归别的队或别的轮次，请问办公室", "the card is another team's or round's; ask the office"
    ),
    Objection.UNKNOWN_DOOR: Text("这一户不在本队的路线上，请核对门牌", "this door is not on the team's way; check it"),
    Objection.UNKNOWN_QUESTION: Text("没有这个问题，请刷新页面", "there is no such question; load the page again"),
    Objection.NO_ANSWER: Text("答案与问题不符，请重新填写", "the answer does not fit the question; answer it again"),
}


def team_secret(keys: Keys, round_id: int, team: int) -> str:
    """The secret in a team's link: 160 bits that the office can make again and nobody else can."""
    made = hmac.digest(keys.passes, f"gatepass team link\0{round_id}\0{team}".encode(), hashlib.sha256)
    return base64.b32encode(made[:SECRET_BYTES]).decode().lower()


def secret_digest(secret: str) -> str:
    """What the office's file keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def team_of(store: Store, secret: str, closed: bool = False) -> tuple[int, int] | None:
    """The round and the number of the team whose link has this secret; None for an unknown one and for a closed round.

    With `closed`, teams of closed rounds are found too: what their phones still hold may come (`take` puts it aside).
    """
    found = store.team_with(secret_digest(secret))
    round_ = store.round(found[0]) if found else None
    return found if round_ and (closed or round_.is_open) else None


def known_round(store: Store, round_id: int) -> Round:
    """The round with a number; raises `Refusal` where there is none."""
    found = store.round(round_id)
    if found is None:
        raise Refusal(
            Text(f"没有第{round_id}轮发放", f"there is no round {round_id}"),
            Text("请用 issuer delivery list 核对", "compare with issuer delivery list"),
        )
    return found


def known_team(round_: Round, number: int) -> Team:
    """The team with a number; raises `Refusal` where there is none."""
    found = round_.team(number)
    if found is None:
        raise Refusal(
            Text(f"“{round_.name}”没有第{number}队", f"“{round_.name}” has no team {number}"),
            Text(f"请在 1 到 {len(round_.teams)} 中选择", f"choose from 1 to {len(round_.teams)}"),
        )
    return found


def team_sheet(store: Store, round_id: int, team_number: int) -> TeamSheet:
    """All that a team's phone shows, in walking order; raises `Refusal` for a round or a team that is not."""
    round_ = known_round(store, round_id)
    team = known_team(round_, team_number)
    cards = [card for card in carried(store, round_) if card.team == team_number]
    replies = household_replies(store)
    return TeamSheet(
        community=store.community().name,
        round=round_.id,
        round_name=round_.name,
        team=team.number,
        team_name=team.name,
        stairwells=tuple(
            StairwellToVisit(f"{number}号", _doors(those, replies))
            for number, those in groupby(cards, key=lambda card: card.door.stairwell)
        ),
        questions=store.questions(),
    )


def household_replies(store: Store) -> dict[Door, dict[int, Reply]]:
    """What each household answered last to each question; what was taken back is gone."""
    replies: dict[Door, dict[int, Reply]] = {}
    for answer in store.answers():
        replies.setdefault(answer.door, {})[answer.reply.question] = answer.reply
    return {
        door: {question: reply for question, reply in given.items() if reply.value} for door, given in replies.items()
    }


def take(store: Store, round_id: int, team_number: int, report: Report, at: datetime) -> Confirmed:
    """Takes what a team's phone says; each item once, however often it comes.

    What cannot be taken is refused with words and kept to look at. Raises `Refusal` for a round or a team that is not.
    """
    team = known_team(known_round(store, round_id), team_number)
    return _taken(store, report, Sender(round_id, team_number, team.name, at), from_phone=True)


def write_down(store: Store, round_id: int, team_number: int, report: Report, act: Act) -> Confirmed:
    """Takes what the office types for a team, in a closed round too. What cannot be taken is refused, and not kept."""
    known_team(known_round(store, round_id), team_number)
    return _taken(store, report, Sender(round_id, team_number, act.who, act.at), from_phone=False)


def _doors(cards: Iterable[Carried], replies: dict[Door, dict[int, Reply]]) -> tuple[DoorToVisit, ...]:
    return tuple(
        DoorToVisit(str(door), door.floor, tuple(map(_card, those)), tuple(replies.get(door, {}).values()))
        for door, those in groupby(cards, key=lambda card: card.door)
    )


def _card(card: Carried) -> CardToGive:
    return CardToGive(card.serial, card.issue, card.name, card.outcome, card.to_whom, card.ended, in_hand=card.is_out)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a team may speak of: `owners` has the team of every card of the round, `cards` every card there is."""

    team: int
    owners: dict[CardKey, int]
    cards: dict[CardKey, Door | None]
    stairwells: frozenset[int]
    doors: frozenset[Door]
    questions: dict[int, Question]

    def objection(self, item: Tick | Answered) -> Objection | None:
        """Why an item cannot be taken, None where it can."""
        if not 1 <= len(item.id) <= LONGEST_ID:
            return Objection.MALFORMED
        return self._to_tick(item) if isinstance(item, Tick) else self._to_answer(item)

    def _to_tick(self, tick: Tick) -> Objection | None:
        key = tick.key
        if len(tick.to_whom) > LONGEST_TO_WHOM:
            return Objection.MALFORMED
        if key not in self.cards:
            return Objection.UNKNOWN_CARD
        door = self.cards[key]
        theirs = self.team if door and door.stairwell in self.stairwells else None
        return None if self.owners.get(key, theirs) == self.team else Objection.ANOTHER_TEAM

    def _to_answer(self, answered: Answered) -> Objection | None:
        question, reply = self.questions.get(answered.reply.question), answered.reply
        if max(len(reply.value), len(reply.detail)) > LONGEST_ANSWER:
            return Objection.MALFORMED
        if Door.or_none(answered.door) not in self.doors:
            return Objection.UNKNOWN_DOOR
        if question is None:
            return Objection.UNKNOWN_QUESTION
        return None if not reply.value or _fits(reply.value, question.kind) else Objection.NO_ANSWER


def settle_copies(store: Store, writing: Writing, round_: Round, keys: Collection[CardKey], act: Act) -> None:
    """Brings the copies of these cards to where the newest word on them says they are.

    A copy that was given to another round since, that was voided, or that was given away at the counter, stays where it is.
    """
    if not keys:
        return
    copies = {copy.place: copy for copy in store.copies() if copy.key in keys}
    ticks = store.ticks_of(round_.id)
    ever = {tick.key for tick in ticks if tick.outcome is Outcome.DELIVERED}
    counting = newest(ticks)
    for handed in store.handed_cards():
        copy = copies.get(handed.place)
        if handed.round != round_.id or copy is None or not copy.is_live:
            continue
        tick = counting.get(copy.key)
        if copy.state is CopyState.DELIVERED and copy.key not in ever:
            continue
        state, to = _place(round_, handed.team, tick)
        if copy.state is CopyState.DRAWER and state is CopyState.TEAM:
            continue
        if (state, to) != (copy.state, copy.to):
            writing.move_copy(copy.run, copy.position, state, act, to)


def hands_of(round_: Round, team: int) -> str:
    """How a copy in a team's hands is noted: the round and the team by their names."""
    named = round_.team(team)
    return f"{round_.name} {named.name if named else team}"


def _place(round_: Round, team: int, tick: KeptTick | None) -> tuple[CopyState, str]:
    if tick and tick.outcome is Outcome.DELIVERED:
        return CopyState.DELIVERED, tick.to_whom
    return (CopyState.TEAM, hands_of(round_, team)) if round_.is_open else (CopyState.DRAWER, "")


def _taken(store: Store, report: Report, sender: Sender, from_phone: bool) -> Confirmed:
    taken, refused = [], []
    zone = store.community().local
    with store.writing() as writing:
        round_ = known_round(store, sender.round)
        scope, spoken_of = _scope(store, round_, sender.team), set()
        for item in _items(report, zone):
            earlier = store.delivery_item(item.id)
            objection = _objection(item, earlier, scope, is_late=from_phone and not round_.is_open)
            if objection:
                refused.append(Refused(item.id, OBJECTION_WORDS[objection].zh, OBJECTION_WORDS[objection].en))
                if from_phone:
                    writing.put_item_aside(item, objection, sender)
                continue
            taken.append(item.id)
            if earlier is None:
                _keep(writing, item, sender)
            if isinstance(item, Tick):
                spoken_of.add(item.key)
        settle_copies(store, writing, round_, spoken_of, Act(sender.at, sender.who, f"发放 delivery: {round_.name}"))
    return Confirmed(tuple(taken), tuple(refused))


def _keep(writing: Writing, item: Tick | Answered, sender: Sender) -> None:
    if isinstance(item, Tick):
        writing.add_tick(item, sender)
    else:
        writing.add_answer(item, Door.parse(item.door), sender)


def _objection(
    item: Tick | Answered, earlier: Tick | Answered | None, scope: _Scope, is_late: bool
) -> Objection | None:
    if earlier is not None:
        return None if earlier == item else Objection.CONFLICT
    return Objection.CLOSED if is_late else scope.objection(item)


def _scope(store: Store, round_: Round, team: int) -> _Scope:
    cards = carried(store, round_)
    stairwells = frozenset(round_.stairwells_of(team))
    at_home = {person.resident.door for person in store.residents() if person.resident.door.stairwell in stairwells}
    return _Scope(
        team=team,
        owners={card.key: card.team for card in cards},
        cards={holding.issued.key: holding.door for holding in store.holdings()},
        stairwells=stairwells,
        doors=frozenset(at_home | {card.door for card in cards if card.team == team}),
        questions={question.id: question for question in store.all_questions()},
    )


def _items(report: Report, zone: ZoneInfo) -> Iterator[Tick | Answered]:
    for tick in report.ticks:
        yield _tidy(tick, zone)
    for answered in report.answers:
        yield _tidy(answered, zone)


def _tidy(item: Tick | Answered, zone: ZoneInfo) -> Tick | Answered:
    """The item with its texts in plain forms; a time without a zone is local."""
    at = item.at if item.at.tzinfo else item.at.replace(tzinfo=zone)
    if isinstance(item, Tick):
        return replace(item, at=at, to_whom=on_a_line(item.to_whom))
    value = plain(item.reply.value)
    written = value if value.isdecimal() else on_a_line(item.reply.value)
    reply = replace(item.reply, value=written, detail=on_a_line(item.reply.detail))
    return replace(item, at=at, reply=reply)


def _fits(value: str, kind: QuestionKind) -> bool:
    if kind is QuestionKind.NUMBER:
        return value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS
    return kind is QuestionKind.TEXT or value in (YES, NO)
