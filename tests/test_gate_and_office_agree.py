"""Whatever comes to two gates, with a card or without one: the office's replay of the covenants in force ends every passage as they did."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import Phase, settings
from hypothesis import given as given_by
from hypothesis import strategies as st

from gatepass.case import Direction, Outcome, Reading, Reason, Site, VisitKind
from gatepass.covenant import Covenant, TemperatureRule, VisitRule
from gatepass.fevers import FeverEnd
from gatepass.kinds import (
    Confirm,
    DoubtfulClock,
    Forgotten,
    Gates,
    Hours,
    Quarantine,
    Quota,
    SameWay,
    Stale,
    Then,
    Who,
)
from gatepass.kinds.quota import Per
from gatepass.neighbours import sign_news
from gatepass.passbook import Head, head_of, read_body
from gatepass.passes import Status
from gatepass.people import Door
from gatepass.wording import Refusal
from issuer import marks
from issuer.issuing import add_spares
from issuer.ledger import Upload, take
from issuer.neighbours import Asked, news
from issuer.office import Office
from issuer.passbooks import edition
from issuer.replaying import replay_draft
from issuer.store import Span, Whom
from kiosk.bindings import bind
from kiosk.fevers import Closing, close
from kiosk.neighbours import learn
from kiosk.overrides import Waiver, override
from kiosk.passages import Attempt, Decision, Presentation, claim, decide, identify, turn_away, undo
from kiosk.registrations import Register
from kiosk.stamp import Stamp, stamp
from kiosk.store import ClockCheck, Gate, Store
from kiosk.visits import Form, check
from tests.issuer.offices import A_YEAR, ACT, AT, TODAY, SimulatedGate, copied, founded, issued_to, resident


@dataclass(frozen=True)
class Step:
    """Somebody comes to a gate; `who` has a card (a number), says a door, shows the spare, or is a courier.

    `minutes` after the one before; `says` is the answer to the first question that is asked; `then` what follows: nothing, an undo, an
    override, or both, or what became of somebody with a high temperature. `fresh`: the gate has just heard from the office.
    """

    gate: int
    who: int | str
    way: Direction
    minutes: int
    says: bool = True
    then: str = ""
    celsius: float | None = None
    fresh: bool = True
    doubtful: bool = False
    site: Site = Site.FOREHEAD


def mostly(usual: object, *others: object) -> st.SearchStrategy:  # type: ignore[type-arg]
    """One of them, most often the first."""
    return st.sampled_from((usual,) * 3 + others)


STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from((0, 1)),
        st.sampled_from((1, 2, 3, "12-302", "1-101", "spare", "courier")),
        st.sampled_from(Direction),
        st.sampled_from((1, 5, 90, 14 * 60)),
        mostly(True, False),
        mostly("", "undo", "override", "override, undo", "undo, override", "end"),
        mostly(36.5, None, 37.5, 38.4, 34.0),
        mostly(True, False),
        mostly(False, True),
        mostly(Site.FOREHEAD, Site.WRIST),
    ),
    max_size=12,
)
HOT = st.lists(
    st.builds(
        Step,
        st.sampled_from((0, 1)),
        st.sampled_from((1, 1, 2, "12-302")),
        st.sampled_from(Direction),
        st.sampled_from((0, 1, 9, 11, 90)),
        then=mostly("", "undo", "end"),
        celsius=st.sampled_from((None, 36.4, 37.8, 37.8, 34.0)),
        site=st.sampled_from((Site.FOREHEAD, Site.WRIST)),
    ),
    max_size=12,
)
TEMPERATURES = st.builds(
    TemperatureRule,
    directions=st.sampled_from(((Direction.IN,), tuple(Direction))),
    another=st.booleans(),
    tries=st.sampled_from((2, 3)),
    fresh_minutes=st.sampled_from((0, 60)),
    gap_seconds=st.sampled_from((0, 5)),
)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
THEN = st.sampled_from(Then)
RULES = st.lists(
    st.one_of(
        st.sampled_from(
            (
                Quota(who=Who(but_marks=("work",))),
                Quota(outings=2, days=3, hours_out=2),
                Quota(days=2, per=Per.PERSON),
                Quota(days=2, then=Then.ASK),
                Quarantine(),
                SameWay(),
                SameWay(then=Then.ASK),
                Confirm("mask", "口罩？", "mask?", directions=tuple(Direction)),
                Gates(("西门",), directions=(Direction.OUT,), hours=Hours(time(6), time(20))),
            )
        ),
        st.builds(Stale, st.just(12), THEN),
        st.builds(DoubtfulClock, THEN),
    ),
    max_size=4,
    unique_by=type,
)
COVENANTS = st.builds(
    lambda then, rules, temperature, override, visits: Covenant(
        "同", override=override, temperature=temperature, visits=visits, rules=(Forgotten(then), *rules)
    ),
    mostly(Then.ASK, Then.REFER),
    RULES,
    st.none() | TEMPERATURES,
    mostly(True, False),
    mostly((VisitRule(VisitKind.COURIER, hours=Hours(time(8), time(18))),), ()),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with three residents of whom one goes to work and one household will be in quarantine; examples work on copies."""
    office = founded(tmp_path_factory.mktemp("made") / "office")
    issued_to(office, resident("12-302", "王甲"), resident("12-302", "王乙"), resident("1-101", "李丙"))
    add_spares(office.store, 1, A_YEAR, ACT)
    marks.mark(office.store, [Whom(resident=1)], "work", Span(TODAY, TODAY), ACT)
    marks.mark(office.store, [Whom(door=Door(1, 101))], "quarantine", Span(TODAY + timedelta(days=1)), ACT)
    office.store.close()
    return office.folder


