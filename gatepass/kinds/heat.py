"""What somebody's earlier temperatures come to: whether they rest, what has to be borne out, what counts again. It judges nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gatepass.case import Reading

if TYPE_CHECKING:
    from gatepass.kinds.temperature import TemperatureRule


class Heat(Struct, frozen=True, gc=False):
    """Where somebody stands after their readings, which are taken one by one, oldest first.

    `high` is the last high reading while no good one after it counted, `began` when the rest began after which the next high one
    counts, and `highs` how many did. `last` is the last reading of any kind, `fine` the last good one that counted, unless
    something came after it.
    """

    last: Reading | None = None
    high: Reading | None = None
    began: datetime | None = None
    highs: int = 0
    fine: Reading | None = None

    def then(self, reading: Reading, rule: TemperatureRule, off: frozenset[str]) -> Heat:
        """Where they stand after one more reading; `off` are the thermometers that tell nothing good."""
        if rule.is_high(reading):
            return self._higher(reading, rule)
        if rule.is_untrusted(reading) or rule.is_off(reading, off):
            return replace(self, last=reading, fine=None)
        at, rest = reading.at, self.rested(rule)
        if self.is_too_close(at, rule) or (rest and not _is_past(rest, at)) or self.is_same_way(reading, rule):
            return replace(self, last=reading)
        return Heat(last=reading, highs=self.highs, fine=reading)

    def rested(self, rule: TemperatureRule) -> datetime | None:
        """When they have rested since the last high reading (UTC): before, no good one counts."""
        return _after(self.high.at, rule.rest) if self.high else None

    def is_too_close(self, at: datetime, rule: TemperatureRule) -> bool:
        """Whether a reading comes too soon after the last one."""
        return self.last is not None and not _is_past(_after(self.last.at, rule.gap), at)

    def is_same_way(self, reading: Reading, rule: TemperatureRule) -> bool:
        """Whether a reading bears out nothing, since the high one was taken in the very same way and another is wanted."""
        return rule.another is True and self.high is not None and _way(self.high) == _way(reading)

    def is_resting(self, at: datetime, rule: TemperatureRule) -> bool:
        """Whether a high reading is none of its own yet, since they have not rested after the one that counted."""
        return self.began is not None and not _is_past(_after(self.began, rule.rest), at)

    def _higher(self, reading: Reading, rule: TemperatureRule) -> Heat:
        resting = self.is_resting(reading.at, rule)
        too_soon = resting or self.is_too_close(reading.at, rule) or self.is_same_way(reading, rule)
        counts = self.high is None or not too_soon
        began = reading.at if counts or resting else self.began
        return Heat(reading, reading, began, self.highs + counts)


def heat(readings: Iterable[Reading], rule: TemperatureRule, off: frozenset[str]) -> Heat:
    """Where somebody stands after these readings, oldest first."""
    found = Heat()
    for reading in readings:
        found = found.then(reading, rule, off)
    return found


def _after(at: datetime, wait: timedelta) -> datetime:
    """In UTC, since a summer-time change puts wall clocks an hour out."""
    return at.astimezone(UTC) + wait


def _is_past(moment: datetime, at: datetime) -> bool:
    return moment <= at.astimezone(UTC)


def _way(reading: Reading) -> tuple[object, str]:
    """What makes two readings independent: where they were taken, and by which device."""
    return reading.site, reading.device
