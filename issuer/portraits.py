"""A picture of somebody, as a phone or a scanner made it, becomes the portrait for a card: upright, 3:4, the face where it belongs.

Nothing but pixels is kept of a picture: no place, no time, no camera. It reads no files and does not know whose face it is.
"""

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError, WebPImagePlugin

from gatepass.wording import Refusal, Text
from issuer.detector import Box, detector

WIDTH, HEIGHT = 300, 400
SMALL_WIDTH, SMALL_HEIGHT = 120, 160
MOST_PIXELS = 64_000_000
LARGEST_FILE = 32 * 1024 * 1024
# Named by the plugin: Pillow knows WebP by name only once it is loaded.
FORMATS = ("JPEG", "PNG", "BMP", WebPImagePlugin.WebPImageFile.format)

_ENOUGH = 1500  # a side longer than this is read at a half or a quarter, which JPEG does fast
_QUALITY, _SMALL_QUALITY = 75, 45
_FACE, _ABOVE = 0.46, 0.28  # of the portrait's height: the face, and what is above it
_NARROWEST = 90  # pixels; a portrait cut out of fewer is a blur, even on a card
_RIVAL = 0.4  # of the largest face's area: who is as large as this stands beside, not behind
_APPLE = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif")

# Whoever makes a file can write any size into it. Pillow warns where we refuse.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Portrait:
    """A JPEG of 300 × 400 pixels for the card, and a WebP of 120 × 160, some 2 kB, for the gates' screens."""

    jpeg: bytes
    small: bytes

    @property
    def sha256(self) -> str:
        """By what it is known, in hex."""
        return hashlib.sha256(self.jpeg).hexdigest()


def portrait(content: bytes) -> Portrait:
    """The portrait cut out around the one face of a picture; raises `Refusal` for what is no picture, and for no face or two."""
    picture = _opened(content)
    faces = detector().faces(np.asarray(picture))
    if not faces:
        raise _no_face()
    if len(faces) > 1 and faces[1].area >= _RIVAL * faces[0].area:
        raise _two_faces()
    return _cut(picture, _around(faces[0], picture))


def portrait_as_is(content: bytes) -> Portrait:
    """The middle of a picture, wherever a face is; raises `Refusal` for what is no picture."""
    picture = _opened(content)
    return _encoded(ImageOps.fit(picture, (WIDTH, HEIGHT), Image.Resampling.LANCZOS))


def _opened(content: bytes) -> Image.Image:
    """The picture upright, in red, green, blue, not much larger than is of use."""
    if not content:
        raise Refusal(Text("是空文件", "is an empty file"), _CHOOSE_ANOTHER)
    if content[4:8] == b"ftyp" and content[8:12] in _APPLE:
        raise Refusal(Text("是 HEIC 格式的照片", "is a HEIC picture"), _AS_JPEG)
    try:
        return _upright(content)
    except Refusal:
        raise
    except Image.DecompressionBombError as fault:
        raise _too_large() from fault
    except UnidentifiedImageError as fault:
        raise Refusal(Text("不是照片", "is no picture"), _CHOOSE_ANOTHER) from fault
    except Exception as fault:  # a decoder raises whatever it likes for bytes that are broken
        raise Refusal(Text("不完整或已损坏", "is damaged or not complete"), _CHOOSE_ANOTHER) from fault


def _upright(content: bytes) -> Image.Image:
    with Image.open(BytesIO(content), formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise _too_large()
        picture.draft("RGB", (_ENOUGH, _ENOUGH))
        turned = ImageOps.exif_transpose(picture)
        if turned.has_transparency_data:
            on_white = Image.new("RGBA", turned.size, "white")
            on_white.alpha_composite(turned.convert("RGBA"))
            return on_white.convert("RGB")
        return turned.convert("RGB")


def _around(face: Box, picture: Image.Image) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the part with the face in its place; never beyond the edges."""
    height = min(face.height / _FACE, picture.height, picture.width * HEIGHT / WIDTH)
    width = height * WIDTH / HEIGHT
    if width < _NARROWEST:
        raise Refusal(
            Text("里的脸太小", "has too small a face"),
            Text("请走近些重新拍一张", "take it again from nearer"),
        )
    left = face.left + face.width / 2 - width / 2
    top = face.top - _ABOVE * height
    left, top = min(max(left, 0), picture.width - width), min(max(top, 0), picture.height - height)
    return left, top, left + width, top + height


def _cut(picture: Image.Image, box: tuple[float, float, float, float]) -> Portrait:
    return _encoded(picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS, box=box))


def _encoded(picture: Image.Image) -> Portrait:
    pixels = Image.frombytes("RGB", picture.size, picture.tobytes())
    large, small = BytesIO(), BytesIO()
    pixels.save(large, "JPEG", quality=_QUALITY, optimize=True)
    pixels.resize((SMALL_WIDTH, SMALL_HEIGHT), Image.Resampling.LANCZOS).save(
        small, "WEBP", quality=_SMALL_QUALITY, method=6
    )
    return Portrait(large.getvalue(), small.getvalue())


_CHOOSE_ANOTHER = Text("请换一个文件", "choose another file")
_AS_JPEG = Text(
    "请存成 JPEG 再选（苹果手机：设置→相机→格式→兼容性最佳）",
    "save it as JPEG (iPhone: Settings, Camera, Formats, Most Compatible)",
)


def _no_face() -> Refusal:
    return Refusal(
        Text("里没有找到脸", "shows no face that is found"),
        Text("请从正面重新拍一张", "take it again from the front"),
    )


def _two_faces() -> Refusal:
    return Refusal(
        Text("里有两张差不多大的脸", "shows two faces of about one size"),
        Text("请单独拍一张", "take one of this person alone"),
    )


def _too_large() -> Refusal:
    return Refusal(
        Text("太大", "is too large"),
        Text(
            f"请缩小到{MOST_PIXELS // 1_000_000}百万像素以内",
            f"make it smaller than {MOST_PIXELS // 1_000_000} megapixels",
        ),
    )
