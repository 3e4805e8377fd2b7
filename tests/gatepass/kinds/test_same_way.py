"""Anti-passback: off, ask, strict; by gate; forgotten at midnight."""

from datetime import timedelta

import pytest

from gatepass.case import VisitKind
from gatepass.covenant import VisitRule
from gatepass.kinds import SameWay, Then
from gatepass.verdict import Reason, judge
from tests.gatepass.cases import (
    ADMIT,
    IN,
    NOW,
    OUT,
    REFUSE,
    WAIT,
    WIFE,
    case,
    covenant_of,
    in_february,
    moved,
    said,
    under,
)

ASK, STRICT = SameWay(), SameWay(Then.REFUSE)
LATE = moved(IN, in_february(9, 23, 59))
MIDNIGHT = in_february(11, 0)


@pytest.mark.parametrize(
    ("judged", "outcome", "again_at"),
    [
        pytest.param(under(ASK, history=(moved(IN),)), WAIT, MIDNIGHT, id="in twice: ask"),
        pytest.param(under(STRICT, history=(moved(IN),)), REFUSE, MIDNIGHT, id="in twice: strict"),
        pytest.param(under(STRICT, direction=OUT, history=(moved(OUT),)), REFUSE, MIDNIGHT, id="out twice"),
        pytest.param(
            under(STRICT, history=(moved(IN), moved(OUT, person=WIFE))), REFUSE, MIDNIGHT, id="somebody else went out"
        ),
        pytest.param(
            under(SameWay(Then.REFUSE, overnight=True), history=(LATE,)), REFUSE, None, id="kept overnight: no midnight"
        ),
        pytest.param(
            under(SameWay(Then.REFUSE, ("南门",)), history=(moved(IN),), gate="南门"),
            REFUSE,
            MIDNIGHT,
            id="this gate's",
        ),
        pytest.param(
            under(STRICT, history=(moved(IN),), confirmed=frozenset({"same_way"})),
            REFUSE,
            MIDNIGHT,
            id="strict is not asked about",
        ),
    ],
)
def test_the_same_way_again_is_noticed(judged, outcome, again_at):
    assert said(judged) == (outcome, Reason.SAME_WAY_AGAIN, again_at)


@pytest.mark.parametrize(
    "judged",
    [
        pytest.param(case(covenant=covenant_of(), history=(moved(IN),)), id="off"),
        pytest.param(under(STRICT), id="never seen before"),
        pytest.param(under(STRICT, history=(moved(IN), moved(OUT))), id="in, out, in"),
        pytest.param(under(STRICT, history=(LATE,)), id="forgotten at midnight"),
        pytest.param(under(STRICT, history=(moved(IN, person=WIFE),)), id="somebody else of the household"),
        pytest.param(under(STRICT, history=(moved(IN, NOW + timedelta(hours=1)),)), id="from the future"),
        pytest.param(under(SameWay(Then.REFUSE, ("南门",)), history=(moved(IN),), gate="东门"), id="another gate's"),
        pytest.param(under(ASK, history=(moved(IN),), confirmed=frozenset({"same_way"})), id="it was the holder"),
        pytest.param(
            case(
                VisitKind.COURIER,
                covenant=covenant_of(STRICT, visits=(VisitRule(VisitKind.COURIER),)),
                history=(moved(IN),),
            ),
            id="somebody without a pass",
        ),
    ],
)
def test_others_pass(judged):
    assert said(judged) == (ADMIT, Reason.FINE, None)


def test_the_volunteer_reads_when():
    assert judge(under(ASK, history=(moved(IN),))).told.zh == "02-10 08:37"
