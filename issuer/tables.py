"""Tables for people as files: CSV and XLSX, all of a file or nothing. No cell of one is ever a formula."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES, ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from appkit.files import refusing_file_faults, whole_file
from gatepass.wording import Language, Refusal, Text

MOST_XLSX_ROWS = 1_048_576

Cell: TypeAlias = str | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """What is written: the sheet's name, each column's title and width in characters, and the rows, read once."""

    title: Text
    columns: tuple[tuple[Text, int], ...]
    rows: Iterable[Sequence[Cell]]


def refuse_unknown_ending(out: Path) -> None:
    """Raises `Refusal` for a file that ends neither with .csv nor with .xlsx."""
    if out.suffix.lower() not in (".csv", ".xlsx"):
        raise Refusal(
            Text(f"不会写“{out.suffix or out.name}”这种文件", f"cannot write “{out.suffix or out.name}”"),
            Text("文件名请以 .csv 或 .xlsx 结尾", "end the file's name with .csv or .xlsx"),
        )


def write_table(out: Path, language: Language, table: Table) -> int:
    """Writes what the file's ending says, and returns how many rows; raises `Refusal` for another ending."""
    refuse_unknown_ending(out)
    return (write_csv if out.suffix.lower() == ".csv" else write_xlsx)(out, language, table)


def write_csv(out: Path, language: Language, table: Table) -> int:
    """Writes UTF-8 with a BOM, so that Excel shows Chinese. Returns how many rows."""
    count = 0
    with refusing_file_faults(out), whole_file(out) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        write = csv.writer(file).writerow
        write(_header(language, table))
        for row in table.rows:
            count += 1
            write(map(_harmless, row))
    return count


def write_xlsx(out: Path, language: Language, table: Table) -> int:
    """Writes a workbook of one sheet row by row. Returns how many rows; raises `Refusal` for more than a sheet holds."""
    book = Workbook(write_only=True)
    sheet = _headed_sheet(book, language, table)
    try:
        count = _append(sheet, table.rows)
    except BaseException:
        _discard(sheet)
        raise
    with refusing_file_faults(out), whole_file(out) as part:
        book.save(part)
    return count


def _append(sheet: WriteOnlyWorksheet, rows: Iterable[Sequence[Cell]]) -> int:
    count = 0
    for row in rows:
        count += 1
        if count == MOST_XLSX_ROWS:
            raise Refusal(
                Text(f"超过了表格的{MOST_XLSX_ROWS}行", f"a sheet has only {MOST_XLSX_ROWS} rows"),
                Text("请缩短日期范围，或导出 .csv", "choose fewer days, or write a .csv"),
            )
        sheet.append([_stored(sheet, cell) for cell in row])
    return count


def _discard(sheet: WriteOnlyWorksheet) -> None:
    """Removes the temporary file that openpyxl would otherwise keep until the program ends."""
    sheet.close()
    sheet._writer.cleanup()  # type: ignore[attr-defined]  # openpyxl has no public way


def _header(language: Language, table: Table) -> list[Cell]:
    return [title.to(language) for title, _ in table.columns]


def _headed_sheet(book: Workbook, language: Language, table: Table) -> WriteOnlyWorksheet:
    sheet: WriteOnlyWorksheet = book.create_sheet(table.title.to(language))
    sheet.freeze_panes = "A2"
    for place, (_, width) in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width  # type: ignore[attr-defined]  # not in the stubs
    sheet.append([_stored(sheet, cell) for cell in _header(language, table)])
    return sheet


def _harmless(cell: Cell) -> Cell:
    """The cell with an apostrophe before what a spreadsheet would run as a formula (OWASP, CSV injection)."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _stored(sheet: WriteOnlyWorksheet, cell: Cell) -> object:
    """A text as a text even where it looks like a formula or an error; a number as a number."""
    if not isinstance(cell, str):
        return cell
    text = ILLEGAL_CHARACTERS_RE.sub("", cell)
    if not text.startswith("=") and text not in ERROR_CODES:
        return text or None
    stored = WriteOnlyCell(sheet, text)
    stored.data_type = "s"
    return stored
