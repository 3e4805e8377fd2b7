"""Several frames of a card held still, laid on each other: what one dark, noisy frame hides, their mean shows.

It knows grey pictures only. It keeps one sum and one small reference, however many frames are added.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

MOST_FRAMES = 12
DIM = 60.0
NOISY = 6.0
ALIGNED_AT = 240
LEAST_LIKENESS = 0.3
STEPS = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 10, 1e-4)
DARKEST, LIGHTEST = 1.0, 99.5
LEAST_SPAN = 8.0


def is_hard_to_see(grey: Picture) -> bool:
    """Whether a frame, `(height, width)` uint8, is so dark or noisy that several together may show more."""
    sample = np.ascontiguousarray(grey[::2, ::2])
    return float(cv2.mean(sample)[0]) < DIM or _noise(grey) > NOISY


class Stack:
    """The frames since the last `clear`, at most `MOST_FRAMES`; then it begins again with the newest."""

    def __init__(self) -> None:
        self.count = 0
        self._sum: NDArray[np.float32] | None = None
        self._reference: NDArray[np.float32] | None = None
        self._shift = np.eye(2, 3, dtype=np.float32)

    def clear(self) -> None:
        """Forgets every frame."""
        self.count, self._sum, self._reference = 0, None, None

    def add(self, grey: Picture) -> None:
        """Lays one more frame, `(height, width)` uint8, on the others; one that shows something else begins a new stack."""
        seen = _reduced(grey)
        if self._full() or self._sum is None or self._reference is None or self._sum.shape != grey.shape:
            self._begin(grey, seen)
            return
        try:
            likeness, shift = cv2.findTransformECC(
                self._reference, seen, self._shift, cv2.MOTION_EUCLIDEAN, STEPS, np.ones(seen.shape, np.uint8), 1
            )
        except cv2.error:  # it does not converge where the two have nothing in common
            self._begin(grey, seen)
            return
        if likeness < LEAST_LIKENESS:
            self._begin(grey, seen)
            return
        self._shift = np.asarray(shift, np.float32)
        cv2.accumulate(_moved(grey, self._shift, grey.shape[1] / seen.shape[1]), self._sum)
        self.count += 1

    def mean(self) -> Picture:
        """The mean of the frames as it is, `(height, width)` uint8; raises ValueError when there is none."""
        if self._sum is None:
            raise ValueError("no frame in the stack")
        return np.asarray(cv2.convertScaleAbs(self._sum, None, 1 / self.count), np.uint8)

    def picture(self) -> Picture:
        """The mean of the frames, `(height, width)` uint8, its darkest and lightest stretched to black and white.

        Raises ValueError when there is none.
        """
        if self._sum is None:
            raise ValueError("no frame in the stack")
        low, high = np.percentile(self._sum[::4, ::4], (DARKEST, LIGHTEST)) / self.count
        scale = 255 / max(high - low, LEAST_SPAN)
        return np.asarray(
            cv2.convertScaleAbs(cv2.max(self._sum, low * self.count), None, scale / self.count, -low * scale)
        )

    def _full(self) -> bool:
        return self.count >= MOST_FRAMES

    def _begin(self, grey: Picture, seen: NDArray[np.float32]) -> None:
        self.count, self._sum, self._reference = 1, grey.astype(np.float32), seen
        self._shift = np.eye(2, 3, dtype=np.float32)


def _reduced(grey: Picture) -> NDArray[np.float32]:
    """`ALIGNED_AT` pixels wide: noise is averaged away, and the alignment costs little."""
    size = (ALIGNED_AT, max(8, ALIGNED_AT * grey.shape[0] // grey.shape[1]))
    small = cv2.GaussianBlur(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), (0, 0), 1.0).astype(np.float32)
    low = small.min()
    return np.asarray((small - low) / max(1.0, float(small.max() - low)), np.float32)


def _moved(grey: Picture, shift: NDArray[np.float32], scale: float) -> Picture:
    """The frame where the reference has it; `shift` is in pixels of the reduced picture."""
    turn, middle = shift[:, :2], (scale - 1) / 2
    way = shift[:, 2] * scale + middle - turn @ np.array([middle, middle], np.float32)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (grey.shape[1], grey.shape[0])
    matrix = np.column_stack([turn, way]).astype(np.float32)
    return np.asarray(cv2.warpAffine(grey, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _noise(grey: Picture) -> float:
    """Grey levels of noise: the median of what is left of the middle when its smooth part is taken away.

    Source: Immerkær, "Fast noise variance estimation" (1996), with a median, since edges are not noise.
    """
    height, width = grey.shape
    middle = grey[height // 4 : height * 3 // 4, width // 4 : width * 3 // 4]
    mask = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    rest = cv2.convertScaleAbs(cv2.filter2D(middle, cv2.CV_16S, mask))
    return float(np.median(rest[::2, ::2])) / (6 * 0.6745)
