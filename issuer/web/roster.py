"""The office's pages for the roster: import with a review, undo, people by hand, who lives behind which door."""

import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appkit.web import page_language
from gatepass.passes import Pass, Status, Validity
from gatepass.people import CATEGORY_WORDS, Category, DocumentKind, Door, Resident, plain
from gatepass.validators import DOCUMENT_WORDS, parse_document, parse_name, parse_phone
from gatepass.wording import Refusal, Text
from issuer import importing, issuing
from issuer.changes import KnownResident
from issuer.importing import Decided, Review
from issuer.issuing import Bearer
from issuer.office import Office, act
from issuer.roster import Column, Likeness, likest_header, read_roster, title_key, write_problems
from issuer.store import Import
from issuer.web.api import Clock
from issuer.web.forms import numbers
from issuer.web.frame import as_file, page
from issuer.web.once import once

KEPT_FOR = timedelta(hours=1)
MOST_SHOWN = 200
MOST_FOUND = 60
IMPORTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file on its way in, kept in memory alone until it is imported or an hour has passed; `review` as it was shown."""

    name: str
    content: bytes
    at: datetime
    review: Review | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody whom a search found, and the pass that they hold."""

    person: KnownResident
    issued: Pass | None


class _Desk:
    """What the pages of the roster share: the office, its clock, and the files on their way in."""

    def __init__(self, office: Office, clock: Clock) -> None:
        self.office, self.store, self.clock = office, office.store, clock
        self._uploads: dict[str, Upload] = {}

    def today(self) -> date:
        """The community's local day."""
        return self.store.community().day_of(self.clock())

    def keep(self, name: str, content: bytes) -> str:
        """Keeps a file for a while; returns the key that its review has."""
        key = secrets.token_urlsafe(12)
        self._uploads[key] = Upload(name, content, self.clock())
        return key

    def kept(self, key: str) -> Upload:
        """A file that was kept; raises `Refusal` after an hour."""
        for old in [each for each, upload in self._uploads.items() if self.clock() - upload.at > KEPT_FOR]:
            del self._uploads[old]
        if key not in self._uploads:
            raise Refusal(Text("上传的文件已过期", "the uploaded file is gone"), Text("请重新上传", "upload it again"))
        return self._uploads[key]

    def forget(self, key: str) -> None:
        """The file is done with."""
        del self._uploads[key]

    def review(self, key: str) -> Review:
        """What a kept file would do now, kept as it is shown; raises `Refusal` for a file in which no roster can be found."""
        upload = self.kept(key)
        with _on_disk(upload) as path:
            found = importing.review(self.store, read_roster(path, titles=self.store.titles()))
        self._uploads[key] = replace(upload, review=found)
        return found

    def shown(self, refusal: Refusal | None = None, **more: object) -> Response:
        """The page of the roster."""
        people = self.store.residents()
        answer = page(
            "roster.html",
            self.store,
            refusal,
            households=len({person.resident.door for person in people}),
            residents=len(people),
            doors=sorted({person.resident.door for person in people}),
            imports=self.store.imports()[:IMPORTS_SHOWN],
            categories=CATEGORY_WORDS,
            documents=DOCUMENT_WORDS,
            titles=self.store.titles(),
            zone=self.store.community().local,
            **more,
        )
        return make_response(answer, HTTPStatus.CONFLICT if refusal else HTTPStatus.OK)

    def once(self, work: Callable[[], Text], **typed: object) -> AnyResponse:
        """Does what a form asks for and says so on the page; a refusal is told there too, with what was `typed`."""

        def done() -> str:
            flash(work().to(page_language()))
            return url_for("roster.home")

        try:
            return once(self.store, self.clock, done)
        except Refusal as refusal:
            return self.shown(refusal, **typed)


def blueprint(office: Office, clock: Clock) -> Blueprint:
    """The pages."""
    pages, desk = Blueprint("roster", __name__, url_prefix="/roster"), _Desk(office, clock)
    _importing(pages, desk)
    _people(pages, desk)

    @pages.get("/")
    def home() -> Response:
        return desk.shown()

    return pages


