"""Thermometers at a serial port: one that sends lines of text, and an infrared module that sends frames. The I/O of both, nothing else."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import serial

from kiosk.thermometers.approach import Approach
from kiosk.thermometers.infrared import BAUDS, SEND_WITHOUT_END, Frames
from kiosk.thermometers.line import Lines, Once
from kiosk.thermometers.thermometer import Hearing, Lost

LINE_BAUD = 9600
READ_WAITS = 0.2
SILENT_AFTER = 3.0


@dataclass(frozen=True, slots=True)
class Port:
    """A port as pyserial names it (`COM3`, `/dev/ttyUSB0`, `socket://…`), and its baud rate where one was given."""

    address: str
    baud: int | None = None


class LineThermometer:
    """A thermometer that sends one line of text a measurement."""

    def __init__(self, name: str, port: Port) -> None:
        self.name, self._port = name, port

    def listen(self, hearing: Hearing) -> None:
        """Tells a reading for each line; raises `Lost`."""
        lines, once = Lines(), Once()
        with _opened(self._port.address, self._port.baud or LINE_BAUD) as wire:
            hearing.live()
            while not hearing.ended.is_set():
                for sample in lines.feed(_come(wire)):
                    at = hearing.clock.uptime()
                    if once.is_new(at):
                        hearing.measured(sample, at)


class ModuleThermometer:
    """A GY-MCU90614 or GY-MCU90615 infrared module, which sends what it sees some ten times a second."""

    def __init__(self, name: str, port: Port) -> None:
        self.name, self._port = name, port
        self._bauds = (port.baud,) if port.baud else BAUDS
        self._tries = 0

    def listen(self, hearing: Hearing) -> None:
        """Tells a reading for each approach; raises `Lost`. A module that is silent is tried at the other baud rate next time."""
        frames, approach = Frames(), Approach()
        with _opened(self._port.address, self._bauds[self._tries % len(self._bauds)]) as wire:
            wire.write(SEND_WITHOUT_END)
            heard = time.monotonic()
            while not hearing.ended.is_set():
                samples = frames.feed(_come(wire))
                if samples:
                    heard = time.monotonic()
                    hearing.live()
                elif time.monotonic() - heard > SILENT_AFTER:
                    self._tries += 1
                    raise Lost("no frames from the module")
                for sample in samples:
                    taken = approach.take(sample, hearing.clock.uptime())
                    if taken:
                        hearing.measured(taken.sample, taken.since)


@contextmanager
def _opened(address: str, baud: int) -> Iterator[serial.Serial]:
    """The port while the block runs; whatever happens to it is `Lost`."""
    try:
        with serial.serial_for_url(address, baudrate=baud, timeout=READ_WAITS, write_timeout=1) as wire:
            yield wire
    except (serial.SerialException, OSError, ValueError) as fault:
        raise Lost(f"the port {address}: {fault}") from fault


def _come(wire: serial.Serial) -> bytes:
    """What has come, as soon as anything has; nothing after `READ_WAITS` seconds."""
    return bytes(wire.read(max(1, wire.in_waiting)))
