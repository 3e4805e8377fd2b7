"""Before printing: every text that would be a box, or too small to be read, is named with whose it is."""

from dataclasses import replace

import pypdfium2  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepass.passes import serial_of
from gatepass.wording import Language, Refusal, Text
from issuer.cards import Card
from issuer.designs import originals
from issuer.faces import face_of
from issuer.fitting import SMALLEST, faults, lines_of
from issuer.sheets import Layout, cards_pdf, refuse_what_cannot_be_printed, usual
from issuer.stocks import Stock, stocks
from issuer.typefaces import ems, missing
from tests.issuer.printedcards import (
    FORTY_LETTERS,
    FORTY_LETTERS_IN_ONE,
    LONG_COMMUNITY,
    LONG_ENGLISH,
    STAMP,
    TWELVE_CHARACTERS,
    all_kinds,
    car,
    card,
    photo,
)

EACH = [pytest.param(stock, id=stock.name) for stock in stocks()]
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 60 20'><rect width='60' height='20'/></svg>"


def refusal(*cards: Card) -> Refusal:
    with pytest.raises(Refusal) as refused:
        refuse_what_cannot_be_printed(cards, usual(), originals())
    return refused.value


@pytest.mark.parametrize("stock", EACH)
def test_long_names_of_people_and_communities_fit_on_every_stock(stock: Stock) -> None:
    assert list(faults(all_kinds(), face_of(stock))) == []


@pytest.mark.parametrize("stock", EACH)
@pytest.mark.parametrize("name", [FORTY_LETTERS, FORTY_LETTERS_IN_ONE, TWELVE_CHARACTERS])
def test_long_names_fit_beside_photo_stamp_and_logo(stock: Stock, name: str) -> None:
    cards = [
        replace(card(n, name), photo=face, stamp=stamp, community=LONG_COMMUNITY, english=LONG_ENGLISH)
        for n, (face, stamp) in enumerate([(photo(), None), (photo(), STAMP), (None, STAMP)])
    ]
    assert list(faults(cards, face_of(stock), with_logo=True)) == []


@pytest.mark.parametrize("stock", EACH)
def test_the_longest_name_that_fits_is_printed_at_a_size_that_can_be_read(stock: Stock) -> None:
    def fits(length: int) -> bool:
        return not list(faults([card(0, "W" * length)], face_of(stock)))

    longest = next(length for length in range(10, 200) if not fits(length + 1))
    pdf = cards_pdf([card(0, "W" * longest)], Layout(stock), originals())
    sizes = sizes_of("W", pdf)
    assert (len(sizes), SMALLEST <= min(sizes) < SMALLEST * 1.15) == (longest, True)


def sizes_of(character: str, pdf: bytes) -> list[float]:
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        places = [place for place, each in enumerate(page.get_text_range()) if each == character]
        return [float(pypdfium2.raw.FPDFText_GetFontSize(page.raw, place)) for place in places]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        pytest.param(
            "กข", "1号101室 กข（编号000013）“กข”里的“ก”（U+0E01）打印不出来，请在花名册中改用证件上的拼音或通用字",
            id="Thai",
        ),
        pytest.param(
            "王😀", "1号101室 王😀（编号000013）“王😀”里的“😀”（U+1F600）打印不出来，请在花名册中改用证件上的拼音或通用字",
            id="an emoji",
        ),
        pytest.param(
            "W" * 80, f"1号101室 {'W' * 80}（编号000013）姓名“{'W' * 80}”太长，印不清楚，请缩短，或换大一点的纸张",
            id="a name that cannot be read",
        ),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_printed_is_refused_and_names_the_row(name: str, sentence: str) -> None:
    assert refusal(card(0, name), card(1)).sentence(Language.ZH) == sentence


