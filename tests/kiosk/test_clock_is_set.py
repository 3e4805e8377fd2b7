"""This PC's clock is set while the gate runs: by an hour, by the eight of a clock in local time, by days, forward or back."""

import threading
from datetime import timedelta

import msgspec
import pytest

from appkit.clocks import now
from appkit.web import Server
from gatepass.case import Direction, Reading
from gatepass.events import Taken
from gatepass.exchange import TIME_HEADER, Received
from gatepass.passbook import encode_passbook
from gatepass.wording import Language, Refusal
from kiosk.attention import Eye
from kiosk.gate import Gate
from kiosk.link import Link
from kiosk.phones import INVITED_FOR, Phones
from kiosk.readings import Typed, reading, refer
from kiosk.screen import ASKING_STAYS, VERDICT_STAYS, Phase
from kiosk.session import READ_WITHIN
from kiosk.shift import CARD_WITHIN, IDLE, MOST_WRONG, WRONG_WITHIN
from kiosk.stamp import stamp
from kiosk.steps import Steps, noticed
from kiosk.store import ClockCheck, Fever, Store
from kiosk.sync import synchronise
from kiosk.web.waiting import waiting
from tests.community import MORNING
from tests.kiosk.conftest import PIN
from tests.kiosk.test_newer_covenant import OtherOffice
from tests.kiosk.test_phones import TOKEN
from tests.kiosk.test_shift import staffed
from tests.kiosk.test_store import go_in
from tests.patience import PATIENCE

STEPS = [timedelta(hours=sign * hours) for hours in (1, 8, 72) for sign in (-1, 1)]
SECOND = timedelta(seconds=1)


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
        still = shift.awaits_card
        clock.on(seconds=1)
        after = shift.awaits_card
        session.seen(community.code("li"))
        assert (step, still, after, session.screen().phase) == (step, True, False, Phase.ASKING)
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


def test_a_duty_card_opens_a_locked_page(session, shift, store, community, clock):
    staffed(store, community)
    shift.sign_on("王阿姨", PIN, None)
    for step in STEPS:
        shift.lock()
        clock.step(step)
        session.seen(community.code("li"))
        assert (step, shift.is_locked, shift.duty.name) == (step, False, "李保安")
        clock.on(seconds=60)


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


@pytest.mark.parametrize(
    ("ahead", "steps", "state"),
    [
        pytest.param(0.0, [], "checked", id="nobody set it"),
        pytest.param(0.0, [4], "checked", id="the network moved it by four seconds"),
        pytest.param(0.0, [3600], "doubtful", id="set forward"),
        pytest.param(0.0, [-3600], "doubtful", id="set back"),
        pytest.param(0.0, [-3600, 3600], "checked", id="set back, and right again"),
        pytest.param(0.0, [-40, -40], "doubtful", id="set back twice by a little"),
        pytest.param(8 * 3600.0, [-8 * 3600], "checked", id="wrong when it was checked, and then set right"),
        pytest.param(None, [8 * 3600], "doubtful", id="never checked, and set"),
    ],
)
def test_a_clock_that_is_set_is_worth_what_the_last_check_and_the_steps_since_say(store, clock, ahead, steps, state):
    if ahead is not None:
        store.note_clock(ClockCheck(ahead, clock()))
    watch = Steps(store, clock)
    for seconds in steps:
        clock.on(seconds=1)
        clock.step(timedelta(seconds=seconds))
        assert (watch.look(), watch.look()) == (abs(seconds) > 4, False)
    assert stamp(store, clock()).clock == state


def test_a_clock_set_back_behind_its_events_is_right_where_it_was_wrong_before(session, store, community, clock):
    store.note_clock(ClockCheck(8 * 3600.0, clock()))
    watch = Steps(store, clock)
    session.seen(community.code("revoked"))
    clock.step(timedelta(hours=-8))
    before = stamp(store, clock()).clock
    watch.look()
    assert (before, stamp(store, clock()).clock) == ("doubtful", "checked")


def test_the_office_is_asked_at_once_when_the_clock_is_set(store, clock):
    told = threading.Event()
    with noticed(Steps(store, clock), told.set):
        clock.step(timedelta(hours=8))
        assert told.wait(PATIENCE)


def test_the_air_that_was_told_last_is_the_one_told_after_the_clock_was_set_back(store, clock):
    for air in (-4.0, 12.0):
        refer(store, Typed("365", Taken(device="1", air=air)), stamp(store, clock()), None)
        clock.step(timedelta(hours=-8))
    assert reading(store, Typed("365"), clock()).air == 12.0


def test_who_was_too_cold_to_tell_and_came_again_does_not_warm_up_any_more(session, shift, community, clock):
    session.temperature(session.scan(community.code("wang"), None).number, "345", None)
    warming = shift.open().warming
    clock.step(timedelta(hours=-8))
    clock.on(minutes=3)
    session.temperature(session.scan(community.code("wang"), None).number, "365", None)
    assert (warming, shift.open().warming) == (1, 0)


def test_a_rest_that_began_before_the_clock_was_set_back_is_over_for_the_page_as_for_the_rules(
    session, shift, store, tmp_path
):
    ends = {}
    for minutes in (5, 9 * 60):
        end = now() + timedelta(minutes=minutes)
        with store.writing() as ledger:
            ledger.keep_fever(Fever(str(minutes), None, end, Direction.IN, 37.8, end))
        ends[str(minutes)] = end.timestamp()
    gate = Gate(tmp_path / "gate", store, session, (), Link(store, now), shift)
    rows = waiting(gate, store.terms(), Language.ZH).rows
    assert {row.id: row.until for row in rows} == {**ends, "540": 0.0}


class OfficeOf2020(OtherOffice):
    """It has three events of this gate, and says what time it is there."""

    def app(self):
        app = super().app()
        app.view_functions["events"] = lambda: msgspec.json.encode(Received("", 3))

        @app.after_request
        def tell(response):
            response.headers[TIME_HEADER] = MORNING.isoformat()
            return response

        return app


def test_a_clock_years_ahead_makes_the_gate_forget_nothing(community, clock, tmp_path):
    office = OfficeOf2020(community, encode_passbook(community.passbook()))
    server = Server(office.app(), "127.0.0.1", 0)
    server.start()
    store = Store(tmp_path / "gate")
    store.begin_enrolment(community.gate(server.url))
    store.end_enrolment()
    community.hand_over(store, 1)
    for _ in range(3):
        go_in(store, community, clock)
    store.note_received(3)
    synchronise(store)
    server.stop()
    assert [event.number for event in store.recent(9)] == [3, 2, 1]
