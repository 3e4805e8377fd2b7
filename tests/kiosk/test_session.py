import threading

import pytest

from gatepass.covenant import Direction
from gatepass.events import Passage
from gatepass.verdict import Outcome
from gatepass.wording import Refusal
from kiosk.guidance import Hint
from kiosk.lookout import Sight
from kiosk.screen import Phase
from kiosk.session import Session
from kiosk.shift import Shift
from kiosk.visits import Form
from tests.patience import PATIENCE


@pytest.fixture
def session(store, clock):
    return Session(store, clock)


def events(store):
    return store.unsent(store.gate().epoch, 0, 1000)


def test_a_card_is_asked_for_its_temperature_and_then_passes(session, store, community):
    session.seen(community.code("wang"))
    asked = session.screen()
    verdict = session.temperature(asked.number, "365", "click")
    assert (asked.phase, verdict.phase, verdict.decision.verdict.outcome) == (
        Phase.ASKING,
        Phase.VERDICT,
        Outcome.ADMIT,
    )
    assert (verdict.reading.celsius, verdict.presentation.row.name, len(events(store))) == (36.5, "王小㛃", 1)


def test_a_code_held_still_is_one_scan(session, store, community, clock):
    session.turn(Direction.OUT)
    for _ in range(100):
        session.seen(community.code("wang"))
        clock.on(seconds=0.5)
    assert len(events(store)) == 1


def test_a_hint_is_shown_while_nobody_is_on_the_screen(session, community):
    before = session.screen().change
    session.sighted(Sight(hint=Hint.TOO_FAR))
    session.sighted(Sight(hint=Hint.TOO_FAR))
    assert (session.screen().hint, session.screen().change) == (Hint.TOO_FAR, before + 1)
    session.seen(community.code("wang"))
    asked = session.screen()
    session.sighted(Sight(hint=Hint.GLARE))
    assert session.screen() == asked
    session.clear(asked.number)
    assert session.screen().hint is None


def test_the_same_card_later_is_another_passage(session, store, community, clock):
    session.turn(Direction.OUT)
    session.seen(community.code("wang"))
    clock.on(seconds=30)
    session.seen(community.code("wang"))
    assert len(events(store)) == 2


def test_the_next_card_does_not_push_aside_somebody_who_is_being_measured(session, community, clock):
    session.seen(community.code("wang"))
    asked = session.screen()
    clock.on(seconds=2)
    session.seen(community.code("li"))
    assert session.temperature(asked.number, "36.5", "a").presentation.row.name == "王小㛃"
    clock.on(seconds=1)
    session.seen(community.code("li"))
    assert session.screen().presentation.row.door == "1号101室"


def test_a_temperature_never_attaches_to_the_next_person(session, store, community):
    session.seen(community.code("wang"))
    before = session.screen()
    session.clear(before.number)
    session.scan(community.code("li"), "b")
    with pytest.raises(Refusal, match="somebody else"):
        session.temperature(before.number, "36.5", "a")
    assert events(store) == ()


def test_a_typing_error_goes_on_asking(session, community):
    session.seen(community.code("wang"))
    with pytest.raises(Refusal):
        session.temperature(session.screen().number, "73.3", "a")
    assert session.screen().phase == Phase.ASKING


def test_two_clicks_on_ok_are_one_passage(session, store, community):
    session.seen(community.code("wang"))
    number = session.screen().number
    assert session.temperature(number, "365", "click") == session.temperature(number, "365", "click")
    assert len(events(store)) == 1


def test_a_verdict_gives_way_to_ready_by_itself(session, community, clock):
    session.seen(community.code("revoked"))
    clock.on(seconds=13)
    assert session.screen().phase == Phase.READY


def waiting(session, change, seen):
    """Somebody who waits for another screen than this one, longer than any test does."""
    waiter = threading.Thread(
        target=lambda: seen.append(session.wait_for_change(change, 10 * PATIENCE).phase), daemon=True
    )
    waiter.start()
    return waiter


def test_who_waits_for_a_change_is_woken(session, community):
    seen = []
    waiter = waiting(session, session.screen().change, seen)
    session.seen(community.code("revoked"))
    waiter.join(PATIENCE)
    assert seen == [Phase.VERDICT]


def test_who_waits_sees_a_verdict_give_way_to_ready(session, community, clock):
    session.seen(community.code("revoked"))
    change, seen = session.screen().change, []
    waiter = waiting(session, change, seen)
    clock.on(seconds=13)
    waiter.join(PATIENCE)
    assert seen == [Phase.READY]


def test_an_undone_passage_says_so_in_the_list(session, community):
    session.turn(Direction.OUT)
    session.seen(community.code("wang"))
    session.undo(session.recent()[0].event, "u")
    assert [(each.note.zh, each.passage) for each in session.recent()] == [("已撤销", None)]


def test_an_override_says_so_in_the_list(session, community):
    session.scan(community.code("expired"), "a")
    session.override(session.screen().decision.event, "就医", "o")
    assert [each.note.zh for each in session.recent()] == ["放行：就医"]


def test_the_list_is_newest_first_and_short(session, community, clock):
    session.turn(Direction.OUT)
    for turn in range(12):
        session.seen(community.code(("wang", "li")[turn % 2]))
        clock.on(seconds=9)
    assert [each.row.name for each in session.recent()] == ["李<b>明", "王小㛃"] * 4


def test_what_is_done_about_somebody_else_leaves_whoever_is_asked_on_the_screen(session, store, community):
    session.scan(community.code("revoked"), "one")
    stopped = session.recent()[0].event
    session.turn(Direction.OUT)
    session.scan(community.code("wang"), "two")
    gone = session.recent()[0].event
    session.turn(Direction.IN)
    asked = session.scan(community.code("li"), "three")
    session.undo(gone, "undo")
    session.turn(Direction.OUT)
    session.override(stopped, "急事", "override")
    there = session.screen()
    assert (there.number, there.phase, there.presentation, there.switch) == (
        asked.number,
        Phase.ASKING,
        asked.presentation,
        Direction.OUT,
    )
    done = session.temperature(asked.number, "365", "click")
    assert (done.decision.direction, done.decision.passage) == (Direction.IN, Passage.IN)


def test_a_spare_that_is_given_away_leaves_whoever_is_asked_on_the_screen(session, store, community):
    session.scan(community.code("spare"), "one")
    spare = session.screen().decision.event
    asked = session.scan(community.code("li"), "two")
    session.bind(spare, Form("甲", door="12-302"), "bind")
    assert (session.screen().number, session.screen().phase) == (asked.number, Phase.ASKING)


def test_what_is_done_about_the_one_on_the_screen_makes_it_ready(session, community):
    session.turn(Direction.OUT)
    session.scan(community.code("wang"), "one")
    session.undo(session.recent()[0].event, "undo")
    assert session.screen().phase is Phase.READY


def test_a_card_before_a_locked_page_takes_nobody_away(store, community, clock):
    shift = Shift(store, clock)
    session = Session(store, clock, shift)
    shift.join("王阿姨", "2580", "on")
    asked = session.scan(community.code("li"), "one")
    shift.lock()
    session.scan(community.code("wang"), "two")
    session.seen(community.code("revoked"))
    shift.unlock("2580")
    assert (session.screen().number, session.screen().presentation) == (asked.number, asked.presentation)
