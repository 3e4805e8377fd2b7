"""Pictures made from a picture so that a decoder sees more in it: enlarged, sharpened, evenly lit, with thicker ink.

Each is one function of a grey picture and a size. It knows nothing of codes, and never changes what it is handed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

LONGEST_SIDE = 8000
MOST_ENLARGED = 4
NEARLY_WHITE = 244
LEAST_POWER = 0.01


@dataclass(frozen=True)
class View:
    """A picture made from a frame for one try, and how many of its pixels make one of the frame."""

    picture: Picture
    scale: float = 1.0


Viewing = Callable[[Picture, int], View]


def grey_of(image: NDArray[Any]) -> Picture:
    """One channel, `(height, width)` uint8, of a grey or BGR picture; raises ValueError for what is no picture of 8-bit pixels."""
    if image.dtype != np.uint8 or image.ndim not in (2, 3) or image.size == 0:
        raise ValueError(f"expected a picture of uint8 pixels, got {image.dtype} {image.shape}")
    if image.ndim == 2:
        return np.ascontiguousarray(image)
    return bytes_of(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))


def short_side(grey: Picture) -> int:
    """Pixels of the shorter side."""
    return int(min(grey.shape[:2]))


def resized(grey: Picture, lines: int) -> View:
    """The picture with `lines` pixels on its shorter side, or as near to it as the limits of size allow."""
    scale = min(lines / short_side(grey), MOST_ENLARGED, LONGEST_SIDE / max(grey.shape))
    if scale == 1:
        return View(grey)
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    return View(bytes_of(cv2.resize(grey, size, interpolation=how)), scale)


def soft(grey: Picture, lines: int) -> View:
    """Noise blurred away."""
    view = resized(grey, lines)
    return View(bytes_of(cv2.GaussianBlur(view.picture, (0, 0), 1.1)), view.scale)


def crisp(grey: Picture, lines: int) -> View:
    """Noise blurred away, then edges raised: a band of sizes that suits modules of 2 to 12 pixels."""
    view = soft(grey, lines)
    wide = cv2.GaussianBlur(view.picture, (0, 0), 3.5)
    return View(bytes_of(cv2.addWeighted(view.picture, 3.0, wide, -2.0, 0)), view.scale)


def even(grey: Picture, lines: int) -> View:
    """The light made even: every pixel divided by the brightness around it. For shadow, glare and darkness."""
    view = soft(grey, lines)
    around = cv2.blur(view.picture, (lines // 8 | 1, lines // 8 | 1))
    return View(bytes_of(cv2.divide(view.picture, around, scale=150)), view.scale)


def levelled(grey: Picture, lines: int) -> View:
    """Logarithms, less their mean around: a shadow's edge becomes a thin line. For codes that are half in the sun."""
    view = soft(grey, lines)
    tones = cv2.log(view.picture.astype(np.float32) + 4)
    around = cv2.blur(tones, (lines // 10 | 1, lines // 10 | 1))
    return View(bytes_of(np.clip(cv2.subtract(tones, around) * 70 + 128, 0, 255)), view.scale)


def stretched(grey: Picture, lines: int) -> View:
    """Every pixel between the darkest and the lightest around it. For the hard edges of shadows and reflections."""
    view = soft(grey, lines)
    near = np.ones((21, 21), np.uint8)
    darkest = cv2.blur(cv2.erode(view.picture, near), near.shape)
    lightest = cv2.blur(cv2.dilate(view.picture, near), near.shape)
    span = np.maximum(cv2.subtract(lightest, darkest), 12)
    return View(bytes_of(cv2.divide(cv2.subtract(view.picture, darkest), span, scale=255)), view.scale)


def nearly_white(grey: Picture, lines: int) -> View:
    """Black but for what is burnt: modules under a reflection are still a little less than white."""
    view = soft(grey, lines)
    return View(bytes_of(cv2.threshold(view.picture, NEARLY_WHITE, 255, cv2.THRESH_BINARY)[1]), view.scale)


def bleached(grey: Picture, lines: int) -> View:
    """Steeper the lighter: grey scratches and stains go black, and paper stays white."""
    view = resized(grey, lines)
    curve = bytes_of(255 * (np.arange(256) / 255) ** 8)
    return View(bytes_of(cv2.GaussianBlur(cv2.LUT(view.picture, curve), (0, 0), 1.1)), view.scale)


def inked(grey: Picture, lines: int) -> View:
    """What is dark grown by a pixel or two. For modules that do not touch: dots, worn print, lines left out by a printer."""
    view = resized(grey, lines)
    grown = cv2.erode(view.picture, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (lines // 180 | 1,) * 2))
    return View(bytes_of(cv2.GaussianBlur(grown, (0, 0), 1.0)), view.scale)


def unblurred(grey: Picture, lines: int, blur: float = 2.2) -> View:
    """Wiener's filter for a lens out of focus by a Gaussian of standard deviation `blur`, in pixels of the view."""
    view = resized(grey, lines)
    high, wide = view.picture.shape
    margin = 16
    full = (cv2.getOptimalDFTSize(high + 2 * margin), cv2.getOptimalDFTSize(wide + 2 * margin))
    rest = (margin, full[0] - high - margin, margin, full[1] - wide - margin)
    seen = np.fft.rfft2(cv2.copyMakeBorder(view.picture, *rest, cv2.BORDER_REFLECT).astype(np.float32))
    waves = np.fft.fftfreq(full[0])[:, None] ** 2 + np.fft.rfftfreq(full[1])[None] ** 2
    passed = np.exp(-2 * (np.pi * blur) ** 2 * waves)
    sharp = np.fft.irfft2(seen * passed / (passed**2 + LEAST_POWER), full)
    return View(bytes_of(np.clip(sharp[margin : margin + high, margin : margin + wide], 0, 255)), view.scale)


def bytes_of(values: NDArray[Any]) -> Picture:
    """As uint8, fractions cut off; the caller has seen to the range."""
    return np.asarray(values).astype(np.uint8, copy=False)
