"""Events: the facts of the ledger as they are written once at a gate and never changed; corrections are new events.

An event travels as a line: 64 hex digits of SHA-256, a blank, JSON. The hash is over the very bytes of the JSON, which
names the hash before it, so each gate's events form a chain that a reader of a later version can still check.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import msgspec
from msgspec import UNSET, Struct, UnsetType

from gatepass.case import Reading, Site
from gatepass.covenant import Direction, VisitKind
from gatepass.fevers import FeverEnd
from gatepass.kinds import Standing
from gatepass.verdict import Outcome, Reason, Verdict
from gatepass.wording import Refusal, Text

FORMAT = 1
GENESIS = "0" * 64

# `gc=False`: an event is a tree, and a ledger of 300,000 is read several times faster when the collector need not look at each.


class Clock(StrEnum):
    """How far a gate's clock could be trusted when it stamped an event."""

    CHECKED = "checked"
    UNCHECKED = "unchecked"
    DOUBTFUL = "doubtful"


class Passage(StrEnum):
    """What really happened."""

    IN = "in"
    OUT = "out"
    TURNED_AWAY = "turned_away"


_WENT = {Direction.IN: Passage.IN, Direction.OUT: Passage.OUT}


def went(direction: Direction) -> Passage:
    """What happened when somebody passed this way."""
    return _WENT[direction]


def passage_after(outcome: Outcome, direction: Direction) -> Passage | None:
    """What happened on a verdict; None while it is open (wait, refer, measure)."""
    return {Outcome.ADMIT: went(direction), Outcome.REFUSE: Passage.TURNED_AWAY}.get(outcome)


class Judged(Struct, frozen=True, gc=False):
    """What the covenant said, kept beside what happened."""

    outcome: Outcome
    reason: Reason
    covenant: int

    @classmethod
    def of(cls, verdict: Verdict) -> "Judged":
        """The part of a verdict that is kept."""
        return cls(verdict.outcome, verdict.reason, verdict.covenant)


class Taken(Struct, frozen=True, omit_defaults=True, gc=False):
    """How a temperature was taken, beside its °C: where on the body, by which device, in air of how many °C."""

    site: Site = Site.FOREHEAD
    device: str = ""
    air: float | None = None


_UNTOLD = Taken()


class Scan(Struct, frozen=True, tag_field="kind", tag="scan", gc=False):
    """A pass was presented. `lookup` and `household` are null where no pass of ours was; `passage` while it is open.

    `confirmed` are the questions of the covenant that the volunteer answered with yes, `declined` the one answered with no;
    `fever` is the earlier event with which the story of a high temperature began that this one belongs to.
    """

    direction: Direction
    verdict: Judged
    passage: Passage | None = None
    lookup: str | None = None
    household: str | None = None
    celsius: float | None = None
    confirmed: tuple[str, ...] | UnsetType = UNSET
    taken: Taken | UnsetType = UNSET
    fever: str | UnsetType = UNSET
    declined: str | UnsetType = UNSET


class Claimed(Struct, frozen=True, tag_field="kind", tag="claimed", gc=False):
    """A resident without their card said who they are. Both seals hold `Details`, as a visit's do."""

    direction: Direction
    verdict: Judged
    passage: Passage | None
    door: str
    celsius: float | None
    confirmed: tuple[str, ...]
    masked: bytes
    whole: bytes
    taken: Taken | UnsetType = UNSET
    fever: str | UnsetType = UNSET
    declined: str | UnsetType = UNSET


class Override(Struct, frozen=True, tag_field="kind", tag="override", gc=False):
    """The volunteer let somebody pass whom the verdict would not, and why."""

    scan: str
    passage: Passage
    reason: str


class Undo(Struct, frozen=True, tag_field="kind", tag="undo", gc=False):
    """The passage of an earlier event did not take place."""

    event: str


class VisitIn(Struct, frozen=True, tag_field="kind", tag="visit_in", gc=False):
    """Somebody without a pass was registered. Both seals hold `Details`: masked for the desk, whole for the manager.

    `confirmed` are the questions of the covenant that the volunteer answered with yes, `declined` the one answered with no;
    `fever` is the story of a resident who registered so.
    """

    visitor: VisitKind
    verdict: Judged
    passage: Passage | None
    door: str | None
    celsius: float | None
    masked: bytes
    whole: bytes
    taken: Taken | UnsetType = UNSET
    confirmed: tuple[str, ...] | UnsetType = UNSET
    fever: str | UnsetType = UNSET
    declined: str | UnsetType = UNSET


class VisitOut(Struct, frozen=True, tag_field="kind", tag="visit_out", gc=False):
    """A registered visit ended."""

    visit: str


class Bind(Struct, frozen=True, tag_field="kind", tag="bind"):
    """A spare was given to somebody at a gate, after the scan that it is for. Both seals hold `Details`, as a visit's do."""

    scan: str
    lookup: str
    door: str
    masked: bytes
    whole: bytes


