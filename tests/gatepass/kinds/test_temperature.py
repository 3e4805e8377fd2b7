"""What a reading means: thresholds by site, cold air, how many, how soon, how long it counts."""

from datetime import timedelta
from pathlib import Path

import pytest

from gatepass.case import Site, VisitKind
from gatepass.covenant import Covenant, TemperatureRule, VisitRule, parse_covenant
from gatepass.kinds import ReferenceRule, Said, SiteLimit, Who
from gatepass.sentences import remedy
from gatepass.verdict import Reason, judge
from gatepass.wording import Language
from tests.gatepass.cases import ENTRY, IN, NOW, OUT, case, entry, reading

NAN = float("nan")
CHENGDU = (SiteLimit(Site.FOREHEAD, 36.65), SiteLimit(Site.WRIST, 36.75), SiteLimit(Site.NECK, 37.35))
QINGDAO = TemperatureRule(fever=37.1, tries=3, barred=38.1)


def measured(rule, celsius=36.5, presented=ENTRY, **changes):
    given = changes.pop("given", {})
    covenant = Covenant("x", temperature=rule, visits=(VisitRule(VisitKind.COURIER),))
    held = None if celsius is None else reading(celsius, **given)
    return case(presented, covenant=covenant, reading=held, **changes)


def ago(celsius, **since):
    return reading(celsius, NOW - timedelta(**since))


@pytest.mark.parametrize(
    ("judged", "reason"),
    [
        pytest.param(measured(TemperatureRule(sites=CHENGDU), 36.7), Reason.FEVER, id="36.7 at the forehead"),
        pytest.param(
            measured(TemperatureRule(sites=CHENGDU), 36.7, given={"site": Site.WRIST}),
            Reason.FINE,
            id="36.7 at the wrist",
        ),
        pytest.param(
            measured(TemperatureRule(sites=CHENGDU), 37.3, given={"site": Site.NECK}),
            Reason.FINE,
            id="37.3 at the neck",
        ),
        pytest.param(
            measured(TemperatureRule(sites=CHENGDU), 37.3, given={"site": Site.EAR}),
            Reason.FEVER,
            id="37.3 in the ear, which the rule does not name",
        ),
        pytest.param(measured(TemperatureRule(), 35.8), Reason.FINE, id="35.8 at a forehead in Nanjing"),
        pytest.param(measured(TemperatureRule(), 33.5), Reason.TEMPERATURE_UNTRUSTED, id="33.5 in the morning"),
        pytest.param(
            measured(TemperatureRule(coldest_air=16.0), 36.5, given={"air": 2.0}),
            Reason.AIR_TOO_COLD,
            id="a forehead in air of 2 degrees",
        ),
        pytest.param(
            measured(TemperatureRule(coldest_air=16.0), 34.5, given={"air": 2.0}),
            Reason.TEMPERATURE_UNTRUSTED,
            id="a forehead in air of 2 degrees that is too cold itself",
        ),
        pytest.param(
            measured(TemperatureRule(coldest_air=16.0), 36.5, given={"air": 16.0}), Reason.FINE, id="air of 16 degrees"
        ),
        pytest.param(
            measured(TemperatureRule(coldest_air=16.0), 36.5, given={"air": 2.0, "site": Site.WRIST}),
            Reason.FINE,
            id="a wrist in the cold",
        ),
        pytest.param(
            measured(TemperatureRule(coldest_air=16.0), 37.5, given={"air": 2.0}),
            Reason.FEVER,
            id="a fever in the cold",
        ),
    ],
)
def test_a_reading_is_judged_by_where_and_in_what_air_it_was_taken(judged, reason):
    assert judge(judged).reason == reason


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(TemperatureRule(), id="plain"),
        pytest.param(TemperatureRule(sites=CHENGDU), id="by site"),
        pytest.param(TemperatureRule(coldest_air=16.0), id="by air"),
        pytest.param(TemperatureRule(barred=38.0), id="barred"),
        pytest.param(TemperatureRule(fresh_minutes=30, gap_seconds=5, tries=5), id="all else"),
    ],
)
@pytest.mark.parametrize("visitor", [False, True])
def test_what_is_no_number_is_never_fine(rule, visitor):
    presented = VisitKind.COURIER if visitor else ENTRY
    now, before = measured(rule, NAN, presented), measured(rule, None, presented, earlier=(ago(NAN, minutes=1),))
    assert [judge(each).reason is Reason.FINE for each in (now, before)] == [False, False]


