"""Marks that the office put on people and households, and every step that set, changed, ended or undid one. Nothing is deleted."""

from dataclasses import dataclass
from datetime import date, timedelta
from sqlite3 import Row

import msgspec
from msgspec import Struct
from sqlite_utils import Database as SqliteUtilsDatabase

from gatepass.case import Mark
from gatepass.people import Door
from issuer.store.base import Act, Reads, Writes, act_of, utc
from issuer.store.schema import migrations

BY_HAND = ""


@dataclass(frozen=True, slots=True)
class Whom:
    """On whom a mark is: a resident, by id, or everybody behind a door, whoever comes to live there."""

    resident: int | None = None
    door: Door | None = None


class Span(Struct, frozen=True, omit_defaults=True):
    """On which days a mark counts, both ends included. Ended early it counts to the day before `ended`; `void`, it never did."""

    since: date
    until: date | None = None
    ended: date | None = None
    void: bool = False

    @property
    def last(self) -> date | None:
        """The last day on which it counts, None where there is none yet."""
        if self.ended is None:
            return self.until
        before = self.ended - timedelta(days=1)
        return before if self.until is None else min(before, self.until)

    def as_mark(self, name: str) -> Mark | None:
        """The mark as rules know it, None for one that counts on no day."""
        last = self.last
        return None if self.void or (last and last < self.since) else Mark(name, self.since, last)

    def is_over(self, today: date) -> bool:
        """Whether it counts no more, today or later."""
        last = self.last
        return self.void or (last is not None and last < max(today, self.since))


@dataclass(frozen=True, slots=True)
class Marking:
    """A mark on somebody; `file` is the list that brought it, `BY_HAND` where staff did, `act` how it was set."""

    id: int
    name: str
    whom: Whom
    span: Span
    file: str
    act: Act


@dataclass(frozen=True, slots=True)
class MarkStep:
    """What one step did to one mark; `before` is None for a mark that it set."""

    marking: int
    before: Span | None
    after: Span


@dataclass(frozen=True, slots=True)
class Brought:
    """The list that a run of steps came from: its file, how many rows were left out as faulty, how many named nobody known."""

    file: str = BY_HAND
    sha256: str = ""
    problems: int = 0
    strangers: int = 0


@dataclass(frozen=True, slots=True)
class MarkRun:
    """Steps that were done, and can be undone, as one: of one mark's name."""

    id: int
    name: str
    brought: Brought
    act: Act
    added: int
    changed: int
    undone: bool


class MarkWrites(Writes):
    """Setting and changing marks, in runs that can be undone."""

    def begin_marks(self, name: str, brought: Brought, act: Act) -> int:
        """Begins a run; returns its number."""
        return self._insert(
            "INSERT INTO mark_runs (name, file, sha256, problems, strangers, at, who, why) VALUES (?,?,?,?,?,?,?,?)",
            name, brought.file, brought.sha256, brought.problems, brought.strangers, utc(act.at), act.who, act.why,
        )  # fmt: skip

    def set_mark(self, run: int, name: str, whom: Whom, span: Span) -> int:
        """Sets a mark as a step of a run; returns its number."""
        door = whom.door
        id_ = self._insert(
            "INSERT INTO marks (name, resident, stairwell, room, suffix, span, run) VALUES (?,?,?,?,?,?,?)",
            name, whom.resident, door and door.stairwell, door and door.room, door and door.suffix, _json(span), run,
        )  # fmt: skip
        self._note_mark_step(run, MarkStep(id_, None, span))
        return id_

    def change_mark(self, run: int, step: MarkStep) -> None:
        """Changes the days of a mark as a step of a run."""
        self.set_span(step.marking, step.after)
        self._note_mark_step(run, step)

    def set_span(self, marking: int, span: Span) -> None:
        """Brings a mark to these days."""
        self._run("UPDATE marks SET span=? WHERE id=?", _json(span), marking)
        self._revise()

    def note_marks_undone(self, run: int, act: Act) -> None:
        """Notes that a run was undone."""
        self._run("UPDATE mark_runs SET undone_at=?, undone_by=? WHERE id=?", utc(act.at), act.who, run)

    def _note_mark_step(self, run: int, step: MarkStep) -> None:
        before = _json(step.before) if step.before else None
        self._run(
            "INSERT INTO mark_steps (run, mark, before, after) VALUES (?,?,?,?)",
            run, step.marking, before, _json(step.after),
        )  # fmt: skip
        self._revise()


