"""Whose picture a file is, by its name: a document number, or door and name in any order, folders included.

A document number in a file name is for finding alone: what is shown to people has it masked.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import accumulate

from gatepass.people import Door, plain
from gatepass.validators import masked_tail
from gatepass.wording import Refusal, Text
from issuer.changes import KnownResident

_TOKEN = re.compile(r"[0-9A-Z]+")
_RESIDENT_ID = re.compile(r"[0-9]{17}[0-9X]|[0-9]{15}")
_LIKE_A_NUMBER = re.compile(r"(?=(?:[A-Za-z]*[0-9]){6})[0-9A-Za-z]{6,}")
_BETWEEN = " -_—–·.,，、+"
_LONGEST = 100


class Owners:
    """The residents who may have a photo, found by the names of files."""

    def __init__(self, people: Iterable[KnownResident]) -> None:
        self._by_number: dict[str, list[KnownResident]] = {}
        self._behind: dict[Door, list[KnownResident]] = {}
        for person in people:
            self._behind.setdefault(person.resident.door, []).append(person)
            if person.resident.document:
                self._by_number.setdefault(person.resident.document.number, []).append(person)

    def owner(self, file: str) -> KnownResident:
        """Whose picture `12号/302 王小明.jpg` is; raises `Refusal` where nobody is meant, or more than one may be."""
        folders, stem = _parts(file)
        meant = self._numbered(stem) or self._named(folders, stem)
        if len(meant) > 1:
            raise _ambiguous(meant)
        if not meant:
            raise self._unknown(folders, stem)
        return meant[0]

    def _numbered(self, stem: str) -> list[KnownResident]:
        compact = re.sub(r"[\s-]", "", stem.upper())
        tokens = dict.fromkeys((compact, *_TOKEN.findall(stem.upper()), *_TOKEN.findall(compact)))
        return _once(person for token in tokens for person in self._by_number.get(token, ()))

    def _named(self, folders: list[str], stem: str) -> list[KnownResident]:
        for text in _readings(folders, stem):
            found = _once(
                person
                for door, name in _splits(text)
                for person in self._behind.get(door, ())
                if _letters(person.resident.name) == _letters(name)
            )
            if found:
                return found
        return []

    def _unknown(self, folders: list[str], stem: str) -> Refusal:
        if any(map(_RESIDENT_ID.fullmatch, _TOKEN.findall(stem.upper()))):
            return Refusal(
                Text("的证件号码不在花名册里", "has an ID number that is not in the roster"),
                Text("请核对号码，或改用门牌和姓名", "check the number, or write door and name"),
            )
        doors = (door for text in _readings(folders, stem) for door, _ in _splits(text) if door in self._behind)
        door = next(doors, None)
        if door:
            return Refusal(
                Text(f"写的人不住在{door}", f"names nobody who lives at {door}"),
                Text("请照花名册核对姓名", "compare the name with the roster"),
            )
        return Refusal(
            Text("看不出是谁的照片", "does not say whose picture it is"),
            Text("文件名请写证件号码，或 12号302室王小明", "name it by ID number, or like 12-302 王小明"),
        )


def masked_file(file: str) -> str:
    """The name of a file with everything like a document number masked, for screens and logs."""
    return _LIKE_A_NUMBER.sub(
        lambda found: masked_tail(found[0]), unicodedata.normalize("NFKC", file.replace("\\", "/"))
    )


def _parts(file: str) -> tuple[list[str], str]:
    *folders, name = filter(None, (plain(part) for part in file.replace("\\", "/").split("/")))
    stem, dot, ending = name.rpartition(".")
    is_ending = dot and len(ending) <= 5 and ending.isascii() and ending.isalnum() and not ending.isdecimal()
    return folders, (stem if is_ending and stem else name)[:_LONGEST]


def _readings(folders: list[str], stem: str) -> Iterator[str]:
    """The name of the file alone, then with one folder more before it each time."""
    return accumulate((stem, *reversed(folders)), lambda text, folder: f"{folder} {text}"[-_LONGEST:])


def _splits(text: str) -> Iterator[tuple[Door, str]]:
    """Every way to read a text as a door and a name, or a name and a door; no number is cut in two."""
    for place in range(1, len(text)):
        if text[place - 1].isdecimal() and text[place].isdecimal():
            continue
        first, second = text[:place].strip(_BETWEEN), text[place:].strip(_BETWEEN)
        for written, name in ((first, second), (second, first)):
            door = Door.or_none(written) if written[:1].isdecimal() or written[:1] == "第" else None
            if door and _letters(name):
                yield door, name


def _letters(name: str) -> str:
    """What counts of a name: no blanks, dots, brackets or numbers."""
    return "".join(character for character in plain(name).casefold() if unicodedata.category(character)[0] in "LM")


def _once(people: Iterable[KnownResident]) -> list[KnownResident]:
    return list({person.id: person for person in people}.values())


def _ambiguous(meant: list[KnownResident]) -> Refusal:
    doors = {person.resident.door for person in meant}
    if len(doors) == 1 and len({person.resident.name for person in meant}) == 1:
        who = meant[0].resident
        what = Text(
            f"可能是{who.door}{len(meant)}位{who.name}中的任一位",
            f"may be any of {len(meant)} called {who.name} at {who.door}",
        )
    else:
        what = Text(f"可能是{len(meant)}个人", f"may be any of {len(meant)} people")
    return Refusal(what, Text("请用证件号码作文件名", "name it by ID number"))
