"""Temperatures: who was how hot, by which devices, in which air; and what reference readings said of a device."""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET

from gatepass.case import Reading
from gatepass.events import Taken, reading_of
from gatepass.kinds import Checked, Standing, found_off
from kiosk.store.base import InLedger, InStore

DEVICES_OF_READINGS = 500


@dataclass(frozen=True, slots=True)
class Whose:
    """By what somebody's temperatures are found: a pass, a story; that of the event `but` is not meant."""

    lookup: str | None = None
    fever: str | None = None
    but: str | None = None


class ReadingsInLedger(InLedger):
    """Earlier temperatures of somebody, and how a device stands."""

    def readings_of(self, whose: Whose, since: datetime, zone: ZoneInfo) -> tuple[Reading, ...]:
        """The temperatures of somebody from `since` on, oldest first: with their pass, here or elsewhere, and in their stories without."""
        rows = self._connection.execute(
            "SELECT celsius, taken, at, rowid FROM events WHERE at >= :since AND celsius IS NOT NULL AND id IS NOT :but"
            " AND (lookup = :lookup OR id = :fever OR fever = :fever OR fever IN"
            " (SELECT coalesce(own.fever, own.id) FROM events AS own WHERE own.lookup = :lookup AND own.at >= :since))"
            " UNION ALL SELECT celsius, taken, at, rowid FROM elsewhere"
            " WHERE lookup = :lookup AND at >= :since AND celsius IS NOT NULL AND id IS NOT :but ORDER BY 3, 4",
            {"lookup": whose.lookup, "fever": whose.fever, "but": whose.but, "since": since.timestamp()},
        )
        return tuple(reading_in(row, zone) for row in rows)

    def thermometer(self, name: str) -> Checked | None:
        """What reference readings said last of a device."""
        row = self._connection.execute("SELECT * FROM thermometers WHERE name = ?", (name,)).fetchone()
        return _thermometer(row) if row else None

    def thermometers_off(self) -> frozenset[str]:
        """The devices that admit nobody, by their names."""
        return found_off(map(_thermometer, self._connection.execute("SELECT * FROM thermometers")))

    def keep_thermometer(self, thermometer: Checked) -> None:
        """Notes what a reference reading said of a device."""
        self._connection.execute(
            "INSERT OR REPLACE INTO thermometers (name, standing, at) VALUES (?,?,?)",
            (thermometer.name, thermometer.standing, thermometer.at.isoformat()),
        )


class ReadingsInStore(InStore):
    """The devices and the air of the last readings."""

    def warming(self, since: datetime) -> int:
        """How many residents were too cold to tell from `since` on, and were not seen again."""
        row = self._db.row(
            "SELECT count(DISTINCT lookup) AS warming FROM events WHERE at >= ? AND lookup IS NOT NULL"
            " AND json_extract(text, '$.body.verdict.reason') IN ('temperature_untrusted', 'air_too_cold')"
            " AND NOT EXISTS (SELECT 1 FROM events AS later WHERE later.lookup = events.lookup AND later.rowid > events.rowid)"
            " AND NOT EXISTS (SELECT 1 FROM events AS later WHERE later.refers = events.id)",
            since.timestamp(),
        )
        return int(row["warming"]) if row else 0

    def thermometers(self) -> tuple[Checked, ...]:
        """What reference readings said last of each device, the newest first."""
        return tuple(_thermometer(row) for row in self._db.rows("SELECT * FROM thermometers ORDER BY at DESC"))

    def air(self, since: datetime) -> float | None:
        """The air's temperature that was told last, °C; None where none was from `since` on."""
        row = self._db.row(
            "SELECT json_extract(taken, '$.air') AS air FROM events WHERE taken IS NOT NULL AND at >= ?"
            " AND json_extract(taken, '$.air') IS NOT NULL ORDER BY rowid DESC LIMIT 1",
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


def reading_in(row: Row, zone: ZoneInfo) -> Reading:
    """The reading of a row with its °C, how it was taken, and when."""
    taken = msgspec.json.decode(row["taken"], type=Taken) if row["taken"] else UNSET
    reading = reading_of(row["celsius"], taken, datetime.fromtimestamp(row["at"], zone))
    assert reading  # noqa: S101 - rows without a temperature are not asked for
    return reading


def _thermometer(row: Row) -> Checked:
    return Checked(row["name"], Standing(row["standing"]), datetime.fromisoformat(row["at"]))
