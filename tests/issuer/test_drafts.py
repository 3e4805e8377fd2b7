"""A draft held against an office with people, gates and a ledger of its own."""

import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from multiprocessing import active_children

import msgspec
import pytest
from msgspec import UNSET, structs

from gatepass.case import Direction
from gatepass.covenant import ClosedHours, Covenant
from gatepass.events import Passage, Scan
from gatepass.kinds import Forgotten, OnlyBy, Quarantine, Quota, SameWay, TemperatureRule, Then, Who
from gatepass.wording import Text
from issuer import classes, endings, marks, replaying
from issuer.drafts import lacking, told_difference, version_before
from issuer.ledger import Upload, take
from issuer.office import Office
from issuer.passbooks import household_pseudonym
from issuer.replaying import replay_draft
from issuer.store import FILE, Span, Store, Whom
from tests.issuer.offices import ACT, AT, FINE, TODAY, SimulatedGate, issued_to, refusing, resident

IN, OUT = Direction
FAMILY = (resident("12-302", "王甲"), resident("12-302", "王乙"), resident("1-101", "李丙"))
EVERY_TWO_DAYS = Covenant("两天一次", rules=(Quota(days=2),))


def with_a_past(office: Office, gate: SimulatedGate) -> None:
    """The first of each door out on three days, the second of the Wangs on the first of them too."""
    issued_to(office, *FAMILY)
    people = {each.name: each for each in office.store.holdings()}
    lines: list[str] = []
    for day in range(3):
        for name in ("王甲", "王乙", "李丙") if day == 0 else ("王甲", "李丙"):
            for way, passage, hours in ((OUT, Passage.OUT, 0), (IN, Passage.IN, 1)):
                scan = structs.replace(
                    gate.passing(people[name].issued.serial),
                    direction=way,
                    passage=passage,
                    household=household_pseudonym(office.keys, FAMILY[0].door if name[0] == "王" else FAMILY[2].door),
                )
                lines.append(str(gate.write(scan, AT + timedelta(days=day, hours=hours, minutes=len(lines)))))
    take(office.store, Upload(gate.id, office.keys.tag, lines), AT + timedelta(days=4))


def test_a_draft_is_run_over_the_ledger(office: Office, gate: SimulatedGate) -> None:
    with_a_past(office, gate)
    report = replay_draft(office.store, office.keys, EVERY_TWO_DAYS, (TODAY, TODAY + timedelta(days=2)))
    assert (report.judged, report.stopped, report.fell_away) == (11, 3, 3)
    assert [(each.name, each.stopped) for each in report.households] == [("12号302室", 2), ("1号101室", 1)]
    assert [each.name for each in report.gates] == ["东门"]
    said = [(endings.was(each), endings.would(each), endings.by_rule(each)) for each in report.examples]
    assert set(said) == {
        (
            Text("放行", "Pass"),
            Text("不放行：外出次数已用完", "Stop: The outings are used up"),
            Text("第1条“外出次数”", "rule 1 (quota of outings)"),
        )
    }


def test_a_draft_knows_the_class_that_somebody_was_in_on_the_day(office: Office, gate: SimulatedGate) -> None:
    with_a_past(office, gate)
    classes.move(office.store, frozenset({1}), "yellow", TODAY + timedelta(days=2), ACT)
    draft = Covenant("x", rules=(OnlyBy(("南门",), Who(classes=("yellow",))),))
    report = replay_draft(office.store, office.keys, draft, (TODAY, TODAY + timedelta(days=2)))
    assert [(each.at.date(), each.direction) for each in report.examples] == [(TODAY + timedelta(days=2), OUT)]


def test_only_the_days_asked_for_count(office: Office, gate: SimulatedGate) -> None:
    with_a_past(office, gate)
    report = replay_draft(office.store, office.keys, EVERY_TWO_DAYS, (TODAY + timedelta(days=1),) * 2)
    assert (report.judged, report.stopped, report.fell_away) == (2, 2, 2)


def test_days_in_the_wrong_order_are_refused(office: Office) -> None:
    with refusing("2020-02-09 早于 2020-02-10"):
        replay_draft(office.store, office.keys, EVERY_TWO_DAYS, (TODAY, date(2020, 2, 9)))


def test_what_the_office_lacks_is_told(office: Office, gate: SimulatedGate) -> None:
    draft = Covenant(
        "x", rules=(OnlyBy(("东门", "无门"), Who(("pupil", "car", "owner"), ("key-person", "work", "under_12"))),)
    )
    assert lacking(office.store, draft) == (
        Text("没有这些证件类别：学生（pupil）", "there are no such classes: pupils (pupil)"),
        Text("没有这些大门：无门", "there are no such gates: 无门"),
        Text("没有这些名单：key-person", "there are no such lists: key-person"),
    )


def test_a_draft_that_names_nothing_lacks_nothing(office: Office) -> None:
    assert lacking(office.store, EVERY_TWO_DAYS) == ()


@pytest.mark.parametrize(
    ("called", "reminded"),
    [
        pytest.param("居委会值班室", 1, id="somebody without a number"),
        pytest.param("居委会 021-6238 0000", 0, id="with one"),
        pytest.param("１２０", 0, id="the ambulance, in full width"),
        pytest.param(UNSET, 0, id="nobody"),
    ],
)
def test_whom_to_call_is_asked_for_with_a_number(office: Office, called, reminded) -> None:
    draft = Covenant("x", temperature=TemperatureRule(call=called))
    told = [text.en for text in lacking(office.store, draft)]
    assert told == [f"a high temperature calls “{called}”, without a number: put one"] * reminded


