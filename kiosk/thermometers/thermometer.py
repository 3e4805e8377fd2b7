"""The gate's thermometer: a thread of its own listens to one device, and passes on the readings that come.

A device that is pulled is opened again for as long as the kiosk runs. It never raises because of a device, and never waits for
one: it says so in `state` and `problem`.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Protocol

from appkit.clocks import Clock
from gatepass.case import Reading, Site

PAUSE = 1.0
STOP_WITHIN = 5.0


class ThermometerState(Enum):
    """What the page shows about the thermometer; `OPENING` is also one that sleeps until it is used."""

    NONE = "none"
    OPENING = "opening"
    LIVE = "live"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Sample:
    """What a device said: °C, where on the body, and the air's °C where it knows."""

    celsius: float
    site: Site = Site.FOREHEAD
    air: float | None = None


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a device tells while it is listened to.

    `live` that it is there; `measured` what it measured and at which uptime of `clock` that began. `ended` is set when nobody
    listens any more.
    """

    live: Callable[[], None]
    measured: Callable[[Sample, timedelta], None]
    clock: Clock
    ended: threading.Event


class Lost(Exception):  # noqa: N818 - it is what happened to a device
    """A device that is not there (any more), in a few English words; `asleep` where that is its way between two readings."""

    def __init__(self, problem: str, *, asleep: bool = False) -> None:
        super().__init__(problem)
        self.asleep = asleep


class Device(Protocol):
    """The open interface: one kind of thermometer. `name` is what readings are recorded under."""

    @property
    def name(self) -> str:
        """What a reading says of the device that took it."""

    def listen(self, hearing: Hearing) -> None:
        """Opens the device and tells what comes until `hearing.ended`; raises `Lost`."""


class Thermometer:
    """Listens to one device in a daemon thread from `start()` to `stop()`."""

    def __init__(self, device: Device, take: Callable[[Reading], object], clock: Clock) -> None:
        """`take` is given each reading, in the thermometer's own thread."""
        self.device = device
        self._take, self._clock = take, clock
        self._told = threading.Lock()
        self._state, self._problem = ThermometerState.NONE, ""
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> ThermometerState:
        """What the thermometer is doing now."""
        return self._state

    @property
    def problem(self) -> str:
        """Why there is no thermometer, in a few English words, or empty."""
        return self._problem

    def start(self) -> None:
        """Begins to listen; a second start changes nothing."""
        if self._thread is not None:
            return
        self._ended = threading.Event()
        self._tell(ThermometerState.OPENING)
        self._thread = threading.Thread(target=self._watch, args=(self._ended,), name="thermometer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends listening; takes at most `STOP_WITHIN` seconds. A reading that comes later is forgotten."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(STOP_WITHIN)
            self._thread = None
        self._tell(ThermometerState.NONE)

    def _watch(self, ended: threading.Event) -> None:
        hearing = Hearing(lambda: self._live(ended), lambda *said: self._measured(ended, *said), self._clock, ended)
        while not ended.is_set():
            try:
                self.device.listen(hearing)
            except Lost as lost:
                self._gone(ended, ThermometerState.OPENING if lost.asleep else ThermometerState.LOST, str(lost))
            except Exception as fault:  # drivers raise whatever they like, and the gate goes on without them
                self._gone(ended, ThermometerState.LOST, f"{type(fault).__name__}: {fault}")
            ended.wait(PAUSE)

    def _live(self, ended: threading.Event) -> None:
        if not ended.is_set():
            self._tell(ThermometerState.LIVE)

    def _gone(self, ended: threading.Event, state: ThermometerState, problem: str) -> None:
        if not ended.is_set():
            self._tell(state, problem)

    def _measured(self, ended: threading.Event, sample: Sample, begun: timedelta) -> None:
        if not ended.is_set():
            at = self._clock() - (self._clock.uptime() - begun)
            self._take(Reading(round(sample.celsius, 2), at, sample.site, self.device.name, sample.air))

    def _tell(self, state: ThermometerState, problem: str = "") -> None:
        with self._told:
            self._state, self._problem = state, problem
