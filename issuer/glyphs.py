"""Which characters the fonts of `printables/fonts` have: a missing glyph is found before printing, and whose it is."""

from collections.abc import Iterable
from functools import cache

from fontTools.ttLib import TTFont

from appkit.assets import asset
from gatepass.wording import Refusal, Text
from issuer.typesetting import FONTS


def refuse_missing_glyphs(texts: Iterable[tuple[str, Text]]) -> None:
    """Raises `Refusal` for the first of these texts that cannot be printed, naming the place that is given with it."""
    for text, where in texts:
        missing = unprintable(text)
        if missing:
            raise Refusal(
                Text(
                    f"“{text}”里的“{missing}”（U+{ord(missing):04X}）打印不出来",
                    f"“{missing}” (U+{ord(missing):04X}) in “{text}” cannot be printed",
                ),
                Text("请改用字库里有的字", "write it with characters that the fonts have"),
                where,
            )


def unprintable(text: str) -> str:
    """The first character of a text that no font has; empty where there is none. White space needs no glyph."""
    return next((each for each in text if ord(each) not in printable() and not each.isspace()), "")


@cache
def printable() -> frozenset[int]:
    """Every character that some font has: Typst tries them all."""
    return frozenset().union(*(characters(path.name) for path in asset(FONTS).glob("*.[ot]tf")))


@cache
def characters(file: str) -> frozenset[int]:
    """Every character that the font in one file has."""
    with TTFont(asset(f"{FONTS}/{file}"), lazy=True) as font:
        return frozenset(font.getBestCmap())
