"""What the page says of those who are inside."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from gatepass.case import VisitKind
from gatepass.wording import Language
from kiosk.store import OpenVisit
from kiosk.web.registers import inside

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("now", "said"),
    [
        pytest.param(datetime(2020, 2, 10, 23, 59, tzinfo=SHANGHAI), "23:50", id="the same day"),
        pytest.param(datetime(2020, 2, 11, 0, 1, tzinfo=SHANGHAI), "02-10 23:50", id="over midnight"),
        pytest.param(datetime(2020, 3, 10, 23, 55, tzinfo=SHANGHAI), "02-10 23:50", id="a month later"),
    ],
)
def test_since_when_somebody_is_inside_is_told_with_the_day_where_it_is_another(now, said):
    since = datetime.fromisoformat("2020-02-10T15:50:00+00:00")
    visit = OpenVisit("v", 1, VisitKind.VISITOR, "张", None, since)
    assert inside(visit, now, Language.ZH).since == said
