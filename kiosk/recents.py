"""The last passages of one screen, newest first: in memory alone, since they name people."""

from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime

from gatepass.case import Reading
from gatepass.events import Event, Passage
from gatepass.passbook import Row
from gatepass.verdict import Verdict
from gatepass.wording import Text
from kiosk.passages import Attempt, Decision

LONGEST = 8


@dataclass(frozen=True, slots=True)
class Recent:
    """One of the last passages."""

    at: datetime
    event: str
    row: Row | None
    verdict: Verdict
    passage: Passage | None
    reading: Reading | None
    note: Text | None = None


class Recents:
    """The list of them. Who calls it holds the session's lock."""

    def __init__(self) -> None:
        self._list: deque[Recent] = deque(maxlen=LONGEST)

    def all(self) -> tuple[Recent, ...]:
        """The list now."""
        return tuple(self._list)

    def add(self, at: datetime, attempt: Attempt, decision: Decision) -> None:
        """A passage that was recorded; once, however often its request came."""
        if decision.event and all(decision.event != each.event for each in self._list):
            row = attempt.presentation.row
            self._list.appendleft(Recent(at, decision.event, row, decision.verdict, decision.passage, attempt.reading))

    def note(self, event: str | None, note: Text, done: Event | None = None) -> None:
        """What became of a passage, by the later event `done` where that says so: it can be undone in its place."""
        passage = getattr(done.body, "passage", None) if done else None
        for place, each in enumerate(self._list):
            if each.event == event:
                stands = done.id if done and passage else each.event
                self._list[place] = replace(each, note=note, passage=passage, event=stands)
