"""What every event of a gate carries beside its fact: gate, epoch, number, time with its zone, and the clock's state."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import uuid_utils
from msgspec import UNSET

from gatepass.covenant import NO_COVENANT, Covenant
from gatepass.events import FORMAT, Body, Clock, Event, line_of
from kiosk.store import ClockCheck, Gate, Ledger, Record, Store

MOST_SKEW = 60.0
CHECK_HOLDS_FOR = timedelta(days=1)
_HOUR = timedelta(hours=1)
_BEFORE_A_PASSBOOK = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Stamp:
    """One moment at one gate under one covenant. `at` is the community's local time, with its zone."""

    gate: Gate
    covenant: Covenant
    at: datetime
    clock: Clock
    passbook_age: timedelta | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The community's time zone."""
        assert isinstance(self.at.tzinfo, ZoneInfo)  # noqa: S101 - `stamp` makes no other
        return self.at.tzinfo


def stamp(store: Store, now: datetime) -> Stamp:
    """The stamp for an event at `now` (any zone); raises `Refusal` before enrolment."""
    terms = store.terms()
    zone = terms.local if terms else _BEFORE_A_PASSBOOK
    covenant = terms.at(now).covenant if terms else NO_COVENANT
    age = now - terms.dated if terms and terms.dated else None
    clock = clock_state(store.clock_check(), store.newest_time(), now)
    return Stamp(store.gate(), covenant, now.astimezone(zone), clock, age)


def clock_state(check: ClockCheck | None, newest: datetime | None, now: datetime) -> Clock:
    """Doubtful when the office's time differs by more than a minute or time runs backwards; unchecked after a day.

    An event of a time to come counts no longer once the office has found the clock right in spite of it.
    """
    fresh = check if check and timedelta(0) <= now - check.at <= CHECK_HOLDS_FOR else None
    explained = fresh and fresh.newest and newest and newest <= fresh.newest
    if newest and now < newest - timedelta(seconds=MOST_SKEW) and not explained:
        return Clock.DOUBTFUL
    if fresh is None:
        return Clock.UNCHECKED
    return Clock.CHECKED if abs(fresh.ahead) <= MOST_SKEW else Clock.DOUBTFUL


def record(ledger: Ledger, body: Body, moment: Stamp, request: str | None) -> Event:
    """Appends a fact to the ledger as the next event of its chain."""
    number, previous = ledger.head(moment.gate.epoch)
    age = moment.passbook_age
    event = Event(
        format=FORMAT,
        id=str(uuid_utils.uuid7()),
        community=moment.gate.community,
        gate=moment.gate.id,
        epoch=moment.gate.epoch,
        number=number + 1,
        at=moment.at,
        day=moment.at.date(),
        clock=moment.clock,
        previous=previous,
        body=body,
        passbook_hours=UNSET if age is None else -(-age // _HOUR),
    )
    ledger.append(Record(line_of(event), event, request))
    return event
