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
CardWidth = Annotated[float, Meta(ge=80, le=100)]
CardHeight = Annotated[float, Meta(ge=50, le=68)]
Count = Annotated[int, Meta(ge=1, le=100)]
_ROUNDING = 0.01


class Stock(Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of paper; `step_x` and `step_y` lead from one card to the next, `page` is (width, height).

    A card is 80 × 50 mm at least, so that a symbol of 22 mm and a name fit, and 100 × 68 mm at most.
    """

    name: str
    words: Text
    page: tuple[Millimetres, Millimetres]
    columns: Count
    rows: Count
    left: Millimetres
    top: Millimetres
    step_x: Millimetres
    step_y: Millimetres
    width: CardWidth
    height: CardHeight
    cut_marks: bool = False

    @property
    def per_sheet(self) -> int:
        """How many cards a sheet has."""
        return self.columns * self.rows


class _Stocks(Struct, frozen=True, forbid_unknown_fields=True):
    stocks: Annotated[tuple[Stock, ...], Meta(min_length=1)]


@cache
def stocks() -> tuple[Stock, ...]:
    """All stocks, the usual one first."""
    return read_stocks(asset(FILE).read_bytes())


def read_stocks(toml: bytes) -> tuple[Stock, ...]:
    """The stocks of a file; raises `Refusal` for cards that lie over each other or over the edge, and names used twice."""
    try:
        found = msgspec.toml.decode(toml, type=_Stocks).stocks
    except msgspec.DecodeError as error:
        raise _not_right(f"{error}", f"{error}") from error
    names = [stock.name for stock in found]
    for stock in found:
        if names.count(stock.name) > 1:
            raise _not_right(f"有两种纸叫“{stock.name}”", f"two stocks are named “{stock.name}”")
        _check(stock)
    return found


def stock_named(name: str) -> Stock:
    """The stock with a name; raises `Refusal` for one that is none."""
    found = next((stock for stock in stocks() if stock.name == name), None)
    if found is None:
        names = ", ".join(stock.name for stock in stocks())
        raise Refusal(
            Text(f"没有叫“{name}”的纸张", f"there is no stock “{name}”"), Text(f"可用：{names}", f"use one of {names}")
        )
    return found


def _check(stock: Stock) -> None:
    beside, below = stock.columns > 1 and stock.step_x < stock.width, stock.rows > 1 and stock.step_y < stock.height
    if beside or below:
        raise _not_right(f"“{stock.name}”的证卡互相重叠", f"the cards of “{stock.name}” lie over each other")
    right = stock.left + (stock.columns - 1) * stock.step_x + stock.width
    bottom = stock.top + (stock.rows - 1) * stock.step_y + stock.height
    if right > stock.page[0] + _ROUNDING or bottom > stock.page[1] + _ROUNDING:
        raise _not_right(f"“{stock.name}”的证卡超出纸边", f"the cards of “{stock.name}” lie over the edge of the paper")


def _not_right(zh: str, en: str) -> Refusal:
    return Refusal(
        Text(f"纸张文件有误：{zh}", f"the file of stocks is not right: {en}"),
        Text(f"请改正 {FILE}", f"correct {FILE}"),
    )
