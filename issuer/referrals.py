"""For whom the person on duty would have been called, in a replay, and when that ended. It judges nobody.

Where the gate called them too, the ledger tells what became of them. Where the draft alone does, nobody was asked: that is
forgotten with the high reading.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gatepass.case import Outcome, Reason
from gatepass.events import Judged
from gatepass.kinds import TemperatureRule
from issuer.tally import Judgement


@dataclass(slots=True)
class Referrals:
    """By the key under which somebody's readings stand; `counts_for` is how long the draft remembers a high reading."""

    counts_for: timedelta
    _until: dict[str, datetime | None] = field(default_factory=dict)
    _of_events: dict[str, str] = field(default_factory=dict)
    _set_aside: dict[str, tuple[str, datetime | None]] = field(default_factory=dict)

    def has(self, key: str, now: datetime) -> bool:
        """Whether nobody has said yet what became of them."""
        if key not in self._until:
            return False
        until = self._until[key]
        return until is None or now <= until

    def note(self, key: str, done: Judgement) -> None:
        """What the draft says of somebody with a story, and what the gate had said."""
        reason, was = done.reason, done.was
        if was.reason in TemperatureRule.reasons:
            self._of_events[done.event.id] = key
        if reason is not Reason.FEVER_AGAIN:
            return
        if was.outcome is Outcome.ADMIT and done.case.reading:
            self._until.pop(key, None)  # measured and let in, as gates did before they remembered
        elif was.reason is Reason.FEVER_AGAIN:
            self._until[key] = None
        elif not self.has(key, done.case.now):
            self._until[key] = done.case.now + self.counts_for

    def happened(self, key: str, event: str, was: Judged) -> None:
        """What the gate said before the days that are judged again."""
        if was.reason in TemperatureRule.reasons:
            self._of_events[event] = key
        if was.reason is Reason.FEVER_AGAIN:
            self._until[key] = None

    def end(self, key: str) -> None:
        """Somebody said what became of them."""
        self._until.pop(key, None)

    def set_aside(self, override: str, scan: str) -> None:
        """The volunteer let them pass against what their temperature said."""
        key = self._of_events.get(scan)
        if key in self._until:
            self._set_aside[override] = key, self._until.pop(key)

    def take_back(self, override: str) -> None:
        """That did not take place."""
        if override in self._set_aside:
            key, until = self._set_aside.pop(override)
            self._until.setdefault(key, until)
