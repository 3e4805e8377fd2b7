"""Texts that no font of `printables/fonts` can print whole: found before printing, and whose they are."""

from collections.abc import Iterable

from gatepass.wording import Refusal, Text
from issuer.typefaces import missing

OTHER_CHARACTERS = Text("请改用字库里有的字", "write it with characters that the fonts have")


def refuse_missing_glyphs(texts: Iterable[tuple[str, Text]]) -> None:
    """Raises `Refusal` for the first of these texts that cannot be printed, naming the place that is given with it."""
    for text, where in texts:
        if missing(text):
            raise missing_glyph(text).at(where)


def missing_glyph(text: str, remedy: Text = OTHER_CHARACTERS) -> Refusal:
    """The refusal of a text with a character that no font has."""
    character = missing(text)
    number = f"U+{ord(character):04X}"
    return Refusal(
        Text(
            f"“{text}”里的“{character}”（{number}）打印不出来",
            f"“{character}” ({number}) in “{text}” cannot be printed",
        ),
        remedy,
    )
