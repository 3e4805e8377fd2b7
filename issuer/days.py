"""Two days between which something is asked for. It reads no clock."""

from datetime import date

from gatepass.wording import Refusal, Text


def refuse_backwards(first: date, last: date) -> None:
    """Raises `Refusal` for days that end before they begin."""
    if last < first:
        raise Refusal(
            Text(f"{last} 早于 {first}", f"{last} is before {first}"), Text("请对调两个日期", "exchange the two days")
        )
