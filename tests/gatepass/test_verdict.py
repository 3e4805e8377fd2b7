"""The verdict: one table with a row for every reason in the order of the rules, then priority, boundaries and clocks."""

import string
from datetime import date, datetime, time, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from msgspec.structs import replace

from gatepass.case import Mark, Site
from gatepass.code import CodeFault
from gatepass.covenant import ClosedHours, Covenant, Direction, TemperatureRule, VisitKind, VisitRule, toml_of
from gatepass.kinds import (
    KINDS,
    SECTIONS,
    Classes,
    Confirm,
    DoubtfulClock,
    Forgotten,
    Gates,
    Hours,
    Listed,
    OnlyBy,
    Quarantine,
    Quota,
    ReferenceRule,
    SameWay,
    Stale,
    Then,
    Who,
)
from gatepass.passbook import Entry
from gatepass.passes import Status
from gatepass.sentences import OUTCOME_WORDS, SENTENCES, remedy, what
from gatepass.verdict import PASS_RULES, Nothing, Outcome, Reason, Unknown, deciding, judge, judge_answered
from gatepass.wording import Language
from tests.gatepass.cases import (
    ADMIT,
    AT_NIGHT,
    BERLIN,
    ENTRY,
    IN,
    MEASURE,
    NOW,
    OUT,
    REFER,
    REFUSE,
    SHANGHAI,
    WAIT,
    case,
    entry,
    in_february,
    moved,
    reading,
    said,
)
from tests.gatepass.drawn import cases

COUNTS_FOR = timedelta(hours=4)
SECTIONS_OF_A_FILE = ("closed", "visits", "rules")


def with_status(status):
    return structs.replace(ENTRY, status=status)


def valid(since, until):
    return structs.replace(ENTRY, since=since, until=until)


TOMORROW_ON = valid(date(2020, 2, 11), None)
UNTIL_YESTERDAY = valid(date(2020, 1, 1), date(2020, 2, 9))
HIGH_BEFORE = (reading(37.8, NOW - timedelta(minutes=12)),)
FULL = Covenant(
    "样样都有",
    version=7,
    closed=(ClosedHours(time(22, 30), time(6, 30)),),
    temperature=TemperatureRule(
        gap_seconds=5, another=True, warm_minutes=5, coldest_air=16.0, reference=ReferenceRule()
    ),
    visits=(
        VisitRule(VisitKind.COURIER, shelf=True),
        VisitRule(VisitKind.VISITOR, admitted=False),
        VisitRule(VisitKind.RIDER, hours=Hours(time(11), time(20))),
        VisitRule(VisitKind.VEHICLE),
    ),
    rules=(
        Confirm("mask", "戴好口罩了吗", "is the mask on?"),
        SameWay(),
        Quota(days=2, hours_out=2, who=Who(but_marks=("work",))),
        OnlyBy(("南门",), Who(classes=("car",))),
        Gates(("北门",), Who(classes=("staff",)), hours=Hours(time(6), time(9)), instead="东门"),
        Classes(Who(classes=("pink",)), until=date(2020, 2, 14)),
        Quarantine(),
        Listed(("returnee",), "请登记行程", "note the journey", then=Then.ASK),
        Forgotten(),
        Stale(),
        DoubtfulClock(),
    ),
)


def full(presented=ENTRY, **changes):
    """A case under a covenant with a rule of every kind; the mask is on."""
    return case(presented, **{"covenant": FULL, "gate": "东门", "confirmed": frozenset({"mask"}), **changes})


LISTED = entry("owner", Mark("returnee", date(2020, 2, 1), date(2020, 2, 14)))
HOME_UNTIL_FRIDAY = entry("owner", Mark("quarantine", date(2020, 2, 1), date(2020, 2, 14)))
OUT_YESTERDAY = (moved(OUT, in_february(9, 10)), moved(IN, in_february(9, 11)))
OUT_SINCE_SEVEN = (moved(OUT, in_february(10, 7)),)
IN_THIS_MORNING = (moved(IN, in_february(10, 7)),)
JUST_MEASURED = (reading(36.4, NOW - timedelta(seconds=3)),)
JUST_HIGH = (reading(37.8, NOW - timedelta(minutes=4)),)

