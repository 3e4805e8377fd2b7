"""What tells one class of passes from another at a glance: a colour, a shape with a character in it, and words."""

import re
from enum import StrEnum

from msgspec import Struct

from gatepass.people import CATEGORY_WORDS, Category, plain
from gatepass.wording import Refusal, Text

LONGEST_ZH, LONGEST_EN = 6, 16
_COLOUR = re.compile(r"#[0-9a-f]{6}")


class Shape(StrEnum):
    """Shapes that are told apart from afar, and by those who see no colours."""

    CIRCLE = "circle"
    SQUARE = "square"
    TRIANGLE = "triangle"
    DIAMOND = "diamond"
    HEXAGON = "hexagon"
    STAR = "star"


SHAPE_WORDS = {
    Shape.CIRCLE: Text("圆形", "circle"),
    Shape.SQUARE: Text("方形", "square"),
    Shape.TRIANGLE: Text("三角形", "triangle"),
    Shape.DIAMOND: Text("菱形", "diamond"),
    Shape.HEXAGON: Text("六边形", "hexagon"),
    Shape.STAR: Text("五角星", "star"),
}


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
        return Text(self.zh, self.en or self.zh)

    @property
    def ink(self) -> str:
        """Black or white, whichever is read better on the colour (WCAG 2.2, relative luminance)."""
        channels = (int(self.colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
        linear = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
        luminance = sum(share * value for share, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
        return "#000000" if luminance > _AS_FAR_FROM_BLACK_AS_FROM_WHITE else "#ffffff"


def look_typed(words: Text, colour: str, shape: str, mark: str) -> Look:
    """The look that was typed; raises `Refusal` for what is no look. English words may be left out."""
    zh, en, mark, colour = plain(words.zh), plain(words.en), plain(mark), plain(colour).lower()
    if not zh or len(zh) > LONGEST_ZH or len(en) > LONGEST_EN:
        raise Refusal(
            Text("名称是空的或太长", "the name is empty or too long"),
            Text(
                f"中文1到{LONGEST_ZH}个字，英文最多{LONGEST_EN}个字母",
                f"1 to {LONGEST_ZH} characters in Chinese, up to {LONGEST_EN} in English",
            ),
        )
    if not _COLOUR.fullmatch(colour):
        raise Refusal(Text(f"“{colour}”不是颜色", f"“{colour}” is no colour"), Text("请写成 #0b6b3a", "like #0b6b3a"))
    if shape not in set(Shape):
        raise Refusal(
            Text(f"没有“{shape}”这种形状", f"there is no shape “{shape}”"),
            Text("请选：" + "、".join(Shape), "choose one of " + ", ".join(Shape)),
        )
    if len(mark) != 1:
        raise Refusal(Text("标记要正好一个字", "the mark is one character"), Text("例如：三", "like 三 or A"))
    return Look(zh, en, colour, Shape(shape), mark)


_AS_FAR_FROM_BLACK_AS_FROM_WHITE = 0.179


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
