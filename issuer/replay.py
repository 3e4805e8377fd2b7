"""A draft of a covenant run over past days: who would have been stopped, who let through. Pure: events come in, a report goes out.

What happened before the first day really happened. From then on the past is the draft's own: an outing that it stops did not
happen, and using nothing up, it leaves the next one free; whoever it kept in has nothing to come home from. A question that was
answered with no is answered with no again, any other with yes, and somebody who was not measured has no fever; a pass that was
not good then (revoked, unknown, …) is not judged again, nor is what stood on something that the ledger does not tell.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import UNSET, Struct

from gatepass.case import Case, Direction, Move, Outcome, Reading, Reason, Unknown, VisitKind
from gatepass.events import (
    Bind,
    Claimed,
    Clock,
    Event,
    FeverClosed,
    Override,
    Passage,
    Reference,
    Scan,
    Undo,
    VisitIn,
    reading_of,
)  # fmt: skip
from gatepass.passbook import Entry
from gatepass.verdict import PASS_RULES, Declined
from issuer.past import Past, Stopped
from issuer.setting import Setting
from issuer.tally import Ending, Judgement, Report, Tally, judged_again

_ANY_RULE_MAY_GIVE = {Reason.KIND_NOT_ADMITTED, Reason.CARD_FORGOTTEN}
_OF_EARLIER_READINGS = {Reason.STILL_RESTING, Reason.READINGS_TOO_CLOSE, Reason.ANOTHER_WAY}
_IN, _OUT = Direction
_ADMIT, _MEASURE, _WAIT = Outcome.ADMIT, Outcome.MEASURE, Outcome.WAIT
_PASSED, _DOUBTFUL, _AWAY = Ending.PASSED, Clock.DOUBTFUL, Passage.TURNED_AWAY
OF_THE_PASS = frozenset(reason for rule in PASS_RULES for reason in rule.reasons) - _ANY_RULE_MAY_GIVE


def replay(events: Iterable[Event], setting: Setting) -> Report:
    """Judges all passages of the days with the draft; `events` in the order they happened, from `setting.begins` on."""
    return tallied(events, setting).report()


def tallied(events: Iterable[Event], setting: Setting) -> Tally:
    """The same before it is summed up, so that shares can be added."""
    past = Past(setting)
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
                past.override(event, override)
                past.referrals.set_aside(event.id, override.scan)
            case Undo(event=id_):
                past.undo(id_)
                past.referrals.take_back(id_)
            case Reference() as reference:
                past.checked(event, reference)
            case Bind() as spare:
                past.give_away(event.gate, spare)
            case FeverClosed(fever=story):
                past.referrals.end(past.stories.get(story, story))
            case _:
                pass
    return tally


def _replay_scan(event: Event, scan: Scan, past: Past, tally: Tally) -> None:
    if scan.lookup is None:
        return
    now = event.at.astimezone(past.setting.zone)
    holder = past.holder(scan, now.date())
    if not holder.is_ours:
        return
    entry = holder.entry
    key = past.whose(event.id, scan, entry.lookup)
    move = Move(now, scan.direction, entry.lookup, entry.class_key, entry.listed)
    reading = reading_of(scan.celsius, scan.taken, now)
    if scan.verdict.reason in OF_THE_PASS:
        past.happened(event.id, holder.household, move, scan.passage)
        past.read(key, reading)
        return
    was_kept_in = scan.direction is _IN and past.kept_in.pop(entry.lookup, None) is not None
    if was_kept_in and scan.verdict.outcome is _ADMIT:
        tally.fell_away(now.date())
        return
    coming = _Coming(event, scan, entry, scan.direction, now, key, reading, holder.door)
    if done := _judged(coming, past.history(holder, event.gate, now), past, tally):
        past.referrals.note(key, done)
        _remember(done, holder.household, move, past)
        if done.ended is _PASSED and done.ends is not _PASSED and scan.direction is _OUT:
            past.kept_in[entry.lookup] = event.id
    else:
        past.happened(event.id, holder.household, move, scan.passage)
        past.referrals.happened(key, event.id, scan.verdict)
    past.read(key, reading)


def _replay_claim(event: Event, claimed: Claimed, past: Past, tally: Tally) -> None:
    """A resident without their card: known by the door they said, and by no more, as at the gate."""
    if not past.setting.share.has(claimed.door):
        return
    now = event.at.astimezone(past.setting.zone)
    key, reading = past.whose(event.id, claimed), reading_of(claimed.celsius, claimed.taken, now)
    has_story = claimed.fever is not UNSET or event.id in past.stories
    move = Move(now, claimed.direction, claimed.door)
    coming = _Coming(event, claimed, Unknown.CARD_FORGOTTEN, claimed.direction, now, key, reading, claimed.door)
    if done := _judged(coming, past.said(claimed.door, event.gate, now), past, tally):
        if has_story:
            past.referrals.note(key, done)
        _remember(done, claimed.door, move, past)
    else:
        past.happened(event.id, claimed.door, move, claimed.passage)
        if has_story:
            past.referrals.happened(key, event.id, claimed.verdict)
    if has_story:
        past.read(key, reading)


def _replay_visit(event: Event, visit: VisitIn, past: Past, tally: Tally) -> None:
    of_a_resident = visit.door if visit.fever is not UNSET else None  # whose story stands with their door
    if not past.setting.share.has(of_a_resident or event.id):
        return
    now = event.at.astimezone(past.setting.zone)
    key, reading = past.whose(event.id, visit), reading_of(visit.celsius, visit.taken, now)
    coming = _Coming(event, visit, visit.visitor, _IN, now, key, reading, visit.door or "")
    if done := _judged(coming, (), past, tally):
        if visit.fever is not UNSET:
            past.referrals.note(key, done)
    elif visit.fever is not UNSET:
        past.referrals.happened(key, event.id, visit.verdict)
    if visit.fever is not UNSET:
        past.read(key, reading)


class _Coming(Struct, frozen=True, gc=False):
    """Somebody who came to a gate: who that is to the rules, the key of their readings, and the door that is counted."""

    event: Event
    body: Scan | Claimed | VisitIn
    presented: Entry | Unknown | VisitKind
    direction: Direction
    now: datetime
    key: str
    reading: Reading | None
    door: str


def _judged(coming: _Coming, history: Sequence[Move], past: Past, tally: Tally) -> Judgement | None:
    """What the draft makes of them, counted; None where it is not asked."""
    event, now = coming.event, coming.now
    if not _is_to_be_judged(event, coming.body, past, now, tally):
        return None
    case = Case(
        presented=coming.presented,
        direction=coming.direction,
        now=now,
        covenant=past.setting.draft,
        reading=coming.reading,
        earlier=past.earlier(coming.key, now),
        history=history,
        gate=past.setting.gates.get(event.gate, event.gate),
        passbook_age=past.age(event),
        clock_doubtful=event.clock is _DOUBTFUL,
        referred=past.referrals.has(coming.key, now),
        off=past.off(event),
    )
    done = judged_again(event, case, coming.body.verdict, coming.door, _declined(coming.body))
    tally.count(done)
    return done


def _is_to_be_judged(event: Event, body: Scan | Claimed | VisitIn, past: Past, now: datetime, tally: Tally) -> bool:
    """Whether the draft is asked: not of what happened before its first day, nor where the ledger does not tell what the gate knew."""
    if now.date() < past.setting.first:
        return False
    ageless = past.minds_age and event.passbook_hours is UNSET
    if ageless:
        tally.age_unknown(now.date())
    if _stood_on_the_untold(body, ageless, past):
        tally.not_judged(now.date())
        return False
    return True


def _stood_on_the_untold(body: Scan | Claimed | VisitIn, ageless: bool, past: Past) -> bool:
    """Whether a verdict stood on what is in no event: the passbook's age in old ones, who a visitor was, why nobody went through."""
    was = body.verdict
    if was.outcome is _ADMIT or was.outcome is _MEASURE:
        return body.passage is _AWAY
    if isinstance(body, VisitIn) and body.fever is UNSET and was.reason in _OF_EARLIER_READINGS:
        return past.setting.draft.temperature is not None
    return ageless and was.reason is Reason.PASSBOOK_STALE


def _declined(body: Scan | Claimed | VisitIn) -> Declined | None:
    """The question that was answered with no."""
    if body.passage is not _AWAY or body.verdict.outcome is not _WAIT:
        return None
    return Declined(body.verdict.reason, body.declined or "")


def _remember(done: Judgement, key: str, move: Move, past: Past) -> None:
    """What the draft lets happen of what happened: nobody passes who had not."""
    if done.ends is _PASSED and done.ended is _PASSED:
        past.passes(done.event.id, key, move)
        return
    reason = done.reason if done.ends is not _PASSED else Reason.FINE
    past.stops(done.event.id, Stopped(key, move, reason))