TABLE = [
    pytest.param(full(Nothing.NO_CODE), REFUSE, Reason.NO_CODE, None, id="an empty picture"),
    pytest.param(full(Nothing.UNREADABLE_IMAGE), REFUSE, Reason.UNREADABLE_IMAGE, None, id="a broken picture"),
    pytest.param(full(CodeFault.NOT_A_PASS), REFUSE, Reason.NOT_A_PASS, None, id="a payment code"),
    pytest.param(full(CodeFault.MISREAD), REFUSE, Reason.MISREAD, None, id="one character changed"),
    pytest.param(full(CodeFault.OTHER_COMMUNITY), REFUSE, Reason.OTHER_COMMUNITY, None, id="the neighbours' pass"),
    pytest.param(full(Unknown.NO_PASSBOOK), REFER, Reason.NO_PASSBOOK, None, id="a gate without a passbook"),
    pytest.param(full(Unknown.PASS_UNREADABLE), REFER, Reason.PASS_UNREADABLE, None, id="a damaged passbook"),
    pytest.param(full(Unknown.UNKNOWN_PASS), REFUSE, Reason.UNKNOWN_PASS, None, id="a code never issued"),
    pytest.param(full(with_status(Status.REVOKED)), REFUSE, Reason.REVOKED, None, id="a revoked pass"),
    pytest.param(full(with_status(Status.REPLACED)), REFUSE, Reason.REPLACED, None, id="a lost card found again"),
    pytest.param(full(with_status(Status.EXPIRED)), REFUSE, Reason.EXPIRED, None, id="a pass the office ended"),
    pytest.param(full(TOMORROW_ON), REFUSE, Reason.NOT_YET_VALID, in_february(11, 6, 30), id="a pass from tomorrow on"),
    pytest.param(full(UNTIL_YESTERDAY), REFUSE, Reason.EXPIRED, None, id="a pass until yesterday"),
    pytest.param(full(with_status(Status.SPARE)), REFER, Reason.SPARE, None, id="a spare nobody is bound to"),
    pytest.param(case(VisitKind.RIDER), REFUSE, Reason.KIND_NOT_ADMITTED, None, id="a kind the covenant does not name"),
    pytest.param(
        case(Unknown.CARD_FORGOTTEN), REFER, Reason.CARD_FORGOTTEN, None, id="a card forgotten, and no rule about it"
    ),
    pytest.param(full(clock_doubtful=True), WAIT, Reason.CLOCK_DOUBTFUL, None, id="a clock in doubt"),
    pytest.param(
        full(passbook_age=timedelta(hours=73)), WAIT, Reason.PASSBOOK_STALE, None, id="three days without the office"
    ),
    pytest.param(full(Unknown.CARD_FORGOTTEN), WAIT, Reason.CARD_FORGOTTEN, None, id="a card forgotten at home"),
    pytest.param(full(LISTED), WAIT, Reason.LISTED, in_february(15, 6, 30), id="somebody on a list"),
    pytest.param(
        full(HOME_UNTIL_FRIDAY, direction=OUT),
        REFER,
        Reason.QUARANTINE,
        in_february(15, 6, 30),
        id="out of home quarantine",
    ),
    pytest.param(full(entry("pink")), REFUSE, Reason.CLASS_NOT_ADMITTED, in_february(15, 6, 30), id="a class kept out"),
    pytest.param(full(VisitKind.COURIER), REFUSE, Reason.TO_THE_SHELF, None, id="a parcel for the shelf"),
    pytest.param(full(VisitKind.VISITOR), REFUSE, Reason.KIND_NOT_ADMITTED, None, id="a kind that is kept out"),
    pytest.param(
        full(VisitKind.RIDER), REFUSE, Reason.KIND_OUTSIDE_HOURS, in_february(10, 11), id="food before eleven"
    ),
    pytest.param(full(gate="北门"), REFUSE, Reason.WRONG_GATE, None, id="an owner at the staff's gate"),
    pytest.param(
        full(entry("staff"), gate="北门"),
        REFUSE,
        Reason.WRONG_GATE,
        in_february(11, 6, 30),
        id="staff after their hours",
    ),
    pytest.param(full(entry("car")), REFUSE, Reason.WRONG_GATE, None, id="a car at the east gate"),
    pytest.param(full(now=AT_NIGHT), REFER, Reason.CLOSED_HOURS, in_february(11, 6, 30), id="a quarter past eleven"),
    pytest.param(
        full(direction=OUT, history=OUT_YESTERDAY),
        REFUSE,
        Reason.QUOTA_USED,
        in_february(11, 6, 30),
        id="out yesterday, once in two days",
    ),
    pytest.param(full(history=OUT_SINCE_SEVEN), WAIT, Reason.OUT_TOO_LONG, None, id="out for more than two hours"),
    pytest.param(
        full(history=IN_THIS_MORNING), WAIT, Reason.SAME_WAY_AGAIN, in_february(11, 6, 30), id="in for the second time"
    ),
    pytest.param(full(confirmed=frozenset()), WAIT, Reason.TO_CONFIRM, None, id="is the mask on?"),
    pytest.param(
        full(reading=None, earlier=JUST_HIGH), WAIT, Reason.STILL_RESTING, in_february(10, 9, 43), id="still resting"
    ),
    pytest.param(full(reading=None), MEASURE, Reason.TEMPERATURE_NEEDED, None, id="not measured yet"),
    pytest.param(
        full(earlier=JUST_MEASURED),
        WAIT,
        Reason.READINGS_TOO_CLOSE,
        NOW + timedelta(seconds=2),
        id="three seconds after the last reading",
    ),
    pytest.param(
        full(reading=reading(36.5, device="2"), off=frozenset({"2"})),
        WAIT,
        Reason.DEVICE_OFF,
        None,
        id="by a thermometer that was found off",
    ),
    pytest.param(
        full(reading=reading(34.9)),
        WAIT,
        Reason.TEMPERATURE_UNTRUSTED,
        in_february(10, 9, 42),
        id="34.9 is too cold to tell",
    ),
    pytest.param(
        full(reading=reading(36.5, air=5.0)), WAIT, Reason.AIR_TOO_COLD, None, id="a forehead in air of 5 degrees"
    ),
    pytest.param(
        full(VisitKind.VEHICLE, reading=reading(37.3)), REFUSE, Reason.FEVER_OF_VISITOR, None, id="a feverish driver"
    ),
    pytest.param(
        full(reading=reading(37.5), earlier=HIGH_BEFORE), WAIT, Reason.ANOTHER_WAY, None, id="the same way once more"
    ),
    pytest.param(
        full(reading=reading(37.5, site=Site.WRIST), earlier=HIGH_BEFORE),
        REFER,
        Reason.FEVER_AGAIN,
        None,
        id="high a second time, at the wrist",
    ),
    pytest.param(full(reading=reading(37.3)), WAIT, Reason.FEVER, in_february(10, 9, 47), id="37.3 is already a fever"),
    pytest.param(full(), ADMIT, Reason.FINE, None, id="36.5 with a good pass by day"),
    pytest.param(full(VisitKind.VEHICLE), ADMIT, Reason.FINE, None, id="a driver with 36.5"),
]


