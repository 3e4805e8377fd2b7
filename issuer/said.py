"""What a card says, all but its code: kept of every printed card, compared with what it would say now, printed again from."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date

import msgspec
from msgspec import Struct

from gatepass.looks import Look
from gatepass.people import Door
from gatepass.wording import Text
from issuer.cards import Card
from issuer.keys import Keys


class Said(Struct, frozen=True, omit_defaults=True):
    """What stands on one card; `photo` is the SHA-256 of the picture on it. What is added later has a default, so digests stay."""

    community: str
    english: str
    door: tuple[int, int, str] | None
    name: str
    look: Look
    serial: str
    issue: int
    until: date | None
    photo: str = ""
    stamp: Look | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of all of it: two cards that look alike have the same."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()

    @property
    def behind(self) -> Door | None:
        """The holder's door."""
        return Door(*self.door) if self.door else None


def said_by(card: Card) -> Said:
    """What a card says."""
    door = card.door
    return Said(
        community=card.community,
        english=card.english,
        door=(door.stairwell, door.room, door.suffix) if door else None,
        name=card.name,
        look=card.look,
        serial=card.serial,
        issue=card.issue,
        until=card.until,
        photo=hashlib.sha256(card.photo).hexdigest() if card.photo else "",
        stamp=card.stamp,
    )


def card_saying(said: Said, keys: Keys, photo: bytes | None) -> Card:
    """The card that says this; its code is made again."""
    return Card(
        community=said.community,
        english=said.english,
        door=said.behind,
        name=said.name,
        look=said.look,
        serial=said.serial,
        issue=said.issue,
        until=said.until,
        code=keys.code(said.serial, said.issue),
        photo=photo,
        stamp=said.stamp,
    )


def differences(before: Said, now: Said) -> tuple[Text, ...]:
    """In what two cards of one pass differ, in the words of the office."""
    return tuple(_differing(before, now))


def _differing(before: Said, now: Said) -> Iterator[Text]:
    for words, part in _PARTS:
        if part(before) != part(now):
            yield words


_PARTS: tuple[tuple[Text, Callable[[Said], object]], ...] = (
    (Text("姓名", "name"), lambda said: said.name),
    (Text("门牌", "door"), lambda said: said.door),
    (Text("类别", "class"), lambda said: said.look),
    (Text("有效期", "last day"), lambda said: said.until),
    (Text("照片", "photo"), lambda said: said.photo),
    (Text("版式标记", "stamp"), lambda said: said.stamp),
    (Text("小区名称", "community"), lambda said: (said.community, said.english)),
)
