"""Somebody with a high temperature: one story that ends aloud, and that names nobody on the disk."""

import msgspec
import pytest
from msgspec import UNSET

from gatepass.case import Direction, Outcome, Reading, Reason, Site
from gatepass.events import FeverClosed, Scan, ShiftOff, Taken, decode_details
from gatepass.fevers import FeverEnd
from gatepass.kinds import Forgotten, Then
from gatepass.passbook import encode_passbook, head_of
from gatepass.seal import unseal
from gatepass.sentences import remedy
from gatepass.wording import Language, Refusal
from kiosk.fevers import Closing, close
from kiosk.passages import Attempt, decide, identify
from kiosk.screen import Phase
from kiosk.session import Session
from kiosk.shift import Shift
from kiosk.stamp import stamp
from kiosk.visits import Form
from tests.community import MORNING


@pytest.fixture
def session(store, clock):
    return Session(store, clock)


def measured(session, community, who, typed, **taken):
    asked = session.scan(community.code(who), None)
    return session.temperature(asked.number, typed, None, Taken(**taken))


def bodies(store):
    return [event.body for event in reversed(store.recent(100))]


def under(store, community, rules=(), **changes):
    """The office's next passbook: the easier phase with another temperature rule, and these rules."""
    book = community.passbook()
    temperature = msgspec.structs.replace(book.covenant.temperature, **changes)
    covenant = msgspec.structs.replace(book.covenant, temperature=temperature, rules=rules, override=True)
    book = msgspec.structs.replace(book, covenant=covenant)
    store.take_passbook(head_of(encode_passbook(book), community.tag, 2, MORNING), book)


def test_a_high_reading_opens_a_story_and_a_good_one_after_the_rest_ends_it(session, store, community, clock):
    first = measured(session, community, "wang", "378").decision
    (open_,) = store.fevers()
    clock.on(minutes=10)
    measured(session, community, "wang", "365")
    assert (open_.id, open_.tries, open_.celsius, open_.referred) == (first.event, 1, 37.8, False)
    assert open_.again_at == open_.since.replace(minute=40)
    assert store.fevers() == ()
    assert [body.fever for body in bodies(store)] == [UNSET, first.event]


def test_high_again_is_referred_and_stays_in_the_list(session, store, community, clock):
    first = measured(session, community, "wang", "378").decision
    clock.on(minutes=10)
    second = measured(session, community, "wang", "379").decision
    (open_,) = store.fevers()
    assert (second.verdict.outcome, second.verdict.reason) == (Outcome.REFER, Reason.FEVER_AGAIN)
    assert (open_.id, open_.tries, open_.celsius, open_.referred) == (first.event, 2, 37.9, True)


@pytest.mark.parametrize(
    ("ways", "outcome"),
    [
        pytest.param((Direction.IN,), Outcome.ADMIT, id="nobody is measured on the way out"),
        pytest.param((Direction.IN, Direction.OUT), Outcome.WAIT, id="everybody is measured both ways"),
    ],
)
def test_turned_the_other_way_a_high_reading_neither_ends_the_story_nor_counts_twice(
    session, store, community, ways, outcome
):
    under(store, community, directions=ways)
    high = measured(session, community, "wang", "378")
    turned = session.reverse(high.number, "turn").decision
    assert (turned.verdict.outcome, turned.fever) == (outcome, high.decision.event)
    assert [(fever.tries, fever.referred) for fever in store.fevers()] == [(1, False)]


@pytest.fixture
def referred(session, store, community, clock):
    """The story of somebody who was high, rested, was high at the wrist too, and was given to the person on duty."""
    under(store, community, another=True, call="021-1234", directions=tuple(Direction))
    measured(session, community, "wang", "378")
    clock.on(minutes=10)
    return measured(session, community, "wang", "379", site=Site.WRIST).decision.fever


