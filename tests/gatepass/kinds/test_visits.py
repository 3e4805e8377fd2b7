"""People without a pass: who is let in, when, to the shelf."""

from datetime import time

import pytest

from gatepass.covenant import Covenant, Field, VisitKind, VisitRule
from gatepass.kinds import Hours, settled
from gatepass.verdict import Reason
from tests.gatepass.cases import ADMIT, OUT, REFUSE, case, in_february, said

RIDER = VisitKind.RIDER


def visiting(rule, **changes):
    return case(RIDER, covenant=Covenant("x", visits=(rule,)), **changes)


@pytest.mark.parametrize(
    ("judged", "outcome", "reason", "again_at"),
    [
        pytest.param(visiting(VisitRule(RIDER)), ADMIT, Reason.FINE, None, id="let in"),
        pytest.param(visiting(VisitRule(RIDER, False)), REFUSE, Reason.KIND_NOT_ADMITTED, None, id="kept out"),
        pytest.param(
            visiting(VisitRule(VisitKind.COURIER)), REFUSE, Reason.KIND_NOT_ADMITTED, None, id="another kind's rule"
        ),
        pytest.param(visiting(VisitRule(RIDER, shelf=True)), REFUSE, Reason.TO_THE_SHELF, None, id="to the shelf"),
        pytest.param(visiting(VisitRule(RIDER, shelf=True), direction=OUT), ADMIT, Reason.FINE, None, id="leaving"),
        pytest.param(
            visiting(VisitRule(RIDER, hours=Hours(time(11), time(20))), now=in_february(10, 20)),
            REFUSE,
            Reason.KIND_OUTSIDE_HOURS,
            in_february(11, 11),
            id="after eight",
        ),
        pytest.param(
            visiting(VisitRule(RIDER, hours=Hours(time(18), time(2))), now=in_february(10, 1)),
            ADMIT,
            Reason.FINE,
            None,
            id="hours over midnight",
        ),
        pytest.param(
            visiting(VisitRule(RIDER, hours=Hours(time(11), time(20))), now=in_february(10, 23), direction=OUT),
            ADMIT,
            Reason.FINE,
            None,
            id="leaving after hours",
        ),
    ],
)
def test_somebody_without_a_pass(judged, outcome, reason, again_at):
    assert said(judged) == (outcome, reason, again_at)


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        pytest.param(VisitRule(RIDER, hours=Hours(time(9), time(9))), "hours.end", id="hours that never begin"),
        pytest.param(VisitRule(RIDER, False, hours=Hours(time(9), time(10))), "hours", id="hours for nobody"),
        pytest.param(VisitRule(RIDER, False, (Field.PHONE,)), "required", id="fields for nobody"),
        pytest.param(VisitRule(RIDER, required=(Field.PHONE,), shelf=True), "required", id="fields at the shelf"),
    ],
)
def test_what_contradicts_itself_is_named(rule, field):
    assert [fault.field for fault in rule.faults()] == [field]


def test_to_the_shelf_means_outside_said_or_not():
    rule = VisitRule(RIDER, admitted=False, shelf=True)
    assert (list(rule.faults()), settled(rule)) == ([], settled(VisitRule(RIDER, shelf=True)))


@pytest.mark.parametrize(
    ("rule", "inside"),
    [
        pytest.param(VisitRule(RIDER), True, id="admitted"),
        pytest.param(VisitRule(RIDER, False), False, id="kept out"),
        pytest.param(VisitRule(RIDER, shelf=True), False, id="to the shelf"),
    ],
)
def test_who_ever_goes_inside(rule, inside):
    assert rule.lets_in == inside


@pytest.mark.parametrize(
    ("rule", "zh", "en"),
    [
        pytest.param(VisitRule(RIDER, False), "外卖不得入内", "no food riders", id="kept out"),
        pytest.param(
            VisitRule(RIDER, shelf=True),
            "外卖放在指定货架，不入内",
            "food riders: to the shelf, not inside",
            id="shelf",
        ),
        pytest.param(
            VisitRule(RIDER, required=(Field.PHONE,)),
            "外卖 可入内，登记手机",
            "food riders may enter, registered with phone",
            id="let in",
        ),
    ],
)
def test_a_rule_for_visits_reads_as_a_notice_does(rule, zh, en):
    assert (rule.words().zh, rule.words().en) == (zh, en)
