"""Reading codes from real pictures: what is read, what is not, and what files are refused."""

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.decoders import Found, zbar_missing
from kiosk.reader import Motion, Reader
from kiosk.stills import LARGEST_PICTURE, UnreadableImage, load_image, read_still
from scripts.frames import Picture, card_passing, hard_frame, qr_card
from scripts.photos import KINDS, NOTHINGS

CODE = "GABCDEFGHIJKLMNOPQRSTUVWXYZ23"
OTHER = "GZYXWVUTSRQPONMLKJIHGFEDCBA76"
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def texts(found: tuple[Found, ...]) -> list[str]:
    return [one.text for one in found]


def png(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    packed = io.BytesIO()
    image.save(packed, form, **options)
    return packed.getvalue()


def card_image() -> Image.Image:
    return Image.fromarray(cv2.cvtColor(qr_card(CODE), cv2.COLOR_BGR2RGB))


def hard_frames(count: int, size: tuple[int, int]) -> list[Picture]:
    rng = np.random.default_rng(11)
    return [hard_frame(qr_card(CODE), size, rng) for _ in range(count)]


@given(st.text(BASE32, min_size=28, max_size=28))
@settings(max_examples=25, deadline=None)
def test_any_code_on_an_easy_frame_is_read(rest: str) -> None:
    card = qr_card("G" + rest)
    assert texts(Reader().read(card)) == ["G" + rest]
    assert texts(read_still(card)) == ["G" + rest]


@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.booleans())
@settings(max_examples=25, deadline=None)
def test_noise_of_any_grain_holds_no_code(seed: int, grain: int, black_and_white: bool) -> None:
    rng = np.random.default_rng(seed)
    noise = rng.integers(0, 256, (360 // grain, 480 // grain), np.uint8)
    if black_and_white:
        noise = np.where(noise > 127, 255, 0).astype(np.uint8)
    picture = cv2.resize(noise, (480, 360), interpolation=cv2.INTER_NEAREST)
    assert read_still(picture) == ()
    assert Reader().read(picture) == ()


@pytest.mark.parametrize("value", [0, 128, 255])
def test_a_plain_wall_holds_no_code(value: int) -> None:
    assert read_still(np.full((480, 640, 3), value, np.uint8)) == ()


def test_a_live_reader_reads_every_easy_frame_whichever_tries_its_turn_brings() -> None:
    reader = Reader()
    assert [texts(reader.read(qr_card(CODE))) for _ in range(6)] == [[CODE]] * 6


@pytest.mark.parametrize("turn", [cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE])
def test_a_card_held_the_wrong_way_round_is_read(turn: int) -> None:
    assert texts(Reader().read(cv2.rotate(qr_card(CODE), turn))) == [CODE]


def test_a_light_code_on_dark_ground_is_read() -> None:
    assert texts(read_still(255 - qr_card(CODE))) == [CODE]


def test_a_grey_frame_is_read_like_a_colour_one() -> None:
    assert texts(read_still(cv2.cvtColor(qr_card(CODE), cv2.COLOR_BGR2GRAY))) == [CODE]


def test_a_very_dark_card_is_read_from_a_still() -> None:
    assert texts(read_still((qr_card(CODE) * 0.05).astype(np.uint8))) == [CODE]


def test_a_card_half_in_shadow_is_read_from_a_still() -> None:
    card = qr_card(CODE).astype(np.float32)
    card[:, 220:] *= 0.12
    assert texts(read_still(card.astype(np.uint8))) == [CODE]


def test_of_two_codes_the_one_nearest_the_middle_comes_first() -> None:
    scene = np.full((900, 2700, 3), 90, np.uint8)
    scene[100:640, 20:876] = qr_card(OTHER)
    scene[100:640, 1100:1956] = qr_card(CODE)
    assert texts(Reader().read(scene)) == [CODE, OTHER]
    assert texts(read_still(scene)) == [CODE, OTHER]


def test_the_same_code_twice_in_a_picture_is_one_code_where_it_is_nearest_the_middle() -> None:
    scene = np.full((700, 2700, 3), 90, np.uint8)
    scene[100:640, 20:876] = qr_card(CODE)
    scene[100:640, 1000:1856] = qr_card(CODE)
    (found,) = read_still(scene)
    assert min(x for x, _ in found.corners) > 1000


def test_corners_are_told_in_pixels_of_the_frame_that_was_handed_in() -> None:
    (found,) = Reader().read(qr_card(CODE))
    left, top = np.min(found.corners, axis=0)
    right, bottom = np.max(found.corners, axis=0)
    assert (left, top, right, bottom) == pytest.approx((68, 138, 368, 438), abs=6)


def test_a_microqr_is_not_one_of_our_codes() -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    if not hasattr(zxingcpp, "create_barcode"):
        pytest.skip("zxing-cpp before 3 makes no Micro QR")
    made = zxingcpp.create_barcode("12345", zxingcpp.BarcodeFormat.MicroQRCode)
    micro = np.array(zxingcpp.write_barcode_to_image(made, scale=8))
    assert read_still(cv2.copyMakeBorder(micro, 80, 80, 80, 80, cv2.BORDER_CONSTANT, value=255)) == ()


def test_hard_frames_are_read_better_than_by_zxing_alone() -> None:
    import zxingcpp

    frames = hard_frames(24, (640, 480))
    alone = sum(bool(zxingcpp.read_barcodes(frame)) for frame in frames)
    live = sum(texts(Reader().read(frame)) == [CODE] for frame in frames)
    still = sum(texts(read_still(frame)) == [CODE] for frame in frames)
    assert alone < live <= still


def test_every_card_that_passes_the_camera_is_read_and_nothing_else() -> None:
    rng = np.random.default_rng(3)
    film = card_passing([qr_card(CODE), qr_card(OTHER)], (640, 480), 10, 2.5, rng)
    reader, motion = Reader(), Motion()
    read = [text for frame in film if motion.changed(frame) for text in texts(reader.read(frame))]
    assert list(dict.fromkeys(read)) == [CODE, OTHER]


def test_a_large_phone_photo_is_read() -> None:
    photo = cv2.resize(hard_frames(1, (1280, 960))[0], (4000, 3000), interpolation=cv2.INTER_CUBIC)
    photo[1000:1540, 1500:2356] = qr_card(CODE)
    assert texts(read_still(photo)) == [CODE]


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(np.zeros((4, 4), np.float64), id="floating point"),
        pytest.param(np.zeros((0, 4), np.uint8), id="no pixels"),
        pytest.param(np.zeros(4, np.uint8), id="one line"),
    ],
)
def test_what_is_no_picture_of_bytes_is_refused(image: np.ndarray) -> None:
    with pytest.raises(ValueError, match="expected a picture of uint8 pixels"):
        read_still(image)


