"""A draft of a covenant run over past days: who would have been stopped, who let through. Pure: events come in, a report goes out.

The past is the draft's own: an outing that it stops did not happen, and using nothing up, it leaves the next one free; whoever it kept in
has nothing to come home from. Questions count as answered with yes, and somebody who was not measured as having no fever; a pass that was
not good then (revoked, unknown, …) is not judged again.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar
from zlib import crc32
from zoneinfo import ZoneInfo

from msgspec import UNSET, Struct

from gatepass.case import Case, Direction, Move, Outcome, Reading, Reason, Unknown
from gatepass.covenant import Covenant
from gatepass.events import Claimed, Clock, Event, FeverClosed, Override, Reference, Scan, Undo, VisitIn, reading_of
from gatepass.fevers import OPENING
from gatepass.kinds import Standing
from gatepass.passbook import Entry
from gatepass.passes import Status
from gatepass.verdict import PASS_RULES
from issuer.referrals import Referrals
from issuer.tally import Ending, Judgement, Report, Tally, judged_again

_ANY_RULE_MAY_GIVE = {Reason.KIND_NOT_ADMITTED, Reason.CARD_FORGOTTEN}
_IN, _OUT = Direction
_ADMIT, _PASSED, _DOUBTFUL = Outcome.ADMIT, Ending.PASSED, Clock.DOUBTFUL
OF_THE_PASS = frozenset(reason for rule in PASS_RULES for reason in rule.reasons) - _ANY_RULE_MAY_GIVE


@dataclass(frozen=True, slots=True)
class Share:
    """One of `of` equal parts of all doors: nothing that happened at one door changes what another would have been told."""

    number: int = 0
    of: int = 1

    def has(self, name: str) -> bool:
        """Whether a door, or what stands for one, falls into this part."""
        return self.of == 1 or crc32(name.encode()) % self.of == self.number


@dataclass(frozen=True, slots=True)
class Setting:
    """What a replay needs beside the events: the draft, the days that count, and who is who.

    `entries` gives the passes of a local day by their lookups, `doors` the door of a household's pseudonym, `gates` names by id;
    of the events only those of the `share` are judged.
    """

    draft: Covenant
    first: date
    last: date
    zone: ZoneInfo
    entries: Callable[[date], Mapping[str, Entry]]
    doors: Mapping[str, str]
    gates: Mapping[str, str]
    share: Share = Share()

    @property
    def begins(self) -> date:
        """The day from which events are needed, so that the first day has its history."""
        return begin_of(self.draft, self.first)

    def is_ours(self, entry: Entry) -> bool:
        """Whether the door of a pass falls into the share."""
        return self.share.has(self.doors.get(entry.household) or entry.household or entry.lookup)

    def others(self) -> Iterator[str]:
        """The lookups of the passes that fall into other shares."""
        return (lookup for lookup, entry in self.entries(self.first).items() if not self.is_ours(entry))


def begin_of(draft: Covenant, first: date) -> date:
    """The day from which a draft needs events, so that the day `first` has its history."""
    remembers = draft.temperature.remembers if draft.temperature else timedelta(0)
    reach = timedelta(days=max(draft.looks_back, remembers).days + 1)
    return max(first, date.min + reach) - reach


def replay(events: Iterable[Event], setting: Setting) -> Report:
    """Judges all passages of the days with the draft; `events` in the order they happened, from `setting.begins` on."""
    return tallied(events, setting).report()


def tallied(events: Iterable[Event], setting: Setting) -> Tally:
    """The same before it is summed up, so that shares can be added."""
    past = _Past(setting)
    tally = Tally(setting.draft, setting.first, setting.last)
    for event in events:
        match event.body:
            case Scan() as scan:
                _replay_scan(event, scan, past, tally)
            case Claimed() as claimed:
                _replay_claim(event, claimed, past, tally)
            case VisitIn() as visit:
                _replay_visit(event, visit, past, tally)
            case Override() as override:
                past.override(event.id, override)
                past.referrals.set_aside(event.id, override.scan)
            case Undo(event=id_):
                past.undo(id_)
                past.referrals.take_back(id_)
            case Reference() as reference:
                past.checked(event, reference)
            case FeverClosed(fever=story):
                past.referrals.end(past.stories.get(story, story))
            case _:
                pass
    return tally


@dataclass(frozen=True, slots=True)
class _Holder:
    """Whose pass was presented: the pass on its day, held good; the door behind it, whose history it shares; whether it is in the share."""

    entry: Entry
    door: str
    household: str
    is_ours: bool


class _Stopped(Struct, frozen=True, gc=False):
    """A passage that did not take place, and would if a volunteer let it: whose history it belongs to, and why not."""

    key: str
    move: Move
    reason: Reason


@dataclass(slots=True)
class _Past:
    """What happened before, as the draft would have had it."""

    setting: Setting
    moves: dict[str, deque[Move]] = field(default_factory=lambda: defaultdict(deque))
    readings: dict[str, deque[Reading]] = field(default_factory=lambda: defaultdict(deque))
    stories: dict[str, str] = field(default_factory=dict)
    passed: dict[str, tuple[str, Move]] = field(default_factory=dict)
    stopped: dict[str, _Stopped] = field(default_factory=dict)
    kept_in: dict[str, str] = field(default_factory=dict)
    holders: dict[str, _Holder] = field(default_factory=dict)
    looks_back: timedelta = field(init=False)
    remembers: timedelta | None = field(init=False)
    referrals: Referrals = field(init=False)
    off: dict[tuple[str, str], frozenset[str]] = field(default_factory=lambda: defaultdict(frozenset))
    _day: date = date.min
    _entries: Mapping[str, Entry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        draft = self.setting.draft
        self.looks_back = draft.looks_back
        rule = draft.temperature
        self.remembers = rule.remembers if rule else None
        self.referrals = Referrals(rule.counts_for() if rule else timedelta(0))

    def holder(self, scan: Scan, day: date) -> _Holder:
        """Whose pass was scanned on a day."""
        if day != self._day:
            self._turn_to(day)
        lookup = scan.lookup or ""
        holder = self.holders.get(lookup)
        if holder is None:
            holder = self.holders[lookup] = self._holder(lookup, scan)
        return holder

    def _turn_to(self, day: date) -> None:
        self._day, entries = day, self.setting.entries(day)
        if entries is not self._entries:
            self._entries = entries
            self.holders.clear()

    def _holder(self, lookup: str, scan: Scan) -> _Holder:
        entry = self._entries.get(lookup) or Entry(lookup, Status.VALID, date.min, None, scan.household or "", b"")
        door = self.setting.doors.get(entry.household, "")
        return _Holder(entry, door, entry.household or lookup, self.setting.is_ours(entry))

    def history(self, holder: _Holder, now: datetime) -> Sequence[Move]:
        """The household's passages that the draft looks back on, and those of who said its door, as a gate counts them."""
        own, said = self.of(holder.household, now), self.of(holder.door, now)
        return tuple(sorted((*own, *said), key=lambda move: move.at)) if said else own

    def of(self, key: str, now: datetime) -> Sequence[Move]:
        """The passages under one key (a household, a pass, a door that was said) that the draft looks back on.

        Good until the next one is judged: it is no copy, which a month of 300,000 events would feel.
        """
        moves = self.moves.get(key)
        if not moves:
            return ()
        _forget(moves, now - self.looks_back)
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
        readings = self.readings.get(key)
        if not readings or self.remembers is None:
            return ()
        _forget(readings, now - self.remembers)
        return tuple(readings)

    def checked(self, event: Event, reference: Reference) -> None:
        """Somebody known to be well was measured: whether the device is off at its gate from then on."""
        device = "" if reference.taken is UNSET else reference.taken.device
        is_off = reference.standing is Standing.OFF
        self.off[event.gate, event.epoch] = self.off[event.gate, event.epoch] - {device} | (
            {device} if is_off else set()
        )

    def override(self, id_: str, override: Override) -> None:
        """The volunteer let somebody pass: where the draft stops them too, only if it lets volunteers do so."""
        stopped = self.stopped.pop(override.scan, None)
        if stopped and (stopped.reason is Reason.FINE or self.setting.draft.may_override(stopped.reason)):
            self.kept_in.pop(stopped.move.person, None)
            self.moves[stopped.key].append(stopped.move)
            self.passed[id_] = stopped.key, stopped.move

    def undo(self, id_: str) -> None:
        """A passage that did not take place."""
        if id_ in self.passed:
            key, move = self.passed.pop(id_)
            self.moves[key] = deque(each for each in self.moves[key] if each is not move)
        stopped = self.stopped.get(id_)
        if stopped and self.kept_in.get(stopped.move.person) == id_:
            del self.kept_in[stopped.move.person]


