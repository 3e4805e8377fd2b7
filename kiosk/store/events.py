"""The events of this gate: a chain that only grows, found again by request, by what it refers to, by time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

import msgspec
from msgspec import UNSET

from gatepass.events import GENESIS, Claimed, Event, Line, Scan, event_of, refers_to
from kiosk.store.base import InLedger, InStore


@dataclass(frozen=True, slots=True)
class Record:
    """An event on its way into the ledger: the line, and what the gate finds it by again."""

    line: Line
    event: Event
    request: str | None


class EventsInLedger(InLedger):
    """The chain's end, and events that others refer to."""

    def head(self, epoch: str) -> tuple[int, str]:
        """The number and the hash of the newest event of an epoch."""
        row = self._connection.execute(
            "SELECT number, hash FROM events WHERE epoch = ? ORDER BY number DESC LIMIT 1", (epoch,)
        ).fetchone()
        return (row["number"], row["hash"]) if row else (0, GENESIS)

    def event_of_request(self, request: str | None) -> Event | None:
        """The event that this request already became."""
        row = self._connection.execute("SELECT hash, text FROM events WHERE request = ?", (request,)).fetchone()
        return _event(row) if row else None

    def event(self, id_: str) -> Event | None:
        """One event of this gate."""
        row = self._connection.execute("SELECT hash, text FROM events WHERE id = ?", (id_,)).fetchone()
        return _event(row) if row else None

    def referring_to(self, id_: str) -> tuple[Event, ...]:
        """The later events that correct this one."""
        rows = self._connection.execute("SELECT hash, text FROM events WHERE refers = ? ORDER BY rowid", (id_,))
        return tuple(_event(row) for row in rows)

    def append(self, record: Record) -> None:
        """Adds an event at the end of the chain."""
        event, body = record.event, record.event.body
        scan = body if isinstance(body, Scan) else None
        claimed = body if isinstance(body, Claimed) else None
        taken, fever = (getattr(body, each, UNSET) for each in ("taken", "fever"))
        self._connection.execute(
            "INSERT INTO events"
            " (epoch, number, id, request, lookup, refers, celsius, at, hash, text, household, passage, taken, door, fever)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                event.epoch,
                event.number,
                event.id,
                record.request,
                scan and scan.lookup,
                refers_to(body),
                getattr(body, "celsius", None),
                event.at.timestamp(),
                record.line.hash,
                record.line.text,
                scan and scan.household,
                getattr(body, "passage", None),
                None if taken is UNSET else msgspec.json.encode(taken).decode(),
                claimed and claimed.door,
                None if fever is UNSET else fever,
            ),
        )


class EventsInStore(InStore):
    """What the office lacks, and what is long received."""

    def newest_time(self) -> datetime | None:
        """The latest time that any event was stamped with."""
        row = self._db.row("SELECT text, hash FROM events ORDER BY at DESC LIMIT 1")
        return _event(row).at if row else None

    def highest_number(self) -> int:
        """The number of the newest event of this epoch, 0 before the first."""
        row = self._db.row("SELECT max(number) AS number FROM events WHERE epoch = (SELECT epoch FROM gate)")
        return row["number"] or 0 if row else 0

    def unsent(self, epoch: str, upto: int, limit: int) -> tuple[Line, ...]:
        """The lines of an epoch after number `upto`, in order."""
        rows = self._db.rows(
            "SELECT hash, text FROM events WHERE epoch = ? AND number > ? ORDER BY number LIMIT ?", epoch, upto, limit
        )
        return tuple(_line(row) for row in rows)

    def epochs(self) -> tuple[str, ...]:
        """All epochs of this file, in the order in which they began."""
        rows = self._db.rows("SELECT epoch FROM events GROUP BY epoch ORDER BY min(rowid)")
        return tuple(row["epoch"] for row in rows)

    def forget_events_before(self, moment: datetime, received: Sequence[tuple[str, int]]) -> None:
        """Deletes old events that the office has, but never the newest of an epoch: the chain goes on from it.

        With them go the stories that they ended.
        """
        with self._db.writing() as connection:
            for epoch, upto in received:
                connection.execute(
                    "DELETE FROM events WHERE epoch = ?1 AND at < ?2 AND number <= ?3"
                    " AND number < (SELECT max(number) FROM events WHERE epoch = ?1)",
                    (epoch, moment.timestamp(), upto),
                )
            connection.execute(
                "DELETE FROM fevers WHERE ended_by IS NOT NULL AND ended_by NOT IN (SELECT id FROM events)"
            )

    def recent(self, count: int) -> tuple[Event, ...]:
        """The newest events, newest first."""
        rows = self._db.rows("SELECT hash, text FROM events ORDER BY rowid DESC LIMIT ?", count)
        return tuple(_event(row) for row in rows)


def _line(row: Row) -> Line:
    return Line(row["hash"], row["text"])


def _event(row: Row) -> Event:
    return event_of(_line(row))
