"""`issuer passes`: issue, replace, revoke, extend, spares."""

from datetime import date
from pathlib import Path

import click
from msgspec import Struct

from appkit.commands import json_line, language, say, warn
from gatepass.passes import STATUS_WORDS, Status
from gatepass.wording import Text
from issuer import issuing, terminal
from issuer.cli.frame import day_typed, opened_office, resident_named, validity
from issuer.cli.root import issuer
from issuer.office import act, today
from issuer.store import Holding


class Listed(Struct, frozen=True):
    """One line of `passes list --json`."""

    serial: str
    issue: int
    door: str | None
    name: str | None
    status: Status
    until: date | None


@issuer.group()
def passes() -> None:
    """Passes: issue, replace, revoke, spares, classes. 出入证。"""


@passes.command("issue")
@click.option("--until", type=day_typed, help="Last day; a year from today by default. 最后有效日")
@click.pass_obj
def issue_(data: Path | None, until: date | None) -> None:
    """Give a pass to every resident without one. 给还没有的居民发证。"""
    with opened_office(data) as at:
        shown = terminal.progress(Text("发证", "issuing"))
        issued = issuing.issue(at.store, validity(at, until), act("passes issue"), shown)
    fresh, renewed = len(issued.fresh), len(issued.renewed)
    say(Text(f"新发{fresh}张，过期续发{renewed}张", f"{fresh} issued, {renewed} renewed"))
    if issued.revoked:
        warn(
            Text(
                f"另有{issued.revoked}人的证已注销，不自动补发；要恢复请用 issuer passes replace",
                f"{issued.revoked} whose pass was revoked got none; issuer passes replace gives one again",
            )
        )


@passes.command()
@click.argument("serial", metavar="PASS")
@click.option("--reason", required=True, help="Why. 原因")
@click.pass_obj
def replace(data: Path | None, serial: str, reason: str) -> None:
    """Replace a lost card: the old one opens no gate any more. 补换。"""
    with opened_office(data) as at:
        issued = issuing.replace_pass(at.store, serial, today(at), act(reason))
    say(
        Text(
            f"{issued.serial} 现为第{issued.issue}版；打印：issuer print cards --serial {issued.serial} --out 新证.pdf",
            f"{issued.serial} is now issue {issued.issue}; print it: issuer print cards --serial {issued.serial} --out OUT.pdf",
        )
    )


@passes.command()
@click.argument("serial", metavar="PASS")
@click.option("--reason", required=True, help="Why. 原因")
@click.pass_obj
def revoke(data: Path | None, serial: str, reason: str) -> None:
    """End a pass. 注销。"""
    with opened_office(data) as at:
        issued = issuing.revoke(at.store, serial, act(reason))
    say(Text(f"{issued.serial} 已注销", f"{issued.serial} is revoked"))


@passes.command()
@click.argument("serial", metavar="PASS")
@click.option("--until", type=day_typed, required=True, help="The new last day. 新的最后有效日")
@click.option("--reason", required=True, help="Why. 原因")
@click.pass_obj
def extend(data: Path | None, serial: str, until: date, reason: str) -> None:
    """Set the last day of a pass, later or earlier. 改有效期。"""
    with opened_office(data) as at:
        extended = issuing.extend(at.store, serial, until, act(reason))
    say(Text(f"{extended.serial} 有效期改到 {until}", f"{extended.serial} is good until {until}"))


@passes.command()
@click.argument("serial", metavar="SPARE")
@click.argument("door", metavar="DOOR")
@click.argument("name", metavar="NAME")
@click.option("--reason", default="passes bind", help="Why. 原因")
@click.pass_obj
def bind(data: Path | None, serial: str, door: str, name: str, reason: str) -> None:
    """Make a spare somebody's pass; the one they had is replaced by it. 把备用证绑定给居民。"""
    with opened_office(data) as at:
        bound = issuing.bind(at.store, serial, resident_named(at, door, name).id, act(reason))
    say(Text(f"{bound.serial} 已绑定给 {door} {name}", f"{bound.serial} is now the pass of {door} {name}"))


@passes.command()
@click.argument("count", metavar="N", type=int)
@click.option("--until", type=day_typed, help="Last day; a year from today by default. 最后有效日")
@click.pass_obj
def spare(data: Path | None, count: int, until: date | None) -> None:
    """Make N spares. 做备用证。"""
    with opened_office(data) as at:
        spares = issuing.add_spares(at.store, count, validity(at, until), act("passes spare"))
    first, last = spares[0].serial, spares[-1].serial
    say(Text(f"{len(spares)}张备用证：{first} 到 {last}", f"{len(spares)} spares: {first} to {last}"))


@passes.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line. 每行一个 JSON")
@click.pass_obj
def list_(data: Path | None, as_json: bool) -> None:
    """List every issue of every pass. 列出出入证。"""
    with opened_office(data) as at:
        day = today(at)
        listed = [_listed(holding, day) for holding in at.store.holdings()]
    if as_json:
        for each in listed:
            json_line(each)
    else:
        terminal.show_table([_PASS_COLUMNS, *map(_cells, listed)])


_PASS_COLUMNS = ("serial", "issue", "door", "name", "status", "until")


def _listed(holding: Holding, today: date) -> Listed:
    issued = holding.issued
    return Listed(
        serial=issued.serial,
        issue=issued.issue,
        door=str(holding.door) if holding.door else None,
        name=holding.name or None,
        status=issued.status_on(today),
        until=issued.validity.until,
    )


def _cells(listed: Listed) -> tuple[str, ...]:
    status = STATUS_WORDS[listed.status].to(language())
    until = str(listed.until) if listed.until else "—"
    return listed.serial, str(listed.issue), listed.door or "—", listed.name or "—", status, until
