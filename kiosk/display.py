"""What the gate's page shows now, and who waits for it to change: the camera's thread and the page's requests meet here.

It decides nothing: it gives a changed screen its number, and lets a verdict that has been read give way to ready.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType

from appkit.clocks import Clock
from gatepass.covenant import Direction
from kiosk.attention import Attention, Eye
from kiosk.screen import Phase, Run, Screen

EXPIRY_IS_SEEN_WITHIN = 1.0


class Display:
    """One gate's screen. `with display:` holds it still for one thread, which may take it again."""

    def __init__(self, clock: Clock, attention: Attention) -> None:
        self.run = Run.new()
        self._clock = clock
        self._attention = attention
        self._screen = Screen(self.run.first, self.run.first, Phase.READY, Direction.IN, clock.uptime())
        self._changed = threading.Condition(threading.RLock())
        self._ended = False

    def __enter__(self) -> None:
        self._changed.acquire()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._changed.release()

    @property
    def screen(self) -> Screen:
        """What is shown, even where its time is over by now: an answer that has begun is about this one."""
        return self._screen

    def current(self) -> Screen:
        """What is shown; what was there long enough gives way to ready by itself."""
        with self:
            if self._screen.is_over(self._clock.uptime()):
                self.clear()
            return self._screen

    def blank(self) -> Screen:
        """Ready, for the next person, at the camera that is attended to."""
        there, eye = self._screen, Eye(self._attention.camera)
        return Screen(there.number + 1, there.change, Phase.READY, there.switch, self._clock.uptime(), eye)

    def show(self, screen: Screen) -> Screen:
        """From now on this is shown, and whoever waits is told."""
        with self:
            self._screen = replace(screen, change=self._screen.change + 1)
            self._changed.notify_all()
            return self._screen

    def clear(self) -> Screen:
        """Ready for the next person."""
        return self.show(self.blank())

    def wake(self) -> None:
        """Something beside the screen changed."""
        with self:
            self._changed.notify_all()

    def wait(self, is_shown: Callable[[], bool], seconds: float) -> Screen:
        """The screen as soon as what `is_shown` asks about is no longer so, at the latest after `seconds`."""
        with self:
            end = time.monotonic() + seconds
            while not self._ended and is_shown() and (left := end - time.monotonic()) > 0:
                self._changed.wait(min(left, EXPIRY_IS_SEEN_WITHIN))
            return self.current()

    def end(self) -> None:
        """Nobody waits for a change any more: the gate is ending."""
        with self:
            self._ended = True
            self._changed.notify_all()
