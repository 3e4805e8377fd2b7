"""The code: what is one, what is none, and that no misreading is ever taken for another pass."""

from itertools import combinations

import pytest
import qrcode
from hypothesis import given
from hypothesis import strategies as st
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.util import MODE_ALPHA_NUM, QRData

from gatepass.code import (
    ALPHABET,
    LENGTH,
    MOST_AROUND,
    Code,
    CodeFault,
    code_of,
    code_within,
    community_tag,
    read_code,
)

PASS_KEY = bytes(range(32))
TAG = community_tag(bytes(range(32, 64)))
CODE = code_of(PASS_KEY, TAG, "000017", 1)

codes = st.builds(
    lambda serial, issue: code_of(PASS_KEY, TAG, f"{serial:06d}", issue), st.integers(0, 999_999), st.integers(1, 99)
)
any_text = st.text(st.characters(exclude_categories=()), max_size=80)


def replaced(text: str, changes: dict[int, str]) -> str:
    return "".join(changes.get(place, character) for place, character in enumerate(text))


@given(codes)
def test_a_code_reads_as_itself(code):
    assert read_code(code, TAG) == code


@given(codes)
def test_a_code_has_29_characters_of_the_base32_alphabet(code):
    assert (len(code), set(code) - set(ALPHABET)) == (29, set())


def test_a_code_is_qr_alphanumeric_and_fits_version_2_q():
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q)
    code.add_data(CODE)
    code.make()
    assert (QRData(str(CODE).encode()).mode, code.version) == (MODE_ALPHA_NUM, 2)


def test_every_single_changed_character_is_misread():
    read = {
        read_code(replaced(CODE, {place: other}), TAG)
        for place in range(LENGTH)
        for other in ALPHABET
        if other != CODE[place]
    }
    assert read == {CodeFault.MISREAD}


def test_every_two_changed_characters_are_misread():
    others = {place: [other for other in ALPHABET if other != CODE[place]] for place in range(LENGTH)}
    read = {
        read_code(CODE[:i] + a + CODE[i + 1 : j] + b + CODE[j + 1 :], TAG)
        for i, j in combinations(range(LENGTH), 2)
        for a in others[i]
        for b in others[j]
    }
    assert read == {CodeFault.MISREAD}


@given(codes, st.data())
def test_one_or_two_changed_characters_of_any_code_are_misread(code, data):
    places = data.draw(st.sets(st.integers(0, LENGTH - 1), min_size=1, max_size=2))
    changes = {place: data.draw(st.sampled_from(ALPHABET.replace(code[place], ""))) for place in places}
    assert read_code(replaced(code, changes), TAG) == CodeFault.MISREAD


@given(codes, st.integers(0, LENGTH - 2))
def test_two_neighbours_exchanged_are_misread(code, place):
    exchanged = replaced(code, {place: code[place + 1], place + 1: code[place]})
    assert read_code(exchanged, TAG) == (code if exchanged == code else CodeFault.MISREAD)


@given(codes, st.integers(0, LENGTH - 1))
def test_a_character_left_out_is_misread(code, place):
    assert read_code(code[:place] + code[place + 1 :], TAG) == CodeFault.MISREAD


@given(codes, st.integers(0, LENGTH), st.sampled_from(ALPHABET))
def test_a_character_too_many_is_misread(code, place, extra):
    assert read_code(code[:place] + extra + code[place:], TAG) == CodeFault.MISREAD


@given(codes, st.integers(0, LENGTH - 1), st.sampled_from("9!/:?*_.,;#é中"))
def test_a_character_outside_the_alphabet_is_misread(code, place, stray):
    assert read_code(replaced(code, {place: stray}), TAG) == CodeFault.MISREAD


@given(codes, st.data())
def test_case_blanks_hyphens_and_full_width_do_not_matter(code, data):
    def disguised(character: str) -> str:
        shown = data.draw(st.sampled_from([character, character.lower(), chr(ord(character) + 0xFEE0)]))
        return data.draw(st.sampled_from(["", " ", "-", "－", "　", "\t", "\n"])) + shown

    assert read_code("".join(map(disguised, code)) + "\r\n", TAG) == code


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("0", "O", id="a zero is the letter O"),
        pytest.param("1", "I", id="a one is the letter I"),
        pytest.param("8", "B", id="an eight is the letter B"),
    ],
)
def test_digits_that_are_no_base32_mean_the_letter_they_look_like(typed, meant):
    code = next(code for issue in range(1, 200) if (code := code_of(PASS_KEY, TAG, "000017", issue)).count(meant) >= 2)
    assert read_code(code.replace(meant, typed), TAG) == code


