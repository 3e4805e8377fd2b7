"""The worst quarter of an hour: 600 people pass one gate, played as video at real speed. None may be lost, none doubled.

Printed cards of a real office, a film of them, `kiosk run` with that film as its camera, SQLite, uploads to the running
office and a browser before the page: all real. By default a sixth of it, one round of the film; the whole with
`GATEPASS_PASSAGES=600`.
"""

import os
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import environment
import numpy as np

sys.path.insert(0, str(environment.ROOT))

CARDS = 100
ROUND_SECONDS = 150.0
QUIET_SECONDS = 3.0  # the empty gate at the end of a round, in which the film begins anew
SECONDS_PER_CARD = (ROUND_SECONDS - QUIET_SECONDS) / CARDS
STAIRWELLS = ("1号", "2号", "3号")
SAMPLE_EVERY = 1.0
SIZE, FPS = (1280, 720), 15
SEED = 600
OBSERVE = """() => {
  window.painted = [];
  let last = 0;
  const note = () => {
    if (document.body.dataset.view !== 'verdict') return;
    const name = document.querySelector('section.verdict [data-shown="name"]').textContent;
    const door = document.querySelector('section.verdict [data-shown="door"]').textContent;
    const who = `${door} ${name}`;
    if (who === last) return;
    last = who;
    window.painted.push(who);
  };
  new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
}"""


@dataclass
class Watched:
    """What was measured while the film played, once a second: events not sent yet, CPU in % of one core, memory in MB."""

    waiting: list[int] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


def run() -> None:
    """Prints lost and doubled passages, lateness, what waited to be sent, CPU and memory."""
    rounds = max(1, round(int(os.environ.get("GATEPASS_PASSAGES", CARDS)) / CARDS))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        office = _office(folder)
        try:
            _print(rounds, *_play(office, _film(office, folder), folder / "gate", rounds))
        finally:
            office.serving.stop()


def _play(office: Any, made: Path, gate: Path, rounds: int) -> tuple[list[Any], list[str], Watched]:  # noqa: ANN401
    from kiosk.store import Store
    from tests.browsers import launched, open_page
    from tests.processes import Running, free_port

    office.enrol("东门", gate)
    port, watched, ended, film = free_port(), Watched(), threading.Event(), made.with_stem("plugged-in")
    arguments = ("run", "--camera", f"out={film}", "--port", str(port))
    running = Running("kiosk", gate, arguments, f"http://127.0.0.1:{port}").start()
    with launched() as browser, open_page(browser, running.url) as page:
        page.evaluate(OBSERVE)
        store = Store(gate)
        watcher = threading.Thread(target=_watch, args=(running.process.pid, store, watched, ended))
        watcher.start()
        made.replace(film)  # as a camera that is plugged in when all is ready
        page.wait_for_timeout(1000 * (rounds * ROUND_SECONDS - QUIET_SECONDS / 2 - _played(store)))
        painted = page.evaluate("window.painted")
        ended.set()
        watcher.join()
    running.stop()
    return list(_of_the_film(store, rounds)), painted, watched


def _of_the_film(store: Any, rounds: int) -> Iterator[Any]:  # noqa: ANN401
    """The passages of the rounds that were meant, oldest first: the film goes on until the gate has ended."""
    events = list(reversed(store.recent(10 * CARDS * rounds)))
    end = events[0].at + timedelta(seconds=rounds * ROUND_SECONDS - QUIET_SECONDS / 2)
    return (event for event in events if event.at < end)


def _played(store: Any) -> float:  # noqa: ANN401
    """How many seconds of the film have played: told by the first passage, which is waited for."""
    from kiosk.stamp import now

    while not (events := store.recent(CARDS)):
        time.sleep(0.1)
    return (now() - events[-1].at).total_seconds() + SECONDS_PER_CARD / 4


def _watch(process: int, store: Any, watched: Watched, ended: threading.Event) -> None:  # noqa: ANN401
    import psutil

    gate = psutil.Process(process)
    gate.cpu_percent()
    while not ended.wait(SAMPLE_EVERY):
        watched.waiting.append(store.highest_number() - store.received())
        watched.cpu.append(gate.cpu_percent())
        watched.memory.append(gate.memory_info().rss / 2**20)


def _print(rounds: int, events: Sequence[Any], painted: Sequence[str], watched: Watched) -> None:
    seen = Counter(event.body.lookup for event in events)
    lost = sum(max(0, rounds - count) for count in seen.values()) + rounds * (CARDS - len(seen))
    doubled = sum(max(0, count - rounds) for count in seen.values())
    late = list(_lateness(events))
    third = max(1, len(late) // 3)
    print(f"{CARDS * rounds} cards, one every {SECONDS_PER_CARD:.2f} s, {SIZE[0]}×{SIZE[1]} at {FPS} frames a second")
    print(f"  passages recorded {len(events)}, lost {lost}, doubled {doubled}; verdicts painted {len(painted)}")
    print(
        f"  lateness against the film: first third {1000 * statistics.median(late[:third]):+.0f} ms,"
        f" last third {1000 * statistics.median(late[-third:]):+.0f} ms, slowest {1000 * max(late):+.0f} ms"
    )
    print(f"  waiting to be sent to the office: at most {max(watched.waiting)}, at the end {watched.waiting[-1]}")
    print(f"  CPU of the gate: median {statistics.median(watched.cpu):.0f} % of one core")
    print(
        f"  memory of the gate: {watched.memory[len(watched.memory) // 10]:.0f} MB early, {watched.memory[-1]:.0f} MB late"
    )


def _lateness(events: Sequence[Any]) -> Iterator[float]:
    """Seconds by which each passage came later in its round of the film than the median of its place says."""
    place = {lookup: number for number, lookup in enumerate(dict.fromkeys(event.body.lookup for event in events))}
    begin = events[0].at.timestamp()
    offsets = [(event.at.timestamp() - begin) - SECONDS_PER_CARD * place[event.body.lookup] for event in events]
    laps = [round(offset / ROUND_SECONDS) for offset in offsets]
    for lap in dict.fromkeys(laps):
        of_lap = [offset for offset, each in zip(offsets, laps, strict=True) if each == lap]
        middle = statistics.median(of_lap)
        yield from (offset - middle for offset in of_lap)


def _office(folder: Path) -> Any:  # noqa: ANN401
    from tests.processes import Office

    return Office(folder / "office").found(environment.ROOT / "data" / "sample-roster.xlsx").serve()


def _film(office: Any, folder: Path) -> Path:  # noqa: ANN401
    """`CARDS` printed cards passing by, `SECONDS_PER_CARD` each, and the empty gate at the end."""
    from film import pictures
    from frames import card_passing, write_video

    pdf, cards = folder / "cards.pdf", []
    for stairwell in STAIRWELLS:
        done = office("print", "cards", "--stairwell", stairwell, "--out", pdf)
        assert done.returncode == 0, done.stderr
        cards += pictures(pdf)
    rng = np.random.default_rng(SEED)

    def frames() -> Iterator[Any]:
        last = None
        for last in card_passing(cards[:CARDS], SIZE, FPS, SECONDS_PER_CARD, rng):
            yield last
        for _ in range(round(QUIET_SECONDS * FPS)):
            yield last

    assert len(cards) >= CARDS, f"{len(cards)} cards only"
    return write_video(folder / "gate.mp4", frames(), FPS, SIZE)


if __name__ == "__main__":
    run()
