"""The gate's page: the live picture, the verdict, the temperature pad, the registers. It decides nothing itself."""

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TypeVar

import msgspec
from flask import Flask, Response, make_response, render_template, request
from msgspec import Struct

from appkit.assets import asset
from appkit.web import LANGUAGE_COOKIE, guard, page_language
from gatepass.events import Taken
from gatepass.kinds import SITE_WORDS
from gatepass.kinds.visits import FIELD_WORDS
from gatepass.validators import Mistyped
from gatepass.wording import Language, Refusal, Text
from kiosk import readings
from kiosk.camera import jpeg
from kiosk.fevers import Closing
from kiosk.gate import Gate, now
from kiosk.overrides import Waiver
from kiosk.overrides import let_in as let_in_anyway
from kiosk.phones import Phones
from kiosk.session import Screen, Session
from kiosk.stamp import Stamp, stamp
from kiosk.store import Store
from kiosk.visits import KIND_WORDS, Form, Registration, Visit, check, register, sign_out, turn_away
from kiosk.web.views import (
    Accepted,
    Answer,
    BindForm,
    Cancel,
    ClaimForm,
    FormOpen,
    LetIn,
    Override,
    Removed,
    Reverse,
    Scanned,
    SignOff,
    SignOn,
    SignOut,
    Trouble,
    Turn,
    Typed,
    Undo,
    Unlock,
    VisitForm,
    board,
    let_in,
    pairing,
    registered,
    stairwells,
)
from kiosk.web.waiting import FeverAgain, FeverForm, ReferenceForm, ends, referred

# Windows reads the types of files from its registry, where another program may have made `.js` plain text.
mimetypes.add_type("text/javascript", ".js")

LIVE_WIDTH = 640
SMALL_WIDTH = 240
ALWAYS_OPEN = ("/scan", "/shift/on", "/shift/unlock")
LONGEST_WAIT_SECONDS = 4.0  # less than what the server gives a request under way when it ends
Asked = TypeVar("Asked")


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose screen a request is about, and how it is answered: the gate's own page has one, each phone has another."""

    session: Callable[[], Session]
    answer: Callable[[Screen], Response]


def create_app(gate: Gate) -> Flask:
    """The web application of a running gate."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    guard(app)
    desk = Desk(lambda: gate.session, lambda screen: _board(gate, screen))
    _pages(app, gate)
    pages_of_any(app)
    _at_the_desk(app, gate)
    passing(app, desk)
    _registers(app, gate)
    _duty(app, gate)
    _waiting(app, gate)
    refusals(app)
    if gate.phones:
        _pairing(app, gate.phones)
    return app


def refusals(app: Flask) -> None:
    """What cannot be done is said in the page's language."""

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> Response:
        guess = refusal.guess if isinstance(refusal, Mistyped) else None
        return json_of(Trouble(refusal.sentence(page_language()), guess), HTTPStatus.CONFLICT)

    @app.errorhandler(msgspec.DecodeError)
    def malformed(_: msgspec.DecodeError) -> Response:
        text = Text("页面已过时，请刷新", "this page is out of date; reload it")
        return json_of(Trouble(text.to(page_language())), HTTPStatus.BAD_REQUEST)


def _pages(app: Flask, gate: Gate) -> None:
    @app.get("/")
    def page() -> str:
        language = page_language()

        def t(zh: str, en: str) -> str:
            return Text(zh, en).to(language)

        terms = gate.store.terms()
        gate.session.registering(is_open=False)  # a page that was just opened has no form open
        return render_template(
            "gate.html",
            t=t,
            language=language,
            gate=gate.store.gate().name,
            community=(terms.community if language is Language.ZH or not terms.english else terms.english)
            if terms
            else "",
            doors=terms.doors if terms else (),
            kinds={kind: words.to(language) for kind, words in KIND_WORDS.items()},
            fields={field: words.to(language) for field, words in FIELD_WORDS.items()},
            covenant=terms.covenant if terms else None,
            sites={site: words.to(language) for site, words in SITE_WORDS.items()},
            ends=ends(language),
            phones=gate.phones is not None,
        )

    @app.get("/cameras/<int:number>.jpg")
    def camera(number: int) -> Response:
        frame = next((post.camera.newest(0, timeout=0) for post in gate.posts if post.eye.number == number), None)
        if frame is None:
            return Response(status=HTTPStatus.NO_CONTENT)
        width = SMALL_WIDTH if "small" in request.args else LIVE_WIDTH
        return Response(jpeg(frame.image, width), mimetype="image/jpeg")

    @app.get("/board")
    def state() -> Response:
        after, heard = request.args.get("after", 0, type=int), request.args.get("heard", type=int)
        screen = gate.session.wait_for_change(after, LONGEST_WAIT_SECONDS if after else 0, heard)
        return _board(gate, screen)


