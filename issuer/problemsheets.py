"""The list of a spreadsheet's faults that people work through in a spreadsheet of their own."""

from collections.abc import Sequence
from pathlib import Path

from gatepass.wording import Language, Text
from issuer.roster import Problem
from issuer.tables import Cell, Table, write_workbook

_COLUMNS = tuple(
    (Text(title, title), width)
    for title, width in (
        ("行号", 8), ("列名", 14), ("问题", 44), ("怎么办", 44), ("Problem", 44), ("What to do", 44), ("工作表", 14),
    )
)  # fmt: skip


def write_problems(out: Path, problems: Sequence[Problem]) -> None:
    """An XLSX with a row a problem below one header row; raises `Refusal` where it cannot be written."""
    table = Table(Text("问题 Problems", "问题 Problems"), _COLUMNS, map(_row, problems))
    write_workbook(out, Language.ZH, table)


def _row(problem: Problem) -> tuple[Cell, ...]:
    what, remedy = problem.refusal.what, problem.refusal.remedy
    return problem.row, problem.column, what.zh, remedy.zh, what.en, remedy.en, problem.sheet
