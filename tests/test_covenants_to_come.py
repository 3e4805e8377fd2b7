"""A covenant adopted for a time to come is at the gates before that time, and they change to it by themselves, as the office does."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from appkit.clocks import PcClock, now
from appkit.web import Server
from gatepass.case import Direction, Reading
from gatepass.covenant import Covenant
from gatepass.passbook import head_of, read_body
from gatepass.passes import Validity
from gatepass.succession import in_force_at, taken_over_from, to_come_after
from gatepass.wording import Language
from issuer import gates, marks
from issuer.gates import Application
from issuer.issuing import issue
from issuer.marks import heard_of
from issuer.office import Office, adopt, today, withdraw
from issuer.passbooks import Press, edition
from issuer.store import Act, Span, Whom
from issuer.web import create_app
from kiosk.gate import Gate as RunningGate
from kiosk.link import Link
from kiosk.passages import Attempt, identify, try_out
from kiosk.session import Session
from kiosk.shift import Shift
from kiosk.stamp import stamp
from kiosk.store import Gate, Store
from kiosk.sync import enrol, synchronise
from kiosk.web.boards import board
from tests.issuer.offices import AT, founded, issued_to, resident, take_in
from tests.patience import becomes

OPEN = b'name = "\xe5\xbc\x80"\n'
SHUT = """
name = "宵禁"
english = "Curfew"
[[closed]]
begin = 22:00:00
end = 05:00:00
""".encode()
ASKS_FOR_A_LIST = """
name = "名单"
[[rules]]
kind = "listed"
marks = ["重点人员"]
zh = "请走南门"
en = "by the south gate"
""".encode()


def done(why: str, at: datetime) -> Act:
    return Act(at, "李主任", why)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = founded(tmp_path / "office")
    yield made
    made.store.close()


Plan = tuple[int, int, bool]
"""How many minutes after the act before, how many minutes until it begins, and whether the newest to come is withdrawn instead."""

PLANS = st.lists(st.tuples(st.sampled_from((0, 1, 30)), st.sampled_from((0, 1, 30, 31, 60)), st.booleans()), max_size=6)
MINUTES = st.integers(0, 130)


def covenants(plan: list[Plan]) -> tuple[list[Covenant], datetime]:
    """The versions that stand after a plan, and when the last was decided."""
    at, standing = AT, [Covenant("第一", version=1, in_force_from=AT)]
    for version, (after, until, withdraws) in enumerate(plan, start=2):
        at += timedelta(minutes=after)
        coming = [each for each in standing if each.in_force_from > at]
        if withdraws and coming:
            standing.remove(coming[-1])
        else:
            standing.append(Covenant(f"{version}", version=version, in_force_from=at + timedelta(minutes=until)))
    return standing, at


@given(PLANS, MINUTES, MINUTES)
def test_whatever_was_adopted_and_withdrawn_the_gate_goes_by_what_the_office_holds_in_force(plan, fetched, later):
    standing, at = covenants(plan)
    fetched_at = at + timedelta(minutes=fetched)
    held = (in_force_at(standing, fetched_at), *to_come_after(standing, fetched_at))
    moment = fetched_at + timedelta(minutes=later)
    # Written out a second way: the office's rule as DESIGN.md has it, the latest begin, of two the later version.
    begun = sorted((each.in_force_from, each.version) for each in standing if each.in_force_from <= moment)
    assert in_force_at(held, moment).version == in_force_at(standing, moment).version == begun[-1][1]


def test_the_same_through_the_files_of_office_and_gate(office, tmp_path):
    at = now()
    for after, until, withdraws in ((0, 60, False), (1, 30, False), (1, 60, False), (1, 59, False), (0, 0, True)):
        at += timedelta(minutes=after)
        if withdraws:
            withdraw(office.store, str(office.store.covenants_waiting(at)[-1].version), done("不要了", at))
        else:
            adopt(office.store, OPEN, at + timedelta(minutes=until), done("要", at))
    with closing(taken(office, tmp_path / "gate", at)) as store:
        for moment in (at + timedelta(minutes=minutes) for minutes in range(0, 90, 5)):
            assert stamp(store, moment).covenant == office.store.covenant_in_force(moment)
            assert store.terms().at(moment).to_come == office.store.covenants_to_come(moment)
        assert [each.version for each in store.terms().covenants] == [1, 3, 2, 4]


def taken(made: Office, folder: Path, at: datetime) -> Store:
    """A gate's file with the office's passbook of a moment."""
    store, keys = Store(folder), made.keys
    private = Ed25519PrivateKey.generate().private_bytes_raw()
    gate = Gate(
        str(uuid4()), "东门", keys.tag, "http://127.0.0.1:9", keys.signing_public, b"", b"", private, str(uuid4())
    )
    store.begin_enrolment(gate)
    store.end_enrolment()
    current = edition(made.store, keys, made.store.covenant_in_force(at), at)
    head = head_of(current.body, keys.tag, current.number, at)
    store.take_passbook(head, read_body(head, current.body))
    return store


@pytest.mark.parametrize(
    ("versions", "own", "before"),
    [
        pytest.param(((1, 0), (2, 60)), 2, 1, id="one to come: the one in force"),
        pytest.param(((1, 0), (2, 60), (3, 10)), 2, 3, id="adopted before, but begins after"),
        pytest.param(((1, 0), (2, 60), (3, 10)), 3, 1, id="not the version before it, which was never in force"),
        pytest.param(((1, 0), (2, 60), (3, 60)), 3, 1, id="of the same time as one that will never be"),
        pytest.param(((1, 0), (2, 60)), 1, None, id="the first"),
        pytest.param(((1, 0),), 1, None, id="the only one"),
    ],
)
def test_a_version_takes_over_from_the_one_in_force_until_then(versions, own, before):
    found = {
        version: Covenant("x", version=version, in_force_from=AT + timedelta(minutes=minutes))
        for version, minutes in versions
    }
    taken_over = taken_over_from(tuple(found.values()), found[own])
    assert (taken_over and taken_over.version) == before


class ProgramBefore(msgspec.Struct, frozen=True, omit_defaults=True):
    """The passbook as the program before this one reads it."""

    community: str
    covenant: Covenant
    doors: tuple[str, ...]


def test_a_gate_of_the_program_before_reads_the_rest_and_nothing_is_said_where_nothing_is_to_come(office):
    at = now()
    plain = Press(office.store, office.keys).current(at).body
    adopt(office.store, SHUT, at + timedelta(days=1), done("宵禁", at))
    body = Press(office.store, office.keys).current(at).body
    assert (b"to_come" in plain, b"to_come" in body) == (False, True)
    assert msgspec.json.decode(body, type=ProgramBefore).covenant == office.store.covenant_in_force(at)


def test_the_lists_of_rules_to_come_are_at_the_gates_with_them(office):
    issued_to(office, resident("12-302", "王甲"))
    at = now()
    marks.mark(office.store, (Whom(resident=1),), "重点人员", Span(at.date(), None), done("名单", at))
    assert heard_of(office.store, at) == frozenset()
    version = adopt(office.store, ASKS_FOR_A_LIST, at + timedelta(days=1), done("名单", at)).version
    (entry,) = decoded(office, at).entries
    assert (heard_of(office.store, at), [mark.name for mark in entry.listed]) == ({"重点人员"}, ["重点人员"])
    withdraw(office.store, str(version), done("不要了", at))
    (entry,) = decoded(office, at).entries
    assert (heard_of(office.store, at), entry.listed) == (frozenset(), ())


def decoded(office: Office, at: datetime):
    current = Press(office.store, office.keys).current(at)
    return read_body(head_of(current.body, office.keys.tag, current.number, at), current.body)


@pytest.fixture
def line(office: Office, tmp_path: Path) -> Iterator[Store]:
    """A gate that the office has taken in over HTTP."""
    take_in(office, resident("12-302", "王甲"))
    issue(
        office.store,
        Validity(today(office) - timedelta(days=9), today(office) + timedelta(days=9)),
        done("发证", now()),
    )
    server = Server(create_app(office, now), "127.0.0.1", 0)
    server.start()
    with closing(Store(tmp_path / "gate")) as store:
        enrol(store, gates.enrol(office.store, office.keys, Application("东门", server.url, again=False), now()))
        yield store
    server.stop()


def test_over_http_a_gate_closes_at_its_minute_though_its_line_is_down_by_then(office, line):
    begins = (now() + timedelta(days=2)).replace(hour=13, minute=0)  # 21:00 in Shanghai, and closed from 22:00
    adopt(office.store, SHUT, begins, done("宵禁", now()))
    synchronise(line)
    night = begins.replace(hour=15)
    outcomes = [
        try_out(line, shown(office, line, at), stamp(line, at)).verdict.reason
        for at in (night - timedelta(days=1), begins - timedelta(minutes=1), begins, night)
    ]
    assert outcomes == ["fine", "fine", "fine", "closed_hours"]
    withdraw(office.store, "2", done("不封了", now()))
    assert stamp(line, night).covenant.name == "宵禁"
    synchronise(line)
    assert (stamp(line, night).covenant.version, line.terms().to_come) == (1, ())


def shown(office: Office, store: Store, at: datetime) -> Attempt:
    (holding,) = office.store.holdings()
    code = office.keys.code(holding.issued.serial, holding.issued.issue)
    return Attempt(identify(store, str(code)), Direction.IN, Reading(36.5, at))


def test_the_open_page_says_what_comes_and_follows_at_its_time(office, line, tmp_path):
    begins = now() + timedelta(seconds=1.5)
    adopt(office.store, SHUT, begins, done("宵禁", now()))
    synchronise(line)
    gate = RunningGate(tmp_path / "gate", line, Session(line, PcClock()), (), Link(line, now), Shift(line, PcClock()))
    before = board(gate, gate.session.screen(), Language.EN)
    told = begins.astimezone(line.terms().local)
    assert before.lights.coming.words == f"New rules from {told:%m-%d %H:%M}: version 2, “Curfew”"
    assert [each.admitted for each in before.needs] == [True] * len(before.needs)
    assert becomes(lambda: not any(each.admitted for each in board(gate, gate.session.screen(), Language.EN).needs))
    assert board(gate, gate.session.screen(), Language.EN).lights.coming is msgspec.UNSET
