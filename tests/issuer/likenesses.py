"""Pictures for tests of photos: a real face (`tests/data/README.md`) as phones and people send it."""

from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image

FILE = Path(__file__).parent.parent / "data" / "astronaut.jpg"


@cache
def face() -> bytes:
    """A woman, her face a fifth of the picture, at a quarter of its height."""
    return FILE.read_bytes()


def opened(content: bytes) -> Image.Image:
    """A picture whose pixels are read."""
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture


def saved(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    written = BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


def changed(change: Callable[[Image.Image], Image.Image], kind: str = "JPEG", **options: object) -> bytes:
    """The face after a change."""
    return saved(change(opened(face())), kind, **options)


def on_wall(*places: tuple[int, int, int]) -> bytes:
    """A grey wall of 1600 × 1200 with a face at each (left, top, side)."""
    wall = Image.new("RGB", (1600, 1200), (150, 150, 150))
    for left, top, side in places:
        wall.paste(opened(face()).resize((side, side)), (left, top))
    return saved(wall)


def wall() -> bytes:
    """Nobody."""
    return on_wall()


def another_face() -> bytes:
    """The same woman seen in a mirror: another photo."""
    return changed(lambda picture: picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
