"""Types are learnt before threads begin: msgspec ends the process where two threads learn one at the same time (decision 0028)."""

import subprocess
import sys

import pytest

PROGRAM = """
import importlib, sys, threading
import msgspec
from appkit.structs import learn_types
from gatepass.covenant import Covenant
importlib.import_module(sys.argv[1])
learn_types(*sys.argv[2:])
sys.setswitchinterval(1e-7)
ready = threading.Barrier(16)
def decode():
    ready.wait()
    msgspec.json.decode(b'{"name":"x","rules":[{"kind":"quota"}]}', type=Covenant)
threads = [threading.Thread(target=decode) for _ in range(16)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""


@pytest.mark.parametrize(("module", "package"), [("kiosk.web", "kiosk"), ("issuer.web", "issuer")])
def test_sixteen_threads_that_decode_at_once_end_nobody(module: str, package: str) -> None:
    program = [sys.executable, "-c", PROGRAM, module, "gatepass", package]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
