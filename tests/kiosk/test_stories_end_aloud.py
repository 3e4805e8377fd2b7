"""A story of a high temperature ends aloud: an override ends it until that is undone. Nobody falls off the list in silence."""

import tempfile
from contextlib import suppress
from datetime import time, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from msgspec import UNSET

from gatepass.case import Direction, Outcome, Reading, Reason
from gatepass.events import FeverClosed, Override, Scan, Undo
from gatepass.fevers import FeverEnd
from gatepass.kinds import ClosedHours, TemperatureRule
from gatepass.passbook import encode_passbook, head_of
from gatepass.wording import Refusal
from kiosk.fevers import Closing
from kiosk.passages import UNDO_WITHIN, Attempt, decide, identify
from kiosk.screen import Phase
from kiosk.session import Session
from kiosk.shift import Shift
from kiosk.stamp import stamp
from tests.community import MORNING, Clock, Community


def under(store, community, number=2, **changes):
    """The office's next passbook: the easier phase with these changes."""
    book = community.passbook()
    covenant = msgspec.structs.replace(book.covenant, override=True, **changes)
    book = msgspec.structs.replace(book, covenant=covenant)
    store.take_passbook(head_of(encode_passbook(book), community.tag, number, MORNING), book)


@pytest.fixture
def session(store, community, clock):
    under(store, community)
    return Session(store, clock)


def measured(session, community, who, typed):
    asked = session.scan(community.code(who), None)
    return session.temperature(asked.number, typed, None).decision


def waiting(store):
    return [fever.id for fever in store.fevers()]


def test_an_override_that_is_undone_leaves_the_story_open_with_all_that_was_known(session, store, community, clock):
    first = measured(session, community, "wang", "385").event
    (before,) = store.fevers()
    session.override(first, "值班同意", None)
    ended = store.fevers()
    session.undo(session.recent()[0].event, None)
    assert (ended, store.fevers()) == ((), (before,))
    assert Shift(store, clock).open().fevers == (before,)
    assert session.scan(community.code("wang"), None).decision.fever == first


def test_an_override_of_something_else_does_not_end_the_story(session, store, community, clock):
    first = measured(session, community, "wang", "385").event
    under(store, community, 3, closed=(ClosedHours(time(8), time(9)),))
    clock.on(seconds=20)
    stopped = session.scan(community.code("wang"), None).decision
    session.override(stopped.event, "去医院", None)
    assert (stopped.verdict.reason, waiting(store)) == (Reason.CLOSED_HOURS, [first])


def test_a_story_whose_override_is_undone_after_a_good_reading_stays_ended(session, store, community, clock):
    first = measured(session, community, "wang", "385").event
    session.override(first, "值班同意", None)
    clock.on(minutes=9)
    override = session.recent()[0].event
    under(store, community, 3, temperature=msgspec.structs.replace(TemperatureRule(), rest_minutes=0))
    assert measured(session, community, "wang", "365").verdict.outcome is Outcome.ADMIT
    session.undo(override, None)
    assert waiting(store) == []


def test_a_high_reading_that_came_too_soon_after_another_opens_the_story_all_the_same(session, store, community, clock):
    under(store, community, 3, temperature=msgspec.structs.replace(TemperatureRule(), gap_seconds=5))
    measured(session, community, "wang", "340")
    clock.on(seconds=3)
    soon = measured(session, community, "wang", "385")
    assert (soon.verdict.reason, waiting(store)) == (Reason.READINGS_TOO_CLOSE, [soon.event])


def test_the_rest_of_a_story_that_began_beside_something_else_is_told_in_local_time(session, store, community, clock):
    under(store, community, 3, closed=(ClosedHours(time(8), time(9)),))
    attempt = Attempt(identify(store, community.code("wang")), Direction.IN, Reading(38.5, clock()))
    stopped = decide(store, attempt, stamp(store, clock())).verdict.reason
    (open_,) = store.fevers()
    again_at = (stamp(store, clock()).at + timedelta(minutes=10)).isoformat()
    assert (stopped, open_.again_at.isoformat()) == (Reason.CLOSED_HOURS, again_at)


def test_a_reading_that_is_judged_the_other_way_is_not_too_close_to_itself(session, store, community, clock):
    both = msgspec.structs.replace(TemperatureRule(), gap_seconds=5, directions=tuple(Direction))
    under(store, community, 3, temperature=both)
    asked = session.scan(community.code("wang"), None)
    fine = session.temperature(asked.number, "365", None)
    clock.on(seconds=1)
    turned = session.reverse(fine.number, "turn").decision
    assert (turned.verdict.outcome, turned.direction) == (Outcome.ADMIT, Direction.OUT)


