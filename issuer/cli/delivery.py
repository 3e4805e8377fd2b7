"""`issuer delivery`: who delivers which stairwells, what became of every card, what households answered, and whether it adds up."""

from collections.abc import Container
from datetime import datetime
from pathlib import Path
from typing import TypedDict, Unpack
from uuid import uuid4

import click
from msgspec import Struct

from appkit.clocks import now
from appkit.commands import json_line, language, say, warn
from gatepass.passes import parse_serial
from gatepass.people import parse_stairwell
from gatepass.wording import Refusal, Text
from issuer import planning, survey, terminal
from issuer.board import board_of, door_states, progress_of
from issuer.books import books_of
from issuer.cli.frame import OUT, opened_office
from issuer.cli.root import issuer
from issuer.delivery import known_round, known_team, write_down
from issuer.loads import carried
from issuer.mismatches import Mismatch
from issuer.office import Office, act, today
from issuer.phones import team_link
from issuer.planning import Plan
from issuer.reconciliation import Finding, findings_table, reconcile
from issuer.rounds import OUTCOME_WORDS, Outcome, Question, QuestionKind, Report, Tick
from issuer.runs import KIND_WORDS
from issuer.store.delivery import Round
from issuer.tables import refuse_unknown_ending, write_table

ROUND = click.argument("round_id", metavar="ROUND", type=int)


class Chosen(TypedDict):
    """The options of `delivery plan`."""

    teams: int
    named: tuple[str, ...]
    stairwells: tuple[str, ...]
    again: int | None


class Shown(Struct, frozen=True):
    """One line of `delivery show --json`: a card of the round."""

    team: int
    stairwell: str
    door: str
    name: str
    serial: str
    issue: int
    in_hand: bool
    ended: bool
    outcome: Outcome | None
    to: str
    at: datetime | None


class Mismatched(Struct, frozen=True):
    """One line of `delivery reconcile --json`."""

    mismatch: Mismatch
    serial: str
    issue: int
    door: str | None
    name: str
    what: str
    detail: str
    remedy: str


@issuer.group()
def delivery() -> None:
    """Rounds, teams, ticking off, the survey, what adds up. 发放。"""


@delivery.command()
@click.argument("name")
@click.option("--teams", default=4, show_default=True, help="How many teams. 几个小组")
@click.option("--team", "named", multiple=True, help="A team, like “1队 张三、李四”; may be repeated. 小组名称和成员")
@click.option("--stairwell", "stairwells", multiple=True, help="Only this one; may be repeated. 只发这个楼道")
@click.option("--again", type=int, metavar="ROUND", help="Only what that round left over. 只发那一轮没有送到的")
@click.pass_obj
def plan(data: Path | None, name: str, **chosen: Unpack[Chosen]) -> None:
    """Plan a round, its stairwells divided fairly. 安排一轮发放。"""
    named = chosen["named"]
    crews = planning.crews_typed("\n".join(named), 0 if named else chosen["teams"])
    wanted = Plan(name, crews, frozenset(map(parse_stairwell, chosen["stairwells"])), chosen["again"])
    with opened_office(data) as at:
        round_ = planning.plan(at.store, at.keys, wanted, today(at), act("delivery plan"))
        say(Text(f"第{round_.id}轮“{round_.name}”", f"round {round_.id}, “{round_.name}”"))
        _show_teams(at, round_)


@delivery.command("list")
@click.pass_obj
def list_(data: Path | None) -> None:
    """List the rounds. 列出各轮。"""
    with opened_office(data) as at:
        rows = [_ROUND_COLUMNS, *(_round_cells(at, round_) for round_ in at.store.rounds())]
    terminal.show_table(rows)


@delivery.command()
@ROUND
@click.option("--json", "as_json", is_flag=True, help="One JSON object a card. 每张证卡一行 JSON")
@click.pass_obj
def show(data: Path | None, round_id: int, as_json: bool) -> None:
    """How a round stands: its teams, their stairwells, what became of the cards. 一轮的进度。"""
    with opened_office(data) as at:
        round_ = known_round(at.store, round_id)
        if as_json:
            for each in _shown(at, round_):
                json_line(each)
            return
        _show_teams(at, round_)
        seen = board_of(round_, carried(at.store, round_, today(at)), now())
    done, doors = seen.progress.done, seen.progress.doors
    say(Text(f"已走{done}户，共{doors}户", f"{done} doors done of {doors}"))
    for outcome, count in seen.progress.outcomes.items():
        words = OUTCOME_WORDS[outcome]
        say(Text(f"{words.zh} {count}张", f"{words.en}: {count}"))


