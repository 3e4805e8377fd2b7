"""Whose a thermometer's reading is: never the next person's."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gatepass.case import Reading, Site
from gatepass.events import Scan, ShiftOn
from gatepass.verdict import Outcome, Reason
from gatepass.wording import Refusal
from kiosk.belonging import Belonging
from kiosk.screen import Phase
from kiosk.session import Session
from kiosk.shift import Shift
from tests.community import Clock, Community


@pytest.fixture
def session(store, clock):
    return Session(store, clock)


@pytest.fixture
def measured(session, clock):
    """Somebody is measured now, or was some seconds ago."""

    def measure(celsius: float = 36.5, ago: float = 0.0):
        return session.measured(Reading(celsius, clock() - timedelta(seconds=ago), Site.WRIST, "line:COM3", 12.1))

    return measure


def events(store):
    return [event.body for event in reversed(store.recent(100))]


def test_a_reading_is_of_the_person_on_the_screen_and_lets_them_in(session, store, community, clock, measured):
    session.seen(community.code("wang"))
    clock.on(seconds=2)
    shown = measured()
    assert (shown.phase, shown.decision.verdict.outcome, shown.presentation.row.name) == (
        Phase.VERDICT,
        Outcome.ADMIT,
        "王小㛃",
    )
    taken = events(store)[0].taken
    assert (taken.site, taken.device, taken.air) == (Site.WRIST, "line:COM3", 12.1)
    assert session.loose().number == 0


def test_a_fever_that_a_thermometer_read_waits_like_one_that_was_typed(session, community, measured):
    session.seen(community.code("wang"))
    assert measured(37.9).decision.verdict.reason is Reason.FEVER


@pytest.mark.parametrize("celsius", [12.1, 29.99, 42.23, 98.6])
def test_what_is_no_bodys_temperature_is_not_taken_and_is_said(session, store, community, measured, celsius):
    session.seen(community.code("wang"))
    assert measured(celsius).phase is Phase.ASKING
    assert (session.loose().belonging, events(store)) == (Belonging.IMPOSSIBLE, [])


def test_a_reading_before_the_card_is_nobodys(session, store, community, clock, measured):
    measured()
    assert session.loose().belonging is Belonging.NOBODY
    session.seen(community.code("wang"))
    assert session.screen().phase is Phase.ASKING
    assert events(store) == []


def test_a_reading_that_was_begun_before_the_card_is_not_its_holders(session, store, community, clock, measured):
    clock.on(seconds=5)
    session.seen(community.code("wang"))
    clock.on(seconds=0.5)
    assert measured(ago=1.0).phase is Phase.ASKING
    assert (session.loose().belonging, events(store)) == (Belonging.EARLIER, [])
    assert measured(ago=0.2).phase is Phase.VERDICT


def test_a_second_reading_of_the_same_person_is_nobodys_and_leaves_the_verdict(session, store, community, measured):
    session.seen(community.code("wang"))
    verdict = measured()
    assert measured(38.0) == verdict
    assert (session.loose().belonging, len(events(store))) == (Belonging.NOBODY, 1)


def test_a_reading_after_the_person_went_away_is_nobodys(session, store, community, measured):
    session.seen(community.code("wang"))
    session.clear(session.screen().number)
    assert measured().phase is Phase.READY
    assert (session.loose().belonging, events(store)) == (Belonging.NOBODY, [])


def test_after_another_card_was_held_up_a_reading_is_only_offered(session, store, community, clock, measured):
    session.seen(community.code("wang"))
    clock.on(seconds=2)
    session.seen(community.code("li"))
    assert measured().phase is Phase.ASKING
    assert (session.loose().belonging, events(store)) == (Belonging.DOUBTFUL, [])
    session.temperature(session.screen().number, "36.5", "click")
    clock.on(seconds=1)
    session.seen(community.code("li"))
    assert measured(36.8).presentation.row.name == "李<b>明"


def test_a_code_that_is_no_pass_does_not_make_a_reading_doubtful(session, community, clock, measured):
    session.seen(community.code("wang"))
    session.seen("https://example.com/poster")
    clock.on(seconds=9)
    session.seen(community.code("wang"))
    assert measured().phase is Phase.VERDICT


def test_half_a_minute_after_the_question_a_reading_is_only_offered(session, community, clock, measured):
    session.seen(community.code("wang"))
    clock.on(seconds=31)
    assert measured().phase is Phase.ASKING
    assert session.loose().belonging is Belonging.DOUBTFUL


def test_an_offered_reading_is_the_persons_once_somebody_says_so(session, store, community, clock, measured):
    session.seen(community.code("wang"))
    clock.on(seconds=31)
    asked, heard = measured(), session.loose().number
    assert session.accept(asked.number, heard, "ok") == session.accept(asked.number, heard, "ok")
    assert [(scan.celsius, scan.taken.device) for scan in events(store)] == [(36.5, "line:COM3")]


def test_an_offered_reading_is_not_taken_once_another_one_came_or_somebody_else_stands_there(
    session, store, community, clock, measured
):
    session.seen(community.code("wang"))
    clock.on(seconds=31)
    asked, heard = measured(), session.loose().number
    measured(36.8)
    with pytest.raises(Refusal, match="something else since"):
        session.accept(asked.number, heard, "ok")
    session.scan(community.code("li"), "scan")
    with pytest.raises(Refusal, match="somebody else"):
        session.accept(asked.number, heard + 1, "ok")
    assert events(store) == []


def test_a_reading_that_was_not_offered_cannot_be_accepted(session, store, community, clock, measured):
    clock.on(seconds=5)
    session.seen(community.code("wang"))
    measured(ago=1.0)
    with pytest.raises(Refusal):
        session.accept(session.screen().number, session.loose().number, "ok")
    assert events(store) == []


def test_while_a_form_is_open_a_reading_is_for_the_form(session, store, community, measured):
    session.seen(community.code("wang"))
    session.registering("a page", is_open=True)
    assert measured().phase is Phase.ASKING
    assert (session.loose().belonging, events(store)) == (Belonging.FORM, [])
    session.registering("a page", is_open=False)
    assert measured().phase is Phase.VERDICT


def test_a_page_without_a_form_says_nothing_of_another_page_s_form(session, community, measured):
    session.registering("a page", is_open=True)
    session.registering("another tab", is_open=False)
    session.seen(community.code("wang"))
    assert (measured().phase, session.loose().belonging) == (Phase.ASKING, Belonging.FORM)


def test_a_form_is_open_for_as_long_as_its_page_says_so(session, community, clock, measured):
    session.registering("a page", is_open=True)
    for _ in range(4):
        clock.on(seconds=20)
        session.still_registering("a page")
    session.seen(community.code("wang"))
    assert (measured().phase, session.loose().belonging) == (Phase.ASKING, Belonging.FORM)


def test_a_page_that_went_without_a_word_keeps_no_reading_from_the_next_person(session, community, clock, measured):
    session.registering("a page", is_open=True)
    clock.on(seconds=31)
    session.seen(community.code("wang"))
    assert measured().phase is Phase.VERDICT


def test_a_form_that_a_pc_slept_over_is_open_again(session, community, clock, measured):
    session.registering("a page", is_open=True)
    clock.on(hours=2)
    session.still_registering("a page")
    session.seen(community.code("wang"))
    assert (measured().phase, session.loose().belonging) == (Phase.ASKING, Belonging.FORM)


def test_what_a_page_said_before_it_closed_its_form_and_what_comes_late_opens_nothing(session, community, measured):
    session.registering("a page", is_open=True)
    session.registering("a page", is_open=False)
    session.still_registering("a page")
    session.seen(community.code("wang"))
    assert measured().phase is Phase.VERDICT


def test_a_locked_page_takes_no_reading(store, community, clock):
    shift = Shift(store, clock)
    session = Session(store, clock, shift)
    shift.add("王阿姨", "1234")
    shift.sign_on("王阿姨", "1234", "on")
    session.seen(community.code("wang"))
    shift.lock()
    session.registering("a page", is_open=True)
    session.measured(Reading(36.5, clock()))
    assert session.loose().belonging is Belonging.NOBODY
    assert [type(each) for each in events(store)] == [ShiftOn]


def test_who_waits_is_woken_by_a_loose_reading_and_the_screen_keeps_its_number(session, community, measured):
    session.seen(community.code("revoked"))
    before = session.screen()
    measured()
    assert session.wait_for_change(before.change, 5, loose=0) == before
    assert session.loose().number == 1


@dataclass
class Morning:
    """What a camera and a thermometer told a gate, and when; every reading has a temperature of its own."""

    cards: list[tuple[datetime, str]] = field(default_factory=list)
    readings: dict[float, tuple[datetime, datetime]] = field(default_factory=dict)

    def live(self, session: Session, clock: Clock, community: Community, deeds: list[tuple[str, float]]) -> None:
        begun = None
        for deed, seconds in deeds:
            if deed in ("wang", "li"):
                self.cards.append((clock(), deed))
                session.seen(community.code(deed))
            elif deed == "away":
                session.clear(session.screen().number)
            elif deed == "begin":
                begun = clock()
            elif deed == "read":
                celsius = round(35.5 + len(self.readings) / 100, 2)
                self.readings[celsius] = (begun or clock(), clock())
                session.measured(Reading(celsius, begun or clock()))
                begun = None
            clock.on(seconds=seconds)

    def is_sound(self, who: str, celsius: float) -> bool:
        """Whether the reading was begun after a card of this person was shown, and no other card was shown till it came."""
        begun, came = self.readings[celsius]
        before = [card for at, card in self.cards if at <= begun]
        meanwhile = [card for at, card in self.cards if begun <= at <= came]
        return before[-1:] == [who] and set(meanwhile) <= {who}


DEEDS = st.tuples(st.sampled_from(["wang", "li", "away", "begin", "read"]), st.sampled_from([0.5, 1.0, 3.0, 9.0, 40.0]))


@given(st.lists(DEEDS, max_size=12))
@example([("wang", 1.0), ("begin", 1.0), ("read", 1.0)])
@example([("begin", 0.5), ("wang", 1.0), ("read", 1.0)])
@example([("wang", 1.0), ("begin", 0.5), ("away", 0.5), ("li", 0.5), ("read", 1.0)])
@example([("wang", 1.0), ("li", 0.5), ("begin", 0.5), ("read", 1.0)])
@settings(max_examples=10, deadline=None)
def test_no_morning_gives_a_reading_to_somebody_else(deeds: list[tuple[str, float]]):
    community, clock, morning = Community(), Clock(), Morning()
    with TemporaryDirectory() as folder:
        store = community.enrolled(Path(folder) / "gate")
        morning.live(Session(store, clock), clock, community, deeds)
        measured = [body for body in events(store) if isinstance(body, Scan) and body.celsius is not None]
        holder = {community.code(who).lookup: who for who in ("wang", "li")}
        assert [scan for scan in measured if not morning.is_sound(holder[scan.lookup], scan.celsius)] == []
        store.close()
