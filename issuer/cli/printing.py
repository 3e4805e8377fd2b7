"""`issuer print`: cards and papers, and the runs that they were printed in."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from msgspec import Struct

from appkit.clocks import now
from appkit.commands import json_line, language, say, warn
from appkit.files import write_whole
from gatepass.people import parse_stairwell
from gatepass.wording import Text
from issuer import papers, planning, runs, terminal
from issuer.bundling import cards_in_order
from issuer.calibration import Measured, calibration_pdf, offset_from, reference_of
from issuer.cli.frame import OUT, opened_office
from issuer.cli.root import issuer
from issuer.designs import designs
from issuer.notices import SUMMARY, languages
from issuer.office import Office, act, today
from issuer.printing import Selection
from issuer.settings import offset_of, remember_offset, settings_of
from issuer.sheets import Back
from issuer.stocks import stock_named, stocks
from issuer.store import CopyState, Run, RunKind

BACKS = {"none": Back.NONE, "long": Back.LONG_EDGE, "short": Back.SHORT_EDGE}
_OUT = click.option("--out", required=True, type=OUT, help="The PDF. 输出文件")
_STAIRWELLS = click.option(
    "--stairwell", "stairwells", multiple=True, help="Only this one; may be repeated. 只打这个楼道"
)
_SERIALS = click.option("--serial", "serials", multiple=True, help="Only this pass; may be repeated. 只打这个编号")
_STOCK = click.option("--stock", help="See print stocks; the office's usual one by default. 纸张规格")
_START_AT = click.option(
    "--start-at", default=1, show_default=True, help="Position on the first sheet. 第一张纸的起始位置"
)
_REASON = click.option("--reason", default="", help="Why. 原因")
_RUN = click.argument("run", metavar="RUN", type=int)
_POSITIONS = click.option(
    "--position", "positions", multiple=True, type=int, help="Only this card of the run; may be repeated. 只限这个位置"
)


class Listed(Struct):
    """One line of `print runs --json`."""

    run: int
    kind: RunKind
    count: int
    stock: str
    at: datetime
    who: str
    why: str
    sha256: str
    again: int | None
    handed: str | None


@dataclass(frozen=True, slots=True)
class Paper:
    """How cards are laid out and which of them are printed, as it was typed."""

    stock: str | None
    start_at: int
    back: Back | None
    top_down: bool
    waiting: bool
    voiding: bool
    reason: str


def _with_paper(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every kind of card has."""

    @_STOCK
    @_START_AT
    @click.option("--back", type=click.Choice(tuple(BACKS)), help="The back: none, or flipped on that edge. 背面")
    @click.option("--top-down", is_flag=True, help="As a team walks: from the top floor down. 按发放路线，从顶楼往下")
    @click.option("--changed", is_flag=True, help="Only cards never printed, or changed since. 只打新的和内容已变的")
    @click.option("--void-older", is_flag=True, help="Older cards of these passes are void. 以前打的卡作废")
    @_REASON
    @wraps(command)
    def with_paper(*given: Any, **typed: Any) -> None:  # noqa: ANN401 - what click hands on
        back = typed.pop("back")
        paper = Paper(
            stock=typed.pop("stock"),
            start_at=typed.pop("start_at"),
            back=BACKS[back] if back else None,
            top_down=typed.pop("top_down"),
            waiting=typed.pop("changed"),
            voiding=typed.pop("void_older"),
            reason=typed.pop("reason"),
        )
        command(*given, paper=paper, **typed)

    return with_paper


@issuer.group("print")
def print_() -> None:
    """Cards and papers, and the runs they were printed in. 打印。"""


@print_.command("cards")
@_OUT
@_STAIRWELLS
@_SERIALS
@click.option("--team", type=int, help="Only what this team of the newest round carries. 只打这个小组要发的")
@_with_paper
@click.pass_obj
def cards(data: Path | None, /, out: Path, paper: Paper, team: int | None, **chosen: tuple[str, ...]) -> None:
    """Cards of valid passes, in delivery order. 按投递顺序打印证卡。"""
    if team is None:
        _print(data, RunKind.CARDS, out, paper, chosen)
        return
    with opened_office(data) as at:
        selection = cards_in_order(at, papers.newest_round(at.store), team, today(at))
        _print_selection(at, RunKind.CARDS, selection, paper, out)


@print_.command("spares")
@_OUT
@_SERIALS
@_with_paper
@click.pass_obj
def spares(data: Path | None, /, out: Path, paper: Paper, **chosen: tuple[str, ...]) -> None:
    """Cards of spares. 打印备用证。"""
    _print(data, RunKind.SPARES, out, paper, chosen)


@print_.command("cars")
@_OUT
@_STAIRWELLS
@_SERIALS
@_with_paper
@click.pass_obj
def cars(data: Path | None, /, out: Path, paper: Paper, **chosen: tuple[str, ...]) -> None:
    """Windscreen passes of residents' cars. 打印车证。"""
    _print(data, RunKind.CARS, out, paper, chosen)