def pages_of_any(app: Flask) -> None:
    """What the gate's own page and the phones' page both need."""

    @app.post("/language/<any(zh, en):chosen>")
    def language(chosen: str) -> Response:
        response = make_response("", HTTPStatus.NO_CONTENT)
        response.set_cookie(LANGUAGE_COOKIE, Language(chosen), max_age=365 * 86400, samesite="Strict", httponly=True)
        return response

    @app.get("/font")
    def font() -> Response:
        content = asset("printables/fonts/NotoSansSC-Regular.ttf").read_bytes()
        headers = {"Cache-Control": "max-age=31536000, immutable"}
        return Response(content, mimetype="font/ttf", headers=headers)


def _at_the_desk(app: Flask, gate: Gate) -> None:
    session = gate.session

    @app.post("/scan")
    def scan() -> Response:
        asked = asked_for(Scanned)
        return _board(gate, session.scan(asked.text, asked.request))

    @app.post("/heard")
    def heard() -> Response:
        asked = asked_for(Accepted)
        return _board(gate, session.accept(asked.screen, asked.heard, asked.request))

    @app.post("/claim")
    def claim() -> Response:
        asked = asked_for(ClaimForm)
        return _board(gate, session.claim(Form(asked.name, asked.phone, door=asked.door), asked.request))

    @app.post("/bind")
    def bind() -> Response:
        asked = asked_for(BindForm)
        form = Form(asked.name, asked.phone, asked.document, door=asked.door)
        screen = session.bind(asked.event, form, asked.request)
        gate.link.nudge()
        return _board(gate, screen)


def passing(app: Flask, desk: Desk) -> None:
    """What is done about the person on a screen."""

    @app.post("/temperature")
    def temperature() -> Response:
        asked = asked_for(Typed)
        taken = Taken(asked.site, asked.device)
        return desk.answer(desk.session().temperature(asked.screen, asked.typed, asked.request, taken))

    @app.post("/answer")
    def answer() -> Response:
        asked = asked_for(Answer)
        work = desk.session().confirm if asked.yes else desk.session().decline
        return desk.answer(work(asked.screen, asked.request))

    @app.post("/clear")
    def clear() -> Response:
        return desk.answer(desk.session().clear(asked_for(Cancel).screen))

    @app.post("/direction")
    def direction() -> Response:
        return desk.answer(desk.session().turn(asked_for(Turn).direction))

    @app.post("/reverse")
    def reverse() -> Response:
        asked = asked_for(Reverse)
        return desk.answer(desk.session().reverse(asked.screen, asked.request))

    @app.post("/override")
    def override() -> Response:
        asked = asked_for(Override)
        return desk.answer(desk.session().override(asked.event, asked.reason, asked.request))

    @app.get("/photo/<int:number>")
    def photo(number: int) -> Response:
        screen = desk.session().screen()
        row = screen.presentation.row if screen.presentation and screen.number == number else None
        if row is None or row.photo is None:
            return Response(status=HTTPStatus.NOT_FOUND)
        return Response(row.photo, mimetype="image/webp")

    @app.post("/undo")
    def undo() -> Response:
        asked = asked_for(Undo)
        return desk.answer(desk.session().undo(asked.event, asked.request))


def _registers(app: Flask, gate: Gate) -> None:
    store = gate.store

    @app.post("/visits")
    def visit() -> Response:
        return registration(register)

    @app.post("/visits/away")
    def away() -> Response:
        return registration(turn_away)

    @app.get("/doors")
    def doors() -> Response:
        return json_of(stairwells(store.terms()))

    def registration(work: Callable[[Store, Visit, Stamp, str], Registration]) -> Response:
        asked, moment = asked_for(VisitForm), stamp(store, now())
        done = work(store, _checked(store, asked, moment), moment, asked.request)
        gate.link.nudge()
        return json_of(registered(done, store.terms(), page_language()))

    @app.post("/visits/let-in")
    def let_them_in() -> Response:
        asked, moment = asked_for(LetIn), stamp(store, now())
        waiver = Waiver(asked.event, asked.reason)
        inside = let_in_anyway(store, waiver, _checked(store, asked, moment), moment, asked.request)
        gate.link.nudge()
        return json_of(let_in(inside, asked.reason, page_language()))

    @app.post("/visits/form")
    def form() -> Response:
        gate.session.registering(is_open=asked_for(FormOpen).is_open)
        return _board(gate, gate.session.screen())

    @app.post("/visits/out")
    def out() -> Response:
        asked = asked_for(SignOut)
        sign_out(gate.store, asked.visit, stamp(gate.store, now()), asked.request)
        gate.link.nudge()
        return _board(gate, gate.session.screen())