@pytest.mark.parametrize(
    ("celsius", "earlier", "reason"),
    [
        pytest.param(37.0, (), Reason.FINE, id="37.0"),
        pytest.param(37.1, (), Reason.FEVER, id="above 37 measured again"),
        pytest.param(37.4, (ago(37.2, minutes=11),), Reason.FEVER, id="the second reading"),
        pytest.param(
            37.4, (ago(37.2, minutes=22), ago(37.6, minutes=11)), Reason.FEVER_AGAIN, id="the third reading decides"
        ),
        pytest.param(38.0, (), Reason.FEVER, id="38.0 is not above 38"),
        pytest.param(38.1, (), Reason.FEVER_AGAIN, id="above 38 barred at once"),
    ],
)
def test_three_readings_and_a_bar_as_in_qingdao(celsius, earlier, reason):
    assert judge(measured(QINGDAO, celsius, earlier=earlier)).reason == reason


@pytest.mark.parametrize(
    ("celsius", "earlier", "reason", "minutes"),
    [
        pytest.param(None, (ago(37.7, minutes=4),), Reason.STILL_RESTING, 6, id="before the rest is over"),
        pytest.param(
            34.2, (ago(37.7, minutes=1),), Reason.TEMPERATURE_UNTRUSTED, None, id="37.7, then 34.2 (Changsha)"
        ),
        pytest.param(36.5, (ago(37.7, minutes=4),), Reason.STILL_RESTING, 6, id="a good reading while resting"),
        pytest.param(37.5, (ago(37.7, minutes=4),), Reason.FEVER, 10, id="a high one while resting: rest anew"),
        pytest.param(None, (ago(37.7, minutes=10),), Reason.TEMPERATURE_NEEDED, None, id="the rest is over"),
        pytest.param(36.5, (ago(37.7, minutes=10),), Reason.FINE, None, id="good after the rest"),
        pytest.param(
            None, (ago(37.7, minutes=12), ago(36.4, minutes=1)), Reason.TEMPERATURE_NEEDED, None, id="good since then"
        ),
    ],
)
def test_a_rest_is_waited_for(celsius, earlier, reason, minutes):
    verdict = judge(measured(TemperatureRule(), celsius, earlier=earlier))
    again_at = NOW + timedelta(minutes=minutes) if minutes else None
    assert (verdict.reason, verdict.again_at) == (reason, again_at)


@pytest.mark.parametrize(
    ("rule", "celsius", "earlier", "reason"),
    [
        pytest.param(
            TemperatureRule(gap_seconds=5), 36.5, (ago(36.5, seconds=4),), Reason.READINGS_TOO_CLOSE, id="4 s after"
        ),
        pytest.param(TemperatureRule(gap_seconds=5), 36.5, (ago(36.5, seconds=5),), Reason.FINE, id="5 s after"),
        pytest.param(
            TemperatureRule(fresh_minutes=60), None, (ago(36.5, minutes=59),), Reason.FINE, id="measured an hour ago"
        ),
        pytest.param(
            TemperatureRule(fresh_minutes=60),
            None,
            (ago(36.5, minutes=60),),
            Reason.TEMPERATURE_NEEDED,
            id="longer ago",
        ),
        pytest.param(
            TemperatureRule(fresh_minutes=60),
            None,
            (ago(34.0, minutes=5),),
            Reason.TEMPERATURE_NEEDED,
            id="a reading that said nothing is not worth anything later",
        ),
        pytest.param(
            TemperatureRule(fresh_minutes=60),
            None,
            (ago(36.5, minutes=-5),),
            Reason.TEMPERATURE_NEEDED,
            id="a reading from tomorrow is none",
        ),
        pytest.param(
            TemperatureRule(counts_minutes=60), 37.5, (ago(37.5, minutes=61),), Reason.FEVER, id="a high one forgotten"
        ),
        pytest.param(
            TemperatureRule(counts_minutes=60),
            37.5,
            (ago(37.5, minutes=60),),
            Reason.FEVER_AGAIN,
            id="still remembered",
        ),
    ],
)
def test_readings_count_for_as_long_as_the_rule_says(rule, celsius, earlier, reason):
    assert judge(measured(rule, celsius, earlier=earlier)).reason == reason


