"""Several cameras before one screen: nobody is pushed aside, nobody is scanned twice, nobody waits for ever."""

import pytest

from gatepass.covenant import Direction
from kiosk.attention import Eye
from kiosk.guidance import Hint
from kiosk.lookout import Sight
from kiosk.screen import Phase
from kiosk.session import Session

IN, OUT = Eye(1, Direction.IN), Eye(2, Direction.OUT)


@pytest.fixture
def session(store, clock):
    return Session(store, clock)


def passed(store):
    """Who went which way, oldest first."""
    return [(event.body.lookup, event.body.passage) for event in reversed(store.recent(100))]


def name(session):
    return session.screen().presentation.row.name


def test_a_camera_with_a_way_judges_that_way_wherever_the_switch_stands(session, store, community):
    session.turn(Direction.IN)
    session.seen(community.code("wang"), eye=OUT)
    screen = session.screen()
    assert (screen.direction, screen.switch, screen.eye) == (Direction.OUT, Direction.IN, OUT)
    assert passed(store) == [(community.code("wang").lookup, "out")]


def test_two_people_at_two_cameras_at_the_same_moment_do_not_mix(session, store, community, clock):
    for _ in range(20):
        session.seen(community.code("wang"), eye=IN)
        session.seen(community.code("li"), eye=OUT)
        clock.on(seconds=0.07)
    asked = session.screen()
    assert (asked.phase, name(session), passed(store)) == (Phase.ASKING, "王小㛃", [])
    session.temperature(asked.number, "365", "click")
    session.seen(community.code("li"), eye=OUT)
    assert name(session) == "王小㛃"
    clock.on(seconds=1)
    session.seen(community.code("li"), eye=OUT)
    assert (name(session), session.screen().direction) == ("李<b>明", Direction.OUT)
    assert passed(store) == [(community.code("wang").lookup, "in"), (community.code("li").lookup, "out")]


def test_who_was_let_go_before_the_first_was_done_is_not_scanned(session, store, community, clock):
    session.seen(community.code("wang"), eye=IN)
    session.seen(community.code("li"), eye=OUT)
    clock.on(seconds=5)
    session.clear(session.screen().number)
    session.sighted(Sight(), eye=OUT)
    assert (session.screen().phase, passed(store)) == (Phase.READY, [])


def test_of_two_who_hold_a_card_up_the_one_who_has_waited_longer_is_next(session, store, community, clock):
    session.seen(community.code("wang"), eye=IN)
    session.seen(community.code("li"), eye=OUT)
    clock.on(seconds=1)
    session.seen(community.code("revoked"), eye=IN)
    session.seen(community.code("li"), eye=OUT)
    session.clear(session.screen().number)
    session.seen(community.code("revoked"), eye=IN)
    session.seen(community.code("li"), eye=OUT)
    assert passed(store) == [(community.code("li").lookup, "out")]


def test_who_holds_a_card_up_at_the_other_camera_is_known_until_they_go_or_have_the_screen(session, community, clock):
    assert session.queue().held == ()
    session.seen(community.code("wang"), eye=IN)
    before = session.queue().number
    for who, eye in (("wang", IN), ("li", OUT), ("revoked", IN)):
        session.seen(community.code(who), eye=eye)
    assert session.queue().held == ((2, community.code("li")),)
    assert session.queue().number == before + 1
    clock.on(seconds=2)
    session.seen(community.code("li"), eye=OUT)
    clock.on(seconds=2)
    assert session.queue().held == ((2, community.code("li")),)
    clock.on(seconds=2)
    assert session.queue().held == ()
    session.seen(community.code("li"), eye=OUT)
    session.clear(session.screen().number)
    session.seen(community.code("li"), eye=OUT)
    assert (name(session), session.queue().held) == ("李<b>明", ())


def test_nobody_waits_for_somebody_who_went_away(session, community, clock):
    session.seen(community.code("wang"), eye=IN)
    session.seen(community.code("li"), eye=OUT)
    clock.on(seconds=2)
    session.clear(session.screen().number)
    session.seen(community.code("revoked"), eye=IN)
    assert name(session) == "赵甲"


@pytest.mark.parametrize(
    ("who", "seconds"), [pytest.param("li", 0.7, id="a pass"), pytest.param("revoked", 1.9, id="a stop")]
)
def test_a_verdict_stands_until_it_can_have_been_read(session, community, clock, who, seconds):
    session.seen(community.code(who), eye=OUT)
    before = session.screen()
    clock.on(seconds=seconds)
    session.seen(community.code("wang"), eye=IN)
    assert session.screen() == before
    clock.on(seconds=0.2)
    session.seen(community.code("wang"), eye=IN)
    assert name(session) == "王小㛃"


def test_a_card_that_both_cameras_see_is_one_passage(session, store, community, clock):
    session.seen(community.code("wang"), eye=OUT)
    for _ in range(10):
        clock.on(seconds=3)
        session.seen(community.code("wang"), eye=IN)
    assert passed(store) == [(community.code("wang").lookup, "out")]


def test_a_card_still_in_the_hand_of_who_is_measured_is_no_second_scan(session, store, community, clock):
    session.seen(community.code("wang"), eye=IN)
    clock.on(seconds=20)
    session.seen(community.code("wang"), eye=IN)
    session.temperature(session.screen().number, "365", "click")
    clock.on(seconds=3)
    session.seen(community.code("wang"), eye=IN)
    assert (session.screen().phase, len(passed(store))) == (Phase.VERDICT, 1)


def test_the_camera_to_be_looked_at_is_the_one_that_moved_last(session, clock):
    for eye, moved in ((IN, True), (OUT, False)):
        session.sighted(Sight(moved=moved), eye=eye)
    assert session.screen().eye.number == 1
    clock.on(seconds=3)
    session.sighted(Sight(moved=True), eye=OUT)
    assert session.screen().eye.number == 2
    session.sighted(Sight(moved=True), eye=IN)
    assert session.screen().eye.number == 2


def test_the_hints_of_two_cameras_do_not_flicker(session, clock):
    session.sighted(Sight(hint=Hint.TOO_FAR, moved=True), eye=OUT)
    shown = session.screen()
    for _ in range(10):
        clock.on(seconds=0.07)
        session.sighted(Sight(), eye=IN)
        session.sighted(Sight(hint=Hint.TOO_FAR, moved=True), eye=OUT)
    assert (session.screen(), shown.hint) == (shown, Hint.TOO_FAR)
