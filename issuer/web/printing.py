"""The office's pages for printing: what waits, choosing, a look at the first sheet, printing in the background."""

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from flask import Blueprint, Response, abort, jsonify, make_response, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from appkit.web import page_language
from gatepass.wording import Refusal, Text
from issuer.designs import designs
from issuer.jobs import Progress
from issuer.office import Office
from issuer.previews import first_sheet
from issuer.runs import (
    KIND_WORDS,
    Order,
    cards_asked_for,
    cards_for,
    layout_for,
    print_run,
    selection_for,
)
from issuer.settings import BACK_WORDS, settings_of
from issuer.sheets import Back, refuse_what_cannot_be_printed
from issuer.stocks import stocks
from issuer.store import RunKind
from issuer.store.runs import CARD_KINDS
from issuer.waiting import Standing, Waiting, standings, waiting_among
from issuer.web import designs as design_pages
from issuer.web import papers, printsettings, runs
from issuer.web.api import Clock
from issuer.web.frame import page
from issuer.web.once import once_or
from issuer.web.printroom import PrintRoom, first_position

RUNS_SHOWN = 8
CHANGED_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Shelf:
    """How the cards of one kind stand, and those that wait."""

    kind: RunKind
    standings: tuple[Standing, ...]
    waiting: tuple[Waiting, ...]

    @property
    def passes(self) -> int:
        """How many passes there are of this kind."""
        return sum(each.passes for each in self.standings)

    @property
    def changed(self) -> tuple[Waiting, ...]:
        """Those that have a copy which says something else."""
        return tuple(each for each in self.waiting if each.copy)


def blueprint(office: Office, clock: Clock) -> Blueprint:
    """The pages."""
    pages, room = Blueprint("printing", __name__, url_prefix="/printing"), PrintRoom(office, clock)

    def shown(refusal: Refusal | None = None, typed: MultiDict[str, str] | None = None) -> str:
        return page(
            "printing_home.html",
            office.store,
            refusal,
            shelves=_shelves(office, room.today()),
            typed=typed if typed is not None else MultiDict(),
            stocks=stocks(),
            usual=settings_of(office.store),
            backs=BACK_WORDS,
            kinds=KIND_WORDS,
            latest=office.store.runs()[:RUNS_SHOWN],
            changed_shown=CHANGED_SHOWN,
        )

    @pages.get("/")
    def home() -> str:
        return shown()

    @pages.post("/")
    def start() -> AnyResponse:
        def work() -> str:
            order = _order(office, request.form, room.today())
            refuse_what_cannot_be_printed(cards_for(office, order), order.layout)
            by = room.act(request.form.get("reason", "").strip() or "printing page")

            def printing(progress: Progress) -> str:
                return room.printed(*print_run(office, order, by, progress=progress))

            return url_for("printing.job", id_=room.jobs.begin(repr(order), printing).id)

        return once_or(office.store, clock, work, lambda refusal: shown(refusal, request.form))

    @pages.post("/preview")
    def preview() -> Response:
        try:
            order = _order(office, request.form, room.today())
            png = first_sheet(cards_for(office, order), order.layout, designs(office.folder))
        except Refusal as refusal:
            answer = jsonify(refusal=refusal.sentence(page_language()))
            answer.status_code = HTTPStatus.BAD_REQUEST
            return answer
        return Response(png, mimetype="image/png")

    @pages.get("/jobs/<id_>")
    def job(id_: str) -> AnyResponse:
        found = room.jobs.job(id_)
        if found is None or found.place:
            return redirect(found.place if found else url_for("printing.run_list"), HTTPStatus.SEE_OTHER)
        return make_response(page("printing_job.html", office.store, found.refusal, job=found))

    @pages.get("/jobs/<id_>.json")
    def job_state(id_: str) -> Response:
        found = room.jobs.job(id_)
        if found is None:
            abort(HTTPStatus.NOT_FOUND)
        sentence = found.refusal.sentence(page_language()) if found.refusal else ""
        return jsonify(done=found.done, total=found.total, place=found.place, refusal=sentence)

    for others in (runs, papers, design_pages, printsettings):
        others.add_pages(pages, room)
    return pages


def _shelves(office: Office, day: date) -> tuple[Shelf, ...]:
    return tuple(_shelf(office, kind, day) for kind in CARD_KINDS)


def _shelf(office: Office, kind: RunKind, day: date) -> Shelf:
    cards = cards_asked_for(office, kind, selection_for(kind, day, (), ()))
    waiting = waiting_among(office.store, cards)
    return Shelf(kind, standings(cards, waiting), waiting)


def _order(office: Office, form: MultiDict[str, str], day: date) -> Order:
    kind, which = _kind(form), form.get("which", "waiting")
    serials = form.get("serials", "").replace(",", " ").replace("，", " ").replace("、", " ").split()
    if which == "serials" and not serials:
        raise Refusal(
            Text("没有写编号", "no serial was given"), Text("请写编号，或选别的", "give one, or choose otherwise")
        )
    chosen = form.getlist("stairwell") if which != "serials" and kind is RunKind.CARDS else ()
    return Order(
        kind=kind,
        selection=selection_for(kind, day, chosen, serials if which == "serials" else ()),
        layout=layout_for(office.store, form.get("stock"), first_position(form), _back(form)),
        waiting=which == "waiting",
        voiding=bool(form.get("voiding")),
    )


def _kind(form: MultiDict[str, str]) -> RunKind:
    return next((kind for kind in CARD_KINDS if kind == form.get("kind")), RunKind.CARDS)


def _back(form: MultiDict[str, str]) -> Back | None:
    return next((back for back in Back if back == form.get("back")), None)
