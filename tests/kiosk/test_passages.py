from datetime import timedelta

import pytest

from gatepass.case import Reading
from gatepass.covenant import Direction
from gatepass.events import Override, Passage, Scan, Undo, event_of
from gatepass.verdict import Outcome, Reason
from gatepass.wording import Refusal
from kiosk.overrides import Waiver, override
from kiosk.passages import Attempt, decide, identify, try_out, undo
from kiosk.stamp import stamp
from tests.community import MORNING, Community


def attempt(store, text, celsius=None, direction=Direction.IN, request=None):
    reading = None if celsius is None else Reading(celsius, MORNING)
    return Attempt(identify(store, text), direction, reading, request)


def lines(store):
    return store.unsent(store.gate().epoch, 0, 1000)


def other(text: str, place: int) -> str:
    return text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]


@pytest.mark.parametrize(
    ("who", "outcome", "reason"),
    [
        pytest.param("wang", Outcome.ADMIT, Reason.FINE, id="a valid pass with 36.5 goes in"),
        pytest.param("revoked", Outcome.REFUSE, Reason.REVOKED, id="a revoked pass is refused"),
        pytest.param("replaced", Outcome.REFUSE, Reason.REPLACED, id="a replaced pass is refused"),
        pytest.param("expired", Outcome.REFUSE, Reason.EXPIRED, id="an expired pass is refused"),
        pytest.param("early", Outcome.REFUSE, Reason.NOT_YET_VALID, id="a pass before its first day is refused"),
        pytest.param("spare", Outcome.REFER, Reason.SPARE, id="a spare goes to the person on duty"),
    ],
)
def test_each_state_of_a_pass_has_its_own_reason_and_is_recorded(store, community, clock, who, outcome, reason):
    decision = decide(store, attempt(store, community.code(who), 36.5), stamp(store, clock()))
    assert (decision.verdict.outcome, decision.verdict.reason) == (outcome, reason)
    assert [event_of(line).id for line in lines(store)] == [decision.event]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(None, Reason.NO_CODE, id="nothing to be read"),
        pytest.param("https://example.com/pay?id=1", Reason.NOT_A_PASS, id="a URL"),
        pytest.param("wxp://f2f0AbCdEfGhIjKlMnOpQrStUvWxYz", Reason.NOT_A_PASS, id="a payment code"),
        pytest.param("x" * 3000, Reason.NOT_A_PASS, id="3 kB of text"),
    ],
)
def test_what_names_nobody_is_refused_and_not_recorded(store, clock, text, reason):
    decision = decide(store, attempt(store, text), stamp(store, clock()))
    assert (decision.verdict.outcome, decision.verdict.reason, decision.event) == (Outcome.REFUSE, reason, None)
    assert lines(store) == ()


def test_one_changed_character_is_a_misread_and_not_a_forgery(store, community, clock):
    decision = decide(store, attempt(store, other(community.code("wang"), 12)), stamp(store, clock()))
    assert (decision.verdict.reason, decision.event) == (Reason.MISREAD, None)


def test_another_communitys_pass_is_named_as_such(store, clock):
    decision = decide(store, attempt(store, Community().code("wang")), stamp(store, clock()))
    assert decision.verdict.reason == Reason.OTHER_COMMUNITY
    assert event_of(lines(store)[0]).body.lookup is None


def test_a_code_that_was_never_issued_is_unknown(store, community, clock):
    from gatepass.code import code_of

    forged = code_of(b"another key" * 3, community.tag, "000017", 1)
    decision = decide(store, attempt(store, forged), stamp(store, clock()))
    assert (decision.verdict.reason, event_of(lines(store)[0]).body.passage) == (
        Reason.UNKNOWN_PASS,
        Passage.TURNED_AWAY,
    )


def test_without_a_temperature_somebody_going_in_is_measured_first_and_nothing_is_recorded(store, community, clock):
    decision = decide(store, attempt(store, community.code("wang")), stamp(store, clock()))
    assert (decision.verdict.outcome, decision.event) == (Outcome.MEASURE, None)


def test_nobody_is_measured_on_the_way_out(store, community, clock):
    decision = decide(store, attempt(store, community.code("wang"), direction=Direction.OUT), stamp(store, clock()))
    assert (decision.verdict.outcome, decision.passage) == (Outcome.ADMIT, Passage.OUT)


def test_a_fever_waits_and_a_second_one_goes_to_the_person_on_duty(store, community, clock):
    code = community.code("wang")
    first = decide(store, attempt(store, code, 37.3), stamp(store, clock()))
    clock.on(minutes=10)
    second = decide(store, attempt(store, code, 37.6), stamp(store, clock()))
    assert (first.verdict.outcome, first.verdict.reason) == (Outcome.WAIT, Reason.FEVER)
    assert first.verdict.again_at == stamp(store, clock()).at
    assert (second.verdict.outcome, second.verdict.reason) == (Outcome.REFER, Reason.FEVER_AGAIN)


