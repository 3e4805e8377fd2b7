"""Who is on duty: signed on with a PIN or a duty card, locked when idle, handed over with what is open."""

from datetime import date, timedelta

import msgspec
import pytest

from gatepass.case import VisitKind
from gatepass.events import Scan, ShiftOff, ShiftOn, decode_details
from gatepass.passbook import Row, encode_passbook, encode_row, head_of
from gatepass.people import Category
from gatepass.seal import unseal
from gatepass.wording import Language, Refusal
from kiosk.registrations import Register
from kiosk.screen import Phase
from kiosk.session import Session
from kiosk.shift import CARD_WITHIN, IDLE, MOST_WRONG, Shift
from kiosk.stamp import stamp
from kiosk.visits import Form, check
from tests.community import DOORS, MORNING
from tests.kiosk.conftest import PIN


def staffed(store, community, **days):
    """Li is one of the staff: the card is a duty card, of some days alone where they are given."""
    book, code = community.passbook(), community.code("li")
    row = Row("", "李保安", Category.STAFF, "000024")
    entries = tuple(
        msgspec.structs.replace(entry, row=encode_row(code, row), **days) if entry.lookup == code.lookup else entry
        for entry in book.entries
    )
    book = msgspec.structs.replace(book, entries=entries)
    store.take_passbook(head_of(encode_passbook(book), community.tag, 2, MORNING), book)


def bodies(store):
    return [event.body for event in reversed(store.recent(20))]


def test_a_volunteer_signs_on_with_a_pin_and_hands_over_with_a_note(shift, store, community):
    shift.sign_on("王阿姨", PIN, None)
    on_duty = shift.duty
    shift.sign_off("302 的快递在架子上", None)
    came, left = bodies(store)
    assert (on_duty.name, shift.duty, store.handed_over().note) == ("王阿姨", None, "302 的快递在架子上")
    assert (type(came), type(left), left.shift) == (ShiftOn, ShiftOff, on_duty.shift)
    assert decode_details(unseal(community.manager.private_bytes_raw(), left.whole)).purpose == "302 的快递在架子上"


def test_a_new_volunteer_whose_request_comes_twice_is_added_once(store, clock):
    shift = Shift(store, clock)
    for _ in range(2):
        shift.join("李叔叔", PIN, "request 1")
    assert (shift.duty.name, [type(body) for body in bodies(store)]) == ("李叔叔", [ShiftOn])


def test_somebody_new_signs_on_at_once_after_others_typed_too_many_wrong_pins(shift, store, clock):
    for _ in range(MOST_WRONG + 1):
        with pytest.raises(Refusal):
            shift.sign_on("王阿姨", "0000", None)
    shift.join("李叔叔", "1357", "request 1")
    assert shift.duty.name == "李叔叔"


def test_somebody_who_was_here_before_and_pressed_new_is_told_to_choose_their_name(shift):
    with pytest.raises(Refusal) as refused:
        shift.join("王阿姨", PIN, None)
    assert refused.value.sentence(Language.ZH) == "已有“王阿姨”，是您就点上面的“王阿姨”输口令；不是就换一个称呼"


def test_a_pin_typed_under_a_chinese_input_method_is_the_same_pin(store, clock):
    shift = Shift(store, clock)
    shift.join("李叔叔", "２５８０", None)
    shift.lock()
    shift.unlock("2580")
    shift.sign_on("李叔叔", "２５８０ ", None)
    assert (shift.duty.name, shift.is_locked) == ("李叔叔", False)


def test_the_pin_is_not_kept(shift, tmp_path):
    kept = b"".join(path.read_bytes() for path in (tmp_path / "gate").iterdir() if path.is_file())
    assert PIN.encode() not in kept


def test_what_is_open_is_counted_at_the_hand_over(shift, store, clock):
    shift.sign_on("王阿姨", PIN, None)
    rule = store.terms().covenant.visit_rule(VisitKind.COURIER)
    form = Form("张三丰", "138 1234 5678", "310112197001010055", "", "12-302", "送件", "36.4")
    Register(store).take(check(VisitKind.COURIER, form, rule.required, DOORS), stamp(store, clock()), None)
    shift.sign_off("", None)
    assert bodies(store)[-1].inside == 1


def test_somebody_who_rests_is_counted_until_they_are_seen_again(session, shift, store, community, clock):
    asked = session.scan(community.code("wang"), None)
    session.temperature(asked.number, "378", None)
    resting = shift.open().resting
    clock.on(minutes=10)
    asked = session.scan(community.code("wang"), None)
    session.temperature(asked.number, "365", None)
    assert (resting, shift.open().resting) == (1, 0)


def test_the_next_one_takes_over_and_the_one_before_is_signed_off(shift, store):
    shift.add("老李", "1357")
    shift.sign_on("王阿姨", PIN, None)
    shift.sign_on("老李", "1357", None)
    assert (shift.duty.name, [type(body) for body in bodies(store)]) == ("老李", [ShiftOn, ShiftOff, ShiftOn])


