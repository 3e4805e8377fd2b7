"""What the gate's page shows of the person in front of it, and for how long."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from gatepass.case import Reading
from gatepass.covenant import Direction
from gatepass.verdict import Outcome, Verdict
from gatepass.wording import Refusal
from kiosk.attention import NOWHERE, Eye
from kiosk.guidance import Hint
from kiosk.passages import Decision, Presentation

_RUNS = 2**32
_NUMBERS_OF_A_RUN = 2**20  # together they fit into what JavaScript counts exactly
VERDICT_STAYS = timedelta(seconds=12)
ASKING_STAYS = timedelta(minutes=3)


class Phase(StrEnum):
    """What the screen shows."""

    READY = "ready"
    ASKING = "asking"
    CONFIRMING = "confirming"
    VERDICT = "verdict"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a screen, from the start of its program to the end. A page stays open over many, and has to tell them apart."""

    id: int

    @staticmethod
    def new() -> "Run":
        """A run like none before it."""
        return Run(secrets.randbelow(_RUNS))

    @property
    def first(self) -> int:
        """The number of its first screen."""
        return self.id * _NUMBERS_OF_A_RUN + 1


@dataclass(frozen=True, slots=True)
class Screen:
    """All that the gate's page shows of the person in front of it.

    `number` is that of the person and of what they are asked: whatever is done about them names it. It stays while only what
    stands beside them changes, and no two runs of a gate share one. `change` grows with everything that can be seen.

    `confirmed` are the questions about them that were answered with yes so far. `switch` is where the switch stands, None for
    the rules' guess; `eye` saw the person, or is the camera to be looked at. `since` is an uptime of `appkit.clocks`.
    """

    number: int
    change: int
    phase: Phase
    switch: Direction | None
    since: timedelta
    eye: Eye = NOWHERE
    presentation: Presentation | None = None
    decision: Decision | None = None
    reading: Reading | None = None
    confirmed: frozenset[str] = frozenset()
    fault: Refusal | None = None
    hint: Hint | None = None

    @property
    def direction(self) -> Direction | None:
        """The way of the person on the screen."""
        return self.decision.direction if self.decision else None

    def is_over(self, now: timedelta) -> bool:
        """Whether it gives way to ready by itself."""
        stays = _STAYS.get(self.phase)
        return stays is not None and now - self.since > stays

    @property
    def is_guessed(self) -> bool:
        """Whether neither a camera nor the switch told the way of the person on the screen."""
        return self.decision is not None and self.switch is None and self.eye.direction is None


_STAYS = {
    Phase.VERDICT: VERDICT_STAYS,
    Phase.FAULT: VERDICT_STAYS,
    Phase.ASKING: ASKING_STAYS,
    Phase.CONFIRMING: ASKING_STAYS,
}


def phase_after(verdict: Verdict) -> Phase:
    """What is shown on a verdict."""
    if verdict.outcome is Outcome.MEASURE:
        return Phase.ASKING
    return Phase.CONFIRMING if verdict.question else Phase.VERDICT
