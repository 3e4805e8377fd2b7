"""`issuer roster`: the spreadsheet of households and residents, and single people by hand."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from appkit.commands import language, say
from gatepass.documents import parse_document, parse_document_kind
from gatepass.people import Document, Door, Resident
from gatepass.validators import parse_category, parse_name, parse_phone
from gatepass.wording import Refusal, Text
from issuer import classes, importing, issuing, terminal
from issuer.cli.doubts import answers_typed
from issuer.cli.frame import FILE, OUT, day_typed, opened_office, resident_named, validity
from issuer.cli.root import issuer
from issuer.importing import Decided, Entry, Review
from issuer.issuing import Bearer
from issuer.office import Office, act, today
from issuer.roster import column_named, read_roster, title_key
from issuer.store import Imported


@issuer.group()
def roster() -> None:
    """The spreadsheet of households and residents. 花名册。"""


@roster.command("import")
@click.argument("file", type=FILE)
@click.option("--problems", type=OUT, help="Write all problems to this .xlsx. 把问题写成表格")
@click.option("--column", "columns", multiple=True, help="What a header means, e.g. 住户名=姓名; kept. 说明表头的意思")
@click.option(
    "--moved-out", is_flag=True, help="Who is missing from a stairwell in the file has moved out. 表中没有的算搬出"
)
@click.option(
    "--doubtful", multiple=True, help="Who a doubtful row is: 17=same, 3号!17=other. 存疑的行：17=同一人、3号!17=另一人"
)
@click.option("--dry-run", is_flag=True, help="Show what would change, change nothing. 只预览")
@click.option("--strict", is_flag=True, help="Import nothing where any row has a problem. 有一处问题就不导入")
@click.option("--yes", is_flag=True, help="Do not ask. 不再询问")
@click.pass_obj
def import_(
    data: Path | None,
    /,
    file: Path,
    problems: Path | None,
    columns: tuple[str, ...],
    doubtful: tuple[str, ...],
    **flags: bool,
) -> None:
    """Import a roster (.xlsx or .csv). 导入花名册。"""
    with opened_office(data) as at:
        _keep_titles(at, columns)
        found = read_roster(file, today(at), at.store.titles(), terminal.progress(Text("读取", "reading")))
        terminal.show_problems(found.problems, problems)
        if not found.rows or (flags["strict"] and found.problems):
            raise importing.nothing_imported(found)
        review = importing.review(at.store, found)
        answers = answers_typed(review.changes.doubtful, doubtful)
        if not (flags["dry_run"] or flags["yes"]):
            answers = terminal.ask_of_doubtful(review.changes.doubtful, answers)
        settled = replace(review, changes=review.changes.settled(answers))
        terminal.show_changes(settled, moving_out=flags["moved_out"])
        if flags["dry_run"]:
            say(Text("只是预览，没有改动", "a preview: nothing was changed"))
            return
        if _changes_somebody(settled, moving_out=flags["moved_out"]) and not flags["yes"]:
            terminal.confirm(Text("要这样导入吗？", "import it like this?"))
        leaving = frozenset(person.id for person in review.missing) if flags["moved_out"] else frozenset()
        entry = Entry(importing.run_of(file, found), act("roster import"))
        decided = Decided(today(at), leaving, answers)
        importing.apply_watched(at.store, review, decided, entry, terminal.progress(Text("导入", "importing")))
    say(
        Text(
            "已导入；下一步：issuer passes issue（要撤销：issuer roster undo）",
            "imported; next: issuer passes issue (to undo: issuer roster undo)",
        )
    )


@roster.command()
@click.pass_obj
def undo(data: Path | None) -> None:
    """Undo the last import or change by hand. 撤销上一次导入。"""
    with opened_office(data) as at:
        undone = importing.undo(at.store, act("roster undo"))
    say(Text(f"已撤销：{undone.run.file}", f"undone: {undone.run.file}"))


@roster.command()
@click.pass_obj
def imports(data: Path | None) -> None:
    """List all imports. 列出历次导入。"""
    with opened_office(data) as at:
        zone = at.store.community().local
        rows = [(f"{each.act.at.astimezone(zone):%Y-%m-%d %H:%M}", *_cells(each)) for each in at.store.imports()]
    terminal.show_table([_IMPORT_COLUMNS, *rows])


@roster.command()
@click.option("--door", required=True, help="Where they live. 门牌")
@click.option("--name", required=True, help="Their name. 姓名")
@click.option("--category", default="业主", help="Owner, tenant, temporary, carer, staff. 人员类别")
@click.option("--document-kind", default="", help="The kind of document; by default as the number says. 证件类型")
@click.option("--document", default="", help="Its number. 证件号码")
@click.option("--phone", default="", help="Mobile number. 手机")
@click.option("--until", type=day_typed, help="Last day of the pass; a year from today by default. 最后有效日")
@click.option(
    "--back", default="", metavar="CLASS", help="Just back from outside: their class; temporary passes end. 返回"
)
@click.option("--reason", default="roster add", help="Why. 原因")
@click.pass_obj
def add(data: Path | None, /, until: date | None, reason: str, **typed: str) -> None:
    """Add a returnee, tenant, newborn or carer, and give them a pass. 手工增加一人并发证。"""
    resident = Resident(
        Door.parse(typed["door"]),
        parse_name(typed["name"]),
        parse_category(typed["category"]),
        document=_document(typed["document_kind"], typed["document"]),
        phone=parse_phone(typed["phone"]) if typed["phone"] else None,
    )
    with opened_office(data) as at:
        id_ = importing.add_by_hand(at.store, resident, act(reason))
        if typed["back"]:
            classes.come_back(at.store, id_, typed["back"], today(at), act(reason))
        issued = issuing.issue_to(at.store, Bearer(id_), validity(at, until), act(reason))
    serial, who = issued.serial, f"{resident.door} {resident.name}"
    say(
        Text(
            f"已增加 {who}，出入证 {serial}；打印：issuer print cards --serial {serial} --out 新证.pdf",
            f"added {who}, pass {serial}; print it: issuer print cards --serial {serial} --out OUT.pdf",
        )
    )


@roster.command()
@click.argument("door")
@click.argument("name")
@click.option("--reason", required=True, help="Why. 原因")
@click.pass_obj
def leave(data: Path | None, door: str, name: str, reason: str) -> None:
    """Note that somebody moved out; their pass ends. 迁出，其证注销。"""
    with opened_office(data) as at:
        leaving = resident_named(at, door, name)
        importing.move_out(at.store, frozenset({leaving.id}), today(at), act(reason))
    who = f"{leaving.resident.door} {leaving.resident.name}"
    say(
        Text(
            f"{who} 已迁出，照片已删（要撤销：issuer roster undo；照片撤不回来）",
            f"{who} moved out, a photo is deleted (to undo: issuer roster undo; a photo stays deleted)",
        )
    )


_IMPORT_COLUMNS = ("at", "who", "file", "added", "changed", "moved", "moved out", "problems", "undone")


def _document(kind: str, number: str) -> Document | None:
    if not number:
        return None
    return parse_document(parse_document_kind(kind) if kind else None, number)


def _keep_titles(at: Office, columns: tuple[str, ...]) -> None:
    for typed in columns:
        title, sign, column = typed.partition("=")
        if not (sign and title_key(title)):
            raise Refusal(
                Text(f"“{typed}”看不懂", f"“{typed}” is not understood"),
                Text("请写成 住户名=姓名", "write it like 住户名=姓名"),
            )
        with at.store.writing() as writing:
            writing.keep_title(title_key(title), column_named(column))


def _changes_somebody(review: Review, *, moving_out: bool) -> bool:
    return bool(review.changes.applied) or (moving_out and bool(review.missing))


def _cells(imported: Imported) -> tuple[str, ...]:
    counts = imported.counts
    numbers = (counts.added, counts.changed, counts.moved, counts.moved_out, imported.run.problems)
    undone = Text("已撤销", "undone").to(language()) if imported.undone else ""
    return imported.act.who, imported.run.file, *map(str, numbers), undone