@contextmanager
def gate_of(office: Office, covenant: Covenant, folder: Path, name: str) -> Iterator[Store]:
    """A kiosk that the office has taken in, with its passbook."""
    simulated, keys, kiosk = SimulatedGate(office, name), office.keys, Store(folder)
    public = keys.signing_public, keys.desk_public, keys.manager_public
    private = simulated.private_key.private_bytes_raw()
    kiosk.begin_enrolment(Gate(simulated.id, name, keys.tag, "http://127.0.0.1:9", *public, private, simulated.epoch))
    kiosk.end_enrolment()
    given(office, covenant, kiosk, AT)
    yield kiosk
    kiosk.close()


@settings(max_examples=25, deadline=None, phases=PHASES)
@given_by(COVENANTS, COVENANTS, STEPS)
def test_the_covenants_that_were_in_force_run_over_what_happened_end_nothing_otherwise(
    made: Path, first: Covenant, second: Covenant, steps: list[Step]
) -> None:
    agree(made, first, second, steps)


@settings(max_examples=15, deadline=None, phases=PHASES)
@given_by(TEMPERATURES, HOT)
def test_the_rule_of_temperatures_run_over_what_was_read_ends_nothing_otherwise(
    made: Path, temperature: TemperatureRule, steps: list[Step]
) -> None:
    covenant = Covenant("同", rules=(Forgotten(Then.ASK),), temperature=temperature)
    agree(made, covenant, covenant, steps)


def agree(made: Path, first: Covenant, second: Covenant, steps: list[Step]) -> None:
    """Two gates go through these steps, the second covenant being in force from the second day on, and the office replays both."""
    with TemporaryDirectory() as name:
        office = copied(made, Path(name, "office"))
        with (
            gate_of(office, first, Path(name, "east"), "东门") as east,
            gate_of(office, first, Path(name, "west"), "西门") as west,
        ):
            recorded = Days(office, (Side(east), Side(west)), second).come(steps)
        periods = (first, (TODAY, TODAY)), (second, (TODAY + timedelta(days=1), TODAY + timedelta(days=20)))
        reports = [replay_draft(office.store, office.keys, covenant, days) for covenant, days in periods]
        office.store.close()
    assert [(report.otherwise, report.fell_away, report.examples) for report in reports] == [(0, 0, ())] * 2
    assert sum(report.judged + report.not_judged for report in reports) == recorded


@dataclass
class Side:
    """A gate, and its register of those without a pass."""

    kiosk: Store
    register: Register = field(init=False)

    def __post_init__(self) -> None:
        self.register = Register(self.kiosk)


