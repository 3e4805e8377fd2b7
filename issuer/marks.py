"""Marks that the office keeps of people and households, from–to: set, extended, ended early, undone, and gathered for a passbook.

What a mark leads to is the covenant's alone. Why it was set stays here: a gate is told its name and its days.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from msgspec import structs

from gatepass.case import Mark
from gatepass.covenant import Covenant, named_in
from gatepass.kinds.base import MARK_WORDS, mark_meant
from gatepass.people import Door, plain
from gatepass.wording import Refusal, Text
from issuer.ages import age_marks, is_age
from issuer.store import Act, Brought, Holding, Marking, MarkRun, MarkStep, Span, Store, Whom

LONGEST_NAME = 20
_OWN_NAME = re.compile(rf"[^\W_][\w-]{{0,{LONGEST_NAME - 1}}}")


@dataclass(frozen=True, slots=True)
class Noted:
    """Whom which marks are on, by the names that a covenant asks for."""

    names: frozenset[str]
    people: Mapping[int, tuple[Mark, ...]]
    doors: Mapping[Door, tuple[Mark, ...]]

    def on(self, holding: Holding) -> tuple[Mark, ...]:
        """The marks of a pass: of its holder and of the household, joined, so that it shows no more than their days."""
        own = self.people.get(holding.issued.holder or 0, ())
        households = self.doors.get(holding.door, ()) if holding.door else ()
        ages = age_marks(holding.resident, self.names) if holding.resident else ()
        return (*ages, *joined_marks((*own, *households)))


def noted(store: Store, *covenants: Covenant, first: date = date.min) -> Noted:
    """The marks that the rules of covenants ask for, without those that ended before the day `first`."""
    names = frozenset[str]().union(*(named_in(covenant).marks for covenant in covenants))
    people: dict[int, tuple[Mark, ...]] = {}
    doors: dict[Door, tuple[Mark, ...]] = {}
    for each in store.markings():
        mark = each.span.as_mark(each.name) if each.name in names else None
        if mark is None or (mark.until and mark.until < first):
            continue
        if each.whom.door:
            doors[each.whom.door] = (*doors.get(each.whom.door, ()), mark)
        elif each.whom.resident:
            people[each.whom.resident] = (*people.get(each.whom.resident, ()), mark)
    return Noted(names, people, doors)


def needed_from(covenant: Covenant, today: date) -> date:
    """The first day whose marks a passbook of today needs: who was excepted then used nothing of a quota up."""
    return today - timedelta(days=covenant.looks_back.days + 1)


def joined_marks(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Marks of one name whose days overlap or follow on each other as one mark, in the order of names and days."""
    joined: list[Mark] = []
    for mark in sorted(marks, key=lambda each: (each.name, each.since)):
        last = joined[-1] if joined else None
        if last and last.name == mark.name and _reaches(last, mark.since):
            until = None if None in (last.until, mark.until) else max(last.until or date.min, mark.until or date.min)
            joined[-1] = Mark(last.name, last.since, until)
        else:
            joined.append(mark)
    return tuple(joined)


def _reaches(mark: Mark, day: date) -> bool:
    return mark.until is None or (day - mark.until).days <= 1


def parse_mark(text: str) -> str:
    """The name of the mark that a word means (`居家隔离` is `quarantine`); one of the office's own stays as it is; raises `Refusal`."""
    name = mark_meant(plain(text))
    if name in MARK_WORDS:
        return name
    if is_age(name):
        raise Refusal(
            Text(f"“{name}”由证件上的出生日期得出", f"“{name}” follows from the birth date in the document"),
            Text("不用标记，规约里写上即可", "nobody has to be marked; name it in the covenant"),
        )
    if not _OWN_NAME.fullmatch(name):
        raise Refusal(
            Text(f"“{name[:40]}”不能作名单名称", f"“{name[:40]}” cannot name a list"),
            Text(
                f"请用1到{LONGEST_NAME}个字，只用文字、数字和 - _",
                f"use 1 to {LONGEST_NAME} letters and digits, - and _, no blanks",
            ),
        )
    return name


def names_of_lists(store: Store) -> tuple[str, ...]:
    """The marks that can be chosen: those that come with the program, then the office's own."""
    return tuple(dict.fromkeys((*MARK_WORDS, *sorted({each.name for each in store.markings() if not each.span.void}))))


def heard_of(store: Store, now: datetime) -> frozenset[str]:
    """The lists that the covenant in force names, or one that was adopted for a time to come: gates hear of no other."""
    covenants = (store.covenant_in_force(now), *store.covenants_to_come(now))
    return frozenset(name for each in covenants for name in named_in(each).marks)


