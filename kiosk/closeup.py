"""A closer look at one code that was seen and not read: cut out, laid flat, and unrolled as if from a can.

A decoder takes a code for flat. Round a can or a bottle its sides come closer and its edges bow; the corners tell
where it is, and a few bows of a cylinder either way undo it well enough. It reads nothing that a decoder does not.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.decoders import Found
from kiosk.views import Picture, View

MARGIN = 0.16
SMALLEST, LARGEST = 220, 420
KNOTS = 33


@dataclass(frozen=True)
class Bend:
    """A cylinder: half the angle that the code covers of it (radians), and how far edges bow, as a share of the code's side.

    `upright` says that the cylinder stands as the code does.
    """

    angle: float
    bow: float
    upright: bool


BOWS = (0.0, 0.04, -0.04, 0.08, -0.08, 0.12, -0.12, 0.16, -0.16)
BENDS = tuple(
    Bend(angle, bow, upright)
    for bow in BOWS
    for angle in ((0.6, 0.9) if abs(bow) != 0.04 else (0.6,))
    for upright in (True, False)
)


def closeups(grey: Picture, code: Found) -> Iterator[View]:
    """The code alone, `(side, side)` uint8 and flat, each time from another bend; their scale says nothing."""
    side = int(np.clip(code.size * 1.2, SMALLEST, LARGEST))
    place = _square_onto(code)
    for bend in BENDS:
        yield View(_cut_out(grey, place, bend, side))


def _square_onto(code: Found) -> NDArray[np.float64]:
    """From the unit square to the code in the picture. The fourth corner, which has no finder pattern, is not believed."""
    top_left, top_right, _, bottom_left = np.array(code.corners, np.float32)
    corners = np.array([top_left, top_right, top_right + bottom_left - top_left, bottom_left])
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(square, corners), np.float64)


def _cut_out(grey: Picture, place: NDArray[np.float64], bend: Bend, side: int) -> Picture:
    knots = np.linspace(-MARGIN, 1 + MARGIN, KNOTS)
    x, y = np.meshgrid(knots, knots)
    x, y = _rolled(x, y, bend) if bend.upright else _rolled(y, x, bend)[::-1]
    points = np.dstack([x, y]).astype(np.float32)
    columns, rows = cv2.split(cv2.perspectiveTransform(points, place))
    maps = [cv2.resize(each, (side, side), interpolation=cv2.INTER_CUBIC) for each in (columns, rows)]
    flat = cv2.remap(grey, maps[0], maps[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(flat, np.uint8)


def _rolled(
    along: NDArray[np.float64], down: NDArray[np.float64], bend: Bend
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the places of a flat code are seen when it is rolled round the cylinder; its first and last columns stay."""
    angles = np.clip(bend.angle * (2 * along - 1), -1.5, 1.5)
    seen = np.sin(angles) / np.sin(bend.angle) / 2 + 0.5
    depth = (np.cos(angles) - np.cos(bend.angle)) / (1 - np.cos(bend.angle))
    return seen, down + bend.bow * depth
