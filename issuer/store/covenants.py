"""The versions of the covenant, drafts of the next one, and the numbers of the passbook."""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

import msgspec
from sqlite_utils import Database as SqliteUtilsDatabase

from gatepass.covenant import Covenant
from gatepass.succession import in_force_at, to_come_after
from issuer.store.base import Act, Reads, Writes, act_of, utc
from issuer.store.schema import migrations


@dataclass(frozen=True, slots=True)
class Adopted:
    """One version of the covenant, the TOML that it was written as, by whom it was adopted, and withdrawn before its time came."""

    covenant: Covenant
    written: str
    act: Act
    withdrawn: Act | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A covenant that is still being written: its TOML, what it was begun from, how often it was saved, who saved it last.

    `ended` is empty while it is open, then what became of it. `unready` is what was typed since and is not right yet, as JSON by field;
    empty where nothing is.
    """

    id: int
    written: str
    basis: str
    edition: int
    act: Act
    ended: str = ""
    unready: str = ""


class CovenantWrites(Writes):
    """Adopting covenants, numbering passbooks, keeping drafts."""

    def begin_draft(self, written: str, basis: str, act: Act) -> int:
        """Keeps a new draft, and returns its number."""
        return self._insert(
            "INSERT INTO drafts (written, basis, edition, at, who, why) VALUES (?,?,1,?,?,?)",
            written, basis, utc(act.at), act.who, act.why,
        )  # fmt: skip

    def save_draft(self, id_: int, written: str, act: Act) -> None:
        """Keeps a draft as it is written now."""
        self._run(
            "UPDATE drafts SET written=?, unready='', edition=edition+1, at=?, who=?, why=? WHERE id=?",
            written, utc(act.at), act.who, act.why, id_,
        )  # fmt: skip

    def keep_draft(self, id_: int, unready: str, act: Act) -> None:
        """Keeps what was typed though it is not right, beside what was right last."""
        self._run(
            "UPDATE drafts SET unready=?, edition=edition+1, at=?, who=?, why=? WHERE id=?",
            unready, utc(act.at), act.who, act.why, id_,
        )  # fmt: skip

    def end_draft(self, id_: int, how: str) -> None:
        """Notes what became of a draft; empty opens it again."""
        self._run("UPDATE drafts SET ended=?, edition=edition+1 WHERE id=?", how, id_)

    def adopt(self, adopted: Adopted) -> None:
        """Adds a version of the covenant; it names its version and from when on it is in force."""
        covenant, act = adopted.covenant, adopted.act
        self._run(
            "INSERT INTO covenants (version, content, written, in_force_from, at, who, why) VALUES (?,?,?,?,?,?,?)",
            covenant.version, msgspec.json.encode(covenant), adopted.written, utc(_begins(covenant)),
            utc(act.at), act.who, act.why,
        )  # fmt: skip
        self._revise()

    def withdraw(self, version: int, act: Act) -> None:
        """Notes that a version never comes into force."""
        self._run(
            "INSERT INTO withdrawals (version, at, who, why) VALUES (?,?,?,?)", version, utc(act.at), act.who, act.why
        )
        self._revise()

    def number_passbook(self, number: int, digest: str, at: datetime) -> None:
        """Notes which content a passbook number stands for."""
        self._run("INSERT INTO passbooks (number, digest, at) VALUES (?,?,?)", number, digest, utc(at))


class CovenantReads(Reads):
    """Covenants and passbooks."""

    def covenants(self) -> tuple[Adopted, ...]:
        """All versions, oldest first."""
        rows = self._db.rows("SELECT * FROM covenants ORDER BY version")
        withdrawn = {row["version"]: act_of(row) for row in self._db.rows("SELECT * FROM withdrawals")}
        return tuple(
            Adopted(
                msgspec.json.decode(row["content"], type=Covenant),
                row["written"],
                act_of(row),
                withdrawn.get(row["version"]),
            )
            for row in rows
        )

    def standing_covenants(self) -> tuple[Covenant, ...]:
        """All versions that were not withdrawn, oldest first."""
        return tuple(adopted.covenant for adopted in self.covenants() if adopted.withdrawn is None)

    def covenant_in_force(self, at: datetime) -> Covenant:
        """The covenant at a moment; before the first one came into force, the first one."""
        return in_force_at(self.standing_covenants(), at)

    def covenants_waiting(self, at: datetime) -> tuple[Covenant, ...]:
        """Those whose time has not come, oldest first; of two of one time only the later ever comes into force."""
        standing = self.standing_covenants()
        now = in_force_at(standing, at)
        return tuple(each for each in standing if _begins(each) > at and each.version != now.version)

    def covenants_to_come(self, at: datetime) -> tuple[Covenant, ...]:
        """Those that come into force after a moment, in their order, without the one that is in force at it."""
        return to_come_after(self.covenants_waiting(at), at)

    def draft(self, id_: int) -> Draft | None:
        """One draft, whatever became of it."""
        row = self._db.row("SELECT * FROM drafts WHERE id=?", id_)
        return _draft(row) if row else None

    def drafts(self, ended: str = "") -> tuple[Draft, ...]:
        """The drafts that are open, or that ended in one way; the newest first."""
        return tuple(map(_draft, self._db.rows("SELECT * FROM drafts WHERE ended=? ORDER BY id DESC", ended)))

    def last_passbook(self) -> tuple[int, str]:
        """The number and the digest of the newest passbook; 0 and an empty text before the first."""
        row = self._db.row("SELECT number, digest FROM passbooks ORDER BY number DESC LIMIT 1")
        return (row["number"], row["digest"]) if row else (0, "")


def _draft(row: Row) -> Draft:
    return Draft(row["id"], row["written"], row["basis"], row["edition"], act_of(row), row["ended"], row["unready"])


@migrations()
def covenant_drafts(db: SqliteUtilsDatabase) -> None:
    """Covenants that are still being written."""
    db.execute(
        """CREATE TABLE drafts (
            id INTEGER PRIMARY KEY, written TEXT NOT NULL, basis TEXT NOT NULL, edition INTEGER NOT NULL, at TEXT NOT NULL,
            who TEXT NOT NULL, why TEXT NOT NULL, ended TEXT NOT NULL DEFAULT '') STRICT"""
    )


@migrations()
def drafts_not_ready(db: SqliteUtilsDatabase) -> None:
    """What was typed into a draft and is not right yet."""
    db.execute("ALTER TABLE drafts ADD COLUMN unready TEXT NOT NULL DEFAULT ''")


@migrations()
def versions_withdrawn(db: SqliteUtilsDatabase) -> None:
    """The versions that were withdrawn before their time came."""
    db.execute(
        """CREATE TABLE withdrawals (
            version INTEGER PRIMARY KEY REFERENCES covenants (version), at TEXT NOT NULL, who TEXT NOT NULL,
            why TEXT NOT NULL) STRICT"""
    )


def _begins(covenant: Covenant) -> datetime:
    assert covenant.in_force_from  # noqa: S101 - `issuer.office` sets it
    return covenant.in_force_from
