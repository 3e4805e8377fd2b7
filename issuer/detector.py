"""Where faces are in a picture, found by YuNet with OpenCV on this computer alone. It never says whose a face is."""

import threading
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from appkit.assets import asset

MODEL = "data/models/face_detection_yunet_2023mar.onnx"
SIDE = 640
SURE = 0.7
_OVERLAP, _MOST = 0.3, 100

_loading = threading.Lock()

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Box:
    """A face in pixels of its picture, from the middle of the forehead to the chin; it may reach over the edges."""

    left: float
    top: float
    width: float
    height: float

    @property
    def area(self) -> float:
        """In square pixels."""
        return self.width * self.height


class Detector:
    """YuNet, loaded once; one picture at a time, whichever thread asks."""

    def __init__(self, model: bytes) -> None:
        # From memory: OpenCV opens no path with Chinese characters on Windows. It warns of targets that nobody chose.
        told = cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
        content, nothing = np.frombuffer(model, np.uint8), np.empty(0, np.uint8)
        self._net: Any = cv2.FaceDetectorYN.create("onnx", content, nothing, (SIDE, SIDE), SURE, _OVERLAP, _MOST)
        cv2.utils.logging.setLogLevel(told)
        self._lock = threading.Lock()

    def faces(self, picture: Pixels) -> tuple[Box, ...]:
        """The faces in `(height, width, 3) uint8` of red, green, blue, the largest first."""
        height, width = picture.shape[:2]
        share = SIDE / max(height, width)
        small = cv2.resize(
            picture, (max(1, round(width * share)), max(1, round(height * share))), interpolation=cv2.INTER_AREA
        )
        square = np.zeros((SIDE, SIDE, 3), np.uint8)  # of one size: every other one makes the net anew
        square[: small.shape[0], : small.shape[1]] = small[:, :, ::-1]
        with self._lock:
            _, found = self._net.detect(square)
        boxes = (Box(*(float(length) / share for length in row[:4])) for row in (() if found is None else found))
        return tuple(sorted(boxes, key=lambda box: -box.area))


def detector() -> Detector:
    """The detector of this process."""
    with _loading:
        return _loaded()


@cache
def _loaded() -> Detector:
    return Detector(asset(MODEL).read_bytes())
