"""Simulated thermometers at their very edge: a pseudo-terminal for a serial port, a backend of bleak for a radio."""

import asyncio
import os
import select
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakDeviceNotFoundError, BleakError

from appkit.clocks import PcClock
from gatepass.case import Reading
from kiosk.thermometers.bluetooth import MEASUREMENT, TYPE
from kiosk.thermometers.infrared import frame_of
from kiosk.thermometers.thermometer import Device, Thermometer
from tests.patience import PATIENCE


class Plug:
    """A serial port at a fixed place, with a device that is plugged in and pulled."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._ends: tuple[int, ...] = ()
        self._lock = threading.Lock()  # a number that was closed may be another file's by now
        self.plug_in()

    def plug_in(self) -> None:
        import pty
        import tty

        self._ends = pty.openpty()
        tty.setraw(self._ends[1])
        self.place.symlink_to(os.ttyname(self._ends[1]))

    def pull(self) -> None:
        """The port is gone, and so is its place."""
        self.place.unlink(missing_ok=True)
        with self._lock:
            for end in self._ends:
                os.close(end)
            self._ends = ()

    def send(self, data: bytes) -> None:
        with self._lock:
            if self._ends:
                os.write(self._ends[0], data)

    def asked(self) -> bytes:
        """What the gate sends to the device when it opens it."""
        select.select([self._ends[0]], [], [], PATIENCE)
        return os.read(self._ends[0], 100)

    def see(self, skin: float, air: float = 20.0, frames: int = 10) -> None:
        """An infrared module sees something for as many frames."""
        self.send(b"".join(frame_of(skin, air) for _ in range(frames)))


@contextmanager
def streaming(plug: Plug, skin: float, air: float) -> Iterator[None]:
    """An infrared module goes on sending what it sees while nobody stands before it."""
    ended = threading.Event()

    def stream() -> None:
        while not ended.wait(0.1):
            plug.see(skin, air, frames=1)

    module = threading.Thread(target=stream, daemon=True)
    module.start()
    yield
    ended.set()
    module.join()


@dataclass
class Taken:
    """A thermometer that is listened to, and the readings that came."""

    thermometer: Thermometer
    readings: list[Reading]

    @classmethod
    def of(cls, device: Device) -> "Taken":
        readings: list[Reading] = []
        taken = cls(Thermometer(device, readings.append, PcClock()), readings)
        taken.thermometer.start()
        return taken

    @property
    def degrees(self) -> list[float]:
        return [reading.celsius for reading in self.readings]


@dataclass
class Radio:
    """A Bluetooth thermometer in the air: what it says when it is found, and what becomes of it."""

    found: bool = True
    refuses: bool = False
    place: bytes | None = None
    values: list[str] = field(default_factory=list)
    goes: threading.Event = field(default_factory=threading.Event)
    connections: int = 0
    disconnected: int = 0


class RecordedBackend(BaseBleakClient):
    """Stands where BlueZ or Windows would: the real `BleakClient` is in front of it."""

    radio: ClassVar[Radio] = Radio()
    _connected = False

    @property
    def name(self) -> str:
        return "thermometer"

    @property
    def mtu_size(self) -> int:
        return 23

    @property
    def is_connected(self) -> bool:
        return self._connected

    async def connect(self, pair: bool, **options: object) -> None:
        if not self.radio.found:
            raise BleakDeviceNotFoundError(self.address)
        if self.radio.refuses:
            raise BleakError("the connection was refused")
        self.services = _services(with_type=self.radio.place is not None)
        self._connected = True
        self.radio.connections += 1

    async def disconnect(self) -> None:
        self._connected = False
        self.radio.disconnected += 1

    async def read_gatt_char(self, characteristic: BleakGATTCharacteristic, **options: object) -> bytearray:
        return bytearray(self.radio.place or b"")

    async def start_notify(self, characteristic, callback, **options: object) -> None:
        self._task = asyncio.ensure_future(self._send(callback))

    async def _send(self, callback: Callable[[bytearray], None]) -> None:
        while not self.radio.goes.is_set():
            while self.radio.values:
                callback(bytearray.fromhex(self.radio.values.pop(0)))
            await asyncio.sleep(0.01)
        self._connected = False
        self._disconnected_callback()

    async def pair(self, *_: object, **__: object) -> None: ...
    async def unpair(self) -> None: ...
    async def read_gatt_descriptor(self, descriptor, **options: object) -> bytearray: ...
    async def write_gatt_char(self, characteristic, data, response: bool) -> None: ...
    async def write_gatt_descriptor(self, descriptor, data) -> None: ...
    async def stop_notify(self, characteristic) -> None: ...


def _services(*, with_type: bool) -> BleakGATTServiceCollection:
    services = BleakGATTServiceCollection()
    service = BleakGATTService(None, 1, "00001809-0000-1000-8000-00805f9b34fb")
    services.add_service(service)
    for handle, uuid, how in ((2, MEASUREMENT, ["indicate"]), (4, TYPE, ["read"]))[: 2 if with_type else 1]:
        services.add_characteristic(BleakGATTCharacteristic(None, handle, uuid, how, lambda: 20, service))
    return services
