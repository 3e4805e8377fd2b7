"""People whom the office marked: lists to check against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from msgspec import UNSET, UnsetType

from gatepass.case import Case, Direction, Finding, Outcome, Reason, Sort
from gatepass.kinds import posted
from gatepass.kinds.base import (
    THE_SAME,
    THEN_LABEL,
    THEN_WORDS,
    WAYS_LABEL,
    Fault,
    Label,
    Names,
    Rule,
    Stage,
    Then,
    is_as_strict,
    joined,
    led,
    mark_words,
    ways,
)
from gatepass.kinds.written import faults_of_words
from gatepass.wording import Text


class Listed(Rule, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="listed"):
    """Somebody whom the office marked (key persons, returnees, under 12, over 65): what to do when they appear."""

    reasons: ClassVar[tuple[Reason, ...]] = (Reason.LISTED,)
    title: ClassVar[Text] = Text("名单", "a list to check against")
    usual: ClassVar[Mapping[str, object]] = {"but_marks": ()}
    labels: ClassVar[Mapping[str, Label]] = {
        "marks": Label("名单", "lists", names=Names.MARKS),
        "zh": Label("怎么办（中文）", "what to do, in Chinese"),
        "en": Label("怎么办（英文）", "what to do, in English"),
        "directions": WAYS_LABEL,
        "then": THEN_LABEL,
        "but_marks": Label("除外：也在这些名单上的人", "except people on these lists too", names=Names.MARKS),
    }

    marks: tuple[str, ...]
    zh: str
    en: str
    directions: tuple[Direction, ...] = (Direction.IN, Direction.OUT)
    then: Then = Then.REFER
    but_marks: tuple[str, ...] | UnsetType = UNSET

    def stage(self) -> Stage:
        return Stage.LISTED

    def may_object(self, sort: Sort) -> bool:
        return sort.is_marked and sort.direction in self.directions

    def objection(self, case: Case) -> Finding | None:
        if case.direction not in self.directions:
            return None
        mark = next((mark for mark in case.marks if mark.name in self.marks), None)
        if mark is None or any(each.name in self._excepted for each in case.marks):
            return None
        told, question = Text(self.zh, self.en), f"listed {mark.name}"
        return led(self, self.then, case, Finding(Outcome.WAIT, Reason.LISTED, case.marks_change(), question, told))

    @property
    def _excepted(self) -> tuple[str, ...]:
        return () if self.but_marks is UNSET else self.but_marks

    def words(self) -> Text:
        then, names, way = THEN_WORDS[self.then], joined(map(mark_words, self.marks)), ways(self.directions)
        excepted = joined(map(mark_words, self._excepted))
        but, en_but = (f"（{excepted.zh}除外）", f", except {excepted.en},") if self._excepted else ("", "")
        return Text(
            f"名单“{names.zh}”的人{but}{way.zh}：{self.zh}（{then.zh}）",
            f"whoever is listed ({names.en}){en_but} on the way {way.en}: {self.en} ({then.en})",
        )

    def notice(self) -> Text:
        who, but = posted.on_lists(self.marks), posted.on_lists(self._excepted)
        except_, en_except = (f"（{but.zh}除外）", f" (but not {but.en})") if self._excepted else ("", "")
        met = posted.stopped(self.then, self.directions)
        return Text(f"{who.zh}{except_}{met.zh}：{self.zh}", f"{who.en}{en_except} {met.en}: {self.en}")

    def faults(self) -> Iterator[Fault]:
        yield from faults_of_words({"zh": self.zh, "en": self.en})
        if not self.marks:
            yield Fault("marks", Text("没有写名单", "names no list"))
        if set(self.marks) & set(self._excepted):
            yield Fault("but_marks", Text("名单上的又除外", "excepts a list that it names"))
        if not self.directions:
            yield Fault("directions", Text("没有方向", "has no direction"))

    def wrong_beside(self, other: Rule) -> Text | None:
        same = super().wrong_beside(other)
        if same or not isinstance(other, Listed):
            return same
        one_list = set(self.marks) == set(other.marks) and bool(set(self.directions) & set(other.directions))
        return THE_SAME if one_list else self._after(other)

    def _after(self, other: Listed) -> Text | None:
        asked_before = other.then is not Then.ASK and is_as_strict(other.then, self.then)
        within = set(self.marks) <= set(other.marks) and set(self.directions) <= set(other.directions)
        if not (asked_before and within):
            return None
        return Text(
            "永远轮不到，因为{other}先管了这些名单，请从那里去掉",
            "is never reached: {other} comes first for these lists; take them out there",
        )
