"""The cameras of a gate, each at its post: what it is called, and which way people pass it. It reads no frame."""

from collections.abc import Sequence
from dataclasses import dataclass

from gatepass.covenant import Direction
from gatepass.wording import Refusal, Text
from kiosk.attention import Eye
from kiosk.camera import Camera, CameraState, SourceKind, parse_source

_WAYS = {"in": Direction.IN, "out": Direction.OUT, "进": Direction.IN, "出": Direction.OUT}
_WORDS = {
    Direction.IN: Text("进口摄像头", "Entry camera"),
    Direction.OUT: Text("出口摄像头", "Exit camera"),
    None: Text("摄像头", "Camera"),
}


@dataclass(frozen=True, slots=True)
class Post:
    """One camera of the gate."""

    eye: Eye
    words: Text
    camera: Camera


def posts_of(cameras: Sequence[str]) -> tuple[Post, ...]:
    """The posts that `--camera` named, such as `0`, `in=0`, `out=rtsp://…`, `none`; raises `Refusal` for a device named twice."""
    told = [_told(text) for text in cameras]
    read = [(way, source) for way, source in told if parse_source(source).kind is not SourceKind.NONE]
    devices = [source.strip() for _, source in read if parse_source(source).kind is SourceKind.DEVICE]
    for device in devices:
        if devices.count(device) > 1:
            raise Refusal(
                Text(f"摄像头 {device} 写了不止一次", f"camera {device} is named more than once"),
                Text("一个摄像头只写一次 --camera", "name each camera with one --camera only"),
            )
    for way, source in told:
        if way and not source.strip():
            raise Refusal(
                Text(f"--camera {way.value}= 后面没有写摄像头", f"--camera {way.value}= names no camera"),
                Text(f"请写成 {way.value}=0、文件或网址", f"write {way.value}=0, a file or an address"),
            )
    ways = [way for way, _ in read]
    return tuple(
        Post(Eye(number, way), _called(way, ways[: number - 1].count(way) + 1, ways.count(way)), Camera(source))
        for number, (way, source) in enumerate(read, start=1)
    )


def light_of(posts: Sequence[Post]) -> tuple[str, Text]:
    """The level and the words of the gate's camera light; a camera that is lost is named."""
    if all(post.camera.state is CameraState.NONE for post in posts):
        return "note", Text("未用摄像头，可用扫码枪", "No camera; a hand scanner works")
    if lost := _those(posts, CameraState.LOST):
        names, one = _names(lost), "check its plug; it comes back by itself"
        told = one if len(lost) == 1 else "check their plugs; they come back by themselves"
        return "alarm", Text(f"{names.zh}断开，请检查插头；接好后自动恢复", f"{names.en} lost: {told}")
    if opening := _those(posts, CameraState.OPENING):
        names = _names(opening)
        return "note", Text(f"正在打开{names.zh}", f"Opening {'the ' if len(opening) == 1 else ''}{names.en.lower()}")
    return "ok", Text("摄像头正常", "Cameras on" if posts[1:] else "Camera on")


def _told(text: str) -> tuple[Direction | None, str]:
    way, equals, source = text.partition("=")
    direction = _WAYS.get(way.strip().lower()) if equals else None
    return (direction, source) if direction else (None, text)


def _called(way: Direction | None, place: int, count: int) -> Text:
    words = _WORDS[way]
    return words if count == 1 else Text(f"{words.zh}{place}", f"{words.en} {place}")


def _those(posts: Sequence[Post], state: CameraState) -> list[Post]:
    return [post for post in posts if post.camera.state is state]


def _names(posts: Sequence[Post]) -> Text:
    named = [post.words for post in posts]
    return Text("、".join(each.zh for each in named), ", ".join(each.en for each in named))
