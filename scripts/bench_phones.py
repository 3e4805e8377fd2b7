"""Phones as scanners: what a picture costs at the gate, whether many phones slow it down, and how soon a phone shows the verdict.

The gate is a process of its own; its phones are simulated over real TLS, and one is a real browser with a film for a camera.
"""

import http.client
import io
import json
import ssl
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import environment
import numpy as np

sys.path.insert(0, str(environment.ROOT))

SIZE, SIDE, QUALITY = (1280, 720), 720, 70
HARD_FRAMES = 80
PHONES = (0, 1, 3, 6, 12)
LOOK_EVERY, SECONDS = 0.11, 10.0
FILM_SECONDS = 45
OBSERVE = """() => {
  window.late = [];
  const plain = window.fetch;
  window.fetch = async (path, options) => {
    const begin = performance.now();
    const answer = await plain(path, options);
    if (String(path).startsWith('/frame') && answer.status === 200) {
      requestAnimationFrame(() => requestAnimationFrame(() => {
        if (document.body.dataset.view === 'verdict') window.late.push(performance.now() - begin);
      }));
    }
    return answer;
  };
}"""


@dataclass
class Heard:
    """Milliseconds until the answers came."""

    frames: list[float] = field(default_factory=list)
    page: list[float] = field(default_factory=list)


def run() -> None:
    """Prints the three tables."""
    _pictures()
    with tempfile.TemporaryDirectory() as folder:
        _many(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        _painted(Path(folder))


def _pictures() -> None:
    """Bytes and milliseconds of a picture in each form, and what the reader makes of hard ones (one look each)."""
    import cv2
    from frames import hard_frame, qr_card
    from PIL import Image

    from kiosk.lanes import grey_of
    from kiosk.reader import Reader

    rng = np.random.default_rng(5)
    hard = [hard_frame(qr_card("GABCD" + "E" * 24), SIZE, rng) for _ in range(HARD_FRAMES)]

    def packed(picture: np.ndarray, quality: int = QUALITY) -> bytes:
        return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()

    def square(frame: np.ndarray) -> np.ndarray:
        left = (SIZE[0] - SIDE) // 2
        return frame[:, left : left + SIDE]

    forms: dict[str, Callable[[np.ndarray], bytes]] = {
        "1280×720, colour, q70": packed,
        "1280×720, grey, q70": lambda frame: packed(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)),
        "720×720 middle, colour, q70 (sent)": lambda frame: packed(square(frame)),
        "720×720 middle, colour, q50": lambda frame: packed(square(frame), 50),
        "720×720 middle, colour, q90": lambda frame: packed(square(frame), 90),
        "480×480 middle, colour, q70": lambda frame: packed(cv2.resize(square(frame), (480, 480))),
    }
    print(
        f"{HARD_FRAMES} hard frames; medians of one look each\n{'form':38}{'kB':>6}{'unpack':>9}{'read':>8}{'hits':>6}"
    )
    for name, form in forms.items():
        sent, reader = [form(frame) for frame in hard], Reader()
        greys, unpack = _timed(grey_of, sent)
        found, read = _timed(reader.read, greys)
        size = statistics.median(map(len, sent)) / 1000
        print(f"{name:38}{size:6.0f}{unpack:6.1f} ms{read:5.1f} ms{sum(map(bool, found)):6}")
    sent = [forms["720×720 middle, colour, q70 (sent)"](frame) for frame in hard]
    peers: dict[str, Callable[[bytes], object]] = {
        "Pillow, brightness alone (used)": grey_of,
        "Pillow, all colours": lambda data: np.asarray(Image.open(io.BytesIO(data)).convert("RGB")),
        "OpenCV, grey": lambda data: cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE),
    }
    for name, unpack_by in peers.items():
        print(f"unpacking by {name}: {_timed(unpack_by, sent)[1]:.1f} ms")


def _timed(work: Callable[..., object], things: Sequence[object]) -> tuple[list, float]:
    """What came out, and the median milliseconds of one."""
    out, times = [], []
    for thing in things:
        begin = time.perf_counter()
        out.append(work(thing))
        times.append((time.perf_counter() - begin) * 1000)
    return out, statistics.median(times)


