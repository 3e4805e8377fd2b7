"""Who is measured, and what a reading means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, ClassVar

from msgspec import UNSET, Meta, Struct, UnsetType

from gatepass.case import Case, Direction, Finding, Outcome, Reading, Reason, Site
from gatepass.kinds.base import Fault, Rule, Stage, Who, joined, ways
from gatepass.wording import Text

_DEFAULT_COUNTS = 240


SITE_WORDS = {
    Site.FOREHEAD: Text("额头", "forehead"),
    Site.WRIST: Text("手腕", "wrist"),
    Site.NECK: Text("颈部", "neck"),
    Site.EAR: Text("耳温", "ear"),
    Site.ARMPIT: Text("腋下", "armpit"),
}


class SiteLimit(Struct, frozen=True, forbid_unknown_fields=True):
    """The thresholds at one place of the body, °C."""

    site: Site
    fever: Annotated[float, Meta(ge=36.0, le=39.0)]
    untrusted_below: Annotated[float, Meta(ge=30.0, le=36.0)] = 35.0


class TemperatureRule(Rule, frozen=True, forbid_unknown_fields=True):
    """Who is measured and what a reading means; `fever` and `untrusted_below` are °C at the forehead.

    37.3 °C is what every written rule of 2020 names; below 35.0 a forehead is too cold to tell (Nanjing, 2 Feb 2020). A
    study of 904 people found 36.65 at the forehead, 36.75 at the wrist, 37.35 at the neck (DOI 10.2147/RMHP.S357567).
    `tries` high readings are one too many; from `barred` °C on a single one is. `gap_seconds` lie between two readings; a
    good one of the last `fresh_minutes` counts again; a high one is remembered for `counts_minutes`. Below `coldest_air`
    °C of air a forehead tells nothing.
    """

    reasons: ClassVar[tuple[Reason, ...]] = (
        Reason.STILL_RESTING,
        Reason.TEMPERATURE_NEEDED,
        Reason.READINGS_TOO_CLOSE,
        Reason.TEMPERATURE_UNTRUSTED,
        Reason.FEVER_OF_VISITOR,
        Reason.FEVER_AGAIN,
        Reason.FEVER,
    )

    directions: tuple[Direction, ...] = (Direction.IN,)
    fever: Annotated[float, Meta(ge=36.0, le=39.0)] = 37.3
    untrusted_below: Annotated[float, Meta(ge=30.0, le=36.0)] = 35.0
    rest_minutes: Annotated[int, Meta(ge=0, le=120)] = 10
    sites: tuple[SiteLimit, ...] | UnsetType = UNSET
    tries: Annotated[int, Meta(ge=2, le=5)] | UnsetType = UNSET
    barred: Annotated[float, Meta(ge=37.0, le=42.0)] | UnsetType = UNSET
    gap_seconds: Annotated[int, Meta(ge=0, le=600)] | UnsetType = UNSET
    fresh_minutes: Annotated[int, Meta(ge=0, le=720)] | UnsetType = UNSET
    counts_minutes: Annotated[int, Meta(ge=10, le=1440)] | UnsetType = UNSET
    coldest_air: Annotated[float, Meta(ge=-30.0, le=30.0)] | UnsetType = UNSET
    who: Who | UnsetType = UNSET

    def stage(self) -> Stage:
        return Stage.HOW_HOT

    def counts_for(self) -> timedelta:
        """How long a high reading is remembered."""
        return timedelta(minutes=_DEFAULT_COUNTS if self.counts_minutes is UNSET else self.counts_minutes)

    def limit(self, site: Site) -> SiteLimit:
        """The thresholds at a site; one that the rule does not name has the forehead's."""
        named = () if self.sites is UNSET else self.sites
        return next((each for each in named if each.site is site), SiteLimit(site, self.fever, self.untrusted_below))

    def is_high(self, reading: Reading) -> bool:
        """Whether a reading is a fever where it was taken; what is no number (NaN) is never fine."""
        return not reading.celsius < self.limit(reading.site).fever

    def is_untrusted(self, reading: Reading) -> bool:
        """Whether a reading says nothing: too low for a body, or a forehead measured in air the device is not made for."""
        in_cold = (
            self.coldest_air is not UNSET
            and reading.site is Site.FOREHEAD
            and reading.air is not None
            and reading.air < self.coldest_air
        )
        return reading.celsius < self.limit(reading.site).untrusted_below or (in_cold and not self.is_high(reading))

    def objection(self, case: Case) -> Finding | None:
        if case.direction not in self.directions or not (self.who is UNSET or self.who.includes(case)):
            return None
        recent = tuple(each for each in case.earlier if timedelta(0) <= case.since(each.at) <= self.counts_for())
        if case.reading is None:
            return self._resting(case, recent) or self._unmeasured(case, recent)
        return self._measured(case, case.reading, recent)

    def _resting(self, case: Case, recent: tuple[Reading, ...]) -> Finding | None:
        """Somebody whose last reading was high, and who has not rested long enough since."""
        if not recent or not self.is_high(recent[-1]):
            return None
        rested = case.after(recent[-1].at, timedelta(minutes=self.rest_minutes))
        return None if case.is_past(rested) else Finding(Outcome.WAIT, Reason.STILL_RESTING, rested)

    def _unmeasured(self, case: Case, recent: tuple[Reading, ...]) -> Finding | None:
        fresh = timedelta(minutes=0 if self.fresh_minutes is UNSET else self.fresh_minutes)
        last = recent[-1] if recent else None
        if last and case.since(last.at) < fresh and not self.is_high(last) and not self.is_untrusted(last):
            return None
        return Finding(Outcome.MEASURE, Reason.TEMPERATURE_NEEDED)

    def _measured(self, case: Case, reading: Reading, recent: tuple[Reading, ...]) -> Finding | None:
        gap = timedelta(seconds=0 if self.gap_seconds is UNSET else self.gap_seconds)
        if recent and case.since(recent[-1].at) < gap:
            return Finding(Outcome.WAIT, Reason.READINGS_TOO_CLOSE, case.after(recent[-1].at, gap))
        if self.is_untrusted(reading):
            return Finding(Outcome.WAIT, Reason.TEMPERATURE_UNTRUSTED)
        if not self.is_high(reading):
            return self._resting(case, recent)
        if case.visit:
            return Finding(Outcome.REFUSE, Reason.FEVER_OF_VISITOR)
        highs = 1 + sum(self.is_high(each) for each in recent)
        barred = self.barred is not UNSET and not reading.celsius < self.barred
        if barred or highs >= (2 if self.tries is UNSET else self.tries):
            return Finding(Outcome.REFER, Reason.FEVER_AGAIN)
        return Finding(Outcome.WAIT, Reason.FEVER, case.after(case.now, timedelta(minutes=self.rest_minutes)))

    def words(self) -> Text:
        way, who = ways(self.directions), Text("", "") if self.who is UNSET else self.who.words()
        parts = [
            Text(
                f"{who.zh}{way.zh}时测体温，额温 {self.fever} °C 及以上休息 {self.rest_minutes} 分钟后复测",
                f"temperature taken on the way {way.en}{f' ({who.en})' if who.en else ''}; from {self.fever} °C at the"
                f" forehead rest {self.rest_minutes} minutes and measure again",
            ),
            Text(f"低于 {self.untrusted_below} °C 不算", f"below {self.untrusted_below} °C is no reading"),
            *self._further_words(),
        ]
        return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))

    def _further_words(self) -> Iterator[Text]:
        if self.sites is not UNSET:
            yield joined(_site_words(limit) for limit in self.sites)
        if self.tries is not UNSET:
            yield Text(
                f"第 {self.tries} 次偏高请示值班人员",
                f"the high reading number {self.tries} goes to the person on duty",
            )
        if self.barred is not UNSET:
            yield Text(
                f"{self.barred} °C 及以上立即请示值班人员", f"from {self.barred} °C at once to the person on duty"
            )
        if self.gap_seconds is not UNSET:
            yield Text(f"两次测温至少隔 {self.gap_seconds} 秒", f"{self.gap_seconds} seconds between two readings")
        if self.fresh_minutes is not UNSET:
            yield Text(
                f"{self.fresh_minutes} 分钟内测过不再测", f"a reading counts again for {self.fresh_minutes} minutes"
            )
        if self.counts_minutes is not UNSET:
            yield Text(
                f"偏高记 {self.counts_minutes} 分钟", f"a high one is remembered for {self.counts_minutes} minutes"
            )
        if self.coldest_air is not UNSET:
            yield Text(f"气温低于 {self.coldest_air} °C 不测额头", f"no forehead in air below {self.coldest_air} °C")

    def faults(self) -> Iterator[Fault]:
        named = [] if self.sites is UNSET else [limit.site for limit in self.sites]
        if len(named) != len(set(named)):
            yield Fault("sites", Text("同一部位写了两次", "names one site twice"))
        if self.barred is not UNSET and self.barred < self.fever:
            yield Fault("barred", Text("低于发热线", "is below the fever threshold"))
        if not self.directions:
            yield Fault("directions", Text("没有方向，谁也不测", "has no direction: nobody is measured"))
        if timedelta(minutes=self.rest_minutes) > self.counts_for():
            yield Fault("counts_minutes", Text("短于休息时间", "is shorter than the rest"))
        if self.fresh_minutes is not UNSET and timedelta(minutes=self.fresh_minutes) > self.counts_for():
            yield Fault("fresh_minutes", Text("长于读数的记忆时间", "is longer than readings are remembered"))
        if self.gap_seconds is not UNSET and 0 < self.rest_minutes * 60 < self.gap_seconds:
            yield Fault("gap_seconds", Text("长于休息时间", "is longer than the rest"))


def _site_words(limit: SiteLimit) -> Text:
    site = SITE_WORDS[limit.site]
    return Text(
        f"{site.zh} {limit.untrusted_below}–{limit.fever} °C", f"{site.en} {limit.untrusted_below} to {limit.fever} °C"
    )
