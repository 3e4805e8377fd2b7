"""What a gate costs while nobody is there: CPU of the whole `kiosk run`, of which a part is reading the film that is its camera.

Office, SQLite, camera thread, lookout, link and a browser before the page: all real. The camera is a film of an empty gate with
a sensor's noise, 1280 × 720 at 15 frames a second: as MJPG, which most webcams send, and as MPEG-4.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import environment
import numpy as np

sys.path.insert(0, str(environment.ROOT))

SIZE, FPS = (1280, 720), 15
FILM_SECONDS, DIFFERENT_FRAMES = 20, 30
NOISE = 4.0  # grey levels, as a cheap sensor has by day
WARM_UP_SECONDS = 10.0  # the gate learns its scenery, the page has loaded
SECONDS = 60.0
SEED = 720
ALONE = """
import sys, time
import cv2
while True:
    film = cv2.VideoCapture(sys.argv[1], cv2.CAP_FFMPEG)
    due = time.monotonic()
    while film.read()[0]:
        due += 1 / float(sys.argv[2])
        time.sleep(max(0, due - time.monotonic()))
"""


def run() -> None:
    """Prints shares of one core: the film read alone, the gate without and with a page."""
    from tests.processes import Office

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        office = Office(folder / "office").found().serve()
        try:
            office.enrol("东门", folder / "gate")
            for form, ending in (("MJPG", ".avi"), ("mp4v", ".mp4")):
                film = _film((folder / "empty").with_suffix(ending), form)
                _print(form, film, folder / "gate")
        finally:
            office.serving.stop()


def _print(form: str, film: Path, gate: Path) -> None:
    print(f"An empty gate, {SIZE[0]}×{SIZE[1]}, {FPS} frames a second, {form}, in % of one core over {SECONDS:.0f} s")
    print(f"  the film read alone         {_alone(film):4.1f} %", flush=True)
    print(f"  the gate, nobody looks      {_gate(film, gate, paged=False):4.1f} %", flush=True)
    print(f"  the gate, a page is open    {_gate(film, gate, paged=True):4.1f} %", flush=True)


def _alone(film: Path) -> float:
    process = subprocess.Popen([sys.executable, "-c", ALONE, str(film), str(FPS)])
    try:
        return _share(process.pid)
    finally:
        process.terminate()
        process.wait()


def _gate(film: Path, gate: Path, *, paged: bool) -> float:
    from tests.browsers import launched, open_page
    from tests.processes import Running, free_port

    port = free_port()
    running = Running("kiosk", gate, ("run", "--camera", str(film), "--port", str(port)), f"http://127.0.0.1:{port}")
    running.start()
    try:
        if not paged:
            return _share(running.process.pid)
        with launched() as browser, open_page(browser, running.url):
            return _share(running.process.pid)
    finally:
        running.stop()


def _share(process: int) -> float:
    """CPU of a process in % of one core, when it has run for a while; the browser needs nothing of us meanwhile."""
    import psutil

    watched = psutil.Process(process)
    time.sleep(WARM_UP_SECONDS)
    before, begun = watched.cpu_times(), time.monotonic()
    time.sleep(SECONDS)
    after = watched.cpu_times()
    return 100 * (after.user + after.system - before.user - before.system) / (time.monotonic() - begun)


def _film(path: Path, form: str) -> Path:
    import cv2

    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*form), FPS, SIZE)
    if not writer.isOpened():
        raise OSError(f"{path}: this OpenCV cannot write {form} video")
    frames = list(_frames())
    for number in range(FILM_SECONDS * FPS):
        writer.write(frames[number % len(frames)])
    writer.release()
    return path


def _frames() -> Iterator[Any]:
    """The same empty gate again and again, each time with other noise."""
    from frames import Faults, Pose, held, qr_card

    rng = np.random.default_rng(SEED)
    empty = held(qr_card("G" * 29), SIZE, Pose(3, 3, 0.1), Faults(blur=0.5, noise=0, light=0.85), rng)
    for _ in range(DIFFERENT_FRAMES):
        yield np.clip(empty + rng.normal(0, NOISE, empty.shape), 0, 255).astype(np.uint8)


if __name__ == "__main__":
    run()
