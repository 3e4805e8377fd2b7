"""A people's spreadsheet read as a roster: the residents that its rows name, and every fault of the other rows.

It never stops at the first fault, never guesses a person's data, and never changes what the office already knows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from gatepass.people import Resident
from gatepass.wording import Refusal, Text
from issuer.jobs import Progress
from issuer.roster.header import Titles, header_of, is_tabular, likest_row, no_header
from issuer.roster.problems import Problem
from issuer.roster.reading import Draft, Line, Mention, draft_of, lines
from issuer.roster.repeats import repeats
from issuer.sheet import Sheet, read_table


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
class Roster:
    """What a file says: the good rows, what is wrong with the others, and whom those may mean."""

    rows: tuple[RosterRow, ...]
    problems: tuple[Problem, ...]
    mentions: tuple[Mention, ...] = ()

    @property
    def residents(self) -> tuple[Resident, ...]:
        """Those of the good rows, in the file's order."""
        return tuple(row.resident for row in self.rows)

    def mentions_perhaps(self, resident: Resident) -> bool:
        """Whether a row that is not imported may mean this resident."""
        return any(mention.may_mean(resident) for mention in self.mentions)


def read_roster(
    path: Path, today: date, titles: Titles = MappingProxyType({}), progress: Progress | None = None
) -> Roster:
    """All residents and all problems of the file; raises `Refusal` for a file in which no roster can be found.

    Nobody is born after `today`. `titles` is what staff said that header cells mean, by `title_key`. `progress` is told
    how many rows are done, of how many.
    """
    halves = _Halves(progress)
    table = read_table(path, halves.reading)
    headed = tuple((sheet, header) for sheet in table.sheets if (header := header_of(sheet, titles)))
    if not headed:
        raise no_header(table.sheets).at(Text(f"“{path.name}”", path.name))
    several = len(headed) > 1
    found = [line for sheet, header in headed for line in lines(sheet, header, sheet.name if several else "")]
    drafts = tuple(draft_of(line, today) for line in halves.checked(found))
    if not drafts:
        raise Refusal(
            Text("表头下面没有居民", "has no resident below its header"),
            Text("请填写居民后再导入", "fill in the residents first"),
            Text(f"“{path.name}”", path.name),
        )
    unread = (_unread(sheet) for sheet in table.sheets if not header_of(sheet, titles) and is_tabular(sheet))
    return _roster(drafts, tuple(unread))


def _roster(drafts: Sequence[Draft], unread: Sequence[Problem]) -> Roster:
    repeated = repeats(drafts)
    problems = tuple((*draft.problems, *repeated.get(place, ())) for place, draft in enumerate(drafts))
    read = tuple(zip(drafts, problems, strict=True))
    rows = tuple(
        RosterRow(draft.line.row.number, draft.line.sheet, draft.resident, draft.line.silent())
        for draft, faults in read
        if draft.resident and not faults
    )
    mentions = tuple(draft.mention for draft, faults in read if faults)
    return Roster(rows, (*(problem for faults in problems for problem in faults), *unread), mentions)


def _unread(sheet: Sheet) -> Problem:
    """A sheet that was passed over beside others that were read: told, so that nobody is lost unseen."""
    refusal = no_header((sheet,)).at(Text(f"《{sheet.name}》没有读入：", f"Sheet {sheet.name} was not read"))
    return Problem(likest_row((sheet,)).number, sheet.name, "表头", refusal)


class _Halves:
    """Reading the rows is one half of the work and checking them the other; both are told as one count of the file's rows."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress, self._rows = progress, 0

    def reading(self, done: int, total: int) -> None:
        """Of the first half."""
        self._rows = total
        if self._progress:
            self._progress(done // 2, total)

    def checked(self, found: Sequence[Line]) -> Iterator[Line]:
        """The lines of the second half, each told when it is done."""
        rows = max(self._rows, len(found))
        for done, line in enumerate(found, start=1):
            yield line
            if self._progress:
                self._progress(rows // 2 + (rows - rows // 2) * done // len(found), rows)
