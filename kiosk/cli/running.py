"""`kiosk run`: the gate and its page, until it is stopped; and what could be plugged into it."""

from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from appkit.commands import PORT, json_line, need_folder, need_two_ports, warn
from gatepass.wording import Text
from kiosk import gate, web
from kiosk.cli.frame import opened_gate
from kiosk.cli.root import kiosk
from kiosk.phones import PORT as PHONES_PORT
from kiosk.thermometers import nearby
from kiosk.thermometers.chosen import chosen
from kiosk.web.scanner import with_phones

DEFAULT_PORT = 8700
LOOKED_FOR_SECONDS = 10.0


class CouldBe(Struct, frozen=True):
    """One line of `kiosk thermometers`."""

    about: str
    words: tuple[str, ...]


@kiosk.command()
@click.option(
    "--camera",
    "cameras",
    multiple=True,
    default=("0",),
    show_default="0",
    metavar="[in=|out=]SOURCE",
    help="Index, video file, URL, or none; in= or out= where people pass it one way. Several cameras: once for each. 摄像头",
)
@click.option(
    "--thermometer",
    default="none",
    show_default=True,
    metavar="KIND:PLACE",
    help="line:PORT, module:PORT or bluetooth:ADDRESS, such as line:COM3; or none. 体温计",
)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=PORT, default=DEFAULT_PORT, show_default=True)
@click.option(
    "--phones",
    type=PORT,
    is_flag=False,
    flag_value=PHONES_PORT,
    metavar="[PORT]",
    help=f"Let phones scan for this gate, by HTTPS on port {PHONES_PORT}. 手机当扫码器",
)
@click.pass_obj
def run(folder: Path | None, /, host: str, port: int, phones: int | None, **named: Any) -> None:  # noqa: ANN401
    """Run the gate and its page. 运行门岗终端。"""
    need_two_ports(port, phones)
    around = nullcontext if phones is None else partial(with_phones, port=phones)
    devices = gate.Devices(named["cameras"], chosen(named["thermometer"]))
    opened_gate(folder).close()
    gate.run(need_folder(folder), devices, (host, port), web.create_app, around)


@kiosk.command()
@click.option(
    "--bluetooth", is_flag=True, help="Look for Bluetooth thermometers too, for ten seconds: use yours meanwhile."
)
def thermometers(bluetooth: bool) -> None:
    """What could be named to run --thermometer on this PC. 找体温计。"""
    found = (*nearby.ports(), *(nearby.in_the_air(LOOKED_FOR_SECONDS) if bluetooth else ()))
    for each in found:
        json_line(CouldBe(each.about, each.words))
    if not found:
        warn(Text("没有找到，请插好体温计的线", "nothing found; plug the thermometer in"))
