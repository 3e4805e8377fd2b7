"""The verdict: what the covenant says about one person at one gate at one moment. One pure function, shared by all.

`RULES` is the whole order of priority and reads as a sentence: who, then whether, then when, then how hot. The first
rule that objects decides.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from gatepass.code import CodeFault
from gatepass.covenant import Covenant, Direction, VisitKind
from gatepass.passbook import Entry
from gatepass.passes import Status

READING_COUNTS_FOR = timedelta(hours=4)


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
    UNKNOWN_PASS = "unknown_pass"
    REVOKED = "revoked"
    REPLACED = "replaced"
    SPARE = "spare"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    KIND_NOT_ADMITTED = "kind_not_admitted"
    CLOSED_HOURS = "closed_hours"
    TEMPERATURE_NEEDED = "temperature_needed"
    TEMPERATURE_UNTRUSTED = "temperature_untrusted"
    FEVER = "fever"
    FEVER_AGAIN = "fever_again"
    FEVER_OF_VISITOR = "fever_of_visitor"
    FINE = "fine"


class Nothing(StrEnum):
    """What was held up where no code could be read at all."""

    NO_CODE = "no_code"
    UNREADABLE_IMAGE = "unreadable_image"


class Unknown(StrEnum):
    """A code of the right form that the passbook does not answer for."""

    NO_PASSBOOK = "no_passbook"
    UNKNOWN_PASS = "unknown_pass"


Presented = Entry | CodeFault | Nothing | Unknown | VisitKind


@dataclass(frozen=True, slots=True)
class Reading:
    """One temperature: °C at the forehead, and when it was taken."""

    celsius: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """All that a verdict may depend on. `now` is local time with its zone; `earlier` are this person's readings, oldest first."""

    presented: Presented
    direction: Direction
    now: datetime
    covenant: Covenant
    reading: Reading | None = None
    earlier: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule objects to; `again_at` is the nearest moment at which that would change."""

    outcome: Outcome
    reason: Reason
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The finding that decides, and the version of the covenant it was judged by."""

    outcome: Outcome
    reason: Reason
    covenant: int
    again_at: datetime | None = None


def nothing_was_read(case: Case) -> Finding | None:
    """No code in the picture, or no picture."""
    return _refuse(case.presented.value) if isinstance(case.presented, Nothing) else None


def code_is_no_pass_of_ours(case: Case) -> Finding | None:
    """A payment code, a misread code, another community's pass."""
    return _refuse(case.presented.value) if isinstance(case.presented, CodeFault) else None


def passbook_is_missing(case: Case) -> Finding | None:
    """A gate that never had a passbook cannot say that a pass is unknown."""
    return Finding(Outcome.REFER, Reason.NO_PASSBOOK) if case.presented is Unknown.NO_PASSBOOK else None


def pass_is_unknown(case: Case) -> Finding | None:
    """The right form, but never issued: forged, or issued after this passbook."""
    return _refuse(case.presented.value) if case.presented is Unknown.UNKNOWN_PASS else None


def pass_is_no_longer_good(case: Case) -> Finding | None:
    """Revoked, replaced by a newer issue, or ended by the office."""
    if isinstance(case.presented, Entry) and case.presented.status in (
        Status.REVOKED,
        Status.REPLACED,
        Status.EXPIRED,
    ):
        return _refuse(case.presented.status.value)
    return None


def pass_is_outside_its_days(case: Case) -> Finding | None:
    """Before its first or after its last day, by the community's own midnight."""
    if not isinstance(case.presented, Entry):
        return None
    today, validity = case.now.date(), case.presented.validity
    if today < validity.since:
        opens = case.now.replace(
            year=validity.since.year, month=validity.since.month, day=validity.since.day,
            hour=0, minute=0, second=0, microsecond=0,
        )  # fmt: skip
        return Finding(Outcome.REFUSE, Reason.NOT_YET_VALID, opens)
    if validity.until and today > validity.until:
        return _refuse(Reason.EXPIRED)
    return None


