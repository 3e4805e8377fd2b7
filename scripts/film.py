"""A printed PDF of cards as a film: every card rendered, cut out, and held before a cheap webcam, one after the other."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from frames import Picture, card_passing, write_video

DPI = 300
FPS = 15
SIZE = (1280, 720)
SECONDS_PER_CARD = 3.0
COLUMNS, ROWS = 2, 5
CARD_MM = (90, 54)
A4_MM = (210, 297)
PRINTED = 0.02


def pages(pdf: Path) -> list[Picture]:
    """Each page as a BGR picture of 300 dpi."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=DPI / 72).to_numpy()[:, :, :3].copy() for page in document]


def pictures(pdf: Path) -> list[Picture]:
    """Every card of the PDF in reading order, cut out around its code."""
    return [card for page in pages(pdf) for card in _cards_on(page)]


def record(cards: Sequence[Picture], film: Path, seed: int = 1) -> Path:
    """Writes the film and returns its path, whose ending is that of the form this OpenCV can write; one seed, one film."""
    rng = np.random.default_rng(seed)
    part = write_video(
        film.with_name(f"part-{film.name}"), card_passing(cards, SIZE, FPS, SECONDS_PER_CARD, rng), FPS, SIZE
    )
    return part.replace(film.with_suffix(part.suffix))


def _cards_on(page: Picture) -> list[Picture]:
    """The places of a 2 × 5 sheet that are printed on."""
    places = [
        page[_place(row, 1, ROWS), _place(column, 0, COLUMNS)] for row in range(ROWS) for column in range(COLUMNS)
    ]
    return [place for place in places if (place < 128).mean() > PRINTED]


def _place(number: int, axis: int, count: int) -> slice:
    begin = (A4_MM[axis] - count * CARD_MM[axis]) / 2 + number * CARD_MM[axis]
    return slice(*(round(edge / 25.4 * DPI) for edge in (begin, begin + CARD_MM[axis])))


def save(picture: Picture, path: Path) -> None:
    """Writes one picture as the file that the ending names."""
    path.write_bytes(cv2.imencode(path.suffix, picture)[1].tobytes())
