"""Photos of QR codes that are no pass of ours: of any version, on cans, in colours, of dots, worn, several at once.

They are made otherwise than the photos of cards, to hold the reader against what it was not built on. Everything comes
from the `rng` that is handed in. It imports nothing of the product.
"""

import string
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
import qrcode
from frames import CARD_SIZE, Faults, Picture, Pose, held
from numpy.typing import NDArray

Rng = np.random.Generator
Tone = tuple[int, int, int]
SIZE = (1280, 960)
PLACE = (20, 90, 396)  # left, top and side of the code on its card, in pixels
MODULE = 16
EASY = Faults(blur=0.4, noise=4)
HAN = "小区居民出入证楼道门牌物业办公室扫码登记健康体温正常"
PAIRS = (((30, 30, 200), (40, 150, 60)), ((40, 120, 40), (60, 60, 200)), ((180, 60, 60), (60, 110, 160)))


@dataclass(frozen=True)
class Strange:
    """A photo, `(height, width, 3)` uint8 BGR, and the texts of the codes in it."""

    picture: Picture
    texts: tuple[str, ...]


def _modules(text: str | bytes, version: int, rng: Rng) -> NDArray[np.bool_]:
    """True is dark; with a quiet zone of four modules, and error correction M."""
    code = qrcode.QRCode(version=version, error_correction=0, border=4, mask_pattern=int(rng.integers(8)))
    code.add_data(text)
    code.make(fit=True)
    return np.array(code.get_matrix(), bool)


def _symbol(rng: Rng, least: int = 1, most: int = 6) -> tuple[NDArray[np.bool_], str]:
    version = int(rng.integers(least, most + 1))
    text = "".join(rng.choice(list(string.ascii_letters + string.digits + "/:.-?"), 5 + 7 * (version - 1)))
    return _modules(text, version, rng), text


def _drawn(modules: NDArray[np.bool_], dark: Tone = (20, 20, 20), light: Tone = (245, 245, 245)) -> Picture:
    large = np.kron(modules, np.ones((MODULE, MODULE), bool))[:, :, None]
    return np.where(large, np.array(dark, np.uint8), np.array(light, np.uint8))


def _card(code: Picture) -> Picture:
    card = np.full((CARD_SIZE[1], CARD_SIZE[0], 3), 245, np.uint8)
    left, top, side = PLACE
    card[top : top + side, left : left + side] = cv2.resize(code, (side, side), interpolation=cv2.INTER_AREA)
    return card


def _photo(code: Picture, rng: Rng, faults: Faults = EASY, width: float = 0.7) -> Picture:
    """The code near the middle of the picture, which is `1 / width` cards wide."""
    x, y = rng.uniform(0.47, 0.53, 2)
    pose = Pose(x + 0.245 * width, y, width, *rng.normal(0, 6, 3))
    return held(_card(code), SIZE, pose, faults, rng)


def _plain(rng: Rng) -> Strange:
    modules, text = _symbol(rng)
    return Strange(_photo(_drawn(modules), rng), (text,))


def _dense(rng: Rng) -> Strange:
    modules, text = _symbol(rng, 8, 20)
    return Strange(_photo(_drawn(modules), rng, Faults(noise=3), width=1.3), (text,))


def _on_a_can(rng: Rng) -> Strange:
    """Rolled round an upright or a lying cylinder, seen a little from above or below."""
    modules, text = _symbol(rng, 2, 7)
    code = _drawn(modules)
    side, angle, bow = len(code), rng.uniform(0.6, 1.05), rng.uniform(0.06, 0.14) * rng.choice([-1, 1])
    across, down = np.meshgrid(np.linspace(-1, 1, side), np.arange(side))
    rolled = np.arcsin(across * np.sin(angle)) / angle
    depth = (np.sqrt(1 - (across * np.sin(angle)) ** 2) - np.cos(angle)) / (1 - np.cos(angle))
    columns, rows = (rolled + 1) / 2 * (side - 1), down - bow * side * depth
    code = cv2.remap(code, columns.astype(np.float32), rows.astype(np.float32), 1, borderMode=cv2.BORDER_REPLICATE)
    return Strange(_photo(code if rng.random() < 0.5 else cv2.rotate(code, cv2.ROTATE_90_CLOCKWISE), rng), (text,))


