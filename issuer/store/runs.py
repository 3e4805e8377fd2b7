"""Printed runs, and every printed copy: what it said, and where it is now. No code of a pass is ever kept here."""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from sqlite3 import Row

import msgspec
from sqlite_utils import Database as SqliteUtilsDatabase

from gatepass.passes import CardKey
from issuer.store.base import Act, Writes, act_of, moment, utc
from issuer.store.photos import PhotoReads
from issuer.store.schema import migrations


class RunKind(StrEnum):
    """What was printed."""

    CARDS = "cards"
    SPARES = "spares"
    CARS = "cars"
    COVERS = "covers"
    NOTICES = "notices"


CARD_KINDS = (RunKind.CARDS, RunKind.SPARES, RunKind.CARS)


class CopyState(StrEnum):
    """Where a printed copy is: in the office's drawer, in the hands of a team, with its holder, or destroyed."""

    DRAWER = "drawer"
    TEAM = "team"
    DELIVERED = "delivered"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class Handed:
    """To whom a run was handed over, by whom and when."""

    to: str
    act: Act


@dataclass(frozen=True, slots=True)
class Run:
    """One printed run; `again` is the run of which this one prints something again."""

    id: int
    kind: RunKind
    stock: str
    start_at: int
    back: str
    count: int
    sha256: str
    act: Act
    again: int | None = None
    handed: Handed | None = None

    @property
    def at(self) -> datetime:
        """When it was printed."""
        return self.act.at

    @property
    def who(self) -> str:
        """Who printed it."""
        return self.act.who

    @property
    def why(self) -> str:
        """Why it was printed."""
        return self.act.why


@dataclass(frozen=True, slots=True)
class Copy:
    """One printed copy of a card and its present state, since `at`; `position` counts the run's cards from 1.

    `digest` stands for all that the card says; `to` is who has the copy, where that was said.
    """

    run: int
    position: int
    serial: str
    issue: int
    digest: str
    state: CopyState
    at: datetime
    to: str = ""

    @property
    def key(self) -> CardKey:
        """The serial and the issue."""
        return self.serial, self.issue

    @property
    def place(self) -> tuple[int, int]:
        """The run and the position in it: which copy it is."""
        return self.run, self.position

    @property
    def is_live(self) -> bool:
        """Whether the copy is still about."""
        return self.state is not CopyState.VOIDED


@dataclass(frozen=True, slots=True)
class Move:
    """One step in the life of a copy."""

    state: CopyState
    to: str
    act: Act


@dataclass(frozen=True, slots=True)
class Imprint:
    """What is noted of one card of a run: whose it is, and the SHA-256 of what it says."""

    serial: str
    issue: int
    digest: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that the PDF of a run is made from, but for the codes: `layout` and `content` are JSON, files go by their names.

    `pictures` are residents' photos. A run keeps their SHA-256 alone, and has those back that are somebody's photo still.
    """

    layout: bytes
    content: bytes
    designs: Mapping[str, bytes]
    pictures: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Printed:
    """A run that is to be noted; papers that are no cards (covers, notices) leave no copies."""

    kind: RunKind
    stock: str
    start_at: int
    back: str
    sha256: str
    recipe: Recipe
    imprints: tuple[Imprint, ...] = ()
    count: int = 0
    again: int | None = None


class RunWrites(Writes):
    """Noting runs, moving copies."""

    def add_run(self, printed: Printed, act: Act) -> int:
        """Notes a run and its copies, which lie in the drawer from then on; returns the run's number."""
        recipe = printed.recipe
        for content in recipe.designs.values():
            self._run(
                "INSERT OR IGNORE INTO kept_files (sha256, content) VALUES (?,?)",
                _sha256(content),
                zlib.compress(content),
            )
        run = self._insert(
            "INSERT INTO runs (kind, stock, start_at, back, count, sha256, layout, content, designs, pictures, again,"
            " at, who, why) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            printed.kind, printed.stock, printed.start_at, printed.back, printed.count or len(printed.imprints),
            printed.sha256, recipe.layout.decode(), zlib.compress(recipe.content),
            _names(recipe.designs), _names(recipe.pictures), printed.again, utc(act.at), act.who, act.why,
        )  # fmt: skip
        self._connection.executemany(
            "INSERT INTO copies (run, position, serial, issue, digest) VALUES (?,?,?,?,?)",
            (
                (run, position, each.serial, each.issue, each.digest)
                for position, each in enumerate(printed.imprints, start=1)
            ),
        )
        return run

    def move_copy(self, run: int, position: int, state: CopyState, act: Act, to: str = "") -> None:
        """Notes where a copy is from now on."""
        self._run(
            'INSERT INTO copy_moves (run, position, state, "to", at, who, why) VALUES (?,?,?,?,?,?,?)',
            run, position, state, to, utc(act.at), act.who, act.why,
        )  # fmt: skip

    def hand_over(self, run: int, to: str, act: Act) -> None:
        """Notes to whom a run was handed over."""
        self._run(
            'INSERT INTO handed_runs (run, "to", at, who, why) VALUES (?,?,?,?,?)',
            run, to, utc(act.at), act.who, act.why,
        )  # fmt: skip


