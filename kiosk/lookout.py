"""The eye of a running gate: from its frames, one after the other, to the code to judge and the hint to show.

It keeps what single frames do not tell: whether something moved lately, the frames laid on each other in the dark, and
which of two cards was chosen. It never says what a code means, and a frame costs it at most about `BUDGET` seconds.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.decoders import Found
from kiosk.guidance import Hint, Look, Scenery, Steady, guidance, look
from kiosk.reader import Motion, Reader, other_symbol, read_together
from kiosk.stack import Stack, is_hard_to_see
from kiosk.views import Picture, grey_of

BUDGET = 0.06
LIVELY = 3.0
JUST_NOW = 0.2
QUIET = 6.0
IDLE_PAUSE = 1.0
EMPTY = 30.0
EMPTY_PAUSE = 2.0
UNREAD_BEFORE_STACKING = 3
FEWEST_TOGETHER = 4
OTHER_SYMBOL_EVERY = 8
STAYS_CHOSEN = 1.0
TWO_IN_VIEW = 1.0


@dataclass(frozen=True)
class Sight:
    """What a frame brought: the text of the code to judge, what the person who holds a card up should be told, and movement."""

    text: str | None = None
    hint: Hint | None = None
    moved: bool = False


class Choice:
    """Of several codes in view one is judged: the one nearest the middle, and that one until it is gone."""

    def __init__(self) -> None:
        self._text: str | None = None
        self._seen = -STAYS_CHOSEN
        self._beside: frozenset[str] = frozenset()
        self._together = -TWO_IN_VIEW

    def of(self, found: tuple[Found, ...], at: float) -> str | None:
        """The text to judge of what a frame shows, nearest the middle first; `at` is in seconds that only grow."""
        texts = [code.text for code in found]
        if len(texts) > 1:
            self._together = at
        if self._text in texts or not self._waits_for_the_chosen(texts, at):
            self._text, self._seen = self._chosen(texts), at if texts else self._seen
        if len(texts) > 1:
            self._beside = frozenset(texts) - {self._text}
        return self._text if self._text in texts else None

    def several(self, at: float) -> bool:
        """Whether two codes were in one picture lately."""
        return at - self._together < TWO_IN_VIEW

    def _waits_for_the_chosen(self, texts: list[str], at: float) -> bool:
        """Nobody is judged because the reader missed the card beside theirs for a moment."""
        return at - self._seen < STAYS_CHOSEN and self._beside.issuperset(texts)

    def _chosen(self, texts: list[str]) -> str | None:
        return self._text if self._text in texts or not texts else texts[0]


class Lookout:
    """Looks at every frame of one camera; cheap while nothing moves. Its clock, in seconds, also says what a frame has cost."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._motion = Motion(clock)
        self._reader = Reader()
        self._stack = Stack()
        self._choice = Choice()
        self._scenery = Scenery()
        self._steady = Steady()
        self._before: Look | None = None
        self._unread = 0
        self._other_at = -LIVELY
        self._rested_at = -IDLE_PAUSE
        self._pause = IDLE_PAUSE

    @property
    def is_resting(self) -> bool:
        """Whether nothing has moved for so long that a few frames a second are enough to see that something does."""
        return self._clock() - self._motion.moved_at > QUIET

    def see(self, frame: NDArray[Any]) -> Sight | None:
        """What a frame, `(height, width[, 3])` uint8, brings; None where nothing is new in it."""
        now = self._clock()
        changed = self._motion.changed(frame)
        still = now - self._motion.moved_at
        if self._nothing_new(changed, now, still):
            return None
        grey = grey_of(frame)
        together = self._unread >= UNREAD_BEFORE_STACKING and still <= LIVELY and is_hard_to_see(grey)
        found = self._of_several(grey) if together and self._unread % 2 else self._reader.read(grey)
        if not found and still <= LIVELY:
            self._spare_time(grey, now)
        if found:
            return self._read(found, now)
        if still > LIVELY:
            self._rest(grey, still)
        else:
            self._unread += 1
        return Sight(hint=self._steady.settled(self._hint(grey, now, still), now), moved=still < JUST_NOW)

    def _nothing_new(self, changed: bool, now: float, still: float) -> bool:
        """An idle gate is looked at once in a while; while a card is held up and not read, every frame counts."""
        if still <= LIVELY:
            return not changed and self._unread == 0
        if now - self._rested_at < self._pause:
            return True
        self._rested_at = now
        return False

    def _read(self, found: tuple[Found, ...], now: float) -> Sight:
        self._unread, self._before, self._pause = 0, None, IDLE_PAUSE
        self._stack.clear()
        text = self._choice.of(found, now)
        if not self._choice.several(now):
            self._steady.clear()
            return Sight(text, moved=True)
        return Sight(text, self._steady.settled(Hint.ONE_AT_A_TIME, now), moved=True)

    def _of_several(self, grey: Picture) -> tuple[Found, ...]:
        """Every other frame in the dark is not tried alone, but together with those before it."""
        self._stack.add(grey)
        return read_together(self._stack.picture()) if self._stack.count >= FEWEST_TOGETHER else ()

    def _spare_time(self, grey: Picture, now: float) -> None:
        """What is done when the tries of a frame were quick: one more for the stack, or a look for other kinds of symbols."""
        if self._clock() - now > BUDGET / 2:
            return
        if self._stack.count and self._unread % 2 == 0:
            self._stack.add(grey)
        elif self._unread % OTHER_SYMBOL_EVERY == OTHER_SYMBOL_EVERY - 1 and other_symbol(grey):
            self._other_at = now

    def _hint(self, grey: Picture, now: float, still: float) -> Hint | None:
        if still > LIVELY:
            self._before = None
            return None
        seen = look(self._stack.mean() if self._stack.count >= FEWEST_TOGETHER else grey, self._scenery)
        hint, self._before = guidance(seen, self._before), seen
        return Hint.NOT_OURS if now - self._other_at < LIVELY / 2 else hint

    def _rest(self, grey: Picture, still: float) -> None:
        self._unread = 0
        self._stack.clear()
        self._pause = EMPTY_PAUSE if still > EMPTY else IDLE_PAUSE
        if still > QUIET:
            self._scenery.learn(np.ascontiguousarray(grey))