def test_another_communitys_code_is_named_as_such():
    other = code_of(PASS_KEY, community_tag(b"another office"), "000017", 1)
    assert read_code(other, TAG) == CodeFault.OTHER_COMMUNITY


def test_every_issue_of_every_serial_has_a_code_of_its_own():
    codes = {code_of(PASS_KEY, TAG, f"{serial:06d}", issue) for serial in range(300) for issue in (1, 2, 11)}
    assert len(codes) == 900


def test_another_key_makes_another_code():
    assert code_of(bytes(32), TAG, "000017", 1)[5:27] != CODE[5:27]


def test_a_lookup_is_16_bytes_in_hex_and_differs_by_code():
    other = code_of(PASS_KEY, TAG, "000017", 2)
    assert (len(bytes.fromhex(CODE.lookup)), CODE.lookup == other.lookup) == (16, False)


def test_what_is_read_knows_its_lookup():
    read = read_code(CODE.lower(), TAG)
    assert (type(read), read.lookup) == (Code, CODE.lookup)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("", CodeFault.NOT_A_PASS, id="nothing at all"),
        pytest.param("   ", CodeFault.NOT_A_PASS, id="blanks alone"),
        pytest.param("wxp://f2f0AbCdEfGhIjKlMnOpQrStUvWxYz12", CodeFault.NOT_A_PASS, id="a WeChat payment code"),
        pytest.param("wxp://f2f0AbCdEfGhIjKlMnOpQrS", CodeFault.NOT_A_PASS, id="a WeChat payment code of 29"),
        pytest.param("https://qr.alipay.com/fkx12345abcde", CodeFault.NOT_A_PASS, id="an Alipay payment code"),
        pytest.param("https://u.wechat.com/abcdefgh", CodeFault.NOT_A_PASS, id="a URL of 29 characters"),
        pytest.param("出入证" * 1024, CodeFault.NOT_A_PASS, id="3 kB of Chinese"),
        pytest.param("G" * 3072, CodeFault.NOT_A_PASS, id="3 kB of the alphabet"),
        pytest.param("11010519491231002X", CodeFault.NOT_A_PASS, id="an ID card number"),
        pytest.param("6901234567892", CodeFault.NOT_A_PASS, id="a barcode from the shop"),
        pytest.param("ﷺ" * 29, CodeFault.NOT_A_PASS, id="29 characters that become many"),
        pytest.param("\ud800" * 29, CodeFault.NOT_A_PASS, id="29 halves of characters"),
        pytest.param("GREENFIELDSRESIDENTSCOMMITTEE", CodeFault.MISREAD, id="29 unlucky letters"),
        pytest.param("A" * 29, CodeFault.NOT_A_PASS, id="29 letters whose check fits by chance"),
        pytest.param("G" * 29, CodeFault.MISREAD, id="29 times the format letter"),
        pytest.param(CODE[:-2], CodeFault.NOT_A_PASS, id="a code cut short by two"),
        pytest.param(CODE[:-1], CodeFault.MISREAD, id="a code cut short by one"),
        pytest.param(CODE + CODE, CodeFault.NOT_A_PASS, id="a code scanned twice in a row"),
    ],
)
def test_a_text_that_is_no_code_says_why(text, fault):
    assert read_code(text, TAG) == fault


@given(any_text)
def test_no_text_raises_and_none_is_a_pass(text):
    assert isinstance(read_code(text, TAG), CodeFault)


@given(st.text(st.sampled_from(ALPHABET), min_size=LENGTH, max_size=LENGTH))
def test_29_random_characters_are_never_a_pass(text):
    assert isinstance(read_code(text, TAG), CodeFault)


around = st.text(st.sampled_from("]}#;*:~ \t?=/QR19xyz"), max_size=MOST_AROUND)


@given(codes, around, around)
def test_a_code_is_found_between_what_a_scanner_was_told_to_put_around_it(code, lead, trail):
    assert code_within(lead + code + trail) == code


@given(codes, around, around, st.data())
def test_a_code_with_one_wrong_character_is_never_found(code, lead, trail, data):
    place = data.draw(st.integers(0, LENGTH - 1))
    other = data.draw(st.sampled_from([each for each in ALPHABET if each != code[place]]))
    text = lead + replaced(code, {place: other}) + trail
    assert code_within(text) == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x" * (MOST_AROUND + 1) + CODE, id="in a long text"),
        pytest.param(CODE + CODE, id="twice"),
        pytest.param("6901234567892", id="a parcel's"),
        pytest.param("", id="nothing"),
    ],
)
def test_where_no_code_stands_alone_the_text_stays_as_it_is(text):
    assert code_within(text) == text
