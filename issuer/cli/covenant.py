"""`issuer covenant`: the community's rules."""

from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from appkit.clocks import now
from appkit.commands import json_line, language, say, warn
from appkit.files import refusing_file_faults
from appkit.moments import parse_moment
from gatepass.covenant import Covenant, parse_covenant
from gatepass.kinds.base import DIRECTION_WORDS
from gatepass.succession import named
from gatepass.wording import Text
from issuer import drafts, endings, office
from issuer.cli.frame import FILE, day_typed, opened_office
from issuer.cli.root import issuer
from issuer.office import act
from issuer.replaying import replay_draft
from issuer.store import Act, Adopted
from issuer.tally import Count, Example, Report

MOST_LINES = 10


@issuer.group()
def covenant() -> None:
    """The community's rules. 小区规约。"""


@covenant.command()
@click.pass_obj
def show(data: Path | None) -> None:
    """All versions, each with its difference to the one it takes over from, and the one in force as it was written. 现行规约。"""
    with opened_office(data) as at:
        zone, in_force = at.store.community().local, at.store.covenant_in_force(now()).version
        waiting = {each.version for each in at.store.covenants_waiting(now())}
        versions = at.store.covenants()
        before = [drafts.version_before(at.store, adopted.covenant) for adopted in versions]
    for adopted, earlier in zip(versions, before, strict=True):
        click.echo(_version(adopted, in_force, zone))
        if adopted.covenant.version in waiting:
            click.echo(f"#     {_TO_COME.to(language())}")
        if adopted.withdrawn:
            click.echo(f"#     {_withdrawn(adopted.withdrawn, zone).to(language())}")
        if earlier.version:
            click.echo(f"#     {_compared_with(earlier).to(language())}")
        for line in drafts.told_difference(earlier, adopted.covenant):
            click.echo(f"#       {line.to(language())}")
    click.echo(next(adopted.written for adopted in versions if adopted.covenant.version == in_force))


@covenant.command()
@click.argument("file", type=FILE)
@click.option("--from", "first", type=day_typed, help="First local day of the past to judge again. 第一天")
@click.option("--to", "last", type=day_typed, help="Last local day, included. 最后一天")
@click.option("--json", "as_json", is_flag=True, help="The report as one JSON object. 输出 JSON")
@click.pass_obj
def check(data: Path | None, file: Path, first: date | None, last: date | None, as_json: bool) -> None:
    """Check a covenant (TOML): is it right, what is new, and what would have happened on past days. 试算规约。

    What happened before the first day counts as it really was. 第一天以前按真实发生的算。
    """
    if (first is None) != (last is None) or (as_json and first is None):
        raise click.UsageError(Text("请同时给 --from 和 --to", "give both --from and --to").to(language()))
    draft = parse_covenant(_read(file))
    with opened_office(data) as at:
        in_force = at.store.covenant_in_force(now())
        lacking = drafts.lacking(at.store, draft)
        report = replay_draft(at.store, at.keys, draft, (first, last)) if first and last else None
    for text in lacking:
        warn(text)
    if as_json:
        json_line(report)
        return
    _say_difference(in_force, draft)
    if report:
        _say_report(report)


@covenant.command()
@click.argument("file", type=FILE)
@click.option("--reason", required=True, help="Why. 原因")
@click.option("--at", "begins", help="From when on (ISO 8601; local); now by default. 生效时间")
@click.option("--even-so", is_flag=True, help="Also with gates that are not there. 门名对不上也采用")
@click.option(
    "--withdraw",
    "withdrawn",
    multiple=True,
    metavar="VERSION",
    help="Withdraws a version to come with it. 同时撤回将生效的",
)
@click.pass_obj
def adopt(data: Path | None, /, file: Path, reason: str, **typed: Any) -> None:  # noqa: ANN401
    """Adopt a covenant (TOML). 采用新规约。"""
    written, begins = _read(file), typed["begins"]
    draft = parse_covenant(written)
    with opened_office(data) as at:
        if not typed["even_so"]:
            drafts.refuse_unknown_gates(at.store, draft)
        lacking = drafts.lacking(at.store, draft)
        by = act(reason)
        zone = at.store.community().local
        begins_at = by.at if begins is None else parse_moment(begins, zone)
        with at.store.writing() as writing:
            for version in typed["withdrawn"]:
                office.withdraw_within(at.store, writing, version, by)
            adopted = office.adopt_within(at.store, writing, written, begins_at, by)
        before = drafts.version_before(at.store, adopted)
        overtaking = tuple(drafts.overtaking(at.store, adopted))
        local = begins_at.astimezone(zone)
    for text in (*lacking, *overtaking):
        warn(text)
    say(
        Text(
            f"已采用“{adopted.name}”，第{adopted.version}版，{local:%Y-%m-%d %H:%M} 起生效",
            f"adopted “{adopted.english or adopted.name}” as version {adopted.version}, in force from {local:%Y-%m-%d %H:%M}",
        )
    )
    _say_difference(before, adopted)


