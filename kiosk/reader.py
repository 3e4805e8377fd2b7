"""From a picture to the texts of the QR codes in it: `Reader` for live frames, `read_still` for single pictures.

It knows pictures and texts only. It never says what a text means, never keeps a picture, and never guesses:
a code whose error correction fails gives nothing.

What each try reads of hard frames, and in how many milliseconds: `python scripts/bench.py reading`.
"""

import io
import math
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

try:
    from pyzbar import pyzbar
except ImportError:
    pyzbar = None

Picture = NDArray[np.uint8]

zbar_missing: bool = pyzbar is None

LARGEST_PICTURE = 120_000_000
LONGEST_SIDE = 8000
MOST_ENLARGED = 4
STILL_LINES = (720, 1200, 480, 1800, 330)
LIVE_LINES = {480: 960, 720: 720, 1080: 720}
OTHER_LINES = 540
NEARLY_WHITE = 244
THUMBNAIL = (80, 45)
LONGEST_PAUSE = 0.4
LEAST_CHANGE = 6.0
LEAST_CHANGE_IN_DARK = 1.6
DARK = 40.0


class UnreadableImage(Exception):  # noqa: N818  a refusal, said to people, and no fault of the program
    """A file that is no picture we can open; the message names the file and the reason."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


@dataclass(frozen=True)
class Found:
    """A code's text and its four corners, `(x, y)` in pixels of the picture that was read."""

    text: str
    corners: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class _View:
    """A picture made from a frame for one try, and how many of its pixels make one of the frame."""

    picture: Picture
    scale: float = 1.0


# Micro QR, which zxing-cpp 3 counts as QR, has so little redundancy that a wall can look like one.
_QR: Any = getattr(zxingcpp.BarcodeFormat, "QRCodeModel2", zxingcpp.BarcodeFormat.QRCode)

_OTHER_KINDS = [zxingcpp.BarcodeFormat[name] for name in ("DataMatrix", "Aztec", "PDF417", "Code128", "EAN13")]
# zxing-cpp 2 takes flags, zxing-cpp 3 a list.
_OTHERS: Any = _OTHER_KINDS if hasattr(zxingcpp.BarcodeFormat, "QRCodeModel2") else reduce(or_, _OTHER_KINDS)

Try = Callable[[Picture], tuple[Found, ...]]


class Reader:
    """Reads live frames, one or two tries each; which two alternates from frame to frame."""

    def __init__(self) -> None:
        self._frames = 0

    def read(self, frame: NDArray[Any]) -> tuple[Found, ...]:
        """The codes in a frame, `(height, width)` or `(height, width, 3)` uint8 BGR, nearest the middle first."""
        tries = _ROUNDS[self._frames % len(_ROUNDS)]
        self._frames += 1
        grey = grey_of(frame)
        return _nearest_first(_first_success(tries, grey), grey)


class Motion:
    """Lets a frame pass when it differs from the last one that passed, or when that was too long ago.

    The forced passes let the other tries have a go at a card held still: at least twice a second. `moved_at` is when a
    frame last passed because it differed, by the clock.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._passed: Picture | None = None
        self._at = -math.inf
        self.moved_at = -math.inf

    def changed(self, frame: NDArray[Any]) -> bool:
        """Whether this frame, `(height, width[, 3])` uint8, deserves reading."""
        thumbnail = _thumbnail(frame)
        now = self._clock()
        moved = self._differs(thumbnail)
        if now - self._at < LONGEST_PAUSE and not moved:
            return False
        if moved:
            self.moved_at = now
        self._passed, self._at = thumbnail, now
        return True

    def _differs(self, thumbnail: Picture) -> bool:
        if self._passed is None or self._passed.shape != thumbnail.shape:
            return True
        cells = cv2.resize(cv2.absdiff(thumbnail, self._passed), (16, 9), interpolation=cv2.INTER_AREA)
        return bool(cells.max() >= LEAST_CHANGE) or _differ_in_dark(thumbnail, self._passed)


def read_still(image: NDArray[Any]) -> tuple[Found, ...]:
    """The codes in a still picture, `(height, width[, 3])` uint8, nearest the middle first.

    Takes as many tries as it needs: milliseconds for an easy picture, about a second for a large empty one.
    """
    grey = grey_of(image)
    return _nearest_first(_first_success(_still_tries(), grey), grey)


def read_together(mean: Picture) -> tuple[Found, ...]:
    """The codes in the mean of several frames, `(height, width)` uint8, nearest the middle first."""
    return _nearest_first(_first_success((_live_crisp, _live_stretched), mean), mean)


def other_symbol(grey: Picture) -> bool:
    """Whether a grey frame shows a code of a kind that no pass has, such as a Data Matrix or an article's bars."""
    view = _resized(grey, min(OTHER_LINES, _short_side(grey)))
    return bool(zxingcpp.read_barcodes(view.picture, formats=_OTHERS))