@pytest.mark.parametrize(
    ("judged", "reason"),
    [
        pytest.param(measured(TemperatureRule((OUT,)), None), Reason.FINE, id="the way that is not measured"),
        pytest.param(measured(TemperatureRule((OUT,)), None, direction=OUT), Reason.TEMPERATURE_NEEDED, id="the other"),
        pytest.param(
            measured(TemperatureRule((IN, OUT), who=Who(classes=("staff",))), None), Reason.FINE, id="only staff are"
        ),
        pytest.param(
            measured(TemperatureRule(who=Who(classes=("staff",))), None, entry("staff")),
            Reason.TEMPERATURE_NEEDED,
            id="staff",
        ),
        pytest.param(
            measured(TemperatureRule(who=Who(but_classes=("car",))), None, entry("car")), Reason.FINE, id="no car is"
        ),
        pytest.param(measured(TemperatureRule(), 37.3, VisitKind.COURIER), Reason.FEVER_OF_VISITOR, id="a courier"),
    ],
)
def test_who_is_measured(judged, reason):
    assert judge(judged).reason == reason


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        pytest.param(TemperatureRule(()), "directions", id="nobody is measured"),
        pytest.param(TemperatureRule(sites=(CHENGDU[1], SiteLimit(CHENGDU[1].site, 37.3))), "sites", id="a site twice"),
        pytest.param(
            TemperatureRule(fever=37.1, sites=(SiteLimit(Site.FOREHEAD, 37.3),)), "sites", id="the forehead otherwise"
        ),
        pytest.param(
            TemperatureRule(untrusted_below=34.0, sites=(SiteLimit(Site.FOREHEAD, 37.3),)),
            "sites",
            id="a cold forehead otherwise",
        ),
        pytest.param(TemperatureRule(fever=38.0, barred=37.5), "barred", id="barred below the fever"),
        pytest.param(
            TemperatureRule(rest_minutes=60, counts_minutes=30), "counts_minutes", id="forgotten while resting"
        ),
        pytest.param(TemperatureRule(fresh_minutes=300), "fresh_minutes", id="good for longer than remembered"),
        pytest.param(TemperatureRule(rest_minutes=1, gap_seconds=90), "gap_seconds", id="a gap longer than the rest"),
        pytest.param(TemperatureRule(fever=36.0, untrusted_below=36.0), "untrusted_below", id="no reading is fine"),
        pytest.param(
            TemperatureRule(sites=(SiteLimit(Site.WRIST, 36.0, 36.0),)), "sites", id="no reading at the wrist is fine"
        ),
    ],
)
def test_what_contradicts_itself_is_named(rule, field):
    assert [fault.field for fault in rule.faults()] == [field]


BORNE_OUT = TemperatureRule(another=True, coldest_air=16.0)
HIGH = ago(37.8, minutes=12)


def by(celsius, site=Site.FOREHEAD, device="", **since):
    return reading(celsius, NOW - timedelta(**since), site=site, device=device)


@pytest.mark.parametrize(
    ("now", "earlier", "reason"),
    [
        pytest.param(by(36.5), (HIGH,), Reason.ANOTHER_WAY, id="fine, but at the same forehead by the same gun"),
        pytest.param(by(37.9), (HIGH,), Reason.ANOTHER_WAY, id="high, but at the same forehead by the same gun"),
        pytest.param(by(36.5, Site.WRIST), (HIGH,), Reason.FINE, id="fine at the wrist"),
        pytest.param(by(36.5, device="2"), (HIGH,), Reason.FINE, id="fine by another gun"),
        pytest.param(by(37.9, device="2"), (HIGH,), Reason.FEVER_AGAIN, id="high by another gun"),
        pytest.param(
            by(37.9, Site.WRIST), (HIGH, ago(37.9, minutes=2)), Reason.FEVER_AGAIN, id="the same way counts once"
        ),
        pytest.param(
            by(36.5), (HIGH, by(36.4, Site.WRIST, minutes=1)), Reason.FINE, id="the wrist has settled it already"
        ),
        pytest.param(
            by(36.5),
            (HIGH, by(33.0, Site.WRIST, minutes=1)),
            Reason.ANOTHER_WAY,
            id="a wrist too cold to tell settles nothing",
        ),
        pytest.param(by(36.5), (), Reason.FINE, id="nothing to bear out"),
    ],
)
def test_a_high_reading_is_borne_out_at_another_site_or_by_another_device(now, earlier, reason):
    assert judge(case(covenant=Covenant("x", temperature=BORNE_OUT), reading=now, earlier=earlier)).reason == reason