def test_after_a_rest_a_good_second_reading_goes_in(store, community, clock):
    decide(store, attempt(store, community.code("wang"), 37.8), stamp(store, clock()))
    clock.on(minutes=10)
    assert decide(store, attempt(store, community.code("wang"), 36.6), stamp(store, clock())).passage == Passage.IN


def test_somebody_elses_fever_does_not_count(store, community, clock):
    decide(store, attempt(store, community.code("li"), 38.0), stamp(store, clock()))
    decision = decide(store, attempt(store, community.code("wang"), 37.5), stamp(store, clock()))
    assert decision.verdict.reason == Reason.FEVER


def test_the_same_request_twice_is_one_event(store, community, clock):
    twice = attempt(store, community.code("wang"), 36.5, request="click")
    assert decide(store, twice, stamp(store, clock())).event == decide(store, twice, stamp(store, clock())).event
    assert len(lines(store)) == 1


def test_trying_out_records_nothing(store, community, clock):
    decision = try_out(store, attempt(store, community.code("wang"), 36.5), stamp(store, clock()))
    assert (decision.verdict.outcome, decision.event, lines(store)) == (Outcome.ADMIT, None, ())


def test_an_undone_passage_stays_and_is_followed_by_its_correction(store, community, clock):
    event = decide(store, attempt(store, community.code("wang"), 36.5), stamp(store, clock())).event
    undo(store, event, stamp(store, clock()), None)
    assert [type(event_of(line).body) for line in lines(store)] == [Scan, Undo]
    with pytest.raises(Refusal):
        undo(store, event, stamp(store, clock()), None)


def test_a_passage_cannot_be_undone_after_ten_minutes(store, community, clock):
    event = decide(store, attempt(store, community.code("wang"), 36.5), stamp(store, clock())).event
    clock.on(minutes=10, seconds=1)
    with pytest.raises(Refusal, match="more than 10 minutes"):
        undo(store, event, stamp(store, clock()), None)


def test_an_override_is_its_own_event_with_its_reason(store, community, clock):
    event = decide(store, attempt(store, community.code("expired"), 36.5), stamp(store, clock())).event
    done = override(store, Waiver(event, "  就医   急事 "), stamp(store, clock()), "click")
    assert done.body == Override(event, Passage.IN, "就医 急事")
    assert override(store, Waiver(event, "again"), stamp(store, clock()), "click").id == done.id


@pytest.mark.parametrize("reason", ["", "   "])
def test_an_override_needs_a_reason(store, community, clock, reason):
    event = decide(store, attempt(store, community.code("expired"), 36.5), stamp(store, clock())).event
    with pytest.raises(Refusal, match="needs a reason"):
        override(store, Waiver(event, reason), stamp(store, clock()), None)


def test_a_strict_covenant_allows_no_override(tmp_path, clock):
    strict = Community(covenant_name="strict-closing")
    store = strict.enrolled(tmp_path)
    event = decide(store, attempt(store, strict.code("expired"), 36.5), stamp(store, clock())).event
    with pytest.raises(Refusal, match="allows no override"):
        override(store, Waiver(event, "please"), stamp(store, clock()), None)


def test_the_chain_names_each_hash_before_it(store, community, clock):
    for celsius in (36.4, 36.5, 36.6):
        decide(store, attempt(store, community.code("wang"), celsius), stamp(store, clock()))
        clock.on(minutes=1)
    events = [event_of(line) for line in lines(store)]
    assert [event.number for event in events] == [1, 2, 3]
    assert [event.previous for event in events[1:]] == [line.hash for line in lines(store)[:-1]]


def test_the_local_day_is_the_communitys(store, community, clock):
    clock.on(hours=16)  # 00:30 the next day in Shanghai
    decide(store, attempt(store, community.code("wang"), 36.5), stamp(store, clock()))
    event = event_of(lines(store)[0])
    assert (str(event.day), event.at.utcoffset()) == ("2020-02-11", timedelta(hours=8))


def test_no_file_of_the_gate_names_a_resident_or_holds_a_code(store, community, clock, tmp_path):
    for who in ("wang", "revoked"):
        decide(store, attempt(store, community.code(who), 36.5), stamp(store, clock()))
    content = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    secrets = [community.code("wang").encode(), "王小㛃".encode(), "赵甲".encode()]
    assert [secret for secret in secrets if secret in content] == []
    assert community.code("wang").lookup.encode() in content
