"""The gate's page: the live picture, the verdict, the temperature pad, the registers. It decides nothing itself."""

import mimetypes
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from flask import Flask, Response, render_template, request

from appkit.clocks import now
from appkit.web import guard, page_language
from gatepass.events import Taken
from gatepass.kinds.visits import FIELD_WORDS
from gatepass.wording import Language, Refusal, Text
from kiosk import readings
from kiosk.camera import REST, Camera, CameraState, Frame, jpeg
from kiosk.fevers import Closing
from kiosk.gate import Gate
from kiosk.overrides import Waiver
from kiosk.overrides import let_in as let_in_anyway
from kiosk.phones import Phones
from kiosk.registrations import Registration
from kiosk.screen import Screen
from kiosk.stamp import Stamp, stamp
from kiosk.store import Store
from kiosk.visits import KIND_WORDS, Form, Visit, check, sign_out
from kiosk.web.boards import board, terms_now
from kiosk.web.desk import Desk, asked_for, json_of, pages_of_any, passing, refusals
from kiosk.web.pairings import pairing
from kiosk.web.registers import let_in, registered, stairwells
from kiosk.web.requests import (
    Accepted,
    BindForm,
    CardWait,
    ClaimForm,
    FeverAgain,
    FeverForm,
    FormOpen,
    FormStillOpen,
    LetIn,
    ReferenceForm,
    Removed,
    Scanned,
    SignOff,
    SignOn,
    SignOut,
    Unlock,
    VisitForm,
)
from kiosk.web.waiting import ends, referred

# Windows reads the types of files from its registry, where another program may have made `.js` plain text.
mimetypes.add_type("text/javascript", ".js")

LIVE_WIDTH = 640
SMALL_WIDTH = 240
SHOWN_AT_REST = 4
NEXT_FRAME_WITHIN = (SHOWN_AT_REST + 1) * REST
# A page says whether its form is open behind the lock too: it changes its language there. That it still is, says no hand.
ALWAYS_OPEN = ("/scan", "/shift/on", "/shift/card", "/shift/unlock", "/visits/form", "/visits/form/still")
# Lights change without waking anybody, the page takes a gate that is silent for twice as long for one that hangs, and a server
# that ends gives a request five seconds.
LONGEST_WAIT_SECONDS = 3.0


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


def _pages(app: Flask, gate: Gate) -> None:
    shown: dict[int, int] = {}

    @app.get("/")
    def page() -> str:
        language = page_language()

        def t(zh: str, en: str) -> str:
            return Text(zh, en).to(language)

        terms = terms_now(gate.store)
        return render_template(
            "gate.html",
            t=t,
            language=language,
            gate=gate.store.gate().name,
            community=(terms.community if language is Language.ZH or not terms.english else terms.english)
            if terms
            else "",
            kinds={kind: words.to(language) for kind, words in KIND_WORDS.items()},
            fields={field: words.to(language) for field, words in FIELD_WORDS.items()},
            ends=ends(language),
            phones=gate.phones is not None,
        )

    @app.get("/cameras/<int:number>.jpg")
    def camera(number: int) -> Response:
        cameras = (post.camera for post in gate.posts if post.eye.number == number)
        frame = next((_next(each, shown.get(number, 0)) for each in cameras if each.state is CameraState.LIVE), None)
        if frame is None:
            return Response(status=HTTPStatus.NO_CONTENT)
        shown[number] = frame.number
        width = SMALL_WIDTH if "small" in request.args else LIVE_WIDTH
        return Response(jpeg(frame.image, width), mimetype="image/jpeg")

    @app.get("/board")
    def state() -> Response:
        after, heard = request.args.get("after", 0, type=int), request.args.get("heard", type=int)
        queue = request.args.get("queue", type=int)
        screen = gate.session.wait_for_change(after, LONGEST_WAIT_SECONDS if after else 0, heard, queue)
        return _board(gate, screen)


def _next(camera: Camera, shown: int) -> Frame | None:
    """A picture after the one that was shown last, waited for: the page asks more often than a resting camera has new ones.

    Of those one in `SHOWN_AT_REST` is enough.
    """
    after = shown + SHOWN_AT_REST - 1 if camera.is_resting else shown
    return camera.newest(after, NEXT_FRAME_WITHIN) or camera.newest(0, timeout=0)


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


def _registers(app: Flask, gate: Gate) -> None:
    store = gate.store

    @app.post("/visits")
    def visit() -> Response:
        return registration(gate.register.take)

    @app.post("/visits/away")
    def away() -> Response:
        return registration(gate.register.turn_away)

    @app.get("/doors")
    def doors() -> Response:
        return json_of(stairwells(store.terms()))

    def registration(work: Callable[[Visit, Stamp, str], Registration]) -> Response:
        asked, moment = asked_for(VisitForm), stamp(store, now())
        done = work(_checked(store, asked, moment), moment, asked.request)
        gate.link.nudge()
        return json_of(registered(gate, done, moment.at))

    @app.post("/visits/let-in")
    def let_them_in() -> Response:
        asked, moment = asked_for(LetIn), stamp(store, now())
        waiver = Waiver(asked.event, asked.reason)
        inside = let_in_anyway(store, waiver, _checked(store, asked, moment), moment, asked.request)
        gate.link.nudge()
        return json_of(let_in(inside, asked.reason, moment.at))

    @app.post("/visits/form")
    def form() -> Response:
        asked = asked_for(FormOpen)
        gate.session.registering(asked.page, is_open=asked.is_open)
        gate.shift.touch()
        return _board(gate, gate.session.screen())

    @app.post("/visits/form/still")
    def form_still() -> Response:
        gate.session.still_registering(asked_for(FormStillOpen).page)
        return _board(gate, gate.session.screen())

    @app.post("/visits/out")
    def out() -> Response:
        asked = asked_for(SignOut)
        sign_out(gate.store, asked.visit, stamp(gate.store, now()), asked.request)
        gate.link.nudge()
        return _board(gate, gate.session.screen())


def _checked(store: Store, asked: VisitForm, moment: Stamp) -> Visit:
    terms, form = store.needed_terms(), Form(**{name: getattr(asked, name) for name in Form.__slots__})
    required = moment.covenant.visit_rule(asked.kind).required
    checked = check(asked.kind, form, required, terms.doors)
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
        if asked_for(CardWait).is_on:
            shift.await_card()
        else:
            shift.call_off_card()
        return _board(gate, gate.session.changed())

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
        return json_of(referred(standing))


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


def _board(gate: Gate, screen: Screen) -> Response:
    return json_of(board(gate, screen, page_language()))
