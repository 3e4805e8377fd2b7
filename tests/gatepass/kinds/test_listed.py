"""Lists to check against: what happens when somebody on one appears, and until when."""

from datetime import date

import pytest

from gatepass.case import Mark
from gatepass.kinds import Listed, Then
from gatepass.verdict import Reason, judge
from tests.gatepass.cases import ADMIT, IN, NOW, OUT, REFER, REFUSE, WAIT, entry, in_february, said, under

RETURNEES = Listed(("returnee",), "请登记行程", "note the journey")
ASKED = Listed(("returnee", "key"), "请登记行程", "note the journey", then=Then.ASK)
OLD_AND_YOUNG = Listed(("over_65", "under_12"), "不外出采购", "no shopping", (OUT,), Then.REFUSE)
BUT_MEDICAL = Listed(("over_65",), "不外出采购", "no shopping", (OUT,), but_marks=("medical",))
TODAY = Mark("returnee", date(2020, 2, 10), date(2020, 2, 10))


@pytest.mark.parametrize(
    ("judged", "outcome", "again_at"),
    [
        pytest.param(under(RETURNEES, entry("owner", "returnee")), REFER, None, id="a list without end"),
        pytest.param(under(RETURNEES, entry("owner", TODAY)), REFER, in_february(11, 0), id="listed for this one day"),
        pytest.param(under(ASKED, entry("owner", "key")), WAIT, None, id="asked about"),
        pytest.param(under(OLD_AND_YOUNG, entry("owner", "over_65"), direction=OUT), REFUSE, None, id="over 65, out"),
    ],
)
def test_somebody_on_a_list_is_stopped(judged, outcome, again_at):
    assert said(judged) == (outcome, Reason.LISTED, again_at)


@pytest.mark.parametrize(
    "judged",
    [
        pytest.param(under(RETURNEES), id="nobody's list"),
        pytest.param(under(BUT_MEDICAL, entry("owner", "over_65", "medical"), direction=OUT), id="excepted"),
        pytest.param(under(RETURNEES, entry("owner", "work")), id="another list"),
        pytest.param(under(RETURNEES, entry("owner", TODAY), now=NOW.replace(day=9)), id="the day before it begins"),
        pytest.param(under(RETURNEES, entry("owner", TODAY), now=NOW.replace(day=11)), id="the day after it ended"),
        pytest.param(under(OLD_AND_YOUNG, entry("owner", "over_65"), direction=IN), id="the way that is not meant"),
        pytest.param(
            under(ASKED, entry("owner", "key"), confirmed=frozenset({"listed key"})), id="the question was answered"
        ),
    ],
)
def test_others_pass(judged):
    assert said(judged) == (ADMIT, Reason.FINE, None)


def test_the_volunteer_reads_what_the_list_says():
    verdict = judge(under(ASKED, entry("owner", "returnee")))
    assert (verdict.told.zh, verdict.told.en, verdict.question) == (
        "请登记行程",
        "note the journey",
        "listed returnee",
    )