@print_.command("covers")
@_OUT
@click.option("--round", "round_id", type=int, help="The newest one under way by default. 哪一轮，默认最近一轮")
@click.option("--teams", type=int, help="Where none is under way: plan one with so many teams. 没有安排时分成几组")
@_STAIRWELLS
@_REASON
@click.pass_obj
def covers(data: Path | None, /, out: Path, stairwells: tuple[str, ...], **typed: Any) -> None:  # noqa: ANN401
    """Teams' covers and receipt lists, in walking order. 打印小组封面和签收表。"""
    chosen = frozenset(map(parse_stairwell, stairwells))
    with opened_office(data) as at:
        by = act(typed["reason"] or "print covers")
        if typed["teams"] and not any(round_.is_open for round_ in at.store.rounds()):
            name = f"第{len(at.store.rounds()) + 1}轮"
            plan = planning.Plan(name, planning.crews_typed("", typed["teams"]), chosen)
            planning.plan(at.store, at.keys, plan, today(at), by)
        draft = papers.covers(at, typed["round_id"] or papers.newest_round(at.store), chosen)
        run, _ = runs.print_papers(at, draft, by, out, terminal.progress(Text("门牌", "doors")))
    _say_printed(run, out)


@print_.command("notices")
@_OUT
@click.option(
    "--language",
    "chosen",
    multiple=True,
    type=click.Choice((*languages(), SUMMARY)),
    help="May be repeated; Chinese by default. 语言",
)
@_STAIRWELLS
@_REASON
@click.pass_obj
def notices(data: Path | None, /, out: Path, stairwells: tuple[str, ...], **typed: Any) -> None:  # noqa: ANN401
    """Notices of the covenant in force; without stairwells, for the gates. 打印告示。"""
    with opened_office(data) as at:
        spoken = typed["chosen"] or (languages()[0],)
        draft = papers.notices(at, sorted(map(parse_stairwell, stairwells)), spoken, now())
        run, _ = runs.print_papers(at, draft, act(typed["reason"] or "print notices"), out)
    _say_printed(run, out)


@print_.command("calibration")
@_OUT
@_STOCK
@click.option("--corrected", is_flag=True, help="With the correction that is remembered. 按已记住的修正")
@click.pass_obj
def calibration(data: Path | None, out: Path, stock: str | None, corrected: bool) -> None:
    """A page to measure the printer with. 打印校准页。"""
    with opened_office(data) as at:
        known = stock_named(stock or settings_of(at.store).stock)
        offset = offset_of(at.store, known.name) if corrected else None
        write_whole(out, calibration_pdf(known, designs(at.folder), offset))
    name, reference = known.name, reference_of(known)
    should = f"{reference.left:g} {reference.top:g} {reference.across:g} {reference.down:g}"
    say(
        Text(
            f"校准页：{out}；按实际大小打印，量好后运行 issuer print measured --stock {name} {should}",
            f"the page: {out}; print it at actual size, measure, and run issuer print measured --stock {name} {should}",
        )
    )


@print_.command("measured")
@_STOCK
@click.argument("left", type=float)
@click.argument("top", type=float)
@click.argument("across", type=float)
@click.argument("down", type=float)
@click.pass_obj
def measured(data: Path | None, /, stock: str | None, **millimetres: float) -> None:
    """Remember what was measured on the calibration page, in mm. 记住量得的毫米数。"""
    with opened_office(data) as at:
        known = stock_named(stock or settings_of(at.store).stock)
        offset = offset_from(Measured(**millimetres), reference_of(known))
        remember_offset(at.store, known.name, offset, act("print measured"))
    right, down, scale = f"{offset.dx_mm:+.2f}", f"{offset.dy_mm:+.2f}", f"{offset.scale:.4f}"
    say(
        Text(
            f"{known.name}：以后向右{right} mm、向下{down} mm、缩放 {scale}",
            f"{known.name}: moved {right} mm to the right, {down} mm down, scaled by {scale} from now on",
        )
    )


@print_.command("stocks")
def list_stocks() -> None:
    """The papers that cards can be printed on. 纸张规格。"""
    rows = [
        (each.name, f"{each.page[0]:g} × {each.page[1]:g} mm", str(each.per_sheet), each.words.to(language()))
        for each in stocks()
    ]
    terminal.show_table([("stock", "page", "cards", ""), *rows])


@print_.command("runs")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line. 每行一个 JSON")
@click.pass_obj
def list_runs(data: Path | None, as_json: bool) -> None:
    """What was printed, newest first. 打印批次。"""
    with opened_office(data) as at:
        zone, listed = at.store.community().local, [_listed(run) for run in at.store.runs()]
    if as_json:
        for each in listed:
            json_line(each)
    else:
        terminal.show_table([_COLUMNS, *(_cells(each, zone) for each in listed)])


