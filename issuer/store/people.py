"""The residents, and the imports that brought them."""

from dataclasses import dataclass
from sqlite3 import Row

from gatepass.people import Category, Document, DocumentKind, Door, Resident, Sex
from issuer.changes import Changes, KnownResident
from issuer.store.base import Act, Reads, Writes, utc


@dataclass(frozen=True, slots=True)
class Import:
    """The file of one run of `roster import`, and how many of its rows had a problem."""

    file: str
    sha256: str
    problems: int


class PeopleWrites(Writes):
    """Bringing the residents to what a roster says."""

    def apply(self, changes: Changes, run: Import, act: Act) -> None:
        """Brings the residents to what a roster says, and notes the run."""
        for row in changes.added:
            self._run(
                "INSERT INTO residents (stairwell, room, suffix, name, category, sex, document_kind, document_number,"
                " phone, relation, note) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                *resident_values(row.resident),
            )
        for change in (*changes.changed, *changes.moved):
            self._run(
                "UPDATE residents SET stairwell=?, room=?, suffix=?, name=?, category=?, sex=?, document_kind=?,"
                " document_number=?, phone=?, relation=?, note=? WHERE id=?",
                *resident_values(change.after.resident),
                change.before.id,
            )
        self._note_import(changes, run, act)
        if changes.added or changes.changed or changes.moved:
            self._revise()

    def _note_import(self, changes: Changes, run: Import, act: Act) -> None:
        counts = (len(each) for each in (changes.added, changes.changed, changes.moved, changes.doubtful))
        self._run(
            "INSERT INTO imports (file, sha256, at, who, added, changed, moved, doubtful, unchanged, problems)"
            " VALUES (?,?,?,?,?,?,?,?,?,?)",
            run.file, run.sha256, utc(act.at), act.who, *counts, changes.unchanged, run.problems,
        )  # fmt: skip


class PeopleReads(Reads):
    """The residents."""

    def residents(self) -> tuple[KnownResident, ...]:
        """Everybody, by door."""
        rows = self._db.rows("SELECT * FROM residents ORDER BY stairwell, room, suffix, id")
        return tuple(KnownResident(row["id"], resident_of(row)) for row in rows)


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
