"""The worst quarter of an hour: 600 people pass one gate, played as video at real speed. None may be lost, none doubled.

Printed cards of a real office, a film of them, `kiosk run` with that film as its camera, SQLite, uploads to the running
office and a browser before the page: all real. By default a sixth of it, one round of the film; the whole with
`GATEPASS_PASSAGES=600`.
"""

import bisect
import os
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import environment
import numpy as np

sys.path.insert(0, str(environment.ROOT))

CARDS = 100
SIZE, FPS = (1280, 720), 15
SECONDS_PER_CARD = 22 / FPS  # whole frames
QUIET_SECONDS = 3.0  # the empty gate at the end of a round, in which the film begins anew
ROUND_SECONDS = CARDS * SECONDS_PER_CARD + QUIET_SECONDS
STAIRWELLS = ("1号", "2号", "3号")
SAMPLE_EVERY = 1.0
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
    """What was measured while the film played, once a second.

    `at` is this PC's clock, `waiting` counts events not sent yet, `cpu` is in % of one core, `memory` in MB.
    """

    at: list[datetime] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def memory_until(self, moment: datetime) -> float:
        """Memory when it was last measured before a moment, or first after it."""
        return self.memory[max(0, bisect.bisect(self.at, moment) - 1)]


@dataclass(frozen=True)
class Film:
    """A film of cards, and the passes in it, in their order."""

    path: Path
    lookups: tuple[str, ...]

    def rounds(self, events: Iterable[Any]) -> list[list[Any]]:
        """The passages of each round, oldest first: where a pass is followed by one of much earlier in the film, it began anew."""
        rounds: list[list[Any]] = [[]]
        last = 0
        for event in events:
            place = self.lookups.index(event.body.lookup)
            if last - place > len(self.lookups) / 2:
                rounds.append([])
            rounds[-1].append(event)
            last = place
        return rounds


def run() -> None:
    """Prints lost and doubled passages, lateness, what waited to be sent, CPU, and memory at the end of each round."""
    count = max(1, round(int(os.environ.get("GATEPASS_PASSAGES", CARDS)) / CARDS))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        office = _office(folder)
        try:
            film = _film(office, folder)
            events, painted, watched = _play(office, film.path, folder / "gate", count)
        finally:
            office.serving.stop()
        # The film goes on until the gate has ended: what is of a round more is not of the rounds that were meant.
        _print(film, film.rounds(events)[:count], painted, watched)


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
    return list(reversed(store.recent(10 * CARDS * rounds))), painted, watched


def _played(store: Any) -> float:  # noqa: ANN401
    """How many seconds of the film have played: told by the first passage, which is waited for."""
    from appkit.clocks import now

    while not (events := store.recent(CARDS)):
        time.sleep(0.1)
    return (now() - events[-1].at).total_seconds() + SECONDS_PER_CARD / 4


def _watch(process: int, store: Any, watched: Watched, ended: threading.Event) -> None:  # noqa: ANN401
    import psutil

    from appkit.clocks import now

    gate = psutil.Process(process)
    gate.cpu_percent()
    while not ended.wait(SAMPLE_EVERY):
        watched.at.append(now())
        watched.waiting.append(store.highest_number() - store.received())
        watched.cpu.append(gate.cpu_percent())
        watched.memory.append(gate.memory_info().rss / 2**20)


def _print(film: Film, rounds: Sequence[Sequence[Any]], painted: Sequence[str], watched: Watched) -> None:
    seen = [Counter(event.body.lookup for event in events) for events in rounds]
    lost = sum(CARDS - len(each) for each in seen)
    doubled = sum(each.total() - len(each) for each in seen)
    late = [lateness for events in rounds for lateness in _lateness(film, events)]
    third = max(1, len(late) // 3)
    print(
        f"{CARDS * len(rounds)} cards, one every {SECONDS_PER_CARD:.2f} s, {SIZE[0]}×{SIZE[1]} at {FPS} frames a second"
    )
    print(f"  passages recorded {len(late)}, lost {lost}, doubled {doubled}; verdicts painted {len(painted)}")
    print(
        f"  lateness against the film: first third {1000 * statistics.median(late[:third]):+.0f} ms,"
        f" last third {1000 * statistics.median(late[-third:]):+.0f} ms, slowest {1000 * max(late):+.0f} ms"
    )
    print(f"  waiting to be sent to the office: at most {max(watched.waiting)}, at the end {watched.waiting[-1]}")
    print(f"  CPU of the gate: median {statistics.median(watched.cpu):.0f} % of one core")
    memory = [watched.memory_until(events[-1].at) for events in rounds]
    print(f"  memory of the gate at the end of each round: {', '.join(f'{each:.0f}' for each in memory)} MB")


def _lateness(film: Film, events: Sequence[Any]) -> Iterator[float]:
    """Seconds by which each passage of a round came later than the median of its place in the film says."""
    begin = events[0].at
    offsets = [
        (event.at - begin).total_seconds() - SECONDS_PER_CARD * film.lookups.index(event.body.lookup)
        for event in events
    ]
    middle = statistics.median(offsets)
    yield from (offset - middle for offset in offsets)


def _office(folder: Path) -> Any:  # noqa: ANN401
    from tests.processes import Office

    return Office(folder / "office").found(environment.ROOT / "data" / "sample-roster.xlsx").serve()


def _film(office: Any, folder: Path) -> Film:  # noqa: ANN401
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
    return Film(write_video(folder / "gate.mp4", frames(), FPS, SIZE), tuple(map(_lookup, cards[:CARDS])))


def _lookup(card: Any) -> str:  # noqa: ANN401
    """The pass of a card's picture."""
    from gatepass.code import Code
    from kiosk.stills import read_still

    return Code(read_still(card)[0].text).lookup


if __name__ == "__main__":
    run()
