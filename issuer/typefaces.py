"""What the fonts of `printables/fonts` can print, and how wide: known before anything is printed."""

import sys
import unicodedata
from array import array
from functools import cache, lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

from appkit.assets import asset
from issuer.typesetting import FONTS

MM_A_POINT = 25.4 / 72
_THOUSANDTHS = 1000
_VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


def missing(text: str) -> str:
    """The first character of a text that no font has; empty where there is none."""
    return next((character for character in text if _advance(character) is None), "")


def characters(file: str) -> frozenset[int]:
    """Every character that the font in one file has."""
    return frozenset(_advances(asset(f"{FONTS}/{file}")))


@lru_cache(4096)
def ems(text: str) -> float:
    """How wide a text is in one line, in units of its size; what is missing has no width."""
    return sum(_advance(character) or 0 for character in text) / _THOUSANDTHS


def points(text: str, room: float) -> float:
    """The size, in points, at which a text fills a room of so many mm."""
    return points_of(ems(text), room)


def points_of(width: float, room: float) -> float:
    """The same for a width in units of the size."""
    return room / MM_A_POINT / max(width, 0.1)


def _advance(character: str) -> int | None:
    """In thousandths of the size, as the first font that has the character says."""
    number = ord(character)
    known = next((font[number] for font in _fonts() if number in font), None)
    return 0 if known is None and _is_invisible(character) else known


def _is_invisible(character: str) -> bool:
    """Joiners and selectors of variants (of rare characters in names): no font draws them."""
    return unicodedata.category(character) == "Cf" or any(ord(character) in some for some in _VARIATION_SELECTORS)


@cache
def _fonts() -> tuple[dict[int, int], ...]:
    """The advance of every character of each font; the largest font comes first, as in the designs."""
    paths = sorted(asset(FONTS).glob("*.[ot]tf"), key=lambda path: (-path.stat().st_size, path.name))
    return tuple(map(_advances, paths))


def _advances(path: Path) -> dict[int, int]:
    with TTFont(path, lazy=True) as font:
        # glyphs by number: thirty thousand names would cost 0.4 s and 15 MB
        font.setGlyphOrder([str(glyph) for glyph in range(font["maxp"].numGlyphs)])
        units, last = font["head"].unitsPerEm, font["hhea"].numberOfHMetrics - 1
        metrics = array("H", font.reader["hmtx"][: 4 * (last + 1)])
        if sys.byteorder == "little":
            metrics.byteswap()
        return {
            number: metrics[2 * min(int(glyph), last)] * _THOUSANDTHS // units
            for number, glyph in font.getBestCmap().items()
        }
