"""The time that somebody stopped is told is the first at which nothing but a question or a temperature stands against them."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from gatepass.case import Mark, VisitKind
from gatepass.covenant import ClosedHours, Covenant, VisitRule, faults
from gatepass.kinds import Classes, Gates, Hours, Listed, OnlyBy, Per, Quota, SameWay, Who
from gatepass.passbook import Entry
from gatepass.passes import Status
from gatepass.sentences import remedy
from gatepass.verdict import Reason, judge
from gatepass.wording import Language
from tests.gatepass.cases import (
    ADMIT,
    BERLIN,
    IN,
    NOW,
    OUT,
    REFER,
    REFUSE,
    case,
    covenant_of,
    entry,
    in_february,
    moved,
    said,
)
from tests.gatepass.drawn import CLASSES, GATES, MARKS, PEOPLE, rules, some, whos

NIGHT = ClosedHours(time(22, 30), time(6, 30))
FROM_FIVE, FROM_SIX = Hours(time(5), time(20)), Hours(time(6), time(20))
CARS_BY_THE_SOUTH = OnlyBy(("南门",), Who(classes=("car",)))
COURIERS_FROM_FIVE = VisitRule(VisitKind.COURIER, hours=FROM_FIVE)
ONE_IN_TWO, TWO_A_WEEK = Quota(1, 2), Quota(2, 7, per=Per.PERSON)
TWO_LISTS = Listed(("returnee", "key"), "登记去向", "note where they go")
NEW_TENANTS = Classes(Who(marks=("new",)), directions=(IN,))
DAYTIME = ClosedHours(time(6, 30), time(22, 30), who=Who(but_classes=("car",)))


def marked(name, last):
    return Mark(name, date(2020, 2, 1), date(2020, 2, last) if last else None)


def at(now, *rules, presented=None, closed=(), visits=(), **changes):
    covenant = covenant_of(*rules, closed=closed, visits=visits)
    return case(presented or entry(), **{"now": now, "covenant": covenant, "reading": None, **changes})


CASES = [
    pytest.param(
        at(in_february(5, 5), Gates(("东门",), hours=FROM_SIX), CARS_BY_THE_SOUTH, presented=entry("car"), gate="东门"),
        Reason.WRONG_GATE,
        None,
        id="a gate that opens, but not to cars",
    ),
    pytest.param(
        at(in_february(5, 21), Gates(("东门",), hours=FROM_FIVE), closed=(NIGHT,), gate="东门"),
        Reason.WRONG_GATE,
        in_february(6, 6, 30),
        id="the hours of a gate begin in closed ones",
    ),
    pytest.param(
        at(in_february(5, 21), presented=VisitKind.COURIER, closed=(NIGHT,), visits=(COURIERS_FROM_FIVE,)),
        Reason.KIND_OUTSIDE_HOURS,
        in_february(6, 6, 30),
        id="the hours of a visit begin in closed ones",
    ),
    pytest.param(
        at(
            in_february(5, 10),
            ONE_IN_TWO,
            TWO_A_WEEK,
            direction=OUT,
            history=(moved(OUT, in_february(3, 9)), moved(OUT, in_february(5, 8))),
        ),
        Reason.QUOTA_USED,
        in_february(10, 0),
        id="the turn of one quota, and the later one of another",
    ),
    pytest.param(
        at(in_february(5, 9), TWO_LISTS, presented=entry("owner", marked("returnee", 10), marked("key", 20))),
        Reason.LISTED,
        in_february(21, 0),
        id="on two lists of one rule",
    ),
    pytest.param(
        at(in_february(5, 9), TWO_LISTS, presented=entry("owner", marked("returnee", 10), marked("key", None))),
        Reason.LISTED,
        None,
        id="on two lists, one without end",
    ),
    pytest.param(
        at(in_february(5, 9), NEW_TENANTS, presented=entry("tenant", marked("new", 10))),
        Reason.CLASS_NOT_ADMITTED,
        in_february(11, 0),
        id="kept out by a mark that ends",
    ),
    pytest.param(
        at(
            in_february(5, 9),
            replace(NEW_TENANTS, until=date(2020, 2, 20)),
            presented=entry("tenant", marked("new", 10)),
        ),
        Reason.CLASS_NOT_ADMITTED,
        in_february(11, 0),
        id="kept out by a mark that ends before the rule does",
    ),
    pytest.param(
        at(in_february(5, 9), closed=(NIGHT, DAYTIME)),
        Reason.CLOSED_HOURS,
        None,
        id="closed to some people all day and all night",
    ),
    pytest.param(
        at(in_february(5, 9), ONE_IN_TWO, direction=OUT, history=(moved(OUT, in_february(5, 8)),), closed=(NIGHT,)),
        Reason.QUOTA_USED,
        in_february(7, 6, 30),
        id="a turn that begins while the gate is closed",
    ),
    pytest.param(
        at(
            in_february(5, 9),
            ONE_IN_TWO,
            direction=OUT,
            history=(moved(OUT, in_february(5, 8)),),
            presented=entry("owner", until=date(2020, 2, 6)),
        ),
        Reason.QUOTA_USED,
        None,
        id="a turn after the pass has ended",
    ),
    pytest.param(
        at(
            in_february(5, 9),
            Quota(1, 9, who=Who(but_marks=("work",))),
            direction=OUT,
            history=(moved(OUT, in_february(5, 8)),),
            presented=entry("owner", Mark("work", date(2020, 2, 7))),
        ),
        Reason.QUOTA_USED,
        in_february(7, 0),
        id="an exception that begins before their turn",
    ),
    pytest.param(
        at(in_february(5, 5), SameWay(), closed=(NIGHT,), history=(moved(IN, in_february(5, 1)),)),
        Reason.CLOSED_HOURS,
        in_february(5, 6, 30),
        id="a question that will be asked keeps nobody out",
    ),
]


@pytest.mark.parametrize(("judged", "reason", "again_at"), CASES)
def test_a_time_is_told_only_if_it_holds(judged, reason, again_at):
    assert list(faults(judged.covenant)) == []
    assert said(judged)[1:] == (reason, again_at)


def berlin(day, hour, minute=0, fold=0):
    return datetime(2020, 3 if day == 29 else 10, day, hour, minute, fold=fold, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("hours", "now", "again_at"),
    [
        pytest.param((time(1), time(2, 30)), berlin(29, 1, 50), "2020-03-29T03:00:00+02:00", id="in the hour left out"),
        pytest.param((time(1), time(2)), berlin(29, 1, 50), "2020-03-29T03:00:00+02:00", id="when the clock goes on"),
        pytest.param((time(1), time(3, 30)), berlin(29, 1, 50), "2020-03-29T03:30:00+02:00", id="after that hour"),
        pytest.param(
            (time(1), time(2, 50)), berlin(25, 2, 55, fold=0), None, id="open, before the hour comes a second time"
        ),
        pytest.param(
            (time(1), time(2, 50)), berlin(25, 2, 10, fold=1), "2020-10-25T02:50:00+01:00", id="in the second one"
        ),
    ],
)
def test_a_gate_opens_at_a_time_that_clocks_show(hours, now, again_at):
    verdict = judge(at(now, closed=(ClosedHours(*hours),), presented=entry(until=None)))
    assert (verdict.again_at and verdict.again_at.isoformat()) == again_at


def test_a_gate_whose_hours_begin_in_the_hour_that_comes_twice_opens_at_the_second_too():
    verdict = judge(
        at(
            berlin(25, 2, 55),
            Gates(("东门",), hours=Hours(time(2, 30), time(2, 50))),
            gate="东门",
            presented=entry(until=None),
        )
    )
    assert verdict.again_at.isoformat() == "2020-10-25T02:30:00+01:00"


def test_a_driver_at_a_gate_that_is_not_for_cars_hears_which_one_is():
    verdict = judge(CASES[0].values[0])
    shown = [remedy(verdict, language, date(2020, 2, 5)) for language in Language]
    assert shown == ["请走南门", "Please go by 南门"]


night_and_day = st.builds(Hours, st.times(), st.times())
covenants = st.builds(
    Covenant,
    st.just("x"),
    closed=st.lists(
        st.builds(ClosedHours, st.times(), st.times(), st.just(UNSET) | some(GATES), st.just(UNSET) | whos), max_size=2
    ).map(tuple),
    visits=st.lists(st.builds(VisitRule, st.sampled_from(VisitKind), hours=night_and_day), max_size=1).map(tuple),
    rules=st.lists(rules, max_size=4).map(tuple),
)
NOW_AND_THEN = st.integers(-4, 4).map(lambda days: NOW.date() + timedelta(days=days))
marks = st.builds(Mark, st.sampled_from(MARKS), NOW_AND_THEN, st.none() | NOW_AND_THEN)
people = st.builds(
    Entry, st.sampled_from(PEOPLE), st.just(Status.VALID), NOW_AND_THEN, st.just(None) | st.just(date(2020, 2, 12)),
    st.just("h"), st.just(b""), st.sampled_from(CLASSES), st.lists(marks, max_size=2).map(tuple),
)  # fmt: skip
passages = st.builds(
    moved, st.sampled_from((IN, OUT)), st.integers(0, 96).map(lambda hours: NOW - timedelta(hours=hours)),
    st.sampled_from(PEOPLE), st.sampled_from(CLASSES),
)  # fmt: skip
people_at_a_gate = st.builds(
    case, people | st.sampled_from(VisitKind), direction=st.sampled_from((IN, OUT)), covenant=covenants,
    reading=st.none(), gate=st.sampled_from(GATES),
    history=st.lists(passages, max_size=4).map(lambda moves: tuple(sorted(moves, key=lambda move: move.at))),
)  # fmt: skip


def is_stopped(judged, asked):
    """Whether more than a question and a temperature stands against somebody; who is `asked` for a reason, by such a question too."""
    judged = replace(judged, covenant=replace(judged.covenant, temperature=None))
    while (verdict := judge(judged)).question and verdict.reason is not asked:
        judged = replace(judged, confirmed=judged.confirmed | {verdict.question})
    return verdict.outcome is not ADMIT


@settings(max_examples=60)
@given(people_at_a_gate, st.floats(0, 1))
def test_nobody_stopped_passes_before_the_time_they_are_told_and_nothing_stops_them_then(judged, part):
    verdict = judge(judged)
    assume(verdict.again_at or verdict.outcome in (REFER, REFUSE))
    asked = verdict.reason if verdict.question else None
    last = (verdict.again_at or NOW + timedelta(days=5)) - timedelta(microseconds=1)
    moments = (NOW, NOW + part * (last - NOW), last)
    assert [is_stopped(replace(judged, now=now), asked) for now in moments] == [True] * 3
    assert not (verdict.again_at and is_stopped(replace(judged, now=verdict.again_at), asked))