def pass_is_a_spare(case: Case) -> Finding | None:
    """A spare that nobody has been bound to yet."""
    spare = isinstance(case.presented, Entry) and case.presented.status is Status.SPARE
    return Finding(Outcome.REFER, Reason.SPARE) if spare else None


def kind_is_not_admitted(case: Case) -> Finding | None:
    """A kind of people without a pass that the covenant keeps out; leaving is always open to them."""
    if case.direction is Direction.OUT or not isinstance(case.presented, VisitKind):
        return None
    return None if case.covenant.visit_rule(case.presented).admitted else _refuse(Reason.KIND_NOT_ADMITTED)


def gate_is_closed(case: Case) -> Finding | None:
    """The covenant's closed hours; the volunteer calls the person on duty, since somebody may need a hospital."""
    opens = case.now
    for _ in case.covenant.closed:  # one closed time may begin where another ends
        ends = [hours.end for hours in case.covenant.closed if hours.holds(opens.time())]
        opens = _next(ends[0], opens) if ends else opens
    return Finding(Outcome.REFER, Reason.CLOSED_HOURS, opens) if opens != case.now else None


def temperature_is_missing(case: Case) -> Finding | None:
    """The covenant measures people who go this way, and this one was not measured yet."""
    if case.covenant.measures(case.direction) and case.reading is None:
        return Finding(Outcome.MEASURE, Reason.TEMPERATURE_NEEDED)
    return None


def forehead_is_too_cold_to_tell(case: Case) -> Finding | None:
    """A reading from the cold is not a good one: warm up, measure again."""
    rule = case.covenant.temperature
    if rule and case.reading and case.reading.celsius < rule.untrusted_below:
        return Finding(Outcome.WAIT, Reason.TEMPERATURE_UNTRUSTED)
    return None


def somebody_has_a_fever(case: Case) -> Finding | None:
    """A visitor is turned away; a resident rests and is measured again; high twice goes to the person on duty."""
    rule = case.covenant.temperature
    if rule is None or case.reading is None or case.reading.celsius < rule.fever:
        return None
    if isinstance(case.presented, VisitKind):
        return _refuse(Reason.FEVER_OF_VISITOR)
    if any(_counts(reading, case.now) and reading.celsius >= rule.fever for reading in case.earlier):
        return Finding(Outcome.REFER, Reason.FEVER_AGAIN)
    rested = case.now.astimezone(UTC) + timedelta(minutes=rule.rest_minutes)
    return Finding(Outcome.WAIT, Reason.FEVER, rested.astimezone(case.now.tzinfo))


RULES: tuple[Callable[[Case], Finding | None], ...] = (
    nothing_was_read,
    code_is_no_pass_of_ours,
    passbook_is_missing,
    pass_is_unknown,
    pass_is_no_longer_good,
    pass_is_outside_its_days,
    pass_is_a_spare,
    kind_is_not_admitted,
    gate_is_closed,
    temperature_is_missing,
    forehead_is_too_cold_to_tell,
    somebody_has_a_fever,
)


def judge(case: Case) -> Verdict:
    """The verdict of the first rule that objects, or `admit`."""
    objection = next((finding for rule in RULES if (finding := rule(case))), Finding(Outcome.ADMIT, Reason.FINE))
    return Verdict(objection.outcome, objection.reason, case.covenant.version, objection.again_at)


def _refuse(reason: str) -> Finding:
    return Finding(Outcome.REFUSE, Reason(reason))


def _next(at: time, after: datetime) -> datetime:
    """The next moment after `after` at which the wall clock shows `at`."""
    today = after.replace(hour=at.hour, minute=at.minute, second=at.second, microsecond=at.microsecond)
    return today if today > after else today + timedelta(days=1)


def _counts(reading: Reading, now: datetime) -> bool:
    """In UTC, since two times of one zone are subtracted as wall clocks, which a summer-time change puts an hour out."""
    return timedelta(0) <= now.astimezone(UTC) - reading.at.astimezone(UTC) <= READING_COUNTS_FOR