@pytest.mark.parametrize("shape", [(1, 1), (1, 4000), (3, 5, 3), (4000, 2), (3, 90_000)])
def test_a_picture_of_odd_shape_holds_no_code(shape: tuple[int, ...]) -> None:
    assert read_still(np.zeros(shape, np.uint8)) == ()


def test_an_idle_gate_passes_frames_on_a_few_times_a_second_only() -> None:
    now = iter(np.arange(0, 10, 1 / 15))
    motion = Motion(clock=lambda: float(next(now)))
    rng = np.random.default_rng(0)
    frames = [rng.normal(120, 6, (720, 1280)).clip(0, 255).astype(np.uint8) for _ in range(3)]
    passed = sum(motion.changed(frames[n % 3]) for n in range(75))
    assert 10 <= passed <= 15


def test_a_card_that_comes_in_is_passed_on_at_once() -> None:
    motion = Motion(clock=lambda: 0.0)
    empty = np.full((720, 1280, 3), 100, np.uint8)
    there = empty.copy()
    there[90:630, 200:1056] = qr_card(CODE)
    assert [motion.changed(frame) for frame in (empty, empty, there, there, empty)] == [
        True,
        False,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("form", "image"),
    [
        pytest.param("PNG", card_image(), id="PNG"),
        pytest.param("JPEG", card_image(), id="JPEG"),
        pytest.param("JPEG", card_image().convert("CMYK"), id="CMYK JPEG"),
        pytest.param("JPEG", card_image().convert("L"), id="grey JPEG"),
        pytest.param("PNG", card_image().convert("1"), id="black and white PNG"),
        pytest.param("PNG", card_image().convert("P"), id="palette PNG"),
        pytest.param("GIF", card_image(), id="GIF"),
        pytest.param("WEBP", card_image(), id="WebP"),
        pytest.param("BMP", card_image(), id="BMP"),
        pytest.param("TIFF", card_image(), id="TIFF"),
    ],
)
def test_every_usual_kind_of_picture_is_opened(tmp_path: Path, form: str, image: Image.Image) -> None:
    path = tmp_path / "证卡 é.bin"
    path.write_bytes(png(image, form))
    loaded = load_image(path)
    assert (loaded.shape, loaded.dtype) == ((540, 856, 3), np.uint8)
    assert texts(read_still(loaded)) == [CODE]


