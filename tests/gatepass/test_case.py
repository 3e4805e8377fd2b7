"""What a case says of earlier moments, whatever the clocks of its community do."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.gatepass.cases import BERLIN, case

CLOCKS_WENT_BACK = datetime(2020, 10, 25, 1, tzinfo=UTC)
AROUND = st.timedeltas(-timedelta(hours=3), timedelta(hours=3)).map(lambda apart: CLOCKS_WENT_BACK + apart)


@given(AROUND, AROUND, st.booleans())
def test_what_is_past_is_past_in_real_time_even_in_the_hour_that_comes_twice(at, now, told_in_utc):
    moment = at if told_in_utc else at.astimezone(BERLIN)
    assert case(now=now.astimezone(BERLIN)).is_past(moment) == (at <= now)