def test_a_request_that_comes_again_still_tells_its_story(store, community, clock):
    found, hot = identify(store, community.code("wang")), Reading(38.5, clock())
    attempt = Attempt(found, Direction.IN, hot, "click")
    first, again = (decide(store, attempt, stamp(store, clock())) for _ in range(2))
    assert (first.event, again.fever) == (again.event, first.fever)


def test_who_it_is_stays_known_while_the_end_may_be_undone(session, store, community, clock):
    first = measured(session, community, "wang", "385").event
    session.override(first, "值班同意", None)
    session.known.keep(frozenset(), clock())
    session.known.keep(frozenset(), clock() + UNDO_WITHIN)
    kept = session.known.of(first)
    session.known.keep(frozenset(), clock() + UNDO_WITHIN + timedelta(seconds=1))
    assert (kept.presentation.row.name, session.known.of(first)) == ("王小㛃", None)


PEOPLE = st.sampled_from(("wang", "li"))
IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # thousands of commits, and no power cut among them
DEGREES = st.sampled_from(("34.0", "36.5", "37.8", "39.0"))


class Afternoon(RuleBasedStateMachine):
    """A gate where anything is pressed in any order; what the list must show follows from the events alone."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=IN_MEMORY)
        self.community, self.clock = Community(), Clock()
        self.store = self.community.enrolled(Path(self.folder.name))
        under(self.store, self.community, temperature=TemperatureRule(directions=tuple(Direction), gap_seconds=5))
        self.session = Session(self.store, self.clock)

    def teardown(self):
        self.store.close()
        self.folder.cleanup()

    @rule(minutes=st.sampled_from((0.05, 1, 4, 11)))
    def wait(self, minutes):
        self.clock.on(minutes=minutes)

    @rule(who=PEOPLE)
    def scan(self, who):
        self.session.scan(self.community.code(who), None)

    @rule(degrees=DEGREES)
    def measure(self, degrees):
        screen = self.session.screen()
        if screen.phase is Phase.ASKING:
            self.session.temperature(screen.number, degrees, None)

    @rule(who=PEOPLE, degrees=DEGREES, way=st.sampled_from(Direction))
    def measure_by_command(self, who, degrees, way):
        reading = Reading(float(degrees), self.clock())
        decide(self.store, Attempt(identify(self.store, self.community.code(who)), way, reading), self.stamp())

    @rule()
    def turn(self):
        screen = self.session.screen()
        if screen.decision:
            self.session.reverse(screen.number, None)

    @rule(back=st.integers(0, 3))
    def override(self, back):
        self.on_event(Scan, back, lambda id_: self.session.override(id_, "值班同意", None))

    @rule(kind=st.sampled_from((Scan, Override)), back=st.integers(0, 3))
    def undo(self, kind, back):
        self.on_event(kind, back, lambda id_: self.session.undo(id_, None))

    @rule(end=st.sampled_from((FeverEnd.HOME, FeverEnd.CLINIC)))
    def close(self, end):
        for fever in self.store.fevers()[:1]:
            self.session.close_fever(Closing(fever.id, end), None)

    def on_event(self, kind, back, work):
        events = [event for event in self.store.recent(100) if isinstance(event.body, kind)]
        with suppress(Refusal):
            work(events[min(back, len(events) - 1)].id if events else "none")

    def stamp(self):
        return stamp(self.store, self.clock())

    @invariant()
    def nobody_is_off_the_list_in_silence(self):
        waits = {fever.lookup for fever in self.store.fevers()}
        assert waits == still_waiting(tuple(reversed(self.store.recent(1000))))
        assert {fever.lookup for fever in Shift(self.store, self.clock).open().fevers} == waits


def still_waiting(events):
    """The passes of those with a high reading and no end of it, read off the events."""
    undone = {event.body.event for event in events if isinstance(event.body, Undo)}
    scans = {event.id: event.body for event in events if isinstance(event.body, Scan)}
    waits = {}
    for event in events:
        body = event.body
        if isinstance(body, Scan) and body.celsius and body.celsius >= 37.3:
            waits[body.lookup] = event.id if body.fever is UNSET else body.fever  # a new story replaces one set aside
        elif isinstance(body, Scan) and (body.celsius or 0) >= 35 and body.verdict.outcome is Outcome.ADMIT:
            waits.pop(body.lookup, None)
        elif isinstance(body, Override) and not {event.id, body.scan} & undone:
            if scans[body.scan].verdict.reason in TemperatureRule.reasons:
                ended = body.scan if scans[body.scan].fever is UNSET else scans[body.scan].fever
                waits = {lookup: story for lookup, story in waits.items() if story != ended}
        elif isinstance(body, FeverClosed):
            waits = {lookup: story for lookup, story in waits.items() if story != body.fever}
    return set(waits)


Afternoon.TestCase.settings = settings(
    max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
test_whatever_is_pressed_nobody_falls_off_the_list = Afternoon.TestCase
