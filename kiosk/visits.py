"""People without a pass: registered, shown as inside, signed out. What identifies them is sealed before it is saved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from gatepass.case import Site
from gatepass.covenant import Field, VisitKind
from gatepass.documents import parse_document
from gatepass.events import (
    Details,
    Event,
    VisitOut,
    encode_details,
)
from gatepass.kinds.visits import FIELD_WORDS
from gatepass.people import DocumentKind, Door, masked_name, plain
from gatepass.seal import seal
from gatepass.validators import (
    masked_plate,
    masked_tail,
    parse_name,
    parse_phone,
    parse_plate,
    parse_temperature,
)
from gatepass.wording import Refusal, Text
from kiosk.repeats import repeated
from kiosk.stamp import Stamp, record
from kiosk.store import Ledger, OpenVisit, Store

LONGEST_PURPOSE = 100
Parsed = TypeVar("Parsed")

KIND_WORDS = {
    VisitKind.VISITOR: Text("访客", "Visitor"),
    VisitKind.COURIER: Text("快递", "Courier"),
    VisitKind.RIDER: Text("外卖", "Food rider"),
    VisitKind.VEHICLE: Text("车辆", "Vehicle"),
}
RESIDENT_WORDS = {**FIELD_WORDS, Field.DOOR: Text("门牌", "door")}
_TEMPERATURE = Text("体温", "temperature")
_DOCUMENT_GUESSES = (
    DocumentKind.RESIDENT_ID,
    DocumentKind.RESIDENCE_PERMIT,
    DocumentKind.PERMANENT_RESIDENT,
    DocumentKind.HK_MACAO_PERMIT,
    DocumentKind.TAIWAN_PERMIT,
    DocumentKind.PASSPORT,
)


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed at the gate, as typed; empty where nothing was."""

    name: str = ""
    phone: str = ""
    document: str = ""
    plate: str = ""
    door: str = ""
    purpose: str = ""
    temperature: str = ""
    site: Site = Site.FOREHEAD


@dataclass(frozen=True, slots=True)
class Visit:
    """A form that was found right, and the covenant's questions about its person that were answered with yes so far."""

    kind: VisitKind
    details: Details
    door: str | None
    celsius: float | None
    site: Site = Site.FOREHEAD
    confirmed: frozenset[str] = frozenset()


def check(kind: VisitKind, form: Form, required: tuple[Field, ...], doors: tuple[str, ...]) -> Visit:
    """The visit that a form describes; raises `Refusal` naming the field that is missing or wrong."""
    details, door = told(form, required, doors)
    celsius = _at(_TEMPERATURE, parse_temperature, form.temperature) if plain(form.temperature) else None
    return Visit(kind, details, door, celsius, form.site)


def told(
    form: Form, required: tuple[Field, ...], doors: tuple[str, ...], words: Mapping[Field, Text] = FIELD_WORDS
) -> tuple[Details, str | None]:
    """Who a form says somebody is, and behind which door; raises `Refusal` as `check` does, with the fields in these words."""
    for field in required:
        if not plain(getattr(form, field)):
            raise Refusal(
                Text("还没有填", "is missing"), Text("规约要求登记，请填写", "the covenant asks for it; fill it in")
            ).at(words[field])
    details = Details(
        name=_parsed(Field.NAME, form.name, parse_name),
        phone=_parsed(Field.PHONE, form.phone, parse_phone),
        document=_parsed(Field.DOCUMENT, form.document, _any_document),
        plate=_parsed(Field.PLATE, form.plate, parse_plate),
        purpose=plain(form.purpose)[:LONGEST_PURPOSE],
    )
    return details, _known_door(form.door, doors, words[Field.DOOR]) if plain(form.door) else None


def sign_out(store: Store, visit: str, stamp: Stamp, request: str | None) -> Event:
    """Ends an open visit, named by its id or its ticket number; raises `Refusal` when nobody is inside under it."""
    with store.writing() as ledger:
        done = repeated(
            ledger, request, lambda body: isinstance(body, VisitOut) and (body.visit == visit or visit.isdigit())
        )
        if done:
            return done
        id_ = next((each.id for each in store.open_visits() if visit in (each.id, str(each.ticket))), None)
        if id_ is None or not ledger.close_visit(id_):
            raise Refusal(
                Text("没有这条未离开的来访", "nobody is inside under this visit"),
                Text("请看在内人员列表", "look at the list of who is inside"),
            )
        return record(ledger, VisitOut(id_), stamp, request)


def masked(details: Details) -> Details:
    """The details as the office's desk may read them; what brings somebody here identifies nobody and stays."""
    return Details(
        name=details.name and masked_name(details.name),
        phone=details.phone and masked_tail(details.phone),
        document=details.document and masked_tail(details.document),
        plate=details.plate and masked_plate(details.plate),
        purpose=details.purpose,
    )


def label(details: Details) -> str:
    """What a volunteer needs to know somebody again: the surname's character, the last of the plate or the phone."""
    plate, phone = details.plate[-3:], details.phone[-2:]
    return " ".join(part for part in (details.name[:1], plate, f"··{phone}" if phone and not plate else "") if part)


@dataclass(frozen=True, slots=True)
class Sealed:
    """What identifies somebody, masked for the desk and whole for the manager; nobody at the gate opens either."""

    masked: bytes
    whole: bytes


def sealed(details: Details, stamp: Stamp) -> Sealed:
    """The details as an event carries them."""
    return Sealed(
        seal(stamp.gate.desk_key, encode_details(masked(details))),
        seal(stamp.gate.manager_key, encode_details(details)),
    )


def admit(ledger: Ledger, visit: Visit, event: Event) -> OpenVisit:
    """Notes that somebody is inside from their registration on, with the lowest free ticket number."""
    inside = OpenVisit(event.id, ledger.free_ticket(), visit.kind, label(visit.details), visit.door, event.at)
    ledger.open_visit(inside)
    return inside


def _parsed(field: Field, typed: str, parse: Callable[[str], str]) -> str:
    return _at(FIELD_WORDS[field], parse, typed) if plain(typed) else ""


def _at(where: Text, parse: Callable[[str], Parsed], typed: str) -> Parsed:
    try:
        return parse(typed)
    except Refusal as refusal:
        raise refusal.at(where) from None


def _any_document(typed: str) -> str:
    """The number in canonical form, whichever kind of document it fits; an ID card's fault is told where none fits."""
    for kind in _DOCUMENT_GUESSES:
        try:
            return parse_document(kind, typed).number
        except Refusal:
            continue
    return parse_document(DocumentKind.RESIDENT_ID, typed).number


def _known_door(typed: str, doors: tuple[str, ...], words: Text) -> str:
    door = str(_at(words, Door.parse, typed))
    if door not in doors:
        raise Refusal(
            Text(f" {door} 不在本小区", f"there is no door {door} in this community"),
            Text("请核对楼号和室号", "check stairwell and room"),
        ).at(words)
    return door
