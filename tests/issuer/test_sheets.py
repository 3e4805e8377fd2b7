"""The printed sheets themselves: rendered at 300 dpi, every card is read again, nothing runs over, nothing is a box."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import msgspec
import numpy as np
import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from gatepass.code import Code, code_of
from gatepass.looks import LOOKS, Look, Shape
from gatepass.passes import serial_words
from gatepass.people import CATEGORY_WORDS, Category, Door
from gatepass.wording import Language, Refusal
from issuer.cards import Card
from issuer.designs import originals
from issuer.sheets import Back, Layout, Offset, card_png, cards_pdf, grouped, usual
from issuer.stocks import Stock, stocks

DPI = 300
CARD_MM, MARGIN_MM, INSET_MM, A_SHEET = (90.0, 54.0), (15.0, 13.5), 2.0, 10

FORTY_LETTERS = "Maximiliana Wolfeschlegelsteinhausenberg"
FORTY_LETTERS_IN_ONE = "Hubertblainewolfeschlegelsteinhausenberg"
TWELVE_CHARACTERS = "古丽巴哈尔·阿卜杜克里木"
LONG_COMMUNITY = "上海市长宁区虹桥街道长虹路第一百二十八弄长虹花园小区东区"
LONG_ENGLISH = "Changhong Garden Residential Community East, Lane 128 Changhong Road, Hongqiao, Shanghai"

Picture = NDArray[np.uint8]


def card(n: int = 0, name: str = "王小明", category: Category = Category.OWNER) -> Card:
    serial = f"{n:06d}"
    code = code_of(b"a pass key", "ABCD", serial, 1)
    door = Door(1 + n // 20, 100 * (1 + n // 4 % 5) + 1 + n % 4)
    return Card("长虹小区", "Changhong", door, name, LOOKS[category], serial, 1, date(2027, 12, 31), code)


def spare(n: int) -> Card:
    return replace(card(n), door=None, name="")


def printed(cards: Sequence[Card], folder: Path, start_at: int = 1) -> Path:
    out = folder / "cards.pdf"
    out.write_bytes(cards_pdf(cards, replace_layout(start_at=start_at), originals()))
    return out


def replace_layout(**changes: object) -> Layout:
    return msgspec.structs.replace(usual(), **changes)


def pages(pdf: Path) -> Iterator[Picture]:
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield page.render(scale=DPI / 72).to_numpy()


def text_of(pdf: Path) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def boxes(page: Picture) -> list[Picture]:
    """The cards of a page, row by row, as cut."""
    return [page[top : top + size[0], left : left + size[1]] for top, left, size in cuts()]


def cuts() -> Iterator[tuple[int, int, tuple[int, int]]]:
    for row in range(5):
        for column in range(2):
            top, left = MARGIN_MM[1] + row * CARD_MM[1], MARGIN_MM[0] + column * CARD_MM[0]
            yield pixels(top), pixels(left), (pixels(CARD_MM[1]), pixels(CARD_MM[0]))


def pixels(millimetres: float) -> int:
    return round(millimetres / 25.4 * DPI)


def codes_on(pdf: Path) -> list[str]:
    return [found.text for page in pages(pdf) for box in boxes(page) for found in zxingcpp.read_barcodes(box)]


def is_empty(box: Picture) -> bool:
    inset = pixels(INSET_MM)
    return bool((box[inset:-inset, inset:-inset] == 255).all())


def codes(cards: Sequence[Card]) -> list[Code]:
    return [item.code for item in cards]


def test_every_card_is_read_again_in_order(tmp_path: Path) -> None:
    cards = [card(n, category=list(Category)[n % 5]) for n in range(43)] + [spare(n) for n in range(43, 47)]
    assert codes_on(printed(cards, tmp_path)) == codes(cards)


@pytest.mark.parametrize("start_at", range(1, A_SHEET + 1))
def test_printing_starts_at_any_position_of_the_first_sheet(start_at: int, tmp_path: Path) -> None:
    cards = [card(n) for n in range(12)]
    pdf = printed(cards, tmp_path, start_at)
    first = boxes(next(pages(pdf)))
    assert [is_empty(box) for box in first] == [n + 1 < start_at for n in range(A_SHEET)]
    assert codes_on(pdf) == codes(cards)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(replace(card(), name=FORTY_LETTERS), id="a name of 40 letters"),
        pytest.param(replace(card(), name=FORTY_LETTERS_IN_ONE), id="a name of 40 letters without a blank"),
        pytest.param(replace(card(), name=TWELVE_CHARACTERS), id="a name of 12 characters"),
        pytest.param(replace(card(), door=Door(112, 3302, "A"), issue=99), id="the longest door"),
        pytest.param(replace(card(), community=LONG_COMMUNITY, english=LONG_ENGLISH), id="a long community"),
        pytest.param(replace(card(), serial="1234567890123456789012"), id="a long serial"),
    ],
)
def test_no_text_runs_out_of_its_card(changed: Card, tmp_path: Path) -> None:
    usual, other = (boxes(next(pages(printed([item], tmp_path)))) for item in (card(), changed))
    edge = pixels(INSET_MM)
    for box in (usual[0], other[0]):
        inside = box.copy()
        inside[edge:-edge, edge:-edge] = 255
        inside[:12], inside[-12:], inside[:, :12], inside[:, -12:] = 255, 255, 255, 255
        assert (inside == 255).all()
    assert all(is_empty(box) for box in other[1:])
    assert (usual[0][:, -pixels(4) : -pixels(3)][pixels(13) : -pixels(8)] == 255).all()
    assert (other[0][:, -pixels(4) : -pixels(3)][pixels(13) : -pixels(8)] == 255).all()
    assert [found.text for found in zxingcpp.read_barcodes(other[0])] == [changed.code]


def test_the_symbol_is_at_least_22_millimetres_wide(tmp_path: Path) -> None:
    (found,) = zxingcpp.read_barcodes(next(pages(printed([card()], tmp_path))))
    width = found.position.top_right.x - found.position.top_left.x
    assert width >= pixels(22)


def test_four_modules_around_the_symbol_are_white(tmp_path: Path) -> None:
    page = next(pages(printed([card()], tmp_path)))
    (found,) = zxingcpp.read_barcodes(page)
    (left, top), (right, bottom) = (
        (corner.x, corner.y) for corner in (found.position.top_left, found.position.bottom_right)
    )
    quiet, blur = (right - left) * 4 // 25 - 3, 3
    zone = page[top - quiet : bottom + quiet, left - quiet : right + quiet].copy()
    zone[quiet - blur : blur - quiet, quiet - blur : blur - quiet] = 255
    assert (zone == 255).all()


def test_rare_characters_are_printed(tmp_path: Path) -> None:
    rare = "㛃𬭎𬙂䶮𬱖𠅤"
    text = text_of(printed([card(n, name=f"王{character}") for n, character in enumerate(rare)], tmp_path))
    assert [character for character in rare if f"王{character}" in text] == list(rare)


@pytest.mark.parametrize("category", Category)
def test_every_category_prints_its_word_in_both_languages(category: Category, tmp_path: Path) -> None:
    text, words = text_of(printed([card(category=category)], tmp_path)), CATEGORY_WORDS[category]
    assert (words.zh in text, words.en in text) == (True, True)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        pytest.param(
            "กข", "1号101室 กข（编号000000）“กข”里的“ก”（U+0E01）打印不出来，请在花名册中改用证件上的拼音或通用字",
            id="Thai",
        ),
        pytest.param(
            "王😀", "1号101室 王😀（编号000000）“王😀”里的“😀”（U+1F600）打印不出来，请在花名册中改用证件上的拼音或通用字",
            id="an emoji",
        ),
    ],
)  # fmt: skip
def test_a_missing_glyph_is_refused_before_printing_and_names_the_row(name: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        printed([replace(card(), name=name), card(1)], tmp_path)
    assert refused.value.sentence(Language.ZH) == sentence
    assert list(tmp_path.iterdir()) == []


def test_no_cards_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        printed([], tmp_path)
    assert str(refused.value) == "there are no cards to print; issue passes first, or check the stairwell"


@pytest.mark.parametrize("start_at", [0, 11])
def test_a_start_off_the_sheet_is_refused(start_at: int, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        printed([card()], tmp_path, start_at)
    assert str(refused.value) == f"a sheet has no position {start_at}; give 1 to 10"


def test_a_broken_template_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        cards_pdf([card()], usual(), originals() | {"cards.typ": b"#let colour = "})
    assert refused.value.remedy.en == "correct it, or go back to the one that came with the program"


def test_the_same_cards_give_the_same_bytes(tmp_path: Path) -> None:
    cards = [card(n) for n in range(25)]
    assert printed(cards, tmp_path).read_bytes() == printed(cards, tmp_path).read_bytes()


def test_progress_is_told_of_every_sheet_and_of_the_end() -> None:
    told: list[tuple[int, int]] = []
    cards_pdf([card(n) for n in range(25)], usual(), originals(), progress=lambda *now: told.append(now))
    assert told == [(0, 25), (10, 25), (20, 25), (25, 25)]


@pytest.mark.parametrize(("serial", "spoken"), [("000123", "000 123"), ("0001234", "0 001 234"), ("12", "12")])
def test_a_serial_is_grouped_in_threes_from_its_end(serial: str, spoken: str) -> None:
    assert grouped(serial) == spoken


def places(stock: Stock, page: Picture) -> list[str]:
    """The code in each place of a sheet of a stock, empty where there is none."""
    found = []
    for row in range(stock.rows):
        for column in range(stock.columns):
            left, top = pixels(stock.left + column * stock.step_x), pixels(stock.top + row * stock.step_y)
            cut = page[top : top + pixels(stock.height), left : left + pixels(stock.width)]
            read = zxingcpp.read_barcodes(np.ascontiguousarray(cut))
            found.append(read[0].text if read else "")
    return found


@pytest.mark.parametrize("stock", [pytest.param(stock, id=stock.name) for stock in stocks()])
def test_every_stock_has_its_cards_where_it_says(stock: Stock, tmp_path: Path) -> None:
    cards = [card(n) for n in range(stock.per_sheet)]
    pdf = tmp_path / "cards.pdf"
    pdf.write_bytes(cards_pdf(cards, Layout(stock), originals()))
    (page,) = pages(pdf)
    assert places(stock, page) == codes(cards)


@pytest.mark.parametrize("stock", [pytest.param(stock, id=stock.name) for stock in stocks()])
def test_a_symbol_is_at_least_22_mm_wide_on_every_stock(stock: Stock, tmp_path: Path) -> None:
    pdf = tmp_path / "card.pdf"
    pdf.write_bytes(cards_pdf([card()], Layout(stock), originals()))
    (page,) = pages(pdf)
    (found,) = zxingcpp.read_barcodes(page)
    width = found.position.top_right.x - found.position.top_left.x
    assert width / DPI * 25.4 >= 21.8  # the corners are found to a pixel or two


@pytest.mark.parametrize("edge", [Back.LONG_EDGE, Back.SHORT_EDGE])
def test_every_back_lies_behind_its_front(edge: Back, tmp_path: Path) -> None:
    cards = [replace(card(n), look=replace_look(n)) for n in range(3)]
    pdf = tmp_path / "cards.pdf"
    pdf.write_bytes(cards_pdf(cards, replace_layout(back=edge), originals()))
    front, back = pages(pdf)
    turned = back[:, ::-1] if edge is Back.LONG_EDGE else back[::-1]
    inked = [[not is_empty(box) for box in boxes(side)] for side in (front, np.ascontiguousarray(turned))]
    assert inked[0] == inked[1] == [True] * 3 + [False] * 7


def replace_look(n: int) -> Look:
    return list(LOOKS.values())[n]


def test_a_photo_a_stamp_and_the_words_of_the_serial_are_on_the_card(tmp_path: Path) -> None:
    picture = BytesIO()
    Image.new("RGB", (300, 400), (200, 30, 40)).save(picture, "JPEG")
    plain, full = (
        card(),
        replace(card(), photo=picture.getvalue(), stamp=Look("春", "Spring", "#00aa00", Shape.STAR, "春")),
    )
    (before,) = pages(printed([plain], tmp_path))
    (after,) = pages(printed([full], tmp_path))
    red = (np.abs(after.astype(int) - (40, 30, 200)).sum(axis=2) < 40) | (
        np.abs(after.astype(int) - (200, 30, 40)).sum(axis=2) < 40
    )
    assert red.sum() > pixels(10) * pixels(13)
    assert not np.array_equal(before, after)
    words = serial_words(card().serial)
    text = text_of(printed([full], tmp_path))
    assert words.zh in text


def test_a_picture_for_a_phone_is_upright_and_is_read_again() -> None:
    picture = Image.open(BytesIO(card_png(card(), originals())))
    assert picture.width == 1080 < picture.height
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [card().code]


def test_an_offset_moves_the_whole_sheet(tmp_path: Path) -> None:
    pdf = tmp_path / "moved.pdf"
    pdf.write_bytes(cards_pdf([card()], replace_layout(offset=Offset(3.0, 5.0, 1.0)), originals()))
    usual_page, moved = next(pages(printed([card()], tmp_path))), next(pages(pdf))
    (before,), (after,) = zxingcpp.read_barcodes(usual_page), zxingcpp.read_barcodes(moved)
    shift = (
        after.position.top_left.x - before.position.top_left.x,
        after.position.top_left.y - before.position.top_left.y,
    )
    assert [round(got / DPI * 25.4, 0) for got in shift] == [3, 5]


def test_all_texts_that_cannot_be_printed_are_told_at_once() -> None:
    with pytest.raises(Refusal) as refused:
        cards_pdf([card(1, "王😀"), card(2, "李😀")], usual(), originals())
    assert refused.value.what.en.count("cannot be printed") == 2


def test_a_name_that_could_not_be_read_is_found_before_printing() -> None:
    with pytest.raises(Refusal) as refused:
        cards_pdf([card(1, "W" * 60)], usual(), originals())
    assert refused.value.what.en == f"the name “{'W' * 60}” is too long to be read on a card"
