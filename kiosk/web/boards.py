"""All that the page shows, in its language; what it tells once, in both languages.

`kiosk.web.shown`, `kiosk.web.lights` and the others make its parts.
"""

from msgspec import UNSET, Struct
from msgspec.structs import replace

from appkit.clocks import now
from gatepass.covenant import Direction
from gatepass.wording import Language, Refusal, Text
from kiosk.gate import Gate
from kiosk.guidance import HINT_WORDS
from kiosk.notices import Notice
from kiosk.passages import identify
from kiosk.screen import Screen
from kiosk.store import Store, Terms
from kiosk.web.hearing import Heard, heard_of
from kiosk.web.lights import Lights, light_in, lights
from kiosk.web.registers import Inside, Needs, inside, needs
from kiosk.web.shown import Passed, Shown, Way, passed, shown_of, way_of
from kiosk.web.waiting import Choice, Waiting, sites, waiting


class OnDuty(Struct, frozen=True):
    """Who is on duty (empty: nobody), who could be, what the one before left behind, and what is open.

    `card`: a duty card is waited for.
    """

    name: str
    since: str
    locked: bool
    names: tuple[str, ...]
    left: str
    note: str
    inside: int
    resting: int
    fevers: tuple[str, ...] = ()
    card: bool = False


class Said(Struct, frozen=True):
    """What was said last of a code that is nobody's passage; `number` is 0 before the first, and an alarm has a sound."""

    number: int
    words: Text
    is_alarm: bool


class CameraLabel(Struct, frozen=True):
    """One of several cameras."""

    number: int
    words: str


class Queued(Struct, frozen=True):
    """Who waits at another camera; `door` is empty where the code tells none. `number` grows with every change of the queue."""

    number: int = 0
    camera: str = ""
    door: str = ""


class Board(Struct, frozen=True):
    """All that the page shows; `run`, `number` and `change` are the screen's. With the change the page waits for the next one.

    `direction` is the switch's, null for the rules' guess; `live` the number of the camera to be looked at, of `cameras`;
    `clock` is the gate's, in seconds since 1970.
    """

    language: Language
    run: int
    number: int
    change: int
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
    queued: Queued = Queued()
    needs: tuple[Needs, ...] = ()
    sites: tuple[Choice, ...] = ()
    notice: Said = Said(0, Text("", ""), is_alarm=False)


def terms_now(store: Store) -> Terms | None:
    """What the passbook says at this minute: a covenant that was adopted for now is the one that is shown."""
    terms = store.terms()
    return terms.at(now()) if terms else None


def board(gate: Gate, screen: Screen, language: Language) -> Board:
    """The board of a running gate; a locked one shows nobody."""
    return _board(gate, screen, language, locked=gate.shift.is_locked)


def phone_board(gate: Gate, screen: Screen, language: Language) -> Board:
    """The board of a phone, of which `gate` has the session: nobody of the registers, nothing of the gate's own camera or lock."""
    whole = _board(gate, screen, language, locked=False)
    eye = light_in(language, "ok", Text("手机摄像头", "The phone's camera"))
    shown = replace(whole.shown, bindable=False) if whole.shown else None
    own = replace(whole.lights, camera=eye, thermometer=UNSET)
    duty = replace(whole.duty, names=(), left="", note="", fevers=(), card=False)
    desk = replace(whole, cameras=(), inside=(), needs=(), sites=(), waiting=Waiting())
    return replace(desk, shown=shown, lights=own, duty=duty)


def _board(gate: Gate, screen: Screen, language: Language, *, locked: bool) -> Board:
    terms, at = terms_now(gate.store), now()
    here = at.astimezone(terms.local if terms else None)
    list_ = Waiting() if locked else waiting(gate, terms, language)
    return Board(
        language=language,
        run=gate.session.run.id,
        number=screen.number,
        change=screen.change,
        phase="locked" if locked else screen.phase,
        direction=screen.switch,
        way=None if locked else way_of(gate.posts, screen, language),
        live=screen.eye.number,
        cameras=tuple(CameraLabel(post.eye.number, post.words.to(language)) for post in gate.posts),
        shown=None if locked else shown_of(gate, screen, terms, language),
        fault=screen.fault.sentence(language) if screen.fault and not locked else "",
        hint=HINT_WORDS[screen.hint].to(language) if screen.hint and not locked else "",
        recent=() if locked else tuple(passed(recent, terms, language) for recent in gate.session.recent()),
        inside=() if locked else tuple(inside(visit, here, language) for visit in gate.store.open_visits()),
        lights=lights(gate, terms, language),
        duty=_duty(gate, terms, list_, locked=locked),
        heard=heard_of(gate.session.loose()),
        waiting=list_,
        clock=at.timestamp(),
        queued=Queued(gate.session.queue().number) if locked else _queued(gate, language),
        needs=needs(terms),
        sites=sites(terms, language),
        notice=_said(gate.session.notice),
    )


def _said(notice: Notice) -> Said:
    return Said(notice.number, notice.words, notice.is_alarm)


def _queued(gate: Gate, language: Language) -> Queued:
    queue = gate.session.queue()
    if not queue.held:
        return Queued(queue.number)
    camera, text = queue.held[0]
    words = next((post.words.to(language) for post in gate.posts if post.eye.number == camera), "")
    return Queued(queue.number, words, _door(gate.store, text))


def _door(store: Store, text: str) -> str:
    try:
        row = identify(store, text).row
    except Refusal:
        return ""
    return row.door if row else ""


def _duty(gate: Gate, terms: Terms | None, list_: Waiting, *, locked: bool) -> OnDuty:
    duty, zone = gate.shift.duty, terms.local if terms else None
    left = None if locked else gate.store.handed_over()
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
        card=gate.shift.awaits_card,
    )