@pytest.mark.parametrize(("judged", "outcome", "reason", "again_at"), TABLE)
def test_every_reason_in_the_order_of_the_rules(judged, outcome, reason, again_at):
    assert said(judged) == (outcome, reason, again_at)


def test_every_reason_has_its_row_in_the_table():
    assert {row.values[2] for row in TABLE} == set(Reason)


def test_every_outcome_has_its_row_in_the_table():
    assert {row.values[1] for row in TABLE} == {ADMIT, MEASURE, WAIT, REFER, REFUSE}


ORDER = (*PASS_RULES, *FULL.ordered)


def decided_at(judged):
    """The place in the order of the rule that decides, by kind: which of two rules of one kind it was is no matter."""
    rule = deciding(judged)
    same = (
        each for each, other in enumerate(ORDER) if other is rule or type(other) is type(rule) is not type(ORDER[0])
    )
    return next(same, len(ORDER))


def test_the_rows_stand_in_the_order_of_the_rules():
    places = [decided_at(row.values[0]) for row in TABLE]
    assert places == sorted(places)


def test_every_rule_decides_a_row():
    decisive = {id(deciding(row.values[0])) for row in TABLE}
    kinds = {type(deciding(row.values[0])) for row in TABLE}
    assert [rule for rule in PASS_RULES if id(rule) not in decisive] == []
    assert [kind for kind in (*KINDS, *SECTIONS) if kind not in kinds] == []


def test_a_rule_gives_no_reason_but_those_it_names():
    judged = [(deciding(row.values[0]), row.values[2]) for row in TABLE]
    assert [reason for rule, reason in judged if rule and reason not in rule.reasons] == []


