"""Home quarantine, from–to: out only by the person on duty; coming home and deliveries are as ever."""

from datetime import date

import pytest

from gatepass.case import Mark, VisitKind
from gatepass.covenant import VisitRule
from gatepass.kinds import Quarantine
from gatepass.verdict import Reason
from tests.gatepass.cases import (
    ADMIT,
    NOW,
    OUT,
    REFER,
    case,
    covenant_of,
    entry,
    in_february,
    said,
    under,
)

TWO_WEEKS = Mark("quarantine", date(2020, 2, 1), date(2020, 2, 14))
LONGER = Mark("quarantine", date(2020, 2, 8), date(2020, 2, 20))


@pytest.mark.parametrize(
    ("judged", "again_at"),
    [
        pytest.param(under(Quarantine(), entry("owner", TWO_WEEKS), direction=OUT), in_february(15, 0), id="two weeks"),
        pytest.param(
            under(Quarantine(), entry("owner", TWO_WEEKS, LONGER), direction=OUT),
            in_february(21, 0),
            id="twice: to the later end",
        ),
        pytest.param(
            under(Quarantine(), entry("owner", TWO_WEEKS, "quarantine"), direction=OUT),
            None,
            id="twice: one without end",
        ),
        pytest.param(
            under(Quarantine(), entry("owner", TWO_WEEKS), direction=OUT, now=in_february(14, 23, 59)),
            in_february(15, 0),
            id="the last minute of the last day",
        ),
    ],
)
def test_who_is_in_quarantine_goes_out_by_the_person_on_duty(judged, again_at):
    assert said(judged) == (REFER, Reason.QUARANTINE, again_at)


@pytest.mark.parametrize(
    "judged",
    [
        pytest.param(under(Quarantine(), entry("owner", TWO_WEEKS)), id="back from the hospital"),
        pytest.param(
            under(Quarantine(), entry("owner", TWO_WEEKS), direction=OUT, now=in_february(15, 0)), id="it is over"
        ),
        pytest.param(under(Quarantine(), direction=OUT, now=NOW), id="the neighbour"),
        pytest.param(
            case(VisitKind.COURIER, covenant=covenant_of(Quarantine(), visits=(VisitRule(VisitKind.COURIER),))),
            id="a delivery",
        ),
    ],
)
def test_others_pass(judged):
    assert said(judged) == (ADMIT, Reason.FINE, None)
