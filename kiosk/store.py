"""The gate's one SQLite file: who this gate is, its passbook, its ledger and the visits still open. All SQL of the gate is here.

Nothing in it names a resident, and no code of a pass ever reaches it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from sqlite3 import Connection, Row
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET
from sqlite_utils import Database as SqliteUtilsDatabase
from sqlite_utils import Migrations

from appkit.database import Database
from appkit.files import make_private
from gatepass.case import Direction, Move, Reading, VisitKind
from gatepass.covenant import Covenant
from gatepass.events import GENESIS, Claimed, Event, Line, Scan, Taken, event_of, reading_of, refers_to
from gatepass.kinds import Mark, Standing
from gatepass.looks import Look
from gatepass.passbook import Entry, Head, Passbook
from gatepass.passes import Status
from gatepass.wording import Refusal, Text

FILE = "kiosk.db"
DEVICES_OF_READINGS = 500

migrations = Migrations("kiosk")


@migrations()
def first_tables(db: SqliteUtilsDatabase) -> None:
    """Gate, passbook, entries, events, open visits."""
    for statement in (
        """CREATE TABLE gate (
            one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, name TEXT NOT NULL, community TEXT NOT NULL,
            office TEXT NOT NULL, signing_key BLOB NOT NULL, desk_key BLOB NOT NULL, manager_key BLOB NOT NULL,
            private_key BLOB NOT NULL, epoch TEXT NOT NULL, enrolled INTEGER NOT NULL DEFAULT 0,
            received INTEGER NOT NULL DEFAULT 0, skew REAL, checked_at TEXT) STRICT""",
        """CREATE TABLE passbook (
            one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL, digest TEXT NOT NULL, dated TEXT NOT NULL,
            content BLOB NOT NULL) STRICT""",
        """CREATE TABLE entries (
            lookup TEXT PRIMARY KEY, status TEXT NOT NULL, since TEXT NOT NULL, until TEXT, household TEXT NOT NULL,
            row BLOB NOT NULL) STRICT""",
        """CREATE TABLE events (
            epoch TEXT NOT NULL, number INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, request TEXT UNIQUE, lookup TEXT,
            refers TEXT, celsius REAL, at REAL NOT NULL, hash TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (epoch, number)) STRICT""",
        "CREATE INDEX events_of_a_pass ON events (lookup, at) WHERE lookup IS NOT NULL",
        "CREATE INDEX corrections ON events (refers) WHERE refers IS NOT NULL",
        "CREATE INDEX events_by_time ON events (at)",
        """CREATE TABLE visits (
            id TEXT PRIMARY KEY, ticket INTEGER NOT NULL UNIQUE, kind TEXT NOT NULL, label TEXT NOT NULL, door TEXT,
            since TEXT NOT NULL) STRICT""",
    ):
        db.execute(statement)


@migrations()
def history_for_rules(db: SqliteUtilsDatabase) -> None:
    """What a covenant's rules look back on: who of which household went which way; class and marks of a pass."""
    for statement in (
        "ALTER TABLE events ADD COLUMN household TEXT",
        "ALTER TABLE events ADD COLUMN passage TEXT",
        """UPDATE events SET household = json_extract(text, '$.body.household'),
            passage = json_extract(text, '$.body.passage')""",
        "CREATE INDEX events_of_a_household ON events (household, at) WHERE household IS NOT NULL",
        "ALTER TABLE entries ADD COLUMN terms TEXT NOT NULL DEFAULT '[\"\",[]]'",
    ):
        db.execute(statement)


@migrations()
def spares_bound_here(db: SqliteUtilsDatabase) -> None:
    """The spares that were given to somebody at this gate and that the office has not taken over yet."""
    db.execute("CREATE TABLE bound (lookup TEXT PRIMARY KEY, door TEXT NOT NULL, label TEXT NOT NULL) STRICT")


@migrations()
def shifts(db: SqliteUtilsDatabase) -> None:
    """Who may take over this gate with a PIN, who is on duty, and what the one before left behind."""
    for statement in (
        "CREATE TABLE volunteers (name TEXT PRIMARY KEY, salt BLOB NOT NULL, pin BLOB NOT NULL) STRICT",
        """CREATE TABLE duty (
            one INTEGER PRIMARY KEY CHECK (one = 1), shift TEXT NOT NULL, name TEXT NOT NULL, since TEXT NOT NULL) STRICT""",
        """CREATE TABLE hand_over (
            one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL, at TEXT NOT NULL, note TEXT NOT NULL) STRICT""",
    ):
        db.execute(statement)