@delivery.command()
@ROUND
@click.option("--stairwell", "stairwells", multiple=True, required=True, help="May be repeated. 楼道")
@click.option("--team", required=True, type=int, help="The team that goes there now. 改由哪一队")
@click.pass_obj
def move(data: Path | None, round_id: int, stairwells: tuple[str, ...], team: int) -> None:
    """Send another team to a stairwell. 把楼道换给另一队。"""
    with opened_office(data) as at:
        numbers = [parse_stairwell(each) for each in stairwells]
        round_ = planning.move_stairwells(at.store, round_id, numbers, team, act("delivery move"))
        _show_teams(at, round_)


@delivery.command("hand-over")
@ROUND
@click.option("--team", "teams", multiple=True, type=int, help="Only this one; may be repeated. 只交这一队")
@click.pass_obj
def hand_over(data: Path | None, round_id: int, teams: tuple[int, ...]) -> None:
    """Note that the teams took their cards out of the drawer. 把证卡交给小组。"""
    with opened_office(data) as at:
        done = planning.hand_over(at.store, round_id, teams, act("delivery hand-over"))
    say(Text(f"交给小组{done.handed}张", f"{done.handed} cards handed over"))
    if done.missing:
        first = done.missing[0]
        warn(
            Text(
                f"还有{len(done.missing)}张没有打印，如 {first.door} {first.serial}；打印后再交一次",
                f"{len(done.missing)} are not printed, like {first.door} {first.serial}; print them and hand over again",
            )
        )


@delivery.command("tick")
@ROUND
@click.option("--serial", "serials", multiple=True, required=True, help="May be repeated. 证号")
@click.option(
    "--outcome",
    required=True,
    type=click.Choice([*(each.value for each in Outcome), "none"]),
    help="none takes it back. 结果",
)
@click.option("--to", default="", help="Who took it. 谁收下的")
@click.pass_obj
def tick_(data: Path | None, /, round_id: int, serials: tuple[str, ...], outcome: str, to: str) -> None:
    """Note what became of a card. 勾选。"""
    with opened_office(data) as at:
        cards = {card.serial: card for card in carried(at.store, known_round(at.store, round_id), today(at))}
        chosen = [parse_serial(serial) for serial in serials]
        _refuse_unknown(chosen, cards)
        by = act("delivery tick")
        for serial in chosen:
            card = cards[serial]
            said = Tick(str(uuid4()), by.at, serial, card.issue, None if outcome == "none" else Outcome(outcome), to)
            confirmed = write_down(at.store, round_id, card.team, Report((said,)), by)
            for refused in confirmed.refused:
                raise Refusal(Text(serial, serial), Text(refused.why_zh, refused.why_en))
            say(Text(f"{card.door} {card.name} {serial}：已记下", f"{card.door} {card.name} {serial}: noted"))


@delivery.command()
@ROUND
@click.option("--reason", default="delivery close", help="Why. 原因")
@click.option("--reopen", is_flag=True, help="Open it again instead. 重新打开")
@click.pass_obj
def close(data: Path | None, round_id: int, reason: str, reopen: bool) -> None:
    """Close a round: links end, what was not delivered lies in the drawer again. 结束一轮。"""
    with opened_office(data) as at:
        if reopen:
            round_ = planning.reopen(at.store, round_id, act(reason))
            say(Text(f"“{round_.name}”重新打开", f"“{round_.name}” is open again"))
            return
        round_ = planning.open_round(at.store, round_id)
        terminal.confirm(Text(f"结束“{round_.name}”？", f"close “{round_.name}”?"))
        back = planning.close(at.store, round_id, act(reason))
    say(Text(f"已结束，{back}张放回抽屉", f"closed; {back} cards are in the drawer again"))


