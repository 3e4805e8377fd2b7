"""The office's one SQLite file: residents, passes, covenants, gates and the ledger. All SQL of the office is here.

It never decides anything: what may be issued or taken is decided by the modules that call it. Nothing of an event is
ever changed or deleted.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from sqlite3 import Connection, Row
from zoneinfo import ZoneInfo

import msgspec
from sqlite_utils import Database as SqliteUtilsDatabase
from sqlite_utils import Migrations

from appkit.database import Database
from gatepass.covenant import Covenant
from gatepass.events import GENESIS, Event, Line, Passage, refers_to
from gatepass.passes import Pass, Status, Validity
from gatepass.people import Category, Document, DocumentKind, Door, Resident, Sex
from gatepass.wording import Refusal, Text
from issuer.changes import Changes, KnownResident

FILE = "office.db"
PAGE_OF_EVENTS = 2000

migrations = Migrations("issuer")


@migrations()
def first_tables(db: SqliteUtilsDatabase) -> None:
    """The office, its people, passes, covenants, gates and ledger."""
    for statement in (
        """CREATE TABLE office (
            one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL, english TEXT NOT NULL, zone TEXT NOT NULL,
            url TEXT, revision INTEGER NOT NULL DEFAULT 1) STRICT""",
        """CREATE TABLE residents (
            id INTEGER PRIMARY KEY, stairwell INTEGER NOT NULL, room INTEGER NOT NULL, suffix TEXT NOT NULL,
            name TEXT NOT NULL, category TEXT NOT NULL, sex TEXT, document_kind TEXT, document_number TEXT, phone TEXT,
            relation TEXT NOT NULL, note TEXT NOT NULL,
            CHECK ((document_kind IS NULL) = (document_number IS NULL))) STRICT""",
        """CREATE UNIQUE INDEX one_resident_a_document ON residents (document_kind, document_number)
            WHERE document_number IS NOT NULL""",
        "CREATE INDEX residents_by_door ON residents (stairwell, room, suffix)",
        """CREATE TABLE imports (
            id INTEGER PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL,
            added INTEGER NOT NULL, changed INTEGER NOT NULL, moved INTEGER NOT NULL, doubtful INTEGER NOT NULL,
            unchanged INTEGER NOT NULL, problems INTEGER NOT NULL) STRICT""",
        """CREATE TABLE passes (
            serial TEXT NOT NULL, issue INTEGER NOT NULL CHECK (issue >= 1), status TEXT NOT NULL, since TEXT NOT NULL,
            until TEXT, holder INTEGER REFERENCES residents (id), PRIMARY KEY (serial, issue)) STRICT""",
        "CREATE UNIQUE INDEX one_valid_pass_a_resident ON passes (holder) WHERE status = 'valid'",
        "CREATE UNIQUE INDEX one_live_issue_a_serial ON passes (serial) WHERE status IN ('valid', 'spare')",
        """CREATE TABLE pass_history (
            id INTEGER PRIMARY KEY, serial TEXT NOT NULL, issue INTEGER NOT NULL, status TEXT NOT NULL,
            at TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL,
            FOREIGN KEY (serial, issue) REFERENCES passes (serial, issue)) STRICT""",
        "CREATE INDEX history_of_a_pass ON pass_history (serial, issue)",
        """CREATE TABLE covenants (
            version INTEGER PRIMARY KEY, content BLOB NOT NULL, written TEXT NOT NULL, in_force_from TEXT NOT NULL, at TEXT NOT NULL,
            who TEXT NOT NULL, why TEXT NOT NULL) STRICT""",
        "CREATE TABLE passbooks (number INTEGER PRIMARY KEY, digest TEXT NOT NULL, at TEXT NOT NULL) STRICT",
        """CREATE TABLE gates (
            id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, key BLOB, last_contact TEXT, revoked_at TEXT) STRICT""",
        """CREATE TABLE tokens (
            digest TEXT PRIMARY KEY, gate TEXT NOT NULL REFERENCES gates (id), at TEXT NOT NULL, used_at TEXT,
            key BLOB) STRICT""",
        """CREATE TABLE events (
            id TEXT PRIMARY KEY, gate TEXT NOT NULL REFERENCES gates (id), epoch TEXT NOT NULL, number INTEGER NOT NULL,
            day TEXT NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL, passage TEXT, refers TEXT, hash TEXT NOT NULL,
            previous TEXT NOT NULL, text TEXT NOT NULL, received_at TEXT NOT NULL,
            UNIQUE (gate, epoch, number)) STRICT""",
        "CREATE INDEX events_by_day ON events (day, at, id)",
        "CREATE INDEX events_by_time ON events (at)",
        "CREATE INDEX corrections ON events (refers, kind) WHERE refers IS NOT NULL",
        """CREATE TABLE chains (
            gate TEXT NOT NULL REFERENCES gates (id), epoch TEXT NOT NULL, upto INTEGER NOT NULL, head TEXT,
            PRIMARY KEY (gate, epoch)) STRICT""",
        """CREATE TABLE aside (
            id INTEGER PRIMARY KEY, gate TEXT NOT NULL REFERENCES gates (id), digest TEXT NOT NULL, event TEXT NOT NULL,
            epoch TEXT, number INTEGER, reason TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL,
            UNIQUE (gate, digest)) STRICT""",
    ):
        db.execute(statement)


@dataclass(frozen=True, slots=True)
class Community:
    """Whose office this is; `zone` is the IANA name of its time zone."""

    name: str
    english: str
    zone: str

    @property
    def local(self) -> ZoneInfo:
        """The community's time zone."""
        return ZoneInfo(self.zone)


