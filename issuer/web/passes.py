"""The office's pages for passes: found by door, name, plate or serial; given, replaced, revoked, bound; printed with one click."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from itertools import islice

from flask import Blueprint, Response, flash, make_response, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from appkit.web import page_language
from gatepass.looks import CAR, Look
from gatepass.passes import STATUS_WORDS, Pass, Status, parse_serial, serial_words
from gatepass.people import Door, plain
from gatepass.wording import Refusal, Text
from issuer import classes, issuing
from issuer.designs import designs
from issuer.issuing import Bearer, newest_issue, newest_of_each
from issuer.office import Office, act
from issuer.printing import Selection
from issuer.runs import Order, cards_asked_for, layout_for, print_run
from issuer.sheets import card_png, grouped
from issuer.store import Act
from issuer.store.classes import Move
from issuer.store.runs import RunKind
from issuer.web import cars as car_pages
from issuer.web import classes as class_pages
from issuer.web import spares as spare_pages
from issuer.web.api import Clock
from issuer.web.counter import Counter
from issuer.web.forms import needed_day, number
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
class Known:
    """A resident or a car of the community, with the newest issue of their pass."""

    bearer: Bearer
    door: Door
    name: str
    look: Look
    issued: Pass | None


@dataclass(frozen=True, slots=True)
class Held(Known):
    """One that a search found: how the pass stands today, and what was done and planned."""

    status: Status | None
    history: tuple[tuple[Status, Act], ...]
    moves: tuple[Move, ...]
    planned: tuple[Move, ...]

    @property
    def serial(self) -> str:
        """The serial as it is read, in threes."""
        return grouped(self.issued.serial) if self.issued else ""

    @property
    def words(self) -> Text:
        """The serial in words."""
        return serial_words(self.issued.serial) if self.issued else Text("", "")


class _Search(Counter):
    """The counter with its search: what was asked is asked again after everything that is done."""

    def shown(self, asked: str = "", refusal: Refusal | None = None) -> Response:
        """The page, with whom a search found."""
        today, known = self.today(), self._known()
        statuses = [holding.issued.status_on(today) for holding in self.store.holdings()]
        answer = self.page(
            "passes.html",
            refusal,
            asked=asked,
            found=tuple(map(self._held, _found(known, asked))) if asked else None,
            counts={status: statuses.count(status) for status in Status},
            without=sum(each.issued is None for each in known),
            statuses=STATUS_WORDS,
            reasons=REASONS,
            looks=classes.looks(self.store),
            pictured=self.store.who_has_a_photo(),
        )
        return make_response(answer, HTTPStatus.CONFLICT if refusal else HTTPStatus.OK)

    def answer(self, work: Callable[[], Text]) -> AnyResponse:
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

    def _known(self) -> tuple[Known, ...]:
        newest, classed = newest_of_each(self.store), classes.classes_on(self.store, self.today())
        people = (
            Known(
                bearer,
                person.resident.door,
                person.resident.name,
                classed.look_of(person.id, person.resident),
                newest.get(bearer),
            )
            for person in self.store.residents()
            if (bearer := Bearer(person.id))
        )
        cars = (
            Known(bearer, car.door, car.plate, CAR, newest.get(bearer))
            for car in self.store.cars()
            if (bearer := Bearer(car=car.id))
        )
        return (*people, *cars)

    def _held(self, known: Known) -> Held:
        issued, holder = known.issued, known.bearer.holder
        return Held(
            known.bearer,
            known.door,
            known.name,
            known.look,
            issued,
            status=issued.status_on(self.today()) if issued else None,
            history=self.store.history_of(issued) if issued else (),
            moves=self.store.class_moves_of(holder) if holder else (),
            planned=classes.planned_for(self.store, holder, self.today()) if holder else (),
        )


def blueprint(office: Office, clock: Clock) -> Blueprint:
    """The pages."""
    pages, search = Blueprint("passes", __name__, url_prefix="/passes"), _Search(office, clock)
    _finding(pages, search)
    _issuing(pages, search)
    _changing(pages, search)
    _printing(pages, search)
    for others in (class_pages, car_pages, spare_pages):
        others.add_pages(pages, search)
    return pages


def _finding(pages: Blueprint, search: _Search) -> None:
    @pages.get("/")
    def home() -> Response:
        return search.shown()

    @pages.post("/search", endpoint="search")
    def find() -> Response:
        return search.shown(plain(request.form.get("asked", "")))


def _issuing(pages: Blueprint, search: _Search) -> None:
    store = search.store

    @pages.post("/issue")
    def issue() -> AnyResponse:
        def work() -> Text:
            issued = issuing.issue(store, search.validity(request.form), search.act())
            fresh, renewed = len(issued.fresh), len(issued.renewed)
            return Text(f"新发{fresh}张，续发{renewed}张", f"{fresh} issued, {renewed} renewed")

        return search.answer(work)

    @pages.post("/give")
    def give() -> AnyResponse:
        def work() -> Text:
            bearer = (
                Bearer(number(request.form, "holder"))
                if "holder" in request.form
                else Bearer(car=number(request.form, "car"))
            )
            issued = issuing.issue_to(store, bearer, search.validity(request.form), search.act())
            return Text(f"已发证 {grouped(issued.serial)}", f"pass {grouped(issued.serial)} issued")

        return search.answer(work)

    @pages.post("/<serial>/replace")
    def replace(serial: str) -> AnyResponse:
        def work() -> Text:
            why = REASONS.get(request.form.get("reason", ""), REASONS["lost"])
            issued = issuing.replace_pass(store, serial, search.today(), act(why.zh))
            return Text(
                f"{grouped(issued.serial)} 已补办为第{issued.issue}版，旧卡作废；请打印新卡",
                f"{grouped(issued.serial)} is now issue {issued.issue}, the old card is void; print the new one",
            )

        return search.answer(work)

    @pages.post("/<serial>/revoke")
    def revoke(serial: str) -> AnyResponse:
        def work() -> Text:
            revoked = issuing.revoke(store, serial, search.act())
            return Text(f"{grouped(revoked.serial)} 已注销", f"{grouped(revoked.serial)} is revoked")

        return search.answer(work)


def _changing(pages: Blueprint, search: _Search) -> None:
    store = search.store

    @pages.post("/<serial>/extend")
    def extend(serial: str) -> AnyResponse:
        def work() -> Text:
            until = issuing.extend(store, serial, needed_day(request.form, "until"), search.act()).validity.until
            return Text(
                f"有效期改到 {until}；卡上的日期要重打", f"good until {until}; print the card again for its date"
            )

        return search.answer(work)

    @pages.post("/residents/<int:id_>/bind")
    def bind(id_: int) -> AnyResponse:
        def work() -> Text:
            bound = issuing.bind(store, request.form.get("serial", ""), id_, search.act())
            return Text(
                f"备用证 {grouped(bound.serial)} 已绑定，在卡上写好门牌和姓名",
                f"spare {grouped(bound.serial)} is bound; write door and name on it",
            )

        return search.answer(work)

    @pages.post("/residents/<int:id_>/class")
    def move(id_: int) -> AnyResponse:
        def work() -> Text:
            to, since = request.form.get("to", ""), needed_day(request.form, "since")
            if request.form.get("back"):
                ended = classes.come_back(store, id_, to, search.today(), search.act())
                return Text(
                    f"类别已改，本户{len(ended)}张临时证失效",
                    f"moved; {len(ended)} temporary passes of the household ended",
                )
            classes.move(store, frozenset({id_}), to, since, search.act())
            return Text(f"自 {since} 起改类别；卡要重打", f"moved from {since} on; print the card again")

        return search.answer(work)

    @pages.post("/residents/<int:id_>/planned")
    def drop_planned(id_: int) -> AnyResponse:
        def work() -> Text:
            classes.drop_planned(store, id_, search.today(), search.act())
            return Text("已取消安排", "dropped")

        return search.answer(work)


def _printing(pages: Blueprint, search: _Search) -> None:
    def kind_of(serial: str) -> RunKind:
        return RunKind.CARS if newest_issue(search.store, serial).car else RunKind.CARDS

    @pages.post("/<serial>/card.pdf")
    def pdf(serial: str) -> Response:
        stock = CARD_STOCK if request.form.get("stock") == CARD_STOCK else None
        try:
            selection = Selection.typed(Status.VALID, search.today(), (), (serial,))
            order = Order(kind_of(serial), selection, layout_for(search.store, stock))
            _, content = print_run(search.office, order, act("passes page"))
        except Refusal as refusal:
            return search.shown(plain(request.form.get("asked", "")), refusal)
        return send_file(BytesIO(content), mimetype="application/pdf", download_name=f"card-{serial}.pdf")

    @pages.get("/<serial>/card.png")
    def png(serial: str) -> Response:
        try:
            selection = Selection.typed(Status.VALID, search.today(), (), (serial,))
            (card,) = cards_asked_for(search.office, kind_of(serial), selection)
            content = card_png(card, designs(search.office.folder))
        except Refusal as refusal:
            return search.shown("", refusal)
        return send_file(BytesIO(content), mimetype="image/png", as_attachment=True, download_name=f"card-{serial}.png")


def _found(known: Iterable[Known], asked: str) -> Iterator[Known]:
    """Who lives behind the door, has the name, the plate or a part of it, or the pass of this serial, in digits or words."""
    door, serial, part = Door.or_none(asked), _serial(asked), asked.casefold()
    meant = (
        each
        for each in known
        if each.door == door
        or part in each.name.casefold()
        or (serial and each.issued and each.issued.serial == serial)
    )
    return islice(meant, MOST_FOUND)


def _serial(asked: str) -> str | None:
    try:
        return parse_serial(asked)
    except Refusal:
        return None