@delivery.command()
@ROUND
@click.argument("team", type=int)
@click.pass_obj
def link(data: Path | None, round_id: int, team: int) -> None:
    """Print the link of a team's phone page; who has it is the team. 小组手机页的网址。"""
    with opened_office(data) as at:
        known_team(planning.open_round(at.store, round_id), team)
        url = team_link(at, round_id, team)
    if not url:
        raise Refusal(
            Text("还没有对手机开放过", "phones were never served"),
            Text("请先运行 issuer serve --phones", "run issuer serve --phones first"),
        )
    click.echo(url)


@delivery.command("survey")
@click.option("--out", type=OUT, help="Write every household's answers here, .csv or .xlsx. 导出")
@click.pass_obj
def survey_(data: Path | None, out: Path | None) -> None:
    """The survey that travels along: its questions, counted; --out exports the answers. 随发放的调查。"""
    with opened_office(data) as at:
        if out:
            count = write_table(out, language(), survey.survey_table(at.store, language()))
            say(Text(f"{count}户：{out}", f"{count} households: {out}"))
            return
        counts = survey.counted(at.store.questions(), survey.given(at.store.answers()))
    if not counts:
        say(
            Text(
                "还没有问题；加一个：issuer delivery ask masks", "no questions yet; add one: issuer delivery ask masks"
            )
        )
        return
    terminal.show_table([_SURVEY_COLUMNS, *map(_survey_cells, counts)])


@delivery.command()
@click.argument("question")
@click.option("--english", default="", help="The same in English. 英文")
@click.option("--detail", default="", help="What is asked further where the answer is yes. 回答“是”时再问什么")
@click.option(
    "--kind",
    type=click.Choice([each.value for each in QuestionKind]),
    default="text",
    help="How it is answered. 怎么答",
)
@click.pass_obj
def ask(data: Path | None, question: str, english: str, detail: str, kind: str) -> None:
    """Ask every household QUESTION, or a ready-made one: masks, returned, elderly. 加一个问题。"""
    made = Question(0, question, english, QuestionKind(kind), detail)
    with opened_office(data) as at:
        asked = survey.ask(at.store, survey.READY_MADE.get(question, made), act("delivery ask"))
    say(Text(f"第{asked.id}问：{asked.zh}", f"question {asked.id}: {asked.en}"))


@delivery.command("stop-asking")
@click.argument("question", type=int)
@click.pass_obj
def stop_asking(data: Path | None, question: int) -> None:
    """Ask a question no more; its answers stay. 不再问。"""
    with opened_office(data) as at:
        ended = survey.stop_asking(at.store, question, act("delivery stop-asking"))
    say(Text(f"不再问：{ended.zh}", f"asked no more: {ended.en}"))


@delivery.command("reconcile")
@click.option("--out", type=OUT, help="Write all that does not add up here, .csv or .xlsx. 导出")
@click.option("--json", "as_json", is_flag=True, help="What does not add up, one JSON object a line. 每行一个 JSON")
@click.pass_obj
def reconcile_(data: Path | None, out: Path | None, as_json: bool) -> None:
    """Whether printed = delivered + with teams + in the drawer + voided, and what does not add up. 对账。"""
    if out:
        refuse_unknown_ending(out)
    with opened_office(data) as at:
        done = reconcile(books_of(at.store, today(at)))
    if as_json:
        for each in done.findings:
            json_line(_mismatched(each))
        return
    counts = [
        (
            KIND_WORDS[count.kind].to(language()),
            *map(str, (count.printed, count.delivered, count.team, count.drawer, count.voided)),
        )
        for count in done.kinds
    ]
    terminal.show_table([tuple(title.to(language()) for title in _COUNT_COLUMNS), *counts])
    for finding in done.findings[: terminal.MOST_LINES]:
        say(_line(finding))
    rest = len(done.findings) - terminal.MOST_LINES
    if out:
        write_table(out, language(), findings_table(done.findings, language()))
        say(Text(f"{len(done.findings)}处不符已写入 {out}", f"{len(done.findings)} mismatches written to {out}"))
    elif rest > 0:
        warn(Text(f"还有{rest}处，加 --out 对账.xlsx 看全部", f"and {rest} more, see them all with --out OUT.xlsx"))
    if not done.findings:
        say(Text("全部相符", "it all adds up"))


