"""The group that all commands hang on, and the two that concern the whole office."""

from pathlib import Path

import click

from appkit.commands import need_folder, say
from gatepass.wording import Text
from issuer import office, serving, terminal
from issuer.cli.frame import opened_office
from issuer.keys import made_passphrase, make_keys
from issuer.phones import PORT as PHONES_PORT


@click.group()
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


@issuer.command()
@click.option(
    "--host",
    default=serving.DEFAULT_HOST,
    show_default=True,
    help="0.0.0.0 for gates on other PCs. 门岗在别的电脑上时用 0.0.0.0",
)
@click.option("--port", default=serving.DEFAULT_PORT, show_default=True, help="0 chooses one. 端口")
@click.option(
    "--phones",
    type=int,
    is_flag=False,
    flag_value=PHONES_PORT,
    metavar="[PORT]",
    help=f"Serve teams' phones on the network, by HTTPS on port {PHONES_PORT}. 供发放队手机使用",
)
@click.pass_obj
def serve(data: Path | None, host: str, port: int, phones: int | None) -> None:
    """Serve gates, the office's page and, where asked, teams' phones. 运行办公室服务。"""
    with opened_office(data) as at:
        serving.serve(at, host, port, phones)