def test_two_clicks_sign_off_once(shift, store):
    shift.sign_on("王阿姨", PIN, None)
    for _ in range(2):
        shift.sign_off("", "one")
    assert [type(body) for body in bodies(store)] == [ShiftOn, ShiftOff]


def test_two_clicks_sign_on_once(shift, store):
    for _ in range(2):
        shift.sign_on("王阿姨", PIN, "one")
    assert [type(body) for body in bodies(store)] == [ShiftOn]


@pytest.mark.parametrize(
    ("name", "pin", "said"),
    [
        pytest.param("", PIN, "give a name", id="no name"),
        pytest.param("王" * 21, PIN, "give a name", id="an endless name"),
        pytest.param("老李", "123", "4 to 8 digits", id="three digits"),
        pytest.param("老李", "12ab", "4 to 8 digits", id="letters"),
        pytest.param("王阿姨", PIN, "already", id="a name that is taken"),
    ],
)
def test_what_cannot_be_added_is_said(shift, name, pin, said):
    with pytest.raises(Refusal) as caught:
        shift.add(name, pin)
    assert said in caught.value.what.en


def test_a_wrong_pin_signs_nobody_on_and_after_five_of_them_there_is_a_wait(shift, clock):
    for _ in range(5):
        with pytest.raises(Refusal, match="not the PIN"):
            shift.sign_on("王阿姨", "0000", None)
    with pytest.raises(Refusal, match="too many"):
        shift.sign_on("王阿姨", PIN, None)
    clock.on(seconds=61)
    shift.sign_on("王阿姨", PIN, None)
    assert shift.duty.name == "王阿姨"


def test_an_idle_gate_locks_and_a_busy_one_does_not(session, shift, community, clock):
    shift.sign_on("王阿姨", PIN, None)
    clock.on(minutes=9)
    session.scan(community.code("wang"), None)
    clock.on(minutes=9)
    busy = shift.is_locked
    clock.on(seconds=IDLE.total_seconds())
    assert (busy, shift.is_locked) == (False, True)


def test_a_gate_without_anybody_on_duty_never_locks(shift, clock):
    clock.on(hours=9)
    assert shift.is_locked is False


def test_a_locked_gate_lets_nobody_through_and_goes_on_with_the_pin(session, shift, store, community):
    shift.sign_on("王阿姨", PIN, None)
    shift.lock()
    session.seen(community.code("wang"))
    locked = session.screen().phase
    shift.unlock(PIN)
    session.scan(community.code("wang"), None)
    assert (locked, session.screen().phase) == (Phase.READY, Phase.ASKING)
    assert [type(body) for body in bodies(store)] == [ShiftOn]


def test_a_duty_card_signs_on_where_it_is_waited_for_and_passes_where_it_is_not(
    session, shift, store, community, clock
):
    staffed(store, community)
    session.scan(community.code("li"), None)
    passing = session.screen().phase
    session.clear(session.screen().number)
    shift.await_card()
    clock.on(seconds=10)
    session.seen(community.code("li"))
    assert (passing, session.screen().phase, shift.duty.name) == (Phase.ASKING, Phase.READY, "李保安")


@pytest.mark.parametrize("way", ["seen", "scan"])
def test_a_residents_card_ends_the_waiting_for_a_duty_card_and_is_scanned(session, shift, community, way):
    shift.await_card()
    getattr(session, way)(community.code("wang"), None)
    assert (shift.duty, shift.awaits_card, session.screen().phase) == (None, False, Phase.ASKING)
    assert session.notice.words.en == "that is no duty card, so it was scanned as a pass"


def test_a_duty_card_is_waited_for_until_it_is_called_off_or_its_time_is_over(shift, clock):
    waits = []
    for _ in range(2):
        shift.await_card()
        waits.append(shift.awaits_card)
        shift.call_off_card()
        waits.append(shift.awaits_card)
    shift.await_card()
    clock.on(seconds=CARD_WITHIN.total_seconds())
    assert [*waits, shift.awaits_card] == [True, False, True, False, False]


def test_whoever_signs_on_with_a_pin_meanwhile_ends_the_waiting(shift):
    shift.await_card()
    shift.sign_on("王阿姨", PIN, None)
    assert shift.awaits_card is False


def test_whoever_is_asked_is_not_pushed_aside_while_a_duty_card_is_waited_for(session, shift, store, community):
    staffed(store, community)
    asked = session.scan(community.code("wang"), None)
    shift.await_card()
    session.seen(community.code("spare"))
    waited = shift.awaits_card, session.screen().number == asked.number
    with pytest.raises(Refusal, match="This is no pass"):
        session.scan("6901234567892", None)
    session.seen(community.code("li"))
    assert (waited, shift.duty.name, session.screen().number) == ((True, True), "李保安", asked.number)


