"""The passbook in force: its terms, which the gate keeps at hand; its entries stand in `entries`.

Where the newest terms cannot be read, the last that can be stand in for them: a gate never runs without a covenant.
"""

from datetime import datetime
from sqlite3 import Connection, Row
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from gatepass.covenant import Covenant
from gatepass.looks import Look
from gatepass.passbook import Head, Passbook
from gatepass.succession import in_force_at, to_come_after
from gatepass.wording import Refusal, Text
from kiosk.store.entries import EntriesInStore, sum_of, take_entries

COVENANTS_KEPT = 3


class Terms(msgspec.Struct, frozen=True):
    """A passbook without its entries: what the gate keeps at hand.

    `covenant` is the one in force when it was made, `to_come` those after it. `stands_in` says that the newest terms cannot be
    read and these are the last good ones; `number` and `dated` are the newest's, as the entries are.
    """

    community: str
    english: str
    tag: str
    zone: str
    covenant: Covenant
    doors: tuple[str, ...]
    stamp: Look | None = None
    number: int = 0
    dated: datetime | None = None
    to_come: tuple[Covenant, ...] = ()
    stands_in: bool = False

    @property
    def local(self) -> ZoneInfo:
        """The community's time zone."""
        return ZoneInfo(self.zone)

    @property
    def covenants(self) -> tuple[Covenant, ...]:
        """The one in force when it was made, then those to come."""
        return (self.covenant, *self.to_come)

    def at(self, moment: datetime) -> "Terms":
        """The terms as they are at a moment: the covenant whose time has come, and those that are still to come."""
        return msgspec.structs.replace(
            self, covenant=in_force_at(self.covenants, moment), to_come=to_come_after(self.covenants, moment)
        )


class PassbookInStore(EntriesInStore):
    """Taking a passbook, and asking it."""

    def terms(self) -> Terms | None:
        """The passbook in force without its entries, where it cannot be read the last good one; None where there is none."""
        row = self._db.row("SELECT number, dated, content, sum FROM passbook")
        if row is None:
            return None
        newest, stands_in = _terms(row), False
        if newest is None:
            kept = self._db.rows("SELECT content, sum FROM kept_terms ORDER BY number DESC")
            newest, stands_in = next(filter(None, map(_terms, kept)), None), True
        dated = datetime.fromisoformat(row["dated"])
        return newest and msgspec.structs.replace(newest, number=row["number"], dated=dated, stands_in=stands_in)

    def needed_terms(self) -> Terms:
        """The same; raises `Refusal`, and says what to do, where there is none."""
        terms = self.terms()
        if terms is None:
            raise no_terms(is_spoilt=self.is_spoilt())
        return terms

    def is_spoilt(self) -> bool:
        """Whether there is a passbook that cannot be read, whatever stands in for it."""
        terms = self.terms()
        return terms.stands_in if terms else self.passbook_number() > 0

    def passbook_number(self) -> int:
        """The number of the newest passbook, whether it can be read or not; 0 before the first one."""
        row = self._db.row("SELECT number FROM passbook")
        return row["number"] if row else 0

    def passbook_digest(self) -> str | None:
        """The digest of the passbook in force."""
        row = self._db.row("SELECT digest FROM passbook")
        return row["digest"] if row else None

    def take_passbook(self, head: Head, passbook: Passbook) -> None:
        """Replaces the passbook, all or nothing."""
        content = msgspec.json.encode(msgspec.structs.replace(passbook, entries=()))
        sum_ = sum_of(content)
        with self._db.writing() as connection:
            entries_sum = take_entries(connection, passbook.entries)
            connection.execute(
                "DELETE FROM bound WHERE NOT EXISTS"
                " (SELECT 1 FROM entries WHERE entries.lookup = bound.lookup AND entries.status = 'spare')"
            )
            connection.execute(
                "INSERT OR REPLACE INTO passbook (one, number, digest, dated, content, sum, entries_sum) VALUES (1,?,?,?,?,?,?)",
                (head.number, head.digest, head.dated.isoformat(), content, sum_, entries_sum),
            )
            connection.execute(
                "INSERT OR REPLACE INTO kept_terms (covenants, number, content, sum) VALUES (?,?,?,?)",
                (sum_of(msgspec.json.encode(passbook.covenants)), head.number, content, sum_),
            )
            _forget_older_terms(connection)
        self.has_damaged_entries = False

    def confirm_passbook(self, head: Head) -> None:
        """The office said again that the passbook held is the current one."""
        with self._db.writing() as connection:
            connection.execute("UPDATE passbook SET number = ?, dated = ?", (head.number, head.dated.isoformat()))


def no_terms(*, is_spoilt: bool) -> Refusal:
    """Why nothing can be judged here, and what to do: the passbook was never taken, or cannot be read and no other is kept."""
    if not is_spoilt:
        return Refusal(
            Text("本终端还没有证册", "this gate has no passbook yet"),
            Text("请接通办公室，运行 kiosk sync", "connect it to the office and run kiosk sync"),
        )
    return Refusal(
        Text("证册坏了或这个程序读不懂，也没有上一份可用", "the passbook is damaged or of another version, and no earlier one is kept"),
        Text(
            "请接通办公室，运行 kiosk sync 重新取；仍不行，请办公室用 issuer gates enrol 另做登记文件，在新文件夹里 kiosk enrol",
            "connect it to the office and run kiosk sync, which takes it anew; if that fails, have the office make a file with"
            " issuer gates enrol and run kiosk enrol in a new folder",
        ),
    )  # fmt: skip


def _forget_older_terms(connection: Connection) -> None:
    """The newest is kept a second time, and so are those of the covenants before it, which an older program may understand."""
    connection.execute(
        "DELETE FROM kept_terms WHERE covenants NOT IN (SELECT covenants FROM kept_terms ORDER BY number DESC LIMIT ?)",
        (COVENANTS_KEPT,),
    )


def _terms(row: Row) -> Terms | None:
    """What a row says, None where it is damaged or this program does not understand it."""
    if row["sum"] and row["sum"] != sum_of(row["content"]):
        return None
    try:
        terms = msgspec.json.decode(row["content"], type=Terms)
        _ = terms.local
    except (ValueError, RecursionError, ZoneInfoNotFoundError, OSError):  # JSON, UTF-8, depth; a zone that is none
        return None
    return None if any(covenant.is_newer for covenant in terms.covenants) else terms
