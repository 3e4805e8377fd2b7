"""Who this gate is, and what its office last said of its clock and of how far it has all."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from sqlite3 import Row

from gatepass.wording import Refusal, Text
from kiosk.store.base import InStore


@dataclass(frozen=True, slots=True)
class Gate:
    """Who this gate is: the office it belongs to, that office's public keys, and its own private key."""

    id: str
    name: str
    community: str
    office: str
    signing_key: bytes
    desk_key: bytes
    manager_key: bytes
    private_key: bytes
    epoch: str


@dataclass(frozen=True, slots=True)
class ClockCheck:
    """What the last answer of the office told of this PC's clock: how many seconds it is ahead, and when that was seen.

    `newest` is the latest time of any event then: one that lies ahead of a clock that was right is a slip of the past.
    """

    ahead: float
    at: datetime
    newest: datetime | None = None


class GateInStore(InStore):
    """Enrolment, the chain under way, and the office's answers."""

    def enrolling(self) -> Gate | None:
        """The gate that this folder is, or has begun to become."""
        row = self._db.row("SELECT * FROM gate")
        return _gate(row) if row else None

    def gate(self) -> Gate:
        """The gate that this folder is; raises `Refusal` before enrolment."""
        row = self._db.row("SELECT * FROM gate WHERE enrolled")
        if row is None:
            raise not_enrolled(self._db.path.parent)
        return _gate(row)

    def begin_enrolment(self, gate: Gate) -> None:
        """Keeps the gate's key before the office hears of it, so that a lost answer can be asked for again."""
        with self._db.writing() as connection:
            connection.execute("DELETE FROM gate")
            connection.execute(
                "INSERT INTO gate (one, id, name, community, office, signing_key, desk_key, manager_key, private_key, epoch)"
                " VALUES (1,?,?,?,?,?,?,?,?,?)",
                (
                    gate.id, gate.name, gate.community, gate.office, gate.signing_key, gate.desk_key, gate.manager_key,
                    gate.private_key, gate.epoch,
                ),
            )  # fmt: skip

    def end_enrolment(self) -> None:
        """The office has taken this gate in."""
        with self._db.writing() as connection:
            connection.execute("UPDATE gate SET enrolled = 1")

    def begin_epoch(self, epoch: str) -> None:
        """Starts a new chain: this file is older than what the office has seen of it."""
        with self._db.writing() as connection:
            connection.execute("UPDATE gate SET epoch = ?, received = 0", (epoch,))

    def clock_check(self) -> ClockCheck | None:
        """What the office last told of this clock."""
        row = self._db.row("SELECT skew, checked_at, newest_then FROM gate WHERE checked_at IS NOT NULL")
        if row is None:
            return None
        newest = row["newest_then"] and datetime.fromisoformat(row["newest_then"])
        return ClockCheck(row["skew"], datetime.fromisoformat(row["checked_at"]), newest)

    def note_clock(self, check: ClockCheck) -> None:
        """Keeps what the office told of this clock."""
        with self._db.writing() as connection:
            connection.execute(
                "UPDATE gate SET skew = ?, checked_at = ?, newest_then = ?",
                (check.ahead, check.at.isoformat(), check.newest and check.newest.isoformat()),
            )

    def received(self) -> int:
        """Up to which number of this epoch the office has all."""
        row = self._db.row("SELECT received FROM gate")
        return row["received"] if row else 0

    def note_received(self, upto: int) -> None:
        """Keeps how far the office has all."""
        with self._db.writing() as connection:
            connection.execute("UPDATE gate SET received = ?", (upto,))


def not_enrolled(folder: Path) -> Refusal:
    """Why a folder is no gate."""
    return Refusal(
        Text(f"{folder} 还没有登记为门岗", f"{folder} is not enrolled as a gate yet"),
        Text("请运行 kiosk enrol 登记文件", "run kiosk enrol with the office's file"),
    )


def _gate(row: Row) -> Gate:
    return Gate(
        row["id"], row["name"], row["community"], row["office"], row["signing_key"], row["desk_key"],
        row["manager_key"], row["private_key"], row["epoch"],
    )  # fmt: skip
