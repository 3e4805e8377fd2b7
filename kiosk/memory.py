"""How the C library keeps the memory of pictures. It holds no memory itself, and counts none.

glibc gives a large block a mapping of its own, which goes back to the system when it is freed. But each one that is freed
teaches it to keep blocks of that size among the small ones from then on, one heap a thread, and there a frame leaves holes
into which something small and lasting falls. Of a gate that reads 720 lines the heaps grew from 43 to 72 MB in 7 minutes,
with 33 to 38 MB of them in use all the while (decision 0031).
"""

import ctypes
import sys

LARGE = 512 * 1024  # bytes: a frame, and a grey picture of 720 lines, but no row of the ledger and no JPEG for the page
_M_MMAP_THRESHOLD = -3  # of glibc's malloc.h; set by hand, it learns no more


def keep_large_blocks_apart() -> bool:
    """Every block of `LARGE` bytes or more is a mapping of its own from now on; whether this C library can be told."""
    if not sys.platform.startswith("linux"):
        return False
    library = ctypes.CDLL(None)
    return hasattr(library, "gnu_get_libc_version") and bool(library.mallopt(_M_MMAP_THRESHOLD, LARGE))
