"""Every rule that asks is asked: a yes to one answers no other, however many of a kind there are."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from gatepass.covenant import faults
from gatepass.kinds import Classes, Confirm, Listed, Per, Quota, Then, Who
from gatepass.verdict import judge
from tests.gatepass.cases import NOW, OUT, covenant_of, entry, moved, under

ASK = Then.ASK
ONE_LIST = Listed(("a", "b"), "查甲", "look at A", then=ASK)
OTHER_LIST = Listed(("a", "c"), "查乙", "look at B", then=ASK)
OWNERS, NEW = Classes(Who(classes=("owner",)), then=ASK), Classes(Who(marks=("a",)), then=ASK)
DAILY, THRICE_A_WEEK = Quota(then=ASK), Quota(outings=2, days=7, then=ASK)
OUT_TWICE = (moved(OUT, NOW - timedelta(days=1)), moved(OUT))
HALF_AN_HOUR = Quota(hours_out=0.5)
AN_HOUR_AND_A_HALF = Quota(outings=2, days=7, hours_out=0.75, per=Per.PERSON)


def questions(*rules, **changes):
    """What is asked, one question after the other, each answered with yes."""
    case, asked = under(rules[0], entry("owner", "a"), **{"covenant": covenant_of(*rules), **changes}), []
    while (verdict := judge(case)).question and verdict.question not in asked:
        asked.append(verdict.question)
        case = replace(case, confirmed=frozenset(asked))
    return asked


TWO_OF_A_KIND = pytest.mark.parametrize(
    ("rules", "changes"),
    [
        pytest.param((ONE_LIST, OTHER_LIST), {}, id="two lists that share a mark"),
        pytest.param((OWNERS, NEW), {}, id="a class and a mark"),
        pytest.param((DAILY, THRICE_A_WEEK), {"direction": OUT, "history": OUT_TWICE}, id="two quotas"),
        pytest.param((HALF_AN_HOUR, AN_HOUR_AND_A_HALF), {"history": (moved(OUT),)}, id="out too long for two quotas"),
    ],
)


@TWO_OF_A_KIND
def test_a_yes_to_one_rule_is_none_to_another_of_its_kind(rules, changes):
    assert list(faults(covenant_of(*rules))) == []
    assert len(set(questions(*rules, **changes))) == 2


@TWO_OF_A_KIND
def test_a_question_keeps_its_key_wherever_its_rule_stands_in_the_file(rules, changes):
    assert questions(*rules, **changes) == questions(*reversed(rules), **changes)


@pytest.mark.parametrize(
    ("rule", "changes", "key"),
    [
        pytest.param(ONE_LIST, {}, "listed a", id="a list"),
        pytest.param(OWNERS, {}, "class", id="a class"),
        pytest.param(DAILY, {"direction": OUT, "history": OUT_TWICE}, "quota", id="a quota"),
        pytest.param(HALF_AN_HOUR, {"history": (moved(OUT),)}, "out_too_long", id="out too long"),
    ],
)
def test_a_rule_that_is_the_only_one_of_its_kind_asks_as_it_always_did(rule, changes, key):
    assert questions(rule, **changes) == [key]


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("quota", id="a rule's own"),
        pytest.param("quota 8f3a21c0", id="one of several quotas"),
        pytest.param("listed a", id="a list"),
        pytest.param("is 7f3a", id="whether it is somebody who rests"),
    ],
)
def test_a_covenants_own_question_takes_no_key_that_is_asked_under_elsewhere(key):
    assert [fault.field for fault in Confirm(key, "口罩", "mask").faults()] == ["question"]