@print_.command("again")
@_RUN
@_OUT
@_POSITIONS
@click.option("--sheet", "sheets", multiple=True, type=int, help="Only this sheet; may be repeated. 只打这张纸")
@_STAIRWELLS
@_START_AT
@click.option("--keep-old", is_flag=True, help="The old copies stay as they are. 旧卡不作废")
@_REASON
@click.pass_obj
def again(data: Path | None, /, run: int, out: Path, **typed: Any) -> None:  # noqa: ANN401
    """Open a run's file again; with cards chosen, print these once more as a run of their own. 再次打开或重打。"""
    part = runs.Part(
        frozenset(typed["positions"]), frozenset(typed["sheets"]), frozenset(map(parse_stairwell, typed["stairwells"]))
    )
    with opened_office(data) as at:
        if part.is_whole:
            _open_again(at, run, out)
            return
        asked = runs.Again(run, part, typed["start_at"], typed["keep_old"])
        made, _ = runs.print_again(at, asked, act(typed["reason"] or f"print again {run}"), out)
    _say_printed(made, out)


@print_.command("handed")
@_RUN
@click.option("--to", required=True, help="Whom. 交给谁")
@click.option("--holder", is_flag=True, help="They are the holder, not a team. 是持证人本人")
@click.pass_obj
def handed(data: Path | None, run: int, to: str, holder: bool) -> None:
    """Note to whom a run was handed over. 登记移交。"""
    with opened_office(data) as at:
        state = CopyState.DELIVERED if holder else CopyState.TEAM
        runs.hand_over(at.store, run, to, state, act("print handed"))
    say(Text(f"第{run}批已交给 {to}", f"run {run} is with {to}"))


@print_.command("void")
@_RUN
@_POSITIONS
@click.option("--reason", required=True, help="Why. 原因")
@click.pass_obj
def void(data: Path | None, run: int, positions: tuple[int, ...], reason: str) -> None:
    """Note misprints as destroyed, all of a run where no card is named. 误印作废。"""
    with opened_office(data) as at:
        count = runs.void(at.store, run, runs.Part(frozenset(positions)), act(reason))
    say(Text(f"第{run}批的{count}张卡已作废", f"{count} cards of run {run} are void"))


_COLUMNS = ("run", "kind", "count", "stock", "at", "who", "why", "handed to")


def _print(data: Path | None, kind: RunKind, out: Path, paper: Paper, chosen: dict[str, tuple[str, ...]]) -> None:
    with opened_office(data) as at:
        selection = runs.selection_for(kind, today(at), chosen.get("stairwells", ()), chosen["serials"])
        _print_selection(at, kind, replace(selection, top_down=paper.top_down), paper, out)


def _print_selection(at: Office, kind: RunKind, selection: Selection, paper: Paper, out: Path) -> None:
    layout = runs.layout_for(at.store, paper.stock, paper.start_at, paper.back)
    order = runs.Order(kind, selection, layout, paper.waiting, paper.voiding)
    shown = terminal.progress(runs.KIND_WORDS[kind])
    run, _ = runs.print_run(at, order, act(paper.reason or f"print {kind}"), out, shown)
    _say_printed(run, out)


def _say_printed(run: Run, out: Path) -> None:
    words = runs.KIND_WORDS[run.kind]
    say(Text(f"{run.count}份{words.zh}：{out}（第{run.id}批）", f"{run.count} {words.en}: {out} (run {run.id})"))


def _open_again(at: Office, run: int, out: Path) -> None:
    made = runs.reprint(at, run)
    write_whole(out, made.pdf)
    say(Text(f"第{run}批：{out}", f"run {run}: {out}"))
    if made.photos_gone:
        warn(
            Text(
                f"有{made.photos_gone}张照片已删除或更换，这些证卡上没有照片，文件与当时的不一样",
                f"{made.photos_gone} photos were removed or replaced since: those cards are without, and the file is not the same",
            )
        )
    elif not made.is_same:
        warn(
            Text(
                "内容相同，但程序更新过，文件与当时的不完全一样",
                "it says the same, but the program has changed since: the file is not the same byte for byte",
            )
        )


def _listed(run: Run) -> Listed:
    return Listed(
        run=run.id,
        kind=run.kind,
        count=run.count,
        stock=run.stock,
        at=run.at,
        who=run.who,
        why=run.why,
        sha256=run.sha256,
        again=run.again,
        handed=run.handed.to if run.handed else None,
    )


def _cells(listed: Listed, zone: ZoneInfo) -> tuple[str, ...]:
    return (
        str(listed.run),
        runs.KIND_WORDS[listed.kind].to(language()),
        str(listed.count),
        listed.stock,
        f"{listed.at.astimezone(zone):%Y-%m-%d %H:%M}",
        listed.who,
        listed.why,
        listed.handed or "—",
    )