def load_image(path: Path) -> Picture:
    """The picture in a file, upright, `(height, width, 3)` uint8 BGR, what is transparent laid on white.

    Raises UnreadableImage for what is missing, a folder, empty, cut off, too large or not a picture.
    """
    data = _file_bytes(path)
    try:
        return _decoded(data)
    except Image.DecompressionBombError as fault:
        raise UnreadableImage(path, "too large a picture") from fault
    except UnidentifiedImageError as fault:
        raise UnreadableImage(path, "not a picture") from fault
    except Exception as fault:  # Pillow's decoders let out whatever they stumble over in a damaged file
        raise UnreadableImage(path, f"damaged or cut off picture ({fault})") from fault


def _first_success(tries: Iterable[Try], grey: Picture) -> tuple[Found, ...]:
    for attempt in tries:
        if found := attempt(grey):
            return found
    return ()


def _plain(grey: Picture) -> tuple[Found, ...]:
    return _by_zxing(_resized(grey, _short_side(grey)))


def _live_crisp(grey: Picture) -> tuple[Found, ...]:
    return _by_zxing(_crisp(grey, _live_lines(grey)))


def _live_stretched(grey: Picture) -> tuple[Found, ...]:
    return _by_zxing(_stretched(grey, _live_lines(grey)))


def _live_second_opinion(grey: Picture) -> tuple[Found, ...]:
    return _by_zbar(_crisp(grey, min(720, _live_lines(grey))))


_ROUNDS: tuple[tuple[Try, Try], ...] = (
    (_plain, _live_crisp),
    (_live_crisp, _live_stretched),
    (_live_crisp, _live_second_opinion),
)


def _still_tries() -> Iterator[Try]:
    """Cheap and strong ones first; the later ones are for pictures that are dark, glaring, huge or tiny."""
    yield _plain
    yield from (_crisp_at(lines) for lines in STILL_LINES)
    yield lambda grey: _by_zxing(_soft(grey, _soft_lines(grey)))
    yield from (_even_at(lines) for lines in (720, 1200, 1800))
    yield lambda grey: _by_zxing(_levelled(grey, 1200))
    yield from (_stretched_at(lines) for lines in (720, 1800))
    yield lambda grey: _by_zbar(_resized(grey, min(grey.shape[0], 1200)))
    yield lambda grey: _by_zbar(_crisp(grey, 800))
    yield lambda grey: _by_zbar(_levelled(grey, 720))
    yield lambda grey: _by_zxing(_nearly_white(grey, 900))
    yield lambda grey: _by_zbar(_bleached(grey, 900))


def _crisp_at(lines: int) -> Try:
    return lambda grey: _by_zxing(_crisp(grey, lines))


def _even_at(lines: int) -> Try:
    return lambda grey: _by_zxing(_even(grey, lines))


def _stretched_at(lines: int) -> Try:
    return lambda grey: _by_zxing(_stretched(grey, lines))


