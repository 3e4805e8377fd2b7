"""The passbook in force: its terms, which the gate keeps at hand, and an entry for every pass."""

from datetime import date, datetime
from sqlite3 import Row
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET

from gatepass.covenant import Covenant
from gatepass.kinds import Mark
from gatepass.looks import Look
from gatepass.passbook import Entry, Head, Passbook
from gatepass.passes import Status
from kiosk.store.base import InStore


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


class PassbookInStore(InStore):
    """Taking a passbook, and asking it."""

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


def class_and_marks(terms: str) -> tuple[str, tuple[Mark, ...]]:
    """The class of a pass and the marks on its holder, of what an entry's row keeps of them."""
    return msgspec.json.decode(terms, type=tuple[str, tuple[Mark, ...]])


def _entry(row: Row) -> Entry:
    pass_class, marks = class_and_marks(row["terms"])
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
