"""The file of stocks: what stands in it is paper that can be printed, and what cannot be is named."""

import pytest

from appkit.assets import asset
from gatepass.wording import Refusal
from issuer.faces import Face, face_of
from issuer.stocks import DEFAULT, FILE, Stock, read_stocks, stock_named, stocks

EACH = [pytest.param(stock, id=stock.name) for stock in stocks()]
ONE = """
[[stocks]]
name = "one"
words = { zh = "一", en = "one" }
page = [210, 297]
columns = 2
rows = 5
left = 15
top = 13.5
step_x = 90
step_y = 54
width = 90
height = 54
"""


def test_the_usual_stock_is_the_first() -> None:
    assert stocks()[0] is stock_named(DEFAULT)


def test_the_stocks_are_those_of_the_file() -> None:
    assert stocks() == read_stocks(asset(FILE).read_bytes())


def test_an_unknown_stock_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(Refusal) as refused:
        stock_named("a5")
    known = ", ".join(stock.name for stock in stocks())
    assert str(refused.value) == f"there is no stock “a5”; use one of {known}"


@pytest.mark.parametrize("stock", EACH)
def test_a_sheet_of_labels_is_as_wide_at_its_right_as_at_its_left(stock: Stock) -> None:
    right = stock.page[0] - stock.left - (stock.columns - 1) * stock.step_x - stock.width
    below = stock.page[1] - stock.top - (stock.rows - 1) * stock.step_y - stock.height
    assert (abs(right - stock.left) <= 0.1, abs(below - stock.top) <= 0.1) == (True, True)


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        pytest.param(ONE + ONE, "two stocks are named “one”", id="a name used twice"),
        pytest.param(
            ONE.replace("step_x = 90", "step_x = 89"), "the cards of “one” lie over each other", id="side by side"
        ),
        pytest.param(
            ONE.replace("step_y = 54", "step_y = 53"), "the cards of “one” lie over each other", id="one below another"
        ),
        pytest.param(
            ONE.replace("left = 15", "left = 31"), "the cards of “one” lie over the edge of the paper", id="to the right"
        ),
        pytest.param(
            ONE.replace("top = 13.5", "top = 28"), "the cards of “one” lie over the edge of the paper", id="below"
        ),
        pytest.param(
            ONE.replace("width = 90", "width = 79"),
            "Expected `float` >= 80.0 - at `$.stocks[0].width`",
            id="too small for a symbol and a name",
        ),
        pytest.param(
            ONE + 'colour = "red"', "Object contains unknown field `colour` - at `$.stocks[0]`", id="a word it does not know"
        ),
        pytest.param("stocks = []", "Expected `array` of length >= 1 - at `$.stocks`", id="no stock"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_right_is_refused(toml: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_stocks(toml.encode())
    assert str(refused.value) == f"the file of stocks is not right: {sentence}; correct {FILE}"


def test_a_file_that_is_no_toml_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        read_stocks(b"[[stocks")
    assert refused.value.remedy.en == f"correct {FILE}"


@pytest.mark.parametrize("stock", EACH)
def test_the_parts_of_a_card_stand_beside_each_other_and_inside(stock: Stock) -> None:
    face = face_of(stock)
    assert face.symbol >= 22
    assert face.symbol + 2 * face.quiet <= face.body
    assert face.inset + face.symbol + 2 * face.quiet <= face.text_left
    assert face.text_left + face.text + face.inset <= stock.width
    assert face.banner + face.body + face.foot + 2 * face.inset == pytest.approx(stock.height)
    assert 0.04 * face.body + face.door + face.name + face.facts + 0.03 * face.body <= face.body
    assert heights_beside_the_text(face) <= face.body
    assert face.stamp >= 13


def heights_beside_the_text(face: Face) -> float:
    return 0.04 * face.body + face.small_photo[1] + face.stamp + 0.03 * face.body
