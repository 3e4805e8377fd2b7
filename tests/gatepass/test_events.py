"""Events: facts that are written once, chained, and told from changed ones for ever."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepass.case import Site
from gatepass.covenant import Direction, VisitKind
from gatepass.events import (
    FORMAT,
    GENESIS,
    Clock,
    Details,
    Event,
    FeverClosed,
    Judged,
    Line,
    Override,
    Passage,
    Reference,
    Scan,
    ShiftOff,
    Taken,
    Undo,
    VisitIn,
    VisitOut,
    decode_details,
    encode_details,
    event_of,
    line_of,
    parse_line,
    refers_to,
)
from gatepass.fevers import FeverEnd
from gatepass.kinds import Standing
from gatepass.verdict import Outcome, Reason, Verdict
from gatepass.wording import Refusal

AT = datetime(2020, 2, 10, 7, 31, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
FINE = Judged(Outcome.ADMIT, Reason.FINE, 3)
SCAN = Scan(Direction.IN, FINE, Passage.IN, "ab" * 16, "h-8f3a", 36.5)
BODIES = [
    pytest.param(SCAN, id="a scan"),
    pytest.param(Scan(Direction.OUT, Judged(Outcome.REFUSE, Reason.MISREAD, 3)), id="a scan of no pass of ours"),
    pytest.param(Override("0190", Passage.IN, "值班同意"), id="an override"),
    pytest.param(Undo("0190"), id="an undo"),
    pytest.param(
        VisitIn(VisitKind.COURIER, FINE, Passage.IN, "12号302室", None, b"\x00\xff", b"\x01"), id="a visit in"
    ),
    pytest.param(VisitOut("0190"), id="a visit out"),
    pytest.param(FeverClosed("0190", FeverEnd.LEFT, b"\x00", b"\x01"), id="the end of a fever's story"),
    pytest.param(Reference(35.2, Standing.OFF, Taken(Site.WRIST, "2号", -3.0)), id="a reference reading"),
    pytest.param(ShiftOff("0190", 0, 1, b"", b"", ("0191",)), id="a hand-over with a story under way"),
]


def event(body=SCAN, number=1, previous=GENESIS, event_format=FORMAT):
    return Event(
        event_format, f"0190-{number}", "office", "gate", "epoch", number, AT, AT.date(), Clock.CHECKED, previous, body
    )


LINE = line_of(event())


@pytest.mark.parametrize("body", BODIES)
def test_an_event_comes_back_from_its_line(body):
    assert event_of(parse_line(str(line_of(event(body))))) == event(body)


def test_the_same_event_gives_the_same_line():
    assert line_of(event()) == LINE


def test_a_time_keeps_its_offset():
    assert event_of(LINE).at.isoformat() == "2020-02-10T07:31:05+08:00"


def test_a_line_is_a_hash_a_blank_and_json_in_one_line():
    hash_, blank, text = str(LINE).partition(" ")
    assert (len(hash_), blank, text[0], text[-1], text.splitlines()) == (64, " ", "{", "}", [LINE.text])


def test_a_line_break_in_a_reason_stays_inside_its_line():
    assert line_of(event(Override("0190", Passage.IN, "第一行\n第二行"))).text.count("\n") == 0


def test_each_event_names_the_hash_before_it():
    chain = [LINE]
    for number in (2, 3):
        chain.append(line_of(event(number=number, previous=chain[-1].hash)))
    assert [event_of(line).previous for line in chain] == [GENESIS, chain[0].hash, chain[1].hash]


def test_a_change_in_the_first_event_breaks_the_link_of_the_second():
    second = event(number=2, previous=LINE.hash)
    changed = line_of(event(Undo("0190")))
    assert second.previous != changed.hash


@pytest.mark.parametrize("place", range(0, len(LINE.text.encode()), 7))
def test_a_changed_byte_is_refused(place):
    text = LINE.text[:place] + chr(ord(LINE.text[place]) ^ 1) + LINE.text[place + 1 :]
    with pytest.raises(Refusal, match="does not fit its hash"):
        event_of(Line(LINE.hash, text))


def test_a_change_that_means_the_same_is_refused_as_well():
    with pytest.raises(Refusal, match="does not fit its hash"):
        event_of(Line(LINE.hash, LINE.text + " "))


def hashed(text: str) -> Line:
    from hashlib import sha256

    return Line(sha256(text.encode(errors="surrogatepass")).hexdigest(), text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(LINE.text.replace('"scan"', '"quarantine"'), id="a kind of event this version has not"),
        pytest.param(LINE.text.replace('"fine"', '"moon_phase"'), id="a reason this version has not"),
        pytest.param(LINE.text.replace('"in"', '"sideways"'), id="a direction this version has not"),
        pytest.param(line_of(event(event_format=FORMAT + 1)).text, id="a newer format with the same fields"),
        pytest.param("{}", id="no fields"),
        pytest.param("", id="no text"),
        pytest.param("\ud800", id="half a character"),
    ],
)
def test_a_rightly_hashed_event_this_version_cannot_read_is_refused_and_kept(text):
    with pytest.raises(Refusal, match="this version cannot read the event; it is kept aside"):
        event_of(hashed(text))


def test_an_older_reader_passes_over_a_field_it_does_not_know():
    assert event_of(hashed(LINE.text[:-1] + ',"weather":"snow"}')) == event()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(LINE.hash, id="a hash alone"),
        pytest.param(LINE.text, id="JSON alone"),
        pytest.param(f"{LINE.hash[:-1]} {LINE.text}", id="a hash of 63 digits"),
        pytest.param(f"{LINE.hash}\t{LINE.text}", id="a tab for the blank"),
    ],
)
def test_what_is_no_line_is_refused(text):
    with pytest.raises(Refusal, match="cannot read the event"):
        parse_line(text)


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text_after_any_hash_is_refused_and_never_a_fault(text):
    with pytest.raises(Refusal):
        event_of(parse_line(f"{GENESIS} {text}"))


def test_judged_keeps_outcome_reason_and_covenant_of_a_verdict():
    assert Judged.of(Verdict(Outcome.ADMIT, Reason.FINE, 3, AT)) == FINE


@pytest.mark.parametrize(
    ("body", "earlier"),
    [
        pytest.param(SCAN, None, id="a scan refers to nothing"),
        pytest.param(Override("0190", Passage.IN, "值班同意"), "0190", id="an override refers to its scan"),
        pytest.param(Undo("0191"), "0191", id="an undo refers to what did not happen"),
        pytest.param(VisitOut("0192"), "0192", id="a visit's end refers to its begin"),
        pytest.param(FeverClosed("0193", FeverEnd.HOME, b"", b""), "0193", id="a story's end refers to its begin"),
        pytest.param(Reference(36.5, Standing.GOOD), None, id="a reference reading refers to nothing"),
    ],
)
def test_a_correction_names_what_it_corrects(body, earlier):
    assert refers_to(body) == earlier


@given(st.builds(Details, *[st.text()] * 5))
def test_details_come_back_from_their_bytes(details):
    assert decode_details(encode_details(details)) == details


def test_details_of_a_newer_version_are_read_as_far_as_known():
    newer = msgspec.json.encode({"name": "王𬭎", "company": "顺丰"})
    assert decode_details(newer) == Details(name="王𬭎")
