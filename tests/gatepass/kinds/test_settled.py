"""Rules in the form in which those that mean the same are equal: it judges as before, and what differs in it is said differently."""

from collections import defaultdict
from datetime import date, time
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec import UNSET, structs

from gatepass.case import Direction, Site, VisitKind
from gatepass.covenant import NO_COVENANT, difference
from gatepass.kinds import (
    KINDS,
    SECTIONS,
    Classes,
    ClosedHours,
    Confirm,
    DoubtfulClock,
    Field,
    Forgotten,
    Gates,
    Hours,
    Listed,
    OnlyBy,
    Per,
    Quarantine,
    Quota,
    ReferenceRule,
    Said,
    SameWay,
    SiteLimit,
    Stale,
    TemperatureRule,
    Then,
    VisitRule,
    Who,
    settled,
)
from gatepass.verdict import judge
from tests.gatepass.drawn import cases

IN, OUT = Direction


TIMES = (time(22), time(22, 0, 45), time(22, 0, 0, 1), time(6))
TEXTS = ("甲", "乙")
SAID = (Said("甲"), Said("甲", "甲"), Said("甲", "a"), Said("乙", "a"))
GROUPS = (("vip",), ("owner",), ("准假",), ("leave",), ("vip", "owner"), ("owner", "vip"))
WHOS = (
    Who(),
    *(Who(**{part: group}) for part in ("classes", "marks", "but_classes", "but_marks") for group in GROUPS),
    *(Who(visits=(kind,)) for kind in VisitKind),
    Who(classes=("访客",)),
    Who(marks=("65岁以上",)),
    Who(marks=("over_65",)),
)
WAYS = ((IN,), (OUT,), (IN, OUT), (OUT, IN))
DAYS = (None, date(2020, 2, 10), date(2020, 2, 11))
FIGURES = (36.0, 36.0000001, 37.3)
BOTH = (False, True)


START = (
    DoubtfulClock(),
    Stale(),
    Forgotten(),
    Listed(("returnee",), "甲", "a"),
    Quarantine(),
    Classes(Who(classes=("owner",)), until=date(2020, 2, 14)),
    Gates(("东门",)),
    OnlyBy(("东门",)),
    Quota(),
    SameWay(),
    Confirm("mask", "甲", "a"),
    VisitRule(VisitKind.RIDER),
    ClosedHours(time(22, 30), time(6)),
    TemperatureRule(),
)
POOLS = {
    "then": tuple(Then),
    "hours": (UNSET, *(Hours(begin, time(7)) for begin in TIMES)),
    "marks": GROUPS,
    "but_marks": (UNSET, (), *GROUPS),
    "zh": TEXTS,
    "en": TEXTS,
    "mark": ("vip", "quarantine", "居家隔离"),
    "directions": WAYS,
    "who": WHOS,
    "admitted": BOTH,
    "since": DAYS,
    "until": DAYS,
    "gates": (("东门",), ("东门", "南门"), ("南门", "东门"), ("东门、南门",)),
    "instead": ("", "西门"),
    "outings": (1, 2),
    "days": (1, 2),
    "hours_out": (None, 2, 2.0, 2.0000001),
    "per": tuple(Per),
    "overnight": BOTH,
    "question": ("mask", "id"),
    "kind": tuple(VisitKind),
    "required": ((), (Field.NAME,), (Field.NAME, Field.PHONE), (Field.PHONE, Field.NAME)),
    "shelf": (UNSET, *BOTH),
    "begin": TIMES,
    "end": TIMES,
    "fever": FIGURES,
    "untrusted_below": (35.0, 34.0000001),
    "rest_minutes": (0, 1),
    "sites": (UNSET, (), (SiteLimit(Site.NECK, 37.3),), (SiteLimit(Site.NECK, 37.3), SiteLimit(Site.EAR, 37.5))),
    "tries": (UNSET, 2, 3),
    "barred": (UNSET, 38.0, 38.0000001),
    "gap_seconds": (UNSET, 0, 1),
    "fresh_minutes": (UNSET, 0, 1),
    "counts_minutes": (UNSET, 240, 241),
    "coldest_air": (UNSET, *FIGURES),
    "another": (UNSET, *BOTH),
    "warm_minutes": (UNSET, 1),
    "call": (UNSET, *TEXTS),
    "wait_at": (UNSET, *SAID),
    "owed": (UNSET, *SAID),
    "reference": (UNSET, ReferenceRule(), *(ReferenceRule((at,)) for at in TIMES), ReferenceRule(low=35.7)),
}
OF_STALE, OF_GATES = {"hours": (1, 2)}, {"hours": (None, *POOLS["hours"][1:])}


def others(rule):
    """Every right rule that differs from another in a field or two."""
    pools = POOLS | {Stale: OF_STALE, Gates: OF_GATES}.get(type(rule), {})
    for fields in combinations_with_replacement(rule.__struct_fields__, 2):
        for values in product(*(pools[field] for field in fields)):
            other = structs.replace(rule, **dict(zip(fields, values, strict=True)))
            if not any(other.faults()):
                yield other


def test_every_kind_is_asked_with_every_field():
    assert {type(each) for each in START} == {*KINDS, *SECTIONS}
    assert {field for each in START for field in each.__struct_fields__} == set(POOLS)


@pytest.mark.parametrize("rule", START, ids=lambda rule: type(rule).__name__)
def test_rules_that_differ_are_said_differently(rule):
    meant = defaultdict(set)
    for each in others(rule):
        meant[each.words()].add(settled(each))
    assert [words for words, rules in meant.items() if len(rules) > 1] == []


@given(cases())
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], max_examples=60)
def test_a_covenant_of_settled_rules_judges_as_before(case):
    before = case.covenant
    after = structs.replace(
        before,
        closed=tuple(map(settled, before.closed)),
        visits=tuple(map(settled, before.visits)),
        temperature=before.temperature and settled(before.temperature),
        rules=tuple(map(settled, before.rules)),
    )
    one, other = judge(case), judge(structs.replace(case, covenant=after))
    assert (one.outcome, one.reason, one.again_at, one.question) == (
        other.outcome,
        other.reason,
        other.again_at,
        other.question,
    )
    assert difference(before, after) == difference(NO_COVENANT, NO_COVENANT)


def test_what_is_usual_is_the_same_whether_it_is_written_or_not():
    night, elsewhere = ClosedHours(time(22), time(6)), SiteLimit(Site.FOREHEAD, 37.3, 35.0)
    same = [
        (night, structs.replace(night, who=Who(), directions=(OUT, IN))),
        (Listed(("work",), "a", "b"), Listed(("work",), "a", "b", (OUT, IN), but_marks=())),
        (VisitRule(VisitKind.RIDER), VisitRule(VisitKind.RIDER, shelf=False)),
        (
            TemperatureRule(),
            TemperatureRule(tries=2, gap_seconds=0, fresh_minutes=0, counts_minutes=240, who=Who(), another=False),
        ),
        (TemperatureRule(sites=()), TemperatureRule(sites=(elsewhere,))),
        (TemperatureRule(wait_at=Said("棚")), TemperatureRule(wait_at=Said("棚", "棚"))),
    ]
    assert [pair for pair in same if settled(pair[0]) != settled(pair[1])] == []


def test_gates_of_no_gate_are_not_those_of_every_gate():
    night = ClosedHours(time(22), time(6))
    assert settled(structs.replace(night, gates=())) != settled(night)
