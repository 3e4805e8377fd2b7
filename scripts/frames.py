"""Simulated pictures of a cheap webcam at a gate: single hard frames, and cards passing by as a film.

Everything comes from the `rng` that is handed in, so one seed gives one film. It imports nothing of the
product, and never decides whether a picture is readable: it only makes pictures.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import qrcode
from numpy.typing import NDArray
from qrcode.constants import ERROR_CORRECT_Q

Picture = NDArray[np.uint8]
Size = tuple[int, int]

CARD_SIZE: Size = (856, 540)
MODULE = 12
QUIET = 4
SKIN = (120, 150, 205)


@dataclass(frozen=True)
class Pose:
    """Where a card is: centre and width as shares of the frame, angles in degrees."""

    x: float
    y: float
    width: float
    turn: float = 0.0
    tilt: float = 0.0
    swing: float = 0.0


@dataclass(frozen=True)
class Faults:
    """What a cheap camera does to a picture.

    `blur` is a standard deviation and `smear` a length, both in pixels of a frame 640 wide; `noise` is a
    standard deviation in grey levels; `light` is a share of full light; `glare` is 0 to 1; `jpeg` is 1 to 100.
    """

    blur: float = 0.0
    smear: float = 0.0
    smear_angle: float = 0.0
    noise: float = 0.0
    light: float = 1.0
    glare: float = 0.0
    jpeg: int = 90


def qr_matrix(text: str) -> Picture:
    """Modules of the version 2-Q symbol of `text` with its quiet zone, `(33, 33) uint8`, 0 is dark."""
    code = qrcode.QRCode(version=2, error_correction=ERROR_CORRECT_Q, border=QUIET, mask_pattern=2)
    code.add_data(text)
    code.make(fit=True)
    return np.where(np.array(code.get_matrix()), 0, 255).astype(np.uint8)


def qr_card(text: str) -> Picture:
    """A simple card, `(540, 856, 3) uint8` BGR: the code at the left, lines of text at the right."""
    card = np.full((CARD_SIZE[1], CARD_SIZE[0], 3), 252, np.uint8)
    cv2.rectangle(card, (0, 0), (CARD_SIZE[0] - 1, 70), (150, 90, 30), -1)
    modules = qr_matrix(text)
    side = modules.shape[0] * MODULE
    code = cv2.resize(modules, (side, side), interpolation=cv2.INTER_NEAREST)
    card[90 : 90 + side, 20 : 20 + side] = code[:, :, None]
    cv2.putText(card, "ENTRY PASS", (24, 52), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (255, 255, 255), 3, cv2.LINE_AA)
    for row, line in enumerate(("12-302", "Li Xiaoming", "valid to 2027", "No. 000123")):
        y = 180 + 80 * row
        cv2.putText(card, line, (450, y), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (40, 40, 40), 3, cv2.LINE_AA)
    return card


def hard_frame(card: Picture, size: Size, rng: np.random.Generator) -> Picture:
    """One frame in which a card is hard to read. `size` is width, height; gives `(height, width, 3) uint8`."""
    scene = _backdrop(size, rng)
    pose = Pose(
        x=rng.uniform(0.36, 0.64),
        y=rng.uniform(0.4, 0.6),
        width=rng.uniform(0.28, 0.56),
        turn=rng.normal(0, 14),
        tilt=rng.uniform(-42, 42),
        swing=rng.uniform(-42, 42),
    )
    faults = Faults(
        blur=abs(rng.normal(0, 1.3)),
        smear=abs(rng.normal(0, 3.8)),
        smear_angle=rng.uniform(0, 180),
        noise=rng.uniform(2, 14),
        light=rng.choice([1.0, rng.uniform(0.12, 0.7)]),
        glare=rng.choice([0.0, rng.uniform(0.3, 1.0)]),
        jpeg=int(rng.integers(35, 85)),
    )
    return _as_seen(_laid_on(scene, card, pose), pose, faults, rng)


def card_passing(
    cards: Sequence[Picture], size: Size, fps: float, seconds_per_card: float, rng: np.random.Generator
) -> Iterator[Picture]:
    """A film: a hand brings each card in from a side, holds it for about a second, takes it away.

    Each card takes `seconds_per_card`, of which the last fifth shows the empty gate. Frames are
    `(height, width, 3) uint8` BGR.
    """
    scene = _backdrop(size, rng)
    count = max(2, round(fps * seconds_per_card))
    for card in cards:
        for pose, faults in _gesture(count, seconds_per_card, rng):
            shown = scene if pose is None else _laid_on(scene, card, pose, hand=True)
            yield _as_seen(shown, pose, faults, rng)


def held_in_the_dark(card: Picture, size: Size, count: int, rng: np.random.Generator) -> list[Picture]:
    """`count` frames, a fifteenth of a second apart, of a card that a hand holds before a gate almost without light."""
    scene, blur = _backdrop(size, rng), rng.uniform(0.3, 1.0)
    light, noise = rng.uniform(0.025, 0.075), rng.uniform(8, 15)
    pose = Pose(*rng.uniform((0.42, 0.45, 0.3), (0.58, 0.55, 0.5)), *rng.normal(0, (8, 10, 10)))
    frames = []
    for step, pose_now in _trembling(pose, count, rng):
        smear = step * 320
        faults = Faults(blur, smear, rng.uniform(0, 180), noise, light, jpeg=70)
        frames.append(_as_seen(_laid_on(scene, card, pose_now, hand=True), pose_now, faults, rng))
    return frames


def held(card: Picture, size: Size, pose: Pose, faults: Faults, rng: np.random.Generator) -> Picture:
    """One frame of a card in a hand, just as it is said; with glare it lies in the middle of the code, burnt white."""
    shown = _laid_on(_backdrop(size, rng), card, pose, hand=True)
    if faults.glare:
        shown = _burnt(shown, pose, faults.glare)
    return _as_seen(shown, None, faults, rng)


def walking_by(size: Size, count: int, faults: Faults, rng: np.random.Generator) -> list[Picture]:
    """`count` frames of a gate at which somebody in a checked coat walks past and holds nothing up."""
    scene = _backdrop(size, rng)
    height, width = scene.shape[:2]
    coat = _bytes(np.kron(rng.integers(60, 120, (12, 6, 1)), np.ones((height // 20, width // 30, 3))))
    frames = []
    for place in np.linspace(0, width - coat.shape[1], count).astype(int):
        seen = scene.copy()
        seen[height - coat.shape[0] :, place : place + coat.shape[1]] = coat
        frames.append(_as_seen(seen, None, faults, rng))
    return frames


def write_video(path: Path, frames: Iterable[Picture], fps: float, size: Size) -> Path:
    """Writes the film and returns the path really written (`.avi` where this OpenCV cannot write mp4v).

    Raises OSError if neither form can be written.
    """
    for name, form in ((path.with_suffix(".mp4"), "mp4v"), (path.with_suffix(".avi"), "MJPG")):
        writer = cv2.VideoWriter(str(name), cv2.VideoWriter.fourcc(*form), fps, size)
        if not writer.isOpened():
            continue
        for frame in frames:
            writer.write(frame)
        writer.release()
        return name
    raise OSError(f"{path}: this OpenCV can write neither mp4v nor MJPG video")


def _trembling(pose: Pose, count: int, rng: np.random.Generator) -> Iterator[tuple[float, Pose]]:
    """A hand's drift: smooth, about a hundredth of the frame in a second. With each pose the share moved since the last."""
    drift, away = np.zeros(5), np.zeros(5)
    for _ in range(count):
        drift = 0.7 * drift + rng.normal(0, 1, 5) * (0.0018, 0.0018, 0.25, 0.5, 0.5)
        away = 0.93 * away + drift
        x, y, turn, tilt, swing = away
        moved = Pose(pose.x + x, pose.y + y, pose.width, pose.turn + turn, pose.tilt + tilt, pose.swing + swing)
        yield float(np.hypot(*drift[:2])), moved


