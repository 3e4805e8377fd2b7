"""Classes of passes that are good or not, on some days, one way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from gatepass.case import Case, Direction, Finding, Outcome, Reason
from gatepass.kinds.base import (
    DIRECTION_WORDS,
    Fault,
    Rule,
    Stage,
    Then,
    Who,
    led,
)
from gatepass.wording import Text


class Classes(Rule, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="classes"):
    """Whether passes of some classes are good at all, on some days, one way."""

    who: Who
    admitted: bool = False
    directions: tuple[Direction, ...] = (Direction.IN, Direction.OUT)
    since: date | None = None
    until: date | None = None
    then: Then = Then.REFUSE

    def stage(self) -> Stage:
        return Stage.WHETHER

    def objection(self, case: Case) -> Finding | None:
        if case.direction not in self.directions or not self.who.includes(case):
            return None
        today = case.now.date()
        holds = (self.since is None or today >= self.since) and (self.until is None or today <= self.until)
        if holds == self.admitted:
            return None
        again = self.since if self.admitted and self.since and today < self.since else None
        if not self.admitted and self.until:
            again = self.until + timedelta(days=1)
        changes = datetime.combine(again, time(), case.now.tzinfo) if again else None
        return led(
            self.then,
            case,
            Finding(Outcome.WAIT, Reason.CLASS_NOT_ADMITTED, changes, "class", self.who.words()),
        )

    def words(self) -> Text:
        who, days = self.who.words(), f"{self.since or ''}–{self.until or ''}" if self.since or self.until else ""
        ways = "".join(DIRECTION_WORDS[way].zh for way in self.directions)
        en_ways = "/".join(DIRECTION_WORDS[way].en for way in self.directions)
        zh, en = ("可以", "may pass") if self.admitted else ("不得", "may not pass")
        return Text(f"{who.zh}{zh}{ways}{days}", f"{who.en} {en} {en_ways} {days}".rstrip())

    def faults(self) -> Iterator[Fault]:
        if not (self.who.classes or self.who.marks):
            yield Fault("who", Text("没有写哪类证", "names no class"))
        if self.since and self.until and self.until < self.since:
            yield Fault("until", Text("早于开始日", "is before its first day"))
