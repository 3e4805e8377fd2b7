"""An old passbook and a clock in doubt."""

from datetime import timedelta

import pytest

from gatepass.kinds import DoubtfulClock, Stale, Then
from gatepass.verdict import Reason
from tests.gatepass.cases import ADMIT, REFER, REFUSE, WAIT, said, under

HOURS = [timedelta(hours=72), timedelta(hours=72, seconds=1)]
CONFIRMED = frozenset({"stale", "clock"})


@pytest.mark.parametrize(
    ("judged", "outcome", "reason"),
    [
        pytest.param(under(Stale(), passbook_age=None), ADMIT, Reason.FINE, id="a gate that cannot tell its age"),
        pytest.param(under(Stale(), passbook_age=HOURS[0]), ADMIT, Reason.FINE, id="72 hours are not too many"),
        pytest.param(under(Stale(), passbook_age=HOURS[1]), WAIT, Reason.PASSBOOK_STALE, id="a second more is"),
        pytest.param(
            under(Stale(), passbook_age=HOURS[1], confirmed=CONFIRMED), ADMIT, Reason.FINE, id="an ID card was compared"
        ),
        pytest.param(
            under(Stale(then=Then.REFUSE), passbook_age=HOURS[1], confirmed=CONFIRMED),
            REFUSE,
            Reason.PASSBOOK_STALE,
            id="what is refused cannot be confirmed",
        ),
        pytest.param(under(DoubtfulClock()), ADMIT, Reason.FINE, id="a clock that was checked"),
        pytest.param(under(DoubtfulClock(), clock_doubtful=True), WAIT, Reason.CLOCK_DOUBTFUL, id="a clock in doubt"),
        pytest.param(
            under(DoubtfulClock(), clock_doubtful=True, confirmed=CONFIRMED),
            ADMIT,
            Reason.FINE,
            id="a watch was looked at",
        ),
        pytest.param(
            under(DoubtfulClock(Then.REFER), clock_doubtful=True), REFER, Reason.CLOCK_DOUBTFUL, id="duty is called"
        ),
    ],
)
def test_what_the_gate_cannot_be_sure_of(judged, outcome, reason):
    assert said(judged) == (outcome, reason, None)
