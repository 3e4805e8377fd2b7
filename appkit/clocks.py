"""What time it is on this PC, and how much of it has passed. It sets no clock.

A clock is set: by its owner, by the network, after a night on a flat battery. So what happens is recorded by the clock, and how long
something lasts is told by the time that the PC has been on, which never steps.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Both kinds of time, which no caller may mix: the type checker tells a moment (datetime) from an uptime (timedelta)."""

    def __call__(self) -> datetime:
        """The time as the PC's clock has it, with its zone; it may step either way."""

    def uptime(self) -> timedelta:
        """How long the PC has been on; it only grows."""


class PcClock:
    """This PC's."""

    def __call__(self) -> datetime:
        """The time in UTC."""
        return now()

    def uptime(self) -> timedelta:
        """How long this PC has been on, its sleep included where the system counts it."""
        return uptime()


def now() -> datetime:
    """The time as this PC's clock has it, in UTC."""
    return datetime.now(UTC)


def uptime() -> timedelta:
    """How long this PC has been on; Linux leaves its sleep out of the clock that Python takes."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return timedelta(seconds=time.monotonic() if boot is None else time.clock_gettime(boot))
