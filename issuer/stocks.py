"""The kinds of paper that cards are printed on: where each card is, in millimetres from the upper left corner."""

from functools import cache
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from appkit.assets import asset
from gatepass.wording import Refusal, Text

FILE = "data/stocks.toml"
DEFAULT = "a4-10"
Millimetres = Annotated[float, Meta(ge=0, le=1000)]
Count = Annotated[int, Meta(ge=1, le=100)]


class Stock(Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of paper; `step_x` and `step_y` lead from one card to the next, `page` is (width, height)."""

    name: str
    words: Text
    page: tuple[Millimetres, Millimetres]
    columns: Count
    rows: Count
    left: Millimetres
    top: Millimetres
    step_x: Millimetres
    step_y: Millimetres
    width: Millimetres
    height: Millimetres
    cut_marks: bool = False

    @property
    def per_sheet(self) -> int:
        """How many cards a sheet has."""
        return self.columns * self.rows


class _Stocks(Struct, frozen=True):
    stocks: tuple[Stock, ...]


@cache
def stocks() -> tuple[Stock, ...]:
    """All stocks, the usual one first."""
    return msgspec.toml.decode(asset(FILE).read_bytes(), type=_Stocks).stocks


def stock_named(name: str) -> Stock:
    """The stock with a name; raises `Refusal` for one that is none."""
    found = next((stock for stock in stocks() if stock.name == name), None)
    if found is None:
        names = ", ".join(stock.name for stock in stocks())
        raise Refusal(
            Text(f"没有叫“{name}”的纸张", f"there is no stock “{name}”"), Text(f"可用：{names}", f"use one of {names}")
        )
    return found
