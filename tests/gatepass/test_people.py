"""People: doors as values however they are written, households in order, names masked."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepass.people import (
    CATEGORY_WORDS,
    HIGHEST_FLOOR,
    Category,
    Door,
    Household,
    Resident,
    households,
    masked_name,
    parse_room,
    parse_stairwell,
    plain,
)
from gatepass.wording import Refusal

doors = st.builds(
    lambda stairwell, floor, room, suffix: Door(stairwell, floor * 100 + room, suffix),
    st.integers(1, 999),
    st.integers(1, HIGHEST_FLOOR),
    st.integers(1, 99),
    st.sampled_from(["", "", "A", "Z"]),
)


@given(doors)
def test_a_door_is_read_as_it_is_written(door):
    assert Door.parse(str(door)) == door


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("12号302室", id="as the community writes it"),
        pytest.param("12号302", id="without 室"),
        pytest.param("12-302", id="with a hyphen"),
        pytest.param("12/302", id="with a slash"),
        pytest.param("12—302", id="with a dash"),
        pytest.param("12_302", id="with an underscore"),
        pytest.param("12 302", id="with a blank"),
        pytest.param("１２号３０２室", id="in full width"),
        pytest.param("１２－３０２", id="with a full-width hyphen"),
        pytest.param("　12号　302室　", id="with full-width blanks"),
        pytest.param("第12号302室", id="as an ordinal"),
        pytest.param("12号楼302室", id="as 号楼"),
        pytest.param("12栋302", id="as 栋"),
        pytest.param("12幢302室", id="as 幢"),
        pytest.param("012-0302", id="with zeros in front"),
        pytest.param("12号-302", id="with 号 and a hyphen"),
    ],
)
def test_every_spelling_means_the_same_door(text):
    assert Door.parse(text) == Door(12, 302)


@pytest.mark.parametrize(
    ("text", "door"),
    [
        pytest.param("1号2302室", Door(1, 2302), id="floor 23 of stairwell 1"),
        pytest.param("12号302室", Door(12, 302), id="floor 3 of stairwell 12"),
        pytest.param("1-1302", Door(1, 1302), id="a room of four digits"),
        pytest.param("12号302a室", Door(12, 302, "A"), id="a divided flat"),
    ],
)
def test_stairwell_and_room_are_told_apart(text, door):
    assert Door.parse(text) == door


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("12302", "is not a door", id="nothing between stairwell and room"),
        pytest.param("", "is not a door", id="nothing"),
        pytest.param("12号", "is not a door", id="no room"),
        pytest.param("302室", "is not a door", id="no stairwell"),
        pytest.param("1-1", "is not a door", id="a room of one digit"),
        pytest.param("12号3-302", "is not a door", id="three numbers"),
        pytest.param("12号302室王伟", "is not a door", id="a name behind it"),
        pytest.param("0号302", "is not a stairwell", id="stairwell 0"),
        pytest.param("12号002室", "there is no door", id="floor 0"),
        pytest.param("12号300室", "there is no door", id="room 0"),
        pytest.param("12号6101室", "there is no door", id="floor 61"),
    ],
)
def test_what_is_no_door_is_refused(text, fault):
    with pytest.raises(Refusal, match=fault):
        Door.parse(text)


@given(st.text(max_size=20) | st.from_regex(r"[0-9第号楼栋室A-Z/ \-]{0,12}", fullmatch=True))
def test_any_text_is_a_door_or_refused(text):
    try:
        door = Door.parse(text)
    except Refusal as refused:
        assert refused.what.zh != ""
    else:
        assert Door.parse(str(door)) == door


def test_stairwell_1_is_not_the_beginning_of_stairwell_12():
    assert (parse_stairwell("1号"), parse_stairwell("12号")) == (1, 12)
    assert (Door(1, 302) == Door(12, 302), Door(1, 2302) == Door(12, 302)) == (False, False)


@pytest.mark.parametrize("text", ["12", "12号", "12号楼", "第12号", "第12幢", "12栋", "012", "１２号", " 12 号 "])
def test_every_spelling_means_stairwell_12(text):
    assert parse_stairwell(text) == 12


@pytest.mark.parametrize("text", ["", "号", "0", "000", "1234", "-1", "12号302", "A", "12.0", "一号", "12号\x00"])
def test_what_is_no_stairwell_is_refused(text):
    with pytest.raises(Refusal, match="is not a stairwell"):
        parse_stairwell(text)


@pytest.mark.parametrize(
    ("text", "room"),
    [
        pytest.param("302", (302, ""), id="a number"),
        pytest.param("302室", (302, ""), id="with 室"),
        pytest.param("0302", (302, ""), id="with a zero in front"),
        pytest.param("302a", (302, "A"), id="with a letter"),
        pytest.param("１８０２室", (1802, ""), id="in full width"),
    ],
)
def test_a_room_is_a_number_and_a_letter(text, room):
    assert parse_room(text) == room


def test_doors_sort_by_stairwell_floor_and_room_and_not_as_text():
    order = [Door(1, 302), Door(2, 101), Door(2, 902), Door(2, 1001), Door(2, 1001, "A"), Door(12, 101)]
    shuffled = random.Random(7).sample(order, len(order))
    assert sorted(shuffled) == order


@pytest.mark.parametrize(
    ("door", "floor"),
    [pytest.param(Door(1, 302), 3, id="302 is on floor 3"), pytest.param(Door(1, 1802), 18, id="1802 is on floor 18")],
)
def test_a_room_tells_its_floor(door, floor):
    assert door.floor == floor


def test_a_door_without_stairwell_or_room_is_refused_by_the_part():
    with pytest.raises(Refusal, match="is not a room number"):
        Door.of("12号", "三楼")


def test_households_gather_residents_in_the_order_of_doors():
    wang, li, zhao = (
        Resident(Door(12, 302), "王伟"),
        Resident(Door(2, 101), "李娜"),
        Resident(Door(12, 302), "赵敏"),
    )
    assert households((wang, li, zhao)) == (
        Household(Door(2, 101), (li,)),
        Household(Door(12, 302), (wang, zhao)),
    )


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        pytest.param("王伟", "王*", id="two characters"),
        pytest.param("王小明", "王**", id="three characters"),
        pytest.param("王", "王*", id="one character is masked too"),
        pytest.param("阿依古丽·买买提", "阿***", id="a long name does not tell its length"),
        pytest.param("𠅤𬭎", "𠅤*", id="a rare first character stays whole"),
        pytest.param("John Smith", "John *****", id="two words"),
        pytest.param("Ana Li", "Ana **", id="a short second word"),
        pytest.param("", "*", id="no name"),
    ],
)
def test_a_masked_name_shows_the_first_character_or_word(name, masked):
    assert masked_name(name) == masked


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        pytest.param(" a  b ", "a b", id="blanks"),
        pytest.param("ａ１－（）", "a1-()", id="full-width forms"),
        pytest.param("a　b", "a b", id="a full-width blank"),
        pytest.param("㛃𬭎𬙂䶮𬱖𠅤", "㛃𬭎𬙂䶮𬱖𠅤", id="rare characters stay as they are"),
    ],
)
def test_plain_text_has_no_full_width_forms_and_no_stray_blanks(text, clean):
    assert plain(text) == clean


@given(st.text())
def test_plain_text_stays_as_it_is(text):
    assert plain(plain(text)) == plain(text)


def test_every_category_has_its_words():
    assert set(CATEGORY_WORDS) == set(Category)
