"""Spares given to somebody at this gate: good here at once, and at the other gates when the office has taken them over."""

import msgspec

from gatepass.covenant import Field
from gatepass.events import Bind, Event, Scan
from gatepass.passbook import Entry, Row
from gatepass.passes import Status
from gatepass.verdict import Reason
from gatepass.wording import Refusal, Text
from kiosk.repeats import repeated
from kiosk.stamp import Stamp, record
from kiosk.store import Bound, Store
from kiosk.visits import RESIDENT_WORDS, Form, label, sealed, told

ASKED = (Field.DOOR, Field.NAME)


def bind(store: Store, scan_id: str, form: Form, stamp: Stamp, request: str | None) -> Event:
    """Records to whom the spare of a scan was given; raises `Refusal` for what is no spare, is bound already, or is not filled in."""
    terms = store.terms()
    details, door = told(form, ASKED, terms.doors if terms else (), RESIDENT_WORDS)
    assert door  # noqa: S101 - it is asked for
    seals = sealed(details, stamp)
    with store.writing() as ledger:
        done = repeated(
            ledger, request, lambda body: isinstance(body, Bind) and (body.scan, body.door) == (scan_id, door)
        )
        if done:
            return done
        scan = ledger.event(scan_id)
        if scan is None or not isinstance(scan.body, Scan) or scan.body.verdict.reason is not Reason.SPARE:
            raise Refusal(
                Text("没有可登记的备用证", "there is no spare to bind"), Text("请再刷一次卡", "scan it again")
            )
        lookup = scan.body.lookup or ""
        if store.bound(lookup):
            raise Refusal(
                Text("这张备用证已经登记", "this spare is bound already"), Text("请再刷一次卡", "scan it again")
            )
        ledger.bind_spare(lookup, Bound(door, label(details)))
        return record(ledger, Bind(scan_id, lookup, door, seals.masked, seals.whole), stamp, request)


def as_bound(store: Store, entry: Entry, row: Row) -> tuple[Entry, Row]:
    """What a scanned spare is at this gate: the pass of whom it was given to here, if it was."""
    bound = store.bound(entry.lookup) if entry.status is Status.SPARE else None
    if bound is None:
        return entry, row
    return (
        msgspec.structs.replace(entry, status=Status.VALID),
        msgspec.structs.replace(row, door=bound.door, name=bound.label),
    )
