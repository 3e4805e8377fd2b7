"""A running gate's threads share one heap, so that its frames leave no holes in sixteen (decision 0031)."""

import ctypes
import re
import subprocess
import sys

import pytest

PROGRAM = """
import ctypes, sys, threading
from pathlib import Path
import numpy as np
from kiosk import gate

def page(running):
    ready = threading.Barrier(8)
    def work():
        frame = np.empty((720, 1280, 3), np.uint8)
        ready.wait()
    threads = [threading.Thread(target=work) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    ctypes.CDLL(None).malloc_stats()
    raise SystemExit

gate.run(Path(sys.argv[1]), gate.Devices(["none"]), ("127.0.0.1", 0), page)
"""


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or not hasattr(ctypes.CDLL(None), "malloc_stats"),
    reason="this C library has no heaps to tell of",
)
def test_eight_threads_of_a_running_gate_with_a_frame_each_share_one_heap(community, tmp_path):
    community.enrolled(tmp_path / "gate").close()
    program = [sys.executable, "-c", PROGRAM, str(tmp_path / "gate")]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert (done.returncode, re.findall(r"^Arena \d+:", done.stderr, re.MULTILINE)) == (0, ["Arena 0:"]), done.stderr
