"""Who waits to be measured again: by pass, never by name."""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

from gatepass.case import Direction
from kiosk.store.base import InLedger, InStore


@dataclass(frozen=True, slots=True)
class Fever:
    """Somebody with a high temperature who was not measured fine since, and of whom nobody said what became.

    `id` is the first event, `celsius` the last high reading; `lookup` is None without a pass.
    """

    id: str
    lookup: str | None
    since: datetime
    direction: Direction
    celsius: float
    again_at: datetime | None = None
    tries: int = 0
    referred: bool = False


class FeversInLedger(InLedger):
    """Following a story."""

    def fever_of(self, lookup: str) -> Fever | None:
        """The story under way of a pass's holder."""
        row = self._connection.execute("SELECT * FROM fevers WHERE lookup = ?", (lookup,)).fetchone()
        return _fever(row) if row else None

    def fever(self, id_: str) -> Fever | None:
        """A story under way."""
        row = self._connection.execute("SELECT * FROM fevers WHERE id = ?", (id_,)).fetchone()
        return _fever(row) if row else None

    def keep_fever(self, fever: Fever) -> None:
        """Notes how a story stands."""
        self._connection.execute(
            "INSERT OR REPLACE INTO fevers (id, lookup, since, direction, celsius, again_at, tries, referred)"
            " VALUES (?,?,?,?,?,?,?,?)",
            (
                fever.id, fever.lookup, fever.since.isoformat(), fever.direction, fever.celsius,
                fever.again_at.isoformat() if fever.again_at else None, fever.tries, fever.referred,
            ),
        )  # fmt: skip

    def end_fever(self, id_: str) -> bool:
        """Notes that a story has ended; False where none was under way."""
        return self._connection.execute("DELETE FROM fevers WHERE id = ?", (id_,)).rowcount > 0


class FeversInStore(InStore):
    """The stories under way."""

    def fevers(self) -> tuple[Fever, ...]:
        """The stories under way, the oldest first."""
        return tuple(_fever(row) for row in self._db.rows("SELECT * FROM fevers ORDER BY since, id"))


def _fever(row: Row) -> Fever:
    again_at = datetime.fromisoformat(row["again_at"]) if row["again_at"] else None
    return Fever(
        row["id"], row["lookup"], datetime.fromisoformat(row["since"]), Direction(row["direction"]), row["celsius"],
        again_at, row["tries"], bool(row["referred"]),
    )  # fmt: skip
