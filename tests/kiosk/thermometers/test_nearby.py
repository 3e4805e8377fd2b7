"""What could be a thermometer here."""

import json

import pytest
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.exc import BleakError

from gatepass.wording import Language, Refusal
from kiosk.thermometers.chosen import chosen
from kiosk.thermometers.nearby import SERVICE, Nearby, in_the_air
from tests.processes import command

SEEN = [
    ("AA:BB:CC:DD:EE:01", "IR-Thermo", SERVICE),
    ("AA:BB:CC:DD:EE:02", "Scale", "0000181d-0000-1000-8000-00805f9b34fb"),
]


class RecordedScanner(BaseBleakScanner):
    """Stands where BlueZ or Windows would, and shows what was seen: the real `BleakScanner` is in front of it."""

    def __init__(self, detection_callback, service_uuids, scanning_mode, **options: object) -> None:
        super().__init__(detection_callback, service_uuids)

    async def start(self) -> None:
        for address, name, service in SEEN:
            advertised = AdvertisementData(name, {}, {}, [service], None, -60, ())
            if self.is_allowed_uuid(advertised.service_uuids):
                self.create_or_update_device(address, address, name, None, advertised)

    async def stop(self) -> None: ...


class NoRadio(RecordedScanner):
    async def start(self) -> None:
        raise BleakError("No Bluetooth adapters found.")


def test_bluetooth_thermometers_are_told_with_the_word_that_names_them_and_scales_are_not():
    assert in_the_air(0, RecordedScanner) == (Nearby("IR-Thermo", ("bluetooth:AA:BB:CC:DD:EE:01",)),)


def test_a_pc_without_bluetooth_says_so():
    with pytest.raises(Refusal) as refused:
        in_the_air(0, NoRadio)
    assert refused.value.sentence(Language.ZH) == "这台电脑的蓝牙用不了，请打开蓝牙，或插一个蓝牙适配器"


def test_the_command_tells_each_port_by_words_that_name_it(tmp_path):
    done = command("kiosk", tmp_path, "thermometers")
    words = [word for line in done.stdout.splitlines() for word in json.loads(line)["words"]]
    assert (done.returncode, [chosen(word).name for word in words]) == (0, words)
    assert done.stderr == ("" if words else "nothing found; plug the thermometer in\n")
