"""The real thermometers, each before a device that is simulated at its edge: plugged in, used, pulled, plugged in again."""

import sys
from pathlib import Path

import pytest

from gatepass.case import Site
from gatepass.wording import Refusal
from kiosk.thermometers.bluetooth import BluetoothThermometer
from kiosk.thermometers.chosen import chosen
from kiosk.thermometers.thermometer import Thermometer, ThermometerState
from tests.kiosk.thermometers.devices import Plug, Radio, RecordedBackend, Taken
from tests.patience import becomes

needs_pty = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
ADDRESS = "AA:BB:CC:DD:EE:FF"


@pytest.fixture
def listened():
    """Listens to devices until the end of the test."""
    all_taken: list[Taken] = []

    def listen(device) -> Taken:
        all_taken.append(Taken.of(device))
        return all_taken[-1]

    yield listen
    for taken in all_taken:
        taken.thermometer.stop()


@pytest.fixture
def plug(tmp_path: Path):
    plug = Plug(tmp_path / "ttyTHERMO")
    yield plug
    plug.pull()


@pytest.fixture
def radio(monkeypatch: pytest.MonkeyPatch) -> Radio:
    radio = Radio()
    monkeypatch.setattr(RecordedBackend, "radio", radio)
    return radio


def is_(taken: Taken, state: ThermometerState) -> bool:
    return becomes(lambda: taken.thermometer.state is state)


@needs_pty
def test_a_line_is_a_reading_with_its_site_its_air_and_its_device(plug: Plug, listened):
    taken = listened(chosen(f"line:{plug.place}"))
    assert is_(taken, ThermometerState.LIVE)
    plug.send(b"T=36.52 C;site=wr")
    plug.send(b"ist;air=12.1\r\n")
    assert becomes(lambda: taken.degrees == [36.52])
    reading = taken.readings[0]
    assert (reading.site, reading.air, reading.device) == (Site.WRIST, 12.1, f"line:{plug.place}")


@needs_pty
def test_a_gun_that_says_it_twice_is_one_reading(plug: Plug, listened):
    taken = listened(chosen(f"line:{plug.place}"))
    assert is_(taken, ThermometerState.LIVE)
    plug.send(b"36.5\r\n36.5\r\nnonsense\r\n")
    plug.send(b"36.9\r\n")
    assert becomes(lambda: taken.degrees == [36.5])
    assert not becomes(lambda: len(taken.readings) > 1, 0.5)


@needs_pty
@pytest.mark.parametrize("kind", ["line", "module"])
def test_a_thermometer_that_is_pulled_is_lost_and_comes_back_by_itself(plug: Plug, listened, kind: str):
    taken = listened(chosen(f"{kind}:{plug.place}"))
    opened = {"line": lambda: is_(taken, ThermometerState.LIVE), "module": plug.asked}[kind]
    use = {"line": lambda: plug.send(b"36.6\n"), "module": lambda: plug.see(36.6)}[kind]
    assert opened()
    use()
    assert becomes(lambda: taken.degrees == [36.6])
    plug.pull()
    assert is_(taken, ThermometerState.LOST)
    assert taken.thermometer.problem.startswith(f"the port {plug.place}")
    plug.plug_in()
    assert opened()
    use()
    assert becomes(lambda: taken.degrees == [36.6, 36.6])
    assert taken.thermometer.state is ThermometerState.LIVE


@needs_pty
def test_a_thermometer_that_is_plugged_in_later_is_found(plug: Plug, listened):
    plug.pull()
    taken = listened(chosen(f"line:{plug.place}"))
    assert is_(taken, ThermometerState.LOST)
    plug.plug_in()
    assert is_(taken, ThermometerState.LIVE)
    assert taken.thermometer.problem == ""


@needs_pty
def test_a_module_is_asked_to_send_and_its_stream_is_one_reading_a_person(plug: Plug, listened):
    taken = listened(chosen(f"module:{plug.place}"))
    assert plug.asked() == bytes.fromhex("A545EA")
    plug.see(12.0, 12.0, frames=20)
    assert is_(taken, ThermometerState.LIVE)
    plug.send(b"\x5a\x5anoise")
    for skin in (12.0, 36.5, 12.0, 37.8, 12.0):
        plug.see(skin, 12.0, frames=20)
    assert becomes(lambda: taken.degrees == [36.5, 37.8])
    assert [(reading.site, reading.air) for reading in taken.readings] == [(Site.FOREHEAD, 12.0)] * 2


@needs_pty
def test_a_module_that_says_nothing_is_lost(plug: Plug, listened):
    taken = listened(chosen(f"module:{plug.place}@115200"))
    assert is_(taken, ThermometerState.LOST)
    assert taken.thermometer.problem == "no frames from the module"


