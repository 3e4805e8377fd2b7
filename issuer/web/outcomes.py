"""The office's pages on how a round goes: what became of the cards, typed from the receipt lists, and the board on the wall."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from http import HTTPStatus
from itertools import groupby

import msgspec
from flask import Blueprint, Response, abort, request
from msgspec import Struct

from appkit.web import page_language
from gatepass.people import Door
from gatepass.wording import Language, Refusal, Text
from issuer.board import Board, Progress, TeamState, board_of
from issuer.delivery import household_replies, write_down
from issuer.loads import Carried, carried
from issuer.rounds import OUTCOME_WORDS, Confirmed, Outcome, Refused, Reply, Report
from issuer.store import Store
from issuer.store.delivery import Round
from issuer.web.frame import page
from issuer.web.printroom import PrintRoom

TO_WHOM = (Text("本人", "in person"), Text("家人", "family"), Text("邻居", "a neighbour"), Text("信箱", "letter box"))


class Shown(Struct, frozen=True):
    """The board as the page shows it: texts, lengths of bars in 100, and states, each by the id of its element."""

    texts: dict[str, str]
    bars: dict[str, int]
    states: dict[str, str]


@dataclass(frozen=True, slots=True)
class DoorRow:
    """One line of a receipt list."""

    door: Door
    cards: tuple[Carried, ...]
    replies: dict[int, Reply]


def add_pages(pages: Blueprint, room: PrintRoom) -> None:
    """Adds these pages to those of delivery."""
    store = room.office.store

    @pages.get("/<int:id_>/board")
    def board(id_: int) -> str:
        round_ = store.round(id_) or abort(HTTPStatus.NOT_FOUND)
        seen = _board(store, round_, room)
        return page("delivery_board.html", store, round=round_, board=seen, shown=_shown(seen, room, page_language()))

    @pages.get("/<int:id_>/board.json")
    def board_state(id_: int) -> Response:
        round_ = store.round(id_) or abort(HTTPStatus.NOT_FOUND)
        return _json(_shown(_board(store, round_, room), room, page_language()))

    @pages.get("/<int:id_>/teams/<int:number>")
    def outcomes(id_: int, number: int) -> str:
        round_ = store.round(id_) or abort(HTTPStatus.NOT_FOUND)
        team = round_.team(number) or abort(HTTPStatus.NOT_FOUND)
        cards = [card for card in carried(store, round_, room.today()) if card.team == number]
        return page(
            "delivery_outcomes.html",
            store,
            round=round_,
            team=team,
            stairwells=_stairwells(cards, household_replies(store)),
            questions=store.questions(),
            outcomes=OUTCOME_WORDS,
            to_whom=TO_WHOM,
        )

    @pages.post("/<int:id_>/teams/<int:number>")
    def type_in(id_: int, number: int) -> Response:
        try:
            report = msgspec.json.decode(request.get_data(), type=Report)
            confirmed = write_down(store, id_, number, report, room.act("delivery outcomes"))
        except msgspec.DecodeError:
            abort(HTTPStatus.BAD_REQUEST)
        except Refusal as refusal:
            if refusal.__cause__:
                abort(HTTPStatus.SERVICE_UNAVAILABLE)
            said = refusal.text
            ids = [tick.id for tick in report.ticks] + [answered.id for answered in report.answers]
            confirmed = Confirmed((), tuple(Refused(each, said.zh, said.en) for each in ids))
        return _json(confirmed)


def _json(value: Struct) -> Response:
    return Response(msgspec.json.encode(value), mimetype="application/json")


def _board(store: Store, round_: Round, room: PrintRoom) -> Board:
    return board_of(round_, carried(store, round_, room.today()), room.clock())


def _stairwells(
    cards: Sequence[Carried], replies: dict[Door, dict[int, Reply]]
) -> tuple[tuple[int, tuple[DoorRow, ...]], ...]:
    rows = tuple(
        DoorRow(door, tuple(those), replies.get(door, {})) for door, those in groupby(cards, key=lambda card: card.door)
    )
    return tuple((number, tuple(those)) for number, those in groupby(rows, key=lambda row: row.door.stairwell))


def _shown(board: Board, room: PrintRoom, language: Language) -> Shown:
    zone = room.office.store.community().local
    shown = Shown({}, {}, {})
    shown.texts["at"] = f"{room.clock().astimezone(zone):%H:%M:%S}"
    _show(shown, "all", board.progress)
    shown.texts["all-pace"] = _pace(board.pace, language)
    shown.texts["all-ends"] = _time(board.ends, zone)
    for team in board.teams:
        _show_team(shown, team, zone, language)
    return shown


def _show_team(shown: Shown, team: TeamState, zone: tzinfo, language: Language) -> None:
    name = f"team{team.team.number}"
    _show(shown, name, team.progress)
    shown.texts[f"{name}-pace"] = _pace(team.pace, language)
    shown.texts[f"{name}-ends"] = _time(team.ends, zone)
    shown.texts[f"{name}-last"] = _time(team.last, zone)
    state = _state(team)
    shown.states[name] = state
    shown.texts[f"{name}-state"] = _STATES[state].to(language)
    for number, progress in team.stairwells:
        place = f"{name}-way{number}"
        shown.texts[place] = f"{progress.done}/{progress.doors}"
        shown.bars[place] = progress.percent
        shown.states[place] = "done" if progress.done == progress.doors else "going" if progress.done else ""


def _show(shown: Shown, name: str, progress: Progress) -> None:
    shown.texts[f"{name}-done"] = str(progress.done)
    shown.texts[f"{name}-doors"] = str(progress.doors)
    shown.texts[f"{name}-percent"] = f"{progress.percent}%"
    shown.bars[name] = progress.percent
    for outcome in Outcome:
        shown.texts[f"{name}-{outcome}"] = str(progress.outcomes[outcome])


def _state(team: TeamState) -> str:
    if team.progress.done == team.progress.doors:
        return "done" if team.progress.doors else "idle"
    if team.is_behind:
        return "behind"
    return "going" if team.pace else "waiting" if team.pace is None else "resting"


def _pace(pace: float | None, language: Language) -> str:
    return "—" if pace is None else Text(f"每小时{pace:.0f}户", f"{pace:.0f} doors an hour").to(language)


def _time(at: datetime | None, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%H:%M}" if at else "—"


_STATES = {
    "done": Text("✓ 已走完", "✓ done"),
    "idle": Text("没有楼道", "no stairwells"),
    "behind": Text("⚠ 落后", "⚠ behind"),
    "going": Text("进行中", "on the way"),
    "waiting": Text("还没有开始", "not begun"),
    "resting": Text("暂停中", "resting"),
}
