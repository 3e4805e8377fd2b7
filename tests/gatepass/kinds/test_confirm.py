"""Questions that the volunteer answers before somebody passes."""

import pytest

from gatepass.case import VisitKind
from gatepass.covenant import VisitRule
from gatepass.kinds import Confirm, Who
from gatepass.verdict import Reason, judge
from tests.gatepass.cases import ADMIT, OUT, WAIT, case, covenant_of, entry, reading, said, under

MASK = Confirm("mask", "戴好口罩了吗", "is the mask on?")
AIRED = Confirm("aired", "车通风了吗", "was the car aired?", Who(classes=("car",), visits=(VisitKind.VEHICLE,)))
BOTH = covenant_of(MASK, AIRED, visits=(VisitRule(VisitKind.VEHICLE), VisitRule(VisitKind.COURIER)))


def answered(*questions):
    return {"confirmed": frozenset(questions)}


@pytest.mark.parametrize(
    ("judged", "question"),
    [
        pytest.param(under(MASK), "mask", id="not answered yet"),
        pytest.param(under(MASK, reading=None), "mask", id="asked before the temperature"),
        pytest.param(under(MASK, reading=reading(38.0)), "mask", id="asked before the fever"),
        pytest.param(case(entry("car"), covenant=BOTH), "aired", id="two questions come one by one"),
        pytest.param(case(entry("car"), covenant=BOTH, **answered("aired")), "mask", id="then the other"),
        pytest.param(case(VisitKind.VEHICLE, covenant=BOTH, **answered("mask")), "aired", id="a driver without a pass"),
    ],
)
def test_a_question_waits_for_its_answer(judged, question):
    verdict = judge(judged)
    assert (verdict.outcome, verdict.reason, verdict.question) == (WAIT, Reason.TO_CONFIRM, question)


@pytest.mark.parametrize(
    "judged",
    [
        pytest.param(under(MASK, **answered("mask")), id="the mask is on"),
        pytest.param(under(MASK, direction=OUT), id="the way that is not asked about"),
        pytest.param(under(AIRED, entry("owner")), id="somebody on foot"),
        pytest.param(case(VisitKind.COURIER, covenant=BOTH, **answered("mask")), id="a courier has no car to air"),
        pytest.param(case(entry("car"), covenant=BOTH, **answered("mask", "aired")), id="all answered"),
    ],
)
def test_then_they_pass(judged):
    assert said(judged) == (ADMIT, Reason.FINE, None)


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        pytest.param(Confirm("", "问", "ask"), "question", id="no key"),
        pytest.param(Confirm("mask", "", "ask"), "zh", id="no Chinese"),
        pytest.param(Confirm("mask", "问", " "), "en", id="no English"),
        pytest.param(Confirm("mask", "问", "ask", directions=()), "directions", id="no way"),
    ],
)
def test_what_is_not_said_is_named(rule, field):
    assert [fault.field for fault in rule.faults()] == [field]


@pytest.mark.parametrize(
    ("other", "clash"),
    [
        pytest.param(Confirm("mask", "证件", "ID card"), True, id="two questions under one key"),
        pytest.param(Confirm("mask", MASK.zh, MASK.en, Who(classes=("car",))), False, id="one question, two groups"),
        pytest.param(Confirm("card", MASK.zh, MASK.en), False, id="another key"),
    ],
)
def test_one_answer_is_never_the_answer_to_two_questions(other, clash):
    assert MASK.contradicts(other) == clash
