"""Who lives where: doors, households and residents. Doors are compared as values, never by the start of their text."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from gatepass.wording import Refusal, Text

HIGHEST_FLOOR = 60

_STAIRWELL = re.compile(r"第?0*(\d{1,3})(?:号楼|号|栋|幢|座|楼道|楼)?")
_ROOM = re.compile(r"0*(\d{3,4})([A-Z]?)室?")
_DOOR = re.compile(r"(第?\d{1,3}(?:号楼|号|栋|幢|座|楼道|楼)?)[-/_—–－\s]*(?<![0-9])(\d{3,4}[A-Z]?室?)")


def plain(text: str) -> str:
    """`text` without full-width forms (NFKC), with outer and doubled white space removed."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True, slots=True, order=True)
class Door:
    """One household's address, e.g. `12号302室`; sorts by stairwell, floor and room."""

    stairwell: int
    room: int
    suffix: str = ""

    @property
    def floor(self) -> int:
        """The storey, counted from 1."""
        return self.room // 100

    @classmethod
    def of(cls, stairwell: str, room: str) -> Self:
        """The door behind a stairwell (`12号`) and a room (`302室`) as people write them; raises `Refusal`."""
        door = cls(parse_stairwell(stairwell), *parse_room(room))
        if not (1 <= door.floor <= HIGHEST_FLOOR and door.room % 100):
            raise Refusal(
                Text(f"{door} 不存在", f"there is no door {door}"),
                Text("请核对楼层和室号", "check floor and room"),
            )
        return door

    @classmethod
    def parse(cls, text: str) -> Self:
        """The door that `12号302室`, `12-302`, `12/302` or `１２号３０２` means; raises `Refusal`."""
        found = _DOOR.fullmatch(plain(text).upper())
        if not found:
            raise Refusal(
                Text(f"“{text}”不是门牌", f"“{text}” is not a door"),
                Text("请写成 12号302室 或 12-302", "write it like 12-302"),
            )
        return cls.of(found[1], found[2])

    @classmethod
    def or_none(cls, text: str) -> Self | None:
        """The door that a text means, None where it means none."""
        try:
            return cls.parse(text)
        except Refusal:
            return None

    def __str__(self) -> str:
        return f"{self.stairwell}号{self.room}{self.suffix}室"


def parse_stairwell(text: str) -> int:
    """The number of the stairwell that `12号`, `12` or `第12号楼` means; raises `Refusal`."""
    found = _STAIRWELL.fullmatch(plain(text).replace(" ", ""))
    if not found or not int(found[1]):
        raise Refusal(
            Text(f"“{text}”不是楼号", f"“{text}” is not a stairwell"),
            Text("请写成 12号 这样", "write it like 12号"),
        )
    return int(found[1])


def parse_room(text: str) -> tuple[int, str]:
    """The number and the letter of the room that `302`, `302A` or `302室` means; raises `Refusal`."""
    found = _ROOM.fullmatch(plain(text).upper().replace(" ", ""))
    if not found:
        raise Refusal(
            Text(f"室号“{text}”不是室号", f"“{text}” is not a room number"),
            Text("请写成 302 这样", "write it like 302"),
        )
    return int(found[1]), found[2]


class DocumentKind(StrEnum):
    """The identity documents a roster may name."""

    RESIDENT_ID = "resident_id"
    RESIDENCE_PERMIT = "residence_permit"
    PERMANENT_RESIDENT = "permanent_resident"
    PASSPORT = "passport"
    HK_MACAO_PERMIT = "hk_macao_permit"
    TAIWAN_PERMIT = "taiwan_permit"


@dataclass(frozen=True, slots=True)
class Document:
    """One identity document; the number is in its canonical form, checked."""

    kind: DocumentKind
    number: str


class Sex(StrEnum):
    """As the roster says it."""

    FEMALE = "female"
    MALE = "male"


class Category(StrEnum):
    """What somebody is to the community; it is also the class of the pass."""

    OWNER = "owner"
    TENANT = "tenant"
    TEMPORARY = "temporary"
    CARER = "carer"
    STAFF = "staff"


CATEGORY_WORDS = {
    Category.OWNER: Text("业主", "Owner"),
    Category.TENANT: Text("租客", "Tenant"),
    Category.TEMPORARY: Text("临时", "Temporary"),
    Category.CARER: Text("照护", "Carer"),
    Category.STAFF: Text("工作人员", "Staff"),
}


@dataclass(frozen=True, slots=True)
class Resident:
    """One person who lives behind a door, as a roster row says."""

    door: Door
    name: str
    category: Category = Category.OWNER
    sex: Sex | None = None
    document: Document | None = None
    phone: str | None = None
    relation: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Household:
    """All residents behind one door."""

    door: Door
    residents: tuple[Resident, ...]


def households(residents: tuple[Resident, ...]) -> tuple[Household, ...]:
    """The residents gathered behind their doors, in the order of the doors."""
    behind: dict[Door, list[Resident]] = {}
    for resident in residents:
        behind.setdefault(resident.door, []).append(resident)
    return tuple(Household(door, tuple(behind[door])) for door in sorted(behind))


def masked_name(name: str) -> str:
    """The name with all but its first character (first word where there are words) hidden: `王**`, `John *****`."""
    first, space, rest = name.partition(" ")
    if space:
        return f"{first} {'*' * min(len(rest), 5)}"
    return name[:1] + "*" * min(max(len(name) - 1, 1), 3)
