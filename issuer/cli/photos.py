"""`issuer roster photos` and `remove-photo`: residents' photos, out of a folder or a ZIP named by their names."""

from contextlib import ExitStack
from pathlib import Path

import click

from appkit.commands import say
from gatepass.wording import Refusal, Text
from issuer import photos, terminal
from issuer.albums import folder_album, opened_zip, zip_album
from issuer.cli.frame import FILE, OUT, opened_office, resident_named
from issuer.cli.roster import roster
from issuer.office import act


@roster.command("photos")
@click.argument("folder", type=FILE)
@click.option("--dry-run", is_flag=True, help="Show what would be taken, keep nothing. 只预览")
@click.option("--problems", type=OUT, help="Write all problems to this .xlsx. 把问题写成表格")
@click.option(
    "--as-is", multiple=True, metavar="NAME", help="Take the middle of this file, face or not. 这个文件不找脸"
)
@click.pass_obj
def photos_(data: Path | None, folder: Path, dry_run: bool, problems: Path | None, as_is: tuple[str, ...]) -> None:
    """Take in photos named by ID number or by door and name. 导入照片（文件夹或 .zip）。"""
    with opened_office(data) as at, ExitStack() as stack:
        is_zip = folder.suffix.lower() == ".zip" and folder.is_file()
        album = zip_album(stack.enter_context(opened_zip(folder))) if is_zip else folder_album(folder)
        wish = photos.Wish(photos.as_is(as_is), dry_run)
        shown = terminal.progress(Text("照片", "photos"))
        intake = photos.take_in(at.store, album, wish, act("roster photos"), shown)
        having, all_ = len(at.store.who_has_a_photo()), len(at.store.residents())
    terminal.show_problems(intake.problems, problems)
    if not intake.taken:
        raise Refusal(
            Text(f"没有一张可用，问题共{len(intake.problems)}处", f"none can be used; {len(intake.problems)} problems"),
            Text("请改正后再导入", "correct them and take them in again"),
        )
    say(intake.summary())
    if dry_run:
        say(Text("只是预览，没有改动", "a preview: nothing was changed"))
    else:
        say(
            Text(
                f"{all_}人中{having}人有照片；接着打印：issuer print cards --changed --out 证卡.pdf",
                f"{having} of {all_} residents have one; next: issuer print cards --changed --out OUT.pdf",
            )
        )


@roster.command("remove-photo")
@click.argument("door")
@click.argument("name")
@click.pass_obj
def remove_photo(data: Path | None, door: str, name: str) -> None:
    """Delete somebody's photo for good. 删除一人的照片。"""
    with opened_office(data) as at:
        owner = resident_named(at, door, name)
        photos.take_away(at.store, owner.id)
    who = owner.resident
    say(Text(f"{who.door} {who.name} 的照片已删除", f"the photo of {who.name} at {who.door} is deleted"))
