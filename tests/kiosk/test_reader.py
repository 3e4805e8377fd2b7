"""Reading codes from a live camera's frames: what is read, what is not, and which frames need no look."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.decoders import Found
from kiosk.reader import Motion, Reader
from kiosk.stills import read_still
from scripts.frames import Picture, card_passing, hard_frame, qr_card

CODE = "GABCDEFGHIJKLMNOPQRSTUVWXYZ23"
OTHER = "GZYXWVUTSRQPONMLKJIHGFEDCBA76"
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def texts(found: tuple[Found, ...]) -> list[str]:
    return [one.text for one in found]


def hard_frames(count: int, size: tuple[int, int]) -> list[Picture]:
    rng = np.random.default_rng(11)
    return [hard_frame(qr_card(CODE), size, rng) for _ in range(count)]


@given(st.text(BASE32, min_size=28, max_size=28))
@settings(max_examples=25, deadline=None)
def test_any_code_on_an_easy_frame_is_read(rest: str) -> None:
    card = qr_card("G" + rest)
    assert texts(Reader().read(card)) == ["G" + rest]
    assert texts(read_still(card)) == ["G" + rest]


@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.booleans())
@settings(max_examples=25, deadline=None)
def test_noise_of_any_grain_holds_no_code(seed: int, grain: int, black_and_white: bool) -> None:
    rng = np.random.default_rng(seed)
    noise = rng.integers(0, 256, (360 // grain, 480 // grain), np.uint8)
    if black_and_white:
        noise = np.where(noise > 127, 255, 0).astype(np.uint8)
    picture = cv2.resize(noise, (480, 360), interpolation=cv2.INTER_NEAREST)
    assert read_still(picture) == ()
    assert Reader().read(picture) == ()


def test_a_live_reader_reads_every_easy_frame_whichever_tries_its_turn_brings() -> None:
    reader = Reader()
    assert [texts(reader.read(qr_card(CODE))) for _ in range(6)] == [[CODE]] * 6


@pytest.mark.parametrize("turn", [cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE])
def test_a_card_held_the_wrong_way_round_is_read(turn: int) -> None:
    assert texts(Reader().read(cv2.rotate(qr_card(CODE), turn))) == [CODE]


def test_of_two_codes_the_one_nearest_the_middle_comes_first() -> None:
    scene = np.full((900, 2700, 3), 90, np.uint8)
    scene[100:640, 20:876] = qr_card(OTHER)
    scene[100:640, 1100:1956] = qr_card(CODE)
    assert texts(Reader().read(scene)) == [CODE, OTHER]
    assert texts(read_still(scene)) == [CODE, OTHER]


def test_corners_are_told_in_pixels_of_the_frame_that_was_handed_in() -> None:
    (found,) = Reader().read(qr_card(CODE))
    left, top = np.min(found.corners, axis=0)
    right, bottom = np.max(found.corners, axis=0)
    assert (left, top, right, bottom) == pytest.approx((68, 138, 368, 438), abs=6)


def test_hard_frames_are_read_better_than_by_zxing_alone() -> None:
    import zxingcpp

    frames = hard_frames(24, (640, 480))
    alone = sum(bool(zxingcpp.read_barcodes(frame)) for frame in frames)
    live = sum(texts(Reader().read(frame)) == [CODE] for frame in frames)
    still = sum(texts(read_still(frame)) == [CODE] for frame in frames)
    assert alone < live <= still


def test_every_card_that_passes_the_camera_is_read_and_nothing_else() -> None:
    rng = np.random.default_rng(3)
    film = card_passing([qr_card(CODE), qr_card(OTHER)], (640, 480), 10, 2.5, rng)
    reader, motion = Reader(), Motion()
    read = [text for frame in film if motion.changed(frame) for text in texts(reader.read(frame))]
    assert list(dict.fromkeys(read)) == [CODE, OTHER]


def test_an_idle_gate_passes_frames_on_a_few_times_a_second_only() -> None:
    now = iter(np.arange(0, 10, 1 / 15))
    motion = Motion(clock=lambda: float(next(now)))
    rng = np.random.default_rng(0)
    frames = [rng.normal(120, 6, (720, 1280)).clip(0, 255).astype(np.uint8) for _ in range(3)]
    passed = sum(motion.changed(frames[n % 3]) for n in range(75))
    assert 10 <= passed <= 15


def test_a_card_that_comes_in_is_passed_on_at_once() -> None:
    motion = Motion(clock=lambda: 0.0)
    empty = np.full((720, 1280, 3), 100, np.uint8)
    there = empty.copy()
    there[90:630, 200:1056] = qr_card(CODE)
    assert [motion.changed(frame) for frame in (empty, empty, there, there, empty)] == [
        True,
        False,
        True,
        False,
        True,
    ]
