"""What every part of the store needs: a connection to write on, a database to read from, times that sort."""

from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Connection, Row

import msgspec

from appkit.database import Database
from gatepass.events import Event

EVENTS = msgspec.json.Decoder(Event)


@dataclass(frozen=True, slots=True)
class Act:
    """When somebody did something, who it was, and why."""

    at: datetime
    who: str
    why: str


class Writes:
    """Writing inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _revise(self) -> None:
        self._run("UPDATE office SET revision = revision + 1")

    def _run(self, sql: str, *parameters: object) -> None:
        self._connection.execute(sql, parameters)

    def _insert(self, sql: str, *parameters: object) -> int:
        """The number of the row that was added."""
        return int(self._connection.execute(sql, parameters).lastrowid or 0)


class Reads:
    """Reading the office's file."""

    _db: Database

    def _text(self, sql: str, *parameters: object) -> str | None:
        row = self._db.row(sql, *parameters)
        return row[0] if row else None

    def _number(self, sql: str, *parameters: object) -> int:
        row = self._db.row(sql, *parameters)
        return (row[0] if row else None) or 0


def utc(at: datetime) -> str:
    """A moment as a text that sorts by time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def act_of(row: Row) -> Act:
    return Act(moment(row["at"]), row["who"], row["why"])
