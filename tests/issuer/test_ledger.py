"""The office's ledger: taken in order, once, checked; whatever cannot be taken is kept aside and holds nobody up."""

import hashlib
import sqlite3
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gatepass.events import Line, line_of
from gatepass.exchange import Received
from issuer import ledger
from issuer.ledger import OBJECTION_WORDS, Objection, Upload, take
from issuer.office import Office
from issuer.store import FILE, Store
from tests.issuer.offices import AT, SimulatedGate, event_id, founded


def send(at: Office, gate: SimulatedGate, *lines: object, epoch: str = "") -> Received:
    return take(at.store, Upload(gate.id, at.keys.tag, tuple(map(str, lines)), epoch), AT)


def reasons(at: Office) -> list[str]:
    return [aside.reason for aside in at.store.put_aside(100)]


def hashed(text: str) -> str:
    return f"{hashlib.sha256(text.encode()).hexdigest()} {text}"


def test_events_are_taken_and_the_answer_says_how_far(office: Office, gate: SimulatedGate) -> None:
    assert send(office, gate, *gate.lines(3)) == Received(gate.epoch, 3)
    assert office.store.count_events() == 3


def test_the_same_upload_twice_changes_nothing(office: Office, gate: SimulatedGate) -> None:
    lines = gate.lines(3)
    send(office, gate, *lines)
    assert send(office, gate, *lines) == Received(gate.epoch, 3)
    assert (office.store.count_events(), office.store.count_aside()) == (3, 0)


def test_what_comes_behind_a_gap_is_left_for_the_gate_to_send_again(office: Office, gate: SimulatedGate) -> None:
    first, _, third = gate.lines(3)
    assert send(office, gate, first, third) == Received(gate.epoch, 1)
    assert (office.store.count_events(), office.store.count_aside()) == (1, 0)


def test_a_new_epoch_begins_a_chain_of_its_own(office: Office, gate: SimulatedGate) -> None:
    send(office, gate, *gate.lines(2))
    gate.epoch, gate.number, gate.previous = str(uuid4()), 0, "0" * 64
    assert send(office, gate, *gate.lines(1)) == Received(gate.epoch, 1)
    assert len(office.store.chains()) == 2


def test_nothing_sent_is_nothing_taken(office: Office, gate: SimulatedGate) -> None:
    assert send(office, gate) == Received("", 0)


# --- every reason to put a line aside ---


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda line: "no line at all", id="no line at all"),
        pytest.param(lambda line: hashed('{"kind":"of another version"}'), id="no event"),
        pytest.param(lambda line: hashed("[]"), id="not even an object"),
        pytest.param(lambda line: hashed(line.text.replace('"kind":"scan"', '"kind":"teleport"')), id="a later kind"),
        pytest.param(lambda line: hashed(line.text.replace("+08:00", "")), id="a time without its zone"),
        pytest.param(lambda line: hashed(line.text.replace('"number":2', '"number":0')), id="number nought"),
        pytest.param(lambda line: hashed(line.text.replace('"number":2', f'"number":{2**70}')), id="an endless number"),
    ],
)
def test_an_unreadable_line_is_put_aside_and_holds_nobody_up(
    office: Office, gate: SimulatedGate, damage: object
) -> None:
    first, second = gate.write(), gate.write()
    damaged = damage(second)  # type: ignore[operator]
    gate.previous = damaged[:64]
    received = send(office, gate, first, damaged, gate.write())
    assert (received.upto, office.store.count_events(), reasons(office)) == (3, 2, [Objection.UNREADABLE])
    assert ledger.verify(office.store).faults == ()


def test_a_line_that_does_not_fit_its_hash_is_put_aside(office: Office, gate: SimulatedGate) -> None:
    first, second, third = gate.write(), gate.write(), gate.write()
    changed = Line(second.hash, second.text.replace("36.5", "37.5"))
    received = send(office, gate, first, changed, third)
    assert received == Received(gate.epoch, 3, (event_id(second),))
    assert (office.store.count_events(), reasons(office)) == (2, [Objection.CHANGED])


def test_the_right_line_is_still_taken_after_a_damaged_copy_of_it(office: Office, gate: SimulatedGate) -> None:
    first, second, third = gate.write(), gate.write(), gate.write()
    send(office, gate, first, Line(second.hash, second.text + " "), third)
    assert send(office, gate, second) == Received(gate.epoch, 3)
    assert office.store.count_events() == 3
    assert ledger.verify(office.store).faults == ()


def test_another_gate_s_event_is_put_aside(office: Office, gate: SimulatedGate) -> None:
    other = SimulatedGate(office, "西门")
    line = other.write()
    send(office, gate, line)
    assert (office.store.count_events(), reasons(office)) == (0, [Objection.FOREIGN])


def test_another_community_s_event_is_put_aside(office: Office, gate: SimulatedGate) -> None:
    assert send(office, gate, gate.write(community="AAAA")).upto == 1
    assert reasons(office) == [Objection.FOREIGN]


def test_the_same_id_with_another_content_is_put_aside(office: Office, gate: SimulatedGate) -> None:
    first = gate.write()
    send(office, gate, first)
    received = send(office, gate, gate.write(id=event_id(first)))
    assert received == Received(gate.epoch, 2, (event_id(first),))
    assert reasons(office) == [Objection.OTHER_CONTENT]


