"""Pictures become portraits: the face in its place, nothing else of the file kept, and bad files told in words."""

import numpy as np
import pytest
from PIL import Image

from gatepass.wording import Language, Refusal
from issuer.detector import detector
from issuer.portraits import HEIGHT, WIDTH, portrait, portrait_as_is
from tests.issuer.likenesses import another_face, changed, face, on_wall, opened, saved, wall

SIDE_WAYS = 6
ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def place_of_face(jpeg: bytes) -> tuple[float, float]:
    """Where the middle of the one face is, in shares of width and height."""
    (box,) = detector().faces(np.asarray(opened(jpeg)))
    return (box.left + box.width / 2) / WIDTH, (box.top + box.height / 2) / HEIGHT


def said_of(content: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        portrait(content)
    return caught.value.sentence(Language.ZH)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(face(), id="as the camera saw it"),
        pytest.param(another_face(), id="from the other side"),
        pytest.param(on_wall((1000, 500, 400)), id="a face at the right of a large picture"),
        pytest.param(on_wall((200, 100, 900), (1200, 700, 220)), id="somebody far behind"),
        pytest.param(changed(lambda picture: picture.convert("L")), id="grey"),
        pytest.param(changed(lambda picture: picture.convert("CMYK")), id="for a printing press"),
        pytest.param(changed(lambda picture: picture, "PNG"), id="a PNG"),
        pytest.param(changed(lambda picture: picture, "WEBP"), id="a WebP"),
        pytest.param(changed(lambda picture: picture.convert("RGBA"), "PNG"), id="with an alpha channel"),
        pytest.param(changed(lambda picture: picture.rotate(15)), id="a little askew"),
    ],
)
def test_a_face_comes_to_its_place(content):
    jpeg = portrait(content).jpeg
    made = opened(jpeg)
    assert (made.size, made.format, made.mode) == ((300, 400), "JPEG", "RGB")
    assert place_of_face(jpeg) == pytest.approx((0.5, 0.51), abs=0.06)


def test_a_face_at_the_edge_is_cut_within_the_picture():
    made = opened(portrait(changed(lambda picture: picture.crop((150, 60, 300, 260)))).jpeg)
    assert made.size == (300, 400)
    assert min(np.asarray(made).mean(axis=(0, 2))) > 20


def test_a_phone_that_was_held_sideways_gives_the_same_portrait():
    exif = Image.Exif()
    exif[ORIENTATION] = SIDE_WAYS
    sideways = changed(lambda picture: picture.transpose(Image.Transpose.ROTATE_90), "PNG", exif=exif)
    upright = changed(lambda picture: picture, "PNG")
    assert portrait(sideways) == portrait(upright)


def test_where_and_when_a_picture_was_taken_is_not_kept():
    exif = Image.Exif()
    exif[MAKER] = "a phone"
    exif.get_ifd(GPS)[1] = "N"
    told = changed(lambda picture: picture, exif=exif, comment=b"at home", icc_profile=b"a profile")
    made = opened(portrait(told).jpeg)
    assert (dict(made.getexif()), set(made.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}) == ({}, set())


def test_the_same_picture_gives_the_same_bytes():
    assert portrait(face()).sha256 == portrait(face()).sha256


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(wall(), "里没有找到脸，请从正面重新拍一张", id="nobody"),
        pytest.param(
            on_wall((0, 300, 700), (850, 300, 700)), "里有两张差不多大的脸，请单独拍一张", id="two of one size"
        ),
        pytest.param(
            on_wall((0, 300, 700), (850, 300, 500)), "里有两张差不多大的脸，请单独拍一张", id="one half as large"
        ),
        pytest.param(on_wall((600, 600, 170)), "里的脸太小，请走近些重新拍一张", id="a face too far away"),
        pytest.param(b"", "是空文件，请换一个文件", id="nothing"),
        pytest.param(b"PK\x03\x04 a spreadsheet", "不是照片，请换一个文件", id="no picture"),
        pytest.param(face()[:20_000], "不完整或已损坏，请换一个文件", id="cut off"),
        pytest.param(face()[:300], "不完整或已损坏，请换一个文件", id="cut off in its head"),
        pytest.param(
            changed(lambda picture: picture, "PNG")[:9_000], "不完整或已损坏，请换一个文件", id="a PNG that is cut off"
        ),
        pytest.param(
            saved(Image.new("1", (20_000, 10_000)), "PNG"), "太大，请缩小到64百万像素以内", id="200 megapixels"
        ),
        pytest.param(
            saved(Image.new("1", (10_000, 10_000)), "PNG"), "太大，请缩小到64百万像素以内", id="100 megapixels"
        ),
        pytest.param(
            b"\x00\x00\x00\x18ftypheic" + bytes(64),
            "是 HEIC 格式的照片，请存成 JPEG 再选（苹果手机：设置→相机→格式→兼容性最佳）",
            id="of an iPhone",
        ),
        pytest.param(saved(Image.new("RGB", (1, 1))), "里没有找到脸，请从正面重新拍一张", id="one pixel"),
    ],
)
def test_what_is_no_portrait_is_told_in_words(content, said):
    assert said_of(content) == said


def test_no_broken_file_is_more_than_a_refusal():
    for place in range(0, len(face()), 997):
        broken = bytearray(face())
        broken[place : place + 40] = bytes(40)
        try:
            made = portrait(bytes(broken)).jpeg
        except Refusal:
            continue
        assert opened(made).size == (300, 400)


def test_as_it_is_the_middle_is_taken_without_a_face():
    assert opened(portrait_as_is(wall()).jpeg).size == (300, 400)


def test_nothing_else_is_taken_for_a_face():
    noise = np.random.default_rng(1).integers(0, 255, (640, 640, 3), dtype=np.uint8)
    stripes = np.tile(np.array([[[255] * 3, [0] * 3]], np.uint8), (640, 320, 1))
    assert [detector().faces(picture) for picture in (noise, stripes)] == [(), ()]