@dataclass
class Days:
    """An office, its two gates, and what happens there; from the second day on the second covenant is in force."""

    office: Office
    sides: tuple[Side, Side]
    second: Covenant
    moment: datetime = AT
    changed: bool = False

    def come(self, steps: list[Step]) -> int:
        """Somebody comes, step by step, and both gates learn of it; how many passages were recorded that a covenant speaks of."""
        kiosks = (self.sides[0].kiosk, self.sides[1].kiosk)
        recorded = 0
        for step in steps:
            self.moment += timedelta(minutes=step.minutes, seconds=1)  # nobody is at two gates at once
            self._hear(step)
            side = self.sides[step.gate]
            recorded += self._courier(side, step) if step.who == "courier" else self._resident(side, step)
            synchronised(self.office, kiosks, self.moment)
        return recorded

    def _hear(self, step: Step) -> None:
        """The gates hear from the office, or only that their clocks are right or not."""
        begins = not self.changed and self.moment.date() > TODAY
        for side in self.sides:
            if begins:
                given(self.office, self.second, side.kiosk, self.moment)
            elif step.fresh:
                side.kiosk.confirm_passbook(heads(self.office, self.moment))
            side.kiosk.note_clock(ClockCheck(3600.0 * step.doubtful, self.moment, None))
        self.changed = self.changed or begins

    def _stamp(self, side: Side) -> Stamp:
        return stamp(side.kiosk, self.moment)

    def _resident(self, side: Side, step: Step) -> int:
        shown = self._shown(side.kiosk, step)
        reading = None if step.celsius is None else Reading(step.celsius, self.moment, step.site)
        attempt = Attempt(shown, step.way, reading)
        for _ in range(6):
            decision = decide(side.kiosk, attempt, self._stamp(side))
            if decision.event:
                break
            if decision.verdict.outcome is Outcome.MEASURE:
                attempt = replace(attempt, reading=Reading(36.4, self.moment))
                continue
            if not step.says:
                decision = turn_away(side.kiosk, attempt, self._stamp(side))
                break
            attempt = replace(attempt, confirmed=attempt.confirmed | {decision.verdict.question})
        if decision.event is None:
            return 0
        self._corrected(side.kiosk, decision, step)
        return int(decision.verdict.reason is not Reason.SPARE)

    def _shown(self, kiosk: Store, step: Step) -> Presentation:
        """What is held up or said; the spare is given to 12号302室 by the gate that sees it first, and by no other."""
        match step.who:
            case "spare":
                serial = next(each.issued.serial for each in self.office.store.holdings() if not each.issued.holder)
                return self._spare(kiosk, str(self.office.keys.code(serial, 1)), step)
            case str(door):
                return claim(kiosk, Form(name="王丁", door=door))
            case holder:
                serials = {each.issued.holder: each.issued.serial for each in self.office.store.holdings()}
                return identify(kiosk, str(self.office.keys.code(serials[holder], 1)))

    def _spare(self, kiosk: Store, code: str, step: Step) -> Presentation:
        shown = identify(kiosk, code)
        if kiosk is self.sides[0].kiosk and getattr(shown.presented, "status", None) is Status.SPARE:
            given_to = decide(kiosk, Attempt(shown, step.way), stamp(kiosk, self.moment))
            bind(kiosk, given_to.event or "", Form(name="王戊", door="12-302"), stamp(kiosk, self.moment), None)
        return identify(kiosk, code)

    def _courier(self, side: Side, step: Step) -> int:
        form = Form(name="赵己", phone="13800000000", temperature=str(step.celsius or ""))
        visit = check(VisitKind.COURIER, form, (), ())
        for _ in range(6):
            taken = side.register.take(visit, self._stamp(side), None)
            if taken.event or taken.verdict.outcome is Outcome.MEASURE:
                break
            if not step.says:
                taken = side.register.turn_away(visit, self._stamp(side), None)
                break
            visit = replace(visit, confirmed=visit.confirmed | {taken.verdict.question})
        return int(taken.event is not None)

    def _corrected(self, kiosk: Store, decision: Decision, step: Step) -> None:
        """What can be undone, overridden or ended is."""
        event, moment = decision.event or "", stamp(kiosk, self.moment)
        for what in filter(None, step.then.split(", ")):
            with suppress(Refusal):
                if what == "undo":
                    undo(kiosk, event, moment, None)
                elif what == "override":
                    override(kiosk, Waiver(event, "急事"), moment, None)
                else:
                    close(kiosk, Closing(decision.fever or "", FeverEnd.HOME), moment, None)


def given(office: Office, covenant: Covenant, kiosk: Store, at: datetime) -> None:
    """A gate gets a passbook with this covenant."""
    made = edition(office.store, office.keys, covenant, at)
    head = head_of(made.body, office.keys.tag, made.number, at)
    kiosk.take_passbook(head, read_body(head, made.body))


def heads(office: Office, at: datetime) -> Head:
    """The head of the passbook that the gates have, dated anew."""
    number, _ = office.store.last_passbook()
    return head_of(b"", office.keys.tag, number, at)


def synchronised(office: Office, kiosks: tuple[Store, Store], at: datetime) -> None:
    """Both gates send what they have and learn what they have not, by the functions at both ends of the line."""
    for kiosk in kiosks:
        gate = kiosk.gate()
        lines = [str(line) for line in kiosk.unsent(gate.epoch, kiosk.received(), 100)]
        kiosk.note_received(take(office.store, Upload(gate.id, office.keys.tag, lines, gate.epoch), at).upto)
    for kiosk in kiosks:
        learn(kiosk, partial(answer, office, kiosk.gate(), at))


def answer(office: Office, gate: Gate, at: datetime, path: str) -> bytes:
    """What the office answers when it is asked for news."""
    told = {key: value for key, (value,) in parse_qs(urlsplit(path).query).items()}
    asked = Asked(gate.id, told["epoch"], int(told["hours"]), told.get("after", ""))
    return sign_news(news(office.store, asked, at), office.keys.signing, gate.id, path)
