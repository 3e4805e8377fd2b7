"""A running gate's frames leave no holes among its small and lasting things (decision 0031)."""

import ctypes
import subprocess
import sys

import pytest

PROGRAM = """
import ctypes, sys
from pathlib import Path
import numpy as np
from kiosk import gate

class Memory(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in
        ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")]

library = ctypes.CDLL(None)
library.mallinfo2.restype = Memory

def frame():
    return np.empty((720, 1280, 3), np.uint8)

def page(running):
    for _ in range(3):
        frame()  # freed at once
    before = library.mallinfo2().hblks
    held = [frame() for _ in range(5)]
    print(library.mallinfo2().hblks - before)
    raise SystemExit

gate.run(Path(sys.argv[1]), gate.Devices(["none"]), ("127.0.0.1", 0), page)
"""


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or not hasattr(ctypes.CDLL(None), "mallinfo2"),
    reason="this C library does not tell",
)
def test_each_frame_of_a_running_gate_is_a_mapping_of_its_own_also_after_many_were_freed(community, tmp_path):
    community.enrolled(tmp_path / "gate").close()
    program = [sys.executable, "-c", PROGRAM, str(tmp_path / "gate")]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("5\n", 0), done.stderr
