"""The gate's camera: a thread of its own reads a webcam, a video file or a stream, and keeps the newest frame.

Frames are never queued: who asks late gets the newest one. A camera that fails is opened again for as long as
the kiosk runs. It never reads a code, never stores a picture and never raises because of a camera: it says so
in `state` and `problem`.
"""

import math
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.device import Shutter, opened_device

Picture = NDArray[np.uint8]

STALLED_AFTER = 3.0
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 5.0
STOP_WITHIN = 5.0
OPENED_WITHIN = 20.0
STREAM_LIMIT = int(STALLED_AFTER * 1000)
FRAMES_PER_LOOK = 10
REST = 0.15
DEFAULT_RATE = 25.0

os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
os.environ.setdefault("OPENCV_VIDEOIO_DEBUG", "0")


class CameraState(Enum):
    """What the page shows about the camera."""

    NONE = "none"
    OPENING = "opening"
    LIVE = "live"
    LOST = "lost"


class SourceKind(Enum):
    """Where pictures come from."""

    NONE = "none"
    DEVICE = "device"
    FILE = "file"
    STREAM = "stream"


@dataclass(frozen=True)
class Source:
    """What `--camera` named: `place` is an index, a path or an address."""

    kind: SourceKind
    place: str


@dataclass(frozen=True)
class Frame:
    """A picture, `(height, width, 3)` uint8 BGR, its number from 1 on, and when it came (monotonic seconds)."""

    number: int
    image: Picture
    at: float


def parse_source(text: str) -> Source:
    """The source that a person wrote: `0`, a path, `rtsp://…`, `http://…` or `none`.

    Whether it exists is not asked here: a file on a USB stick, or a webcam, may come later.
    """
    text = text.strip()
    if text.lower() in ("", "none"):
        return Source(SourceKind.NONE, "")
    if text.isascii() and text.isdigit():
        return Source(SourceKind.DEVICE, text)
    if "://" in text:
        return Source(SourceKind.STREAM, text)
    return Source(SourceKind.FILE, text)


