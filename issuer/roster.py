"""A people's spreadsheet read as a roster: the residents that its rows name, and every fault of the other rows.

It never stops at the first fault, never guesses a person's data, and never changes what the office already knows.
"""

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES, ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from gatepass.people import Category, Document, DocumentKind, Door, Resident, Sex, parse_room, parse_stairwell, plain
from gatepass.validators import (
    born,
    parse_category,
    parse_document,
    parse_document_kind,
    parse_name,
    parse_phone,
    parse_sex,
    refuse_spreadsheet_damage,
    sex_in,
)
from gatepass.wording import Refusal, Text
from issuer.sheet import Row, Sheet, read_table

HEADER_WITHIN = 20
SAMPLES = 3
FEWEST_COLUMNS = 4
LONGEST_CELL = 500

T = TypeVar("T")


class Column(StrEnum):
    """What a roster may say about somebody."""

    STAIRWELL = "楼号"
    ROOM = "室号"
    DOOR = "门牌"
    NAME = "姓名"
    SEX = "性别"
    KIND = "证件类型"
    NUMBER = "证件号码"
    PHONE = "手机"
    RELATION = "与户主关系"
    CATEGORY = "人员类别"
    NOTE = "备注"


Titles = Mapping[str, Column]

_FIELDS = {
    Column.SEX: "sex",
    Column.PHONE: "phone",
    Column.RELATION: "relation",
    Column.CATEGORY: "category",
    Column.NOTE: "note",
}
_DOOR_COLUMNS = (Column.STAIRWELL, Column.ROOM, Column.DOOR)
_TITLES = {
    Column.STAIRWELL: "楼号 楼栋 楼栋号 幢号 幢 栋 栋号 楼 号楼 楼幢 楼道 门牌楼号 楼门号 stairwell building block",
    Column.ROOM: "室号 室 房号 房间 房间号 房屋号 户号 门室 room roomno roomnumber flat apartment",
    Column.DOOR: "门牌 门牌号 门牌号码 地址 住址 家庭住址 居住地址 现住址 房屋地址 door address",
    Column.NAME: "姓名 名字 住户姓名 居民姓名 人员姓名 住户 name fullname residentname",
    Column.SEX: "性别 sex gender",
    Column.KIND: "证件类型 证件种类 证件类别 证件名称 documenttype typeofdocument idtype kindofdocument",
    Column.NUMBER: (
        "证件号码 证件号 证件编号 身份证 身份证号 身份证号码 身份证件号码 公民身份号码 居民身份证号码 居民身份证号"
        " documentnumber documentno idnumber idno id idcard passportno"
    ),
    Column.PHONE: (
        "手机 手机号 手机号码 联系电话 电话 电话号码 联系方式 移动电话 联系手机 phone mobile phonenumber mobilenumber telephone"
    ),
    Column.RELATION: "与户主关系 与业主关系 关系 同户主关系 和户主关系 relation relationship relationtohead",
    Column.CATEGORY: "人员类别 类别 人员类型 住户类型 住户类别 居民类别 居住类型 身份类别 category class residenttype",
    Column.NOTE: "备注 说明 备注说明 附注 note notes remark remarks",
}
_COLUMN_OF = {title: column for column, titles in _TITLES.items() for title in titles.split()}
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_TITLE_NOISE = re.compile(r"[\s*:.。、_\-☆★※#'’\"“”]")
_NOT_A_RESIDENT = re.compile(
    r".*(合\s*计|总\s*计|小\s*计|共\s*计|总\s*数).*|共\s*\d+\s*[户人].*|(grand )?totals?\b.*|(制表|填表|审核|注\s*:).*",
    re.IGNORECASE,
)
_BLANKS = frozenset(("", "无", "没有", "暂无", "-", "--", "—", "/", "none", "n/a"))
_FILL_IN_DOOR = Text(
    "请填写；一户几个人要每行都填，或合并单元格",
    "fill it in: on each row of a household, or as a merged cell",
)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A resident and the row that names them.

    `sheet` is empty where the file has just one; `silent` are the resident's fields for which it has no column.
    """

    row: int
    sheet: str
    resident: Resident
    silent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one row; `column` is the header as the file says it."""

    row: int
    sheet: str
    column: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Roster:
    """What a file says: the good rows, and what is wrong with the others."""

    rows: tuple[RosterRow, ...]
    problems: tuple[Problem, ...]

    @property
    def residents(self) -> tuple[Resident, ...]:
        """Those of the good rows, in the file's order."""
        return tuple(row.resident for row in self.rows)


