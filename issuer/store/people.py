"""The residents, and the imports that brought them."""

from dataclasses import dataclass
from datetime import date
from sqlite3 import Row

import msgspec
from sqlite_utils import Database as SqliteUtilsDatabase

from gatepass.people import Category, Document, DocumentKind, Door, Resident, Sex
from issuer.changes import KnownResident
from issuer.columns import Column
from issuer.store.base import Act, Reads, Writes, moment, utc
from issuer.store.schema import migrations


@migrations()
def people_who_left(db: SqliteUtilsDatabase) -> None:
    """The day somebody moved out and the row they came from; the steps of every import, so that it can be undone; kept headers."""
    for statement in (
        "ALTER TABLE residents ADD COLUMN left_on TEXT",
        "ALTER TABLE residents ADD COLUMN source TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE imports ADD COLUMN moved_out INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE imports ADD COLUMN undone_at TEXT",
        "ALTER TABLE imports ADD COLUMN undone_by TEXT",
        """CREATE TABLE import_steps (
            id INTEGER PRIMARY KEY, import INTEGER NOT NULL REFERENCES imports (id), resident INTEGER NOT NULL,
            before TEXT, after TEXT NOT NULL) STRICT""",
        """CREATE TABLE import_passes (
            import INTEGER NOT NULL REFERENCES imports (id), serial TEXT NOT NULL, issue INTEGER NOT NULL) STRICT""",
        "CREATE TABLE header_titles (title TEXT PRIMARY KEY, means TEXT NOT NULL) STRICT",
    ):
        db.execute(statement)


@dataclass(frozen=True, slots=True)
class Import:
    """The file of one run of `roster import`, and how many of its rows had a problem."""

    file: str
    sha256: str
    problems: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people an import added, changed, moved, found doubtful, left as they were, or moved out."""

    added: int = 0
    changed: int = 0
    moved: int = 0
    doubtful: int = 0
    unchanged: int = 0
    moved_out: int = 0


@dataclass(frozen=True, slots=True)
class Imported:
    """One import as it is listed."""

    id: int
    run: Import
    counts: Counts
    act: Act
    undone: bool


@dataclass(frozen=True, slots=True)
class Person:
    """All that an import may change of somebody."""

    resident: Resident
    left_on: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What an import did to one resident; `before` is None for somebody it added."""

    resident: int
    before: Person | None
    after: Person


class PeopleWrites(Writes):
    """Bringing the residents to what a roster says, and back."""

    def note_import(self, run: Import, counts: Counts, act: Act) -> int:
        """Notes a run; returns its number."""
        return self._insert(
            "INSERT INTO imports (file, sha256, at, who, added, changed, moved, doubtful, unchanged, problems, moved_out)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            run.file, run.sha256, utc(act.at), act.who, counts.added, counts.changed, counts.moved, counts.doubtful,
            counts.unchanged, run.problems, counts.moved_out,
        )  # fmt: skip

    def add_person(self, run: int, person: Person) -> int:
        """Adds somebody as a step of an import; returns their id."""
        id_ = self._insert(
            "INSERT INTO residents (stairwell, room, suffix, name, category, sex, document_kind, document_number,"
            " phone, relation, note, left_on, source) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            *_person_values(person),
        )
        self._note_step(run, Step(id_, None, person))
        return id_

    def change_person(self, run: int, step: Step) -> None:
        """Changes somebody as a step of an import."""
        self.set_person(step.resident, step.after)
        self._note_step(run, step)

    def set_person(self, id_: int, person: Person) -> None:
        """Brings somebody to what `person` says."""
        self._run(
            "UPDATE residents SET stairwell=?, room=?, suffix=?, name=?, category=?, sex=?, document_kind=?,"
            " document_number=?, phone=?, relation=?, note=?, left_on=?, source=? WHERE id=?",
            *_person_values(person),
            id_,
        )
        self._revise()

    def remove_person(self, id_: int) -> None:
        """Forgets somebody who never had a pass."""
        self._run("DELETE FROM residents WHERE id=?", id_)
        self._revise()

    def note_ended_pass(self, run: int, serial: str, issue: int) -> None:
        """Notes that an import ended a pass."""
        self._run("INSERT INTO import_passes (import, serial, issue) VALUES (?,?,?)", run, serial, issue)

    def note_undone(self, run: int, act: Act) -> None:
        """Notes that an import was undone."""
        self._run("UPDATE imports SET undone_at=?, undone_by=? WHERE id=?", utc(act.at), act.who, run)

    def keep_title(self, title: str, means: Column) -> None:
        """Keeps what a header cell means."""
        self._run("INSERT OR REPLACE INTO header_titles (title, means) VALUES (?,?)", title, means)

    def forget_title(self, title: str) -> None:
        """Forgets what a header cell means."""
        self._run("DELETE FROM header_titles WHERE title=?", title)

    def _note_step(self, run: int, step: Step) -> None:
        before = msgspec.json.encode(step.before).decode() if step.before else None
        self._run(
            "INSERT INTO import_steps (import, resident, before, after) VALUES (?,?,?,?)",
            run, step.resident, before, msgspec.json.encode(step.after).decode(),
        )  # fmt: skip
        self._revise()


