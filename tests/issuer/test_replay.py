"""A draft over past days: who would have been stopped, who let through, and what the draft's own past makes of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import reduce
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET, UnsetType, structs

from gatepass.case import Direction, Mark, Outcome, Reason, VisitKind
from gatepass.covenant import ClosedHours, Covenant, TemperatureRule, VisitRule
from gatepass.events import (
    GENESIS,
    Body,
    Claimed,
    Clock,
    Event,
    FeverClosed,
    Judged,
    Override,
    Passage,
    Reference,
    Scan,
    Taken,
    Undo,
    VisitIn,
    passage_after,
    went,
)
from gatepass.fevers import FeverEnd
from gatepass.kinds import Confirm, Forgotten, Gates, Quota, ReferenceRule, SameWay, Stale, Standing, Then, Who
from gatepass.passbook import Entry
from gatepass.passes import Status
from issuer.replay import replay, tallied
from issuer.setting import Setting, Share
from issuer.tally import Report, Tally
from tests.issuer.offices import ZONE

IN, OUT = Direction
FINE = Judged(Outcome.ADMIT, Reason.FINE, 1)
FIRST, LAST = date(2020, 2, 10), date(2020, 2, 12)
HOME, SHOP = "户一", "户二"
PEOPLE = {"wang": (HOME, "owner"), "wife": (HOME, "owner"), "li": (SHOP, "tenant"), "car": (HOME, "car")}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2020, 2, day, hour, minute, tzinfo=ZONE)


def entries(_: date) -> dict[str, Entry]:
    return {
        who: Entry(who, Status.VALID, date.min, None, household, b"", class_, (Mark("work", FIRST),) * (who == "li"))
        for who, (household, class_) in PEOPLE.items()
    }


def setting(draft: Covenant) -> Setting:
    doors = {HOME: "12号302室", SHOP: "1号101室"}
    return Setting(draft, FIRST, LAST, ZONE, entries, doors, {"gate-1": "东门", "gate-2": "南门"})


class Ledger:
    """Events one after the other."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._numbers = count(1)

    def add(self, body: Body, moment: datetime, gate: str = "gate-1") -> str:
        id_ = f"event {next(self._numbers)}"
        self.events.append(Event(1, id_, "tag", gate, "epoch", 1, moment, moment.date(), Clock.CHECKED, GENESIS, body))
        return id_

    def went(self, who: str, way: Direction, moment: datetime, celsius: float | None = 36.5, **more: object) -> str:
        """Somebody came with their pass, and it ended as `was` says."""
        was = more.pop("was", FINE)
        assert isinstance(was, Judged)
        passage = passage_after(was.outcome, way)
        scan = Scan(way, was, passage, who, PEOPLE.get(who, ("", ""))[0], celsius)
        return self.add(scan, moment, str(more.pop("gate", "gate-1")))


def run(ledger: Ledger, *rules: object, **sections: object) -> Report:
    return replay(ledger.events, setting(Covenant("草稿", "Draft", rules=rules, **sections)))  # type: ignore[arg-type]


def totals(report: Report) -> dict[str, int]:
    names = (
        "judged",
        "otherwise",
        "stopped",
        "admitted",
        "fell_away",
        "asked",
        "measured",
        "not_judged",
        "age_unknown",
    )
    return {name: getattr(report, name) for name in names if getattr(report, name)}


def happened(*passages: tuple[str, Direction, datetime]) -> Ledger:
    ledger = Ledger()
    for who, way, moment in passages:
        ledger.went(who, way, moment)
    return ledger


def test_a_draft_without_rules_changes_nothing() -> None:
    ledger = happened(("wang", OUT, at(10, 9)), ("wang", IN, at(10, 10)))
    assert totals(run(ledger)) == {"judged": 2}


def test_one_outing_in_two_days_stops_the_second_and_leaves_the_third_free() -> None:
    ledger = happened(*[("wang", way, at(day, hour)) for day in (10, 11, 12) for way, hour in ((OUT, 9), (IN, 10))])
    report = run(ledger, Quota(days=2))
    assert totals(report) == {"judged": 5, "otherwise": 1, "stopped": 1, "fell_away": 1}
    assert [(example.at, example.reason, example.again_at) for example in report.examples] == [
        (at(11, 9), Reason.QUOTA_USED, at(12, 0))
    ]