def read_roster(path: Path, today: date | None = None, titles: Titles = MappingProxyType({})) -> Roster:
    """All residents and all problems of the file; raises `Refusal` for a file in which no roster can be found.

    Nobody is born after `today` (by this computer's clock where it is not given). `titles` is what staff said that
    header cells mean, by `title_key`.
    """
    latest_birth = today or datetime.now().astimezone().date()
    table = read_table(path)
    headed = tuple((sheet, header) for sheet in table.sheets if (header := _header(sheet, titles)))
    if not headed:
        raise _no_header(table.sheets).at(Text(f"“{path.name}”", path.name))
    several = len(headed) > 1
    drafts = tuple(
        _draft(line, latest_birth)
        for sheet, header in headed
        for line in _lines(sheet, header, sheet.name if several else "")
    )
    if not drafts:
        raise Refusal(
            Text("表头下面没有居民", "has no resident below its header"),
            Text("请填写居民后再导入", "fill in the residents first"),
            Text(f"“{path.name}”", path.name),
        )
    unread = (_unread(sheet) for sheet in table.sheets if not _header(sheet, titles) and _is_tabular(sheet))
    return _roster(drafts, tuple(unread))


def _roster(drafts: Sequence["_Draft"], unread: Sequence[Problem]) -> Roster:
    repeats = _repeats(drafts)
    problems = tuple((*draft.problems, *repeats.get(place, ())) for place, draft in enumerate(drafts))
    good = (draft for draft, faults in zip(drafts, problems, strict=True) if not faults)
    rows = tuple(RosterRow(d.line.row.number, d.line.sheet, d.resident, d.line.silent()) for d in good if d.resident)
    return Roster(rows, (*(problem for faults in problems for problem in faults), *unread))


# --- the header ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Heading:
    """One recognised column: where it stands (counted from 0) and what the file calls it."""

    place: int
    title: str


@dataclass(frozen=True, slots=True)
class _Header:
    row: int
    columns: Mapping[Column, _Heading]
    titles: Titles


@dataclass(frozen=True, slots=True)
class Likeness:
    """The row that is likest to a header, for staff to say what its cells mean; `samples` are the rows below it."""

    row: int
    cells: tuple[str, ...]
    known: tuple[Column | None, ...]
    samples: tuple[tuple[str, ...], ...]


def likest_header(path: Path, titles: Titles = MappingProxyType({})) -> Likeness:
    """What to ask staff about a file whose header is not recognised; raises `Refusal` for a file that is no spreadsheet."""
    sheets = read_table(path).sheets
    likest = _likest_header(sheets)
    below = [row.cells for sheet in sheets for row in sheet.rows if likest in sheet.rows and row.number > likest.number]
    known = tuple(_column_called(title, titles) for title in likest.cells)
    return Likeness(likest.number, tuple(map(plain, likest.cells)), known, tuple(below[:SAMPLES]))


def title_key(title: str) -> str:
    """A header cell without marks, blanks and hints in brackets: what a mapping is kept under."""
    return _TITLE_NOISE.sub("", _BRACKETED.sub("", plain(title).lower()))


def column_named(typed: str) -> Column:
    """The column that staff name; raises `Refusal` for one that a roster does not have."""
    column = _column_called(typed, {})
    if column is None:
        names = "、".join(Column)
        raise Refusal(
            Text(f"没有“{typed}”这一列", f"there is no column “{typed}”"),
            Text(
                f"请用：{names}", "use one of: stairwell, room, door, name, sex, document type, document number, phone"
            ),
        )
    return column


def _column_called(title: str, titles: Titles) -> Column | None:
    """The column that a header cell means, whatever marks, hints in brackets or alternatives it has."""
    bare = title_key(title)
    if bare in titles:
        return titles[bare]
    return next((_COLUMN_OF[name] for name in (bare, *re.split(r"[/\\|或]", bare)) if name in _COLUMN_OF), None)


def _columns(row: Row, titles: Titles) -> Mapping[Column, _Heading]:
    found: dict[Column, _Heading] = {}
    for place, title in enumerate(row.cells):
        column = _column_called(title, titles)
        if column and column not in found:
            found[column] = _Heading(place, plain(title))
    return _with_one_door(found)


def _with_one_door(found: Mapping[Column, _Heading]) -> Mapping[Column, _Heading]:
    """Beside a room, `门牌号` means the stairwell; beside stairwell and room, an address is something else."""
    if Column.ROOM not in found or Column.DOOR not in found:
        return found
    rest = {column: heading for column, heading in found.items() if column is not Column.DOOR}
    return {Column.STAIRWELL: found[Column.DOOR]} | rest


