"""One person at a time in front of one gate: from the text that was read to the verdict on the screen. It knows no camera and no page.

The camera's thread and the page's requests meet here; whoever waits for the screen to change is woken.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from gatepass.covenant import Direction
from gatepass.events import Event, Passage
from gatepass.passbook import Row
from gatepass.validators import parse_temperature
from gatepass.verdict import Outcome, Verdict
from gatepass.wording import Refusal, Text
from kiosk.bindings import bind
from kiosk.guidance import Hint
from kiosk.passages import Attempt, Decision, Presentation, decide, identify, override, undo
from kiosk.stamp import stamp
from kiosk.store import Store
from kiosk.visits import Form

SAME_CODE = timedelta(seconds=8)
TRY_AGAIN = timedelta(seconds=2)
VERDICT_STAYS = timedelta(seconds=12)
ASKING_STAYS = timedelta(minutes=3)
RECENT = 8
EXPIRY_IS_SEEN_WITHIN = 1.0


class Phase(StrEnum):
    """What the screen shows."""

    READY = "ready"
    ASKING = "asking"
    VERDICT = "verdict"
    FAULT = "fault"


_STAYS = {Phase.VERDICT: VERDICT_STAYS, Phase.FAULT: VERDICT_STAYS, Phase.ASKING: ASKING_STAYS}


@dataclass(frozen=True, slots=True)
class Screen:
    """All that the gate's page shows of the person in front of it. `number` grows with every change."""

    number: int
    phase: Phase
    direction: Direction
    since: datetime
    presentation: Presentation | None = None
    decision: Decision | None = None
    celsius: float | None = None
    fault: Refusal | None = None
    hint: Hint | None = None


@dataclass(frozen=True, slots=True)
class Recent:
    """One of the last passages; kept in memory only, since it names people."""

    at: datetime
    event: str
    row: Row | None
    verdict: Verdict
    passage: Passage | None
    celsius: float | None
    note: Text | None = None


