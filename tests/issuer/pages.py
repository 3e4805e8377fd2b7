"""What a printed page really shows: its texts with their boxes, its ruled lines, its ink. Lengths in mm from the upper left corner."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import pypdfium2
import zxingcpp
from pypdfium2 import raw

MM = 72 / 25.4


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def crosses(self, other: "Box", slack: float = 0.0) -> bool:
        """Whether two rectangles have more in common than an edge."""
        return (
            self.left + slack < other.right
            and other.left + slack < self.right
            and self.top + slack < other.bottom
            and other.top + slack < self.bottom
        )


@dataclass(frozen=True)
class Letter:
    """One character and where its ink is."""

    text: str
    box: Box


class Page:
    """One page of a PDF."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.page = page
        self.width, self.height = page.get_width() / MM, page.get_height() / MM
        self._texts = page.get_textpage()

    @property
    def text(self) -> str:
        """All text in the order of the PDF."""
        return str(self._texts.get_text_range())

    def inside(self, box: Box) -> str:
        """The text within a rectangle, without white space."""
        left, right, top, bottom = (value * MM for value in (box.left, box.right, box.top, box.bottom))
        text = self._texts.get_text_bounded(left, self.height * MM - bottom, right, self.height * MM - top)
        return "".join(text.split())

    def letters(self) -> list[Letter]:
        """Every character that leaves ink."""
        found = []
        for index in range(self._texts.count_chars()):
            text = self._texts.get_text_range(index, 1)
            box = self._box(self._texts.get_charbox(index))
            if text.strip() and box.right > box.left:
                found.append(Letter(text, box))
        return found

    def lines(self) -> list[Box]:
        """Every ruled line, as thin as can be: the bounds that pdfium gives hold more than its ink."""
        boxes = [self._box(each.get_bounds()) for each in self.page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH])]
        return [_thin(box) for box in boxes if min(box.right - box.left, box.bottom - box.top) < 1]

    def fonts(self) -> set[str]:
        """The names of the fonts that texts are set in, without the tag of their subset."""
        return {
            each.get_font().get_base_name().partition("+")[2].partition("-")[0]
            for each in self.page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])
        }

    def picture(self, dpi: int) -> np.ndarray:
        """The page rendered, 0 for black to 255 for white: (height, width) uint8."""
        return self.page.render(scale=dpi / 72, grayscale=True).to_numpy()

    def ink(self, box: Box) -> int:
        """The darkest pixel within a rectangle at 150 dpi, 0 for black to 255 for none."""
        left, top, right, bottom = (round(value * 150 / 25.4) for value in (box.left, box.top, box.right, box.bottom))
        return int(self._at_150[top:bottom, left:right].min())

    @cached_property
    def _at_150(self) -> np.ndarray:
        return self.picture(150)

    def codes(self) -> list[str]:
        """What every QR on the page says, at 300 dpi."""
        return [found.text for found in zxingcpp.read_barcodes(self.picture(300))]

    def table(self) -> "Table":
        """The one table of the page."""
        lines = self.lines()
        across = _merged(line.top for line in lines if line.right - line.left > 3)
        down = _merged(line.left for line in lines if line.bottom - line.top > 3)
        return Table(down, across)

    def _box(self, bounds: tuple[float, float, float, float]) -> Box:
        left, bottom, right, top = bounds
        return Box(left / MM, self.height - top / MM, right / MM, self.height - bottom / MM)


@dataclass(frozen=True)
class Table:
    """Where the ruled lines of a table are: x of those down, y of those across."""

    down: list[float]
    across: list[float]

    def rows(self) -> list[list[Box]]:
        """The cells, row by row."""
        return [
            [Box(left, top, right, bottom) for left, right in pairwise(self.down)]
            for top, bottom in pairwise(self.across)
        ]


def pages(pdf: bytes) -> Iterator[Page]:
    """The pages of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        yield Page(page)


def inner(box: Box, by: float = 0.5) -> Box:
    """A cell without its lines."""
    return Box(box.left + by, box.top + by, box.right - by, box.bottom - by)


def overlapping(letters: list[Letter], slack: float = 0.4) -> list[tuple[str, str]]:
    """Which letters stand over others; neighbours do not count, since the letters of a ligature share their ink."""
    return [
        (one.text, other.text)
        for place, one in enumerate(letters)
        for other in letters[place + 4 :]
        if one.box.crosses(other.box, slack)
    ]


def squeezed(text: str) -> str:
    """A text without white space."""
    return "".join(text.split())


def _thin(line: Box) -> Box:
    x, y = (line.left + line.right) / 2, (line.top + line.bottom) / 2
    down = line.bottom - line.top > line.right - line.left
    return Box(x, line.top, x, line.bottom) if down else Box(line.left, y, line.right, y)


def _merged(values: Iterator[float]) -> list[float]:
    merged: list[float] = []
    for value in sorted(values):
        if not merged or value - merged[-1] > 0.5:
            merged.append(value)
    return merged
