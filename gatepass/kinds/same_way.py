"""Anti-passback."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar

from gatepass.case import Case, Finding, Outcome, Reason, Sort
from gatepass.kinds.base import (
    LONGEST_HISTORY,
    THEN_LABEL,
    THEN_WORDS,
    Label,
    Names,
    Rule,
    Stage,
    Then,
    gate_words,
    led,
)
from gatepass.wording import Text

_MET = {
    Then.REFUSE: Text("不放行", "you are not let through"),
    Then.REFER: Text("由值班人员处理", "the person on duty is called"),
    Then.ASK: Text("由门岗核实", "the gate asks why"),
}


class SameWay(Rule, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="same_way"):
    """Anti-passback: a pass that went in goes out before it goes in again. Forgotten at midnight unless `overnight`."""

    reasons: ClassVar[tuple[Reason, ...]] = (Reason.SAME_WAY_AGAIN,)
    title: ClassVar[Text] = Text("同一证连续同向通行", "one pass twice the same way")
    labels: ClassVar[Mapping[str, Label]] = {
        "then": THEN_LABEL,
        "gates": Label("只这些大门（不选：各门）", "these gates alone (none: all)", names=Names.GATES),
        "overnight": Label("过夜也算", "also overnight"),
    }

    then: Then = Then.ASK
    gates: tuple[str, ...] = ()
    overnight: bool = False

    def stage(self) -> Stage:
        return Stage.HOW_OFTEN

    def looks_back(self) -> timedelta:
        return LONGEST_HISTORY if self.overnight else timedelta(days=1, hours=1)

    def may_object(self, sort: Sort) -> bool:
        return sort.visit is None and (not self.gates or sort.gate in self.gates)

    def objection(self, case: Case) -> Finding | None:
        if case.visit or not case.history or (self.gates and case.gate not in self.gates):
            return None
        last = case.last_own_move()
        if last is None or last.direction is not case.direction:
            return None
        if not self.overnight and case.day_of(last.at) < case.now.date():
            return None
        again = None if self.overnight else case.midnight(1)
        at = f"{last.at.astimezone(case.now.tzinfo):%m-%d %H:%M}"
        return led(self, self.then, case, Finding(Outcome.WAIT, Reason.SAME_WAY_AGAIN, again, "same_way", Text(at, at)))

    def words(self) -> Text:
        then, gates = THEN_WORDS[self.then], gate_words(self.gates)
        zh, en = ("过夜也算", "also overnight") if self.overnight else ("午夜重新开始", "begins anew at midnight")
        return Text(
            f"{gates.zh}同一张证连续同向通行：{then.zh}，{zh}",
            f"{f'{gates.en}: ' if gates.en else ''}one pass twice the same way: {then.en}; {en}",
        )

    def notice(self) -> Text:
        gates, met = gate_words(self.gates), _MET[self.then]
        return Text(
            f"{gates.zh}同一张证进一次、出一次，连续两次同向的{met.zh}",
            f"{f'{gates.en}: ' if gates.en else ''}a pass goes in and out by turns; twice the same way, {met.en}",
        )

    def contradicts(self, other: SameWay) -> bool:
        return not self.gates or not other.gates or bool(set(self.gates) & set(other.gates))
