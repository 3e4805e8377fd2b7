"""What a webcam's driver is told. It is simulated at its edge: it knows what it knows; its picture is as bright as its exposure."""

from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest

from kiosk.device import TRY_AGAIN_AFTER, WISHES, Shutter, wish

AUTO, EXPOSURE = cv2.CAP_PROP_AUTO_EXPOSURE, cv2.CAP_PROP_EXPOSURE
TARGET = 118.0


@dataclass
class V4l2:
    """A camera on Linux. `light` is the brightness that a hundredth of a second gives; its automatic reaches `TARGET` always."""

    light: float = 150.0
    knows: tuple[int, ...] = (AUTO, EXPOSURE, *(each for each, _ in WISHES))
    kept: dict[int, float] = field(default_factory=lambda: {AUTO: 3, EXPOSURE: 250})
    at: float = 0.0

    def set(self, which: int, value: float) -> bool:
        if which in self.knows:
            self.kept[which] = value
        return which in self.knows

    def get(self, which: int) -> float:
        return cv2.CAP_V4L2 if which == cv2.CAP_PROP_BACKEND else self.kept.get(which, -1)

    def frame(self) -> np.ndarray:
        level = TARGET if self.kept[AUTO] == 3 else min(255.0, self.light * self.kept[EXPOSURE] / 100)
        return np.full((72, 128, 3), level, np.uint8)


def watched(driver: V4l2, shutter: Shutter, seconds: float) -> list[float]:
    """Frames of `seconds` at ten a second; who chose the exposure in each (3: the camera, 1: we)."""
    chosen = []
    for _ in range(round(seconds * 10)):
        driver.at += 0.1
        shutter.look(driver.frame())
        chosen.append(driver.kept[AUTO])
    return chosen


def test_a_driver_is_told_every_wish_and_the_form_before_the_size():
    driver = V4l2()
    wish(driver)
    assert {each: driver.kept[each] for each, _ in WISHES} == dict(WISHES)
    assert [each for each, _ in WISHES][:2] == [cv2.CAP_PROP_FOURCC, cv2.CAP_PROP_FRAME_WIDTH]


def test_a_driver_that_knows_nothing_is_left_alone():
    driver = V4l2(knows=())
    wish(driver)
    assert set(watched(driver, Shutter(driver, lambda: driver.at), 10)) == {3}


def test_in_daylight_the_exposure_is_short():
    driver = V4l2(light=150)
    shutter = Shutter(driver, lambda: driver.at)
    watched(driver, shutter, 2)
    assert (driver.kept[AUTO], driver.kept[EXPOSURE]) == (1, 100)


def test_at_dusk_the_camera_chooses_again_and_is_left_alone_for_some_minutes():
    driver = V4l2(light=150)
    shutter = Shutter(driver, lambda: driver.at)
    watched(driver, shutter, 2)
    driver.light = 30
    watched(driver, shutter, 2)
    assert set(watched(driver, shutter, TRY_AGAIN_AFTER - 2)) == {3}
    driver.light = 150
    watched(driver, shutter, 4)
    assert driver.kept[AUTO] == 1


@pytest.mark.parametrize(
    "knows", [pytest.param((AUTO,), id="no exposure by hand"), pytest.param((EXPOSURE,), id="no choice of who chooses")]
)
def test_a_driver_that_cannot_be_told_keeps_its_own_exposure(knows):
    driver = V4l2(knows=knows)
    assert set(watched(driver, Shutter(driver, lambda: driver.at), 10)[20:]) == {3}
