"""A list of people to check against, as a street office sends it: read against the residents, by ID number or by door and name.

Every row that cannot be read is told, and so is everybody whom the roster does not know; nobody is guessed.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from gatepass.documents import kinds_told_by, parse_document, parse_document_kind
from gatepass.people import Document, Door, plain
from gatepass.validators import parse_name
from gatepass.wording import Refusal, Text
from issuer.changes import KnownResident
from issuer.columns import Column
from issuer.listdays import NO_DAYS, Days, days_in
from issuer.roster import Problem, Titles
from issuer.roster.header import Columns, header_of, no_header
from issuer.roster.reading import Line, Mention, Reading, document_in, door_in, lines
from issuer.sheet import read_table

_DOORS = (Column.STAIRWELL, Column.ROOM, Column.DOOR)
_ADD_THEM = Text("请核对；确实住这里的先在花名册里增加", "check it; add them to the roster first if they do live here")
_WANTED = Text("“身份证号”，或“姓名”和“门牌”", "an ID number, or name with door")
_HEADER = Text("请加上表头：姓名、身份证号、门牌", "add one: name, ID number, door")


@dataclass(frozen=True, slots=True)
class Named:
    """A resident whom a row names; `sheet` is empty where the file has just one."""

    row: int
    sheet: str
    person: KnownResident
    days: Days = NO_DAYS


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list says: whom it names, what is wrong with other rows, and the rows whose people the roster does not know.

    `mentions` are whom the faulty rows may mean, `repeated` counts rows that name somebody again.
    """

    named: tuple[Named, ...]
    problems: tuple[Problem, ...]
    strangers: tuple[Problem, ...]
    mentions: tuple[Mention, ...] = ()
    repeated: int = 0

    @property
    def told(self) -> tuple[Problem, ...]:
        """All rows to look at."""
        return (*self.problems, *self.strangers)


