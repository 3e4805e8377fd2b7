"""The line to the office: enrolment once, events up in order of their number, the signed passbook down. A gate never waits for it."""

import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from http import HTTPStatus
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gatepass.events import Line
from gatepass.exchange import TIME_HEADER, Denial, Enrolment, Introduction, Received, authorization
from gatepass.passbook import Passbook, read_body, rejected, verify_head
from gatepass.wording import Refusal, Text
from kiosk.neighbours import learn
from kiosk.store import ClockCheck, Gate, Store

BATCH = 500
KEEP_SENT = timedelta(days=90)
TIMEOUT_SECONDS = 20.0


class OfficeUnreachable(Refusal):
    """No answer from the office; harmless, since a gate decides alone."""


class OfficeFails(Refusal):
    """Something answers at the office's address, and not as an office does; harmless for the same reason."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What one synchronisation did; `is_mended` where the passbook could not be read before, in whole or in part."""

    sent: int
    passbook: int
    aside: tuple[str, ...]
    elsewhere: int = 0
    is_mended: bool = False


def enrol(store: Store, enrolment: Enrolment) -> Gate:
    """Makes this folder the gate that the file names; may be repeated when the answer was lost. Raises `Refusal`."""
    present = store.enrolling()
    if present and present.id != enrolment.gate:
        raise Refusal(
            Text(f"这个文件夹已经是门岗“{present.name}”", f"this folder already is the gate “{present.name}”"),
            Text("请用 -d 另选一个文件夹", "choose another folder with -d"),
        )
    gate = present or _new_gate(enrolment)
    if not present:
        store.begin_enrolment(gate)
    introduction = Introduction(enrolment.token, _public_key(gate))
    with _line(gate.office) as client:
        _ask(client.post("/api/enrol", content=msgspec.json.encode(introduction)))
    store.end_enrolment()
    return gate


def synchronise(store: Store) -> Synced:
    """Sends what the office lacks, takes a newer passbook, then what happened at the other gates.

    Raises `OfficeUnreachable`, `OfficeFails`, or `Refusal` as it was told.
    """
    gate, spoilt = store.gate(), store.is_spoilt() or store.look_through_entries()
    with _line(gate.office) as client:
        sent, aside, received = _send(client, store, gate)
        try:
            number = _fetch_passbook(client, store, gate, is_spoilt=spoilt)
        finally:  # a passbook that is refused is no reason to know less of the other gates
            elsewhere = learn(store, lambda path: _get_if_known(client, gate, path))
    _forget(store, received)
    return Synced(sent, number, aside, elsewhere, is_mended=spoilt)


def _send(client: httpx.Client, store: Store, gate: Gate) -> tuple[int, tuple[str, ...], list[tuple[str, int]]]:
    """All epochs of this file, oldest first, so that no old chain stays behind; how far the office has each of them."""
    sent, received = 0, list[tuple[str, int]]()
    aside: tuple[str, ...] = ()
    for epoch in dict.fromkeys((*store.epochs(), gate.epoch)):
        upto = _received(client, gate, epoch).upto
        if epoch == gate.epoch:
            upto = _begin_epoch_if_restored(store, upto)
        while lines := store.unsent(epoch, upto, BATCH):
            answer = _post_events(client, gate, epoch, lines)
            sent, upto, aside = sent + len(lines), upto + len(lines), aside + answer.aside
            if answer.upto < upto:
                break
        received.append((epoch, upto))
        if epoch == store.gate().epoch:
            store.note_received(upto)
    return sent, aside, received


def _forget(store: Store, received: Sequence[tuple[str, int]]) -> None:
    """What the office has had for long, by the office's own time: by a clock years ahead all of it would be old."""
    check = store.clock_check()
    if check:
        store.forget_events_before(datetime.now(UTC) - timedelta(seconds=check.ahead) - KEEP_SENT, received)


def _begin_epoch_if_restored(store: Store, upto: int) -> int:
    """From which number on to send.

    Where the office has more than this file, the file is an old copy: what it wrote since
    goes up under numbers that are taken, is put aside there and shown, and all that comes after begins a new chain.
    """
    known = min(upto, store.received())
    if upto > store.highest_number():
        store.begin_epoch(str(uuid4()))
    return known


def _received(client: httpx.Client, gate: Gate, epoch: str) -> Received:
    return msgspec.json.decode(_get(client, gate, f"/api/events?epoch={epoch}").content, type=Received)


