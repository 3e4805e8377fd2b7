"""The last passages of one screen, newest first. Who they were stands in memory alone; the rest is read back after a restart."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from gatepass.case import Reading
from gatepass.events import Claimed, Event, Override, Passage, Scan, Undo, reading_of
from gatepass.passbook import Row
from gatepass.people import Category
from gatepass.verdict import Verdict
from gatepass.wording import Text
from kiosk.passages import UNDO_WITHIN, Attempt, Decision, verdict_of

LONGEST = 8
UNDONE = Text("已撤销", "undone")
BEFORE_A_RESTART = Text("终端重启前", "before the restart")


@dataclass(frozen=True, slots=True)
class Recent:
    """One of the last passages. `since` is when somebody was let pass against the verdict, where that was later than `at`."""

    at: datetime
    event: str
    row: Row | None
    verdict: Verdict
    passage: Passage | None
    reading: Reading | None
    note: Text | None = None
    since: datetime | None = None
    undoable: bool = False


class Recents:
    """The list of them. Who calls it holds the session's lock."""

    def __init__(self) -> None:
        self._list: deque[Recent] = deque(maxlen=LONGEST)

    def all(self, now: datetime) -> tuple[Recent, ...]:
        """The list now, and what of it can be undone still."""
        return tuple(replace(each, undoable=_undoable(each, now)) for each in self._list)

    def recall(self, events: Iterable[Event]) -> None:
        """What the ledger of an earlier run says of them, oldest first. It knows no name, and a door only of who said theirs."""
        for event in events:
            match event.body:
                case Scan() | Claimed() as body:
                    self._list.appendleft(_recalled(event, body))
                case Override(scan=judged, reason=reason):
                    self.note(judged, let_pass(reason), event)
                case Undo(event=undone):
                    self.note(undone, UNDONE, event)

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
                since = done.at if done and passage else each.since
                self._list[place] = replace(each, note=note, passage=passage, event=stands, since=since)


def _undoable(recent: Recent, now: datetime) -> bool:
    return recent.passage in (Passage.IN, Passage.OUT) and now - (recent.since or recent.at) <= UNDO_WITHIN


def let_pass(reason: str) -> Text:
    """What became of somebody who was let in against the verdict."""
    return Text(f"放行：{reason}", f"let pass: {reason}")


def _recalled(event: Event, body: Scan | Claimed) -> Recent:
    row = Row(body.door, "", Category.OWNER, "") if isinstance(body, Claimed) else None
    reading = reading_of(body.celsius, body.taken, event.at)
    return Recent(event.at, event.id, row, verdict_of(body.verdict), body.passage, reading, BEFORE_A_RESTART)
