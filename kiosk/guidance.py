"""Why a card that is held up is not read, told so that the holder can change it: too dark, too far, glare, too fast.

`look` measures one frame, `guidance` judges what was measured, `Steady` keeps the words from flickering. None of them
reads a code, and without something like a code in view there is no hint.
"""

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from gatepass.wording import Text

Picture = NDArray[np.uint8]

CELLS = (80, 45)
STEP = 3
BUSY = 9.0
FEWEST_CELLS = 3
FAR_CELLS = 20
MOST_CELLS = 900
DARK = 25.0
DARK_WIDTH = 320
BUSY_IN_DARK = 0.42
BUSY_OF_LIGHT = 0.1
LIGHT_OF_NOISE = 5.0
MOVED_CELLS = 1.5
BURNT = 246
BURNT_SHARE = 0.06
HOLDS_AFTER = 0.6
STAYS = 1.0


class Hint(StrEnum):
    """What keeps a card from being read."""

    TOO_DARK = "too_dark"
    TOO_FAR = "too_far"
    GLARE = "glare"
    TOO_FAST = "too_fast"
    NOT_OURS = "not_ours"
    ONE_AT_A_TIME = "one_at_a_time"


HINT_WORDS = {
    Hint.TOO_DARK: Text("太暗，请开灯或靠近灯", "Too dark: put a light on, or come nearer to one"),
    Hint.TOO_FAR: Text("太远，请靠近一点", "Too far: come nearer"),
    Hint.GLARE: Text("反光，请把卡斜一点", "Glare: tilt the card a little"),
    Hint.TOO_FAST: Text("太快，请拿稳一秒", "Too fast: hold it still for a second"),
    Hint.NOT_OURS: Text("这不是出入证的二维码", "This is not the code of a pass"),
    Hint.ONE_AT_A_TIME: Text("有两张证卡，请一次一张", "Two codes: one card at a time"),
}


@dataclass(frozen=True)
class Patch:
    """Something as busy as a code: its middle `(x, y)` and size in cells, and the share of it that is burnt white."""

    middle: tuple[float, float]
    cells: int
    burnt: float


@dataclass(frozen=True)
class Look:
    """What was measured in one frame; `light` is the mean in grey levels, 0 to 255."""

    light: float
    patch: Patch | None


class Scenery:
    """How busy an empty gate is, by light and in the dark, so that a poster on its wall is no card. Float32 of 45 × 80 cells."""

    def __init__(self) -> None:
        self.busy = np.zeros(CELLS[::-1], np.float32)
        self.busy_in_dark = np.zeros(CELLS[::-1], np.float32)

    def learn(self, grey: Picture) -> None:
        """Takes in a frame in which nothing has moved for a while."""
        if _light(grey) < DARK:
            self.busy_in_dark += 0.3 * (_busy_in_dark(grey) - self.busy_in_dark)
        else:
            self.busy += 0.3 * (_busy_cells(grey) - self.busy)


def look(grey: Picture, scenery: Scenery) -> Look:
    """Measures one frame, `(height, width)` uint8."""
    light = _light(grey)
    if light < DARK:
        return Look(light, _patch(grey, _busy_in_dark(grey) - scenery.busy_in_dark, _busy_as_a_card_in(light)))
    return Look(light, _patch(grey, _busy_cells(grey) - scenery.busy, BUSY))


def guidance(now: Look, before: Look | None) -> Hint | None:
    """The hint for a frame in which no code was read, after the one before it."""
    if now.patch is None:
        return None
    if now.light < DARK:
        return Hint.TOO_DARK
    if now.patch.cells < FAR_CELLS:
        return Hint.TOO_FAR
    if before and before.patch and _distance(now.patch, before.patch) > MOVED_CELLS:
        return Hint.TOO_FAST
    return Hint.GLARE if now.patch.burnt > BURNT_SHARE else None


class Steady:
    """Lets a hint through when it has held for `HOLDS_AFTER` seconds, and keeps it for at least `STAYS`."""

    def __init__(self) -> None:
        self._shown: Hint | None = None
        self._shown_at = 0.0
        self._coming: Hint | None = None
        self._coming_at = 0.0

    def settled(self, hint: Hint | None, at: float) -> Hint | None:
        """What to show at a time, in seconds that only grow, of which `hint` is the newest judgement."""
        if hint is not self._coming:
            self._coming, self._coming_at = hint, at
        held = at - self._coming_at >= HOLDS_AFTER
        if self._coming is not self._shown and held and at - self._shown_at >= STAYS:
            self._shown, self._shown_at = self._coming, at
        return self._shown

    def clear(self) -> None:
        """A code was read: nothing is to be said."""
        self._shown = self._coming = None


