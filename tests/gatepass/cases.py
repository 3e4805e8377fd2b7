"""Cases at one gate on one February morning, made with as few words as a test needs."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import structs
from msgspec.structs import replace

from gatepass.case import Case, Direction, Mark, Move, Reading, VisitKind
from gatepass.covenant import ClosedHours, Covenant, TemperatureRule, VisitRule
from gatepass.passbook import Entry
from gatepass.passes import Status
from gatepass.verdict import Outcome, Verdict, judge

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NOW = datetime(2020, 2, 10, 9, 37, tzinfo=SHANGHAI)
AT_NIGHT = NOW.replace(hour=23, minute=15)
IN, OUT = Direction
ADMIT, MEASURE, WAIT, REFER, REFUSE = Outcome
ENTRY = Entry("ab" * 16, Status.VALID, date(2020, 2, 1), date(2020, 2, 29), "h-8f3a", b"")
WIFE = "cd" * 16
COVENANT = Covenant(
    "封闭管理",
    version=3,
    closed=(ClosedHours(time(22, 30), time(6, 30)),),
    temperature=TemperatureRule(),
    visits=(VisitRule(VisitKind.COURIER), VisitRule(VisitKind.VISITOR, admitted=False)),
)


def reading(celsius, at=NOW, **more):
    return Reading(celsius, at, **more)


def entry(pass_class="owner", *marks, **changes):
    """A pass of a class whose holder is marked from January on, or from–to where a mark says so."""
    listed = tuple(each if isinstance(each, Mark) else Mark(each, date(2020, 1, 1)) for each in marks)
    return structs.replace(ENTRY, pass_class=pass_class, marks=listed, **changes)


def case(presented=ENTRY, **changes):
    return replace(Case(presented, IN, NOW, COVENANT, reading(36.5)), **changes)


def covenant_of(*rules, **changes):
    """A covenant of these rules alone."""
    return Covenant("x", rules=rules, **changes)


def under(rule, presented=ENTRY, **changes):
    """A case that this one rule decides about."""
    return case(presented, **{"covenant": covenant_of(rule), **changes})


def in_february(day, hour, minute=0):
    return datetime(2020, 2, day, hour, minute, tzinfo=SHANGHAI)


def moved(direction, at=NOW - timedelta(hours=1), person=ENTRY.lookup, pass_class="owner", *marks):
    return Move(at, direction, person, pass_class, tuple(Mark(name, date(2020, 1, 1)) for name in marks))


def said(judged):
    """What the verdict of a case comes to: outcome, reason, and the nearest moment that changes it."""
    verdict = judge(judged)
    return verdict.outcome, verdict.reason, verdict.again_at


def told(judged):
    verdict = judge(judged)
    return Verdict(verdict.outcome, verdict.reason, verdict.covenant, verdict.again_at)
