"""The one photo that each resident may have. A photo stands here and nowhere else: when it goes, it is gone.

Runs name the photos they printed by their SHA-256 (`issuer.store.runs`) and find them here for as long as they are here.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlite_utils import Database as SqliteUtilsDatabase

from issuer.store.base import Act, Reads, Writes, moment, utc
from issuer.store.schema import migrations


@dataclass(frozen=True, slots=True)
class Photo:
    """A JPEG of 300 × 400 pixels, when it was taken in, and by whom."""

    jpeg: bytes
    sha256: str
    at: datetime
    who: str


class PhotoWrites(Writes):
    """Giving and taking photos."""

    def set_photo(self, resident: int, jpeg: bytes, small: bytes, act: Act) -> None:
        """Gives a resident a photo, and a small one for the gates; the one they had is gone."""
        self._run(
            "INSERT OR REPLACE INTO photos (resident, jpeg, small, sha256, at, who) VALUES (?,?,?,?,?,?)",
            resident, jpeg, small, hashlib.sha256(jpeg).hexdigest(), utc(act.at), act.who,
        )  # fmt: skip
        self._revise()

    def remove_photo(self, resident: int) -> None:
        """Takes a resident's photo away, where there is one."""
        self._run("DELETE FROM photos WHERE resident=?", resident)
        self._revise()


class PhotoReads(Reads):
    """Photos."""

    def photo_of(self, resident: int) -> Photo | None:
        """The photo of a resident."""
        row = self._db.row("SELECT * FROM photos WHERE resident=?", resident)
        return Photo(row["jpeg"], row["sha256"], moment(row["at"]), row["who"]) if row else None

    def photos_of(self, residents: Iterable[int]) -> dict[int, bytes]:
        """The JPEGs of those of some residents who have a photo, by resident."""
        rows = self._db.rows(
            "SELECT resident, jpeg FROM photos WHERE resident IN (SELECT value FROM json_each(?))", _listed(residents)
        )
        return {row["resident"]: row["jpeg"] for row in rows}

    def small_photos(self) -> dict[int, bytes]:
        """The small JPEGs of all who have a photo, by resident."""
        return {row["resident"]: row["small"] for row in self._db.rows("SELECT resident, small FROM photos")}

    def who_has_a_photo(self) -> frozenset[int]:
        """The residents with a photo."""
        return frozenset(row["resident"] for row in self._db.rows("SELECT resident FROM photos"))

    def newest_photos(self, most: int) -> tuple[int, ...]:
        """The residents whose photos were taken in last, the newest first."""
        rows = self._db.rows("SELECT resident FROM photos ORDER BY at DESC, resident DESC LIMIT ?", most)
        return tuple(row["resident"] for row in rows)

    def photos_with(self, digests: Iterable[str]) -> dict[str, bytes]:
        """The JPEGs that somebody has now, of those of some SHA-256, by it."""
        rows = self._db.rows(
            "SELECT sha256, jpeg FROM photos WHERE sha256 IN (SELECT value FROM json_each(?))", _listed(digests)
        )
        return {row["sha256"]: row["jpeg"] for row in rows}

    def photos_gone(self, digests: Iterable[str]) -> frozenset[str]:
        """Those of some SHA-256 that nobody's photo has any more."""
        rows = self._db.rows(
            "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT sha256 FROM photos)", _listed(digests)
        )
        return frozenset(row["value"] for row in rows)


@migrations()
def photos_of_residents(db: SqliteUtilsDatabase) -> None:
    """One photo a resident, gone with the resident."""
    db.execute(
        """CREATE TABLE photos (
            resident INTEGER PRIMARY KEY REFERENCES residents (id) ON DELETE CASCADE, jpeg BLOB NOT NULL, small BLOB NOT NULL,
            sha256 TEXT NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL) STRICT"""
    )
    db.execute("CREATE INDEX photos_by_content ON photos (sha256)")


def _listed(values: Iterable[object]) -> str:
    return msgspec.json.encode(list(values)).decode()
