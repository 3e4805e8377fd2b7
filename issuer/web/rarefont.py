"""A small font with the rare characters of some texts: cheap phones show boxes for them."""

import re
from functools import lru_cache
from io import BytesIO

from appkit.assets import asset

# CJK extension A, what was added to the first block later, and the planes beyond.
_RARE = re.compile("[\u3400-\u4dbf\u9fa6-\u9fff\U00020000-\U0003ffff]")


def rare_characters(text: str) -> str:
    """Each rare character of a text once, sorted."""
    return "".join(sorted(set(_RARE.findall(text))))


@lru_cache(maxsize=16)
def font_of(characters: str) -> bytes:
    """A TrueType font that has these characters and nothing else; those that our own font lacks are left out."""
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415 - few need it, and an office starts sooner
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    options = Options()
    options.layout_features = []
    with TTFont(asset("printables/fonts/NotoSansSC-Regular.ttf"), lazy=True) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text=characters)
        subsetter.subset(font)
        written = BytesIO()
        font.save(written)
    return written.getvalue()
