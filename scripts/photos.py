"""Still photos of cards as phones and scanners make them, one class of difficulty at a time, and photos without any code.

Everything comes from the `rng` that is handed in. It imports nothing of the product.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from frames import Faults, Picture, Pose, held

Rng = np.random.Generator
SIZE = (1280, 960)


@dataclass(frozen=True)
class Photo:
    """A picture, `(height, width, 3)` uint8 BGR, and the class it belongs to."""

    kind: str
    picture: Picture


def photos(card: Picture, rng: Rng) -> list[Photo]:
    """One photo of every class of the card."""
    return [Photo(kind, make(card, rng)) for kind, make in KINDS.items()]


def without_codes(rng: Rng) -> list[Photo]:
    """One photo of every class that shows no code."""
    return [Photo(kind, make(rng)) for kind, make in NOTHINGS.items()]


def _taken(card: Picture, rng: Rng, faults: Faults, size: tuple[int, int] = SIZE, *, width: float = 0.0) -> Picture:
    pose = Pose(*rng.uniform(0.42, 0.58, 2), width or rng.uniform(0.3, 0.6), *rng.normal(0, 7, 3))
    return held(card, size, pose, faults, rng)


def _perspective(card: Picture, rng: Rng) -> Picture:
    pose = Pose(0.5, 0.5, rng.uniform(0.4, 0.6), rng.normal(0, 10), *(rng.choice([-1, 1], 2) * rng.uniform(35, 62, 2)))
    return held(card, SIZE, pose, Faults(blur=0.5, noise=4), rng)


def _blurred(card: Picture, rng: Rng) -> Picture:
    return _taken(card, rng, Faults(blur=rng.uniform(1.2, 2.6), noise=4), width=0.45)


def _smeared(card: Picture, rng: Rng) -> Picture:
    return _taken(card, rng, Faults(smear=rng.uniform(4, 9), smear_angle=rng.uniform(0, 180), noise=4), width=0.45)


def _noisy(card: Picture, rng: Rng) -> Picture:
    return _taken(card, rng, Faults(blur=0.5, noise=rng.uniform(40, 95)))


def _dark(card: Picture, rng: Rng) -> Picture:
    return _taken(card, rng, Faults(blur=0.5, noise=rng.uniform(3, 8), light=rng.uniform(0.03, 0.1)))


def _glaring(card: Picture, rng: Rng) -> Picture:
    return _taken(card, rng, Faults(blur=0.4, noise=4, glare=rng.uniform(0.15, 0.5)), width=0.5)


def _squeezed(card: Picture, rng: Rng) -> Picture:
    return _taken(card, rng, Faults(blur=0.4, noise=5, jpeg=int(rng.integers(3, 12))), (640, 480))


def _small(card: Picture, rng: Rng) -> Picture:
    return _taken(card, rng, Faults(blur=0.15, noise=4), width=rng.uniform(0.09, 0.17))


def _large(card: Picture, rng: Rng) -> Picture:
    return _taken(card, rng, Faults(blur=rng.uniform(0.2, 0.9), noise=8), (3600, 2700), width=rng.uniform(0.15, 0.8))


def _rotated(card: Picture, rng: Rng) -> Picture:
    pose = Pose(0.5, 0.5, rng.uniform(0.25, 0.5), rng.uniform(0, 360), *rng.normal(0, 20, 2))
    return held(card, SIZE, pose, Faults(blur=0.8, noise=8), rng)


def _inverted(card: Picture, rng: Rng) -> Picture:
    return _taken(255 - card, rng, Faults(blur=rng.uniform(0.4, 1.2), noise=8))


def _curved(card: Picture, rng: Rng) -> Picture:
    """The card bent round a cylinder, upright or lying."""
    height, width = card.shape[:2]
    bend = rng.uniform(0.6, 1.25)
    across = np.linspace(-1, 1, width, dtype=np.float32)
    columns = (np.arcsin(across * np.sin(bend)) / bend + 1) / 2 * (width - 1)
    sag = (1 - np.sqrt(1 - (across * np.sin(bend)) ** 2)) * 0.25 * height
    rows = np.arange(height, dtype=np.float32)[:, None] - sag[None, :]
    bent = cv2.remap(
        card,
        np.tile(columns, (height, 1)).astype(np.float32),
        rows.astype(np.float32),
        cv2.INTER_LINEAR,
        borderValue=(90, 90, 90),
    )
    return _taken(bent, rng, Faults(blur=0.5, noise=5), width=0.5)


def _damaged(card: Picture, rng: Rng) -> Picture:
    """Scratches, a thumb and a crease over the code, which stands at the left of the card."""
    worn = card.copy()
    for _ in range(rng.integers(2, 6)):
        ends = rng.integers((20, 90), (420, 490), (2, 2))
        cv2.line(
            worn,
            ends[0].tolist(),
            ends[1].tolist(),
            rng.uniform(120, 250, 3).tolist(),
            int(rng.integers(3, 9)),
            cv2.LINE_AA,
        )
    spot = rng.integers((120, 190), (320, 390))
    cv2.circle(worn, spot.tolist(), int(rng.integers(15, 42)), rng.uniform(30, 200, 3).tolist(), -1, cv2.LINE_AA)
    return _taken(worn, rng, Faults(blur=0.5, noise=5))


def _textured(card: Picture, rng: Rng) -> Picture:
    """Hardly any quiet zone, on a ground as busy as the code itself."""
    code = card[120:456, 50:386]
    ground = cv2.resize(rng.integers(0, 256, (96, 128), np.uint8), SIZE, interpolation=cv2.INTER_NEAREST)
    scene = np.dstack([cv2.GaussianBlur(ground, (0, 0), 2)] * 3)
    side = int(rng.integers(200, 420))
    left, top = rng.integers(40, SIZE[0] - side - 40), rng.integers(40, SIZE[1] - side - 40)
    scene[top : top + side, left : left + side] = cv2.resize(code, (side, side), interpolation=cv2.INTER_AREA)
    return np.clip(cv2.GaussianBlur(scene, (0, 0), 1.2) + rng.normal(0, 8, scene.shape), 0, 255).astype(np.uint8)


def _shaded(card: Picture, rng: Rng) -> Picture:
    """The hard edge of a shadow across the code."""
    shaded = card.astype(np.float32)
    rows, columns = np.ogrid[: card.shape[0], : card.shape[1]]
    turn = rng.uniform(0, 6.28)
    dark = (columns - 220) * np.cos(turn) + (rows - 290) * np.sin(turn) > rng.normal(0, 60)
    shaded[dark] *= rng.uniform(0.06, 0.25)
    return _taken(shaded.astype(np.uint8), rng, Faults(blur=0.5, noise=5))


KINDS: dict[str, Callable[[Picture, Rng], Picture]] = {
    "perspective": _perspective,
    "blurred": _blurred,
    "smeared": _smeared,
    "noisy": _noisy,
    "dark": _dark,
    "glare": _glaring,
    "JPEG": _squeezed,
    "small": _small,
    "large": _large,
    "rotated": _rotated,
    "inverted": _inverted,
    "curved": _curved,
    "damaged": _damaged,
    "textured": _textured,
    "shadow": _shaded,
}


def _text(rng: Rng) -> Picture:
    page = np.full((SIZE[1], SIZE[0], 3), 245, np.uint8)
    for line in range(24):
        words = "".join(rng.choice(list("ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 []#%"), 46))
        cv2.putText(page, words, (20, 36 + 39 * line), rng.integers(0, 4), 1.0, (30, 30, 30), 2, cv2.LINE_AA)
    return page


def _grating(rng: Rng) -> Picture:
    rows, columns = np.mgrid[: SIZE[1], : SIZE[0]]
    turn, period = rng.uniform(0, 3.14), rng.uniform(4, 30)
    wave = np.sin((columns * np.cos(turn) + rows * np.sin(turn)) * 6.28 / period)
    return np.dstack([(127 + 120 * wave).astype(np.uint8)] * 3)


def _tiles(rng: Rng) -> Picture:
    cells = rng.integers(0, 2, (SIZE[1] // 12, SIZE[0] // 12)).astype(np.uint8) * 255
    return np.dstack([cv2.resize(cells, SIZE, interpolation=cv2.INTER_NEAREST)] * 3)


def _finders(rng: Rng) -> Picture:
    """Squares in squares, as the corners of codes have them, with nothing between."""
    wall = np.full((SIZE[1], SIZE[0], 3), 230, np.uint8)
    for x, y in rng.integers((0, 0), (SIZE[0] - 120, SIZE[1] - 120), (30, 2)):
        unit = int(rng.integers(4, 15))
        for inset, grey in ((0, 20), (1, 235), (2, 20)):
            corner, far = (x + inset * unit, y + inset * unit), (x + (7 - inset) * unit - 1, y + (7 - inset) * unit - 1)
            cv2.rectangle(wall, (int(corner[0]), int(corner[1])), (int(far[0]), int(far[1])), (grey,) * 3, -1)
    return wall


def _faces(rng: Rng) -> Picture:
    nobody = np.full((540, 856, 3), 128, np.uint8)
    return held(nobody, SIZE, Pose(3, 3, 0.1), Faults(blur=1, noise=rng.uniform(2, 20), light=rng.uniform(0.1, 1)), rng)


def _card_without_a_code(rng: Rng) -> Picture:
    card = np.full((540, 856, 3), 250, np.uint8)
    card[120:456, 50:386] = cv2.resize(
        rng.integers(0, 256, (8, 8, 3), np.uint8), (336, 336), interpolation=cv2.INTER_CUBIC
    )
    for line in range(5):
        cv2.putText(card, "ENTRY PASS 12-302", (420, 160 + 70 * line), 0, 1.2, (40, 40, 40), 3, cv2.LINE_AA)
    return _taken(card, rng, Faults(blur=0.5, noise=5))


NOTHINGS: dict[str, Callable[[Rng], Picture]] = {
    "text": _text,
    "grating": _grating,
    "tiles": _tiles,
    "squares": _finders,
    "faces": _faces,
    "no code": _card_without_a_code,
}