def test_somebody_very_hot_is_referred_whichever_way_they_were_measured():
    rule = TemperatureRule(another=True, barred=38.0)
    assert judge(measured(rule, 38.0, earlier=(HIGH,))).reason == Reason.FEVER_AGAIN


def test_whoever_is_too_cold_to_tell_is_told_when_they_are_warm():
    assert judge(measured(TemperatureRule(warm_minutes=5), 34.0)).again_at == NOW + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("rule", "celsius", "zh", "en"),
    [
        pytest.param(
            TemperatureRule(coldest_air=16.0),
            36.5,
            "不要测额头，请改测手腕或颈部",
            "Not the forehead, but the wrist or neck",
            id="36.5 at the forehead outdoors: the sites that may be measured there",
        ),
        pytest.param(
            TemperatureRule(coldest_air=16.0, sites=(SiteLimit(Site.FOREHEAD, 37.3),)),
            36.5,
            "不要测额头，请到16.0 ℃以上的地方测，并重新填气温",
            "Not the forehead, but where it is 16.0 °C or warmer; tell the air's temperature there",
            id="where nothing but a forehead is measured: somewhere warmer",
        ),
        pytest.param(
            TemperatureRule(coldest_air=16.0, warm_minutes=5),
            34.0,
            "请到背风暖和处，再测手腕或颈部，09:42 起",
            "Warm up out of the wind, measure again at the wrist or neck, from 09:42",
            id="too cold a reading in the cold: never the forehead again",
        ),
        pytest.param(
            TemperatureRule(),
            34.0,
            "请到背风暖和处，再测额头、手腕或颈部",
            "Warm up out of the wind, measure again at the forehead, wrist or neck",
            id="too cold a reading where the air says nothing",
        ),
    ],
)
def test_in_the_cold_the_volunteer_reads_where_to_measure(rule, celsius, zh, en):
    verdict = judge(measured(rule, celsius, given={"air": 5.0}))
    assert (remedy(verdict, Language.ZH, NOW.date()), remedy(verdict, Language.EN, NOW.date())) == (zh, en)


WHOLE = TemperatureRule(
    another=True, call="021-1234", wait_at=Said("西侧帐篷", "the tent"), owed=Said("物业送药送饭", "food and medicine")
)


@pytest.mark.parametrize(
    ("judged", "zh", "en"),
    [
        pytest.param(
            measured(WHOLE, 37.8),
            "请在一旁休息，09:47 再测一次；在西侧帐篷等候；换一个部位，或换一支体温计",
            "Rest aside, measure again at 09:47; wait: the tent; at another site or with another thermometer",
            id="where to rest and how to measure again",
        ),
        pytest.param(
            measured(WHOLE, 37.8, given={"site": Site.WRIST}, earlier=(HIGH,)),
            "请在等候处休息，立即联系值班人员；电话 021-1234；在西侧帐篷等候；物业送药送饭",
            "Have them wait apart and call the person on duty now; call 021-1234; wait: the tent; food and medicine",
            id="whom to call, where to wait, what is owed",
        ),
        pytest.param(
            measured(TemperatureRule(), 37.8),
            "请在一旁休息，09:47 再测一次",
            "Rest aside, measure again at 09:47",
            id="a covenant that says nothing of it",
        ),
    ],
)
def test_the_volunteer_reads_what_the_covenant_says_for_somebody_with_a_fever(judged, zh, en):
    verdict = judge(judged)
    assert remedy(verdict, Language.ZH, NOW.date()) == zh
    assert remedy(verdict, Language.EN, NOW.date()) == en


