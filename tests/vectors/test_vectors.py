"""Fixed bytes: codes on printed cards, passbooks on gates and events in ledgers that every later version must still know.

The files were made once and are never made again: when one of these tests fails, it is the code that has to change, or a
new format that has to stand beside the old one. All keys are test keys.
"""

import hashlib
import json
from datetime import datetime, time
from pathlib import Path

import pytest

from gatepass.code import Code, code_of, community_tag, read_code
from gatepass.covenant import ClosedHours, Direction, Field, VisitKind
from gatepass.events import GENESIS, Clock, Override, Passage, Scan, Undo, VisitIn, VisitOut, event_of, parse_line
from gatepass.events import line_of as line_of_event
from gatepass.exchange import authorization, is_signed_by
from gatepass.passbook import (
    Row,
    decode_row,
    encode_passbook,
    encode_row,
    head_of,
    read_body,
    sign_head,
    verify_head,
)
from gatepass.passes import Status, parse_serial, serial_of
from gatepass.people import Category
from gatepass.seal import lock, unlock, unseal
from gatepass.verdict import Outcome, Reason

HERE = Path(__file__).parent


def told(name):
    return json.loads((HERE / name).read_text(encoding="utf-8"))


CODES, PASSBOOK, SEALS, REQUESTS = map(told, ("codes.json", "passbook.json", "seals.json", "requests.json"))
LINES = (HERE / "events.txt").read_text(encoding="utf-8").splitlines()
PUBLIC, SIGNING = bytes.fromhex(PASSBOOK["public_key"]), bytes.fromhex(PASSBOOK["signing_key"])
HEAD, BODY = PASSBOOK["head"].encode(), PASSBOOK["body"].encode()


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        pytest.param("codes.json", "c4810f0bd6a7d7e5", id="codes"),
        pytest.param("passbook.json", "3362158c889d01e7", id="a passbook"),
        pytest.param("events.txt", "7a597668b1651898", id="events"),
        pytest.param("seals.json", "1bdfbc624eeca86c", id="seals"),
        pytest.param("requests.json", "abb988da0439108d", id="requests"),
    ],
)
def test_the_fixed_bytes_were_not_made_anew(name, digest):
    text = (HERE / name).read_text(encoding="utf-8")  # a checkout may have changed the line ends
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == digest


by_code = pytest.mark.parametrize("known", [pytest.param(known, id=known["code"]) for known in CODES])


@by_code
def test_a_printed_code_can_be_made_again(known):
    made = code_of(bytes.fromhex(known["pass_key"]), known["tag"], known["serial"], known["issue"])
    assert (made, made.lookup) == (known["code"], known["lookup"])


@by_code
def test_a_printed_code_is_read(known):
    assert read_code(known["code"], known["tag"]) == known["code"]


@by_code
def test_an_office_keeps_its_tag_and_a_pass_its_serial(known):
    tag = community_tag(bytes.fromhex(known["office_public_key"]))
    assert (tag, serial_of(known["sequence"]), parse_serial(known["serial"])) == (
        known["tag"],
        known["serial"],
        known["serial"],
    )


def test_an_old_passbook_is_read():
    head = verify_head(HEAD, PUBLIC)
    passbook = read_body(head, BODY)
    covenant = passbook.covenant
    assert (head.number, head.dated, head.tag) == (7, datetime.fromisoformat("2020-02-10T08:30:00Z"), passbook.tag)
    assert (passbook.community, passbook.zone, passbook.doors) == (
        "长虹小区",
        "Asia/Shanghai",
        ("1号1202室", "12号302室"),
    )
    assert [entry.status for entry in passbook.entries] == [Status.VALID, Status.REVOKED, Status.SPARE]
    assert (covenant.name, covenant.version, covenant.override) == ("封闭管理", 3, True)
    assert covenant.closed == (ClosedHours(time(22, 30), time(6, 30)),)
    assert (covenant.temperature.directions, covenant.temperature.fever) == ((Direction.IN, Direction.OUT), 37.3)
    assert covenant.visit_rule(VisitKind.VEHICLE).required == (Field.PLATE, Field.NAME)


def test_a_passbook_is_signed_and_written_with_the_same_bytes():
    head = verify_head(HEAD, PUBLIC)
    passbook = read_body(head, BODY)
    assert encode_passbook(passbook) == BODY
    assert sign_head(head_of(BODY, passbook.tag, head.number, head.dated), SIGNING) == HEAD


def test_old_rows_open_with_their_codes_and_are_written_with_the_same_bytes():
    entries = read_body(verify_head(HEAD, PUBLIC), BODY).entries
    for entry, row in zip(entries, PASSBOOK["rows"], strict=True):
        code = Code(row["code"])
        told_row = Row(row["door"], row["name"], Category(row["category"]), row["serial"])
        assert (entry.lookup, decode_row(code, entry), encode_row(code, told_row)) == (code.lookup, told_row, entry.row)


def test_old_events_are_read():
    bodies = [event_of(parse_line(line)).body for line in LINES]
    assert [type(body) for body in bodies] == [Scan, Scan, Override, Undo, Scan, VisitIn, VisitOut]
    assert (bodies[1].verdict.outcome, bodies[1].verdict.reason, bodies[1].celsius) == (
        Outcome.WAIT,
        Reason.FEVER,
        37.4,
    )
    assert (bodies[2].passage, bodies[2].reason) == (Passage.IN, "值班同意：\n去医院")
    assert (bodies[5].visitor, bodies[5].door, bodies[5].whole) == (
        VisitKind.COURIER,
        "12号302室",
        b"whole\x00\xff",
    )


def test_old_events_keep_their_time_day_and_clock():
    events = [event_of(parse_line(line)) for line in LINES]
    assert [event.number for event in events] == list(range(1, 8))
    assert events[1].at.isoformat() == "2020-02-10T23:59:59+08:00"
    assert (events[1].day.isoformat(), events[2].day.isoformat()) == ("2020-02-10", "2020-02-11")
    assert [event.clock for event in events[:3]] == [Clock.UNCHECKED, Clock.DOUBTFUL, Clock.CHECKED]


def test_an_old_chain_holds():
    lines = [parse_line(line) for line in LINES]
    assert [event_of(line).previous for line in lines] == [GENESIS, *(line.hash for line in lines[:-1])]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[:8])
def test_an_event_is_written_with_the_same_bytes(line):
    assert str(line_of_event(event_of(parse_line(line)))) == line


def test_old_seals_open():
    private = bytes.fromhex(SEALS["private_key"])
    assert unseal(private, bytes.fromhex(SEALS["sealed"])) == SEALS["plain"].encode()
    assert unlock(bytes.fromhex(SEALS["locked"]), SEALS["passphrase"]) == private


def test_a_key_is_locked_with_the_same_bytes():
    locked = lock(bytes.fromhex(SEALS["private_key"]), SEALS["passphrase"], bytes.fromhex(SEALS["salt"]))
    assert locked.hex() == SEALS["locked"]


@pytest.mark.parametrize("request_", [pytest.param(each, id=each["method"]) for each in REQUESTS])
def test_a_request_is_signed_with_the_same_header_and_believed(request_):
    signed = (request_["method"], request_["path"], request_["content"].encode())
    header = authorization(request_["gate"], bytes.fromhex(request_["key"]), *signed)
    assert (header, is_signed_by(bytes.fromhex(request_["public_key"]), header, *signed)) == (request_["header"], True)
