"""A resident without a card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from gatepass.case import Case, Finding, Outcome, Reason, Sort, Unknown
from gatepass.kinds.base import THEN_WORDS, Label, Rule, Stage, Then, led
from gatepass.wording import Text

_NO_CARD = Unknown.CARD_FORGOTTEN


class Forgotten(Rule, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="forgotten"):
    """A resident who has no card with them: the door and the name are written down, then…"""

    reasons: ClassVar[tuple[Reason, ...]] = (Reason.CARD_FORGOTTEN,)
    title: ClassVar[Text] = Text("忘带证卡", "a forgotten card")
    labels: ClassVar[Mapping[str, Label]] = {
        "then": Label("登记门牌姓名后", "after door and name are written down", THEN_WORDS),
    }

    then: Then = Then.ASK

    def stage(self) -> Stage:
        return Stage.GATE_ITSELF

    def may_object(self, sort: Sort) -> bool:
        return sort.visit is None

    def objection(self, case: Case) -> Finding | None:
        if case.presented is not _NO_CARD:
            return None
        return led(self, self.then, case, Finding(Outcome.WAIT, Reason.CARD_FORGOTTEN, question="forgotten"))

    def words(self) -> Text:
        then = THEN_WORDS[self.then]
        return Text(f"忘带证卡：登记门牌姓名，{then.zh}", f"card forgotten: door and name written down, {then.en}")

    def contradicts(self, other: Forgotten) -> bool:
        return type(self) is type(other)
