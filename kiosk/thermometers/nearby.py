"""What could be a thermometer here: the serial ports of this PC, and Bluetooth thermometers that are awake. It opens none of them."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from bleak import BleakScanner
from bleak.backends.scanner import BaseBleakScanner
from bleak.exc import BleakError
from serial.tools import list_ports

from gatepass.wording import Refusal, Text

_Found = TypeVar("_Found")

SERVICE = "00001809-0000-1000-8000-00805f9b34fb"


@dataclass(frozen=True, slots=True)
class Nearby:
    """Something that is there: what it calls itself, and the words that name it to `--thermometer`."""

    about: str
    words: tuple[str, ...]


def ports() -> tuple[Nearby, ...]:
    """The serial ports; what stands behind one, only its user knows."""
    return tuple(
        Nearby(port.description, (f"line:{port.device}", f"module:{port.device}")) for port in list_ports.comports()
    )


def in_the_air(seconds: float, backend: type[BaseBleakScanner] | None = None) -> tuple[Nearby, ...]:
    """The Bluetooth thermometers that show themselves within some seconds; raises `Refusal` where there is no Bluetooth."""
    try:
        return _in_a_thread_of_its_own(_heard(seconds, backend))
    except (BleakError, OSError) as fault:
        raise Refusal(
            Text("这台电脑的蓝牙用不了", f"Bluetooth does not work on this PC ({fault})"),
            Text("请打开蓝牙，或插一个蓝牙适配器", "turn it on, or plug in an adapter"),
        ) from fault


async def _heard(seconds: float, backend: type[BaseBleakScanner] | None) -> tuple[Nearby, ...]:
    async with BleakScanner(service_uuids=[SERVICE], backend=backend) as scanner:
        await asyncio.sleep(seconds)
        return tuple(
            Nearby(device.name or "", (f"bluetooth:{device.address}",)) for device in scanner.discovered_devices
        )


def _in_a_thread_of_its_own(work: Coroutine[Any, Any, _Found]) -> _Found:
    """Whoever calls may have a loop of their own running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
