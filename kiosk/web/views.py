"""What the page sends and what it gets: typed requests, and the whole board in the page's language."""

import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from appkit.symbols import Symbol, symbol_of
from gatepass.case import Reading, Site, Unknown
from gatepass.covenant import Direction, VisitKind
from gatepass.events import Clock, Passage
from gatepass.kinds import SITE_WORDS
from gatepass.looks import LOOKS, Look
from gatepass.passbook import Entry, PassbookRefused
from gatepass.people import Door
from gatepass.sentences import OUTCOME_WORDS, remedy, what
from gatepass.verdict import Outcome, Reason, Verdict
from gatepass.wording import Language, Text
from kiosk.decoders import zbar_missing
from kiosk.gate import Gate, now
from kiosk.guidance import HINT_WORDS
from kiosk.phones import Phones
from kiosk.posts import Post, light_of
from kiosk.session import Phase, Recent, Screen
from kiosk.stamp import stamp
from kiosk.store import OpenVisit, Phone, Terms
from kiosk.visits import KIND_WORDS, Registration
from kiosk.web.hearing import Heard, heard_of, thermometer_light
from kiosk.web.waiting import Pad, Waiting, pad, waiting

PASSBOOK_OLD_AFTER = timedelta(hours=24)
PHONE_IN_USE_WITHIN = timedelta(seconds=10)
WAY_WORDS = {Direction.IN: Text("进", "In"), Direction.OUT: Text("出", "Out")}


class Scanned(Struct, frozen=True):
    """A code from a hand scanner."""

    text: str
    request: str


class Typed(Struct, frozen=True):
    """A temperature for the person on a screen."""

    screen: int
    typed: str
    request: str
    site: Site = Site.FOREHEAD
    device: str = ""


class Accepted(Struct, frozen=True):
    """The reading that is offered on the pad is of the person on a screen."""

    screen: int
    heard: int
    request: str


class Answer(Struct, frozen=True):
    """Yes or no to the question about the person on a screen."""

    screen: int
    yes: bool
    request: str


class ClaimForm(Struct, frozen=True):
    """Who somebody without their card says they are, as typed."""

    request: str
    door: str = ""
    name: str = ""
    phone: str = ""


class SignOn(Struct, frozen=True):
    """A volunteer takes over, or is added with a PIN."""

    name: str
    pin: str
    request: str


class SignOff(Struct, frozen=True):
    """The volunteer on duty hands over."""

    note: str
    request: str


class Unlock(Struct, frozen=True):
    """The volunteer on duty goes on."""

    pin: str


class Cancel(Struct, frozen=True):
    """Back to ready."""

    screen: int


class Turn(Struct, frozen=True):
    """The direction switch; null leaves the way to the rules."""

    direction: Direction | None


class Reverse(Struct, frozen=True):
    """The person on a screen goes the other way."""

    screen: int
    request: str


class Override(Struct, frozen=True):
    """Let somebody pass against the verdict."""

    event: str
    reason: str
    request: str


class Undo(Struct, frozen=True):
    """Somebody did not go in after all."""

    event: str
    request: str


class VisitForm(Struct, frozen=True):
    """The register's form, as typed."""

    kind: VisitKind
    request: str
    name: str = ""
    phone: str = ""
    document: str = ""
    plate: str = ""
    door: str = ""
    purpose: str = ""
    temperature: str = ""
    site: Site = Site.FOREHEAD
    confirmed: tuple[str, ...] = ()


class LetIn(VisitForm, frozen=True, kw_only=True):
    """Lets somebody in against the verdict of their registration; `event` is the registration, whose form is sent again."""

    event: str
    reason: str


class BindForm(Struct, frozen=True):
    """To whom a spare is given, as typed; `event` is its scan."""

    event: str
    request: str
    name: str = ""
    phone: str = ""
    document: str = ""
    door: str = ""


class FormOpen(Struct, frozen=True):
    """Whether a register's form is open on the page."""

    is_open: bool


class SignOut(Struct, frozen=True):
    """Somebody without a pass leaves."""

    visit: str
    request: str


