"""How many hard webcam frames each way of reading reads, and in how many milliseconds.

The frames are simulated with a fixed seed, the same ones for everybody; it never asks a camera.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import zxingcpp

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from frames import Picture, hard_frame, qr_card  # noqa: E402

from kiosk import decoders, reader, stills  # noqa: E402

SIZES = ((640, 480), (1280, 720), (1920, 1080))
FRAMES = 100  # so a count is a percentage
SEED = 20261
LETTERS = list("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
OURS = ("ours live", "ours still")

Texts = Callable[[Picture], list[str]]


@dataclass(frozen=True)
class Score:
    """How many of the frames were read, and the milliseconds for one: mean and 99th percentile."""

    hits: int
    mean: float
    slowest: float


def run() -> None:
    """Prints one table a frame size."""
    print(f"Reading: {FRAMES} hard simulated frames a size, one frame at a time, one card in each")
    for size in SIZES:
        _print_scores(size, _scores(_samples(size)))
    print("  times: mean and 99th percentile of a frame, hit or miss; zbar missing:", decoders.zbar_missing)


def _samples(size: tuple[int, int]) -> list[tuple[str, Picture]]:
    rng = np.random.default_rng(SEED + size[1])
    texts = ["G" + "".join(rng.choice(LETTERS, 28)) for _ in range(FRAMES)]
    return [(text, hard_frame(qr_card(text), size, rng)) for text in texts]


def _ways() -> dict[str, Texts]:
    live = reader.Reader()
    ways: dict[str, Texts] = {
        "ours live": lambda frame: [found.text for found in live.read(frame)],
        "ours still": lambda frame: [found.text for found in stills.read_still(frame)],
        "zxing-cpp": _zxing,
        "OpenCV": _opencv(),
    }
    if not decoders.zbar_missing:
        ways["pyzbar"] = _zbar
    return ways


def _zxing(frame: Picture) -> list[str]:
    kind: Any = zxingcpp.BarcodeFormat.QRCode
    return [code.text for code in zxingcpp.read_barcodes(frame, formats=kind)]


def _zbar(frame: Picture) -> list[str]:
    from pyzbar import pyzbar

    grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    return [code.data.decode() for code in pyzbar.decode(grey, symbols=[pyzbar.ZBarSymbol.QRCODE])]


def _opencv() -> Texts:
    detector = cv2.QRCodeDetector()

    def texts(frame: Picture) -> list[str]:
        try:
            return [detector.detectAndDecode(frame)[0]]
        except cv2.error:
            return []

    return texts


def _scores(samples: list[tuple[str, Picture]]) -> dict[str, Score]:
    return {name: _score(texts, samples) for name, texts in _ways().items()}


def _score(texts: Texts, samples: list[tuple[str, Picture]]) -> Score:
    texts(samples[0][1])
    hits, times = 0, []
    for text, frame in samples:
        begun = time.perf_counter()
        read = texts(frame)
        times.append(1000 * (time.perf_counter() - begun))
        hits += text in read
    return Score(hits, statistics.fmean(times), statistics.quantiles(times, n=100)[-1])


def _print_scores(size: tuple[int, int], scores: dict[str, Score]) -> None:
    print(f"\n  {size[0]}×{size[1]:<6} {'read':>6} {'ms':>8} {'p99 ms':>8} {'live ÷ it':>10} {'still ÷ it':>11}")
    for name, score in scores.items():
        ratios = " ".join(f"{scores[ours].hits / max(1, score.hits):>10.2f}" for ours in OURS)
        print(f"  {name:<11}{score.hits:>5} % {score.mean:>8.1f} {score.slowest:>8.1f} {ratios}")


if __name__ == "__main__":
    run()
