"""`issuer lists`: who is marked for the rules of the covenant, by hand or by a list, from–to."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from appkit.clocks import now
from appkit.commands import json_line, language, say, warn
from appkit.files import refusing_file_faults
from gatepass.kinds.base import mark_words
from gatepass.passes import parse_serial
from gatepass.people import Door, plain
from gatepass.wording import Refusal, Text
from issuer import listing, marks, terminal
from issuer.changes import KnownResident
from issuer.cli.frame import FILE, OUT, day_typed, opened_office, resident_named
from issuer.cli.root import issuer
from issuer.importing import sha256_of
from issuer.issuing import newest_issue
from issuer.listing import Added, Order, Review
from issuer.lists import read_list
from issuer.office import Office, act, today
from issuer.store import Brought, Marking, Span, Whom


class Marked(Struct, frozen=True):
    """One line of `lists show --json`; `name` is null for a whole household, `left` counts days after today, `last` is the last day."""

    id: int
    mark: str
    door: str
    name: str | None
    since: date
    last: date | None
    left: int | None
    reason: str
    by: str
    file: str | None


@issuer.group()
def lists() -> None:
    """Who is marked for the rules: quarantine, returnees, work, key persons. 名单与标记。"""


@lists.command()
@click.option("--as", "mark", help="One list alone. 只看一个名单")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line. 输出 JSON")
@click.pass_obj
def show(data: Path | None, mark: str | None, as_json: bool) -> None:
    """List who is marked now, or from a day to come. 现在和以后在名单上的人。"""
    with opened_office(data) as at:
        rows = [each for each in _marked(at) if mark is None or each.mark == marks.parse_mark(mark)]
    if as_json:
        for each in rows:
            json_line(each)
    elif rows:
        terminal.show_table([_COLUMNS, *map(_cells, rows)])
    else:
        say(
            Text(
                "没有人在名单上；标记：issuer lists mark 门牌 --as 居家隔离 --to 日期 --reason 原因，或 issuer lists import 名单.xlsx",
                "nobody is on a list; issuer lists mark DOOR --as quarantine --to DAY --reason WHY, or issuer lists import FILE",
            )
        )


@lists.command()
@click.argument("who", nargs=-1, required=True)
@click.option("--as", "name", required=True, help="quarantine, returnee, work, medical, … or a name of your own. 名单")
@click.option("--from", "since", type=day_typed, help="First day; today by default. 第一天")
@click.option("--to", "until", type=day_typed, help="Last day, included; no end by default. 最后一天")
@click.option("--reason", required=True, help="Why; it stays in the office. 原因，只留在办公室")
@click.pass_obj
def mark(data: Path | None, /, who: tuple[str, ...], name: str, **given: Any) -> None:  # noqa: ANN401 - what click hands on
    """Mark WHO: a door (the whole household), NAME@DOOR, or a pass's serial. 标记整户、一人。"""
    name = marks.parse_mark(name)
    with opened_office(data) as at:
        span = Span(given["since"] or today(at), given["until"])
        whom = tuple(_whom(at, each) for each in who)
        marks.mark(at.store, whom, name, span, act(plain(given["reason"])))
        _warn_unheard(at, name)
    words, days = mark_words(name), _days(span)
    say(Text(f"已标记{len(whom)}处“{words.zh}”，{days.zh}", f"{len(whom)} marked “{words.en}”, {days.en}"))


@lists.command()
@click.argument("id_", metavar="ID", type=int)
@click.option("--to", "until", type=day_typed, required=True, help="The new last day. 新的最后一天")
@click.option("--reason", required=True, help="Why. 原因")
@click.pass_obj
def extend(data: Path | None, id_: int, until: date, reason: str) -> None:
    """Set until when a mark counts. 改结束日。"""
    with opened_office(data) as at:
        found = marks.extend(at.store, id_, until, act(plain(reason)))
    days = _days(found.span)
    say(Text(f"{id_} 号标记：{days.zh}", f"mark {id_}: {days.en}"))


