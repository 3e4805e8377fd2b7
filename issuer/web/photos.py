"""The office's pages for photos: a folder or a ZIP taken in, one person's photo replaced or deleted."""

import secrets
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path

import msgspec
from flask import Blueprint, Response, abort, flash, jsonify, make_response, redirect, request, url_for
from msgspec import Struct
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from appkit.web import page_language
from gatepass.wording import Language, Refusal, Text
from issuer import photos
from issuer.albums import LARGEST_FILE, MOST_FILES, Picture, folder_album, may_be_picture, opened_zip, zip_album
from issuer.changes import KnownResident
from issuer.jobs import Jobs, Progress
from issuer.office import Office, act
from issuer.owners import masked_file
from issuer.photos import Intake, Wish
from issuer.portraits import portrait, portrait_as_is
from issuer.store import Act
from issuer.web.api import Clock
from issuer.web.frame import page
from issuer.web.once import once_or

LARGEST_ALBUM = 1024 * 1024 * 1024
SHOWN = 60
_INTAKES_KEPT = 4
_MARGIN = 1024 * 1024  # what a form needs around its file


class Match(Struct, frozen=True):
    """Whose a picture is: a resident's id and name, or what is wrong; `name` is that of the file, its numbers masked."""

    name: str
    person: int = 0
    who: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A resident with a photo, and what became of it where that is news."""

    person: KnownResident
    change: Text | None = None


class _Album:
    """What the pages of photos share: the office, the work under way, and what became of the last albums."""

    def __init__(self, office: Office, clock: Clock) -> None:
        self.office, self.store, self.clock, self.jobs = office, office.store, clock, Jobs()
        self._intakes: OrderedDict[str, Intake] = OrderedDict()

    def act(self, why: str) -> Act:
        """Something that the person at this page does now."""
        return replace(act(why), at=self.clock())

    def keep(self, intake: Intake) -> str:
        """Keeps what became of an album for a while; returns the place where it is shown."""
        key = secrets.token_urlsafe(12)
        self._intakes[key] = intake
        while len(self._intakes) > _INTAKES_KEPT:
            self._intakes.popitem(last=False)
        return f"/roster/photos/intakes/{key}"

    def intake(self, key: str) -> Intake | None:
        """What became of an album, for as long as it is kept."""
        return self._intakes.get(key)

    def shown(self, refusal: Refusal | None = None, intake: Intake | None = None) -> str:
        """The page."""
        people = {person.id: person for person in self.store.residents()}
        if intake:
            grid = tuple(Shown(each.person, photos.CHANGE_WORDS[each.change]) for each in intake.taken)
        else:
            grid = tuple(Shown(people[id_]) for id_ in self.store.newest_photos(SHOWN) if id_ in people)
        return page(
            "roster_photos.html",
            self.store,
            refusal,
            having=len(self.store.who_has_a_photo()),
            residents=len(people),
            grid=grid,
            intake=intake,
        )

    def done(self, work: Callable[[], Text]) -> AnyResponse:
        """Does what a form asks for and says so on the page."""

        def working() -> str:
            flash(work().to(page_language()))
            return url_for("roster.photos")

        return once_or(self.store, self.clock, working, self.shown)


def add_pages(pages: Blueprint, office: Office, clock: Clock) -> None:
    """Adds these pages to those of the roster."""
    album = _Album(office, clock)
    _albums(pages, album)
    _one_by_one(pages, album)
    _people(pages, album)


def _albums(pages: Blueprint, album: _Album) -> None:
    @pages.get("/photos")
    def photos() -> str:
        return album.shown()

    @pages.post("/photos")
    def take_album() -> AnyResponse:
        request.max_content_length, request.max_form_parts = LARGEST_ALBUM, MOST_FILES
        folder = Path(tempfile.mkdtemp(prefix="gatepass-photos-"))
        try:
            names = _spooled([sent for sent in request.files.getlist("files") if sent.filename], folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        by = album.act("photos page")

        def taking(progress: Progress) -> str:
            try:
                return album.keep(_taken(album, folder, names, by, progress))
            finally:
                shutil.rmtree(folder, ignore_errors=True)

        job = album.jobs.begin(folder.name, taking)
        return redirect(url_for("roster.photos_job", id_=job.id), HTTPStatus.SEE_OTHER)

    @pages.get("/photos/jobs/<id_>")
    def photos_job(id_: str) -> AnyResponse:
        found = album.jobs.job(id_)
        if found is None or found.place:
            return redirect(found.place if found else url_for("roster.photos"), HTTPStatus.SEE_OTHER)
        if found.refusal:
            return make_response(album.shown(found.refusal), HTTPStatus.CONFLICT)
        return make_response(page("roster_photos_job.html", album.store, job=found))

    @pages.get("/photos/jobs/<id_>.json")
    def photos_job_state(id_: str) -> Response:
        found = album.jobs.job(id_) or abort(HTTPStatus.NOT_FOUND)
        return jsonify(done=found.done, total=found.total, place=found.place, refusal=bool(found.refusal))

    @pages.get("/photos/intakes/<key>")
    def photos_intake(key: str) -> AnyResponse:
        intake = album.intake(key)
        if intake is None:
            return redirect(url_for("roster.photos"), HTTPStatus.SEE_OTHER)
        return make_response(album.shown(intake=intake))


def _one_by_one(pages: Blueprint, album: _Album) -> None:
    @pages.post("/photos/names")
    def photo_names() -> Response:
        try:
            names = msgspec.json.decode(request.get_data(), type=list[str])
        except msgspec.DecodeError:
            abort(HTTPStatus.BAD_REQUEST)
        worth = [name for name in names if may_be_picture(name)]
        found = dict(zip(worth, photos.owners_of(album.store, worth), strict=True))
        language = page_language()
        matches = [_match(name, found[name], language) if name in found else None for name in names]
        return Response(msgspec.json.encode(matches), mimetype="application/json")

    @pages.post("/photos/people/<int:id_>")
    def send_photo(id_: int) -> Response:
        try:
            change = photos.CHANGE_WORDS[_given(album, id_)]
        except Refusal as refusal:
            answer = jsonify(problem=refusal.sentence(page_language()))
            answer.status_code = HTTPStatus.BAD_REQUEST
            return answer
        return jsonify(change=change.to(page_language()), having=len(album.store.who_has_a_photo()))


def _people(pages: Blueprint, album: _Album) -> None:
    @pages.get("/people/<int:id_>/photo.jpg")
    def photo(id_: int) -> Response:
        found = album.store.photo_of(id_) or abort(HTTPStatus.NOT_FOUND)
        return Response(found.jpeg, mimetype="image/jpeg")

    @pages.post("/people/<int:id_>/photo")
    def replace_photo(id_: int) -> AnyResponse:
        def work() -> Text:
            who, change = _who(album, id_), photos.CHANGE_WORDS[_given(album, id_)]
            return Text(f"{who} 的照片：{change.zh}", f"The photo of {who}: {change.en}")

        request.max_content_length = LARGEST_FILE + _MARGIN
        return album.done(work)

    @pages.post("/people/<int:id_>/photo/remove")
    def remove_photo(id_: int) -> AnyResponse:
        def work() -> Text:
            who = _who(album, id_)
            photos.take_away(album.store, id_)
            return Text(f"{who} 的照片已删除", f"The photo of {who} is deleted")

        return album.done(work)


def _given(album: _Album, id_: int) -> photos.Change:
    """Makes the picture that was sent the photo of a resident; raises `Refusal`, naming the file."""
    request.max_content_length = LARGEST_FILE + _MARGIN
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Refusal(Text("没有选择照片", "no picture was chosen"), Text("请选择一张", "choose one"))
    make = portrait_as_is if request.form.get("as_is") else portrait
    name = masked_file(sent.filename)
    try:
        return photos.give(album.store, id_, make(sent.read()), album.act("photos page"))
    except Refusal as refusal:
        raise refusal.at(Text(f"“{name}”", name)) from refusal


def _who(album: _Album, id_: int) -> str:
    person = album.store.person(id_)
    if person is None:
        raise Refusal(Text("没有这位居民", "there is no such resident"), Text("请核对名单", "look at the list"))
    return f"{person.resident.door} {person.resident.name}"


def _match(name: str, found: KnownResident | Refusal, language: Language) -> Match:
    shown = masked_file(name)
    if isinstance(found, Refusal):
        return Match(shown, problem=found.at(Text(f"“{shown}”", shown)).sentence(language))
    return Match(shown, found.id, f"{found.resident.door} {found.resident.name}")


def _spooled(sent: list[FileStorage], folder: Path) -> dict[str, Path]:
    """The files that were sent, on disk by their names; a name is never a path here."""
    places = {}
    for number, each in enumerate(sent):
        places[each.filename or ""] = folder / f"{number}"
        each.save(places[each.filename or ""])
    return places


def _taken(album: _Album, folder: Path, names: dict[str, Path], by: Act, progress: Progress) -> Intake:
    """What becomes of all pictures that were sent, those in ZIPs among them."""
    on_disk = {picture.name: picture for picture in folder_album(folder)} if names else {}
    with ExitStack() as stack:
        pictures: list[Picture] = []
        for name, place in names.items():
            if name.lower().endswith(".zip"):
                pictures += zip_album(stack.enter_context(opened_zip(place)))
            elif may_be_picture(name):
                pictures.append(Picture(name, on_disk[place.name].read))
        if not pictures:
            raise Refusal(
                Text("没有选择照片", "no pictures were chosen"), Text("请选择照片或 ZIP", "choose some, or a ZIP")
            )
        return photos.take_in(album.store, pictures, Wish(), by, progress)
