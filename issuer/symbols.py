"""The QR symbol of a text that is no code of a pass, such as a link."""

from dataclasses import dataclass

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from issuer.cards import qr_path


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
