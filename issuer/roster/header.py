"""The header of a people's spreadsheet: which column says what, in whatever words, on one row or two.

What it does not recognise is never guessed: staff say once what a title means.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType

from gatepass.people import plain
from gatepass.wording import Refusal, Text
from issuer.columns import Column
from issuer.sheet import Row, Sheet, read_table

HEADER_WITHIN = 20
SAMPLES = 3
FEWEST_COLUMNS = 4


Titles = Mapping[str, Column]
Titled = tuple[int, str]

_TITLES = {
    Column.STAIRWELL: "楼号 楼栋 楼栋号 幢号 幢 栋 栋号 楼 号楼 楼幢 楼道 门牌楼号 楼门号 stairwell building block",
    Column.ROOM: "室号 室 房号 房间 房间号 房屋号 户号 门室 room roomno roomnumber flat apartment",
    Column.DOOR: "门牌 门牌号 门牌号码 地址 住址 家庭住址 居住地址 现住址 房屋地址 door address",
    Column.NAME: "姓名 名字 住户姓名 居民姓名 人员姓名 住户 name fullname residentname",
    Column.SEX: "性别 sex gender",
    Column.KIND: "证件类型 证件种类 证件类别 证件名称 身份证件类型 身份证件种类 documenttype typeofdocument idtype kindofdocument",
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
_DIGIT = re.compile(r"\d")
_OF_OTHERS = re.compile(r"房东|联系人|监护人|landlord|emergency|guardian")
_OF_THE_HEAD = re.compile(r"户主|业主")
_TITLE_NOISE = re.compile(r"[\s*:.。、_\-☆★※#'’\"“”]")


@dataclass(frozen=True, slots=True)
class Heading:
    """One recognised column: where it stands (counted from 0) and what the file calls it."""

    place: int
    title: str


Columns = Mapping[Column, Heading]


@dataclass(frozen=True, slots=True)
class _Grouped:
    """A title below the title of its group, which may be empty."""

    place: int
    group: str
    title: str


@dataclass(frozen=True, slots=True)
class Header:
    """The recognised header of a sheet: its last row, and the cells of all its rows."""

    row: int
    columns: Mapping[Column, Heading]
    titles: Titles
    cells: tuple[tuple[str, ...], ...]

    def repeats(self, row: Row) -> bool:
        """Whether a row is one of the header again, as at a page break of a printed list, or a header of its own."""
        return _is_header(_columns_of(_titled(row), self.titles)) or tuple(map(plain, row.cells)) in self.cells


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
    likest = likest_row(sheets)
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


def _columns_of(titled: Sequence[Titled], titles: Titles) -> Mapping[Column, Heading]:
    """The columns that these titles name; the first of two titles for one column counts."""
    found: dict[Column, Heading] = {}
    for place, title in titled:
        column = _column_called(title, titles)
        if column and column not in found:
            found[column] = Heading(place, title)
    return _with_one_door(found)


def _titled(row: Row) -> tuple[Titled, ...]:
    return tuple((place, plain(cell)) for place, cell in enumerate(row.cells) if plain(cell))


def _with_one_door(found: Mapping[Column, Heading]) -> Mapping[Column, Heading]:
    """Beside a room, `门牌号` means the stairwell; beside stairwell and room, an address is something else."""
    if Column.ROOM not in found or Column.DOOR not in found:
        return found
    rest = {column: heading for column, heading in found.items() if column is not Column.DOOR}
    return {Column.STAIRWELL: found[Column.DOOR]} | rest


def _is_header(columns: Columns) -> bool:
    """Whether these columns are enough for a roster."""
    return Column.NAME in columns and (Column.ROOM in columns or Column.DOOR in columns)


def header_of(sheet: Sheet, titles: Titles, enough: Callable[[Columns], bool] = _is_header) -> Header | None:
    """The sheet's header, on one row or two; None where there is none within its first rows.

    `enough` says which columns make a header; those of a roster where it is not given.
    """
    rows = [row for row in sheet.rows if row.number <= HEADER_WITHIN]
    for place, row in enumerate(rows):
        below = rows[place + 1 : place + 3]
        here = _on_two_rows([row, *below[:1]], titles) or _on_one_row(row, titles, enough)
        if here:
            beneath = _on_two_rows(
                below, titles
            )  # `here` may be the sheet's title over the groups of a header on two rows
            return beneath if beneath and len(beneath.columns) >= len(here.columns) else here
    return None


def _on_one_row(row: Row, titles: Titles, enough: Callable[[Columns], bool]) -> Header | None:
    columns = _columns_of(_titled(row), titles)
    return Header(row.number, columns, titles, (tuple(map(plain, row.cells)),)) if enough(columns) else None


def _on_two_rows(rows: Sequence[Row], titles: Titles) -> Header | None:
    """A header whose groups stand above their columns: `住址` over `楼号` and `室号`. Below it stand people, who have digits."""
    if len(rows) < 2:
        return None
    upper, lower = rows
    if lower.number != upper.number + 1 or any(map(_DIGIT.search, lower.cells)):
        return None
    above, below = tuple(map(plain, upper.cells)), tuple(map(plain, lower.cells))
    columns = _grouped(tuple(_under_groups(above, below)), titles)
    own = any(heading.place < len(below) and below[heading.place] for heading in columns.values())
    if not own or not _is_header(columns):
        return None
    return Header(lower.number, columns, titles, (above, below))


def _under_groups(above: Sequence[str], below: Sequence[str]) -> Iterator[_Grouped]:
    """Each title with its group, which stands over the empty cells to its right too; what stands on the upper row alone has none."""
    group = ""
    for place, (upper, lower) in enumerate(zip_longest(above, below, fillvalue="")):
        group = upper or group
        if lower or upper:
            yield _Grouped(place, group if lower else "", lower or upper)


def _grouped(cells: Sequence[_Grouped], titles: Titles) -> Mapping[Column, Heading]:
    """The columns of the residents; those of the head of the household only where they are the residents."""
    theirs = [cell for cell in cells if not _OF_OTHERS.search(cell.group.lower())]
    columns = _of_cells([cell for cell in theirs if not _OF_THE_HEAD.search(cell.group)], titles)
    return columns if _is_header(columns) else _of_cells(theirs, titles)


def _of_cells(cells: Sequence[_Grouped], titles: Titles) -> Mapping[Column, Heading]:
    """What a title says behind its group's name goes before what it says alone."""
    whole = [(cell.place, f"{cell.group}{cell.title}") for cell in cells]
    alone = [(cell.place, cell.title) for cell in cells]
    return _with_one_door({**_columns_of(alone, titles), **_columns_of(whole, titles)})


