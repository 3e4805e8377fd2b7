"""Validators: what people write in rosters and at gates, taken in its usual spellings and refused with a remedy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepass.documents import parse_document, parse_document_kind
from gatepass.people import Category, DocumentKind, Sex
from gatepass.validators import (
    Mistyped,
    masked_plate,
    masked_tail,
    parse_category,
    parse_name,
    parse_phone,
    parse_plate,
    parse_sex,
    parse_temperature,
)
from gatepass.wording import Language, Refusal


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("王伟", "王伟", id="a common name"),
        pytest.param("王㛃", "王㛃", id="㛃 of extension A"),
        pytest.param("李𬭎", "李𬭎", id="𬭎 of extension E"),
        pytest.param("张𬙂", "张𬙂", id="𬙂 of extension E"),
        pytest.param("䶮", "䶮", id="䶮 alone"),
        pytest.param("赵𬱖", "赵𬱖", id="𬱖 of extension E"),
        pytest.param("𠅤", "𠅤", id="𠅤 of extension B"),
        pytest.param("武〇", "武〇", id="the character 〇"),
        pytest.param("O'Brien", "O'Brien", id="O'Brien"),
        pytest.param("O’Brien", "O’Brien", id="O'Brien with a printer's apostrophe"),
        pytest.param("'t Hooft", "'t Hooft", id="a name that begins with an apostrophe"),
        pytest.param("阿依古丽·买买提", "阿依古丽·买买提", id="a Uyghur name"),
        pytest.param("阿依古丽•买买提", "阿依古丽•买买提", id="a Uyghur name with a fat dot"),
        pytest.param("Jean-Pierre", "Jean-Pierre", id="a double name"),
        pytest.param("José Müller", "José Müller", id="accents"),
        pytest.param("Дмитрий", "Дмитрий", id="Cyrillic"),
        pytest.param("ไพศาล", "ไพศาล", id="Thai with its marks"),
        pytest.param("김민준", "김민준", id="Korean"),
        pytest.param("J. R. Smith", "J. R. Smith", id="initials"),
        pytest.param("　王　伟　", "王 伟", id="full-width blanks"),
        pytest.param("王伟（租客）", "王伟(租客)", id="a note in brackets"),
        pytest.param("王" * 60, "王" * 60, id="60 characters"),
    ],
)
def test_a_name_is_taken(text, name):
    assert parse_name(text) == name


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("", "is empty", id="empty"),
        pytest.param(" 　\t", "is empty", id="blanks alone"),
        pytest.param("王" * 61, "has 61 characters", id="61 characters"),
        pytest.param("王伟\n李娜", "contains a line break", id="two people in one cell"),
        pytest.param("王\t伟", "contains a line break", id="a tab"),
        pytest.param("王\x00伟", "contains a line break", id="a zero byte"),
        pytest.param("王伟\u2028李娜", "contains a line break", id="a line separator"),
        pytest.param("王伟\u2029李娜", "contains a line break", id="a paragraph separator"),
        pytest.param("<b>王伟</b>", "no name has: <", id="HTML"),
        pytest.param("王&amp;伟", "no name has: &", id="an HTML entity"),
        pytest.param("=1+1", "is not a name", id="a formula"),
        pytest.param('=HYPERLINK("http://x")', "no name has: =", id="a formula with a link"),
        pytest.param("+王伟", r"no name has: \+", id="a formula that begins with a plus"),
        pytest.param("@王伟", "no name has: @", id="a formula that begins with an at"),
        pytest.param("-王伟", "no name has: -", id="a formula that begins with a minus"),
        pytest.param("王伟2", "no name has: 2", id="a digit"),
        pytest.param("王伟２", "no name has: 2", id="a full-width digit"),
        pytest.param("13812345678", "is not a name", id="a phone number"),
        pytest.param("=A+B", "no name has: =", id="a formula of letters"),
        pytest.param("王伟?", r"no name has: \?", id="a question mark"),
        pytest.param("王�", "U\\+FFFD", id="a character lost in conversion"),
        pytest.param("王\ue000", "U\\+E000", id="a private-use character"),
        pytest.param("王\u202e伟", "U\\+202E", id="text turned round"),
        pytest.param("王\u200b伟", "U\\+200B", id="an invisible blank"),
        pytest.param("王\ud842", "U\\+D842", id="half a character"),
        pytest.param("-", "is not a name", id="a hyphen for nobody"),
        pytest.param("·", "is not a name", id="a dot for nobody"),
        pytest.param("'", "is not a name", id="an apostrophe alone"),
    ],
)
def test_what_is_no_name_is_refused(text, fault):
    with pytest.raises(Refusal, match=fault):
        parse_name(text)


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        pytest.param("13812345678", "+8613812345678", id="a mobile"),
        pytest.param("138 1234 5678", "+8613812345678", id="in groups"),
        pytest.param("138-1234-5678", "+8613812345678", id="with hyphens"),
        pytest.param("１３８１２３４５６７８", "+8613812345678", id="in full width"),
        pytest.param("+86 138 1234 5678", "+8613812345678", id="with +86"),
        pytest.param("0086 13812345678", "+8613812345678", id="with 0086"),
        pytest.param("021-62345678", "+862162345678", id="a landline in Shanghai"),
        pytest.param("(0571) 8765 4321", "+8657187654321", id="a landline with brackets"),
        pytest.param("+852 9123 4567", "+85291234567", id="Hong Kong"),
        pytest.param("+44 20 7946 0958", "+442079460958", id="London"),
    ],
)
def test_a_phone_is_taken_in_e164(text, phone):
    assert parse_phone(text) == phone


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("1381234567", "1 digit short", id="one digit short"),
        pytest.param("138123456789", "1 digit too many", id="one digit too many"),
        pytest.param("12345678901", "is not a phone number", id="11 digits of no network"),
        pytest.param("62345678", "is not a phone number", id="a landline without its area code"),
        pytest.param("", "is not a phone number", id="nothing"),
        pytest.param("无", "is not a phone number", id="a word"),
        pytest.param("13812345678/13912345678", "is not a phone number", id="two phones in one cell"),
        pytest.param("13812345678转12", "is not a phone number", id="an extension"),
        pytest.param("1.38123E+10", "scientific notation", id="a number a spreadsheet has rounded"),
        pytest.param("+999123456", "is not a phone number", id="a country that does not exist"),
    ],
)
def test_what_is_no_phone_is_refused(text, fault):
    with pytest.raises(Refusal, match=fault):
        parse_phone(text)


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        pytest.param("沪A12345", "沪A12345", id="a car"),
        pytest.param("沪a·12345", "沪A12345", id="with a dot and a small letter"),
        pytest.param("沪 A 12345", "沪A12345", id="with blanks"),
        pytest.param("沪Ａ１２３４５", "沪A12345", id="in full width"),
        pytest.param("沪AD12345", "沪AD12345", id="an electric car"),
        pytest.param("沪A12345D", "沪A12345D", id="an electric lorry"),
        pytest.param("京A1234警", "京A1234警", id="police"),
        pytest.param("粤Z1234港", "粤Z1234港", id="Hong Kong on the mainland"),
        pytest.param("沪A1234学", "沪A1234学", id="a driving school"),
        pytest.param("沪A1234挂", "沪A1234挂", id="a trailer"),
    ],
)
def test_a_plate_is_taken_in_capitals(text, plate):
    assert parse_plate(text) == plate


@pytest.mark.parametrize(
    "text", ["", "无", "A12345", "沪12345", "沪A1234", "沪A1234567", "沪A123 4<", "冖A12345", "=沪A12345", "沪A١٢٣٤٥"]
)
def test_what_is_no_plate_is_refused(text):
    with pytest.raises(Refusal, match="is not a licence plate"):
        parse_plate(text)


@pytest.mark.parametrize(
    ("text", "celsius"),
    [
        pytest.param("36.5", 36.5, id="36.5"),
        pytest.param("365", 36.5, id="365 means 36.5"),
        pytest.param("3650", 36.5, id="3650 means 36.50"),
        pytest.param("36", 36.0, id="36 whole"),
        pytest.param("36.55", 36.55, id="two decimals"),
        pytest.param("３６．５", 36.5, id="in full width"),
        pytest.param("３６５", 36.5, id="365 in full width"),
        pytest.param("36,5", 36.5, id="a comma"),
        pytest.param("36。5", 36.5, id="a Chinese full stop"),
        pytest.param(" 36.5 ℃ ", 36.5, id="with its unit"),
        pytest.param("36.5°C", 36.5, id="with its unit in two characters"),
        pytest.param("373", 37.3, id="373 means 37.3"),
        pytest.param("30", 30.0, id="30.0 is the coldest"),
        pytest.param("42.2", 42.2, id="42.2 is the hottest"),
        pytest.param("97.7", 36.5, id="97.7 can only be Fahrenheit"),
        pytest.param("977", 36.5, id="977 can only be Fahrenheit"),
        pytest.param("97.7F", 36.5, id="Fahrenheit with its letter"),
        pytest.param("97.7 °f", 36.5, id="Fahrenheit with its sign"),
        pytest.param("98.6℉", 37.0, id="Fahrenheit with its sign in one character"),
        pytest.param("1004", 38.0, id="1004 is 100.4 °F"),
        pytest.param("100.4", 38.0, id="100.4 °F"),
        pytest.param("99.1", 37.28, id="99.1 °F is under 37.3 and not rounded up to it"),
        pytest.param("86F", 30.0, id="86 °F is the coldest"),
        pytest.param("99F", 37.22, id="99 with its letter"),
        pytest.param("99", 37.22, id="99 whole is Fahrenheit"),
        pytest.param("102F", 38.89, id="102 with its letter"),
        pytest.param("102 °F", 38.89, id="102 with its sign"),
        pytest.param("１０２℉", 38.89, id="102 in full width with its sign"),
        pytest.param("100F", 37.78, id="100 with its letter"),
        pytest.param("104F", 40.0, id="104 with its letter"),
        pytest.param("102", 38.89, id="102 whole is Fahrenheit"),
        pytest.param("104", 40.0, id="104 whole is Fahrenheit"),
        pytest.param("90", 32.22, id="90 is the lowest whole Fahrenheit"),
        pytest.param("108", 42.22, id="108 is the highest"),
        pytest.param("1020", 38.89, id="1020 is 102.0"),
        pytest.param("410", 41.0, id="410 is 41.0"),
    ],
)
def test_a_temperature_is_read_as_the_volunteer_types_it(text, celsius):
    assert parse_temperature(text) == celsius


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("73.3", id="73.3 is exchanged digits"),
        pytest.param("733", id="733 is exchanged digits"),
        pytest.param("3.65", id="3.65 is a slip of the point"),
        pytest.param("97.7C", id="97.7 that is said to be Celsius"),
        pytest.param("36.5F", id="36.5 that is said to be Fahrenheit"),
        pytest.param("89", id="89 alone, which is rather a slip"),
        pytest.param("109", id="109 alone, which is rather a slip"),
        pytest.param("102C", id="102 that is said to be Celsius"),
        pytest.param("10.2", id="10.2 is no body in either"),
        pytest.param("85.9", id="85.9 °F is no living forehead"),
        pytest.param("108.1", id="108.1 °F is no living forehead"),
        pytest.param("29.9", id="29.9 is no living forehead"),
        pytest.param("42.3", id="42.3 is no living forehead"),
        pytest.param("450", id="450, the air over a road"),
        pytest.param("36.555", id="three decimals"),
        pytest.param("36500", id="five digits"),
        pytest.param("-36.5", id="a minus"),
        pytest.param("36..5", id="two points"),
        pytest.param("36 5", id="a blank for a point"),
        pytest.param("", id="nothing"),
        pytest.param("高", id="a word"),
        pytest.param("nan", id="no number"),
        pytest.param("inf", id="infinity"),
        pytest.param("3e1", id="scientific notation"),
    ],
)
def test_what_is_no_body_temperature_is_refused(text):
    with pytest.raises(Refusal, match="is not a body temperature"):
        parse_temperature(text)


@pytest.mark.parametrize(
    ("typed", "guess"),
    [
        pytest.param("3.65", 36.5, id="the point slipped to the left"),
        pytest.param("36 5", 36.5, id="a blank for a point"),
        pytest.param("36500", 36.5, id="too many noughts"),
        pytest.param("036.5", 36.5, id="a nought before it"),
        pytest.param("73.3", 37.3, id="the first two digits exchanged"),
        pytest.param("63", 36.0, id="two digits exchanged"),
        pytest.param("29.9", None, id="a cold wall"),
        pytest.param("450", None, id="no body, and nobody can tell what was meant"),
        pytest.param("83.5", 38.5, id="hot, with the first two digits exchanged"),
        pytest.param("120", None, id="the ambulance"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_slip_of_the_finger_is_refused_with_what_was_probably_meant(typed, guess):
    with pytest.raises(Mistyped) as refused:
        parse_temperature(typed)
    assert refused.value.guess == guess
    assert (f"did you mean {guess}?" in str(refused.value)) == (guess is not None)


@given(st.text("0123456789.,CF℃℉ ", max_size=7))
def test_whatever_is_typed_is_a_body_temperature_or_refused_with_a_guess_that_is_one(typed):
    try:
        assert 30.0 <= parse_temperature(typed) <= 42.22
    except Mistyped as refused:
        assert refused.guess is None or parse_temperature(str(refused.guess)) == refused.guess


@given(st.integers(900, 1080))
def test_tenths_of_fahrenheit_mean_the_same_with_a_point_with_a_letter_and_without(tenths):
    pointed = f"{tenths / 10:.1f}"
    read = {parse_temperature(text) for text in (str(tenths), pointed, f"{pointed}F", f"{tenths}F")}
    assert read == {round((tenths / 10 - 32) / 1.8, 2)}


@given(st.integers(90, 108))
def test_whole_fahrenheit_means_the_same_with_a_letter_and_without(degrees):
    assert parse_temperature(str(degrees)) == parse_temperature(f"{degrees} °F") == parse_temperature(f"{degrees}.0")


@given(st.decimals(30, 42, places=1))
def test_three_digits_mean_the_same_as_with_a_point(celsius):
    assert parse_temperature(str(celsius).replace(".", "")) == parse_temperature(str(celsius)) == float(celsius)


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        pytest.param("男", Sex.MALE, id="男"),
        pytest.param("女", Sex.FEMALE, id="女"),
        pytest.param(" F ", Sex.FEMALE, id="F"),
        pytest.param("Male", Sex.MALE, id="Male"),
    ],
)
def test_a_sex_is_known_by_its_words(text, sex):
    assert parse_sex(text) == sex


@pytest.mark.parametrize(
    ("text", "category"),
    [
        pytest.param("业主", Category.OWNER, id="an owner"),
        pytest.param("租户", Category.TENANT, id="a tenant by another word"),
        pytest.param("保姆", Category.CARER, id="a carer by trade"),
        pytest.param("staff", Category.STAFF, id="in English"),
    ],
)
def test_a_category_is_known_by_its_words(text, category):
    assert parse_category(text) == category


@pytest.mark.parametrize("parse", [parse_sex, parse_category])
def test_a_word_nobody_knows_is_refused(parse):
    with pytest.raises(Refusal, match="“宠物” is no"):
        parse("宠物")


@pytest.mark.parametrize(
    "parse",
    [
        parse_name,
        parse_phone,
        parse_plate,
        parse_temperature,
        parse_sex,
        parse_category,
        parse_document_kind,
        *[
            pytest.param(lambda text, kind=kind: parse_document(kind, text), id=str(kind))
            for kind in (None, *DocumentKind)
        ],
    ],
)
@given(text=st.text(st.characters(exclude_categories=()), max_size=24) | st.text("0123456789Ee+-.XHM ", max_size=24))
def test_any_text_is_taken_or_refused_with_a_remedy_in_both_languages(parse, text):
    try:
        parse(text)
    except Refusal as refused:
        assert [bool(refused.remedy.to(language)) for language in Language] == [True, True]


@pytest.mark.parametrize(
    ("masked", "shown"),
    [
        pytest.param(masked_tail("11010519491231002X"), "**************002X", id="an ID number"),
        pytest.param(masked_tail("+8613812345678"), "**********5678", id="a phone"),
        pytest.param(masked_tail("12345"), "****2345", id="five digits do not tell their length"),
        pytest.param(masked_tail("1234"), "****", id="four digits show nothing"),
        pytest.param(masked_tail(""), "****", id="nothing shows nothing"),
        pytest.param(masked_plate("沪A12345"), "沪A***45", id="a plate"),
        pytest.param(masked_plate("沪AD12345"), "沪A****45", id="an electric car's plate"),
    ],
)
def test_what_is_masked_shows_its_end_alone(masked, shown):
    assert masked == shown
