"""What the office tells a gate of the others: as little as a verdict needs, in the order of receiving, from wherever a gate left off."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import msgspec
import pytest

from gatepass.case import Direction
from gatepass.events import FeverClosed, Judged, Override, Passage, Scan, Undo
from gatepass.fevers import FeverEnd
from gatepass.neighbours import Elsewhere, News, NewsRefused, asking, sign_news, verify_news
from gatepass.verdict import Outcome, Reason
from issuer.ledger import Upload, take
from issuer.neighbours import PAGE, Asked, news
from issuer.office import Office
from issuer.web import create_app
from tests.issuer.offices import AT, SimulatedGate
from tests.issuer.test_export import MASKED, WHOLE

DAY = 24
FEVER = Judged(Outcome.WAIT, Reason.FEVER, 1)


@pytest.fixture
def west(office: Office, gate: SimulatedGate) -> SimulatedGate:
    return SimulatedGate(office, "西门")


def sent(office: Office, gate: SimulatedGate, *lines: object) -> None:
    take(office.store, Upload(gate.id, office.keys.tag, [str(line) for line in lines], gate.epoch), AT)


def told(office: Office, gate: SimulatedGate, after: str = "", hours: int = DAY, now: datetime = AT) -> News:
    return news(office.store, Asked(gate.id, gate.epoch, hours, after), now)


def ids(told: News) -> list[str]:
    return [record.id for record in told.records]


def scanned(gate: SimulatedGate, count: int) -> list[object]:
    return [gate.write(gate.passing("000017")) for _ in range(count)]


def id_of(line: object) -> str:
    return str(msgspec.json.decode(line.text)["id"])  # type: ignore[attr-defined]


def test_a_gate_is_told_of_the_others_and_not_of_itself(office, gate, west):
    east_lines, west_lines = scanned(gate, 2), scanned(west, 1)
    sent(office, gate, *east_lines)
    sent(office, west, *west_lines)
    assert ids(told(office, west)) == [id_of(line) for line in east_lines]
    assert ids(told(office, gate)) == [id_of(line) for line in west_lines]


def test_nothing_is_told_of_visitors_and_nothing_that_is_sealed(office, gate, west):
    came = gate.write(gate.visiting(MASKED, WHOLE))
    let_in = gate.write(Override(id_of(came), Passage.IN, "they know him"))
    scan = gate.write(gate.passing("000017"))
    undone = gate.write(Undo(id_of(scan)))
    closed = gate.write(FeverClosed(id_of(scan), FeverEnd.HOME, b"sealed", b"sealed"))
    sent(office, gate, came, let_in, scan, undone, closed, gate.write(gate.passing()))
    at = [AT + timedelta(minutes=minutes) for minutes in (2, 3, 4)]
    lookup = office.keys.code("000017", 1).lookup
    assert told(office, west).records == (
        Elsewhere(id_of(scan), at[0], "东门", Passage.IN, lookup, None, 36.5),
        Elsewhere(id_of(undone), at[1], "东门", refers=id_of(scan)),
        Elsewhere(id_of(closed), at[2], "东门", fever=id_of(scan)),
    )


def test_a_high_reading_is_told_with_its_story(office, gate, west):
    lookup = office.keys.code("000017", 1).lookup
    first = gate.write(Scan(Direction.IN, FEVER, None, lookup, "", 38.1))
    again = gate.write(Scan(Direction.IN, FEVER, None, lookup, "", 38.2, fever=id_of(first)))
    sent(office, gate, first, again)
    assert [record.fever for record in told(office, west).records] == [id_of(first)] * 2


def test_page_after_page_nothing_is_left_out_and_nothing_comes_twice(office, gate, west):
    first = scanned(gate, PAGE - 1)
    sent(office, gate, *first)
    sent(office, west, *scanned(west, 2))
    late = scanned(gate, 2)
    sent(office, gate, *late)
    one = told(office, west)
    two = told(office, west, one.cursor)
    none = told(office, west, two.cursor)
    assert ids(one) + ids(two) == [id_of(line) for line in first + late]
    assert (one.more, two.more, none.records, none.cursor) == (True, False, (), two.cursor)


def test_a_gate_that_asks_while_two_others_send_at_once_misses_nothing(office, gate, west):
    north = SimulatedGate(office, "北门")
    batches = {each.id: [scanned(each, 10) for _ in range(6)] for each in (gate, west)}
    known, cursor = [], ""
    with ThreadPoolExecutor() as both:
        sending = [both.submit(sent_all, office, each, batches[each.id]) for each in (gate, west)]
        ended = False
        while not ended:
            ended = all(each.done() for each in sending)
            page = told(office, north, cursor)
            known, cursor = known + ids(page), page.cursor
        assert [each.result() for each in sending] == [None, None]
    assert sorted(known) == sorted(id_of(line) for each in batches.values() for batch in each for line in batch)


def sent_all(office: Office, gate: SimulatedGate, batches: list[list[object]]) -> None:
    for batch in batches:
        sent(office, gate, *batch)


def test_what_happened_long_ago_but_arrived_late_is_told_if_a_rule_still_looks_back_on_it(office, gate, west):
    known = scanned(west, 1)
    sent(office, west, *known)
    cursor = told(office, gate).cursor
    old, late = (west.write(west.passing("000017"), AT - timedelta(hours=hours)) for hours in (25, 23))
    sent(office, west, old, late)
    assert ids(told(office, gate, cursor)) == [id_of(late)]
    assert ids(told(office, gate, cursor, hours=26)) == [id_of(old), id_of(late)]


def test_nobody_is_told_of_more_than_the_longest_history(office, gate, west):
    sent(office, gate, gate.write(gate.passing("000017")))
    assert ids(told(office, west, hours=10**6, now=AT + timedelta(days=32))) == []


@pytest.mark.parametrize(
    "cursor",
    [
        pytest.param(
            "1.0000000000000000000000000000000000000000000000000000000000000000",
            id="another event stands there since a restore",
        ),
        pytest.param(
            "99999.0000000000000000000000000000000000000000000000000000000000000000",
            id="a restored office has fewer",
        ),
        pytest.param("²", id="no cursor at all"),
        pytest.param("9" * 30, id="a number that is none"),
    ],
)
def test_a_cursor_that_is_not_so_any_more_begins_again(office, gate, west, cursor):
    lines = scanned(gate, 2)
    sent(office, gate, *lines)
    assert ids(told(office, west, cursor)) == [id_of(line) for line in lines]


def test_a_former_kiosk_s_chain_is_told_to_the_one_in_its_place(office, gate):
    lines = scanned(gate, 1)
    sent(office, gate, *lines)
    gate.epoch = "another"
    assert ids(told(office, gate)) == [id_of(line) for line in lines]


def test_only_a_gate_of_the_office_is_answered_and_the_answer_is_signed_for_its_question(office, gate, west):
    sent(office, west, *scanned(west, 1))
    client, path = create_app(office, lambda: AT).test_client(), asking("", timedelta(hours=DAY), gate.epoch)
    assert client.get(path).status_code == 401
    answer = client.get(path, headers=gate.signature("GET", path)).data
    assert len(verify_news(answer, office.keys.signing_public, gate.id, path).records) == 1
    for other in ((west.id, path), (gate.id, path + "&after=1")):
        with pytest.raises(NewsRefused):
            verify_news(answer, office.keys.signing_public, *other)


def test_news_of_a_newer_version_are_refused_in_words(office):
    signed = sign_news("newer", office.keys.signing, "gate", "path")
    with pytest.raises(NewsRefused, match="newer version"):
        verify_news(signed, office.keys.signing_public, "gate", "path")