def _checked(store: Store, asked: VisitForm, moment: Stamp) -> Visit:
    terms, form = store.terms(), Form(**{name: getattr(asked, name) for name in Form.__slots__})
    required = moment.covenant.visit_rule(asked.kind).required
    checked = check(asked.kind, form, required, terms.doors if terms else ())
    return replace(checked, confirmed=frozenset(asked.confirmed))


def _duty(app: Flask, gate: Gate) -> None:
    shift = gate.shift

    @app.before_request
    def in_use() -> None:
        is_seeing = request.method != "POST" and not request.path.startswith("/photo/")
        if is_seeing or request.path in ALWAYS_OPEN or request.path.startswith("/language/"):
            return
        if shift.is_locked:
            raise Refusal(
                Text("页面已锁定", "the page is locked"),
                Text("请输口令，或刷工作证", "type the PIN, or show a duty card"),
            )
        shift.touch()

    @app.post("/shift/add")
    def add() -> Response:
        asked = asked_for(SignOn)
        shift.join(asked.name, asked.pin, asked.request)
        return _board(gate, gate.session.changed())

    @app.post("/shift/on")
    def sign_on() -> Response:
        asked = asked_for(SignOn)
        shift.sign_on(asked.name, asked.pin, asked.request)
        return _board(gate, gate.session.changed())

    @app.post("/shift/off")
    def sign_off() -> Response:
        asked = asked_for(SignOff)
        shift.sign_off(asked.note, asked.request)
        return _board(gate, gate.session.changed())

    @app.post("/shift/card")
    def card() -> Response:
        shift.await_card()
        return _board(gate, gate.session.screen())

    @app.post("/shift/lock")
    def lock() -> Response:
        shift.lock()
        return _board(gate, gate.session.changed())

    @app.post("/shift/unlock")
    def unlock() -> Response:
        shift.unlock(asked_for(Unlock).pin)
        return _board(gate, gate.session.changed())


def _waiting(app: Flask, gate: Gate) -> None:
    session = gate.session

    @app.post("/fever/measure")
    def measure_again() -> Response:
        asked = asked_for(FeverAgain)
        return _board(gate, session.measure_again(asked.fever, asked.request))

    @app.post("/fever/close")
    def close() -> Response:
        asked = asked_for(FeverForm)
        screen = session.close_fever(Closing(asked.fever, asked.end, asked.note), asked.request)
        gate.link.nudge()
        return _board(gate, screen)

    @app.post("/reference")
    def reference() -> Response:
        asked = asked_for(ReferenceForm)
        typed = readings.Typed(asked.typed, Taken(asked.site, asked.device, readings.parse_air(asked.air)))
        standing = readings.refer(gate.store, typed, stamp(gate.store, now()), asked.request)
        session.changed()
        return json_of(referred(standing, page_language()))


def _pairing(app: Flask, phones: Phones) -> None:
    @app.get("/phones")
    def listed() -> Response:
        return json_of(pairing(phones, page_language()))

    @app.post("/phones/invite")
    def invite() -> Response:
        phones.invite()
        return json_of(pairing(phones, page_language()))

    @app.post("/phones/withdraw")
    def withdraw() -> Response:
        phones.withdraw()
        return json_of(pairing(phones, page_language()))

    @app.post("/phones/remove")
    def remove() -> Response:
        phones.remove(asked_for(Removed).number)
        return json_of(pairing(phones, page_language()))


def asked_for(kind: type[Asked]) -> Asked:
    """What a request's JSON says; raises `msgspec.DecodeError`."""
    return msgspec.json.decode(request.get_data(), type=kind)


def _board(gate: Gate, screen: Screen) -> Response:
    return json_of(board(gate, screen, page_language()))


def json_of(answer: Struct | tuple[Struct, ...], status: HTTPStatus = HTTPStatus.OK) -> Response:
    """An answer to a page's program."""
    return Response(msgspec.json.encode(answer), status, mimetype="application/json")