class RunReads(PhotoReads):
    """Runs and copies."""

    def runs(self) -> tuple[Run, ...]:
        """Every run, newest first."""
        return tuple(map(_run, self._db.rows(f"{_RUNS} ORDER BY runs.id DESC")))

    def run(self, id_: int) -> Run | None:
        """The run with a number."""
        row = self._db.row(f"{_RUNS} WHERE runs.id=?", id_)
        return _run(row) if row else None

    def copies(self) -> tuple[Copy, ...]:
        """Every printed copy with its present state, oldest run first."""
        return tuple(map(_copy, self._db.rows(f"{_COPIES} ORDER BY copies.run, copies.position")))

    def copies_of(self, run: int) -> tuple[Copy, ...]:
        """The copies of one run, in the order they were printed."""
        return tuple(map(_copy, self._db.rows(f"{_COPIES} WHERE copies.run=? ORDER BY copies.position", run)))

    def moves_of(self, run: int, position: int) -> tuple[Move, ...]:
        """What became of one copy, oldest first; it lay in the drawer before."""
        rows = self._db.rows("SELECT * FROM copy_moves WHERE run=? AND position=? ORDER BY id", run, position)
        return tuple(Move(CopyState(row["state"]), row["to"], act_of(row)) for row in rows)

    def layout_of(self, run: int) -> bytes:
        """How the cards of a run were laid out, as JSON."""
        return (self._text("SELECT layout FROM runs WHERE id=?", run) or "").encode()

    def content_of(self, run: int) -> bytes:
        """What the cards or papers of a run said, as JSON."""
        row = self._db.row("SELECT content FROM runs WHERE id=?", run)
        return zlib.decompress(row["content"]) if row else b"[]"

    def recipe_of(self, run: int) -> Recipe | None:
        """All that the PDF of a run is made from, but for the codes."""
        row = self._db.row("SELECT layout, content, designs, pictures FROM runs WHERE id=?", run)
        if row is None:
            return None
        return Recipe(
            row["layout"].encode(),
            zlib.decompress(row["content"]),
            self._files(row["designs"]),
            self._pictures(row["pictures"]),
        )

    def digests_of_pictures(self, run: int) -> frozenset[str]:
        """The SHA-256 of every photo that stands on a card of a run."""
        names = self._text("SELECT pictures FROM runs WHERE id=?", run) or "{}"
        return frozenset(msgspec.json.decode(names, type=dict[str, str]).values())

    def _pictures(self, names: str) -> dict[str, bytes]:
        found = msgspec.json.decode(names, type=dict[str, str])
        kept = self.photos_with(set(found.values()))
        return {name: kept[digest] for name, digest in found.items() if digest in kept}

    def _files(self, names: str) -> dict[str, bytes]:
        found = msgspec.json.decode(names, type=dict[str, str])
        kept = {digest: self._kept_file(digest) for digest in set(found.values())}
        return {name: kept[digest] for name, digest in found.items()}

    def _kept_file(self, sha256: str) -> bytes:
        row = self._db.row("SELECT content FROM kept_files WHERE sha256=?", sha256)
        assert row  # noqa: S101 - the run that names it was written together with it
        return zlib.decompress(row["content"])