def _importing(pages: Blueprint, desk: _Desk) -> None:
    @pages.post("/upload")
    def upload() -> AnyResponse:
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            return desk.shown(_NO_FILE)
        key = desk.keep(Path(sent.filename).name, sent.read())
        return redirect(url_for("roster.review", key=key), HTTPStatus.SEE_OTHER)

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
            )
        )

    @pages.post("/review/<key>/columns")
    def columns(key: str) -> AnyResponse:
        with desk.store.writing() as writing:
            for title, column in zip(request.form.getlist("title"), request.form.getlist("column"), strict=False):
                if column and title_key(title):
                    writing.keep_title(title_key(title), Column(column))
        return redirect(url_for("roster.review", key=key), HTTPStatus.SEE_OTHER)

    @pages.post("/titles/forget")
    def forget() -> AnyResponse:
        with desk.store.writing() as writing:
            writing.forget_title(request.form.get("title", ""))
        return redirect(url_for("roster.home"), HTTPStatus.SEE_OTHER)

    @pages.get("/review/<key>/problems.xlsx")
    def problems(key: str) -> Response:
        try:
            found = desk.kept(key).review or desk.review(key)
        except Refusal as refusal:
            return desk.shown(refusal)
        return as_file("problems.xlsx", lambda out: write_problems(out, found.roster.problems))

    @pages.post("/review/<key>")
    def confirm(key: str) -> AnyResponse:
        def work() -> Text:
            given = desk.kept(key)
            if given.review is None:
                raise Refusal(
                    Text("还没有看过预览", "the review was not looked at yet"),
                    Text("请先看预览，再确认", "look at it, then confirm"),
                )
            leaving = frozenset(numbers(request.form, "leaving"))
            run = Import(given.name, importing.sha256_of(given.content), len(given.review.roster.problems))
            importing.apply(desk.store, given.review, Decided(desk.today(), leaving), run, act("roster page"))
            desk.forget(key)
            return Text(
                "已导入；可在下面撤销。接着请给新居民发证。", "Imported; it can be undone below. Next, issue passes."
            )

        return desk.once(work)

    @pages.post("/undo")
    def undo() -> AnyResponse:
        def work() -> Text:
            undone = importing.undo(desk.store, act("roster page: undo"))
            return Text(f"已撤销：{undone.run.file}", f"Undone: {undone.run.file}")

        return desk.once(work)


def _people(pages: Blueprint, desk: _Desk) -> None:
    @pages.post("/search")
    def search() -> Response:
        asked = plain(request.form.get("asked", ""))
        return desk.shown(asked=asked, found=_found(desk.office, asked))

    @pages.post("/people")
    def add() -> AnyResponse:
        form = request.form

        def work() -> Text:
            resident = _typed_resident()
            id_ = importing.add_by_hand(desk.store, resident, act(plain(form.get("reason", "")) or "roster page"))
            if not form.get("issue"):
                return Text(f"已增加 {resident.door} {resident.name}", f"Added {resident.door} {resident.name}")
            until = date.fromisoformat(form["until"]) if form.get("until") else issuing.a_year_from(desk.today())
            serial = issuing.issue_to(desk.store, Bearer(id_), Validity(desk.today(), until), act("roster page")).serial
            return Text(
                f"已增加 {resident.door} {resident.name}，出入证 {serial}",
                f"Added {resident.door} {resident.name}, pass {serial}",
            )

        return desk.once(work, typed=form)

    @pages.post("/people/<int:id_>/leave")
    def leave(id_: int) -> AnyResponse:
        def work() -> Text:
            why = act(plain(request.form.get("reason", "")) or "moved out")
            importing.move_out(desk.store, frozenset({id_}), desk.today(), why)
            return Text("已迁出，其证已注销；可在下面撤销。", "Moved out, the pass has ended; it can be undone below.")

        return desk.once(work)


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


@contextmanager
def _on_disk(upload: Upload) -> Iterator[Path]:
    """The file under its own name, for as long as it is read; its name says how it is read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, upload.name)
        path.write_bytes(upload.content)
        yield path


def _to_map(desk: _Desk, key: str, refusal: Refusal) -> Response:
    """Where the header is not recognised, staff say what its cells mean; any other fault of a file is told alone."""
    likest: Likeness | None = None
    with suppress(Refusal), _on_disk(desk.kept(key)) as path:
        likest = likest_header(path, desk.store.titles())
    shown = likest if likest and likest.cells else None
    answer = page("roster_columns.html", desk.store, refusal, key=key, likest=shown, columns=tuple(Column))
    return make_response(answer, HTTPStatus.CONFLICT)


def _typed_resident() -> Resident:
    form = request.form
    kind = DocumentKind(form.get("kind") or DocumentKind.RESIDENT_ID)
    number, phone = plain(form.get("document", "")), plain(form.get("phone", ""))
    return Resident(
        Door.parse(form.get("door", "")),
        parse_name(form.get("name", "")),
        Category(form.get("category") or Category.OWNER),
        document=parse_document(kind, number) if number else None,
        phone=parse_phone(phone) if phone else None,
    )


def _found(office: Office, asked: str) -> tuple[Found, ...]:
    """Who lives behind the door, has the name or a part of it, the serial, or a phone that ends so."""
    if not asked:
        return ()
    held = {each.issued.holder: each.issued for each in office.store.holdings() if each.issued.status is Status.VALID}
    door = Door.or_none(asked)
    found = (
        Found(person, held.get(person.id))
        for person in office.store.residents()
        if person.resident.door == door
        or asked.casefold() in person.resident.name.casefold()
        or (len(asked) >= 4 and (person.resident.phone or "").endswith(asked))
        or (person.id in held and held[person.id].serial == asked.replace(" ", ""))
    )
    return tuple(each for each, _ in zip(found, range(MOST_FOUND), strict=False))
