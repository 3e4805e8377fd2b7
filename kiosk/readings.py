"""Temperatures taken at this gate: what was typed becomes a reading; a thermometer is judged by somebody known to be well."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec import UNSET, structs

from gatepass.case import Reading
from gatepass.events import Claimed, Event, Reference, Scan, Taken, VisitIn, reading_of, taken_of
from gatepass.kinds import Checked, ReferenceRule, Standing
from gatepass.people import plain
from gatepass.validators import parse_temperature
from gatepass.wording import Refusal, Text
from kiosk.repeats import repeated
from kiosk.stamp import Stamp, record
from kiosk.store import Store

AIR_HOLDS_FOR = timedelta(hours=2)
COLDEST_AIR, HOTTEST_AIR = -50.0, 50.0
LONGEST_NAME = 20
FOREHEAD = Taken()


@dataclass(frozen=True, slots=True)
class Typed:
    """What a volunteer typed and chose: the degrees, and how they were taken."""

    degrees: str
    taken: Taken = FOREHEAD


def reading(store: Store, typed: Typed, at: datetime) -> Reading:
    """The reading that was typed at `at`; raises `Mistyped` for what is no body's temperature."""
    return taken_here(store, parse_temperature(typed.degrees), typed.taken, at)


def taken_here(store: Store, celsius: float, taken: Taken, at: datetime) -> Reading:
    """A reading of this gate, in its air."""
    found = reading_of(celsius, _tidied(taken), at)
    assert found  # noqa: S101 - there are degrees
    return in_air(store, found)


def in_air(store: Store, found: Reading) -> Reading:
    """The same with the air as it was told last, where nobody told it of this one."""
    return found if found.air is not None else structs.replace(found, air=store.air(found.at - AIR_HOLDS_FOR))


def _tidied(taken: Taken) -> Taken:
    """The same, with the name of its device as it is kept."""
    return Taken(taken.site, plain(taken.device)[:LONGEST_NAME], taken.air)


def parse_air(text: str) -> float | None:
    """The air's °C; None where nothing was typed. Raises `Refusal`."""
    typed = plain(text).removesuffix("°C").replace(",", ".").replace("−", "-").strip()
    if not typed:
        return None
    try:
        celsius = float(typed)
    except ValueError:
        celsius = float("nan")
    if not COLDEST_AIR <= celsius <= HOTTEST_AIR:
        raise Refusal(
            Text(f"“{typed}”不是气温", f"“{typed}” is not an air temperature"),
            Text("请输入 -5 或 18 这样的度数", "type it like -5 or 18"),
        )
    return celsius


def refer(store: Store, typed: Typed, stamp: Stamp, request: str | None) -> Standing:
    """Records a reading of somebody known to be well, and what it says of the device. Raises `Refusal` as `reading` does."""
    taken = reading(store, typed, stamp.at)
    with store.writing() as ledger:
        done = repeated(ledger, request, lambda body: isinstance(body, Reference) and is_told_by(body, taken))
        if done and isinstance(done.body, Reference):
            return done.body.standing
        before = ledger.thermometer(taken.device)
        standing = _standing(taken, before.standing if before else None, stamp)
        event: Event = record(ledger, Reference(taken.celsius, standing, taken_of(taken)), stamp, request)
        ledger.keep_thermometer(Checked(taken.device, standing, event.at))
        return standing


def is_told_by(body: Scan | Claimed | Reference | VisitIn, reading: Reading | None) -> bool:
    """Whether an event tells of this reading, or of none where there is none. The air may have been told since."""
    if reading is None:
        return body.celsius is None
    told = reading_of(body.celsius, body.taken, reading.at)
    return told is not None and told == structs.replace(reading, air=told.air)


def _standing(taken: Reading, before: Standing | None, stamp: Stamp) -> Standing:
    rule = stamp.covenant.temperature
    band = ReferenceRule() if rule is None or rule.reference is UNSET else rule.reference
    shift = rule.limit(taken.site).fever - rule.fever if rule else 0.0
    return band.standing(taken.celsius, shift, before)


def reference_is_asked(store: Store, stamp: Stamp) -> bool:
    """Whether somebody known to be well is to be measured: a shift began, a set time came, or no thermometer was right since."""
    rule = stamp.covenant.temperature
    if rule is None or rule.reference is UNSET:
        return False
    duty = store.duty()
    since = rule.reference.asked_since(stamp.at, duty.since if duty else None)
    right = (each.at for each in store.thermometers() if each.standing is Standing.GOOD)
    last = max(right, default=None)
    return since is not None and (last is None or last < since)
