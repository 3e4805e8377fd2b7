"""The kinds of rules: a row for what each objects to, in the order in which they are asked, and what a confirmation changes."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from gatepass.case import Case, Direction, Move, Outcome, Reading, Reason, Site, Unknown, VisitKind
from gatepass.covenant import Covenant, difference, parse_covenant
from gatepass.kinds import (
    KINDS,
    Classes,
    ClosedHours,
    Confirm,
    DoubtfulClock,
    Forgotten,
    Gates,
    Hours,
    Listed,
    Mark,
    Per,
    Quarantine,
    Quota,
    SameWay,
    SiteLimit,
    Stage,
    Stale,
    TemperatureRule,
    Then,
    VisitRule,
    Who,
)
from gatepass.passbook import Entry
from gatepass.passes import Status
from gatepass.verdict import judge
from gatepass.wording import Refusal

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2020, 2, 10, 9, 37, tzinfo=SHANGHAI)
ME, MY_WIFE = "ab" * 16, "cd" * 16
ENTRY = Entry(ME, Status.VALID, date(2020, 2, 1), date(2020, 2, 29), "h-8f3a", b"", "owner")
ADMIT, MEASURE, WAIT, REFER, REFUSE = Outcome
IN, OUT = Direction
HOME = Mark("quarantine", date(2020, 2, 1), date(2020, 2, 14))
KEY = Mark("key", date(2020, 2, 1), date(2020, 2, 14))
COVENANT = Covenant(
    "封闭管理",
    version=3,
    closed=(ClosedHours(time(22, 30), time(6, 30)),),
    temperature=TemperatureRule(gap_seconds=5),
    visits=(
        VisitRule(VisitKind.COURIER, hours=Hours(time(8), time(20))),
        VisitRule(VisitKind.RIDER, shelf=True),
        VisitRule(VisitKind.VISITOR, admitted=False),
    ),
    rules=(
        Confirm("id", "核对身份证", "compare the ID card"),
        SameWay(),
        Quota(outings=1, days=2, hours_out=2),
        Gates(("北门",), directions=(OUT,), instead="东门"),
        Classes(Who(classes=("pink",)), until=date(2020, 2, 14)),
        Quarantine(),
        Listed(("key",), "重点人员", "a key person"),
        Forgotten(),
        Stale(hours=72),
        DoubtfulClock(),
    ),
)


def day(number: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2020, 2, number, hour, minute, tzinfo=SHANGHAI)


def entry(**changed: object) -> Entry:
    return msgspec.structs.replace(ENTRY, **changed)


def case(presented: object = ENTRY, **changed: object) -> Case:
    asked = frozenset({"id"})
    return replace(Case(presented, IN, NOW, COVENANT, Reading(36.5, NOW), confirmed=asked), **changed)


def ago(celsius: float, **time_: float) -> Reading:
    return Reading(celsius, NOW - timedelta(**time_))


WENT_OUT_YESTERDAY = (Move(day(9, 15), OUT, MY_WIFE), Move(day(9, 16), IN, MY_WIFE))
OUT_THREE_HOURS = (Move(day(10, 6, 37), OUT, ME),)
CAME_IN_BEFORE = (Move(day(10, 9), IN, ME),)

TABLE = [
    pytest.param(case(clock_doubtful=True), WAIT, Reason.CLOCK_DOUBTFUL, None, "clock", id="a clock in doubt"),
    pytest.param(case(passbook_age=timedelta(hours=73)), WAIT, Reason.PASSBOOK_STALE, None, "stale", id="73 hours old"),
    pytest.param(case(Unknown.CARD_FORGOTTEN), WAIT, Reason.CARD_FORGOTTEN, None, "forgotten", id="a card at home"),
    pytest.param(case(entry(marks=(KEY,))), REFER, Reason.LISTED, day(15), "", id="on a list until the 14th"),
    pytest.param(
        case(entry(marks=(HOME,)), direction=OUT), REFER, Reason.QUARANTINE, day(15), "", id="quarantine, on the way out"
    ),
    pytest.param(
        case(VisitKind.COURIER, now=day(10, 21)), REFUSE, Reason.KIND_OUTSIDE_HOURS, day(11, 8), "", id="a late courier"
    ),
    pytest.param(case(VisitKind.RIDER), REFUSE, Reason.TO_THE_SHELF, None, "", id="food goes to the shelf"),
    pytest.param(case(VisitKind.VISITOR), REFUSE, Reason.KIND_NOT_ADMITTED, None, "", id="no visitors"),
    pytest.param(
        case(entry(pass_class="pink")), REFUSE, Reason.CLASS_NOT_ADMITTED, day(15), "", id="a class that may not pass"
    ),
    pytest.param(case(gate="北门"), REFUSE, Reason.WRONG_GATE, None, "", id="in by the gate that only lets out"),
    pytest.param(case(now=day(10, 23)), REFER, Reason.CLOSED_HOURS, day(11, 6, 30), "", id="closed at night"),
    pytest.param(
        case(direction=OUT, history=WENT_OUT_YESTERDAY), REFUSE, Reason.QUOTA_USED, day(11), "", id="the wife was out yesterday"
    ),
    pytest.param(case(history=OUT_THREE_HOURS), WAIT, Reason.OUT_TOO_LONG, None, "out_too_long", id="three hours out"),
    pytest.param(case(history=CAME_IN_BEFORE), WAIT, Reason.SAME_WAY_AGAIN, day(11), "same_way", id="in, and in again"),
    pytest.param(case(confirmed=frozenset()), WAIT, Reason.TO_CONFIRM, None, "id", id="the ID card is not compared yet"),
    pytest.param(
        case(reading=None, earlier=(ago(37.8, minutes=3),)), WAIT, Reason.STILL_RESTING, day(10, 9, 44), "", id="rests still"
    ),
    pytest.param(
        case(earlier=(ago(36.4, seconds=3),)),
        WAIT, Reason.READINGS_TOO_CLOSE, NOW + timedelta(seconds=2), "", id="3 s after another reading",
    ),
    pytest.param(case(), ADMIT, Reason.FINE, None, "", id="nothing to object to"),
]  # fmt: skip


@pytest.mark.parametrize(("judged", "outcome", "reason", "again_at", "question"), TABLE)
def test_every_kind_in_the_order_in_which_it_is_asked(judged, outcome, reason, again_at, question):
    verdict = judge(judged)
    assert (verdict.outcome, verdict.reason, verdict.again_at, verdict.question) == (
        outcome,
        reason,
        again_at,
        question,
    )


def deciding_rule(judged: Case) -> int:
    rules = judged.covenant.objections
    return next((place for place, rule in enumerate(rules) if rule(judged)), len(rules))


def test_the_rows_stand_in_the_order_of_the_rules():
    rules = [*(rule.stage() for rule in COVENANT.ordered), max(Stage) + 1]
    stages = [rules[deciding_rule(row.values[0])] for row in TABLE]
    assert stages == sorted(stages)


def test_every_kind_decides_a_row():
    deciding = {
        type(COVENANT.ordered[place])
        for row in TABLE
        if (place := deciding_rule(row.values[0])) < len(COVENANT.ordered)
    }
    assert deciding == {*KINDS, ClosedHours, TemperatureRule, VisitRule}


def test_the_order_in_the_file_changes_nothing():
    turned = msgspec.structs.replace(COVENANT, rules=tuple(reversed(COVENANT.rules)))
    found = [judge(replace(row.values[0], covenant=turned)).reason for row in TABLE]
    assert found == [row.values[2] for row in TABLE]


@pytest.mark.parametrize("question", ["clock", "stale", "forgotten", "out_too_long", "same_way", "id"])
def test_what_is_confirmed_is_not_asked_again(question):
    asked = next(row.values[0] for row in TABLE if row.values[4] == question)
    answered = replace(asked, confirmed=asked.confirmed | {question})
    assert judge(answered).reason is Reason.FINE


def test_a_covenant_and_a_pass_travel_as_json():
    again = msgspec.json.decode(msgspec.json.encode(COVENANT), type=Covenant)
    assert (again, msgspec.json.decode(msgspec.json.encode(entry(marks=(KEY,))), type=Entry)) == (
        COVENANT,
        entry(marks=(KEY,)),
    )


@pytest.mark.parametrize(
    ("rule", "judged", "reason"),
    [
        pytest.param(Quota(outings=2, days=2), case(direction=OUT, history=WENT_OUT_YESTERDAY), Reason.FINE, id="two outings in two days"),
        pytest.param(Quota(days=1), case(direction=OUT, history=WENT_OUT_YESTERDAY), Reason.FINE, id="a day begins at midnight"),
        pytest.param(
            Quota(days=2, per=Per.PERSON), case(direction=OUT, history=WENT_OUT_YESTERDAY),
            Reason.FINE, id="a person's own outings",
        ),
        pytest.param(
            Quota(days=2, who=Who(but_marks=("work",))),
            case(entry(marks=(Mark("work", date(2020, 2, 1)),)), direction=OUT, history=WENT_OUT_YESTERDAY),
            Reason.FINE, id="excepted for work",
        ),
        pytest.param(
            Quota(days=2, who=Who(but_marks=("work",))),
            case(entry(marks=(Mark("work", date(2020, 2, 1), date(2020, 2, 9)),)), direction=OUT, history=WENT_OUT_YESTERDAY),
            Reason.QUOTA_USED, id="an exception that ended yesterday",
        ),
        pytest.param(Quota(hours_out=4), case(history=OUT_THREE_HOURS), Reason.FINE, id="three of four hours"),
        pytest.param(SameWay(then=Then.REFUSE), case(history=CAME_IN_BEFORE), Reason.SAME_WAY_AGAIN, id="strict"),
        pytest.param(SameWay(), case(history=(Move(day(9, 22), IN, ME),)), Reason.FINE, id="forgotten at midnight"),
        pytest.param(SameWay(overnight=True), case(history=(Move(day(9, 22), IN, ME),)), Reason.SAME_WAY_AGAIN, id="kept overnight"),
        pytest.param(SameWay(gates=("西门",)), case(history=CAME_IN_BEFORE, gate="东门"), Reason.FINE, id="another gate's rule"),
        pytest.param(Quarantine(), case(entry(marks=(HOME,)), direction=IN), Reason.FINE, id="home from the hospital"),
        pytest.param(Quarantine(), case(entry(marks=(HOME,)), direction=OUT, now=day(15, 9)), Reason.FINE, id="it ended yesterday"),
        pytest.param(
            Classes(Who(classes=("owner",)), admitted=True, since=date(2020, 2, 11)), case(),
            Reason.CLASS_NOT_ADMITTED, id="only from tomorrow",
        ),
        pytest.param(Gates(("东门",), who=Who(classes=("staff",))), case(gate="东门"), Reason.WRONG_GATE, id="a gate for staff"),
        pytest.param(Gates(("东门",), hours=Hours(time(6), time(9))), case(gate="东门"), Reason.WRONG_GATE, id="a gate for the morning"),
        pytest.param(Confirm("mask", "戴口罩", "mask on", directions=(OUT,)), case(), Reason.FINE, id="asked on the way out alone"),
        pytest.param(Forgotten(Then.REFER), case(Unknown.CARD_FORGOTTEN), Reason.CARD_FORGOTTEN, id="the person on duty decides"),
    ],
)  # fmt: skip
def test_a_kind_by_itself(rule, judged, reason):
    assert judge(replace(judged, covenant=Covenant("x", rules=(rule,)))).reason is reason


@pytest.mark.parametrize(
    ("rule", "judged", "reason"),
    [
        pytest.param(
            TemperatureRule(sites=(SiteLimit(Site.WRIST, 36.8),)), case(reading=Reading(36.9, NOW, Site.WRIST)),
            Reason.FEVER, id="a wrist has a threshold of its own",
        ),
        pytest.param(
            TemperatureRule(tries=3), case(reading=Reading(37.6, NOW), earlier=(ago(37.7, minutes=20),)),
            Reason.FEVER, id="three readings",
        ),
        pytest.param(
            TemperatureRule(barred=38.0), case(reading=Reading(38.2, NOW)),
            Reason.FEVER_AGAIN, id="above 38 there is no second try",
        ),
        pytest.param(
            TemperatureRule(coldest_air=16), case(reading=Reading(36.0, NOW, air=3.0)),
            Reason.TEMPERATURE_UNTRUSTED, id="too cold for the gun",
        ),
        pytest.param(
            TemperatureRule(fresh_minutes=30), case(reading=None, earlier=(ago(36.4, minutes=20),)),
            Reason.FINE, id="a reading of a short while ago",
        ),
        pytest.param(TemperatureRule(who=Who(classes=("tenant",))), case(reading=None), Reason.FINE, id="only tenants are measured"),
    ],
)  # fmt: skip
def test_what_a_temperature_means_is_the_covenants(rule, judged, reason):
    assert judge(replace(judged, covenant=Covenant("x", temperature=rule))).reason is reason


@pytest.mark.parametrize(
    ("toml", "field"),
    [
        pytest.param('name = "x"\n[[rules]]\nkind = "horoscope"', "horoscope", id="an unknown kind"),
        pytest.param('name = "x"\n[temperature]\nfever = 73.3', "temperature.fever", id="a threshold of 73.3"),
        pytest.param('name = "x"\n[[closed]]\nbegin = 25:00:00\nend = 06:30:00', "TOML", id="an hour past midnight"),
        pytest.param('name = "x"\nformat = 2', "format", id="a newer version of the program"),
        pytest.param(
            'name = "x"\n[[rules]]\nkind = "quota"\n[[rules]]\nkind = "quota"\ndays = 3',
            "rules[1]", id="two quotas for the same people",
        ),
        pytest.param('name = "x"\n[[rules]]\nkind = "gates"\ngates = []', "rules[0].gates", id="a rule for no gate"),
        pytest.param('name = "x"\ncolour = "red"', "colour", id="a field that is none"),
        pytest.param("english = 'x'", "name", id="no name"),
    ],
)  # fmt: skip
def test_a_covenant_that_is_not_right_is_refused_with_the_field_named(toml, field):
    with pytest.raises(Refusal) as caught:
        parse_covenant(toml.encode())
    assert field in caught.value.what.en


def test_the_difference_of_two_covenants_is_told_in_plain_words():
    after = msgspec.structs.replace(
        COVENANT, rules=(*COVENANT.rules[:2], Quota(outings=1, days=3), *COVENANT.rules[3:]), override=True
    )
    gone, new = difference(COVENANT, after)
    assert [text.en for text in gone] == [
        "1 outing(s) a household every 2 day(s), at most 2 hours each (everybody)", "volunteers may not override"
    ]  # fmt: skip
    assert [text.zh for text in new] == ["每户每 3 天外出 1 次（所有人）", "门岗可以说明原因后放行"]


def test_a_volunteer_overrides_only_what_the_covenant_lets_them():
    covenant = msgspec.structs.replace(COVENANT, override=True, overridable=(Reason.QUOTA_USED,))
    assert [covenant.may_override(reason) for reason in (Reason.QUOTA_USED, Reason.REVOKED)] == [True, False]
