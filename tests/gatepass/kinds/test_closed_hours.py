"""Daily hours in which nobody passes; when a gate opens again stands in tests/gatepass/test_verdict.py."""

from datetime import time

import pytest

from gatepass.case import VisitKind
from gatepass.covenant import ClosedHours, Covenant, VisitRule
from gatepass.kinds import Who
from gatepass.verdict import Reason
from tests.gatepass.cases import ADMIT, AT_NIGHT, ENTRY, OUT, REFER, case, entry, in_february, said

NIGHT, ONE_GATE = ClosedHours(time(22, 30), time(6, 30)), ClosedHours(time(22, 30), time(6, 30), ("南门",))


LESSONS = ClosedHours(time(8), time(16, 30), who=Who(classes=("pupil",), but_marks=("leave",)), directions=(OUT,))


def closed(hours, presented=ENTRY, **changes):
    covenant = Covenant("x", closed=(hours,), visits=(VisitRule(VisitKind.COURIER),))
    return case(presented, **{"covenant": covenant, "now": AT_NIGHT, "gate": "东门", **changes})


@pytest.mark.parametrize(
    ("judged", "outcome", "reason", "again_at"),
    [
        pytest.param(closed(NIGHT), REFER, Reason.CLOSED_HOURS, in_february(11, 6, 30), id="in by night"),
        pytest.param(
            closed(NIGHT, direction=OUT), REFER, Reason.CLOSED_HOURS, in_february(11, 6, 30), id="out by night"
        ),
        pytest.param(
            closed(NIGHT, VisitKind.COURIER),
            REFER,
            Reason.CLOSED_HOURS,
            in_february(11, 6, 30),
            id="a courier by night",
        ),
        pytest.param(closed(NIGHT, now=in_february(10, 22, 29)), ADMIT, Reason.FINE, None, id="a minute before"),
        pytest.param(closed(NIGHT, now=in_february(10, 6, 30)), ADMIT, Reason.FINE, None, id="the gate opens"),
        pytest.param(closed(ONE_GATE), ADMIT, Reason.FINE, None, id="another gate's hours"),
        pytest.param(
            closed(ONE_GATE, gate="南门"), REFER, Reason.CLOSED_HOURS, in_february(11, 6, 30), id="this gate's hours"
        ),
        pytest.param(
            closed(LESSONS, entry("pupil"), now=in_february(10, 9), direction=OUT),
            REFER,
            Reason.CLOSED_HOURS,
            in_february(10, 16, 30),
            id="a pupil out during lessons",
        ),
        pytest.param(
            closed(LESSONS, entry("pupil"), now=in_february(10, 9)),
            ADMIT,
            Reason.FINE,
            None,
            id="a pupil who comes late",
        ),
        pytest.param(
            closed(LESSONS, entry("pupil", "leave"), now=in_february(10, 9), direction=OUT),
            ADMIT,
            Reason.FINE,
            None,
            id="a pupil with leave",
        ),
        pytest.param(
            closed(LESSONS, entry("staff"), now=in_february(10, 9), direction=OUT),
            ADMIT,
            Reason.FINE,
            None,
            id="a teacher",
        ),
    ],
)
def test_a_closed_gate_sends_to_the_person_on_duty(judged, outcome, reason, again_at):
    assert said(judged) == (outcome, reason, again_at)


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        pytest.param(ClosedHours(time(6), time(6)), "end", id="hours that never begin"),
        pytest.param(ClosedHours(time(22), time(6), ()), "gates", id="no gate"),
        pytest.param(ClosedHours(time(22), time(6), directions=()), "directions", id="no way"),
    ],
)
def test_what_contradicts_itself_is_named(rule, field):
    assert [fault.field for fault in rule.faults()] == [field]