def test_days_before_the_first_are_the_history_of_the_first_and_are_not_counted() -> None:
    ledger = happened(("wang", OUT, at(9, 9)), ("wang", IN, at(9, 10)), ("wang", OUT, at(10, 9)))
    assert totals(run(ledger, Quota(days=2))) == {"judged": 1, "otherwise": 1, "stopped": 1}


def test_the_days_needed_before_are_as_many_as_the_rules_look_back() -> None:
    begins = [setting(Covenant("x", rules=rules)).begins for rules in ((), (Quota(days=3),), (Quota(hours_out=2),))]
    assert begins == [date(2020, 2, 9), date(2020, 2, 6), date(2020, 1, 9)]


def test_before_the_first_day_of_all_there_is_none_to_be_read() -> None:
    of_old = replace(setting(Covenant("x", rules=(Quota(days=2),))), first=date.min)
    assert of_old.begins == date.min


def test_it_is_counted_by_rule_hour_gate_and_household() -> None:
    ledger = happened(("wang", OUT, at(10, 5)), ("wife", OUT, at(10, 5, 30)), ("li", OUT, at(10, 23)))
    ledger.went("li", IN, at(10, 23, 30), gate="gate-2")
    report = run(ledger, closed=(ClosedHours(time(22), time(6)),))
    heads = (report.rules, report.hours, report.gates, report.households)
    assert [[(each.name, each.otherwise) for each in head] for head in heads] == [
        [("各门 22:00–06:00 关门，急事请示值班人员", 3)],
        [("05:00", 2), ("23:00", 1)],
        [("东门", 3)],
        [("12号302室", 2), ("1号101室", 1)],
    ]


@pytest.mark.parametrize(
    ("was", "rules", "counted"),
    [
        pytest.param(
            Judged(Outcome.REFUSE, Reason.QUOTA_USED, 1), (), {"otherwise": 1, "admitted": 1}, id="let through"
        ),
        pytest.param(
            Judged(Outcome.REFUSE, Reason.WRONG_GATE, 1), (Gates(("东门",), Who(classes=("car",))),), {}, id="as ever"
        ),
        pytest.param(
            Judged(Outcome.REFER, Reason.CLOSED_HOURS, 1),
            (Gates(("东门",), Who(classes=("car",))),),
            {"otherwise": 1},
            id="stopped in another way",
        ),
    ],
)
def test_who_was_stopped_may_pass_or_be_stopped_otherwise(was: Judged, rules: tuple, counted: dict) -> None:
    ledger = Ledger()
    ledger.went("wang", IN, at(10, 9), was=was)
    assert totals(run(ledger, *rules)) == {"judged": 1, **counted}


def test_what_no_longer_stops_is_named() -> None:
    ledger = Ledger()
    ledger.went("wang", OUT, at(10, 9), was=Judged(Outcome.REFUSE, Reason.QUOTA_USED, 1))
    (rule,) = run(ledger).rules
    assert (rule.name, rule.english) == ("不再拦：外出次数已用完", "no longer stopped: The outings are used up")


@pytest.mark.parametrize("reason", [Reason.REVOKED, Reason.EXPIRED, Reason.SPARE, Reason.UNKNOWN_PASS])
def test_a_pass_that_was_not_good_is_not_judged_again(reason: Reason) -> None:
    ledger = Ledger()
    ledger.went("wang", IN, at(10, 9), was=Judged(Outcome.REFUSE, reason, 1))
    assert totals(run(ledger)) == {}


def test_what_was_undone_did_not_happen() -> None:
    ledger = Ledger()
    ledger.add(Undo(ledger.went("wang", OUT, at(10, 9))), at(10, 9, 1))
    ledger.went("wife", OUT, at(10, 10))
    assert totals(run(ledger, Quota())) == {"judged": 2}


