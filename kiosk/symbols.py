"""What all QR codes of a version have in common: finder, timing and alignment patterns, by ISO/IEC 18004.

Modules are numbers, so that they compare with a picture's: 1 is light, -1 dark, 0 not known. It knows no picture.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from qrcode.util import pattern_position

Modules = NDArray[np.float32]

LIGHT, DARK = 1, -1
FINDER_SIDE = 7


def modules_of(version: int) -> int:
    """Modules on a side, without the quiet zone."""
    return 17 + 4 * version


@cache
def known_modules(version: int, quiet: int) -> Modules:
    """`(side, side)`, with `quiet` light modules around, which are known too."""
    side = modules_of(version)
    known = np.zeros((side, side), np.float32)
    known[6, 8:-8] = known[8:-8, 6] = np.where(np.arange(8, side - 8) % 2, LIGHT, DARK)
    corner = finder()[1:, 1:]
    known[:8, :8], known[:8, -8:], known[-8:, :8] = corner, corner[:, ::-1], corner[::-1]
    known[-8, 8] = DARK
    for row, column in alignment_centres(version):
        known[row - 2 : row + 3, column - 2 : column + 3] = alignment()
    return np.pad(known, quiet, constant_values=LIGHT)


def without_finders(known: Modules, quiet: int, corners: tuple[int, ...] = (0, 1, 2)) -> Modules:
    """The known modules but for finder patterns: 0 the upper left one, 1 the upper right one, 2 the lower left one."""
    near, far = slice(0, quiet + 8), slice(len(known) - quiet - 8, None)
    rest = known.copy()
    for corner in corners:
        rest[((near, near), (near, far), (far, near))[corner]] = 0
    return rest


def alignment_centres(version: int) -> list[tuple[int, int]]:
    """Row and column of the module in the middle of each alignment pattern."""
    places, last = pattern_position(version), modules_of(version) - 7
    taken = ((6, 6), (6, last), (last, 6))
    return [(row, column) for row in places for column in places if (row, column) not in taken]


def finder() -> Modules:
    """A finder pattern, `(9, 9)`, with the light modules around it."""
    return _rings(9, LIGHT, DARK, LIGHT, DARK)


def alignment() -> Modules:
    """An alignment pattern, `(5, 5)`."""
    return _rings(5, DARK, LIGHT, DARK)


def _rings(side: int, *tones: int) -> Modules:
    """Squares in each other, from the outside in; the last one is filled."""
    square = np.zeros((side, side), np.float32)
    for inset, tone in enumerate(tones):
        square[inset : side - inset, inset : side - inset] = tone
    return square