def test_every_reason_but_fine_is_some_rules():
    named = {reason for rule in (*PASS_RULES, *KINDS, *SECTIONS) for reason in rule.reasons}
    assert named == set(Reason) - {Reason.FINE}


def test_a_rule_named_nowhere_is_noticed():
    assert deciding(case()) is None


NIGHT_AND_FEVER = {"now": AT_NIGHT, "reading": reading(38.5, AT_NIGHT)}


@pytest.mark.parametrize(
    ("judged", "reason"),
    [
        pytest.param(
            case(with_status(Status.REVOKED), **NIGHT_AND_FEVER), Reason.REVOKED, id="revoked before closed and fever"
        ),
        pytest.param(
            case(Entry(ENTRY.lookup, Status.REVOKED, date(2020, 1, 1), date(2020, 1, 2), "", b""), **NIGHT_AND_FEVER),
            Reason.REVOKED,
            id="revoked before expired",
        ),
        pytest.param(
            case(Entry(ENTRY.lookup, Status.SPARE, date(2020, 1, 1), date(2020, 1, 2), "", b"")),
            Reason.EXPIRED,
            id="an old spare has expired",
        ),
        pytest.param(case(CodeFault.MISREAD, **NIGHT_AND_FEVER), Reason.MISREAD, id="misread before closed and fever"),
        pytest.param(case(Unknown.NO_PASSBOOK, now=AT_NIGHT), Reason.NO_PASSBOOK, id="no passbook before closed"),
        pytest.param(case(UNTIL_YESTERDAY, **NIGHT_AND_FEVER), Reason.EXPIRED, id="expired before closed and fever"),
        pytest.param(case(with_status(Status.SPARE), **NIGHT_AND_FEVER), Reason.SPARE, id="a spare before closed"),
        pytest.param(
            case(VisitKind.VISITOR, **NIGHT_AND_FEVER), Reason.KIND_NOT_ADMITTED, id="kept out before closed and fever"
        ),
        pytest.param(case(**NIGHT_AND_FEVER), Reason.CLOSED_HOURS, id="closed before fever"),
        pytest.param(case(now=AT_NIGHT, reading=None), Reason.CLOSED_HOURS, id="nobody is measured at a closed gate"),
        pytest.param(
            case(reading=reading(34.0), earlier=HIGH_BEFORE),
            Reason.TEMPERATURE_UNTRUSTED,
            id="a cold forehead does not end a fever",
        ),
    ],
)
def test_the_first_rule_that_objects_decides(judged, reason):
    assert judge(judged).reason == reason


@pytest.mark.parametrize(
    ("celsius", "reason"),
    [
        pytest.param(34.9, Reason.TEMPERATURE_UNTRUSTED, id="34.9 is not trusted"),
        pytest.param(35.0, Reason.FINE, id="35.0 is trusted"),
        pytest.param(37.2, Reason.FINE, id="37.2 is no fever"),
        pytest.param(37.29, Reason.FINE, id="37.29 is no fever"),
        pytest.param(37.3, Reason.FEVER, id="37.3 is already a fever"),
        pytest.param(42.0, Reason.FEVER, id="42.0 is a fever"),
        pytest.param(float("nan"), Reason.FEVER, id="what is no number is never fine"),
    ],
)
def test_a_reading_is_judged_at_its_boundary(celsius, reason):
    assert judge(case(reading=reading(celsius))).reason == reason


@pytest.mark.parametrize(
    ("since", "until", "now", "reason"),
    [
        pytest.param(date(2020, 2, 10), None, in_february(9, 23, 59), Reason.NOT_YET_VALID, id="a minute too early"),
        pytest.param(date(2020, 2, 10), None, in_february(10, 0), Reason.FINE, id="the first day begins at midnight"),
        pytest.param(
            date(2020, 2, 1), date(2020, 2, 10), in_february(10, 23, 59), Reason.FINE, id="the last day is included"
        ),
        pytest.param(
            date(2020, 2, 1), date(2020, 2, 10), in_february(11, 0), Reason.EXPIRED, id="it ends at local midnight"
        ),
        pytest.param(date(2020, 2, 10), date(2020, 2, 10), in_february(10, 12), Reason.FINE, id="a pass for one day"),
        pytest.param(date(2020, 2, 1), None, in_february(29, 12), Reason.FINE, id="a pass without end"),
    ],
)
def test_days_begin_at_the_communitys_midnight(since, until, now, reason):
    open_all_day = Covenant("凭证出入")
    assert judge(case(valid(since, until), now=now, covenant=open_all_day)).reason == reason


