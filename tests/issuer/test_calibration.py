"""The page to measure a printer with, and the correction that follows: a printer simulated as p → a·p + b is put right."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.calibration import Measured, calibration_pdf, offset_from, reference_of
from issuer.designs import originals
from issuer.sheets import Offset
from issuer.stocks import Stock, stock_named, stocks
from tests.issuer.offices import refusing
from tests.issuer.pages import Page, overlapping, pages, squeezed

A4 = stock_named("a4-10")


def shown(stock: Stock, offset: Offset | None = None) -> Page:
    (page,) = pages(calibration_pdf(stock, originals(), offset))
    return page


def lengths(page: Page) -> tuple[float, float, float, float]:
    """What somebody with a ruler would read off the ink, in mm: left, top, and the bars from the cross to their ends."""
    dark = page.picture(600) < 128
    x, y = (int(np.median(np.flatnonzero(counts > counts.max() * 0.95))) for counts in (dark.sum(0), dark.sum(1)))
    return tuple(pixels * 25.4 / 600 for pixels in (x + 0.5, y + 0.5, _run(dark[y, x:]), _run(dark[y:, x])))


def _run(line: np.ndarray) -> int:
    return len(line) if line.all() else int(np.argmin(line))


def every_stock(test: object) -> object:
    return pytest.mark.parametrize("stock", [pytest.param(stock, id=stock.name) for stock in stocks()])(test)


@every_stock
def test_the_cross_and_the_bars_are_as_long_as_the_page_says(stock: Stock) -> None:
    reference = reference_of(stock)
    expected = (reference.left, reference.top, reference.across, reference.down)
    assert lengths(shown(stock)) == pytest.approx(expected, abs=0.15)


@every_stock
def test_the_page_is_as_large_as_the_stock_and_says_what_to_do(stock: Stock) -> None:
    page = shown(stock)
    assert (page.width, page.height) == pytest.approx(stock.page, abs=0.05)
    assert [
        squeezed(words) in squeezed(page.text) for words in (stock.words.zh, stock.words.en, "打印校准", "CALIBRATION")
    ] == [True] * 4


@every_stock
def test_nothing_on_the_page_stands_over_anything_else(stock: Stock) -> None:
    letters = shown(stock).letters()
    assert overlapping(letters, slack=0.2) == []
    assert max(letter.box.bottom for letter in letters) < stock.page[1]
    assert max(letter.box.right for letter in letters) < stock.page[0]


@pytest.mark.parametrize(
    ("measured", "offset"),
    [
        pytest.param(Measured(20, 20, 100, 100), Offset(0, 0, 1), id="right already"),
        pytest.param(Measured(21.5, 19, 100, 100), Offset(-1.5, 1, 1), id="too far right and too high"),
        pytest.param(Measured(19.4, 19.4, 97, 97), Offset(0, 0, 1.03093), id="fitted to the paper, too small"),
    ],
)
def test_a_correction_undoes_what_was_measured(measured: Measured, offset: Offset) -> None:
    assert offset_from(measured, reference_of(A4)) == offset


@given(st.floats(0.93, 1.07), st.floats(-15, 15), st.floats(-15, 15))
def test_a_printer_that_scales_and_shifts_is_put_right(scale: float, x: float, y: float) -> None:
    reference = reference_of(A4)
    measured = Measured(20 * scale + x, 20 * scale + y, 100 * scale, 100 * scale)
    offset = offset_from(measured, reference)
    for point in (0, 20, 150, 297):
        corrected = (offset.scale * point + offset.dx_mm) * scale + x, (offset.scale * point + offset.dy_mm) * scale + y
        assert corrected == pytest.approx((point, point), abs=0.02)


def test_a_page_printed_with_its_correction_lands_where_it_should() -> None:
    offset = offset_from(Measured(22, 18, 98, 98), reference_of(A4))
    left, top, across, down = lengths(shown(A4, offset))
    at_printer = (0.98 * left + 2.4, 0.98 * top - 1.6, 0.98 * across, 0.98 * down)
    assert at_printer == pytest.approx((20, 20, 100, 100), abs=0.12)


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        pytest.param(Measured(20, 20, 10, 10), "量得的横线、竖线长度不对", id="centimetres"),
        pytest.param(Measured(20, 20, 100, 94), "量得的横线、竖线长度不对", id="one of both misread"),
        pytest.param(Measured(0, 0, 0, 0), "量得的横线、竖线长度不对", id="nothing measured"),
        pytest.param(Measured(50, 20, 100, 100), "偏移超过25毫米", id="another sheet of paper"),
        pytest.param(Measured(float("nan"), 20, 100, 100), "偏移超过25毫米", id="no number"),
        pytest.param(Measured(20, 20, float("inf"), 100), "量得的横线、竖线长度不对", id="endless"),
    ],
)
def test_what_no_printer_does_is_refused(measured: Measured, words: str) -> None:
    with refusing(words):
        offset_from(measured, reference_of(A4))


def test_a_small_page_has_the_bars_that_fit() -> None:
    small = stock_named("cr80")
    assert [reference_of(small).across, reference_of(small).down] == [70, 30]


def test_the_same_page_is_the_same_bytes() -> None:
    assert calibration_pdf(A4, originals()) == calibration_pdf(A4, originals())