class Removed(Struct, frozen=True):
    """A phone that is to scan here no longer."""

    number: int


class Trouble(Struct, frozen=True):
    """A refusal, in the page's language; `guess` is the temperature that was probably meant."""

    problem: str
    guess: float | None = None


class Sign(Struct, frozen=True):
    """A class of passes, or the stamp of a generation, as it is drawn."""

    words: str
    colour: str
    ink: str
    shape: str
    mark: str


class Shown(Struct, frozen=True):
    """The verdict and whom it is about."""

    outcome: Outcome
    reason: str
    word: str
    what: str
    remedy: str
    door: str = ""
    name: str = ""
    sign: Sign | None = None
    stamp: Sign | None = None
    photo: bool = False
    serial: str = ""
    celsius: float | None = None
    event: str | None = None
    overridable: bool = False
    bindable: bool = False
    question: bool = False
    site: str = ""
    pad: Pad | None = None


class Passed(Struct, frozen=True):
    """One of the last passages."""

    event: str
    time: str
    outcome: Outcome
    word: str
    who: str
    celsius: float | None
    site: str
    note: str
    undoable: bool


class Inside(Struct, frozen=True):
    """Somebody without a pass who is inside."""

    id: str
    ticket: int
    kind: VisitKind
    word: str
    label: str
    door: str
    since: str


class Light(Struct, frozen=True):
    """One part of the gate's state: `ok`, `note` (harmless) or `alarm`, and a few words."""

    level: str
    words: str


class Lights(Struct, frozen=True):
    """The state of what the gate depends on; a thermometer only where there is to be one."""

    camera: Light
    office: Light
    passbook: Light
    clock: Light
    disk: Light
    zbar: Light
    thermometer: Light | UnsetType = UNSET


class OnDuty(Struct, frozen=True):
    """Who is on duty (empty: nobody), who could be, what the one before left behind, and what is open."""

    name: str
    since: str
    locked: bool
    names: tuple[str, ...]
    left: str
    note: str
    inside: int
    resting: int
    fevers: tuple[str, ...] = ()


class Way(Struct, frozen=True):
    """Which way somebody is taken to go, why, which way would be the other, and what the button says that turns them."""

    direction: Direction
    words: str
    why: str
    other: str
    turn: str


class CameraLabel(Struct, frozen=True):
    """One of several cameras."""

    number: int
    words: str


class Board(Struct, frozen=True):
    """All that the page shows; `number` is the screen's, to wait for the next one.

    `direction` is the switch's, null for the rules' guess; `live` the number of the camera to be looked at, of `cameras`;
    `clock` is the gate's, in seconds since 1970.
    """

    number: int
    phase: str
    direction: Direction | None
    way: Way | None
    live: int
    cameras: tuple[CameraLabel, ...]
    shown: Shown | None
    fault: str
    hint: str
    recent: tuple[Passed, ...]
    inside: tuple[Inside, ...]
    lights: Lights
    duty: OnDuty
    heard: Heard
    waiting: Waiting
    clock: float


class Stairwell(Struct, frozen=True):
    """A stairwell and its rooms, as they are typed."""

    number: str
    rooms: tuple[str, ...]


class Registered(Struct, frozen=True):
    """The answer to the register's form; `question` is the key of what is to be confirmed, empty where nothing is."""

    shown: Shown
    inside: Inside | None
    question: str = ""


class PhoneRow(Struct, frozen=True):
    """A paired phone; `level` is `ok` while it is in use."""

    number: int
    label: str
    seen: str
    level: str


class Pairing(Struct, frozen=True):
    """The phones' dialog: the QR code as an SVG path (empty when nobody is invited), and the phones."""

    path: str
    modules: int
    link: str
    phones: tuple[PhoneRow, ...]


def board(gate: Gate, screen: Screen, language: Language) -> Board:
    """The board of a running gate; a locked one shows nobody."""
    return _board(gate, screen, language, locked=gate.shift.is_locked)


