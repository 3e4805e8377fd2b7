"""`issuer print`."""

from pathlib import Path

import click

from appkit.assets import asset
from appkit.commands import say
from gatepass.passes import Status
from gatepass.wording import Text
from issuer import terminal
from issuer.cli.frame import OUT, opened_office, today
from issuer.cli.root import issuer
from issuer.office import Office
from issuer.printing import Selection, cards_of
from issuer.sheets import print_cards


@issuer.group("print")
def print_() -> None:
    """Print cards. 打印证卡。"""


@print_.command("cards")
@click.option("--out", required=True, type=OUT, help="The PDF. 输出文件")
@click.option("--stairwell", "stairwells", multiple=True, help="Only this one; may be repeated. 只打这个楼道")
@click.option("--serial", "serials", multiple=True, help="Only this pass; may be repeated. 只打这个编号")
@click.option(
    "--start-at", default=1, show_default=True, help="Position on the first sheet, 1 to 10. 第一张纸的起始位置"
)
@click.pass_obj
def cards(
    data: Path | None, /, out: Path, stairwells: tuple[str, ...], serials: tuple[str, ...], start_at: int
) -> None:
    """Cards of valid passes, in delivery order. 按投递顺序打印证卡。"""
    with opened_office(data) as at:
        _print(at, Selection.typed(Status.VALID, today(at), stairwells, serials), out, start_at)


@print_.command("spares")
@click.option("--out", required=True, type=OUT, help="The PDF. 输出文件")
@click.option("--serial", "serials", multiple=True, help="Only this pass; may be repeated. 只打这个编号")
@click.option(
    "--start-at", default=1, show_default=True, help="Position on the first sheet, 1 to 10. 第一张纸的起始位置"
)
@click.pass_obj
def spares(data: Path | None, out: Path, serials: tuple[str, ...], start_at: int) -> None:
    """Cards of spares. 打印备用证。"""
    with opened_office(data) as at:
        _print(at, Selection.typed(Status.SPARE, today(at), (), serials), out, start_at)


def _print(at: Office, selection: Selection, out: Path, start_at: int) -> None:
    chosen = cards_of(at.store, at.keys, selection)
    shown = terminal.progress(Text("证卡", "cards"))
    print_cards(chosen, asset("printables/cards.typ"), out, start_at=start_at, progress=shown)
    say(Text(f"{len(chosen)}张证卡：{out}", f"{len(chosen)} cards: {out}"))
