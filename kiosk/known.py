"""Who the people are that wait to be measured again: in memory alone, since a gate's disk names no resident.

After a restart nobody is known until their pass is scanned again.
"""

import threading
from dataclasses import dataclass

from gatepass.case import Direction
from kiosk.passages import Presentation


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

    def note(self, fever: str, somebody: Acquaintance) -> None:
        """Somebody with this story was here."""
        with self._lock:
            self._known[fever] = somebody

    def of(self, fever: str) -> Acquaintance | None:
        """Who has this story, if that is known since the gate runs."""
        with self._lock:
            return self._known.get(fever)

    def stories(self) -> frozenset[str]:
        """All stories of which somebody is known."""
        with self._lock:
            return frozenset(self._known)

    def forget(self, fevers: frozenset[str]) -> None:
        """Forgets those whose story has ended."""
        with self._lock:
            for fever in fevers:
                self._known.pop(fever, None)
