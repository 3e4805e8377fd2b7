"""What the page is told of people without a pass: the answers to the register's form, who is inside, the doors to choose from."""

from datetime import datetime
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from gatepass.covenant import Direction, VisitKind
from gatepass.people import Door
from gatepass.sentences import OUTCOME_WORDS
from gatepass.verdict import Outcome, Reason
from gatepass.wording import Language, Text
from kiosk.gate import Gate
from kiosk.recognition import no_to
from kiosk.registrations import Registration
from kiosk.store import OpenVisit, Terms
from kiosk.visits import KIND_WORDS
from kiosk.web.shown import Shown, asked, joined, story_words


class Inside(Struct, frozen=True):
    """Somebody without a pass who is inside."""

    id: str
    ticket: int
    kind: VisitKind
    word: str
    label: str
    door: str
    since: str


class Needs(Struct, frozen=True):
    """What the covenant in force asks of one kind of people without a pass, and whether it admits them at all."""

    kind: VisitKind
    fields: tuple[str, ...]
    admitted: bool


class Registered(Struct, frozen=True):
    """The answer to the register's form; `question` is the key of what is to be confirmed, empty where nothing is.

    `otherwise` is the key of a no after which the registration goes on.
    """

    shown: Shown
    inside: Inside | None
    question: str = ""
    otherwise: str = ""


class InBoth(Struct, frozen=True):
    """The answer in both languages: it stays on the page while its language changes."""

    zh: Registered
    en: Registered


class Stairwell(Struct, frozen=True):
    """A stairwell and its rooms, as they are typed."""

    number: str
    rooms: tuple[str, ...]


def registered(gate: Gate, registration: Registration, at: datetime) -> InBoth:
    """The answer to a registration; who was turned away over a question could be let in no other way than by the question."""
    return InBoth(*(_registered(gate, registration, at, language) for language in Language))


def _registered(gate: Gate, registration: Registration, at: datetime, language: Language) -> Registered:
    verdict, event = registration.verdict, registration.event
    shown = asked(verdict, language)
    story = story_words(gate, registration.fever, event, language)
    shown = replace(
        shown,
        event=event,
        overridable=_overridable(registration, gate.store.terms(), at),
        remedy=joined(story, shown.remedy),
    )
    came_in = inside(registration.visit, at, language) if registration.visit else None
    return Registered(shown, came_in, "" if event else verdict.question, no_to(verdict.question))


def let_in(visit: OpenVisit | None, reason: str, at: datetime) -> InBoth:
    """The answer to somebody's being let in against the verdict."""
    return InBoth(*(_let_in(visit, reason, at, language) for language in Language))


def _let_in(visit: OpenVisit | None, reason: str, at: datetime, language: Language) -> Registered:
    shown = Shown(
        outcome=Outcome.ADMIT,
        reason=Reason.FINE,
        word=OUTCOME_WORDS[Outcome.ADMIT].to(language),
        what=Text(f"人工放行：{reason}", f"Let pass: {reason}").to(language),
        remedy="",
    )
    return Registered(shown, inside(visit, at, language) if visit else None)


def _overridable(registration: Registration, terms: Terms | None, at: datetime) -> bool:
    verdict, stopped = registration.verdict, registration.visit is None and registration.event is not None
    return bool(terms and stopped and not verdict.question and terms.at(at).covenant.may_override(verdict.reason))


def inside(visit: OpenVisit, at: datetime, language: Language) -> Inside:
    """An open visit, in the page's language; `at` is now, in the community's time. Of another day the day is told too."""
    since = visit.since.astimezone(at.tzinfo)
    told = f"{since:%H:%M}" if since.date() == at.date() else f"{since:%m-%d %H:%M}"
    word = KIND_WORDS[visit.kind].to(language)
    return Inside(visit.id, visit.ticket, visit.kind, word, visit.label, visit.door or "", told)


def needs(terms: Terms | None) -> tuple[Needs, ...]:
    """What each form asks for now: the covenant may change while it is open."""
    if terms is None:
        return ()
    measured = ("temperature",) if terms.covenant.measures(Direction.IN) else ()
    rules = [(kind, terms.covenant.visit_rule(kind)) for kind in KIND_WORDS]
    return tuple(Needs(kind, (*map(str, rule.required), *measured), rule.admitted) for kind, rule in rules)


def stairwells(terms: Terms | None) -> tuple[Stairwell, ...]:
    """The doors of the passbook, which the pad leads to."""
    doors = sorted(filter(None, map(Door.or_none, terms.doors if terms else ())))
    grouped = groupby(doors, key=lambda door: door.stairwell)
    return tuple(
        Stairwell(str(number), tuple(f"{door.room}{door.suffix}" for door in group)) for number, group in grouped
    )