def test_the_same_moment_is_another_day_in_another_zone():
    last_day = valid(date(2020, 2, 1), date(2020, 2, 10))
    moment = in_february(11, 0, 30)
    judged = [
        judge(case(last_day, now=moment.astimezone(zone), covenant=Covenant("x"))).reason for zone in (SHANGHAI, BERLIN)
    ]
    assert judged == [Reason.EXPIRED, Reason.FINE]


def open_again(*closed, now):
    return judge(case(valid(date(2020, 1, 1), None), now=now, covenant=Covenant("x", closed=closed))).again_at


HOURS = ClosedHours


@pytest.mark.parametrize(
    ("closed", "now", "again_at"),
    [
        pytest.param([HOURS(time(12), time(14))], in_february(10, 13), in_february(10, 14), id="today at two"),
        pytest.param(
            [HOURS(time(22, 30), time(6, 30))], in_february(10, 23), in_february(11, 6, 30), id="tomorrow morning"
        ),
        pytest.param([HOURS(time(22, 30), time(6, 30))], in_february(10, 5), in_february(10, 6, 30), id="this morning"),
        pytest.param([HOURS(time(22), time(0))], in_february(10, 23), in_february(11, 0), id="at midnight"),
        pytest.param(
            [HOURS(time(22), time(0)), HOURS(time(0), time(6))],
            in_february(10, 23),
            in_february(11, 6),
            id="a night written as two halves ends in the morning",
        ),
        pytest.param(
            [HOURS(time(0), time(6)), HOURS(time(5), time(7)), HOURS(time(7), time(8))],
            in_february(10, 1),
            in_february(10, 8),
            id="hours that overlap end with the last",
        ),
        pytest.param(
            [HOURS(time(22), time(6, 30, 30))],
            in_february(10, 6, 30),
            in_february(10, 6, 30) + timedelta(seconds=30),
            id="half a minute is not a day",
        ),
    ],
)
def test_a_closed_gate_says_when_it_opens(closed, now, again_at):
    assert open_again(*closed, now=now) == again_at


def test_a_gate_that_opens_is_open_then():
    covenant = Covenant("x", closed=(HOURS(time(22), time(0)), HOURS(time(0), time(6))))
    closed = judge(case(now=AT_NIGHT, covenant=covenant))
    assert judge(case(now=closed.again_at, covenant=covenant)).reason == Reason.FINE


def berlin(month, day, hour, minute=0, fold=0):
    return datetime(2020, month, day, hour, minute, fold=fold, tzinfo=BERLIN)


SPRING, AUTUMN = (3, 29), (10, 25)  # clocks go from 02:00 to 03:00, and from 03:00 back to 02:00


def feverish(now, high_at, minutes=10):
    rule = TemperatureRule(rest_minutes=minutes)
    return judge(
        case(
            valid(date(2020, 1, 1), None),
            now=now,
            covenant=Covenant("x", temperature=rule),
            reading=reading(38.0, now),
            earlier=(reading(38.0, high_at),) if high_at else (),
        )
    )


@pytest.mark.parametrize(
    ("high_at", "now", "reason"),
    [
        pytest.param(
            berlin(*AUTUMN, 2, 50), berlin(*AUTUMN, 2, 10, fold=1), Reason.FEVER_AGAIN, id="20 minutes, clock back"
        ),
        pytest.param(
            berlin(*AUTUMN, 0, 30), berlin(*AUTUMN, 4), Reason.FEVER, id="3:30 on the clock are 4:30 in autumn"
        ),
        pytest.param(
            berlin(*SPRING, 0, 30), berlin(*SPRING, 5), Reason.FEVER_AGAIN, id="4:30 on the clock are 3:30 in spring"
        ),
    ],
)
def test_a_reading_counts_for_real_hours_when_summer_time_changes(high_at, now, reason):
    assert feverish(now, high_at).reason == reason


@pytest.mark.parametrize(
    ("now", "again_at"),
    [
        pytest.param(berlin(*SPRING, 1, 55), "2020-03-29T03:05:00+02:00", id="over the hour that is left out"),
        pytest.param(berlin(*AUTUMN, 2, 55), "2020-10-25T02:05:00+01:00", id="into the hour that comes twice"),
    ],
)
def test_ten_minutes_of_rest_are_ten_minutes_when_summer_time_changes(now, again_at):
    assert feverish(now, None).again_at.isoformat() == again_at