@pytest.mark.parametrize(
    ("override", "stopped"),
    [
        pytest.param(True, [at(12, 9)], id="a draft that lets volunteers override"),
        pytest.param(False, [], id="one that does not: the outing did not happen"),
    ],
)
def test_an_override_happened_where_the_draft_allows_one(override: bool, stopped: list[datetime]) -> None:
    ledger = Ledger()
    was = Judged(Outcome.REFUSE, Reason.QUOTA_USED, 1)
    ledger.went("wang", OUT, at(10, 9))
    second = ledger.went("wang", OUT, at(11, 9), was=was)
    ledger.add(Override(second, Passage.OUT, "就医"), at(11, 9, 1))
    ledger.went("wife", OUT, at(12, 9))
    report = run(ledger, Quota(days=2), override=override)
    assert [example.at for example in report.examples] == stopped


def test_questions_count_as_answered_and_are_told() -> None:
    ledger = happened(("wang", IN, at(10, 9)), ("wang", IN, at(10, 10)))
    mask = Confirm("mask", "口罩", "mask")
    assert totals(run(ledger, mask, SameWay())) == {"judged": 2, "asked": 2}


MASK, CARD = Confirm("mask", "口罩", "mask"), Confirm("card", "身份证", "ID card")


@pytest.mark.parametrize(
    ("declined", "rules", "counted"),
    [
        pytest.param("mask", (MASK,), {"asked": 1}, id="the same question is answered with no again"),
        pytest.param("mask", (CARD,), {"otherwise": 1, "admitted": 1, "asked": 1}, id="another one with yes"),
        pytest.param("mask", (), {"otherwise": 1, "admitted": 1}, id="nothing is asked any more"),
        pytest.param(UNSET, (CARD,), {"asked": 1}, id="one of before gates noted which is known by its reason"),
    ],
)
def test_a_question_that_was_answered_with_no(declined: str | UnsetType, rules: tuple, counted: dict) -> None:
    ledger = Ledger()
    asked = Judged(Outcome.WAIT, Reason.TO_CONFIRM, 1)
    ledger.add(Scan(IN, asked, Passage.TURNED_AWAY, "wang", HOME, declined=declined), at(10, 9))
    assert totals(run(ledger, *rules)) == {"judged": 1, **counted}


OLD = Stale(24, Then.REFER)
STALE = Judged(Outcome.REFER, Reason.PASSBOOK_STALE, 1)


@pytest.mark.parametrize(
    ("was", "hours", "rules", "counted"),
    [
        pytest.param(STALE, 25, (OLD,), {"judged": 1}, id="as old as the gate said"),
        pytest.param(FINE, 24, (OLD,), {"judged": 1}, id="not too old"),
        pytest.param(FINE, 25, (OLD,), {"judged": 1, "otherwise": 1, "stopped": 1}, id="too old for the draft"),
        pytest.param(
            STALE, UNSET, (OLD,), {"not_judged": 1, "age_unknown": 1}, id="stopped by an age that is not told"
        ),
        pytest.param(FINE, UNSET, (OLD,), {"judged": 1, "age_unknown": 1}, id="an age that is not told stops nobody"),
        pytest.param(FINE, UNSET, (), {"judged": 1}, id="nor does it matter to a draft that does not mind"),
    ],
)
def test_the_passbook_is_as_old_as_the_event_tells(
    was: Judged, hours: int | UnsetType, rules: tuple, counted: dict
) -> None:
    ledger = Ledger()
    ledger.went("wang", IN, at(10, 9), was=was)
    (event,) = ledger.events
    report = replay([structs.replace(event, passbook_hours=hours)], setting(Covenant("x", rules=rules)))
    assert totals(report) == counted


def test_who_was_turned_away_by_no_rule_is_not_judged_again() -> None:
    ledger = Ledger()
    ledger.add(Scan(IN, FINE, Passage.TURNED_AWAY, "wang", HOME), at(10, 9))
    assert totals(run(ledger)) == {"not_judged": 1}


