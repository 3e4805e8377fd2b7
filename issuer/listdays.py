"""From when to when a row of a list says that it counts, under the titles that such lists have; a roster has no such columns."""

import re
from dataclasses import dataclass
from datetime import date

from gatepass.people import plain
from gatepass.wording import Refusal, Text
from issuer.roster import Problem, title_key
from issuer.roster.reading import Line

_TITLES = (
    "开始日期 起始日期 开始时间 起始时间 隔离开始 隔离开始日期 返回日期 返沪日期 返回时间 到达日期 抵达日期"
    " since start startdate firstday arrival arrivaldate returned",
    "结束日期 截止日期 结束时间 截止时间 隔离结束 隔离结束日期 解除日期 隔离解除日期 解除隔离日期"
    " until end enddate lastday",
)
_SINCE, _UNTIL = (frozenset(titles.split()) for titles in _TITLES)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: \d{1,2}:\d{2}(?::\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day that a row gives, None where it gives none."""

    since: date | None = None
    until: date | None = None


NO_DAYS = Days()


def days_in(line: Line) -> tuple[Days, tuple[Problem, ...]]:
    """The first and the last day of a row, and every fault of them."""
    since, until = _Cell.of(line, _SINCE), _Cell.of(line, _UNTIL)
    faults = [line.problem_under(cell.title, _no_day(cell.text)) for cell in (since, until) if cell.is_faulty]
    if since.day and until.day and until.day < since.day:
        faults.append(line.problem_under(until.title, _too_early(since.day)))
    return Days(since.day, until.day), tuple(faults)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell that should hold a day, and the title above it; empty where there is no such column."""

    title: str = ""
    text: str = ""

    @classmethod
    def of(cls, line: Line, titles: frozenset[str]) -> "_Cell":
        """The row's cell in the first column with one of these titles, the lowest row of the header first."""
        for cells in reversed(line.header.cells):
            for place, title in enumerate(cells):
                if title_key(title) in titles:
                    return cls(title, plain(line.row.text(place)))
        return cls()

    @property
    def day(self) -> date | None:
        found = _DAY.fullmatch(self.text)
        try:
            return date(*map(int, found.groups())) if found else None
        except ValueError:
            return None

    @property
    def is_faulty(self) -> bool:
        return bool(self.text) and self.day is None


def _no_day(text: str) -> Refusal:
    return Refusal(
        Text(f"“{text[:20]}”不是日期", f"“{text[:20]}” is no date"),
        Text("请写成 2020-02-10 这样", "write it like 2020-02-10"),
    )


def _too_early(since: date) -> Refusal:
    return Refusal(
        Text(f"早于开始日 {since}", f"is before the first day, {since}"), Text("请核对两个日期", "check the two days")
    )
