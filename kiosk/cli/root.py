"""The group that all commands of a gate hang on, each loaded when it is asked for."""

from pathlib import Path

import click

from appkit.commands import OnDemand

PLACES = {
    "decode": ("pictures",),
    "enrol": ("enrolling",),
    "fever": ("fevers",),
    "run": ("running",),
    "scan": ("pictures",),
    "sync": ("enrolling",),
    "thermometers": ("running",),
    "visit": ("visits",),
}


@click.group(cls=OnDemand, package="kiosk.cli", places=PLACES)
@click.option(
    "-d", "folder", envvar="GATEPASS_DATA", type=click.Path(path_type=Path, file_okay=False), help="Data folder."
)
@click.pass_context
def kiosk(context: click.Context, folder: Path | None) -> None:
    """The gate: read passes, take temperatures, register visitors. 门岗终端。"""
    context.obj = folder
