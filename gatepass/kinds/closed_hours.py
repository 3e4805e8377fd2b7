"""Daily hours in which nobody passes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import ClassVar

from msgspec import UNSET, UnsetType

from gatepass.case import Case, Finding, Outcome, Reason
from gatepass.kinds.base import Fault, Hours, Rule, Stage, next_time
from gatepass.wording import Text


class ClosedHours(Rule, frozen=True, forbid_unknown_fields=True):
    """A daily time in which nobody passes; the person on duty decides, since somebody may need a hospital."""

    reasons: ClassVar[tuple[Reason, ...]] = (Reason.CLOSED_HOURS,)

    begin: time
    end: time
    gates: tuple[str, ...] | UnsetType = UNSET

    def stage(self) -> Stage:
        return Stage.WHEN

    def holds(self, at: time) -> bool:
        """Whether the time of day `at` lies in these hours."""
        return Hours(self.begin, self.end).holds(at)

    def concerns(self, case: Case) -> bool:
        """Whether they are this gate's."""
        return self.gates is UNSET or case.gate in self.gates

    def objection(self, case: Case) -> Finding | None:
        if not self.concerns(case) or not self.holds(case.now.time()):
            return None
        opens = case.now
        closed = [hours for hours in case.covenant.closed if hours.concerns(case)]
        for _ in closed:  # one closed time may begin where another ends
            ends = [hours.end for hours in closed if hours.holds(opens.time())]
            opens = next_time(ends[0], opens) if ends else opens
        return Finding(Outcome.REFER, Reason.CLOSED_HOURS, opens)

    def words(self) -> Text:
        hours = Hours(self.begin, self.end).words()
        gates = "、".join(() if self.gates is UNSET else self.gates)
        return Text(
            f"{gates or '各门'} {hours} 关门，急事请示值班人员",
            f"{gates or 'all gates'} closed {hours}; in an emergency call the person on duty",
        )

    def faults(self) -> Iterator[Fault]:
        yield from Hours(self.begin, self.end).faults("end")
        if self.gates is not UNSET and not self.gates:
            yield Fault("gates", Text("没有写大门", "names no gate"))
