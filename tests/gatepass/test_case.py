"""What a case says of earlier moments, whatever the clocks of its community do."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gatepass.case import NAMES_NOBODY, OVERRIDABLE, Reason
from tests.gatepass.cases import BERLIN, case

CLOCKS_WENT_BACK = datetime(2020, 10, 25, 1, tzinfo=UTC)
AROUND = st.timedeltas(-timedelta(hours=3), timedelta(hours=3)).map(lambda apart: CLOCKS_WENT_BACK + apart)


@given(AROUND, AROUND, st.booleans())
def test_what_is_past_is_past_in_real_time_even_in_the_hour_that_comes_twice(at, now, told_in_utc):
    moment = at if told_in_utc else at.astimezone(BERLIN)
    assert case(now=now.astimezone(BERLIN)).is_past(moment) == (at <= now)


def test_a_covenant_can_let_pass_for_what_a_volunteer_meets_and_decides():
    assert set(Reason) - set(OVERRIDABLE) == {
        Reason.NO_CODE,
        Reason.UNREADABLE_IMAGE,
        Reason.NOT_A_PASS,
        Reason.MISREAD,
        Reason.NO_PASSBOOK,
        Reason.TEMPERATURE_NEEDED,
        Reason.READINGS_TOO_CLOSE,
        Reason.FINE,
    }
    assert [reason for reason in OVERRIDABLE if reason in NAMES_NOBODY] == []
