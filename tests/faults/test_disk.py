"""A full disk: nothing is confirmed that is not on disk, it is said in words, and work goes on by itself when there is space."""

import pytest

from gatepass.case import Reading
from gatepass.covenant import Direction
from gatepass.verdict import Outcome
from gatepass.wording import Language, Refusal
from kiosk.belonging import told
from kiosk.passages import Attempt, decide, identify
from kiosk.screen import Phase
from kiosk.session import Session
from kiosk.shift import Shift
from kiosk.stamp import stamp
from tests.kiosk.test_shift import staffed


@pytest.fixture
def full(store):
    """SQLite itself answers SQLITE_FULL, as it does when the disk is full."""
    pages = store._db.row("PRAGMA page_count")["page_count"]
    store._db.row(f"PRAGMA max_page_count={pages}")
    return store


def fill(store, community, clock):
    with pytest.raises(Refusal) as refused:
        for _ in range(500):
            decide(store, Attempt(identify(store, community.code("wang")), Direction.OUT), stamp(store, clock()))
    return refused.value


def test_a_full_disk_is_said_and_what_was_confirmed_stays(full, community, clock):
    refusal = fill(full, community, clock)
    kept = len(full.unsent(full.gate().epoch, 0, 1000))
    assert refusal.sentence(Language.ZH).startswith("磁盘已满，没有记下")
    assert (kept, full.highest_number()) == (full.highest_number(), kept)


def test_the_gate_goes_on_by_itself_when_there_is_space_again(full, community, clock):
    fill(full, community, clock)
    session = Session(full, clock)
    session.turn(Direction.OUT)
    session.seen(community.code("wang"))
    assert session.screen().phase == Phase.FAULT
    full._db.row("PRAGMA max_page_count=1000000")
    clock.on(seconds=3)
    session.seen(community.code("wang"))
    assert session.screen().decision.verdict.outcome == Outcome.ADMIT


def test_a_reading_that_could_not_be_recorded_is_still_the_persons_when_there_is_space(full, community, clock):
    session = Session(full, clock)
    session.seen(community.code("wang"))
    fill(full, community, clock)
    asked = session.measured(Reading(36.5, clock()))
    loose = session.loose()
    with pytest.raises(Refusal, match="the disk is full"):
        session.accept(asked.number, loose.number, "one")
    full._db.row("PRAGMA max_page_count=1000000")
    passed = session.accept(asked.number, loose.number, "one")
    assert (asked.phase, told(loose).zh.startswith("36.5 ℃：磁盘已满，没有记下")) == (Phase.ASKING, True)
    assert (passed.presentation.row.name, passed.decision.verdict.outcome) == ("王小㛃", Outcome.ADMIT)


def test_a_duty_card_that_could_not_be_recorded_stops_no_camera(full, community, clock):
    staffed(full, community)
    shift = Shift(full, clock)
    session = Session(full, clock, shift)
    fill(full, community, clock)
    shift.await_card()
    session.seen(community.code("li"))
    assert (session.screen().phase, shift.duty) == (Phase.FAULT, None)
    full._db.row("PRAGMA max_page_count=1000000")
    clock.on(seconds=3)
    session.seen(community.code("li"))
    assert shift.duty.name == "李保安"


def test_a_volunteer_goes_on_with_the_pin_while_nothing_can_be_written(store, clock):
    shift = Shift(store, clock)
    shift.join("王阿姨", "2580", None)
    shift.lock()
    store._db.row("PRAGMA query_only=1")
    shift.unlock("2580")
    assert shift.is_locked is False
