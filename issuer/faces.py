"""Where the parts of a card stand on its stock: one geometry for the designs that draw it and for the check that all fits.

A card is designed at 90 × 54 mm; other stocks get larger or smaller parts, never a QR symbol under 22 mm.
"""

from functools import cache

from msgspec import Struct

from issuer.stocks import Stock

SYMBOL_MODULES, QUIET_MODULES = 25, 4
_SMALLEST_SYMBOL, _LARGEST_SYMBOL = 22.5, 30.0
_DESIGNED = (90.0, 54.0)
_INSET, _FOOT, _GAP = 2.5, 4.2, 1.5
_WITH_QUIET = 1 + 2 * QUIET_MODULES / SYMBOL_MODULES


class Face(Struct, frozen=True):
    """Lengths in mm; `body` is between banner and foot, `text` the column beside the symbol, `share` the size against 90 × 54."""

    width: float
    height: float
    inset: float
    banner: float
    foot: float
    body: float
    symbol: float
    quiet: float
    text_left: float
    text: float
    door: float
    name: float
    facts: float
    stamp: float
    photo: tuple[float, float]
    small_photo: tuple[float, float]
    badge: float
    logo: float
    share: float

    def name_room(self, *, with_photo: bool, with_stamp: bool) -> float:
        """How wide a name may be."""
        photo = self.small_photo if with_stamp else self.photo
        return self.text - (photo[0] + _GAP if with_photo else 0)

    def banner_room(self, *, with_logo: bool) -> float:
        """How wide a community's name may be."""
        return self.width - 2 * self.inset - 5 - self.class_room - _GAP - (self.logo + _GAP if with_logo else 0)

    @property
    def class_room(self) -> float:
        """How wide badge and words of the class may be together."""
        return self.badge + 14.5 * self.share


@cache
def face_of(stock: Stock) -> Face:
    """The face of the cards of a stock."""
    width, height = stock.width, stock.height
    share = min(width / _DESIGNED[0], height / _DESIGNED[1])
    banner = min(max(0.195 * height, 10.0), 12.5)
    body = height - 2 * _INSET - banner - _FOOT
    symbol = min(width * 25 / 90 + max(0.0, height - 57) / 5, body / _WITH_QUIET, _LARGEST_SYMBOL)
    symbol = max(symbol, _SMALLEST_SYMBOL)
    text_left = _INSET + symbol * _WITH_QUIET + 0.3
    text = width - _INSET - 2 - text_left
    door, name, facts = 0.215 * body, 0.225 * body, 0.455 * body
    return Face(
        width=width,
        height=height,
        inset=_INSET,
        banner=banner,
        foot=_FOOT,
        body=body,
        symbol=symbol,
        quiet=symbol * QUIET_MODULES / SYMBOL_MODULES,
        text_left=text_left,
        text=text,
        door=door,
        name=name,
        facts=facts,
        stamp=min(facts, 0.36 * text, 18.0),
        photo=_photo(min(0.70 * body, 0.48 * text)),
        small_photo=_photo(door + name),
        badge=banner - 2.4,
        logo=1.2 * (banner - 2),
        share=share,
    )


def _photo(height: float) -> tuple[float, float]:
    return 0.75 * height, height