class MarkReads(Reads):
    """The marks, and what was done to them."""

    def markings(self) -> tuple[Marking, ...]:
        """All marks, those that are over or were undone too, oldest first."""
        return tuple(map(_marking, self._db.rows(f"{_MARKS} ORDER BY marks.id")))

    def mark_runs(self, limit: int = -1) -> tuple[MarkRun, ...]:
        """What was done to marks, newest first."""
        rows = self._db.rows(
            "SELECT mark_runs.*, count(mark_steps.id) AS steps, count(mark_steps.before) AS changed"
            " FROM mark_runs LEFT JOIN mark_steps ON mark_steps.run = mark_runs.id"
            " GROUP BY mark_runs.id ORDER BY mark_runs.id DESC LIMIT ?",
            limit,
        )
        return tuple(map(_run, rows))

    def mark_steps(self, run: int) -> tuple[MarkStep, ...]:
        """What one run did, in its order."""
        rows = self._db.rows("SELECT mark, before, after FROM mark_steps WHERE run=? ORDER BY id", run)
        return tuple(
            MarkStep(row["mark"], _span(row["before"]) if row["before"] else None, _span(row["after"])) for row in rows
        )


_MARKS = (
    "SELECT marks.*, mark_runs.file, mark_runs.at, mark_runs.who, mark_runs.why"
    " FROM marks JOIN mark_runs ON mark_runs.id = marks.run"
)


def _json(span: Span) -> str:
    return msgspec.json.encode(span).decode()


def _span(text: str) -> Span:
    return msgspec.json.decode(text, type=Span)


def _marking(row: Row) -> Marking:
    door = Door(row["stairwell"], row["room"], row["suffix"]) if row["stairwell"] is not None else None
    return Marking(
        row["id"], row["name"], Whom(row["resident"], door), _span(row["span"]), row["file"], act_of(row)
    )  # fmt: skip


def _run(row: Row) -> MarkRun:
    brought = Brought(row["file"], row["sha256"], row["problems"], row["strangers"])
    added = row["steps"] - row["changed"]
    return MarkRun(row["id"], row["name"], brought, act_of(row), added, row["changed"], row["undone_at"] is not None)


@migrations()
def marks_of_people(db: SqliteUtilsDatabase) -> None:
    """Marks on residents and doors, with every step; who was only ever added by a mistaken import takes theirs along."""
    for statement in (
        """CREATE TABLE mark_runs (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, problems INTEGER NOT NULL,
            strangers INTEGER NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL, undone_at TEXT,
            undone_by TEXT) STRICT""",
        """CREATE TABLE marks (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, resident INTEGER REFERENCES residents (id) ON DELETE CASCADE,
            stairwell INTEGER, room INTEGER, suffix TEXT, span TEXT NOT NULL, run INTEGER NOT NULL REFERENCES mark_runs (id),
            CHECK ((resident IS NULL) <> (stairwell IS NULL))) STRICT""",
        "CREATE INDEX marks_of_a_resident ON marks (resident) WHERE resident IS NOT NULL",
        """CREATE TABLE mark_steps (
            id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES mark_runs (id),
            mark INTEGER NOT NULL REFERENCES marks (id) ON DELETE CASCADE, before TEXT, after TEXT NOT NULL) STRICT""",
        "CREATE INDEX steps_of_a_run_of_marks ON mark_steps (run)",
    ):
        db.execute(statement)