@migrations()
def phones_that_scan(db: SqliteUtilsDatabase) -> None:
    """The phones that scan for this gate, each known by the digest of its token. A number is never given twice."""
    db.execute(
        """CREATE TABLE phones (
            number INTEGER PRIMARY KEY AUTOINCREMENT, digest TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
            seen TEXT NOT NULL) STRICT"""
    )


@migrations()
def how_readings_were_taken(db: SqliteUtilsDatabase) -> None:
    """Where on the body, by which device, in which air: rules may ask."""
    db.execute("ALTER TABLE events ADD COLUMN taken TEXT")


@migrations()
def doors_that_were_said(db: SqliteUtilsDatabase) -> None:
    """The door of a resident without their card, which their event names anyway: earlier claims of a door count against a quota."""
    for statement in (
        "ALTER TABLE events ADD COLUMN door TEXT",
        """UPDATE events SET door = json_extract(text, '$.body.door') WHERE json_extract(text, '$.body.kind') = 'claimed'""",
        "CREATE INDEX claims_of_a_door ON events (door, at) WHERE door IS NOT NULL",
        "CREATE INDEX entries_of_a_household ON entries (household)",
    ):
        db.execute(statement)


@migrations()
def fevers_and_thermometers(db: SqliteUtilsDatabase) -> None:
    """Who waits to be measured again, by pass and never by name; what reference readings said of each thermometer."""
    for statement in (
        "ALTER TABLE events ADD COLUMN fever TEXT",
        "CREATE INDEX events_of_a_fever ON events (fever) WHERE fever IS NOT NULL",
        "CREATE INDEX how_readings_were ON events (at) WHERE taken IS NOT NULL",
        """CREATE TABLE fevers (
            id TEXT PRIMARY KEY, lookup TEXT, since TEXT NOT NULL, direction TEXT NOT NULL, celsius REAL NOT NULL,
            again_at TEXT, tries INTEGER NOT NULL, referred INTEGER NOT NULL) STRICT""",
        "CREATE TABLE thermometers (name TEXT PRIMARY KEY, standing TEXT NOT NULL, at TEXT NOT NULL) STRICT",
    ):
        db.execute(statement)


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
    """What the last answer of the office told of this PC's clock: how many seconds it is ahead, and when that was seen."""

    ahead: float
    at: datetime


class Terms(msgspec.Struct, frozen=True):
    """A passbook without its entries: what the gate keeps at hand."""

    community: str
    english: str
    tag: str
    zone: str
    covenant: Covenant
    doors: tuple[str, ...]
    stamp: Look | None = None
    number: int = 0
    dated: datetime | None = None

    @property
    def local(self) -> ZoneInfo:
        """The community's time zone."""
        return ZoneInfo(self.zone)


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """A visit that has not ended: the ticket number and the short label are all that is needed to sign it out."""

    id: str
    ticket: int
    kind: VisitKind
    label: str
    door: str | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Bound:
    """A spare that was given to somebody at this gate: enough to know them again until the office has taken it over."""

    door: str
    label: str


@dataclass(frozen=True, slots=True)
class Pin:
    """A PIN as it is kept: its scrypt digest, and the salt."""

    salt: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class Duty:
    """Who is on duty: the event they signed on with, their name, since when."""

    shift: str
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class HandOver:
    """What the volunteer before left behind."""

    name: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Fever:
    """Somebody with a high temperature who was not measured fine since, and of whom nobody said what became.

    `id` is the first event, `celsius` the last high reading; `lookup` is None without a pass.
    """

    id: str
    lookup: str | None
    since: datetime
    direction: Direction
    celsius: float
    again_at: datetime | None = None
    tries: int = 0
    referred: bool = False