class ShiftOn(Struct, frozen=True, tag_field="kind", tag="shift_on"):
    """A volunteer took over the gate. Both seals hold `Details` with their name."""

    masked: bytes
    whole: bytes


class ShiftOff(Struct, frozen=True, tag_field="kind", tag="shift_off"):
    """A volunteer handed the gate over: how many were inside without a pass and waiting to be measured again, and a sealed note.

    `fevers` are the stories that the next volunteer goes on with.
    """

    shift: str
    inside: int
    resting: int
    masked: bytes
    whole: bytes
    fevers: tuple[str, ...] | UnsetType = UNSET


class FeverClosed(Struct, frozen=True, tag_field="kind", tag="fever_closed"):
    """What became of somebody with a high temperature. Both seals hold `Details` with what was said, as its purpose."""

    fever: str
    end: FeverEnd
    masked: bytes
    whole: bytes


class Reference(Struct, frozen=True, tag_field="kind", tag="reference"):
    """Somebody known to be well was measured, and what that says of the device."""

    celsius: float
    standing: Standing
    taken: Taken | UnsetType = UNSET


Body = Scan | Claimed | Override | Undo | VisitIn | VisitOut | Bind | ShiftOn | ShiftOff | FeverClosed | Reference


class Details(Struct, frozen=True):
    """What identifies somebody without a pass; never stored in the clear."""

    name: str = ""
    phone: str = ""
    document: str = ""
    plate: str = ""
    purpose: str = ""


class Event(Struct, frozen=True, gc=False):
    """One row of the ledger. `at` carries its zone; `day` is the community's local day, stamped once, at the gate.

    `passbook_hours` is how old the gate's passbook was, hours begun counted whole: more than N hours is more than N here too.
    """

    format: int
    id: str
    community: str
    gate: str
    epoch: str
    number: int
    at: datetime
    day: date
    clock: Clock
    previous: str
    body: Body
    passbook_hours: int | UnsetType = UNSET


@dataclass(frozen=True, slots=True)
class Line:
    """An event as it is stored and sent: the hash (64 hex digits) and the JSON (UTF-8 text) it is over."""

    hash: str
    text: str

    def __str__(self) -> str:
        return f"{self.hash} {self.text}"


def line_of(event: Event) -> Line:
    """The line of an event."""
    text = msgspec.json.encode(event, order="sorted")
    return Line(hashlib.sha256(text).hexdigest(), text.decode())


def parse_line(text: str) -> Line:
    """The line that was sent, whether or not its hash fits; raises `Refusal` when it is no line at all."""
    hash_, blank, body = text.partition(" ")
    if len(hash_) != 64 or not blank:
        raise _unreadable()
    return Line(hash_, body)


def event_of(line: Line) -> Event:
    """The event of a line; raises `Refusal` when the hash does not fit or this version cannot read it."""
    text = line.text.encode(errors="surrogatepass")  # so that no text that was sent is a fault of the program
    if hashlib.sha256(text).hexdigest() != line.hash:
        raise Refusal(
            Text("事件与其哈希不符", "an event does not fit its hash"),
            Text("已另行保存，请人工核对", "it is kept aside to be looked at"),
        )
    try:
        event = msgspec.json.decode(text, type=Event)
    except msgspec.DecodeError as error:
        raise _unreadable() from error
    if event.format > FORMAT:
        raise _unreadable()
    return event


def _unreadable() -> Refusal:
    return Refusal(
        Text("这条事件本版本读不懂", "this version cannot read the event"),
        Text("已另行保存，请更新程序", "it is kept aside; update the program"),
    )


def taken_of(reading: Reading | None) -> Taken | UnsetType:
    """How a reading was taken, as an event carries it: nothing where there is nothing to tell but a forehead."""
    taken = Taken(reading.site, reading.device, reading.air) if reading else _UNTOLD
    return UNSET if taken == _UNTOLD else taken


def reading_of(celsius: float | None, taken: Taken | UnsetType, at: datetime) -> Reading | None:
    """The reading that an event carries; `at` is when it was taken."""
    how = _UNTOLD if taken is UNSET else taken
    return None if celsius is None else Reading(celsius, at, how.site, how.device, how.air)


def refers_to(body: Body) -> str | None:
    """The id of the earlier event that a body corrects or ends."""
    match body:
        case Override(scan=earlier) | Undo(event=earlier) | VisitOut(visit=earlier) | ShiftOff(shift=earlier):
            return earlier
        case FeverClosed(fever=earlier):
            return earlier
        case _:
            return None


def encode_details(details: Details) -> bytes:
    """`Details` as the bytes that are sealed."""
    return msgspec.json.encode(details)


def decode_details(plain: bytes) -> Details:
    """The details that `encode_details` wrote."""
    return msgspec.json.decode(plain, type=Details)
