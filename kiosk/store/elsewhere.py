"""What happened at the other gates, as the office told it: read beside this gate's own events, counted with them nowhere else."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from gatepass.neighbours import Elsewhere, News
from kiosk.store.base import InStore


class ElsewhereInStore(InStore):
    """Keeping the news, and where to go on."""

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
            connection.execute(
                "INSERT OR REPLACE INTO asked (one, cursor, seconds) VALUES (1,?,?)",
                (news.cursor, reach.total_seconds()),
            )
        return fresh


_KEEP = (
    "INSERT OR IGNORE INTO elsewhere (id, at, gate, passage, lookup, household, celsius, taken, door, refers, fever)"
    " SELECT ?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11 WHERE NOT EXISTS (SELECT 1 FROM events WHERE id = ?1)"
)


def _row(told: Elsewhere) -> Sequence[object]:
    taken = msgspec.json.encode(told.taken).decode() if told.taken else None
    return (
        told.id, told.at.timestamp(), told.gate, told.passage, told.lookup, told.household, told.celsius, taken,
        told.door, told.refers, told.fever,
    )  # fmt: skip
