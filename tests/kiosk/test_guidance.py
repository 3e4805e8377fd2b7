"""Why a card is not read: each cause on generated frames, and silence where nothing is held up."""

import numpy as np
import pytest

from kiosk.guidance import HINT_WORDS, HOLDS_AFTER, STAYS, Hint, Scenery, Steady, guidance, look
from kiosk.views import grey_of
from scripts.frames import Faults, Picture, Pose, held, qr_card, walking_by

SIZE = (1280, 720)
CARD = qr_card("GABCDEFGHIJKLMNOPQRSTUVWXYZ23")
DAY = Faults(blur=0.5, noise=5, light=0.85)
NIGHT = Faults(blur=0.5, noise=8, light=0.035)


def frame(pose: Pose, faults: Faults, seed: int = 4) -> Picture:
    return grey_of(held(CARD, SIZE, pose, faults, np.random.default_rng(seed)))


def hints(frames: list[Picture]) -> list[Hint | None]:
    looks = [look(each, Scenery()) for each in frames]
    return [guidance(now, before) for now, before in zip(looks, [None, *looks[:-1]], strict=True)]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    ("pose", "faults", "hint"),
    [
        pytest.param(Pose(0.5, 0.5, 0.42), NIGHT, Hint.TOO_DARK, id="hardly any light"),
        pytest.param(Pose(0.5, 0.5, 0.11), DAY, Hint.TOO_FAR, id="at arm's length and more"),
        pytest.param(Pose(0.5, 0.5, 0.42), Faults(blur=0.5, noise=4, glare=0.5), Hint.GLARE, id="a lamp in the code"),
        pytest.param(Pose(0.5, 0.5, 0.42), DAY, None, id="a card that is well held"),
    ],
)
def test_a_card_that_is_held_up_is_told_what_is_wrong(pose: Pose, faults: Faults, hint: Hint | None, seed: int) -> None:
    assert hints([frame(pose, faults, seed)]) == [hint]


@pytest.mark.parametrize("smear", [0, 14])
def test_a_card_that_is_waved_about_moves_too_fast(smear: float) -> None:
    faults = Faults(blur=0.5, smear=smear, noise=5, light=0.85)
    frames = [frame(Pose(x, 0.5, 0.42), faults) for x in (0.4, 0.46, 0.52, 0.46)]
    assert hints(frames) == [None, Hint.TOO_FAST, Hint.TOO_FAST, Hint.TOO_FAST]


@pytest.mark.parametrize("faults", [pytest.param(DAY, id="by day"), pytest.param(NIGHT, id="by night")])
@pytest.mark.parametrize("seed", range(4))
def test_people_who_walk_by_are_told_nothing(faults: Faults, seed: int) -> None:
    passing = walking_by(SIZE, 8, faults, np.random.default_rng(seed))
    assert hints([grey_of(each) for each in passing]) == [None] * 8


@pytest.mark.parametrize(
    ("width", "faults", "hint"),
    [
        pytest.param(0.12, DAY, Hint.TOO_FAR, id="by day"),
        pytest.param(0.42, NIGHT, Hint.TOO_DARK, id="by night"),
    ],
)
def test_a_poster_at_the_gate_is_scenery_and_no_card(width: float, faults: Faults, hint: Hint) -> None:
    poster, scenery = frame(Pose(0.3, 0.4, width), faults), Scenery()
    assert guidance(look(poster, scenery), None) is hint
    for _ in range(20):
        scenery.learn(poster)
    assert guidance(look(poster, scenery), None) is None


def test_a_hint_comes_when_it_has_held_and_stays_a_second() -> None:
    steady, shown = Steady(), []
    for tick in range(30):
        at = tick / 10
        shown.append(steady.settled(Hint.GLARE if 0.5 <= at < 1.4 else None, 10 + at))
    first = shown.index(Hint.GLARE)
    assert first / 10 == pytest.approx(0.5 + HOLDS_AFTER, abs=0.11)
    assert shown.count(Hint.GLARE) / 10 >= STAYS
    assert shown[-1] is None


def test_hints_that_change_with_every_frame_are_not_shown() -> None:
    steady = Steady()
    flicker = [Hint.GLARE, Hint.TOO_FAR] * 20
    assert {steady.settled(hint, 10 + tick / 15) for tick, hint in enumerate(flicker)} == {None}


def test_every_hint_has_words() -> None:
    assert set(HINT_WORDS) == set(Hint)
