"""What is wrong with the names and texts that a rule was written with: none that nobody bears, none that no screen shows. It knows no rule.

Asked when a covenant is saved alone: what a gate has already is read as it is.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from msgspec import Struct

from gatepass.kinds.base import Fault, Label, Names, Rule
from gatepass.wording import Text

LONGEST_NAME = 60
LONGEST_ZH, LONGEST_EN = 80, 160
_OLDEST = 120
_AGE = re.compile(r"(?:over|under)_(\d+)")
_NOT_SEEN = ("Cc", "Cf", "Zl", "Zp")  # categories of Unicode that break a line, or turn it round


def all_faults(rule: Rule) -> Iterator[Fault]:
    """What is wrong with a rule by itself: its names, then what its kind says."""
    yield from _faults_of_names(rule, rule.labels)
    yield from rule.faults()


def faults_of_text(field: str, text: str, most: int = LONGEST_NAME) -> Iterator[Fault]:
    """A text that is longer than `most` characters, or that breaks its line."""
    if len(text) > most:
        yield Fault(field, Text(f"有{len(text)}个字，最多{most}个", f"has {len(text)} characters, at most {most}"))
    if any(unicodedata.category(character) in _NOT_SEEN for character in text):
        yield Fault(field, Text("里面有换行或看不见的字符", "has a line break or a character that is not seen"))


def faults_of_words(said: Mapping[str, str], most: int = LONGEST_NAME) -> Iterator[Fault]:
    """Texts by their fields that must be there: a key, a question in both languages (`zh`, `en`)."""
    for field, text in said.items():
        if not text.strip():
            yield Fault(field, Text("是空的", "is empty"))
        yield from faults_of_text(field, text, {"zh": LONGEST_ZH, "en": LONGEST_EN}.get(field, most))


def _faults_of_names(of: Struct, labels: Mapping[str, Label], inside: str = "") -> Iterator[Fault]:
    """What is wrong with lists of names and choices, in every field that has them, and in the groups of people that it names."""
    for field, label in labels.items():
        value, path = getattr(of, field), f"{inside}{field}"
        named = (value,) if isinstance(value, str) and value else value
        if isinstance(value, Struct):
            yield from _faults_of_names(value, getattr(value, "labels", {}), f"{path}.")
        elif isinstance(named, tuple) and label.names:
            yield from _faults_of_each(path, named, label.names)
        if isinstance(value, tuple) and (label.names or label.choices) and len(set(value)) < len(value):
            yield Fault(path, Text("同一项写了两次", "names one twice"))


def _faults_of_each(path: str, names: tuple[str, ...], of: Names) -> Iterator[Fault]:
    for name in names:
        if not name.strip():
            yield Fault(path, Text("里面有空的名称", "has an empty name"))
        yield from faults_of_text(path, name)
        age = _AGE.fullmatch(name) if of is Names.MARKS else None
        if age and int(age[1]) > _OLDEST:
            yield Fault(
                path,
                Text(f"“{name}”：没有人{age[1]}岁，最多{_OLDEST}", f"“{name}”: nobody is {age[1]}, at most {_OLDEST}"),
            )
