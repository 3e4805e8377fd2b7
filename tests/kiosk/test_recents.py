"""The last passages after the gate's program started again: read back from its ledger, as far as it names nobody."""

import pytest

from gatepass.covenant import Direction
from gatepass.events import Passage
from gatepass.wording import Refusal
from kiosk.passages import UNDO_WITHIN
from kiosk.session import Session
from kiosk.visits import Form


@pytest.fixture
def session(store, clock):
    return Session(store, clock)


def again(store, clock):
    """The session of the next run."""
    session = Session(store, clock)
    session.recall()
    return session


def told(session):
    return [
        (each.verdict.outcome, each.passage, each.reading and each.reading.celsius, each.note.zh)
        for each in session.recent()
    ]


def test_the_last_passages_are_read_back_and_can_be_undone(session, store, community, clock):
    session.turn(Direction.OUT)
    session.scan(community.code("li"), "one")
    session.turn(Direction.IN)
    session.temperature(session.scan(community.code("wang"), "two").number, "36.6", None)
    session = again(store, clock)
    assert told(session) == [("admit", "in", 36.6, "终端重启前"), ("admit", "out", None, "终端重启前")]
    session.undo(session.recent()[0].event, "undo")
    assert told(session)[0] == ("admit", None, 36.6, "已撤销")


def test_what_became_of_them_is_read_back_too(session, store, community, clock):
    session.scan(community.code("revoked"), "one")
    session.override(session.recent()[0].event, "急事", "let in")
    session.turn(Direction.OUT)
    session.scan(community.code("li"), "two")
    session.undo(session.recent()[0].event, "undo")
    session = again(store, clock)
    assert told(session) == [("admit", None, None, "已撤销"), ("refuse", Passage.IN, None, "放行：急事")]
    session.undo(session.recent()[1].event, "undo the override")
    assert told(session)[1] == ("refuse", None, None, "已撤销")


def test_a_resident_without_their_card_is_known_by_the_door_that_they_named(session, store, clock):
    session.claim(Form(name="王小㛃", door="12-302"), None)
    row = again(store, clock).recent()[0].row
    assert (row.door, row.name) == ("12号302室", "")


def test_what_cannot_be_undone_any_more_is_not_read_back(session, store, community, clock):
    session.turn(Direction.OUT)
    session.scan(community.code("wang"), "one")
    clock.now += UNDO_WITHIN
    clock.on(seconds=1)
    assert again(store, clock).recent() == ()


def test_undo_is_offered_for_as_long_as_it_is_possible_and_no_longer(session, community, clock):
    session.scan(community.code("revoked"), "one")
    clock.on(minutes=6)
    session.override(session.recent()[0].event, "急事", "let in")
    clock.on(minutes=6)
    offered = session.recent()[0].undoable
    clock.on(minutes=5)
    assert (offered, session.recent()[0].undoable) == (True, False)
    with pytest.raises(Refusal):
        session.undo(session.recent()[0].event, "too late")
