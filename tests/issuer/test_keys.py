"""The office's keys: private ones stay in its folder, and the manager's is locked there."""

import stat
import sys
from pathlib import Path

import pytest

from gatepass.seal import seal, unseal
from gatepass.wording import Refusal
from issuer.keys import FILE, load_keys, made_passphrase, make_keys, save_keys
from tests.issuer.offices import PASSPHRASE, keys, refusing


def test_keys_come_back_from_their_file_as_they_were(tmp_path: Path) -> None:
    save_keys(keys(), tmp_path)
    assert load_keys(tmp_path) == keys()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_only_the_owner_can_read_the_key_file(tmp_path: Path) -> None:
    save_keys(keys(), tmp_path)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_the_manager_key_opens_what_was_sealed_to_it() -> None:
    private = keys().manager(PASSPHRASE)
    assert unseal(private, seal(keys().manager_public, b"whole")) == b"whole"


def test_a_wrong_passphrase_is_refused() -> None:
    with refusing("口令不对"):
        keys().manager("wrong horse battery")


def test_the_desk_key_does_not_open_what_is_the_managers() -> None:
    with pytest.raises(Refusal):
        unseal(keys().desk, seal(keys().manager_public, b"whole"))


def test_neither_passphrase_nor_manager_key_is_in_the_file(tmp_path: Path) -> None:
    save_keys(keys(), tmp_path)
    content = (tmp_path / FILE).read_bytes()
    assert PASSPHRASE.encode() not in content
    assert keys().manager(PASSPHRASE) not in content


def test_a_short_passphrase_is_refused() -> None:
    with refusing("8"):
        make_keys("1234567")


def test_a_made_passphrase_is_six_groups_of_four_that_nobody_misreads() -> None:
    made = made_passphrase()
    assert [len(group) for group in made.split("-")] == [4] * 6
    assert not set(made) & set("01lioIO")
    assert made_passphrase() != made


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="an empty file"),
        pytest.param(b"{}", id="a file without keys"),
        pytest.param(b"\xff\xfe", id="no text at all"),
    ],
)
def test_a_damaged_key_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with refusing("备份"):
        load_keys(tmp_path)