@pytest.mark.parametrize("way", ["seen", "scan"])
@pytest.mark.parametrize("text", ["wang", "6901234567892"])
def test_a_locked_gate_says_that_a_card_is_no_duty_card_and_records_nothing(
    session, shift, store, community, way, text
):
    shift.sign_on("王阿姨", PIN, None)
    shift.lock()
    before = session.screen()
    getattr(session, way)(community.code(text) if text == "wang" else text, None)
    assert (session.notice.number, session.notice.words.zh) == (
        1,
        "页面已锁定，这张不是工作证；请值班人员输口令，或刷工作证",
    )
    assert (session.screen().phase, session.screen().change) == (before.phase, before.change + 1)
    assert [type(body) for body in bodies(store)] == [ShiftOn]


def test_a_card_that_is_held_still_before_a_locked_gate_is_told_once_and_scanned_when_it_is_unlocked(
    session, shift, community, clock
):
    shift.sign_on("王阿姨", PIN, None)
    shift.lock()
    for _ in range(20):
        session.seen(community.code("wang"))
        clock.on(seconds=1)
    told = session.notice.number
    shift.unlock(PIN)
    session.seen(community.code("wang"))
    asked = session.screen()
    session.clear(asked.number)
    session.seen(community.code("wang"))
    assert (told, asked.phase, session.screen().phase) == (1, Phase.ASKING, Phase.READY)


def test_a_duty_card_that_was_shown_as_a_pass_before_unlocks_too(session, shift, store, community, clock):
    staffed(store, community)
    shift.sign_on("王阿姨", PIN, None)
    asked = session.scan(community.code("li"), None)
    clock.on(seconds=9)
    shift.lock()
    session.seen(community.code("li"))
    assert (shift.is_locked, shift.duty.name, session.screen().number) == (False, "李保安", asked.number)


@pytest.mark.parametrize(
    "days",
    [pytest.param({"until": date(2020, 2, 9)}, id="over"), pytest.param({"since": date(2020, 2, 11)}, id="to come")],
)
def test_a_duty_card_whose_days_are_over_or_to_come_signs_nobody_on(session, shift, store, community, days):
    staffed(store, community, **days)
    shift.await_card()
    session.seen(community.code("li"))
    assert (shift.duty, [(type(body), body.passage) for body in bodies(store)]) == (None, [(Scan, "turned_away")])


def test_a_duty_card_opens_a_locked_gate(session, shift, store, community):
    staffed(store, community)
    shift.sign_on("王阿姨", PIN, None)
    shift.lock()
    session.scan(community.code("li"), None)
    assert (shift.is_locked, shift.duty.name) == (False, "李保安")


def test_a_duty_card_before_the_camera_unlocks_the_page_and_whoever_is_asked_stays(store, community, clock):
    staffed(store, community)
    shift = Shift(store, clock)
    session = Session(store, clock, shift)
    shift.await_card()
    session.seen(community.code("li"))
    clock.on(seconds=9)
    asked = session.scan(community.code("wang"), "one")
    shift.lock()
    session.seen(community.code("li"))
    assert (shift.is_locked, session.screen().number, session.screen().phase) == (False, asked.number, Phase.ASKING)


@pytest.mark.parametrize(
    ("away", "is_locked"),
    [
        pytest.param(-timedelta(seconds=1), True, id="the clock was set back meanwhile"),
        pytest.param(timedelta(minutes=1), False, id="in use a minute ago"),
        pytest.param(IDLE - timedelta(minutes=2), False, id="still within its time"),
        pytest.param(IDLE + timedelta(seconds=1), True, id="nobody touched it for long"),
        pytest.param(timedelta(hours=9), True, id="switched off over night"),
    ],
)
def test_a_gate_that_starts_again_is_locked_where_it_would_be_had_it_gone_on(store, clock, shift, away, is_locked):
    shift.sign_on("王阿姨", PIN, None)
    clock.step(away)
    again = Shift(store, clock)
    assert (again.duty.name, again.is_locked) == ("王阿姨", is_locked)


def test_a_restart_makes_no_idle_time_anew(store, clock, session, shift, community):
    shift.sign_on("王阿姨", PIN, None)
    clock.on(minutes=5)
    session.scan(community.code("wang"), None)
    clock.on(minutes=8)
    again = Shift(store, clock)
    before = again.is_locked
    clock.on(minutes=3)
    assert (before, again.is_locked) == (False, True)


def test_the_lock_outlives_a_restart_and_a_pin_or_a_duty_card_opens_it(store, clock, shift, community):
    staffed(store, community)
    shift.sign_on("王阿姨", PIN, None)
    locked = []
    for opened in (lambda shift: shift.unlock(PIN), lambda shift: shift.takes(community.code("li"))):
        shift.lock()
        shift = Shift(store, clock)
        locked.append(shift.is_locked)
        opened(shift)
        shift = Shift(store, clock)
        locked.append(shift.is_locked)
    assert locked == [True, False, True, False]


def test_a_gate_without_anybody_on_duty_starts_open(store, clock, shift):
    shift.sign_on("王阿姨", PIN, None)
    shift.lock()
    shift.unlock(PIN)
    shift.sign_off("", None)
    clock.on(hours=9)
    assert Shift(store, clock).is_locked is False
