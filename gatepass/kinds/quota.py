"""So many outings in so many days, so many hours out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Annotated, ClassVar

from msgspec import Meta

from gatepass.case import Case, Direction, Finding, Move, Outcome, Reason, Sort
from gatepass.kinds import posted
from gatepass.kinds.base import (
    CAR_CLASS,
    EVERYBODY,
    LONGEST_HISTORY,
    THEN_LABEL,
    THEN_WORDS,
    WHO_LABEL,
    Fault,
    Label,
    Rule,
    Stage,
    Then,
    Who,
    is_as_strict,
    joined,
    led,
    mark_words,
)
from gatepass.kinds.someone import within
from gatepass.wording import Text


class Per(StrEnum):
    """Who shares a quota."""

    HOUSEHOLD = "household"
    PERSON = "person"


PER_WORDS = {Per.HOUSEHOLD: Text("每户", "the household"), Per.PERSON: Text("每人", "each person")}
_ON_DUTY = Text("急事请示值班人员", "in need call the person on duty")
_IN, _OUT = Direction
_HOUSEHOLD = Per.HOUSEHOLD


class Quota(Rule, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="quota"):
    """So many outings in so many days, and so many hours out; days begin at the community's midnight.

    Outings of those whom the rule does not mean (work, medical, cars) use nothing up.
    """

    reasons: ClassVar[tuple[Reason, ...]] = (Reason.QUOTA_USED, Reason.OUT_TOO_LONG)
    title: ClassVar[Text] = Text("外出次数", "quota of outings")
    labels: ClassVar[Mapping[str, Label]] = {
        "outings": Label("外出几次", "outings"),
        "days": Label("每几天", "every so many days"),
        "hours_out": Label("每次最多几小时（空：不限）", "hours out at most (empty: any)"),
        "per": Label("次数归", "counted for", PER_WORDS),
        "who": WHO_LABEL,
        "then": THEN_LABEL,
    }

    outings: Annotated[int, Meta(ge=1, le=20)] = 1
    days: Annotated[int, Meta(ge=1, le=30)] = 1
    hours_out: Annotated[float, Meta(gt=0, le=24)] | None = None
    per: Per = Per.HOUSEHOLD
    who: Who = EVERYBODY
    then: Then = Then.REFUSE

    def stage(self) -> Stage:
        return Stage.HOW_OFTEN

    def looks_back(self) -> timedelta:
        an_hour_of_summer_time = timedelta(hours=1)
        return LONGEST_HISTORY if self.hours_out else timedelta(days=self.days) + an_hour_of_summer_time

    def may_object(self, sort: Sort) -> bool:
        return (
            sort.visit is None and self.who.may_include(sort) and (sort.direction is _OUT or self.hours_out is not None)
        )

    def objection(self, case: Case) -> Finding | None:
        if case.visit or not case.history or not self.who.includes(case):
            return None
        return self._on_leaving(case) if case.direction is _OUT else self._on_return(case)

    def _on_leaving(self, case: Case) -> Finding | None:
        first = case.now.date() - timedelta(days=self.days - 1)
        last_but = next(islice(self._used(case, first), self.outings - 1, None), None)
        if last_but is None:
            return None
        turn = datetime.combine(last_but + timedelta(days=self.days), time(), case.now.tzinfo)
        told = self._way_out(case)
        return led(self, self.then, case, Finding(Outcome.WAIT, Reason.QUOTA_USED, turn, "quota", told))

    def _way_out(self, case: Case) -> Text:
        """What lets somebody out before their turn: the marks that every quota which means them excepts."""
        meaning = [rule for rule in case.covenant.of_kind(Quota) if rule.who.includes(case)]
        marks = [mark for mark in self.who.but_marks if all(mark in rule.who.but_marks for rule in meaning)]
        if not marks:
            return _ON_DUTY
        names = joined(map(mark_words, marks))
        return Text(f"{names.zh}请办公室登记例外", f"the office notes an exception: {names.en}")

    def _used(self, case: Case, first: date) -> Iterator[date]:
        """The days of the outings that count, from `first` on, newest first."""
        for move in reversed(case.history):
            day = case.day_of(move.at)
            if day < first:
                break
            if move.direction is _OUT and self._shares(move, day, case):
                yield day

    def _shares(self, move: Move, day: date, case: Case) -> bool:
        """Whether an earlier outing used some of the quota up."""
        return (
            (self.per is _HOUSEHOLD or move.person == case.person)
            and self.who.included(move, day)
            and case.is_past(move.at)
        )

    def _on_return(self, case: Case) -> Finding | None:
        last = case.last_own_move()
        if self.hours_out is None or last is None or last.direction is _IN:
            return None
        out = case.since(last.at)
        if out <= timedelta(hours=self.hours_out):
            return None
        minutes = -(-out // timedelta(minutes=1))  # begun minutes: a second over two hours is told as more than two
        told = Text(f"外出 {minutes} 分钟", f"{minutes} minutes out")
        return led(self, Then.ASK, case, Finding(Outcome.WAIT, Reason.OUT_TOO_LONG, None, "out_too_long", told))

    def words(self) -> Text:
        then, most = THEN_WORDS[self.then], self._most
        zh, en = self._sharing("a")
        hours = f"，每次不超过 {most} 小时" if self.hours_out else ""
        en_hours = f", at most {most} {_many('hour', self.hours_out)} each" if self.hours_out else ""
        who, outings, days = self.who.words(), _many("outing", self.outings), _many("day", self.days)
        return Text(
            f"{who.zh}：{zh}每 {self.days} 天外出 {self.outings} 次{hours}（超出的{then.zh}）",
            f"{who.en}: {self.outings} {outings} {en} every {self.days} {days}{en_hours} (beyond that: {then.en})",
        )

    def notice(self) -> Text:
        zh, en = self._allowed()
        if self.then is Then.REFER:
            zh, en = f"{zh}；确需多出的，请联系值班人员", f"{en}; if that is not enough, ask the person on duty"
        if not (self.who.means_all or self._is_of_cars):
            people = posted.named(self.who)
            zh, en = f"{people.zh}：{zh}", f"{people.en}: {en}"
        but = posted.excepted(self.who)
        return Text(f"{zh}。{but.zh}不受此限", f"{en}. This does not limit {but.en}") if but.zh else Text(zh, en)

    def _allowed(self) -> tuple[str, str]:
        (zh, en), (limit, en_limit) = self._sharing("each"), self._longest()
        days, en_days = ("每天", "a day") if self.days == 1 else (f"每{self.days}天", f"every {self.days} days")
        times = {1: "once", 2: "twice"}.get(self.outings, f"{self.outings} times")
        of, out = ("人次", "send one person out") if self.per is Per.HOUSEHOLD else ("次", "go out")
        return f"{zh}{days}可外出{self.outings}{of}{limit}", f"{en} may {out} {times} {en_days}{en_limit}"

    def _longest(self) -> tuple[str, str]:
        if not self.hours_out:
            return "", ""
        most = self._most
        return f"，每次不超过{most}小时", f", for at most {most} {_many('hour', self.hours_out)} each time"

    @property
    def _most(self) -> str:
        return repr(self.hours_out).removesuffix(".0")

    @property
    def _is_of_cars(self) -> bool:
        return self.who.classes == (CAR_CLASS,) and not (self.who.marks or self.who.visits)

    def _sharing(self, article: str) -> tuple[str, str]:
        """Who shares the outings: a pass of a car is the car's own."""
        if self.per is Per.HOUSEHOLD:
            return "每户", f"{article} household"
        return ("每辆车", f"{article} car") if self._is_of_cars else ("每人", f"{article} person")

    def faults(self) -> Iterator[Fault]:
        if self.who.visits:
            yield Fault("who.visits", Text("来访人员没有外出次数", "those without a pass have no outings"))
        yield from self.who.faults("who")

    def wrong_beside(self, other: Rule) -> Text | None:
        same = super().wrong_beside(other)
        if same or not isinstance(other, Quota) or not self._is_implied_by(other):
            return same
        return Text(
            "不起作用，因为{other}管的人更多、次数更少；请只留一条，或在那里把这些人除外",
            "does nothing: {other} means them too and allows no more; keep one, or except these people there",
        )

    def _is_implied_by(self, other: Quota) -> bool:
        """Whether whatever this one objects to, the other objects to as well, and no later."""
        fewer = other.outings <= self.outings and other.days >= self.days
        hours = self.hours_out is None or (other.hours_out is not None and other.hours_out <= self.hours_out)
        shared = other.per in (self.per, Per.HOUSEHOLD) and is_as_strict(other.then, self.then)
        return fewer and hours and shared and within(self.who, other.who)

    def contradicts(self, other: Quota) -> bool:
        return (self.who, self.per, self.days) == (other.who, other.per, other.days)


def _many(what: str, count: float) -> str:
    return what if count == 1 else f"{what}s"
