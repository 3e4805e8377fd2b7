"""What all kinds of rules share: their place in the order, whom they concern, what they lead to, daily hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from enum import IntEnum, StrEnum

from msgspec import Struct

from gatepass.case import Case, Direction, Finding, Outcome, VisitKind
from gatepass.wording import Text

LONGEST_HISTORY = timedelta(days=31)


class Stage(IntEnum):
    """The order in which rules are asked, after the pass itself: whether at all, where, when, how often, then how hot."""

    GATE_ITSELF = 1
    LISTED = 2
    WHETHER = 3
    WHERE = 4
    WHEN = 5
    HOW_OFTEN = 6
    ASKED = 7
    HOW_HOT = 8


class Then(StrEnum):
    """What a rule leads to where it objects."""

    REFUSE = "refuse"
    REFER = "refer"
    ASK = "ask"


_OUTCOMES = {Then.REFUSE: Outcome.REFUSE, Then.REFER: Outcome.REFER, Then.ASK: Outcome.WAIT}


THEN_WORDS = {
    Then.REFUSE: Text("不放行", "stop"),
    Then.REFER: Text("请示值班人员", "call the person on duty"),
    Then.ASK: Text("核实后放行", "ask, then let pass"),
}


DIRECTION_WORDS = {Direction.IN: Text("进", "in"), Direction.OUT: Text("出", "out")}


VISIT_WORDS = {
    VisitKind.VISITOR: Text("访客", "visitors"),
    VisitKind.COURIER: Text("快递", "couriers"),
    VisitKind.RIDER: Text("外卖", "food riders"),
    VisitKind.VEHICLE: Text("外来车辆", "vehicles"),
}


class Fault(Struct, frozen=True):
    """What is wrong with a rule: the field, and why."""

    field: str
    what: Text


class Mark(Struct, frozen=True, array_like=True):
    """What the office noted of a pass's holder: on a list, in quarantine, excepted from the quota; from–to."""

    name: str
    since: date
    until: date | None = None

    def counts_on(self, day: date) -> bool:
        """Whether it counts on a local day; both ends are included."""
        return self.since <= day and (self.until is None or day <= self.until)


class Who(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom a rule concerns: everybody, or only some; `but_*` are its exceptions. Marks are put on people by the office."""

    classes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    visits: tuple[VisitKind, ...] = ()
    but_classes: tuple[str, ...] = ()
    but_marks: tuple[str, ...] = ()

    def includes(self, case: Case) -> bool:
        """Whether the person of a case is meant."""
        if case.visit:
            return case.visit in self.visits or not (self.classes or self.marks or self.visits)
        marked = {mark.name for mark in marks_of(case)}
        class_ = getattr(case.presented, "class_key", "")
        if class_ in self.but_classes or marked & set(self.but_marks):
            return False
        if not (self.classes or self.marks or self.visits):
            return True
        return class_ in self.classes or bool(marked & set(self.marks))

    def words(self) -> Text:
        """Whom, in plain words."""
        named = [Text(name, name) for name in (*self.classes, *self.marks)] + [
            VISIT_WORDS[kind] for kind in self.visits
        ]
        but = [*self.but_classes, *self.but_marks]
        zh, en = "、".join(each.zh for each in named) or "所有人", ", ".join(each.en for each in named) or "everybody"
        if but:
            return Text(f"{zh}（{'、'.join(but)}除外）", f"{en} (except {', '.join(but)})")
        return Text(zh, en)


EVERYBODY = Who()


class Hours(Struct, frozen=True, forbid_unknown_fields=True):
    """A daily time, local; it may run over midnight (22:30 to 06:30). The end is open."""

    begin: time
    end: time

    def holds(self, at: time) -> bool:
        """Whether the time of day `at` lies in these hours."""
        if self.begin <= self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end

    def words(self) -> str:
        """The hours as they are written on a notice."""
        return f"{self.begin:%H:%M}–{self.end:%H:%M}"

    def faults(self, field: str) -> Iterator[Fault]:
        """Hours that never begin."""
        if self.begin == self.end:
            yield Fault(field, Text("开始和结束相同", "begin and end at the same time"))


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """What every kind can do; `stage` is its place in the order of checks."""

    def stage(self) -> Stage:
        """Its place in the order."""
        raise NotImplementedError

    def objection(self, case: Case) -> Finding | None:
        """What it objects to, if anything."""
        raise NotImplementedError

    def words(self) -> Text:
        """The rule in plain words."""
        raise NotImplementedError

    def faults(self) -> Iterator[Fault]:
        """What contradicts itself; a type cannot say it."""
        return iter(())

    def looks_back(self) -> timedelta:
        """How much of the household's history it needs."""
        return timedelta(0)


def marks_of(case: Case) -> tuple[Mark, ...]:
    """The marks that count today."""
    today = case.now.date()
    return tuple(mark for mark in getattr(case.presented, "listed", ()) if mark.counts_on(today))


def person_of(case: Case) -> str:
    return str(getattr(case.presented, "lookup", ""))


def led(then: Then, case: Case, objection: Finding) -> Finding | None:
    """An objection with the outcome that the rule leads to; None where it may be asked about and was confirmed."""
    if then is not Then.ASK:
        return replace(objection, outcome=_OUTCOMES[then], question="")
    return None if objection.question in case.confirmed else replace(objection, outcome=Outcome.WAIT)


def end_of(last: date | None, case: Case) -> datetime | None:
    return datetime.combine(last + timedelta(days=1), time(), case.now.tzinfo) if last else None


def next_time(at: time, after: datetime) -> datetime:
    """The next moment after `after` at which the wall clock shows `at`."""
    today = after.replace(hour=at.hour, minute=at.minute, second=at.second, microsecond=at.microsecond)
    return today if today > after else today + timedelta(days=1)