@dataclass(frozen=True, slots=True)
class Act:
    """When somebody did something, who it was, and why."""

    at: datetime
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Import:
    """The file of one run of `roster import`, and how many of its rows had a problem."""

    file: str
    sha256: str
    problems: int


@dataclass(frozen=True, slots=True)
class Holding:
    """One issue of a pass and who holds it; a spare has no holder."""

    issued: Pass
    resident: Resident | None


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate; `key` is its raw Ed25519 public key, None until its kiosk introduced itself."""

    id: str
    name: str
    key: bytes | None
    last_contact: datetime | None
    revoked: bool


@dataclass(frozen=True, slots=True)
class Token:
    """One enrolment file's token, known by its SHA-256 alone; `key` is who used it."""

    gate: str
    key: bytes | None


@dataclass(frozen=True, slots=True)
class Chain:
    """How far one epoch of a gate has come: all up to `upto` is here; `head` is that one's hash, None where unsure."""

    gate: str
    epoch: str
    upto: int = 0
    head: str | None = GENESIS


@dataclass(frozen=True, slots=True)
class Kept:
    """What the ledger must know of an event that it has: its place and its links."""

    id: str
    number: int
    hash: str
    previous: str


@dataclass(frozen=True, slots=True)
class Aside:
    """A line that could not be taken, as it came; `epoch` and `number` where its place is known."""

    gate: str
    event: str
    epoch: str | None
    number: int | None
    reason: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Logged:
    """An event as it is read later: what it corrects or ends, and what later became of it."""

    event: Event
    origin: Event | None
    ended: datetime | None
    undone: bool


@dataclass(frozen=True, slots=True)
class Adopted:
    """One version of the covenant, the TOML that it was written as, and by whom it was adopted."""

    covenant: Covenant
    written: str
    act: Act