@pytest.mark.parametrize(
    ("minutes", "degrees"),
    [
        pytest.param(1, None, id="their card, a minute later"),
        pytest.param(11, "364", id="a good reading after another rest"),
        pytest.param(241, None, id="when the high reading is forgotten"),
        pytest.param(60 * 24 * 3, "364", id="after the weekend"),
    ],
)
def test_who_was_referred_stays_so_until_that_is_ended_aloud(
    referred, session, store, community, clock, minutes, degrees
):
    clock.on(minutes=minutes)
    session.turn(Direction.IN)
    screen = session.scan(community.code("wang"), None)
    if degrees:
        reading = Reading(float(degrees) / 10, clock(), Site.NECK)
        attempt = Attempt(screen.presentation, Direction.IN, reading)
        decided = decide(store, attempt, stamp(store, clock()))
    else:
        decided = screen.decision
    said = remedy(decided.verdict, Language.EN, clock().date())
    (open_,) = store.fevers()
    assert (decided.verdict.outcome, decided.verdict.reason) == (Outcome.REFER, Reason.FEVER_AGAIN)
    assert (said, open_.id, open_.referred) == (
        "Have them wait apart and call the person on duty now; call 021-1234; wait: the seats beside the gate; "
        "home to isolate with a daily call; or a fever clinic, or 120",
        referred,
        True,
    )


def test_who_was_referred_and_is_measured_where_no_rule_asks_stays_so(referred, session, store, community, clock):
    under(store, community)
    clock.on(minutes=20)
    attempt = Attempt(identify(store, community.code("wang")), Direction.OUT, Reading(36.4, clock()))
    assert decide(store, attempt, stamp(store, clock())).verdict.outcome is Outcome.ADMIT
    assert [fever.referred for fever in store.fevers()] == [True]


@pytest.mark.parametrize("end", list(FeverEnd))
def test_when_it_is_ended_aloud_a_good_reading_in_another_way_counts_again(
    referred, session, store, community, clock, end
):
    close(store, Closing(referred, end, "请居家"), stamp(store, clock()), None)
    clock.on(minutes=10)
    done = measured(session, community, "wang", "364").decision.verdict.outcome
    assert (done, store.fevers()) == (Outcome.ADMIT, ())


def test_others_go_on_meanwhile(session, store, community):
    measured(session, community, "wang", "378")
    assert measured(session, community, "li", "365").decision.verdict.outcome is Outcome.ADMIT
    assert len(store.fevers()) == 1


def test_no_silence_ends_it_neither_days_nor_going_out_nor_a_new_start(session, store, community, clock, tmp_path):
    measured(session, community, "wang", "378")
    clock.on(days=2)
    session.turn(Direction.OUT)
    session.scan(community.code("wang"), None)
    again = Session(type(store)(tmp_path / "gate"), clock)
    assert [fever.tries for fever in store.fevers()] == [1]
    assert again.known.of(store.fevers()[0].id) is None


def test_after_a_new_start_the_next_scan_tells_who_it_is(session, store, community, clock):
    measured(session, community, "wang", "378")
    again = Session(store, clock)
    again.scan(community.code("wang"), None)
    (open_,) = store.fevers()
    assert again.known.of(open_.id).presentation.row.name == "王小㛃"


def test_the_gates_disk_names_nobody_who_rests(session, community, tmp_path):
    measured(session, community, "wang", "378")
    kept = b"".join(path.read_bytes() for path in (tmp_path / "gate").iterdir() if path.is_file())
    assert "王小㛃".encode() not in kept


@pytest.mark.parametrize("end", [end for end in FeverEnd if end is not FeverEnd.FINE])
def test_every_end_is_an_event_that_names_the_story_and_seals_what_was_said(session, store, community, clock, end):
    first = measured(session, community, "wang", "378").decision.event
    session.close_fever(Closing(first, end, "请居家，我们每天打电话"), "click")
    closed = bodies(store)[-1]
    assert (type(closed), closed.fever, closed.end, store.fevers()) == (FeverClosed, first, end, ())
    said = decode_details(unseal(community.manager.private_bytes_raw(), closed.whole)).purpose
    assert said == "请居家，我们每天打电话"


def test_two_clicks_end_it_once(session, store, community, clock):
    first = measured(session, community, "wang", "378").decision.event
    events = {close(store, Closing(first, FeverEnd.HOME), stamp(store, clock()), "click").id for _ in range(2)}
    assert len(events) == 1


@pytest.mark.parametrize(
    ("closing", "said"),
    [
        pytest.param(lambda fever: Closing(fever, FeverEnd.LEFT, "  "), "write down what was said", id="left, unsaid"),
        pytest.param(lambda fever: Closing(fever, FeverEnd.FINE), "measured again", id="fine, by word of mouth"),
        pytest.param(lambda _: Closing("0190", FeverEnd.HOME), "nobody waits", id="nobody who waits"),
    ],
)
def test_what_ends_no_story_is_refused_and_the_list_stays(session, store, community, closing, said):
    first = measured(session, community, "wang", "378").decision.event
    with pytest.raises(Refusal, match=said):
        session.close_fever(closing(first), None)
    assert [fever.id for fever in store.fevers()] == [first]


