"""People's spreadsheet files, XLSX or CSV, read into a plain table of texts.

It never knows what the columns mean, never follows a link or runs a formula, and never trusts a file's name.
"""

import csv
import io
import re
from dataclasses import dataclass, replace
from pathlib import Path

from gatepass.wording import Refusal, Text
from issuer.jobs import Progress

LARGEST_FILE = 50_000_000
MOST_COLUMNS = 64
ERROR_NAMES = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
"""What stands in a cell whose formula failed."""

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ZIP = b"PK\x03\x04"
_BINARY = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CSV_TEXT = re.compile(r'="([0-9A-Za-z+ -]*)"')
_CSV_APOSTROPHE = re.compile(r"'(?=[=+\-@\t\r0-9])")
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CUT_OFF = ("unexpected end of data", "incomplete multibyte sequence", "truncated data")

SAVE_AS_XLSX = Text(
    "请在表格软件里打开，另存为 .xlsx 再导入", "open it in the spreadsheet program and save it as .xlsx"
)
CHOOSE_ANOTHER = Text("请选择 .xlsx 或 .csv 花名册", "choose an .xlsx or .csv roster")
DAMAGED = (
    Text("打不开，文件损坏或没有复制完整", "cannot be opened: it is damaged or only half copied"),
    Text("请重新复制，或在表格软件里打开后另存为 .xlsx", "copy it again, or open it and save it as .xlsx"),
)
LOCKED = (
    Text("设了打开密码", "is protected by a password"),
    Text("请在表格软件里去掉密码再导入", "remove the password in the spreadsheet program"),
)
_EMPTY = (Text("是空文件", "is an empty file"), Text("请重新导出或复制", "export or copy it again"))
_NOT_TEXT = (Text("不是表格文件", "is not a spreadsheet"), CHOOSE_ANOTHER)
_HALF_COPIED = (
    Text("最后一行不完整，文件没有复制完", "ends in the middle of a row: it is only half copied"),
    Text("请重新复制", "copy it again"),
)
_FOREIGN_STARTS = (
    (b"%PDF", Text("是 PDF，不是表格", "is a PDF, not a spreadsheet")),
    (b"\x89PNG", Text("是图片，不是表格", "is a picture, not a spreadsheet")),
    (b"\xff\xd8\xff", Text("是图片，不是表格", "is a picture, not a spreadsheet")),
    (b"GIF8", Text("是图片，不是表格", "is a picture, not a spreadsheet")),
    (b"Rar!", Text("是压缩包，不是表格", "is an archive, not a spreadsheet")),
    (b"7z\xbc\xaf", Text("是压缩包，不是表格", "is an archive, not a spreadsheet")),
    (b"{\\rtf", Text("是文档，不是表格", "is a text document, not a spreadsheet")),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not empty; `number` counts from 1 as the spreadsheet program does."""

    number: int
    cells: tuple[str, ...]

    def text(self, column: int) -> str:
        """The text in `column` (counted from 0), empty beyond the row's end."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Span:
    """Cells merged from row `first` to row `last` (both included); `column` counts from 0."""

    column: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; a CSV is one sheet without a name."""

    name: str
    rows: tuple[Row, ...]
    spans: tuple[Span, ...] = ()

    def spread(self, columns: frozenset[int]) -> "Sheet":
        """The sheet with merged cells of `columns` repeated in each row that they cover."""
        cells = {row.number: list(row.cells) for row in self.rows}
        end = max(cells, default=0)
        for span in self.spans:
            if span.column in columns and span.first in cells:
                _fill_down(cells, replace(span, last=min(span.last, end)))
        rows = tuple(replace(row, cells=tuple(cells[row.number])) for row in self.rows)
        return replace(self, rows=rows)


@dataclass(frozen=True, slots=True)
class Table:
    """All visible sheets of one file. A formula without a value is its text (`=A1`), an error its name (`#N/A`)."""

    sheets: tuple[Sheet, ...]


def read_table(path: Path, progress: Progress | None = None) -> Table:
    """What stands in the file; raises `Refusal` for a file that is missing, locked, damaged, or no spreadsheet.

    `progress` is told how many rows of a workbook are read, of how many.
    """
    try:
        return _table(_contents(path), path.suffix.lower(), progress)
    except Refusal as refusal:
        raise refusal.at(Text(f"“{path.name}”", path.name)) from refusal.__cause__


def _contents(path: Path) -> bytes:
    if path.is_dir():
        raise Refusal(Text("是文件夹，不是文件", "is a folder, not a file"), CHOOSE_ANOTHER)
    if not path.is_file():
        raise Refusal(Text("不存在", "does not exist"), Text("请核对文件名和位置", "check its name and folder"))
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise too_large()
        return path.read_bytes()
    except OSError as fault:
        raise Refusal(
            Text("读不了", "cannot be read"),
            Text("请先在别的程序里关闭它，并检查权限", "close it in other programs and check its permissions"),
        ) from fault


def _table(data: bytes, suffix: str, progress: Progress | None) -> Table:
    if not data.strip():
        raise Refusal(*_EMPTY)
    for start, what in _FOREIGN_STARTS:
        if data.startswith(start):
            raise Refusal(what, CHOOSE_ANOTHER)
    if data.startswith(_OLE):
        raise _refusal_of_ole(data)
    if data.startswith(_ZIP):
        from issuer.workbooks import workbook_sheets  # noqa: PLC0415 - openpyxl takes long to load

        return Table(workbook_sheets(data, progress))
    if suffix in (".xlsx", ".xlsm"):
        raise Refusal(*DAMAGED)
    return Table((_csv_sheet(data),))


def _refusal_of_ole(data: bytes) -> Refusal:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Refusal(*LOCKED)
    if "WordDocument".encode("utf-16-le") in data:
        return Refusal(Text("是 Word 文档，不是表格", "is a Word document, not a spreadsheet"), CHOOSE_ANOTHER)
    return Refusal(Text("是旧式 .xls 文件", "is an old .xls file"), SAVE_AS_XLSX)


def too_large() -> Refusal:
    return Refusal(
        Text("太大，不像花名册", "is too large to be a roster"),
        Text("请只保留花名册那张表，另存后再导入", "keep just the roster sheet, save and import again"),
    )


def _fill_down(cells: dict[int, list[str]], span: Span) -> None:
    top = cells[span.first]
    text = top[span.column] if span.column < len(top) else ""
    for number in range(span.first + 1, span.last + 1):
        if number in cells:
            row = cells[number]
            row.extend([""] * (span.column + 1 - len(row)))
            row[span.column] = text


def _csv_sheet(data: bytes) -> Sheet:
    text = decoded(data)
    if not text.strip():
        raise Refusal(*_EMPTY)
    if text.lstrip()[:1] == "<":
        raise Refusal(Text("是网页或 XML，不是表格", "is a web page or XML, not a spreadsheet"), SAVE_AS_XLSX)
    records = _records(text)
    _refuse_cut_end(records, text)
    rows = (Row(number, tuple(map(_csv_text, cells))) for number, cells in enumerate(records, start=1))
    return Sheet("", tuple(row for row in rows if any(row.cells)))


def decoded(data: bytes) -> str:
    """UTF-8 or UTF-16 with a byte order mark, else UTF-8, else GB18030, which is what a Chinese Excel writes."""
    marked = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as fault:
            if fault.reason in _CUT_OFF and fault.end >= len(data):
                raise Refusal(*_HALF_COPIED) from fault
            continue
        if _BINARY.search(text.rstrip("\x1a")):
            break
        return text
    raise Refusal(*_NOT_TEXT)


def _records(text: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        return [cells[:MOST_COLUMNS] for cells in reader]
    except csv.Error as fault:
        raise Refusal(
            Text(f"第{reader.line_num}行附近的引号不成对", f"has an unpaired quote near line {reader.line_num}"),
            Text("请删去多余的引号，或另存为 .xlsx", "remove the stray quote, or save it as .xlsx"),
        ) from fault


def _delimiter(text: str) -> str:
    opening = "\n".join(text.splitlines()[:20])
    return max(",;\t", key=opening.count)


def _refuse_cut_end(records: list[list[str]], text: str) -> None:
    """A last row that is shorter than all others, and without a line end, was cut while it was copied."""
    widths = {len(cells) for cells in records[:-1] if cells}
    rows = sum(1 for cells in records[:-1] if cells)
    if rows > 1 and len(widths) == 1 and len(records[-1]) < min(widths) and text[-1] not in "\r\n":
        raise Refusal(*_HALF_COPIED)


def _csv_text(cell: str) -> str:
    """The cell without what spreadsheets need to keep it a text: `="0123"` and a leading apostrophe."""
    wrapped = _CSV_TEXT.fullmatch(cell)
    return wrapped[1] if wrapped else _CSV_APOSTROPHE.sub("", cell, count=1) if cell[:1] == "'" else cell