class Writing:
    """What may be written inside one write transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def found(self, community: Community) -> None:
        """Makes this file the office of a community."""
        self._run(
            "INSERT INTO office (one, name, english, zone) VALUES (1,?,?,?)",
            community.name, community.english, community.zone,
        )  # fmt: skip

    def apply(self, changes: Changes, run: Import, act: Act) -> None:
        """Brings the residents to what a roster says, and notes the run."""
        for row in changes.added:
            self._run(
                "INSERT INTO residents (stairwell, room, suffix, name, category, sex, document_kind, document_number,"
                " phone, relation, note) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                *_resident_values(row.resident),
            )
        for change in (*changes.changed, *changes.moved):
            self._run(
                "UPDATE residents SET stairwell=?, room=?, suffix=?, name=?, category=?, sex=?, document_kind=?,"
                " document_number=?, phone=?, relation=?, note=? WHERE id=?",
                *_resident_values(change.after.resident),
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
            run.file, run.sha256, _utc(act.at), act.who, *counts, changes.unchanged, run.problems,
        )  # fmt: skip

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
        self._run("UPDATE passes SET status=? WHERE serial=? AND issue=?", status, issued.serial, issued.issue)
        self._note_pass(issued, status, act)

    def _note_pass(self, issued: Pass, status: Status, act: Act) -> None:
        self._run(
            "INSERT INTO pass_history (serial, issue, status, at, who, why) VALUES (?,?,?,?,?,?)",
            issued.serial, issued.issue, status, _utc(act.at), act.who, act.why,
        )  # fmt: skip
        self._revise()

    def adopt(self, adopted: Adopted) -> None:
        """Adds a version of the covenant; it names its version and from when on it is in force."""
        covenant, act = adopted.covenant, adopted.act
        self._run(
            "INSERT INTO covenants (version, content, written, in_force_from, at, who, why) VALUES (?,?,?,?,?,?,?)",
            covenant.version, msgspec.json.encode(covenant), adopted.written, _utc(_begins(covenant)),
            _utc(act.at), act.who, act.why,
        )  # fmt: skip
        self._revise()

    def number_passbook(self, number: int, digest: str, at: datetime) -> None:
        """Notes which content a passbook number stands for."""
        self._run("INSERT INTO passbooks (number, digest, at) VALUES (?,?,?)", number, digest, _utc(at))

    def add_gate(self, id_: str, name: str) -> None:
        """Adds a gate whose kiosk has not introduced itself yet."""
        self._run("INSERT INTO gates (id, name) VALUES (?,?)", id_, name)

    def revoke_gate(self, id_: str, at: datetime) -> None:
        """The office no longer listens to a gate."""
        self._run("UPDATE gates SET revoked_at=? WHERE id=?", _utc(at), id_)
        self._run("DELETE FROM tokens WHERE gate=? AND used_at IS NULL", id_)

    def replace_token(self, gate: str, digest: str, at: datetime) -> None:
        """Gives a gate a fresh token; one that nobody used is void from then on."""
        self._run("DELETE FROM tokens WHERE gate=? AND used_at IS NULL", gate)
        self._run("INSERT INTO tokens (digest, gate, at) VALUES (?,?,?)", digest, gate, _utc(at))

    def use_token(self, digest: str, key: bytes, at: datetime) -> None:
        """The kiosk with `key` is the token's gate from now on."""
        self._run("UPDATE tokens SET used_at=?, key=? WHERE digest=?", _utc(at), key, digest)
        self._run(
            "UPDATE gates SET key=?, revoked_at=NULL WHERE id=(SELECT gate FROM tokens WHERE digest=?)", key, digest
        )

    def append(self, event: Event, line: Line, received_at: datetime) -> None:
        """Adds an event to the ledger."""
        self._run(
            "INSERT INTO events (id, gate, epoch, number, day, at, kind, passage, refers, hash, previous, text, received_at)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            event.id, event.gate, event.epoch, event.number, str(event.day), _utc(event.at),
            _kind(event), getattr(event.body, "passage", None), refers_to(event.body), line.hash, event.previous,
            line.text, _utc(received_at),
        )  # fmt: skip

    def put_aside(self, aside: Aside) -> None:
        """Keeps a line that cannot be taken; the same line is kept once."""
        digest = hashlib.sha256(aside.text.encode()).hexdigest()
        self._run(
            "INSERT INTO aside (gate, digest, event, epoch, number, reason, text, at) VALUES (?,?,?,?,?,?,?,?)"
            " ON CONFLICT (gate, digest) DO UPDATE SET epoch=coalesce(epoch, excluded.epoch),"
            " number=coalesce(number, excluded.number)",
            aside.gate, digest, aside.event, aside.epoch, aside.number, aside.reason, aside.text, _utc(aside.at),
        )  # fmt: skip

    def move_chain(self, chain: Chain) -> None:
        """Notes how far a chain has come."""
        self._run("INSERT OR REPLACE INTO chains (gate, epoch, upto, head) VALUES (?,?,?,?)", *astuple(chain))

    def _revise(self) -> None:
        self._run("UPDATE office SET revision = revision + 1")

    def _run(self, sql: str, *parameters: object) -> None:
        self._connection.execute(sql, parameters)