@pytest.mark.parametrize(
    ("source", "where"),
    [
        pytest.param(
            "花名册.xlsx 第17行",
            Text("1号101室 王😀（编号000013，花名册.xlsx 第17行）", "1号101室 王😀 (No. 000013; 花名册.xlsx, row 17)"),
            id="a row of a file",
        ),
        pytest.param(
            "a 1.xlsx 《12号》第17行",
            Text("1号101室 王😀（编号000013，a 1.xlsx 《12号》第17行）", "1号101室 王😀 (No. 000013; a 1.xlsx, sheet 12号, row 17)"),
            id="a row of a sheet",
        ),
        pytest.param("新生儿", Text("1号101室 王😀（编号000013）", "1号101室 王😀 (No. 000013)"), id="somebody added by hand"),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_printed_names_the_row_of_the_file(source: str, where: Text) -> None:
    assert refusal(replace(card(0, "王😀"), source=source)).where == where


def test_a_plate_too_long_to_be_read_from_outside_is_refused() -> None:
    assert refusal(car(0, "沪A 12345 有一块很长的车牌在这里写着")).what.en.endswith("is too long to be read on a card")


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        pytest.param({"community": "长" * 60}, f"the community's name “{'长' * 60}” is too long to be read on a card", id="zh"),
        pytest.param({"english": "W" * 80}, f"the community's English name “{'W' * 80}” is too long to be read on a card", id="en"),
        pytest.param({"english": "Łódź"}, "“Ł” (U+0141) in “Łódź” cannot be printed", id="a letter no font has"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_community_is_told_once_for_all_cards(changed: dict[str, str], what: str) -> None:
    refused = refusal(*(replace(card(n), **changed) for n in range(30)))
    assert (refused.what.en, refused.where) == (what, None)


def test_all_that_cannot_be_printed_is_told_at_once() -> None:
    refused = refusal(card(1, "王😀"), card(2), card(3, "李😀"), card(4, "W" * 80))
    assert refused.what.en.split("; ") == [
        f"1号102室 王😀 (No. {serial_of(2)}): “😀” (U+1F600) in “王😀” cannot be printed",
        f"1号104室 李😀 (No. {serial_of(4)}): “😀” (U+1F600) in “李😀” cannot be printed",
        f"1号201室 {'W' * 80} (No. {serial_of(5)}): the name “{'W' * 80}” is too long to be read on a card",
    ]


def test_more_than_twenty_faults_are_counted() -> None:
    refused = refusal(*(card(n, "王😀") for n in range(33)))
    assert (refused.what.en.count("cannot be printed"), refused.remedy.zh) == (20, "还有13处；请逐个在花名册中改正")


def test_a_logo_takes_room_from_the_community() -> None:
    name = "长" * 32
    cards = [replace(card(), community=name)]
    stock = next(stock for stock in stocks() if stock.name == "l4785")
    refuse_what_cannot_be_printed(cards, Layout(stock), originals())
    with pytest.raises(Refusal):
        refuse_what_cannot_be_printed(cards, Layout(stock), {**originals(), "logo.svg": SVG})


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param(FORTY_LETTERS, ("Maximiliana", "Wolfeschlegelsteinhausenberg"), id="at the blank"),
        pytest.param("Anna Maria von Habsburg", ("Anna Maria", "von Habsburg"), id="at the blank nearest the middle"),
        pytest.param(TWELVE_CHARACTERS, ("古丽巴哈尔·", "阿卜杜克里木"), id="behind the point"),
        pytest.param("Jean-Baptiste", ("Jean-", "Baptiste"), id="behind the hyphen"),
        pytest.param("一二三四五六", ("一二三", "四五六"), id="in the middle"),
        pytest.param("王", ("王", ""), id="one character does not break"),
        pytest.param("", ("", ""), id="nothing does not break"),
        pytest.param("葛\U000e0100", ("葛\U000e0100", ""), id="not before the selector of a variant"),
    ],
)
def test_where_a_text_breaks(text: str, lines: tuple[str, str]) -> None:
    assert lines_of(text, 40) == lines


def test_a_word_too_long_for_its_line_breaks_inside() -> None:
    assert lines_of(FORTY_LETTERS, 25) == ("Maximiliana Wolfesch", "legelsteinhausenberg")


def test_what_stands_behind_the_second_line_makes_it_shorter() -> None:
    assert lines_of("一二三四五六七八", 40, tail=4) == ("一二三四五六", "七八")


@given(
    st.text(
        st.characters(min_codepoint=0x21, max_codepoint=0x9FFF, exclude_categories=("C", "M", "Z")),
        max_size=60,
    )
)
def test_breaking_loses_nothing(text: str) -> None:
    first, second = lines_of(text, 40)
    assert first + second == text


@pytest.mark.parametrize("text", ["㛃𬭎𬙂䶮𬱖𠅤", "김한별", "ヤマダ", "Nguyễn", "Жанна", "葛\U000e0100城", "Zoë"])
def test_these_characters_can_be_printed(text: str) -> None:
    assert missing(text) == ""


def test_widths_are_those_of_the_fonts() -> None:
    assert (ems("王小明"), ems("김"), round(ems("Wi"), 2)) == (3.0, 0.92, 1.15)