def _light(grey: Picture) -> float:
    return float(cv2.mean(np.ascontiguousarray(grey[::4, ::4]))[0])


def _busy_as_a_card_in(light: float) -> float:
    """Black on white differs by a share of the light, noise by the same in any: but noise is cut off at 0, and looks like light."""
    return max(BUSY_IN_DARK, BUSY_OF_LIGHT * (light - LIGHT_OF_NOISE))


def _patch(grey: Picture, seen: NDArray[np.float32], least: float) -> Patch | None:
    """Where the most is `seen`, if that is at least `least` and has the shape of a code."""
    peak = float(seen.max())
    if peak < least:
        return None
    count, labels, sizes, middles = cv2.connectedComponentsWithStats((seen > peak / 2).astype(np.uint8))
    number = int(labels[np.unravel_index(int(seen.argmax()), seen.shape)])
    cells = int(sizes[number, cv2.CC_STAT_AREA])
    if count > 40 or not FEWEST_CELLS <= cells <= MOST_CELLS or not _squarish(sizes[number]):
        return None
    return Patch((float(middles[number][0]), float(middles[number][1])), cells, _burnt(grey, sizes[number]))


def _squarish(size: NDArray[np.int32]) -> bool:
    """A code fills its box at least by a third, and is at most twice as wide as high or the other way round."""
    wide, high = int(size[cv2.CC_STAT_WIDTH]), int(size[cv2.CC_STAT_HEIGHT])
    return max(wide, high) <= 2 * min(wide, high) + 1 and 3 * int(size[cv2.CC_STAT_AREA]) >= wide * high


def _burnt(grey: Picture, size: NDArray[np.int32]) -> float:
    """The share of the patch's box where whole cells are white, which the modules of a code never are."""
    height, width = grey.shape[0] / CELLS[1], grey.shape[1] / CELLS[0]
    left, top = int(size[cv2.CC_STAT_LEFT] * width), int(size[cv2.CC_STAT_TOP] * height)
    right, bottom = left + int(size[cv2.CC_STAT_WIDTH] * width), top + int(size[cv2.CC_STAT_HEIGHT] * height)
    quarter = (max(1, (right - left) // 4), max(1, (bottom - top) // 4))
    small = cv2.resize(grey[top:bottom, left:right], quarter, interpolation=cv2.INTER_AREA)
    white = (small >= BURNT).astype(np.uint8)
    near = np.ones((5, 5), np.uint8)
    return float(cv2.mean(cv2.dilate(cv2.erode(white, near, borderValue=0), near))[0])


def _busy_cells(grey: Picture) -> NDArray[np.float32]:
    """Per cell the lesser of the mean differences across and down, over `STEP` pixels: high in a code, low at an edge."""
    across = cv2.resize(cv2.absdiff(grey[:, STEP:], grey[:, :-STEP]), CELLS, interpolation=cv2.INTER_AREA)
    down = cv2.resize(cv2.absdiff(grey[STEP:], grey[:-STEP]), CELLS, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.blur(cv2.min(across, down), (3, 3)), np.float32)


def _busy_in_dark(grey: Picture) -> NDArray[np.float32]:
    """The same of a reduced picture, in which the noise is averaged away, above what is usual in it."""
    size = (DARK_WIDTH, DARK_WIDTH * CELLS[1] // CELLS[0])
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    across = cv2.resize(cv2.absdiff(small[:, 2:], small[:, :-2]), CELLS, interpolation=cv2.INTER_AREA)
    down = cv2.resize(cv2.absdiff(small[2:], small[:-2]), CELLS, interpolation=cv2.INTER_AREA)
    busy = cv2.blur(cv2.min(across, down), (5, 5))
    return np.asarray(busy - np.median(busy), np.float32)


def _distance(one: Patch, other: Patch) -> float:
    return float(np.hypot(one.middle[0] - other.middle[0], one.middle[1] - other.middle[1]))
