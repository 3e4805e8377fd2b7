"""An office in which something stands on every page: people, photos, cars, runs, a round under way, marks, drafts, a log of two gates."""

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import msgspec
from openpyxl import Workbook

from appkit.clocks import now
from gatepass.case import Direction, Site
from gatepass.events import Passage, Scan, Taken
from gatepass.looks import Look, Shape
from gatepass.passes import Validity
from gatepass.people import Document, DocumentKind, Door, Resident
from issuer import cars, classes, delivery, drafting, issuing, ledger, marks, photos, planning, portraits, runs, survey
from issuer.drift import FEWEST
from issuer.ledger import Upload
from issuer.office import Office
from issuer.passbooks import household_pseudonym
from issuer.planning import Crew, Plan
from issuer.rounds import Answered, Outcome, Reply, Report, Tick
from issuer.runs import Order
from issuer.store import Act, RunKind, Span, Whom
from tests.browser.offices import issued_today
from tests.issuer.likenesses import face
from tests.issuer.offices import SimulatedGate, founded, resident, take_in
from tests.issuer.test_bindings import give_at_a_gate

_DOORS = [f"{stairwell}-{room}" for stairwell in (1, 2, 7) for room in (201, 301, 401)]
_NAMES = ("赵甲", "钱乙", "孙丙", "周丁", "吴戊", "郑己", "冯庚", "陈辛", "褚壬")
LONG = "Maximiliana Wolfeschlegelsteinhausen"
PEOPLE = (
    Resident(Door.parse("12-302"), "王小㛃", document=Document(DocumentKind.PASSPORT, "E12345678")),
    resident("12-302", "李雷"),
    resident("1-101", LONG),
    *(resident(door, name) for door, name in zip(_DOORS, _NAMES, strict=True)),
)
NAMES_AND_DOORS = ("姓名", "门牌")
SENT = (
    ("门牌", "姓名", "证件类型", "证件号码", "手机"),
    ("12-302", "王小㛃", "护照", "E87654321", ""),
    ("2-201", "周丁", "", "", "13812345678"),
    ("3-101", "新来的", "", "", ""),
    ("3-102", "错号", "", "", "138"),
)
UNTITLED = (("甲", "", "丙"), ("12-302", "王小㛃", "业主"), ("2-201", "周丁", "租户"))
LISTED = (NAMES_AND_DOORS, ("冯庚", "7-201"), (LONG, "1-101"), ("陌生人", "9-909"), ("", "7-301"))


def furnished(folder: Path) -> Office:
    """The office, with everything in it."""
    at = founded(folder)
    take_in(at, *PEOPLE)
    serials = issued_today(at)
    _people(at, serials)
    _lists(at)
    _covenants(at)
    _papers(at, serials)
    _log(at, serials)
    return at


def workbook(*rows: tuple[str, ...]) -> bytes:
    """A sheet as somebody sends it."""
    book, written = Workbook(), BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(written)
    return written.getvalue()


def did(why: str = "a test") -> Act:
    """Somebody of the office does something now."""
    return Act(now(), "tester", why)


def _people(at: Office, serials: tuple[str, ...]) -> None:
    """A photo, cars, spares of which a gate gave one away, a stamp, a move to come, a card that was lost."""
    store, today = at.store, at.store.community().day_of(now())
    photos.give(store, 1, portraits.portrait(face()), did())
    cars.add_cars(store, cars.parse_cars("12-302 沪A12345\n1-101 沪AD12345")[0], Validity(today), did())
    spares = issuing.add_spares(store, 3, Validity(today), did())
    give_at_a_gate(at, spares[0].serial, "李雷")
    stamp = Look("二月", "February", "#b0165c", Shape.STAR, "二")
    classes.begin_generation(store, stamp, did())
    classes.move(store, frozenset({1}), "yellow", today + timedelta(days=5), did("back from elsewhere"))
    issuing.replace_pass(store, serials[0], today, did("lost"))


def _lists(at: Office) -> None:
    """Marks that count, one that ends today, one that is over."""
    today = at.store.community().day_of(now())
    for whom, name, until in (
        (Whom(door=Door.parse("12-302")), "quarantine", today + timedelta(days=13)),
        (Whom(resident=3), "returnee", today),
        (Whom(resident=4), "重点人员", None),
        (Whom(resident=5), "work", today + timedelta(days=3)),
    ):
        marks.mark(at.store, (whom,), name, Span(today, until), did("密接，社区医生电话通知"))
    marks.end(at.store, 4, did("解除"))


