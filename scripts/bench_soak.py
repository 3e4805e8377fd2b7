"""24 hours of a gate on a simulated clock, and whether its memory stays flat.

Frames → lookout → session → rules → SQLite on disk → the page's board: all real, only the time is pushed on by hand. The
passages of a whole day by default; fewer with `GATEPASS_PASSAGES=1000`.
"""

import gc
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import environment
import numpy as np

sys.path.insert(0, str(environment.ROOT))

HOURS, PASSAGES = 24, 10_000
PEOPLE = 20
CARD_FRAMES, IDLE_FRAMES = 1, 2
BETWEEN_FRAMES = 0.07  # seconds
SIZE = (640, 360)  # memory does not ask for more, and the day is over sooner
SEED = 24


@dataclass
class Gate:
    """A gate without camera and server, whose clock stands until it is pushed on."""

    clock: Any
    session: Any
    lookout: Any
    parts: Any

    def look(self, frame: Any) -> None:  # noqa: ANN401
        """Frame → lookout → session, as the gate's watcher does."""
        from kiosk.attention import Eye

        self.clock.on(seconds=BETWEEN_FRAMES)
        if sight := self.lookout.see(frame):
            self.session.sighted(sight, eye=Eye(1))

    def pass_by(self, frames: list[Any], number: int) -> None:
        """Somebody holds a card up, is measured where that is asked, and is undone now and then."""
        from gatepass.wording import Language
        from kiosk.screen import Phase
        from kiosk.web.boards import board

        for frame in frames:
            self.look(frame)
        screen = self.session.screen()
        if screen.phase is Phase.ASKING:
            screen = self.session.temperature(screen.number, "36.5", f"measured {number}")
        board(self.parts, screen, Language.ZH)
        if number % 50 == 0 and screen.decision and screen.decision.event:
            self.session.undo(screen.decision.event, f"undone {number}")


def run() -> None:
    """Prints memory after each simulated hour, and how many MB an hour it grows after the first three."""
    import psutil

    passages = int(os.environ.get("GATEPASS_PASSAGES", PASSAGES))
    process, sizes = psutil.Process(), []
    with tempfile.TemporaryDirectory() as name, _gate(Path(name)) as (gate, cards, empty):
        people, idle = cycle(cards), cycle(empty)
        pause = 3600 * HOURS / passages - BETWEEN_FRAMES * (CARD_FRAMES + IDLE_FRAMES)
        for number in range(passages):
            gate.pass_by(next(people), number)
            for _ in range(IDLE_FRAMES):
                gate.look(next(idle))
            gate.clock.on(seconds=pause)
            if (number + 1) * HOURS // passages > number * HOURS // passages:
                gc.collect()
                sizes.append(process.memory_info().rss / 2**20)
                print(f"  hour {len(sizes):2}: {sizes[-1]:.1f} MB, {number + 1} passages", flush=True)
        recorded = gate.parts.store.highest_number()
    slope = np.polyfit(np.arange(3, len(sizes)), sizes[3:], 1)[0]
    print(f"{passages} passages in {HOURS} simulated hours, {recorded} events: {slope:+.2f} MB an hour after the third")


@contextmanager
def _gate(folder: Path) -> Iterator[tuple[Gate, list[list[Any]], list[Any]]]:
    """The gate, each person's frames, and frames of nobody."""
    from frames import Faults, Pose, held, qr_card

    from kiosk import gate
    from kiosk.link import Link
    from kiosk.lookout import Lookout
    from kiosk.session import Session
    from kiosk.shift import Shift
    from tests.community import Clock, crowd

    names, store = crowd(folder, PEOPLE)
    codes = list(names)
    clock = Clock()
    shift = Shift(store, clock)
    session = Session(store, clock, shift)
    parts = gate.Gate(folder / "gate", store, session, (), Link(store, clock), shift)
    rng, day = np.random.default_rng(SEED), Faults(blur=0.5, noise=5, light=0.85)
    cards = [[held(qr_card(code), SIZE, Pose(0.5, 0.5, 0.45), day, rng) for _ in range(CARD_FRAMES)] for code in codes]
    empty = [held(qr_card(codes[0]), SIZE, Pose(3, 3, 0.1), day, np.random.default_rng(SEED)) for _ in range(4)]
    begin = clock()
    lookout = Lookout(lambda: (clock() - begin) / timedelta(seconds=1))
    yield Gate(clock, session, lookout, parts), cards, empty
    store.close()


if __name__ == "__main__":
    run()
