"""Who is measured, and what a reading means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, ClassVar

from msgspec import UNSET, Meta, UnsetType

from gatepass.case import SILENT, Case, Direction, Finding, Outcome, Reading, Reason, Site, Sort
from gatepass.kinds.base import EVERYBODY, WAYS_LABEL, WHO_LABEL, Fault, Label, Rule, Said, Stage, Who, joined, ways
from gatepass.kinds.heat import Heat, heat
from gatepass.kinds.reference import ReferenceRule
from gatepass.kinds.sites import SiteLimit, measured_again_at, measured_instead
from gatepass.wording import Text

_DEFAULT_COUNTS, _DEFAULT_TRIES = 240, 2


_OFFERED = (Site.FOREHEAD, Site.WRIST, Site.NECK)
_NOTHING_IS_FINE = Text(
    "不低于发热线，没有一个读数算正常", "is not below the fever threshold: no reading would be fine"
)
_NOT_SAID_WHICH = Text("（没选是哪支）", " (it was not chosen which)")
_ANOTHER_WAY = Text("换一个部位，或换一支体温计", "at another site or with another thermometer")


class TemperatureRule(Rule, frozen=True, forbid_unknown_fields=True):
    """Who is measured and what a reading means; `fever` and `untrusted_below` are °C at the forehead.

    37.3 °C is what every written rule of 2020 names; below 35.0 a forehead is too cold to tell (Nanjing, 2 Feb 2020). A
    study of 904 people found 36.65 at the forehead, 36.75 at the wrist, 37.35 at the neck (DOI 10.2147/RMHP.S357567).
    `tries` high readings are one too many; from `barred` °C on a single one is. `gap_seconds` lie between two readings; a
    good one of the last `fresh_minutes` counts again; a high one is remembered for `counts_minutes`. Below `coldest_air`
    °C of air a forehead tells nothing; whoever is too cold to tell warms up for `warm_minutes`. After a high reading
    `another` wants the next at another site or by another device. `call`, `wait_at` and `owed` are whom to call, where to
    wait, and what is done for somebody who stays outside.
    """

    reasons: ClassVar[tuple[Reason, ...]] = (
        Reason.STILL_RESTING,
        Reason.TEMPERATURE_NEEDED,
        Reason.READINGS_TOO_CLOSE,
        Reason.DEVICE_OFF,
        Reason.TEMPERATURE_UNTRUSTED,
        Reason.AIR_TOO_COLD,
        Reason.FEVER_OF_VISITOR,
        Reason.FEVER_AGAIN,
        Reason.ANOTHER_WAY,
        Reason.FEVER,
    )
    title: ClassVar[Text] = Text("测温", "temperature")
    usual: ClassVar[Mapping[str, object]] = {
        "tries": _DEFAULT_TRIES,
        "gap_seconds": 0,
        "fresh_minutes": 0,
        "counts_minutes": _DEFAULT_COUNTS,
        "who": EVERYBODY,
        "another": False,
    }
    labels: ClassVar[Mapping[str, Label]] = {
        "directions": WAYS_LABEL,
        "fever": Label("额温发热线 °C", "fever from, °C at the forehead"),
        "untrusted_below": Label("低于多少 °C 不算", "no reading below, °C"),
        "rest_minutes": Label("偏高休息几分钟", "rest after a high one, minutes"),
        "sites": Label("其他部位的界限", "limits at other sites"),
        "tries": Label("第几次偏高请示", "the high reading that is referred"),
        "barred": Label("多少 °C 立即请示", "referred at once from, °C"),
        "gap_seconds": Label("两次测温隔几秒", "seconds between readings"),
        "fresh_minutes": Label("几分钟内测过不再测", "a good one counts again, minutes"),
        "counts_minutes": Label("偏高记几分钟", "a high one is remembered, minutes"),
        "coldest_air": Label("气温低于多少 °C 不测额头", "no forehead in air below, °C"),
        "who": WHO_LABEL,
        "another": Label("复测要换部位或换体温计", "measure again at another site or by another device"),
        "warm_minutes": Label("太冷测不准的先暖几分钟", "too cold to tell: warm up, minutes"),
        "call": Label("偏高打电话给谁（姓名、电话）", "whom to call (name, telephone)"),
        "wait_at": Label("在哪里等", "where to wait"),
        "owed": Label("留在门外的人怎么照顾", "what is done for somebody who stays outside"),
        "reference": Label(
            "先测一位健康的人，检查体温计（不填：不查）",
            "somebody well is measured to judge the device (empty: nobody)",
        ),
    }

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
    another: bool | UnsetType = UNSET
    warm_minutes: Annotated[int, Meta(ge=1, le=60)] | UnsetType = UNSET
    call: Annotated[str, Meta(min_length=1, max_length=60)] | UnsetType = UNSET
    wait_at: Said | UnsetType = UNSET
    owed: Said | UnsetType = UNSET
    reference: ReferenceRule | UnsetType = UNSET

    def stage(self) -> Stage:
        return Stage.HOW_HOT

    def counts_for(self) -> timedelta:
        """How long a high reading is remembered."""
        return timedelta(minutes=_DEFAULT_COUNTS if self.counts_minutes is UNSET else self.counts_minutes)

    def limit(self, site: Site) -> SiteLimit:
        """The thresholds at a site; one that the rule does not name has the forehead's."""
        return next((each for each in self._named() if each.site is site), self._own(site))

    def _own(self, site: Site) -> SiteLimit:
        return SiteLimit(site, self.fever, self.untrusted_below)

    def _named(self) -> tuple[SiteLimit, ...]:
        return () if self.sites is UNSET else self.sites

    def offered(self) -> tuple[Site, ...]:
        """The sites that a volunteer chooses from."""
        named = {limit.site for limit in self.sites} if self.sites is not UNSET else set(_OFFERED)
        return tuple(site for site in Site if site in named or site is Site.FOREHEAD)

    def is_too_cold(self, site: Site, air: float | None) -> bool:
        """Whether a device that is made for warmer air tells nothing of this site: the forehead alone stands in the wind."""
        return self.coldest_air is not UNSET and site is Site.FOREHEAD and air is not None and air < self.coldest_air

    def first_choice(self, air: float | None, high: Reading | None = None) -> Site:
        """Where to measure: the forehead, unless the air is too cold for it or the reading before has to be borne out elsewhere."""
        worse = {high.site} if high and self.another is True else set()
        return next(
            (site for site in self.offered() if site not in worse and not self.is_too_cold(site, air)), Site.FOREHEAD
        )

    def is_high(self, reading: Reading) -> bool:
        """Whether a reading is a fever where it was taken; what is no number (NaN) is never fine."""
        return not reading.celsius < self.limit(reading.site).fever

    def is_untrusted(self, reading: Reading) -> bool:
        """Whether a reading says nothing: too low for a body, or a forehead measured in air the device is not made for."""
        in_cold = self.is_too_cold(reading.site, reading.air) and not self.is_high(reading)
        return reading.celsius < self.limit(reading.site).untrusted_below or in_cold

    @property
    def rest(self) -> timedelta:
        """How long somebody rests after a high reading."""
        return timedelta(minutes=self.rest_minutes)

    @property
    def gap(self) -> timedelta:
        """How long two readings lie apart at least."""
        return timedelta(seconds=0 if self.gap_seconds is UNSET else self.gap_seconds)

    @property
    def fresh(self) -> timedelta:
        """How long a good reading counts again."""
        return timedelta(minutes=0 if self.fresh_minutes is UNSET else self.fresh_minutes)

    @property
    def remembers(self) -> timedelta:
        """How far back readings are needed: a good one that counts again must have been enough when it was taken."""
        return self.counts_for() + self.fresh

    def is_off(self, reading: Reading, off: frozenset[str]) -> bool:
        """Whether a reading was taken with a thermometer that was found off, where they are checked."""
        return self.reference is not UNSET and reading.device in off

    def to_bear_out(self, case: Case) -> Reading | None:
        """The last high reading, while no good one was taken after it that counts."""
        return heat(case.earlier, self, case.off).high

    def may_object(self, sort: Sort) -> bool:
        return sort.direction in self.directions and (self.who is UNSET or self.who.may_include(sort))

    def objection(self, case: Case) -> Finding | None:
        if case.direction not in self.directions or not (self.who is UNSET or self.who.includes(case)):
            return None
        if case.referred:
            return self._referred()
        before = heat(self._remembered(case.earlier, case.now), self, case.off)
        if case.reading is None:
            return self._resting(case, before) or self._unmeasured(case, before)
        return self._measured(case, case.reading, before)

    def _resting(self, case: Case, before: Heat) -> Finding | None:
        """Somebody who was high, and who has not rested long enough since, whatever was read meanwhile."""
        if before.high is None:
            return None
        rested = case.after(before.high.at, self.rest)
        return None if case.is_past(rested) else Finding(Outcome.WAIT, Reason.STILL_RESTING, rested, told=self._where())

    def _unmeasured(self, case: Case, before: Heat) -> Finding | None:
        fine = before.fine
        if fine and case.since(fine.at) < self.fresh:
            then = heat(self._remembered(case.earlier, fine.at), self, case.off)
            if then.fine is fine:
                return None
        return Finding(Outcome.MEASURE, Reason.TEMPERATURE_NEEDED)

    def _remembered(self, readings: tuple[Reading, ...], at: datetime) -> Iterator[Reading]:
        """The readings that count at a moment; durations are real ones, so they are compared in UTC."""
        until = at.astimezone(UTC)
        since = until - self.counts_for()
        return (each for each in readings if since <= each.at.astimezone(UTC) <= until)

    def _measured(self, case: Case, reading: Reading, before: Heat) -> Finding | None:
        if before.last and before.is_too_close(case.now, self):
            return Finding(Outcome.WAIT, Reason.READINGS_TOO_CLOSE, case.after(before.last.at, self.gap))
        if self.is_off(reading, case.off) and not self.is_high(reading):
            nameless = not reading.device and any(case.off)
            return Finding(Outcome.WAIT, Reason.DEVICE_OFF, told=_NOT_SAID_WHICH if nameless else SILENT)
        if self.is_untrusted(reading):
            return self._untrusted(case, reading)
        if not self.is_high(reading):
            same = before.is_same_way(reading, self)
            return self._resting(case, before) or (Finding(Outcome.WAIT, Reason.ANOTHER_WAY) if same else None)
        if case.visit:
            return Finding(Outcome.REFUSE, Reason.FEVER_OF_VISITOR)
        return self._high(case, reading, before)

    def _untrusted(self, case: Case, reading: Reading) -> Finding:
        """Too cold a reading, or too cold an air for its site: where to measure instead."""
        usable = [site for site in self.offered() if not self.is_too_cold(site, reading.air)]
        if reading.celsius < self.limit(reading.site).untrusted_below:
            warm = None if self.warm_minutes is UNSET else case.after(case.now, timedelta(minutes=self.warm_minutes))
            return Finding(Outcome.WAIT, Reason.TEMPERATURE_UNTRUSTED, warm, told=measured_again_at(usable))
        return Finding(Outcome.WAIT, Reason.AIR_TOO_COLD, told=measured_instead(usable, self.coldest_air))

    def _high(self, case: Case, reading: Reading, before: Heat) -> Finding:
        if self.barred is not UNSET and not reading.celsius < self.barred:
            return self._referred()
        resting = before.is_resting(case.now, self)
        if not resting and before.is_same_way(reading, self):
            return Finding(Outcome.WAIT, Reason.ANOTHER_WAY)
        if not resting and 1 + before.highs >= (_DEFAULT_TRIES if self.tries is UNSET else self.tries):
            return self._referred()
        return Finding(Outcome.WAIT, Reason.FEVER, case.after(case.now, self.rest), told=self._where())

    def _referred(self) -> Finding:
        return Finding(Outcome.REFER, Reason.FEVER_AGAIN, told=self._path())

    def _where(self) -> Text:
        """Where to rest, and how to measure afterwards."""
        return _behind(_at(self.wait_at), _ANOTHER_WAY if self.another is True else SILENT)

    def _path(self) -> Text:
        """Whom to call, where to wait, what is done for them: nobody is left outside without a path."""
        call = SILENT if self.call is UNSET else Text(f"电话 {self.call}", f"call {self.call}")
        return _behind(call, _at(self.wait_at), SILENT if self.owed is UNSET else self.owed.words())

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
            *self._case_words(),
        ]
        return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))

    def _further_words(self) -> Iterator[Text]:
        if self.sites is not UNSET:
            yield joined(limit.words() for limit in self.sites)
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

    def _case_words(self) -> Iterator[Text]:
        """What happens to somebody too cold or too hot, and to a thermometer."""
        if self.warm_minutes is not UNSET:
            yield Text(f"体温太低先暖和 {self.warm_minutes} 分钟", f"the cold warm up for {self.warm_minutes} minutes")
        if self.another is not UNSET:
            yield (
                Text("复测换部位或换体温计", f"the second reading {_ANOTHER_WAY.en}")
                if self.another
                else Text("复测不限部位和体温计", "the second reading at any site")
            )
        if self.call is not UNSET:
            yield Text(f"复测仍高打电话 {self.call}", f"high again: call {self.call}")
        if self.wait_at is not UNSET:
            yield Text(f"在{self.wait_at.zh}等候", f"wait: {self.wait_at.words().en}")
        if self.owed is not UNSET:
            yield self.owed.words()
        if self.reference is not UNSET:
            yield self.reference.words()

    def faults(self) -> Iterator[Fault]:
        named = [limit.site for limit in self._named()]
        if len(named) != len(set(named)):
            yield Fault("sites", Text("同一部位写了两次", "names one site twice"))
        if self.untrusted_below >= self.fever:
            yield Fault("untrusted_below", _NOTHING_IS_FINE)
        if any(limit.untrusted_below >= limit.fever for limit in self._named()):
            yield Fault("sites", _NOTHING_IS_FINE)
        if any(each != self._own(each.site) for each in self._named() if each.site is Site.FOREHEAD):
            own = f"{self.untrusted_below}–{self.fever}"
            yield Fault(
                "sites",
                Text(f"额头写了另一个界限，而上面写的是 {own} °C；请改成一样，或删去额头这行",
                     f"gives the forehead other limits than those above, {own} °C; make them the same, or leave the forehead out"),
            )  # fmt: skip
        if self.who is not UNSET:
            yield from self.who.faults("who")
        if self.barred is not UNSET and self.barred < self.fever:
            yield Fault("barred", Text("低于发热线", "is below the fever threshold"))
        if not self.directions:
            yield Fault("directions", Text("没有方向，谁也不测", "has no direction: nobody is measured"))
        if self.rest > self.counts_for():
            yield Fault("counts_minutes", Text("短于休息时间", "is shorter than the rest"))
        if self.fresh_minutes is not UNSET and timedelta(minutes=self.fresh_minutes) > self.counts_for():
            yield Fault("fresh_minutes", Text("长于读数的记忆时间", "is longer than readings are remembered"))
        if self.reference is not UNSET:
            yield from self.reference.faults()
        if self.gap_seconds is not UNSET and 0 < self.rest_minutes * 60 < self.gap_seconds:
            yield Fault("gap_seconds", Text("长于休息时间", "is longer than the rest"))


def _at(place: Said | UnsetType) -> Text:
    if place is UNSET:
        return SILENT
    return Text(f"在{place.zh}等候", f"wait: {place.words().en}")


def _behind(*parts: Text) -> Text:
    """Words that follow a sentence; nothing where nothing is to be said."""
    said = [part for part in parts if part.zh]
    return Text("".join(f"；{part.zh}" for part in said), "".join(f"; {part.en}" for part in said))
