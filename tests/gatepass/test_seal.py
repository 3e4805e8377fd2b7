"""Seals: who may read what, and what is said when somebody else tries."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from gatepass.code import code_of, community_tag
from gatepass.seal import SALT_BYTES, lock, open_row, seal, seal_row, unlock, unseal
from gatepass.wording import Refusal

PRIVATE = bytes(range(32))
PUBLIC = X25519PrivateKey.from_private_bytes(PRIVATE).public_key().public_bytes_raw()
OTHER = bytes(range(1, 33))
SALT = bytes(range(SALT_BYTES))
TAG = community_tag(PUBLIC)
CODE = code_of(PRIVATE, TAG, "000017", 1)
NEXT_ISSUE = code_of(PRIVATE, TAG, "000017", 2)


def flipped(sealed: bytes, place: int) -> bytes:
    return sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]


@given(st.binary(max_size=300))
def test_the_office_reads_what_was_sealed_to_it(plain):
    assert unseal(PRIVATE, seal(PUBLIC, plain)) == plain


def test_the_same_text_is_sealed_differently_each_time():
    assert seal(PUBLIC, b"13812345678") != seal(PUBLIC, b"13812345678")


def test_another_key_cannot_unseal():
    with pytest.raises(Refusal, match="cannot be opened"):
        unseal(OTHER, seal(PUBLIC, b"13812345678"))


def test_every_changed_byte_of_a_sealed_field_is_noticed():
    sealed = seal(PUBLIC, b"13812345678")
    for place in range(len(sealed)):
        with pytest.raises(Refusal, match="cannot be opened"):
            unseal(PRIVATE, flipped(sealed, place))


@pytest.mark.parametrize(
    "sealed",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"x", id="one byte"),
        pytest.param(bytes(32), id="a zero key and no text"),
        pytest.param(b"x" * 200, id="noise"),
    ],
)
def test_bytes_that_are_no_seal_are_refused(sealed):
    with pytest.raises(Refusal, match="cannot be opened"):
        unseal(PRIVATE, sealed)


def test_the_passphrase_gives_the_key_back():
    assert unlock(lock(PRIVATE, "correct horse 电池", SALT), "correct horse 电池") == PRIVATE


@pytest.mark.parametrize(
    ("locked", "passphrase"),
    [
        pytest.param(lock(PRIVATE, "correct horse", SALT), "correct horsf", id="another passphrase"),
        pytest.param(lock(PRIVATE, "correct horse", SALT), "", id="no passphrase"),
        pytest.param(lock(PRIVATE, "correct horse", SALT)[:-1], "correct horse", id="a file cut short"),
        pytest.param(b"", "correct horse", id="an empty file"),
    ],
)
def test_a_key_that_cannot_be_unlocked_is_refused(locked, passphrase):
    with pytest.raises(Refusal, match="passphrase is wrong"):
        unlock(locked, passphrase)


def test_a_locked_key_does_not_contain_the_key():
    assert lock(PRIVATE, "correct horse", SALT).find(PRIVATE) == -1


@given(st.binary(max_size=200).map(lambda row: row.rstrip(b" ")))
def test_a_row_opens_with_its_code(row):
    assert open_row(CODE, seal_row(CODE, row)).rstrip(b" ") == row


def test_a_row_does_not_open_with_another_issues_code():
    with pytest.raises(Refusal, match="damaged"):
        open_row(NEXT_ISSUE, seal_row(CODE, b"row"))


def test_the_same_row_gives_the_same_bytes():
    assert seal_row(CODE, b"row") == seal_row(CODE, b"row")


def test_the_length_of_a_row_tells_nothing_about_the_name():
    assert len(seal_row(CODE, "王".encode())) == len(seal_row(CODE, "阿依古丽·买买提".encode()))


def test_every_changed_byte_of_a_row_is_noticed():
    sealed = seal_row(CODE, b"row")
    for place in range(len(sealed)):
        with pytest.raises(Refusal, match="damaged"):
            open_row(CODE, flipped(sealed, place))
