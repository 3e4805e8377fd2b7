"""Gates that are open to some: several rules for one gate add up, and it is open to nobody else."""

from datetime import time

import pytest

from gatepass.case import VisitKind
from gatepass.covenant import VisitRule
from gatepass.kinds import Gates, Hours, Who
from gatepass.verdict import Reason, judge
from tests.gatepass.cases import ADMIT, IN, OUT, REFUSE, case, covenant_of, entry, in_february, said

STAFF, CARS = Who(classes=("staff",)), Who(classes=("car",), visits=(VisitKind.VEHICLE,))
DAY = Hours(time(6), time(22))
MORNING = in_february(10, 9)
COVENANT = covenant_of(
    Gates(("北门",), STAFF, instead="东门"),
    Gates(("北门",), CARS, directions=(IN,), hours=DAY, instead="东门"),
    Gates(("西门",), hours=DAY),
    visits=(VisitRule(VisitKind.VEHICLE), VisitRule(VisitKind.COURIER)),
)


def at(gate, presented, now=MORNING, direction=IN):
    return case(presented, gate=gate, covenant=COVENANT, now=now, direction=direction)


@pytest.mark.parametrize(
    "judged",
    [
        pytest.param(at("北门", entry("staff")), id="staff"),
        pytest.param(at("北门", entry("staff"), in_february(10, 3), OUT), id="staff, by night, out"),
        pytest.param(at("北门", entry("car")), id="a resident's car: the second rule opens it"),
        pytest.param(at("北门", VisitKind.VEHICLE), id="a van without a pass"),
        pytest.param(at("西门", entry("owner"), in_february(10, 6)), id="the first minute"),
        pytest.param(at("东门", entry("owner"), in_february(10, 3)), id="a gate that no rule names"),
    ],
)
def test_a_gate_is_open_to_those_it_is_for(judged):
    assert said(judged) == (ADMIT, Reason.FINE, None)


@pytest.mark.parametrize(
    ("judged", "again_at"),
    [
        pytest.param(at("北门", entry("owner")), None, id="an owner"),
        pytest.param(at("北门", VisitKind.COURIER), None, id="a courier"),
        pytest.param(at("北门", entry("car"), direction=OUT), None, id="a car the wrong way"),
        pytest.param(at("北门", entry("car"), in_february(10, 22)), in_february(11, 6), id="a car by night"),
        pytest.param(at("西门", entry("owner"), in_february(10, 5, 59)), in_february(10, 6), id="a minute too early"),
    ],
)
def test_others_are_sent_to_another_gate(judged, again_at):
    assert said(judged) == (REFUSE, Reason.WRONG_GATE, again_at)


def test_the_volunteer_reads_which_gate():
    assert [judge(at(gate, entry("owner"), in_february(10, 3))).told.zh for gate in ("北门", "西门")] == [
        "东门",
        "别的大门",
    ]


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        pytest.param(Gates(()), "gates", id="no gate"),
        pytest.param(Gates(("东门",), directions=()), "directions", id="no way"),
        pytest.param(Gates(("东门",), hours=Hours(time(6), time(6))), "hours.end", id="hours that never begin"),
    ],
)
def test_what_contradicts_itself_is_named(rule, field):
    assert [fault.field for fault in rule.faults()] == [field]