@pytest.mark.parametrize(
    ("rule", "air", "high", "site"),
    [
        pytest.param(TemperatureRule(), None, None, Site.FOREHEAD, id="a forehead by default"),
        pytest.param(TemperatureRule(coldest_air=16.0), 20.0, None, Site.FOREHEAD, id="a forehead in a warm hall"),
        pytest.param(TemperatureRule(coldest_air=16.0), 2.0, None, Site.WRIST, id="a wrist outdoors in February"),
        pytest.param(
            TemperatureRule(coldest_air=16.0, sites=(SiteLimit(Site.NECK, 37.3),)),
            2.0,
            None,
            Site.NECK,
            id="a neck where the covenant names it",
        ),
        pytest.param(BORNE_OUT, None, HIGH, Site.WRIST, id="a wrist after a high forehead"),
        pytest.param(
            TemperatureRule(coldest_air=16.0, sites=(SiteLimit(Site.FOREHEAD, 37.3),)),
            2.0,
            None,
            Site.FOREHEAD,
            id="a forehead where there is nothing else",
        ),
    ],
)
def test_the_pad_begins_with_the_site_that_the_covenant_and_the_air_ask_for(rule, air, high, site):
    assert rule.first_choice(air, high) == site


def test_the_sites_to_choose_from_are_the_covenants_and_always_the_forehead():
    assert TemperatureRule().offered() == (Site.FOREHEAD, Site.WRIST, Site.NECK)
    assert TemperatureRule(sites=(SiteLimit(Site.EAR, 37.6),)).offered() == (Site.FOREHEAD, Site.EAR)


COVENANTS = Path(__file__).parents[3] / "data" / "covenants"
READY = {
    name: parse_covenant((COVENANTS / f"{name}.toml").read_bytes()).temperature
    for name in ("easier-phase", "strict-closing", "school")
}
WRIST = Site.WRIST


def one_after_the_other(rule, *steps):
    """What is said to somebody who comes again and again: seconds after the first time, the degrees if any, at which site."""
    covenant, earlier, said = Covenant("x", temperature=rule), (), []
    for seconds, celsius, site in steps:
        now = NOW + timedelta(seconds=seconds)
        taken = None if celsius is None else reading(celsius, now, site=site)
        said.append(judge(case(covenant=covenant, reading=taken, now=now, earlier=earlier)).reason)
        earlier = (*earlier, taken) if taken else earlier
    return said


def forehead(*steps):
    return [(seconds, celsius, Site.FOREHEAD) for seconds, celsius in steps]


