"""What all kinds of rules share: their place in the order, whom they concern, what they lead to, daily hours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from typing import Annotated, Any, ClassVar, Self
from zlib import crc32

import msgspec
from msgspec import Meta, Struct

from gatepass.case import Case, Direction, Finding, Mark, Move, Outcome, Reason, Sort, VisitKind, on_a_clock
from gatepass.people import Category
from gatepass.wording import Text

LONGEST_HISTORY = timedelta(days=31)
CAR_CLASS = "car"


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


STRICTEST_FIRST = tuple(Then)
_ASK = Then.ASK  # naming a member takes Python 3.11 ten times longer than comparing with it
_WAIT = Outcome.WAIT
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


CLASS_WORDS = {
    Category.OWNER.value: Text("业主", "owners"),
    Category.TENANT.value: Text("租客", "tenants"),
    Category.TEMPORARY.value: Text("临时居住者", "temporary residents"),
    Category.CARER.value: Text("照护人员", "carers"),
    Category.STAFF.value: Text("工作人员", "staff"),
    CAR_CLASS: Text("车辆", "cars"),
    "pupil": Text("学生", "pupils"),
    "worker": Text("工人", "workers"),
}


MARK_WORDS = {
    "leave": Text("准假", "on leave"),
    "new_tenant": Text("新租客", "new tenants"),
    "quarantine": Text("居家隔离", "in home quarantine"),
    "returnee": Text("外地返回", "back from elsewhere"),
    "work": Text("上班", "goes to work"),
    "medical": Text("就医", "under treatment"),
}


_MARKS_SAID = {word.casefold(): key for key, words in MARK_WORDS.items() for word in (key, words.zh, words.en)}
_AGE = re.compile(r"(over|under)_(\d{1,3})")
_AGE_SAID = re.compile(r"(\d{1,3})岁以([上下])")


def class_words(key: str) -> Text:
    """What a class of passes is called; one of the office's own by its key."""
    return CLASS_WORDS.get(key, Text(key, key))


def class_meant(key: str) -> Text:
    """A class as it stands among lists: one of the office's own could be called like a list."""
    return CLASS_WORDS.get(key, Text(f"{key}证", f"{key} passes"))


def mark_words(name: str) -> Text:
    """What a mark is called; `over_65` and `under_12` are ages."""
    if age := _AGE.fullmatch(name):
        return Text(f"{age[2]}岁以{'上' if age[1] == 'over' else '下'}", f"{age[1]} {age[2]}")
    return MARK_WORDS.get(name, Text(name, name))


def mark_meant(word: str) -> str:
    """The mark that a word means, as `mark_words` says it; any other word names a list of the office's own."""
    if age := _AGE_SAID.fullmatch(word):
        return f"{'over' if age[2] == '上' else 'under'}_{age[1]}"
    return _MARKS_SAID.get(word.casefold(), word)


def joined(texts: Iterable[Text]) -> Text:
    """Words in a row."""
    each = tuple(texts)
    return Text("、".join(text.zh for text in each), ", ".join(text.en for text in each))


def clock_words(at: time) -> str:
    """A time of day, with its seconds where it has some."""
    return at.isoformat("auto" if at.second or at.microsecond else "minutes")


def gate_words(gates: Iterable[str]) -> Text:
    """Gates in a row."""
    return joined(Text(name, name) for name in gates)


def ways(directions: tuple[Direction, ...]) -> Text:
    """In, out, or both, as on a notice."""
    chosen = [DIRECTION_WORDS[way] for way in Direction if way in directions]
    return Text("".join(text.zh for text in chosen), " and ".join(text.en for text in chosen))


class Names(StrEnum):
    """What a field names that the office must have."""

    GATES = "gates"
    CLASSES = "classes"
    MARKS = "marks"


class Label(Struct, frozen=True):
    """How a field is called on the office's form: its words, those of its choices, and whose names it takes."""

    zh: str
    en: str
    choices: Mapping[Any, Text] = {}
    names: Names | None = None

    @property
    def text(self) -> Text:
        """Its words."""
        return Text(self.zh, self.en)


WAYS_LABEL = Label("方向", "way", DIRECTION_WORDS)
THEN_LABEL = Label("不合规定时", "whoever it stops", THEN_WORDS)
GATES_LABEL = Label("大门", "gates", names=Names.GATES)
WHO_LABEL = Label("对谁", "whom it concerns")
HOURS_LABEL = Label("每天的时间", "daily hours")


