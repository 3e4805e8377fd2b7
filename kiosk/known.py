"""Who the people are that wait to be measured again: in memory alone, since a gate's disk names no resident.

After a restart nobody is known until their pass is scanned again.
"""

import threading
from dataclasses import dataclass
from datetime import timedelta

from gatepass.case import Direction
from kiosk.passages import UNDO_WITHIN, Presentation


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """What somebody held up, and which way they want to go."""

    presentation: Presentation
    direction: Direction


class Known:
    """Who stands behind each story of a high temperature. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, Acquaintance] = {}
        self._ended: dict[str, timedelta] = {}

    def note(self, fever: str, somebody: Acquaintance) -> None:
        """Somebody with this story was here; whose card told who they are stays known by it."""
        with self._lock:
            before = self._known.get(fever)
            if before and somebody.presentation.claim and not before.presentation.claim:
                somebody = before
            self._known[fever] = somebody

    def of(self, fever: str) -> Acquaintance | None:
        """Who has this story, if that is known since the gate runs."""
        with self._lock:
            return self._known.get(fever)

    def keep(self, under_way: frozenset[str], now: timedelta) -> None:
        """Forgets those whose story has ended, when its end cannot be undone any more; `now` is an uptime of `appkit.clocks`."""
        with self._lock:
            self._ended = {fever: self._ended.get(fever, now) for fever in self._known if fever not in under_way}
            for fever, since in self._ended.items():
                if now - since > UNDO_WITHIN:
                    del self._known[fever]
