"""The office's pages for the roster: people by hand, who lives behind which door; importing a file has pages of its own."""

from dataclasses import dataclass

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from gatepass.documents import parse_document
from gatepass.passes import Pass, Status
from gatepass.people import Category, DocumentKind, Door, Resident, plain
from gatepass.validators import parse_name, parse_phone
from gatepass.wording import Text
from issuer import classes, importing, issuing
from issuer.changes import KnownResident
from issuer.issuing import Bearer
from issuer.office import Office
from issuer.web import imports, photos
from issuer.web.api import Clock
from issuer.web.forms import choice, day
from issuer.web.rosterdesk import RosterDesk

MOST_FOUND = 60


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody whom a search found, and the pass that they hold."""

    person: KnownResident
    issued: Pass | None


def blueprint(office: Office, clock: Clock) -> Blueprint:
    """The pages."""
    pages, desk = Blueprint("roster", __name__, url_prefix="/roster"), RosterDesk(office, clock)
    imports.add_pages(pages, desk)
    _people(pages, desk)
    photos.add_pages(pages, office, clock)

    @pages.get("/")
    def home() -> Response:
        done = request.args.get("imported", "")
        return desk.shown(imported=next((each for each in desk.store.imports() if str(each.id) == done), None))

    return pages


def _people(pages: Blueprint, desk: RosterDesk) -> None:
    @pages.post("/search")
    def search() -> Response:
        asked = plain(request.form.get("asked", ""))
        return desk.shown(asked=asked, found=_found(desk.office, asked))

    @pages.post("/people")
    def add() -> AnyResponse:
        form = request.form

        def work() -> Text:
            resident, validity = _typed_resident(), desk.validity(day(form, "until"))
            issuing.refuse_ended(validity)
            id_ = importing.add_by_hand(desk.store, resident, desk.act(plain(form.get("reason", "")) or "roster page"))
            if form.get("back"):
                classes.come_back(desk.store, id_, form["back"], desk.today(), desk.act("back from outside"))
            if not form.get("issue"):
                return Text(f"已增加 {resident.door} {resident.name}", f"Added {resident.door} {resident.name}")
            serial = issuing.issue_to(desk.store, Bearer(id_), validity, desk.act("roster page")).serial
            return Text(
                f"已增加 {resident.door} {resident.name}，出入证 {serial}",
                f"Added {resident.door} {resident.name}, pass {serial}",
            )

        return desk.once(work, typed=form)

    @pages.post("/people/<int:id_>/leave")
    def leave(id_: int) -> AnyResponse:
        def work() -> Text:
            why = desk.act(plain(request.form.get("reason", "")) or "moved out")
            importing.move_out(desk.store, frozenset({id_}), desk.today(), why)
            return Text(
                "已迁出，其证已注销，照片已删；可在下面撤销（照片除外）。",
                "Moved out, the pass has ended, a photo is deleted; it can be undone below (but for the photo).",
            )

        return desk.once(work)


def _typed_resident() -> Resident:
    form = request.form
    kind = choice(form, "kind", DocumentKind.RESIDENT_ID) if form.get("kind") else None
    number, phone = plain(form.get("document", "")), plain(form.get("phone", ""))
    return Resident(
        Door.parse(form.get("door", "")),
        parse_name(form.get("name", "")),
        choice(form, "category", Category.OWNER),
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
