"""Cards for tests of printing, and printed pages looked at again: rendered at 300 dpi, cut into places, decoded."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from gatepass.code import code_of
from gatepass.looks import CAR, LOOKS, SPARE, Look, Shape
from gatepass.passes import serial_of
from gatepass.people import Category, Door
from issuer.cards import Card
from issuer.stocks import Stock

DPI = 300
FORTY_LETTERS = "Maximiliana Wolfeschlegelsteinhausenberg"
FORTY_LETTERS_IN_ONE = "Hubertblainewolfeschlegelsteinhausenberg"
TWELVE_CHARACTERS = "古丽巴哈尔·阿卜杜克里木"
LONG_COMMUNITY = "上海市长宁区虹桥街道长虹路第一百二十八弄长虹花园小区东区"
LONG_ENGLISH = "Changhong Garden Residential Community East, Lane 128 Hongqi"
STAMP = Look("三月", "March", "#b0165c", Shape.STAR, "三")

Picture = NDArray[np.uint8]


def card(n: int = 0, name: str = "王小明", category: Category = Category.OWNER) -> Card:
    serial = serial_of(n + 1)
    door = Door(1 + n // 20, 100 * (1 + n // 4 % 5) + 1 + n % 4)
    code = code_of(b"a pass key", "ABCD", serial, 1)
    return Card("长虹小区", "Changhong", door, name, LOOKS[category], serial, 1, date(2027, 12, 31), code)


def spare(n: int) -> Card:
    return replace(card(n), door=None, name="", look=SPARE)


def car(n: int, plate: str = "沪A·12345") -> Card:
    return replace(card(n), name=plate, look=CAR)


def photo(colour: tuple[int, int, int] = (200, 30, 40)) -> bytes:
    written = BytesIO()
    Image.new("RGB", (300, 400), colour).save(written, "JPEG", quality=95)
    return written.getvalue()


def all_kinds() -> list[Card]:
    """Eight cards, the hardest of each kind: what fits here fits anywhere."""
    return [
        replace(card(0, FORTY_LETTERS), stamp=STAMP, issue=99),
        replace(card(1, FORTY_LETTERS_IN_ONE, Category.STAFF), photo=photo()),
        replace(card(2, TWELVE_CHARACTERS, Category.TENANT), photo=photo((20, 90, 200)), stamp=STAMP),
        replace(card(3, "㛃𬭎𬙂䶮𬱖", Category.TEMPORARY), community=LONG_COMMUNITY, english=LONG_ENGLISH),
        replace(card(4, "김한별", Category.CARER), door=Door(112, 3302, "A"), until=None, issue=12),
        replace(car(5, "沪AD12345"), stamp=STAMP, community=LONG_COMMUNITY, english=LONG_ENGLISH),
        replace(spare(6), stamp=STAMP),
        replace(card(7, "陈保安", Category.STAFF), door=None, english="", serial="1234567890123456789012"),
    ]


def pages(pdf: bytes) -> list[Picture]:
    """Every page, rendered: (height, width, 3) uint8, blue first."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=DPI / 72).to_numpy() for page in document]


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def pixels(millimetres: float) -> int:
    return round(millimetres / 25.4 * DPI)


def corners(stock: Stock) -> Iterator[tuple[float, float]]:
    """Left and top of each place of a stock, in mm, row by row."""
    for row in range(stock.rows):
        for column in range(stock.columns):
            yield stock.left + column * stock.step_x, stock.top + row * stock.step_y


def places(stock: Stock, page: Picture) -> list[Picture]:
    """The cards of a page, row by row, as cut."""
    return [
        np.ascontiguousarray(page[pixels(y) : pixels(y + stock.height), pixels(x) : pixels(x + stock.width)])
        for x, y in corners(stock)
    ]


def codes_in(picture: Picture) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def is_empty(place: Picture, edge: float = 2.0) -> bool:
    """Whether nothing is printed there, but for the `edge` (mm) in which cut marks are."""
    cut = pixels(edge)
    return bool((place[cut:-cut, cut:-cut] == 255).all())
