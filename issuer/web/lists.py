"""The office's pages for lists: who is marked until when, marking households and people, a list reviewed and taken in."""

from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, flash, make_response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appkit.web import page_language
from gatepass.kinds.base import mark_words
from gatepass.people import Door, plain
from gatepass.wording import Refusal, Text
from issuer import listing, marks
from issuer.importing import sha256_of
from issuer.listing import Order
from issuer.lists import read_list
from issuer.office import Office
from issuer.problemsheets import write_problems
from issuer.store import Brought, Span, Whom
from issuer.web.api import Clock
from issuer.web.forms import day, number, numbers
from issuer.web.frame import as_file, page
from issuer.web.listdesk import MOST_SHOWN, ListDesk, Sent
from issuer.web.once import once
from issuer.web.uploads import on_disk


def blueprint(office: Office, clock: Clock) -> Blueprint:
    """The pages."""
    pages, desk = Blueprint("lists", __name__, url_prefix="/lists"), ListDesk(office, clock)
    _marking(pages, desk)
    _changing(pages, desk)
    _importing(pages, desk)
    return pages


def _marking(pages: Blueprint, desk: ListDesk) -> None:
    @pages.get("/")
    def home() -> Response:
        return desk.shown()

    @pages.post("/search")
    def search() -> Response:
        return desk.shown(asked=plain(request.form.get("asked", "")))

    @pages.post("/marks")
    def mark() -> AnyResponse:
        def work() -> Text:
            whom, order = tuple(_whom()), _order(desk)
            if not whom:
                raise Refusal(
                    Text("没有勾选要标记的人", "nobody is ticked"),
                    Text("请勾选整户或几个人", "tick the household or some of its people"),
                )
            marks.mark(desk.store, whom, order.name, order.span, desk.reasoned())
            words = mark_words(order.name)
            return Text(f"已标记：{words.zh}（{len(whom)}处）", f"Marked: {words.en} ({len(whom)})")

        return desk.answer(work)


def _changing(pages: Blueprint, desk: ListDesk) -> None:
    @pages.post("/marks/<int:id_>/extend")
    def extend(id_: int) -> AnyResponse:
        def work() -> Text:
            last = marks.extend(desk.store, id_, day(request.form, "until"), desk.reasoned()).span.last
            return Text(f"最后一天改为 {last or '不限'}", f"The last day is {last or 'open'} now")

        return desk.answer(work)

    @pages.post("/marks/<int:id_>/end")
    def end(id_: int) -> AnyResponse:
        def work() -> Text:
            words = mark_words(marks.end(desk.store, id_, desk.reasoned()).name)
            return Text(f"“{words.zh}”今天起不再算数", f"“{words.en}” counts no more from today on")

        return desk.answer(work)

    @pages.post("/undo")
    def undo() -> AnyResponse:
        def work() -> Text:
            words = mark_words(marks.undo(desk.store, desk.act("lists page: undo")).name)
            return Text(f"已撤销：{words.zh}", f"Undone: {words.en}")

        return desk.answer(work)


def _importing(pages: Blueprint, desk: ListDesk) -> None:
    @pages.post("/upload")
    def upload() -> AnyResponse:
        try:
            return once(desk.store, desk.clock, lambda: url_for("lists.review", key=_sent(desk)))
        except Refusal as refusal:
            return desk.shown(refusal, sent=request.form)

    @pages.get("/review/<key>")
    def review(key: str) -> Response:
        return _reviewed(desk, key)

    @pages.get("/review/<key>/rows.xlsx")
    def rows(key: str) -> Response:
        try:
            told = desk.uploads.kept(key).listing.told
        except Refusal as refusal:
            return desk.shown(refusal)
        return as_file("rows.xlsx", lambda out: write_problems(out, told))

    @pages.post("/review/<key>")
    def confirm(key: str) -> AnyResponse:
        def work() -> str:
            _take_in(desk, key)
            flash(Text("名单已导入，可在下面撤销", "The list is imported; it can be undone below").to(page_language()))
            return url_for("lists.home")

        try:
            return once(desk.store, desk.clock, work)
        except Refusal as refusal:
            return _reviewed(desk, key, refusal)


def _reviewed(desk: ListDesk, key: str, refusal: Refusal | None = None) -> Response:
    """The page on which a list is reviewed; that of all lists where it is there no more."""
    try:
        sent, shown = desk.uploads.kept(key), desk.review(key)
    except Refusal as gone:
        return desk.shown(gone)
    answer = page(
        "lists_review.html",
        desk.store,
        refusal,
        key=key,
        sent=sent,
        review=shown,
        words_of=mark_words,
        masked=listing.masked,
        most=MOST_SHOWN,
    )
    return make_response(answer, HTTPStatus.CONFLICT if refusal else HTTPStatus.OK)


def _sent(desk: ListDesk) -> str:
    """Reads the file that was sent; returns its key. Raises `Refusal` for a file that is no list."""
    file, order = request.files.get("file"), _order(desk)
    if file is None or not file.filename:
        raise Refusal(
            Text("没有选择文件", "no file was chosen"), Text("请选择 .xlsx 或 .csv", "choose an .xlsx or .csv")
        )
    name, content = Path(file.filename).name, file.read()
    with on_disk(name, content) as path:
        found = read_list(path, desk.store.everybody(), desk.store.titles())
    brought = Brought(name, sha256_of(content), len(found.problems), len(found.strangers))
    marks.refuse_days(order.span, desk.today())
    return desk.uploads.keep(Sent(brought, found, order, plain(request.form.get("reason", "")) or name))


def _take_in(desk: ListDesk, key: str) -> None:
    sent, form = desk.uploads.kept(key), request.form
    if not form.get("rest"):
        listing.refuse_faulty(sent.listing.problems)
    listing.apply(
        desk.store, desk.review(key), sent.brought, desk.act(sent.reason), end_gone=bool(form.get("end_gone"))
    )
    desk.uploads.forget(key)


def _order(desk: ListDesk) -> Order:
    """As what people are marked, and from when to when; raises `Refusal` for a name or a day that is none."""
    form = request.form
    name = marks.parse_mark(plain(form.get("own", "")) or form.get("list", ""))
    span = Span(day(form, "since") or desk.today(), day(form, "until"))
    return Order(name, span, number(form, "days") or None if form.get("days") else None)


def _whom() -> Iterator[Whom]:
    for door in request.form.getlist("door"):
        yield Whom(door=Door.parse(door))
    for id_ in numbers(request.form, "resident"):
        yield Whom(resident=id_)
