"""`kiosk enrol` and `sync`: a folder becomes a gate, and talks to its office once."""

from pathlib import Path

import click

from appkit.commands import need_folder, say, warn
from appkit.files import refusing_file_faults
from gatepass.exchange import parse_enrolment
from gatepass.wording import Text
from kiosk import sync
from kiosk.cli.root import kiosk
from kiosk.store import Store


@kiosk.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def enrol(folder: Path | None, file: Path) -> None:
    """Make this folder a gate, with the one-use file from the office. 登记为门岗。"""
    with refusing_file_faults(file):
        enrolment = parse_enrolment(file.read_bytes())
    store = Store(need_folder(folder))
    enrolled = sync.enrol(store, enrolment)
    say(Text(f"已登记为“{enrolled.name}”", f"enrolled as “{enrolled.name}”"))
    _say_synced(sync.synchronise(store))


@kiosk.command(name="sync")
@click.pass_obj
def sync_(folder: Path | None) -> None:
    """Send events and fetch the passbook once, now. 立即同步一次。"""
    _say_synced(sync.synchronise(Store.of_gate(need_folder(folder))))


def _say_synced(synced: sync.Synced) -> None:
    say(
        Text(
            f"已同步：上传{synced.sent}条，证册第{synced.passbook}号",
            f"synchronised: {synced.sent} events sent, passbook {synced.passbook}",
        )
    )
    if synced.is_mended:
        say(Text("坏了的证册已重新取好", "the passbook that could not be read was taken anew"))
    if synced.aside:
        warn(
            Text(
                f"有{len(synced.aside)}条办公室未能入账，已另存待查",
                f"{len(synced.aside)} events could not be taken and are kept aside",
            )
        )
