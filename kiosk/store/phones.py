"""The phones that scan for this gate, each known by the digest of its token."""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

from kiosk.store.base import InStore


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone that scans for this gate: its number, what its browser calls it (may be empty), and when it was last heard."""

    number: int
    name: str
    seen: datetime


class PhonesInStore(InStore):
    """Pairing, hearing and removing phones."""

    def phones(self) -> tuple[Phone, ...]:
        """The phones that scan for this gate, in the order in which they were paired."""
        return tuple(_phone(row) for row in self._db.rows("SELECT * FROM phones ORDER BY number"))

    def phone(self, digest: str) -> Phone | None:
        """The phone whose token has this digest."""
        row = self._db.row("SELECT * FROM phones WHERE digest = ?", digest)
        return _phone(row) if row else None

    def add_phone(self, digest: str, name: str, at: datetime) -> None:
        """From now on the phone whose token has this digest scans for this gate; told twice, it is still one phone."""
        with self._db.writing() as connection:
            connection.execute(
                "INSERT INTO phones (digest, name, seen) VALUES (?,?,?) ON CONFLICT (digest) DO NOTHING",
                (digest, name, at.isoformat()),
            )

    def note_phone(self, number: int, at: datetime) -> None:
        """Keeps when a phone was last heard."""
        with self._db.writing() as connection:
            connection.execute("UPDATE phones SET seen = ? WHERE number = ?", (at.isoformat(), number))

    def remove_phone(self, number: int) -> None:
        """The phone no longer scans for this gate."""
        with self._db.writing() as connection:
            connection.execute("DELETE FROM phones WHERE number = ?", (number,))


def _phone(row: Row) -> Phone:
    return Phone(row["number"], row["name"], datetime.fromisoformat(row["seen"]))
