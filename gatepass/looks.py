"""What tells one class of passes from another at a glance: a colour, a shape with a character in it, and words."""

from enum import StrEnum

from msgspec import Struct

from gatepass.people import CATEGORY_WORDS, Category
from gatepass.wording import Text


class Shape(StrEnum):
    """Shapes that are told apart from afar, and by those who see no colours."""

    CIRCLE = "circle"
    SQUARE = "square"
    TRIANGLE = "triangle"
    DIAMOND = "diamond"
    HEXAGON = "hexagon"
    STAR = "star"


class Look(Struct, frozen=True, array_like=True):
    """How a card looks, and what the gate's screen shows beside the name; `colour` is `#rrggbb`, `mark` one character."""

    zh: str
    en: str
    colour: str
    shape: Shape
    mark: str

    @property
    def words(self) -> Text:
        """What the class is called."""
        return Text(self.zh, self.en)


def _of(category: Category, colour: str, shape: Shape, mark: str) -> Look:
    words = CATEGORY_WORDS[category]
    return Look(words.zh, words.en, colour, shape, mark)


LOOKS = {
    Category.OWNER: _of(Category.OWNER, "#0b6b3a", Shape.CIRCLE, "业"),
    Category.TENANT: _of(Category.TENANT, "#174f9c", Shape.SQUARE, "租"),
    Category.TEMPORARY: _of(Category.TEMPORARY, "#b04a00", Shape.TRIANGLE, "临"),
    Category.CARER: _of(Category.CARER, "#7a2a8c", Shape.DIAMOND, "护"),
    Category.STAFF: _of(Category.STAFF, "#a81e28", Shape.HEXAGON, "工"),
}
SPARE = Look("备用", "Spare", "#3f4650", Shape.CIRCLE, "备")
CAR = Look("车辆", "Car", "#00606b", Shape.HEXAGON, "车")
