"""Which way somebody goes: by the switch, by the rules' guess, and turned the other way with one touch."""

from datetime import timedelta

import pytest

from gatepass.covenant import Direction
from gatepass.events import Scan, Undo
from gatepass.verdict import Outcome
from gatepass.wording import Refusal
from kiosk.attention import Eye
from kiosk.screen import Phase
from kiosk.session import Session
from tests.community import MORNING

IN, OUT = Direction.IN, Direction.OUT


@pytest.fixture
def session(store, clock):
    session = Session(store, clock)
    session.turn(None)
    return session


def bodies(store):
    return [event.body for event in reversed(store.recent(100))]


def pass_by(session, code, clock, typed="365"):
    """Shows a card and types a temperature where one is asked; gives the way."""
    screen = session.scan(code, None)
    if screen.phase is Phase.ASKING:
        screen = session.temperature(screen.number, typed, None)
    clock.on(minutes=30)
    return screen.direction


def test_nobody_known_goes_in_and_then_out_and_in_again(session, community, clock):
    code = community.code("wang")
    assert [pass_by(session, code, clock) for _ in range(3)] == [IN, OUT, IN]


def test_days_at_home_do_not_change_the_guess(session, community, clock):
    pass_by(session, community.code("wang"), clock)
    clock.on(days=20)
    assert pass_by(session, community.code("wang"), clock) is OUT


def test_what_was_undone_does_not_count(session, community, clock):
    pass_by(session, community.code("wang"), clock)
    clock.now = MORNING
    session.undo(session.recent()[0].event, None)
    assert pass_by(session, community.code("wang"), clock) is IN


def test_somebody_elses_passages_do_not_count(session, community, clock):
    pass_by(session, community.code("wang"), clock)
    assert pass_by(session, community.code("li"), clock) is IN


def test_a_pass_that_opens_nothing_is_judged_as_going_in(session, community, clock):
    assert [pass_by(session, community.code("revoked"), clock) for _ in range(2)] == [IN, IN]


def test_a_guess_says_that_it_is_one(session, community):
    guessed = session.scan(community.code("wang"), None)
    session.turn(OUT)
    assert (guessed.is_guessed, session.scan(community.code("wang"), None).is_guessed) == (True, False)


def test_somebody_who_is_asked_goes_the_same_way_when_the_answer_comes(session, store, community):
    asked = session.scan(community.code("wang"), None)
    session.temperature(asked.number, "365", None)
    assert [body.direction for body in bodies(store)] == [IN]


def shown_again(session, community, clock, seconds, by=Session.scan):
    """王 goes in, and so many seconds later the same card is held up once more."""
    pass_by(session, community.code("wang"), clock)
    clock.now = MORNING
    clock.on(seconds=seconds)
    by(session, community.code("wang"), None)
    return session.screen()


@pytest.mark.parametrize("by", [Session.scan, Session.seen], ids=["a hand scanner", "a camera"])
@pytest.mark.parametrize("seconds", [13, 30, 59])
def test_a_card_shown_again_within_a_minute_is_no_passage_the_other_way(session, store, community, clock, seconds, by):
    screen = shown_again(session, community, clock, seconds, by)
    decision = screen.decision
    assert (screen.phase, decision.verdict.outcome, decision.event, decision.just) == (
        Phase.VERDICT, Outcome.WAIT, None, timedelta(seconds=seconds),
    )  # fmt: skip
    assert [body.passage for body in bodies(store)] == ["in"]


def test_after_a_minute_it_is_one(session, store, community, clock):
    assert shown_again(session, community, clock, 60).direction is OUT
    assert [body.passage for body in bodies(store)] == ["in", "out"]


def test_who_turns_round_at_once_goes_out_with_one_touch_and_the_way_in_stands(session, store, community, clock):
    screen = shown_again(session, community, clock, 20)
    out = session.reverse(screen.number, "touch")
    assert (screen.direction, out.direction, out.decision.verdict.outcome) == (IN, OUT, Outcome.ADMIT)
    assert [(type(body), body.passage) for body in bodies(store)] == [(Scan, "in"), (Scan, "out")]


def test_who_just_went_out_is_asked_too(session, store, community, clock):
    session.turn(OUT)
    session.scan(community.code("wang"), None)
    session.turn(None)
    clock.on(seconds=15)
    screen = session.scan(community.code("wang"), None)
    assert (screen.direction, screen.decision.just, [body.passage for body in bodies(store)]) == (
        OUT, timedelta(seconds=15), ["out"],
    )  # fmt: skip


def test_a_card_that_was_shown_at_a_camera_with_a_way_goes_that_way_at_once(session, store, community, clock):
    pass_by(session, community.code("wang"), clock)
    clock.now = MORNING
    clock.on(seconds=20)
    session.seen(community.code("wang"), eye=Eye(2, OUT))
    assert [body.passage for body in bodies(store)] == ["in", "out"]


def test_a_passage_that_was_undone_or_lies_in_the_future_asks_nothing(session, store, community, clock):
    pass_by(session, community.code("wang"), clock)
    clock.now = MORNING
    session.undo(session.recent()[0].event, None)
    clock.on(seconds=10)
    assert pass_by(session, community.code("wang"), clock) is IN
    clock.now = MORNING - timedelta(hours=1)
    assert session.scan(community.code("wang"), None).decision.just is None


def test_turned_the_other_way_the_first_passage_is_undone(session, store, community, clock):
    pass_by(session, community.code("wang"), clock)
    out = session.scan(community.code("wang"), None)
    asked = session.reverse(out.number, "turn")
    assert (out.direction, asked.direction, asked.phase, asked.is_guessed) == (OUT, IN, Phase.ASKING, False)
    session.temperature(asked.number, "36.6", None)
    assert [(type(body), getattr(body, "passage", None)) for body in bodies(store)] == [
        (Scan, "in"),
        (Scan, "out"),
        (Undo, None),
        (Scan, "in"),
    ]
    assert [each.note.zh for each in session.recent() if each.note] == ["改了方向"]


def test_who_is_asked_for_a_temperature_but_goes_out_is_turned_before_anything_is_recorded(session, store, community):
    asked = session.scan(community.code("wang"), None)
    out = session.reverse(asked.number, "turn")
    assert (out.direction, out.decision.verdict.outcome) == (OUT, Outcome.ADMIT)
    assert [body.passage for body in bodies(store)] == ["out"]


def test_turned_twice_by_a_double_click_is_turned_once(session, store, community):
    asked = session.scan(community.code("wang"), None)
    assert session.reverse(asked.number, "turn") == session.reverse(asked.number, "turn")
    assert [body.passage for body in bodies(store)] == ["out"]


def test_turned_there_and_back_leaves_one_passage(session, store, community):
    session.turn(OUT)
    there = session.scan(community.code("wang"), None)
    asked = session.reverse(there.number, "one")
    back = session.reverse(asked.number, "two")
    undone = {body.event for body in bodies(store) if isinstance(body, Undo)}
    standing = [event for event in store.recent(10) if isinstance(event.body, Scan) and event.id not in undone]
    assert [event.id for event in standing] == [back.decision.event]


def test_only_the_person_on_the_screen_is_turned(session, store, community):
    before = session.scan(community.code("wang"), None)
    session.scan(community.code("li"), None)
    with pytest.raises(Refusal, match="somebody else"):
        session.reverse(before.number, "turn")
    assert bodies(store) == []