def test_a_number_that_is_taken_puts_the_later_event_aside(office: Office, gate: SimulatedGate) -> None:
    twin = gate.event(gate.passing())
    send(office, gate, gate.write())
    send(office, gate, line_of(twin))
    assert (office.store.count_events(), reasons(office)) == (1, [Objection.PLACE_TAKEN])


def test_an_event_that_does_not_link_is_put_aside_and_the_next_one_links_to_it(
    office: Office, gate: SimulatedGate
) -> None:
    lines = [gate.write(), gate.write(previous="f" * 64), gate.write()]
    assert send(office, gate, *lines).upto == 3
    assert (office.store.count_events(), reasons(office)) == (2, [Objection.CHAIN_BROKEN])


def test_a_chain_that_does_not_begin_at_its_beginning_is_put_aside(office: Office, gate: SimulatedGate) -> None:
    send(office, gate, gate.write(previous="f" * 64))
    assert reasons(office) == [Objection.CHAIN_BROKEN]


def test_a_damaged_line_sent_alone_keeps_its_place_where_the_epoch_is_named(
    office: Office, gate: SimulatedGate
) -> None:
    send(office, gate, gate.write())
    gate.write()
    assert send(office, gate, "rubbish", epoch=gate.epoch).upto == 2
    assert send(office, gate, gate.write(), epoch=gate.epoch).upto == 3


def test_what_was_put_aside_is_kept_as_it_came_and_once(office: Office, gate: SimulatedGate) -> None:
    send(office, gate, "rubbish")
    send(office, gate, "rubbish")
    assert [(aside.text, aside.gate) for aside in office.store.put_aside(9)] == [("rubbish", gate.id)]


def test_every_objection_has_its_words() -> None:
    assert set(OBJECTION_WORDS) == set(Objection)


# --- any order, any repetition ---


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_and_repetition_of_uploads_ends_in_the_same_ledger(tmp_path: Path, data: st.DataObject) -> None:
    at = founded(tmp_path / uuid4().hex)
    gate = SimulatedGate(at)
    lines = gate.lines(8)
    for _ in range(data.draw(st.integers(0, 6))):
        send(at, gate, *data.draw(st.lists(st.sampled_from(lines), max_size=10)))
    while (upto := at.store.chain(gate.id, gate.epoch).upto) < len(lines):
        send(at, gate, *lines[upto : upto + data.draw(st.integers(1, 4))])
    (chain,) = at.store.chains()
    assert [str(line) for _, line in at.store.lines_of(chain)] == lines
    assert (chain.upto, chain.head, at.store.count_aside()) == (8, gate.previous, 0)
    assert ledger.verify(at.store).faults == ()
    at.store.close()


# --- verifying ---


def tamper(at: Office, sql: str) -> None:
    with sqlite3.connect(at.folder / FILE) as connection:
        connection.execute(sql)


@pytest.fixture
def full(office: Office, gate: SimulatedGate) -> Office:
    send(office, gate, *gate.lines(4))
    return office


@pytest.mark.parametrize(
    ("sql", "number", "what"),
    [
        pytest.param("DELETE FROM events WHERE number = 4", 4, "不见了", id="cut off at its end"),
        pytest.param("DELETE FROM events WHERE number = 2", 2, "不见了", id="one taken out of the middle"),
        pytest.param("DELETE FROM events", 1, "不见了", id="everything gone"),
        pytest.param(
            "UPDATE events SET text = replace(text, '36.5', '36.6') WHERE number = 3", 3, "改过", id="a changed text"
        ),
        pytest.param("UPDATE events SET id = 'x' WHERE number = 3", 3, "改过", id="a changed id"),
        pytest.param("UPDATE chains SET upto = 3", 4, "末端", id="a head set back"),
        pytest.param("DELETE FROM chains", 4, "末端", id="a head taken away"),
        pytest.param("UPDATE chains SET head = 'f'", 4, "末端", id="another head"),
    ],
)
def test_what_was_done_to_a_chain_is_noticed(full: Office, sql: str, number: int, what: str) -> None:
    tamper(full, sql)
    (fault,) = ledger.verify(full.store).faults
    assert (fault.number, what in fault.what.zh) == (number, True)


def test_a_rewritten_event_with_a_fitting_hash_is_noticed_by_the_next(full: Office) -> None:
    store: Store = full.store
    (chain,) = store.chains()
    line = {kept.number: line for kept, line in store.lines_of(chain)}[2]
    text = line.text.replace("36.5", "36.6")
    tamper(full, f"UPDATE events SET text = '{text}', hash = '{hashed(text)[:64]}' WHERE number = 2")
    (fault,) = ledger.verify(store).faults
    assert (fault.number, fault.what) == (3, OBJECTION_WORDS[Objection.CHAIN_BROKEN])


def test_a_whole_ledger_is_counted(full: Office) -> None:
    assert msgspec.to_builtins(ledger.verify(full.store)) == {"events": 4, "chains": 1, "aside": 0, "faults": ()}
