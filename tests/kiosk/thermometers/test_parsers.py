"""What thermometers send, parsed without any device: lines, frames, Bluetooth's values."""

import struct
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gatepass.case import Site
from kiosk.thermometers.health import DeviceClock, Measurement, parse_float, parse_measurement
from kiosk.thermometers.infrared import Frames, frame_of, parse_frame
from kiosk.thermometers.line import LONGEST, Lines, Once, parse_line
from kiosk.thermometers.thermometer import Sample

WHOLE = st.binary(max_size=400)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    """The bytes in pieces, as a port may give them."""
    ends = sorted({place % (len(data) + 1) for place in places} | {0, len(data)})
    return [data[begin:end] for begin, end in pairwise(ends)]


def fed(parser: Lines | Frames, pieces: list[bytes]) -> list[Sample]:
    return [sample for piece in pieces for sample in parser.feed(piece)]


@pytest.mark.parametrize(
    ("text", "sample"),
    [
        pytest.param("36.5", Sample(36.5), id="a number is °C at the forehead"),
        pytest.param("T=36.52 C;site=wrist;air=12.1", Sample(36.52, Site.WRIST, 12.1), id="all that can be said"),
        pytest.param("97.7F", Sample(36.5), id="°F with its letter"),
        pytest.param("T = 97.7 °f ; air = 50 F", Sample(36.5, air=10.0), id="°F of the body and of the air"),
        pytest.param("98.6", Sample(37.0), id="98.6 without a letter can only be °F"),
        pytest.param("36,6", Sample(36.6), id="a decimal comma"),
        pytest.param("体温：36.6℃；site=ear", Sample(36.6, Site.EAR), id="Chinese punctuation, in full width"),
        pytest.param("Body: 36.4 C", Sample(36.4), id="a name that guns print"),
        pytest.param("36.5;air=-12.5;battery=80", Sample(36.5, air=-12.5), id="frost, and a field of another maker"),
        pytest.param("12.1", Sample(12.1), id="a wall is said as it is: the session refuses it"),
        pytest.param("", None, id="an empty line"),
        pytest.param("ERR 2", None, id="a fault"),
        pytest.param("36.5;site=toe", None, id="a place that no rule knows"),
        pytest.param("36.5;air=warm", None, id="an air that is no number"),
        pytest.param("air=12.1", None, id="air alone is nobody's temperature"),
        pytest.param("36.5 36.6", None, id="two numbers"),
        pytest.param("1e9", None, id="a number of science"),
        pytest.param("٣٦.٥", None, id="digits of another script"),
    ],
)
def test_a_line_says_a_sample_or_nothing(text: str, sample: Sample | None):
    assert parse_line(text) == sample


def test_lines_end_as_devices_end_them_and_need_no_utf8():
    data = "T=36.5℃\r\n".encode("gb18030") + "36.6 ℃\n".encode() + b"36.7\r" + b"36.8"
    assert [sample.celsius for sample in Lines().feed(data)] == [36.5, 36.6, 36.7]


def test_a_line_without_an_end_is_forgotten_and_the_next_one_is_read():
    lines = Lines()
    assert fed(lines, [b"7" * 50] * 100 + [b"\n36.5\n"]) == [Sample(36.5)]
    assert fed(lines, [b" " * LONGEST + b"36.5\n36.6\n"]) == [Sample(36.6)]


@given(WHOLE, st.lists(st.integers(0, 10_000), max_size=8))
@example(b"36.5\r\n" + b"9" * 121 + b"\n36.6\n", [6, 100, 128])
def test_any_bytes_are_lines_wherever_they_are_cut(data: bytes, places: list[int]):
    assert fed(Lines(), cut(data, places)) == list(Lines().feed(data))


@given(st.text(max_size=60))
def test_any_text_is_a_sample_or_none(text: str):
    sample = parse_line(text)
    assert sample is None or -1000 < sample.celsius < 1000


def test_a_line_that_follows_within_two_seconds_is_the_same_measurement():
    once, begun = Once(), timedelta(days=3)
    seconds = (0.0, 0.4, 2.3, 4.4, 8.0)
    assert [once.is_new(begun + timedelta(seconds=s)) for s in seconds] == [True, False, False, True, True]


def test_the_frame_of_the_sheet_is_read_as_the_sheet_reads_it():
    assert parse_frame(bytes.fromhex("5A5A45040C780D19A7")) == Sample(31.92, air=33.53)


@given(st.integers(-7000, 32_000), st.integers(-4000, 12_500))
def test_a_frame_says_the_temperatures_it_was_made_of(skin: int, air: int):
    assert parse_frame(frame_of(skin / 100, air / 100)) == Sample(skin / 100, air=air / 100)


@pytest.mark.parametrize(
    ("data", "degrees"),
    [
        pytest.param(frame_of(36.5, 20)[4:] + frame_of(36.6, 20), [36.6], id="from the middle of a frame on"),
        pytest.param(b"\x5a" + frame_of(36.6, 20), [36.6], id="a head too many"),
        pytest.param(frame_of(36.5, 20)[:-1] + b"\x00" + frame_of(36.6, 20), [36.6], id="a broken sum"),
        pytest.param(frame_of(36.5, 20)[:7] + frame_of(36.6, 20), [36.6], id="a frame inside of a broken one"),
        pytest.param(frame_of(36.5, 20) + b"noise" + frame_of(36.6, 20), [36.5, 36.6], id="noise between"),
        pytest.param(frame_of(36.5, 20)[:8], [], id="the end is still to come"),
    ],
)
def test_a_stream_of_frames_is_found_again(data: bytes, degrees: list[float]):
    assert [sample.celsius for sample in Frames().feed(data)] == degrees


