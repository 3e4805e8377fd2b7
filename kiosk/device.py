"""A webcam set for reading codes: a sharp picture that is new, not a beautiful one. It opens devices; it keeps no picture.

Whatever a driver does not know it leaves alone, and nothing here fails for that. What is wished, and why: `WISHES`, `Shutter`.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import cv2
from numpy.typing import NDArray

LOOK_EVERY = 1.0
TRY_AGAIN_AFTER = 300.0
BRIGHT, DARK = 90.0, 60.0

WISHES: tuple[tuple[int, float], ...] = (
    # Before the size: uncompressed, USB 2 carries 720 lines at 10 frames a second only.
    (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")),
    # A card at arm's length has 3 pixels a module; 1080 lines read a tenth more (decision 0011) at twice the work.
    (cv2.CAP_PROP_FRAME_WIDTH, 1280),
    (cv2.CAP_PROP_FRAME_HEIGHT, 720),
    # A camera that is to give 30 frames a second cannot expose for longer than a thirtieth, in the dark neither.
    (cv2.CAP_PROP_FPS, 30),
    # The newest frame, not the one of a quarter of a second ago.
    (cv2.CAP_PROP_BUFFERSIZE, 1),
    # Cards are held up near and far.
    (cv2.CAP_PROP_AUTOFOCUS, 1),
)


class Driver(Protocol):
    """What of `cv2.VideoCapture` is used here."""

    def set(self, propId: int, value: float, /) -> bool: ...  # noqa: N803
    def get(self, propId: int, /) -> float: ...  # noqa: N803


@dataclass(frozen=True, slots=True)
class Exposure:
    """How one kind of driver says who chooses the exposure, and a hundredth of a second: no banding by lamps on 50 Hz mains."""

    automatic: float
    by_hand: float
    short: float


EXPOSURES = {
    cv2.CAP_V4L2: Exposure(automatic=3, by_hand=1, short=100),
    cv2.CAP_DSHOW: Exposure(automatic=0.75, by_hand=0.25, short=-7),
}


def opened_device(index: int) -> cv2.VideoCapture:
    """The webcam with this index as it is wished, or a capture that is not open."""
    capture = cv2.VideoCapture(index, cv2.CAP_DSHOW if sys.platform == "win32" else cv2.CAP_ANY)
    if capture.isOpened():
        wish(capture)
    return capture


def wish(driver: Driver) -> None:
    """Tells the driver all `WISHES`, in their order."""
    for each, value in WISHES:
        _set(driver, each, value)


class Shutter:
    """A short exposure while there is light for it, since a card in a hand moves; else the camera's own choice.

    It starts with the camera's choice, tries the short one in a bright picture, and gives it up for some minutes when the picture
    is dark with it. A driver that does not keep what it is told is not asked again.
    """

    def __init__(self, driver: Driver, clock: Callable[[], float] = time.monotonic) -> None:
        self._driver, self._clock = driver, clock
        self._exposure = EXPOSURES.get(int(driver.get(cv2.CAP_PROP_BACKEND)))
        self._is_short = False
        self._look_at = clock() + LOOK_EVERY
        self._try_at = clock()
        if self._exposure:
            _set(driver, cv2.CAP_PROP_AUTO_EXPOSURE, self._exposure.automatic)

    def look(self, frame: NDArray[Any]) -> None:
        """Looks at how bright a frame, `(height, width, 3)` uint8, is, once in a while."""
        now = self._clock()
        if self._exposure is None or now < self._look_at:
            return
        self._look_at = now + LOOK_EVERY
        brightness = float(frame[::16, ::16].mean())
        if self._is_short and brightness < DARK:
            self._give_up(self._exposure, now)
        elif not self._is_short and brightness > BRIGHT and now >= self._try_at:
            self._try(self._exposure)

    def _try(self, exposure: Exposure) -> None:
        self._is_short = _set(self._driver, cv2.CAP_PROP_AUTO_EXPOSURE, exposure.by_hand) and _set(
            self._driver, cv2.CAP_PROP_EXPOSURE, exposure.short
        )
        if not self._is_short:
            _set(self._driver, cv2.CAP_PROP_AUTO_EXPOSURE, exposure.automatic)
            self._exposure = None

    def _give_up(self, exposure: Exposure, now: float) -> None:
        _set(self._driver, cv2.CAP_PROP_AUTO_EXPOSURE, exposure.automatic)
        self._is_short, self._try_at = False, now + TRY_AGAIN_AFTER


def _set(driver: Driver, which: int, value: float) -> bool:
    """Whether the driver took a value and keeps it."""
    try:
        return bool(driver.set(which, value)) and abs(driver.get(which) - value) < 1e-6
    except cv2.error:
        return False
