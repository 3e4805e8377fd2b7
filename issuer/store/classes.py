"""The office's own classes of passes, and which resident is in which from which day on."""

from dataclasses import dataclass
from datetime import date
from sqlite3 import Row

import msgspec
from sqlite_utils import Database as SqliteUtilsDatabase

from gatepass.looks import Look
from issuer.store.base import Act, Reads, Writes, act_of, utc
from issuer.store.schema import migrations


@dataclass(frozen=True, slots=True)
class Move:
    """A resident is in a class from a day on."""

    id: int
    resident: int
    to: str
    since: date
    act: Act


class ClassWrites(Writes):
    """Classes, and moves between them."""

    def set_class(self, name: str, look: Look, act: Act) -> None:
        """Sets how a class looks from now on."""
        self._run(
            "INSERT OR REPLACE INTO classes (name, look, at, who, why) VALUES (?,?,?,?,?)",
            name, msgspec.json.encode(look).decode(), utc(act.at), act.who, act.why,
        )  # fmt: skip
        self._revise()

    def move_class(self, resident: int, to: str, since: date, act: Act) -> None:
        """Puts a resident into a class from a day on; what was planned for that day or later is dropped."""
        self.drop_moves(resident, since, act)
        self._run(
            "INSERT INTO class_moves (resident, class, since, at, who, why) VALUES (?,?,?,?,?,?)",
            resident, to, str(since), utc(act.at), act.who, act.why,
        )  # fmt: skip
        self._revise()

    def drop_moves(self, resident: int, since: date, act: Act) -> None:
        """Drops what was planned for a resident for that day or later."""
        self._run(
            "UPDATE class_moves SET dropped_at=?, dropped_by=? WHERE resident=? AND since>=? AND dropped_at IS NULL",
            utc(act.at), act.who, resident, str(since),
        )  # fmt: skip
        self._revise()


class ClassReads(Reads):
    """Classes, and moves between them."""

    def own_classes(self) -> dict[str, Look]:
        """The classes that the office made or changed, in their order."""
        rows = self._db.rows("SELECT name, look FROM classes ORDER BY rowid")
        return {row["name"]: msgspec.json.decode(row["look"], type=Look) for row in rows}

    def class_moves(self) -> tuple[Move, ...]:
        """All moves that hold, each resident's in the order of their days."""
        return tuple(map(_move, self._db.rows(f"{_MOVES} ORDER BY resident, since, id")))

    def class_moves_of(self, resident: int) -> tuple[Move, ...]:
        """One resident's."""
        return tuple(map(_move, self._db.rows(f"{_MOVES} AND resident=? ORDER BY since, id", resident)))


_MOVES = "SELECT * FROM class_moves WHERE dropped_at IS NULL"


def _move(row: Row) -> Move:
    return Move(row["id"], row["resident"], row["class"], date.fromisoformat(row["since"]), act_of(row))


@migrations()
def classes_of_passes(db: SqliteUtilsDatabase) -> None:
    """The office's classes, and who is in which from which day on; a move that was dropped stays readable."""
    for statement in (
        """CREATE TABLE classes (
            name TEXT PRIMARY KEY, look TEXT NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL) STRICT""",
        """CREATE TABLE class_moves (
            id INTEGER PRIMARY KEY, resident INTEGER NOT NULL REFERENCES residents (id) ON DELETE CASCADE,
            class TEXT NOT NULL, since TEXT NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL, dropped_at TEXT,
            dropped_by TEXT) STRICT""",
        "CREATE INDEX class_moves_of_a_resident ON class_moves (resident, since)",
    ):
        db.execute(statement)
