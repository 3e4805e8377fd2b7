"""Home quarantine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from gatepass.case import Case, Direction, Finding, Outcome, Reason, Sort
from gatepass.kinds import posted
from gatepass.kinds.base import WAYS_LABEL, Fault, Label, Names, Rule, Stage, Then, mark_words, ways
from gatepass.kinds.listed import Listed
from gatepass.wording import Text


class Quarantine(Rule, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="quarantine"):
    """Home quarantine of those whom the office marked so, from–to: out only by the person on duty; deliveries come all the same."""

    reasons: ClassVar[tuple[Reason, ...]] = (Reason.QUARANTINE,)
    title: ClassVar[Text] = Text("居家隔离", "home quarantine")
    labels: ClassVar[Mapping[str, Label]] = {
        "mark": Label("名单", "list", names=Names.MARKS),
        "directions": WAYS_LABEL,
    }

    mark: str = "quarantine"
    directions: tuple[Direction, ...] = (Direction.OUT,)

    def stage(self) -> Stage:
        return Stage.LISTED

    def may_object(self, sort: Sort) -> bool:
        return sort.is_marked and sort.direction in self.directions

    def objection(self, case: Case) -> Finding | None:
        if case.direction not in self.directions:
            return None
        if not any(mark.name == self.mark for mark in case.marks):
            return None
        return Finding(Outcome.REFER, Reason.QUARANTINE, case.marks_change())

    def words(self) -> Text:
        who, way = mark_words(self.mark), ways(self.directions)
        return Text(
            f"{who.zh}的人{way.zh}须请示值班人员，物品代送",
            f"whoever is {who.en} goes {way.en} only by the person on duty; goods are brought",
        )

    def notice(self) -> Text:
        who, met = posted.on_list(self.mark), posted.stopped(Then.REFER, self.directions)
        return Text(
            f"{who.zh}{met.zh}，生活物品送到家门口", f"{who.en} {met.en}; what they need is brought to their door"
        )

    def faults(self) -> Iterator[Fault]:
        if not self.mark:
            yield Fault("mark", Text("没有写名单", "names no list"))
        if not self.directions:
            yield Fault("directions", Text("没有方向", "has no direction"))

    def wrong_beside(self, other: Rule) -> Text | None:
        refused_by_list = (
            isinstance(other, Listed)
            and other.then is Then.REFUSE
            and self.mark in other.marks
            and set(self.directions) <= set(other.directions)
        )
        if not refused_by_list:
            return super().wrong_beside(other)
        return Text(
            "永远轮不到，因为{other}对同一名单已经不放行，请只留一条",
            "is never reached: {other} stops the same list; keep one of the two",
        )

    def contradicts(self, other: Quarantine) -> bool:
        return self.mark == other.mark and bool(set(self.directions) & set(other.directions))
