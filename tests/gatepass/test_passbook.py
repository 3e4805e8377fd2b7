"""The passbook: signed, named by its digest, and naming nobody."""

from datetime import UTC, date, datetime
from hashlib import sha256

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gatepass.code import code_of, community_tag
from gatepass.covenant import ClosedHours, Covenant
from gatepass.passbook import (
    FORMAT,
    Entry,
    Head,
    Passbook,
    Row,
    decode_row,
    encode_passbook,
    encode_row,
    head_of,
    read_body,
    sign_head,
    verify_head,
)
from gatepass.passes import Status
from gatepass.people import Category
from gatepass.seal import seal_row
from gatepass.wording import Refusal

SIGNING = bytes(range(32))
PUBLIC = Ed25519PrivateKey.from_private_bytes(SIGNING).public_key().public_bytes_raw()
OTHER_PUBLIC = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
TAG = community_tag(PUBLIC)
PASS_KEY = bytes(range(100, 132))
DATED = datetime(2020, 2, 10, 8, 30, tzinfo=UTC)

ROWS = {
    code_of(PASS_KEY, TAG, "000017", 1): Row("12号302室", "王𬭎", Category.OWNER, "000017"),
    code_of(PASS_KEY, TAG, "000025", 1): Row("1号1202室", "阿依古丽·买买提", Category.TENANT, "000025"),
}
CODE, OTHER_CODE = ROWS


def entry_of(code, row):
    return Entry(code.lookup, Status.VALID, date(2020, 2, 1), None, "h-8f3a", encode_row(code, row))


PASSBOOK = Passbook(
    community="长虹小区",
    english="Changhong",
    tag=TAG,
    zone="Asia/Shanghai",
    covenant=Covenant("封闭管理", version=3, closed=(ClosedHours(DATED.time(), DATED.time()),)),
    doors=("1号1202室", "12号302室"),
    entries=tuple(entry_of(code, row) for code, row in ROWS.items()),
)
BODY = encode_passbook(PASSBOOK)
HEAD = head_of(BODY, TAG, 7, DATED)
SIGNED = sign_head(HEAD, SIGNING)


def signed_text(text: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(SIGNING).sign(text).hex().encode() + b"\n" + text


def test_a_signed_head_reads_as_itself():
    assert verify_head(SIGNED, PUBLIC) == HEAD


def test_the_body_that_the_head_names_reads_as_itself():
    assert read_body(HEAD, BODY) == PASSBOOK


def test_the_same_passbook_gives_the_same_bytes():
    assert encode_passbook(msgspec.structs.replace(PASSBOOK)) == BODY


def test_a_head_under_another_key_is_refused():
    with pytest.raises(Refusal, match="signature is not the office's"):
        verify_head(SIGNED, OTHER_PUBLIC)


@pytest.mark.parametrize("place", range(0, len(SIGNED), 3))
def test_a_head_changed_anywhere_is_refused(place):
    tampered = SIGNED[:place] + bytes([SIGNED[place] ^ 1]) + SIGNED[place + 1 :]
    with pytest.raises(Refusal, match="signature is not the office's"):
        verify_head(tampered, PUBLIC)


@pytest.mark.parametrize(
    "signed",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\n", id="an empty signature of an empty text"),
        pytest.param(SIGNED[:-5], id="a head cut short"),
        pytest.param(SIGNED.replace(b"\n", b""), id="no line feed"),
        pytest.param(b"\xff\xfe\n{}", id="a signature that is no text"),
        pytest.param(b"<html>502 Bad Gateway</html>\n", id="a proxy's page"),
        pytest.param(SIGNED.partition(b"\n")[2], id="a head without its signature"),
    ],
)
def test_what_is_no_head_is_refused(signed):
    with pytest.raises(Refusal, match="signature is not the office's"):
        verify_head(signed, PUBLIC)


def test_a_head_of_another_format_is_refused_as_newer():
    newer = sign_head(msgspec.structs.replace(HEAD, format=FORMAT + 1), SIGNING)
    with pytest.raises(Refusal, match="newer version"):
        verify_head(newer, PUBLIC)


def test_a_rightly_signed_head_with_other_fields_is_refused_as_newer_and_not_as_forged():
    with pytest.raises(Refusal, match="newer version"):
        verify_head(signed_text(b'{"format":2,"bodies":[]}'), PUBLIC)


@pytest.mark.parametrize("place", range(0, len(BODY), 25))
def test_a_body_changed_anywhere_is_refused(place):
    tampered = BODY[:place] + bytes([BODY[place] ^ 1]) + BODY[place + 1 :]
    with pytest.raises(Refusal, match="not what its head names"):
        read_body(HEAD, tampered)


def test_an_older_body_under_a_newer_head_is_refused():
    older = encode_passbook(msgspec.structs.replace(PASSBOOK, entries=()))
    with pytest.raises(Refusal, match="not what its head names"):
        read_body(HEAD, older)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(BODY.replace(b'"override"', b'"quota":1,"override"'), id="a rule kind this version has not"),
        pytest.param(BODY.replace(b'"valid"', b'"suspended"'), id="a status this version has not"),
        pytest.param(b"", id="an empty body"),
        pytest.param(b"\xff", id="a body that is no text"),
    ],
)
def test_a_rightly_named_body_this_version_cannot_read_is_refused_as_newer(body):
    with pytest.raises(Refusal, match="newer version"):
        read_body(head_of(body, TAG, 8, DATED), body)


def test_a_row_opens_with_the_code_of_its_pass():
    assert [decode_row(code, entry) for code, entry in zip(ROWS, PASSBOOK.entries, strict=True)] == list(ROWS.values())


def test_a_row_does_not_open_with_the_code_of_another_pass():
    with pytest.raises(Refusal, match="damaged"):
        decode_row(OTHER_CODE, PASSBOOK.entries[0])


def test_a_row_of_a_newer_office_is_refused_as_newer():
    newer = seal_row(CODE, msgspec.json.encode(("12号302室", "王𬭎", "a category of tomorrow", "000017")))
    with pytest.raises(Refusal, match="newer version"):
        decode_row(CODE, msgspec.structs.replace(PASSBOOK.entries[0], row=newer))


def test_a_row_moved_to_another_entry_does_not_open():
    moved = msgspec.structs.replace(PASSBOOK.entries[0], row=PASSBOOK.entries[1].row)
    with pytest.raises(Refusal, match="damaged"):
        decode_row(CODE, moved)


@pytest.mark.parametrize(
    "secret",
    [
        pytest.param("王𬭎", id="a name"),
        pytest.param("阿依古丽", id="part of a name"),
        pytest.param("000017", id="a serial"),
        pytest.param("owner", id="a pass class"),
        pytest.param(str(CODE), id="a code"),
        pytest.param(CODE[5:27], id="the secret part of a code"),
    ],
)
def test_a_passbook_has_no_resident_in_its_bytes(secret):
    escaped = secret.encode("ascii", "backslashreplace")
    assert (BODY.find(secret.encode()), BODY.find(escaped)) == (-1, -1)


def test_entries_do_not_tell_which_door_a_household_is():
    assert [entry.household for entry in PASSBOOK.entries] == ["h-8f3a", "h-8f3a"]
    assert BODY.count("12号302室".encode()) == 1  # in the list of doors, where visitors say whom they visit


def test_a_head_holds_the_number_and_the_date_of_its_passbook():
    head = verify_head(SIGNED, PUBLIC)
    assert head == Head(FORMAT, TAG, 7, sha256(BODY).hexdigest(), DATED)