def _is_header(columns: Mapping[Column, _Heading]) -> bool:
    return Column.NAME in columns and (Column.ROOM in columns or Column.DOOR in columns)


def _header(sheet: Sheet, titles: Titles) -> _Header | None:
    for row in sheet.rows:
        if row.number > HEADER_WITHIN:
            return None
        columns = _columns(row, titles)
        if _is_header(columns):
            return _Header(row.number, columns, titles)
    return None


def _is_tabular(sheet: Sheet) -> bool:
    """Whether the sheet looks like a list of people rather than like a page of explanations."""
    return any(sum(1 for cell in row.cells if plain(cell)) >= FEWEST_COLUMNS for row in sheet.rows)


def _unread(sheet: Sheet) -> Problem:
    """A sheet that was passed over beside others that were read: told, so that nobody is lost unseen."""
    refusal = _no_header((sheet,)).at(Text(f"《{sheet.name}》没有读入：", f"Sheet {sheet.name} was not read"))
    return Problem(_likest_header((sheet,)).number, sheet.name, "表头", refusal)


def _likest_header(sheets: Sequence[Sheet]) -> Row:
    rows = [row for sheet in sheets for row in sheet.rows if row.number <= HEADER_WITHIN]
    return max(rows, key=lambda row: (len(_columns(row, {})), len(row.cells)), default=Row(1, ()))


def _no_header(sheets: Sequence[Sheet]) -> Refusal:
    likest = _likest_header(sheets)
    found = "、".join(plain(cell)[:20] for cell in likest.cells if plain(cell))[:120] or "—"
    return Refusal(
        Text(
            f"前{HEADER_WITHIN}行里没有找到表头（要有“姓名”和“室号”或“门牌”），最像的是第{likest.number}行：{found}",
            f"has no header in its first {HEADER_WITHIN} rows (姓名 with 室号 or 门牌; name with room or door);"
            f" the nearest is row {likest.number}: {found}",
        ),
        Text(
            "请改表头（楼号、室号、姓名、性别、证件类型、证件号码、手机、与户主关系、人员类别、备注），"
            "或说明各列的意思：页面上选，或 --column 住户名=姓名",
            "add one (stairwell, room, name, sex, document type, document number, phone, relation, category, note),"
            " or say what each column means: on the page, or by --column 住户名=姓名",
        ),
    )


# --- one row ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    """One row below the header, with merged doors filled in."""

    row: Row
    sheet: str
    header: _Header
    stairwell: str = ""

    def has(self, column: Column) -> bool:
        return column in self.header.columns

    def text(self, column: Column) -> str:
        heading = self.header.columns.get(column)
        return self.row.text(heading.place) if heading else ""

    def silent(self) -> frozenset[str]:
        return frozenset(name for column, name in _FIELDS.items() if not self.has(column))

    def says(self, column: Column) -> bool:
        """Whether the cell holds more than a word or a dash for nothing."""
        return plain(self.text(column)).lower() not in _BLANKS

    def title(self, column: Column) -> str:
        heading = self.header.columns.get(column)
        return heading.title if heading else column.value

    def place(self) -> Text:
        sheet = f"《{self.sheet}》" if self.sheet else ""
        return Text(f"{sheet}第{self.row.number}行", f"{self.sheet and f'Sheet {self.sheet}, '}Row {self.row.number}")

    def problem(self, column: Column, refusal: Refusal) -> Problem:
        title, place = self.title(column), self.place()
        where = Text(f"{place.zh}「{title}」", f"{place.en}, {title}")
        return Problem(self.row.number, self.sheet, title, refusal.at(where))


def _lines(sheet: Sheet, header: _Header, shown_name: str) -> Iterator[_Line]:
    doors = frozenset(header.columns[column].place for column in _DOOR_COLUMNS if column in header.columns)
    for own, filled in zip(sheet.rows, sheet.spread(doors).rows, strict=True):
        if own.number > header.row and _names_somebody(own, header):
            yield _Line(filled, shown_name, header, _stairwell_of(sheet))


def _stairwell_of(sheet: Sheet) -> str:
    """The sheet's name where it names a stairwell, as in books with a sheet a stairwell."""
    try:
        parse_stairwell(sheet.name)
    except Refusal:
        return ""
    return sheet.name


def _names_somebody(row: Row, header: _Header) -> bool:
    """Whether the row is more than empty, a line of totals or of signatures, or the header again."""
    if not any(plain(row.text(heading.place)) for heading in header.columns.values()):
        return False
    return not _is_totals(row, header.columns[Column.NAME].place) and not _is_header(_columns(row, header.titles))


