"""The phones' page: the one thing of a gate that other machines may open, on a port of its own, over HTTPS.

A phone is known by its token, in a cookie that its page cannot read. Whatever is not the page, a part of it or one of its few
requests is not there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, abort, make_response, render_template, request, send_from_directory
from msgspec import Struct

from appkit.certificates import Certified, certified, fingerprint, fingerprint_in_words, own_address, own_names
from appkit.clocks import PcClock, now
from appkit.commands import say, warn
from appkit.web import Server, guard, page_language
from gatepass.wording import Language, Refusal, Text
from kiosk.gate import Gate
from kiosk.lanes import Lane
from kiosk.phones import PAGE, Phones
from kiosk.screen import Screen
from kiosk.web.boards import phone_board
from kiosk.web.desk import Desk, Trouble, asked_for, json_of, pages_of_any, passing, refusals

CERTIFICATES = "certificates"
COOKIE = "__Host-scanner"
COOKIE_LASTS = timedelta(days=400)  # browsers take no longer ones
LARGEST_BODY = 1024 * 1024
PARTS = frozenset(
    {
        "board.js",
        "controls.js",
        "duty.js",
        "eye.js",
        "find.js",
        "fit.js",
        "gate.css",
        "help.js",
        "icon.svg",
        "language.js",
        "line.js",
        "pad.js",
        "phone.css",
        "phone.js",
    }
    | {"sheets.js", "sounds.js", "toast.js", "waiting.js", "words.js"}
)
_STATIC = Path(__file__).parent / "static"
_EVERY_ADDRESS = "0.0.0.0"


class Joining(Struct, frozen=True):
    """A phone that takes an invitation: the invitation's secret, the token it made for itself, and what its browser calls it."""

    secret: str
    token: str
    name: str = ""


class _Dismissed(Exception):  # noqa: N818 - it is an answer
    def __init__(self, was_paired: bool) -> None:
        self.refusal = _REMOVED if was_paired else _UNPAIRED


@contextmanager
def with_phones(gate: Gate, port: int) -> Iterator[Gate]:
    """The gate with phones served to the whole network while the block runs; where that cannot be, the gate as it is."""
    try:
        phones = Phones(gate.store, PcClock(), port, gate.session.known)
        own = certified(gate.folder / CERTIFICATES, gate.store.gate().name, own_names(), now())
        served = replace(gate, phones=phones)
        server = Server(create_scanner_app(served, phones, own), _EVERY_ADDRESS, port, own.certificate)
    except Refusal as refusal:
        other = Text(
            "手机暂不能当扫码器；可用 --phones 换一个端口", "phones cannot scan; --phones chooses another port"
        )
        warn(Text(f"{refusal.what.zh}，{other.zh}", f"{refusal.what.en}; {other.en}"))
        yield gate
        return
    _tell(server.port, own.authority)
    server.start()
    try:
        yield served
    finally:
        server.stop()


def create_scanner_app(gate: Gate, phones: Phones, own: Certified) -> Flask:
    """The phones' web application."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    guard(app, open_paths="/")
    _page(app, gate, own)
    _scanning(app, gate, phones)
    pages_of_any(app)
    refusals(app)

    @app.errorhandler(_Dismissed)
    def dismiss(dismissed: _Dismissed) -> Response:
        return json_of(Trouble(dismissed.refusal.text), HTTPStatus.UNAUTHORIZED)

    return app


def _page(app: Flask, gate: Gate, own: Certified) -> None:
    @app.get(PAGE)
    def page() -> str:
        language, terms = page_language(), gate.store.terms()

        def t(zh: str, en: str) -> str:
            return Text(zh, en).to(language)

        english = bool(terms and terms.english) and language is Language.EN
        community = (terms.english if english else terms.community) if terms else ""
        return render_template(
            "scanner.html", t=t, language=language, gate=gate.store.gate().name, community=community, phones=False
        )

    @app.get("/static/<filename>", endpoint="static")
    def part(filename: str) -> Response:
        if filename not in PARTS:
            abort(HTTPStatus.NOT_FOUND)
        return send_from_directory(_STATIC, filename)

    @app.get(f"{PAGE}/authority.crt")
    def trusted() -> Response:
        return Response(own.authority, mimetype="application/x-x509-ca-cert")


def _scanning(app: Flask, gate: Gate, phones: Phones) -> None:
    def lane() -> Lane:
        """The lane of the phone that asks; raises `_Dismissed`."""
        token = request.cookies.get(COOKIE, "")
        found = phones.lane(token) if token else None
        if found is None:
            raise _Dismissed(was_paired=bool(token))
        return found

    def answer(screen: Screen) -> Response:
        return json_of(phone_board(replace(gate, session=lane().session), screen, page_language()))

    passing(app, Desk(lambda: lane().session, answer))

    @app.post("/pair")
    def pair() -> Response:
        asked = asked_for(Joining)
        phones.pair(request.remote_addr or "", asked.secret, asked.token, asked.name)
        response = make_response("", HTTPStatus.NO_CONTENT)
        lasts = COOKIE_LASTS
        response.set_cookie(COOKIE, asked.token, max_age=lasts, secure=True, httponly=True, samesite="Strict")
        return response

    @app.get("/board")
    def board() -> Response:
        return answer(lane().session.screen())

    @app.post("/frame")
    def frame() -> Response:
        """Reads one picture; answers with the board where the phone does not show it yet."""
        at = lane()
        at.look(request.get_data(), request.args.get("look", ""))
        screen = at.session.screen()
        if screen.change == request.args.get("after", 0, type=int):
            return Response(status=HTTPStatus.NO_CONTENT)
        return answer(screen)


def _tell(port: int, authority: bytes) -> None:
    words = fingerprint_in_words(authority)
    address = f"https://{own_address()}:{port}{PAGE}"
    say(
        Text(
            f"手机当扫码器：{address}（在门岗页面上配对）", f"phones as scanners: {address} (paired on the gate's page)"
        )
    )
    say(Text(f"证书的指纹：{words.zh}", f"the certificate's fingerprint: {words.en}"))
    say(Text(f"  SHA-256 {fingerprint(authority)}", f"  SHA-256 {fingerprint(authority)}"))


_UNPAIRED = Refusal(
    Text("这部手机还没有和门岗配对", "this phone is not paired with the gate"),
    Text(
        "请在门岗页面点“手机当扫码器”，扫上面的二维码",
        "press “Phone as scanner” on the gate's page and scan the code there",
    ),
)
_REMOVED = Refusal(
    Text("门岗已移除这部手机", "the gate has removed this phone"),
    Text(
        "要再用，请在门岗页面点“手机当扫码器”，重新扫二维码",
        "to use it again, press “Phone as scanner” on the gate's page and scan the code there",
    ),
)
