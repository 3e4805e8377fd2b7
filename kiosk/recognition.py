"""Whether somebody without their card is one of those who wait to be measured again: by door and name, asked where only the door fits.

It knows only whom `kiosk.known` knows, and keeps nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import tzinfo

from gatepass.case import Direction
from gatepass.passbook import Entry, Row
from gatepass.verdict import Outcome, Reason, Verdict
from gatepass.wording import Text
from kiosk.known import Known
from kiosk.names import name_key
from kiosk.passages import Attempt, Decision
from kiosk.stamp import Stamp
from kiosk.store import Fever

_IS, _IS_NOT = "is ", "is not "


@dataclass(frozen=True, slots=True)
class Said:
    """The door and the name that somebody gave."""

    door: str
    name: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody who waits, and whether their name is the one that was given, or their door alone."""

    fever: Fever
    row: Row
    is_same: bool

    @property
    def question(self) -> str:
        """The key under which it is asked whether it is them."""
        return _IS + self.fever.id


def no_to(question: str) -> str:
    """The key of a no that says no more than that it is somebody else; empty where a no means that somebody is stopped."""
    return _IS_NOT + question.removeprefix(_IS) if question.startswith(_IS) else ""


def alike(said: Said, fevers: Iterable[Fever], known: Known, confirmed: frozenset[str]) -> Alike | None:
    """Who of those that wait stands there, or may stand there as far as it was not asked yet."""
    found = [each for each in _behind(said, fevers, known) if _IS_NOT + each.fever.id not in confirmed]
    sure = (each for each in found if each.is_same or each.question in confirmed)
    return next(sure, next(iter(found), None))


def _behind(said: Said, fevers: Iterable[Fever], known: Known) -> Iterator[Alike]:
    for fever in fevers:
        somebody = known.of(fever.id)
        row = somebody.presentation.row if somebody else None
        if row and row.door == said.door:
            yield Alike(fever, row, name_key(row.name) == name_key(said.name))


def recognised(attempt: Attempt, fevers: tuple[Fever, ...], known: Known) -> tuple[Attempt, Alike | None]:
    """The attempt with the story that it goes on with; somebody whom it may be is to be asked about first.

    A card tells by itself who it is: it takes over the story of its holder who came without it, and is asked nothing.
    """
    row, presented = attempt.presentation.row, attempt.presentation.presented
    if attempt.fever or row is None or not (fevers and row.door and row.name):
        return attempt, None
    if isinstance(presented, Entry):
        fevers = tuple(fever for fever in fevers if fever.lookup is None)
    elif attempt.presentation.claim is None:
        return attempt, None
    found = alike(Said(row.door, row.name), fevers, known, attempt.confirmed)
    if found and (found.is_same or found.question in attempt.confirmed):
        return replace(attempt, fever=found.fever.id), None
    return attempt, None if isinstance(presented, Entry) else found


def whether_it_is_them(found: Alike, attempt: Attempt, stamp: Stamp) -> Decision:
    """The question itself; nothing is recorded before it is answered."""
    return Decision(question_about(found, stamp), attempt.direction or Direction.IN)


def question_about(found: Alike, stamp: Stamp) -> Verdict:
    """The verdict that asks whether it is them."""
    begin = since(found.fever, stamp.zone)
    told = Text(
        f"就是 {begin} 起等复测的 {found.row.name} 吗？",
        f"is this {found.row.name}, who rests since {begin}?",
    )
    return Verdict(Outcome.WAIT, Reason.TO_CONFIRM, stamp.covenant.version, question=found.question, told=told)


def since(fever: Fever, zone: tzinfo | None) -> str:
    """When a story began, by the community's clock; by the machine's where the zone is not known."""
    return f"{fever.since.astimezone(zone):%H:%M}"
