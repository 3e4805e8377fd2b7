"""What happened at the other gates, as the office told it: read beside this gate's own events, counted with them nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Row
from zoneinfo import ZoneInfo

import msgspec

from gatepass.case import Direction, Reading
from gatepass.events import Passage
from gatepass.neighbours import Elsewhere, News
from kiosk.store.base import InLedger, InStore
from kiosk.store.fevers import Fever
from kiosk.store.readings import reading_in


@dataclass(frozen=True, slots=True)
class Measured:
    """Somebody's last temperature at another gate, whether they passed, whether the person on duty was called for them there."""

    gate: str
    reading: Reading
    passage: Passage | None
    referred: bool = False


@dataclass(frozen=True, slots=True)
class WentOn:
    """A story of a high temperature that was this gate's and went on at another."""

    fever: str
    measured: Measured


class ElsewhereInLedger(InLedger):
    """Stories that began elsewhere."""

    def fever_elsewhere(self, lookup: str, zone: ZoneInfo) -> Fever | None:
        """The story of a pass's holder that another gate told of and that has not ended anywhere, as far as this gate knows."""
        row = self._connection.execute(_LAST_OF_STORY, (lookup,)).fetchone()
        if row is None or self._connection.execute(_HAS_ENDED, dict(row)).fetchone():
            return None
        since = datetime.fromtimestamp(row["since"], zone)
        referred = bool(row["referred"])
        return Fever(row["fever"], lookup, since, Direction.IN, row["celsius"], tries=row["tries"], referred=referred)


class ElsewhereInStore(InStore):
    """Keeping the news, and where to go on; this gate's stories that went on elsewhere."""

    def measured_elsewhere(self, fever: Fever, zone: ZoneInfo) -> Measured | None:
        """How the holder of a pass was measured last at another gate after they were here."""
        row = self._db.row(_MEASURED_SINCE, fever.lookup, fever.id)
        return _measured(row, zone) if row else None

    def send_on(self, fever: Fever, measured: Measured, noticed: datetime) -> None:
        """Takes a story off this gate's list, and keeps for a while where it went on."""
        reading, taken = measured.reading, measured.reading.at.timestamp()
        with self._db.writing() as connection:
            if connection.execute("DELETE FROM fevers WHERE id = ?", (fever.id,)).rowcount:
                connection.execute(
                    "INSERT OR REPLACE INTO went_on (id, gate, at, celsius, passage, noticed) VALUES (?,?,?,?,?,?)",
                    (fever.id, measured.gate, taken, reading.celsius, measured.passage, noticed.timestamp()),
                )

    def end_fevers_closed_elsewhere(self) -> None:
        """Ends this gate's stories of which somebody at another gate said what became of them."""
        with self._db.writing() as connection:
            connection.execute(
                "DELETE FROM fevers WHERE id IN (SELECT fever FROM elsewhere WHERE fever IS NOT NULL AND lookup IS NULL)"
            )

    def went_on(self, since: datetime, zone: ZoneInfo) -> tuple[WentOn, ...]:
        """The stories of which this gate noticed from `since` on that they went on elsewhere, the oldest first."""
        rows = self._db.rows(
            "SELECT *, NULL AS taken, 0 AS referred FROM went_on WHERE noticed >= ? ORDER BY noticed", since.timestamp()
        )
        return tuple(WentOn(row["id"], _measured(row, zone)) for row in rows)

    def asked_upto(self, reach: timedelta) -> str:
        """After which cursor to ask; empty, to begin again, where less than `reach` was asked for before."""
        row = self._db.row("SELECT cursor FROM asked WHERE seconds >= ?", reach.total_seconds())
        return row["cursor"] if row else ""

    def take_news(self, news: News, reach: timedelta) -> int:
        """Keeps a page, all or nothing, and forgets what is older than a rule looks back; how many records were new.

        What this gate has among its own events is not kept twice: a gate on an old copy is told of its own former chain.
        """
        with self._db.writing() as connection:
            before = connection.total_changes
            connection.executemany(_KEEP, map(_row, news.records))
            fresh = connection.total_changes - before
            connection.execute("DELETE FROM elsewhere WHERE at < ?", (news.since.timestamp(),))
            connection.execute("DELETE FROM went_on WHERE at < ?", (news.since.timestamp(),))
            connection.execute(
                "INSERT OR REPLACE INTO asked (one, cursor, seconds) VALUES (1,?,?)",
                (news.cursor, reach.total_seconds()),
            )
        return fresh


# What was told before is not taken twice, unless an older office or program did not say yet who was referred.
_KEEP = (
    "INSERT INTO elsewhere (id, at, gate, passage, lookup, household, celsius, taken, door, refers, fever, referred)"
    " SELECT ?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12 WHERE NOT EXISTS (SELECT 1 FROM events WHERE id = ?1)"
    " ON CONFLICT (id) DO UPDATE SET referred = 1 WHERE excluded.referred > referred"
)


_MEASURED_SINCE = """
SELECT gate, at, celsius, taken, passage, referred FROM elsewhere WHERE lookup = ?1 AND celsius IS NOT NULL AND at >
    (SELECT max(at) FROM events WHERE (id = ?2 OR fever = ?2) AND celsius IS NOT NULL) ORDER BY at DESC LIMIT 1"""
_LAST_OF_STORY = """
SELECT last.lookup, last.fever, last.at, last.celsius, min(story.at) AS since, max(story.referred) AS referred,
    count(story.celsius) + (SELECT count(*) FROM events AS own
        WHERE (own.id = last.fever OR own.fever = last.fever) AND own.celsius IS NOT NULL) AS tries
FROM (SELECT * FROM elsewhere WHERE lookup = ? AND fever IS NOT NULL AND celsius IS NOT NULL ORDER BY at DESC LIMIT 1) AS last
    JOIN elsewhere AS story ON story.fever = last.fever GROUP BY last.fever"""
# Measured and let through (which ends nothing that was referred), let through against the verdict, or ended by hand: here or elsewhere.
_PASSED = """
SELECT 1 FROM {log} AS scan LEFT JOIN {log} AS later ON later.refers = scan.id
    WHERE scan.lookup = :lookup AND coalesce(later.passage, scan.passage) IN ('in', 'out') AND
    (scan.at > :at OR scan.id = :fever OR scan.fever = :fever) AND
    (scan.celsius IS NOT NULL AND NOT :referred OR later.passage IS NOT NULL)"""
_CLOSED = """
SELECT 1 FROM events WHERE refers = :fever AND passage IS NULL UNION ALL
SELECT 1 FROM elsewhere WHERE fever = :fever AND lookup IS NULL"""
_HAS_ENDED = f"{_PASSED.format(log='events')} UNION ALL {_PASSED.format(log='elsewhere')} UNION ALL {_CLOSED}"


def _measured(row: Row, zone: ZoneInfo) -> Measured:
    return Measured(
        row["gate"], reading_in(row, zone), row["passage"] and Passage(row["passage"]), bool(row["referred"])
    )


def _row(told: Elsewhere) -> Sequence[object]:
    taken = msgspec.json.encode(told.taken).decode() if told.taken else None
    return (
        told.id, told.at.timestamp(), told.gate, told.passage, told.lookup, told.household, told.celsius, taken,
        told.door, told.refers, told.fever, told.referred,
    )  # fmt: skip