_ROUND_COLUMNS = ("round", "name", "state", "teams", "stairwells", "doors", "done", "cards", "delivered")
_TEAM_COLUMNS = ("team", "name", "members", "stairwells", "doors", "cards", "minutes")
_SURVEY_COLUMNS = ("id", "question", "kind", "households", "sum", "yes", "no")
_COUNT_COLUMNS = (
    Text("种类", "kind"),
    Text("已印", "printed"),
    Text("已发到", "delivered"),
    Text("小组手中", "with teams"),
    Text("抽屉", "drawer"),
    Text("作废", "voided"),
)


def _show_teams(at: Office, round_: Round) -> None:
    plans = planning.team_plans(round_, carried(at.store, round_, today(at)))
    rows = [
        (
            str(each.team.number), each.team.name, each.team.members or "—", _ranges([way.number for way in each.stairwells]),
            str(each.doors), str(each.cards), str(each.minutes),
        )
        for each in plans
    ]  # fmt: skip
    terminal.show_table([_TEAM_COLUMNS, *rows])


def _ranges(numbers: list[int]) -> str:
    """Stairwell numbers with neighbours drawn together: `1-4 7 9-10`."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and parts[-1][-1] == number - 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return " ".join(f"{part[0]}-{part[-1]}" if len(part) > 1 else str(part[0]) for part in parts) or "—"


def _round_cells(at: Office, round_: Round) -> tuple[str, ...]:
    cards = carried(at.store, round_, today(at))
    progress = progress_of(door_states(cards))
    state = Text("进行中", "open") if round_.is_open else Text("已结束", "closed")
    return (
        str(round_.id), round_.name, state.to(language()), str(len(round_.teams)), str(len(round_.assigned)),
        str(progress.doors), str(progress.done), str(progress.cards), str(progress.outcomes[Outcome.DELIVERED]),
    )  # fmt: skip


def _shown(at: Office, round_: Round) -> list[Shown]:
    return [
        Shown(
            team=card.team,
            stairwell=f"{card.door.stairwell}号",
            door=str(card.door),
            name=card.name,
            serial=card.serial,
            issue=card.issue,
            in_hand=card.is_out,
            ended=card.ended,
            outcome=card.outcome,
            to=card.to_whom,
            at=card.tick.at if card.tick and card.tick.outcome else None,
        )
        for card in carried(at.store, round_, today(at))
    ]


def _refuse_unknown(serials: list[str], cards: Container[str]) -> None:
    for serial in serials:
        if serial not in cards:
            raise Refusal(
                Text(f"{serial} 不在这一轮里", f"{serial} is not in this round"),
                Text("请用 issuer delivery show 核对", "compare with issuer delivery show"),
            )


def _survey_cells(counted: survey.Counted) -> tuple[str, ...]:
    question, tally = counted.question, counted.overall
    is_number, is_choice = question.kind is QuestionKind.NUMBER, question.kind is QuestionKind.YES_NO
    return (
        str(question.id),
        survey.words_of(question).to(language()),
        survey.KIND_WORDS[question.kind].to(language()),
        str(tally.answered),
        str(tally.total) if is_number else "—",
        str(tally.yes) if is_choice else "—",
        str(tally.no) if is_choice else "—",
    )


def _mismatched(finding: Finding) -> Mismatched:
    return Mismatched(
        mismatch=finding.mismatch,
        serial=finding.serial,
        issue=finding.issue,
        door=str(finding.door) if finding.door else None,
        name=finding.name,
        what=finding.advice.what.to(language()),
        detail=finding.detail.to(language()),
        remedy=finding.advice.remedy.to(language()),
    )


def _line(finding: Finding) -> Text:
    who = " ".join(filter(None, (str(finding.door or ""), finding.name, finding.serial)))
    advice = finding.advice
    return Text(
        f"{who}：{advice.what.zh}（{finding.detail.zh}），{advice.remedy.zh}",
        f"{who}: {advice.what.en} ({finding.detail.en}); {advice.remedy.en}",
    )
