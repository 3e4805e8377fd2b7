"""Whatever is read, in whatever order and under whatever rule: after a high reading nobody is let in before a rest and a good one.

What must hold is said here from the readings alone, without a word of how the rule comes to it.
"""

import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gatepass.case import Direction, Outcome, Reading, Reason, Site, VisitKind
from gatepass.covenant import Covenant, VisitRule
from gatepass.fevers import FeverEnd
from gatepass.kinds import SiteLimit, TemperatureRule
from gatepass.passbook import encode_passbook, head_of
from gatepass.verdict import Verdict, judge
from kiosk.fevers import Closing, close
from kiosk.overrides import Waiver, override
from kiosk.passages import Attempt, decide, identify
from kiosk.stamp import stamp
from tests.community import MORNING, Clock, Community
from tests.gatepass.cases import ENTRY, NOW, case

FOREHEAD, WRIST = Site.FOREHEAD, Site.WRIST
LIMITS = {FOREHEAD: (35.0, 37.3), WRIST: (34.0, 36.8)}
RULES = st.builds(
    TemperatureRule,
    directions=st.just(tuple(Direction)),
    sites=st.just(tuple(SiteLimit(site, high, low) for site, (low, high) in LIMITS.items())),
    rest_minutes=st.sampled_from((10, 10, 0)),
    another=st.booleans(),
    tries=st.sampled_from((2, 3)),
    fresh_minutes=st.sampled_from((0, 60)),
    counts_minutes=st.sampled_from((60, 240)),
    gap_seconds=st.sampled_from((0, 5)),
    barred=st.just(38.5),
)
WAITS = st.sampled_from((0, 3, 6, 60, 595, 600, 606, 1800, 3 * 3600))
DEGREES = st.sampled_from((33.0, 36.4, 36.4, 36.9, 37.8, 39.0))
COMES = st.tuples(WAITS, st.none() | st.tuples(DEGREES, st.sampled_from((FOREHEAD, WRIST))))
DONE = st.tuples(WAITS, st.sampled_from((FeverEnd.HOME, FeverEnd.CLINIC, "override")))
CHANGSHA = [(0, (37.7, FOREHEAD)), (60, (34.2, FOREHEAD)), (10, (36.2, FOREHEAD))]
EASY = TemperatureRule(directions=tuple(Direction), rest_minutes=10, fresh_minutes=60)


@dataclass
class Person:
    """What somebody's readings allow, told from the readings alone."""

    rule: TemperatureRule
    readings: list[Reading] = field(default_factory=list)
    referred: bool = False
    freed: datetime | None = None

    def may_pass(self, now: datetime) -> bool:
        """A good reading, taken just now or a while ago that still counts: after the last high one and its rest, in another way."""
        fresh = timedelta(minutes=self.rule.fresh_minutes)
        good = [each for each in self.readings if each.at == now or now - each.at < fresh]
        return not self.referred and any(self._is_enough(each) for each in good)

    def has_rested(self, now: datetime) -> bool:
        """Whether they had a whole rest after some earlier high reading."""
        rest = timedelta(minutes=self.rule.rest_minutes)
        return any(self._is_high(each) and now - each.at >= rest for each in self.readings[:-1])

    def is_barred(self) -> bool:
        return self.readings[-1].celsius >= 38.5

    def _is_high(self, reading: Reading) -> bool:
        return reading.celsius >= LIMITS[reading.site][1]

    def _is_enough(self, good: Reading) -> bool:
        place = self.readings.index(good)
        if self._is_high(good) or good.celsius < LIMITS[good.site][0] or any(map(self._is_high, self.readings[place:])):
            return False
        if place and (good.at - self.readings[place - 1].at).total_seconds() < self.rule.gap_seconds:
            return False
        counts = timedelta(minutes=self.rule.counts_minutes)
        before = [each for each in self.readings[:place] if self._is_high(each) and good.at - each.at <= counts]
        settled = any(map(self._is_enough, self.readings[:place])) and not any(
            self._is_high(each) for each in self.readings[self._last_enough(place) : place]
        )
        if not before or settled or (self.freed and before[-1].at <= self.freed):
            return True
        high = before[-1]
        rested = good.at - high.at >= timedelta(minutes=self.rule.rest_minutes)
        return rested and not (self.rule.another and good.site is high.site)

    def _last_enough(self, place: int) -> int:
        return max(number for number in range(place) if self._is_enough(self.readings[number]))