_Timed = TypeVar("_Timed", Move, Reading)


def _forget(timed: deque[_Timed], begin: datetime) -> None:
    """Forgets those before `begin`."""
    while timed and timed[0].at < begin:
        timed.popleft()


def _replay_scan(event: Event, scan: Scan, past: _Past, tally: Tally) -> None:
    if scan.lookup is None or scan.verdict.reason in OF_THE_PASS:
        return
    now = event.at.astimezone(past.setting.zone)
    holder = past.holder(scan, now.date())
    if not holder.is_ours:
        return
    entry = holder.entry
    key = past.whose(event.id, scan, entry.lookup)
    was_kept_in = scan.direction is _IN and past.kept_in.pop(entry.lookup, None) is not None
    if was_kept_in and scan.verdict.outcome is _ADMIT:
        tally.fell_away(now.date())
        return
    reading = reading_of(scan.celsius, scan.taken, now)
    case = Case(
        presented=entry,
        direction=scan.direction,
        now=now,
        covenant=past.setting.draft,
        reading=reading,
        earlier=past.earlier(key, now),
        history=past.history(holder, now),
        gate=past.setting.gates.get(event.gate, event.gate),
        clock_doubtful=event.clock is _DOUBTFUL,
        referred=past.referrals.has(key, now),
        off=past.off[event.gate, event.epoch],
    )
    done = judged_again(event, case, scan.verdict, holder.door)
    tally.count(done)
    past.referrals.note(key, done)
    if reading:
        past.readings[key].append(reading)
    move = Move(now, scan.direction, entry.lookup, entry.class_key, entry.listed)
    _remember(done, holder.household, move, past)
    if done.ended is _PASSED and done.ends is not _PASSED and scan.direction is _OUT:
        past.kept_in[entry.lookup] = event.id


