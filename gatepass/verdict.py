"""The verdict: what the covenant says about one person at one gate at one moment. One pure function, shared by all.

First the pass itself (`PASS_RULES`), then the covenant's rules by their stage: whether at all, where, when, how often, what
is to be asked, how hot. The first that objects decides. `docs/rules.md` is the whole order as a table.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from gatepass.case import (
    SILENT,
    Case,
    Direction,
    Finding,
    Nothing,
    Outcome,
    Reading,
    Reason,
    Unknown,
    VisitKind,
    on_a_clock,
)
from gatepass.code import CodeFault
from gatepass.kinds import Forgotten, Rule, TemperatureRule
from gatepass.passbook import Entry
from gatepass.passes import Status
from gatepass.wording import Text

__all__ = (
    "PASS_RULES",
    "Answered",
    "Case",
    "Declined",
    "Finding",
    "Nothing",
    "Outcome",
    "PassRule",
    "Reading",
    "Reason",
    "Unknown",
    "Verdict",
    "deciding",
    "judge",
    "judge_answered",
)


class Verdict(Struct, frozen=True, gc=False):
    """The finding that decides, and the version of the covenant it was judged by.

    `again_at` is the first moment at which no rule stops the same case any more; None where no time changes it.
    """

    outcome: Outcome
    reason: Reason
    covenant: int
    again_at: datetime | None = None
    question: str = ""
    told: Text = SILENT


_SPARE = Status.SPARE
_NO_LONGER_GOOD = (Status.REVOKED, Status.REPLACED, Status.EXPIRED)


def nothing_was_read(case: Case) -> Finding | None:
    """No code in the picture, or no picture."""
    return _refuse(case.presented.value) if isinstance(case.presented, Nothing) else None


def code_is_no_pass_of_ours(case: Case) -> Finding | None:
    """A payment code, a misread code, another community's pass."""
    return _refuse(case.presented.value) if isinstance(case.presented, CodeFault) else None


def passbook_is_missing(case: Case) -> Finding | None:
    """A gate that never had a passbook cannot say that a pass is unknown."""
    return Finding(Outcome.REFER, Reason.NO_PASSBOOK) if case.presented is Unknown.NO_PASSBOOK else None


def pass_is_unreadable(case: Case) -> Finding | None:
    """This gate's passbook is damaged, so that it cannot say that a pass is unknown."""
    return Finding(Outcome.REFER, Reason.PASS_UNREADABLE) if case.presented is Unknown.PASS_UNREADABLE else None


def pass_is_unknown(case: Case) -> Finding | None:
    """The right form, but never issued: forged, or issued after this passbook."""
    return _refuse(case.presented.value) if case.presented is Unknown.UNKNOWN_PASS else None


def pass_is_no_longer_good(case: Case) -> Finding | None:
    """Revoked, replaced by a newer issue, or ended by the office."""
    if isinstance(case.presented, Entry) and case.presented.status in _NO_LONGER_GOOD:
        return _refuse(case.presented.status.value)
    return None


def pass_is_outside_its_days(case: Case) -> Finding | None:
    """Before its first or after its last day, by the community's own midnight."""
    entry = case.presented
    if not isinstance(entry, Entry):
        return None
    today = case.now.date()
    if today < entry.since:
        return Finding(Outcome.REFUSE, Reason.NOT_YET_VALID, datetime.combine(entry.since, time(), case.now.tzinfo))
    return _refuse(Reason.EXPIRED) if entry.until and today > entry.until else None


def pass_is_a_spare(case: Case) -> Finding | None:
    """A spare that nobody has been bound to yet."""
    spare = isinstance(case.presented, Entry) and case.presented.status is _SPARE
    return Finding(Outcome.REFER, Reason.SPARE) if spare else None


def kind_is_not_named(case: Case) -> Finding | None:
    """A kind of people without a pass that the covenant does not name is kept out; leaving is always open to them."""
    if case.visit is None or case.direction is Direction.OUT:
        return None
    named = any(rule.kind is case.visit for rule in case.covenant.visits)
    return None if named else _refuse(Reason.KIND_NOT_ADMITTED)


def nobody_knows_who(case: Case) -> Finding | None:
    """A resident without a card of whom the covenant does not speak: never the word alone, so the person on duty is called."""
    if case.presented is not Unknown.CARD_FORGOTTEN or case.covenant.of_kind(Forgotten):
        return None
    return Finding(Outcome.REFER, Reason.CARD_FORGOTTEN)


@dataclass(frozen=True, slots=True)
class PassRule:
    """A rule of the pass itself, which stands in no covenant: all reasons that it may give, and of what it speaks."""

    objection: Callable[[Case], Finding | None]
    reasons: tuple[Reason, ...]
    presented: type


