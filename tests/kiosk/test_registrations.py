"""Who registers without a pass and was here before: measured a while ago, told to rest, or somebody of the list under another hat."""

from dataclasses import replace

import msgspec
import pytest
from msgspec import UNSET

from gatepass.case import Outcome, Reason, VisitKind
from gatepass.kinds import TemperatureRule
from gatepass.passbook import encode_passbook, head_of
from kiosk.registrations import Register
from kiosk.session import Session
from kiosk.stamp import stamp
from kiosk.visits import Form, check
from tests.community import DOORS, MORNING

COURIER, VISITOR, VEHICLE = VisitKind.COURIER, VisitKind.VISITOR, VisitKind.VEHICLE
VAN = Form(name="李四光", phone="13812345678", plate="沪A12345")


def under(store, community, **changes):
    """The office's next passbook: the easier phase with another temperature rule, and nothing that must be written down."""
    book = community.passbook()
    visits = tuple(msgspec.structs.replace(rule, required=()) for rule in book.covenant.visits)
    covenant = msgspec.structs.replace(
        book.covenant, visits=visits, temperature=TemperatureRule(**changes), override=True
    )
    book = msgspec.structs.replace(book, covenant=covenant)
    store.take_passbook(head_of(encode_passbook(book), community.tag, 2, MORNING), book)


@pytest.fixture
def gate(store, community, clock):
    under(store, community, fresh_minutes=60)
    session = Session(store, clock)
    return session, Register(store, session.known)


def come(gate, clock, kind, form, *confirmed):
    visit = replace(check(kind, form, (), DOORS), confirmed=frozenset(confirmed))
    return gate[1].take(visit, stamp(gate[1].store, clock()), None)


def again(gate, clock, first, then, minutes=30):
    """What is said to somebody who comes again without a temperature."""
    come(gate, clock, *first)
    clock.on(minutes=minutes)
    return come(gate, clock, *then).verdict.reason


@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param(Form(phone="13812345678"), Form(phone="138 1234 5678"), id="the phone, however it is written"),
        pytest.param(Form(plate="沪A12345"), Form(plate="沪a·12345"), id="the plate"),
        pytest.param(VAN, Form(phone="13812345678"), id="the phone alone this time"),
        pytest.param(Form("赵一", door="1-101"), Form("趙 一", door="1-101"), id="door and name"),
        pytest.param(VAN, replace(VAN, door="12-302"), id="for another door"),
    ],
)
def test_who_was_measured_here_a_while_ago_is_not_measured_again(gate, clock, before, now):
    hot = replace(before, temperature="36.5")
    assert again(gate, clock, (COURIER, hot), (COURIER, now)) is Reason.FINE


@pytest.mark.parametrize(
    ("before", "now", "minutes"),
    [
        pytest.param(VAN, VAN, 61, id="more than an hour ago"),
        pytest.param(VAN, replace(VAN, phone="13912345678"), 1, id="another phone in the same car"),
        pytest.param(VAN, replace(VAN, name="赵一"), 1, id="another name with the same phone and car"),
        pytest.param(Form("赵一"), Form("赵一"), 1, id="a name alone"),
        pytest.param(Form("赵一", door="1-101"), Form("赵一", door="12-302"), 1, id="the name at another door"),
        pytest.param(Form(), Form(), 1, id="nothing that was said"),
    ],
)
def test_who_may_be_somebody_else_is_measured(gate, clock, before, now, minutes):
    hot = replace(before, temperature="36.5")
    assert again(gate, clock, (COURIER, hot), (COURIER, now), minutes) is Reason.TEMPERATURE_NEEDED


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(VAN, id="as before"),
        pytest.param(replace(VAN, name="赵一", plate=""), id="under another name"),
        pytest.param(replace(VAN, temperature="36.5"), id="with a good reading"),
    ],
)
def test_who_was_high_rests_first_whatever_they_say_their_name_is(gate, clock, now):
    hot = replace(VAN, temperature="37.9")
    assert again(gate, clock, (VEHICLE, hot), (COURIER, now), 5) is Reason.STILL_RESTING


def test_what_was_not_recorded_counts_for_nothing(gate, clock):
    come(gate, clock, COURIER, replace(VAN, temperature="36.5"))
    fresh = (gate[0], Register(gate[1].store, gate[0].known))
    assert come(fresh, clock, COURIER, VAN).verdict.reason is Reason.TEMPERATURE_NEEDED


def test_no_file_says_who_was_measured(gate, clock, tmp_path):
    come(gate, clock, VISITOR, replace(VAN, document="310112197001010055", temperature="36.5"))
    come(gate, clock, VISITOR, VAN)
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert [said for said in ("李四光", "13812345678", "沪A12345", "310112197001010055") if said.encode() in kept] == []


def high(gate, community, clock):
    """The story of a resident who was too hot five minutes ago."""
    session = gate[0]
    event = session.temperature(session.scan(community.code("wang"), None).number, "400", None).decision.event
    clock.on(minutes=5)
    return event


def stories(gate):
    return [(fever.id, fever.tries, fever.celsius) for fever in gate[1].store.fevers()]


def test_a_resident_who_registers_as_a_visitor_goes_on_resting(gate, community, clock):
    story = high(gate, community, clock)
    answer = come(gate, clock, VISITOR, Form("王小㛃", door="12-302"))
    assert (answer.verdict.reason, answer.fever) == (Reason.STILL_RESTING, story)
    assert gate[1].store.recent(1)[0].body.fever == story


def test_their_story_takes_the_readings_and_ends_with_a_good_one(gate, community, clock):
    story = high(gate, community, clock)
    clock.on(minutes=5)
    come(gate, clock, COURIER, Form("王小㛃", door="12-302", temperature="38.1"))
    hot = stories(gate)
    clock.on(minutes=10)
    answer = come(gate, clock, VISITOR, Form("王小㛃", door="12-302", temperature="36.5"))
    assert (hot, answer.verdict.outcome, stories(gate)) == ([(story, 2, 38.1)], Outcome.ADMIT, [])


def test_a_visitor_to_the_same_door_is_asked_about(gate, community, clock):
    story = high(gate, community, clock)
    guest = Form("赵一", door="12-302", temperature="36.5")
    asked = come(gate, clock, VISITOR, guest)
    yes = come(gate, clock, VISITOR, guest, asked.verdict.question)
    no = come(gate, clock, VISITOR, guest, f"is not {story}")
    assert (asked.verdict.told.en, asked.event) == ("is this 王小㛃, who rests since 08:30?", None)
    assert (yes.verdict.reason, no.verdict.outcome, no.fever) == (Reason.STILL_RESTING, Outcome.ADMIT, None)
    assert gate[1].store.recent(1)[0].body.fever is UNSET


def test_a_courier_to_the_same_door_is_not(gate, community, clock):
    high(gate, community, clock)
    assert come(gate, clock, COURIER, Form("赵一", door="12-302", temperature="36.5")).verdict.outcome is Outcome.ADMIT
