"""One person at one gate at one moment: the facts a verdict may depend on, and what a rule may answer to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from gatepass.code import CodeFault
from gatepass.wording import Text

if TYPE_CHECKING:
    from gatepass.covenant import Covenant
    from gatepass.passbook import Entry


SILENT = Text("", "")


class Direction(StrEnum):
    """Which way somebody wants to go, seen from the community."""

    IN = "in"
    OUT = "out"


class VisitKind(StrEnum):
    """The people without a pass that a gate registers."""

    VISITOR = "visitor"
    COURIER = "courier"
    RIDER = "rider"
    VEHICLE = "vehicle"


class Site(StrEnum):
    """Where a temperature is taken."""

    FOREHEAD = "forehead"
    WRIST = "wrist"
    NECK = "neck"
    EAR = "ear"
    ARMPIT = "armpit"


class Outcome(StrEnum):
    """What the volunteer does next."""

    ADMIT = "admit"
    MEASURE = "measure"
    WAIT = "wait"
    REFER = "refer"
    REFUSE = "refuse"


class Reason(StrEnum):
    """Why. The list is closed: every reason has its rule, its sentences in both languages and its test."""

    NO_CODE = "no_code"
    UNREADABLE_IMAGE = "unreadable_image"
    NOT_A_PASS = "not_a_pass"
    MISREAD = "misread"
    OTHER_COMMUNITY = "other_community"
    NO_PASSBOOK = "no_passbook"
    PASS_UNREADABLE = "pass_unreadable"
    UNKNOWN_PASS = "unknown_pass"
    REVOKED = "revoked"
    REPLACED = "replaced"
    SPARE = "spare"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    PASSBOOK_STALE = "passbook_stale"
    CLOCK_DOUBTFUL = "clock_doubtful"
    CARD_FORGOTTEN = "card_forgotten"
    LISTED = "listed"
    QUARANTINE = "quarantine"
    CLASS_NOT_ADMITTED = "class_not_admitted"
    KIND_NOT_ADMITTED = "kind_not_admitted"
    KIND_OUTSIDE_HOURS = "kind_outside_hours"
    TO_THE_SHELF = "to_the_shelf"
    WRONG_GATE = "wrong_gate"
    CLOSED_HOURS = "closed_hours"
    QUOTA_USED = "quota_used"
    OUT_TOO_LONG = "out_too_long"
    SAME_WAY_AGAIN = "same_way_again"
    TO_CONFIRM = "to_confirm"
    TEMPERATURE_NEEDED = "temperature_needed"
    READINGS_TOO_CLOSE = "readings_too_close"
    DEVICE_OFF = "device_off"
    TEMPERATURE_UNTRUSTED = "temperature_untrusted"
    AIR_TOO_COLD = "air_too_cold"
    STILL_RESTING = "still_resting"
    ANOTHER_WAY = "another_way"
    FEVER = "fever"
    FEVER_AGAIN = "fever_again"
    FEVER_OF_VISITOR = "fever_of_visitor"
    FINE = "fine"


NAMES_NOBODY = frozenset(
    {Reason.NO_CODE, Reason.UNREADABLE_IMAGE, Reason.NOT_A_PASS, Reason.MISREAD, Reason.TEMPERATURE_NEEDED}
)
"""What is said of nobody, or decides nothing yet: a gate records none of it."""

OVERRIDABLE = tuple(
    reason
    for reason in Reason
    if reason not in NAMES_NOBODY | {Reason.NO_PASSBOOK, Reason.READINGS_TOO_CLOSE, Reason.FINE}
)
"""For which a covenant can let a volunteer pass somebody: recorded at a gate that has a covenant, and not over in some seconds."""


class Nothing(StrEnum):
    """What was held up where no code could be read at all."""

    NO_CODE = "no_code"
    UNREADABLE_IMAGE = "unreadable_image"


class Unknown(StrEnum):
    """A code of the right form that the passbook does not answer for, or a resident who has no card with them."""

    NO_PASSBOOK = "no_passbook"
    PASS_UNREADABLE = "pass_unreadable"
    UNKNOWN_PASS = "unknown_pass"
    CARD_FORGOTTEN = "card_forgotten"


class Reading(Struct, frozen=True, gc=False):
    """One temperature in °C: when, where on the body and by which device it was taken, and the air's °C where known."""

    celsius: float
    at: datetime
    site: Site = Site.FOREHEAD
    device: str = ""
    air: float | None = None


class Mark(Struct, frozen=True, array_like=True):
    """What the office noted of a pass's holder: on a list, in quarantine, excepted from the quota; from–to."""

    name: str
    since: date
    until: date | None = None

    def counts_on(self, day: date) -> bool:
        """Whether it counts on a local day; both ends are included."""
        return self.since <= day and (self.until is None or day <= self.until)


class Move(Struct, frozen=True, gc=False):
    """One earlier passage of somebody of the household; `person` is the lookup of the pass, whose class and marks follow."""

    at: datetime
    direction: Direction
    person: str
    pass_class: str = ""
    marks: tuple[Mark, ...] = ()