def _replay_claim(event: Event, claimed: Claimed, past: _Past, tally: Tally) -> None:
    """A resident without their card: known by the door they said, and by no more, as at the gate."""
    if not past.setting.share.has(claimed.door):
        return
    now = event.at.astimezone(past.setting.zone)
    key, reading = past.whose(event.id, claimed), reading_of(claimed.celsius, claimed.taken, now)
    case = Case(
        presented=Unknown.CARD_FORGOTTEN,
        direction=claimed.direction,
        now=now,
        covenant=past.setting.draft,
        reading=reading,
        earlier=past.earlier(key, now),
        history=past.of(claimed.door, now),
        gate=past.setting.gates.get(event.gate, event.gate),
        clock_doubtful=event.clock is _DOUBTFUL,
        referred=past.referrals.has(key, now),
        off=past.off[event.gate, event.epoch],
    )
    done = judged_again(event, case, claimed.verdict, claimed.door)
    tally.count(done)
    if claimed.fever is not UNSET or event.id in past.stories:
        past.referrals.note(key, done)
        if reading:
            past.readings[key].append(reading)
    _remember(done, claimed.door, Move(now, claimed.direction, claimed.door), past)


def _remember(done: Judgement, key: str, move: Move, past: _Past) -> None:
    """What the draft lets happen of what happened: nobody passes who had not."""
    if done.ends is _PASSED and done.ended is _PASSED:
        past.moves[key].append(move)
        past.passed[done.event.id] = key, move
        return
    past.stopped[done.event.id] = _Stopped(key, move, done.verdict.reason if done.ends is not _PASSED else Reason.FINE)


def _replay_visit(event: Event, visit: VisitIn, past: _Past, tally: Tally) -> None:
    of_a_resident = visit.door if visit.fever is not UNSET else None  # whose story stands with their door
    if not past.setting.share.has(of_a_resident or event.id):
        return
    now = event.at.astimezone(past.setting.zone)
    key, reading = past.whose(event.id, visit), reading_of(visit.celsius, visit.taken, now)
    case = Case(
        presented=visit.visitor,
        direction=_IN,
        now=now,
        covenant=past.setting.draft,
        reading=reading,
        earlier=past.earlier(key, now),
        gate=past.setting.gates.get(event.gate, event.gate),
        clock_doubtful=event.clock is _DOUBTFUL,
        referred=past.referrals.has(key, now),
        off=past.off[event.gate, event.epoch],
    )
    done = judged_again(event, case, visit.verdict, visit.door or "")
    tally.count(done)
    if visit.fever is not UNSET:
        past.referrals.note(key, done)
        if reading:
            past.readings[key].append(reading)
