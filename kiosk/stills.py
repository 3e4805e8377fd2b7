"""From a single picture, out of a file, to the texts of all the QR codes in it. It takes its time: up to some seconds.

It opens files, and never writes one. A live frame has no second: that is `kiosk.reader`.

What is read of hard photos, class by class, and beside its peers: `python scripts/bench.py stills`.
"""

import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from appkit.files import fault_words
from gatepass.wording import Text
from kiosk.closeup import read_closely
from kiosk.decoders import Found, by_zbar, by_zxing, covers, is_among, nearest_first, seen_by_zxing
from kiosk.finders import finders_in, trios_of, trios_with_one_unseen
from kiosk.reader import plain
from kiosk.views import (
    Picture,
    View,
    Viewing,
    bleached,
    bytes_of,
    crisp,
    even,
    grey_of,
    inked,
    levelled,
    nearly_white,
    resized,
    short_side,
    soft,
    stretched,
    unblurred,
)

LARGEST_PICTURE = 120_000_000
MANY = 4
COLOURFUL = 4.0

FILMS = ("GIF", "PNG", "WEBP", "TIFF")  # a phone's JPEG has a second picture too, and it is no other
MOST_PICTURES, MOST_LEAFED = 8, 64

HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc")
HEIC_PHOTO = Text("是 HEIC 照片，请先另存为 JPEG", "a HEIC photo, which cannot be opened here; save it as JPEG")

Decoder = Callable[[View], tuple[Found, ...]]


class UnreadableImage(Exception):  # noqa: N818  a refusal, said to people, and no fault of the program
    """A file that is no picture we can open; the message names the file and the reason."""

    def __init__(self, path: Path, reason: Text) -> None:
        super().__init__(f"{path}: {reason.en}")
        self.path = path
        self.reason = reason


def read_still(image: NDArray[Any]) -> tuple[Found, ...]:
    """The codes in a still picture, `(height, width[, 3])` uint8, nearest the middle first.

    Takes as many tries as it needs: some 30 ms for an easy picture, half a second for an empty one, 1.5 s at 12 megapixels,
    and some seconds more where much looks like a code.
    """
    grey = grey_of(image)
    seen = _seen(grey)
    found = [code for code in seen if code.text]
    if 0 < len(found) == len(seen) < MANY:
        return nearest_first(found, grey)
    finders = [finder for finder in finders_in(grey) if not any(covers(code, finder.centre) for code in found)]
    trios = trios_of(finders)
    found += read_closely(grey, trios)
    found = found or list(next(filter(None, _later_finds(image, grey)), ()))
    if not found and not trios:
        found = read_closely(grey, list(trios_with_one_unseen(finders)))
    return nearest_first(found, grey)


def read_file(path: Path) -> tuple[Found, ...]:
    """The codes in a file, as `read_still` tells them, of its first picture that shows any.

    Of a damaged picture what is left of it is read. Raises UnreadableImage as `load_image` does, unless a code was found.
    """
    data = _file_bytes(path)
    try:
        return next(filter(None, map(read_still, _pictures(path, data))), ())
    except UnreadableImage:
        if found := _found_in_the_rest(data):
            return found
        raise


def load_image(path: Path) -> Picture:
    """The picture in a file, upright, `(height, width, 3)` uint8 BGR, what is transparent laid on white.

    Raises UnreadableImage for what is missing, a folder, empty, cut off, too large or not a picture.
    """
    return _loaded(path, _file_bytes(path))


def _loaded(path: Path, data: bytes) -> Picture:
    try:
        return _decoded(data)
    except Image.DecompressionBombError as fault:
        raise UnreadableImage(path, Text("图片太大", "too large a picture")) from fault
    except UnidentifiedImageError as fault:
        raise UnreadableImage(path, HEIC_PHOTO if data[4:12] in HEIC else Text("不是图片", "not a picture")) from fault
    except Exception as fault:  # Pillow's decoders let out whatever they stumble over in a damaged file
        raise UnreadableImage(path, Text("图片已损坏或不完整", f"damaged or cut off picture ({fault})")) from fault


def _found_in_the_rest(data: bytes) -> tuple[Found, ...]:
    """The codes in as much of a cut off picture as can be unpacked."""
    try:
        with _forgiving():
            rest = _decoded(data)
    except Exception:  # as in `_loaded`
        return ()
    return read_still(rest)


