"""Who without a pass is inside."""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

from gatepass.case import VisitKind
from kiosk.store.base import InLedger, InStore


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """A visit that has not ended: the ticket number and the short label are all that is needed to sign it out."""

    id: str
    ticket: int
    kind: VisitKind
    label: str
    door: str | None
    since: datetime


class VisitsInLedger(InLedger):
    """Tickets, given and taken back."""

    def free_ticket(self) -> int:
        """The smallest ticket number that nobody inside holds."""
        taken = {row["ticket"] for row in self._connection.execute("SELECT ticket FROM visits")}
        return next(number for number in range(1, len(taken) + 2) if number not in taken)

    def open_visit(self, visit: OpenVisit) -> None:
        """Notes that somebody without a pass is inside."""
        self._connection.execute(
            "INSERT INTO visits (id, ticket, kind, label, door, since) VALUES (?,?,?,?,?,?)",
            (visit.id, visit.ticket, visit.kind, visit.label, visit.door, visit.since.isoformat()),
        )

    def close_visit(self, id_: str) -> bool:
        """Forgets an open visit, label and all; False when there is none."""
        return self._connection.execute("DELETE FROM visits WHERE id = ?", (id_,)).rowcount == 1


class VisitsInStore(InStore):
    """Who is inside."""

    def open_visits(self) -> tuple[OpenVisit, ...]:
        """Who without a pass is inside, by ticket."""
        return tuple(_visit(row) for row in self._db.rows("SELECT * FROM visits ORDER BY ticket"))


def _visit(row: Row) -> OpenVisit:
    return OpenVisit(
        row["id"],
        row["ticket"],
        VisitKind(row["kind"]),
        row["label"],
        row["door"],
        datetime.fromisoformat(row["since"]),
    )
