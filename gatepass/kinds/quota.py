"""So many outings in so many days, so many hours out."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from gatepass.case import Case, Direction, Finding, Move, Outcome, Reason
from gatepass.kinds.base import (
    EVERYBODY,
    Rule,
    Stage,
    Then,
    Who,
    led,
    person_of,
)
from gatepass.wording import Text


class Per(StrEnum):
    """Who shares a quota."""

    HOUSEHOLD = "household"
    PERSON = "person"


class Quota(Rule, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="quota"):
    """So many outings in so many days, and so many hours out; days begin at the community's midnight."""

    outings: Annotated[int, Meta(ge=1, le=20)] = 1
    days: Annotated[int, Meta(ge=1, le=30)] = 1
    hours_out: Annotated[float, Meta(gt=0, le=24)] | None = None
    per: Per = Per.HOUSEHOLD
    who: Who = EVERYBODY
    then: Then = Then.REFUSE

    def stage(self) -> Stage:
        return Stage.HOW_OFTEN

    def looks_back(self) -> timedelta:
        return timedelta(days=self.days)

    def objection(self, case: Case) -> Finding | None:
        if case.visit or not self.who.includes(case):
            return None
        shared = tuple(move for move in case.history if self.per is Per.HOUSEHOLD or move.person == person_of(case))
        return self._on_leaving(case, shared) if case.direction is Direction.OUT else self._on_return(case)

    def _on_leaving(self, case: Case, shared: tuple[Move, ...]) -> Finding | None:
        first = case.midnight(1 - self.days)
        used = [move for move in shared if move.direction is Direction.OUT and first <= move.at <= case.now]
        if len(used) < self.outings:
            return None
        day = used[-self.outings].at.astimezone(case.now.tzinfo).date() + timedelta(days=self.days)
        turn = datetime.combine(day, time(), case.now.tzinfo)
        return led(
            self.then,
            case,
            Finding(Outcome.WAIT, Reason.QUOTA_USED, turn, "quota", Text(f"{self.outings}", f"{self.outings}")),
        )

    def _on_return(self, case: Case) -> Finding | None:
        own = [move for move in case.history if move.person == person_of(case) and move.at <= case.now]
        if self.hours_out is None or not own or own[-1].direction is Direction.IN:
            return None
        out = case.since(own[-1].at)
        if out <= timedelta(hours=self.hours_out):
            return None
        minutes = int(out.total_seconds() // 60)
        told = Text(f"外出 {minutes} 分钟", f"{minutes} minutes out")
        return led(Then.ASK, case, Finding(Outcome.WAIT, Reason.OUT_TOO_LONG, None, "out_too_long", told))

    def words(self) -> Text:
        zh = "每户" if self.per is Per.HOUSEHOLD else "每人"
        en = "a household" if self.per is Per.HOUSEHOLD else "a person"
        hours = f"，每次不超过 {self.hours_out:g} 小时" if self.hours_out else ""
        en_hours = f", at most {self.hours_out:g} hours each" if self.hours_out else ""
        who = self.who.words()
        return Text(
            f"{zh}每 {self.days} 天外出 {self.outings} 次{hours}（{who.zh}）",
            f"{self.outings} outing(s) {en} every {self.days} day(s){en_hours} ({who.en})",
        )