@dataclass(frozen=True, slots=True)
class Thermometer:
    """What reference readings said last of a device; its name is empty where nobody gave it one."""

    name: str
    standing: Standing
    at: datetime


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone that scans for this gate: its number, what its browser calls it (may be empty), and when it was last heard."""

    number: int
    name: str
    seen: datetime


@dataclass(frozen=True, slots=True)
class Kin:
    """By what the earlier passages of somebody's household are found, as far as a gate can know: its pseudonym, its door.

    The door is known only while a card is held up, or where it was said; `lookup` is that of a pass without a household.
    """

    household: str | None = None
    door: str | None = None
    lookup: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """An event on its way into the ledger: the line, and what the gate finds it by again."""

    line: Line
    event: Event
    request: str | None


_MOVES = (
    "SELECT coalesce(scan.lookup, scan.door) AS person, coalesce(later.passage, scan.passage) AS passage,"
    " coalesce(later.at, scan.at) AS at, entries.terms"
    " FROM events AS scan LEFT JOIN events AS later ON later.refers = scan.id AND later.passage IS NOT NULL"
    " LEFT JOIN entries ON entries.lookup = scan.lookup"
)
_OF_KIN = (
    " WHERE (scan.household = :household OR scan.lookup = :lookup OR scan.door = :door"
    " OR scan.lookup IN (SELECT lookup FROM bound WHERE bound.door = :door)"
    " OR (scan.household = '' AND scan.lookup IN (SELECT lookup FROM entries WHERE entries.household = :household)))"
)
_MOVED = (
    " AND scan.at >= :since AND coalesce(later.passage, scan.passage) IN ('in', 'out')"
    " AND NOT EXISTS (SELECT 1 FROM events AS undo WHERE undo.refers IN (scan.id, later.id) AND undo.passage IS NULL)"
    " ORDER BY 3, scan.number"
)


class Ledger:
    """What may be read and written inside one write transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def head(self, epoch: str) -> tuple[int, str]:
        """The number and the hash of the newest event of an epoch."""
        row = self._connection.execute(
            "SELECT number, hash FROM events WHERE epoch = ? ORDER BY number DESC LIMIT 1", (epoch,)
        ).fetchone()
        return (row["number"], row["hash"]) if row else (0, GENESIS)

    def event_of_request(self, request: str | None) -> Event | None:
        """The event that this request already became."""
        row = self._connection.execute("SELECT hash, text FROM events WHERE request = ?", (request,)).fetchone()
        return event_of(Line(row["hash"], row["text"])) if row else None

    def event(self, id_: str) -> Event | None:
        """One event of this gate."""
        row = self._connection.execute("SELECT hash, text FROM events WHERE id = ?", (id_,)).fetchone()
        return event_of(Line(row["hash"], row["text"])) if row else None

    def referring_to(self, id_: str) -> tuple[Event, ...]:
        """The later events that correct this one."""
        rows = self._connection.execute("SELECT hash, text FROM events WHERE refers = ? ORDER BY rowid", (id_,))
        return tuple(event_of(Line(row["hash"], row["text"])) for row in rows)

    def readings_of(self, lookup: str, since: datetime, zone: ZoneInfo) -> tuple[Reading, ...]:
        """The temperatures of a pass's holder from `since` on, oldest first."""
        rows = self._connection.execute(
            "SELECT celsius, taken, at FROM events WHERE lookup = ? AND at >= ? AND celsius IS NOT NULL ORDER BY at",
            (lookup, since.timestamp()),
        )
        return tuple(_reading(row, zone) for row in rows)

    def readings_in(self, fever: str, since: datetime, zone: ZoneInfo) -> tuple[Reading, ...]:
        """The temperatures of one story from `since` on, oldest first; for those without a pass."""
        rows = self._connection.execute(
            "SELECT celsius, taken, at FROM events WHERE (id = ?1 OR fever = ?1) AND at >= ?2 AND celsius IS NOT NULL"
            " ORDER BY at",
            (fever, since.timestamp()),
        )
        return tuple(_reading(row, zone) for row in rows)

    def fever_of(self, lookup: str) -> Fever | None:
        """The story under way of a pass's holder."""
        row = self._connection.execute("SELECT * FROM fevers WHERE lookup = ?", (lookup,)).fetchone()
        return _fever(row) if row else None

    def fever(self, id_: str) -> Fever | None:
        """A story under way."""
        row = self._connection.execute("SELECT * FROM fevers WHERE id = ?", (id_,)).fetchone()
        return _fever(row) if row else None

    def keep_fever(self, fever: Fever) -> None:
        """Notes how a story stands."""
        self._connection.execute(
            "INSERT OR REPLACE INTO fevers (id, lookup, since, direction, celsius, again_at, tries, referred)"
            " VALUES (?,?,?,?,?,?,?,?)",
            (
                fever.id, fever.lookup, fever.since.isoformat(), fever.direction, fever.celsius,
                fever.again_at.isoformat() if fever.again_at else None, fever.tries, fever.referred,
            ),
        )  # fmt: skip

    def end_fever(self, id_: str) -> bool:
        """Notes that a story has ended; False where none was under way."""
        return self._connection.execute("DELETE FROM fevers WHERE id = ?", (id_,)).rowcount > 0

    def thermometer(self, name: str) -> Thermometer | None:
        """What reference readings said last of a device."""
        row = self._connection.execute("SELECT * FROM thermometers WHERE name = ?", (name,)).fetchone()
        return _thermometer(row) if row else None

    def keep_thermometer(self, thermometer: Thermometer) -> None:
        """Notes what a reference reading said of a device."""
        self._connection.execute(
            "INSERT OR REPLACE INTO thermometers (name, standing, at) VALUES (?,?,?)",
            (thermometer.name, thermometer.standing, thermometer.at.isoformat()),
        )

    def moves_of(self, kin: Kin, since: datetime, zone: ZoneInfo) -> tuple[Move, ...]:
        """Who of a household went which way from `since` on, oldest first; undone passages are none.

        Spares given out here count by their door, and by their household once the office has taken them over. The person of a
        claim is its door: nobody in particular.
        """
        rows = self._connection.execute(
            f"{_MOVES}{_OF_KIN}{_MOVED}",
            {"household": kin.household, "door": kin.door, "lookup": kin.lookup, "since": since.timestamp()},
        )
        return tuple(_move(row, zone) for row in rows)

    def append(self, record: Record) -> None:
        """Adds an event at the end of the chain."""
        event, body = record.event, record.event.body
        scan = body if isinstance(body, Scan) else None
        claimed = body if isinstance(body, Claimed) else None
        taken, fever = (getattr(body, each, UNSET) for each in ("taken", "fever"))
        self._connection.execute(
            "INSERT INTO events"
            " (epoch, number, id, request, lookup, refers, celsius, at, hash, text, household, passage, taken, door, fever)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                event.epoch,
                event.number,
                event.id,
                record.request,
                scan and scan.lookup,
                refers_to(body),
                getattr(body, "celsius", None),
                event.at.timestamp(),
                record.line.hash,
                record.line.text,
                scan and scan.household,
                getattr(body, "passage", None),
                None if taken is UNSET else msgspec.json.encode(taken).decode(),
                claimed and claimed.door,
                None if fever is UNSET else fever,
            ),
        )

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

    def bind_spare(self, lookup: str, bound: Bound) -> None:
        """Notes to whom a spare was given."""
        self._connection.execute(
            "INSERT INTO bound (lookup, door, label) VALUES (?,?,?)", (lookup, bound.door, bound.label)
        )

    def begin_duty(self, duty: Duty) -> None:
        """Notes who is on duty from now on."""
        self._connection.execute(
            "INSERT OR REPLACE INTO duty (one, shift, name, since) VALUES (1,?,?,?)",
            (duty.shift, duty.name, duty.since.isoformat()),
        )

    def end_duty(self, left: HandOver) -> None:
        """Notes that nobody is on duty, and what was left behind."""
        self._connection.execute("DELETE FROM duty")
        self._connection.execute(
            "INSERT OR REPLACE INTO hand_over (one, name, at, note) VALUES (1,?,?,?)",
            (left.name, left.at.isoformat(), left.note),
        )

    def close_visit(self, id_: str) -> bool:
        """Forgets an open visit, label and all; False when there is none."""
        return self._connection.execute("DELETE FROM visits WHERE id = ?", (id_,)).rowcount == 1


