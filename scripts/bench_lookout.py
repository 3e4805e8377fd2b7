"""A gate's camera in the dark and at rest: what several frames read together, what a frame costs, and what an idle gate does.

Sequences are simulated with a fixed seed: a hand that trembles, almost no light, much noise, 1280 × 720 at 15 frames a second.
"""

import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from bench_reading import LETTERS  # noqa: E402
from frames import Faults, Picture, Pose, held, held_in_the_dark, qr_card, walking_by  # noqa: E402

from kiosk.decoders import Found  # noqa: E402
from kiosk.guidance import Scenery, look  # noqa: E402
from kiosk.lookout import Lookout  # noqa: E402
from kiosk.reader import Reader, read_together  # noqa: E402
from kiosk.stack import Stack  # noqa: E402
from kiosk.views import grey_of  # noqa: E402

SIZE = (1280, 720)
SEQUENCES = 40
TOGETHER = 8
FRAMES = 30
RATE = 15
Result = TypeVar("Result")
SEED = 20_265
IDLE_SECONDS = 20
BUSY_SECONDS = 60


class Film:
    """The clock of a film: between its frames it leaps, while one is looked at it runs."""

    def __init__(self) -> None:
        self._at, self._since = 0.0, time.perf_counter()

    def __call__(self) -> float:
        return self._at + time.perf_counter() - self._since

    def on(self) -> None:
        """The next frame's time."""
        self._at, self._since = self._at + 1 / RATE, time.perf_counter()


def run() -> None:
    """Prints hits alone and together, milliseconds, and the share of a core and the memory of an idle and a busy gate."""
    _print_darkness()
    _print_guidance()
    _print_idle()
    _print_memory()


def _print_darkness() -> None:
    rng = np.random.default_rng(SEED)
    single, of_eight, together, seen, frames_needed = 0, 0, 0, 0, []
    adding, reading, seeing = [], [], []
    for _ in range(SEQUENCES):
        code = "G" + "".join(rng.choice(LETTERS, 28))
        frames = held_in_the_dark(qr_card(code), SIZE, FRAMES, rng)
        reader, stack = Reader(), Stack()
        alone = [any(found.text == code for found in reader.read(frame)) for frame in frames[:TOGETHER]]
        single, of_eight = single + sum(alone), of_eight + any(alone)
        for frame in frames[:TOGETHER]:
            adding.append(_timed(stack.add, grey_of(frame))[0])
        spent, found = _timed(_together, stack)
        reading.append(spent)
        together += any(each.text == code for each in found)
        first, times = _first_sight(frames, code)
        seeing += times
        seen += first is not None
        frames_needed += [first + 1] if first is not None else []
    print(f"Darkness: {SEQUENCES} cards held by hand, {SIZE[0]}×{SIZE[1]}")
    print(f"  one frame alone             {100 * single / (SEQUENCES * TOGETHER):.0f} %")
    print(f"  any of {TOGETHER} alone              {of_eight} of {SEQUENCES}")
    print(f"  {TOGETHER} together                  {together} of {SEQUENCES}")
    print(
        f"  by the gate within 2 s      {seen} of {SEQUENCES}, in frame {statistics.median(frames_needed):.0f} (median)"
    )
    for name, times in (("laying a frame on", adding), ("reading the mean", reading), ("a frame in all", seeing)):
        print(f"  {name:<20} {_summary(times)}")


def _first_sight(frames: list[Picture], code: str) -> tuple[int | None, list[float]]:
    """The first frame by which a lookout has the code, and what each frame cost until then."""
    clock, times = Film(), []
    lookout = Lookout(clock)
    for number, frame in enumerate(frames):
        clock.on()
        spent, sight = _timed(lookout.see, frame)
        times.append(spent)
        if sight is not None and sight.text == code:
            return number, times
    return None, times


def _print_guidance() -> None:
    rng, scenery = np.random.default_rng(SEED), Scenery()
    card = qr_card("G" * 29)
    frames = [
        grey_of(held(card, SIZE, Pose(0.5, 0.5, 0.42), Faults(noise=5, light=light), rng)) for light in (0.85, 0.03)
    ]
    times = [_timed(look, frame, scenery)[0] for frame in frames * 50]
    print(f"Guidance: measuring a frame {_summary(times)}")


def _print_idle() -> None:
    """The lookout alone, as fast as its frames come; the camera's own share is not in it."""
    rng = np.random.default_rng(SEED)
    for name, light in (("by day", 0.85), ("by night", 0.05)):
        faults = Faults(blur=0.5, noise=8, light=light)
        empty = [held(qr_card("G" * 29), SIZE, Pose(3, 3, 0.1), faults, np.random.default_rng(1))]
        noise = [rng.normal(0, 5, empty[0].shape) for _ in range(4)]
        frames = [np.clip(empty[0] + each, 0, 255).astype(np.uint8) for each in noise]
        clock = Film()
        lookout = Lookout(clock)
        for frame in frames * (RATE * 2):
            clock.on()
            lookout.see(frame)
        begun = time.process_time()
        for number in range(IDLE_SECONDS * RATE):
            clock.on()
            lookout.see(frames[number % 4])
        print(
            f"Idle {name}: {100 * (time.process_time() - begun) / IDLE_SECONDS:.1f} % of a core at {RATE} frames a second"
        )


def _print_memory() -> None:
    """Every frame of a busy, dark gate once more, and whether memory grows."""
    rng = np.random.default_rng(SEED)
    dark = Faults(blur=0.6, noise=10, light=0.04)
    frames = held_in_the_dark(qr_card("G" * 29), SIZE, FRAMES, rng) + walking_by(SIZE, FRAMES, dark, rng)
    clock, sizes = Film(), []
    lookout = Lookout(clock)
    for number in range(BUSY_SECONDS * RATE):
        clock.on()
        lookout.see(frames[number % len(frames)])
        if number % (BUSY_SECONDS * RATE // 4) == BUSY_SECONDS * RATE // 4 - 1:
            sizes.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    print(f"Memory (peak, MB) at four times of {BUSY_SECONDS} s of dark film: {sizes}")


def _together(stack: Stack) -> tuple[Found, ...]:
    return read_together(stack.picture())


def _timed(work: Callable[..., Result], *given: object) -> tuple[float, Result]:
    begun = time.perf_counter()
    result = work(*given)
    return 1000 * (time.perf_counter() - begun), result


def _summary(times: list[float]) -> str:
    return f"mean {statistics.fmean(times):.1f} ms, 99th percentile {statistics.quantiles(times, n=100)[-1]:.1f} ms"


if __name__ == "__main__":
    run()
