"""Who may take over this gate, who is on duty, and what the one before left behind."""

from dataclasses import dataclass
from datetime import UTC, datetime

from kiosk.store.base import InLedger, InStore


@dataclass(frozen=True, slots=True)
class Pin:
    """A PIN as it is kept: its scrypt digest, and the salt."""

    salt: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class Duty:
    """Who is on duty: the event they signed on with, their name, since when."""

    shift: str
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class HandOver:
    """What the volunteer before left behind."""

    name: str
    at: datetime
    note: str


class ShiftInLedger(InLedger):
    """Taking over and handing over."""

    def begin_duty(self, duty: Duty) -> None:
        """Notes who is on duty from now on."""
        self._connection.execute(
            "INSERT OR REPLACE INTO duty (one, shift, name, since) VALUES (1,?,?,?)",
            (duty.shift, duty.name, duty.since.isoformat()),
        )

    def end_duty(self, left: HandOver) -> None:
        """Notes that nobody is on duty, and what was left behind."""
        self._connection.execute("DELETE FROM duty")
        self._connection.execute(
            "INSERT OR REPLACE INTO hand_over (one, name, at, note) VALUES (1,?,?,?)",
            (left.name, left.at.isoformat(), left.note),
        )


class ShiftInStore(InStore):
    """Volunteers and duty."""

    def pin_of(self, name: str) -> Pin | None:
        """The PIN of somebody who may take over this gate."""
        row = self._db.row("SELECT salt, pin FROM volunteers WHERE name = ?", name)
        return Pin(row["salt"], row["pin"]) if row else None

    def volunteers(self) -> tuple[str, ...]:
        """Who may take over this gate with a PIN."""
        return tuple(row["name"] for row in self._db.rows("SELECT name FROM volunteers ORDER BY rowid"))

    def add_volunteer(self, name: str, pin: Pin) -> None:
        """Somebody may take over this gate with a PIN."""
        with self._db.writing() as connection:
            connection.execute("INSERT INTO volunteers (name, salt, pin) VALUES (?,?,?)", (name, pin.salt, pin.digest))

    def duty(self) -> Duty | None:
        """Who is on duty."""
        row = self._db.row("SELECT shift, name, since FROM duty")
        return Duty(row["shift"], row["name"], datetime.fromisoformat(row["since"])) if row else None

    def open_until(self) -> datetime | None:
        """Until when the page of who is on duty stays open where nobody touches it; None where it is locked, or nobody is."""
        row = self._db.row("SELECT open_until FROM duty WHERE open_until IS NOT NULL")
        return datetime.fromtimestamp(row["open_until"], UTC) if row else None

    def keep_open(self, until: datetime | None) -> None:
        """Notes until when the page stays open; None: it is locked."""
        with self._db.writing() as connection:
            connection.execute("UPDATE duty SET open_until = ?", (until.timestamp() if until else None,))

    def handed_over(self) -> HandOver | None:
        """What the volunteer before left behind."""
        row = self._db.row("SELECT name, at, note FROM hand_over")
        return HandOver(row["name"], datetime.fromisoformat(row["at"]), row["note"]) if row else None
