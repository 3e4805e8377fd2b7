"""Keeps the line to the office in a thread of its own, and remembers how that went. Nothing at the gate waits for it."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from gatepass.wording import Refusal, Text
from kiosk.store import Store
from kiosk.sync import synchronise

EVERY_SECONDS = 15.0

_log = logging.getLogger(__name__)


class Link:
    """The office link of one gate."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self.problem: Refusal | None = None
        self.reached: datetime | None = None
        self._store = store
        self._clock = clock
        self._wake = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="link", daemon=True)

    def start(self) -> None:
        """Begins to synchronise, at once and then again and again."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the synchronisation under way."""
        self._ended.set()
        self._wake.set()
        self._thread.join(timeout=5)

    def nudge(self) -> None:
        """Synchronises now instead of in a while."""
        self._wake.set()

    def _keep(self) -> None:
        while not self._ended.is_set():
            self._once()
            self._wake.wait(EVERY_SECONDS)
            self._wake.clear()

    def _once(self) -> None:
        try:
            synchronise(self._store)
        except Refusal as refusal:
            self.problem = refusal
        except Exception:  # a bug of ours ends one synchronisation, never the line
            _log.exception("synchronising failed")
            self.problem = _FAULT
        else:
            self.problem, self.reached = None, self._clock()


_FAULT = Refusal(
    Text("与办公室同步时程序出错", "the program failed while it synchronised"),
    Text("照常放行，会自动再试；请告知办公室", "go on as usual, it is tried again; tell the office"),
)