class Store:
    """The office's file. Opening it makes it."""

    def __init__(self, folder: Path) -> None:
        (folder / FILE).touch(mode=0o600)
        self._db = Database(folder / FILE, migrations)

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """One write transaction; what the store is asked inside it stays true until its end."""
        with self._db.writing() as connection:
            yield Writing(connection)

    # --- the office ---

    def community(self) -> Community:
        """Whose office this is; raises `Refusal` for a file that never became one."""
        row = self._db.row("SELECT name, english, zone FROM office")
        if row is None:
            raise Refusal(
                Text("这个文件夹还不是办公室", "this folder is no office yet"),
                Text("请先运行 issuer init", "run issuer init first"),
            )
        return Community(*row)

    def revision(self) -> int:
        """A number that grows whenever something changes that a passbook or a card depends on."""
        return self._number("SELECT revision FROM office")

    def served_at(self) -> str | None:
        """Where gates reach this office, or reached it last."""
        return self._text("SELECT url FROM office")

    def remember_url(self, url: str) -> None:
        """Notes where gates reach this office."""
        with self._db.writing() as connection:
            connection.execute("UPDATE office SET url=?", (url,))

    # --- people and passes ---

    def residents(self) -> tuple[KnownResident, ...]:
        """Everybody, by door."""
        rows = self._db.rows("SELECT * FROM residents ORDER BY stairwell, room, suffix, id")
        return tuple(KnownResident(row["id"], _resident(row)) for row in rows)

    def holdings(self) -> tuple[Holding, ...]:
        """Every issue of every pass with its holder, by door, serial and issue; spares come last."""
        rows = self._db.rows(
            "SELECT passes.*, residents.* FROM passes LEFT JOIN residents ON residents.id = passes.holder"
            " ORDER BY holder IS NULL, stairwell, room, suffix, serial, issue"
        )
        return tuple(Holding(_pass(row), _resident(row) if row["holder"] else None) for row in rows)

    def issues_of(self, serial: str) -> tuple[Pass, ...]:
        """All issues of one pass, oldest first."""
        rows = self._db.rows("SELECT * FROM passes WHERE serial=? ORDER BY issue", serial)
        return tuple(_pass(row) for row in rows)

    def history_of(self, issued: Pass) -> tuple[tuple[Status, Act], ...]:
        """What was done to one issue of a pass, oldest first."""
        rows = self._db.rows(
            "SELECT status, at, who, why FROM pass_history WHERE serial=? AND issue=? ORDER BY id",
            issued.serial, issued.issue,
        )  # fmt: skip
        return tuple((Status(row["status"]), _act(row)) for row in rows)

    def highest_sequence(self) -> int:
        """The number of the last serial given, 0 before the first."""
        return self._number("SELECT max(CAST(substr(serial, 1, length(serial) - 1) AS INTEGER)) FROM passes")

    # --- covenant and passbook ---

    def covenants(self) -> tuple[Adopted, ...]:
        """All versions, oldest first."""
        rows = self._db.rows("SELECT * FROM covenants ORDER BY version")
        return tuple(
            Adopted(msgspec.json.decode(row["content"], type=Covenant), row["written"], _act(row)) for row in rows
        )

    def covenant_in_force(self, at: datetime) -> Covenant:
        """The covenant at a moment; before the first one came into force, the first one."""
        versions = [adopted.covenant for adopted in self.covenants()]
        begun = [covenant for covenant in versions if _begins(covenant) <= at]
        return max(begun, key=lambda covenant: (_begins(covenant), covenant.version)) if begun else versions[0]

    def last_passbook(self) -> tuple[int, str]:
        """The number and the digest of the newest passbook; 0 and an empty text before the first."""
        row = self._db.row("SELECT number, digest FROM passbooks ORDER BY number DESC LIMIT 1")
        return (row["number"], row["digest"]) if row else (0, "")

    # --- gates ---

    def gates(self) -> tuple[Gate, ...]:
        """All gates, in the order they were added."""
        return tuple(_gate(row) for row in self._db.rows("SELECT * FROM gates ORDER BY rowid"))

    def gate(self, id_: str) -> Gate | None:
        """The gate with an id."""
        row = self._db.row("SELECT * FROM gates WHERE id=?", id_)
        return _gate(row) if row else None

    def gate_named(self, name: str) -> Gate | None:
        """The gate with a name."""
        row = self._db.row("SELECT * FROM gates WHERE name=?", name)
        return _gate(row) if row else None

    def token(self, digest: str) -> Token | None:
        """The enrolment token with this SHA-256."""
        row = self._db.row("SELECT gate, key FROM tokens WHERE digest=?", digest)
        return Token(row["gate"], row["key"]) if row else None

    def note_contact(self, gate: str, at: datetime, unless_since: datetime) -> None:
        """Notes when a gate was last heard, unless that was noted a short while ago."""
        with self._db.writing() as connection:
            connection.execute(
                "UPDATE gates SET last_contact=? WHERE id=? AND (last_contact IS NULL OR last_contact < ?)",
                (_utc(at), gate, _utc(unless_since)),
            )

    # --- the ledger ---

    def chain(self, gate: str, epoch: str) -> Chain:
        """How far an epoch of a gate has come."""
        row = self._db.row("SELECT * FROM chains WHERE gate=? AND epoch=?", gate, epoch)
        return Chain(*row) if row else Chain(gate, epoch)

    def chains(self) -> tuple[Chain, ...]:
        """All chains, also those of which only events are left."""
        rows = self._db.rows(
            "SELECT gate, epoch, upto, head FROM chains UNION ALL"
            " SELECT DISTINCT gate, epoch, 0, NULL FROM events WHERE NOT EXISTS (SELECT 1 FROM chains"
            " WHERE chains.gate = events.gate AND chains.epoch = events.epoch) ORDER BY 1, 2"
        )
        return tuple(Chain(*row) for row in rows)

    def hash_of(self, event: str) -> str | None:
        """The hash of the event with an id."""
        return self._text("SELECT hash FROM events WHERE id=?", event)

    def event_at(self, chain: Chain, number: int) -> Kept | None:
        """The event with a number in a chain."""
        row = self._db.row(
            "SELECT id, number, hash, previous FROM events WHERE gate=? AND epoch=? AND number=?",
            chain.gate, chain.epoch, number,
        )  # fmt: skip
        return Kept(*row) if row else None

    def lines_of(self, chain: Chain) -> Iterator[tuple[Kept, Line]]:
        """All events of a chain with their lines, in order."""
        number = -1
        while rows := self._db.rows(
            "SELECT id, number, hash, previous, text FROM events WHERE gate=? AND epoch=? AND number>?"
            " ORDER BY number LIMIT ?",
            chain.gate, chain.epoch, number, PAGE_OF_EVENTS,
        ):  # fmt: skip
            for row in rows:
                yield Kept(row["id"], row["number"], row["hash"], row["previous"]), Line(row["hash"], row["text"])
            number = rows[-1]["number"]

    def places_put_aside(self, chain: Chain) -> frozenset[int]:
        """The numbers of a chain at which a line was put aside."""
        rows = self._db.rows(
            "SELECT number FROM aside WHERE gate=? AND epoch=? AND number IS NOT NULL", chain.gate, chain.epoch
        )
        return frozenset(row["number"] for row in rows)

    def put_aside(self, limit: int) -> tuple[Aside, ...]:
        """The lines last put aside, newest first."""
        rows = self._db.rows("SELECT * FROM aside ORDER BY id DESC LIMIT ?", limit)
        return tuple(
            Aside(row["gate"], row["event"], row["epoch"], row["number"], row["reason"], row["text"], _at(row["at"]))
            for row in rows
        )

    def count_aside(self) -> int:
        """How many lines were put aside."""
        return self._number("SELECT count(*) FROM aside")

    def count_events(self, first: date = date.min, last: date = date.max) -> int:
        """How many events the ledger has of these local days, both included."""
        return self._number("SELECT count(*) FROM events WHERE day BETWEEN ? AND ?", str(first), str(last))

    def events_a_gate(self) -> dict[str, int]:
        """How many events each gate has sent, by its id."""
        return {row["gate"]: row["sent"] for row in self._db.rows(
            "SELECT gate, count(*) AS sent FROM events GROUP BY gate"
        )}  # fmt: skip

    def passages_on(self, day: date) -> dict[Passage, int]:
        """How many of each passage a local day has, without those that were undone or overridden."""
        rows = self._db.rows(
            "SELECT passage, count(*) AS times FROM events WHERE day=? AND passage IS NOT NULL AND NOT EXISTS"
            " (SELECT 1 FROM events AS later WHERE later.refers = events.id AND later.kind IN ('undo', 'override')) GROUP BY passage",
            str(day),
        )
        return {Passage(row["passage"]): row["times"] for row in rows}

    def logged(self, first: date, last: date) -> Iterator[Logged]:
        """The events of these local days, both included, in the order they happened; read page by page."""
        after = ("", "", "")
        while rows := self._db.rows(
            f"{_LOGGED} WHERE events.day BETWEEN ? AND ? AND (events.day, events.at, events.id) > (?,?,?)"
            " ORDER BY events.day, events.at, events.id LIMIT ?",
            str(first), str(last), *after, PAGE_OF_EVENTS,
        ):  # fmt: skip
            yield from map(_logged, rows)
            after = (rows[-1]["day"], rows[-1]["at"], rows[-1]["id"])

    def latest(self, limit: int) -> tuple[Logged, ...]:
        """The last events, newest first."""
        rows = self._db.rows(f"{_LOGGED} ORDER BY events.at DESC, events.id DESC LIMIT ?", limit)
        return tuple(map(_logged, rows))

    def _text(self, sql: str, *parameters: object) -> str | None:
        row = self._db.row(sql, *parameters)
        return row[0] if row else None

    def _number(self, sql: str, *parameters: object) -> int:
        row = self._db.row(sql, *parameters)
        return (row[0] if row else None) or 0


