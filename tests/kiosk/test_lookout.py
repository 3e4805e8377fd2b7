"""A gate's frames, one after the other: which code is judged, and what is said to whoever holds one up."""

import math
from collections.abc import Iterable

import numpy as np
import pytest

from kiosk.decoders import Found
from kiosk.guidance import Hint
from kiosk.lookout import JUST_NOW, QUIET, Choice, Lookout, Sight
from scripts.frames import Faults, Picture, Pose, held, held_in_the_dark, qr_card, walking_by

A = "GABCDEFGHIJKLMNOPQRSTUVWXYZ23"
B = "GZYXWVUTSRQPONMLKJIHGFEDCBA76"
SIZE = (1280, 720)
RATE = 15
DAY = Faults(blur=0.5, noise=5, light=0.85)
AT, BT = Found(A, ()), Found(B, ())


def sights(frames: Iterable[Picture]) -> list[Sight]:
    """What a lookout sees in a film of `RATE` frames a second."""
    at = 0.0
    lookout = Lookout(lambda: at)
    seen = []
    for frame in frames:
        at += 1 / RATE
        seen.append(lookout.see(frame) or Sight())
    return seen


def film(pose: Pose, faults: Faults, card: str = A) -> list[Picture]:
    """An empty gate for a second, then a card that is held up for two."""
    rng = np.random.default_rng(8)
    scene = held(qr_card(card), SIZE, Pose(3, 3, 0.1), faults, rng)
    frames = [held(qr_card(card), SIZE, pose, faults, np.random.default_rng(8)) for _ in range(3)]
    return [scene] * RATE + frames * (2 * RATE // 3)


def passing(light: float) -> tuple[list[Picture], list[Picture]]:
    """Two seconds of somebody who walks by, and two of nothing that moves."""
    faults = Faults(blur=0.5, noise=7, light=light)
    walking = walking_by(SIZE, 2 * RATE, faults, np.random.default_rng(6))
    return walking, walking[:1] * 2 * RATE


def chosen(*frames: tuple[float, tuple[Found, ...]]) -> list[str | None]:
    choice = Choice()
    return [choice.of(found, at) for at, found in frames]


def test_of_two_codes_the_one_nearest_the_middle_is_judged_and_kept_to() -> None:
    assert chosen((0, (AT, BT)), (0.1, (BT, AT)), (0.2, (AT,))) == [A, A, A]


def test_a_card_is_not_judged_because_the_one_beside_it_was_missed_for_a_moment() -> None:
    assert chosen((0, (AT, BT)), (0.2, (BT,)), (0.4, (AT, BT)), (0.6, (BT,))) == [A, None, A, None]


def test_the_other_card_has_its_turn_when_the_first_is_gone() -> None:
    assert chosen((0, (AT, BT)), (0.5, (BT,)), (1.1, (BT,)), (1.2, (BT,))) == [A, None, B, B]


def test_the_next_person_is_judged_at_once() -> None:
    assert chosen((0, (AT,)), (0.1, (BT,)), (0.2, (AT,))) == [A, B, A]


def test_two_cards_in_view_are_said_to_be_two() -> None:
    scene = np.full((720, 1280, 3), 90, np.uint8)
    empty = scene.copy()
    scene[90:630, 20:620] = qr_card(A)[:, :600]
    scene[90:630, 660:1260] = qr_card(B)[:, :600]
    seen = sights([empty] * RATE + [scene] * 2 * RATE)
    assert {sight.text for sight in seen} == {None, B}
    assert Hint.ONE_AT_A_TIME in [sight.hint for sight in seen]


def test_a_card_in_the_dark_is_read_from_several_frames() -> None:
    rng, read = np.random.default_rng(12), 0
    for _ in range(4):
        frames = held_in_the_dark(qr_card(A), SIZE, 2 * RATE, rng)
        read += A in [sight.text for sight in sights(frames)]
    assert read == 4


@pytest.mark.parametrize(
    ("pose", "faults", "hint"),
    [
        pytest.param(Pose(0.5, 0.5, 0.42), Faults(blur=0.6, noise=12, light=0.025), Hint.TOO_DARK, id="too dark"),
        pytest.param(Pose(0.5, 0.5, 0.1), DAY, Hint.TOO_FAR, id="too far"),
        pytest.param(Pose(0.5, 0.5, 0.42), Faults(blur=0.5, noise=4, glare=0.8), Hint.GLARE, id="glare"),
    ],
)
def test_a_card_that_cannot_be_read_is_told_why_and_nothing_else(pose: Pose, faults: Faults, hint: Hint) -> None:
    seen = sights(film(pose, faults))
    assert {sight.text for sight in seen} == {None}
    told = [sight.hint for sight in seen]
    assert set(told) == {None, hint}
    assert told[:RATE] == [None] * RATE


def test_a_card_that_is_read_is_told_nothing() -> None:
    seen = sights(film(Pose(0.5, 0.5, 0.4), DAY))
    assert ({sight.text for sight in seen}, {sight.hint for sight in seen}) == ({None, A}, {None})


@pytest.mark.parametrize("light", [pytest.param(0.85, id="by day"), pytest.param(0.1, id="at dusk")])
def test_people_who_walk_by_are_seen_to_move_and_told_nothing_nor_is_the_empty_gate_after_them(light: float) -> None:
    walking, empty = passing(light)
    moving = len(walking) + round(JUST_NOW * RATE)
    assert sights(walking + empty) == [Sight(moved=True)] * moving + [Sight()] * (len(walking + empty) - moving)


def test_who_walks_by_at_night_is_seen_now_and_then_and_told_nothing() -> None:
    walking, empty = passing(0.035)
    seen = sights(walking + empty)
    after = len(walking) + round(JUST_NOW * RATE)
    assert (set(seen[:after]), set(seen[after:])) == ({Sight(), Sight(moved=True)}, {Sight()})


def test_the_camera_may_rest_when_nothing_has_moved_for_a_while_and_not_when_something_does() -> None:
    walking, empty = passing(0.85)
    at = 0.0
    lookout = Lookout(lambda: at)
    rested = []
    for frame in (*empty[:2], *empty[:1] * math.ceil(2 * QUIET), walking[RATE]):
        at += 0.5
        lookout.see(frame)
        rested.append(lookout.is_resting)
    assert (rested[0], rested[-2:]) == (False, [True, False])


@pytest.mark.parametrize(
    ("card", "looks"),
    [
        pytest.param(None, [10, 5], id="where nobody is every two seconds after half a minute"),
        pytest.param(A, [10, 10], id="where a card lies once a second for as long as it does"),
    ],
)
def test_a_gate_at_which_nothing_moves_is_looked_at(card: str | None, looks: list[int]) -> None:
    where = Pose(0.5, 0.5, 0.5) if card else Pose(3, 3, 0.1)
    frame = held(qr_card(card or A), (640, 360), where, DAY, np.random.default_rng(8))
    at = 0.0
    lookout = Lookout(lambda: at)
    seen = []
    for _ in range(2 * 50):
        at += 0.5
        seen.append(lookout.see(frame) is not None)
    assert [sum(seen[2 * begin : 2 * (begin + 10)]) for begin in (10, 40)] == looks


def test_an_article_with_bars_is_said_to_be_no_pass() -> None:
    import zxingcpp

    if not hasattr(zxingcpp, "create_barcode"):
        pytest.skip("zxing-cpp before 3 makes codes another way")
    made = zxingcpp.create_barcode("6901234567892", zxingcpp.BarcodeFormat.EAN13)
    bars = np.array(zxingcpp.write_barcode_to_image(made, scale=4))
    empty = np.full((720, 1280, 3), 120, np.uint8)
    scene = empty.copy()
    scene[200 : 200 + bars.shape[0], 400 : 400 + bars.shape[1]] = bars[:, :, None]
    told = [sight.hint for sight in sights([empty] * RATE + [scene] * 2 * RATE)]
    assert set(told) == {None, Hint.NOT_OURS}
