"""Frames laid on each other: what is read of them together, and when a stack begins anew."""

import numpy as np
import pytest

from kiosk.reader import Reader, read_together
from kiosk.stack import MOST_FRAMES, Stack, is_hard_to_see
from kiosk.views import grey_of
from scripts.frames import Faults, Picture, Pose, held, held_in_the_dark, qr_card

CODE = "GABCDEFGHIJKLMNOPQRSTUVWXYZ23"
SIZE = (1280, 720)


def stacked(frames: list[Picture]) -> Stack:
    stack = Stack()
    for frame in frames:
        stack.add(grey_of(frame))
    return stack


def test_eight_dark_frames_together_are_read_more_often_than_any_of_the_eight_alone() -> None:
    rng, alone, together = np.random.default_rng(2), 0, 0
    for _ in range(6):
        frames = held_in_the_dark(qr_card(CODE), SIZE, 8, rng)
        reader = Reader()
        alone += any(reader.read(frame) for frame in frames)
        together += [code.text for code in read_together(stacked(frames).picture())] == [CODE]
    assert alone < together


def test_no_stack_grows_for_ever() -> None:
    frames = held_in_the_dark(qr_card(CODE), (320, 180), MOST_FRAMES + 3, np.random.default_rng(1))
    assert stacked(frames[:MOST_FRAMES]).count == MOST_FRAMES
    assert stacked(frames).count == 3


def test_a_frame_of_another_size_begins_a_new_stack() -> None:
    rng = np.random.default_rng(1)
    frames = held_in_the_dark(qr_card(CODE), (320, 180), 2, rng) + held_in_the_dark(qr_card(CODE), (640, 480), 1, rng)
    stack = stacked(frames)
    assert (stack.count, stack.picture().shape) == (1, (480, 640))


def test_frames_with_nothing_in_common_begin_a_new_stack() -> None:
    rng = np.random.default_rng(1)
    noise = [rng.integers(0, 40, (180, 320), np.uint8) for _ in range(3)]
    assert stacked(noise).count == 1


def test_plain_frames_do_no_harm() -> None:
    assert read_together(stacked([np.zeros((180, 320), np.uint8)] * 3).picture()) == ()


def test_an_empty_stack_has_no_picture() -> None:
    with pytest.raises(ValueError, match="no frame in the stack"):
        Stack().picture()


@pytest.mark.parametrize(
    ("faults", "hard"),
    [
        pytest.param(Faults(noise=4, light=0.85), False, id="daylight"),
        pytest.param(Faults(noise=5, light=0.1), True, id="dark"),
        pytest.param(Faults(noise=20, light=0.85), True, id="bright but noisy, as a webcam makes of a dark gate"),
    ],
)
def test_only_dark_or_noisy_frames_are_worth_stacking(faults: Faults, hard: bool) -> None:
    frame = held(qr_card(CODE), SIZE, Pose(0.5, 0.5, 0.4), faults, np.random.default_rng(3))
    assert is_hard_to_see(grey_of(frame)) is hard