PARTS = st.lists(
    st.one_of(
        st.binary(max_size=12),
        st.sampled_from([b"\x5a", b"\x5a\x5a", b"\x5a\x5a\x45\x04"]),
        st.builds(lambda skin: frame_of(skin, 20), st.floats(30, 42)),
    ),
    max_size=12,
)


@given(PARTS.map(b"".join), st.lists(st.integers(0, 10_000), max_size=8))
def test_any_bytes_are_frames_wherever_they_are_cut(data: bytes, places: list[int]):
    assert fed(Frames(), cut(data, places)) == list(Frames().feed(data))


def value(flags: int, mantissa: int, exponent: int, rest: bytes = b"") -> bytes:
    """A value of the characteristic as the specification lays it out."""
    return bytes([flags]) + (mantissa & 0xFFFFFF).to_bytes(3, "little") + struct.pack("b", exponent) + rest


AT = datetime.fromisoformat("2020-02-10T08:30:05")


@pytest.mark.parametrize(
    ("sent", "measured"),
    [
        pytest.param("006D0100FF", Measurement(Sample(36.5)), id="°C and nothing else"),
        pytest.param("01D10300FF", Measurement(Sample(36.5)), id="97.7 °F"),
        pytest.param("026D0100FFE407020A081E05", Measurement(Sample(36.5), AT), id="with a time stamp"),
        pytest.param("066D0100FFE407020A081E0501", Measurement(Sample(36.5, Site.ARMPIT), AT), id="and a place"),
        pytest.param("04440E00FE03", Measurement(Sample(36.52, Site.EAR)), id="hundredths, at the ear"),
        pytest.param("04440E00FE09", Measurement(Sample(36.52, Site.EAR)), id="at the ear drum"),
        pytest.param("04440E00FE02", Measurement(Sample(36.52)), id="at the body, which a gun means by the forehead"),
        pytest.param("022500000000000000000000", Measurement(Sample(37.0)), id="a clock that was never set"),
        pytest.param("04440E00FE06", None, id="in the mouth, of which no rule speaks"),
        pytest.param("04440E00FE", None, id="the place is cut off"),
        pytest.param("00FFFF7F00", None, id="no number"),
        pytest.param("0000008000", None, id="not at this resolution"),
        pytest.param("00FEFF7F00", None, id="too hot to be said"),
        pytest.param("0002008000", None, id="too cold to be said"),
        pytest.param("0001008000", None, id="reserved"),
        pytest.param("006D01", None, id="cut off"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_value_of_the_characteristic_is_read_as_the_specification_says(sent: str, measured: Measurement | None):
    assert parse_measurement(bytes.fromhex(sent)) == measured


def test_a_device_that_says_its_place_once_and_for_all_is_believed():
    assert parse_measurement(value(0, 365, -1), usual=3) == Measurement(Sample(36.5, Site.EAR))


@given(st.integers(-0x7FFFFD, 0x7FFFFD), st.integers(-128, 127))
def test_a_float_is_its_mantissa_times_ten_to_its_exponent(mantissa: int, exponent: int):
    assert parse_float(value(0, mantissa, exponent)[1:]) == pytest.approx(mantissa * 10.0**exponent)


@given(st.binary(max_size=20), st.integers(0, 255))
def test_any_bytes_are_a_measurement_or_none(sent: bytes, usual: int):
    measured = parse_measurement(sent, usual)
    assert measured is None or measured.sample.site in Site


def stamped(clock: DeviceClock, *pairs: tuple[float, float]) -> list[bool]:
    """Whether each of (stamp, arrival), in seconds, is of now."""
    up = timedelta(days=3)
    return [
        clock.is_now(AT + timedelta(seconds=stamp), AT + timedelta(seconds=arrived), up + timedelta(seconds=arrived))
        for stamp, arrived in pairs
    ]


def test_what_a_thermometer_had_stored_is_not_of_now():
    assert stamped(DeviceClock(), (-7200, 0), (-3600, 0.1), (0, 0.2), (60, 61)) == [False, False, True, True]


@pytest.mark.parametrize("hours", [-72, -8, -1, 1, 8, 72])
def test_a_wrong_clock_that_is_believed_is_believed_when_this_pcs_clock_is_set(hours):
    clock, device, up = DeviceClock(), timedelta(hours=-5), timedelta(days=3)
    for second in (timedelta(), timedelta(seconds=40)):
        clock.is_now(AT + device + second, AT + second, up + second)
    later, step = timedelta(seconds=80), timedelta(hours=hours)
    assert clock.is_now(AT + device + later, AT + later + step, up + later)


def test_a_wrong_clock_is_not_believed_at_once_but_from_the_second_measurement_on():
    assert stamped(DeviceClock(), (-9000, 0), (-8900, 100), (-8990, 130), (-8800, 200)) == [False, True, False, True]