def _board(gate: Gate, screen: Screen, language: Language, *, locked: bool) -> Board:
    terms = gate.store.terms()
    list_ = Waiting() if locked else waiting(gate, terms, language)
    return Board(
        number=screen.number,
        phase="locked" if locked else screen.phase,
        direction=screen.switch,
        way=None if locked else _way(gate.posts, screen, language),
        live=screen.eye.number,
        cameras=tuple(CameraLabel(post.eye.number, post.words.to(language)) for post in gate.posts),
        shown=None if locked else _shown(gate, screen, language),
        fault=screen.fault.sentence(language) if screen.fault and not locked else "",
        hint=HINT_WORDS[screen.hint].to(language) if screen.hint and not locked else "",
        recent=() if locked else tuple(_passed(recent, terms, language) for recent in gate.session.recent()),
        inside=() if locked else tuple(_inside(visit, language) for visit in gate.store.open_visits()),
        lights=_lights(gate, terms, language),
        duty=_duty(gate, terms, list_, locked=locked),
        heard=heard_of(gate.session.loose(), language),
        waiting=list_,
        clock=now().timestamp(),
    )


def _way(posts: Sequence[Post], screen: Screen, language: Language) -> Way | None:
    way = screen.direction
    if way is None or screen.presentation is None or not isinstance(screen.presentation.presented, Entry | Unknown):
        return None
    saw = next((post.words for post in posts if post.eye == screen.eye), Text("", ""))
    why = Text("按上次通行判断", "by the last passage") if screen.is_guessed else saw
    other = WAY_WORDS[Direction.IN if way is Direction.OUT else Direction.OUT]
    turn = Text(f"改成“{other.zh}”", f"Make it {other.en}")
    return Way(way, WAY_WORDS[way].to(language), why.to(language), other.to(language), turn.to(language))


def _duty(gate: Gate, terms: Terms | None, list_: Waiting, *, locked: bool) -> OnDuty:
    duty, left, zone = gate.shift.duty, gate.store.handed_over(), terms.local if terms else None
    open_now = gate.shift.open()
    return OnDuty(
        name=duty.name if duty else "",
        since=f"{duty.since.astimezone(zone):%H:%M}" if duty else "",
        locked=locked,
        names=gate.store.volunteers(),
        left=f"{left.name} {left.at.astimezone(zone):%m-%d %H:%M}" if left else "",
        note=left.note if left else "",
        inside=len(open_now.inside),
        resting=open_now.resting,
        fevers=tuple(f"{row.who} {row.told}".strip() for row in list_.rows),
    )


def phone_board(gate: Gate, screen: Screen, language: Language) -> Board:
    """The board of a phone, of which `gate` has the session: nobody of the registers, nothing of the gate's own camera or lock."""
    whole = _board(gate, screen, language, locked=False)
    eye = _light(("ok", Text("手机摄像头", "The phone's camera")), language)
    shown = replace(whole.shown, bindable=False) if whole.shown else None
    lights = replace(whole.lights, camera=eye, thermometer=UNSET)
    return replace(whole, shown=shown, cameras=(), inside=(), waiting=Waiting(), lights=lights)


def pairing(phones: Phones, language: Language) -> Pairing:
    """The phones, and the invitation where there is one."""
    invited = phones.invitation()
    link = phones.link(invited) if invited else ""
    symbol = symbol_of(link) if link else Symbol("", 0)
    rows = tuple(_phone_row(phone, now() - phone.seen, language) for phone in phones.listed())
    return Pairing(symbol.path, symbol.modules, link, rows)