def _burnt(scene: Picture, pose: Pose, share: float) -> Picture:
    """A reflection on the code, which is a quarter of the card's width left of its middle; `share` of the code is burnt."""
    height, width = scene.shape[:2]
    x, y = (pose.x - 0.26 * pose.width) * width, pose.y * height
    spread = share * 0.2 * pose.width * width
    rows, columns = np.ogrid[:height, :width]
    spot = np.exp(-(((columns - x) / spread) ** 2 + ((rows - y) / spread) ** 2) / 2)
    return _bytes(scene + (400 * spot)[:, :, None])


def _gesture(count: int, seconds: float, rng: np.random.Generator) -> Iterator[tuple[Pose | None, Faults]]:
    """One card's way through the film: in, held, out, empty."""
    side = rng.choice([-1.0, 1.0])
    width, turn, tilt = rng.uniform(0.42, 0.52), rng.normal(0, 6), rng.normal(0, 9)
    held = min(1.0, 0.5 * seconds) / seconds
    moving = (0.8 - held) / 2
    phase = rng.uniform(0, 6.28)
    for number in range(count):
        share = number / count
        if share >= 0.8:
            yield None, Faults(blur=0.5, noise=5, light=0.85, jpeg=75)
            continue
        away = max(0.0, 1 - share / moving, (share - moving - held) / moving)
        sway = np.sin(phase + 9 * share * seconds)
        pose = Pose(
            x=0.5 + side * 0.8 * away**2 + 0.006 * sway,
            y=0.52 + 0.1 * away + 0.005 * np.cos(phase + 7 * share * seconds),
            width=width,
            turn=turn + 18 * side * away + 1.5 * sway,
            tilt=tilt + 2 * sway,
            swing=side * 20 * away,
        )
        yield pose, Faults(blur=0.5 + 1.2 * away, smear=1 + 14 * away, noise=5, light=0.85, jpeg=75)


