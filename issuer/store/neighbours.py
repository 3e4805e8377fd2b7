"""The ledger in the order in which the office received it: what one gate is told of the others."""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

from gatepass.events import Event
from issuer.store.base import EVENTS, Reads, utc


@dataclass(frozen=True, slots=True)
class Place:
    """One event's place in the order of receiving. The hash tells whether it is still the same order, as after a backup it may not be."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """Which events somebody may be told: those that happened `since`, but none of their own chain."""

    gate: str
    epoch: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Placed:
    """One event as it came: its place and its gate's name, and of one that is told the event itself."""

    place: Place
    gate: str
    event: Event | None


class NeighbourReads(Reads):
    """Reading in the order of receiving. There is one writer, so a place that can be seen has no gaps before it that still fill."""

    def has_place(self, place: Place) -> bool:
        """Whether the event at a place is still the same."""
        return self._text("SELECT hash FROM events WHERE rowid=?", place.number) == place.hash

    def place_before(self, since: datetime) -> int:
        """The place before everything that happened `since`."""
        first = self._text("SELECT min(rowid) FROM events WHERE at >= ?", utc(since))
        return int(first) - 1 if first else self._number("SELECT max(rowid) FROM events")

    def received_after(self, place: int, chapter: Chapter, limit: int) -> tuple[Placed, ...]:
        """The next so many events after a place; without the event those that are not told."""
        rows = self._db.rows(_RECEIVED, chapter.gate, chapter.epoch, utc(chapter.since), place, limit)
        return tuple(_placed(row) for row in rows)


def _placed(row: Row) -> Placed:
    event = EVENTS.decode(row["text"]) if row["text"] else None
    return Placed(Place(row["place"], row["hash"]), row["gate"], event)


_RECEIVED = """
SELECT events.rowid AS place, events.hash, (SELECT name FROM gates WHERE gates.id = events.gate) AS gate,
    CASE WHEN NOT (events.gate = ? AND events.epoch = ?) AND events.at >= ? AND (events.kind IN ('scan', 'claimed')
        OR (events.kind IN ('override', 'undo', 'fever_closed') AND EXISTS (SELECT 1 FROM events AS origin
            WHERE origin.id = events.refers AND origin.kind IN ('scan', 'claimed', 'override'))))
    THEN events.text END AS text
FROM events WHERE events.rowid > ? ORDER BY events.rowid LIMIT ?"""
