"""A moment as a person types it. It knows no clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

from gatepass.wording import Refusal, Text

_YEARS = range(1970, 9999)  # the days around a moment are days too, in every zone


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """A moment in ISO 8601, in `zone` where it names none; raises `Refusal`."""
    try:
        typed = datetime.fromisoformat(text)
    except ValueError as error:
        raise _refused(text) from error
    if typed.year not in _YEARS:
        raise _refused(text)
    return typed if typed.tzinfo else typed.replace(tzinfo=zone)


def _refused(text: str) -> Refusal:
    return Refusal(
        Text(f"“{text}”不是时间", f"“{text}” is not a time"),
        Text("请写成 2020-02-10T08:30", "write it like 2020-02-10T08:30"),
    )
