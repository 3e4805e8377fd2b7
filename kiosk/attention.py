"""What a gate's one screen attends to, of all that its cameras see: one code once, nobody pushed aside, nobody waiting for ever.

It knows when, as uptimes of `appkit.clocks`, and at which camera codes, hints and movement were seen; it knows no picture, no person and
no verdict.
"""

from dataclasses import dataclass
from datetime import timedelta

from gatepass.covenant import Direction
from kiosk.guidance import Hint

SAME_CODE = timedelta(seconds=8)
STILL_HELD = timedelta(seconds=1.5)  # a card held quite still is reported once a second
STAYS_IN_VIEW = timedelta(seconds=2)
NAMED_FOR = timedelta(seconds=3)  # on the page, where who waits must not come and go with every missed frame


@dataclass(frozen=True, slots=True)
class Eye:
    """Where something was seen: the camera's number, 0 for none of the gate's, and the way of those who pass it, where it has one."""

    number: int = 0
    direction: Direction | None = None


NOWHERE = Eye()


@dataclass(frozen=True, slots=True)
class _Waiting:
    text: str
    since: timedelta
    seen: timedelta


@dataclass(frozen=True, slots=True)
class Queue:
    """Who holds up a code at another camera than the screen's: camera and code, longest first. `number` grows with every change."""

    number: int = 0
    held: tuple[tuple[int, str], ...] = ()


class Attention:
    """What was seen lately by the cameras of one screen. Who calls it holds the session's lock."""

    def __init__(self) -> None:
        self.camera = 0
        self._seen: dict[str, timedelta] = {}
        self._waiting: dict[int, _Waiting] = {}
        self._queue = Queue()
        self._hints: dict[int, Hint] = {}
        self._moved: dict[int, timedelta] = {}

    def is_held(self, text: str, now: timedelta) -> bool:
        """Whether this code was in view a moment ago, at whichever camera: then it is still the same scan."""
        held = text in self._seen and now - self._seen[text] < SAME_CODE
        if held:
            self.note(text, now)
        return held

    def note(self, text: str, now: timedelta) -> None:
        """A code is in view, and was scanned."""
        self._seen = {each: at for each, at in self._seen.items() if now - at < SAME_CODE}
        self._seen[text] = now

    def forget(self, text: str) -> None:
        """The next look at this code is a scan again."""
        self._seen.pop(text, None)

    def try_again(self, text: str, at: timedelta) -> None:
        """A scan failed by no fault of the card: from `at` on it is tried again."""
        self._seen[text] = at - SAME_CODE

    def wait(self, eye: Eye, text: str, now: timedelta) -> None:
        """A code is held up while somebody else has the screen."""
        before = self._waiting.get(eye.number)
        since = before.since if before and before.text == text and now - before.seen < STILL_HELD else now
        self._waiting[eye.number] = _Waiting(text, since, now)

    def has_turn(self, eye: Eye, now: timedelta) -> bool:
        """Whether nobody who is still there has waited longer at another camera."""
        self._waiting = {number: each for number, each in self._waiting.items() if now - each.seen < STILL_HELD}
        mine = self._waiting.get(eye.number)
        longest = min((each.since for each in self._waiting.values()), default=now)
        return mine is not None and mine.since <= longest

    def queue(self, camera: int, now: timedelta) -> Queue:
        """Who waits elsewhere while the person who was seen by `camera` has the screen."""
        there = [each for each in self._waiting.items() if each[0] != camera and now - each[1].seen < NAMED_FOR]
        held = tuple((number, each.text) for number, each in sorted(there, key=lambda each: each[1].since))
        if held != self._queue.held:
            self._queue = Queue(self._queue.number + 1, held)
        return self._queue

    def take(self, eye: Eye, text: str, now: timedelta) -> None:
        """Whoever holds up this code has the screen."""
        self._waiting.pop(eye.number, None)
        self.camera = eye.number or self.camera
        self.note(text, now)

    def glance(self, eye: Eye, hint: Hint | None, *, moved: bool, now: timedelta) -> None:
        """What a camera's frame brought beside a code. The camera to be looked at is the one that moved last, and stays for a while."""
        if hint is None:
            self._hints.pop(eye.number, None)
        else:
            self._hints[eye.number] = hint
        if moved:
            self._moved[eye.number] = now
        at = self._moved.get(self.camera)
        if (moved and (at is None or now - at > STAYS_IN_VIEW)) or not self.camera:
            self.camera = eye.number

    @property
    def hint(self) -> Hint | None:
        """What is said over the picture of the camera that is looked at."""
        return self._hints.get(self.camera)
