"""Classes of passes that are good or not, on some days, one way."""

from datetime import date

import pytest

from gatepass.kinds import Classes, Then, Who
from gatepass.verdict import Reason
from tests.gatepass.cases import ADMIT, IN, OUT, REFER, REFUSE, WAIT, entry, in_february, said, under

PINK = Who(classes=("pink",))
NEW_TENANTS = Who(marks=("new_tenant",), but_classes=("carer",))
BARRED = Classes(PINK, until=date(2020, 2, 14))
FROM_THE_12TH = Classes(PINK, admitted=True, since=date(2020, 2, 12))
UNTIL_THE_9TH = Classes(PINK, admitted=True, until=date(2020, 2, 9))


@pytest.mark.parametrize(
    ("judged", "outcome", "again_at"),
    [
        pytest.param(under(BARRED, entry("pink")), REFUSE, in_february(15, 0), id="barred until the 14th"),
        pytest.param(under(Classes(PINK), entry("pink")), REFUSE, None, id="barred without end"),
        pytest.param(under(FROM_THE_12TH, entry("pink")), REFUSE, in_february(12, 0), id="good from the 12th only"),
        pytest.param(under(UNTIL_THE_9TH, entry("pink")), REFUSE, None, id="no longer good"),
        pytest.param(under(Classes(PINK, then=Then.REFER), entry("pink")), REFER, None, id="duty is called"),
        pytest.param(under(Classes(PINK, then=Then.ASK), entry("pink")), WAIT, None, id="asked about"),
        pytest.param(under(Classes(NEW_TENANTS), entry("tenant", "new_tenant")), REFUSE, None, id="a marked tenant"),
    ],
)
def test_a_class_that_may_not_pass(judged, outcome, again_at):
    assert said(judged) == (outcome, Reason.CLASS_NOT_ADMITTED, again_at)


@pytest.mark.parametrize(
    "judged",
    [
        pytest.param(under(BARRED, entry("owner")), id="another class"),
        pytest.param(under(BARRED), id="a pass whose class the office did not give"),
        pytest.param(under(BARRED, entry("pink"), now=in_february(15, 0)), id="barred no longer"),
        pytest.param(under(FROM_THE_12TH, entry("pink"), now=in_february(12, 0)), id="good from this midnight on"),
        pytest.param(under(UNTIL_THE_9TH, entry("pink"), now=in_february(9, 23, 59)), id="good to the last minute"),
        pytest.param(under(Classes(PINK, directions=(OUT,)), entry("pink"), direction=IN), id="the other way"),
        pytest.param(under(Classes(PINK, then=Then.ASK), entry("pink"), confirmed=frozenset({"class"})), id="asked"),
        pytest.param(under(Classes(NEW_TENANTS), entry("carer", "new_tenant")), id="a carer is excepted"),
    ],
)
def test_others_pass(judged):
    assert said(judged) == (ADMIT, Reason.FINE, None)


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        pytest.param(Classes(Who()), "who", id="nobody is named"),
        pytest.param(
            Classes(PINK, since=date(2020, 2, 2), until=date(2020, 2, 1)), "until", id="ends before it begins"
        ),
        pytest.param(Classes(PINK, directions=()), "directions", id="no way"),
        pytest.param(Classes(PINK, admitted=True), "admitted", id="admitted always, which limits nothing"),
    ],
)
def test_what_contradicts_itself_is_named(rule, field):
    assert [fault.field for fault in rule.faults()] == [field]


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        pytest.param(Classes(PINK), FROM_THE_12TH, True, id="barred always and admitted from a day"),
        pytest.param(
            Classes(PINK, until=date(2020, 2, 11)), FROM_THE_12TH, False, id="barred until the day it is admitted from"
        ),
        pytest.param(
            Classes(PINK, directions=(IN,)), Classes(PINK, True, (OUT,), date(2020, 2, 1)), False, id="two ways"
        ),
    ],
)
def test_two_rules_of_one_class_may_not_contradict_each_other(one, other, clash):
    assert one.contradicts(other) == clash