def test_a_black_code_on_nothing_is_laid_on_white(tmp_path: Path) -> None:
    dark = 255 - cv2.cvtColor(qr_card(CODE), cv2.COLOR_BGR2GRAY)
    nothing = np.zeros_like(dark)
    path = tmp_path / "clear.png"
    cv2.imwrite(str(path), np.dstack([nothing, nothing, nothing, dark]))
    assert texts(read_still(load_image(path))) == [CODE]


def test_sixteen_bits_a_pixel_are_scaled_and_not_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "deep.png"
    cv2.imwrite(str(path), cv2.cvtColor(qr_card(CODE), cv2.COLOR_BGR2GRAY).astype(np.uint16) * 100 + 9000)
    assert texts(read_still(load_image(path))) == [CODE]


def test_a_photo_taken_with_the_phone_on_its_side_is_loaded_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "phone.jpg"
    path.write_bytes(png(card_image(), "JPEG", exif=exif))
    assert load_image(path).shape == (856, 540, 3)


JPEG_BYTES = png(card_image(), "JPEG")
PNG_BYTES = png(card_image())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "the file is empty", id="empty"),
        pytest.param(b"no picture at all", "not a picture", id="text"),
        pytest.param(bytes(5000), "not a picture", id="zeros"),
    ],
)
def test_a_file_that_is_no_picture_is_refused_with_its_name_and_the_reason(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "scan.jpg"
    path.write_bytes(content)
    with pytest.raises(UnreadableImage) as refused:
        load_image(path)
    assert str(refused.value) == f"{path}: {reason}"


@pytest.mark.parametrize("whole", [pytest.param(JPEG_BYTES, id="JPEG"), pytest.param(PNG_BYTES, id="PNG")])
def test_a_picture_that_was_cut_off_is_refused(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "half"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableImage, match="damaged or cut off"):
        load_image(path)


@given(st.integers(0, len(PNG_BYTES) - 1), st.binary(min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_opened_or_refused_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, at: int, junk: bytes
) -> None:
    path = tmp_path_factory.mktemp("damaged") / "card.png"
    path.write_bytes(PNG_BYTES[:at] + junk + PNG_BYTES[at + len(junk) :])
    try:
        assert load_image(path).dtype == np.uint8
    except UnreadableImage as refused:
        assert refused.path == path


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableImage, match="no such file"):
        load_image(tmp_path / "gone.png")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableImage, match="is a folder, not a picture"):
        load_image(tmp_path)


def test_a_small_file_that_unpacks_to_a_huge_picture_is_refused(tmp_path: Path) -> None:
    side = int(LARGEST_PICTURE**0.5) + 100
    path = tmp_path / "bomb.png"
    path.write_bytes(png(Image.new("1", (side, side))))
    assert path.stat().st_size < 100_000
    with pytest.raises(UnreadableImage, match="too large"):
        load_image(path)


def test_a_bomb_that_pillow_itself_refuses_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(png(Image.new("1", (20_000, 20_000))))
    with pytest.raises(UnreadableImage, match="too large"):
        load_image(path)


def test_a_missing_zbar_library_is_told_and_does_no_harm(tmp_path: Path) -> None:
    import subprocess
    import sys

    program = (
        "import sys; sys.modules['pyzbar'] = None\n"
        "from kiosk import decoders, stills; import numpy as np\n"
        "print(decoders.zbar_missing, stills.read_still(np.zeros((90, 90), np.uint8)))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout == "True ()\n"
    assert zbar_missing is False


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_class_of_hard_photo_is_read_at_least_as_often_as_by_zxing_alone(kind: str) -> None:
    import zxingcpp

    rng, ours, alone = np.random.default_rng(41), 0, 0
    for _ in range(4):
        photo = KINDS[kind](qr_card(CODE), rng)
        ours += texts(read_still(photo)) == [CODE]
        alone += any(code.text == CODE for code in zxingcpp.read_barcodes(photo))
    assert alone <= ours
    assert ours > 0


@pytest.mark.parametrize("kind", sorted(NOTHINGS))
def test_nothing_is_read_where_nothing_is(kind: str) -> None:
    rng = np.random.default_rng(43)
    assert [read_still(NOTHINGS[kind](rng)) for _ in range(4)] == [()] * 4
