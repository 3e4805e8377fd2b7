"""Cars by one gate; everybody by the one that is left open."""

import pytest

from gatepass.kinds import OnlyBy, Who
from gatepass.verdict import Reason, judge
from tests.gatepass.cases import ADMIT, IN, OUT, REFUSE, entry, said, under

CARS = OnlyBy(("南门",), Who(classes=("car",)))
ALL = OnlyBy(("南门", "东门"), directions=(IN,))


@pytest.mark.parametrize(
    ("judged", "outcome", "reason"),
    [
        pytest.param(under(CARS, entry("car"), gate="南门"), ADMIT, Reason.FINE, id="a car by its gate"),
        pytest.param(under(CARS, entry("car"), gate="东门"), REFUSE, Reason.WRONG_GATE, id="a car by another"),
        pytest.param(under(CARS, entry("owner"), gate="东门"), ADMIT, Reason.FINE, id="somebody on foot"),
        pytest.param(under(ALL, gate="东门"), ADMIT, Reason.FINE, id="one of two open gates"),
        pytest.param(under(ALL, gate="北门"), REFUSE, Reason.WRONG_GATE, id="a closed gate"),
        pytest.param(under(ALL, gate="北门", direction=OUT), ADMIT, Reason.FINE, id="the way that is not meant"),
    ],
)
def test_some_pass_by_certain_gates_alone(judged, outcome, reason):
    assert said(judged) == (outcome, reason, None)


def test_the_volunteer_reads_which_gates():
    assert judge(under(ALL, gate="北门")).told.zh == "南门、东门"


@pytest.mark.parametrize(
    ("other", "clash"),
    [
        pytest.param(OnlyBy(("北门",), Who(classes=("car",))), True, id="the same people by another gate"),
        pytest.param(OnlyBy(("北门",), Who(classes=("staff",))), False, id="others by another gate"),
    ],
)
def test_nobody_is_sent_to_two_gates(other, clash):
    assert CARS.contradicts(other) == clash
