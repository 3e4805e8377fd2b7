"""How the C library keeps a gate's memory. It holds none itself, and counts none.

glibc gives every thread a heap of its own, up to eight a core. A frame comes into being in one thread and ends in another, and
what is small and lasting falls into the hole: each heap grows to the most that was ever in it at once, and does not shrink. In
18 minutes of passages a gate's heaps grew from 40 to 97 MB, with 31 to 39 MB of them in use all the while (decision 0031).
"""

import ctypes
import sys

_M_ARENA_MAX = -8  # of glibc's malloc.h


def share_one_heap() -> bool:
    """All threads that begin from now on share one heap; whether this C library had to be told, and understood."""
    if not sys.platform.startswith("linux"):
        return False
    library = ctypes.CDLL(None)
    return hasattr(library, "gnu_get_libc_version") and bool(library.mallopt(_M_ARENA_MAX, 1))
