"""Where finder patterns are in a picture, and which three of them may belong to one code.

A finder pattern is a dark square in a light one in a dark one, whatever way it is turned. It knows nothing of what lies
between them, and reads nothing.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.symbols import FINDER_SIDE, modules_of
from kiosk.views import Picture, bytes_of, resized, short_side

Plane = NDArray[np.float32]

LINES = (720, 1800)
BLOCKS = (6, 20)  # parts of the picture's shorter side that light is measured in
LEAST_HOLE = 30.0
CORE_OF_HOLE = (0.12, 0.7)  # 9 modules of 25
OFF_MIDDLE = 0.2
HOLE_TO_ALL = 7 / 5
MOST_FINDERS, MOST_IN_LINE = 160, 4
SLANT = 0.45
UNLIKE = 1.7
DISTANCES = (8.0, 1.3 * modules_of(20))


@dataclass(frozen=True, eq=False)
class Finder:
    """Its four outer corners in turn, `(4, 2)` pixels."""

    corners: Plane

    @cached_property
    def centre(self) -> Plane:
        """The mean of the corners."""
        return np.asarray(self.corners.mean(0), np.float32)

    @cached_property
    def side(self) -> float:
        """Pixels of seven modules."""
        return math.sqrt(cv2.contourArea(self.corners))

    @cached_property
    def edges(self) -> tuple[Plane, Plane]:
        """The ways along its two sides."""
        first, second, third, fourth = self.corners
        return (second - first + third - fourth) / 2, (fourth - first + third - second) / 2

    def way_to(self, place: Plane) -> Plane:
        """From its centre to a place, in modules along its two sides."""
        (a, c), (b, d) = self.edges
        x, y = place - self.centre
        return np.asarray(np.array([d * x - b * y, a * y - c * x]) * (FINDER_SIDE / (a * d - b * c)), np.float32)


@dataclass(frozen=True, eq=False)
class Trio:
    """What may be a code: the centres of its top left, top right and bottom left finder pattern, and the patterns themselves.

    None stands for one that is not seen. `modules` is about how many it has on a side; `oddness` is 0 for a square.
    """

    centres: Plane
    finders: tuple[Finder | None, Finder | None, Finder | None]
    modules: float
    oddness: float

    @property
    def unseen(self) -> int | None:
        """Which of the three is not seen."""
        return self.finders.index(None) if None in self.finders else None

    @property
    def corners(self) -> tuple[tuple[int, int], ...]:
        """The code's four corners, in turn from the upper left, as if it were flat."""
        corner, right, below = self.centres
        half = FINDER_SIDE / 2 / max(1.0, self.modules - FINDER_SIDE)
        places = ((-half, -half), (1 + half, -half), (1 + half, 1 + half), (-half, 1 + half))
        at = [corner + (right - corner) * along + (below - corner) * down for along, down in places]
        return tuple((round(float(x)), round(float(y))) for x, y in at)


