"""`python scripts/run.py`: a sample community, its office and a gate with a recorded camera; Ctrl-C ends all; a second start keeps it."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import msgspec
import pytest

from tests.processes import free_port

RUN = Path(__file__).parent.parent / "scripts" / "run.py"


def start(data: Path, ports: tuple[int, int]) -> subprocess.Popen[bytes]:
    office, gate = map(str, ports)
    return subprocess.Popen([sys.executable, RUN, "--data", data, "--office-port", office, "--gate-port", gate])


def phases_seen(port: int, process: subprocess.Popen[bytes], seconds: float) -> set[str]:
    """The phases of the gate's screen until a card is asked for its temperature."""
    seen: set[str] = set()
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None and "asking" not in seen:
        try:
            with urlopen(f"http://127.0.0.1:{port}/board", timeout=5) as answer:
                seen.add(msgspec.json.decode(answer.read())["phase"])
        except OSError:
            time.sleep(0.3)
        time.sleep(0.1)
    return seen


def answers(port: int) -> bool:
    try:
        urlopen(f"http://127.0.0.1:{port}/", timeout=2).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_the_sample_community_runs_shows_cards_ends_cleanly_and_starts_again(tmp_path, how):
    ports = free_port(), free_port()
    for seconds in (90, 30):
        process = start(tmp_path / "data", ports)
        seen = phases_seen(ports[1], process, seconds)
        process.send_signal(how)
        assert (process.wait(30), "asking" in seen) == (0, True)
        assert (answers(ports[0]), answers(ports[1])) == (False, False)
