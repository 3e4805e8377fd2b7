"""The passbook made from what the office knows. It names nobody in the clear, and its order tells nothing either."""

import hashlib
import hmac
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from msgspec import UNSET

from gatepass.covenant import Covenant
from gatepass.passbook import Entry, Passbook, Row, encode_passbook, encode_row, head_of, sign_head
from gatepass.passes import Status
from gatepass.people import Category, Door
from issuer.classes import Classes, class_of, classes_on, stamp_of
from issuer.keys import Keys
from issuer.marks import Noted, needed_from, noted
from issuer.printing import look_of
from issuer.store import Holding, Store

KEPT_BODIES = 4
_HOUSEHOLD_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Edition:
    """One content of the passbook, and the number that stands for it."""

    number: int
    digest: str
    body: bytes


def passbook_of(
    store: Store, keys: Keys, covenant: Covenant, today: date, to_come: tuple[Covenant, ...] = ()
) -> Passbook:
    """The passbook of a day; its entries are in the order of their lookups, its doors in their own.

    It tells of every mark that a covenant to come will ask for: the gate may hear no more before that comes into force.
    """
    community, holdings = store.community(), store.holdings()
    doors = {person.resident.door for person in store.residents()}
    classes, photos = classes_on(store, today), store.small_photos()
    first = min(needed_from(each, today) for each in (covenant, *to_come))
    told = _Told(keys, classes, photos, noted(store, covenant, *to_come, first=first))
    entries = sorted(map(told.entry, holdings), key=lambda entry: entry.lookup)
    return Passbook(
        community=community.name,
        english=community.english,
        tag=keys.tag,
        zone=community.zone,
        covenant=covenant,
        doors=tuple(str(door) for door in sorted(doors)),
        entries=tuple(entries),
        stamp=stamp_of(store),
        to_come=to_come or UNSET,
    )


def household_pseudonym(keys: Keys, door: Door) -> str:
    """By what gates know a household without knowing its door."""
    return hmac.digest(keys.passes, f"household\0{door}".encode(), "sha256").hex()[:_HOUSEHOLD_DIGITS]


def holders(holdings: Iterable[Holding], keys: Keys) -> dict[str, Holding]:
    """Every issue of every pass by the lookup that events name it with."""
    return {keys.code(each.issued.serial, each.issued.issue).lookup: each for each in holdings}


class Press:
    """Makes the passbook when something changed, once, however many gates ask; safe to use from several threads."""

    def __init__(self, store: Store, keys: Keys) -> None:
        self._store, self._keys = store, keys
        self._lock = threading.Lock()
        self._state: tuple[int, int, date] | None = None
        self._current: Edition | None = None
        self._bodies: dict[str, bytes] = {}

    def current(self, now: datetime) -> Edition:
        """The edition of this moment."""
        with self._lock:
            covenant = self._store.covenant_in_force(now)
            today = self._store.community().day_of(now)
            state = (self._store.revision(), covenant.version, today)
            if self._current is None or state != self._state:
                self._current, self._state = edition(self._store, self._keys, covenant, now), state
                self._keep(self._current)
            return self._current

    def signed_head(self, now: datetime) -> bytes:
        """The head of this moment's edition, signed and dated."""
        current = self.current(now)
        return sign_head(head_of(current.body, self._keys.tag, current.number, now), self._keys.signing)

    def body(self, digest: str, now: datetime) -> bytes | None:
        """The body that a head named a short while ago."""
        self.current(now)
        return self._bodies.get(digest)

    def _keep(self, made: Edition) -> None:
        self._bodies = dict([*self._bodies.items(), (made.digest, made.body)][-KEPT_BODIES:])


def edition(store: Store, keys: Keys, covenant: Covenant, now: datetime) -> Edition:
    """The passbook with its number. The number also grows after the office was restored from a backup."""
    to_come = store.covenants_to_come(now)
    body = encode_passbook(passbook_of(store, keys, covenant, store.community().day_of(now), to_come))
    digest = hashlib.sha256(body).hexdigest()
    with store.writing() as writing:
        number, last_digest = store.last_passbook()
        if digest != last_digest:
            number = max(number + 1, int(now.timestamp()))
            writing.number_passbook(number, digest, now)
    return Edition(number, digest, body)


@dataclass(frozen=True, slots=True)
class _Told:
    """What the entries of one passbook have in common."""

    keys: Keys
    classes: Classes
    photos: Mapping[int, bytes]
    marks: Noted

    def entry(self, holding: Holding) -> Entry:
        issued, door, resident = holding.issued, holding.door, holding.resident
        code = self.keys.code(issued.serial, issued.issue)
        row = Row(
            door=str(door or ""),
            name=holding.name,
            category=resident.category if resident else Category.TEMPORARY,
            serial=issued.serial,
            look=look_of(holding, self.classes),
            photo=self.photos.get(issued.holder or 0) if issued.status is Status.VALID else None,
        )
        return Entry(
            lookup=code.lookup,
            status=issued.status,
            since=issued.validity.since,
            until=issued.validity.until,
            household=household_pseudonym(self.keys, door) if door else "",
            row=encode_row(code, row),
            pass_class=class_of(holding, self.classes) or UNSET,
            marks=self.marks.on(holding) or UNSET,
        )
