"""One person a household every two days, at most two hours out, and who is excepted."""

from datetime import date, timedelta

import pytest

from gatepass.case import Mark, VisitKind
from gatepass.covenant import VisitRule
from gatepass.kinds import Per, Quota, Then, Who
from gatepass.sentences import remedy
from gatepass.verdict import Reason, judge
from gatepass.wording import Language
from tests.gatepass.cases import (
    ADMIT,
    BERLIN,
    IN,
    NOW,
    OUT,
    REFUSE,
    WAIT,
    WIFE,
    case,
    covenant_of,
    entry,
    in_february,
    moved,
    said,
    under,
)

EVERY_TWO_DAYS = Quota(days=2, hours_out=2)
BUT_WORK = Quota(days=2, who=Who(but_marks=("work", "medical"), but_classes=("car", "staff")))
CARS = Quota(who=Who(classes=("car",)), per=Per.PERSON)
TWICE = Quota(outings=2)


def leaving(rule, *history, presented=None, **changes):
    return under(rule, presented or entry(), direction=OUT, history=history, **changes)


def returning(rule, *history, **changes):
    return under(rule, history=history, **changes)


@pytest.mark.parametrize(
    ("judged", "again_at"),
    [
        pytest.param(leaving(EVERY_TWO_DAYS, moved(OUT)), in_february(12, 0), id="out an hour ago"),
        pytest.param(leaving(EVERY_TWO_DAYS, moved(OUT), moved(IN)), in_february(12, 0), id="out and back"),
        pytest.param(
            leaving(EVERY_TWO_DAYS, moved(OUT, in_february(9, 0))), in_february(11, 0), id="at midnight yesterday"
        ),
        pytest.param(leaving(EVERY_TWO_DAYS, moved(OUT, person=WIFE)), in_february(12, 0), id="the wife was out"),
        pytest.param(
            leaving(Quota(), moved(OUT, in_february(10, 0))), in_february(11, 0), id="once a day: out after midnight"
        ),
        pytest.param(
            leaving(TWICE, moved(OUT, in_february(10, 7)), moved(OUT, in_february(10, 8))),
            in_february(11, 0),
            id="the second of two",
        ),
        pytest.param(
            leaving(Quota(outings=2, days=3), moved(OUT, in_february(8, 7)), moved(OUT, in_february(10, 8))),
            in_february(11, 0),
            id="twice in three days: the older one makes room first",
        ),
        pytest.param(
            leaving(CARS, moved(OUT, pass_class="car"), presented=entry("car")), in_february(11, 0), id="a car twice"
        ),
        pytest.param(
            leaving(
                Quota(who=Who(but_marks=("work",))),
                moved(OUT),
                presented=entry("owner", Mark("work", date(2020, 1, 1), date(2020, 2, 9))),
            ),
            in_february(11, 0),
            id="the exception ended yesterday",
        ),
    ],
)
def test_the_outings_are_used_up(judged, again_at):
    assert said(judged) == (REFUSE, Reason.QUOTA_USED, again_at)


@pytest.mark.parametrize(
    "judged",
    [
        pytest.param(leaving(EVERY_TWO_DAYS), id="nobody was out"),
        pytest.param(leaving(EVERY_TWO_DAYS, moved(OUT, in_february(8, 23, 59))), id="the day before yesterday"),
        pytest.param(leaving(EVERY_TWO_DAYS, moved(IN)), id="only came home"),
        pytest.param(leaving(Quota(), moved(OUT, in_february(9, 23, 59))), id="once a day: late yesterday"),
        pytest.param(leaving(TWICE, moved(OUT)), id="the second of two is free"),
        pytest.param(leaving(Quota(per=Per.PERSON), moved(OUT, person=WIFE)), id="each by themselves"),
        pytest.param(leaving(BUT_WORK, moved(OUT), presented=entry("owner", "work")), id="goes to work"),
        pytest.param(leaving(BUT_WORK, moved(OUT), presented=entry("staff")), id="staff"),
        pytest.param(
            leaving(BUT_WORK, moved(OUT, NOW, WIFE, "owner", "work")), id="the wife's way to work uses nothing up"
        ),
        pytest.param(leaving(BUT_WORK, moved(OUT, pass_class="car")), id="the car uses nothing of the walkers' up"),
        pytest.param(leaving(CARS, moved(OUT), presented=entry("car")), id="a walk uses nothing of the car's up"),
        pytest.param(leaving(EVERY_TWO_DAYS, moved(OUT, NOW + timedelta(minutes=1))), id="from the future"),
        pytest.param(
            leaving(Quota(then=Then.ASK), moved(OUT), confirmed=frozenset({"quota"})), id="asked about and answered"
        ),
        pytest.param(
            case(
                VisitKind.COURIER,
                direction=OUT,
                covenant=covenant_of(Quota(), visits=(VisitRule(VisitKind.COURIER),)),
                history=(moved(OUT),),
            ),
            id="somebody without a pass",
        ),
    ],
)
def test_others_go_out(judged):
    assert said(judged) == (ADMIT, Reason.FINE, None)


