"""The rules that were in force in 2020, each judged as its town meant it (`data/covenants/towns`); then the ready-made ones."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec import UNSET

from gatepass.case import Case, Mark, Site, VisitKind
from gatepass.covenant import parse_covenant
from gatepass.verdict import Outcome, Reason, Unknown, judge
from tests.gatepass.cases import (
    ADMIT,
    IN,
    MEASURE,
    NOW,
    OUT,
    REFER,
    REFUSE,
    WAIT,
    WIFE,
    entry,
    in_february,
    moved,
    reading,
)

COVENANTS = Path(__file__).parents[2] / "data" / "covenants"
OWNER, TENANT, CAR, STAFF = map(entry, ("owner", "tenant", "car", "staff"))
RETURNED = entry("owner", Mark("returnee", date(2020, 2, 3), date(2020, 2, 16)))
ISOLATED = entry("owner", Mark("quarantine", date(2020, 2, 3), date(2020, 2, 16)))
NEW_TENANT = entry("tenant", "new_tenant")
COURIER, RIDER, VISITOR, VEHICLE = VisitKind.COURIER, VisitKind.RIDER, VisitKind.VISITOR, VisitKind.VEHICLE
FINE = Reason.FINE


def ago(**since):
    return NOW - timedelta(**since)


def out(*history, who=OWNER, **changes):
    return {"presented": who, "direction": OUT, "history": history, **changes}


def back(*history, who=OWNER, **changes):
    return {"presented": who, "direction": IN, "history": history, **changes}


def answered(*questions):
    return {"confirmed": frozenset(questions)}


def judged(name, facts):
    covenant = parse_covenant((COVENANTS / f"{name}.toml").read_bytes())
    whole = {"presented": OWNER, "direction": IN, "now": NOW, "reading": reading(36.5), "gate": "东门", **facts}
    verdict = judge(Case(covenant=covenant, **whole))
    return verdict.outcome, verdict.reason


YESTERDAY, TWO_DAYS_AGO, THREE_DAYS_AGO = (in_february(day, 20) for day in (9, 8, 7))
WIFE_OUT = moved(OUT, ago(hours=3), WIFE)
WITH_MASK, ALONE = answered("mask"), answered("driver_only")

TOWNS = [
    # one person a household, once every 2 days
    pytest.param("wenzhou", out(), ADMIT, FINE, id="wenzhou: the first outing"),
    pytest.param("wenzhou", out(moved(OUT, YESTERDAY)), REFUSE, Reason.QUOTA_USED, id="wenzhou: out yesterday"),
    pytest.param("wenzhou", out(moved(OUT, TWO_DAYS_AGO)), ADMIT, FINE, id="wenzhou: out two days ago"),
    pytest.param("wenzhou", out(WIFE_OUT), REFUSE, Reason.QUOTA_USED, id="wenzhou: one person a household"),
    pytest.param("wenzhou", back(moved(OUT, ago(hours=9))), ADMIT, FINE, id="wenzhou: home after nine hours"),
    # every 2 days, at most 2 hours / at most 3 hours out
    pytest.param("xianyang", out(moved(OUT, YESTERDAY)), REFUSE, Reason.QUOTA_USED, id="xianyang: out yesterday"),
    pytest.param("xianyang", back(moved(OUT, ago(hours=2))), ADMIT, FINE, id="xianyang: two hours"),
    pytest.param("xianyang", back(moved(OUT, ago(minutes=121))), WAIT, Reason.OUT_TOO_LONG, id="xianyang: 121 minutes"),
    pytest.param("yangling", back(moved(OUT, ago(minutes=121))), ADMIT, FINE, id="yangling: 121 minutes"),
    pytest.param("yangling", back(moved(OUT, ago(minutes=181))), WAIT, Reason.OUT_TOO_LONG, id="yangling: 181 minutes"),
    # every 3 days; nobody over 65 or under 12 may go shopping
    pytest.param("huangmei", out(moved(OUT, TWO_DAYS_AGO)), REFUSE, Reason.QUOTA_USED, id="huangmei: two days ago"),
    pytest.param("huangmei", out(moved(OUT, THREE_DAYS_AGO)), ADMIT, FINE, id="huangmei: three days ago"),
    pytest.param("huangmei", out(who=entry("owner", "over_65")), REFER, Reason.LISTED, id="huangmei: a grandmother"),
    pytest.param("huangmei", out(who=entry("owner", "under_12")), REFER, Reason.LISTED, id="huangmei: a child"),
    pytest.param(
        "huangmei",
        out(moved(OUT, YESTERDAY), who=entry("owner", "over_65", "medical")),
        ADMIT,
        FINE,
        id="huangmei: a grandmother goes to the doctor",
    ),
    pytest.param(
        "huangmei",
        out(moved(OUT, YESTERDAY), who=entry("owner", "medical")),
        ADMIT,
        FINE,
        id="huangmei: somebody of forty goes to the doctor",
    ),
    pytest.param("huangmei", back(who=entry("owner", "over_65")), ADMIT, FINE, id="huangmei: a grandmother comes home"),
    # one a household a day; fixed hours dropped
    pytest.param("zhengzhou", out(moved(OUT, YESTERDAY)), ADMIT, FINE, id="zhengzhou: out yesterday"),
    pytest.param("zhengzhou", out(WIFE_OUT), REFUSE, Reason.QUOTA_USED, id="zhengzhou: the second of a day"),
    pytest.param("zhengzhou", out(now=in_february(10, 3)), ADMIT, FINE, id="zhengzhou: at three in the night"),
    # one a household a day, at most 2 hours
    pytest.param("wuhan", out(moved(OUT, YESTERDAY)), ADMIT, FINE, id="wuhan: out yesterday"),
    pytest.param("wuhan", out(WIFE_OUT), REFUSE, Reason.QUOTA_USED, id="wuhan: the second of a day"),
    pytest.param("wuhan", back(moved(OUT, ago(hours=3))), WAIT, Reason.OUT_TOO_LONG, id="wuhan: three hours"),
    # every 2 days; each car once a day, driver only; one gate
    pytest.param("jinjiang", out(moved(OUT, YESTERDAY)), REFUSE, Reason.QUOTA_USED, id="jinjiang: on foot yesterday"),
    pytest.param(
        "jinjiang",
        out(moved(OUT, YESTERDAY), moved(OUT, YESTERDAY, CAR.lookup, "car"), who=CAR, **ALONE),
        ADMIT,
        FINE,
        id="jinjiang: the car was out yesterday",
    ),
    pytest.param(
        "jinjiang",
        out(moved(OUT, ago(hours=1), CAR.lookup, "car"), who=CAR, **ALONE),
        REFUSE,
        Reason.QUOTA_USED,
        id="jinjiang: the car was out today",
    ),
    pytest.param(
        "jinjiang", out(moved(OUT, ago(hours=1), WIFE, "car")), ADMIT, FINE, id="jinjiang: on foot after the car"
    ),
    pytest.param("jinjiang", out(who=CAR), WAIT, Reason.TO_CONFIRM, id="jinjiang: is the driver alone?"),
    pytest.param("jinjiang", out(gate="南门"), REFUSE, Reason.WRONG_GATE, id="jinjiang: a closed gate"),
    pytest.param(
        "jinjiang", out(who=CAR, gate="南门"), REFUSE, Reason.WRONG_GATE, id="jinjiang: a car at a closed gate"
    ),
    # closed 22:30–06:30 / 22:00–07:00 / 00:00–05:00
    pytest.param("yinchuan", back(now=in_february(10, 22, 29)), ADMIT, FINE, id="yinchuan: 22:29"),
    pytest.param("yinchuan", back(now=in_february(10, 22, 30)), REFER, Reason.CLOSED_HOURS, id="yinchuan: 22:30"),
    pytest.param("yinchuan", out(now=in_february(10, 6, 29)), REFER, Reason.CLOSED_HOURS, id="yinchuan: 06:29"),
    pytest.param("yinchuan", out(now=in_february(10, 6, 30)), ADMIT, FINE, id="yinchuan: 06:30"),
    pytest.param("xilinhot", back(now=in_february(10, 22)), REFER, Reason.CLOSED_HOURS, id="xilinhot: 22:00"),
    pytest.param("xilinhot", back(now=in_february(10, 7)), ADMIT, FINE, id="xilinhot: 07:00"),
    pytest.param("xidu", back(now=in_february(10, 23, 59)), ADMIT, FINE, id="xidu: 23:59"),
    pytest.param("xidu", back(now=in_february(10, 0)), REFER, Reason.CLOSED_HOURS, id="xidu: midnight"),
    pytest.param("xidu", back(now=in_february(10, 5)), ADMIT, FINE, id="xidu: 05:00"),
    # pass plus ID card; visitors and new tenants barred; carers of the old and sick excepted
    pytest.param("hangzhou", back(), WAIT, Reason.TO_CONFIRM, id="hangzhou: the ID card is asked for"),
    pytest.param("hangzhou", back(**answered("id_card")), ADMIT, FINE, id="hangzhou: and compared"),
    pytest.param("hangzhou", out(), WAIT, Reason.TO_CONFIRM, id="hangzhou: on the way out too"),
    pytest.param("hangzhou", out(**answered("id_card")), ADMIT, FINE, id="hangzhou: and compared on the way out"),
    pytest.param(
        "hangzhou", back(who=entry("helper")), WAIT, Reason.TO_CONFIRM, id="hangzhou: a class of the office's own"
    ),
    pytest.param("hangzhou", back(who=CAR), ADMIT, FINE, id="hangzhou: a car has no ID card"),
    pytest.param("hangzhou", back(who=VISITOR), REFUSE, Reason.KIND_NOT_ADMITTED, id="hangzhou: a visitor"),
    pytest.param("hangzhou", back(who=NEW_TENANT), REFUSE, Reason.CLASS_NOT_ADMITTED, id="hangzhou: a new tenant"),
    pytest.param(
        "hangzhou", back(who=entry("carer", "new_tenant"), **answered("id_card")), ADMIT, FINE, id="hangzhou: a carer"
    ),
    pytest.param("hangzhou", back(who=TENANT, **answered("id_card")), ADMIT, FINE, id="hangzhou: a tenant of old"),
    # tenants already there equal residents
    pytest.param("ninghai", back(who=TENANT), ADMIT, FINE, id="ninghai: a tenant comes home"),
    pytest.param("ninghai", out(who=TENANT), ADMIT, FINE, id="ninghai: a tenant goes out"),
    pytest.param(
        "ninghai", out(moved(OUT, YESTERDAY), who=TENANT), REFUSE, Reason.QUOTA_USED, id="ninghai: as often as an owner"
    ),
    pytest.param("ninghai", out(moved(OUT, YESTERDAY)), REFUSE, Reason.QUOTA_USED, id="ninghai: an owner"),
    pytest.param("ninghai", back(who=NEW_TENANT), REFER, Reason.CLASS_NOT_ADMITTED, id="ninghai: one who is new"),
    # passes for people and vehicles, masks, deliveries to a marked place; 14 days at home for all who return
    pytest.param("beijing", back(who=CAR, **WITH_MASK), ADMIT, FINE, id="beijing: a car with a pass"),
    pytest.param(
        "beijing", back(who=VEHICLE, **WITH_MASK), REFUSE, Reason.KIND_NOT_ADMITTED, id="beijing: one without"
    ),
    pytest.param("beijing", out(), WAIT, Reason.TO_CONFIRM, id="beijing: no mask"),
    pytest.param("beijing", back(who=COURIER), REFUSE, Reason.TO_THE_SHELF, id="beijing: a parcel"),
    pytest.param("beijing", out(who=RETURNED, **WITH_MASK), REFER, Reason.QUARANTINE, id="beijing: day 8 at home"),
    pytest.param("beijing", out(who=RETURNED, now=in_february(17, 0), **WITH_MASK), ADMIT, FINE, id="beijing: day 15"),
    # parcels on a shelf or table; food in foam boxes; staff bring goods to homes in quarantine
    pytest.param("guideline", back(who=COURIER), REFUSE, Reason.TO_THE_SHELF, id="guideline: a parcel"),
    pytest.param("guideline", back(who=RIDER), REFUSE, Reason.TO_THE_SHELF, id="guideline: food"),
    pytest.param("guideline", out(who=ISOLATED), REFER, Reason.QUARANTINE, id="guideline: a home in quarantine"),
    pytest.param("guideline", back(who=STAFF), ADMIT, FINE, id="guideline: staff bring goods"),
    # couriers let in again, registration optional, temperature kept
    pytest.param("shanghai", back(who=COURIER), ADMIT, FINE, id="shanghai: a courier"),
    pytest.param(
        "shanghai", back(who=COURIER, reading=None), MEASURE, Reason.TEMPERATURE_NEEDED, id="shanghai: measured"
    ),
    pytest.param(
        "shanghai", back(who=COURIER, reading=reading(37.3)), REFUSE, Reason.FEVER_OF_VISITOR, id="shanghai: feverish"
    ),
    # drivers air the car 3 to 5 minutes before they are measured
    pytest.param("qingdao", back(who=CAR, reading=None), WAIT, Reason.TO_CONFIRM, id="qingdao: the car is aired first"),
    pytest.param("qingdao", back(who=VEHICLE, reading=None), WAIT, Reason.TO_CONFIRM, id="qingdao: a van too"),
    pytest.param(
        "qingdao",
        back(who=CAR, reading=None, **answered("aired")),
        MEASURE,
        Reason.TEMPERATURE_NEEDED,
        id="qingdao: then the driver is measured",
    ),
    pytest.param("qingdao", back(reading=reading(37.0)), ADMIT, FINE, id="qingdao: 37.0 is not above 37"),
    pytest.param("qingdao", back(reading=reading(37.05)), WAIT, Reason.FEVER, id="qingdao: 37.05 is above 37"),
    pytest.param("qingdao", back(reading=reading(38.0)), WAIT, Reason.FEVER, id="qingdao: 38.0 is not above 38"),
    pytest.param("qingdao", back(reading=reading(38.05)), REFER, Reason.FEVER_AGAIN, id="qingdao: 38.05 is above 38"),
    pytest.param(
        "qingdao",
        back(reading=reading(37.5), earlier=(reading(37.5, ago(minutes=20)), reading(37.5, ago(minutes=10)))),
        REFER,
        Reason.FEVER_AGAIN,
        id="qingdao: high for the third time",
    ),
    pytest.param("qingdao", back(reading=reading(37.1)), WAIT, Reason.FEVER, id="qingdao: 37.1 is measured again"),
    pytest.param("qingdao", back(reading=reading(38.1)), REFER, Reason.FEVER_AGAIN, id="qingdao: 38.1 is barred"),
]


@pytest.mark.parametrize(("town", "facts", "outcome", "reason"), TOWNS)
def test_a_town_s_rule_is_judged_as_the_town_meant_it(town, facts, outcome, reason):
    assert judged(f"towns/{town}", facts) == (outcome, reason)


QUOTAS = ("huangmei", "jinjiang", "ninghai", "wenzhou", "wuhan", "xianyang", "yangling", "zhengzhou")


@pytest.mark.parametrize("town", QUOTAS)
@pytest.mark.parametrize("who", [pytest.param(STAFF, id="staff"), pytest.param(entry("carer"), id="a carer")])
def test_a_quota_of_households_stops_nobody_at_work_in_the_community(town, who):
    been_out = (moved(OUT, ago(hours=5), who.lookup, who.class_key), moved(IN, ago(hours=3), who.lookup, who.class_key))
    assert judged(f"towns/{town}", out(*been_out, who=who)) == (ADMIT, FINE)


@pytest.mark.parametrize("town", QUOTAS)
def test_a_car_that_leaves_is_no_second_outing_of_who_walked(town):
    assert judged(f"towns/{town}", out(WIFE_OUT, who=CAR, **ALONE)) == (ADMIT, FINE)


@pytest.mark.parametrize("town", QUOTAS)
def test_nobody_is_kept_from_a_doctor(town):
    assert judged(f"towns/{town}", out(WIFE_OUT, who=entry("owner", "medical"))) == (ADMIT, FINE)


ANY_DELIVERY, A_WAY_IN = (REFUSE, Reason.TO_THE_SHELF), (ADMIT, FINE)
SAYS_OTHERWISE = {
    ("shanghai", COURIER): A_WAY_IN,
    ("hangzhou", VISITOR): (REFUSE, Reason.KIND_NOT_ADMITTED),
    ("beijing", VEHICLE): (REFUSE, Reason.KIND_NOT_ADMITTED),
}
SILENT = {VISITOR: A_WAY_IN, VEHICLE: A_WAY_IN, COURIER: ANY_DELIVERY, RIDER: ANY_DELIVERY}
BY_DAY = {**answered("mask", "aired", "driver_only", "expected", "id_card"), "now": in_february(10, 12)}


@pytest.mark.parametrize("town", sorted(path.stem for path in (COVENANTS / "towns").glob("*.toml")))
@pytest.mark.parametrize("kind", list(VisitKind))
def test_of_whom_a_row_is_silent_finds_the_shelf_or_a_register(town, kind):
    assert judged(f"towns/{town}", back(who=kind, **BY_DAY)) == SAYS_OTHERWISE.get((town, kind), SILENT[kind])


def test_a_visitor_of_whom_a_row_is_silent_is_let_in_when_the_household_expects_them():
    assert judged("towns/wenzhou", back(who=VISITOR)) == (WAIT, Reason.TO_CONFIRM)


def test_every_town_has_its_scenarios():
    assert {row.values[0] for row in TOWNS} == {path.stem for path in (COVENANTS / "towns").glob("*.toml")}


def test_tenants_who_were_there_are_judged_as_owners_in_ninghai():
    histories = [
        (),
        (moved(OUT, YESTERDAY),),
        (moved(OUT, YESTERDAY), moved(IN, YESTERDAY)),
        (moved(OUT, TWO_DAYS_AGO),),
    ]
    judgements = [
        [judged("towns/ninghai", {"presented": who, "direction": way, "history": history}) for who in (OWNER, TENANT)]
        for history in histories
        for way in (IN, OUT)
    ]
    assert [owner for owner, _ in judgements] == [tenant for _, tenant in judgements]


PUPIL, ON_LEAVE, WORKER = entry("pupil"), entry("pupil", "leave"), entry("worker")
LAST_NIGHT = in_february(9, 21)
READY_MADE = [
    pytest.param("strict-closing", out(moved(OUT, YESTERDAY)), REFUSE, Reason.QUOTA_USED, id="strict: out yesterday"),
    pytest.param(
        "strict-closing",
        out(moved(OUT, YESTERDAY), moved(IN, YESTERDAY), who=entry("owner", "work")),
        ADMIT,
        FINE,
        id="strict: goes to work every day",
    ),
    pytest.param(
        "strict-closing",
        out(moved(OUT, YESTERDAY, CAR.lookup, "car"), who=CAR),
        REFUSE,
        Reason.QUOTA_USED,
        id="strict: a car",
    ),
    pytest.param("strict-closing", back(moved(OUT, ago(hours=3))), WAIT, Reason.OUT_TOO_LONG, id="strict: three hours"),
    pytest.param("strict-closing", out(who=ISOLATED), REFER, Reason.QUARANTINE, id="strict: quarantine"),
    pytest.param("strict-closing", back(who=VISITOR), REFUSE, Reason.KIND_NOT_ADMITTED, id="strict: a visitor"),
    pytest.param(
        "strict-closing", back(who=Unknown.CARD_FORGOTTEN), REFER, Reason.CARD_FORGOTTEN, id="strict: no card"
    ),
    pytest.param(
        "strict-closing", back(moved(IN, ago(hours=1))), WAIT, Reason.SAME_WAY_AGAIN, id="strict: a lent card"
    ),
    pytest.param(
        "strict-closing", out(reading=None), MEASURE, Reason.TEMPERATURE_NEEDED, id="strict: measured out too"
    ),
    pytest.param(
        "strict-closing",
        back(reading=reading(36.8, site=Site.WRIST)),
        WAIT,
        Reason.FEVER,
        id="strict: a wrist has its own threshold",
    ),
    pytest.param(
        "strict-closing",
        back(reading=reading(36.5, air=15.9)),
        WAIT,
        Reason.AIR_TOO_COLD,
        id="strict: a forehead in the cold tells nothing",
    ),
    pytest.param(
        "strict-closing",
        back(reading=reading(36.5), earlier=(reading(37.7, ago(minutes=10)),)),
        WAIT,
        Reason.ANOTHER_WAY,
        id="strict: not borne out the same way",
    ),
    pytest.param(
        "strict-closing",
        back(reading=reading(36.5), earlier=(reading(34.2, ago(seconds=4)),)),
        WAIT,
        Reason.READINGS_TOO_CLOSE,
        id="strict: four seconds after another",
    ),
    pytest.param(
        "easier-phase",
        back(reading=reading(36.5), earlier=(reading(37.7, ago(minutes=10)),)),
        ADMIT,
        FINE,
        id="easier: measured again with the same gun",
    ),
    pytest.param(
        "easier-phase", out(moved(OUT, ago(hours=1)), moved(IN, ago(minutes=9))), ADMIT, FINE, id="easier: out"
    ),
    pytest.param(
        "easier-phase", back(reading=None), MEASURE, Reason.TEMPERATURE_NEEDED, id="easier: measured on return"
    ),
    pytest.param("easier-phase", back(who=COURIER), ADMIT, FINE, id="easier: a courier"),
    pytest.param("easier-phase", back(now=in_february(10, 3)), ADMIT, FINE, id="easier: at three in the night"),
    pytest.param("passes-only", back(reading=None), ADMIT, FINE, id="passes only: nobody is measured"),
    pytest.param("passes-only", back(who=VISITOR, reading=None), ADMIT, FINE, id="passes only: a visitor"),
    pytest.param("school", back(who=PUPIL), WAIT, Reason.TO_CONFIRM, id="school: a mask"),
    pytest.param("school", back(who=PUPIL, **WITH_MASK), ADMIT, FINE, id="school: a pupil comes"),
    pytest.param("school", out(who=PUPIL), REFER, Reason.CLOSED_HOURS, id="school: out during lessons"),
    pytest.param("school", out(who=ON_LEAVE), ADMIT, FINE, id="school: out with leave"),
    pytest.param("school", out(who=STAFF), ADMIT, FINE, id="school: a teacher goes out"),
    pytest.param("school", out(who=PUPIL, now=in_february(10, 16, 30)), ADMIT, FINE, id="school: lessons are over"),
    pytest.param("school", out(who=STAFF, now=in_february(10, 22)), REFER, Reason.CLOSED_HOURS, id="school: by night"),
    pytest.param(
        "school",
        back(moved(OUT, ago(minutes=20)), reading=None, earlier=(reading(36.5, ago(minutes=50)),), **WITH_MASK),
        ADMIT,
        FINE,
        id="school: back from the playground",
    ),
    pytest.param("school", back(who=RIDER), REFUSE, Reason.TO_THE_SHELF, id="school: food"),
    pytest.param("school", back(who=Unknown.CARD_FORGOTTEN), WAIT, Reason.CARD_FORGOTTEN, id="school: no card"),
    pytest.param("construction-site", back(who=WORKER), WAIT, Reason.TO_CONFIRM, id="site: a helmet"),
    pytest.param("construction-site", back(who=WORKER, **answered("helmet")), ADMIT, FINE, id="site: a worker"),
    pytest.param(
        "construction-site",
        back(moved(IN, LAST_NIGHT), who=WORKER, **answered("helmet")),
        REFUSE,
        Reason.SAME_WAY_AGAIN,
        id="site: never went out last night",
    ),
    pytest.param(
        "construction-site", back(who=WORKER, now=in_february(10, 23)), REFER, Reason.CLOSED_HOURS, id="site: by night"
    ),
    pytest.param(
        "construction-site",
        back(who=STAFF, now=in_february(10, 23), **answered("helmet")),
        ADMIT,
        FINE,
        id="site: the night watch",
    ),
    pytest.param(
        "construction-site",
        back(who=VEHICLE, now=in_february(10, 20), **answered("helmet")),
        REFUSE,
        Reason.KIND_OUTSIDE_HOURS,
        id="site: a lorry after eight",
    ),
    pytest.param("construction-site", out(who=RETURNED), REFER, Reason.QUARANTINE, id="site: in quarters"),
    pytest.param(
        "construction-site",
        back(who=WORKER, passbook_age=timedelta(hours=49)),
        REFER,
        Reason.PASSBOOK_STALE,
        id="site: two days without the office",
    ),
]


@pytest.mark.parametrize(("name", "facts", "outcome", "reason"), READY_MADE)
def test_a_ready_made_covenant_is_judged_as_its_name_says(name, facts, outcome, reason):
    assert judged(name, facts) == (outcome, reason)


@pytest.mark.parametrize("name", sorted({row.values[0] for row in READY_MADE} - {"passes-only"}))
def test_who_is_hot_under_a_ready_made_covenant_has_a_path_and_the_guns_are_used_as_they_are_made(name):
    rule = parse_covenant((COVENANTS / f"{name}.toml").read_bytes()).temperature
    path = (rule.call, rule.wait_at, rule.owed, rule.reference)
    assert (rule.fever, rule.gap_seconds, rule.coldest_air, UNSET in path) == (37.3, 5, 16.0, False)


def test_every_ready_made_covenant_has_its_scenarios():
    assert {row.values[0] for row in READY_MADE} == {path.stem for path in COVENANTS.glob("*.toml")}


def test_the_scenarios_come_to_every_outcome():
    assert {row.values[2] for row in (*TOWNS, *READY_MADE)} == set(Outcome)