@pytest.mark.parametrize(
    ("ready", "steps", "reasons"),
    [
        pytest.param(
            "easier-phase",
            forehead((0, 37.6), (60, 36.4), (70, 36.4), (599, 36.4), (605, 36.4)),
            [Reason.FEVER, *[Reason.STILL_RESTING] * 3, Reason.FINE],
            id="one good reading, and another, and another",
        ),
        pytest.param(
            "easier-phase",
            forehead((0, 37.7), (60, 34.2), (70, 36.2), (600, None), (605, 36.2)),
            [
                Reason.FEVER,
                Reason.TEMPERATURE_UNTRUSTED,
                Reason.STILL_RESTING,
                Reason.TEMPERATURE_NEEDED,
                Reason.FINE,
            ],
            id="37.7, then 34.2 (Changsha), then 36.2",
        ),
        pytest.param(
            "easier-phase",
            forehead((0, 37.7), (6, 37.7), (601, 36.4), (606, 36.4)),
            [Reason.FEVER, Reason.FEVER, Reason.STILL_RESTING, Reason.FINE],
            id="high once more while they rest: the rest begins anew, and nobody is referred who did not rest",
        ),
        pytest.param(
            "easier-phase",
            forehead((0, 37.7), (300, 37.7), (900, 37.7)),
            [Reason.FEVER, Reason.FEVER, Reason.FEVER_AGAIN],
            id="high after the rest",
        ),
        pytest.param(
            "strict-closing",
            [(0, 37.6, Site.FOREHEAD), (60, 36.4, WRIST), (70, 36.4, WRIST), (600, 36.4, WRIST)],
            [Reason.FEVER, Reason.STILL_RESTING, Reason.STILL_RESTING, Reason.FINE],
            id="the wrist, twice while they rest",
        ),
        pytest.param(
            "strict-closing",
            [(0, 37.7, Site.FOREHEAD), (60, 34.2, Site.FOREHEAD), (120, 36.4, WRIST), (600, 36.4, Site.FOREHEAD)],
            [Reason.FEVER, Reason.TEMPERATURE_UNTRUSTED, Reason.STILL_RESTING, Reason.ANOTHER_WAY],
            id="the wrist while they rest settles nothing for the forehead after it",
        ),
        pytest.param(
            "strict-closing",
            [(0, 37.7, Site.FOREHEAD), (600, 37.7, Site.FOREHEAD), (610, 36.4, WRIST), (1200, 36.4, WRIST)],
            [Reason.FEVER, Reason.ANOTHER_WAY, Reason.STILL_RESTING, Reason.FINE],
            id="high again the same way after the rest: good at the wrist counts after one more rest",
        ),
        pytest.param(
            "strict-closing",
            [(0, 37.7, Site.FOREHEAD), (600, 37.7, Site.FOREHEAD), (610, 37.7, WRIST)],
            [Reason.FEVER, Reason.ANOTHER_WAY, Reason.FEVER_AGAIN],
            id="high again the same way after the rest, and at the wrist",
        ),
        pytest.param(
            "school",
            [(0, 37.8, Site.FOREHEAD), (600, 36.4, Site.FOREHEAD), (605, None, None), (610, 36.4, WRIST)],
            [Reason.FEVER, Reason.ANOTHER_WAY, Reason.TEMPERATURE_NEEDED, Reason.FINE],
            id="what did not count when it was taken does not count again",
        ),
        pytest.param(
            "school",
            [(0, 37.8, Site.FOREHEAD), (60, 36.4, WRIST), (70, None, None), (610, None, None)],
            [Reason.FEVER, Reason.STILL_RESTING, Reason.STILL_RESTING, Reason.TEMPERATURE_NEEDED],
            id="a good reading while they rest is worth nothing later",
        ),
        pytest.param(
            "school",
            [(0, 34.0, Site.FOREHEAD), (3, 36.4, WRIST), (30, None, None), (40, 36.4, WRIST), (99, None, None)],
            [
                Reason.TEMPERATURE_UNTRUSTED,
                Reason.READINGS_TOO_CLOSE,
                Reason.TEMPERATURE_NEEDED,
                Reason.FINE,
                Reason.FINE,
            ],
            id="one too soon after another is worth nothing later",
        ),
    ],
)
def test_whoever_was_high_rests_whatever_is_read_meanwhile(ready, steps, reasons):
    assert one_after_the_other(READY[ready], *steps) == reasons


def test_a_good_reading_of_the_rest_counts_for_nothing_when_the_high_one_is_forgotten():
    rule = TemperatureRule(fresh_minutes=60, counts_minutes=60, rest_minutes=10)
    assert one_after_the_other(rule, *forehead((0, 37.8), (60, 36.4), (3601, None)))[-1] == Reason.TEMPERATURE_NEEDED


CHECKED = TemperatureRule(reference=ReferenceRule(), fresh_minutes=60)


@pytest.mark.parametrize(
    ("rule", "now", "earlier", "reason"),
    [
        pytest.param(CHECKED, by(36.5, device="2"), (), Reason.DEVICE_OFF, id="a good reading by one that is off"),
        pytest.param(CHECKED, by(34.0, device="2"), (), Reason.DEVICE_OFF, id="too cold, by one that is off"),
        pytest.param(CHECKED, by(37.8, device="2"), (), Reason.FEVER, id="a high one opens a story all the same"),
        pytest.param(CHECKED, by(36.5, device="1"), (), Reason.FINE, id="by another"),
        pytest.param(CHECKED, by(36.5), (), Reason.FINE, id="by one without a name that was found right since"),
        pytest.param(TemperatureRule(), by(36.5, device="2"), (), Reason.FINE, id="where none is checked"),
        pytest.param(
            CHECKED, None, (by(36.5, device="2", minutes=5),), Reason.TEMPERATURE_NEEDED, id="nor does it count again"
        ),
        pytest.param(
            CHECKED,
            None,
            (by(37.8, minutes=30), by(36.5, device="2", minutes=5)),
            Reason.TEMPERATURE_NEEDED,
            id="nor does it end a rest",
        ),
    ],
)
def test_a_thermometer_that_was_found_off_admits_nobody(rule, now, earlier, reason):
    covenant = Covenant("x", temperature=rule)
    judged = case(covenant=covenant, reading=now, earlier=earlier, off=frozenset({"2"}))
    assert judge(judged).reason == reason
