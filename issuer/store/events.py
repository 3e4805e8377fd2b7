"""The ledger: events as gates sent them, their chains, and lines put aside. Nothing of an event is ever changed or deleted."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import date, datetime
from sqlite3 import Row

from msgspec import json
from sqlite_utils import Database as SqliteUtilsDatabase

from gatepass.case import Reading, Site
from gatepass.events import GENESIS, Claimed, Event, Line, Passage, Scan, VisitIn, reading_of, refers_to
from issuer.drift import Counted
from issuer.store.base import EVENTS, Reads, Writes, moment, utc
from issuer.store.schema import migrations

PAGE_OF_EVENTS = 2000


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


class EventWrites(Writes):
    """Adding to the ledger."""

    def append(self, event: Event, line: Line, received_at: datetime) -> None:
        """Adds an event to the ledger."""
        taken = _reading(event)
        self._run(
            "INSERT INTO events (id, gate, epoch, number, day, at, kind, passage, refers, hash, previous, text, received_at,"
            " celsius, site, device, lookup) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            event.id, event.gate, event.epoch, event.number, str(event.day), utc(event.at),
            _kind(event), getattr(event.body, "passage", None), refers_to(event.body), line.hash, event.previous,
            line.text, utc(received_at), taken and taken.celsius, taken and taken.site, taken and taken.device,
            getattr(event.body, "lookup", None),
        )  # fmt: skip

    def put_aside(self, aside: Aside) -> None:
        """Keeps a line that cannot be taken; the same line is kept once."""
        digest = hashlib.sha256(aside.text.encode()).hexdigest()
        self._run(
            "INSERT INTO aside (gate, digest, event, epoch, number, reason, text, at) VALUES (?,?,?,?,?,?,?,?)"
            " ON CONFLICT (gate, digest) DO UPDATE SET epoch=coalesce(epoch, excluded.epoch),"
            " number=coalesce(number, excluded.number)",
            aside.gate, digest, aside.event, aside.epoch, aside.number, aside.reason, aside.text, utc(aside.at),
        )  # fmt: skip

    def move_chain(self, chain: Chain) -> None:
        """Notes how far a chain has come."""
        self._run("INSERT OR REPLACE INTO chains (gate, epoch, upto, head) VALUES (?,?,?,?)", *astuple(chain))


class EventReads(Reads):
    """Reading the ledger."""

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
            Aside(row["gate"], row["event"], row["epoch"], row["number"], row["reason"], row["text"], moment(row["at"]))
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

    def passages_on(self, day: date) -> dict[Passage | None, int]:
        """How many of each passage a local day has, without those that were undone or overridden; None: judged, and not let through."""
        rows = self._db.rows(
            "SELECT passage, count(*) AS times FROM events WHERE day=?"
            " AND (passage IS NOT NULL OR kind IN ('scan', 'claimed', 'visit_in')) AND NOT EXISTS"
            " (SELECT 1 FROM events AS later WHERE later.refers = events.id AND later.kind IN ('undo', 'override')) GROUP BY passage",
            str(day),
        )
        return {row["passage"] and Passage(row["passage"]): row["times"] for row in rows}

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

    def happened(self, first: date, last: date, without: Iterable[str] = ()) -> Iterator[Event]:
        """The bare events of these local days, both included, in the order they happened; read page by page.

        What was done with the passes `without`, by their lookups, is not read: half a ledger is read in half the time.
        """
        after, left_out = (str(first), "", ""), json.encode(sorted(without)).decode()
        while rows := self._db.rows(
            "SELECT text FROM events WHERE (day, at, id) > (?,?,?) AND day <= ?"
            " AND (lookup IS NULL OR lookup NOT IN (SELECT value FROM json_each(?))) ORDER BY day, at, id LIMIT ?",
            *after, str(last), left_out, PAGE_OF_EVENTS,
        ):  # fmt: skip
            for (text,) in rows:
                event = EVENTS.decode(text)
                yield event
            after = (str(event.day), utc(event.at), event.id)

    def temperatures(self, first: date, last: date) -> tuple[Counted, ...]:
        """How often each gate's devices read what on these local days, both included."""
        rows = self._db.rows(
            "SELECT day, gate, device, site, celsius, count(*) AS times FROM events"
            " WHERE celsius IS NOT NULL AND day BETWEEN ? AND ? GROUP BY day, gate, device, site, celsius",
            str(first), str(last),
        )  # fmt: skip
        return tuple(
            Counted(date.fromisoformat(row["day"]), row["gate"], row["device"], Site(row["site"]), row["celsius"], row["times"])
            for row in rows
        )  # fmt: skip

    def bindings(self) -> tuple[Event, ...]:
        """The events in which gates gave spares to somebody, without those undone, in the order they happened."""
        rows = self._db.rows(
            "SELECT text FROM events WHERE kind='bind' AND NOT EXISTS"
            " (SELECT 1 FROM events AS later WHERE later.refers = events.id AND later.kind = 'undo') ORDER BY at, id"
        )
        return tuple(EVENTS.decode(row["text"]) for row in rows)

    def latest(self, limit: int) -> tuple[Logged, ...]:
        """The last events, newest first."""
        rows = self._db.rows(f"{_LOGGED} ORDER BY events.at DESC, events.id DESC LIMIT ?", limit)
        return tuple(map(_logged, rows))


