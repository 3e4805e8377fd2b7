"""The delivery teams' phone page: the one thing of the office that other machines may open, on a port of its own.

A team is known by the secret of its link, sent as `Authorization: Bearer`: it stands in no path, no query and no log.
"""

import mimetypes
from dataclasses import dataclass
from datetime import UTC, timedelta
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

import msgspec
from flask import Flask, Response, render_template, request, send_from_directory
from werkzeug.exceptions import HTTPException

from appkit.clocks import Clock
from appkit.tries import Tries
from appkit.web import guard
from gatepass.exchange import TIME_HEADER, Denial
from gatepass.wording import Refusal, Text
from issuer.delivery import known_round, secret_digest, take, team_of, team_sheet
from issuer.office import Office
from issuer.phones import PAGE
from issuer.rounds import OUTCOME_WORDS, Report
from issuer.web.rarefont import font_of, rare_characters

# Windows reads the types of files from its registry, where another program may have made `.js` plain text.
mimetypes.add_type("text/javascript", ".js")

LARGEST_BODY = 1024 * 1024
WRONG_SECRETS, WITHIN = 10, timedelta(minutes=1)
WORKER = "worker.js"
_STATIC = Path(__file__).parent / "static"
_BEARER = "Bearer "


@dataclass(frozen=True, slots=True)
class _Sender:
    """Who sends a request."""

    round: int
    team: int


class _Denied(Exception):  # noqa: N818 - it is an answer
    def __init__(self, refusal: Refusal, status: HTTPStatus, wait: int = 0) -> None:
        self.refusal, self.status, self.wait = refusal, status, wait


def create_phone_app(office: Office, authority: bytes, clock: Clock) -> Flask:
    """The phones' web application; `authority` (DER) is what a phone may be told to trust."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    guard(app, open_paths="/")
    _page(app, authority)
    _exchange(app, office, clock)
    _refusals(app)
    return app


def _page(app: Flask, authority: bytes) -> None:
    @app.get(PAGE)
    def page() -> str:
        outcomes = {outcome.value: (words.zh, words.en) for outcome, words in OUTCOME_WORDS.items()}
        return render_template("round.html", outcomes=outcomes)

    @app.get(f"{PAGE}/<name>")
    def part(name: str) -> Response:
        answer = send_from_directory(_STATIC / "round", name)
        if name == WORKER:
            answer.headers["Service-Worker-Allowed"] = PAGE
        return answer

    @app.get(f"{PAGE}/vendor/<path:name>")
    def library(name: str) -> Response:
        return send_from_directory(_STATIC / "vendor", name)

    @app.get(f"{PAGE}/authority.crt")
    def trusted() -> Response:
        return Response(authority, mimetype="application/x-x509-ca-cert")


def _exchange(app: Flask, office: Office, clock: Clock) -> None:
    store, tries = office.store, Tries(WRONG_SECRETS, WITHIN)

    def sender() -> _Sender:
        """The team whose secret this request carries, of a closed round too; raises `_Denied`."""
        header, source, now = request.headers.get("Authorization", ""), request.remote_addr or "", clock.uptime()
        secret = header.removeprefix(_BEARER) if header.startswith(_BEARER) else ""
        digest = secret_digest(secret)
        wait = tries.wait(source, digest, now)
        if wait:
            raise _Denied(_TOO_OFTEN, HTTPStatus.TOO_MANY_REQUESTS, wait)
        found = team_of(store, secret, closed=True)
        tries.note(source, digest, found is not None, now)
        if found is None:
            raise _Denied(_UNKNOWN, HTTPStatus.UNAUTHORIZED)
        return _Sender(*found)

    @app.get(f"{PAGE}/sheet")
    def sheet() -> Response:
        who = sender()
        if not known_round(store, who.round).is_open:
            raise _Denied(_CLOSED, HTTPStatus.GONE)
        content = msgspec.json.encode(team_sheet(store, who.round, who.team))
        answer = Response(content, mimetype="application/json", headers={"Cache-Control": "no-store"})
        answer.set_etag(sha256(content).hexdigest())
        answer.make_conditional(request)
        return answer

    @app.get(f"{PAGE}/font")
    def font() -> Response:
        who = sender()
        names = msgspec.json.encode(team_sheet(store, who.round, who.team)).decode()
        return Response(font_of(rare_characters(names)), mimetype="font/ttf")

    @app.post(f"{PAGE}/report")
    def report() -> Response:
        who = sender()
        sent = msgspec.json.decode(request.get_data(), type=Report)
        return Response(
            msgspec.json.encode(take(store, who.round, who.team, sent, clock())), mimetype="application/json"
        )

    @app.after_request
    def tell_the_time(response: Response) -> Response:
        response.headers[TIME_HEADER] = clock().astimezone(UTC).isoformat()
        return response


def _refusals(app: Flask) -> None:
    @app.errorhandler(_Denied)
    def deny(denied: _Denied) -> Response:
        answer = _denial(denied.refusal, denied.status)
        if denied.wait:
            answer.headers["Retry-After"] = str(denied.wait)
        return answer

    @app.errorhandler(Refusal)
    def refuse(refusal: Refusal) -> Response:
        """A refusal with a cause is the disk's or the database's, and passes."""
        return _denial(refusal, HTTPStatus.SERVICE_UNAVAILABLE if refusal.__cause__ else HTTPStatus.CONFLICT)

    @app.errorhandler(msgspec.DecodeError)
    def malformed(_: msgspec.DecodeError) -> Response:
        return _denial(_UNREADABLE, HTTPStatus.BAD_REQUEST)

    @app.errorhandler(HTTPException)
    def fail(error: HTTPException) -> Response:
        what = Text(f"这里没有这个页面（{error.code}）", f"there is no such page here ({error.code})")
        return _denial(Refusal(what, _SCAN), HTTPStatus(error.code or 500))


def _denial(refusal: Refusal, status: HTTPStatus) -> Response:
    return Response(msgspec.json.encode(Denial.of(refusal)), status, mimetype="application/json")


_SCAN = Text("请扫描封面上的二维码", "scan the code on the cover sheet")
_UNKNOWN = Refusal(
    Text("办公室不认识这个链接", "the office does not know this link"),
    Text("请重新扫描封面上的二维码，或请办公室重打封面", "scan the cover sheet again, or ask the office for a new one"),
)
_CLOSED = Refusal(
    Text("这一轮已经结束", "this round is closed"),
    Text("请把剩下的证卡带回办公室", "bring the cards that are left back to the office"),
)
_TOO_OFTEN = Refusal(
    Text("错误的链接试得太多", "wrong links were tried too often"),
    Text("请等一分钟再试", "wait a minute and try again"),
)
_UNREADABLE = Refusal(
    Text("办公室读不懂这部手机发来的内容", "the office cannot read what this phone sent"),
    Text("请重新载入页面", "load the page again"),
)