def test_a_thermometer_on_the_network_is_one_too(listened):
    taken = listened(chosen("line:loop://"))
    assert is_(taken, ThermometerState.LIVE)


def test_a_port_that_cannot_be_is_lost_and_raises_nothing(listened):
    taken = listened(chosen("line:nowhere://at/all"))
    assert is_(taken, ThermometerState.LOST)


def test_a_bluetooth_thermometer_tells_its_values(radio: Radio, listened):
    taken = listened(BluetoothThermometer("bluetooth", ADDRESS, RecordedBackend))
    assert is_(taken, ThermometerState.LIVE)
    radio.values += ["006D0100FF", "00FFFF7F00", "0001", "04440E00FE03"]
    assert becomes(lambda: taken.degrees == [36.5, 36.52])
    assert [reading.site for reading in taken.readings] == [Site.FOREHEAD, Site.EAR]


def test_a_bluetooth_thermometer_that_says_its_place_once_is_believed(radio: Radio, listened):
    radio.place = b"\x09"
    radio.values = ["006D0100FF"]
    taken = listened(BluetoothThermometer("bluetooth", ADDRESS, RecordedBackend))
    assert becomes(lambda: [reading.site for reading in taken.readings] == [Site.EAR])


def test_what_a_bluetooth_thermometer_had_stored_is_no_reading(radio: Radio, listened):
    radio.values = ["026D0100FFE407020A081E05", "00700100FF"]
    taken = listened(BluetoothThermometer("bluetooth", ADDRESS, RecordedBackend))
    assert becomes(lambda: taken.degrees == [36.8])


def test_a_bluetooth_thermometer_that_sleeps_is_no_alarm_and_is_found_when_it_wakes(radio: Radio, listened):
    radio.found = False
    taken = listened(BluetoothThermometer("bluetooth", ADDRESS, RecordedBackend))
    assert becomes(lambda: "asleep" in taken.thermometer.problem)
    assert taken.thermometer.state is ThermometerState.OPENING
    radio.found = True
    assert is_(taken, ThermometerState.LIVE)


def test_a_bluetooth_thermometer_that_goes_away_is_waited_for_and_connected_again(radio: Radio, listened):
    taken = listened(BluetoothThermometer("bluetooth", ADDRESS, RecordedBackend))
    assert is_(taken, ThermometerState.LIVE)
    radio.goes.set()
    assert is_(taken, ThermometerState.OPENING)
    radio.goes.clear()
    radio.values = ["006D0100FF"]
    assert becomes(lambda: taken.degrees == [36.5])
    assert radio.connections == 2


def test_a_connection_that_fails_is_lost(radio: Radio, listened):
    radio.refuses = True
    taken = listened(BluetoothThermometer("bluetooth", ADDRESS, RecordedBackend))
    assert is_(taken, ThermometerState.LOST)
    assert taken.thermometer.problem == "Bluetooth: the connection was refused"


def test_a_stopped_gate_lets_the_thermometer_go(radio: Radio, listened):
    taken = listened(BluetoothThermometer("bluetooth", ADDRESS, RecordedBackend))
    assert is_(taken, ThermometerState.LIVE)
    taken.thermometer.stop()
    assert (taken.thermometer.state, radio.disconnected) == (ThermometerState.NONE, 1)


class Broken:
    """A device whose driver has a fault of its own."""

    name = "broken"

    def listen(self, hearing) -> None:
        raise TypeError("argument must be an int")


def test_a_driver_with_a_fault_does_not_end_the_thermometer(listened):
    taken = listened(Broken())
    assert is_(taken, ThermometerState.LOST)
    assert taken.thermometer.problem == "TypeError: argument must be an int"


@pytest.mark.parametrize("text", ["none", "", " NONE "])
def test_no_thermometer_is_none(text: str):
    assert chosen(text) is None


@pytest.mark.parametrize(
    "text",
    ["line:COM3", "module:/dev/ttyUSB0", "module:COM11@115200", "line:socket://10.0.0.5:7000", f"bluetooth:{ADDRESS}"],
)
def test_a_thermometer_is_named_by_kind_and_place(text: str):
    device = chosen(text)
    assert Thermometer(device, print, print).device.name == text


@pytest.mark.parametrize("text", ["COM3", "line", "line:", "gun:COM3", "bluetooth:thermometer", "bluetooth:AA:BB"])
def test_a_word_that_names_no_thermometer_is_refused_with_what_to_write(text: str):
    with pytest.raises(Refusal) as refused:
        chosen(text)
    assert refused.value.what.en == f"“{text}” names no thermometer"
    assert refused.value.remedy.zh == (
        "请写 none、line:端口、module:端口 或 bluetooth:地址，如 line:COM3、module:/dev/ttyUSB0"
    )
