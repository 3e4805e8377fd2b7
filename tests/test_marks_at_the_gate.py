"""From a mark in the office's store to a verdict at a gate: passbook signed, taken by a kiosk's store, judged by the kiosk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gatepass.case import Direction, Outcome, Reading, Reason, VisitKind
from gatepass.covenant import Covenant, parse_covenant
from gatepass.passbook import head_of, read_body, sign_head, verify_head
from gatepass.people import Door
from issuer import cars, importing, marks
from issuer.cars import Typed
from issuer.issuing import issue
from issuer.office import Office, adopt
from issuer.passbooks import Press, edition
from issuer.store import Span, Whom
from kiosk.passages import Attempt, Decision, decide, identify
from kiosk.registrations import Register
from kiosk.stamp import stamp
from kiosk.store import Gate, Store
from kiosk.visits import Form, check
from tests.issuer.offices import A_YEAR, ACT, AT, TODAY, copied, founded, issued_to, resident

IN, OUT = Direction
WANGS = Door(12, 302)
RULES = """
name = "测试"
override = true
[[visits]]
kind = "courier"
required = ["door"]
[[rules]]
kind = "listed"
marks = ["returnee", "重点人员"]
zh = "请走南门，登记后放行"
en = "by the south gate, after registering"
[[rules]]
kind = "quarantine"
[[rules]]
kind = "quota"
days = 2
who = {but_marks = ["work", "medical"]}
"""


@dataclass
class Community:
    """An office and the kiosk of one of its gates."""

    office: Office
    kiosk: Store
    covenant: Covenant
    serials: tuple[str, ...]  # of the people in the order of their ids, which begin at 1

    def mark(self, name: str, *whom: Whom, since: date = TODAY, until: date | None = None) -> int:
        """Marks people; the gate hears of it."""
        marks.mark(self.office.store, whom, name, Span(since, until), ACT)
        self.hear(AT)
        return self.office.store.markings()[-1].id

    def hear(self, at: datetime) -> None:
        """The gate takes the office's passbook of this moment, signed, over the same bytes as over a line."""
        keys = self.office.keys
        made = edition(self.office.store, keys, self.covenant, at)
        signed = sign_head(head_of(made.body, keys.tag, made.number, at), keys.signing)
        head = verify_head(signed, keys.signing_public)
        self.kiosk.take_passbook(head, read_body(head, made.body))

    def comes(self, who: int, way: Direction = OUT, at: datetime = AT) -> Decision:
        """A holder's card is held up."""
        code = self.office.keys.code(self.serials[who], 1)
        attempt = Attempt(identify(self.kiosk, str(code)), way, Reading(36.5, at))
        return decide(self.kiosk, attempt, stamp(self.kiosk, at))

    def ends(self, who: int, way: Direction = OUT, at: datetime = AT) -> tuple[Outcome, Reason]:
        """How it ends for a holder."""
        verdict = self.comes(who, way, at).verdict
        return verdict.outcome, verdict.reason


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with three residents and their passes, made once; tests work on copies."""
    office = founded(tmp_path_factory.mktemp("made") / "office")
    issued_to(office, resident("12-302", "王甲"), resident("12-302", "王乙"), resident("1-101", "李丙"))
    office.store.close()
    return office.folder


@pytest.fixture
def community(made: Path, tmp_path: Path) -> Iterator[Community]:
    office = copied(made, tmp_path / "office")
    of = {each.issued.holder: each.issued.serial for each in office.store.holdings()}
    serials = of[1], of[2], of[3]
    keys, kiosk = office.keys, Store(tmp_path / "gate")
    private = Ed25519PrivateKey.generate().private_bytes_raw()
    public = keys.signing_public, keys.desk_public, keys.manager_public
    kiosk.begin_enrolment(Gate(str(uuid4()), "东门", keys.tag, "http://127.0.0.1:9", *public, private, str(uuid4())))
    kiosk.end_enrolment()
    community = Community(office, kiosk, parse_covenant(RULES.encode()), serials)
    community.hear(AT)
    yield community
    kiosk.close()
    office.store.close()


FINE = (Outcome.ADMIT, Reason.FINE)
IN_QUARANTINE = (Outcome.REFER, Reason.QUARANTINE)
USED = (Outcome.REFUSE, Reason.QUOTA_USED)


def test_a_household_in_quarantine_goes_out_only_by_the_person_on_duty_and_comes_home(community: Community) -> None:
    community.mark("quarantine", Whom(door=WANGS), until=TODAY + timedelta(days=13))
    assert [community.ends(who) for who in (0, 1, 2)] == [IN_QUARANTINE, IN_QUARANTINE, FINE]
    assert community.ends(0, IN) == FINE


def test_a_person_in_quarantine_alone_leaves_the_household_free(community: Community) -> None:
    community.mark("quarantine", Whom(resident=1))
    assert [community.ends(who) for who in (0, 1)] == [IN_QUARANTINE, FINE]


def test_deliveries_come_to_a_door_in_quarantine_all_the_same(community: Community) -> None:
    community.mark("quarantine", Whom(door=WANGS))
    terms = community.kiosk.terms()
    assert terms
    visit = check(VisitKind.COURIER, Form(door="12-302"), terms.covenant.visits[0].required, terms.doors)
    assert Register(community.kiosk).take(visit, stamp(community.kiosk, AT), None).verdict.outcome is Outcome.ADMIT


def test_who_comes_to_live_in_a_household_in_quarantine_is_in_quarantine(community: Community) -> None:
    community.mark("quarantine", Whom(door=WANGS))
    importing.add_by_hand(community.office.store, resident("12-302", "王婴"), ACT)
    (newcomer,) = issue(community.office.store, A_YEAR, ACT).fresh
    community.serials += (newcomer.serial,)
    community.hear(AT)
    assert community.ends(3) == IN_QUARANTINE


def test_the_car_of_a_household_in_quarantine_stays_too(community: Community) -> None:
    community.mark("quarantine", Whom(door=WANGS))
    (car,) = cars.add_cars(community.office.store, [Typed(1, WANGS, "沪A12345")], A_YEAR, ACT)
    community.serials += (car.serial,)
    community.hear(AT)
    assert community.ends(3) == IN_QUARANTINE


def test_a_quarantine_ends_with_its_last_day(community: Community) -> None:
    community.mark("quarantine", Whom(door=WANGS), until=TODAY)
    last_minute = AT.replace(hour=23, minute=59)
    assert community.ends(0, at=last_minute) == IN_QUARANTINE
    assert community.ends(0, at=last_minute + timedelta(minutes=1)) == FINE


def test_a_mark_that_is_ended_holds_nobody_up_any_more(community: Community) -> None:
    id_ = community.mark("quarantine", Whom(door=WANGS))
    marks.end(community.office.store, id_, ACT)
    community.hear(AT)
    assert community.ends(0) == FINE


def test_a_mark_that_is_undone_never_was(community: Community) -> None:
    community.mark("quarantine", Whom(door=WANGS))
    marks.undo(community.office.store, ACT)
    community.hear(AT)
    assert community.ends(0) == FINE


def test_a_mark_from_tomorrow_on_is_not_one_yet_and_needs_no_new_passbook(community: Community) -> None:
    community.mark("quarantine", Whom(door=WANGS), since=TODAY + timedelta(days=1))
    tomorrow = AT.replace(hour=0, minute=0) + timedelta(days=1)
    assert community.ends(0, at=tomorrow - timedelta(minutes=1)) == FINE
    assert community.ends(1, at=tomorrow) == IN_QUARANTINE


def test_a_returnee_is_referred_with_what_to_do(community: Community) -> None:
    community.mark("returnee", Whom(resident=1))
    verdict = community.comes(0, IN).verdict
    assert (verdict.outcome, verdict.reason, verdict.told.zh) == (
        Outcome.REFER, Reason.LISTED, "请走南门，登记后放行"
    )  # fmt: skip


def test_a_list_of_the_offices_own_works_as_the_others_do(community: Community) -> None:
    community.mark("重点人员", Whom(resident=3))
    assert [community.ends(who)[1] for who in (0, 2)] == [Reason.FINE, Reason.LISTED]


def test_who_goes_to_work_uses_nothing_of_the_quota_up(community: Community) -> None:
    community.mark("work", Whom(resident=1))
    assert [community.ends(who) for who in (0, 0, 1, 1)] == [FINE, FINE, FINE, USED]


def test_an_outing_to_work_stays_one_when_the_exception_has_ended_since(community: Community) -> None:
    community.mark("work", Whom(resident=1), until=TODAY)
    assert community.ends(0) == FINE
    tomorrow = AT + timedelta(days=1)
    community.hear(tomorrow)
    assert [community.ends(who, at=tomorrow) for who in (1, 0)] == [FINE, USED]


def test_a_passbook_tells_the_name_and_days_of_marks_that_the_covenant_asks_for_and_nothing_else(
    community: Community,
) -> None:
    act = ACT.__class__(AT, "小刘", "确诊病例的密接")
    for name, who in (("quarantine", Whom(door=WANGS)), ("leave", Whom(resident=3))):
        marks.mark(community.office.store, [who], name, Span(TODAY), act)
    made = edition(community.office.store, community.office.keys, community.covenant, AT)
    secrets = ("密接", "小刘", "leave", "王甲")
    assert [secret for secret in secrets if secret.encode() in made.body] == []
    assert made.body.count(b'["quarantine","2020-02-10",null]') == 2


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda store, id_: marks.mark(store, [Whom(resident=3)], "returnee", Span(TODAY), ACT), id="one more"),
        pytest.param(lambda store, id_: marks.extend(store, id_, TODAY + timedelta(days=3), ACT), id="another last day"),
        pytest.param(lambda store, id_: marks.end(store, id_, ACT), id="ended"),
        pytest.param(lambda store, id_: marks.undo(store, ACT), id="undone"),
    ],
)  # fmt: skip
def test_a_change_makes_a_new_passbook_at_once(community: Community, change) -> None:
    office = community.office
    adopt(office.store, RULES.encode(), datetime(2100, 1, 1, tzinfo=AT.tzinfo), ACT)
    at = datetime(2100, 1, 2, tzinfo=AT.tzinfo)
    marks.mark(office.store, [Whom(door=WANGS)], "quarantine", Span(TODAY), ACT)
    press = Press(office.store, office.keys)
    before = press.current(at)
    change(office.store, office.store.markings()[-1].id)
    assert press.current(at).number > before.number
