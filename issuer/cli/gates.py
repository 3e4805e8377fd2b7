"""`issuer gates`: the gates of the community."""

from pathlib import Path

import click
import msgspec

from appkit.clocks import now
from appkit.commands import language, say
from appkit.files import write_whole
from gatepass.wording import Text
from issuer import gates, terminal
from issuer.cli.frame import OUT, opened_office
from issuer.cli.root import issuer
from issuer.store import Gate


@issuer.group("gates")
def gates_() -> None:
    """The gates of the community. 大门。"""


@gates_.command()
@click.argument("name")
@click.option("--out", required=True, type=OUT, help="The one-use enrolment file. 登记文件")
@click.option("--url", help="Where the kiosk finds this office. 终端怎样找到办公室")
@click.option("--again", is_flag=True, help="Another PC takes this gate's place. 同一大门换电脑")
@click.pass_obj
def enrol(data: Path | None, /, name: str, out: Path, url: str | None, again: bool) -> None:
    """Make the one-use file by which a kiosk becomes a gate. 生成门岗登记文件。"""
    with opened_office(data) as at:
        enrolment = gates.enrol(at.store, at.keys, gates.Application(name, url, again), now())
    write_whole(out, msgspec.json.encode(enrolment))
    say(
        Text(
            f"“{enrolment.name}”的登记文件：{out}（只能用一次；办公室地址 {enrolment.office}）",
            f"the enrolment file of “{enrolment.name}”: {out} (good once; the office is at {enrolment.office})",
        )
    )


@gates_.command("list")
@click.pass_obj
def gates_list(data: Path | None) -> None:
    """List the gates. 列出大门。"""
    with opened_office(data) as at:
        zone, sent = at.store.community().local, at.store.events_a_gate()
        rows = [
            (gate.name, _state(gate), f"{gate.last_contact.astimezone(zone):%Y-%m-%d %H:%M}" if gate.last_contact else "—",
             str(sent.get(gate.id, 0)))
            for gate in at.store.gates()
        ]  # fmt: skip
    terminal.show_table([_GATE_COLUMNS, *rows])


@gates_.command("revoke")
@click.argument("name")
@click.pass_obj
def gates_revoke(data: Path | None, name: str) -> None:
    """Listen to this gate's kiosk no longer. 停用大门的终端。"""
    with opened_office(data) as at:
        gate = gates.revoke(at.store, name, now())
    say(Text(f"“{gate.name}”已停用", f"“{gate.name}” is revoked"))


_GATE_COLUMNS = ("gate", "state", "last contact", "events")


def _state(gate: Gate) -> str:
    revoked, waiting, enrolled = (
        Text("已停用", "revoked"),
        Text("未登记", "not enrolled yet"),
        Text("已登记", "enrolled"),
    )
    return (revoked if gate.revoked else enrolled if gate.key else waiting).to(language())