def jpeg(frame: Picture, width: int, quality: int = 70) -> bytes:
    """The picture as a JPEG at most `width` pixels wide, for the live picture on the page."""
    if frame.shape[1] > width:
        height = max(1, round(frame.shape[0] * width / frame.shape[1]))
        frame = np.asarray(cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    done, packed = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("this picture cannot be packed as JPEG")
    return packed.tobytes()


class Camera:
    """Reads one source in a daemon thread from `start()` to `stop()`.

    A capture may hang inside OpenCV for as long as its driver likes. So each opening gets a reading thread, and
    the camera's thread only watches it: one that gives no frame for `STALLED_AFTER` seconds is left behind, and
    closes its capture when it comes back.
    """

    def __init__(self, source: str) -> None:
        self.source = parse_source(source)
        self._news = threading.Condition()
        self._frame: Frame | None = None
        self._count = 0
        self._state = CameraState.NONE
        self._problem: str | None = None
        self._stopping = threading.Event()
        self._resting = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> CameraState:
        """What the camera is doing now."""
        return self._state

    @property
    def problem(self) -> str | None:
        """Why there is no picture, in a few English words, or None."""
        return self._problem

    @property
    def is_resting(self) -> bool:
        """Whether it passes on few frames, because nobody is there."""
        return self._resting.is_set()

    def start(self) -> None:
        """Begins to read; a second start of a running camera changes nothing."""
        if self._thread is not None or self.source.kind is SourceKind.NONE:
            return
        _silence_opencv()
        self._stopping.clear()
        self._tell(CameraState.OPENING, None)
        self._thread = threading.Thread(target=self._watch, name="camera", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends reading and wakes everyone who waits for a frame; takes at most about `STOP_WITHIN` seconds."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(STOP_WITHIN + 1)
            self._thread = None
        self._tell(CameraState.NONE, None)

    def newest(self, after: int, timeout: float) -> Frame | None:
        """The newest frame with a number above `after`; waits for one at most `timeout` seconds, else None."""
        with self._news:
            self._news.wait_for(lambda: self._count > after or self._stopping.is_set(), timeout)
            return self._frame if self._count > after else None

    def rest(self, *, is_resting: bool) -> None:
        """Whether a frame every `REST` seconds is enough, because nobody is there."""
        if is_resting:
            self._resting.set()
        else:
            self._resting.clear()

    def _watch(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            before = self._count
            problem = self._follow(_Reading(self.source, self._take, self._resting))
            if self._stopping.is_set():
                return
            self._tell(CameraState.LOST, problem)
            pause = FIRST_PAUSE if self._count > before else min(pause * 1.5, LONGEST_PAUSE)
            self._stopping.wait(pause)

    def _follow(self, reading: "_Reading") -> str:
        """Watches one reading until it ends or stalls; gives the reason."""
        reading.start()
        try:
            while not reading.over.wait(0.1):
                if self._stopping.is_set():
                    return "stopped"
                if reading.stalled():
                    return "no picture from the camera"
            return reading.problem
        finally:
            reading.give_up()
            if self._stopping.is_set():
                reading.join(STOP_WITHIN)

    def _take(self, reading: "_Reading", image: Picture) -> None:
        with self._news:
            if reading.given_up:
                return
            self._count += 1
            self._frame = Frame(self._count, image, time.monotonic())
            self._state, self._problem = CameraState.LIVE, None
            self._news.notify_all()

    def _tell(self, state: CameraState, problem: str | None) -> None:
        with self._news:
            self._state, self._problem = state, problem
            self._news.notify_all()


class _Reading(threading.Thread):
    """One opening of a source, and its frames until it ends; its capture is touched by this thread alone."""

    def __init__(self, source: Source, take: Callable[["_Reading", Picture], None], resting: threading.Event) -> None:
        super().__init__(name="camera reading", daemon=True)
        self.over = threading.Event()
        self.problem = ""
        self._source = source
        self._take = take
        self._resting = resting
        self._shutter: Shutter | None = None
        self._passed_at = -math.inf
        self._giving_up = threading.Event()
        self._last_sign = time.monotonic()
        self._patience = OPENED_WITHIN

    @property
    def given_up(self) -> bool:
        return self._giving_up.is_set()

    def give_up(self) -> None:
        self._giving_up.set()

    def stalled(self) -> bool:
        return time.monotonic() - self._last_sign > self._patience

    def run(self) -> None:
        try:
            play = self._play_file if self._source.kind is SourceKind.FILE else self._play_live
            self.problem = play()
        except cv2.error as fault:
            self.problem = f"OpenCV: {fault.err}"
        finally:
            self.over.set()

    def _play_live(self) -> str:
        capture = _opened(self._source)
        try:
            if not capture.isOpened():
                return _cannot_open(self._source)
            self._shutter = Shutter(capture) if self._source.kind is SourceKind.DEVICE else None
            while not self.given_up and self._step(capture):
                pass
            return "the camera stopped giving pictures"
        finally:
            capture.release()

    def _play_file(self) -> str:
        while not self.given_up:
            if not Path(self._source.place).is_file():
                return "no such file"
            if not self._play_once():
                return "the file is no video that can be played"
        return "stopped"

    def _play_once(self) -> bool:
        """The whole file at its own rate; False if it has not one frame."""
        capture = _opened(self._source)
        try:
            rate = capture.get(cv2.CAP_PROP_FPS)
            return self._play_at(capture, 1 / (rate if 0.1 < rate < 1000 else DEFAULT_RATE))
        finally:
            capture.release()

    def _play_at(self, capture: cv2.VideoCapture, period: float) -> bool:
        due, frames = time.monotonic(), 0
        while self._step(capture):
            frames += 1
            due = self._keep_time(capture, due + period, period)
            if self.given_up or (frames % FRAMES_PER_LOOK == 0 and not Path(self._source.place).is_file()):
                break
        return frames > 0

    def _keep_time(self, capture: cv2.VideoCapture, due: float, period: float) -> float:
        """Waits for the next frame's time; skips frames where this PC is too slow for the file."""
        now = time.monotonic()
        while now - due > period and capture.grab():
            due += period
        self._giving_up.wait(max(0.0, due - now))
        return due

    def _step(self, capture: cv2.VideoCapture) -> bool:
        """Passes on the next frame, or lets it go by while nobody is there: a webcam's are unpacked only here. False after the last."""
        if not capture.grab():
            return False
        now = time.monotonic()
        self._last_sign, self._patience = now, STALLED_AFTER
        if self._resting.is_set() and now - self._passed_at < REST:
            return True
        done, image = capture.retrieve()
        if not done or image is None:
            return False
        picture = np.asarray(image, np.uint8)
        self._take(self, picture)
        self._passed_at = time.monotonic()
        if self._shutter:
            self._shutter.look(picture)
        return True


def _opened(source: Source) -> cv2.VideoCapture:
    if source.kind is SourceKind.DEVICE:
        return opened_device(int(source.place))
    limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, STREAM_LIMIT, cv2.CAP_PROP_READ_TIMEOUT_MSEC, STREAM_LIMIT]
    return cv2.VideoCapture(source.place, cv2.CAP_FFMPEG, limits if source.kind is SourceKind.STREAM else [])


def _cannot_open(source: Source) -> str:
    if source.kind is SourceKind.DEVICE:
        return f"camera {source.place} is not there, or another program has it"
    return "the stream cannot be reached"


def _silence_opencv() -> None:
    """OpenCV prints a line for every failed opening, which a camera that is away repeats all night."""
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
