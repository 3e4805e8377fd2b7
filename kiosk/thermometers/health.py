"""Values of Bluetooth's Temperature Measurement characteristic (0x2A1C, Health Thermometer service 0x1809). Pure: no radio, no clock.

Layout by the Bluetooth SIG's GATT Specification Supplement, section "Temperature Measurement": flags (bit 0 °F, bit 1 time stamp,
bit 2 temperature type), the temperature as medfloat32 (IEEE 11073-20601 FLOAT-Type: signed 24 bits of mantissa and signed 8 bits of
exponent to the base of ten, little-endian, five mantissas reserved), then year (16 bits), month, day, hours, minutes, seconds, then
the type. Types by the section "Temperature Type" (0x2A1D).
"""

import struct
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gatepass.case import Site
from kiosk.thermometers.line import celsius_of
from kiosk.thermometers.thermometer import Sample

BODY = 2
SITES = {1: Site.ARMPIT, BODY: Site.FOREHEAD, 3: Site.EAR, 9: Site.EAR}
SAME_CLOCK = timedelta(seconds=15)
RIGHT_CLOCK = timedelta(seconds=60)

_ANY_DAY = datetime(2020, 1, 1)  # noqa: DTZ001 - a device has no zone
_FAHRENHEIT, _STAMPED, _TYPED = 1, 2, 4
_RESERVED = {0x7FFFFF, 0x800000, 0x7FFFFE, 0x800002, 0x800001}  # no number, not at this resolution, ±infinity, reserved


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one value says; `stamp` is the device's own local time where it sent one."""

    sample: Sample
    stamp: datetime | None = None


def parse_measurement(value: bytes, usual: int = BODY) -> Measurement | None:
    """The measurement of a value; None for one that is cut off, no number, or of a place that no rule knows (mouth, finger, toe …).

    `usual` is the type of a device that does not say it with each value.
    """
    if len(value) < 5:
        return None
    flags, degrees, rest = value[0], parse_float(value[1:5]), value[5:]
    stamp, rest = (_stamp(rest[:7]), rest[7:]) if flags & _STAMPED else (None, rest)
    if degrees is None or (flags & _TYPED and not rest):
        return None
    site = SITES.get(rest[0] if flags & _TYPED else usual)
    sample = Sample(celsius_of(degrees) if flags & _FAHRENHEIT else round(degrees, 2))
    return Measurement(replace(sample, site=site), stamp) if site else None


def parse_float(four: bytes) -> float | None:
    """An IEEE 11073 FLOAT of four bytes; None for the reserved values."""
    (raw,) = struct.unpack("<I", four)
    mantissa, exponent = raw & 0xFFFFFF, struct.unpack("b", four[3:])[0]
    if mantissa in _RESERVED:
        return None
    signed = mantissa - 0x1000000 if mantissa & 0x800000 else mantissa
    return float(signed * 10.0**exponent)


class DeviceClock:
    """Tells a measurement of now from one that the device had stored: thermometers send what nobody took when they are connected.

    Their clocks are often wrong, so what counts is how far a stamp lies behind the arrival, against the measurements before it. The
    first one of a device whose clock is wrong is not believed; the second is. The lag is reckoned by this PC's uptime, so that it stays
    what it is when the PC's clock is set.
    """

    def __init__(self) -> None:
        self._lag: timedelta | None = None

    def is_now(self, stamp: datetime, arrived: datetime, up: timedelta) -> bool:
        """Whether what was stamped so was measured when it arrived, both in local time without a zone, and at the uptime `up`."""
        lag, usual = up - (stamp - _ANY_DAY), self._lag
        is_like_before = usual is not None and abs(lag - usual) <= SAME_CLOCK
        if usual is None or lag < usual or is_like_before:
            self._lag = lag
        return is_like_before or abs(arrived - stamp) <= RIGHT_CLOCK


def _stamp(seven: bytes) -> datetime | None:
    """A year, month or day of 0 is one that the device does not know."""
    if len(seven) < 7:
        return None
    try:
        return datetime(*struct.unpack("<H5B", seven))  # noqa: DTZ001 - the device's own local time
    except ValueError:
        return None
