"""How far a printer is off: a page to measure with a ruler, and the correction that follows from what was measured.

A printer puts what should stand at `p` at `a·p + b`. Printing `s·p + d` instead, with s = 1/a and d = -b/a, puts it right.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec import Struct

from gatepass.wording import Refusal, Text
from issuer.sheets import Offset
from issuer.stocks import Stock
from issuer.typesetting import typeset

MOST_MM = 25.0
MOST_STRETCH = 0.1
MOST_SKEW = 0.03


class Reference(Struct, frozen=True):
    """Where the page's cross should stand, from the left and upper edge of the paper, and how long its two bars are; mm."""

    left: float
    top: float
    across: float
    down: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What staff read off a ruler, in the order of `Reference`; mm."""

    left: float
    top: float
    across: float
    down: float


class Frame(Struct, frozen=True):
    """One card's place on the page; mm."""

    x: float
    y: float
    width: float
    height: float


class Job(Struct, frozen=True):
    """All that the template is given."""

    zh: str
    en: str
    page: tuple[float, float]
    reference: Reference
    frames: tuple[Frame, ...]
    offset: Offset


def reference_of(stock: Stock) -> Reference:
    """What there is to measure on a stock's page: bars of 100 mm, or as many whole centimetres as a small page has."""
    width, height = stock.page
    edge = 20.0 if min(width, height) >= 100 else 10.0
    return Reference(edge, edge, _bar(width - edge), _bar(height - edge))


def calibration_pdf(stock: Stock, designs: Mapping[str, bytes], offset: Offset | None = None) -> bytes:
    """One page to measure; with an `offset` it is printed corrected, to see that the correction is right."""
    first, last = (_frame(stock, *place) for place in ((0, 0), (stock.columns - 1, stock.rows - 1)))
    frames = (first,) if first == last else (first, last)
    job = Job(stock.words.zh, stock.words.en, stock.page, reference_of(stock), frames, offset or Offset())
    return typeset(designs, "calibration.typ", job)


def offset_from(measured: Measured, reference: Reference) -> Offset:
    """The correction for a printer that printed an uncorrected page like this; raises `Refusal` for what cannot be."""
    across, down = measured.across / reference.across, measured.down / reference.down
    stretch = (measured.across + measured.down) / (reference.across + reference.down)
    if not (abs(stretch - 1) <= MOST_STRETCH and abs(across - down) <= MOST_SKEW):
        raise Refusal(
            Text("量得的横线、竖线长度不对", "the lengths of the bars cannot be right"),
            Text(
                "请以毫米为单位重新量；打印时选“实际大小”，不要“适应纸张”",
                "measure again, in mm; print at actual size, not fitted to the paper",
            ),
        )
    x, y = (at - stretch * should for at, should in ((measured.left, reference.left), (measured.top, reference.top)))
    if not (abs(x) <= MOST_MM and abs(y) <= MOST_MM):
        raise Refusal(
            Text(f"偏移超过{MOST_MM:.0f}毫米", f"the print is off by more than {MOST_MM:.0f} mm"),
            Text("请核对量得的数字和纸张大小", "check what was measured, and the size of the paper"),
        )
    return Offset(round(-x / stretch, 2), round(-y / stretch, 2), round(1 / stretch, 5))


def _bar(room: float) -> float:
    return min(100.0, (room - 5.0) // 10 * 10)


def _frame(stock: Stock, column: int, row: int) -> Frame:
    return Frame(stock.left + column * stock.step_x, stock.top + row * stock.step_y, stock.width, stock.height)