@lists.command()
@click.argument("id_", metavar="ID", type=int)
@click.option("--reason", required=True, help="Why. 原因")
@click.pass_obj
def end(data: Path | None, id_: int, reason: str) -> None:
    """End a mark from today on; it stays readable. 提前结束。"""
    with opened_office(data) as at:
        found = marks.end(at.store, id_, act(plain(reason)))
    words = mark_words(found.name)
    say(
        Text(
            f"{id_} 号标记“{words.zh}”今天起不再算数（要撤销：issuer lists undo）",
            f"mark {id_}, “{words.en}”, counts no more from today on (to undo: issuer lists undo)",
        )
    )


@lists.command("import")
@click.argument("file", type=FILE)
@click.option("--as", "name", required=True, help="What its people are marked as. 标记为")
@click.option("--from", "since", type=day_typed, help="First day; today by default. 第一天")
@click.option("--to", "until", type=day_typed, help="Last day, included; no end by default. 最后一天")
@click.option(
    "--days", type=click.IntRange(1, 366), help="So many days from everybody's first day on. 从各人第一天起几天"
)
@click.option("--reason", default="", help="Why; the file's name by default. 原因")
@click.option("--problems", type=OUT, help="Write all rows to look at to this .xlsx. 把要核对的行写成表格")
@click.option("--rest", is_flag=True, help="Import the good rows of a list with faulty ones. 有错的行除外，其余导入")
@click.option(
    "--end-others",
    is_flag=True,
    help="End the marks of those whom an earlier list named and this one does not. 不在新名单上的结束",
)
@click.option("--dry-run", is_flag=True, help="Show what would change, change nothing. 只预览")
@click.option("--yes", is_flag=True, help="Do not ask. 不再询问")
@click.pass_obj
def import_(data: Path | None, /, file: Path, problems: Path | None, **given: Any) -> None:  # noqa: ANN401 - what click hands on
    """Mark the people of a list (.xlsx or .csv) by ID number, or by door and name; days in it go before --from and --to. 导入名单。"""
    if given["until"] and given["days"]:
        raise click.UsageError(Text("--to 和 --days 只给一个", "give --to or --days, not both").to(language()))
    with opened_office(data) as at:
        span = Span(given["since"] or today(at), given["until"])
        order = Order(marks.parse_mark(given["name"]), span, given["days"])
        found = read_list(file, at.store.everybody(), at.store.titles())
        shown = listing.review(at.store, found, order, today(at))
        terminal.show_problems(found.told, problems)
        for line in _told(shown, end_others=given["end_others"]):
            say(line)
        if not given["rest"]:
            listing.refuse_faulty(found.problems)
        if given["dry_run"]:
            say(Text("只是预览，没有改动", "a preview: nothing was changed"))
            return
        if listing.changes_anything(shown, end_gone=given["end_others"]) and not given["yes"]:
            terminal.confirm(Text("要这样导入吗？", "import it like this?"))
        with refusing_file_faults(file):
            digest = sha256_of(file.read_bytes())
        brought = Brought(file.name, digest, len(found.problems), len(found.strangers))
        why = act(plain(given["reason"]) or file.name)
        listing.apply(at.store, shown, brought, why, end_gone=given["end_others"])
        _warn_unheard(at, order.name)
    say(Text("已导入（要撤销：issuer lists undo）", "imported (to undo: issuer lists undo)"))


@lists.command()
@click.pass_obj
def undo(data: Path | None) -> None:
    """Undo the last import, mark, extension or end. 撤销上一步。"""
    with opened_office(data) as at:
        undone = marks.undo(at.store, act("lists undo"))
    words = mark_words(undone.name)
    say(
        Text(
            f"已撤销：{words.zh} {undone.brought.file or undone.act.why}",
            f"undone: {words.en} {undone.brought.file or undone.act.why}",
        )
    )


_COLUMNS = ("id", "mark", "door", "name", "from", "last day", "days left", "reason", "by")


