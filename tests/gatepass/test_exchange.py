"""The exchange: an enrolment file, requests that only their gate can sign, refusals that cross the line."""

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gatepass.exchange import (
    FORMAT,
    Denial,
    Enrolment,
    authorization,
    gate_named_in,
    is_signed_by,
    parse_enrolment,
)
from gatepass.wording import Refusal, Text

KEY = bytes(range(32))
PUBLIC = Ed25519PrivateKey.from_private_bytes(KEY).public_key().public_bytes_raw()
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
GATE = "01900000-0000-7000-8000-000000000001"
HEADER = authorization(GATE, KEY, "POST", "/gate/events?epoch=1", b"lines")
ENROLMENT = Enrolment(FORMAT, "ABCD", "http://office", "token", GATE, "东门", b"s" * 32, b"d" * 32, b"m" * 32)


def test_an_enrolment_comes_back_from_its_file():
    assert parse_enrolment(msgspec.json.encode(ENROLMENT)) == ENROLMENT


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(b"", "no enrolment file", id="an empty file"),
        pytest.param(b"\xff\xd8\xff", "no enrolment file", id="a picture"),
        pytest.param(b"{}", "no enrolment file", id="JSON of something else"),
        pytest.param(msgspec.json.encode(ENROLMENT)[:-20], "no enrolment file", id="a half-copied file"),
        pytest.param(
            msgspec.json.encode(msgspec.structs.replace(ENROLMENT, format=FORMAT + 1)), "newer version", id="newer"
        ),
    ],
)
def test_what_is_no_enrolment_is_refused(content, fault):
    with pytest.raises(Refusal, match=fault):
        parse_enrolment(content)


@pytest.mark.parametrize(
    ("public", "header", "method", "path", "content", "signed"),
    [
        pytest.param(PUBLIC, HEADER, "POST", "/gate/events?epoch=1", b"lines", True, id="as it was signed"),
        pytest.param(OTHER, HEADER, "POST", "/gate/events?epoch=1", b"lines", False, id="another gate's key"),
        pytest.param(PUBLIC, HEADER, "PUT", "/gate/events?epoch=1", b"lines", False, id="another method"),
        pytest.param(PUBLIC, HEADER, "POST", "/gate/events?epoch=2", b"lines", False, id="another query"),
        pytest.param(PUBLIC, HEADER, "POST", "/gate/events?epoch=1", b"line", False, id="another content"),
        pytest.param(PUBLIC, "", "POST", "/gate/events?epoch=1", b"lines", False, id="no header"),
        pytest.param(PUBLIC, HEADER + "0", "POST", "/gate/events?epoch=1", b"lines", False, id="a digit too many"),
        pytest.param(PUBLIC, "Basic eDp5", "POST", "/gate/events?epoch=1", b"lines", False, id="another scheme"),
    ],
)
def test_a_request_is_believed_only_as_its_gate_signed_it(public, header, method, path, content, signed):
    assert is_signed_by(public, header, method, path, content) == signed


@pytest.mark.parametrize(
    ("header", "gate"),
    [
        pytest.param(HEADER, GATE, id="a signed request"),
        pytest.param("", None, id="no header"),
        pytest.param("Gatepass gate=../../x signature=" + "0" * 128, None, id="a path for a gate"),
    ],
)
def test_a_header_names_its_gate(header, gate):
    assert gate_named_in(header) == gate


def test_a_refusal_crosses_the_line_in_both_languages():
    refusal = Refusal(Text("门岗已停用", "the gate is closed"), Text("请联系办公室", "ask the office"))
    denied = msgspec.json.decode(msgspec.json.encode(Denial.of(refusal)), type=Denial).refusal()
    assert (denied.what, denied.remedy) == (refusal.what, refusal.remedy)
