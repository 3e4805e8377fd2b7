"""The decoders that we trust, behind one face: from a view of a picture to the codes in it.

QR codes only. It never guesses: a code whose error correction fails gives no text, only the place where it was seen.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from kiosk.views import Picture, View

try:
    from pyzbar import pyzbar
except ImportError:
    pyzbar = None

zbar_missing: bool = pyzbar is None

Corners = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Found:
    """A code's text and its four corners, `(x, y)` in pixels of the picture that was read.

    The text is empty where a code was seen that could not be read; such a one never leaves this package's reading.
    """

    text: str
    corners: Corners

    @property
    def centre(self) -> tuple[float, float]:
        """The mean of the corners."""
        count = max(1, len(self.corners))
        return sum(x for x, _ in self.corners) / count, sum(y for _, y in self.corners) / count

    @property
    def size(self) -> float:
        """The longest way between two neighbouring corners, in pixels."""
        return max((math.dist(*pair) for pair in zip(self.corners, self.corners[1:], strict=False)), default=0.0)


# Micro QR, which zxing-cpp 3 counts as QR, has so little redundancy that a wall can look like one.
_QR: Any = getattr(zxingcpp.BarcodeFormat, "QRCodeModel2", zxingcpp.BarcodeFormat.QRCode)

# Its usual mode tells control characters by name, <GS>, as if they were written so.
_AS_WRITTEN = zxingcpp.TextMode.Plain

_OTHER_KINDS = [zxingcpp.BarcodeFormat[name] for name in ("DataMatrix", "Aztec", "PDF417", "Code128", "EAN13")]
# zxing-cpp 2 takes flags, zxing-cpp 3 a list.
_OTHERS: Any = _OTHER_KINDS if hasattr(zxingcpp.BarcodeFormat, "QRCodeModel2") else reduce(or_, _OTHER_KINDS)


def by_zxing(view: View) -> tuple[Found, ...]:
    """The codes that zxing-cpp reads."""
    codes = zxingcpp.read_barcodes(view.picture, formats=_QR, text_mode=_AS_WRITTEN)
    return tuple(_by_zxing(code, view.scale) for code in codes if code.text)


def seen_by_zxing(view: View) -> tuple[Found, ...]:
    """The codes that zxing-cpp reads, and with an empty text those whose corners it found and no more."""
    codes = zxingcpp.read_barcodes(view.picture, formats=_QR, text_mode=_AS_WRITTEN, return_errors=True)
    return tuple(_by_zxing(code, view.scale) for code in codes)


def by_zbar(view: View) -> tuple[Found, ...]:
    """The codes that zbar reads; none where its library is missing."""
    if pyzbar is None:
        return ()
    codes = pyzbar.decode(view.picture, symbols=[pyzbar.ZBarSymbol.QRCODE])
    return tuple(_found(_zbar_text(code.data), code.polygon, view.scale) for code in codes if code.data)


def shows_other_kind(view: View) -> bool:
    """Whether there is a code of a kind that no pass has, such as a Data Matrix or an article's bars."""
    return bool(zxingcpp.read_barcodes(view.picture, formats=_OTHERS))


def nearest_first(found: Iterable[Found], picture: Picture) -> tuple[Found, ...]:
    """Each text once, and the code nearest the picture's middle first."""
    middle = (picture.shape[1] / 2, picture.shape[0] / 2)
    ordered = sorted(found, key=lambda code: math.dist(code.centre, middle))
    return tuple({code.text: code for code in reversed(ordered)}.values())[::-1]


def is_among(code: Found, others: Sequence[Found]) -> bool:
    """Whether one of the others stands at the same place."""
    return any(math.dist(code.centre, other.centre) < max(code.size, other.size) / 3 for other in others)


def covers(code: Found, place: NDArray[Any]) -> bool:
    """Whether a place, `(x, y)` in pixels, is within the code's corners or hardly outside them."""
    outline = np.array(code.corners, np.float32)
    return bool(cv2.pointPolygonTest(outline, (float(place[0]), float(place[1])), True) > -code.size / 20)


def _by_zxing(code: zxingcpp.Barcode, scale: float) -> Found:
    at = code.position
    corners = [(point.x, point.y) for point in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)]
    return _found(_zxing_text(code) if code.valid else "", corners, scale)


def _found(text: str, corners: Iterable[tuple[int, int]], scale: float) -> Found:
    return Found(text, tuple((round(x / scale), round(y / scale)) for x, y in corners))


def _zxing_text(code: zxingcpp.Barcode) -> str:
    """Its text; but Chinese bytes that nothing says are Chinese, and which it takes for Western letters, as Chinese."""
    text = str(code.text)
    if text.isascii():
        return text
    try:
        return bytes(code.bytes).decode("gb2312") if text.encode("latin-1") == code.bytes else text
    except UnicodeError:
        return text


def _zbar_text(data: bytes) -> str:
    """Its text; but what it took for Japanese and is good UTF-8 as UTF-8."""
    text = data.decode("utf-8", "replace")
    if text.isascii():
        return text
    try:
        return text.encode("shift_jis").decode("utf-8")
    except UnicodeError:
        return text