def test_letting_somebody_pass_for_a_reason_ends_it_too(session, store, community):
    under(store, community)
    first = measured(session, community, "wang", "378").decision.event
    session.override(first, "值班同意", None)
    assert store.fevers() == ()


def test_somebody_who_rested_is_measured_again_without_the_card(session, store, community, clock):
    first = measured(session, community, "wang", "378").decision.event
    resting = session.measure_again(first, None).decision.verdict.reason
    clock.on(minutes=10)
    asked = session.measure_again(first, None)
    done = session.temperature(asked.number, "365", None)
    assert (resting, asked.phase, done.decision.verdict.outcome) == (Reason.STILL_RESTING, Phase.ASKING, Outcome.ADMIT)


def test_whom_the_gate_does_not_know_any_more_is_asked_for_the_card(session, store, community, clock):
    first = measured(session, community, "wang", "378").decision.event
    with pytest.raises(Refusal, match="scan the card again"):
        Session(store, clock).measure_again(first, None)


def test_a_resident_without_a_card_has_a_story_too(session, store, community, clock):
    under(store, community, rules=(Forgotten(Then.ASK),))
    asked = session.confirm(session.claim(Form(name="王小㛃", door="12-302"), None).number, None)
    first = session.temperature(asked.number, "378", None).decision
    clock.on(minutes=10)
    asked = session.measure_again(first.event, None)
    asked = session.confirm(asked.number, None)
    second = session.temperature(asked.number, "379", None).decision
    clock.on(minutes=10)
    again = session.confirm(session.claim(Form(name="王小㛃", door="12-302"), None).number, None).decision
    reasons = [each.verdict.reason for each in (first, second, again)]
    assert reasons == [Reason.FEVER, Reason.FEVER_AGAIN, Reason.FEVER_AGAIN]
    assert [(fever.id, fever.tries, fever.lookup) for fever in store.fevers()] == [(first.event, 2, None)]
    assert bodies(store)[-1].fever == first.event


def test_without_a_pass_fine_is_said_by_hand(session, store, community):
    under(store, community, rules=(Forgotten(Then.ASK),))
    asked = session.confirm(session.claim(Form(name="王小㛃", door="12-302"), None).number, None)
    first = session.temperature(asked.number, "378", None).decision.event
    session.close_fever(Closing(first, FeverEnd.FINE), None)
    assert store.fevers() == ()


def test_the_second_reading_is_taken_in_another_way_where_the_covenant_wants_it(session, store, community, clock):
    under(store, community, another=True)
    measured(session, community, "wang", "378")
    clock.on(minutes=10)
    asked = session.scan(community.code("wang"), None)
    clock.on(seconds=3)
    same = session.temperature(asked.number, "365", None).decision.verdict.reason
    clock.on(seconds=5)
    other = measured(session, community, "wang", "365", site=Site.WRIST).decision.verdict.reason
    assert (same, other, store.fevers()) == (Reason.ANOTHER_WAY, Reason.FINE, ())


def test_the_hand_over_names_the_stories_that_go_on(session, store, community, clock):
    shift = Shift(store, clock)
    shift.add("王阿姨", "2468")
    shift.sign_on("王阿姨", "2468", None)
    first = measured(session, community, "wang", "378").decision.event
    measured(session, community, "li", "339")
    shift.sign_off("", None)
    left = bodies(store)[-1]
    assert (type(left), left.resting, left.fevers) == (ShiftOff, 2, (first,))


def test_a_reading_is_kept_with_its_site_its_device_and_the_air_that_was_told(session, store, community):
    measured(session, community, "wang", "365", site=Site.WRIST, device=" 2 号 ", air=3.0)
    measured(session, community, "li", "97.7")
    assert [body.taken for body in bodies(store) if isinstance(body, Scan)] == [
        Taken(Site.WRIST, "2 号", 3.0),
        Taken(Site.FOREHEAD, "", 3.0),
    ]
    assert (bodies(store)[-1].celsius, store.devices()) == (36.5, ("2 号",))
