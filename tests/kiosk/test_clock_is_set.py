"""This PC's clock is set while the gate runs: by an hour, by the eight of a clock in local time, by days, forward or back."""

from datetime import timedelta

import pytest

from gatepass.case import Reading
from gatepass.wording import Refusal
from kiosk.attention import Eye
from kiosk.phones import INVITED_FOR, Phones
from kiosk.screen import ASKING_STAYS, VERDICT_STAYS, Phase
from kiosk.session import READ_WITHIN, Session
from kiosk.shift import CARD_WITHIN, IDLE, MOST_WRONG, WRONG_WITHIN, Shift
from tests.kiosk.test_phones import TOKEN

PIN = "2580"
STEPS = [timedelta(hours=sign * hours) for hours in (1, 8, 72) for sign in (-1, 1)]
SECOND = timedelta(seconds=1)


@pytest.fixture
def shift(store, clock):
    shift = Shift(store, clock)
    shift.add("王阿姨", PIN)
    return shift


@pytest.fixture
def session(store, clock, shift):
    return Session(store, clock, shift)


def asking(session, community):
    session.seen(community.code("wang"))


def verdict(session, community):
    session.seen(community.code("revoked"))


def fault(session, community):
    session.seen("https://example.org/no-pass")


@pytest.mark.parametrize(
    ("phase", "lasts"),
    [
        pytest.param(lambda session, community: None, timedelta(), id="ready"),
        pytest.param(verdict, READ_WITHIN, id="a verdict"),
        pytest.param(fault, READ_WITHIN, id="a fault"),
        pytest.param(asking, ASKING_STAYS + SECOND, id="asking"),
    ],
)
def test_the_next_card_is_heard_and_answered_as_soon_as_on_any_day(session, community, clock, phase, lasts):
    for step in STEPS:
        phase(session, community)
        clock.step(step)
        clock.on(seconds=lasts.total_seconds())
        session.seen(community.code("li"), eye=Eye(1))
        shown = session.screen()
        assert (step, shown.phase, name(shown)) == (step, Phase.ASKING, "李<b>明")
        session.clear(shown.number)
        clock.on(seconds=60)


def name(screen):
    row = screen.presentation.row if screen.presentation else None
    return row and row.name


def test_a_duty_card_is_awaited_as_long_as_on_any_day(session, shift, community, clock):
    for step in STEPS:
        shift.await_card()
        clock.step(step)
        clock.on(seconds=CARD_WITHIN.total_seconds() - 1)
        still = shift.wants_card
        clock.on(seconds=1)
        session.seen(community.code("li"))
        assert (step, still, session.screen().phase) == (step, True, Phase.ASKING)
        session.clear(session.screen().number)
        clock.on(seconds=60)


def test_a_verdict_stays_as_long_as_on_any_day(session, community, clock):
    for step in STEPS:
        session.scan(community.code("revoked"), None)
        clock.step(step)
        clock.on(seconds=VERDICT_STAYS.total_seconds())
        there = session.screen().phase
        clock.on(seconds=1)
        assert (step, there, session.screen().phase) == (step, Phase.VERDICT, Phase.READY)


def test_a_card_held_still_is_one_scan_and_taken_away_it_is_one_again(session, store, community, clock):
    for before, step in enumerate(STEPS):
        session.seen(community.code("revoked"))
        clock.step(step)
        session.seen(community.code("revoked"))
        assert (step, len(store.recent(9))) == (step, before + 1)
        clock.on(seconds=13)


def test_the_page_locks_when_nobody_touched_it_and_not_before(shift, clock):
    shift.sign_on("王阿姨", PIN, None)
    for step in STEPS:
        clock.step(step)
        before = shift.is_locked
        clock.on(seconds=IDLE.total_seconds() + 1)
        assert (step, before, shift.is_locked) == (step, False, True)
        shift.unlock(PIN)


def test_wrong_pins_are_waited_for_a_minute_and_no_card_waits_meanwhile(session, shift, community, clock):
    for _ in range(MOST_WRONG):
        with pytest.raises(Refusal):
            shift.sign_on("王阿姨", "0000", None)
    for step in STEPS:
        clock.step(step)
        with pytest.raises(Refusal, match="try again in 61 seconds"):
            shift.sign_on("王阿姨", PIN, None)
    session.seen(community.code("li"))
    clock.on(seconds=WRONG_WITHIN.total_seconds() + 1)
    shift.sign_on("王阿姨", PIN, None)
    assert (session.screen().phase, shift.duty.name) == (Phase.ASKING, "王阿姨")


def test_a_phone_is_invited_for_five_minutes_and_not_for_hours(store, clock):
    phones = Phones(store, clock)
    for step in STEPS:
        phones.invite()
        clock.step(step)
        there = phones.invitation()
        clock.on(seconds=INVITED_FOR.total_seconds())
        assert (step, there is None, phones.invitation()) == (step, False, None)


def test_a_phone_was_heard_as_long_ago_as_it_was(store, clock):
    phones = Phones(store, clock)
    phones.pair("phone", phones.invite().secret, TOKEN, "")
    phones.lane(TOKEN)
    for step in STEPS:
        clock.step(step)
        assert (step, clock() - phones.listed()[0].seen) == (step, clock.uptime())
        clock.on(seconds=20)


def test_a_reading_that_was_begun_before_the_clock_was_set_is_still_the_persons(session, community, clock):
    for step in STEPS:
        session.scan(community.code("wang"), None)
        clock.step(step)
        clock.on(seconds=2)
        assert session.measured(Reading(36.5, clock() - SECOND)).phase is Phase.VERDICT
