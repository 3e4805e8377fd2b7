"""Who names wrong secrets too often is not listened to for a while. Secrets that were right once are always listened to."""

import threading
from collections import deque
from datetime import timedelta

MOST_SOURCES = 1000


class Tries:
    """Counts wrong secrets by where they came from; nothing of a secret is kept but what the caller gives as its digest.

    `now` is an uptime of `appkit.clocks`: nobody waits longer since a clock was set.
    """

    def __init__(self, most: int, within: timedelta) -> None:
        """At most `most` wrong ones `within` this time."""
        self._most, self._within = most, within
        self._wrong: dict[str, deque[timedelta]] = {}
        self._right: set[str] = set()
        self._lock = threading.Lock()

    def wait(self, source: str, digest: str, now: timedelta) -> int:
        """The seconds that `source` has to wait before this secret is looked at; 0 for none."""
        with self._lock:
            times = self._recent(source, now)
            if digest in self._right or len(times) < self._most:
                return 0
            return int((times[0] + self._within - now).total_seconds()) + 1

    def note(self, source: str, digest: str, is_right: bool, now: timedelta) -> None:
        """Notes how a try ended."""
        with self._lock:
            if is_right:
                self._right.add(digest)
                return
            self._recent(source, now).append(now)
            while len(self._wrong) > MOST_SOURCES:
                self._wrong.pop(next(iter(self._wrong)))

    def _recent(self, source: str, now: timedelta) -> deque[timedelta]:
        times = self._wrong.pop(source, None) or deque(maxlen=self._most)
        while times and times[0] <= now - self._within:
            times.popleft()
        self._wrong[source] = times
        return times
