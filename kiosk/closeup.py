"""A closer look at one code that was seen and not read: the parts that all codes have in common are fitted to it.

A decoder takes a code for flat. Round a can, on a curled page or under a barrel of a lens it is not; but its finder,
timing and alignment patterns are known, so a smooth bend is found that lays them where they belong, first by them and
then by every module being as dark or as light as it can be (Lucas and Kanade's alignment, 1981). The modules seen so are
drawn anew, flat, with the known ones as they should be. A decoder reads that: nothing is read that its error correction denies.
"""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.decoders import Found, by_zxing
from kiosk.finders import Finder, Trio
from kiosk.symbols import FINDER_SIDE, alignment, alignment_centres, known_modules, modules_of, without_finders
from kiosk.views import Picture, View, bytes_of

Plane = NDArray[np.float32]
Numbers = NDArray[np.float64]

LARGEST_VERSION = 20
MOST_VERSIONS = 2
PIXELS = 4  # of one module's side, in the plane in which the code is laid flat
QUIET = 2
LARGEST = 420
LEAST_KNOWN, LEAST_BEYOND_FINDERS = 0.7, 0.45
LIKE_ALIGNMENT = 0.55
FAR = 3  # modules that an alignment pattern is looked for away from its place
STIFF = np.array([0, 1, 1] + 3 * [6] + 4 * [12]) * 0.02
LINEAR, SQUARE, CUBIC = 3, 6, 10
DRAWN = 6


def read_closely(grey: Picture, trios: Sequence[Trio], seconds: float = 2.5) -> list[Found]:
    """The codes that can be read when laid flat, within so much of this thread's time; a finder pattern belongs to one."""
    found: list[Found] = []
    taken: set[Finder | None] = set()
    until = time.thread_time() + seconds
    for trio in trios:
        if time.thread_time() > until:
            break
        if taken.isdisjoint(filter(None, trio.finders)) and (text := _read_as_one(grey, trio)):
            found.append(Found(text, trio.corners))
            taken.update(trio.finders)
    return found


def _read_as_one(grey: Picture, trio: Trio) -> str:
    for sheet in _sheets(grey, trio):
        if sheet.share_of_known() > LEAST_KNOWN and sheet.fit() and (read := by_zxing(View(sheet.drawn()))):
            return read[0].text
    return ""


def _sheets(grey: Picture, trio: Trio) -> list["_Sheet"]:
    near, low, scale = _cut_out(grey, trio)
    sheets = [
        _Sheet(near, version, _pairs(trio, version, low, scale), trio.unseen)
        for version in _likely_versions(trio.modules)
    ]
    return sorted(sheets, key=_Sheet.share_of_known, reverse=True)[:MOST_VERSIONS]