def read_list(path: Path, known: Sequence[KnownResident], titles: Titles = MappingProxyType({})) -> Listing:
    """Whom the file names among the residents `known`, who may have moved out; raises `Refusal` for a file that is no list.

    `titles` is what staff said that header cells mean, by `title_key`.
    """
    sheets = read_table(path).sheets
    headed = tuple((sheet, header) for sheet in sheets if (header := header_of(sheet, titles, _is_header)))
    if not headed:
        raise no_header(sheets, _WANTED, _HEADER).at(Text(f"“{path.name}”", path.name))
    several = len(headed) > 1
    directory = _Directory(known)
    found = tuple(
        _read(line, directory)
        for sheet, header in headed
        for line in lines(sheet, header, sheet.name if several else "")
    )
    if not found:
        raise Refusal(
            Text("表头下面没有人", "names nobody below its header"),
            Text("请填写名单后再导入", "fill it in first"),
            Text(f"“{path.name}”", path.name),
        )
    return _listing(found)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that was read: the resident it names, or why it names none."""

    line: Line
    person: KnownResident | None = None
    days: Days = NO_DAYS
    problems: tuple[Problem, ...] = ()
    stranger: Problem | None = None
    mention: Mention | None = None


class _Directory:
    """The residents by document, and by door and name."""

    def __init__(self, known: Iterable[KnownResident]) -> None:
        self._holders: dict[Document, KnownResident] = {}
        self._behind: dict[tuple[Door, str], list[KnownResident]] = {}
        for person in known:
            if person.resident.document:
                self._holders[person.resident.document] = person
            if person.left_on is None:
                self._behind.setdefault((person.resident.door, person.resident.name), []).append(person)

    def holder(self, document: Document) -> KnownResident | None:
        """Whose document it is."""
        return self._holders.get(document)

    def behind(self, door: Door | None, name: str | None) -> list[KnownResident]:
        """Who lives behind a door under a name."""
        return self._behind.get((door, name), []) if door and name else []


def _is_header(columns: Columns) -> bool:
    """Whether these columns are enough to know people by."""
    return Column.NUMBER in columns or (Column.NAME in columns and (Column.ROOM in columns or Column.DOOR in columns))


def _read(line: Line, directory: _Directory) -> _Row:
    found = _by_number(line, directory) if line.says(Column.NUMBER) else _by_door(line, directory)
    days, faults = days_in(line)
    if not faults:
        return replace(found, days=days)
    mention = found.mention or (Mention.of(found.person.resident) if found.person else None)
    return _Row(line, problems=(*found.problems, *faults), mention=mention)


def _by_number(line: Line, directory: _Directory) -> _Row:
    reading = Reading(line)
    documents = _documents(line)
    if not documents:
        document_in(reading)
        return _Row(line, problems=tuple(reading.problems), mention=_mention(line))
    person = next((each for document in documents if (each := directory.holder(document))), None)
    if person is None:
        undocumented = [each for each in _named_by(line, directory) if each.resident.document is None]
        if len(undocumented) == 1:
            return _Row(line, undocumented[0])
        return _Row(line, stranger=line.problem(Column.NUMBER, _unknown("不在花名册里", "is not in the roster")))
    if person.left_on:
        return _Row(line, stranger=line.problem(Column.NUMBER, _left(person)))
    if _is_another_name(line, person):
        reading.object(Column.NAME, _wrong_name(person))
        return _Row(line, problems=tuple(reading.problems), mention=Mention.of(person.resident))
    return _Row(line, person)


def _documents(line: Line) -> tuple[Document, ...]:
    """The documents that a number may be: several where their kinds look alike, since the roster knows which; none for a faulty one."""
    number = line.text(Column.NUMBER)
    found: list[Document] = []
    with suppress(Refusal):
        kinds = (parse_document_kind(line.text(Column.KIND)),) if line.says(Column.KIND) else kinds_told_by(number)
        for kind in kinds:
            with suppress(Refusal):
                found.append(parse_document(kind, number))
    return tuple(found)


def _by_door(line: Line, directory: _Directory) -> _Row:
    reading = Reading(line)
    if not (line.has(Column.NAME) and (line.stairwell or any(map(line.has, _DOORS)))):
        reading.object(Column.NUMBER, Refusal(Text("是空的", "is empty"), Text("请填写证件号码", "fill it in")))
        return _Row(line, problems=tuple(reading.problems), mention=_mention(line))
    name, door = reading.take(Column.NAME, parse_name), door_in(reading)
    if reading.problems:
        return _Row(line, problems=tuple(reading.problems), mention=Mention(door, name, None))
    meant = directory.behind(door, name)
    if len(meant) > 1:
        reading.object(Column.NAME, _several(len(meant)))
        return _Row(line, problems=tuple(reading.problems), mention=Mention(door, name, None))
    if not meant:
        return _Row(line, stranger=line.problem(Column.NAME, _unknown(f"不住在{door}", f"does not live at {door}")))
    return _Row(line, meant[0])


def _listing(found: Sequence[_Row]) -> Listing:
    named: dict[int, Named] = {}
    for row in found:
        if row.person:
            named.setdefault(row.person.id, Named(row.line.row.number, row.line.sheet, row.person, row.days))
    return Listing(
        tuple(named.values()),
        tuple(problem for row in found for problem in row.problems),
        tuple(row.stranger for row in found if row.stranger),
        tuple(row.mention for row in found if row.mention),
        sum(row.person is not None for row in found) - len(named),
    )


def _named_by(line: Line, directory: _Directory) -> list[KnownResident]:
    """Whom door and name mean where both can be read; what is wrong with them is not asked beside an ID number."""
    return directory.behind(door_in(Reading(line)), _name(line))


def _mention(line: Line) -> Mention:
    return Mention(door_in(Reading(line)), _name(line), None)


def _name(line: Line) -> str | None:
    return Reading(line).take(Column.NAME, parse_name)


def _is_another_name(line: Line, person: KnownResident) -> bool:
    """Whether a name beside the number is somebody else's; one that is masked (`王*明`) is not compared."""
    said = plain(line.text(Column.NAME))
    return bool(said) and "*" not in said and _letters(said) != _letters(person.resident.name)


def _letters(name: str) -> str:
    return "".join(filter(str.isalpha, name.casefold()))


def _unknown(zh: str, en: str) -> Refusal:
    return Refusal(Text(zh, en), _ADD_THEM)


def _left(person: KnownResident) -> Refusal:
    return _unknown(f"的人已于 {person.left_on} 迁出", f"is somebody's who moved out on {person.left_on}")


def _wrong_name(person: KnownResident) -> Refusal:
    door = person.resident.door
    return Refusal(
        Text(
            f"与花名册里这个证件号码的姓名不一致（{door}）",
            f"is another name than the roster has for this number, at {door}",
        ),
        Text("请照证件核对姓名和号码", "compare name and number with the document"),
    )


def _several(count: int) -> Refusal:
    return Refusal(
        Text(f"在这一户有{count}个人", f"is that of {count} people at this door"),
        Text("请填写证件号码", "give the ID number"),
    )
