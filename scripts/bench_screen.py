"""From the frame that first shows a readable card to the verdict painted in a browser.

Film, camera thread, reader, SQLite, HTTP, Chromium: all real. A frame counts as readable when any of our tries reads it. One
film shows cards one after the other; in the other each comes to a gate at which nobody was, so that its camera rested.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import environment
import numpy as np

sys.path.insert(0, str(environment.ROOT))

CARDS = 30
SECONDS_PER_CARD = 2.0
SELDOM, PAUSE = 10, 8.0
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
    print(f"first readable frame to painted verdict, {SIZE[0]}×{SIZE[1]}, {FPS} frames a second")
    for said, cards, pause in (("one after the other", CARDS, 0.0), (f"after {PAUSE:.0f} s of nobody", SELDOM, PAUSE)):
        with tempfile.TemporaryDirectory() as folder:
            late = _lateness(Path(folder), cards, pause)
        median, worst = statistics.median(late), np.percentile(late, 99)
        print(
            f"  {said:21} verdicts painted {len(late)} of {cards}; median {median:.0f} ms, 99th percentile {worst:.0f} ms",
            flush=True,
        )


def _lateness(folder: Path, cards: int, pause: float) -> list[float]:
    """Milliseconds by which each verdict was painted after the first frame with its readable code was there to be taken."""
    from frames import card_passing, qr_card, write_video

    from appkit.clocks import PcClock
    from appkit.web import Server
    from gatepass.covenant import Direction
    from gatepass.wording import Text
    from kiosk.attention import Eye
    from kiosk.camera import Camera, _Reading
    from kiosk.gate import Gate, watching
    from kiosk.link import Link
    from kiosk.posts import Post
    from kiosk.session import Session
    from kiosk.shift import Shift
    from kiosk.web import create_app
    from tests.browsers import launched, open_page
    from tests.community import crowd

    names, store = crowd(folder, cards)
    codes = list(names)
    rng = np.random.default_rng(7)
    frames = []
    for code in codes:
        frames += card_passing([qr_card(code)], SIZE, FPS, SECONDS_PER_CARD, rng)
        frames += [frames[-1]] * round(pause * FPS)
    path = write_video(folder / "film.mp4", frames, FPS, SIZE)
    clock = PcClock()
    session = Session(store, clock)
    session.turn(Direction.OUT)

    camera, begun = Camera(str(path)), []
    play = _Reading._play_at

    def play_noting(reading: _Reading, *film: Any) -> bool:  # noqa: ANN401
        begun.append(time.time())
        return play(reading, *film)

    _Reading._play_at = play_noting
    posts = (Post(Eye(1), Text("", ""), camera),)
    gate = Gate(folder, store, session, posts, Link(store, clock), Shift(store, clock))
    server = Server(create_app(gate), "127.0.0.1", 0)
    server.start()
    with launched() as browser, open_page(browser, server.url) as page:
        page.evaluate(OBSERVE)
        with watching(posts, session):
            page.wait_for_timeout((len(frames) / FPS + 1) * 1000)
            painted = {each["name"]: each["at"] for each in page.evaluate("window.painted")}
    session.end()
    server.stop()
    _Reading._play_at = play
    shown = {code: painted[name] - begun[0] for code, name in names.items() if name in painted}
    return [1000 * (at - _first_readable(frames, code, at)) for code, at in shown.items()]


def _first_readable(frames: Sequence[Any], code: str, painted: float) -> float:
    """At how many seconds of the film its first frame stands in which the code can be read at all; it was painted at `painted`."""
    from kiosk.stills import read_still

    end = int(painted * FPS) + 1
    return next(
        index / FPS
        for index in range(max(end - LOOK_BACK, 0), end)
        if any(found.text == code for found in read_still(frames[index]))
    )