class Sort(Struct, frozen=True, gc=False):
    """What cases have in common that the same rules can object to: a kind of people (None: with a pass), a way, a class, a gate."""

    visit: VisitKind | None
    direction: Direction
    pass_class: str
    gate: str
    is_marked: bool


class Case(Struct, frozen=True, gc=False):
    """All that a verdict may depend on. `now` is local time with its zone.

    `earlier` are this person's readings and `history` the household's passages, both oldest first; `confirmed` are the
    questions that the volunteer has answered with yes; `passbook_age` is None where the gate cannot tell; `referred`: their
    temperature was given to the person on duty, and nobody has said since what became of them; `off` are the thermometers that a
    reference reading found off at this gate.
    """

    presented: Entry | CodeFault | Nothing | Unknown | VisitKind
    direction: Direction
    now: datetime
    covenant: Covenant
    reading: Reading | None = None
    earlier: tuple[Reading, ...] = ()
    history: Sequence[Move] = ()
    gate: str = ""
    confirmed: frozenset[str] = frozenset()
    passbook_age: timedelta | None = None
    clock_doubtful: bool = False
    referred: bool = False
    off: frozenset[str] = frozenset()

    @property
    def sort(self) -> Sort:
        """Which rules can object to it at all."""
        presented = self.presented
        if isinstance(presented, VisitKind):
            return Sort(presented, self.direction, "", self.gate, False)
        marked = bool(getattr(presented, "listed", ()))
        return Sort(None, self.direction, self.pass_class, self.gate, marked)

    @property
    def visit(self) -> VisitKind | None:
        """The kind of somebody without a pass."""
        return self.presented if isinstance(self.presented, VisitKind) else None

    @property
    def person(self) -> str:
        """The lookup of the pass, empty where there is none."""
        return str(getattr(self.presented, "lookup", ""))

    @property
    def pass_class(self) -> str:
        """The key of the pass's class, empty where there is none."""
        key: str = getattr(self.presented, "class_key", "")
        return key

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks of the pass's holder that count today."""
        listed: tuple[Mark, ...] = getattr(self.presented, "listed", ())
        if not listed:
            return ()
        today = self.now.date()
        return tuple(mark for mark in listed if mark.counts_on(today))

    def marks_change(self) -> datetime | None:
        """The next midnight at which a mark of the holder's begins or has ended; None where none ever does."""
        listed: tuple[Mark, ...] = getattr(self.presented, "listed", ())
        if not listed:
            return None
        begin, over = (mark.since for mark in listed), (mark.until for mark in listed)
        ends = (last + timedelta(days=1) for last in over if last and last != date.max)
        days = [day for day in (*begin, *ends) if day > self.now.date()]
        return datetime.combine(min(days), time(), self.now.tzinfo) if days else None

    def day_of(self, at: datetime) -> date:
        """The community's local day of a moment."""
        return (at if at.tzinfo is self.now.tzinfo else at.astimezone(self.now.tzinfo)).date()

    def midnight(self, days: int = 0) -> datetime:
        """The community's own midnight at which today began, or `days` later."""
        day = self.now.date() + timedelta(days=days)
        return datetime.combine(day, time(), self.now.tzinfo)

    def since(self, at: datetime) -> timedelta:
        """How long ago `at` was; in UTC, since a summer-time change puts wall clocks an hour out."""
        return self.now.astimezone(UTC) - at.astimezone(UTC)

    def is_past(self, at: datetime) -> bool:
        """Whether `at` is not still to come, which it may be when the clock was set back."""
        now = self.now
        may_mislead = at.fold or now.fold  # in an hour that comes twice, wall clocks do
        if at.tzinfo is now.tzinfo and not may_mislead:
            return at <= now
        return at.astimezone(UTC) <= now.astimezone(UTC)

    def last_own_move(self) -> Move | None:
        """The last passage with this very pass."""
        own = (move for move in reversed(self.history) if move.person == self.person and self.is_past(move.at))
        return next(own, None)

    def after(self, at: datetime, wait: timedelta) -> datetime:
        """The local moment that lies `wait` after `at`."""
        return (at.astimezone(UTC) + wait).astimezone(self.now.tzinfo)


def on_a_clock(at: datetime) -> datetime:
    """The local moment itself; of one that is left out when clocks go forward, the moment at which they do."""
    if at.utcoffset() == at.replace(fold=1 - at.fold).utcoffset():
        return at
    before, after = at.replace(fold=1).astimezone(UTC), at.replace(fold=0).astimezone(UTC)
    if after < before:  # it comes twice
        return at
    while after - before > timedelta.resolution:
        middle = before + (after - before) / 2
        is_before = middle.astimezone(at.tzinfo).replace(tzinfo=None) < at.replace(tzinfo=None)
        before, after = (middle, after) if is_before else (before, middle)
    return after.astimezone(at.tzinfo)


class Finding(Struct, frozen=True, gc=False):
    """What one rule objects to.

    `again_at` is the nearest moment at which the rule itself says something else, as far as it knows; `question` the key of
    what the volunteer could confirm; `told` what this very rule wants to be said (a list's name, a question, another gate).
    """

    outcome: Outcome
    reason: Reason
    again_at: datetime | None = None
    question: str = ""
    told: Text = SILENT
