"""Waiting for what must happen, however long a busy machine takes: only what never happens is waited for to the end."""

import time
from collections.abc import Callable

PATIENCE = 120.0
"""Seconds."""


def becomes(wanted: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Whether something comes true within some seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if wanted():
            return True
        time.sleep(0.01)
    return wanted()
