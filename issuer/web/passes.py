"""The office's pages for passes: found by door, name or serial; replaced, revoked, given; each printed with one click."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from io import BytesIO
from itertools import islice

from flask import Blueprint, Response, flash, make_response, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from appkit.web import page_language
from gatepass.passes import STATUS_WORDS, Pass, Status, Validity, parse_serial, serial_words
from gatepass.people import Door, plain
from gatepass.wording import Refusal, Text
from issuer import issuing
from issuer.changes import KnownResident
from issuer.designs import designs
from issuer.office import Office, act
from issuer.printing import Selection
from issuer.runs import Order, cards_asked_for, layout_for, print_run
from issuer.sheets import card_png, grouped
from issuer.store import Act
from issuer.store.runs import RunKind
from issuer.web.api import Clock
from issuer.web.frame import page
from issuer.web.once import once

MOST_FOUND = 60
CARD_STOCK = "cr80"
REASONS = {
    "lost": Text("遗失", "lost"),
    "damaged": Text("损坏", "damaged"),
    "leaked": Text("泄露", "leaked"),
    "changed": Text("信息变更", "changed"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody whom a search found, the newest issue of their pass, and what was done to it."""

    person: KnownResident
    issued: Pass | None
    status: Status | None
    history: tuple[tuple[Status, Act], ...]

    @property
    def serial(self) -> str:
        """The serial as it is read, in threes."""
        return grouped(self.issued.serial) if self.issued else ""

    @property
    def words(self) -> Text:
        """The serial in words."""
        return serial_words(self.issued.serial) if self.issued else Text("", "")


class _Counter:
    """What the pages of passes share."""

    def __init__(self, office: Office, clock: Clock) -> None:
        self.office, self.store, self.clock = office, office.store, clock

    def today(self) -> date:
        """The community's local day."""
        return self.store.community().day_of(self.clock())

    def shown(self, asked: str = "", refusal: Refusal | None = None) -> Response:
        """The page, with whom a search found."""
        today, people, holdings = self.today(), self.store.residents(), self.store.holdings()
        statuses = [holding.issued.status_on(today) for holding in holdings]
        newest = {holding.issued.holder: holding.issued for holding in holdings}
        answer = page(
            "passes.html",
            self.store,
            refusal,
            asked=asked,
            found=tuple(self._held(person, newest.get(person.id)) for person in _found(people, newest, asked))
            if asked
            else None,
            counts={status: statuses.count(status) for status in Status},
            without=sum(person.id not in newest for person in people),
            statuses=STATUS_WORDS,
            reasons=REASONS,
            pictured=self.store.who_has_a_photo(),
            zone=self.store.community().local,
        )
        return make_response(answer, HTTPStatus.CONFLICT if refusal else HTTPStatus.OK)

    def _held(self, person: KnownResident, issued: Pass | None) -> Held:
        if issued is None:
            return Held(person, None, None, ())
        return Held(person, issued, issued.status_on(self.today()), self.store.history_of(issued))

    def act(self, work: Callable[[], Text]) -> AnyResponse:
        """Does what a form asks for, once, and shows the same people again with what became of it."""
        asked = plain(request.form.get("asked", ""))

        def done() -> str:
            flash(work().to(page_language()))
            return url_for("passes.home")

        try:
            once(self.store, self.clock, done)
        except Refusal as refusal:
            return self.shown(asked, refusal)
        return self.shown(asked)


def blueprint(office: Office, clock: Clock) -> Blueprint:
    """The pages."""
    pages, counter = Blueprint("passes", __name__, url_prefix="/passes"), _Counter(office, clock)
    _finding(pages, counter)
    _acting(pages, counter)
    _printing(pages, counter)
    return pages


def _finding(pages: Blueprint, counter: _Counter) -> None:
    @pages.get("/")
    def home() -> Response:
        return counter.shown()

    @pages.post("/search")
    def search() -> Response:
        return counter.shown(plain(request.form.get("asked", "")))


def _acting(pages: Blueprint, counter: _Counter) -> None:
    @pages.post("/issue")
    def issue() -> AnyResponse:
        def work() -> Text:
            until = issuing.a_year_from(counter.today())
            issued = issuing.issue(counter.store, Validity(counter.today(), until), act("passes page"))
            fresh, renewed = len(issued.fresh), len(issued.renewed)
            return Text(f"新发{fresh}张，续发{renewed}张", f"{fresh} issued, {renewed} renewed")

        return counter.act(work)

    @pages.post("/<serial>/replace")
    def replace(serial: str) -> AnyResponse:
        def work() -> Text:
            why = REASONS.get(request.form.get("reason", ""), REASONS["lost"])
            issued = issuing.replace_pass(counter.store, serial, counter.today(), act(why.zh))
            return Text(
                f"{grouped(issued.serial)} 已补办为第{issued.issue}版，旧卡作废；请打印新卡",
                f"{grouped(issued.serial)} is now issue {issued.issue}, the old card is void; print the new one",
            )

        return counter.act(work)

    @pages.post("/<serial>/revoke")
    def revoke(serial: str) -> AnyResponse:
        def work() -> Text:
            revoked = issuing.revoke(counter.store, serial, act(plain(request.form.get("reason", "")) or "passes page"))
            return Text(f"{grouped(revoked.serial)} 已注销", f"{grouped(revoked.serial)} is revoked")

        return counter.act(work)

    @pages.post("/residents/<int:id_>/give")
    def give(id_: int) -> AnyResponse:
        def work() -> Text:
            validity = Validity(counter.today(), issuing.a_year_from(counter.today()))
            issued = issuing.issue_to(counter.store, id_, validity, act("passes page"))
            return Text(f"已发证 {grouped(issued.serial)}", f"pass {grouped(issued.serial)} issued")

        return counter.act(work)


def _printing(pages: Blueprint, counter: _Counter) -> None:
    @pages.post("/<serial>/card.pdf")
    def pdf(serial: str) -> Response:
        stock = CARD_STOCK if request.form.get("stock") == CARD_STOCK else None
        try:
            selection = Selection.typed(Status.VALID, counter.today(), (), (serial,))
            order = Order(RunKind.CARDS, selection, layout_for(counter.store, stock))
            _, content = print_run(counter.office, order, act("passes page"))
        except Refusal as refusal:
            return counter.shown(plain(request.form.get("asked", "")), refusal)
        return send_file(BytesIO(content), mimetype="application/pdf", download_name=f"card-{serial}.pdf")

    @pages.get("/<serial>/card.png")
    def png(serial: str) -> Response:
        try:
            selection = Selection.typed(Status.VALID, counter.today(), (), (serial,))
            (card,) = cards_asked_for(counter.office, RunKind.CARDS, selection)
            content = card_png(card, designs(counter.office.folder))
        except Refusal as refusal:
            return counter.shown("", refusal)
        return send_file(BytesIO(content), mimetype="image/png", as_attachment=True, download_name=f"card-{serial}.png")


def _found(people: Iterable[KnownResident], newest: Mapping[int | None, Pass], asked: str) -> Iterator[KnownResident]:
    """Who lives behind the door, has the name or a part of it, or holds the pass of this serial, in digits or words."""
    door, serial = Door.or_none(asked), _serial(asked)
    meant = (
        person
        for person in people
        if person.resident.door == door
        or asked.casefold() in person.resident.name.casefold()
        or (serial and person.id in newest and newest[person.id].serial == serial)
    )
    return islice(meant, MOST_FOUND)


def _serial(asked: str) -> str | None:
    try:
        return parse_serial(asked)
    except Refusal:
        return None