@pytest.mark.parametrize(
    ("then", "stopping", "warned"),
    [
        pytest.param(Then.ASK, Quarantine(), 1, id="quarantine, and the word is enough"),
        pytest.param(Then.REFER, Quarantine(), 0, id="quarantine, and the person on duty is called"),
        pytest.param(Then.ASK, SameWay(), 0, id="nobody is on a list"),
    ],
)
def test_that_a_forgotten_card_gets_round_a_list_is_told(office: Office, then, stopping, warned) -> None:
    told = [text.en for text in lacking(office.store, Covenant("x", rules=(Forgotten(then), stopping)))]
    assert (
        told
        == [
            "whoever forgot their card is let pass when asked, and a gate cannot know who is on a list: “home quarantine” stops none of"
            " them; to be sure, have the person on duty called for a forgotten card"
        ]
        * warned
    )


def test_a_difference_is_told_line_by_line() -> None:
    night = ClosedHours(AT.replace(hour=22).time(), AT.replace(hour=6).time())
    told = [text.zh for text in told_difference(EVERY_TWO_DAYS, Covenant("两天一次", closed=(night,)))]
    assert told == ["− 所有人：每户每 2 天外出 1 次（超出的不放行）", "+ 各门 22:30–06:30 关门，急事请示值班人员"]


def test_no_difference_is_told_too() -> None:
    assert [text.en for text in told_difference(EVERY_TWO_DAYS, EVERY_TWO_DAYS)] == ["the rules are the same"]


def test_before_the_first_version_there_was_none(office: Office) -> None:
    first = office.store.covenant_in_force(AT)
    second = msgspec.structs.replace(first, name="二", version=2, in_force_from=AT)
    assert [version_before(office.store, each).name for each in (first, second)] == ["—", "常态防控"]


def test_a_scan_names_no_household_that_the_office_does_not_know(office: Office, gate: SimulatedGate) -> None:
    stranger = Scan(OUT, FINE, Passage.OUT, "ab" * 16, "nobody", None)
    lines = [str(gate.write(stranger)) for _ in range(2)]
    take(office.store, Upload(gate.id, office.keys.tag, lines), AT)
    report = replay_draft(office.store, office.keys, EVERY_TWO_DAYS, (TODAY, TODAY))
    assert [(each.name, each.stopped) for each in report.households] == [("（无门牌）", 1)]


def test_a_draft_knows_who_was_marked_on_the_day_and_not_who_is_today(office: Office, gate: SimulatedGate) -> None:
    with_a_past(office, gate)
    second, third = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
    marks.mark(office.store, [Whom(door=FAMILY[0].door)], "quarantine", Span(second), ACT)
    marks.mark(office.store, [Whom(resident=3)], "quarantine", Span(third + timedelta(days=5)), ACT)
    (wangs, _) = office.store.markings()
    marks.end(office.store, wangs.id, replace(ACT, at=AT + timedelta(days=2)))
    report = replay_draft(office.store, office.keys, Covenant("x", rules=(Quarantine(),)), (TODAY, third))
    assert [(each.at.date(), each.door) for each in report.examples] == [(second, "12号302室")]


def test_a_long_past_is_shared_among_processes_and_nothing_is_counted_otherwise(
    office: Office, gate: SimulatedGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_a_past(office, gate)
    days, told = (TODAY, TODAY + timedelta(days=2)), []
    alone = replay_draft(office.store, office.keys, EVERY_TWO_DAYS, days)
    monkeypatch.setattr(replaying, "WORTH_SHARING", 1)
    shared = replay_draft(office.store, office.keys, EVERY_TWO_DAYS, days, lambda *come: told.append(come))
    assert shared == alone
    assert {total for _, total in told} == {14}


def test_the_ledger_is_read_without_what_was_done_with_some_passes(office: Office, gate: SimulatedGate) -> None:
    with_a_past(office, gate)
    (first, *_), days = {event.body.lookup for event in office.store.happened(date.min, date.max)}, (date.min, date.max)
    rest = [event for event in office.store.happened(*days) if event.body.lookup != first]
    assert list(office.store.happened(*days, without={first})) == rest
    assert len(rest) < office.store.count_events()


def test_an_older_ledger_is_read_without_them_too(office: Office, gate: SimulatedGate) -> None:
    """The migration reads whose passes they were from what earlier versions stored as text alone."""
    with_a_past(office, gate)
    passes = {event.body.lookup for event in office.store.happened(date.min, date.max)}
    office.store.close()
    with sqlite3.connect(office.folder / FILE) as old:
        old.execute("ALTER TABLE events DROP COLUMN lookup")
        old.execute("DELETE FROM _sqlite_migrations WHERE name = 'passes_of_events'")
    old.close()
    assert list(Store(office.folder).happened(date.min, date.max, without=passes)) == []


def test_where_a_process_is_ended_from_outside_the_replay_is_done_by_the_office_itself(
    office: Office, gate: SimulatedGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_a_past(office, gate)
    days = (TODAY, TODAY + timedelta(days=2))
    alone = replay_draft(office.store, office.keys, EVERY_TWO_DAYS, days)
    monkeypatch.setattr(replaying, "WORTH_SHARING", 1)
    ended: list[int] = []

    def end_one(*_: int) -> None:
        for child in active_children()[:1] if not ended else ():
            ended.append(child.pid or 0)
            child.kill()

    assert replay_draft(office.store, office.keys, EVERY_TWO_DAYS, days, end_one) == alone
    assert ended