def test_a_visitor_known_by_an_earlier_reading_is_not_judged_again_since_nobody_but_the_gate_knew_who_it_was() -> None:
    ledger = Ledger()
    resting = Judged(Outcome.WAIT, Reason.STILL_RESTING, 1)
    ledger.add(VisitIn(VisitKind.VISITOR, resting, None, "12号302室", 36.5, b"", b""), at(10, 9))
    visitors = (VisitRule(VisitKind.VISITOR),)
    assert totals(run(ledger, temperature=TemperatureRule(), visits=visitors)) == {"not_judged": 1}


def test_before_the_first_day_it_was_as_it_really_was_whatever_the_draft_would_have_said() -> None:
    ledger = happened(
        ("wang", OUT, at(8, 9)), ("wang", IN, at(8, 10)), ("wang", OUT, at(9, 9)), ("wang", IN, at(9, 10))
    )
    ledger.went("wang", OUT, at(10, 9), was=Judged(Outcome.REFUSE, Reason.QUOTA_USED, 1))
    assert totals(run(ledger, Quota(days=2))) == {"judged": 1}


def test_who_was_not_measured_counts_as_without_fever_and_is_told() -> None:
    ledger = Ledger()
    ledger.went("wang", OUT, at(10, 9), None)
    assert totals(run(ledger, temperature=TemperatureRule((IN, OUT)))) == {"judged": 1, "measured": 1}


def test_readings_are_judged_with_those_before_them() -> None:
    ledger = Ledger()
    ledger.went("wang", IN, at(10, 9), 36.9)
    ledger.went("wang", IN, at(10, 9, 30), 36.9)
    report = run(ledger, temperature=TemperatureRule(fever=36.8))
    assert [example.reason for example in report.examples] == [Reason.FEVER, Reason.FEVER_AGAIN]


def visit(kind: VisitKind, celsius: float | None = 36.5) -> VisitIn:
    return VisitIn(kind, FINE, Passage.IN, "12号302室", celsius, b"", b"")


def test_people_without_a_pass_are_judged_too() -> None:
    ledger = Ledger()
    ledger.add(visit(VisitKind.COURIER), at(10, 9))
    ledger.add(visit(VisitKind.RIDER), at(10, 10))
    report = run(ledger, visits=(VisitRule(VisitKind.COURIER),))
    assert totals(report) == {"judged": 2, "otherwise": 1, "stopped": 1}
    assert [(each.name, each.otherwise) for each in report.households] == [("12号302室", 1)]


def test_classes_and_marks_are_those_of_the_day() -> None:
    ledger = happened(*[(who, OUT, at(10, hour)) for who in ("wang", "li") for hour in (8, 9)])
    report = run(ledger, Quota(who=Who(but_marks=("work",))))
    assert [example.door for example in report.examples] == ["12号302室"]


def test_a_pass_that_the_office_does_not_know_is_judged_by_its_household() -> None:
    ledger = Ledger()
    for hour in (8, 9):
        ledger.add(Scan(OUT, FINE, Passage.OUT, "bound at a gate", HOME, None), at(10, hour))
    assert totals(run(ledger, Quota())) == {"judged": 2, "otherwise": 1, "stopped": 1}


def test_a_household_out_every_day_for_a_month_goes_out_every_second_day() -> None:
    days: Iterable[int] = range(30)
    ledger = happened(*[
        ("wang", way, at(1, hour) + timedelta(days=day)) for day in days for way, hour in ((OUT, 9), (IN, 10))
    ])  # fmt: skip
    whole = Setting(
        Covenant("x", rules=(Quota(days=2, hours_out=2),)), date(2020, 2, 1), date(2020, 3, 1), ZONE, entries, {}, {}
    )
    report = replay(ledger.events, whole)
    assert (report.stopped, report.fell_away) == (15, 15)


def said(ledger: Ledger, door: str, moment: datetime, way: Direction = OUT) -> str:
    """Somebody without their card, whom the volunteer believed."""
    claimed = Claimed(way, FINE, passage_after(FINE.outcome, way), door, None, ("forgotten",), b"", b"")
    return ledger.add(claimed, moment)


