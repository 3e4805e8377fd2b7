"""The office's pages for importing a roster: upload, review, apply in the background, undo; each works without JavaScript too."""

from contextlib import suppress
from datetime import date
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, abort, jsonify, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appkit.web import page_language
from gatepass.documents import told_apart
from gatepass.wording import Refusal, Text
from issuer import importing
from issuer.changes import ANSWER_WORDS, Answer
from issuer.columns import Column
from issuer.importing import Decided, Entry, Review
from issuer.jobs import Progress
from issuer.problemsheets import write_problems
from issuer.roster import Likeness, column_named, likest_header, title_key
from issuer.web.forms import choice, numbers
from issuer.web.frame import as_file, page
from issuer.web.rosterdesk import RosterDesk
from issuer.web.uploads import on_disk

MOST_SHOWN = 200


def add_pages(pages: Blueprint, desk: RosterDesk) -> None:
    """Adds the pages of importing to those of the roster."""
    _uploading(pages, desk)
    _reviewing(pages, desk)
    _waiting(pages, desk)

    @pages.post("/undo")
    def undo() -> AnyResponse:
        def work() -> Text:
            undone = importing.undo(desk.store, desk.act("roster page: undo"))
            return Text(f"已撤销：{undone.run.file}", f"Undone: {undone.run.file}")

        return desk.once(work)


def _uploading(pages: Blueprint, desk: RosterDesk) -> None:
    @pages.post("/upload")
    def upload() -> AnyResponse:
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            return desk.shown(_NO_FILE)
        place = _read_in_background(desk, desk.keep(Path(sent.filename).name, sent.read()))
        if request.accept_mimetypes.best == "application/json":
            return jsonify(place=place)
        return redirect(place, HTTPStatus.SEE_OTHER)

    @pages.post("/review/<key>/columns")
    def columns(key: str) -> AnyResponse:
        try:
            meant = _meant_columns()
        except Refusal as refusal:
            return desk.shown(refusal)
        with desk.store.writing() as writing:
            for title, column in meant:
                writing.keep_title(title, column)
        return redirect(_read_in_background(desk, key), HTTPStatus.SEE_OTHER)

    @pages.post("/titles/forget")
    def forget() -> AnyResponse:
        with desk.store.writing() as writing:
            writing.forget_title(request.form.get("title", ""))
        return redirect(url_for("roster.home"), HTTPStatus.SEE_OTHER)


def _reviewing(pages: Blueprint, desk: RosterDesk) -> None:
    @pages.get("/review/<key>")
    def review(key: str) -> Response:
        try:
            given = desk.kept(key)
        except Refusal as refusal:
            return desk.shown(refusal)
        try:
            found = desk.review(key)
        except Refusal as refusal:
            return _to_map(desk, key, refusal)
        return make_response(
            page(
                "roster_review.html",
                desk.store,
                key=key,
                file=given.name,
                review=found,
                most=MOST_SHOWN,
                fields=_FIELDS,
                answers=ANSWER_WORDS,
                told_apart=told_apart,
            )
        )

    @pages.get("/review/<key>/problems.xlsx")
    def problems(key: str) -> Response:
        try:
            found = desk.kept(key).roster or desk.read(key)
        except Refusal as refusal:
            return desk.shown(refusal)
        return as_file("problems.xlsx", lambda out: write_problems(out, found.problems))

    @pages.post("/review/<key>")
    def confirm(key: str) -> AnyResponse:
        return desk.once_to(lambda: _apply_in_background(desk, key))


def _waiting(pages: Blueprint, desk: RosterDesk) -> None:
    @pages.get("/jobs/<id_>")
    def job(id_: str) -> AnyResponse:
        found = desk.jobs.job(id_)
        if found is None or found.place:
            return redirect(found.place if found else url_for("roster.home"), HTTPStatus.SEE_OTHER)
        status = HTTPStatus.CONFLICT if found.refusal else HTTPStatus.OK
        key = found.key.rpartition(" ")[2]
        return make_response(page("roster_job.html", desk.store, found.refusal, job=found, key=key), status)

    @pages.get("/jobs/<id_>.json")
    def job_state(id_: str) -> Response:
        found = desk.jobs.job(id_)
        if found is None:
            abort(HTTPStatus.NOT_FOUND)
        sentence = found.refusal.sentence(page_language()) if found.refusal else ""
        return jsonify(done=found.done, total=found.total, place=found.place, refusal=sentence)


def _read_in_background(desk: RosterDesk, key: str) -> str:
    """Begins to read a kept file; returns the place where one waits for it. What is wrong with the file is told by its review."""
    review = url_for("roster.review", key=key)

    def reading(progress: Progress) -> str:
        with suppress(Refusal):
            desk.read(key, progress)
        return review

    return url_for("roster.job", id_=desk.jobs.begin(f"read {key}", reading).id)


def _apply_in_background(desk: RosterDesk, key: str) -> str:
    """Begins to import what was shown; returns the place where one waits for it. Raises `Refusal` where nothing was shown."""
    given, by, home = desk.kept(key), desk.act("roster page"), url_for("roster.home")
    if given.review is None:
        raise Refusal(
            Text("还没有看过预览", "the review was not looked at yet"),
            Text("请先看预览，再确认", "look at it, then confirm"),
        )
    shown, decided = given.review, _decided(given.review, desk.today())
    shown.changes.settled(decided.answers)

    def applying(progress: Progress) -> str:
        id_ = importing.apply_watched(desk.store, shown, decided, Entry(given.run, by), progress)
        desk.forget(key)
        return f"{home}?imported={id_}"

    return url_for("roster.job", id_=desk.jobs.begin(f"import {key}", applying).id)


_NO_FILE = Refusal(Text("没有选择文件", "no file was chosen"), Text("请选择 .xlsx 或 .csv", "choose an .xlsx or .csv"))
_FIELDS = {
    "name": Text("姓名", "name"),
    "door": Text("门牌", "door"),
    "category": Text("类别", "category"),
    "phone": Text("手机", "phone"),
    "document": Text("证件", "document"),
    "relation": Text("关系", "relation"),
    "note": Text("备注", "note"),
    "sex": Text("性别", "sex"),
}


def _to_map(desk: RosterDesk, key: str, refusal: Refusal) -> Response:
    """Where the header is not recognised, staff say what its cells mean; any other fault of a file is told alone."""
    likest: Likeness | None = None
    with suppress(Refusal):
        given = desk.kept(key)
        with on_disk(given.name, given.content) as path:
            likest = likest_header(path, desk.store.titles())
    shown = likest if likest and likest.cells else None
    answer = page("roster_columns.html", desk.store, refusal, key=key, likest=shown, columns=tuple(Column))
    return make_response(answer, HTTPStatus.CONFLICT)


def _decided(review: Review, today: date) -> Decided:
    """Who was ticked as moved out, and what was chosen of the doubtful; raises `Refusal` for what cannot be chosen."""
    answers = (choice(request.form, f"doubt-{place}", Answer.SKIP) for place in range(len(review.changes.doubtful)))
    return Decided(today, frozenset(numbers(request.form, "leaving")), tuple(answers))


def _meant_columns() -> tuple[tuple[str, Column], ...]:
    """The titles for which a column was chosen; raises `Refusal` for a column that a roster does not have."""
    chosen = zip(request.form.getlist("title"), request.form.getlist("column"), strict=False)
    return tuple((title_key(title), column_named(column)) for title, column in chosen if column and title_key(title))
