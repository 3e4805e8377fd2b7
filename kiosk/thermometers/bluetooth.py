"""A Bluetooth thermometer with the Health Thermometer profile, by bleak. The radio's I/O, nothing else; `health` says what values mean.

Such a thermometer sleeps until it is used, shows itself for some seconds then, sends, and sleeps again: not to be found is no fault.
"""

import asyncio
from datetime import datetime

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.exc import BleakCharacteristicNotFoundError, BleakDeviceNotFoundError, BleakError

from appkit.clocks import Clock
from kiosk.thermometers.health import BODY, DeviceClock, parse_measurement
from kiosk.thermometers.thermometer import Hearing, Lost

MEASUREMENT = "00002a1c-0000-1000-8000-00805f9b34fb"
TYPE = "00002a1d-0000-1000-8000-00805f9b34fb"
FOUND_WITHIN = 20.0
CONNECTED_WITHIN = 45.0
LOOK_EVERY = 0.2


class BluetoothThermometer:
    """One thermometer, known by its address (on a Mac by the identifier that the system gave it)."""

    def __init__(self, name: str, address: str, backend: type[BaseBleakClient] | None = None) -> None:
        """`backend` takes the place of the system's own Bluetooth."""
        self.name, self._address, self._backend = name, address, backend
        self._clock = DeviceClock()

    def listen(self, hearing: Hearing) -> None:
        """Connects, and tells a reading for each measurement that is not an old one; raises `Lost`."""
        asyncio.run(self._listen(hearing))

    async def _listen(self, hearing: Hearing) -> None:
        """Stays with the thermometer until it goes or nobody listens any more."""
        staying = asyncio.ensure_future(self._stay(hearing))
        while not staying.done() and not hearing.ended.is_set():
            await asyncio.wait({staying}, timeout=LOOK_EVERY)
        if not staying.done():
            staying.cancel()
            await asyncio.wait({staying})
            return
        staying.result()

    async def _stay(self, hearing: Hearing) -> None:
        gone = asyncio.Event()
        client = BleakClient(self._address, lambda _: gone.set(), timeout=FOUND_WITHIN, backend=self._backend)
        try:
            async with asyncio.timeout(CONNECTED_WITHIN):
                await client.connect()
                await self._subscribe(client, hearing)
            hearing.live()
            await gone.wait()
        except BleakDeviceNotFoundError as fault:
            raise Lost("the thermometer is asleep, or too far away", asleep=True) from fault
        except (BleakError, TimeoutError, OSError) as fault:
            raise Lost(f"Bluetooth: {fault}") from fault
        finally:
            if client.is_connected:
                await client.disconnect()
        raise Lost("the thermometer went to sleep", asleep=True)

    async def _subscribe(self, client: BleakClient, hearing: Hearing) -> None:
        usual = await _usual_type(client)

        def came(_: BleakGATTCharacteristic, value: bytearray) -> None:
            measurement, clock = parse_measurement(bytes(value), usual), hearing.clock
            if measurement and self._is_new(measurement.stamp, clock):
                hearing.measured(measurement.sample, clock.uptime())

        await client.start_notify(MEASUREMENT, came)

    def _is_new(self, stamp: datetime | None, clock: Clock) -> bool:
        return stamp is None or self._clock.is_now(stamp, clock().astimezone().replace(tzinfo=None), clock.uptime())


async def _usual_type(client: BleakClient) -> int:
    """Where on the body this thermometer measures, if it says so once and for all."""
    try:
        return (await client.read_gatt_char(TYPE))[0]
    except (BleakCharacteristicNotFoundError, IndexError):
        return BODY
