"""`issuer roster`: the spreadsheet of households and residents."""

from pathlib import Path

import click

from appkit.commands import say
from gatepass.wording import Text
from issuer import importing, terminal
from issuer.cli.frame import FILE, OUT, opened_office
from issuer.cli.root import issuer
from issuer.office import act
from issuer.roster import read_roster


@issuer.group()
def roster() -> None:
    """The spreadsheet of households and residents. 花名册。"""


@roster.command("import")
@click.argument("file", type=FILE)
@click.option("--problems", type=OUT, help="Write all problems to this .xlsx. 把问题写成表格")
@click.option("--dry-run", is_flag=True, help="Show what would change, change nothing. 只预览")
@click.option("--strict", is_flag=True, help="Import nothing where any row has a problem. 有一处问题就不导入")
@click.option("--yes", is_flag=True, help="Do not ask. 不再询问")
@click.pass_obj
def import_(data: Path | None, /, file: Path, problems: Path | None, **flags: bool) -> None:
    """Import a roster (.xlsx or .csv). 导入花名册。"""
    with opened_office(data) as at:
        found = read_roster(file)
        terminal.show_problems(found.problems, problems)
        if not found.rows or (flags["strict"] and found.problems):
            raise importing.nothing_imported(found)
        changes = importing.compare(at.store, found)
        terminal.show_changes(changes)
        if flags["dry_run"]:
            say(Text("只是预览，没有改动", "a preview: nothing was changed"))
            return
        if (changes.changed or changes.moved) and not flags["yes"]:
            terminal.confirm(Text("要这样导入吗？", "import it like this?"))
        importing.apply(at.store, found, changes, importing.run_of(file, found), act("roster import"))
    say(Text("已导入；下一步：issuer passes issue", "imported; next: issuer passes issue"))
