"""Every issue of every pass, who holds it, and what was done to it."""

from dataclasses import dataclass
from datetime import date
from sqlite3 import Row

from gatepass.passes import Pass, Status, Validity
from gatepass.people import Door, Resident
from issuer.store.base import Act, Reads, Writes, act_of, utc
from issuer.store.cars import Car, car_of
from issuer.store.people import resident_of


@dataclass(frozen=True, slots=True)
class Holding:
    """One issue of a pass, and the resident or the car it is for; a spare is for nobody yet.

    `source` is the row or the reason that brought the resident.
    """

    issued: Pass
    resident: Resident | None
    car: Car | None = None
    source: str = ""

    @property
    def door(self) -> Door | None:
        """Behind which door it is at home."""
        bearer = self.resident or self.car
        return bearer.door if bearer else None

    @property
    def name(self) -> str:
        """The holder's name, or the car's plate."""
        return self.resident.name if self.resident else self.car.plate if self.car else ""


class PassWrites(Writes):
    """Adding and ending issues of passes."""

    def add_pass(self, issued: Pass, act: Act) -> None:
        """Adds one issue of a pass."""
        self._run(
            "INSERT INTO passes (serial, issue, status, since, until, holder, car) VALUES (?,?,?,?,?,?,?)",
            issued.serial, issued.issue, issued.status, str(issued.validity.since),
            issued.validity.until and str(issued.validity.until), issued.holder, issued.car,
        )  # fmt: skip
        self._note_pass(issued, issued.status, act)

    def end_pass(self, issued: Pass, status: Status, act: Act) -> None:
        """Sets an issue of a pass to a status that ends it."""
        self._set_status(issued, status, act)

    def restore_pass(self, issued: Pass, act: Act) -> None:
        """Makes a pass good again that was ended by mistake; the database refuses a second valid one."""
        self._set_status(issued, Status.VALID, act)

    def bind_pass(self, spare: Pass, holder: int, act: Act) -> None:
        """Makes a spare a resident's pass."""
        self._run("UPDATE passes SET holder=? WHERE serial=? AND issue=?", holder, spare.serial, spare.issue)
        self._set_status(spare, Status.VALID, act)

    def set_last_day(self, issued: Pass, until: date, act: Act) -> None:
        """Sets until when a pass is good."""
        self._run("UPDATE passes SET until=? WHERE serial=? AND issue=?", str(until), issued.serial, issued.issue)
        self._note_pass(issued, issued.status, act)

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
        """Every issue of every pass with whom it is for, by door, serial and issue; cars come after people, spares last."""
        people = self._db.rows(f"{_PASSES} residents ON residents.id = passes.holder ORDER BY {_BY_DOOR}")
        cars = self._db.rows(f"{_PASSES} cars ON cars.id = passes.car ORDER BY {_BY_DOOR}")
        spares = self._db.rows("SELECT * FROM passes WHERE holder IS NULL AND car IS NULL ORDER BY serial, issue")
        return (
            *(Holding(pass_of(row), resident_of(row), source=row["source"]) for row in people),
            *(Holding(pass_of(row), None, car_of(row)) for row in cars),
            *(Holding(pass_of(row), None) for row in spares),
        )

    def passes_of(self, holder: int) -> tuple[Pass, ...]:
        """All issues that a resident holds or held, oldest first."""
        return tuple(
            pass_of(row) for row in self._db.rows("SELECT * FROM passes WHERE holder=? ORDER BY rowid", holder)
        )

    def passes_of_car(self, car: int) -> tuple[Pass, ...]:
        """All issues that a car has or had, oldest first."""
        return tuple(pass_of(row) for row in self._db.rows("SELECT * FROM passes WHERE car=? ORDER BY rowid", car))

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


_PASSES = "SELECT * FROM passes JOIN"
_BY_DOOR = "stairwell, room, suffix, serial, issue"


def pass_of(row: Row) -> Pass:
    until = date.fromisoformat(row["until"]) if row["until"] else None
    validity = Validity(date.fromisoformat(row["since"]), until)
    return Pass(row["serial"], row["issue"], Status(row["status"]), validity, row["holder"], row["car"])