def is_tabular(sheet: Sheet) -> bool:
    """Whether the sheet looks like a list of people rather than like a page of explanations."""
    return any(sum(1 for cell in row.cells if plain(cell)) >= FEWEST_COLUMNS for row in sheet.rows)


def likest_row(sheets: Sequence[Sheet]) -> Row:
    """The row that is likest to a header."""
    rows = [row for sheet in sheets for row in sheet.rows if row.number <= HEADER_WITHIN]
    return max(rows, key=lambda row: (len(_columns_of(_titled(row), {})), len(row.cells)), default=Row(1, ()))


ROSTER_WANTS = Text("“姓名”和“室号”或“门牌”", "姓名 with 室号 or 门牌; name with room or door")
ROSTER_REMEDY = Text(
    "请改表头（楼号、室号、姓名、性别、证件类型、证件号码、手机、与户主关系、人员类别、备注），"
    "或说明各列的意思：页面上选，或 --column 住户名=姓名",
    "add one (stairwell, room, name, sex, document type, document number, phone, relation, category, note),"
    " or say what each column means: on the page, or by --column 住户名=姓名",
)


def no_header(sheets: Sequence[Sheet], wanted: Text = ROSTER_WANTS, remedy: Text = ROSTER_REMEDY) -> Refusal:
    """The refusal of sheets without a header: what was looked for, what is nearest, what to do; by default of a roster."""
    likest = likest_row(sheets)
    found = "、".join(plain(cell)[:20] for cell in likest.cells if plain(cell))[:120] or "—"
    return Refusal(
        Text(
            f"前{HEADER_WITHIN}行里没有找到表头（要有{wanted.zh}），最像的是第{likest.number}行：{found}",
            f"has no header in its first {HEADER_WITHIN} rows ({wanted.en}); the nearest is row {likest.number}: {found}",
        ),
        remedy,
    )