_LOGGED = (
    "SELECT events.id, events.day, events.at, events.text, origin.text AS origin,"
    " (SELECT min(later.at) FROM events AS later WHERE later.refers = events.id AND later.kind = 'visit_out') AS ended,"
    " EXISTS (SELECT 1 FROM events AS later WHERE later.refers = events.id AND later.kind = 'undo') AS undone"
    " FROM events LEFT JOIN events AS origin ON origin.id = events.refers"
)


def _reading(event: Event) -> Reading | None:
    """The temperature of somebody who passed, or wanted to."""
    match event.body:
        case Scan(celsius=celsius, taken=taken) | Claimed(celsius=celsius, taken=taken):
            return reading_of(celsius, taken, event.at)
        case VisitIn(celsius=celsius, taken=taken):
            return reading_of(celsius, taken, event.at)
        case _:
            return None


def _kind(event: Event) -> str:
    return str(event.body.__struct_config__.tag)


def _logged(row: Row) -> Logged:
    origin = EVENTS.decode(row["origin"]) if row["origin"] else None
    ended = moment(row["ended"]) if row["ended"] else None
    return Logged(EVENTS.decode(row["text"]), origin, ended, bool(row["undone"]))


@migrations()
def spares_given_at_gates(db: SqliteUtilsDatabase) -> None:
    """Few events of very many: found without reading the ledger."""
    db.execute("CREATE INDEX spares_given ON events (at, id) WHERE kind = 'bind'")


@migrations()
def temperatures_of_a_day(db: SqliteUtilsDatabase) -> None:
    """Who read what, where on the body, by which device: counted without reading the ledger's texts."""
    for statement in (
        "ALTER TABLE events ADD COLUMN celsius REAL",
        "ALTER TABLE events ADD COLUMN site TEXT",
        "ALTER TABLE events ADD COLUMN device TEXT",
        """UPDATE events SET celsius = json_extract(text, '$.body.celsius'),
            site = coalesce(json_extract(text, '$.body.taken.site'), 'forehead'),
            device = coalesce(json_extract(text, '$.body.taken.device'), '')
            WHERE kind IN ('scan', 'claimed', 'visit_in') AND json_extract(text, '$.body.celsius') IS NOT NULL""",
        """CREATE INDEX temperatures_of_a_day ON events (day, gate, device, site, celsius)
            WHERE celsius IS NOT NULL""",
    ):
        db.execute(statement)


@migrations()
def passes_of_events(db: SqliteUtilsDatabase) -> None:
    """Whose pass it was: so that the events of some passes are read without those of all others."""
    db.execute("ALTER TABLE events ADD COLUMN lookup TEXT")
    db.execute("UPDATE events SET lookup = json_extract(text, '$.body.lookup') WHERE kind IN ('scan', 'bind')")