@covenant.command()
@click.argument("version")
@click.option("--reason", required=True, help="Why. 原因")
@click.pass_obj
def withdraw(data: Path | None, version: str, reason: str) -> None:
    """Withdraw a version whose time has not come. 撤回将生效的版本。"""
    with opened_office(data) as at:
        name = named(office.withdraw(at.store, version, act(reason)))
    say(
        Text(
            f"{name.zh}已撤回，不再生效；各门下次同步时得知",
            f"{name.en}, is withdrawn; gates know when they next synchronise",
        )
    )


def _read(file: Path) -> bytes:
    with refusing_file_faults(file):
        return file.read_bytes()


def _version(adopted: Adopted, in_force: int, zone: ZoneInfo) -> str:
    """One version as a comment of TOML, so that what is shown can be adopted again."""
    covenant, mark = adopted.covenant, "*" if adopted.covenant.version == in_force else " "
    begins = covenant.in_force_from and covenant.in_force_from.astimezone(zone)
    return (
        f"# {mark} {covenant.version}  {begins:%Y-%m-%d %H:%M}  {covenant.name}  {adopted.act.who}: {adopted.act.why}"
    )


def _withdrawn(by: Act, zone: ZoneInfo) -> Text:
    at = f"{by.at.astimezone(zone):%Y-%m-%d %H:%M}"
    return Text(f"已撤回 {at} {by.who}：{by.why}", f"withdrawn {at} {by.who}: {by.why}")


_TO_COME = Text("将生效，可用 issuer covenant withdraw 撤回", "to come; issuer covenant withdraw withdraws it")


def _say_difference(before: Covenant, after: Covenant) -> None:
    say(_compared_with(before))
    for line in drafts.told_difference(before, after):
        say(Text(f"  {line.zh}", f"  {line.en}"))


def _compared_with(before: Covenant) -> Text:
    name = named(before)
    return Text(f"与{name.zh}相比：", f"compared with {name.en}:")


def _say_report(report: Report) -> None:
    first, last = report.first, report.last
    if not (report.judged or report.fell_away):
        say(
            Text(
                f"{first} 至 {last} 没有通行记录，请换别的日期",
                f"{first} to {last} have no passages; choose other days",
            )
        )
        return
    say(
        Text(
            f"{first} 至 {last}：{report.judged} 次中 {report.otherwise} 次结果不同，多拦 {report.stopped} 次，多放 {report.admitted} 次；"
            f"另有 {report.fell_away} 次因不能外出而不会发生，{report.asked} 次要核实，{report.measured} 次要补测体温",
            f"{first} to {last}: {report.otherwise} of {report.judged} would have ended otherwise, {report.stopped} more stopped,"
            f" {report.admitted} more let through; {report.fell_away} would not have happened, being the return of somebody"
            f" stopped; {report.asked} with a question first, {report.measured} with a temperature that was not taken",
        )
    )
    for untold in endings.untold(report):
        say(untold)
    _say_counts(Text("按规则", "by rule"), report.rules)
    _say_counts(Text("按钟点", "by hour"), report.hours, most=24)
    _say_counts(Text("按大门", "by gate"), report.gates)
    _say_counts(Text("按住户", "by household"), report.households)
    if report.examples:
        say(Text("例如：", "for example:"))
    for example in report.examples[:MOST_LINES]:
        say(_example(example))


def _say_counts(head: Text, counts: tuple[Count, ...], most: int = MOST_LINES) -> None:
    if counts:
        say(Text(f"{head.zh}：", f"{head.en}:"))
    for count in counts[:most]:
        rule = endings.by_rule(count)
        say(
            Text(
                f"  {count.otherwise:6}  {f'{rule.zh}：' if rule.zh else ''}{count.name}",
                f"  {count.otherwise:6}  {f'{rule.en}: ' if rule.en else ''}{count.english}",
            )
        )
    if len(counts) > most:
        say(Text(f"          另有 {len(counts) - most} 项", f"          and {len(counts) - most} more"))


def _example(example: Example) -> Text:
    was, would, rule = endings.was(example), endings.would(example), endings.by_rule(example)
    head, way = f"  {example.at:%m-%d %H:%M}  {example.gate}  {example.door or '—'}", DIRECTION_WORDS[example.direction]
    return Text(
        f"{head}  {way.zh}  {was.zh} → {would.zh}{f'（{rule.zh}）' if rule.zh else ''}",
        f"{head}  {way.en}  {was.en} → {would.en}{f', by {rule.en}' if rule.en else ''}",
    )