def _phone_row(phone: Phone, silent: timedelta, language: Language) -> PhoneRow:
    in_use, minutes = silent < PHONE_IN_USE_WITHIN, int(silent.total_seconds() // 60)
    ago = Text(f"最后使用：{_zh_age(minutes)}", f"last seen {_en_age(minutes).replace('old', 'ago')}")
    seen = Text("正在使用", "in use") if in_use else ago
    label = Text(f"手机{phone.number} {phone.name}", f"Phone {phone.number} {phone.name}")
    return PhoneRow(phone.number, label.to(language).strip(), seen.to(language), "ok" if in_use else "note")


def stairwells(terms: Terms | None) -> tuple[Stairwell, ...]:
    """The doors of the passbook, which the pad leads to."""
    doors = sorted(filter(None, map(Door.or_none, terms.doors if terms else ())))
    grouped = groupby(doors, key=lambda door: door.stairwell)
    return tuple(
        Stairwell(str(number), tuple(f"{door.room}{door.suffix}" for door in group)) for number, group in grouped
    )


def registered(registration: Registration, terms: Terms | None, language: Language) -> Registered:
    """The answer to a registration; who was turned away over a question could be let in no other way than by the question."""
    verdict, event = registration.verdict, registration.event
    inside = _inside(registration.visit, language) if registration.visit else None
    shown = replace(_verdict(verdict, language), event=event, overridable=_overridable(registration, terms))
    return Registered(shown, inside, "" if event else verdict.question)


def let_in(visit: OpenVisit | None, reason: str, language: Language) -> Registered:
    """The answer to somebody's being let in against the verdict."""
    shown = Shown(
        outcome=Outcome.ADMIT,
        reason=Reason.FINE,
        word=OUTCOME_WORDS[Outcome.ADMIT].to(language),
        what=Text(f"人工放行：{reason}", f"Let pass: {reason}").to(language),
        remedy="",
    )
    return Registered(shown, _inside(visit, language) if visit else None)


def _overridable(registration: Registration, terms: Terms | None) -> bool:
    verdict, stopped = registration.verdict, registration.visit is None and registration.event is not None
    return bool(terms and stopped and not verdict.question and terms.covenant.may_override(verdict.reason))


def _shown(gate: Gate, screen: Screen, language: Language) -> Shown | None:
    if screen.decision is None:
        return None
    terms = gate.store.terms()
    verdict, row = screen.decision.verdict, screen.presentation.row if screen.presentation else None
    recorded = screen.decision.event is not None
    shown = _verdict(verdict, language)
    return replace(
        shown,
        door=row.door if row else "",
        name=row.name if row else "",
        sign=_sign(row.look or LOOKS[row.category], language) if row else None,
        stamp=_sign(terms.stamp, language) if row and terms and terms.stamp else None,
        photo=bool(row and row.photo),
        serial=row.serial if row else "",
        celsius=screen.reading.celsius if screen.reading else None,
        event=screen.decision.event,
        overridable=bool(
            terms and recorded and verdict.outcome is not Outcome.ADMIT and terms.covenant.may_override(verdict.reason)
        ),
        bindable=recorded and verdict.reason is Reason.SPARE,
        question=screen.phase is Phase.CONFIRMING,
        site=_site(screen.reading, language),
        pad=pad(gate, terms, screen.decision.high, language) if screen.phase is Phase.ASKING else None,
    )


def _site(reading: Reading | None, language: Language) -> str:
    """Where somebody was measured, where it was not the forehead."""
    return SITE_WORDS[reading.site].to(language) if reading and reading.site is not Site.FOREHEAD else ""


def _sign(look: Look, language: Language) -> Sign:
    return Sign(look.words.to(language), look.colour, look.ink, look.shape, look.mark)


def _verdict(verdict: Verdict, language: Language) -> Shown:
    today = now().astimezone(verdict.again_at.tzinfo if verdict.again_at else None).date()
    return Shown(
        outcome=verdict.outcome,
        reason=verdict.reason,
        word=OUTCOME_WORDS[verdict.outcome].to(language),
        what=what(verdict, language),
        remedy=remedy(verdict, language, today),
    )


def _passed(recent: Recent, terms: Terms | None, language: Language) -> Passed:
    at = recent.at.astimezone(terms.local if terms else None)
    who = f"{recent.row.door} {recent.row.name}" if recent.row else what(recent.verdict, language)
    return Passed(
        event=recent.event,
        time=f"{at:%H:%M}",
        outcome=recent.verdict.outcome,
        word=OUTCOME_WORDS[recent.verdict.outcome].to(language),
        who=who,
        celsius=recent.reading.celsius if recent.reading else None,
        site=_site(recent.reading, language),
        note=recent.note.to(language) if recent.note else "",
        undoable=recent.passage in (Passage.IN, Passage.OUT),
    )


def _inside(visit: OpenVisit, language: Language) -> Inside:
    word = KIND_WORDS[visit.kind].to(language)
    return Inside(visit.id, visit.ticket, visit.kind, word, visit.label, visit.door or "", f"{visit.since:%H:%M}")


def _lights(gate: Gate, terms: Terms | None, language: Language) -> Lights:
    moment = now()
    return Lights(
        camera=_light(light_of(gate.posts), language),
        office=_light(_office(gate), language),
        passbook=_light(_passbook(gate, terms, moment), language),
        clock=_light(_clock(gate, moment), language),
        disk=_light(_disk(gate), language),
        zbar=_light(_zbar(), language),
        thermometer=_light(thermometer_light(gate.thermometer.state), language) if gate.thermometer else UNSET,
    )


def _light(light: tuple[str, Text], language: Language) -> Light:
    return Light(light[0], light[1].to(language))


def _office(gate: Gate) -> tuple[str, Text]:
    waiting = gate.store.highest_number() - gate.store.received()
    if gate.link.problem is None or isinstance(gate.link.problem, PassbookRefused):
        return "ok", Text("办公室在线", "Office connected") if not waiting else Text(
            f"待传{waiting}条", f"{waiting} to send"
        )
    return "note", Text(
        f"办公室未连接，照常放行，待传{waiting}条", f"Office offline, go on as usual; {waiting} to send"
    )


def _passbook(gate: Gate, terms: Terms | None, moment: datetime) -> tuple[str, Text]:
    if terms is None or terms.dated is None:
        return "alarm", Text("还没有证册，请联系办公室", "No passbook yet: call the office")
    minutes = max(int((moment - terms.dated).total_seconds() // 60), 0)
    old = timedelta(minutes=minutes) > PASSBOOK_OLD_AFTER
    age = Text("刚刚更新", "just now") if minutes < 2 else Text(_zh_age(minutes), _en_age(minutes))
    refused = gate.link.problem
    if isinstance(refused, PassbookRefused):
        return "alarm", Text(
            f"{refused.what.zh}；继续用手头的（{age.zh}），请告知办公室",
            f"{refused.what.en[:1].upper()}{refused.what.en[1:]}: we go on with ours ({age.en}); tell the office",
        )
    return ("alarm" if old else "ok"), Text(f"证册：{age.zh}", f"Passbook: {age.en}")


def _clock(gate: Gate, moment: datetime) -> tuple[str, Text]:
    match stamp(gate.store, moment).clock:
        case Clock.CHECKED:
            return "ok", Text("时钟已核对", "Clock checked")
        case Clock.UNCHECKED:
            return "note", Text("时钟未核对", "Clock not checked")
        case Clock.DOUBTFUL:
            return "alarm", Text("时钟可能不准，请核对电脑时间", "Clock doubtful: check this PC's time")


def _disk(gate: Gate) -> tuple[str, Text]:
    free = shutil.disk_usage(gate.folder).free
    if free < gate.low_disk:
        return "alarm", Text("磁盘快满了，请清理", "Disk nearly full: free some space")
    return "ok", Text("磁盘正常", "Disk fine")


def _zbar() -> tuple[str, Text]:
    if zbar_missing:
        return "note", Text("缺少 zbar，读码稍弱", "zbar is missing: reading is a little weaker")
    return "ok", Text("读码正常", "Reader complete")


def _zh_age(minutes: int) -> str:
    return (
        f"{minutes}分钟前" if minutes < 60 else f"{minutes // 60}小时前" if minutes < 2880 else f"{minutes // 1440}天前"
    )


def _en_age(minutes: int) -> str:
    return (
        f"{minutes} min old"
        if minutes < 60
        else f"{minutes // 60} h old"
        if minutes < 2880
        else f"{minutes // 1440} d old"
    )
