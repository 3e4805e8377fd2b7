"""The text format of a thermometer that sends one line a measurement, as `docs/thermometers.md` writes it down. Pure: no port, no clock.

36.5        T=36.52 C;site=wrist;air=12.1        97.7F        体温：36,6℃
"""

import re
import unicodedata
from datetime import timedelta

from gatepass.case import Site
from kiosk.thermometers.thermometer import Sample

LONGEST = 120
ONE_MEASUREMENT = timedelta(seconds=2)
SURELY_FAHRENHEIT = 80.0

_ENDS = re.compile(rb"[\r\n]")
_NAMED = r"(?:(?:T|TEMP|TEMPERATURE|BODY|体温)\s*[=:]\s*)?"
_DEGREES = r"(-?\d{1,3}(?:[.,]\d{1,4})?)\s*°?\s*([CF]?)"
_TEMPERATURE = re.compile(_NAMED + _DEGREES, re.ASCII | re.IGNORECASE)
_AIR = re.compile(_DEGREES, re.ASCII | re.IGNORECASE)


class Lines:
    """Bytes as they come from a port → the samples of whole lines, however the bytes were cut."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> tuple[Sample, ...]:
        """The samples of the lines that `data` ends; a line that says no temperature, or is too long, is left out."""
        *lines, rest = _ENDS.split(self._rest + data)
        self._rest = rest[: LONGEST + 1]
        samples = (parse_line(_decoded(line)) for line in lines if len(line) <= LONGEST)
        return tuple(sample for sample in samples if sample)


class Once:
    """One measurement is one reading: what is sent within `ONE_MEASUREMENT` of the line before says the same again."""

    def __init__(self) -> None:
        self._last: timedelta | None = None

    def is_new(self, at: timedelta) -> bool:
        """Whether a line that came at an uptime of `appkit.clocks` begins another measurement."""
        last, self._last = self._last, at
        return last is None or at - last > ONE_MEASUREMENT


def parse_line(text: str) -> Sample | None:
    """What one line says, in °C; None for a line without a temperature, or with a site or an air that is none.

    Without a letter, 80 and more are °F: no body and no weather has so many °C.
    """
    first, *rest = unicodedata.normalize("NFKC", text).strip().split(";")
    degrees = _TEMPERATURE.fullmatch(first.strip())
    told = dict(_pair(part) for part in rest if part.strip())
    site, air = _site(told.get("site")), _AIR.fullmatch(told.get("air", "0"))
    if degrees is None or site is None or air is None:
        return None
    return Sample(_celsius(degrees), site, _celsius(air) if "air" in told else None)


def celsius_of(fahrenheit: float) -> float:
    """°F in °C, to the hundredth."""
    return round((fahrenheit - 32) * 5 / 9, 2)


def _decoded(line: bytes) -> str:
    """Chinese guns write `℃` in GB 18030, which is no UTF-8."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("gb18030", "replace")


def _pair(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name.strip().lower(), value.strip()


def _site(word: str | None) -> Site | None:
    if word is None:
        return Site.FOREHEAD
    return next((site for site in Site if site == word.lower()), None)


def _celsius(degrees: re.Match[str]) -> float:
    number, unit = float(degrees[1].replace(",", ".")), degrees[2].upper()
    is_fahrenheit = unit == "F" or (not unit and number >= SURELY_FAHRENHEIT)
    return celsius_of(number) if is_fahrenheit else number
