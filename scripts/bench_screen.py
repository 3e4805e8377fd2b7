"""From the frame that first shows a readable card to the verdict painted in a browser.

Film, camera thread, reader, SQLite, HTTP, Chromium: all real. A frame counts as readable when any of our tries reads it.
"""

import bisect
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import environment
import numpy as np

sys.path.insert(0, str(environment.ROOT))

CARDS = 30
SECONDS_PER_CARD = 2.0
FPS = 15
LOOK_BACK = 8
SIZE = (1280, 720)
OBSERVE = """() => {
  window.painted = [];
  const name = document.querySelector('section.verdict [data-shown="name"]');
  const note = () => {
    const shown = name.textContent;
    if (!shown || document.body.dataset.view !== 'verdict') return;
    if (window.painted.some((each) => each.name === shown)) return;
    const entry = { name: shown, at: 0 };
    window.painted.push(entry);
    requestAnimationFrame(() => requestAnimationFrame(() => { entry.at = Date.now() / 1000; }));
  };
  new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
}"""


def run() -> None:
    """Prints median and 99th percentile of the milliseconds from frame to painted verdict."""
    with tempfile.TemporaryDirectory() as folder:
        shown, first = _play(Path(folder))
    late = [(shown[name] - first[name]) * 1000 for name in first if name in shown]
    print(f"{CARDS} cards at {SIZE[0]}×{SIZE[1]}, {FPS} frames a second; verdicts painted: {len(late)} of {CARDS}")
    if len(late) > 1:
        median, worst = statistics.median(late), np.percentile(late, 99)
        print(f"first readable frame to painted verdict: median {median:.0f} ms, 99th percentile {worst:.0f} ms")


def _play(folder: Path) -> tuple[dict[str, float], dict[str, float]]:
    """When each holder's verdict was painted, and when the first frame with their readable code was taken (epoch seconds)."""
    from frames import card_passing, qr_card, write_video

    from appkit.web import Server
    from gatepass.covenant import Direction
    from gatepass.wording import Text
    from kiosk.attention import Eye
    from kiosk.camera import Camera, Picture, _Reading
    from kiosk.gate import Gate, watching
    from kiosk.link import Link
    from kiosk.posts import Post
    from kiosk.session import Session
    from kiosk.shift import Shift
    from kiosk.stamp import now
    from kiosk.web import create_app
    from tests.browsers import launched, open_page
    from tests.community import crowd

    names, store = crowd(folder, CARDS)
    codes = list(names)
    frames = list(
        card_passing([qr_card(code) for code in codes], SIZE, FPS, SECONDS_PER_CARD, np.random.default_rng(7))
    )
    path = write_video(folder / "film.mp4", frames, FPS, SIZE)
    session = Session(store, now)
    session.turn(Direction.OUT)

    class TimedCamera(Camera):
        """Notes when each frame was taken (epoch seconds)."""

        taken: ClassVar[list[float]] = []

        def _take(self, reading: _Reading, image: Picture) -> None:
            self.taken.append(time.time())
            super()._take(reading, image)

    camera = TimedCamera(str(path))
    posts = (Post(Eye(1), Text("", ""), camera),)
    gate = Gate(folder, store, session, posts, Link(store, now), Shift(store, now))
    server = Server(create_app(gate), "127.0.0.1", 0)
    server.start()
    with launched() as browser, open_page(browser, server.url) as page:
        page.evaluate(OBSERVE)
        with watching(posts, session):
            page.wait_for_timeout((len(frames) / FPS + 1) * 1000)
            painted = {each["name"]: each["at"] for each in page.evaluate("window.painted")}
    session.end()
    server.stop()
    first, taken = {}, camera.taken[: len(frames)]
    for code in codes:
        if names[code] in painted:
            end = bisect.bisect(taken, painted[names[code]])
            index = _first_readable(frames, code, range(max(end - LOOK_BACK, 0), end))
            first[names[code]] = taken[index]
    return painted, first


def _first_readable(frames: Sequence[np.ndarray], code: str, indexes: range) -> int:
    """The index of the first frame in which the code can be read at all."""
    from kiosk.stills import read_still

    return next(index for index in indexes if any(found.text == code for found in read_still(frames[index])))
