"""One row of a people's spreadsheet: the resident that it names, and every fault of it. It never guesses what a cell leaves out."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TypeVar

from gatepass.documents import born, kind_not_told, kinds_told_by, parse_document, parse_document_kind, sex_in
from gatepass.people import Category, Document, Door, Resident, Sex, parse_room, parse_stairwell, plain
from gatepass.validators import parse_category, parse_name, parse_phone, parse_sex
from gatepass.wording import Refusal, Text
from issuer.columns import Column
from issuer.roster.header import Header
from issuer.roster.problems import Problem
from issuer.sheet import ERROR_NAMES, Row, Sheet

LONGEST_CELL = 500

T = TypeVar("T")

_FIELDS = {
    Column.SEX: "sex",
    Column.PHONE: "phone",
    Column.RELATION: "relation",
    Column.CATEGORY: "category",
    Column.NOTE: "note",
}
_DOOR_COLUMNS = (Column.STAIRWELL, Column.ROOM, Column.DOOR)
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
class Line:
    """One row below the header, with merged doors filled in."""

    row: Row
    sheet: str
    header: Header
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
        return self.problem_under(self.title(column), refusal)

    def problem_under(self, title: str, refusal: Refusal) -> Problem:
        """A fault of the cell under a title, which need be none of a roster's columns."""
        place = self.place()
        where = Text(f"{place.zh}「{title}」", f"{place.en}, {title}")
        return Problem(self.row.number, self.sheet, title, refusal.at(where))


def lines(sheet: Sheet, header: Header, shown_name: str) -> Iterator[Line]:
    """The rows below the header that name somebody; `shown_name` is the sheet's, empty where the file has just one."""
    doors = frozenset(header.columns[column].place for column in _DOOR_COLUMNS if column in header.columns)
    for own, filled in zip(sheet.rows, sheet.spread(doors).rows, strict=True):
        if own.number > header.row and _names_somebody(own, header):
            yield Line(filled, shown_name, header, _stairwell_of(sheet))


def _stairwell_of(sheet: Sheet) -> str:
    """The sheet's name where it names a stairwell, as in books with a sheet a stairwell."""
    try:
        parse_stairwell(sheet.name)
    except Refusal:
        return ""
    return sheet.name


def _names_somebody(row: Row, header: Header) -> bool:
    """Whether the row is more than empty, a line of totals or of signatures, or the header again."""
    if not any(plain(row.text(heading.place)) for heading in header.columns.values()):
        return False
    name = header.columns.get(Column.NAME)
    return not _is_totals(row, name.place if name else len(row.cells)) and not header.repeats(row)


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
class Reading:
    """A line while it is read: what cannot be read becomes a problem, and the rest is read on."""

    line: Line
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
class Draft:
    """A line that was read; `resident` is None where it has problems of its own."""

    line: Line
    door: Door | None
    name: str | None
    document: Document | None
    resident: Resident | None
    problems: tuple[Problem, ...]

    @property
    def mention(self) -> "Mention":
        """Whom the row may mean, where it is not imported."""
        return Mention(self.door, self.name, self.document)


@dataclass(frozen=True, slots=True)
class Mention:
    """What could be read of a row that is not imported: whoever it may mean has not gone from the file."""

    door: Door | None
    name: str | None
    document: Document | None

    @classmethod
    def of(cls, resident: Resident) -> "Mention":
        """A row that means this resident, though something else of it cannot be read."""
        return cls(resident.door, resident.name, resident.document)

    def may_mean(self, resident: Resident) -> bool:
        """Whether the row may stand for this resident: by document, by name wherever it is, or by door where no name can be read."""
        if self.document and self.document == resident.document:
            return True
        return self.name == resident.name if self.name else self.door == resident.door


def draft_of(line: Line, today: date) -> Draft:
    """What the line says; nobody is born after `today`."""
    reading = Reading(line)
    door = door_in(reading)
    name = reading.take(Column.NAME, parse_name)
    sex = reading.take_if_said(Column.SEX, parse_sex)
    document = document_in(reading)
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
    return Draft(line, door, name, document, resident, tuple(reading.problems))


def _refuse_what_nobody_typed(text: str) -> None:
    """Raises `Refusal` for a formula, an error value, or a text too long for any cell of a roster."""
    bare = text.strip()
    if bare.startswith("="):
        raise Refusal(
            Text(f"是公式“{_shortened(bare)}”，没有结果", f"is a formula without a result: {_shortened(bare)}"),
            Text("请改成文字", "replace it with its text"),
        )
    if bare in ERROR_NAMES:
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


def door_in(reading: Reading) -> Door | None:
    """The row's door, by stairwell and room, by door, or by the sheet's name and room."""
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


def document_in(reading: Reading) -> Document | None:
    """The row's document; where its type is missing, the number tells it, or does not."""
    line = reading.line
    kind = reading.take_if_said(Column.KIND, parse_document_kind)
    if not line.says(Column.NUMBER):
        if kind:
            reading.object(Column.NUMBER, _no_number())
        return None
    if kind:
        return reading.take(Column.NUMBER, partial(parse_document, kind))
    told = reading.take(Column.NUMBER, kinds_told_by)
    if told is None or line.says(Column.KIND):
        return None
    if len(told) != 1:
        reading.object(Column.KIND, kind_not_told(told))
        return None
    return reading.take(Column.NUMBER, partial(parse_document, told[0]))


def _no_number() -> Refusal:
    return Refusal(
        Text("是空的，但填了证件类型", "is empty, though the kind of document is given"),
        Text("请填写证件号码，或把证件类型也清空", "fill in the number, or clear the kind too"),
    )


def _compare_sex(reading: Reading, sex: Sex | None, document: Document) -> None:
    if sex and sex_in(document) not in (sex, None):
        reading.object(
            Column.SEX,
            Refusal(
                Text("与证件号码不一致", "disagrees with the document number"),
                Text("请照证件核对性别和号码", "compare both with the document"),
            ),
        )


def _compare_birth(reading: Reading, document: Document, today: date) -> None:
    birth = born(document)
    if birth and birth > today:
        reading.object(
            Column.NUMBER,
            Refusal(
                Text(f"里的出生日期{birth}还没到", f"has a birth date yet to come, {birth}"),
                Text("请照证件核对第7到14位", "compare its digits 7 to 14 with the document"),
            ),
        )