_LOGGED = (
    "SELECT events.id, events.day, events.at, events.text, origin.text AS origin,"
    " (SELECT min(later.at) FROM events AS later WHERE later.refers = events.id AND later.kind = 'visit_out') AS ended,"
    " EXISTS (SELECT 1 FROM events AS later WHERE later.refers = events.id AND later.kind = 'undo') AS undone"
    " FROM events LEFT JOIN events AS origin ON origin.id = events.refers"
)


def _begins(covenant: Covenant) -> datetime:
    assert covenant.in_force_from  # noqa: S101 - `issuer.office` sets it
    return covenant.in_force_from


def _kind(event: Event) -> str:
    return str(event.body.__struct_config__.tag)


def _utc(at: datetime) -> str:
    """A moment as a text that sorts by time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _act(row: Row) -> Act:
    return Act(_at(row["at"]), row["who"], row["why"])


def _resident_values(resident: Resident) -> tuple[object, ...]:
    door, document = resident.door, resident.document
    return (
        door.stairwell, door.room, door.suffix, resident.name, resident.category, resident.sex,
        document and document.kind, document and document.number, resident.phone, resident.relation, resident.note,
    )  # fmt: skip


def _resident(row: Row) -> Resident:
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


def _pass(row: Row) -> Pass:
    until = date.fromisoformat(row["until"]) if row["until"] else None
    validity = Validity(date.fromisoformat(row["since"]), until)
    return Pass(row["serial"], row["issue"], Status(row["status"]), validity, row["holder"])


def _gate(row: Row) -> Gate:
    contact = _at(row["last_contact"]) if row["last_contact"] else None
    return Gate(row["id"], row["name"], row["key"], contact, row["revoked_at"] is not None)


def _logged(row: Row) -> Logged:
    origin = msgspec.json.decode(row["origin"], type=Event) if row["origin"] else None
    ended = _at(row["ended"]) if row["ended"] else None
    return Logged(msgspec.json.decode(row["text"], type=Event), origin, ended, bool(row["undone"]))
