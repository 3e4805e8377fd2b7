"""What happened before, as far as a replay's draft lets it have happened: passages, readings, who was stopped. It is never saved."""

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from gatepass.case import Move, Reading, Reason
from gatepass.events import Bind, Claimed, Event, Override, Passage, Reference, Scan, VisitIn
from gatepass.fevers import OPENING
from gatepass.kinds import Checked, Stale, found_off
from gatepass.passbook import Entry
from gatepass.passes import Status
from issuer.referrals import Referrals
from issuer.setting import Setting

_THROUGH = (Passage.IN, Passage.OUT)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose pass was presented: the pass on its day, held good; the door behind it, whose history it shares; whether it is in the share.

    `household` is the key of its own history, `seen` the household that the gate knew it by: none for a spare that it gave away.
    """

    entry: Entry
    door: str
    household: str
    is_ours: bool
    seen: str | None


class Stopped(Struct, frozen=True, gc=False):
    """A passage that did not take place, and would if a volunteer let it: whose history it belongs to, and why not."""

    key: str
    move: Move
    reason: Reason


@dataclass(slots=True)
class Past:
    """The past of one replay. Before its first day it is what really happened; from then on it is the draft's own."""

    setting: Setting
    kept_in: dict[str, str] = field(default_factory=dict)
    stories: dict[str, str] = field(default_factory=dict)
    minds_age: bool = field(init=False)
    referrals: Referrals = field(init=False)
    _readings: dict[str, deque[Reading]] = field(default_factory=lambda: defaultdict(deque))
    _moves: dict[str, deque[Move]] = field(default_factory=lambda: defaultdict(deque))
    _passed: dict[str, tuple[str, Move]] = field(default_factory=dict)
    _stopped: dict[str, Stopped] = field(default_factory=dict)
    _holders: dict[str, Holder] = field(default_factory=dict)
    _given: dict[str, str] = field(default_factory=dict)
    _checked: dict[tuple[str, str], dict[str, Checked]] = field(default_factory=lambda: defaultdict(dict))
    _off: dict[tuple[str, str], frozenset[str]] = field(default_factory=lambda: defaultdict(frozenset))
    _looks_back: timedelta = field(init=False)
    _remembers: timedelta | None = field(init=False)
    _day: date = date.min
    _entries: Mapping[str, Entry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        draft = self.setting.draft
        self._looks_back = draft.looks_back
        rule = draft.temperature
        self._remembers = rule.remembers if rule else None
        self.referrals = Referrals(rule.counts_for() if rule else timedelta(0))
        self.minds_age = bool(draft.of_kind(Stale))

    def holder(self, scan: Scan, day: date) -> Holder:
        """Whose pass was scanned on a day."""
        if day != self._day:
            self._turn_to(day)
        lookup = scan.lookup or ""
        holder = self._holders.get(lookup)
        if holder is None or holder.seen != scan.household:
            holder = self._holders[lookup] = self._holder(lookup, scan)
        return holder

    def _turn_to(self, day: date) -> None:
        self._day, entries = day, self.setting.entries(day)
        if entries is not self._entries:
            self._entries = entries
            self._holders.clear()

    def _holder(self, lookup: str, scan: Scan) -> Holder:
        entry = self._entries.get(lookup) or Entry(lookup, Status.VALID, date.min, None, scan.household or "", b"")
        is_ours, door = self.setting.is_ours(entry), self.setting.door_of(entry)
        if lookup in self.setting.spares and not scan.household:
            bare = replace(entry, household="", pass_class=UNSET, marks=UNSET)
            return Holder(bare, self.setting.spares[lookup], self._given.get(lookup, lookup), is_ours, scan.household)
        key = entry.household or lookup
        if lookup in self._given:
            self._hand_on(lookup, self._given.pop(lookup), key)
        return Holder(entry, door, key, is_ours, scan.household)

    def give_away(self, gate: str, spare: Bind) -> None:
        """A gate gave a spare to somebody behind a door; until the office knows, nobody else counts what is done with it."""
        key = self._given[spare.lookup] = given_away(gate, spare.door)
        self._hand_on(spare.lookup, spare.lookup, key)
        self._holders.pop(spare.lookup, None)

    def _hand_on(self, person: str, key: str, to: str) -> None:
        """From now on what was done with a pass counts for somebody else."""
        own = [move for move in self._moves.get(key, ()) if move.person == person]
        if own:
            self._moves[key] = deque(move for move in self._moves[key] if move.person != person)
            self._moves[to] = deque(sorted((*self._moves[to], *own), key=lambda move: move.at))
            self._passed = {
                id_: (to if move.person == person else at, move) for id_, (at, move) in self._passed.items()
            }

    def history(self, holder: Holder, gate: str, now: datetime) -> Sequence[Move]:
        """The household's passages that the draft looks back on, and those of who said its door, as a gate counts them."""
        own, said = self._of(holder.household, now), self.said(holder.door, gate, now)
        if self._given.get(holder.entry.lookup) == given_away(gate, holder.door):
            return said
        return tuple(sorted((*own, *said), key=lambda move: move.at)) if said else own

    def said(self, door: str, gate: str, now: datetime) -> Sequence[Move]:
        """The passages of who said a door, at any gate without a card, at this one with a spare that it gave away."""
        claims = self._of(door, now)
        spares = self._of(given_away(gate, door), now) if self.setting.spares else ()
        return tuple(sorted((*claims, *spares), key=lambda move: move.at)) if spares else claims

    def _of(self, key: str, now: datetime) -> Sequence[Move]:
        """The passages under one key (a household, a pass, a door that was said) that the draft looks back on.

        Good until the next one is judged: it is no copy, which a month of 300,000 events would feel.
        """
        moves = self._moves.get(key)
        if not moves:
            return ()
        _forget(moves, now - self._looks_back)
        return moves

    def whose(self, id_: str, body: Scan | Claimed | VisitIn, lookup: str = "") -> str:
        """The key under which somebody's readings stand: their pass, or their story, whoever began it."""
        story = body.fever
        if story is not UNSET:
            return self.stories.setdefault(story, lookup or story)
        key = lookup or id_
        if body.verdict.reason in OPENING:
            self.stories[id_] = key
        return key

    def earlier(self, key: str, now: datetime) -> tuple[Reading, ...]:
        """Somebody's readings that the draft remembers."""
        readings = self._readings.get(key)
        if not readings or self._remembers is None:
            return ()
        _forget(readings, now - self._remembers)
        return tuple(readings)

    def read(self, key: str, reading: Reading | None) -> None:
        """Somebody was measured, or not."""
        if reading:
            self._readings[key].append(reading)

    def checked(self, event: Event, reference: Reference) -> None:
        """Somebody known to be well was measured: whether the device is off at its gate from then on."""
        device = "" if reference.taken is UNSET else reference.taken.device
        checked = self._checked[event.gate, event.epoch]
        checked[device] = Checked(device, reference.standing, event.at)
        self._off[event.gate, event.epoch] = found_off(checked.values())

    def off(self, event: Event) -> frozenset[str]:
        """The devices that admit nobody at the gate of an event."""
        return self._off[event.gate, event.epoch]

    def age(self, event: Event) -> timedelta | None:
        """How old the gate's passbook was, where the draft minds; None where the event does not tell."""
        hours: int | UnsetType = event.passbook_hours
        return None if hours is UNSET or not self.minds_age else hours * _HOUR

    def happened(self, id_: str, key: str, move: Move, passage: Passage | None) -> None:
        """What really happened is history, whatever the draft would have said."""
        if passage in _THROUGH:
            self.passes(id_, key, move)
        else:
            self.stops(id_, Stopped(key, move, Reason.FINE))

    def passes(self, id_: str, key: str, move: Move) -> None:
        """Somebody passed."""
        self._moves[key].append(move)
        self._passed[id_] = key, move

    def stops(self, id_: str, stopped: Stopped) -> None:
        """Somebody did not."""
        self._stopped[id_] = stopped

    def override(self, event: Event, override: Override) -> None:
        """The volunteer let somebody pass: where the draft stops them too, only if it lets volunteers do so."""
        stopped = self._stopped.pop(override.scan, None)
        if stopped and (stopped.reason is Reason.FINE or self.setting.draft.may_override(stopped.reason)):
            self.kept_in.pop(stopped.move.person, None)
            self.passes(event.id, stopped.key, replace(stopped.move, at=event.at.astimezone(self.setting.zone)))
            self._passed[override.scan] = self._passed[event.id]

    def undo(self, id_: str) -> None:
        """A passage that did not take place, and that no volunteer can let take place any more."""
        if id_ in self._passed:
            key, move = self._passed.pop(id_)
            self._moves[key] = deque(each for each in self._moves[key] if each is not move)
        stopped = self._stopped.pop(id_, None)
        if stopped and self.kept_in.get(stopped.move.person) == id_:
            del self.kept_in[stopped.move.person]


def given_away(gate: str, door: str) -> str:
    """The key of what was done at a gate with the spares that it gave away for a door, and that nobody else knows of yet."""
    return f"{gate} {door}"


_Timed = TypeVar("_Timed", Move, Reading)


def _forget(timed: deque[_Timed], begin: datetime) -> None:
    """Forgets those before `begin`."""
    while timed and timed[0].at < begin:
        timed.popleft()
