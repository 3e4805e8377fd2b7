"""The office's ledger: what gates send is taken in order, once, and checked; what cannot be taken is put aside, never dropped.

A gate's events form one chain an epoch. A line that cannot be taken still holds its place in the chain, so that a gate
never waits behind it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec import Struct

from gatepass.events import GENESIS, Event, Line, event_of, parse_line
from gatepass.exchange import Received
from gatepass.wording import Refusal, Text
from issuer.store import Aside, Chain, Kept, Store, Writing


class Objection(StrEnum):
    """Why a line was put aside."""

    UNREADABLE = "unreadable"
    CHANGED = "changed"
    FOREIGN = "foreign"
    OTHER_CONTENT = "other_content"
    PLACE_TAKEN = "place_taken"
    CHAIN_BROKEN = "chain_broken"


OBJECTION_WORDS = {
    Objection.UNREADABLE: Text("本版本读不懂", "this version cannot read it"),
    Objection.CHANGED: Text("内容与哈希不符", "it does not fit its hash"),
    Objection.FOREIGN: Text("属于别的大门或别的小区", "it belongs to another gate or community"),
    Objection.OTHER_CONTENT: Text("同一编号已有另一内容", "another content was received before under the same id"),
    Objection.PLACE_TAKEN: Text("同一序号已有另一事件", "another event was received before under the same number"),
    Objection.CHAIN_BROKEN: Text("与前后事件接不上", "it does not link to its neighbours"),
}


class _Envelope(Struct, frozen=True):
    """The part of an event that any version writes."""

    id: str
    community: str
    gate: str
    epoch: str
    number: int


@dataclass(frozen=True, slots=True)
class Upload:
    """What one gate of a community sent, and which epoch it said it is of, if it did."""

    gate: str
    tag: str
    lines: Sequence[str]
    epoch: str = ""


@dataclass(frozen=True, slots=True)
class _Offer:
    """One line as far as it could be read; `epoch` is empty and `number` 0 where its place is not known."""

    raw: str
    id: str
    epoch: str = ""
    number: int = 0
    line: Line | None = None
    event: Event | None = None
    objection: Objection | None = None

    @property
    def is_placed(self) -> bool:
        return bool(self.epoch) and self.number > 0


@dataclass(frozen=True, slots=True)
class Finding:
    """The first fault of one chain: at which number, and what it is."""

    gate: str
    epoch: str
    number: int
    what: Text


@dataclass(frozen=True, slots=True)
class Audit:
    """What reading the whole ledger again showed."""

    events: int
    chains: int
    aside: int
    faults: tuple[Finding, ...]


def take(store: Store, upload: Upload, at: datetime) -> Received:
    """Takes what a gate sent and says how far the office has it; sending it again changes nothing."""
    known = store.chain(upload.gate, upload.epoch)
    offers = _placed([_read(raw, upload) for raw in upload.lines], known)
    aside: list[str] = []
    with store.writing() as writing:
        taking = _Taking(store, writing, upload.gate, at)
        for offer in sorted(offers, key=lambda offer: (offer.epoch, offer.number)):
            if not taking.take(offer):
                aside.append(offer.id)
    epoch = upload.epoch or next((offer.epoch for offer in reversed(offers) if offer.epoch), "")
    return Received(epoch, store.chain(upload.gate, epoch).upto, tuple(aside))


def verify(store: Store) -> Audit:
    """Reads every chain again from its beginning; a chain that was cut off at its end is noticed by its head."""
    found = [_faults_of(store, chain) for chain in store.chains()]
    faults = tuple(first for faults in found if (first := next(faults, None)))
    return Audit(store.count_events(), len(found), store.count_aside(), faults)


class _Taking:
    """One upload on its way into the ledger."""

    def __init__(self, store: Store, writing: Writing, gate: str, at: datetime) -> None:
        self._store, self._writing, self._gate, self._at = store, writing, gate, at

    def take(self, offer: _Offer) -> bool:
        """Takes one line or puts it aside (False). One that is ahead of its chain is left for the gate to send again."""
        chain = self._store.chain(self._gate, offer.epoch)
        objection = offer.objection or self._objection(chain, offer)
        if objection:
            self._put_aside(offer, objection)
        elif offer.number > chain.upto + 1:
            return True
        elif self._store.hash_of(offer.id) is None:
            self._append(offer)
        if offer.is_placed and (offer.number == chain.upto + 1 or (not objection and offer.number == chain.upto)):
            self._writing.move_chain(replace(chain, upto=offer.number, head=_head(offer)))
        return objection is None

    def _objection(self, chain: Chain, offer: _Offer) -> Objection | None:
        assert offer.line and offer.event  # noqa: S101 - a line without them has its objection
        kept = self._store.hash_of(offer.id)
        if kept is not None:
            return None if kept == offer.line.hash else Objection.OTHER_CONTENT
        if offer.number > chain.upto + 1:
            return None
        if self._store.event_at(chain, offer.number):
            return Objection.PLACE_TAKEN
        return None if self._links(chain, offer.line, offer.event) else Objection.CHAIN_BROKEN

    def _links(self, chain: Chain, line: Line, event: Event) -> bool:
        before = self._hash_before(chain, event.number)
        after = self._store.event_at(chain, event.number + 1)
        return before in (None, event.previous) and (after is None or after.previous == line.hash)

    def _hash_before(self, chain: Chain, number: int) -> str | None:
        """The hash that the event with a number must name, None where it is not known."""
        if number == 1:
            return GENESIS
        if number == chain.upto + 1:
            return chain.head
        before = self._store.event_at(chain, number - 1)
        return before.hash if before else None

    def _append(self, offer: _Offer) -> None:
        assert offer.line and offer.event  # noqa: S101 - a line without them was put aside
        self._writing.append(offer.event, offer.line, self._at)

    def _put_aside(self, offer: _Offer, objection: Objection) -> None:
        epoch, number = (offer.epoch, offer.number) if offer.is_placed else (None, None)
        self._writing.put_aside(Aside(self._gate, offer.id, epoch, number, objection, offer.raw, self._at))


def _head(offer: _Offer) -> str | None:
    """The hash that the next event must name; not known where a line does not fit its own."""
    return offer.line.hash if offer.line else None


def _read(raw: str, upload: Upload) -> _Offer:
    try:
        line = parse_line(raw)
    except Refusal:
        return _Offer(raw, _digest(raw), objection=Objection.UNREADABLE)
    envelope = _envelope(line)
    if _digest(line.text) != line.hash:
        return _Offer(raw, envelope.id if envelope else _digest(raw), objection=Objection.CHANGED)
    if envelope is None:
        return _Offer(raw, _digest(raw), objection=Objection.UNREADABLE)
    event = _event(line)
    objection = None if event else Objection.UNREADABLE
    if (envelope.gate, envelope.community) != (upload.gate, upload.tag):
        objection = Objection.FOREIGN
    return _Offer(raw, envelope.id, envelope.epoch, envelope.number, line, event, objection)


def _envelope(line: Line) -> _Envelope | None:
    try:
        envelope = msgspec.json.decode(line.text, type=_Envelope)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None
    return envelope if envelope.id and envelope.epoch and 1 <= envelope.number <= _HIGHEST_NUMBER else None


def _event(line: Line) -> Event | None:
    try:
        event = event_of(line)
    except Refusal:
        return None
    return event if event.at.tzinfo else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _placed(offers: Sequence[_Offer], chain: Chain) -> list[_Offer]:
    """Lines whose own word cannot be believed stand where they were sent: behind the line before them."""
    anchor = next((place for place, offer in enumerate(offers) if offer.is_placed), None)
    epoch, number = chain.epoch, chain.upto
    if anchor is not None:
        epoch, number = offers[anchor].epoch, offers[anchor].number - anchor - 1
    placed = []
    for offer in offers:
        known = offer if offer.is_placed else replace(offer, epoch=epoch, number=number + 1)
        epoch, number = known.epoch, known.number
        placed.append(known)
    return placed


def _faults_of(store: Store, chain: Chain) -> Iterator[Finding]:
    aside = store.places_put_aside(chain)
    number, hash_ = 0, GENESIS
    for kept, line in store.lines_of(chain):
        yield from _missing(chain, range(number + 1, kept.number), aside)
        if not _is_as_written(chain, kept, line):
            yield Finding(chain.gate, chain.epoch, kept.number, _REWRITTEN)
        if kept.number == number + 1 and kept.previous != hash_:
            yield Finding(chain.gate, chain.epoch, kept.number, OBJECTION_WORDS[Objection.CHAIN_BROKEN])
        number, hash_ = kept.number, kept.hash
    yield from _missing(chain, range(number + 1, chain.upto + 1), aside)
    if number > chain.upto or (number == chain.upto and hash_ != chain.head):
        yield Finding(chain.gate, chain.epoch, number, _WRONG_HEAD)


def _missing(chain: Chain, numbers: range, aside: frozenset[int]) -> Iterator[Finding]:
    for number in numbers:
        if number not in aside:
            yield Finding(chain.gate, chain.epoch, number, _GONE)


def _is_as_written(chain: Chain, kept: Kept, line: Line) -> bool:
    event = _event(line)
    return event is not None and (event.gate, event.epoch, event.id, event.number, event.previous) == (
        chain.gate, chain.epoch, kept.id, kept.number, kept.previous
    )  # fmt: skip


_HIGHEST_NUMBER = 2**53
_REWRITTEN = Text("内容被改过", "it was changed since it was written")
_GONE = Text("这条事件不见了", "the event is gone")
_WRONG_HEAD = Text("链的末端与记录不符", "the chain does not end as noted")
