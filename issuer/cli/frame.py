"""What every command of the office needs: its folder opened, days and files as options."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from appkit.commands import language, need_folder
from gatepass.passes import Validity
from gatepass.people import Door, plain
from gatepass.wording import Refusal, Text
from issuer import issuing
from issuer.changes import KnownResident
from issuer.office import Office, opened, today

FILE = click.Path(path_type=Path)
OUT = click.Path(path_type=Path, dir_okay=False)


def day_typed(typed: str) -> date:
    """A day as an option; raises `click.BadParameter`."""
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        said = Text(f"“{typed}”不是日期，请写成 2020-02-10", f"“{typed}” is no date; write it like 2020-02-10")
        raise click.BadParameter(said.to(language())) from error


@contextmanager
def opened_office(data: Path | None) -> Iterator[Office]:
    """The office of `-d`; raises `click.UsageError` without it, `Refusal` for a folder that is none."""
    with opened(need_folder(data)) as at:
        yield at


def resident_named(at: Office, door: str, name: str) -> KnownResident:
    """Who lives behind a door under a name; raises `Refusal` for nobody, and for two of them."""
    behind, called = Door.parse(door), plain(name)
    meant = [each for each in at.store.residents() if each.resident.door == behind and each.resident.name == called]
    if not meant:
        raise Refusal(
            Text(f"{behind} 没有 {called}", f"{behind} has no {called}"),
            Text("请核对门牌和姓名", "check the door and the name"),
        )
    if len(meant) > 1:
        raise Refusal(
            Text(f"{behind} 有{len(meant)}位 {called}", f"{behind} has {len(meant)} people called {called}"),
            Text("请在页面上选择", "choose on the page"),
        )
    return meant[0]


def validity(at: Office, until: date | None) -> Validity:
    """From today to `until`, a year where it is not given."""
    first = today(at)
    return Validity(first, until or issuing.a_year_from(first))
