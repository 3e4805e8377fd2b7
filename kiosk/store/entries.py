"""The passbook's entry for every pass, each with a sum: what went wrong in the file is never taken for what the office said."""

import hashlib
from collections.abc import Iterable
from datetime import date
from sqlite3 import Connection, Row

import msgspec
from msgspec import UNSET

from gatepass.kinds import Mark
from gatepass.passbook import Entry
from gatepass.passes import Status
from kiosk.store.base import InStore

_FIELDS = ("lookup", "status", "since", "until", "household", "row", "terms")
_ENTRIES = (  # as bytes, since what is damaged may be no text at all
    "SELECT CAST(lookup AS BLOB) AS lookup, CAST(status AS BLOB) AS status, CAST(since AS BLOB) AS since,"
    " CAST(until AS BLOB) AS until, CAST(household AS BLOB) AS household, row, CAST(terms AS BLOB) AS terms,"
    " CAST(sum AS BLOB) AS sum FROM entries"
)
_WHOLE = (
    "SELECT CAST(group_concat("
    "quote(lookup) || quote(status) || quote(since) || quote(until) || quote(household) || quote(row) || quote(terms) || quote(sum)"
    ") AS BLOB) FROM (SELECT * FROM entries NOT INDEXED ORDER BY rowid)"
)
_TAKE = "INSERT INTO entries (lookup, status, since, until, household, row, terms, sum) VALUES (?,?,?,?,?,?,?,?)"


class EntriesInStore(InStore):
    """Asking the entries. `has_damaged_entries` says whether damage was found among them since they were taken."""

    has_damaged_entries = False

    def entry(self, lookup: str) -> Entry | None:
        """What the passbook says of a pass; None where it says nothing, or its entry is damaged."""
        row = self._db.row(f"{_ENTRIES} WHERE lookup = ?", lookup)
        return _entry(row) if row and bytes(row["sum"]) == _sum(row) else None

    def look_through_entries(self) -> bool:
        """Whether any entry is damaged, gone, or not found any more where it stands. It reads all of them."""
        (taken,) = self._db.row("SELECT entries_sum FROM passbook") or ("",)
        found = [report for (report,) in self._db.rows("PRAGMA integrity_check(entries)")]
        self.has_damaged_entries = bool(taken) and (_sum_of_all(self._db.row(_WHOLE)) != taken or found != ["ok"])
        return self.has_damaged_entries


def take_entries(connection: Connection, entries: Iterable[Entry]) -> str:
    """Replaces all entries; the sum of all of them."""
    connection.execute("DELETE FROM entries")
    connection.executemany(_TAKE, map(_kept, entries))
    return _sum_of_all(connection.execute(_WHOLE).fetchone())


def sum_entries(connection: Connection) -> None:
    """Gives the entries that are there their sums."""
    sums = [(_sum(row).decode(), row["lookup"]) for row in connection.execute(_ENTRIES)]
    connection.executemany("UPDATE entries SET sum = ? WHERE lookup = CAST(? AS TEXT)", sums)
    connection.execute("UPDATE passbook SET entries_sum = ?", (_sum_of_all(connection.execute(_WHOLE).fetchone()),))


def sum_of(content: bytes) -> str:
    """What tells whether anything of it is another."""
    return hashlib.sha256(content).hexdigest()


def class_and_marks(terms: bytes) -> tuple[str, tuple[Mark, ...]]:
    """The class of a pass and the marks on its holder, of what an entry's row keeps of them; none of either where it is damaged."""
    try:
        return msgspec.json.decode(terms, type=tuple[str, tuple[Mark, ...]])
    except ValueError:
        return "", ()


def _kept(entry: Entry) -> tuple[object, ...]:
    terms = msgspec.json.encode((entry.class_key, entry.listed)).decode()
    until = f"{entry.until}" if entry.until else None
    fields = (entry.lookup, entry.status.value, f"{entry.since}", until, entry.household, entry.row, terms)
    return (*fields, _sum_of(each.encode() if isinstance(each, str) else each for each in fields).decode())


def _sum(row: Row) -> bytes:
    return _sum_of(row[name] for name in _FIELDS)


def _sum_of_all(whole: Row | None) -> str:
    return sum_of((whole and whole[0]) or b"")


def _sum_of(fields: Iterable[bytes | None]) -> bytes:
    return hashlib.blake2b(repr(tuple(fields)).encode(), digest_size=8).hexdigest().encode()


def _entry(row: Row) -> Entry:
    pass_class, marks = class_and_marks(row["terms"])
    since, until = row["since"].decode(), row["until"] and row["until"].decode()
    return Entry(
        lookup=row["lookup"].decode(),
        status=Status(row["status"].decode()),
        since=date.fromisoformat(since),
        until=date.fromisoformat(until) if until else None,
        household=row["household"].decode(),
        row=row["row"],
        pass_class=pass_class or UNSET,
        marks=marks or UNSET,
    )
