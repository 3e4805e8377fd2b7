"""Requests that come again: the same is done once; an id under which something else was done is refused, on every way in."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from appkit.clocks import now
from gatepass.covenant import Direction, VisitKind
from gatepass.events import Claimed, Scan
from gatepass.fevers import FeverEnd
from gatepass.wording import Refusal
from kiosk.bindings import bind
from kiosk.fevers import Closing, close
from kiosk.gate import Gate
from kiosk.link import Link
from kiosk.overrides import Waiver, override
from kiosk.passages import Attempt, claim, decide, identify, turn_away, undo
from kiosk.readings import Typed, reading, refer
from kiosk.registrations import Register
from kiosk.session import Session
from kiosk.shift import Shift
from kiosk.stamp import stamp
from kiosk.store import Store
from kiosk.visits import Form, check, sign_out
from kiosk.web import create_app
from tests.community import Clock, Community

PEOPLE = ("wang", "li", "revoked")


def attempt(store, community, who, celsius=None, **more):
    taken = reading(store, Typed(celsius), now()) if celsius else None
    return Attempt(identify(store, community.code(who)), Direction.IN, taken, "one", **more)


def claimed(store, door):
    return Attempt(claim(store, Form(name="王小㛃", door=door)), Direction.IN, None, "one", frozenset({"forgotten"}))


def courier(store, **typed):
    form = Form(**{"name": "张三", "phone": "13812345678", "temperature": "36.5", "door": "12-302", **typed})
    return check(VisitKind.COURIER, form, (), store.terms().doors)


def test_the_same_scan_twice_is_one_event(store, community, clock):
    asked, moment = attempt(store, community, "wang", "36.6"), stamp(store, clock())
    first, again = (decide(store, asked, moment) for _ in range(2))
    assert (first.event, len(store.recent(9))) == (again.event, 1)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(lambda store, own: attempt(store, own, "li", "36.6"), id="somebody else's pass"),
        pytest.param(lambda store, own: attempt(store, own, "wang", "39.1"), id="another reading"),
        pytest.param(lambda store, own: attempt(store, own, "wang"), id="no reading"),
        pytest.param(
            lambda store, own: replace(attempt(store, own, "wang", "36.6"), direction=Direction.OUT), id="the other way"
        ),
        pytest.param(
            lambda store, own: attempt(store, own, "wang", "36.6", confirmed=frozenset({"forgotten"})), id="an answer"
        ),
        pytest.param(lambda store, own: claimed(store, "12-302"), id="somebody without a card"),
    ],
)
@pytest.mark.parametrize("work", [decide, turn_away])
def test_a_scan_under_the_id_of_another_is_refused(store, community, clock, other, work):
    decide(store, attempt(store, community, "wang", "36.6"), stamp(store, clock()))
    with pytest.raises(Refusal, match="under the number of another record; it is not recorded"):
        work(store, other(store, community), stamp(store, clock()))
    assert len(store.recent(9)) == 1


@pytest.mark.parametrize(
    "work",
    [
        pytest.param(lambda store, scan, at: undo(store, scan, at, "one"), id="undo"),
        pytest.param(lambda store, scan, at: override(store, Waiver(scan, "急事"), at, "one"), id="override"),
        pytest.param(lambda store, scan, at: bind(store, scan, Form("甲", door="12-302"), at, "one"), id="bind"),
        pytest.param(lambda store, scan, at: close(store, Closing(scan, FeverEnd.FINE), at, "one"), id="close a fever"),
        pytest.param(lambda store, _, at: refer(store, Typed("36.5"), at, "one"), id="reference"),
        pytest.param(lambda store, _, at: Register(store).take(courier(store), at, "one"), id="register"),
        pytest.param(lambda store, _, at: sign_out(store, "1", at, "one"), id="sign out"),
        pytest.param(lambda store, _, at: decide(store, claimed(store, "12-302"), at), id="claim"),
        pytest.param(lambda store, _, at: Shift(store, Clock(at.at)).sign_off("", "one"), id="sign off"),
        pytest.param(lambda store, _, at: Shift(store, Clock(at.at)).join("王阿姨", "1234", "one"), id="sign on"),
    ],
)
def test_no_other_kind_of_request_is_taken_for_a_scan(store, community, clock, work):
    moment = stamp(store, clock())
    scan = decide(store, attempt(store, community, "wang", "36.6"), moment).event
    with pytest.raises(Refusal, match="under the number of another record"):
        work(store, scan, moment)
    assert [event.id for event in store.recent(9)] == [scan]


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param({"door": "1-101"}, id="another door"),
        pytest.param({"temperature": "36.6"}, id="another reading"),
        pytest.param({"phone": "13812345679"}, id="another phone"),
    ],
)
def test_a_form_that_was_changed_is_not_the_one_that_was_registered(store, clock, typed):
    moment = stamp(store, clock())
    first = Register(store).take(courier(store), moment, "one")
    assert Register(store).take(courier(store), moment, "one").event == first.event
    with pytest.raises(Refusal, match="under the number of another record"):
        Register(store).take(courier(store, **typed), moment, "one")


@dataclass(frozen=True)
class Done:
    """Something that the page sent: where to, what, and of whom that speaks."""

    path: str
    body: dict[str, object]


class OneGate(RuleBasedStateMachine):
    """A volunteer before a page that is never loaded anew, while the gate's program ends and starts again.

    The page is as simple as it can be: it knows its last board and who stands on it, and sends old requests again.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.community, self.clock = Community(), Clock()
        self.store = self.community.enrolled(Path(self.folder.name))
        self.sent: list[Done] = []
        self.may: set[tuple[str, float | None]] = set()
        self.begin()

    def begin(self) -> None:
        session, shift = Session(self.store, self.clock), Shift(self.store, self.clock)
        gate = Gate(Path(self.folder.name), self.store, session, (), Link(self.store, now), shift)
        self.page = create_app(gate).test_client()

    @rule(who=st.sampled_from(PEOPLE), number=st.integers(0, 999))
    def scan(self, who: str, number: int) -> None:
        self.clock.on(seconds=9)
        self.may.add((self.community.code(who).lookup, None))
        self.who = who
        self.send(Done("/scan", {"text": str(self.community.code(who)), "request": f"scan {number}"}))

    def board(self) -> dict[str, object]:
        return self.page.get("/board").json

    @rule(typed=st.sampled_from(("36.5", "36.6", "39.1")))
    def measure(self, typed: str) -> None:
        board = self.board()
        if board["phase"] == "asking":
            self.may.add((self.lookup_of(board), float(typed)))
        number = board["number"]
        self.send(Done("/temperature", {"screen": number, "typed": typed, "request": f"temperature {number}"}))

    @rule()
    def other_way(self) -> None:
        board = self.board()
        if board["shown"]:
            self.may.add((self.lookup_of(board), board["shown"]["celsius"]))
            self.may.add((self.lookup_of(board), None))
        number = board["number"]
        self.send(Done("/reverse", {"screen": number, "request": f"other way {number}"}))

    @rule()
    def undo(self) -> None:
        for passed in self.board()["recent"][:1]:
            self.send(Done("/undo", {"event": passed["event"], "request": f"undo {passed['event']}"}))

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = Store(Path(self.folder.name))
        self.begin()

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def again(self, data: st.DataObject) -> None:
        """An old request comes again; a scan may only be shown again, or be new where it was never recorded."""
        old = data.draw(st.sampled_from(self.sent))
        before = len(self.store.recent(1000))
        self.send(old)
        if old.path != "/scan":
            assert len(self.store.recent(1000)) == before or old.path == "/temperature"

    @rule(data=st.data(), who=st.sampled_from(PEOPLE))
    def under_an_old_id(self, data: st.DataObject, who: str) -> None:
        """What a faulty page did: the id of something else."""
        if self.sent:
            old = data.draw(st.sampled_from(self.sent))
            self.may.add((self.community.code(who).lookup, None))
            self.send(Done("/scan", {"text": str(self.community.code(who)), "request": old.body["request"]}))

    def send(self, done: Done) -> None:
        answer = self.page.post(done.path, json=done.body)
        assert answer.status_code in (200, 409)
        self.sent.append(done)
        if answer.status_code == 200 and (shown := answer.json["shown"]) and shown["event"]:
            self.shown_is_recorded(answer.json)

    def shown_is_recorded(self, board: dict[str, object]) -> None:
        """Whoever is shown with an event is the one of whom that event speaks, with that reading."""
        with self.store.writing() as ledger:
            event = ledger.event(board["shown"]["event"])
        assert event and isinstance(event.body, Scan | Claimed)
        assert (event.body.lookup, event.body.celsius) == (self.lookup_of(board), board["shown"]["celsius"])

    def lookup_of(self, board: dict[str, object]) -> str:
        serials = {"000017": "wang", "000024": "li", "000031": "revoked"}
        return self.community.code(serials[board["shown"]["serial"]]).lookup

    @invariant()
    def nobody_is_spoken_of_who_did_not_stand_there(self) -> None:
        bodies = [event.body for event in self.store.recent(1000)]
        assert {(body.lookup, body.celsius) for body in bodies if isinstance(body, Scan)} <= self.may

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


def test_the_ledger_never_speaks_of_somebody_who_did_not_stand_there():
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    plan = settings(max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=slow)
    run_state_machine_as_test(OneGate, settings=plan)
