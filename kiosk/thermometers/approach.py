"""One reading of a stream: somebody comes near, holds still, goes away. Pure: the time is an argument.

The rule, as `docs/thermometers.md` says it: an approach begins with the first sample of `TRIGGER` °C or more that also lies
`ABOVE_AIR` over the air. `HELD` samples on end within `STEADY` °C of each other are one reading, their median. The next one needs
an approach of its own, after `AWAY` samples on end below the trigger. A reading is as old as the beginning of its approach, so that
who still stands before the module when the next card is shown is not measured for it.
"""

from collections import deque
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import median

from kiosk.thermometers.thermometer import Sample

TRIGGER = 30.0
ABOVE_AIR = 1.0
HELD = 8
STEADY = 0.3
AWAY = 3
GAP = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Approached:
    """One reading, and the uptime at which its approach began."""

    sample: Sample
    since: timedelta


class Approach:
    """Follows the samples of one module."""

    def __init__(self) -> None:
        self._held: deque[Sample] = deque(maxlen=HELD)
        self._since: timedelta | None = None
        self._away = 0
        self._done = False
        self._last: timedelta | None = None

    def take(self, sample: Sample, at: timedelta) -> Approached | None:
        """The reading that this sample completes, or None; `at` is an uptime of `appkit.clocks`. Samples come oldest first."""
        if self._last is not None and at - self._last > GAP:
            self._held.clear()
            self._since = None
        self._last = at
        if sample.celsius >= _trigger(sample):
            return self._near(sample, at)
        self._far()
        return None

    def _far(self) -> None:
        self._held.clear()
        self._away += 1
        if self._away >= AWAY:
            self._since, self._done = None, False

    def _near(self, sample: Sample, at: timedelta) -> Approached | None:
        self._away = 0
        self._since = self._since or at
        self._held.append(sample)
        if self._done or len(self._held) < HELD or _spread(self._held) > STEADY:
            return None
        self._done = True
        middle = median(each.celsius for each in self._held)
        return Approached(replace(sample, celsius=round(middle, 2)), self._since)


def _trigger(sample: Sample) -> float:
    return TRIGGER if sample.air is None else max(TRIGGER, sample.air + ABOVE_AIR)


def _spread(held: deque[Sample]) -> float:
    degrees = [each.celsius for each in held]
    return max(degrees) - min(degrees)