def _marked(at: Office) -> Iterator[Marked]:
    people, day = {each.id: each for each in at.store.residents()}, today(at)
    for each in sorted(at.store.markings(), key=lambda each: (each.name, each.id)):
        person = people.get(each.whom.resident or 0)
        if not each.span.is_over(day) and (person or each.whom.door):
            yield _marked_line(each, person, day)


def _marked_line(each: Marking, person: KnownResident | None, day: date) -> Marked:
    last = each.span.last
    return Marked(
        id=each.id,
        mark=each.name,
        door=str(each.whom.door or (person and person.resident.door)),
        name=person.resident.name if person else None,
        since=each.span.since,
        last=last,
        left=(last - day).days if last else None,
        reason=each.act.why,
        by=each.act.who,
        file=each.file or None,
    )


def _cells(each: Marked) -> tuple[str, ...]:
    household = Text("整户", "household").to(language())
    return (
        str(each.id), mark_words(each.mark).to(language()), each.door, each.name or household, str(each.since),
        str(each.last or "—"), "—" if each.left is None else str(each.left), each.reason, each.by,
    )  # fmt: skip


def _whom(at: Office, text: str) -> Whom:
    """Whom a text means; raises `Refusal` for nobody."""
    name, sign, door = plain(text).rpartition("@")
    if sign:
        return Whom(resident=resident_named(at, door, name).id)
    behind = Door.or_none(text)
    if behind and not plain(text).replace(" ", "").isdecimal():
        return Whom(door=behind)
    try:
        serial = parse_serial(text)
    except Refusal as refusal:
        raise Refusal(
            Text(f"看不出“{text}”是谁", f"“{text}” does not say who is meant"),
            Text(
                "请写门牌（12-302，整户）、姓名@门牌，或证卡编号",
                "write a door (12-302, all of it), NAME@DOOR, or a pass's serial",
            ),
        ) from refusal
    issued = newest_issue(at.store, serial)
    if issued.holder is None:
        raise Refusal(
            Text(f"{serial} 不是居民的出入证", f"{serial} is no resident's pass"),
            Text("请写门牌，或姓名@门牌", "write a door, or NAME@DOOR"),
        )
    return Whom(resident=issued.holder)


def _warn_unheard(at: Office, name: str) -> None:
    if name not in marks.heard_of(at.store, now()):
        words = mark_words(name)
        warn(
            Text(
                f"规约没有提到“{words.zh}”，门岗不会处理；请先写进规约",
                f"the covenant does not name “{words.en}”, so gates do nothing about it; name it there first",
            )
        )


def _days(span: Span) -> Text:
    zh, en = (f"至 {span.until} 止", f"until {span.until}") if span.until else ("没有结束日", "without a last day")
    return Text(f"{span.since} 起，{zh}", f"from {span.since}, {en}")


def _told(shown: Review, *, end_others: bool) -> Iterator[Text]:
    """What a list would do: whom it marks, by door and masked name, and the counts."""
    lines = [*map(_added, shown.added), *(_longer(each.person, each.until) for each in shown.lengthened)]
    lines += (_gone(person, end=end_others) for _, person in shown.gone)
    yield from lines[: terminal.MOST_LINES]
    if len(lines) > terminal.MOST_LINES:
        more = len(lines) - terminal.MOST_LINES
        yield Text(f"还有{more}人", f"and {more} more")
    yield shown.summary()


def _added(one: Added) -> Text:
    days, who = _days(one.span), listing.masked(one.person)
    return Text(f"{who}：标记，{days.zh}", f"{who}: marked {days.en}")


def _longer(person: KnownResident, until: date | None) -> Text:
    return Text(
        f"{listing.masked(person)}：延长至 {until or '—'}", f"{listing.masked(person)}: longer, until {until or '—'}"
    )


def _gone(person: KnownResident, *, end: bool) -> Text:
    if end:
        return Text(
            f"{listing.masked(person)}：不在新名单上，结束", f"{listing.masked(person)}: no longer named, ended"
        )
    return Text(
        f"{listing.masked(person)}：不在新名单上，照旧（要结束请加 --end-others）",
        f"{listing.masked(person)}: no longer named, stays (--end-others to end it)",
    )