def _is_totals(row: Row, name_place: int) -> bool:
    """Whether the first words are those of totals or signatures, and no resident's name stands beside them."""
    first, words = next((place, plain(cell)) for place, cell in enumerate(row.cells) if plain(cell))
    if not _NOT_A_RESIDENT.fullmatch(words):
        return False
    return first == name_place or not _is_name(row.text(name_place))


def _is_name(text: str) -> bool:
    try:
        return bool(parse_name(text))
    except Refusal:
        return False


@dataclass(slots=True)
class _Reading:
    """A line while it is read: what cannot be read becomes a problem, and the rest is read on."""

    line: _Line
    problems: list[Problem] = field(default_factory=list)

    def take(self, column: Column, parse: Callable[[str], T]) -> T | None:
        """What the cell says; None, and a problem, where it cannot be read."""
        text = self.line.text(column)
        try:
            _refuse_what_nobody_typed(text)
            return parse(text)
        except Refusal as refusal:
            self.object(column, refusal)
            return None

    def take_if_said(self, column: Column, parse: Callable[[str], T]) -> T | None:
        """The same, but an empty cell is no problem."""
        return self.take(column, parse) if self.line.says(column) else None

    def object(self, column: Column, refusal: Refusal) -> None:
        self.problems.append(self.line.problem(column, refusal))


@dataclass(frozen=True, slots=True)
class _Draft:
    """A line that was read; `resident` is None where it has problems of its own."""

    line: _Line
    door: Door | None
    name: str | None
    document: Document | None
    resident: Resident | None
    problems: tuple[Problem, ...]


def _draft(line: _Line, today: date) -> _Draft:
    reading = _Reading(line)
    door = _door(reading)
    name = reading.take(Column.NAME, parse_name)
    sex = reading.take_if_said(Column.SEX, parse_sex)
    document = _document(reading)
    if document:
        _compare_sex(reading, sex, document)
        _compare_birth(reading, document, today)
    phone = reading.take_if_said(Column.PHONE, parse_phone)
    relation = reading.take_if_said(Column.RELATION, plain) or ""
    category = reading.take_if_said(Column.CATEGORY, parse_category) or Category.OWNER
    note = reading.take_if_said(Column.NOTE, plain) or ""
    resident = None
    if door and name and not reading.problems:
        resident = Resident(door, name, category, sex, document, phone, relation, note)
    return _Draft(line, door, name, document, resident, tuple(reading.problems))


def _refuse_what_nobody_typed(text: str) -> None:
    """Raises `Refusal` for a formula, an error value, or a text too long for any cell of a roster."""
    bare = text.strip()
    if bare.startswith("="):
        raise Refusal(
            Text(f"是公式“{_shortened(bare)}”，没有结果", f"is a formula without a result: {_shortened(bare)}"),
            Text("请改成文字", "replace it with its text"),
        )
    if bare in ERROR_CODES:
        raise Refusal(
            Text(f"是表格错误值 {bare}", f"is the spreadsheet's error {bare}"),
            Text("请改成正确的内容", "replace it with what is right"),
        )
    if len(text) > LONGEST_CELL:
        raise Refusal(
            Text(f"有{len(text)}个字，太长", f"has {len(text)} characters, too many"),
            Text(f"请缩短到{LONGEST_CELL}个字以内", f"shorten it to {LONGEST_CELL}"),
        )


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _door(reading: _Reading) -> Door | None:
    line = reading.line
    if line.has(Column.STAIRWELL) and line.has(Column.ROOM):
        stairwell = reading.take(Column.STAIRWELL, partial(_filled_in, parse_stairwell))
        behind = parse_room if stairwell is None else partial(Door.of, str(stairwell))
        door = reading.take(Column.ROOM, partial(_filled_in, behind))
        return door if isinstance(door, Door) else None
    if line.has(Column.DOOR):
        return reading.take(Column.DOOR, partial(_filled_in, Door.parse))
    parse = partial(Door.of, line.stairwell) if line.stairwell else Door.parse
    return reading.take(Column.ROOM, partial(_filled_in, parse))


def _filled_in(parse: Callable[[str], T], text: str) -> T:
    if not plain(text):
        raise Refusal(Text("是空的", "is empty"), _FILL_IN_DOOR)
    return parse(text)