@pytest.mark.parametrize(
    ("judged", "outcome"),
    [
        pytest.param(
            returning(EVERY_TWO_DAYS, moved(OUT, NOW - timedelta(hours=2))), ADMIT, id="two hours to the second"
        ),
        pytest.param(
            returning(EVERY_TWO_DAYS, moved(OUT, NOW - timedelta(hours=2, seconds=1))), WAIT, id="a second more"
        ),
        pytest.param(returning(EVERY_TWO_DAYS, moved(OUT, in_february(7, 9))), WAIT, id="out for three days"),
        pytest.param(returning(EVERY_TWO_DAYS, moved(OUT, in_february(10, 7)), moved(IN)), ADMIT, id="back already"),
        pytest.param(returning(EVERY_TWO_DAYS, moved(OUT, in_february(10, 7), WIFE)), ADMIT, id="the wife is out"),
        pytest.param(returning(Quota(), moved(OUT, in_february(10, 1))), ADMIT, id="no limit of hours"),
        pytest.param(
            returning(EVERY_TWO_DAYS, moved(OUT, in_february(10, 7)), confirmed=frozenset({"out_too_long"})),
            ADMIT,
            id="asked where they were",
        ),
        pytest.param(
            returning(Quota(hours_out=2, then=Then.REFUSE), moved(OUT, in_february(10, 7))),
            WAIT,
            id="nobody is kept out of their home for it",
        ),
    ],
)
def test_who_comes_home_late_is_asked_and_let_in(judged, outcome):
    late = outcome is WAIT
    assert said(judged) == (outcome, Reason.OUT_TOO_LONG if late else Reason.FINE, None)


def test_the_volunteer_reads_how_long():
    late = judge(returning(EVERY_TWO_DAYS, moved(OUT, in_february(10, 7))))
    assert (late.told.zh, late.told.en) == ("外出 157 分钟", "157 minutes out")


def test_a_second_too_long_is_not_told_as_what_is_allowed():
    late = judge(returning(EVERY_TWO_DAYS, moved(OUT, NOW - timedelta(hours=2, seconds=1))))
    assert (late.reason, late.told.en) == (Reason.OUT_TOO_LONG, "121 minutes out")


MEDICAL_TOO = Quota(days=2, who=Who(but_marks=("medical", "work")))
MEDICAL_ALONE = Quota(outings=2, days=7, per=Per.PERSON, who=Who(but_marks=("medical",)))