def mark(store: Store, whom: Sequence[Whom], name: str, span: Span, act: Act) -> int:
    """Marks people or households, all or none; returns the number of the run.

    Raises `Refusal` for days that are over, a reason that is missing, somebody who does not live here, or who is marked so on
    one of these days already.
    """
    refuse_days(span, store.community().day_of(act.at))
    _refuse_no_reason(act)
    with store.writing() as writing:
        residents = {person.id: person.resident for person in store.residents()}
        doors = {resident.door for resident in residents.values()}
        marked = {each.whom: each for each in store.markings() if each.name == name and _overlap(each.span, span)}
        run = writing.begin_marks(name, Brought(), act)
        for each in whom:
            if each.door not in doors and each.resident not in residents:
                raise _nobody(each)
            if each in marked:
                raise _marked_already(marked[each])
            writing.set_mark(run, name, each, span)
    return run


def extend(store: Store, id_: int, until: date | None, act: Act) -> Marking:
    """Sets until when a mark counts, None for no end; raises `Refusal` for a day that has passed, or a mark that is over."""
    return _changed(store, id_, act, until=until)


def end(store: Store, id_: int, act: Act) -> Marking:
    """Ends a mark from today on; it stays readable. Raises `Refusal` for one that is over."""
    return _changed(store, id_, act, ended=store.community().day_of(act.at))


def undo(store: Store, act: Act) -> MarkRun:
    """Undoes the newest run that is not undone yet, all of it; raises `Refusal` where there is none."""
    with store.writing() as writing:
        last = next((run for run in store.mark_runs() if not run.undone), None)
        if last is None:
            raise Refusal(
                Text("没有可以撤销的标记", "there is nothing to undo in the lists"),
                Text("不用撤销", "nothing is left to undo"),
            )
        for step in reversed(store.mark_steps(last.id)):
            writing.set_span(step.marking, step.before or structs.replace(step.after, void=True))
        writing.note_marks_undone(last.id, act)
    return last


def refuse_days(span: Span, today: date) -> None:
    """Raises `Refusal` for days that end before they begin, or that are over."""
    if span.until and span.until < span.since:
        raise Refusal(
            Text(f"结束日 {span.until} 早于开始日 {span.since}", f"the last day {span.until} is before {span.since}"),
            Text("请核对两个日期", "check the two days"),
        )
    if span.until and span.until < today:
        raise Refusal(
            Text(f"结束日 {span.until} 已经过去", f"the last day {span.until} has passed"),
            Text("请给今天或以后", "give today or later"),
        )


def _changed(store: Store, id_: int, act: Act, **days: date | None) -> Marking:
    _refuse_no_reason(act)
    today = store.community().day_of(act.at)
    with store.writing() as writing:
        found = next((each for each in store.markings() if each.id == id_), None)
        if found is None or found.span.is_over(today):
            raise Refusal(
                Text(f"没有编号为 {id_} 的有效标记", f"there is no mark {id_} that still counts"),
                Text("请刷新名单核对", "look at the list again"),
            )
        after = structs.replace(found.span, **days)
        if "until" in days:
            refuse_days(after, today)
        run = writing.begin_marks(found.name, Brought(), act)
        writing.change_mark(run, MarkStep(found.id, found.span, after))
    return replace(found, span=after)


def _overlap(one: Span, other: Span) -> bool:
    first, second = one.as_mark("x"), other.as_mark("x")
    if first is None or second is None:
        return False
    return first.since <= (second.until or date.max) and second.since <= (first.until or date.max)


def _refuse_no_reason(act: Act) -> None:
    if not act.why:
        raise Refusal(Text("没有写原因", "there is no reason"), Text("请写一句原因", "write why in a few words"))


def _nobody(whom: Whom) -> Refusal:
    if whom.door:
        return Refusal(
            Text(f"{whom.door} 没有居民", f"nobody lives behind {whom.door}"), Text("请核对门牌", "check the door")
        )
    return Refusal(Text("没有这位居民", "there is no such resident"), Text("请核对名单", "look at the list"))


def _marked_already(marking: Marking) -> Refusal:
    last = marking.span.last
    zh, en = (f"到 {last}", f"until {last}") if last else ("没有结束日", "without a last day")
    return Refusal(
        Text(f"已经在这个名单上（编号 {marking.id}，{zh}）", f"is on that list already (mark {marking.id}, {en})"),
        Text("请延长或提前结束那一条", "extend or end that mark"),
    )
