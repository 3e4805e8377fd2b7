"""The office's pages for delivery: rounds planned, divided, printed, handed over, closed. Other pages of it: `outcomes`, `books`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from flask import Blueprint, abort, flash, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from appkit.symbols import Symbol, symbol_of
from appkit.web import page_language
from gatepass.wording import Refusal, Text
from issuer import planning
from issuer.board import Progress, door_states, progress_of
from issuer.delivery import known_team
from issuer.loads import Carried, carried
from issuer.office import Office
from issuer.phones import team_link
from issuer.planning import Plan, TeamPlan
from issuer.store import CopyState, Store
from issuer.store.delivery import Round
from issuer.walking import Stairwell, stairwells_of
from issuer.web import books, outcomes
from issuer.web.api import Clock
from issuer.web.forms import number, numbers
from issuer.web.frame import page
from issuer.web.once import once_or
from issuer.web.printroom import PrintRoom


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round in the list."""

    round: Round
    progress: Progress


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Cards that wait for a round: how many, how many of them are printed, and where they go."""

    cards: int
    printed: int
    doors: int
    stairwells: tuple[Stairwell, ...]


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team of a round: what it has before it, what it has in hand, what is done; and its link as a symbol."""

    plan: TeamPlan
    progress: Progress
    in_hand: int
    printed: int
    symbol: Symbol | None
    link: str


def blueprint(office: Office, clock: Clock) -> Blueprint:
    """The pages."""
    pages, room = Blueprint("delivery", __name__, url_prefix="/delivery"), PrintRoom(office, clock)
    store = office.store

    def shown_home(refusal: Refusal | None = None, typed: MultiDict[str, str] | None = None) -> str:
        day = room.today()
        return page(
            "delivery.html",
            store,
            refusal,
            rounds=tuple(_round_row(store, round_, day) for round_ in store.rounds()),
            undelivered=undelivered(store, day),
            typed=typed if typed is not None else MultiDict(),
        )

    def shown_round(id_: int, refusal: Refusal | None = None) -> str:
        round_ = store.round(id_) or abort(HTTPStatus.NOT_FOUND)
        cards = carried(store, round_, room.today())
        return page(
            "delivery_round.html",
            store,
            refusal,
            round=round_,
            teams=_team_rows(office, round_, cards),
            progress=progress_of(door_states(cards)),
            out=sum(card.copy is not None and card.copy.state is CopyState.TEAM for card in cards),
        )

    def changed(id_: int, work: Callable[[], Text]) -> AnyResponse:
        """Does `work`, which returns what was done, and shows the round again."""

        def done() -> str:
            flash(work().to(page_language()))
            return url_for("delivery.show", id_=id_)

        return once_or(store, clock, done, lambda refusal: shown_round(id_, refusal))

    @pages.get("/")
    def home() -> str:
        return shown_home()

    @pages.post("/")
    def plan() -> AnyResponse:
        def work() -> str:
            by = room.act("delivery plan")
            made = planning.plan(store, office.keys, _plan(request.form), room.today(), by)
            return url_for("delivery.show", id_=made.id)

        return once_or(store, clock, work, lambda refusal: shown_home(refusal, request.form))

    @pages.get("/<int:id_>")
    def show(id_: int) -> str:
        return shown_round(id_)

    @pages.post("/<int:id_>/move")
    def move(id_: int) -> AnyResponse:
        def work() -> Text:
            chosen, team = numbers(request.form, "stairwell"), number(request.form, "team")
            if not chosen:
                raise Refusal(Text("没有选楼道", "no stairwell was chosen"), Text("请先勾选", "tick some first"))
            named = known_team(planning.move_stairwells(store, id_, chosen, team, room.act("delivery move")), team)
            return Text(f"{len(chosen)}个楼道改由{named.name}发放", f"{len(chosen)} stairwells moved to {named.name}")

        return changed(id_, work)

    @pages.post("/<int:id_>/divide")
    def divide(id_: int) -> AnyResponse:
        def work() -> Text:
            planning.divide_again(store, id_, room.today(), room.act("delivery divide"))
            return Text("已重新平分楼道", "the stairwells were divided anew")

        return changed(id_, work)

    @pages.post("/<int:id_>/hand-over")
    def hand_over(id_: int) -> AnyResponse:
        def work() -> Text:
            done = planning.hand_over(store, id_, numbers(request.form, "team"), room.act("delivery hand-over"))
            missing = len(done.missing)
            return Text(
                f"已交给小组{done.handed}张" + (f"，还有{missing}张没有打印" if missing else ""),
                f"{done.handed} cards handed over" + (f", {missing} are not printed yet" if missing else ""),
            )

        return changed(id_, work)

    @pages.post("/<int:id_>/close")
    def close(id_: int) -> AnyResponse:
        def work() -> Text:
            back = planning.close(store, id_, room.act(request.form.get("reason", "").strip() or "delivery close"))
            return Text(f"这一轮已结束，{back}张放回抽屉", f"the round is closed; {back} cards are in the drawer again")

        return changed(id_, work)

    @pages.post("/<int:id_>/reopen")
    def reopen(id_: int) -> AnyResponse:
        def work() -> Text:
            planning.reopen(store, id_, room.act(request.form.get("reason", "").strip() or "delivery reopen"))
            return Text("这一轮重新打开，请再把证卡交给小组", "the round is open again; hand the cards over anew")

        return changed(id_, work)

    for others in (outcomes, books):
        others.add_pages(pages, room)
    return pages


def undelivered(store: Store, day: date) -> Undelivered:
    """What a round that is planned now could be for: cards that nobody has, in stairwells of no round that goes on."""
    waiting = planning.waiting(store, day)
    live = {copy.key for copy in store.copies() if copy.is_live}
    return Undelivered(
        cards=len(waiting),
        printed=len(waiting.keys() & live),
        doors=len(set(waiting.values())),
        stairwells=stairwells_of(waiting.values()),
    )


def _round_row(store: Store, round_: Round, day: date) -> RoundRow:
    return RoundRow(round_, progress_of(door_states(carried(store, round_, day))))


def _team_rows(office: Office, round_: Round, cards: tuple[Carried, ...]) -> tuple[TeamRow, ...]:
    live = {copy.key for copy in office.store.copies() if copy.is_live}
    return tuple(_team_row(office, round_, plan, cards, live) for plan in planning.team_plans(round_, cards))


def _team_row(
    office: Office, round_: Round, plan: TeamPlan, cards: tuple[Carried, ...], live: set[tuple[str, int]]
) -> TeamRow:
    theirs = [card for card in cards if card.team == plan.team.number]
    link = team_link(office, round_.id, plan.team.number) if round_.is_open else ""
    return TeamRow(
        plan=plan,
        progress=progress_of(door_states(theirs)),
        in_hand=sum(card.is_out for card in theirs),
        printed=sum(card.key in live for card in theirs),
        symbol=symbol_of(link) if link else None,
        link=link,
    )


def _plan(form: MultiDict[str, str]) -> Plan:
    which = form.get("which", "all")
    crews = planning.crews_typed(form.get("crews", ""), number(form, "teams"))
    stairwells = frozenset(numbers(form, "stairwell")) if which == "some" else frozenset()
    if which == "some" and not stairwells:
        raise Refusal(
            Text("没有选楼道", "no stairwell was chosen"), Text("请勾选，或选“全部”", "tick some, or choose all")
        )
    return Plan(form.get("name", ""), crews, stairwells, number(form, "repeats") if which == "again" else None)