def _many(folder: Path) -> None:
    """A gate with a camera of its own, and ever more phones that show it moving pictures."""
    from frames import card_passing, qr_card, write_video

    from kiosk.phones import digest_of
    from tests.community import Community
    from tests.processes import Running, free_port

    community = Community()
    store = community.enrolled(folder / "gate")
    tokens = [f"{number:040}" for number in range(max(PHONES))]
    for token in tokens:
        store.add_phone(digest_of(token), "", _now())
    store.close()
    cards = [qr_card(community.code(who)) for who in ("wang", "li")]
    film = list(card_passing(cards, SIZE, 10, 3.0, np.random.default_rng(3)))
    camera = write_video(folder / "camera.mp4", film, 10, SIZE)
    import cv2

    left = (SIZE[0] - SIDE) // 2
    pictures = [cv2.imencode(".jpg", each[:, left : left + SIDE], [1, QUALITY])[1].tobytes() for each in film]
    port, phones = free_port(), free_port()
    arguments = ("run", "--camera", str(camera), "--port", str(port), "--phones", str(phones))
    gate = Running("kiosk", folder / "gate", arguments, f"http://127.0.0.1:{port}").start()
    print(f"\n{'phones':>6}{'looks/s':>9}{'look: median':>14}{'p99':>8}{'gate page: median':>20}{'p99':>8}{'CPU':>7}")
    try:
        for count in PHONES:
            heard, cpu = _with_phones(gate, phones, tokens[:count], pictures)
            frames = heard.frames or [float("nan")]
            print(
                f"{count:6}{len(heard.frames) / SECONDS:9.1f}{statistics.median(frames):11.1f} ms{_worst(frames):5.0f} ms"
                f"{statistics.median(heard.page):17.1f} ms{_worst(heard.page):5.0f} ms{cpu:6.0f} %"
            )
    finally:
        gate.stop()


def _with_phones(gate: object, phones: int, tokens: list[str], pictures: list[bytes]) -> tuple[Heard, float]:
    import psutil

    heard, end = Heard(), time.monotonic() + SECONDS
    process = psutil.Process(gate.process.pid)  # type: ignore[attr-defined]
    process.cpu_percent()
    workers = [threading.Thread(target=_phone, args=(phones, token, pictures, heard, end)) for token in tokens]
    for worker in workers:
        worker.start()
    line = http.client.HTTPConnection("127.0.0.1", int(gate.url.rpartition(":")[2]))  # type: ignore[attr-defined]
    while time.monotonic() < end:
        begin = time.perf_counter()
        line.request("GET", "/board")
        line.getresponse().read()
        heard.page.append((time.perf_counter() - begin) * 1000)
        time.sleep(0.05)
    for worker in workers:
        worker.join()
    return heard, process.cpu_percent()


def _phone(port: int, token: str, pictures: list[bytes], heard: Heard, end: float) -> None:
    """One phone: one request under way at a time, a new one every 0.11 s at the most."""
    line = http.client.HTTPSConnection("127.0.0.1", port, context=ssl._create_unverified_context())
    headers, after, place = {"Cookie": f"__Host-scanner={token}"}, 0, hash(token) % len(pictures)
    while time.monotonic() < end:
        begin = time.perf_counter()
        line.request("POST", f"/frame?after={after}&look={place}", pictures[place % len(pictures)], headers)
        answer = line.getresponse()
        body = answer.read()
        spent = time.perf_counter() - begin
        heard.frames.append(spent * 1000)
        place += 1
        if answer.status == http.HTTPStatus.OK:
            after = json.loads(body)["change"]
        time.sleep(max(0.0, LOOK_EVERY - spent))


def _painted(folder: Path) -> None:
    """From the moment a phone takes the picture that is read to the verdict painted, in a browser, two cards in turn."""
    from appkit.clocks import now
    from gatepass.covenant import Direction
    from kiosk.gate import Gate
    from kiosk.link import Link
    from kiosk.phones import Phones
    from kiosk.session import Session
    from kiosk.shift import Shift
    from tests.browser.conftest import Ahead, current, take
    from tests.browser.phones import begin, printed, record, seeing, served
    from tests.browsers import launched
    from tests.community import Community

    community, clock = Community(), Ahead()
    store = community.enrolled(folder / "gate")
    take(store, current(community), 2)
    phones = Phones(store, clock)
    gate = Gate(folder / "gate", store, Session(store, clock), (), Link(store, now), Shift(store, clock), phones)
    film = record([printed(community, who) for who in ("wang", "li")], folder / "film.mjpeg")
    with launched() as plain, seeing(plain, film) as browser, served(gate, community, clock) as at:
        page = at.page(at.phone(browser))
        page.evaluate(OBSERVE)
        begin(page)
        page.get_by_role("button", name="出", exact=True).tap()
        page.wait_for_timeout(FILM_SECONDS * 1000)
        late = page.evaluate("late")
        recorded = sum(1 for event in store.recent(1000) if event.body.direction is Direction.OUT)
    print(
        f"\nverdicts painted: {len(late)}, passages recorded: {recorded}, in {FILM_SECONDS} s of two cards in turn, 3 s each"
    )
    print(f"picture taken to verdict painted: median {statistics.median(late):.0f} ms, slowest {max(late):.0f} ms")


def _worst(values: Sequence[float]) -> float:
    return float(np.percentile(values, 99))


def _now() -> object:
    from appkit.clocks import now

    return now()
