"""Whom without a pass this gate measured a while ago, so that nobody is measured six times in a morning.

In memory alone, by digests under a key that is on no disk: what somebody is known by cannot be read back, and goes with the program.
"""

import hashlib
import hmac
import secrets
import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from gatepass.case import Reading
from gatepass.events import Details
from gatepass.kinds import TemperatureRule
from kiosk.names import name_key

MOST = 5000
_OF_A_PERSON = {"phone", "document"}
_ENOUGH = (*({each} for each in (*_OF_A_PERSON, "plate")), {"door", "name"})

Marks = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class _Caller:
    marks: Marks
    reading: Reading

    def is_same(self, marks: Marks) -> bool:
        """Whether it surely is them: a phone, a document, a plate in common, or door and name, and nothing but the door differs."""
        shared = self._shared(marks)
        differing = self.marks.keys() & marks.keys() - shared - {"door"}
        return not differing and any(shared >= enough for enough in _ENOUGH)

    def may_be_same(self, marks: Marks) -> bool:
        """Whether it may be them: a phone or a document in common, whatever name was given this time."""
        return bool(self._shared(marks) & _OF_A_PERSON) or self.is_same(marks)

    def _shared(self, marks: Marks) -> set[str]:
        return {each for each in self.marks.keys() & marks.keys() if self.marks[each] == marks[each]}


class Callers:
    """The readings of those without a pass, since the gate runs. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key = secrets.token_bytes(32)
        self._callers: deque[_Caller] = deque(maxlen=MOST)

    def note(self, details: Details, door: str | None, reading: Reading) -> None:
        """Somebody was measured."""
        with self._lock:
            self._callers.append(_Caller(self._marks(details, door), reading))

    def earlier(self, details: Details, door: str | None, rule: TemperatureRule, now: datetime) -> tuple[Reading, ...]:
        """Their readings that the rule remembers, oldest first; a high one already where it only may be theirs."""
        with self._lock:
            while self._callers and now - self._callers[0].reading.at > rule.remembers:
                self._callers.popleft()
            marks = self._marks(details, door)
            theirs = (
                each.reading
                for each in self._callers
                if each.is_same(marks) or (rule.is_high(each.reading) and each.may_be_same(marks))
            )
            return tuple(theirs)

    def _marks(self, details: Details, door: str | None) -> Marks:
        told = {
            "phone": details.phone,
            "document": details.document,
            "plate": details.plate,
            "name": name_key(details.name),
            "door": door or "",
        }
        return {mark: self._digest(mark, value) for mark, value in told.items() if value}

    def _digest(self, mark: str, value: str) -> bytes:
        return hmac.digest(self._key, f"{mark} {value}".encode(), hashlib.sha256)
