"""The group that all commands hang on, each loaded when it is asked for, and the one that founds an office."""

from pathlib import Path

import click

from appkit.commands import OnDemand, need_folder, say
from gatepass.wording import Text
from issuer import office, terminal
from issuer.keys import made_passphrase, make_keys

PLACES = {
    "cars": ("cars",),
    "covenant": ("covenant",),
    "delivery": ("delivery",),
    "export": ("ledger",),
    "gates": ("gates",),
    "ledger": ("ledger",),
    "lists": ("lists",),
    "passes": ("passes", "classes"),
    "print": ("printing",),
    "roster": ("roster", "photos"),
    "serve": ("serve",),
}


@click.group(cls=OnDemand, package="issuer.cli", places=PLACES)
@click.option("-d", "--data", type=click.Path(path_type=Path), envvar="GATEPASS_DATA", help="Data folder. 数据文件夹")
@click.pass_context
def issuer(context: click.Context, data: Path | None) -> None:
    """The office: roster, passes, printing, gates, ledger. 办公室。"""
    context.obj = data


@issuer.command()
@click.option("--community", required=True, help="The community's name. 小区名称")
@click.option("--english", default="", help="Its English name. 英文名称")
@click.pass_obj
def init(data: Path | None, community: str, english: str) -> None:
    """Make the office of a community. 建立办公室。"""
    folder = need_folder(data)
    office.refuse_an_office(folder)
    named = office.community_named(community, english)
    passphrase = terminal.chosen_passphrase()
    made = None if passphrase else made_passphrase()
    office.found(folder, named, make_keys(passphrase or made or ""))
    say(Text(f"已建立“{named.name}”的办公室：{folder}", f"made the office of “{named.name}”: {folder}"))
    if made:
        say(
            Text(
                f"经理口令（只显示这一次，请抄下保管）：{made}",
                f"the manager's passphrase (shown this once, write it down): {made}",
            )
        )
    say(Text("下一步：issuer roster import 花名册.xlsx", "next: issuer roster import ROSTER.xlsx"))
