"""The spares that were given to somebody at this gate and that the office has not taken over yet."""

from dataclasses import dataclass

from kiosk.store.base import InLedger, InStore


@dataclass(frozen=True, slots=True)
class Bound:
    """A spare that was given to somebody at this gate: enough to know them again until the office has taken it over."""

    door: str
    label: str


class SparesInLedger(InLedger):
    """Giving a spare."""

    def bind_spare(self, lookup: str, bound: Bound) -> None:
        """Notes to whom a spare was given."""
        self._connection.execute(
            "INSERT INTO bound (lookup, door, label) VALUES (?,?,?)", (lookup, bound.door, bound.label)
        )


class SparesInStore(InStore):
    """Knowing who has one."""

    def bound(self, lookup: str) -> Bound | None:
        """To whom a spare was given at this gate."""
        row = self._db.row("SELECT door, label FROM bound WHERE lookup = ?", lookup)
        return Bound(*row) if row else None