PASS_RULES = (
    PassRule(nothing_was_read, (Reason.NO_CODE, Reason.UNREADABLE_IMAGE), Nothing),
    PassRule(code_is_no_pass_of_ours, (Reason.NOT_A_PASS, Reason.MISREAD, Reason.OTHER_COMMUNITY), CodeFault),
    PassRule(passbook_is_missing, (Reason.NO_PASSBOOK,), Unknown),
    PassRule(pass_is_unreadable, (Reason.PASS_UNREADABLE,), Unknown),
    PassRule(pass_is_unknown, (Reason.UNKNOWN_PASS,), Unknown),
    PassRule(pass_is_no_longer_good, (Reason.REVOKED, Reason.REPLACED, Reason.EXPIRED), Entry),
    PassRule(pass_is_outside_its_days, (Reason.NOT_YET_VALID, Reason.EXPIRED), Entry),
    PassRule(pass_is_a_spare, (Reason.SPARE,), Entry),
    PassRule(kind_is_not_named, (Reason.KIND_NOT_ADMITTED,), VisitKind),
    PassRule(nobody_knows_who, (Reason.CARD_FORGOTTEN,), Unknown),
)

_HOW_HOT = frozenset(TemperatureRule.reasons)
_STEPS = 20
_FURTHEST = timedelta(days=3660)
_OF_WHAT = {
    presented: tuple(rule for rule in PASS_RULES if rule.presented is presented)
    for presented in (Entry, CodeFault, Nothing, Unknown, VisitKind)
}


def judge(case: Case) -> Verdict:
    """The verdict of the first rule that objects, or `admit`."""
    for rule in _rules_for(case):
        found = rule.objection(case)
        if found:
            return _verdict(found, case)
    return _fine(case)


def deciding(case: Case) -> PassRule | Rule | None:
    """The rule that decides, None where none objects."""
    return next((rule for rule in _rules_for(case) if rule.objection(case)), None)


class Answered(Struct, frozen=True, gc=False):
    """What decides after every question was answered with yes: the case by then, what objects by which rule, how many questions.

    Nothing objects to who is admitted. The whole verdict is made when it is asked for: a time to be told takes long to find.
    """

    case: Case
    found: Finding | None
    rule: PassRule | Rule | None
    questions: int

    @property
    def outcome(self) -> Outcome:
        """That of the verdict."""
        return self.found.outcome if self.found else Outcome.ADMIT

    @property
    def reason(self) -> Reason:
        """That of the verdict."""
        return self.found.reason if self.found else Reason.FINE

    @property
    def verdict(self) -> Verdict:
        """All that would be told."""
        return _verdict(self.found, self.case) if self.found else _fine(self.case)


class Declined(Struct, frozen=True, gc=False):
    """A question that was answered with no; of one asked before gates noted which, its `question` is empty: the reason tells."""

    reason: Reason
    question: str = ""

    def is_of(self, found: Finding) -> bool:
        """Whether it is what a finding asks."""
        return found.question == self.question if self.question else found.reason is self.reason


def judge_answered(case: Case, declined: Declined | None = None) -> Answered:
    """Judges as if the volunteer confirmed all that is asked but what was declined. A yes never makes a rule object that did not before."""
    questions = 0
    for rule in _rules_for(case):
        found = rule.objection(case)
        while found and found.question and found.question not in case.confirmed:
            if declined and declined.is_of(found):
                return Answered(case, found, rule, questions + 1)
            case, questions = replace(case, confirmed=case.confirmed | {found.question}), questions + 1
            found = rule.objection(case)
        if found:
            return Answered(case, found, rule, questions)
    return Answered(case, None, None, questions)


def _rules_for(case: Case) -> Iterator[PassRule | Rule]:
    return chain(_OF_WHAT[type(case.presented)], case.covenant.asked(case.sort))


def _verdict(found: Finding, case: Case) -> Verdict:
    again_at = _again_at(found, case)
    return Verdict(found.outcome, found.reason, case.covenant.version, again_at, found.question, found.told)


def _fine(case: Case) -> Verdict:
    return Verdict(Outcome.ADMIT, Reason.FINE, case.covenant.version)


def _again_at(found: Finding, case: Case) -> datetime | None:
    """The first moment at which nothing but a question or a temperature stands against somebody stopped, if nobody passes meanwhile.

    A rule knows its own time alone: when the gate opens, another may still object. None where no moment was found within
    `_STEPS` such times, or none in the next ten years. Of a temperature it is when to measure again.
    """
    if found.reason in _HOW_HOT or (found.question and not found.again_at):
        return found.again_at
    asked = found.reason if found.question else None
    rules, furthest = tuple(_rules_for(case)), case.now + _FURTHEST
    for _ in range(_STEPS):
        again, marks_change = found.again_at, case.marks_change()
        at = min(again, marks_change) if again and marks_change else again or marks_change
        if at is None or at > furthest:
            return None
        case = replace(case, now=on_a_clock(at))
        ahead = _in_the_way(case, rules, asked)
        if ahead is None:
            return case.now
        found = ahead
    return None


def _in_the_way(case: Case, rules: tuple[PassRule | Rule, ...], asked: Reason | None) -> Finding | None:
    """The first objection that no yes answers; to somebody who is `asked` for a reason already, also a question for that one."""
    for rule in rules:
        found = rule.objection(case)
        if found and found.reason not in _HOW_HOT and (not found.question or found.reason is asked):
            return found
    return None


def _refuse(reason: str) -> Finding:
    return Finding(Outcome.REFUSE, Reason(reason))
