"""Passes: what they are good for on a day, and serials in which a slip is noticed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepass.passes import STATUS_WORDS, Pass, Status, Validity, parse_serial, serial_of
from gatepass.wording import Refusal

LAST_DAY = date(2020, 2, 10)
sequences = st.integers(0, 99_999)


@pytest.mark.parametrize(
    ("status", "day", "good_for"),
    [
        pytest.param(Status.VALID, date(2020, 2, 9), Status.VALID, id="before the last day"),
        pytest.param(Status.VALID, LAST_DAY, Status.VALID, id="the last day is included"),
        pytest.param(Status.VALID, date(2020, 2, 11), Status.EXPIRED, id="the day after"),
        pytest.param(Status.SPARE, LAST_DAY, Status.SPARE, id="a spare on its last day"),
        pytest.param(Status.SPARE, date(2020, 2, 11), Status.EXPIRED, id="a spare expires too"),
        pytest.param(Status.REVOKED, date(2020, 2, 11), Status.REVOKED, id="revoked stays revoked"),
        pytest.param(Status.REPLACED, date(2020, 2, 11), Status.REPLACED, id="replaced stays replaced"),
        pytest.param(Status.EXPIRED, date(2020, 2, 9), Status.EXPIRED, id="expired stays expired"),
    ],
)
def test_a_pass_has_its_status_on_a_day(status, day, good_for):
    assert Pass("000017", 1, status, Validity(date(2020, 2, 1), LAST_DAY)).status_on(day) == good_for


def test_a_pass_without_a_last_day_never_expires():
    assert Pass("000017", 1, Status.VALID, Validity(date(2020, 2, 1))).status_on(date.max) == Status.VALID


def test_every_status_has_its_words():
    assert set(STATUS_WORDS) == set(Status)


@pytest.mark.parametrize(
    ("sequence", "serial"),
    [
        pytest.param(1, "000013", id="the first"),
        pytest.param(3300, "033001", id="the last of a community"),
        pytest.param(123456, "1234566", id="more than five digits"),
    ],
)
def test_a_serial_is_the_sequence_and_its_check_digit(sequence, serial):
    assert (serial_of(sequence), parse_serial(serial)) == (serial, serial)


@given(sequences)
def test_a_serial_is_its_sequence_with_a_sixth_digit(sequence):
    assert (serial_of(sequence)[:-1], len(serial_of(sequence))) == (f"{sequence:05d}", 6)


@given(sequences)
def test_every_single_wrong_digit_is_noticed(sequence):
    serial = serial_of(sequence)
    for place, right in enumerate(serial):
        for wrong in set("0123456789") - {right}:
            with pytest.raises(Refusal):
                parse_serial(serial[:place] + wrong + serial[place + 1 :])


@given(sequences)
def test_every_two_neighbours_exchanged_are_noticed(sequence):
    serial = serial_of(sequence)
    for place in range(5):
        a, b = serial[place : place + 2]
        if a != b:
            with pytest.raises(Refusal):
                parse_serial(serial[:place] + b + a + serial[place + 2 :])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("000013", id="as printed"),
        pytest.param(" 000 013 ", id="in groups"),
        pytest.param("000-013", id="with a hyphen"),
        pytest.param("０００　０１３", id="in full width"),
    ],
)
def test_a_serial_is_read_however_it_is_typed(text):
    assert parse_serial(text) == "000013"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("0", id="one digit"),
        pytest.param("13", id="without its zeros"),
        pytest.param("00013", id="a zero too few"),
        pytest.param("000014", id="a wrong check digit"),
        pytest.param("abcdef", id="letters"),
        pytest.param("٠٠٠٠١٣", id="other digits"),
        pytest.param("12号302室", id="a door"),
    ],
)
def test_what_is_no_serial_is_refused(text):
    with pytest.raises(Refusal, match="is not a pass serial"):
        parse_serial(text)


@given(st.text(max_size=20))
def test_no_text_raises_anything_but_a_refusal(text):
    try:
        assert parse_serial(text).isdigit()
    except Refusal as refused:
        assert refused.remedy.en == "check the six digits or the three words on the card"