def _document(reading: _Reading) -> Document | None:
    """The row's document; where only its type is missing, a valid ID number tells that itself."""
    line = reading.line
    kind = reading.take_if_said(Column.KIND, parse_document_kind)
    if not line.says(Column.NUMBER):
        if kind:
            reading.object(Column.NUMBER, _no_number())
        return None
    if kind:
        return reading.take(Column.NUMBER, partial(parse_document, kind))
    if line.says(Column.KIND):
        return reading.take(Column.NUMBER, _any_number)
    if line.has(Column.KIND) and not _looks_like_resident_id(line.text(Column.NUMBER)):
        reading.object(Column.KIND, _no_kind())
        return None
    return reading.take(Column.NUMBER, partial(parse_document, DocumentKind.RESIDENT_ID))


def _any_number(text: str) -> None:
    """All that can be checked of a number whose kind is unknown; raises `Refusal`."""
    refuse_spreadsheet_damage(plain(text))


def _looks_like_resident_id(number: str) -> bool:
    text = plain(number)
    return sum(character.isdigit() for character in text) >= 12 or "E+" in text.upper() or text.startswith("=")


def _no_number() -> Refusal:
    return Refusal(
        Text("是空的，但填了证件类型", "is empty, though the kind of document is given"),
        Text("请填写证件号码，或把证件类型也清空", "fill in the number, or clear the kind too"),
    )


def _no_kind() -> Refusal:
    return Refusal(
        Text("是空的，而证件号码不是身份证号", "is empty, and the number is not a resident ID's"),
        Text("请填写证件类型，例如 护照", "fill in the kind of document, for example 护照"),
    )


def _compare_sex(reading: _Reading, sex: Sex | None, document: Document) -> None:
    if sex and sex_in(document) not in (sex, None):
        reading.object(
            Column.SEX,
            Refusal(
                Text("与证件号码不一致", "disagrees with the document number"),
                Text("请照证件核对性别和号码", "compare both with the document"),
            ),
        )


def _compare_birth(reading: _Reading, document: Document, today: date) -> None:
    birth = born(document)
    if birth and birth > today:
        reading.object(
            Column.NUMBER,
            Refusal(
                Text(f"里的出生日期{birth}还没到", f"has a birth date yet to come, {birth}"),
                Text("请照证件核对第7到14位", "compare its digits 7 to 14 with the document"),
            ),
        )


# --- rows compared ------------------------------------------------------------------------------------------


def _repeats(drafts: Sequence[_Draft]) -> Mapping[int, tuple[Problem, ...]]:
    """The problems of later rows that repeat an earlier one, by the later one's place in `drafts`."""
    holders: dict[Document, _Draft] = {}
    namesakes: dict[tuple[Door, str], list[_Draft]] = {}
    found: dict[int, tuple[Problem, ...]] = {}
    for place, draft in enumerate(drafts):
        same_name = namesakes.setdefault((draft.door, draft.name), []) if draft.door and draft.name else []
        holder = holders.setdefault(draft.document, draft) if draft.document else draft
        problem = _listed_twice(draft, holder) if holder is not draft else _namesake(draft, same_name)
        same_name.append(draft)
        if problem:
            found[place] = (problem,)
    return found


def _listed_twice(later: _Draft, earlier: _Draft) -> Problem:
    place = earlier.line.place()
    if later.door == earlier.door:
        what = Text(f"与{place.zh}相同", f"is the same as in {place.en}")
        return later.line.problem(
            Column.NUMBER, Refusal(what, Text("重复的请删去，填错的请改正", "remove the repeated row, or correct it"))
        )
    door = Text(f"（{earlier.door}）", f" ({earlier.door})") if earlier.door else Text("", "")
    what = Text(
        f"与{place.zh}{door.zh}相同，一个人登记在两户",
        f"is the same as in {place.en}{door.en}: one person in two households",
    )
    remedy = Text("请只保留现在居住的一户", "keep just the household they live in")
    return later.line.problem(Column.NUMBER, Refusal(what, remedy))


def _namesake(later: _Draft, others: Sequence[_Draft]) -> Problem | None:
    told_apart = later.line.says(Column.NUMBER)
    earlier = next((o for o in others if not (told_apart and o.line.says(Column.NUMBER))), None)
    if earlier is None:
        return None
    place = earlier.line.place()
    what = Text(
        f"与{place.zh}同户同名，分不清是不是一个人",
        f"is the same as in {place.en}, at the same door: perhaps the same person",
    )
    remedy = Text(
        "重复的请删去；是两个人请都填证件号码", "remove the repeated row; if two people, give both document numbers"
    )
    return later.line.problem(Column.NAME, Refusal(what, remedy))


# --- problems for people ------------------------------------------------------------------------------------

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
