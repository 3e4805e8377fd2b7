"""What `--camera` names, once or several times, and what the light says of it."""

import pytest

from gatepass.covenant import Direction
from gatepass.wording import Refusal
from kiosk.attention import Eye
from kiosk.camera import CameraState, Source, SourceKind
from kiosk.posts import light_of, posts_of
from tests.kiosk.test_camera import film  # noqa: F401 - a fixture
from tests.patience import becomes


@pytest.mark.parametrize(
    ("text", "way", "source"),
    [
        pytest.param("0", None, Source(SourceKind.DEVICE, "0"), id="the plain form"),
        pytest.param("in=0", Direction.IN, Source(SourceKind.DEVICE, "0"), id="a way in"),
        pytest.param("OUT=rtsp://gate/1?a=b", Direction.OUT, Source(SourceKind.STREAM, "rtsp://gate/1?a=b"), id="out"),
        pytest.param("出=门.mp4", Direction.OUT, Source(SourceKind.FILE, "门.mp4"), id="in Chinese"),
        pytest.param("inner=1.mp4", None, Source(SourceKind.FILE, "inner=1.mp4"), id="a file with an equals sign"),
    ],
)
def test_a_camera_may_have_a_way(text, way, source):
    assert [(post.eye, post.camera.source) for post in posts_of([text])] == [(Eye(1, way), source)]


def test_cameras_of_one_way_are_numbered_and_none_is_no_camera():
    named = [post.words.zh for post in posts_of(["in=0", "in=1", "out=2", "none", "3"])]
    assert named == ["进口摄像头1", "进口摄像头2", "出口摄像头", "摄像头"]
    assert posts_of(["none"]) == ()


def test_one_device_cannot_stand_at_two_posts():
    with pytest.raises(Refusal, match="camera 0 is named more than once"):
        posts_of(["in=0", "out=0"])


def test_a_way_without_a_camera_is_no_camera_that_was_meant():
    with pytest.raises(Refusal, match="--camera in= names no camera"):
        posts_of(["in="])


def test_the_light_names_the_camera_that_is_lost(film, tmp_path):  # noqa: F811
    posts = posts_of([f"in={film}", f"out={tmp_path / 'away.mp4'}"])
    assert light_of(posts)[0] == "note"
    for post in posts:
        post.camera.start()
    try:
        assert becomes(lambda: [post.camera.state for post in posts] == [CameraState.LIVE, CameraState.LOST])
        level, words = light_of(posts)
        assert (level, words.zh, words.en) == (
            "alarm",
            "出口摄像头断开，请检查插头；接好后自动恢复",
            "Exit camera lost: check its plug; it comes back by itself",
        )
        (tmp_path / "away.mp4").write_bytes(film.read_bytes())
        assert becomes(lambda: light_of(posts)[0] == "ok")
    finally:
        for post in posts:
            post.camera.stop()


def test_the_light_speaks_of_several_lost_cameras_as_of_several(tmp_path):
    posts = posts_of([str(tmp_path / "away.mp4"), str(tmp_path / "gone.mp4")])
    for post in posts:
        post.camera.start()
    try:
        assert becomes(lambda: {post.camera.state for post in posts} == {CameraState.LOST})
        level, words = light_of(posts)
        assert (level, words.zh, words.en) == (
            "alarm",
            "摄像头1、摄像头2断开，请检查插头；接好后自动恢复",
            "Camera 1, Camera 2 lost: check their plugs; they come back by themselves",
        )
    finally:
        for post in posts:
            post.camera.stop()