def test_a_gate_opens_by_the_wall_clock_on_the_day_of_summer_time():
    night = ClosedHours(time(22, 30), time(6, 30))
    assert open_again(night, now=berlin(3, 28, 23)).isoformat() == "2020-03-29T06:30:00+02:00"


@pytest.mark.parametrize(
    ("high_at", "reason"),
    [
        pytest.param(NOW, Reason.FEVER, id="this very moment, without a rest"),
        pytest.param(NOW - COUNTS_FOR, Reason.FEVER_AGAIN, id="four hours ago"),
        pytest.param(NOW - COUNTS_FOR - timedelta(seconds=1), Reason.FEVER, id="longer ago"),
        pytest.param(NOW + timedelta(seconds=1), Reason.FEVER, id="later than now, after the clock was set back"),
        pytest.param(NOW + timedelta(days=1), Reason.FEVER, id="a reading from tomorrow"),
        pytest.param((NOW - timedelta(minutes=10)).astimezone(BERLIN), Reason.FEVER_AGAIN, id="told in another zone"),
    ],
)
def test_an_earlier_fever_counts_for_four_hours_and_never_from_the_future(high_at, reason):
    assert judge(case(reading=reading(37.5), earlier=(reading(37.9, high_at),))).reason == reason


def test_an_earlier_reading_that_was_fine_is_no_first_fever():
    assert judge(case(reading=reading(37.5), earlier=(reading(36.4, NOW),))).reason == Reason.FEVER


def test_a_fever_that_is_gone_after_the_rest_is_fine():
    assert judge(case(reading=reading(36.8), earlier=HIGH_BEFORE)).reason == Reason.FINE


def test_who_goes_the_way_that_is_not_measured_needs_no_reading():
    assert judge(case(direction=Direction.OUT, reading=None)).reason == Reason.FINE


@pytest.mark.parametrize("kind", VisitKind)
def test_leaving_is_open_to_every_kind_that_is_not_admitted(kind):
    assert judge(case(kind, direction=Direction.OUT)).reason == Reason.FINE


def test_a_covenant_without_rules_admits_a_good_pass_at_any_temperature():
    assert judge(case(covenant=Covenant("x"), reading=reading(41.0))).reason == Reason.FINE


@given(cases())
def test_any_case_has_a_verdict_and_always_the_same(judged):
    assert judge(judged) == judge(replace(judged))


@given(cases())
def test_a_verdict_names_its_covenant_and_no_moment_that_is_past(judged):
    verdict = judge(judged)
    again = verdict.again_at.timestamp() if verdict.again_at else judged.now.timestamp()
    assert (verdict.covenant, again >= judged.now.timestamp()) == (judged.covenant.version, True)


@given(cases())
def test_a_verdict_is_the_same_after_everything_went_over_the_wire(judged):
    sent = replace(judged, covenant=msgspec.json.decode(msgspec.json.encode(judged.covenant), type=Covenant))
    if isinstance(judged.presented, Entry):
        sent = replace(sent, presented=msgspec.json.decode(msgspec.json.encode(judged.presented), type=Entry))
    assert judge(sent) == judge(judged)


@given(cases())
def test_a_verdict_is_the_same_after_the_covenant_was_written_to_a_file(judged):
    written = msgspec.toml.decode(toml_of(judged.covenant), type=Covenant)
    assert judge(replace(judged, covenant=written)) == judge(judged)


@given(cases(), st.randoms(use_true_random=False))
def test_a_verdict_does_not_depend_on_the_order_in_the_file(judged, random):
    covenant = judged.covenant
    mixed = {
        name: tuple(random.sample(getattr(covenant, name), k=len(getattr(covenant, name))))
        for name in SECTIONS_OF_A_FILE
    }
    assert judge(replace(judged, covenant=structs.replace(covenant, **mixed))) == judge(judged)


@given(cases())
def test_the_rule_that_decides_gives_one_of_its_reasons(judged):
    rule, verdict = deciding(judged), judge(judged)
    assert verdict.reason in (rule.reasons if rule else (Reason.FINE,))


@given(cases())
def test_a_temperature_that_is_no_number_lets_nobody_pass(judged):
    everybody_measured = structs.replace(judged.covenant, temperature=TemperatureRule((IN, OUT)))
    no_number = replace(judged, covenant=everybody_measured, reading=reading(float("nan"), judged.now))
    assert judge(no_number).outcome is not ADMIT


