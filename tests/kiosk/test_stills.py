"""Reading codes from single pictures: what is read, what is not, and what files are refused."""

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
import qrcode
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.decoders import Found, by_zbar, zbar_missing
from kiosk.stills import LARGEST_PICTURE, UnreadableImage, load_image, read_file, read_still
from kiosk.views import View
from scripts.frames import Picture, hard_frame, qr_card
from scripts.photos import KINDS, NOTHINGS
from scripts.strange_codes import STRANGE

CODE = "GABCDEFGHIJKLMNOPQRSTUVWXYZ23"


def texts(found: tuple[Found, ...]) -> list[str]:
    return [one.text for one in found]


def png(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    packed = io.BytesIO()
    image.save(packed, form, **options)
    return packed.getvalue()


def symbol(text: str) -> Picture:
    """The plain symbol of a text in UTF-8."""
    code = qrcode.QRCode(border=4)
    code.add_data(text.encode())
    code.make(fit=True)
    return np.kron(np.where(np.array(code.get_matrix()), 0, 255).astype(np.uint8), np.ones((8, 8), np.uint8))


def card_image() -> Image.Image:
    return Image.fromarray(cv2.cvtColor(qr_card(CODE), cv2.COLOR_BGR2RGB))


@pytest.mark.parametrize("value", [0, 128, 255])
def test_a_plain_wall_holds_no_code(value: int) -> None:
    assert read_still(np.full((480, 640, 3), value, np.uint8)) == ()


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


def test_the_same_code_twice_in_a_picture_is_one_code_where_it_is_nearest_the_middle() -> None:
    scene = np.full((700, 2700, 3), 90, np.uint8)
    scene[100:640, 20:876] = qr_card(CODE)
    scene[100:640, 1000:1856] = qr_card(CODE)
    (found,) = read_still(scene)
    assert min(x for x, _ in found.corners) > 1000


def test_a_microqr_is_not_one_of_our_codes() -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    if not hasattr(zxingcpp, "create_barcode"):
        pytest.skip("zxing-cpp before 3 makes no Micro QR")
    made = zxingcpp.create_barcode("12345", zxingcpp.BarcodeFormat.MicroQRCode)
    micro = np.array(zxingcpp.write_barcode_to_image(made, scale=8))
    assert read_still(cv2.copyMakeBorder(micro, 80, 80, 80, 80, cv2.BORDER_CONSTANT, value=255)) == ()


def test_a_large_phone_photo_is_read() -> None:
    photo = cv2.resize(
        hard_frame(qr_card(CODE), (1280, 960), np.random.default_rng(11)), (4000, 3000), interpolation=cv2.INTER_CUBIC
    )
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


def test_a_white_code_on_nothing_is_read(tmp_path: Path) -> None:
    light = 255 - cv2.cvtColor(qr_card(CODE), cv2.COLOR_BGR2GRAY)
    white = np.full_like(light, 255)
    path = tmp_path / "clear.png"
    cv2.imwrite(str(path), np.dstack([white, white, white, light]))
    assert texts(read_file(path)) == [CODE]


def test_a_code_in_a_later_picture_of_a_film_is_read(tmp_path: Path) -> None:
    path = tmp_path / "film.gif"
    path.write_bytes(png(Image.new("L", (428, 270), 90), "GIF", save_all=True, append_images=[card_image().reduce(2)]))
    assert texts(read_file(path)) == [CODE]


def test_a_film_that_was_cut_off_shows_what_came_before(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (90, 120, 3), np.uint8)
    whole = png(Image.new("RGB", (120, 90), "white"), "GIF", save_all=True, append_images=[Image.fromarray(noise)])
    path = tmp_path / "film.gif"
    path.write_bytes(whole[: len(whole) // 2])
    assert read_file(path) == ()


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


@pytest.mark.parametrize(
    "share", [pytest.param(0.7, id="at seven tenths"), pytest.param(0.999, id="by its last bytes")]
)
def test_a_code_in_what_is_left_of_a_cut_off_photo_is_read(tmp_path: Path, share: float) -> None:
    page = Image.new("RGB", (856, 2000), "white")
    page.paste(card_image())
    noise = np.random.default_rng(3).integers(0, 255, (1400, 856, 3), np.uint8)
    page.paste(Image.fromarray(noise), (0, 600))
    whole = png(page, "JPEG")
    path = tmp_path / "cut.jpg"
    path.write_bytes(whole[: int(len(whole) * share)])
    assert texts(read_file(path)) == [CODE]


def test_what_is_left_of_a_cut_off_photo_without_a_code_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.jpg"
    path.write_bytes(JPEG_BYTES[: len(JPEG_BYTES) // 4])
    with pytest.raises(UnreadableImage, match="damaged or cut off"):
        read_file(path)


def test_a_heic_photo_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "IMG_0001.HEIC"
    path.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500))
    with pytest.raises(UnreadableImage, match="a HEIC photo, which cannot be opened here; save it as JPEG"):
        read_file(path)


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
    assert [read_still(NOTHINGS[kind](rng)) for _ in range(2)] == [()] * 2


@pytest.mark.parametrize(
    ("kind", "seed"),
    [
        pytest.param("on a can", 82, id="round a can"),
        pytest.param("gaps", 70, id="of modules that do not touch"),
        pytest.param("dots", 70, id="of dots with a sign in the middle"),
        pytest.param("two colours", 50, id="as bright as its ground"),
        pytest.param("out of focus", 70, id="out of focus"),
        pytest.param("bare", 70, id="without a quiet zone"),
        pytest.param("Chinese", 72, id="of Chinese bytes that nothing says are Chinese"),
        pytest.param("several", 70, id="and others, some pale or light on dark, in one picture"),
    ],
)
def test_a_code_that_zxing_alone_cannot_read_is_read(kind: str, seed: int) -> None:
    import zxingcpp

    strange = STRANGE[kind](np.random.default_rng([seed // 10, seed % 10]))
    alone = {code.text for code in zxingcpp.read_barcodes(strange.picture)}
    assert set(texts(read_still(strange.picture))) == set(strange.texts)
    assert not alone.issuperset(strange.texts)


def test_a_code_that_zbar_takes_for_japanese_is_told_as_it_was_written() -> None:
    assert texts(by_zbar(View(symbol("室")))) == ["室"]


@pytest.mark.parametrize(
    "text", ["Müller", "naïve café ½", "日本語のテスト", "Привет", "长虹小区", "two\nlines", "01\x1d10", "<GS>"]
)
def test_words_of_any_language_stay_what_they_are(text: str) -> None:
    assert texts(read_still(symbol(text))) == [text]


def rolled(flat: Picture, bow: int) -> Picture:
    """Round a cylinder that stands upright and is seen from above: the middle columns are lower by `bow` pixels."""
    side = len(flat)
    along, down = np.meshgrid(np.linspace(-1, 1, side), np.arange(side))
    columns = (np.arcsin(along * np.sin(1.0)) + 1) / 2 * (side - 1)
    return np.asarray(
        cv2.remap(
            flat, columns.astype(np.float32), (down - bow * (1 - along**2)).astype(np.float32), 1, borderValue=255
        )
    )


@pytest.mark.parametrize("bow", [-35, 35])
def test_a_code_on_a_strongly_bent_label_is_read(bow: int) -> None:
    text = "https://example.org/the-label-of-a-can?batch=20261128"
    assert texts(
        read_still(cv2.copyMakeBorder(rolled(symbol(text), bow), *(80,) * 4, cv2.BORDER_CONSTANT, value=255))
    ) == [text]


@pytest.mark.parametrize("corner", [(0, 0), (0, 1), (1, 0)])
def test_a_code_whose_finder_pattern_is_torn_off_is_read(corner: tuple[int, int]) -> None:
    torn = symbol("one pattern less")
    row, column = (32 + each * (len(torn) - 64 - 56) for each in corner)
    torn[row : row + 56, column : column + 56] = 160
    assert texts(read_still(torn)) == ["one pattern less"]


@pytest.mark.parametrize("part", ["upper", "lower", "left", "right"])
def test_half_a_code_is_no_code(part: str) -> None:
    card = qr_card(CODE)
    half = {"upper": card[:280], "lower": card[300:], "left": card[:, :210], "right": card[:, 230:]}[part]
    assert read_still(cv2.copyMakeBorder(half, 60, 60, 60, 60, cv2.BORDER_CONSTANT, value=(250, 250, 250))) == ()


def test_a_code_whose_modules_are_scrambled_is_seen_and_not_read() -> None:
    card, rng = qr_card(CODE), np.random.default_rng(9)
    inner = np.kron(rng.integers(0, 2, (16, 16), np.uint8) * 255, np.ones((12, 12), np.uint8))
    card[246:438, 176:368] = inner[:, :, None]
    assert read_still(card) == ()
