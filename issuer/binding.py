"""Parts of a paper bound into one PDF in which every font stands once. The same parts give the same bytes."""

import hashlib
from collections.abc import Sequence
from io import BytesIO

from pikepdf import Dictionary, Object, ObjectStreamMode, Pdf

_Fonts = dict[bytes, Object]


def bound(parts: Sequence[bytes]) -> bytes:
    """One PDF of all pages but the first of each part, which is the part's type case (`issuer.typesetting`).

    Fonts that are the same in two parts are kept once; title and language are those of the first part.
    """
    fonts: _Fonts = {}
    with Pdf.open(BytesIO(parts[0])) as whole:
        del whole.pages[0]
        _share_fonts(whole, 0, fonts)
        for part in parts[1:]:
            before = len(whole.pages)
            with Pdf.open(BytesIO(part)) as opened:
                del opened.pages[0]
                whole.pages.extend(opened.pages)
            _share_fonts(whole, before, fonts)
        written = BytesIO()
        whole.save(written, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
        return written.getvalue()


def _share_fonts(whole: Pdf, first: int, fonts: _Fonts) -> None:
    for page in whole.pages[first:]:
        used = page.resources.get("/Font", Dictionary())
        for name in used.keys():  # noqa: SIM118 - no dictionary of Python
            used[name] = fonts.setdefault(_digest(used[name]), used[name])


def _digest(font: Object) -> bytes:
    """What tells a font from others: its glyphs, and which characters they are."""
    descriptor = font.DescendantFonts[0].FontDescriptor
    file = descriptor.get("/FontFile2") or descriptor.FontFile3
    return hashlib.sha256(file.read_raw_bytes() + font.ToUnicode.read_raw_bytes()).digest()