ASKED = Forgotten(Then.ASK)


def test_claims_of_one_door_count_against_each_other_as_at_the_gate() -> None:
    ledger = Ledger()
    for hour, door in enumerate(("12号302室", "12号302室", "1号101室"), start=9):
        said(ledger, door, at(10, hour))
    report = run(ledger, ASKED, Quota())
    assert totals(report) == {"judged": 3, "otherwise": 1, "stopped": 1, "asked": 3}
    assert [(each.door, each.reason) for each in report.examples] == [("12号302室", Reason.QUOTA_USED)]


def test_a_card_counts_the_claims_of_its_door_and_a_claim_no_cards_as_at_the_gate() -> None:
    ledger = Ledger()
    ledger.went("wang", OUT, at(10, 9))
    said(ledger, "12号302室", at(10, 10))
    ledger.went("wife", OUT, at(11, 9))
    report = run(ledger, ASKED, Quota(outings=2, days=2))
    assert [(each.at, each.reason) for each in report.examples] == [(at(11, 9), Reason.QUOTA_USED)]


def test_a_claim_that_the_draft_stops_or_that_was_undone_uses_nothing_up() -> None:
    ledger = Ledger()
    first = said(ledger, "12号302室", at(10, 9))
    ledger.add(Undo(first), at(10, 9, 5))
    said(ledger, "12号302室", at(10, 10))
    said(ledger, "12号302室", at(10, 11))
    ledger.went("wang", OUT, at(11, 9))
    report = run(ledger, ASKED, Quota(days=2, outings=1))
    assert [each.at for each in report.examples] == [at(10, 11), at(11, 9)]


def test_without_a_rule_for_it_a_claim_goes_to_the_person_on_duty() -> None:
    ledger = Ledger()
    said(ledger, "12号302室", at(10, 9))
    assert [each.reason for each in run(ledger).examples] == [Reason.CARD_FORGOTTEN]


