"""The frames of the GY-MCU90614 and GY-MCU90615 infrared modules (MLX90614, MLX90615 behind a UART). Pure: no port, no clock.

Nine bytes: 5A 5A, the type 45, the length 04, object and air as big-endian 16 bits in 1/100 °C, and the low byte of the sum of all
before it. `A5 45 EA` asks for frames without end. The makers' sheets give 9600 or 115200 baud as the default, by board. Sources:
the sellers' copies of the sheet, as99shop.com/product/363 and chipskey.cc GY-MCU90615V2; the example `5A 5A 45 04 0C 78 0D 19 A7`
(31.92 °C, air 33.53 °C) is the one of w.electrodragon.com/w/Category:Contactless_Temperature.
"""

import struct

from kiosk.thermometers.thermometer import Sample

BAUDS = (9600, 115_200)
SEND_WITHOUT_END = bytes.fromhex("A545EA")

_HEAD = bytes.fromhex("5A5A4504")
_LONG = 9


class Frames:
    """Bytes as they come from the module → the samples of sound frames, however the bytes were cut and whatever stands between."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> tuple[Sample, ...]:
        """The samples of the frames that `data` ends; after a broken frame the next head is looked for inside of it."""
        self._rest += data
        samples = []
        while self._find_head() and len(self._rest) >= _LONG:
            sample = parse_frame(self._rest[:_LONG])
            self._rest = self._rest[_LONG if sample else 1 :]
            if sample:
                samples.append(sample)
        return tuple(samples)

    def _find_head(self) -> bool:
        """Drops what comes before a head; the end may be the beginning of one."""
        at = self._rest.find(_HEAD)
        self._rest = self._rest[at if at >= 0 else max(0, len(self._rest) - len(_HEAD) + 1) :]
        return at >= 0


def parse_frame(frame: bytes) -> Sample | None:
    """The sample of nine bytes, None where they are no sound frame."""
    if len(frame) != _LONG or not frame.startswith(_HEAD) or sum(frame[:-1]) % 256 != frame[-1]:
        return None
    skin, air = struct.unpack_from(">hh", frame, len(_HEAD))
    return Sample(skin / 100, air=air / 100)


def frame_of(skin: float, air: float) -> bytes:
    """The frame that a module sends for two temperatures in °C; what simulated modules are made of."""
    frame = _HEAD + struct.pack(">hh", round(skin * 100), round(air * 100))
    return frame + bytes([sum(frame) % 256])