def _gaps(rng: Rng) -> Strange:
    """Every module a square by itself, as some printers make them."""
    modules, text = _symbol(rng)
    code, gap = _drawn(modules), int(MODULE * rng.uniform(0.18, 0.32))
    rows = np.arange(len(code)) % MODULE < gap
    code[rows], code[:, rows] = 245, 245
    return Strange(_photo(code, rng, width=0.9), (text,))


def _dots(rng: Rng) -> Strange:
    """Round modules in a dark colour, and a sign in the middle."""
    modules, text = _symbol(rng, 2, 5)
    code, colour = np.full((len(modules) * MODULE,) * 2 + (3,), 245, np.uint8), rng.uniform(0, 110, 3).tolist()
    for row, column in np.argwhere(modules).tolist():
        middle = (column * MODULE + MODULE // 2, row * MODULE + MODULE // 2)
        cv2.circle(code, middle, int(MODULE * 0.46), colour, -1, cv2.LINE_AA)
    cv2.circle(code, (len(code) // 2,) * 2, len(code) // 18, rng.uniform(0, 255, 3).tolist(), -1, cv2.LINE_AA)
    return Strange(_photo(code, rng), (text,))


def _coloured(rng: Rng) -> Strange:
    """Code and ground about as bright as each other."""
    modules, text = _symbol(rng)
    return Strange(_photo(_drawn(modules, *PAIRS[rng.integers(len(PAIRS))]), rng), (text,))


def _out_of_focus(rng: Rng) -> Strange:
    modules, text = _symbol(rng, 2, 5)
    module = 0.7 * 640 * PLACE[2] / CARD_SIZE[0] / len(modules)
    return Strange(_photo(_drawn(modules), rng, Faults(blur=module * rng.uniform(0.4, 0.58), noise=2)), (text,))


def _bare(rng: Rng) -> Strange:
    """No quiet zone, on grey."""
    modules, text = _symbol(rng)
    code = cv2.copyMakeBorder(_drawn(modules[4:-4, 4:-4]), *(3 * MODULE,) * 4, cv2.BORDER_CONSTANT, value=(110,) * 3)
    return Strange(_photo(code, rng), (text,))


def _chinese(rng: Rng) -> Strange:
    """GB 2312, as many Chinese programs write it, or UTF-8; and no word of which."""
    text = "".join(rng.choice(list(HAN), 12))
    modules = _modules(text.encode(rng.choice(["gb2312", "utf-8"])), 3, rng)
    return Strange(_photo(_drawn(modules), rng), (text,))


def _several(rng: Rng, most: int = 4) -> Strange:
    """Light on dark, pale, blurred and plain ones in one picture."""
    scene, texts = np.full((SIZE[1], SIZE[0], 3), 128, np.uint8), []
    tones = (((20,) * 3, (245,) * 3), ((235,) * 3, (25,) * 3), ((120,) * 3, (170,) * 3), ((10,) * 3, (60,) * 3))
    for number in range(most):
        modules, text = _symbol(rng, 1, 4)
        side = int(rng.integers(170, 380))
        code = cv2.resize(_drawn(modules, *tones[rng.integers(4)]), (side, side), interpolation=cv2.INTER_AREA)
        code = cv2.GaussianBlur(code, (0, 0), side / len(modules) * rng.uniform(0.1, 0.45))
        left, top = 60 + 620 * (number % 2), 40 + 470 * (number // 2)
        scene[top : top + side, left : left + side] = code
        texts.append(text)
    noisy = np.clip(scene + rng.normal(0, 5, scene.shape), 0, 255).astype(np.uint8)
    return Strange(noisy, tuple(texts))


STRANGE: dict[str, Callable[[Rng], Strange]] = {
    "any version": _plain,
    "dense": _dense,
    "on a can": _on_a_can,
    "gaps": _gaps,
    "dots": _dots,
    "two colours": _coloured,
    "out of focus": _out_of_focus,
    "bare": _bare,
    "Chinese": _chinese,
    "several": partial(_several, most=4),
}
