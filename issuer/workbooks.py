"""XLSX files, read into a plain table of texts for `issuer.sheet.read_table`, apart from it since openpyxl takes long to load.

It never follows a link or runs a formula.
"""

import io
import re
import warnings
from collections.abc import Iterator
from datetime import datetime, time
from itertools import islice
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.formula import ArrayFormula

from gatepass.wording import Refusal, Text
from issuer.jobs import Progress
from issuer.sheet import CHOOSE_ANOTHER, DAMAGED, LOCKED, MOST_COLUMNS, SAVE_AS_XLSX, Row, Sheet, Span, too_large

LARGEST_UNPACKED = 200_000_000
MOST_ROWS = 1_048_576
EXACT_DIGITS = 15

_FORMULA_TAG = re.compile(rb"<(?:\w+:)?f[ />]")
_ROW_TAG = re.compile(rb"<(?:\w+:)?row[ />]")
_MERGE_TAG = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_FOREIGN_PARTS = (
    ("word/", Text("是 Word 文档，不是表格", "is a Word document, not a spreadsheet")),
    ("ppt/", Text("是演示文稿，不是表格", "is a presentation, not a spreadsheet")),
)


def workbook_sheets(data: bytes, progress: Progress | None) -> tuple[Sheet, ...]:
    """All visible sheets; raises `Refusal` for what is no workbook, or a damaged or locked one."""
    try:
        with ZipFile(io.BytesIO(data)) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _refuse_other_archives(archive)
            return tuple(_sheets(data, archive, progress))
    except Refusal:
        raise
    except BadZipFile as fault:
        raise Refusal(*DAMAGED) from fault
    except Exception as fault:  # openpyxl has no error class of its own: a damaged part may raise anything
        raise Refusal(*DAMAGED) from fault


def _refuse_other_archives(archive: ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise Refusal(*LOCKED)
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise too_large()
    for folder, what in _FOREIGN_PARTS:
        if any(name.startswith(folder) for name in names):
            raise Refusal(what, CHOOSE_ANOTHER)
    if "xl/workbook.bin" in names or ("mimetype" in names and "content.xml" in names):
        raise Refusal(Text("不是 .xlsx 格式的表格", "is a spreadsheet, but not an .xlsx"), SAVE_AS_XLSX)
    if "[Content_Types].xml" not in names:
        raise Refusal(Text("是压缩包，不是表格", "is an archive, not a spreadsheet"), CHOOSE_ANOTHER)


def _sheets(data: bytes, archive: ZipFile, progress: Progress | None) -> Iterator[Sheet]:
    values, formulas = _opened(data, values=True), None
    sources = tuple((sheet, _source(archive, sheet)) for sheet in _visible(values))
    counted = _Counted(progress, sum(len(_ROW_TAG.findall(source)) for _, source in sources))
    for sheet, source in sources:
        has_formulas = _FORMULA_TAG.search(source) is not None
        if has_formulas and formulas is None:
            formulas = _opened(data, values=False)
        twin = next(s for s in _visible(formulas) if s.title == sheet.title) if formulas and has_formulas else None
        rows = tuple(counted.each(_rows(sheet, twin)))
        yield Sheet(sheet.title, rows, tuple(_spans(source)))


def _source(archive: ZipFile, sheet: ReadOnlyWorksheet) -> bytes:
    return archive.read(sheet._worksheet_path)  # type: ignore[attr-defined]  # no public way to a sheet's merges


class _Counted:
    """Tells how many rows of a workbook are read, over all of its sheets."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def each(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows, each told as it is read."""
        for row in rows:
            self._done += 1
            if self._progress:
                self._progress(self._done, max(self._total, self._done))
            yield row


def _opened(data: bytes, *, values: bool) -> Workbook:
    return load_workbook(io.BytesIO(data), read_only=True, data_only=values, keep_links=False)


def _visible(book: Workbook) -> Iterator[ReadOnlyWorksheet]:
    for sheet in book.worksheets:
        if isinstance(sheet, ReadOnlyWorksheet) and sheet.sheet_state == "visible":
            yield sheet


def _rows(sheet: ReadOnlyWorksheet, twin: ReadOnlyWorksheet | None) -> Iterator[Row]:
    """The rows that are not empty; `twin` is the same sheet read for its formulas, where it has any."""
    values = _values(sheet) if twin is None else _values_or_formulas(sheet, twin)
    for number, row in enumerate(islice(values, MOST_ROWS), start=1):
        if row.count(None) < len(row):
            texts = tuple(map(_text, row))
            if any(texts):
                yield Row(number, _without_tail(texts))


_Cell = ReadOnlyCell | EmptyCell


def _values(sheet: ReadOnlyWorksheet) -> Iterator[tuple[object, ...]]:
    sheet.reset_dimensions()  # what a file says about its own size is often wrong, and would cut rows off
    return sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)  # type: ignore[misc]


def _values_or_formulas(sheet: ReadOnlyWorksheet, twin: ReadOnlyWorksheet) -> Iterator[tuple[object, ...]]:
    for cells, formulas in zip(_cells(sheet), _cells(twin), strict=True):
        yield tuple(map(_value_or_formula, cells, formulas))


def _cells(sheet: ReadOnlyWorksheet) -> Iterator[tuple[_Cell, ...]]:
    sheet.reset_dimensions()
    rows: Iterator[tuple[_Cell, ...]] = sheet.iter_rows(max_col=MOST_COLUMNS)  # type: ignore[misc, assignment]
    return rows


def _value_or_formula(cell: _Cell, formula: _Cell) -> object:
    """The cell's value, or its formula where none was stored; a formula that results in the empty text has a value."""
    has_none = cell.value is None and cell.data_type != "str" and formula.data_type == "f"
    return _formula_text(formula.value) if has_none else cell.value


def _formula_text(formula: object) -> str:
    text = formula.text if isinstance(formula, ArrayFormula) else formula
    return text if isinstance(text, str) and text.startswith("=") else "=?"


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return str(value).upper()
        case int() | float():
            return number_text(value)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case _:
            return str(value)


def number_text(number: float) -> str:
    """The number as a person reads it in its cell; from 16 digits on in scientific notation, as the rest is lost."""
    if abs(number) >= 10**EXACT_DIGITS:
        return f"{number:.5E}"
    return f"{number:.{EXACT_DIGITS}g}"


def _without_tail(texts: tuple[str, ...]) -> tuple[str, ...]:
    last = max(place for place, text in enumerate(texts) if text)
    return texts[: last + 1]


def _spans(source: bytes) -> Iterator[Span]:
    for found in _MERGE_TAG.finditer(source):
        column, first, _, last = range_boundaries(found[1].decode())
        if column is not None and first is not None and last is not None and last > first:
            yield Span(column - 1, first, last)