def follow(person: Person, verdict: Verdict, reading: Reading | None, now: datetime) -> None:
    """One visit to the gate, held against what must hold."""
    if reading:
        person.readings.append(reading)
    if verdict.outcome is Outcome.ADMIT:
        assert person.may_pass(now)
    if person.referred:
        assert (verdict.outcome, verdict.reason) == (Outcome.REFER, Reason.FEVER_AGAIN)
    elif verdict.reason is Reason.FEVER_AGAIN:
        assert person.is_barred() or person.has_rested(now)


def taken(how: tuple[float, Site] | None, at: datetime) -> Reading | None:
    return Reading(how[0], at, how[1]) if how else None


@pytest.mark.parametrize("presented", [ENTRY, VisitKind.COURIER], ids=["with a pass", "a courier"])
@settings(max_examples=150, deadline=None)
@example(EASY, CHANGSHA)
@example(EASY, [(0, (37.7, FOREHEAD)), (6, (37.7, FOREHEAD))])
@example(EASY, [(0, (37.8, FOREHEAD)), (60, (36.4, FOREHEAD)), (600, None)])
@example(
    TemperatureRule(another=True, fresh_minutes=60, counts_minutes=60),
    [(0, (37.8, FOREHEAD)), (3000, (36.4, FOREHEAD)), (601, None)],
)
@given(rule=RULES, steps=st.lists(COMES, max_size=12))
def test_after_a_high_reading_nobody_is_admitted_before_a_rest_and_a_good_one(presented, rule, steps):
    covenant, person, now = Covenant("x", temperature=rule, visits=(VisitRule(VisitKind.COURIER),)), Person(rule), NOW
    for seconds, how in steps:
        now += timedelta(seconds=seconds)
        reading = taken(how, now)
        verdict = judge(case(presented, covenant=covenant, reading=reading, now=now, earlier=tuple(person.readings)))
        follow(person, verdict, reading, now)


class Gate:
    """A gate on a disk in memory under a rule, and one resident before it."""

    def __init__(self, folder: Path, rule: TemperatureRule) -> None:
        self.community, self.clock, self.person, self.last = Community(), Clock(), Person(rule), ""
        self.store = self.community.enrolled(folder)
        book = self.community.passbook()
        covenant = msgspec.structs.replace(book.covenant, temperature=rule, override=True)
        book = msgspec.structs.replace(book, covenant=covenant)
        self.store.take_passbook(head_of(encode_passbook(book), self.community.tag, 2, MORNING), book)

    def comes(self, how: tuple[float, Site] | None) -> None:
        shown, at = identify(self.store, self.community.code("wang")), stamp(self.store, self.clock())
        reading = taken(how, at.at)
        decision = decide(self.store, Attempt(shown, Direction.IN, reading), at)
        follow(self.person, decision.verdict, reading, at.at)
        self.person.referred |= decision.verdict.reason is Reason.FEVER_AGAIN
        self.last = decision.event if decision.event and decision.passage is None else ""

    def is_done(self, end: FeverEnd | str) -> None:
        """The person on duty says what became of them, or the volunteer lets them pass, where there is something to end."""
        at = stamp(self.store, self.clock())
        if isinstance(end, FeverEnd):
            for fever in self.store.fevers():
                close(self.store, Closing(fever.id, end), at, None)
        elif self.last:
            override(self.store, Waiver(self.last, "值班同意"), at, None)
            self.last = ""
        if not self.store.fevers():
            self.person.referred, self.person.freed = False, at.at


IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(RULES, st.lists(COMES | COMES | COMES | DONE, max_size=12))
def test_who_was_referred_is_so_until_that_is_ended_aloud_whatever_comes_between(rule, steps):
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder:
        gate = Gate(Path(folder), rule)
        for seconds, what in steps:
            gate.clock.on(seconds=seconds)
            if what is None or isinstance(what, tuple):
                gate.comes(what)
            else:
                gate.is_done(what)
        gate.store.close()
