"""Whatever comes to two gates, with a card or without one: the office's replay of the same covenant ends every passage as they did."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepass.case import Direction, Outcome, Reading, Site
from gatepass.covenant import Covenant
from gatepass.fevers import FeverEnd
from gatepass.kinds import Forgotten, Quarantine, Quota, SameWay, TemperatureRule, Then, Who
from gatepass.kinds.quota import Per
from gatepass.neighbours import sign_news
from gatepass.passbook import head_of, read_body
from gatepass.people import Door
from issuer import marks
from issuer.ledger import Upload, take
from issuer.neighbours import Asked, news
from issuer.office import Office
from issuer.passbooks import edition
from issuer.replaying import replay_draft
from issuer.store import Span, Whom
from kiosk.fevers import Closing, close
from kiosk.neighbours import learn
from kiosk.passages import Attempt, claim, decide, identify, undo
from kiosk.stamp import stamp
from kiosk.store import Gate, Store
from kiosk.visits import Form
from tests.issuer.offices import ACT, AT, TODAY, SimulatedGate, copied, founded, issued_to, resident

Taken = tuple[float, Site] | None
Step = tuple[int, int | str, Direction, int, bool, Taken]
"""At which gate, who, which way, how many minutes after the one before, whether they stay after all, how hot they were.

Who is measured and stays is looked after: somebody says what became of them.
"""

STEPS = st.lists(
    st.tuples(
        st.sampled_from((0, 1)),
        st.sampled_from((1, 2, 3, "12-302", "1-101")),
        st.sampled_from(Direction),
        st.sampled_from((5, 90, 14 * 60)),
        st.sampled_from((False, False, False, True)),
        st.none(),
    ),
    max_size=12,
)
MEASURED = st.lists(
    st.tuples(
        st.sampled_from((0, 1)),
        st.sampled_from((1, 1, 2, "12-302")),
        st.sampled_from(Direction),
        st.sampled_from((0, 1, 9, 11, 90)),
        st.sampled_from((False, False, True)),
        st.none() | st.tuples(st.sampled_from((36.4, 37.8, 37.8, 34.0)), st.sampled_from((Site.FOREHEAD, Site.WRIST))),
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
RULES = st.lists(
    st.sampled_from(
        (
            Quota(who=Who(but_marks=("work",))),
            Quota(outings=2, days=3, hours_out=2),
            Quota(days=2, per=Per.PERSON),
            Quarantine(),
            SameWay(),
            SameWay(then=Then.ASK),
        )
    ),
    max_size=3,
    unique_by=type,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with three residents of whom one goes to work and one household will be in quarantine; examples work on copies."""
    office = founded(tmp_path_factory.mktemp("made") / "office")
    issued_to(office, resident("12-302", "王甲"), resident("12-302", "王乙"), resident("1-101", "李丙"))
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
    made = edition(office.store, keys, covenant, AT)
    head = head_of(made.body, keys.tag, made.number, AT)
    kiosk.take_passbook(head, read_body(head, made.body))
    yield kiosk
    kiosk.close()


@settings(max_examples=30, deadline=None)
@given(RULES, STEPS)
def test_the_same_covenant_run_over_what_happened_ends_nothing_otherwise(
    made: Path, rules: list[object], steps: list[Step]
) -> None:
    agree(made, Covenant("同", rules=(Forgotten(Then.ASK), *rules)), steps)  # type: ignore[arg-type]


@settings(max_examples=20, deadline=None)
@given(TEMPERATURES, MEASURED)
def test_the_same_rule_of_temperatures_run_over_what_was_read_ends_nothing_otherwise(
    made: Path, temperature: TemperatureRule, steps: list[Step]
) -> None:
    agree(made, Covenant("同", rules=(Forgotten(Then.ASK),), temperature=temperature), steps)


def agree(made: Path, covenant: Covenant, steps: list[Step]) -> None:
    """Two gates go through these steps, and the office's replay of the same covenant ends each as they did."""
    with TemporaryDirectory() as name:
        office = copied(made, Path(name, "office"))
        with (
            gate_of(office, covenant, Path(name, "east"), "东门") as east,
            gate_of(office, covenant, Path(name, "west"), "西门") as west,
        ):
            came(office, (east, west), steps)
        report = replay_draft(office.store, office.keys, covenant, (TODAY, TODAY + timedelta(days=20)))
        office.store.close()
    assert (report.judged + report.fell_away, report.otherwise, report.examples) == (len(steps), 0, ())


def came(office: Office, kiosks: tuple[Store, Store], steps: list[Step]) -> None:
    """Holders of cards and people who say a door come one after the other, to either gate; every question is answered with yes."""
    serials = {each.issued.holder: each.issued.serial for each in office.store.holdings()}
    moment = AT
    for place, who, way, minutes, stays, taken in steps:
        kiosk = kiosks[place]
        moment += timedelta(minutes=minutes)
        shown = (
            claim(kiosk, Form(name="王丁", door=who))
            if isinstance(who, str)
            else identify(kiosk, str(office.keys.code(serials[who], 1)))
        )
        confirmed, reading = frozenset({"forgotten"}), Reading(taken[0], moment, taken[1]) if taken else None
        decision = decide(kiosk, Attempt(shown, way, reading, confirmed=confirmed), stamp(kiosk, moment))
        while decision.event is None:
            confirmed |= {decision.verdict.question}
            if decision.verdict.outcome is Outcome.MEASURE:
                reading = Reading(36.4, moment)
            decision = decide(kiosk, Attempt(shown, way, reading, confirmed=confirmed), stamp(kiosk, moment))
        if stays and decision.passage:
            undo(kiosk, decision.event, stamp(kiosk, moment + timedelta(minutes=1)), None)
        elif stays and decision.fever in {each.id for each in kiosk.fevers()}:
            close(kiosk, Closing(decision.fever, FeverEnd.HOME), stamp(kiosk, moment), None)
        synchronised(office, kiosks, moment)


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
