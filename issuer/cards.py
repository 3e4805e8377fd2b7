"""One printed card: what stands on it, and the QR symbol of its code. It never draws, never reads a file, and makes no codes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, reduce
from operator import xor

from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode
from qrcode.util import QRData

from appkit.symbols import Matrix, box_path, qr_path
from gatepass.code import Code
from gatepass.looks import CAR, Look
from gatepass.people import Door
from issuer import walking

SYMBOL_VERSION = 2
MASK = 0
_SIDE = 25
_DARK = re.compile("1+")
_BASE = "A" * 29
_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_MANY = 300  # so many codes are worth the 160 symbols of which the others are put together


@dataclass(frozen=True, slots=True)
class Card:
    """What one card says. A spare has neither door nor name; staff may have a name and no door.

    `name` is a person's, or a car's plate; `photo` a JPEG; `stamp` the look of the generation that passes are in.
    `source` is where the holder came from, and does not stand on the card.
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
    source: str = field(default="", compare=False)

    @property
    def is_spare(self) -> bool:
        """Whether the holder is written in by hand."""
        return self.door is None and not self.name

    @property
    def is_car(self) -> bool:
        """Whether it lies behind a windscreen."""
        return self.look == CAR


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


def symbol_paths(codes: Sequence[Code]) -> Iterator[str]:
    """`qr_path` of the symbol of each code; many are made some ten times as fast as one by one, and are the same."""
    if len(codes) < _MANY:
        yield from (qr_path(qr_matrix(code)) for code in codes)
    else:
        yield from (_path_of(_symbol_of(code)) for code in codes)


def _symbol_of(code: Code) -> int:
    """The modules of a code as the digits of one number, row by row, the first is the highest.

    Error correction is linear and the mask is fixed, so a symbol is that of `_BASE` with what each pair of characters turns over.
    """
    pairs = (_turned_over(place, code[place : place + 2]) for place in range(0, len(_BASE), 2))
    return reduce(xor, pairs, _number_of(_BASE))


@cache
def _turned_over(place: int, pair: str) -> int:
    """The modules that a pair of characters (one, at the end) turns over, against those of `_BASE`."""
    bits = _value(pair) ^ _value(_BASE[place : place + 2])
    return reduce(xor, (_turned_by(place, bit) for bit in range(bits.bit_length()) if bits >> bit & 1), 0)


@cache
def _turned_by(place: int, bit: int) -> int:
    old = _BASE[place : place + 2]
    high, low = divmod(_value(old) ^ 1 << bit, len(_CHARACTERS))
    new = (_CHARACTERS[high] + _CHARACTERS[low])[-len(old) :]
    return _number_of(_BASE[:place] + new + _BASE[place + len(old) :]) ^ _number_of(_BASE)


def _value(pair: str) -> int:
    """What stands in the symbol for two characters, or for the last one (ISO/IEC 18004, alphanumeric mode)."""
    return reduce(lambda value, character: value * len(_CHARACTERS) + _CHARACTERS.index(character), pair, 0)


@cache
def _number_of(text: str) -> int:
    return int("".join("01"[module] for row in qr_matrix(Code(text)) for module in row), 2)


def _path_of(symbol: int) -> str:
    digits = f"{symbol:0{_SIDE * _SIDE}b}"
    rows = (digits[start : start + _SIDE] for start in range(0, len(digits), _SIDE))
    return "".join(box_path(*run.span(), y) for y, row in enumerate(rows) for run in _DARK.finditer(row))
