"""What the page shows of somebody: the verdict, whom it is about, which way they go; and the last passages."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from appkit.clocks import now
from gatepass.case import Reading, Site, Unknown
from gatepass.covenant import Direction
from gatepass.kinds import SITE_WORDS
from gatepass.looks import LOOKS, Look
from gatepass.passbook import Entry
from gatepass.sentences import OUTCOME_WORDS, remedy, what
from gatepass.verdict import Outcome, Reason, Verdict
from gatepass.wording import Language, Text
from kiosk.gate import Gate
from kiosk.posts import Post
from kiosk.recents import Recent
from kiosk.recognition import no_to, since
from kiosk.screen import Phase, Screen
from kiosk.store import Terms
from kiosk.web.waiting import Pad, pad

WAY_WORDS = {Direction.IN: Text("进", "In"), Direction.OUT: Text("出", "Out")}


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
    yes: str = ""
    no: str = ""
    site: str = ""
    pad: Pad | None = None


class Way(Struct, frozen=True):
    """Which way somebody is taken to go, why, which way would be the other, and what the button says that turns them."""

    direction: Direction
    words: str
    why: str
    other: str
    turn: str


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


def way_of(posts: Sequence[Post], screen: Screen, language: Language) -> Way | None:
    """The way of the person on a screen, None where they have none."""
    way = screen.direction
    if way is None or screen.presentation is None or not isinstance(screen.presentation.presented, Entry | Unknown):
        return None
    saw = next((post.words for post in posts if post.eye == screen.eye), Text("", ""))
    why = Text("按上次通行判断", "by the last passage") if screen.is_guessed else saw
    other = WAY_WORDS[Direction.IN if way is Direction.OUT else Direction.OUT]
    turn = Text(f"改成“{other.zh}”", f"Make it {other.en}")
    just = screen.decision.just if screen.decision else None
    if just is not None:
        seconds, went = max(1, int(just.total_seconds())), WAY_WORDS[way]
        why = Text(
            f"{seconds}秒前刚{went.zh}过，没有再记", f"went {went.en.lower()} {seconds} s ago; not recorded again"
        )
        turn = Text(f"现在要{other.zh}", f"Going {other.en.lower()} now")
    return Way(way, WAY_WORDS[way].to(language), why.to(language), other.to(language), turn.to(language))


def shown_of(gate: Gate, screen: Screen, terms: Terms | None, language: Language) -> Shown | None:
    """The person on a screen, None where nobody is."""
    if screen.decision is None:
        return None
    verdict, row = screen.decision.verdict, screen.presentation.row if screen.presentation else None
    recorded = screen.decision.event is not None
    shown = asked(verdict, language)
    story = story_words(gate, screen.decision.fever, screen.decision.event, language)
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
        remedy=joined(story, "" if story and screen.phase is Phase.ASKING else shown.remedy),
        site=_site(screen.reading, language),
        pad=pad(gate, terms, screen.decision.high, language) if screen.phase is Phase.ASKING else None,
    )


def asked(verdict: Verdict, language: Language) -> Shown:
    """A verdict alone with what the buttons say: they answer a question of the covenant, or whether it is one of those who rest."""
    shown = said(verdict, language)
    if no_to(verdict.question):
        remedy = Text(
            "是，就接着那次复测；不是，就按另一个人办", "Yes goes on with that rest; no takes them as somebody else"
        )
        yes, no = Text("是这个人", "Yes, it is"), Text("是另一个人", "Somebody else")
        return replace(shown, remedy=remedy.to(language), yes=yes.to(language), no=no.to(language))
    yes, no = Text("已核实", "Confirmed"), Text("不符，不放行", "Not so: stop")
    return replace(shown, yes=yes.to(language), no=no.to(language))


def story_words(gate: Gate, story: str | None, event: str | None, language: Language) -> str:
    """Whose story of a high temperature goes on here; empty where none does."""
    fever = next((each for each in gate.store.fevers() if each.id == story), None) if story else None
    somebody = gate.session.known.of(fever.id) if fever else None
    if fever is None or somebody is None or fever.id == event:
        return ""
    terms, row = gate.store.terms(), somebody.presentation.row
    begin, who = since(fever, terms.local if terms else None), f" {row.name}" if row else ""
    return Text(
        f"接着 {begin} 起的复测（{fever.celsius:.1f} ℃{who}）", f"Goes on from {begin} ({fever.celsius:.1f} ℃{who})"
    ).to(language)


def joined(*parts: str) -> str:
    """What is said one after the other."""
    return " · ".join(part for part in parts if part)


def said(verdict: Verdict, language: Language) -> Shown:
    """A verdict alone, whoever it is about."""
    today = now().astimezone(verdict.again_at.tzinfo if verdict.again_at else None).date()
    return Shown(
        outcome=verdict.outcome,
        reason=verdict.reason,
        word=OUTCOME_WORDS[verdict.outcome].to(language),
        what=what(verdict, language),
        remedy=remedy(verdict, language, today),
    )


def passed(recent: Recent, terms: Terms | None, language: Language) -> Passed:
    """One of the last passages, in the page's language."""
    at = recent.at.astimezone(terms.local if terms else None)
    named = f"{recent.row.door} {recent.row.name}".strip() if recent.row else ""
    who = named or what(recent.verdict, language)
    return Passed(
        event=recent.event,
        time=f"{at:%H:%M}",
        outcome=recent.verdict.outcome,
        word=OUTCOME_WORDS[recent.verdict.outcome].to(language),
        who=who,
        celsius=recent.reading.celsius if recent.reading else None,
        site=_site(recent.reading, language),
        note=recent.note.to(language) if recent.note else "",
        undoable=recent.undoable,
    )


def _site(reading: Reading | None, language: Language) -> str:
    """Where somebody was measured, where it was not the forehead."""
    return SITE_WORDS[reading.site].to(language) if reading and reading.site is not Site.FOREHEAD else ""


def _sign(look: Look, language: Language) -> Sign:
    return Sign(look.words.to(language), look.colour, look.ink, look.shape, look.mark)