@contextmanager
def _forgiving() -> Iterator[None]:
    """Pillow fills with grey what is missing; it has one switch for the whole process, and commands read one file at a time."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def _pictures(path: Path, data: bytes) -> Iterator[Picture]:
    """The picture that everybody sees first; then, while nothing was found, what else the file may show."""
    yield _loaded(path, data)
    try:
        yield from _others(data)
    except Exception:
        return


def _others(data: bytes) -> Iterator[Picture]:
    """What is transparent laid on black, since a white code may stand on it; and some of the first pictures of a film."""
    with _opened(data) as image:
        if _is_clear(image):
            yield _laid_on(image, "black")
        count = min(getattr(image, "n_frames", 1), MOST_LEAFED) if image.format in FILMS else 1
        for number in range(1, count, -(-count // MOST_PICTURES)):
            image.seek(number)
            yield _laid_on(image, "white")


def _is_clear(image: Image.Image) -> bool:
    return image.has_transparency_data and bool(np.asarray(image.convert("RGBA"))[..., 3].min() < 255)


def _seen(grey: Picture) -> list[Found]:
    """What the three best tries see, read or not; each code once, one that was read before one that was not."""
    seen = [code for view in _first_views(grey) for code in seen_by_zxing(view)]
    apart: list[Found] = []
    for code in sorted(seen, key=lambda code: not code.text):
        if not is_among(code, apart):
            apart.append(code)
    return apart


def _first_views(grey: Picture) -> Iterator[View]:
    yield plain(grey)
    yield crisp(grey, 720)
    yield crisp(grey, 1200)


def _later_finds(image: NDArray[Any], grey: Picture) -> Iterator[tuple[Found, ...]]:
    """What each further try reads, often nothing."""
    yield from (decoder(viewing(grey, lines)) for decoder, viewing, lines in _later_tries(grey))
    yield from (by_zxing(crisp(each, 1200)) for each in _colours(image))


def _later_tries(grey: Picture) -> Iterator[tuple[Decoder, Viewing, int]]:
    """Cheap and strong ones first; the later ones are for pictures that are dark, glaring, worn, huge or tiny."""
    yield from ((by_zxing, crisp, lines) for lines in (480, 1800, 330))
    yield by_zxing, soft, _soft_lines(grey)
    yield from ((by_zxing, inked, lines) for lines in (360, 720))
    yield from ((by_zxing, even, lines) for lines in (720, 1200, 1800))
    yield by_zxing, levelled, 1200
    yield from ((by_zxing, stretched, lines) for lines in (720, 1800))
    yield by_zbar, resized, min(grey.shape[0], 1200)
    yield by_zbar, crisp, 800
    yield by_zbar, levelled, 720
    yield by_zxing, nearly_white, 900
    yield by_zbar, bleached, 900
    yield from ((by_zxing, partial(unblurred, blur=blur), lines) for lines, blur in ((360, 2.2), (480, 2.2)))


def _colours(image: NDArray[Any]) -> Sequence[Picture]:
    """Blue, green and red alone: a red code on green is as bright as its ground. None where the picture has no colours."""
    if image.ndim == 2:
        return ()
    blue, green, red = cv2.split(image)
    most = max(cv2.mean(cv2.absdiff(one, green))[0] for one in (blue, red))
    return (bytes_of(red), bytes_of(green), bytes_of(blue)) if most >= COLOURFUL else ()


def _soft_lines(grey: Picture) -> int:
    height = short_side(grey)
    return height * 3 if height <= 480 else height * 3 // 2 if height <= 720 else min(height, 1080)


def _file_bytes(path: Path) -> bytes:
    """Read by Python, since OpenCV cannot open a path with other than ASCII letters on Windows."""
    if path.is_dir():
        raise UnreadableImage(path, Text("是文件夹，不是图片", "is a folder, not a picture"))
    try:
        data = path.read_bytes()
    except FileNotFoundError as fault:
        raise UnreadableImage(path, Text("没有这个文件", "no such file")) from fault
    except OSError as fault:
        raise UnreadableImage(path, fault_words(fault)) from fault
    if not data:
        raise UnreadableImage(path, Text("文件是空的", "the file is empty"))
    return data


def _decoded(data: bytes) -> Picture:
    with _opened(data) as image:
        if image.width * image.height > LARGEST_PICTURE:
            raise Image.DecompressionBombError
        return _laid_on(image, "white")


def _opened(data: bytes) -> Image.Image:
    """Pillow's picture, without its line on stderr about large ones: `LARGEST_PICTURE` is our own limit."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(io.BytesIO(data))


def _laid_on(image: Image.Image, ground: str) -> Picture:
    """BGR bytes of any kind of Pillow image, upright; 16-bit grey is scaled, since Pillow would cut it off at 255."""
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith(("I", "F")):
        values = np.asarray(image, np.float64)
        top = 65535 if values.max(initial=0) > 255 else 255
        return bytes_of(cv2.cvtColor(bytes_of(values * 255 / top), cv2.COLOR_GRAY2BGR))
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", layer.size, ground), layer)
    return bytes_of(cv2.cvtColor(np.asarray(image.convert("RGB")), cv2.COLOR_RGB2BGR))
