from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from gatepass.case import Reading, Site
from gatepass.events import event_of
from gatepass.wording import Refusal
from kiosk.passages import Attempt, decide, identify
from kiosk.stamp import clock_state, stamp
from kiosk.store import ClockCheck, Store, Whose
from tests.community import MORNING, Community


def go_in(store, community, clock, celsius=36.5):
    attempt = Attempt(identify(store, community.code("wang")), "in", Reading(celsius, clock()))
    return decide(store, attempt, stamp(store, clock())).event


def test_a_folder_that_is_no_gate_says_what_to_do(tmp_path):
    with pytest.raises(Refusal, match="not enrolled"):
        Store.of_gate(tmp_path / "gate")
    assert list(tmp_path.iterdir()) == []


def test_a_second_process_sees_what_the_first_one_wrote(store, community, clock, tmp_path):
    go_in(store, community, clock)
    assert len(Store(tmp_path / "gate").recent(10)) == 1


def test_a_new_passbook_replaces_the_old_one_whole(store, community):
    held = store.entry(community.code("wang").lookup)
    other = Community()
    other.hand_over(store, 2)
    assert (held is None, store.entry(community.code("wang").lookup), store.terms().number) == (False, None, 2)


def test_events_that_the_office_has_are_forgotten_after_their_time_but_never_the_newest(store, community, clock):
    for _ in range(3):
        go_in(store, community, clock)
        clock.on(days=1)
    epoch = store.gate().epoch
    store.forget_events_before(clock() + timedelta(days=100), [(epoch, 3)])
    assert [event_of(line).number for line in store.unsent(epoch, 0, 10)] == [3]
    go_in(store, community, clock)
    assert store.highest_number() == 4


def test_events_that_the_office_lacks_are_never_forgotten(store, community, clock):
    for _ in range(3):
        go_in(store, community, clock)
    epoch = store.gate().epoch
    store.forget_events_before(clock() + timedelta(days=100), [(epoch, 1)])
    assert [event_of(line).number for line in store.unsent(epoch, 0, 10)] == [2, 3]


@pytest.mark.parametrize(
    ("ahead", "minutes_ago", "newest_minutes_ago", "state"),
    [
        pytest.param(0.5, 1, 1, "checked", id="checked a minute ago"),
        pytest.param(61, 1, 1, "doubtful", id="more than a minute ahead of the office"),
        pytest.param(-61, 1, 1, "doubtful", id="more than a minute behind the office"),
        pytest.param(0.5, 60 * 25, 1, "unchecked", id="not checked for a day"),
        pytest.param(0.5, -5, 1, "unchecked", id="checked in the future"),
        pytest.param(0.5, 1, -2, "doubtful", id="set back behind the newest event"),
    ],
)
def test_how_far_a_clock_is_trusted(ahead, minutes_ago, newest_minutes_ago, state):
    check = ClockCheck(ahead, MORNING - timedelta(minutes=minutes_ago))
    assert clock_state(check, MORNING - timedelta(minutes=newest_minutes_ago), MORNING) == state


@pytest.mark.parametrize(
    ("ahead", "newest_then", "newest", "state"),
    [
        pytest.param(0.5, 600, 600, "checked", id="the office found the clock right after an event of a wrong date"),
        pytest.param(0.5, 600, 601, "doubtful", id="another one since"),
        pytest.param(90.0, 600, 600, "doubtful", id="the office found the clock wrong"),
        pytest.param(0.5, None, 600, "doubtful", id="no event was there then"),
    ],
)
def test_an_event_of_a_time_to_come_leaves_the_clock_in_doubt_until_the_office_finds_it_right(
    ahead, newest_then, newest, state
):
    then = None if newest_then is None else MORNING + timedelta(days=newest_then)
    check = ClockCheck(ahead, MORNING - timedelta(minutes=1), then)
    assert clock_state(check, MORNING + timedelta(days=newest), MORNING) == state


def test_a_clock_that_was_never_checked_is_unchecked():
    assert clock_state(None, None, MORNING) == "unchecked"


def test_how_a_reading_was_taken_is_known_again(store, community, clock):
    held = Reading(36.4, clock(), Site.WRIST, "gun 2", -3.5)
    decide(store, Attempt(identify(store, community.code("wang")), "in", held), stamp(store, clock()))
    with store.writing() as ledger:
        known = ledger.readings_of(Whose(community.code("wang").lookup), clock(), ZoneInfo("Asia/Shanghai"))
    assert known == (held,)
