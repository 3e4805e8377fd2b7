"""Killed without warning at any moment, a gate has every event that it had confirmed."""

import json
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import cv2
import pytest
from frames import qr_card

from gatepass.events import event_of
from kiosk.store import Store
from tests.community import Community

KIOSK = Path(sys.executable).with_name("kiosk")


@pytest.mark.parametrize("seed", range(4))
def test_every_confirmed_event_survives_a_kill(tmp_path, seed):
    community = Community()
    community.enrolled(tmp_path / "gate").close()
    image = tmp_path / "card.png"
    cv2.imwrite(str(image), qr_card(community.code("wang")))
    command = [
        KIOSK,
        "-d",
        tmp_path / "gate",
        "scan",
        *[image] * 400,
        "--temperature",
        "36.5",
        "--at",
        "2020-02-10T08:30",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    confirmed = []
    reader = threading.Thread(target=lambda: confirmed.extend(process.stdout))
    reader.start()
    while len(confirmed) < 3 and process.poll() is None:
        time.sleep(0.02)
    time.sleep(random.Random(seed).uniform(0, 0.3))
    process.kill()
    process.wait()
    reader.join()
    store = Store(tmp_path / "gate")
    kept = [event_of(line).id for line in store.unsent(store.gate().epoch, 0, 1000)]
    told = [json.loads(line)["event"] for line in confirmed if line.endswith("\n")]
    assert told == kept[: len(told)]
    assert len(kept) - len(told) <= 1
