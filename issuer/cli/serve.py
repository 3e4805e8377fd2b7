"""`issuer serve`: the office's page, its gates' answers and, where asked, teams' phones, until it is stopped."""

from pathlib import Path

import click

from appkit.commands import PORT, need_two_ports
from issuer import serving
from issuer.cli.frame import opened_office
from issuer.cli.root import issuer
from issuer.phones import PORT as PHONES_PORT


@issuer.command()
@click.option(
    "--host",
    default=serving.DEFAULT_HOST,
    show_default=True,
    help="0.0.0.0 for gates on other PCs. 门岗在别的电脑上时用 0.0.0.0",
)
@click.option("--port", type=PORT, default=serving.DEFAULT_PORT, show_default=True, help="0 chooses one. 端口")
@click.option(
    "--phones",
    type=PORT,
    is_flag=False,
    flag_value=PHONES_PORT,
    metavar="[PORT]",
    help=f"Serve teams' phones on the network, by HTTPS on port {PHONES_PORT}. 供发放队手机使用",
)
@click.pass_obj
def serve(data: Path | None, host: str, port: int, phones: int | None) -> None:
    """Serve gates, the office's page and, where asked, teams' phones. 运行办公室服务。"""
    need_two_ports(port, phones)
    with opened_office(data) as at:
        serving.serve(at, host, port, phones)
