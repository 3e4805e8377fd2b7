"""Who of a household went which way, at any gate that this one knows of: what the rules of quotas look back on."""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row
from zoneinfo import ZoneInfo

from gatepass.case import Direction, Move
from kiosk.store.base import InLedger
from kiosk.store.entries import class_and_marks


@dataclass(frozen=True, slots=True)
class Kin:
    """By what the earlier passages of somebody's household are found, as far as a gate can know: its pseudonym, its door.

    The door is known only while a card is held up, or where it was said; `lookup` is that of a pass without a household.
    """

    household: str | None = None
    door: str | None = None
    lookup: str | None = None


# Corrections stand where the scan stands that they correct: in this gate's events, or in those of the other gates.
_MOVES = (
    "SELECT coalesce(scan.lookup, scan.door) AS person, coalesce(later.passage, scan.passage) AS passage,"
    " coalesce(later.at, scan.at) AS at, CAST(entries.terms AS BLOB) AS terms, scan.rowid AS place"
    " FROM {log} AS scan LEFT JOIN {log} AS later ON later.refers = scan.id AND later.passage IS NOT NULL"
    " LEFT JOIN entries ON entries.lookup = scan.lookup"
    " WHERE (scan.household = :household OR scan.lookup = :lookup OR scan.door = :door"
    " OR scan.lookup IN (SELECT lookup FROM bound WHERE bound.door = :door)"
    " OR (scan.household = '' AND scan.lookup IN (SELECT lookup FROM entries WHERE entries.household = :household)))"
    " AND scan.at >= :since AND coalesce(later.passage, scan.passage) IN ('in', 'out')"
    " AND NOT EXISTS (SELECT 1 FROM {log} AS undo WHERE undo.refers IN (scan.id, later.id) AND undo.passage IS NULL)"
)
_EVERYWHERE = f"{_MOVES.format(log='events')} UNION ALL {_MOVES.format(log='elsewhere')} ORDER BY 3, 5"


class MovesInLedger(InLedger):
    """Earlier passages."""

    def moves_of(self, kin: Kin, since: datetime, zone: ZoneInfo) -> tuple[Move, ...]:
        """Who of a household went which way from `since` on, here or elsewhere, oldest first; undone passages are none.

        Spares given out here count by their door, and by their household once the office has taken them over. The person of a
        claim is its door: nobody in particular.
        """
        rows = self._connection.execute(
            _EVERYWHERE,
            {"household": kin.household, "door": kin.door, "lookup": kin.lookup, "since": since.timestamp()},
        )
        return tuple(_move(row, zone) for row in rows)


def _move(row: Row, zone: ZoneInfo) -> Move:
    pass_class, marks = class_and_marks(row["terms"]) if row["terms"] else ("", ())
    return Move(datetime.fromtimestamp(row["at"], zone), Direction(row["passage"]), row["person"], pass_class, marks)
