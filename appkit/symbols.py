"""The QR symbol of any text, such as a link, and QR modules as one SVG path."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

Matrix = tuple[tuple[bool, ...], ...]


@dataclass(frozen=True, slots=True)
class Symbol:
    """The dark modules as one SVG path in units of a module, and how many modules a side has, without the quiet zone."""

    path: str
    modules: int


def symbol_of(text: str) -> Symbol:
    """The symbol of a text."""
    symbol = QRCode(None, ERROR_CORRECT_M, border=0, mask_pattern=0)
    symbol.add_data(text)
    symbol.make(fit=True)
    matrix = tuple(tuple(bool(module) for module in row) for row in symbol.modules)
    return Symbol(qr_path(matrix), len(matrix))


def qr_path(matrix: Matrix) -> str:
    """The dark modules as one SVG path in units of a module: one path has no hairlines between its rows in any renderer."""
    return "".join(box_path(*run, y) for y, row in enumerate(matrix) for run in _dark_runs(row))


@cache
def box_path(left: int, right: int, y: int) -> str:
    """The path of a run of dark modules in row `y`, from `left` up to but not including `right`."""
    return f"M{left} {y}h{right - left}v1h-{right - left}z"


def _dark_runs(row: tuple[bool, ...]) -> Iterator[tuple[int, int]]:
    x = 0
    for dark, run in groupby(row):
        end = x + len(tuple(run))
        if dark:
            yield x, end
        x = end
