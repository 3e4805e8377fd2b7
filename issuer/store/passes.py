"""Every issue of every pass, who holds it, and what was done to it."""

from dataclasses import dataclass
from datetime import date
from sqlite3 import Row

from gatepass.passes import Pass, Status, Validity
from gatepass.people import Resident
from issuer.store.base import Act, Reads, Writes, act_of, utc
from issuer.store.people import resident_of


@dataclass(frozen=True, slots=True)
class Holding:
    """One issue of a pass, who holds it, and the row or the reason that brought them; a spare has no holder."""

    issued: Pass
    resident: Resident | None
    source: str = ""


class PassWrites(Writes):
    """Adding and ending issues of passes."""

    def add_pass(self, issued: Pass, act: Act) -> None:
        """Adds one issue of a pass."""
        self._run(
            "INSERT INTO passes (serial, issue, status, since, until, holder) VALUES (?,?,?,?,?,?)",
            issued.serial, issued.issue, issued.status, str(issued.validity.since),
            issued.validity.until and str(issued.validity.until), issued.holder,
        )  # fmt: skip
        self._note_pass(issued, issued.status, act)

    def end_pass(self, issued: Pass, status: Status, act: Act) -> None:
        """Sets an issue of a pass to a status that ends it."""
        self._set_status(issued, status, act)

    def restore_pass(self, issued: Pass, act: Act) -> None:
        """Makes a pass good again that was ended by mistake; the database refuses a second valid one."""
        self._set_status(issued, Status.VALID, act)

    def _set_status(self, issued: Pass, status: Status, act: Act) -> None:
        self._run("UPDATE passes SET status=? WHERE serial=? AND issue=?", status, issued.serial, issued.issue)
        self._note_pass(issued, status, act)

    def _note_pass(self, issued: Pass, status: Status, act: Act) -> None:
        self._run(
            "INSERT INTO pass_history (serial, issue, status, at, who, why) VALUES (?,?,?,?,?,?)",
            issued.serial, issued.issue, status, utc(act.at), act.who, act.why,
        )  # fmt: skip
        self._revise()


class PassReads(Reads):
    """Passes and their history."""

    def holdings(self) -> tuple[Holding, ...]:
        """Every issue of every pass with its holder, by door, serial and issue; spares come last."""
        rows = self._db.rows(
            "SELECT passes.*, residents.* FROM passes LEFT JOIN residents ON residents.id = passes.holder"
            " ORDER BY holder IS NULL, stairwell, room, suffix, serial, issue"
        )
        return tuple(
            Holding(pass_of(row), resident_of(row), row["source"]) if row["holder"] else Holding(pass_of(row), None)
            for row in rows
        )

    def passes_of(self, holder: int) -> tuple[Pass, ...]:
        """All issues that a resident holds or held, oldest first."""
        return tuple(
            pass_of(row) for row in self._db.rows("SELECT * FROM passes WHERE holder=? ORDER BY rowid", holder)
        )

    def issues_of(self, serial: str) -> tuple[Pass, ...]:
        """All issues of one pass, oldest first."""
        rows = self._db.rows("SELECT * FROM passes WHERE serial=? ORDER BY issue", serial)
        return tuple(pass_of(row) for row in rows)

    def history_of(self, issued: Pass) -> tuple[tuple[Status, Act], ...]:
        """What was done to one issue of a pass, oldest first."""
        rows = self._db.rows(
            "SELECT status, at, who, why FROM pass_history WHERE serial=? AND issue=? ORDER BY id",
            issued.serial, issued.issue,
        )  # fmt: skip
        return tuple((Status(row["status"]), act_of(row)) for row in rows)

    def highest_sequence(self) -> int:
        """The number of the last serial given, 0 before the first."""
        return self._number("SELECT max(CAST(substr(serial, 1, length(serial) - 1) AS INTEGER)) FROM passes")


def pass_of(row: Row) -> Pass:
    until = date.fromisoformat(row["until"]) if row["until"] else None
    validity = Validity(date.fromisoformat(row["since"]), until)
    return Pass(row["serial"], row["issue"], Status(row["status"]), validity, row["holder"])