@migrations()
def printed_runs(db: SqliteUtilsDatabase) -> None:
    """Runs, what they were made from, their copies and what became of these."""
    for statement in (
        "CREATE TABLE kept_files (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT",
        """CREATE TABLE runs (
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, stock TEXT NOT NULL, start_at INTEGER NOT NULL,
            back TEXT NOT NULL, count INTEGER NOT NULL, sha256 TEXT NOT NULL, layout TEXT NOT NULL,
            content BLOB NOT NULL, designs TEXT NOT NULL, pictures TEXT NOT NULL,
            again INTEGER REFERENCES runs (id), at TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL) STRICT""",
        """CREATE TABLE copies (
            run INTEGER NOT NULL REFERENCES runs (id), position INTEGER NOT NULL CHECK (position >= 1),
            serial TEXT NOT NULL, issue INTEGER NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (run, position),
            FOREIGN KEY (serial, issue) REFERENCES passes (serial, issue)) STRICT""",
        "CREATE INDEX copies_of_a_pass ON copies (serial, issue)",
        """CREATE TABLE copy_moves (
            id INTEGER PRIMARY KEY, run INTEGER NOT NULL, position INTEGER NOT NULL, state TEXT NOT NULL,
            "to" TEXT NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL,
            FOREIGN KEY (run, position) REFERENCES copies (run, position)) STRICT""",
        "CREATE INDEX moves_of_a_copy ON copy_moves (run, position, id)",
        """CREATE TABLE handed_runs (
            id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs (id), "to" TEXT NOT NULL, at TEXT NOT NULL,
            who TEXT NOT NULL, why TEXT NOT NULL) STRICT""",
    ):
        db.execute(statement)


_RUNS = """SELECT runs.id, kind, stock, start_at, back, count, sha256, again, runs.at, runs.who, runs.why,
    handed."to" AS handed_to, handed.at AS handed_at, handed.who AS handed_who, handed.why AS handed_why
    FROM runs LEFT JOIN handed_runs AS handed
    ON handed.id = (SELECT max(id) FROM handed_runs WHERE run = runs.id)"""
_COPIES = """SELECT copies.run, copies.position, serial, issue, digest, coalesce(moves.state, 'drawer') AS state,
    coalesce(moves.at, runs.at) AS at, coalesce(moves."to", '') AS "to"
    FROM copies JOIN runs ON runs.id = copies.run LEFT JOIN copy_moves AS moves
    ON moves.id = (SELECT max(id) FROM copy_moves WHERE run = copies.run AND position = copies.position)"""


def _run(row: Row) -> Run:
    handed = None
    if row["handed_at"]:
        handed = Handed(row["handed_to"], Act(moment(row["handed_at"]), row["handed_who"], row["handed_why"]))
    return Run(
        id=row["id"],
        kind=RunKind(row["kind"]),
        stock=row["stock"],
        start_at=row["start_at"],
        back=row["back"],
        count=row["count"],
        sha256=row["sha256"],
        act=act_of(row),
        again=row["again"],
        handed=handed,
    )


def _copy(row: Row) -> Copy:
    state, at = CopyState(row["state"]), moment(row["at"])
    return Copy(row["run"], row["position"], row["serial"], row["issue"], row["digest"], state, at, row["to"])


def _names(files: Mapping[str, bytes]) -> str:
    return msgspec.json.encode({name: _sha256(content) for name, content in files.items()}).decode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