def _post_events(client: httpx.Client, gate: Gate, epoch: str, lines: Sequence[Line]) -> Received:
    path, content = f"/api/events?epoch={epoch}", "\n".join(map(str, lines)).encode()
    header = authorization(gate.id, gate.private_key, "POST", path, content)
    response = _ask(client.post(path, content=content, headers={"Authorization": header}))
    return msgspec.json.decode(response.content, type=Received)


def _fetch_passbook(client: httpx.Client, store: Store, gate: Gate, *, is_spoilt: bool) -> int:
    answer = _get(client, gate, "/api/passbook")
    _check_clock(store, answer)
    head = verify_head(answer.content, gate.signing_key)
    if head.tag != gate.community or head.number < store.passbook_number():
        raise rejected("比手头的旧，或不是本小区的", "it is older than ours, or another community's")
    if not is_spoilt and head.digest == store.passbook_digest():
        store.confirm_passbook(head)
    else:
        passbook = read_body(head, _get(client, gate, f"/api/passbook/{head.digest}").content)
        _refuse_strange_zone(passbook)
        store.take_passbook(head, passbook)
    return head.number


def _refuse_strange_zone(passbook: Passbook) -> None:
    try:
        ZoneInfo(passbook.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise rejected("时区不认识", "its time zone is not known here") from error


def _get(client: httpx.Client, gate: Gate, path: str) -> httpx.Response:
    return _ask(_answer(client, gate, path))


def _get_if_known(client: httpx.Client, gate: Gate, path: str) -> bytes | None:
    """The answer; None of an older office that does not know what it is asked."""
    answer = _answer(client, gate, path)
    return None if answer.status_code == HTTPStatus.NOT_FOUND else _ask(answer).content


def _answer(client: httpx.Client, gate: Gate, path: str) -> httpx.Response:
    return client.get(path, headers={"Authorization": authorization(gate.id, gate.private_key, "GET", path, b"")})


def _check_clock(store: Store, answer: httpx.Response) -> None:
    """Half of the time that the answer took lies after the office looked at its clock."""
    office = answer.headers.get(TIME_HEADER)
    if office:
        now = datetime.now(UTC)
        ahead = now - answer.elapsed / 2 - datetime.fromisoformat(office)
        store.note_clock(ClockCheck(ahead.total_seconds(), now, store.newest_time()))


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities of this PC. Reading them takes 30 ms, which every synchronisation would spend anew."""
    return httpx.create_ssl_context(trust_env=False)


@contextmanager
def _line(office: str) -> Iterator[httpx.Client]:
    try:
        with httpx.Client(base_url=office, timeout=TIMEOUT_SECONDS, trust_env=False, verify=_trusted()) as client:
            yield client
    except (httpx.HTTPStatusError, msgspec.DecodeError) as error:
        status = error.response.status_code if isinstance(error, httpx.HTTPStatusError) else None
        raise OfficeFails(
            _answered(status),
            Text(
                f"照常放行，会自动再试；请办公室看 issuer serve 的窗口，并核对地址 {office}",
                f"go on as usual, it is tried again; the office looks at the window of issuer serve, and whether {office} is right",
            ),
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL, socket.gaierror) as error:
        raise OfficeUnreachable(
            Text(f"连不上办公室 {office}", f"the office at {office} does not answer"),
            Text(
                "请确认办公室电脑上 issuer serve 在运行、网线接好",
                "see that issuer serve runs there and the cable is in",
            ),
        ) from error


def _answered(status: int | None) -> Text:
    """What is true of an answer that is no office's, or an office's that failed; `status` is that of HTTP, None where it was well."""
    code = f"（HTTP {status}）" if status else "", f" (HTTP {status})" if status else ""
    if status and status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Text(f"办公室出错{code[0]}", f"the office answers with a fault{code[1]}")
    return Text(f"那个地址上回答的不是办公室{code[0]}", f"what answers is no office{code[1]}")


def _ask(response: httpx.Response) -> httpx.Response:
    """The answer, or the `Refusal` that it carries."""
    if response.is_success:
        return response
    try:
        raise msgspec.json.decode(response.content, type=Denial).refusal()
    except msgspec.DecodeError:
        response.raise_for_status()
        raise


def _new_gate(enrolment: Enrolment) -> Gate:
    return Gate(
        id=enrolment.gate,
        name=enrolment.name,
        community=enrolment.tag,
        office=enrolment.office,
        signing_key=enrolment.signing_key,
        desk_key=enrolment.desk_key,
        manager_key=enrolment.manager_key,
        private_key=Ed25519PrivateKey.generate().private_bytes_raw(),
        epoch=str(uuid4()),
    )


def _public_key(gate: Gate) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(gate.private_key).public_key().public_bytes_raw()
