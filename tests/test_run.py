"""`python scripts/run.py`: a sample community, its office and a gate with a recorded camera; Ctrl-C ends all; a second start keeps it."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import msgspec

from tests.patience import PATIENCE, becomes
from tests.processes import free_port

RUN = Path(__file__).parent.parent / "scripts" / "run.py"


def start(data: Path, ports: tuple[int, int]) -> subprocess.Popen[bytes]:
    office, gate = map(str, ports)
    return subprocess.Popen([sys.executable, RUN, "--data", data, "--office-port", office, "--gate-port", gate])


def phase(port: int) -> str:
    """What the gate's screen shows; nothing while it does not answer."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/board", timeout=PATIENCE) as answer:
            return msgspec.json.decode(answer.read())["phase"]
    except OSError:
        return ""


def shows_a_card(port: int, process: subprocess.Popen[bytes]) -> bool:
    """Whether somebody is asked for a temperature while it runs, however long the sample takes to be made."""
    asked = becomes(lambda: phase(port) == "asking" or process.poll() is not None, 5 * PATIENCE)
    return asked and process.poll() is None


def answers(port: int) -> bool:
    try:
        urlopen(f"http://127.0.0.1:{port}/", timeout=2).close()
    except OSError:
        return False
    return True


def test_the_sample_community_runs_shows_cards_ends_cleanly_and_starts_again(tmp_path):
    ports = free_port(), free_port()
    for how in (signal.SIGINT, signal.SIGTERM):
        process = start(tmp_path / "data", ports)
        seen = shows_a_card(ports[1], process)
        process.send_signal(how)
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)  # as people do who see nothing happen at once
        assert (process.wait(PATIENCE), seen) == (0, True)
        assert (answers(ports[0]), answers(ports[1])) == (False, False)
