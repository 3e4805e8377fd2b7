"""What gates ask of the office over HTTP. Every request but the first is signed, and may be repeated without harm."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import msgspec
from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from gatepass.exchange import TIME_HEADER, Denial, Introduction, Received
from gatepass.neighbours import sign_news
from gatepass.wording import Refusal, Text
from issuer import gates, ledger, neighbours
from issuer.keys import Keys
from issuer.passbooks import Press
from issuer.store import Gate, Store

CONTACT_IS_NOTED_EVERY = timedelta(seconds=30)

Clock = Callable[[], datetime]


def blueprint(store: Store, keys: Keys, press: Press, clock: Clock) -> Blueprint:
    """The API under `/api`."""
    api = Blueprint("api", __name__, url_prefix="/api")

    @api.post("/enrol")
    def enrol() -> Response:
        try:
            introduction = msgspec.json.decode(request.get_data(), type=Introduction)
            gates.admit(store, introduction, clock())
        except msgspec.DecodeError:
            return _denied(_UNREADABLE, HTTPStatus.BAD_REQUEST)
        except Refusal as refusal:
            return _denied(refusal, _status_of(refusal, HTTPStatus.CONFLICT))
        return _json({})

    @api.get("/passbook")
    def passbook_head() -> Response:
        signed_by(store, clock)
        return Response(press.signed_head(clock()), mimetype="application/octet-stream")

    @api.get("/passbook/<digest>")
    def passbook_body(digest: str) -> Response:
        signed_by(store, clock)
        body = press.body(digest, clock())
        return Response(body, mimetype="application/json") if body else _denied(_GONE, HTTPStatus.NOT_FOUND)

    @api.get("/events")
    def received() -> Response:
        gate, epoch = signed_by(store, clock), request.args.get("epoch", "")
        return _json(Received(epoch, store.chain(gate.id, epoch).upto))

    @api.post("/events")
    def receive() -> Response:
        gate = signed_by(store, clock)
        lines = request.get_data().decode("utf-8", "backslashreplace").split("\n")
        upload = ledger.Upload(gate.id, keys.tag, tuple(filter(None, lines)), request.args.get("epoch", ""))
        return _json(ledger.take(store, upload, clock()))

    @api.get("/neighbours")
    def happened_elsewhere() -> Response:
        gate, told = signed_by(store, clock), request.args
        asked = neighbours.Asked(gate.id, told.get("epoch", ""), told.get("hours", 0, int), told.get("after", ""))
        news = neighbours.news(store, asked, clock())
        return Response(sign_news(news, keys.signing, gate.id, request.full_path), mimetype="application/octet-stream")

    @api.errorhandler(Refusal)
    def refuse(refusal: Refusal) -> Response:
        return _denied(refusal, _status_of(refusal, HTTPStatus.UNAUTHORIZED))

    @api.errorhandler(HTTPException)
    def fail(error: HTTPException) -> Response:
        status = HTTPStatus(error.code or 500)
        what = Text(f"办公室不接受这个请求（{status}）", f"the office does not take this request ({status})")
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            what = Text(f"办公室的程序出错（{status}）", f"the office's program failed ({status})")
        return _denied(Refusal(what, _TRY_LATER), status)

    @api.after_request
    def tell_the_time(response: Response) -> Response:
        response.headers[TIME_HEADER] = clock().astimezone(UTC).isoformat()
        return response

    return api


def signed_by(store: Store, clock: Clock) -> Gate:
    """The gate that signed this request, heard of just now; raises `Refusal`."""
    path = request.full_path if request.query_string else request.path
    gate = gates.who_signed(store, request.headers.get("Authorization", ""), request.method, path, request.get_data())
    now = clock()
    store.note_contact(gate.id, now, now - CONTACT_IS_NOTED_EVERY)
    return gate


def _status_of(refusal: Refusal, usual: HTTPStatus) -> HTTPStatus:
    """A refusal with a cause is the disk's or the database's, and passes."""
    return HTTPStatus.SERVICE_UNAVAILABLE if refusal.__cause__ else usual


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), mimetype="application/json")


def _denied(refusal: Refusal, status: HTTPStatus) -> Response:
    response = _json(Denial.of(refusal))
    response.status_code = status
    return response


_TRY_LATER = Text("请稍后再试，仍不行请更新程序", "try again later; if it stays, update the program")
_UNREADABLE = Refusal(Text("办公室读不懂这个请求", "the office cannot read this request"), _TRY_LATER)
_GONE = Refusal(
    Text("这一版证册已被更新的取代", "this passbook was replaced by a newer one"),
    Text("请再同步一次", "synchronise again"),
)
