"""The stories of those with a high temperature at this gate: opened by a reading, followed by every scan, ended aloud.

No resident is named here or on the disk; who somebody is stands in `kiosk.known`, for as long as the gate runs.
"""

from dataclasses import dataclass, replace

from msgspec import UNSET

from gatepass.case import Outcome
from gatepass.events import Body, Claimed, Details, Event, FeverClosed, Scan
from gatepass.fevers import OPENING, FeverEnd
from gatepass.verdict import Verdict
from gatepass.wording import Refusal, Text
from kiosk.repeats import repeated
from kiosk.stamp import Stamp, record
from kiosk.store import Fever, Ledger, Store
from kiosk.visits import sealed

LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class Closing:
    """What became of somebody, and what was said to them."""

    fever: str
    end: FeverEnd
    note: str = ""


def follow(ledger: Ledger, fever: Fever | None, verdict: Verdict, event: Event) -> str | None:
    """What a scan does to the story under way: it opens it, goes on with it, or ends it; the story's id."""
    body = event.body
    assert isinstance(body, Scan | Claimed)  # noqa: S101 - nothing else is measured at the pad
    if verdict.reason in OPENING and body.celsius is not None:
        lookup = body.lookup if isinstance(body, Scan) else None
        known = fever or Fever(event.id, lookup, event.at, body.direction, body.celsius)
        referred = verdict.outcome is Outcome.REFER
        ledger.keep_fever(
            replace(known, celsius=body.celsius, again_at=verdict.again_at, tries=known.tries + 1, referred=referred)
        )
        return known.id
    if fever and verdict.outcome is Outcome.ADMIT and body.celsius is not None:
        ledger.end_fever(fever.id)
    return fever.id if fever else None


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
    if fever.lookup and closing.end is FeverEnd.FINE:
        raise Refusal(
            Text("复测正常要测过才算", "fine is only who was measured again"),
            Text("请刷卡复测", "scan the card and measure again"),
        )
