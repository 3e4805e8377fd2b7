"""What a card says, in which order cards are printed, and that every QR symbol says its code and nothing else."""

from datetime import date

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from appkit.symbols import qr_path
from gatepass.code import Code, code_of
from gatepass.looks import LOOKS
from gatepass.people import Category, Door
from issuer.cards import Card, delivery_order, qr_matrix, symbol_paths

CODES = st.builds(
    code_of,
    st.binary(min_size=32, max_size=32),
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=4, max_size=4),
    st.from_regex(r"[0-9]{6,8}", fullmatch=True),
    st.integers(1, 99),
)


def card(door: Door | None, serial: str = "000123", name: str = "王小明") -> Card:
    code = code_of(b"key", "ABCD", serial, 1)
    return Card("长虹小区", "Changhong", door, name, LOOKS[Category.OWNER], serial, 1, date(2027, 12, 31), code)


def read(picture: np.ndarray) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@settings(max_examples=200, deadline=None)
@given(CODES)
def test_every_matrix_decodes_to_its_code(code: Code) -> None:
    quiet = np.pad(np.array(qr_matrix(code)), 4)
    assert read(np.where(np.kron(quiet, np.ones((4, 4), bool)), 0, 255).astype(np.uint8)) == [code]


@settings(max_examples=50, deadline=None)
@given(CODES)
def test_every_code_makes_a_symbol_of_25_modules(code: Code) -> None:
    matrix = qr_matrix(code)
    assert {len(matrix), *map(len, matrix)} == {25}


def test_the_symbol_has_error_correction_q() -> None:
    quiet = np.pad(np.array(qr_matrix(card(None).code)), 4)
    picture = np.where(np.kron(quiet, np.ones((4, 4), bool)), 0, 255).astype(np.uint8)
    (found,) = zxingcpp.read_barcodes(picture)
    assert (found.ec_level, found.symbology_identifier) == ("Q", "]Q1")


def test_a_path_has_one_box_a_run_of_dark_modules() -> None:
    assert qr_path(((True, True, False), (False, True, True))) == "M0 0h2v1h-2zM1 1h2v1h-2z"


def test_cards_are_sorted_by_stairwell_floor_room_and_serial() -> None:
    doors = [(12, 101, "000017"), (1, 1201, "000025"), (1, 302, "000038"), (1, 302, "000009"), (2, 101, "000041")]
    cards = [card(Door(stairwell, room), serial) for stairwell, room, serial in doors]
    assert [item.serial for item in sorted(cards, key=delivery_order)] == [
        "000009", "000038", "000025", "000041", "000017",
    ]  # fmt: skip


def test_cards_without_a_door_come_last_in_the_order_of_their_serials() -> None:
    cards = [card(None, "1000003"), card(None, "999991"), card(Door(99, 3301), "000017")]
    assert [item.serial for item in sorted(cards, key=delivery_order)] == ["000017", "999991", "1000003"]


@pytest.mark.parametrize(
    ("door", "name", "spare"),
    [
        pytest.param(None, "", True, id="neither door nor name is a spare"),
        pytest.param(None, "陈保安", False, id="staff without a door are no spare"),
        pytest.param(Door(1, 101), "王小明", False, id="a resident's card is no spare"),
    ],
)
def test_a_spare_is_a_card_of_nobody(door: Door | None, name: str, spare: bool) -> None:
    assert card(door, name=name).is_spare is spare


@settings(max_examples=20, deadline=None)
@given(st.lists(CODES, min_size=1, max_size=3))
def test_symbols_of_many_codes_are_those_of_each(codes: list[Code]) -> None:
    one_by_one = [qr_path(qr_matrix(code)) for code in codes]
    assert list(symbol_paths(codes)) == one_by_one
    assert list(symbol_paths(codes * 300))[: len(codes)] == one_by_one


def test_many_codes_are_the_same_symbols() -> None:
    codes = [code_of(b"key", "ABCD", f"{n:06d}", 1) for n in range(400)]
    assert list(symbol_paths(codes)) == [qr_path(qr_matrix(code)) for code in codes]