class Fault(Struct, frozen=True):
    """What is wrong with a rule: the field, and why."""

    field: str
    what: Text


class Who(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom a rule concerns: everybody, or only some; `but_*` are its exceptions. Marks are put on people by the office."""

    labels: ClassVar[Mapping[str, Label]] = {
        "classes": Label("这些证件类别", "passes of these classes", names=Names.CLASSES),
        "marks": Label("这些名单上的人", "people on these lists", names=Names.MARKS),
        "visits": Label("这些来访人员", "these people without a pass", VISIT_WORDS),
        "but_classes": Label("除外：证件类别", "except classes", names=Names.CLASSES),
        "but_marks": Label("除外：名单上的人", "except people on lists", names=Names.MARKS),
    }

    classes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    visits: tuple[VisitKind, ...] = ()
    but_classes: tuple[str, ...] = ()
    but_marks: tuple[str, ...] = ()

    def includes(self, case: Case) -> bool:
        """Whether the person of a case is meant."""
        if case.visit:
            return case.visit in self.visits or self.means_all
        return self.means(case.pass_class, case.marks if self.marks or self.but_marks else ())

    def may_include(self, sort: Sort) -> bool:
        """Whether anybody of a sort of cases is meant."""
        if sort.visit:
            return sort.visit in self.visits or self.means_all
        if sort.pass_class in self.but_classes:
            return False
        return self.means_all or sort.pass_class in self.classes or (sort.is_marked and bool(self.marks))

    def included(self, move: Move, day: date) -> bool:
        """Whether the person of an earlier passage was meant on its day."""
        return self.means(
            move.pass_class, tuple(mark for mark in move.marks if mark.counts_on(day)) if move.marks else ()
        )

    @property
    def means_all(self) -> bool:
        """Whether it names nobody, and so means everybody but its exceptions."""
        return not (self.classes or self.marks or self.visits)

    def means(self, pass_class: str, marks: tuple[Mark, ...]) -> bool:
        """Whether somebody with a pass of a class is meant, whose `marks` count now."""
        if pass_class in self.but_classes or (marks and any(mark.name in self.but_marks for mark in marks)):
            return False
        return (
            pass_class in self.classes
            or self.means_all
            or (bool(marks) and any(mark.name in self.marks for mark in marks))
        )

    def faults(self, field: str) -> Iterator[Fault]:
        """Classes and marks that are named and excepted at once."""
        for part in ("classes", "marks"):
            twice = sorted(set(getattr(self, part)) & set(getattr(self, f"but_{part}")))
            if twice:
                yield Fault(
                    f"{field}.but_{part}",
                    Text(
                        f"又除外了已写上的：{'、'.join(twice)}，请只留一处",
                        f"excepts what is named too: {', '.join(twice)}; keep one of the two",
                    ),
                )

    def words(self) -> Text:
        """Whom, in plain words."""
        named = [
            *map(class_meant, self.classes),
            *map(mark_words, self.marks),
            *(VISIT_WORDS[kind] for kind in self.visits),
        ]
        but = [*map(class_meant, self.but_classes), *map(mark_words, self.but_marks)]
        who = joined(named) if named else Text("所有人", "everybody")
        excepted = joined(but)
        return Text(f"{who.zh}（{excepted.zh}除外）", f"{who.en} (except {excepted.en})") if but else who


EVERYBODY = Who()
ANY_WAY = tuple(Direction)
THE_SAME = Text("与{other}说的是同一件事，请只留一条", "speaks of the same as {other}; keep one")


class Said(Struct, frozen=True, forbid_unknown_fields=True):
    """A few words of the covenant's own, for people at a gate; where English is missing the Chinese stands."""

    labels: ClassVar[Mapping[str, Label]] = {"zh": Label("中文", "in Chinese"), "en": Label("英文", "in English")}

    zh: Annotated[str, Meta(min_length=1, max_length=80)]
    en: Annotated[str, Meta(max_length=160)] = ""

    def words(self) -> Text:
        """In both languages."""
        return Text(self.zh, self.en or self.zh)


class Hours(Struct, frozen=True, forbid_unknown_fields=True):
    """A daily time, local; it may run over midnight (22:30 to 06:30). The end is open."""

    labels: ClassVar[Mapping[str, Label]] = {"begin": Label("从", "from"), "end": Label("到", "to")}

    begin: time
    end: time

    def holds(self, at: time) -> bool:
        """Whether the time of day `at` lies in these hours."""
        if self.begin <= self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end

    def words(self) -> str:
        """The hours as they are written on a notice."""
        return f"{clock_words(self.begin)}–{clock_words(self.end)}"

    def faults(self, field: str) -> Iterator[Fault]:
        """Hours that never begin."""
        if self.begin == self.end:
            yield Fault(field, Text("开始和结束相同", "begin and end at the same time"))


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """What every kind can do. `reasons` are all that it may give; the stricter of two rules of a kind is asked first.

    `title` and `labels`, one a field, are its words on the office's form. `usual` is what a field means that may be left out.
    """

    reasons: ClassVar[tuple[Reason, ...]] = ()
    usual: ClassVar[Mapping[str, object]] = {}
    title: ClassVar[Text]
    labels: ClassVar[Mapping[str, Label]] = {}

    def stage(self) -> Stage:
        """Its place in the order."""
        raise NotImplementedError

    def may_object(self, sort: Sort) -> bool:  # noqa: ARG002 - kinds look at it
        """Whether it can ever object to a case of this sort; else it is not asked at all, which is what makes a verdict fast."""
        return True

    def objection(self, case: Case) -> Finding | None:
        """What it objects to, if anything."""
        raise NotImplementedError

    def words(self) -> Text:
        """The rule in plain words, all of it: two rules that differ are said differently."""
        raise NotImplementedError

    def notice(self) -> Text:
        """The same for residents, as sentences on a wall; where a notice has sentences of its own for a kind, its words."""
        return self.words()

    def faults(self) -> Iterator[Fault]:
        """What contradicts itself; a type cannot say it."""
        return iter(())

    def contradicts(self, other: Self) -> bool:
        """Whether another rule of its kind speaks of the same, so that one of the two is a mistake."""
        return self == other

    def wrong_beside(self, other: Rule) -> Text | None:
        """What is wrong with it where another rule, of whatever kind, stands too; `{other}` is where. None: both can be kept."""
        return THE_SAME if type(other) is type(self) and self.contradicts(other) else None

    def looks_back(self) -> timedelta:
        """How much of the household's history it needs."""
        return timedelta(0)


def is_as_strict(then: Then, other: Then) -> bool:
    """Whether what leads to `then` is asked before, or together with, what leads to `other`."""
    return STRICTEST_FIRST.index(then) <= STRICTEST_FIRST.index(other)


def led(rule: Rule, then: Then, case: Case, objection: Finding) -> Finding | None:
    """A rule's objection with the outcome that it leads to; None where it may be asked about and was confirmed."""
    if then is not _ASK:
        return _with(objection, _OUTCOMES[then], "")
    question = _own_key(rule, case, objection.question)
    return None if question in case.confirmed else _with(objection, _WAIT, question)


def _own_key(rule: Rule, case: Case, key: str) -> str:
    """The key under which a rule asks: its kind's, and with its content beside others of its kind, which are not answered with it."""
    is_one_of_several = len(case.covenant.of_kind(type(rule))) > 1
    return f"{key} {crc32(msgspec.json.encode(rule)):08x}" if is_one_of_several else key


def _with(found: Finding, outcome: Outcome, question: str) -> Finding:
    return Finding(outcome, found.reason, found.again_at, question, found.told)


def end_of(last: date | None, case: Case) -> datetime | None:
    """The midnight after a last day; None for a day without one."""
    if last is None or last == date.max:
        return None
    return datetime.combine(last + timedelta(days=1), time(), case.now.tzinfo)


def days_words(since: date | None, until: date | None) -> Text:
    """From when to when, both days included; empty for always."""
    zh = "".join((f"{since} 起" if since else "", f"至 {until} 止" if until else ""))
    en = " ".join(filter(None, (f"from {since}" if since else "", f"until {until}" if until else "")))
    return Text(zh, en)


def next_time(at: time, after: datetime) -> datetime:
    """The next moment after `after` at which the wall clock shows `at`, or is put forward over it; in autumn it may show it twice a day."""
    today = after.replace(hour=at.hour, minute=at.minute, second=at.second, microsecond=at.microsecond)
    soon = today if today > after else today + timedelta(days=1)
    if soon.utcoffset() == after.utcoffset():
        return soon
    days = (after.date(), after.date() + timedelta(days=1))
    shown = (on_a_clock(datetime.combine(day, at, after.tzinfo).replace(fold=fold)) for day in days for fold in (0, 1))
    return next(moment for moment in shown if moment.astimezone(UTC) > after.astimezone(UTC))
