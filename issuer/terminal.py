"""What the person at the terminal is asked and shown. It decides nothing, and asks nothing where nobody sits."""

import os
import sys
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from appkit.commands import language, say, warn
from gatepass.documents import told_apart
from gatepass.seal import SHORTEST_PASSPHRASE
from gatepass.wording import Refusal, Text
from issuer.changes import ANSWER_WORDS, Answer, Change, KnownResident
from issuer.importing import Review
from issuer.problemsheets import write_problems
from issuer.roster import Problem

MOST_LINES = 20
PASSPHRASE_VARIABLE = "GATEPASS_PASSPHRASE"  # noqa: S105 - its name, not its value

_FIELD_WORDS = {
    "name": Text("姓名", "name"),
    "category": Text("人员类别", "category"),
    "sex": Text("性别", "sex"),
    "document": Text("证件", "document"),
    "phone": Text("手机", "phone"),
    "relation": Text("与户主关系", "relation"),
    "note": Text("备注", "note"),
}


def somebody_sits_here() -> bool:
    """Whether questions can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def chosen_passphrase() -> str | None:
    """The new passphrase: typed twice at a terminal, else from the environment, else None."""
    if somebody_sits_here():
        return _typed_twice()
    return os.environ.get(PASSPHRASE_VARIABLE) or None


def known_passphrase() -> str:
    """The manager's passphrase: asked for at a terminal, else from the environment; raises `Refusal` for none."""
    prompt = Text("经理口令", "the manager's passphrase").to(language())
    typed = click.prompt(prompt, hide_input=True, err=True) if somebody_sits_here() else None
    passphrase = typed or os.environ.get(PASSPHRASE_VARIABLE)
    if not passphrase:
        raise Refusal(
            Text("打开完整信息要经理口令", "opening whole details needs the manager's passphrase"),
            Text(f"请在终端运行，或设置 {PASSPHRASE_VARIABLE}", f"run it at a terminal, or set {PASSPHRASE_VARIABLE}"),
        )
    return str(passphrase)


def show_problems(problems: Sequence[Problem], out: Path | None) -> None:
    """The problems as lines, not too many, and all of them in `out` if it is given."""
    for problem in problems[:MOST_LINES]:
        warn(_line(problem))
    rest = len(problems) - MOST_LINES
    if rest > 0:
        warn(
            Text(
                f"还有{rest}处，加 --problems 问题.xlsx 看全部",
                f"and {rest} more, see them all with --problems OUT.xlsx",
            )
        )
    if out:
        write_problems(out, problems)
        say(Text(f"{len(problems)}处问题已写入 {out}", f"{len(problems)} problems written to {out}"))


def show_changes(review: Review, *, moving_out: bool) -> None:
    """What an import would change: the counts, and the people who are known already."""
    changes = review.changes
    lines = [*map(_changed, changes.changed), *map(_moved, changes.moved), *map(_returned, changes.returned)]
    lines += map(_doubtful, changes.doubtful)
    lines += (_missing(person, moving_out=moving_out) for person in review.missing)
    for line in lines[:MOST_LINES]:
        say(line)
    if len(lines) > MOST_LINES:
        say(Text(f"还有{len(lines) - MOST_LINES}人", f"and {len(lines) - MOST_LINES} more"))
    say(changes.summary())


def ask_of_doubtful(doubtful: Sequence[Change], answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Asks who each doubtful row is that has no answer yet, where somebody sits to answer."""
    if not somebody_sits_here():
        return tuple(answers)
    return tuple(
        _asked(change) if answer is Answer.SKIP else answer for change, answer in zip(doubtful, answers, strict=True)
    )


def confirm(question: Text) -> None:
    """Asks where somebody sits to answer; `No` ends the command."""
    if somebody_sits_here():
        click.confirm(question.to(language()), abort=True)


def progress(what: Text) -> Callable[[int, int], None] | None:
    """A line that counts, on a terminal only."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        if done % 100 == 0 or done == total:
            click.echo(f"\r{what.to(language())} {done}/{total}", err=True, nl=done == total)

    return show


def show_table(rows: Sequence[Sequence[str]]) -> None:
    """Rows in aligned columns; a Chinese character is two wide."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def _typed_twice() -> str:
    while True:
        typed = click.prompt(
            Text("请设经理口令（打开来访者完整信息用）", "choose the manager's passphrase").to(language()),
            hide_input=True,
            confirmation_prompt=Text("再输一遍", "again").to(language()),
        )
        if len(typed) >= SHORTEST_PASSPHRASE:
            return str(typed)
        warn(Text(f"至少{SHORTEST_PASSPHRASE}个字符", f"at least {SHORTEST_PASSPHRASE} characters"))


def _line(problem: Problem) -> Text:
    refusal = problem.refusal
    where = refusal.where or Text("", "")
    return Text(
        f"{where.zh}{refusal.what.zh}，{refusal.remedy.zh}", f"{where.en}: {refusal.what.en}; {refusal.remedy.en}"
    )


def _changed(change: Change) -> Text:
    before, after = change.before.resident, change.after.resident
    fields = [words for field, words in _FIELD_WORDS.items() if getattr(before, field) != getattr(after, field)]
    zh, en = "、".join(words.zh for words in fields), ", ".join(words.en for words in fields)
    return _of_person(change, Text(f"{zh}有变", f"{en} changed"))


def _moved(change: Change) -> Text:
    before, after = change.before.resident.door, change.after.resident.door
    return _of_person(change, Text(f"从 {before} 搬到 {after}", f"moved from {before} to {after}"))


def _returned(change: Change) -> Text:
    return _of_person(change, Text("迁回，要用证请补发", "is back; replace the pass to give one again"))


def _missing(person: KnownResident, *, moving_out: bool) -> Text:
    resident = person.resident
    if moving_out:
        return Text(
            f"{resident.door} {resident.name}：算迁出，其证注销",
            f"{resident.door} {resident.name}: moved out, the pass ends",
        )
    return Text(
        f"{resident.door} {resident.name}：表中没有，保持原样（搬走了请加 --moved-out）",
        f"{resident.door} {resident.name}: not in the file, stays (--moved-out if they moved out)",
    )


def _doubtful(change: Change) -> Text:
    sheet = change.after.sheet
    row = f"{sheet}!{change.after.row}" if sheet else str(change.after.row)
    return _of_person(
        change,
        Text(
            f"与已知的同名者证件不同，没有导入；核对后加 --doubtful {row}=同一人 或 {row}=另一人",
            f"has another document than the one known by this name; not imported: --doubtful {row}=same or {row}=other",
        ),
    )


def _asked(change: Change) -> Answer:
    before, after = told_apart(change.before.resident.document, change.after.resident.document)
    say(_of_person(change, Text(f"已知 {before.zh}，表中 {after.zh}", f"known {before.en}, in the file {after.en}")))
    said = "; ".join(f"{answer} = {words.to(language())}" for answer, words in ANSWER_WORDS.items())
    choices = click.Choice([answer.value for answer in Answer])
    return Answer(click.prompt(said, type=choices, default=Answer.SKIP.value, show_choices=False))


def _of_person(change: Change, what: Text) -> Text:
    row, sheet, person = change.after.row, change.after.sheet, change.after.resident
    zh, en = (f"《{sheet}》", f"Sheet {sheet}, ") if sheet else ("", "")
    return Text(
        f"{zh}第{row}行 {person.door} {person.name}：{what.zh}", f"{en}Row {row} {person.door} {person.name}: {what.en}"
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
