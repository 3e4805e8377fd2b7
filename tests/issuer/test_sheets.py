"""The printed sheets themselves: rendered at 300 dpi, every card is read again, nothing runs over, nothing is a box."""

import re
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

import msgspec
import numpy as np
import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp
from PIL import Image

from gatepass.code import Code
from gatepass.looks import LOOKS, Look, Shape
from gatepass.passes import serial_words
from gatepass.people import CATEGORY_WORDS, Category
from gatepass.wording import Refusal
from issuer.cards import Card
from issuer.designs import originals
from issuer.faces import face_of
from issuer.sheets import WHOLE, Back, Layout, Offset, card_png, cards_pdf, grouped, usual
from issuer.stocks import DEFAULT, Stock, stock_named, stocks
from tests.issuer.printedcards import (
    DPI,
    STAMP,
    Picture,
    all_kinds,
    car,
    card,
    codes_in,
    corners,
    is_empty,
    pages,
    photo,
    pixels,
    places,
    spare,
    text_of,
)

EACH = [pytest.param(stock, id=stock.name) for stock in stocks()]
A4 = stock_named(DEFAULT)
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 30 20'><rect width='30' height='20' fill='#ff00ff'/></svg>"


def printed(cards: Sequence[Card], stock: Stock = A4, **changes: object) -> bytes:
    return cards_pdf(cards, msgspec.structs.replace(Layout(stock), **changes), originals())


def codes(cards: Sequence[Card]) -> list[Code]:
    return [item.code for item in cards]


def codes_on(pdf: bytes, stock: Stock = A4) -> list[str]:
    return [code for page in pages(pdf) for place in places(stock, page) for code in codes_in(place)]


def inked(page: Picture, stock: Stock = A4) -> list[bool]:
    return [not is_empty(place) for place in places(stock, page)]


def same(one: Picture, other: Picture) -> bool:
    """Whether two renderings differ by no more than a rounded half pixel does."""
    return bool((np.abs(one.astype(int) - other).max(axis=2) > 96).mean() < 0.03)


# --- every stock ---