WAYS = st.sampled_from(Direction)
HAPPENED = st.lists(
    st.tuples(st.sampled_from([*PEOPLE, "12号302室", "1号101室", "undo", "override"]), WAYS, st.integers(0, 600)),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(HAPPENED, st.integers(2, 5))
def test_the_shares_of_a_replay_add_up_to_the_whole(happened: list[tuple[str, Direction, int]], shares: int) -> None:
    events = past_of(happened)
    draft = Covenant(
        "草稿", "Draft", rules=(ASKED, Quota(days=2, hours_out=2), SameWay(), Confirm("mask", "口罩？", "mask?"))
    )
    whole = setting(draft)
    parts = (tallied(events, replace(whole, share=Share(number, shares))) for number in range(shares))
    assert reduce(Tally.plus, parts).report() == replay(events, whole)


def past_of(happened: list[tuple[str, Direction, int]]) -> list[Event]:
    """People with their cards, people who say a door, and what was undone or overridden: always the event before."""
    ledger, moment, last = Ledger(), at(10, 6), ""
    for who, way, minutes in happened:
        moment += timedelta(minutes=minutes)
        match who:
            case "undo":
                ledger.add(Undo(last), moment)
            case "override":
                ledger.add(Override(last, went(way), "急事"), moment)
            case _ if who in PEOPLE:
                last = ledger.went(
                    who, way, moment, was=Judged(Outcome.REFUSE, Reason.QUOTA_USED, 1) if minutes % 5 == 0 else FINE
                )
            case _:
                last = said(ledger, who, moment, way)
    return ledger.events


def test_who_rested_and_came_without_the_card_rests_in_the_replay_too() -> None:
    ledger, hot = Ledger(), Judged(Outcome.WAIT, Reason.FEVER, 1)
    resting = Judged(Outcome.WAIT, Reason.STILL_RESTING, 1)
    story = ledger.add(Scan(IN, hot, Passage.TURNED_AWAY, "wang", HOME, 39.0), at(10, 9))
    claim = Claimed(IN, resting, Passage.TURNED_AWAY, "12号302室", None, ("forgotten",), b"", b"", fever=story)
    ledger.add(claim, at(10, 9, 5))
    as_visitor = VisitIn(VisitKind.VISITOR, resting, Passage.TURNED_AWAY, "12号302室", None, b"", b"", fever=story)
    ledger.add(as_visitor, at(10, 9, 6))
    report = run(ledger, Forgotten(Then.ASK), temperature=TemperatureRule(), visits=(VisitRule(VisitKind.VISITOR),))
    assert (report.judged, report.otherwise) == (3, 0)


def high_twice(ledger: Ledger, was: Reason) -> str:
    """Wang is high, and high again after the rest, of which the gate said this; the story's id."""
    story = ledger.went("wang", IN, at(10, 9), 38.0, was=Judged(Outcome.WAIT, Reason.FEVER, 1))
    again = Judged(Outcome.REFER if was is Reason.FEVER_AGAIN else Outcome.WAIT, was, 1)
    ledger.add(Scan(IN, again, None, "wang", HOME, 38.0, fever=story), at(10, 9, 11))
    return story


def reasons(ledger: Ledger) -> list[Reason]:
    return [example.reason for example in run(ledger, override=True, temperature=TemperatureRule()).examples]


def test_who_was_referred_would_be_so_until_the_ledger_says_what_became_of_them() -> None:
    ledger = Ledger()
    story = high_twice(ledger, Reason.FEVER_AGAIN)
    ledger.went("wang", IN, at(11, 9), None)
    ledger.add(FeverClosed(story, FeverEnd.HOME, b"", b""), at(11, 10))
    ledger.went("wang", IN, at(12, 9))
    assert reasons(ledger) == [Reason.FEVER_AGAIN]


def test_an_override_ends_a_referral_in_the_replay_too_until_it_is_undone() -> None:
    ledger = Ledger()
    story = high_twice(ledger, Reason.FEVER_AGAIN)
    once_more = Scan(IN, Judged(Outcome.REFER, Reason.FEVER_AGAIN, 1), None, "wang", HOME, fever=story)
    scan = ledger.add(once_more, at(10, 9, 12))
    override = ledger.add(Override(scan, Passage.IN, "值班同意"), at(10, 9, 13))
    ledger.went("wang", IN, at(11, 9))
    ledger.add(Undo(override), at(11, 9, 1))
    ledger.went("wang", IN, at(12, 9), None)
    assert reasons(ledger) == [Reason.FEVER_AGAIN]


def test_whom_the_draft_alone_refers_is_measured_anew_when_the_high_reading_is_forgotten() -> None:
    ledger = Ledger()
    high_twice(ledger, Reason.FEVER)
    ledger.went("wang", IN, at(10, 10), None)
    ledger.went("wang", IN, at(11, 9))
    assert reasons(ledger) == [Reason.FEVER_AGAIN] * 2


def test_whom_a_gate_of_an_older_program_let_in_again_is_stopped_once() -> None:
    ledger = Ledger()
    high_twice(ledger, Reason.FEVER_AGAIN)
    ledger.went("wang", IN, at(10, 10), 36.5)
    ledger.went("wang", IN, at(11, 9), 36.5)
    assert reasons(ledger) == [Reason.FEVER_AGAIN]


def test_who_was_measured_with_a_thermometer_that_was_off_is_stopped_by_a_draft_that_has_them_checked() -> None:
    ledger, taken = Ledger(), Taken(device="1")
    for standing, hour in ((Standing.OFF, 9), (Standing.GOOD, 11)):
        ledger.add(Reference(36.5, standing, taken), at(10, hour))
        ledger.add(Scan(IN, FINE, Passage.IN, "wang", HOME, 36.5, taken=taken), at(10, hour, 30))
        ledger.add(Scan(IN, FINE, Passage.IN, "li", SHOP, 36.5, taken=taken), at(10, hour, 31), "gate-2")
    report = run(ledger, temperature=TemperatureRule(reference=ReferenceRule()))
    assert [(each.reason, each.gate) for each in report.examples] == [(Reason.DEVICE_OFF, "东门")]
