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

    @property
    def is_ended_by_hand(self) -> bool:
        """Whether no reading ends it: nobody tells whose it was, or the person on duty was called."""
        return self.lookup is None or self.referred


_UNDER_WAY = "SELECT * FROM fevers WHERE ended_by IS NULL"


class FeversInLedger(InLedger):
    """Following a story."""

    def fever_of(self, lookup: str) -> Fever | None:
        """The story under way of a pass's holder."""
        row = self._connection.execute(f"{_UNDER_WAY} AND lookup = ?", (lookup,)).fetchone()
        return _fever(row) if row else None

    def fever(self, id_: str) -> Fever | None:
        """A story under way."""
        row = self._connection.execute(f"{_UNDER_WAY} AND id = ?", (id_,)).fetchone()
        return _fever(row) if row else None

    def keep_fever(self, fever: Fever) -> None:
        """Notes how a story stands; an earlier one of the same pass that was set aside is not taken back any more."""
        self._connection.execute("DELETE FROM fevers WHERE lookup = ? AND ended_by IS NOT NULL", (fever.lookup,))
        self._connection.execute(
            "INSERT OR REPLACE INTO fevers (id, lookup, since, direction, celsius, again_at, tries, referred)"
            " VALUES (?,?,?,?,?,?,?,?)",
            (
                fever.id, fever.lookup, fever.since.isoformat(), fever.direction, fever.celsius,
                fever.again_at.isoformat() if fever.again_at else None, fever.tries, fever.referred,
            ),
        )  # fmt: skip

    def end_fever(self, id_: str) -> None:
        """A story has ended."""
        self._connection.execute("DELETE FROM fevers WHERE id = ?", (id_,))

    def end_fevers_of(self, lookup: str) -> None:
        """Every story of a pass's holder has ended, those too that were set aside."""
        self._connection.execute("DELETE FROM fevers WHERE lookup = ?", (lookup,))

    def set_fever_aside(self, id_: str, by: str) -> None:
        """A story has ended by an event that may be undone."""
        self._connection.execute("UPDATE fevers SET ended_by = ? WHERE id = ? AND ended_by IS NULL", (by, id_))

    def take_fever_back(self, by: str) -> None:
        """The event that ended a story is undone: the story goes on."""
        self._connection.execute("UPDATE fevers SET ended_by = NULL WHERE ended_by = ?", (by,))


class FeversInStore(InStore):
    """The stories under way."""

    def fevers(self) -> tuple[Fever, ...]:
        """The stories under way, the oldest first."""
        return tuple(_fever(row) for row in self._db.rows(f"{_UNDER_WAY} ORDER BY since, id"))


def _fever(row: Row) -> Fever:
    again_at = datetime.fromisoformat(row["again_at"]) if row["again_at"] else None
    return Fever(
        row["id"], row["lookup"], datetime.fromisoformat(row["since"]), Direction(row["direction"]), row["celsius"],
        again_at, row["tries"], bool(row["referred"]),
    )  # fmt: skip
