"""The list of a spreadsheet's faults that people work through in a spreadsheet of their own."""

import io
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from gatepass.wording import Refusal, Text
from issuer.roster import Problem

_PROBLEM_HEADER = ("行号", "列名", "问题", "怎么办", "Problem", "What to do", "工作表")
_PROBLEM_WIDTHS = (8, 14, 44, 44, 44, 44, 14)


def write_problems(path: Path, problems: Sequence[Problem]) -> None:
    """An XLSX with a row a problem below one header row; raises `Refusal` where it cannot be written."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("问题 Problems")
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFG", _PROBLEM_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append(_PROBLEM_HEADER)
    for problem in problems:
        what, remedy = problem.refusal.what, problem.refusal.remedy
        texts = (problem.column, what.zh, remedy.zh, what.en, remedy.en, problem.sheet)
        sheet.append([problem.row, *(_text_cell(sheet, text) for text in texts)])
    content = io.BytesIO()
    book.save(content)
    try:
        path.write_bytes(content.getvalue())
    except OSError as fault:
        raise Refusal(
            Text("写不进去", "cannot be written"),
            Text("请先在别的程序里关闭它，并检查文件夹", "close it in other programs and check the folder"),
            Text(f"“{path.name}”", path.name),
        ) from fault


def _text_cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    """A cell that no spreadsheet program takes for a formula."""
    cell: Cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