@given(cases())
def test_every_verdict_can_be_said_in_both_languages(judged):
    assert [remedy(judge(judged), language, judged.now.date()).count("{") for language in Language] == [0, 0]


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_its_sentences_in_both_languages(reason):
    sentence = SENTENCES[reason]
    said = (sentence.what, sentence.remedy)
    assert [bool(text.to(language).strip()) for text in said for language in Language] == [True] * 4
    assert [text.en.isascii() for text in said] == [True, True]


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_its_words_in_both_languages(outcome):
    assert [bool(OUTCOME_WORDS[outcome].to(language)) for language in Language] == [True, True]


@given(cases())
def test_a_rule_that_is_not_asked_would_not_have_objected(judged):
    unasked = [rule for rule in judged.covenant.ordered if not rule.may_object(judged.sort)]
    assert [rule for rule in unasked if rule.objection(judged)] == []
    of_others = [rule for rule in PASS_RULES if not isinstance(judged.presented, rule.presented)]
    assert [rule for rule in of_others if rule.objection(judged)] == []


@given(cases())
def test_with_every_question_answered_it_is_the_verdict_of_who_answers_one_after_the_other(judged):
    answered, asked, one_by_one = judge_answered(judged), 0, judge(judged)
    while one_by_one.question and one_by_one.question not in judged.confirmed:
        judged, asked = replace(judged, confirmed=judged.confirmed | {one_by_one.question}), asked + 1
        one_by_one = judge(judged)
    assert (answered.verdict, answered.questions) == (one_by_one, asked)
    assert answered.rule == deciding(judged)


def test_no_two_reasons_are_said_with_the_same_sentence():
    assert len({sentence.what.to(language) for sentence in SENTENCES.values() for language in Language}) == 2 * len(
        Reason
    )


def test_a_remedy_names_a_time_exactly_where_a_verdict_has_one():
    with_time = {row.values[2] for row in TABLE if row.values[3]}
    naming = {
        language: {
            reason
            for reason, sentence in SENTENCES.items()
            if "at" in [field for _, field, _, _ in string.Formatter().parse(sentence.remedy.to(language))]
        }
        for language in Language
    }
    assert naming == dict.fromkeys(Language, with_time)


@pytest.mark.parametrize(
    ("judged", "zh", "en"),
    [
        pytest.param(
            full(gate="北门"),
            "此门现在不走这类人员 · 请走东门",
            "This gate is not for them now · Please go by 东门",
            id="a gate",
        ),
        pytest.param(
            full(entry("staff"), gate="北门"),
            "此门现在不走这类人员 · 请走东门；本门 02-11 06:30 起可走",
            "This gate is not for them now · Please go by 东门; this gate from 02-11 06:30",
            id="a gate that opens again",
        ),
        pytest.param(
            full(entry("owner", "quarantine"), direction=OUT),
            "居家隔离中 · 不外出，急事请示值班人员，物品代送",
            "In home quarantine · Stays at home, in need call duty, goods are brought",
            id="a quarantine without end",
        ),
        pytest.param(
            full(history=OUT_SINCE_SEVEN),
            "外出超时：外出 157 分钟 · 请问明去处并提醒，然后放行",
            "Out too long: 157 minutes out · Ask where they were, remind them, then let them in",
            id="out too long",
        ),
        pytest.param(
            full(confirmed=frozenset()),
            "请核实：戴好口罩了吗 · 核实后按“已核实”",
            'Please confirm: is the mask on? · Then press "confirmed"',
            id="a question",
        ),
    ],
)
def test_a_sentence_has_the_words_of_its_rule_and_no_time_where_there_is_none(judged, zh, en):
    verdict, today = judge(judged), judged.now.date()
    shown = {each: f"{what(verdict, each)} · {remedy(verdict, each, today)}" for each in Language}
    assert shown == {Language.ZH: zh, Language.EN: en}


def test_a_remedy_says_the_time_in_the_communitys_zone_and_the_date_of_another_day():
    verdict = judge(case(reading=reading(37.3)))
    today = verdict.again_at.date()
    assert remedy(verdict, Language.EN, today) == "Rest aside, measure again at 09:47"
    assert remedy(verdict, Language.EN, today - timedelta(days=1)) == "Rest aside, measure again at 02-10 09:47"
