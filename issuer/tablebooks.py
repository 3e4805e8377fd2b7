"""A table for people as a workbook, apart from `issuer.tables` since openpyxl takes long to load."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES, ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from appkit.files import refusing_file_faults, whole_file
from gatepass.wording import Language, Refusal, Text
from issuer.tables import Cell, Table, header

MOST_XLSX_ROWS = 1_048_576


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


def _headed_sheet(book: Workbook, language: Language, table: Table) -> WriteOnlyWorksheet:
    sheet: WriteOnlyWorksheet = book.create_sheet(table.title.to(language))
    sheet.freeze_panes = "A2"
    for place, (_, width) in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width  # type: ignore[attr-defined]  # not in the stubs
    sheet.append([_stored(sheet, cell) for cell in header(language, table)])
    return sheet


def _stored(sheet: WriteOnlyWorksheet, cell: Cell) -> object:
    """A text as a text even where it looks like a formula or an error, also after people edited it; a number as a number."""
    if not isinstance(cell, str):
        return cell
    text = ILLEGAL_CHARACTERS_RE.sub("", cell)
    if not text.startswith("=") and text not in ERROR_CODES:
        return text or None
    stored = WriteOnlyCell(sheet, text)
    stored.data_type = "s"
    stored.quotePrefix = True
    return stored
