"""The office's pages for papers that are no cards: notices, and what teams carry."""

from collections.abc import Callable

from flask import Blueprint, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from gatepass.wording import Refusal, Text
from issuer import papers as papers_
from issuer.bundling import cards_in_order
from issuer.jobs import Progress
from issuer.notices import SUMMARY, languages
from issuer.runs import Order, cards_for, layout_for, print_papers, print_run
from issuer.sheets import refuse_what_cannot_be_printed
from issuer.store import RunKind
from issuer.web.frame import page
from issuer.web.once import once_or
from issuer.web.printroom import PrintRoom

LANGUAGE_WORDS = {
    "zh": Text("中文", "Chinese"),
    "en": Text("英文", "English"),
    "ja": Text("日文", "Japanese"),
    "ko": Text("韩文", "Korean"),
    SUMMARY: Text("各语言合一页（摘要）", "All on one sheet, in short"),
}


def add_pages(pages: Blueprint, room: PrintRoom) -> None:
    """Adds the pages of papers to those of printing."""
    office, store = room.office, room.office.store

    def shown(refusal: Refusal | None = None, typed: MultiDict[str, str] | None = None) -> str:
        return page(
            "printing_papers.html",
            store,
            refusal,
            languages=[(code, LANGUAGE_WORDS.get(code, Text(code, code))) for code in (*languages(), SUMMARY)],
            stairwells=sorted({person.resident.door.stairwell for person in store.residents()}),
            rounds=tuple(reversed(store.rounds())),
            typed=typed,
        )

    def done(key: str, draft: Callable[[], papers_.Draft], why: str) -> AnyResponse:
        def work() -> str:
            drawn, by = draft(), room.act(why)

            def printing(progress: Progress) -> str:
                return room.printed(*print_papers(office, drawn, by, progress=progress))

            return url_for("printing.job", id_=room.jobs.begin(key, printing).id)

        return once_or(store, room.clock, work, lambda refusal: shown(refusal, request.form))

    @pages.get("/papers")
    def papers() -> str:
        return shown()

    @pages.post("/papers/notices")
    def print_notices() -> AnyResponse:
        form = request.form
        stairwells = sorted(int(each) for each in form.getlist("stairwell") if each.isdecimal())
        chosen = tuple(form.getlist("language"))

        def draft() -> papers_.Draft:
            if not chosen:
                raise Refusal(
                    Text("没有选择语言", "no language was chosen"), Text("请至少选一种", "choose at least one")
                )
            return papers_.notices(office, stairwells, chosen, room.clock())

        return done(f"notices {stairwells} {chosen}", draft, form.get("reason", "").strip() or "notices")

    @pages.post("/papers/covers")
    def print_covers() -> AnyResponse:
        round_id = _number(request.form, "round")
        return done(f"covers {round_id}", lambda: papers_.covers(office, round_id), "covers")

    @pages.post("/papers/team")
    def print_team_cards() -> AnyResponse:
        def work() -> str:
            selection = cards_in_order(
                office, _number(request.form, "round"), _number(request.form, "team"), room.today()
            )
            waiting = request.form.get("which") != "all"
            order = Order(RunKind.CARDS, selection, layout_for(store), waiting)
            refuse_what_cannot_be_printed(cards_for(office, order), order.layout)
            by = room.act("cards of a team")

            def printing(progress: Progress) -> str:
                return room.printed(*print_run(office, order, by, progress=progress))

            return url_for("printing.job", id_=room.jobs.begin(repr(order), printing).id)

        return once_or(store, room.clock, work, lambda refusal: shown(refusal, request.form))


def _number(form: MultiDict[str, str], name: str) -> int:
    typed = form.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0