def _covenants(at: Office) -> None:
    """A version that was, one in force, one to come; a draft under way and one thrown away."""
    for source, days in (("ready:strict-closing", 0), ("ready:passes-only", 2)):
        by, draft = did("二月封闭"), drafting.begin(at.store, source, b"", did())
        drafting.adopt_draft(at.store, draft, drafting.Adoption(by.at + timedelta(days=days), by, even_so=True))
    drafting.throw_away(at.store, drafting.begin(at.store, "ready:school", b"", did()))
    drafting.begin(at.store, "ready:towns/xianyang", b"", did())


def _papers(at: Office, serials: tuple[str, ...]) -> None:
    """A run that was printed and handed over, some cards that changed since, a round with a survey, ticks and answers."""
    store, today = at.store, at.store.community().day_of(now())
    order = Order(
        kind=RunKind.CARDS,
        selection=runs.selection_for(RunKind.CARDS, today, (), ()),
        layout=runs.layout_for(store),
    )
    runs.print_run(at, order, did("first print"))
    for question in survey.READY_MADE.values():
        survey.ask(store, question, did())
    first = planning.plan(store, at.keys, Plan("试发", (Crew(),), frozenset({7})), today, did())
    planning.close(store, first.id, did("雨天"))
    crews = (Crew("红队", "张三、李四"), Crew())
    round_ = planning.plan(store, at.keys, Plan("第一轮", crews), today, did())
    planning.hand_over(store, round_.id, (), did())
    issuing.replace_pass(store, serials[1], today, did("damaged"))
    take_in(at, resident("9-101", "卫癸"))
    issued_today(at)
    for team in round_.teams:
        delivery.take(store, round_.id, team.number, _said(at, round_.id, team.number), now())


def _said(at: Office, round_id: int, team: int) -> Report:
    """What a team's phone sends: a door of every outcome, answers, and a card that is not theirs."""
    sheet = delivery.team_sheet(at.store, round_id, team)
    doors = [door for way in sheet.stairwells for door in way.doors]
    outcomes = (*Outcome, None)
    ticks = tuple(
        Tick(str(uuid4()), now(), card.serial, card.issue, outcome, "邻居")
        for outcome, door in zip(outcomes, doors, strict=False)
        for card in door.cards
    )
    answers = tuple(
        Answered(str(uuid4()), now(), door.door, Reply(question.id, value, "上周，武汉" if value == "yes" else ""))
        for door in doors[:2]
        for question, value in zip(sheet.questions, ("4", "yes", "no"), strict=True)
    )
    strange = Tick(str(uuid4()), now(), "999990", 1, Outcome.DELIVERED)
    return Report((*ticks, strange), answers)


def _log(at: Office, serials: tuple[str, ...]) -> None:
    """Two gates with a thermometer each, one of them off; a line that does not fit its hash is put aside."""
    north, south = SimulatedGate(at, "北门"), SimulatedGate(at, "南门")
    local = now().astimezone(at.store.community().local)
    for gate, device, celsius in ((north, "1号枪", 36.5), (south, "2号枪", 35.7)):
        scans = [_scan(gate, serials[2 + n // 2 % 2], n % 2 == 0, Taken(Site.FOREHEAD, device)) for n in _SCANS]
        lines = [
            str(gate.write(msgspec.structs.replace(scan, celsius=celsius), _moment(local, n)))
            for n, scan in enumerate(scans)
        ]
        ledger.take(at.store, Upload(gate.id, at.keys.tag, lines), now())
    broken = str(north.write(at=local)).replace("36.5", "36.6")
    ledger.take(at.store, Upload(north.id, at.keys.tag, [broken]), now())


_SCANS = range(FEWEST + 6)


def _moment(local: datetime, n: int) -> datetime:
    """Most of them today, six on the days before."""
    return local - timedelta(days=max(0, 6 - n), seconds=len(_SCANS) - n)


def _scan(gate: SimulatedGate, serial: str, is_out: bool, taken: Taken) -> Scan:
    return msgspec.structs.replace(
        gate.passing(serial),
        direction=Direction.OUT if is_out else Direction.IN,
        passage=Passage.OUT if is_out else Passage.IN,
        household=household_pseudonym(gate.keys, PEOPLE[2].door),
        taken=taken,
    )