class Store:
    """The gate's file."""

    @classmethod
    def of_gate(cls, folder: Path) -> "Store":
        """The file of an enrolled gate; raises `Refusal`, and makes nothing, where there is none."""
        if not (folder / FILE).exists():
            raise _not_enrolled(folder)
        store = cls(folder)
        store.gate()
        return store

    def __init__(self, folder: Path) -> None:
        """Opens the file of a folder, or makes both."""
        make_private(folder)
        self._db = Database(folder / FILE, migrations)

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[Ledger]:
        """One write transaction: reading history, judging and appending stand in it together."""
        with self._db.writing() as connection:
            yield Ledger(connection)

    def enrolling(self) -> Gate | None:
        """The gate that this folder is, or has begun to become."""
        row = self._db.row("SELECT * FROM gate")
        return _gate(row) if row else None

    def gate(self) -> Gate:
        """The gate that this folder is; raises `Refusal` before enrolment."""
        row = self._db.row("SELECT * FROM gate WHERE enrolled")
        if row is None:
            raise _not_enrolled(self._db.path.parent)
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

    def terms(self) -> Terms | None:
        """The passbook in force without its entries, None before the first one."""
        row = self._db.row("SELECT number, dated, content FROM passbook")
        if row is None:
            return None
        terms = msgspec.json.decode(row["content"], type=Terms)
        return msgspec.structs.replace(terms, number=row["number"], dated=datetime.fromisoformat(row["dated"]))

    def passbook_digest(self) -> str | None:
        """The digest of the passbook in force."""
        row = self._db.row("SELECT digest FROM passbook")
        return row["digest"] if row else None

    def take_passbook(self, head: Head, passbook: Passbook) -> None:
        """Replaces the passbook, all or nothing."""
        content = msgspec.json.encode(msgspec.structs.replace(passbook, entries=()))
        with self._db.writing() as connection:
            connection.execute("DELETE FROM entries")
            connection.executemany(
                "INSERT INTO entries (lookup, status, since, until, household, row, terms) VALUES (?,?,?,?,?,?,?)",
                (
                    (
                        entry.lookup,
                        entry.status,
                        f"{entry.since}",
                        entry.until and f"{entry.until}",
                        entry.household,
                        entry.row,
                        msgspec.json.encode((entry.class_key, entry.listed)).decode(),
                    )
                    for entry in passbook.entries
                ),
            )
            connection.execute(
                "DELETE FROM bound WHERE NOT EXISTS"
                " (SELECT 1 FROM entries WHERE entries.lookup = bound.lookup AND entries.status = 'spare')"
            )
            connection.execute(
                "INSERT OR REPLACE INTO passbook (one, number, digest, dated, content) VALUES (1,?,?,?,?)",
                (head.number, head.digest, head.dated.isoformat(), content),
            )

    def confirm_passbook(self, head: Head) -> None:
        """The office said again that the passbook held is the current one."""
        with self._db.writing() as connection:
            connection.execute("UPDATE passbook SET number = ?, dated = ?", (head.number, head.dated.isoformat()))

    def entry(self, lookup: str) -> Entry | None:
        """What the passbook says of a pass."""
        row = self._db.row("SELECT * FROM entries WHERE lookup = ?", lookup)
        return _entry(row) if row else None

    def bound(self, lookup: str) -> Bound | None:
        """To whom a spare was given at this gate."""
        row = self._db.row("SELECT door, label FROM bound WHERE lookup = ?", lookup)
        return Bound(*row) if row else None

    def clock_check(self) -> ClockCheck | None:
        """What the office last told of this clock."""
        row = self._db.row("SELECT skew, checked_at FROM gate WHERE checked_at IS NOT NULL")
        return ClockCheck(row["skew"], datetime.fromisoformat(row["checked_at"])) if row else None

    def note_clock(self, check: ClockCheck) -> None:
        """Keeps what the office told of this clock."""
        with self._db.writing() as connection:
            connection.execute("UPDATE gate SET skew = ?, checked_at = ?", (check.ahead, check.at.isoformat()))

    def newest_time(self) -> datetime | None:
        """The latest time that any event was stamped with."""
        row = self._db.row("SELECT text, hash FROM events ORDER BY at DESC LIMIT 1")
        return event_of(Line(row["hash"], row["text"])).at if row else None

    def highest_number(self) -> int:
        """The number of the newest event of this epoch, 0 before the first."""
        row = self._db.row("SELECT max(number) AS number FROM events WHERE epoch = (SELECT epoch FROM gate)")
        return row["number"] or 0 if row else 0

    def unsent(self, epoch: str, upto: int, limit: int) -> tuple[Line, ...]:
        """The lines of an epoch after number `upto`, in order."""
        rows = self._db.rows(
            "SELECT hash, text FROM events WHERE epoch = ? AND number > ? ORDER BY number LIMIT ?", epoch, upto, limit
        )
        return tuple(Line(row["hash"], row["text"]) for row in rows)

    def epochs(self) -> tuple[str, ...]:
        """All epochs of this file, in the order in which they began."""
        rows = self._db.rows("SELECT epoch FROM events GROUP BY epoch ORDER BY min(rowid)")
        return tuple(row["epoch"] for row in rows)

    def received(self) -> int:
        """Up to which number of this epoch the office has all."""
        row = self._db.row("SELECT received FROM gate")
        return row["received"] if row else 0

    def note_received(self, upto: int) -> None:
        """Keeps how far the office has all."""
        with self._db.writing() as connection:
            connection.execute("UPDATE gate SET received = ?", (upto,))

    def forget_events_before(self, moment: datetime, received: Sequence[tuple[str, int]]) -> None:
        """Deletes old events that the office has, but never the newest of an epoch: the chain goes on from it."""
        with self._db.writing() as connection:
            for epoch, upto in received:
                connection.execute(
                    "DELETE FROM events WHERE epoch = ?1 AND at < ?2 AND number <= ?3"
                    " AND number < (SELECT max(number) FROM events WHERE epoch = ?1)",
                    (epoch, moment.timestamp(), upto),
                )

    def recent(self, count: int) -> tuple[Event, ...]:
        """The newest events, newest first."""
        rows = self._db.rows("SELECT hash, text FROM events ORDER BY rowid DESC LIMIT ?", count)
        return tuple(event_of(Line(row["hash"], row["text"])) for row in rows)

    def pin_of(self, name: str) -> Pin | None:
        """The PIN of somebody who may take over this gate."""
        row = self._db.row("SELECT salt, pin FROM volunteers WHERE name = ?", name)
        return Pin(row["salt"], row["pin"]) if row else None

    def volunteers(self) -> tuple[str, ...]:
        """Who may take over this gate with a PIN."""
        return tuple(row["name"] for row in self._db.rows("SELECT name FROM volunteers ORDER BY rowid"))

    def add_volunteer(self, name: str, pin: Pin) -> None:
        """Somebody may take over this gate with a PIN."""
        with self._db.writing() as connection:
            connection.execute("INSERT INTO volunteers (name, salt, pin) VALUES (?,?,?)", (name, pin.salt, pin.digest))

    def duty(self) -> Duty | None:
        """Who is on duty."""
        row = self._db.row("SELECT shift, name, since FROM duty")
        return Duty(row["shift"], row["name"], datetime.fromisoformat(row["since"])) if row else None

    def handed_over(self) -> HandOver | None:
        """What the volunteer before left behind."""
        row = self._db.row("SELECT name, at, note FROM hand_over")
        return HandOver(row["name"], datetime.fromisoformat(row["at"]), row["note"]) if row else None

    def warming(self, since: datetime) -> int:
        """How many residents were too cold to tell from `since` on, and were not seen again."""
        row = self._db.row(
            "SELECT count(DISTINCT lookup) AS warming FROM events WHERE at >= ? AND lookup IS NOT NULL"
            " AND json_extract(text, '$.body.verdict.reason') = 'temperature_untrusted'"
            " AND NOT EXISTS (SELECT 1 FROM events AS later WHERE later.lookup = events.lookup AND later.at > events.at)"
            " AND NOT EXISTS (SELECT 1 FROM events AS later WHERE later.refers = events.id)",
            since.timestamp(),
        )
        return int(row["warming"]) if row else 0

    def fevers(self) -> tuple[Fever, ...]:
        """The stories under way, the oldest first."""
        return tuple(_fever(row) for row in self._db.rows("SELECT * FROM fevers ORDER BY since, id"))

    def thermometers(self) -> tuple[Thermometer, ...]:
        """What reference readings said last of each device, the newest first."""
        return tuple(_thermometer(row) for row in self._db.rows("SELECT * FROM thermometers ORDER BY at DESC"))

    def air(self, since: datetime) -> float | None:
        """The air's temperature that was told last, °C; None where none was from `since` on."""
        row = self._db.row(
            "SELECT json_extract(taken, '$.air') AS air FROM events WHERE taken IS NOT NULL AND at >= ?"
            " AND json_extract(taken, '$.air') IS NOT NULL ORDER BY at DESC LIMIT 1",
            since.timestamp(),
        )
        return float(row["air"]) if row else None

    def devices(self) -> tuple[str, ...]:
        """The thermometers that are in use here by their names, of the last readings."""
        rows = self._db.rows(
            "SELECT DISTINCT json_extract(taken, '$.device') AS device FROM"
            " (SELECT taken FROM events WHERE taken IS NOT NULL ORDER BY at DESC LIMIT ?)"
            " WHERE device IS NOT NULL ORDER BY device",
            DEVICES_OF_READINGS,
        )
        return tuple(row["device"] for row in rows)

    def open_visits(self) -> tuple[OpenVisit, ...]:
        """Who without a pass is inside, by ticket."""
        return tuple(_visit(row) for row in self._db.rows("SELECT * FROM visits ORDER BY ticket"))

    def phones(self) -> tuple[Phone, ...]:
        """The phones that scan for this gate, in the order in which they were paired."""
        return tuple(_phone(row) for row in self._db.rows("SELECT * FROM phones ORDER BY number"))

    def phone(self, digest: str) -> Phone | None:
        """The phone whose token has this digest."""
        row = self._db.row("SELECT * FROM phones WHERE digest = ?", digest)
        return _phone(row) if row else None

    def add_phone(self, digest: str, name: str, at: datetime) -> None:
        """From now on the phone whose token has this digest scans for this gate; told twice, it is still one phone."""
        with self._db.writing() as connection:
            connection.execute(
                "INSERT INTO phones (digest, name, seen) VALUES (?,?,?) ON CONFLICT (digest) DO NOTHING",
                (digest, name, at.isoformat()),
            )

    def note_phone(self, number: int, at: datetime) -> None:
        """Keeps when a phone was last heard."""
        with self._db.writing() as connection:
            connection.execute("UPDATE phones SET seen = ? WHERE number = ?", (at.isoformat(), number))

    def remove_phone(self, number: int) -> None:
        """The phone no longer scans for this gate."""
        with self._db.writing() as connection:
            connection.execute("DELETE FROM phones WHERE number = ?", (number,))