class Session:
    """The state of one gate's screen."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._changed = threading.Condition(threading.RLock())
        self._screen = Screen(1, Phase.READY, Direction.IN, clock())
        self._recent: deque[Recent] = deque(maxlen=RECENT)
        self._answered: str | None = None
        self._ended = False
        self._last_text = ""
        self._last_seen = clock() - SAME_CODE

    def seen(self, text: str) -> None:
        """A code stands before the camera. Held still it is one scan; nobody is pushed aside while their temperature is asked."""
        with self._changed:
            now = self._clock()
            held = text == self._last_text and now - self._last_seen < SAME_CODE
            asking = self._current().phase is Phase.ASKING
            if held or not asking:
                self._last_text, self._last_seen = text, now
            if held or asking:
                return
            try:
                self._attempt(Attempt(identify(self._store, text), self._screen.direction))
            except Refusal as refusal:
                self._last_seen = now - SAME_CODE + TRY_AGAIN
                self._show(replace(self._blank(), phase=Phase.FAULT, fault=refusal))

    def guide(self, hint: Hint | None) -> None:
        """Why the card that is held up is not read; said while nobody is on the screen."""
        with self._changed:
            screen = self._current()
            if screen.phase is Phase.READY and screen.hint is not hint:
                self._show(replace(screen, number=screen.number + 1, hint=hint))

    def scan(self, text: str, request: str | None) -> Screen:
        """A code from a hand scanner or typed by hand; it takes the place of whoever is on the screen."""
        with self._changed:
            self._last_text, self._last_seen = text, self._clock()
            return self._attempt(Attempt(identify(self._store, text), self._screen.direction, request=request))

    def temperature(self, number: int, typed: str, request: str | None) -> Screen:
        """The temperature of the person on screen `number`, and of nobody else; raises `Refusal`, and goes on asking."""
        with self._changed:
            if request is not None and request == self._answered:
                return self._current()
            screen = self._asked(number)
            attempt = Attempt(screen.presentation, screen.direction, parse_temperature(typed), request)  # type: ignore[arg-type]
            answer = self._attempt(attempt)
            self._answered = request
            return answer

    def clear(self, number: int) -> Screen:
        """Back to ready: the person on screen `number` went away, or is done."""
        with self._changed:
            return self._show(self._blank()) if self._screen.number == number else self._screen

    def turn(self, direction: Direction) -> Screen:
        """From now on people go this way."""
        with self._changed:
            return self._show(replace(self._blank(), direction=direction))

    def override(self, event: str, reason: str, request: str | None) -> Screen:
        """Lets the person of a scan pass against the verdict; raises `Refusal` where the covenant does not allow it."""
        with self._changed:
            done = override(self._store, event, reason, stamp(self._store, self._clock()), request)
            return self._noted(event, done, Text(f"放行：{reason}", f"let pass: {reason}"))

    def bind(self, event: str, form: Form, request: str | None) -> Screen:
        """Gives the spare of a scan to somebody; held up again it is scanned at once. Raises `Refusal`."""
        with self._changed:
            bind(self._store, event, form, stamp(self._store, self._clock()), request)
            self._last_seen = self._clock() - SAME_CODE
            return self._show(self._blank())

    def undo(self, event: str, request: str | None) -> Screen:
        """The passage of an event did not take place; raises `Refusal` after some minutes."""
        with self._changed:
            done = undo(self._store, event, stamp(self._store, self._clock()), request)
            return self._noted(event, done, Text("已撤销", "undone"))

    def screen(self) -> Screen:
        """What is shown now; a verdict gives way to ready by itself."""
        with self._changed:
            return self._current()

    def recent(self) -> tuple[Recent, ...]:
        """The last passages, newest first."""
        with self._changed:
            return tuple(self._recent)

    def wait_for_change(self, after: int, seconds: float) -> Screen:
        """The screen as soon as its number differs from `after`, at the latest after `seconds`."""
        with self._changed:
            end = time.monotonic() + seconds
            while not self._ended and self._current().number == after and (left := end - time.monotonic()) > 0:
                self._changed.wait(min(left, EXPIRY_IS_SEEN_WITHIN))
            return self._current()

    def end(self) -> None:
        """Nobody waits for a change any more: the gate is ending."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _attempt(self, attempt: Attempt) -> Screen:
        now = self._clock()
        decision = decide(self._store, attempt, stamp(self._store, now))
        asking = decision.verdict.outcome is Outcome.MEASURE
        if decision.event and all(decision.event != each.event for each in self._recent):
            self._recent.appendleft(_recent(now, attempt, decision))
        phase = Phase.ASKING if asking else Phase.VERDICT
        return self._show(
            replace(
                self._blank(),
                phase=phase,
                presentation=attempt.presentation,
                decision=decision,
                celsius=attempt.celsius,
            )
        )

    def _asked(self, number: int) -> Screen:
        screen = self._current()
        if screen.number != number or screen.phase is not Phase.ASKING:
            raise Refusal(
                Text("屏幕上已经不是这个人", "the screen shows somebody else by now"),
                Text("请再刷一次卡", "scan the card again"),
            )
        return screen

    def _blank(self) -> Screen:
        return Screen(self._screen.number + 1, Phase.READY, self._screen.direction, self._clock())

    def _show(self, screen: Screen) -> Screen:
        self._screen = screen
        self._changed.notify_all()
        return screen

    def _current(self) -> Screen:
        limit = _STAYS.get(self._screen.phase)
        if limit and self._clock() - self._screen.since > limit:
            self._show(self._blank())
        return self._screen

    def _noted(self, event: str, done: Event, note: Text) -> Screen:
        passage = getattr(done.body, "passage", None)
        for place, each in enumerate(self._recent):
            if each.event == event:
                self._recent[place] = replace(
                    each, note=note, passage=passage, event=done.id if passage else each.event
                )
        return self._show(self._blank())


def _recent(now: datetime, attempt: Attempt, decision: Decision) -> Recent:
    assert decision.event  # noqa: S101 - the caller asked
    row = attempt.presentation.row
    return Recent(now, decision.event, row, decision.verdict, decision.passage, attempt.celsius)
