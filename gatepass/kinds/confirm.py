"""Questions that the volunteer answers before somebody passes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from gatepass.case import Case, Direction, Finding, Outcome, Reason, Sort
from gatepass.kinds import posted
from gatepass.kinds.base import EVERYBODY, WAYS_LABEL, WHO_LABEL, Fault, Label, Rule, Stage, Who, ways
from gatepass.kinds.written import faults_of_words
from gatepass.wording import Text

RULES_OWN = ("class", "clock", "forgotten", "is", "listed", "out_too_long", "quota", "same_way", "stale")
"""How the keys begin under which other rules ask, and the gate itself (`is …`: whether it is somebody who rests): a covenant's question
of that key would be the answer to theirs too."""


class Confirm(Rule, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="confirm"):
    """A question that the volunteer answers before somebody passes: ID card compared, mask worn, car aired."""

    reasons: ClassVar[tuple[Reason, ...]] = (Reason.TO_CONFIRM,)
    title: ClassVar[Text] = Text("门岗核实的问题", "a question at the gate")
    labels: ClassVar[Mapping[str, Label]] = {
        "question": Label("代号（英文）", "its key (letters)"),
        "zh": Label("中文问题", "the question in Chinese"),
        "en": Label("英文问题", "the question in English"),
        "who": WHO_LABEL,
        "directions": WAYS_LABEL,
    }

    question: str
    zh: str
    en: str
    who: Who = EVERYBODY
    directions: tuple[Direction, ...] = (Direction.IN,)

    def stage(self) -> Stage:
        return Stage.ASKED

    def may_object(self, sort: Sort) -> bool:
        return sort.direction in self.directions and self.who.may_include(sort)

    def objection(self, case: Case) -> Finding | None:
        if case.direction not in self.directions or not self.who.includes(case) or self.question in case.confirmed:
            return None
        return Finding(Outcome.WAIT, Reason.TO_CONFIRM, question=self.question, told=Text(self.zh, self.en))

    def words(self) -> Text:
        who, way = self.who.words(), ways(self.directions)
        said = Text(f"{who.zh}{way.zh}时核实：{self.zh}", f"confirm for {who.en} on the way {way.en}: {self.en}")
        return Text(f"{said.zh}（代号 {self.question}）", f"{said.en} (key {self.question})")

    def notice(self) -> Text:
        who, way, asked = posted.whom(self.who), posted.going(self.directions), posted.asking(Text(self.zh, self.en))
        return Text(
            f"{who.zh}{way.zh}时，门岗会核实：{asked.zh}", f"when they {way.en}, {who.en} are asked: {asked.en}"
        )

    def faults(self) -> Iterator[Fault]:
        yield from faults_of_words({"question": self.question, "zh": self.zh, "en": self.en})
        if not self.directions:
            yield Fault("directions", Text("没有方向", "has no direction"))
        if self.question.partition(" ")[0] in RULES_OWN:
            yield Fault(
                "question",
                Text(
                    f"“{self.question}”是别的规则提问用的代号，请换一个",
                    f"“{self.question}” is the key under which another rule asks; choose another",
                ),
            )
        yield from self.who.faults("who")

    def contradicts(self, other: Confirm) -> bool:
        return self.question == other.question and (self == other or (self.zh, self.en) != (other.zh, other.en))
