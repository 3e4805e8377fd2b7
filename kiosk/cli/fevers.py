"""`kiosk fever`: those with a high temperature who wait at the gate."""

from datetime import datetime
from pathlib import Path

import click
from msgspec import Struct

from appkit.clocks import now
from appkit.commands import json_line
from gatepass.fevers import FeverEnd
from kiosk import fevers
from kiosk.cli.frame import opened_gate
from kiosk.cli.root import kiosk
from kiosk.stamp import stamp


class Resting(Struct, frozen=True):
    """One line of `kiosk fever list`: somebody with a high temperature, by the event it began with, and never by name."""

    fever: str
    since: datetime
    celsius: float
    tries: int
    again_at: datetime | None
    referred: bool


class Closed(Struct, frozen=True):
    """One line of `kiosk fever close`."""

    fever: str
    event: str
    end: str


@kiosk.group()
def fever() -> None:
    """Those with a high temperature who wait at the gate. 待复测的人。"""


@fever.command(name="list")
@click.pass_obj
def fever_list(folder: Path | None) -> None:
    """Who waits to be measured again. 待复测名单。"""
    for each in opened_gate(folder).fevers():
        json_line(Resting(each.id, each.since, each.celsius, each.tries, each.again_at, each.referred))


@fever.command(name="close")
@click.argument("fever_id", metavar="FEVER")
@click.option("--end", type=click.Choice([each.value for each in FeverEnd]), required=True, help="What became of them.")
@click.option("--note", default="", help="What was said to them; needed where they left by themselves.")
@click.pass_obj
def fever_close(folder: Path | None, fever_id: str, end: str, note: str) -> None:
    """Say what became of somebody. 记下结果。"""
    store = opened_gate(folder)
    event = fevers.close(store, fevers.Closing(fever_id, FeverEnd(end), note), stamp(store, now()), None)
    json_line(Closed(fever_id, event.id, end))