class PeopleReads(Reads):
    """The residents, and what imports did to them."""

    def residents(self) -> tuple[KnownResident, ...]:
        """Everybody who lives here, by door."""
        return tuple(person for person in self.everybody() if person.left_on is None)

    def everybody(self) -> tuple[KnownResident, ...]:
        """Those too who moved out, by door."""
        rows = self._db.rows("SELECT * FROM residents ORDER BY stairwell, room, suffix, id")
        return tuple(KnownResident(row["id"], resident_of(row), _day(row["left_on"])) for row in rows)

    def person(self, id_: int) -> Person | None:
        """One resident, as imports see them."""
        row = self._db.row("SELECT * FROM residents WHERE id=?", id_)
        return Person(resident_of(row), _day(row["left_on"]), row["source"]) if row else None

    def imports(self) -> tuple[Imported, ...]:
        """All imports, newest first."""
        return tuple(_imported(row) for row in self._db.rows("SELECT * FROM imports ORDER BY id DESC"))

    def steps_of(self, run: int) -> tuple[Step, ...]:
        """What an import did, in its order."""
        rows = self._db.rows("SELECT * FROM import_steps WHERE import=? ORDER BY id", run)
        return tuple(Step(row["resident"], _decoded(row["before"]), _whole(row["after"])) for row in rows)

    def passes_ended_by(self, run: int) -> tuple[tuple[str, int], ...]:
        """Serial and issue of the passes that an import ended."""
        rows = self._db.rows("SELECT serial, issue FROM import_passes WHERE import=?", run)
        return tuple((row["serial"], row["issue"]) for row in rows)

    def titles(self) -> dict[str, Column]:
        """What staff said that header cells mean."""
        return {
            row["title"]: Column(row["means"]) for row in self._db.rows("SELECT * FROM header_titles ORDER BY title")
        }


def _person_values(person: Person) -> tuple[object, ...]:
    return (*resident_values(person.resident), person.left_on and str(person.left_on), person.source)


def _whole(text: str) -> Person:
    return msgspec.json.decode(text, type=Person)


def _decoded(text: str | None) -> Person | None:
    return _whole(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _imported(row: Row) -> Imported:
    counts = Counts(row["added"], row["changed"], row["moved"], row["doubtful"], row["unchanged"], row["moved_out"])
    run = Import(row["file"], row["sha256"], row["problems"])
    return Imported(row["id"], run, counts, Act(moment(row["at"]), row["who"], ""), row["undone_at"] is not None)


def resident_values(resident: Resident) -> tuple[object, ...]:
    door, document = resident.door, resident.document
    return (
        door.stairwell, door.room, door.suffix, resident.name, resident.category, resident.sex,
        document and document.kind, document and document.number, resident.phone, resident.relation, resident.note,
    )  # fmt: skip


def resident_of(row: Row) -> Resident:
    number = row["document_number"]
    return Resident(
        door=Door(row["stairwell"], row["room"], row["suffix"]),
        name=row["name"],
        category=Category(row["category"]),
        sex=Sex(row["sex"]) if row["sex"] else None,
        document=Document(DocumentKind(row["document_kind"]), number) if number else None,
        phone=row["phone"],
        relation=row["relation"],
        note=row["note"],
    )
