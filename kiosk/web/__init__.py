"""The gate's page: the live picture, the verdict, the temperature pad, the registers. It decides nothing itself."""

import mimetypes
from http import HTTPStatus
from typing import TypeVar

import msgspec
from flask import Flask, Response, make_response, render_template, request
from msgspec import Struct

from appkit.assets import asset
from appkit.web import LANGUAGE_COOKIE, guard, page_language
from gatepass.kinds.visits import FIELD_WORDS
from gatepass.wording import Language, Refusal, Text
from kiosk.camera import jpeg
from kiosk.gate import Gate, now
from kiosk.session import Screen
from kiosk.stamp import stamp
from kiosk.visits import KIND_WORDS, Form, check, register, sign_out
from kiosk.web.views import (
    BindForm,
    Cancel,
    Override,
    Scanned,
    SignOut,
    Trouble,
    Turn,
    Typed,
    Undo,
    VisitForm,
    board,
    registered,
)

# Windows reads the types of files from its registry, where another program may have made `.js` plain text.
mimetypes.add_type("text/javascript", ".js")

LIVE_WIDTH = 640
LONGEST_WAIT_SECONDS = 4.0  # less than what the server gives a request under way when it ends
Asked = TypeVar("Asked")


def create_app(gate: Gate) -> Flask:
    """The web application of a running gate."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    guard(app)
    _pages(app, gate)
    _passing(app, gate)
    _registers(app, gate)

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> Response:
        trouble = Trouble(refusal.sentence(page_language()))
        return _json(trouble, HTTPStatus.CONFLICT)

    @app.errorhandler(msgspec.DecodeError)
    def malformed(_: msgspec.DecodeError) -> Response:
        text = Text("页面已过时，请刷新", "this page is out of date; reload it")
        return _json(Trouble(text.to(page_language())), HTTPStatus.BAD_REQUEST)

    return app


def _pages(app: Flask, gate: Gate) -> None:
    @app.get("/")
    def page() -> str:
        language = page_language()

        def t(zh: str, en: str) -> str:
            return Text(zh, en).to(language)

        terms = gate.store.terms()
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
        )

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

    @app.get("/camera.jpg")
    def camera() -> Response:
        frame = gate.camera.newest(after=0, timeout=0)
        if frame is None:
            return Response(status=HTTPStatus.NO_CONTENT)
        return Response(jpeg(frame.image, LIVE_WIDTH), mimetype="image/jpeg")

    @app.get("/board")
    def state() -> Response:
        after = request.args.get("after", 0, type=int)
        screen = gate.session.wait_for_change(after, LONGEST_WAIT_SECONDS if after else 0)
        return _board(gate, screen)


def _passing(app: Flask, gate: Gate) -> None:
    session = gate.session

    @app.post("/scan")
    def scan() -> Response:
        asked = _asked(Scanned)
        return _board(gate, session.scan(asked.text, asked.request))

    @app.post("/temperature")
    def temperature() -> Response:
        asked = _asked(Typed)
        return _board(gate, session.temperature(asked.screen, asked.typed, asked.request))

    @app.post("/clear")
    def clear() -> Response:
        return _board(gate, session.clear(_asked(Cancel).screen))

    @app.post("/direction")
    def direction() -> Response:
        return _board(gate, session.turn(_asked(Turn).direction))

    @app.post("/override")
    def override() -> Response:
        asked = _asked(Override)
        return _board(gate, session.override(asked.event, asked.reason, asked.request))

    @app.post("/bind")
    def bind() -> Response:
        asked = _asked(BindForm)
        form = Form(asked.name, asked.phone, asked.document, door=asked.door)
        screen = session.bind(asked.event, form, asked.request)
        gate.link.nudge()
        return _board(gate, screen)

    @app.get("/photo/<int:number>")
    def photo(number: int) -> Response:
        screen = session.screen()
        row = screen.presentation.row if screen.presentation and screen.number == number else None
        if row is None or row.photo is None:
            return Response(status=HTTPStatus.NOT_FOUND)
        return Response(row.photo, mimetype="image/jpeg")

    @app.post("/undo")
    def undo() -> Response:
        asked = _asked(Undo)
        return _board(gate, session.undo(asked.event, asked.request))


def _registers(app: Flask, gate: Gate) -> None:
    @app.post("/visits")
    def visit() -> Response:
        asked = _asked(VisitForm)
        kind, moment, terms = asked.kind, stamp(gate.store, now()), gate.store.terms()
        form = Form(**{name: getattr(asked, name) for name in Form.__slots__})
        checked = check(kind, form, moment.covenant.visit_rule(kind).required, terms.doors if terms else ())
        registration = register(gate.store, checked, moment, asked.request)
        gate.link.nudge()
        return _json(registered(registration, page_language()))

    @app.post("/visits/out")
    def out() -> Response:
        asked = _asked(SignOut)
        sign_out(gate.store, asked.visit, stamp(gate.store, now()), asked.request)
        gate.link.nudge()
        return _board(gate, gate.session.screen())


def _asked(kind: type[Asked]) -> Asked:
    return msgspec.json.decode(request.get_data(), type=kind)


def _board(gate: Gate, screen: Screen) -> Response:
    return _json(board(gate, screen, page_language()))


def _json(answer: Struct, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(msgspec.json.encode(answer), status, mimetype="application/json")
