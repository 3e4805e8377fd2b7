"""`issuer covenant`: the community's rules."""

from pathlib import Path
from zoneinfo import ZoneInfo

import click

from appkit.commands import say
from appkit.files import refusing_file_faults
from gatepass.wording import Text
from issuer import office
from issuer.cli.frame import FILE, moment, opened_office
from issuer.cli.root import issuer
from issuer.office import act, now
from issuer.store import Adopted


@issuer.group()
def covenant() -> None:
    """The community's rules. 小区规约。"""


@covenant.command()
@click.pass_obj
def show(data: Path | None) -> None:
    """All versions, and the one in force as it was written. 现行规约。"""
    with opened_office(data) as at:
        zone, in_force = at.store.community().local, at.store.covenant_in_force(now()).version
        versions = at.store.covenants()
    for adopted in versions:
        click.echo(_version(adopted, in_force, zone))
    click.echo(next(adopted.written for adopted in versions if adopted.covenant.version == in_force))


@covenant.command()
@click.argument("file", type=FILE)
@click.option("--reason", required=True, help="Why. 原因")
@click.option("--at", "begins", help="From when on (ISO 8601; local); now by default. 生效时间")
@click.pass_obj
def adopt(data: Path | None, file: Path, reason: str, begins: str | None) -> None:
    """Adopt a covenant (TOML). 采用新规约。"""
    with refusing_file_faults(file):
        written = file.read_bytes()
    with opened_office(data) as at:
        by = act(reason)
        begins_at = moment(begins, at) if begins else by.at
        adopted = office.adopt(at.store, written, begins_at, by)
        local = begins_at.astimezone(at.store.community().local)
    say(
        Text(
            f"已采用“{adopted.name}”，第{adopted.version}版，{local:%Y-%m-%d %H:%M} 起生效",
            f"adopted “{adopted.english or adopted.name}” as version {adopted.version}, in force from {local:%Y-%m-%d %H:%M}",
        )
    )


def _version(adopted: Adopted, in_force: int, zone: ZoneInfo) -> str:
    """One version as a comment of TOML, so that what is shown can be adopted again."""
    covenant, mark = adopted.covenant, "*" if adopted.covenant.version == in_force else " "
    begins = covenant.in_force_from and covenant.in_force_from.astimezone(zone)
    return (
        f"# {mark} {covenant.version}  {begins:%Y-%m-%d %H:%M}  {covenant.name}  {adopted.act.who}: {adopted.act.why}"
    )
