"""From a live camera's frames to the texts of the QR codes in them: `Reader`, and what it need not look at: `Motion`.

It knows pictures and texts only. It never says what a text means, never keeps a picture, and never guesses:
a code whose error correction fails gives nothing. Single pictures are read by `kiosk.stills`, which may take its time.

What each try reads of hard frames, and in how many milliseconds: `python scripts/bench.py reading`.
"""

import math
import time
from collections.abc import Callable, Iterable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.decoders import Found, by_zbar, by_zxing, nearest_first, shows_other_kind
from kiosk.views import Picture, View, crisp, grey_of, resized, short_side, stretched

LIVE_LINES = {480: 960, 720: 720, 1080: 720}
OTHER_LINES = 540
THUMBNAIL = (80, 45)
LONGEST_PAUSE = 0.4
LEAST_CHANGE = 6.0
LEAST_CHANGE_IN_DARK = 1.6
DARK = 40.0

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
        return nearest_first(_first_success(tries, grey), grey)


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


def read_together(mean: Picture) -> tuple[Found, ...]:
    """The codes in the mean of several frames, `(height, width)` uint8, nearest the middle first."""
    return nearest_first(_first_success((_crisp, _stretched), mean), mean)


def other_symbol(grey: Picture) -> bool:
    """Whether a grey frame shows a code of a kind that no pass has, such as a Data Matrix or an article's bars."""
    return shows_other_kind(resized(grey, min(OTHER_LINES, short_side(grey))))


def plain(grey: Picture) -> View:
    """The frame as it is, or as near to it as the limits of size allow."""
    return resized(grey, short_side(grey))


def _first_success(tries: Iterable[Try], grey: Picture) -> tuple[Found, ...]:
    for attempt in tries:
        if found := attempt(grey):
            return found
    return ()


def _plain(grey: Picture) -> tuple[Found, ...]:
    return by_zxing(plain(grey))


def _crisp(grey: Picture) -> tuple[Found, ...]:
    return by_zxing(crisp(grey, _live_lines(grey)))


def _stretched(grey: Picture) -> tuple[Found, ...]:
    return by_zxing(stretched(grey, _live_lines(grey)))


def _second_opinion(grey: Picture) -> tuple[Found, ...]:
    return by_zbar(crisp(grey, min(720, _live_lines(grey))))


_ROUNDS: tuple[tuple[Try, Try], ...] = ((_plain, _crisp), (_crisp, _stretched), (_crisp, _second_opinion))


def _live_lines(grey: Picture) -> int:
    height = short_side(grey)
    return LIVE_LINES[min(LIVE_LINES, key=lambda known: abs(known - height))]


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