@pytest.mark.parametrize(
    ("rules", "zh", "en"),
    [
        pytest.param(
            [Quota(days=2)],
            "02-12 00:00 起又可外出；急事请示值班人员",
            "Their turn is again 02-12 00:00; in need call the person on duty",
            id="nobody is excepted",
        ),
        pytest.param(
            [MEDICAL_TOO],
            "02-12 00:00 起又可外出；就医、上班请办公室登记例外",
            "Their turn is again 02-12 00:00; the office notes an exception: under treatment, goes to work",
            id="two exceptions",
        ),
        pytest.param(
            [MEDICAL_TOO, MEDICAL_ALONE],
            "02-12 00:00 起又可外出；就医请办公室登记例外",
            "Their turn is again 02-12 00:00; the office notes an exception: under treatment",
            id="an exception of one quota that another does not make",
        ),
        pytest.param(
            [Quota(days=2, who=Who(but_marks=("work",))), Quota(outings=2, days=7, per=Per.PERSON)],
            "02-12 00:00 起又可外出；急事请示值班人员",
            "Their turn is again 02-12 00:00; in need call the person on duty",
            id="no exception in common",
        ),
    ],
)
def test_the_remedy_names_the_exceptions_that_are_made_and_no_other(rules, zh, en):
    verdict = judge(leaving(rules[0], moved(OUT), covenant=covenant_of(*rules)))
    assert [remedy(verdict, language, NOW.date()) for language in Language] == [zh, en]


def test_a_quota_without_a_time_says_what_else_to_do():
    judged = leaving(Quota(days=2), moved(OUT), presented=entry("owner", until=NOW.date()))
    assert remedy(judge(judged), Language.ZH, NOW.date()) == "急事请示值班人员"


def in_berlin(month, day, hour, minute=0, fold=0):
    return NOW.replace(month=month, day=day, hour=hour, minute=minute, fold=fold, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("left", "now", "reason"),
    [
        pytest.param(
            in_berlin(3, 29, 1, 30), in_berlin(3, 29, 4, 15), Reason.FINE, id="2:45 on the clock are 1:45 in spring"
        ),
        pytest.param(
            in_berlin(10, 25, 1, 30), in_berlin(10, 25, 2, 45), Reason.FINE, id="1:15 in autumn, the first time"
        ),
        pytest.param(
            in_berlin(10, 25, 1, 30),
            in_berlin(10, 25, 2, 45, fold=1),
            Reason.OUT_TOO_LONG,
            id="2:15 in autumn, the second",
        ),
        pytest.param(
            in_berlin(10, 25, 2, 50), in_berlin(10, 25, 2, 10, fold=1), Reason.FINE, id="20 minutes, clock back"
        ),
    ],
)
def test_hours_out_are_real_hours_when_summer_time_changes(left, now, reason):
    rule = Quota(hours_out=2)
    assert said(under(rule, entry(until=None), now=now, history=(moved(OUT, left),)))[1] == reason


@pytest.mark.parametrize(
    ("left", "now", "again_at"),
    [
        pytest.param(
            in_berlin(3, 28, 23, 30), in_berlin(3, 29, 12), "2020-03-30T00:00:00+02:00", id="into summer time"
        ),
        pytest.param(in_berlin(10, 24, 23, 30), in_berlin(10, 25, 12), "2020-10-26T00:00:00+01:00", id="out of it"),
        pytest.param(
            in_berlin(10, 25, 2, 50),
            in_berlin(10, 25, 2, 10, fold=1),
            "2020-10-27T00:00:00+01:00",
            id="an hour comes twice",
        ),
    ],
)
def test_a_turn_comes_at_midnight_when_summer_time_changes(left, now, again_at):
    judged = under(Quota(days=2), entry(until=None), direction=OUT, now=now, history=(moved(OUT, left),))
    assert judge(judged).again_at.isoformat() == again_at


def test_a_gate_remembers_for_as_long_as_its_rules_ask():
    assert [covenant_of(rule).looks_back for rule in (Quota(days=3), EVERY_TWO_DAYS)] == [
        timedelta(days=3, hours=1),
        timedelta(days=31),
    ]


def test_those_without_a_pass_have_no_outings():
    assert [fault.field for fault in Quota(who=Who(visits=(VisitKind.RIDER,))).faults()] == ["who.visits"]


@pytest.mark.parametrize(
    ("other", "clash"),
    [
        pytest.param(Quota(outings=3, days=2), True, id="once and three times in two days"),
        pytest.param(Quota(outings=3, days=7), False, id="once in two days, three times a week"),
        pytest.param(Quota(days=2, per=Per.PERSON), False, id="a household and a person"),
    ],
)
def test_one_quota_for_the_same_people_and_days(other, clash):
    assert EVERY_TWO_DAYS.contradicts(other) == clash