def _not_enrolled(folder: Path) -> Refusal:
    return Refusal(
        Text(f"{folder} 还没有登记为门岗", f"{folder} is not enrolled as a gate yet"),
        Text("请运行 kiosk enrol 登记文件", "run kiosk enrol with the office's file"),
    )


def _gate(row: Row) -> Gate:
    return Gate(
        row["id"], row["name"], row["community"], row["office"], row["signing_key"], row["desk_key"],
        row["manager_key"], row["private_key"], row["epoch"],
    )  # fmt: skip


_Terms = tuple[str, tuple[Mark, ...]]


def _entry(row: Row) -> Entry:
    pass_class, marks = msgspec.json.decode(row["terms"], type=_Terms)
    return Entry(
        lookup=row["lookup"],
        status=Status(row["status"]),
        since=date.fromisoformat(row["since"]),
        until=date.fromisoformat(row["until"]) if row["until"] else None,
        household=row["household"],
        row=row["row"],
        pass_class=pass_class or UNSET,
        marks=marks or UNSET,
    )


def _reading(row: Row, zone: ZoneInfo) -> Reading:
    taken = msgspec.json.decode(row["taken"], type=Taken) if row["taken"] else UNSET
    reading = reading_of(row["celsius"], taken, datetime.fromtimestamp(row["at"], zone))
    assert reading  # noqa: S101 - rows without a temperature are not asked for
    return reading


def _move(row: Row, zone: ZoneInfo) -> Move:
    pass_class, marks = msgspec.json.decode(row["terms"], type=_Terms) if row["terms"] else ("", ())
    return Move(
        datetime.fromtimestamp(row["at"], zone), Direction(row["passage"]), row["person"], pass_class, tuple(marks)
    )


def _visit(row: Row) -> OpenVisit:
    return OpenVisit(
        row["id"],
        row["ticket"],
        VisitKind(row["kind"]),
        row["label"],
        row["door"],
        datetime.fromisoformat(row["since"]),
    )


def _fever(row: Row) -> Fever:
    again_at = datetime.fromisoformat(row["again_at"]) if row["again_at"] else None
    return Fever(
        row["id"], row["lookup"], datetime.fromisoformat(row["since"]), Direction(row["direction"]), row["celsius"],
        again_at, row["tries"], bool(row["referred"]),
    )  # fmt: skip


def _thermometer(row: Row) -> Thermometer:
    return Thermometer(row["name"], Standing(row["standing"]), datetime.fromisoformat(row["at"]))


def _phone(row: Row) -> Phone:
    return Phone(row["number"], row["name"], datetime.fromisoformat(row["seen"]))