def _cut_out(grey: Picture, trio: Trio) -> tuple[Picture, NDArray[np.int64], float]:
    """The code and what is around it, no larger than is of use; where it begins in the picture, and its scale."""
    corners = np.array([*trio.centres, trio.centres[1] + trio.centres[2] - trio.centres[0]])
    size = max(math.dist(*pair) for pair in zip(corners[:2], corners[2:], strict=True))
    low = np.maximum(corners.min(0) - 0.5 * size, 0).astype(np.int64)
    high = (corners.max(0) + 0.5 * size).astype(np.int64) + 1
    near = grey[low[1] : high[1], low[0] : high[0]]
    scale = min(1.0, LARGEST / size)
    small = cv2.resize(near, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return bytes_of(cv2.GaussianBlur(small, (0, 0), 0.8)), low, scale


def _likely_versions(modules: float) -> range:
    """A bend hides some of what lies between finder patterns, or makes the patterns themselves seem narrow."""
    version = (modules - 17) / 4
    return range(max(1, round(version * 0.7 - 0.4)), min(LARGEST_VERSION, round(version * 1.2 + 1)) + 1)


def _pairs(trio: Trio, version: int, low: NDArray[np.int64], scale: float) -> tuple[Numbers, Numbers]:
    """The corners of the finder patterns: in the code, whose places go from -1 to 1, and in the picture."""
    side = modules_of(version)
    half = FINDER_SIDE / side
    middles = np.array([[half - 1, half - 1], [1 - half, half - 1], [half - 1, 1 - half]])
    slant = np.linalg.solve(np.column_stack([middles, np.ones(3)]), trio.centres)
    code, seen = [], []
    for middle, finder in zip(middles, trio.finders, strict=True):
        if finder is not None:
            square = middle + half * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
            code.append(square)
            seen.append(_turned_like(finder.corners, np.column_stack([square, np.ones(4)]) @ slant))
    return np.concatenate(code), np.asarray((np.concatenate(seen) - low) * scale, np.float64)


@dataclass(frozen=True)
class _Anchor:
    """An alignment pattern: the bends at its place, how far off it was seen, and how surely."""

    bends: Numbers
    off: tuple[float, float]
    surely: float


@dataclass
class _Sheet:
    """A code of one version laid flat, and how it is bent: what is added to x and y, as polynomials of both.

    Places of the code go from -1 to 1; `bends` has a row for x and one for y.
    """

    picture: Picture
    version: int
    pairs: tuple[Numbers, Numbers]
    unseen: int | None
    bends: Numbers = field(default_factory=lambda: np.zeros((2, CUBIC)))

    def __post_init__(self) -> None:
        self._side = modules_of(self.version)
        self._known = known_modules(self.version, QUIET)
        self._trusted = self._known if self.unseen is None else without_finders(self._known, QUIET, (self.unseen,))
        self._powers = _powers(self._side)
        code, seen = self.pairs
        self._place, _ = cv2.findHomography(code, seen)
        self._lay_on_finders()

    def fit(self) -> bool:
        """Whether the known parts came to lie on themselves well enough to be worth a decoder's time."""
        self._settle(1.0, LINEAR, 4)
        self._settle(0.8, SQUARE, 6)
        if self.share_of_known(beyond_finders=True) < LEAST_BEYOND_FINDERS:
            return False
        for _ in range(2):
            self._step(0.6, SQUARE, anchors=self._anchors())
        self._settle(0.5, CUBIC, 5)
        self._settle(0.5, CUBIC, 10, guessed=0.5)
        return True

    def drawn(self) -> Picture:
        """The modules as they are seen, but those known as they should be, `(side, side)` uint8."""
        seen = _module_means(self._seen(0.35))
        modules = np.where(self._known != 0, self._known, seen) > 0
        return np.kron(np.pad(modules, 2, constant_values=True).astype(np.uint8) * 255, np.ones((DRAWN,) * 2, np.uint8))

    def _lay_on_finders(self) -> None:
        """Bends it so that the corners of the finder patterns come where they were seen."""
        code, seen = self.pairs
        off = cv2.perspectiveTransform(seen[None], np.linalg.inv(self._place))[0] - code
        at = _powers_at(*code.T)
        self.bends = np.linalg.solve(at @ at.T + np.diag(STIFF * 0.2 + 1e-4), at @ off).T

    def _settle(self, blur: float, order: int, most: int, guessed: float = 0.0) -> None:
        for _ in range(most):
            if self._step(blur, order, guessed=guessed) < 0.1 / self._side:
                return

    def _seen(self, blur: float) -> Plane:
        """The code laid flat by the bends so far, light 1 and dark -1, blurred by so many modules."""
        side = len(self._powers[0])
        spread = np.array([[1 / PIXELS, 0, 0], [0, 1 / PIXELS, 0]], np.float32)
        how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        columns, rows = (
            cv2.warpAffine(each, spread, (side, side), flags=how, borderMode=cv2.BORDER_REPLICATE)
            for each in self._places(slice(None, None, PIXELS))
        )
        flat = cv2.remap(self.picture, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return _levelled(_blurred(flat.astype(np.float32), blur))

    def _places(self, part: slice) -> tuple[Plane, Plane]:
        """Where a part of the plane's rows and columns is seen in the picture: x and y."""
        powers = self._powers[:, part, part]
        x, y = np.tensordot(self.bends, powers, 1) + powers[1:3]
        columns, rows = cv2.split(cv2.perspectiveTransform(np.dstack([x, y]).astype(np.float32), self._place))
        return np.asarray(columns, np.float32), np.asarray(rows, np.float32)

    def _step(self, blur: float, order: int, *, guessed: float = 0.0, anchors: tuple[_Anchor, ...] = ()) -> float:
        """Bends the sheet so that what is seen comes nearer to what should be; how far it moved at the most."""
        seen = self._seen(blur)
        target, weight = self._target(seen, guessed)
        rest = _blurred(target, blur) - seen
        weight /= 1 + rest * rest
        chosen = (weight > 0.02) & _every_other(len(seen))
        slopes = [
            cv2.Sobel(seen, cv2.CV_32F, *way, ksize=3)[chosen] * self._side * PIXELS / 16 for way in ((1, 0), (0, 1))
        ]
        powers = self._powers[:order, chosen]
        towards = np.concatenate([powers * slope for slope in slopes])
        pull = towards * weight[chosen]
        count = powers.shape[1]
        stiff = np.tile(STIFF[:order], 2) * count
        matrix = pull @ towards.T + np.diag(stiff + 1e-3 * count)
        wanted = pull @ rest[chosen] - stiff * self.bends[:, :order].ravel()
        for anchor in anchors:
            at = anchor.bends[:order]
            matrix += 4.0 * count * anchor.surely * np.kron(np.eye(2), np.outer(at, at))
            wanted += 4.0 * count * anchor.surely * np.kron(anchor.off, at)
        change = np.linalg.solve(matrix, wanted).reshape(2, order)
        moved = float(np.abs(change).sum(1).max())
        self.bends[:, :order] += change * min(1.0, 3 / self._side / max(moved, 1e-9))
        return moved

    def _target(self, seen: Plane, guessed: float) -> tuple[Plane, Plane]:
        """What should be seen, and how much it counts: the known modules, and the others as they seem to be."""
        modules, weight = self._trusted, np.abs(self._trusted)
        if guessed:
            guess = np.clip(_module_means(seen) * 1.5, -1, 1)
            modules, weight = np.where(modules != 0, modules, guess), np.where(modules != 0, 1, guessed * np.abs(guess))
        return _in_pixels(modules), _in_pixels(weight)

    def share_of_known(self, *, beyond_finders: bool = False) -> float:
        """How many of the known modules are seen as they should be, of 1; or how many that are in no finder pattern."""
        middles = slice(PIXELS // 2, None, PIXELS)
        columns, rows = self._places(middles)
        seen = cv2.remap(self.picture, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        trusted = without_finders(self._trusted, QUIET) if beyond_finders else self._trusted
        known = trusted[QUIET:-QUIET, QUIET:-QUIET]
        right = np.sign(_levelled(seen.astype(np.float32), 1))[QUIET:-QUIET, QUIET:-QUIET] == known
        return float(right[known != 0].mean())

    def _anchors(self) -> tuple[_Anchor, ...]:
        """The alignment patterns that are seen near where they should be."""
        seen = self._seen(0.4)
        pattern = _blurred(_in_pixels(alignment()), 0.4)
        found = (self._anchor(seen, pattern, row, column) for row, column in alignment_centres(self.version))
        return tuple(anchor for anchor in found if anchor.surely > LIKE_ALIGNMENT**2)

    def _anchor(self, seen: Plane, pattern: Plane, row: int, column: int) -> _Anchor:
        top, left = ((at - 2 + QUIET) * PIXELS for at in (row, column))
        first = [max(0, at - FAR * PIXELS) for at in (top, left)]
        window = seen[first[0] : top + (5 + FAR) * PIXELS, first[1] : left + (5 + FAR) * PIXELS]
        _, like, _, (x, y) = cv2.minMaxLoc(cv2.matchTemplate(window, pattern, cv2.TM_CCOEFF_NORMED))
        pixel = 2 / (self._side * PIXELS)
        middle = (slice(None), top + 5 * PIXELS // 2, left + 5 * PIXELS // 2)
        off = ((first[1] + x - left) * pixel, (first[0] + y - top) * pixel)
        return _Anchor(self._powers[middle].astype(np.float64), off, max(0.0, like) ** 2)


@cache
def _powers(side: int) -> Plane:
    """1, x, y and their products up to the third power, at every pixel of the plane, `(10, pixels, pixels)`."""
    along = (np.arange((side + 2 * QUIET) * PIXELS, dtype=np.float32) + 0.5) / PIXELS - QUIET
    return np.asarray(_powers_at(*np.meshgrid(along / side * 2 - 1, along / side * 2 - 1)))


def _powers_at(x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
    return np.stack([np.ones_like(x), x, y, x * y, x * x, y * y, x**3, y**3, x * x * y, x * y * y])


def _turned_like(corners: NDArray[Any], square: NDArray[Any]) -> NDArray[Any]:
    """The corners in the order of the square's."""
    ways = [np.roll(each, turn, 0) for each in (corners, corners[::-1]) for turn in range(4)]
    return min(ways, key=lambda way: float(np.abs(way - square).sum()))


@cache
def _every_other(side: int) -> NDArray[np.bool_]:
    return np.asarray(np.indices((side, side)).sum(0) % 2 == 0)


def _blurred(flat: Plane, modules: float) -> Plane:
    return np.asarray(cv2.GaussianBlur(flat, (0, 0), modules * PIXELS), np.float32)


def _levelled(flat: Plane, pixels: int = PIXELS) -> Plane:
    """Every pixel between the darkest and the lightest within a few modules: -1 to 1."""
    near = np.ones((5 * pixels | 1,) * 2, np.uint8)
    wide = (6 * pixels | 1,) * 2
    low, high = cv2.blur(cv2.erode(flat, near), wide), cv2.blur(cv2.dilate(flat, near), wide)
    return np.asarray(np.clip((2 * flat - low - high) / np.maximum(high - low, 12), -1.5, 1.5), np.float32)


def _module_means(seen: Plane) -> Plane:
    count = len(seen) // PIXELS
    return np.asarray(seen.reshape(count, PIXELS, count, PIXELS)[:, 1:-1, :, 1:-1].mean((1, 3)))


def _in_pixels(modules: NDArray[Any]) -> Plane:
    return np.kron(modules, np.ones((PIXELS, PIXELS))).astype(np.float32)
