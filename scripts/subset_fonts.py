"""Makes the Korean and the Japanese font of `printables/fonts/` from Noto Sans CJK 2.004 (SIL OFL 1.1).

`python scripts/subset_fonts.py [NotoSansCJK-Regular.ttc]`; without an argument the file of Debian's fonts-noto-cjk. The
same source and fontTools always give the same bytes: no time of making is written into the fonts.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

FONTS = Path(__file__).resolve().parent.parent / "printables" / "fonts"
SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")

LATIN = {*range(0x20, 0x7F), *range(0xA0, 0x100), 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026, 0x2103}
EAST_ASIAN = {0x00B7, *range(0x3000, 0x3020), *range(0xFF00, 0xFFEF), *range(0x2190, 0x2194), *range(0x2460, 0x2474)}


def hangul() -> set[int]:
    """All syllables, and the jamo that stand alone or are put together."""
    return {*range(0xAC00, 0xD7A4), *range(0x1100, 0x1200), *range(0x3131, 0x318F)}


def kana() -> set[int]:
    """Hiragana and katakana, whole and half width."""
    return {*range(0x3041, 0x3100), *range(0x31F0, 0x3200)}


def common_kanji() -> set[int]:
    """The 2,965 kanji of the first level of JIS X 0208 (rows 16 to 47): all that notices and most names need."""
    cells = ((row, cell) for row in range(16, 48) for cell in range(1, 95))
    return {ord(text) for row, cell in cells if (text := bytes((row + 0xA0, cell + 0xA0)).decode("euc_jp", "ignore"))}


@dataclass(frozen=True)
class Face:
    """One face of the collection, the characters kept of it, and what it is called then."""

    source: str
    name: str
    characters: frozenset[int]

    @property
    def file(self) -> Path:
        """Where it goes."""
        return FONTS / f"{self.name.replace(' ', '')}-Regular.otf"


FACES = (
    Face("Noto Sans CJK KR", "Noto Sans KR", frozenset(LATIN | EAST_ASIAN | hangul())),
    Face("Noto Sans CJK JP", "Noto Sans JP", frozenset(LATIN | EAST_ASIAN | kana() | common_kanji())),
)


def subset(font: TTFont, face: Face) -> TTFont:
    """`font` with the face's characters alone, under the face's name; glyphs and metrics stay as they are."""
    options = Options(
        layout_features=["ccmp", "kern", "mark", "ljmo", "vjmo", "tjmo", "locl"], hinting=False, notdef_outline=True,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 7, 13, 14], name_languages=[0x409],
        drop_tables=["BASE", "VORG", "vhea", "vmtx", "DSIG"],
    )  # fmt: skip
    worker = Subsetter(options)
    worker.populate(unicodes=face.characters)
    worker.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6):
            record.string = {1: face.name, 3: f"{face.name} 2.004 subset", 4: face.name}.get(
                record.nameID, face.name.replace(" ", "") + "-Regular"
            )
    return font


def main(source: Path = SOURCE) -> None:
    """Writes every face."""
    collection = TTCollection(source, recalcTimestamp=False, lazy=True)
    by_name = {font["name"].getDebugName(1): font for font in collection.fonts}
    for face in FACES:
        font = subset(by_name[face.source], face)
        font.save(face.file)
        print(f"{face.file.name}: {len(font.getBestCmap())} characters, {face.file.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
