"""Classes of passes that are good or not, on some days, one way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import ClassVar

from gatepass.case import Case, Direction, Finding, Outcome, Reason, Sort
from gatepass.kinds import posted
from gatepass.kinds.base import (
    THE_SAME,
    THEN_LABEL,
    THEN_WORDS,
    WAYS_LABEL,
    WHO_LABEL,
    Fault,
    Label,
    Rule,
    Stage,
    Then,
    Who,
    days_words,
    end_of,
    led,
    ways,
)
from gatepass.wording import Text


class Classes(Rule, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="classes"):
    """Whether passes of some classes, or people with some marks, may pass at all, on some days, one way."""

    reasons: ClassVar[tuple[Reason, ...]] = (Reason.CLASS_NOT_ADMITTED,)
    title: ClassVar[Text] = Text("证件类别能否通行", "classes that may pass or not")
    labels: ClassVar[Mapping[str, Label]] = {
        "who": WHO_LABEL,
        "admitted": Label(
            "只有他们在这些天可以通行（不选：他们不得通行）", "may pass only on these days (unticked: may not pass)"
        ),
        "directions": WAYS_LABEL,
        "since": Label("第一天", "first day"),
        "until": Label("最后一天", "last day"),
        "then": THEN_LABEL,
    }

    who: Who
    admitted: bool = False
    directions: tuple[Direction, ...] = (Direction.IN, Direction.OUT)
    since: date | None = None
    until: date | None = None
    then: Then = Then.REFUSE

    def stage(self) -> Stage:
        return Stage.WHETHER

    def may_object(self, sort: Sort) -> bool:
        return sort.direction in self.directions and self.who.may_include(sort)

    def objection(self, case: Case) -> Finding | None:
        if case.direction not in self.directions or not self.who.includes(case):
            return None
        today = case.now.date()
        if self._holds_on(today) == self.admitted:
            return None
        again = self._changes(case) or case.marks_change()
        finding = Finding(Outcome.WAIT, Reason.CLASS_NOT_ADMITTED, again, "class", self.who.words())
        return led(self, self.then, case, finding)

    def _holds_on(self, day: date) -> bool:
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)

    def _changes(self, case: Case) -> datetime | None:
        if not self.admitted:
            return end_of(self.until, case)
        if self.since is None or case.now.date() >= self.since:
            return None
        return datetime.combine(self.since, time(), case.now.tzinfo)

    def words(self) -> Text:
        who, when, way = self.who.words(), days_words(self.since, self.until), ways(self.directions)
        zh, en = ("仅可以", "may pass only") if self.admitted else ("不得", "may not pass")
        then = THEN_WORDS[self.then]
        return Text(
            f"{who.zh}{when.zh}{zh}{way.zh}（否则{then.zh}）"
            if self.admitted
            else f"{who.zh}{when.zh}{zh}{way.zh}（{then.zh}）",
            " ".join(filter(None, (who.en, en, way.en, when.en, f"({then.en})"))),
        )

    def notice(self) -> Text:
        who, when, way = posted.whom(self.who), days_words(self.since, self.until), posted.going(self.directions)
        if self.admitted:
            return Text(
                f"{who.zh}只能在这些日子{way.zh}：{when.zh}", f"{who.en} may {way.en} on these days alone: {when.en}"
            )
        met = posted.stopped(self.then, self.directions)
        return Text(
            f"{who.zh}{met.zh}{f'（{when.zh}）' if when.zh else ''}", " ".join(filter(None, (who.en, met.en, when.en)))
        )

    def faults(self) -> Iterator[Fault]:
        if not (self.who.classes or self.who.marks):
            yield Fault("who", Text("没有写哪类证", "names no class"))
        if not self.directions:
            yield Fault("directions", Text("没有方向", "has no direction"))
        if self.since and self.until and self.until < self.since:
            yield Fault("until", Text("早于开始日", "is before its first day"))
        if self.admitted and not (self.since or self.until):
            yield Fault("admitted", Text("没有日期就没有限制", "limits nothing without a day"))
        yield from self.who.faults("who")

    @property
    def bars_for_good(self) -> bool:
        """Whether whoever it means never passes, on whatever day."""
        return not (self.admitted or self.since or self.until) and self.then is Then.REFUSE

    def contradicts(self, other: Classes) -> bool:
        together = self._shares_a_way(other) and self._overlaps(other)
        return self == other or (self.who == other.who and together and self.admitted != other.admitted)

    def wrong_beside(self, other: Rule) -> Text | None:
        same = super().wrong_beside(other)
        if same or not isinstance(other, Classes) or self.who != other.who or not self._shares_a_way(other):
            return same
        if self.admitted and other.admitted and not self._overlaps(other):
            return Text(
                "与{other}的日期不重合，合起来这些人哪天都不能通行，请写成一段日期",
                "admits on other days alone than {other}, so that together they never pass; write one rule from–to",
            )
        days = (self.since, self.until) == (other.since, other.until)
        return THE_SAME if days and self.admitted == other.admitted and self.then is not other.then else None

    def _shares_a_way(self, other: Classes) -> bool:
        return bool(set(self.directions) & set(other.directions))

    def _overlaps(self, other: Classes) -> bool:
        begins = max(self.since or date.min, other.since or date.min)
        return begins <= min(self.until or date.max, other.until or date.max)