def _live_lines(grey: Picture) -> int:
    height = _short_side(grey)
    return LIVE_LINES[min(LIVE_LINES, key=lambda known: abs(known - height))]


def _soft_lines(grey: Picture) -> int:
    height = _short_side(grey)
    return height * 3 if height <= 480 else height * 3 // 2 if height <= 720 else min(height, 1080)


def _crisp(grey: Picture, lines: int) -> _View:
    """Noise blurred away, then edges raised: a band of sizes that suits modules of 2 to 12 pixels."""
    view = _soft(grey, lines)
    wide = cv2.GaussianBlur(view.picture, (0, 0), 3.5)
    return _View(_picture(cv2.addWeighted(view.picture, 3.0, wide, -2.0, 0)), view.scale)


def _soft(grey: Picture, lines: int) -> _View:
    view = _resized(grey, lines)
    return _View(_picture(cv2.GaussianBlur(view.picture, (0, 0), 1.1)), view.scale)


def _even(grey: Picture, lines: int) -> _View:
    """The light made even: every pixel divided by the brightness around it. For shadow, glare and darkness."""
    view = _soft(grey, lines)
    around = cv2.blur(view.picture, (lines // 8 | 1, lines // 8 | 1))
    return _View(_picture(cv2.divide(view.picture, around, scale=150)), view.scale)


def _levelled(grey: Picture, lines: int) -> _View:
    """Logarithms, less their mean around: a shadow's edge becomes a thin line. For codes that are half in the sun."""
    view = _soft(grey, lines)
    tones = cv2.log(view.picture.astype(np.float32) + 4)
    around = cv2.blur(tones, (lines // 10 | 1, lines // 10 | 1))
    return _View(_picture(np.clip(cv2.subtract(tones, around) * 70 + 128, 0, 255)), view.scale)


def _nearly_white(grey: Picture, lines: int) -> _View:
    """Black but for what is burnt: modules under a reflection are still a little less than white."""
    view = _soft(grey, lines)
    return _View(_picture(cv2.threshold(view.picture, NEARLY_WHITE, 255, cv2.THRESH_BINARY)[1]), view.scale)


def _bleached(grey: Picture, lines: int) -> _View:
    """Steeper the lighter: grey scratches and stains go black, and paper stays white."""
    view = _resized(grey, lines)
    curve = _picture(255 * (np.arange(256) / 255) ** 8)
    return _View(_picture(cv2.GaussianBlur(cv2.LUT(view.picture, curve), (0, 0), 1.1)), view.scale)


def _stretched(grey: Picture, lines: int) -> _View:
    """Every pixel between the darkest and the lightest around it. For the hard edges of shadows and reflections."""
    view = _soft(grey, lines)
    near = np.ones((21, 21), np.uint8)
    darkest = cv2.blur(cv2.erode(view.picture, near), near.shape)
    lightest = cv2.blur(cv2.dilate(view.picture, near), near.shape)
    span = np.maximum(cv2.subtract(lightest, darkest), 12)
    return _View(_picture(cv2.divide(cv2.subtract(view.picture, darkest), span, scale=255)), view.scale)


def _resized(grey: Picture, lines: int) -> _View:
    """The picture with `lines` pixels on its shorter side, or as near to it as the limits of size allow."""
    scale = min(lines / _short_side(grey), MOST_ENLARGED, LONGEST_SIDE / max(grey.shape))
    if scale == 1:
        return _View(grey)
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    return _View(_picture(cv2.resize(grey, size, interpolation=how)), scale)


def _by_zxing(view: _View) -> tuple[Found, ...]:
    codes = zxingcpp.read_barcodes(view.picture, formats=_QR)
    return tuple(_found(code.text, _zxing_corners(code.position), view.scale) for code in codes)


def _zxing_corners(at: zxingcpp.Position) -> list[tuple[int, int]]:
    return [(point.x, point.y) for point in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)]


def _by_zbar(view: _View) -> tuple[Found, ...]:
    if pyzbar is None:
        return ()
    codes = pyzbar.decode(view.picture, symbols=[pyzbar.ZBarSymbol.QRCODE])
    return tuple(_found(code.data.decode("utf-8", "replace"), code.polygon, view.scale) for code in codes)


def _found(text: str, corners: Iterable[tuple[int, int]], scale: float) -> Found:
    return Found(text, tuple((round(x / scale), round(y / scale)) for x, y in corners))


def _nearest_first(found: Iterable[Found], grey: Picture) -> tuple[Found, ...]:
    """Each text once, and the code nearest the picture's middle first."""
    middle = (grey.shape[1] / 2, grey.shape[0] / 2)
    ordered = sorted(found, key=lambda code: math.dist(_centre(code), middle))
    return tuple({code.text: code for code in reversed(ordered)}.values())[::-1]


def _centre(code: Found) -> tuple[float, float]:
    count = max(1, len(code.corners))
    return sum(x for x, _ in code.corners) / count, sum(y for _, y in code.corners) / count


def _short_side(grey: Picture) -> int:
    return int(min(grey.shape[:2]))


def grey_of(image: NDArray[Any]) -> Picture:
    """One channel, `(height, width)` uint8, of a grey or BGR picture; raises ValueError for what is no picture of 8-bit pixels."""
    if image.dtype != np.uint8 or image.ndim not in (2, 3) or image.size == 0:
        raise ValueError(f"expected a picture of uint8 pixels, got {image.dtype} {image.shape}")
    if image.ndim == 2:
        return np.ascontiguousarray(image)
    return _picture(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))


def _differ_in_dark(one: Picture, other: Picture) -> bool:
    """Whether a dark picture changed by what a card changes there, less than noise does to single pixels."""
    if cv2.mean(one)[0] >= DARK:
        return False
    coarse = [cv2.resize(each.astype(np.float32), (8, 5), interpolation=cv2.INTER_AREA) for each in (one, other)]
    return bool(cv2.absdiff(*coarse).max() >= LEAST_CHANGE_IN_DARK)


def _thumbnail(frame: NDArray[Any]) -> Picture:
    step = max(1, frame.shape[1] // 320)
    small = cv2.resize(np.ascontiguousarray(frame[::step, ::step]), THUMBNAIL, interpolation=cv2.INTER_AREA)
    return grey_of(small)


def _file_bytes(path: Path) -> bytes:
    """Read by Python, since OpenCV cannot open a path with other than ASCII letters on Windows."""
    if path.is_dir():
        raise UnreadableImage(path, "is a folder, not a picture")
    try:
        data = path.read_bytes()
    except FileNotFoundError as fault:
        raise UnreadableImage(path, "no such file") from fault
    except OSError as fault:
        raise UnreadableImage(path, fault.strerror or str(fault)) from fault
    if not data:
        raise UnreadableImage(path, "the file is empty")
    return data


def _decoded(data: bytes) -> Picture:
    with _opened(data) as image:
        if image.width * image.height > LARGEST_PICTURE:
            raise Image.DecompressionBombError
        return _on_white(ImageOps.exif_transpose(image))


def _opened(data: bytes) -> Image.Image:
    """Pillow's picture, without its line on stderr about large ones: `LARGEST_PICTURE` is our own limit."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(io.BytesIO(data))


def _on_white(image: Image.Image) -> Picture:
    """BGR bytes of any kind of Pillow image; 16-bit grey is scaled, since Pillow would cut it off at 255."""
    if image.mode.startswith(("I", "F")):
        values = np.asarray(image, np.float64)
        top = 65535 if values.max(initial=0) > 255 else 255
        return _picture(cv2.cvtColor(_picture(values * 255 / top), cv2.COLOR_GRAY2BGR))
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)
    return _picture(cv2.cvtColor(np.asarray(image.convert("RGB")), cv2.COLOR_RGB2BGR))


def _picture(values: NDArray[Any]) -> Picture:
    return np.asarray(values).astype(np.uint8, copy=False)
