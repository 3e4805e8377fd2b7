"""Which characters the fonts of `printables/fonts` have: a missing glyph is found before printing, and whose it is."""

from collections.abc import Iterable
from functools import cache

from fontTools.ttLib import TTFont

from appkit.assets import asset
from gatepass.wording import Refusal, Text
from issuer.typesetting import FONTS

# In the order in which the designs of cards name them: Typst takes a character from the first font that has it.
FILES = ("NotoSansSC-Regular.ttf", "NotoSansKR-Regular.otf", "NotoSansJP-Regular.otf")


def refuse_missing_glyphs(texts: Iterable[tuple[str, Text]]) -> None:
    """Raises `Refusal` for the first of these texts that cannot be printed, naming the place that is given with it."""
    remedy = Text("请改用字库里有的字", "write it with characters that the fonts have")
    for text, where in texts:
        missing = unprintable(text)
        if missing:
            raise missing_glyph(missing, text, remedy).at(where)


def missing_glyph(character: str, text: str, remedy: Text) -> Refusal:
    """The refusal of a text with a character that no font has."""
    number = f"U+{ord(character):04X}"
    return Refusal(
        Text(
            f"“{text}”里的“{character}”（{number}）打印不出来",
            f"“{character}” ({number}) in “{text}” cannot be printed",
        ),
        remedy,
    )


def unprintable(text: str) -> str:
    """The first character of a text that no font has; empty where there is none. White space needs no glyph."""
    return next((each for each in text if ord(each) not in printable() and not each.isspace()), "")


@cache
def printable() -> frozenset[int]:
    """Every character that some font has: Typst tries them all."""
    return frozenset().union(*(characters(path.name) for path in asset(FONTS).glob("*.[ot]tf")))


def characters(file: str) -> frozenset[int]:
    """Every character that the font in one file has."""
    return frozenset(_widths(file))


def width_of(character: str) -> int | None:
    """How wide a character is on a card, in thousandths of its size; None where no font has it."""
    return next((width for file in FILES if (width := _widths(file).get(ord(character))) is not None), None)


@cache
def _widths(file: str) -> dict[int, int]:
    """The width of every character that the font in one file has, in thousandths of its size."""
    with TTFont(asset(f"{FONTS}/{file}"), lazy=True) as font:
        units, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        return {number: metrics[glyph][0] * 1000 // units for number, glyph in font.getBestCmap().items()}
