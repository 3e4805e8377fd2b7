"""Somebody let in against the verdict: judged first, and then recorded with its reason as an event of its own.

It judges nothing; the covenant says which verdicts a volunteer may set aside.
"""

from dataclasses import dataclass

from gatepass.covenant import Covenant
from gatepass.events import Body, Claimed, Event, Override, Passage, Scan, VisitIn, went
from gatepass.wording import Refusal, Text
from kiosk.fevers import set_aside
from kiosk.repeats import repeated
from kiosk.stamp import Stamp, record
from kiosk.store import Ledger, OpenVisit, Store
from kiosk.visits import Visit, admit

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Waiver:
    """Which verdict is set aside (the id of the event that it stands in), and why."""

    event: str
    reason: str


def override(store: Store, waiver: Waiver, stamp: Stamp, request: str | None) -> Event:
    """Lets the holder of a scanned pass, or a resident without their card, pass; raises `Refusal` where that is not allowed."""
    with store.writing() as ledger:
        done = repeated(ledger, request, lambda body: _says(body, waiver))
        if done:
            return done
        scan = ledger.event(waiver.event)
        if scan is None or not isinstance(scan.body, Scan | Claimed):
            raise _nothing()
        passed = _waive(ledger, scan, Override(scan.id, went(scan.body.direction), waiver.reason), stamp, request)
        set_aside(ledger, scan, passed)
        return passed


def let_in(store: Store, waiver: Waiver, visit: Visit, stamp: Stamp, request: str | None) -> OpenVisit | None:
    """Lets in somebody without a pass, who is inside from then on; raises `Refusal` where that is not allowed.

    `visit` is the form that was registered: the gate itself cannot open what it sealed. None for a repeated request when they have left.
    """
    with store.writing() as ledger:
        if repeated(ledger, request, lambda body: _says(body, waiver)):
            return next((each for each in store.open_visits() if each.id == waiver.event), None)
        registered = ledger.event(waiver.event)
        if registered is None or not isinstance(registered.body, VisitIn):
            raise _nothing()
        if (registered.body.visitor, registered.body.door) != (visit.kind, visit.door):
            raise _nothing()
        passed = _waive(ledger, registered, Override(registered.id, Passage.IN, waiver.reason), stamp, request)
        set_aside(ledger, registered, passed)
        return admit(ledger, visit, registered)


def _says(body: Body, waiver: Waiver) -> bool:
    return isinstance(body, Override) and body.scan == waiver.event


def _waive(ledger: Ledger, judged: Event, override: Override, stamp: Stamp, request: str | None) -> Event:
    assert isinstance(judged.body, Scan | Claimed | VisitIn)  # noqa: S101 - for the type checker; refused before
    reason = " ".join(override.reason.split())[:LONGEST_REASON]
    if judged.body.passage in (Passage.IN, Passage.OUT):
        raise _nothing()
    _refuse_forbidden(stamp.covenant, judged.body)
    if not reason:
        raise _cannot("放行要写原因", "an override needs a reason", "请选一个或写一句", "choose one or write a line")
    if any(isinstance(later.body, Override) for later in ledger.referring_to(judged.id)):
        raise _cannot("已经放行过了", "it is overridden already", "请放行", "let them pass")
    return record(ledger, Override(judged.id, override.passage, reason), stamp, request)


def _refuse_forbidden(covenant: Covenant, judged: Scan | Claimed | VisitIn) -> None:
    if not covenant.override:
        raise _cannot("规约不许门岗放行", "the covenant allows no override", "请示值班人员", "call the person on duty")
    if not covenant.may_override(judged.verdict.reason):
        raise _cannot(
            "规约不许门岗放行这种情形",
            "the covenant allows no override of this",
            "请示值班人员",
            "call the person on duty",
        )


def _nothing() -> Refusal:
    return _cannot(
        "没有可以放行的判定", "there is no verdict to override", "请重新刷卡或登记", "scan or register again"
    )


def _cannot(what: str, english: str, remedy: str, english_remedy: str) -> Refusal:
    return Refusal(Text(what, english), Text(remedy, english_remedy))
