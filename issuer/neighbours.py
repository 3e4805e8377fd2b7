"""Passes on to a gate what the others recorded. It tells no gate more than its covenant looks back on, and nothing that names anybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from gatepass.kinds.base import LONGEST_HISTORY
from gatepass.neighbours import Elsewhere, News, elsewhere_of
from issuer.store import Store
from issuer.store.neighbours import Chapter, Place, Placed

PAGE = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """Which gate asks, of which chain, how far back it looks, and the cursor after which it goes on (empty: from the beginning)."""

    gate: str
    epoch: str
    hours: int
    after: str = ""


def news(store: Store, asked: Asked, now: datetime) -> News:
    """The next page for a gate. A cursor of an order that is no longer so (a restored office) begins again: a gate knows what it has."""
    since = now - min(timedelta(hours=max(asked.hours, 0)), LONGEST_HISTORY)
    received = store.received_after(_begin(store, asked.after, since), Chapter(asked.gate, asked.epoch, since), PAGE)
    records = tuple(record for each in received if (record := _told(each)))
    cursor = _cursor(received[-1].place) if received else asked.after
    return News(since, cursor, len(received) == PAGE, records)


def _begin(store: Store, cursor: str, since: datetime) -> int:
    number, _, hash_ = cursor.partition(".")
    known = number.isascii() and number.isdigit() and len(number) < _DIGITS
    if known and store.has_place(Place(int(number), hash_)):
        return int(number)
    return store.place_before(since)


def _cursor(place: Place) -> str:
    return f"{place.number}.{place.hash}"


def _told(placed: Placed) -> Elsewhere | None:
    return elsewhere_of(placed.event, placed.gate) if placed.event else None


_DIGITS = 19
