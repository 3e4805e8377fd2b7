"""Notices that this PC's clock is set while the gate runs, and carries what the office last said of it over the step.

It sets no clock and judges no event: what a clock is worth says `kiosk.stamp.clock_state`.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from appkit.clocks import Clock
from kiosk.store import ClockCheck, Store

LOOK_EVERY_SECONDS = 1.0
LEAST = timedelta(seconds=5)  # less is the network's daily help, or a busy PC between two looks

_log = logging.getLogger(__name__)


class Steps:
    """The clock beside the uptime: they go on together until somebody sets the clock."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._started = self._start()

    def look(self) -> bool:
        """Whether the clock was set since the last look. It is as far ahead of the office then as before, and the step."""
        started = self._start()
        step = started - self._started
        if abs(step) >= LEAST:
            check = self._store.clock_check()
            ahead = (check.ahead if check else 0.0) + step.total_seconds()
            self._store.note_clock(ClockCheck(ahead, self._clock(), self._store.newest_time()))
        self._started = started
        return abs(step) >= LEAST

    def _start(self) -> datetime:
        """When this PC was started, by the clock as it is now."""
        return self._clock() - self._clock.uptime()


@contextmanager
def noticed(steps: Steps, tell: Callable[[], object]) -> Iterator[None]:
    """Looks every second while the block runs, and tells of each step."""
    ended = threading.Event()
    watch = threading.Thread(target=_keep, args=(steps, tell, ended), name="steps", daemon=True)
    watch.start()
    try:
        yield
    finally:
        ended.set()
        watch.join(timeout=5)


def _keep(steps: Steps, tell: Callable[[], object], ended: threading.Event) -> None:
    while not ended.wait(LOOK_EVERY_SECONDS):
        try:
            if steps.look():
                tell()
        except Exception:  # a full disk: the step is noted at the next look
            _log.exception("a step of the clock could not be noted")
