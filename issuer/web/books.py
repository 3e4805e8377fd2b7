"""The office's pages on what came of delivery: the survey, counted and set, and whether printed cards add up."""

from collections.abc import Callable
from http import HTTPStatus
from itertools import groupby

from flask import Blueprint, Response, abort, flash, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from appkit.web import page_language
from gatepass.wording import Refusal, Text
from issuer import survey
from issuer.books import books_of
from issuer.mismatches import ADVICE
from issuer.reconciliation import findings_table, reconcile
from issuer.rounds import Question, QuestionKind
from issuer.runs import KIND_WORDS
from issuer.tables import Table, write_table
from issuer.web.forms import number
from issuer.web.frame import as_file, page
from issuer.web.once import once_or
from issuer.web.printroom import PrintRoom

FINDINGS_SHOWN = 100
ANSWERS_SHOWN = 200


def add_pages(pages: Blueprint, room: PrintRoom) -> None:
    """Adds these pages to those of delivery."""
    store, clock = room.office.store, room.clock

    def shown_survey(refusal: Refusal | None = None, typed: MultiDict[str, str] | None = None) -> str:
        questions, answers = store.questions(), survey.given(store.answers())
        asked = {question.zh for question in questions}
        return page(
            "delivery_survey.html",
            store,
            refusal,
            counts=survey.counted(questions, answers),
            answers=answers,
            households=len({person.resident.door for person in store.residents()}),
            ready={name: each for name, each in survey.READY_MADE.items() if each.zh not in asked},
            kinds=survey.KIND_WORDS,
            said=survey.said,
            answers_shown=ANSWERS_SHOWN,
            typed=typed if typed is not None else MultiDict(),
        )

    def shown_books(refusal: Refusal | None = None) -> str:
        done = reconcile(books_of(store, room.today()))
        groups = tuple(
            (ADVICE[mismatch], tuple(those))
            for mismatch, those in groupby(done.findings, key=lambda finding: finding.mismatch)
        )
        return page(
            "delivery_books.html", store, refusal, done=done, groups=groups, kinds=KIND_WORDS, most=FINDINGS_SHOWN
        )

    def changed(work: Callable[[], str], again: Callable[[Refusal, MultiDict[str, str]], str]) -> AnyResponse:
        return once_or(store, clock, work, lambda refusal: again(refusal, request.form))

    @pages.get("/survey")
    def survey_page() -> str:
        return shown_survey()

    @pages.post("/survey")
    def ask() -> AnyResponse:
        def work() -> str:
            asked = survey.ask(store, _question(request.form), room.act("delivery ask"))
            flash(Text(f"开始问：{asked.zh}", f"asked from now on: {asked.en}").to(page_language()))
            return url_for("delivery.survey_page")

        return changed(work, shown_survey)

    @pages.post("/survey/stop")
    def stop_asking() -> AnyResponse:
        def work() -> str:
            ended = survey.stop_asking(store, number(request.form, "question"), room.act("delivery stop-asking"))
            flash(Text(f"不再问：{ended.zh}", f"asked no more: {ended.en}").to(page_language()))
            return url_for("delivery.survey_page")

        return changed(work, shown_survey)

    @pages.get("/survey.<kind>")
    def survey_file(kind: str) -> Response:
        return _file("survey", kind, survey.survey_table(store, page_language()))

    @pages.get("/books")
    def books() -> str:
        return shown_books()

    @pages.get("/books.<kind>")
    def books_file(kind: str) -> Response:
        findings = reconcile(books_of(store, room.today())).findings
        return _file("reconciliation", kind, findings_table(findings, page_language()))

    @pages.post("/books/settle")
    def settle() -> AnyResponse:
        def work() -> str:
            with store.writing() as writing:
                writing.settle_item(number(request.form, "item"), room.act("delivery settle"))
            flash(Text("已记为处理完", "noted as dealt with").to(page_language()))
            return url_for("delivery.books")

        return changed(work, lambda refusal, _typed: shown_books(refusal))


def _question(form: MultiDict[str, str]) -> Question:
    ready = survey.READY_MADE.get(form.get("ready", ""))
    if ready:
        return ready
    kind = next((each for each in QuestionKind if each == form.get("kind")), QuestionKind.TEXT)
    detail = (form.get("detail_zh", ""), form.get("detail_en", "")) if kind is QuestionKind.YES_NO else ("", "")
    return Question(0, form.get("zh", ""), form.get("en", ""), kind, *detail)


def _file(name: str, kind: str, table: Table) -> Response:
    if kind not in ("csv", "xlsx"):
        abort(HTTPStatus.NOT_FOUND)
    return as_file(f"{name}.{kind}", lambda out: write_table(out, page_language(), table))
