"""The office's pages for printed runs: the list, one run with its cards, its PDF, handing over, reprints, misprints."""

from collections import Counter
from collections.abc import Callable
from http import HTTPStatus
from io import BytesIO

from flask import Blueprint, abort, flash, make_response, request, send_file, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from appkit.web import page_language
from gatepass.wording import Refusal, Text
from issuer import runs
from issuer.jobs import Progress
from issuer.stocks import stocks
from issuer.store import CopyState, Run
from issuer.web.frame import page
from issuer.web.once import once_or
from issuer.web.printroom import PrintRoom, first_position, place_of


def add_pages(pages: Blueprint, room: PrintRoom) -> None:
    """Adds the pages of runs to those of printing."""
    office, store = room.office, room.office.store

    def shown(id_: int, refusal: Refusal | None = None, typed: MultiDict[str, str] | None = None) -> str:
        run = _found(room, id_)
        items = runs.items_of(store, id_)
        return page(
            "printing_run.html",
            store,
            refusal,
            run=run,
            items=items,
            typed=typed if typed is not None else MultiDict(),
            counts=Counter(item.copy.state for item in items),
            sheets=sorted({item.sheet for item in items}),
            stairwells=sorted({item.said.door[0] for item in items if item.said.door}),
            photos_gone=runs.photos_gone(store, id_),
            after=[each for each in store.runs() if each.again == id_],
            stock=next((each.words for each in stocks() if each.name == run.stock), None),
            kinds=runs.KIND_WORDS,
            states=runs.STATE_WORDS,
        )

    def done(id_: int, work: Callable[[], str]) -> AnyResponse:
        _found(room, id_)
        return once_or(store, room.clock, work, lambda refusal: shown(id_, refusal, request.form))

    @pages.get("/runs")
    def run_list() -> str:
        return page("printing_runs.html", store, runs=store.runs(), kinds=runs.KIND_WORDS)

    @pages.get("/runs/<int:id_>")
    def run(id_: int) -> str:
        return shown(id_)

    @pages.get("/runs/<int:id_>.pdf")
    def run_pdf(id_: int) -> AnyResponse:
        of = _found(room, id_)
        try:
            pdf = room.pdf_of(of)
        except Refusal as refusal:
            return make_response(shown(id_, refusal), HTTPStatus.CONFLICT)
        return send_file(
            BytesIO(pdf),
            mimetype="application/pdf",
            as_attachment=bool(request.args.get("download")),
            download_name=f"gatepass-{of.kind}-{of.id}.pdf",
        )

    @pages.post("/runs/<int:id_>/handed")
    def hand_run_over(id_: int) -> AnyResponse:
        def work() -> str:
            state = CopyState.DELIVERED if request.form.get("state") == CopyState.DELIVERED else CopyState.TEAM
            handed = runs.hand_over(store, id_, request.form.get("to", ""), state, room.act("handed over"))
            assert handed.handed  # noqa: S101 - it just was
            flash(Text(f"已登记：交给{handed.handed.to}", f"noted: handed to {handed.handed.to}").to(page_language()))
            return place_of(id_)

        return done(id_, work)

    @pages.post("/runs/<int:id_>/void")
    def void_part(id_: int) -> AnyResponse:
        def work() -> str:
            count = runs.void(store, id_, _part(request.form), room.act(_reason(request.form)))
            flash(Text(f"{count}张卡已作废", f"{count} cards are void").to(page_language()))
            return place_of(id_)

        return done(id_, work)

    @pages.post("/runs/<int:id_>/again")
    def print_part(id_: int) -> AnyResponse:
        def work() -> str:
            again = runs.Again(
                id_, _part(request.form), first_position(request.form), keeping=bool(request.form.get("keeping"))
            )
            by = room.act(_reason(request.form))

            def printing(progress: Progress) -> str:
                made, pdf = runs.print_again(office, again, by, progress=progress)
                return room.printed(made, pdf)

            return url_for("printing.job", id_=room.jobs.begin(f"again {again}", printing).id)

        return done(id_, work)


def _found(room: PrintRoom, id_: int) -> Run:
    run = room.office.store.run(id_)
    return run if run else abort(HTTPStatus.NOT_FOUND)


def _part(form: MultiDict[str, str]) -> runs.Part:
    chosen = frozenset(int(position) for position in form.getlist("position") if position.isdecimal())
    if not chosen:
        raise Refusal(Text("没有选任何卡", "no card was chosen"), Text("请先选卡", "choose some first"))
    return runs.Part(positions=chosen)


def _reason(form: MultiDict[str, str]) -> str:
    reason = form.get("reason", "").strip()
    if not reason:
        raise Refusal(Text("没有写原因", "no reason was given"), Text("请写明原因", "say why"))
    return reason
