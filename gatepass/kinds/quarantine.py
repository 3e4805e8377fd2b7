"""Home quarantine."""

from __future__ import annotations

from gatepass.case import Case, Direction, Finding, Outcome, Reason
from gatepass.kinds.base import (
    Rule,
    Stage,
    end_of,
    marks_of,
)
from gatepass.wording import Text


class Quarantine(Rule, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="quarantine"):
    """Home quarantine of those whom the office marked so, from–to: out only by the person on duty."""

    mark: str = "quarantine"
    directions: tuple[Direction, ...] = (Direction.OUT,)

    def stage(self) -> Stage:
        return Stage.LISTED

    def objection(self, case: Case) -> Finding | None:
        if case.direction not in self.directions:
            return None
        mark = next((mark for mark in marks_of(case) if mark.name == self.mark), None)
        return Finding(Outcome.REFER, Reason.QUARANTINE, end_of(mark.until, case)) if mark else None

    def words(self) -> Text:
        return Text(
            "居家隔离期间不外出，急事请示值班人员，物品代送",
            "home quarantine: out only by the person on duty; goods are brought",
        )
