"""Whether a thermometer can be believed: the band, twice in a row, when it is asked for."""

from datetime import time, timedelta

import pytest

from gatepass.covenant import Covenant, TemperatureRule, faults
from gatepass.kinds import ReferenceRule, Standing
from tests.gatepass.cases import NOW, in_february

GOOD, DOUBTFUL, OFF = Standing


@pytest.mark.parametrize(
    ("celsius", "before", "standing"),
    [
        pytest.param(35.8, None, GOOD, id="35.8 is still right"),
        pytest.param(37.2, None, GOOD, id="37.2 is still right"),
        pytest.param(35.7, None, DOUBTFUL, id="35.7 once"),
        pytest.param(35.7, GOOD, DOUBTFUL, id="35.7 after a good one"),
        pytest.param(35.7, DOUBTFUL, OFF, id="35.7 twice"),
        pytest.param(37.3, DOUBTFUL, OFF, id="37.3 after another that was off"),
        pytest.param(35.7, OFF, OFF, id="still off"),
        pytest.param(36.5, OFF, GOOD, id="right again, with a new battery"),
    ],
)
def test_a_device_is_judged_by_somebody_known_to_be_well(celsius, before, standing):
    assert ReferenceRule().standing(celsius, 0.0, before) == standing


def test_the_band_lies_lower_where_a_site_reads_lower():
    assert [ReferenceRule().standing(each, -0.5, None) for each in (35.2, 35.3, 36.7, 36.8)] == [
        DOUBTFUL,
        GOOD,
        GOOD,
        DOUBTFUL,
    ]


@pytest.mark.parametrize(
    ("rule", "shift_began", "since"),
    [
        pytest.param(ReferenceRule(), None, None, id="nobody on duty and no set time"),
        pytest.param(ReferenceRule(), NOW, NOW, id="a shift began this moment"),
        pytest.param(
            ReferenceRule(), NOW + timedelta(hours=1), None, id="a shift of the future, the clock was set back"
        ),
        pytest.param(ReferenceRule((time(7), time(13))), None, in_february(10, 7), id="the last set time of today"),
        pytest.param(ReferenceRule((time(13),)), None, in_february(9, 13), id="the set time of yesterday"),
        pytest.param(ReferenceRule((time(7),)), in_february(10, 8), in_february(10, 8), id="the shift began after it"),
    ],
)
def test_it_is_asked_for_at_the_start_of_a_shift_and_at_set_times(rule, shift_began, since):
    assert rule.asked_since(NOW, shift_began) == since


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        pytest.param(ReferenceRule(low=37.0, high=36.5), "temperature.reference.low", id="a band without room"),
        pytest.param(ReferenceRule((time(7), time(7))), "temperature.reference.at", id="one time twice"),
    ],
)
def test_a_reference_that_cannot_be_meant_is_named(rule, field):
    assert [fault.field for fault in faults(Covenant("x", temperature=TemperatureRule(reference=rule)))] == [field]
