"""What the gate's page says to somebody whose card cannot be read: a real film before a real gate."""

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from kiosk.camera import CameraState
from scripts.frames import Faults, Pose, held, qr_card, write_video
from tests.browser.conftest import Running

SIZE = (1280, 720)
RATE = 15
DAY = Faults(blur=0.5, noise=4)

# In one moment: the card is held up for three seconds, and what is said of it goes with it.
PLACE = """(words) => {
    const [guide, live] = [document.querySelector("#guide"), document.querySelector(".live")];
    if (guide.textContent !== words) return null;
    const [box, edge] = [guide.getBoundingClientRect(), live.getBoundingClientRect()];
    return [box.height, box.top - edge.top, edge.bottom - box.bottom];
}"""


def film(folder: Path, code: str, pose: Pose, faults: Faults) -> Path:
    """The empty gate for a second, then the card for three."""
    card = qr_card(code)
    empty = held(card, SIZE, Pose(3, 3, 0.1), faults, np.random.default_rng(5))
    shown = [held(card, SIZE, pose, faults, np.random.default_rng(5)) for _ in range(3)]
    return write_video(folder / "gate.mp4", [empty] * RATE + shown * RATE, RATE, SIZE)


@pytest.mark.parametrize(
    ("language", "pose", "faults", "words"),
    [
        pytest.param(
            "zh", Pose(0.5, 0.5, 0.42), Faults(blur=3, noise=6, light=0.03), "太暗，请开灯或靠近灯", id="太暗"
        ),
        pytest.param("en", Pose(0.5, 0.5, 0.1), DAY, "Too far: come nearer", id="too far"),
        pytest.param("zh", Pose(0.5, 0.5, 0.42), Faults(blur=0.5, noise=4, glare=0.8), "反光，请把卡斜一点", id="反光"),
    ],
)
def test_a_card_that_cannot_be_read_is_told_why_over_the_live_picture(
    running: Running, tmp_path: Path, language: str, pose: Pose, faults: Faults, words: str
):
    page = running.page(language=language)
    with running.watching(film(tmp_path, running.community.code("wang"), pose, faults)):
        height, above, below = page.wait_for_function(PLACE, arg=words).json_value()
        assert height > 40
        assert above > 0
        assert below >= -1
        page.screenshot(path=str(tmp_path / "guide.png"))
    assert running.faults == []


def test_a_card_that_is_read_is_told_nothing(running: Running, tmp_path: Path):
    page = running.page()
    with running.watching(film(tmp_path, running.community.code("wang"), Pose(0.5, 0.5, 0.4), DAY)):
        expect(page.locator("body")).to_have_attribute("data-view", "asking")
        assert running.gate.posts[0].camera.state is CameraState.LIVE
        expect(page.locator("#guide")).to_have_text("")
