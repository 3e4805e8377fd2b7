"""What the gate's own page and the phones' page share: how they are asked and answered, and what is done about the person on a screen."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar

import msgspec
from flask import Flask, Response, make_response, request
from msgspec import Struct

from appkit.assets import asset
from appkit.web import LANGUAGE_COOKIE
from gatepass.events import Taken
from gatepass.validators import Mistyped
from gatepass.wording import Language, Refusal, Text
from kiosk.screen import Screen
from kiosk.session import Session
from kiosk.web.requests import Answer, Cancel, Override, Reverse, Turn, Typed, Undo

Asked = TypeVar("Asked")


class Trouble(Struct, frozen=True):
    """A refusal, which stays on the page while its language changes; `guess` is the temperature that was probably meant."""

    problem: Text
    guess: float | None = None


class Malformed(Exception):  # noqa: N818 - it names what came, not a fault of ours
    """A request that this program does not understand, as a page of another version sends it."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose screen a request is about, and how it is answered: the gate's own page has one, each phone has another."""

    session: Callable[[], Session]
    answer: Callable[[Screen], Response]


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


def refusals(app: Flask) -> None:
    """What cannot be done is said."""

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> Response:
        guess = refusal.guess if isinstance(refusal, Mistyped) else None
        return json_of(Trouble(refusal.text, guess), HTTPStatus.CONFLICT)

    @app.errorhandler(Malformed)
    def malformed(_: Malformed) -> Response:
        return json_of(Trouble(_OUT_OF_DATE), HTTPStatus.BAD_REQUEST)


def asked_for(kind: type[Asked]) -> Asked:
    """What a request's JSON says; raises `Malformed`."""
    try:
        return msgspec.json.decode(request.get_data(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed from error


def json_of(answer: Struct | tuple[Struct, ...], status: HTTPStatus = HTTPStatus.OK) -> Response:
    """An answer to a page's program."""
    return Response(msgspec.json.encode(answer), status, mimetype="application/json")


_OUT_OF_DATE = Text("页面已过时，请刷新", "this page is out of date; reload it")
