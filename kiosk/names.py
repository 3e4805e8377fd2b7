"""Names as they are compared: how somebody writes theirs must not make them somebody else. It keeps and shows no name."""

import unicodedata
from functools import cache

from opencc import OpenCC

from gatepass.people import plain

_LETTERS = ("L", "M")


def name_key(name: str) -> str:
    """The name in simplified characters, without full-width forms, blanks, dots and capitals; empty where there is none."""
    letters = (each for each in plain(name).casefold() if unicodedata.category(each)[0] in _LETTERS)
    return "".join(_simplified(letter) for letter in letters)


@cache
def _simplified(letter: str) -> str:
    """One character at a time: in a word of several the dictionary would look at its neighbours."""
    return str(_converter().convert(letter))


@cache
def _converter() -> OpenCC:
    """The dictionary takes a quarter of a second to load, and only a name without a card needs it."""
    return OpenCC("t2s")
