"""From the frame that first shows a readable card to the verdict painted in a browser.

Film, camera thread, reader, SQLite, HTTP, Chromium: all real. A frame counts as readable when any of our tries reads it.
"""

import bisect
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
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
    from kiosk.gate import Gate, now, watching
    from kiosk.link import Link
    from kiosk.posts import Post
    from kiosk.session import Session
    from kiosk.shift import Shift
    from kiosk.web import create_app
    from tests.browsers import launched, open_page

    names, codes, store = community(folder, CARDS)
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


def community(folder: Path, count: int) -> tuple[dict[str, str], list[str], object]:
    """An enrolled gate whose passbook has `count` valid passes: whose each code is, the codes, the gate's store."""
    import msgspec

    from gatepass.code import code_of
    from gatepass.passbook import Entry, Row, encode_passbook, encode_row, head_of
    from gatepass.passes import Status, serial_of
    from gatepass.people import Category
    from kiosk.store import Store
    from tests.community import MORNING, PASS_KEY, Community

    office, entries, names = Community(), [], {}
    for number in range(count):
        code, name = code_of(PASS_KEY, office.tag, serial_of(number), 1), f"居民{number:03}"
        row = encode_row(code, Row("1号101室", name, Category.OWNER, serial_of(number)))
        entries.append(Entry(code.lookup, Status.VALID, date(2020, 1, 1), None, "household", row))
        names[str(code)] = name
    store: Store = office.enrolled(folder / "gate")
    book = msgspec.structs.replace(office.passbook(), entries=tuple(entries))
    store.take_passbook(head_of(encode_passbook(book), office.tag, 2, MORNING), book)
    return names, list(names), store


def _first_readable(frames: Sequence[np.ndarray], code: str, indexes: range) -> int:
    """The index of the first frame in which the code can be read at all."""
    from kiosk.reader import read_still

    return next(index for index in indexes if any(found.text == code for found in read_still(frames[index])))
