"""What `--thermometer` names: no thermometer, or one of a kind at a place. Whether it is there is not asked: it may be plugged in later."""

import re

from gatepass.wording import Refusal, Text
from kiosk.thermometers.bluetooth import BluetoothThermometer
from kiosk.thermometers.serialport import LineThermometer, ModuleThermometer, Port
from kiosk.thermometers.thermometer import Device

_PORT = re.compile(r"(?P<address>\S.*?)(@(?P<baud>\d{3,7}))?")
_ADDRESS = re.compile(r"([0-9A-F]{2}:){5}[0-9A-F]{2}|[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", re.IGNORECASE)


def chosen(text: str) -> Device | None:
    """The device that a person wrote; raises `Refusal`.

    `none`, `line:COM3`, `module:/dev/ttyUSB0@115200` (a baud rate of its own), `bluetooth:AA:BB:CC:DD:EE:FF`.
    """
    text = text.strip()
    if text.lower() in ("", "none"):
        return None
    kind, _, place = text.partition(":")
    port = _PORT.fullmatch(place.strip())
    match kind.lower():
        case "line" if port:
            return LineThermometer(text, _port(port))
        case "module" if port:
            return ModuleThermometer(text, _port(port))
        case "bluetooth" if _ADDRESS.fullmatch(place.strip()):
            return BluetoothThermometer(text, place.strip())
    raise Refusal(
        Text(f"“{text}”不是体温计", f"“{text}” names no thermometer"),
        Text(
            "请写 none、line:端口、module:端口 或 bluetooth:地址，如 line:COM3、module:/dev/ttyUSB0",
            "write none, line:PORT, module:PORT or bluetooth:ADDRESS, such as line:COM3 or module:/dev/ttyUSB0",
        ),
    )


def _port(found: re.Match[str]) -> Port:
    return Port(found["address"], int(found["baud"]) if found["baud"] else None)