def finders_in(grey: Picture) -> list[Finder]:
    """Those in a grey picture, dark on light; each once."""
    view = resized(grey, int(np.clip(short_side(grey), *LINES)))
    soft = bytes_of(cv2.GaussianBlur(view.picture, (0, 0), 0.8))
    found: list[Finder] = []
    for part in BLOCKS:
        for each in _squares_in_squares(soft, max(15, short_side(soft) // part) | 1):
            finder = Finder(np.asarray(each / view.scale, np.float32))
            if not any(math.dist(finder.centre, other.centre) < other.side / 2 for other in found):
                found.append(finder)
    return found[:MOST_FINDERS]


def trios_of(finders: Sequence[Finder]) -> list[Trio]:
    """Those that three finder patterns make, the least odd first; of those in one line the nearest few are tried."""
    ways = np.array([[one.way_to(other.centre) for other in finders] for one in finders])
    trios = []
    for corner, one in enumerate(finders):
        others = [other for other in range(len(finders)) if other != corner and _alike(one, finders[other])]
        along = [other for other in others if _is_along(*ways[corner, other])]
        down = [other for other in others if _is_along(*ways[corner, other][::-1])]
        trios += [
            _trio([finders[each] for each in (corner, right, below)], ways[np.ix_(*[(corner, right, below)] * 2)])
            for right in _nearest(along, ways[corner])
            for below in _nearest(down, ways[corner])
            if 1 / UNLIKE < abs(ways[corner, right, 0] / ways[corner, below, 1]) < UNLIKE
        ]
    return sorted(trios, key=lambda trio: trio.oddness)


def trios_with_one_unseen(finders: Sequence[Finder]) -> Iterator[Trio]:
    """Those that two finder patterns make with a third one that is torn off, burnt or written over."""
    for one, other in permutations(finders, 2):
        way = one.way_to(other.centre)
        if not _alike(one, other):
            continue
        if _is_along(way[0], way[1]) or _is_along(way[1], way[0]):
            yield from _beside(one, other, float(np.abs(way).max()))
        elif 1 / UNLIKE < abs(way[0] / way[1]) < UNLIKE:
            yield _across(one, other, way)


def _squares_in_squares(soft: Picture, block: int) -> Iterator[Plane]:
    dark = cv2.adaptiveThreshold(soft, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 4)
    contours, tree = cv2.findContours(dark, cv2.RETR_TREE, cv2.CHAIN_APPROX_SIMPLE)
    for core, hole in enumerate(tree[0][:, 3] if tree is not None else ()):
        area = 0.0 if hole < 0 else cv2.contourArea(contours[hole], oriented=True)
        if area < LEAST_HOLE:  # OpenCV goes round a hole clockwise, and round what is dark the other way
            continue
        if CORE_OF_HOLE[0] < cv2.contourArea(contours[core]) / area < CORE_OF_HOLE[1]:
            yield from _outer_corners(contours[hole], contours[core])


def _outer_corners(hole: Any, core: Any) -> Iterator[Plane]:  # noqa: ANN401  OpenCV's contours
    """By the light square, since the dark one around it may touch what is next to it. Nothing where it is no square."""
    hull = cv2.convexHull(hole)
    corners = cv2.approxPolyDP(hull, 0.07 * cv2.arcLength(hull, True), True).reshape(-1, 2).astype(np.float32)
    if len(corners) != 4:
        corners = cv2.boxPoints(cv2.minAreaRect(hull))
    middle, inner = corners.mean(0), core.reshape(-1, 2).mean(0)
    side = math.sqrt(cv2.contourArea(corners))
    longest = max(np.hypot(*(corners - np.roll(corners, 1, 0)).T))
    if longest < 2.5 * side and math.dist(middle, inner) < OFF_MIDDLE * side:
        yield np.asarray(middle + (corners - middle) * HOLE_TO_ALL, np.float32)


def _alike(one: Finder, other: Finder) -> bool:
    return 1 / UNLIKE < one.side / other.side < UNLIKE


def _is_along(far: float, aside: float) -> bool:
    return DISTANCES[0] < abs(far) < DISTANCES[1] and abs(aside) < SLANT * abs(far)


def _nearest(places: list[int], ways: Plane) -> list[int]:
    return sorted(places, key=lambda place: float(np.abs(ways[place]).max()))[:MOST_IN_LINE]


def _trio(finders: list[Finder], ways: Plane) -> Trio:
    """`ways` has those from each to each, in modules; odd is what is slanted, longer one way, or of unlike patterns."""
    corner, right, below = finders
    if _turn(right.centre - corner.centre, below.centre - corner.centre) < 0:
        right, below = below, right
    slants = sum(float(np.abs(way).min() / np.abs(way).max()) for way in ways[(0, 0, 1, 2), (1, 2, 0, 0)])
    across, deep = abs(float(ways[0, 1, 0])), abs(float(ways[0, 2, 1]))
    sides = [finder.side for finder in finders]
    oddness = abs(math.log(across / deep)) + slants + math.log(max(sides) / min(sides))
    modules = math.sqrt(across * deep) + FINDER_SIDE
    return Trio(np.array([each.centre for each in (corner, right, below)]), (corner, right, below), modules, oddness)


def _beside(one: Finder, other: Finder, distance: float) -> Iterator[Trio]:
    """One and the other are the upper two, or the left two; since pairs come both ways round, of either side of them."""
    way, edge = other.centre - one.centre, _edge_across(one, other)
    deep = edge * (distance / FINDER_SIDE)
    if _turn(way, deep) < 0:
        deep = -deep
    modules = distance + FINDER_SIDE
    yield Trio(np.array([one.centre, other.centre, one.centre + deep]), (one, other, None), modules, 0.0)
    yield Trio(np.array([other.centre, other.centre + deep, one.centre]), (other, None, one), modules, 0.0)


def _edge_across(one: Finder, other: Finder) -> Plane:
    """The edge of the one, seven modules long, that leads away from the way to the other."""
    along, down = one.edges
    way = one.way_to(other.centre)
    return down if abs(way[0]) > abs(way[1]) else along


def _across(one: Finder, other: Finder, way: Plane) -> Trio:
    """One is the upper right, and the other the lower left."""
    steps = [edge * (part / FINDER_SIDE) for edge, part in zip(one.edges, way, strict=True)]
    step = max(steps, key=lambda step: _turn(-step, other.centre - one.centre - step))
    modules = math.sqrt(abs(way[0] * way[1])) + FINDER_SIDE
    return Trio(np.array([one.centre + step, one.centre, other.centre]), (None, one, other), modules, 0.0)


def _turn(one: Plane, other: Plane) -> float:
    """More than 0 where the other way is to the right of the one, as is down of along."""
    return float(one[0] * other[1] - one[1] * other[0])
