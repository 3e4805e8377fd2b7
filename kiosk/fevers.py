"""The stories of those with a high temperature at this gate: opened by a reading, followed by every scan, ended aloud.

No resident is named here or on the disk; who somebody is stands in `kiosk.known`, for as long as the gate runs.
"""

from dataclasses import dataclass, replace
from datetime import UTC

from msgspec import UNSET

from gatepass.case import Outcome, Reading, Reason
from gatepass.events import Body, Claimed, Details, Event, FeverClosed, Override, Scan, VisitIn, reading_of
from gatepass.fevers import OPENING, FeverEnd
from gatepass.kinds import TemperatureRule
from gatepass.verdict import Verdict
from gatepass.wording import Refusal, Text
from kiosk.repeats import repeated
from kiosk.stamp import Stamp, record
from kiosk.store import Fever, Ledger, Store
from kiosk.visits import sealed

LONGEST_NOTE = 200
_GOES_ON = OPENING | {Reason.FEVER_OF_VISITOR}


@dataclass(frozen=True, slots=True)
class Closing:
    """What became of somebody, and what was said to them."""

    fever: str
    end: FeverEnd
    note: str = ""


def follow(ledger: Ledger, fever: Fever | None, verdict: Verdict, event: Event, stamp: Stamp) -> str | None:
    """What an event does to the story under way: it opens it, goes on with it, or ends it; the story's id.

    Whatever the verdict is about, a high reading opens one: it is remembered, and the next scan will ask for a rest. No reading
    ends one that was given to the person on duty.
    """
    rule, reading = stamp.covenant.temperature or TemperatureRule(), _reading(event)
    if reading and rule.is_high(reading):
        known = fever or (_opened(event, reading, rule) if stamp.covenant.temperature else None)
        if known and (fever is None or verdict.reason in _GOES_ON):
            ledger.keep_fever(_gone_on(known, verdict, event, reading))
        return known.id if known else None
    if fever and fever.referred:
        lookup = fever.lookup or _lookup(event)
        ledger.keep_fever(
            replace(fever, lookup=lookup)
        )  # from another gate, too: who stands here is on this gate's list
    elif reading and verdict.outcome is Outcome.ADMIT and not rule.is_untrusted(reading):
        _end(ledger, fever, event)
    elif fever and fever.lookup is None and _lookup(event):
        ledger.keep_fever(replace(fever, lookup=_lookup(event)))
    return fever.id if fever else None


def _lookup(event: Event) -> str | None:
    return event.body.lookup if isinstance(event.body, Scan) else None


def _end(ledger: Ledger, fever: Fever | None, event: Event) -> None:
    """With a good reading ends what was set aside before it, too."""
    lookup = fever.lookup if fever and fever.lookup else _lookup(event)
    if lookup:
        ledger.end_fevers_of(lookup)
    if fever:
        ledger.end_fever(fever.id)


def _reading(event: Event) -> Reading | None:
    assert isinstance(event.body, Scan | Claimed | VisitIn)  # noqa: S101 - nobody else has a story
    return reading_of(event.body.celsius, event.body.taken, event.at)


def _opened(event: Event, reading: Reading, rule: TemperatureRule) -> Fever:
    assert isinstance(event.body, Scan | Claimed)  # noqa: S101 - a visitor is turned away, which is an end
    rested = (event.at.astimezone(UTC) + rule.rest).astimezone(event.at.tzinfo)
    return Fever(event.id, _lookup(event), event.at, event.body.direction, reading.celsius, rested)


def _gone_on(fever: Fever, verdict: Verdict, event: Event, reading: Reading) -> Fever:
    """Whose story began without a card goes on with it, once it is scanned."""
    about = verdict.reason in _GOES_ON
    return replace(
        fever,
        lookup=fever.lookup or _lookup(event),
        celsius=reading.celsius,
        again_at=verdict.again_at if about else fever.again_at,
        tries=fever.tries + 1,
        referred=fever.referred or (about and verdict.outcome is Outcome.REFER),
    )


def set_aside(ledger: Ledger, judged: Event, override: Event) -> None:
    """The volunteer let somebody pass against what their temperature says: their story has ended, unless that is undone."""
    assert isinstance(judged.body, Scan | Claimed | VisitIn)  # noqa: S101 - the caller asked
    if judged.body.verdict.reason in TemperatureRule.reasons:
        ledger.set_fever_aside(story_of(judged), override.id)


def taken_back(ledger: Ledger, undone: Event) -> None:
    """An override that ended a story did not take place, or what it let pass did not: the story goes on."""
    for event in (undone, *ledger.referring_to(undone.id)):
        if isinstance(event.body, Override):
            ledger.take_fever_back(event.id)


def story_of(event: Event) -> str:
    """The story that a scan belongs to, where it belongs to one."""
    named = getattr(event.body, "fever", UNSET)
    return event.id if named is UNSET else str(named)


def close(store: Store, closing: Closing, stamp: Stamp, request: str | None) -> Event:
    """Records what became of somebody; raises `Refusal` where their story has ended, or nothing was said to who left."""
    note = " ".join(closing.note.split())[:LONGEST_NOTE]
    with store.writing() as ledger:
        done = repeated(ledger, request, lambda body: _says(body, closing))
        if done:
            return done
        _refuse(closing, note, ledger.fever(closing.fever))
        ledger.end_fever(closing.fever)
        seals = sealed(Details(purpose=note), stamp)
        return record(ledger, FeverClosed(closing.fever, closing.end, seals.masked, seals.whole), stamp, request)


def _says(body: Body, closing: Closing) -> bool:
    return isinstance(body, FeverClosed) and (body.fever, body.end) == (closing.fever, closing.end)


def _refuse(closing: Closing, note: str, fever: Fever | None) -> None:
    if fever is None:
        raise Refusal(
            Text("此人已不在待复测名单上", "nobody waits under this any more"),
            Text("请看名单", "look at the list"),
        )
    if closing.end is FeverEnd.LEFT and not note:
        raise Refusal(
            Text("自行离开的要写明对其说了什么", "write down what was said to somebody who left"),
            Text("如：请居家并报告居委会", "such as: stay at home and tell the committee"),
        )
    if not fever.is_ended_by_hand and closing.end is FeverEnd.FINE:
        raise Refusal(
            Text("复测正常要测过才算", "fine is only who was measured again"),
            Text("请刷卡复测", "scan the card and measure again"),
        )
