"""One printed card: what stands on it, and the QR symbol of its code. It never draws, never reads a file, and makes no codes."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode
from qrcode.util import QRData

from gatepass.code import Code
from gatepass.looks import Look
from gatepass.people import Door
from issuer import walking

SYMBOL_VERSION = 2
MASK = 0

Matrix = tuple[tuple[bool, ...], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What one card says. A spare has neither door nor name; staff may have a name and no door.

    `name` is a person's, or a car's plate; `photo` a JPEG; `stamp` the look of the generation that passes are in.
    """

    community: str
    english: str
    door: Door | None
    name: str
    look: Look
    serial: str
    issue: int
    until: date | None
    code: Code
    photo: bytes | None = None
    stamp: Look | None = None

    @property
    def is_spare(self) -> bool:
        """Whether the holder is written in by hand."""
        return self.door is None and not self.name


def delivery_order(card: Card) -> tuple[bool, Door, str]:
    """The sort key of a bundle: stairwell, floor and room, then serial; cards without a door come last."""
    return card.door is None, card.door or Door(0, 0), card.serial.zfill(12)


def walking_order(card: Card) -> tuple[bool, tuple[int, int, int, str], str]:
    """The sort key of a team's bundle, as its receipt list has it: each stairwell from its top floor down, then serial."""
    return card.door is None, walking.walking_order(card.door or Door(0, 0)), card.serial.zfill(12)


def qr_matrix(code: Code) -> Matrix:
    """The 25 × 25 modules of a code, row by row, True is dark, without the quiet zone."""
    symbol = QRCode(SYMBOL_VERSION, ERROR_CORRECT_Q, border=0, mask_pattern=MASK)
    symbol.add_data(QRData(code.encode()), optimize=0)
    symbol.make(fit=False)
    return tuple(tuple(bool(module) for module in row) for row in symbol.modules)


def qr_path(matrix: Matrix) -> str:
    """The dark modules as one SVG path in units of a module: one path has no hairlines between its rows in any renderer."""
    return "".join(_row_path(y, row) for y, row in enumerate(matrix))


def _row_path(y: int, row: tuple[bool, ...]) -> str:
    path, x = "", 0
    for dark, run in groupby(row):
        width = len(tuple(run))
        path += f"M{x} {y}h{width}v1h-{width}z" if dark else ""
        x += width
    return path
