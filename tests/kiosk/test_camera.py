"""The camera thread on real video files: newest frame, loops, losses and returns."""

import itertools
import threading
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.camera import REST, Camera, CameraState, Source, SourceKind, jpeg, parse_source
from scripts.frames import write_video
from tests.patience import PATIENCE, becomes

SIZE = (160, 120)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Ten frames at 20 a second: half a second of rising grey."""
    frames = [np.full((SIZE[1], SIZE[0], 3), 20 + 20 * n, np.uint8) for n in range(10)]
    return write_video(tmp_path / "gate.mp4", frames, 20, SIZE)


@pytest.fixture
def camera_on():
    """Opens cameras that are stopped at the end of the test."""
    started: list[Camera] = []

    def start(source: str) -> Camera:
        camera = Camera(source)
        started.append(camera)
        camera.start()
        return camera

    yield start
    for camera in started:
        camera.stop()


@pytest.mark.parametrize(
    ("text", "source"),
    [
        pytest.param("0", Source(SourceKind.DEVICE, "0"), id="an index"),
        pytest.param(" 1 ", Source(SourceKind.DEVICE, "1"), id="an index with spaces"),
        pytest.param("none", Source(SourceKind.NONE, ""), id="none"),
        pytest.param("", Source(SourceKind.NONE, ""), id="nothing"),
        pytest.param("rtsp://gate/1", Source(SourceKind.STREAM, "rtsp://gate/1"), id="a stream"),
        pytest.param("E:\\门.mp4", Source(SourceKind.FILE, "E:\\门.mp4"), id="a file that is not there yet"),
        pytest.param("²", Source(SourceKind.FILE, "²"), id="a digit that is no index"),
    ],
)
def test_a_source_is_what_its_text_looks_like(text: str, source: Source) -> None:
    assert parse_source(text) == source


def test_without_a_camera_nothing_starts_and_nobody_waits_for_ever() -> None:
    camera = Camera("none")
    camera.start()
    assert (camera.state, camera.problem, camera.newest(0, 0.01)) == (CameraState.NONE, None, None)
    camera.stop()


def test_a_file_goes_live_and_is_played_again_and_again(film: Path, camera_on) -> None:
    camera = camera_on(str(film))
    frame = camera.newest(25, PATIENCE)
    assert frame is not None
    assert frame.number > 25
    assert frame.image.shape == (120, 160, 3)
    assert (camera.state, camera.problem) == (CameraState.LIVE, None)


def rate_of(camera: Camera) -> float:
    """Frames a second, just now."""
    first = camera.newest(0, PATIENCE)
    assert first is not None
    last = camera.newest(first.number + 20, PATIENCE)
    assert last is not None
    return (last.number - first.number) / (last.at - first.at)


def test_a_file_is_played_at_its_own_rate(film: Path, camera_on) -> None:
    camera = camera_on(str(film))
    assert becomes(lambda: 12 <= rate_of(camera) <= 21)


def test_while_nobody_is_there_a_few_frames_a_second_are_passed_on_and_then_all_of_them_again(
    film: Path, camera_on
) -> None:
    camera = camera_on(str(film))
    camera.rest(is_resting=True)
    frames = [camera.newest(0, PATIENCE)]
    for _ in range(4):
        frames.append(camera.newest(frames[-1].number, PATIENCE))
    pauses = [later.at - frame.at for frame, later in itertools.pairwise(frames[1:])]
    assert [pause for pause in pauses if pause < REST] == []
    camera.rest(is_resting=False)
    assert becomes(lambda: rate_of(camera) > 1 / REST)


def test_who_comes_late_gets_the_newest_frame_and_no_queue(film: Path, camera_on) -> None:
    camera = camera_on(str(film))
    first = camera.newest(0, PATIENCE)
    assert first is not None
    others = camera.newest(first.number + 5, PATIENCE)
    late = camera.newest(first.number, PATIENCE)
    assert others is not None
    assert late is not None
    assert late.number >= others.number > first.number + 5


def test_frames_asked_for_one_after_the_other_never_repeat(film: Path, camera_on) -> None:
    camera = camera_on(str(film))
    numbers = [0]
    for _ in range(12):
        frame = camera.newest(numbers[-1], PATIENCE)
        assert frame is not None
        numbers.append(frame.number)
    assert numbers == sorted(set(numbers))


def test_waiting_for_a_frame_that_does_not_come_ends_at_the_timeout(tmp_path: Path, camera_on) -> None:
    camera = camera_on(str(tmp_path / "later.mp4"))
    begun = time.monotonic()
    assert camera.newest(0, 0.2) is None
    assert time.monotonic() - begun > 0.15


def test_a_missing_file_is_lost_until_it_appears_and_lost_again_when_it_vanishes(
    film: Path, tmp_path: Path, camera_on
) -> None:
    stick = tmp_path / f"stick{film.suffix}"
    camera = camera_on(str(stick))
    assert becomes(lambda: camera.state is CameraState.LOST)
    assert camera.problem == "no such file"
    stick.write_bytes(film.read_bytes())
    assert camera.newest(0, PATIENCE) is not None
    assert (camera.state, camera.problem) == (CameraState.LIVE, None)
    stick.unlink()
    assert becomes(lambda: camera.state is CameraState.LOST)
    assert camera.problem == "no such file"


@pytest.mark.parametrize("content", [b"", b"this is no video" * 50])
def test_a_file_that_is_no_video_is_lost_with_a_reason(tmp_path: Path, camera_on, content: bytes) -> None:
    path = tmp_path / "broken.mp4"
    path.write_bytes(content)
    camera = camera_on(str(path))
    assert becomes(lambda: camera.state is CameraState.LOST)
    assert camera.problem == "the file is no video that can be played"


def test_a_webcam_that_was_never_there_is_lost_and_says_so(camera_on) -> None:
    camera = camera_on("97")
    assert becomes(lambda: camera.state is CameraState.LOST)
    assert camera.problem == "camera 97 is not there, or another program has it"


def test_a_stream_that_nobody_sends_is_lost_and_its_address_is_not_told(camera_on) -> None:
    camera = camera_on("http://volunteer:secret@127.0.0.1:9/live")
    assert becomes(lambda: camera.state is CameraState.LOST)
    assert camera.problem == "the stream cannot be reached"


def test_a_stream_that_stalls_is_lost(film: Path, camera_on) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        camera = camera_on(f"http://127.0.0.1:{silent.getsockname()[1]}/live")
        assert becomes(lambda: camera.state is CameraState.LOST)
        assert camera.newest(0, 0) is None


def test_stop_ends_every_thread_and_wakes_who_waits(film: Path, tmp_path: Path) -> None:
    before = set(threading.enumerate())
    playing, waiting = Camera(str(film)), Camera(str(tmp_path / "never.mp4"))
    playing.start()
    waiting.start()
    assert playing.newest(0, PATIENCE) is not None
    answers: list[object] = []
    asking = threading.Thread(target=lambda: answers.append(waiting.newest(0, 10 * PATIENCE)), daemon=True)
    asking.start()
    playing.stop()
    waiting.stop()
    asking.join(PATIENCE)
    assert answers == [None]
    assert set(threading.enumerate()) == before
    assert playing.state is CameraState.NONE


def test_a_stopped_camera_can_be_started_again(film: Path) -> None:
    camera = Camera(str(film))
    camera.start()
    first = camera.newest(0, PATIENCE)
    camera.stop()
    camera.start()
    assert first is not None
    assert camera.newest(first.number + 1, 5) is not None
    camera.stop()


def test_a_camera_that_is_away_prints_nothing(tmp_path: Path) -> None:
    import subprocess
    import sys

    path = tmp_path / "broken.mp4"
    path.write_bytes(b"no video" * 100)
    program = (
        "import sys, time; from kiosk.camera import Camera\n"
        "cameras = [Camera(source) for source in sys.argv[1:]]\n"
        "[camera.start() for camera in cameras]; time.sleep(1); [camera.stop() for camera in cameras]\n"
        "print([camera.state.value for camera in cameras])"
    )
    said = subprocess.run([sys.executable, "-c", program, "97", str(path)], capture_output=True, text=True, check=True)
    assert (said.stdout, said.stderr) == ("['none', 'none']\n", "")


def test_the_live_picture_is_a_jpeg_of_the_wanted_width_and_never_enlarged() -> None:
    wide = np.zeros((720, 1280, 3), np.uint8)
    unpacked = [cv2.imdecode(np.frombuffer(jpeg(wide, width), np.uint8), 1).shape for width in (640, 4000)]
    assert unpacked == [(360, 640, 3), (720, 1280, 3)]