@pytest.mark.parametrize("stock", EACH)
def test_every_kind_of_card_is_read_again_at_its_place(stock: Stock) -> None:
    cards = (all_kinds() * 2)[: stock.per_sheet] if stock.per_sheet > 1 else all_kinds()
    found = [
        (number, code)
        for number, page in enumerate(pages(printed(cards, stock)))
        for place in places(stock, page)
        for code in codes_in(place)
    ]
    assert found == [(number // stock.per_sheet, item.code) for number, item in enumerate(cards)]


@pytest.mark.parametrize("stock", EACH)
def test_nothing_is_printed_outside_a_card_or_over_its_frame(stock: Stock) -> None:
    face = face_of(stock)
    for page in pages(printed(all_kinds()[: max(stock.per_sheet, 8)], stock)):
        for place in places(stock, page)[:8]:
            inner = place.copy()
            edge = pixels(face.inset) - 3
            inner[edge:-edge, edge:-edge] = 255
            assert is_empty(inner, 2.0)
            top, bottom = pixels(face.inset + face.banner) + 3, pixels(stock.height - face.inset - face.foot) - 5
            beside_the_frame = place[top:bottom, -pixels(face.inset + 1.7) : -pixels(face.inset) - 4]
            assert (beside_the_frame == 255).all()


@pytest.mark.parametrize("stock", EACH)
def test_the_symbol_is_22_mm_wide_with_four_white_modules_around_it(stock: Stock) -> None:
    face = face_of(stock)
    place = places(stock, pages(printed([card()], stock))[0])[0]
    (found,) = zxingcpp.read_barcodes(place)
    (left, top), (right, bottom) = ((at.x, at.y) for at in (found.position.top_left, found.position.bottom_right))
    assert (right - left, bottom - top) == pytest.approx((pixels(face.symbol), pixels(face.symbol)), abs=4)
    assert face.symbol >= 22
    quiet, blur = pixels(face.quiet) - 2, 3
    zone = place[top - quiet : bottom + quiet, left - quiet : right + quiet].copy()
    zone[quiet - blur : blur - quiet, quiet - blur : blur - quiet] = 255
    assert (zone == 255).all()


@pytest.mark.parametrize("stock", EACH)
@pytest.mark.parametrize(
    ("item", "lines"),
    [
        pytest.param(replace(card(3), issue=2), 6, id="words in one line"),
        pytest.param(replace(card(3), stamp=STAMP), 7, id="words in two lines"),
        pytest.param(replace(card(3), stamp=STAMP, photo=photo()), 7, id="beside a photo"),
    ],
)
def test_no_line_of_a_card_touches_another(item: Card, lines: int, stock: Stock) -> None:
    face = face_of(stock)
    place = places(stock, pages(printed([item], stock))[0])[0]
    top, bottom = pixels(face.inset + face.banner) + 4, pixels(stock.height - face.inset - face.foot) - 4
    column = place[top:bottom, pixels(face.text_left) : pixels(face.text_left + 12)]
    ink = (column < 200).any(axis=(1, 2))
    assert int((np.diff(ink.astype(int)) == 1).sum()) == lines


@pytest.mark.parametrize("edge", [Back.LONG_EDGE, Back.SHORT_EDGE])
@pytest.mark.parametrize("stock", EACH)
def test_every_back_lies_behind_its_front(stock: Stock, edge: Back) -> None:
    cards = [card(n) for n in range(max(1, stock.per_sheet - 1))]
    pdf = printed(cards, stock, back=edge)
    behind = [serial_in(pdf, 1, stock, turned(corner, stock, edge)) for corner in corners(stock)]
    empty = [""] * (stock.per_sheet - len(cards))
    assert behind == [grouped(item.serial) for item in cards] + empty


def turned(corner: tuple[float, float], stock: Stock, edge: Back) -> tuple[float, float]:
    """The corner of the place behind, as the back page has it: turned over its long (upright) or its short edge."""
    x, y = corner
    if edge is Back.LONG_EDGE:
        return stock.page[0] - x - stock.width, y
    return x, stock.page[1] - y - stock.height


def serial_in(pdf: bytes, number: int, stock: Stock, corner: tuple[float, float]) -> str:
    """The serial that a page says at a place."""
    with pypdfium2.PdfDocument(pdf) as document:
        page, point = document[number], 72 / 25.4
        left, top = corner[0] * point, page.get_height() - corner[1] * point
        text = page.get_textpage().get_text_bounded(left, top - stock.height * point, left + stock.width * point, top)
    found = re.search(r"\d{3} \d{3}", text)
    return found[0] if found else ""


def test_backs_turned_on_the_short_edge_stand_upside_down() -> None:
    long, short = (pages(printed([card()], back=edge))[1] for edge in (Back.LONG_EDGE, Back.SHORT_EDGE))
    upright, reversed_ = places(A4, long)[1], places(A4, short)[8]
    assert [heading_is_above(place) for place in (upright, reversed_)] == [True, False]


def heading_is_above(back: Picture) -> bool:
    """Whether the coloured heading of a back is in its upper half."""
    coloured = (back < 200).mean(axis=(1, 2)) > 0.6
    return bool(coloured[: len(back) // 2].sum() > coloured[len(back) // 2 :].sum())


def test_a_sheet_is_a_front_and_a_back_in_turn() -> None:
    sheets = pages(printed([card(n) for n in range(12)], back=Back.LONG_EDGE))
    assert [bool(codes_in(page)) for page in sheets] == [True, False, True, False]


# --- where printing starts, and where the printer is off ---


@pytest.mark.parametrize("start_at", [1, 2, 5, 10])
def test_printing_starts_at_any_position_of_the_first_sheet(start_at: int) -> None:
    cards = [card(n) for n in range(12)]
    pdf = printed(cards, start_at=start_at)
    assert inked(pages(pdf)[0]) == [n + 1 >= start_at for n in range(10)]
    assert codes_on(pdf) == codes(cards)


@pytest.mark.parametrize("start_at", [0, 11])
def test_a_start_off_the_sheet_is_refused(start_at: int) -> None:
    with pytest.raises(Refusal) as refused:
        printed([card()], start_at=start_at)
    assert str(refused.value) == f"a sheet has no position {start_at}; give 1 to 10"


def test_no_cards_are_refused() -> None:
    with pytest.raises(Refusal) as refused:
        printed([])
    assert str(refused.value) == "there are no cards to print; issue passes first, or check the stairwell"


@pytest.mark.parametrize("back", [Back.NONE, Back.LONG_EDGE])
def test_an_offset_moves_the_whole_sheet(back: Back) -> None:
    cards = [card(n) for n in range(2)]
    before, after = (pages(printed(cards, back=back, offset=offset)) for offset in (Offset(), Offset(3.0, 5.0, 1.0)))
    for one, other in zip(before, after, strict=True):
        assert same(one[: -pixels(5), : -pixels(3)], other[pixels(5) :, pixels(3) :])


def test_a_scale_stretches_the_sheet_from_its_corner() -> None:
    (before,), (after,) = (
        zxingcpp.read_barcodes(pages(printed([card(9)], start_at=10, offset=offset))[0])
        for offset in (Offset(), Offset(0, 0, 0.98))
    )
    wanted = [at * 0.98 for at in (before.position.top_left.x, before.position.top_left.y)]
    assert [after.position.top_left.x, after.position.top_left.y] == pytest.approx(wanted, abs=3)


# --- what stands on a card ---


def test_rare_characters_are_printed() -> None:
    rare = "㛃𬭎𬙂䶮𬱖𠅤"
    text = text_of(printed([card(n, name=f"王{character}") for n, character in enumerate(rare)]))
    assert [character for character in rare if f"王{character}" in text] == list(rare)


def test_korean_and_japanese_names_are_printed() -> None:
    text = text_of(printed([card(0, "김한별"), card(1, "ヤマダ・タロウ")]))
    assert [name for name in ("김한별", "ヤマダ・タロウ") if name in text] == ["김한별", "ヤマダ・タロウ"]


@pytest.mark.parametrize("category", Category)
def test_every_class_says_its_word_in_both_languages(category: Category) -> None:
    text, words = text_of(printed([card(category=category)])), CATEGORY_WORDS[category]
    assert (words.zh in text, words.en in text) == (True, True)


def test_a_card_says_who_where_until_when_and_its_serial_in_digits_and_words() -> None:
    item, text = replace(card(), issue=2), text_of(printed([replace(card(), issue=2)]))
    words = serial_words(item.serial)
    said = (
        "长虹小区 出入证",
        "Changhong",
        "王小明",
        str(item.door),
        "000 013",
        words.zh,
        words.en,
        "2027-12-31",
        "第2次发",
    )
    assert [each for each in said if each not in text] == []


def test_a_card_without_an_end_says_so() -> None:
    assert "长期 no end" in text_of(printed([replace(card(), until=None)]))


def test_a_back_says_what_to_do_and_the_serial_again() -> None:
    with pypdfium2.PdfDocument(printed([card()], back=Back.LONG_EDGE)) as document:
        text = document[1].get_textpage().get_text_range()
    words = serial_words(card().serial)
    said = ("使用须知", "遗失请马上告诉办公室", "拾到本证", "办公室电话", "000 013", words.zh, words.en)
    assert [each for each in said if each not in text] == []


def test_a_spare_has_lines_to_write_on_and_no_name() -> None:
    text = text_of(printed([spare(0)]))
    assert [each for each in ("门牌 Door", "姓名 Name", "登记后才有效") if each not in text] == []


def test_a_plate_is_twice_as_large_as_a_name() -> None:
    sizes = [largest(printed([item])) for item in (car(0, "沪AD12345"), card(0, "沪AD12345"))]
    assert sizes[0] >= 1.5 * sizes[1]


def largest(pdf: bytes) -> float:
    """The size of the 沪 of a page, in points."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        return float(pypdfium2.raw.FPDFText_GetFontSize(page.raw, page.get_text_range().index("沪")))


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("stock", [EACH[0], EACH[4]])
def test_the_mark_of_the_generation_is_large(stock: Stock, shape: Shape) -> None:
    before, after = (
        places(stock, pages(printed([item], stock))[0])[0]
        for item in (card(), replace(card(), stamp=Look("春", "Spring", "#00aa00", shape, "春")))
    )
    green = (np.abs(after.astype(int) - (0, 170, 0)).sum(axis=2) < 40) & ~same_pixels(before, after)
    rows, columns = np.nonzero(green)
    size = face_of(stock).stamp
    assert (np.ptp(rows) / DPI * 25.4, np.ptp(columns) / DPI * 25.4) == pytest.approx((size, size), rel=0.12)
    assert size >= 13


def same_pixels(one: Picture, other: Picture) -> np.ndarray:
    return (one == other).all(axis=2)


@pytest.mark.parametrize("stamp", [None, STAMP])
def test_a_photo_is_printed_in_its_colours(stamp: Look | None) -> None:
    face = face_of(A4)
    (page,) = pages(
        printed([replace(card(), photo=photo(), stamp=stamp), replace(card(1), photo=photo((20, 90, 200)))])
    )
    red = np.abs(places(A4, page)[0].astype(int) - (40, 30, 200)).sum(axis=2) < 40
    blue = np.abs(places(A4, page)[1].astype(int) - (200, 90, 20)).sum(axis=2) < 40
    width, height = face.photo if stamp is None else face.small_photo
    assert red.sum() == pytest.approx(pixels(width) * pixels(height), rel=0.05)
    assert blue.sum() == pytest.approx(pixels(face.photo[0]) * pixels(face.photo[1]), rel=0.05)


@pytest.mark.parametrize("name", ["logo.svg", "logo.png"])
def test_a_logo_among_the_designs_is_printed(name: str) -> None:
    written = BytesIO()
    Image.new("RGB", (300, 200), "#ff00ff").save(written, "PNG")
    logo = SVG if name.endswith("svg") else written.getvalue()
    (page,) = pages(cards_pdf([card()], usual(), {**originals(), name: logo}))
    logos = (places(A4, page)[0] == (255, 0, 255)).all(axis=2)
    assert logos.sum() > pixels(5) * pixels(5)


def test_no_cards_but_those_of_cars_say_anything_of_a_car() -> None:
    texts = [text_of(printed([item])) for item in (car(0), card(0), replace(card(0), look=LOOKS[Category.STAFF]))]
    assert ["车辆出入证" in text for text in texts] == [True, False, False]


# --- many at once ---


@pytest.fixture(scope="module")
def many() -> list[Card]:
    """More than are set in one go, of all kinds, with long names and rare characters, a photo and a stamp."""
    usual_ones = [card(n, f"王{chr(0x4E00 + 7 * n)}", list(Category)[n % 5]) for n in range(8, WHOLE + 45)]
    return [*all_kinds(), *usual_ones]


def test_many_cards_are_in_order_and_none_is_lost(many: list[Card]) -> None:
    told: list[tuple[int, int]] = []
    layout = Layout(A4, 4, Back.LONG_EDGE)
    pdf = cards_pdf(many, layout, originals(), lambda *now: told.append(now))
    with pypdfium2.PdfDocument(pdf) as document:
        fronts = [document[number].render(scale=150 / 72).to_numpy() for number in range(0, len(document), 2)]
        notes = [document[number].get_textpage().get_text_range().splitlines() for number in range(0, len(document), 2)]
        title = document.get_metadata_value("Title")
    found = [found.text for page in fronts for found in sorted(zxingcpp.read_barcodes(page), key=row_by_row)]
    assert found == codes(many)
    assert [" ".join(note[0].split()[-3:]) for note in notes] == [
        f"{n} / {len(fronts)}" for n in range(1, len(fronts) + 1)
    ]
    assert title == "出入证"
    assert told[0] == (0, len(many))
    assert told[-1] == (len(many), len(many))
    assert (told == sorted(told), len(told)) == (True, 6)
    assert pdf == cards_pdf(many, layout, originals())


def row_by_row(found: zxingcpp.Barcode) -> tuple[int, int]:
    """The place of a symbol on a page at 150 dpi: its row, then its column."""
    return round(found.position.top_left.y / 319), found.position.top_left.x


def test_the_same_cards_give_the_same_bytes() -> None:
    cards = [card(n) for n in range(25)]
    assert printed(cards) == printed(cards)


def test_progress_begins_at_nothing_and_ends_with_all() -> None:
    told: list[tuple[int, int]] = []
    cards_pdf([card(n) for n in range(25)], usual(), originals(), lambda *now: told.append(now))
    assert told == [(0, 25), (25, 25)]


# --- on a phone ---


@pytest.mark.parametrize("item", [pytest.param(item, id=f"{n}") for n, item in enumerate(all_kinds())])
def test_a_picture_for_a_phone_is_upright_and_is_read_again(item: Card) -> None:
    picture = Image.open(BytesIO(card_png(item, originals())))
    assert picture.width == 1080 < picture.height
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == item.code
    assert found.position.top_right.x - found.position.top_left.x > 0.65 * picture.width


def test_a_picture_on_a_small_dark_screen_is_read_again() -> None:
    picture = Image.open(BytesIO(card_png(all_kinds()[0], originals()))).convert("L").resize((360, 720))
    dark = picture.point(lambda level: 20 + level // 3)
    assert [found.text for found in zxingcpp.read_barcodes(dark)] == [all_kinds()[0].code]


@pytest.mark.parametrize(("serial", "spoken"), [("000123", "000 123"), ("0001234", "0 001 234"), ("12", "12")])
def test_a_serial_is_grouped_in_threes_from_its_end(serial: str, spoken: str) -> None:
    assert grouped(serial) == spoken
