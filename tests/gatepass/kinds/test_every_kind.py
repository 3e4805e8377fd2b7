"""What holds of every kind of rule: a test file of its own, words in both languages, and no two rules said with the same words."""

from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

import msgspec
import pytest
from msgspec import structs

from gatepass.case import Direction, Reason, Site, VisitKind
from gatepass.covenant import Covenant, faults, parse_covenant, toml_of
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
)
from gatepass.wording import Language

IN, OUT = Direction


@dataclass(frozen=True)
class Sample:
    """A rule of a kind, and for every one of its fields another value."""

    rule: object
    others: dict


SAMPLES = [
    Sample(DoubtfulClock(), {"then": Then.REFER}),
    Sample(Stale(), {"hours": 24, "then": Then.REFER}),
    Sample(Forgotten(), {"then": Then.REFUSE}),
    Sample(
        Listed(("returnee",), "请登记", "note it"),
        {
            "marks": ("work",),
            "zh": "请登记行程",
            "en": "note the way",
            "directions": (IN,),
            "then": Then.REFUSE,
            "but_marks": ("medical",),
        },
    ),
    Sample(Quarantine(), {"mark": "returnee", "directions": (IN, OUT)}),
    Sample(
        Classes(Who(classes=("pink",)), until=date(2020, 2, 14)),
        {
            "who": Who(classes=("yellow",)),
            "admitted": True,
            "directions": (IN,),
            "since": date(2020, 2, 1),
            "until": date(2020, 2, 15),
            "then": Then.REFER,
        },
    ),
    Sample(
        Gates(("东门",)),
        {
            "gates": ("南门",),
            "who": Who(but_classes=("car",)),
            "directions": (IN,),
            "hours": Hours(time(6), time(22)),
            "instead": "北门",
        },
    ),
    Sample(OnlyBy(("东门",)), {"gates": ("南门",), "who": Who(marks=("work",)), "directions": (OUT,)}),
    Sample(
        Quota(),
        {
            "outings": 2,
            "days": 2,
            "hours_out": 2,
            "per": Per.PERSON,
            "who": Who(but_marks=("work",)),
            "then": Then.ASK,
        },
    ),
    Sample(SameWay(), {"then": Then.REFUSE, "gates": ("东门",), "overnight": True}),
    Sample(
        Confirm("mask", "戴口罩", "mask on"),
        {
            "question": "masked",
            "zh": "戴好口罩",
            "en": "mask worn",
            "who": Who(visits=(VisitKind.COURIER,)),
            "directions": (OUT,),
        },
    ),
    Sample(
        VisitRule(VisitKind.COURIER),
        {
            "kind": VisitKind.RIDER,
            "admitted": False,
            "required": (Field.PHONE,),
            "hours": Hours(time(8), time(20)),
            "shelf": True,
        },
    ),
    Sample(
        ClosedHours(time(22), time(6)),
        {
            "begin": time(23),
            "end": time(5),
            "gates": ("东门",),
            "who": Who(classes=("tenant",)),
            "directions": (OUT,),
        },
    ),
    Sample(
        TemperatureRule(),
        {
            "directions": (IN, OUT),
            "fever": 37.2,
            "untrusted_below": 34.5,
            "rest_minutes": 5,
            "sites": (SiteLimit(Site.NECK, 37.4),),
            "tries": 3,
            "barred": 38.0,
            "gap_seconds": 5,
            "fresh_minutes": 30,
            "counts_minutes": 120,
            "coldest_air": 16.0,
            "who": Who(visits=(VisitKind.COURIER,)),
            "another": True,
            "warm_minutes": 5,
            "call": "021-12345",
            "wait_at": Said("西侧帐篷", "the tent"),
            "owed": Said("送发热门诊", "brought to a fever clinic"),
            "reference": ReferenceRule(),
        },
    ),
]
EVERY_KIND = pytest.mark.parametrize("sample", [pytest.param(each, id=type(each.rule).__name__) for each in SAMPLES])


def changed(sample):
    return [structs.replace(sample.rule, **{field: value}) for field, value in sample.others.items()]


def test_every_kind_has_its_sample():
    assert [type(each.rule) for each in SAMPLES] == [*KINDS, *SECTIONS]


@pytest.mark.parametrize("kind", (*KINDS, *SECTIONS), ids=lambda kind: kind.__name__)
def test_every_kind_has_a_test_file_of_its_own(kind):
    module = kind.__module__.rpartition(".")[2]
    assert (Path(__file__).parent / f"test_{module}.py").exists()


@EVERY_KIND
def test_every_field_has_another_value(sample):
    assert set(sample.others) == set(type(sample.rule).__struct_fields__)


@EVERY_KIND
@pytest.mark.parametrize("language", Language)
def test_rules_that_differ_in_one_field_are_said_differently(sample, language):
    one_language_alone = {"zh": Language.ZH, "en": Language.EN}
    said = sample.rule.words().to(language)
    same = [
        field
        for field, rule in zip(sample.others, changed(sample), strict=True)
        if rule.words().to(language) == said and one_language_alone.get(field, language) is language
    ]
    assert same == []


@EVERY_KIND
def test_the_english_words_of_a_rule_are_english(sample):
    names = "东南北门“”、°请登记行程戴好口罩–"
    said = "".join(each for each in sample.rule.words().en if each not in names)
    assert (said.isascii(), sample.rule.words().zh.isascii()) == (True, False)


@EVERY_KIND
def test_every_reason_of_a_kind_is_one_and_has_its_kind(sample):
    assert [reason for reason in sample.rule.reasons if reason not in Reason] == []
    assert sample.rule.reasons != ()


def holding(rule):
    match rule:
        case ClosedHours():
            return Covenant("x", closed=(rule,))
        case VisitRule():
            return Covenant("x", visits=(rule,))
        case TemperatureRule():
            return Covenant("x", temperature=rule)
        case _:
            return Covenant("x", rules=(rule,))


@EVERY_KIND
def test_a_rule_comes_back_from_toml_and_json(sample):
    whole = [holding(rule) for rule in (sample.rule, *changed(sample))]
    through_json = [msgspec.json.decode(msgspec.json.encode(each), type=Covenant) for each in whole]
    right = [each for each in whole if not list(faults(each))]
    assert through_json == whole
    assert [parse_covenant(toml_of(each)) for each in right] == right


@pytest.mark.parametrize(
    "sample",
    [pytest.param(each, id=type(each.rule).__name__) for each in SAMPLES if type(each.rule) is not TemperatureRule],
)
def test_the_same_rule_twice_is_a_mistake(sample):
    once = holding(sample.rule)
    section = next(name for name in ("closed", "visits", "rules") if getattr(once, name) and getattr(once, name) != ())
    twice = structs.replace(once, **{section: getattr(once, section) * 2})
    assert [fault.field for fault in faults(twice)] == [f"{section}[1]"]