def _backdrop(size: Size, rng: np.random.Generator) -> Picture:
    """A gate out of focus: uneven light, a few shapes, somebody standing there."""
    width, height = 320, 320 * size[1] // size[0]
    corners = rng.uniform(60, 190, (2, 2, 3)).astype(np.float32)
    scene = cv2.resize(corners, (width, height), interpolation=cv2.INTER_LINEAR)
    for _ in range(14):
        low = rng.integers(-40, (width, height))
        high = low + rng.integers(10, 110, 2)
        colour = tuple(float(c) for c in rng.uniform(20, 230, 3))
        cv2.rectangle(scene, _point(low), _point(high), colour, -1)
    middle = int(rng.uniform(0.3, 0.7) * width)
    coat = tuple(float(c) for c in rng.uniform(20, 120, 3))
    cv2.ellipse(scene, (middle, height), (90, 110), 0, 0, 360, coat, -1)
    cv2.ellipse(scene, (middle, height // 3), (34, 44), 0, 0, 360, SKIN, -1)
    scene = cv2.GaussianBlur(scene, (0, 0), 2.5)
    return _bytes(cv2.resize(scene, size, interpolation=cv2.INTER_LINEAR))


def _laid_on(scene: Picture, card: Picture, pose: Pose, *, hand: bool = False) -> Picture:
    """The scene with the card in it, in perspective; the card is brought near its final size first."""
    height, width = scene.shape[:2]
    wide = max(8, round(2 * pose.width * width))
    if wide < card.shape[1]:
        small = (wide, max(8, wide * card.shape[0] // card.shape[1]))
        card = _picture(cv2.resize(card, small, interpolation=cv2.INTER_AREA))
    matrix = _perspective(card.shape[1], card.shape[0], (width, height), pose)
    flags = cv2.INTER_LINEAR
    laid = cv2.warpPerspective(card, matrix, (width, height), flags=flags)
    cover = np.full(card.shape[:2], 255, np.uint8)
    mask = cv2.warpPerspective(cover, matrix, (width, height), flags=flags)
    x, y, across, down = cv2.boundingRect(mask)
    place = np.s_[y : y + down, x : x + across]
    share = (mask[place].astype(np.float32) / 255)[:, :, None]
    mixed = scene.copy()
    mixed[place] = _bytes(laid[place] * share + scene[place] * (1 - share))
    return _with_hand(mixed, matrix, card) if hand else mixed


def _with_hand(scene: Picture, matrix: NDArray[np.float64], card: Picture) -> Picture:
    """Fingers over the card's lower right corner, an arm out of the picture below."""
    height, width = card.shape[:2]
    grip = np.array([[[0.9 * width, 0.95 * height]], [[0.95 * width, 3.2 * height]]], np.float64)
    top, bottom = cv2.perspectiveTransform(grip, matrix).reshape(2, 2)
    thick = max(2, round(0.11 * scene.shape[1]))
    cv2.line(scene, _point(top + (bottom - top) * 0.12), _point(bottom), SKIN, thick, cv2.LINE_AA)
    for finger in (-0.3, 0.0, 0.3):
        tip = top + np.array([finger * thick, -0.35 * thick * (1 - abs(finger))])
        cv2.ellipse(scene, _point(tip), (thick // 6, thick // 2), 8, 0, 360, SKIN, -1, cv2.LINE_AA)
    return scene


def _perspective(wide: int, high: int, size: Size, pose: Pose) -> NDArray[np.float64]:
    """The matrix that takes card pixels to frame pixels, seen by a lens two frame widths away."""
    turn, tilt, swing = np.deg2rad([pose.turn, pose.tilt, pose.swing])
    about_z, _ = cv2.Rodrigues(np.array([0.0, 0.0, turn]))
    about_x, _ = cv2.Rodrigues(np.array([tilt, 0.0, 0.0]))
    about_y, _ = cv2.Rodrigues(np.array([0.0, swing, 0.0]))
    flat = np.array([[-wide, -high, 0], [wide, -high, 0], [wide, high, 0], [-wide, high, 0]]) / 2
    space = (about_x @ about_y @ about_z @ flat.T).T * (pose.width * size[0] / wide)
    depth = 1 + space[:, 2] / (2 * size[0])
    seen = space[:, :2] / depth[:, None] + np.array([pose.x * size[0], pose.y * size[1]])
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(corners, seen.astype(np.float32)), np.float64)


def _as_seen(scene: Picture, pose: Pose | None, faults: Faults, rng: np.random.Generator) -> Picture:
    """The scene as the camera gives it: glare, blur, smear, little light, noise, JPEG."""
    scale = scene.shape[1] / 640
    seen: Any = scene
    if pose is not None and faults.glare:
        seen = _with_glare(scene, pose, faults.glare, rng)
    if faults.blur * scale > 0.2:
        seen = cv2.GaussianBlur(seen, (0, 0), faults.blur * scale)
    if faults.smear * scale > 1.5:
        seen = cv2.filter2D(seen, -1, _smear(faults.smear * scale, faults.smear_angle))
    lit = cv2.convertScaleAbs(seen, alpha=faults.light)
    noisy = cv2.add(lit, _noise(seen.shape, faults.noise, rng), dtype=cv2.CV_8U)
    done, packed = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, faults.jpeg])
    if not done:
        raise ValueError("OpenCV could not pack the frame as JPEG")
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


def _with_glare(scene: Picture, pose: Pose, strength: float, rng: np.random.Generator) -> Picture:
    height, width = scene.shape[:2]
    x = pose.x + rng.normal(0, 0.35) * pose.width
    y = pose.y + rng.normal(0, 0.25) * pose.width
    across, down = rng.uniform(0.03, 0.14, 2) * width
    columns = ((np.arange(width) - x * width) / across) ** 2
    rows = ((np.arange(height) - y * height) / down) ** 2
    spot = np.exp(-(columns[None, :] + rows[:, None]) / 2)
    return _bytes(scene + (strength * 255 * spot)[:, :, None])


def _smear(length: float, angle: float) -> NDArray[np.float32]:
    side = int(length) | 1
    kernel = np.zeros((side, side), np.float32)
    kernel[side // 2] = 1
    middle = (side / 2 - 0.5, side / 2 - 0.5)
    turned = cv2.warpAffine(kernel, cv2.getRotationMatrix2D(middle, angle, 1.0), (side, side))
    reach = np.abs(np.nonzero(turned.any(axis=1))[0] - side // 2).max()  # a level smear is one row: the rest costs time
    line = turned[side // 2 - reach : side // 2 + reach + 1]
    return np.asarray(line / line.sum(), np.float32)


def _noise(shape: tuple[int, ...], level: float, rng: np.random.Generator) -> NDArray[np.int16]:
    """Grey and colour noise, `shape` int16; drawn by OpenCV, ten times faster than numpy, from the rng's seed."""
    cv2.setRNGSeed(int(rng.integers(2**31)))
    noise = np.zeros(shape, np.int16)
    cv2.randn(noise, np.zeros(3), np.full(3, level))
    return noise


def _bytes(values: NDArray[Any]) -> Picture:
    return _picture(np.clip(values, 0, 255))


def _picture(values: NDArray[Any]) -> Picture:
    return np.asarray(values).astype(np.uint8, copy=False)


def _point(xy: NDArray[Any]) -> tuple[int, int]:
    return int(xy[0]), int(xy[1])
