"""A single value as somebody types it, read: a number, a time of day, a day; or why it is none. It knows no field."""

import re
from datetime import date, time

from gatepass.people import plain
from gatepass.wording import Text
from issuer.formfields import Widget


class NoValue(Exception):  # noqa: N818 - it is what was typed, and no error of the program
    """What was typed is no such value."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def value_of(widget: Widget, text: str) -> object:
    """What a text that is not empty says; full-width digits are read too. Raises `NoValue`."""
    if widget not in _WHY_NOT:
        return text
    said = plain(text)
    try:
        match widget:
            case Widget.WHOLE:
                return int(said)
            case Widget.NUMBER:
                return float(said)
            case Widget.TIME:
                return _time(said)
            case Widget.TIMES:
                return [_time(each) for each in said.replace("、", " ").replace(",", " ").split()]
            case _:
                return date.fromisoformat(said)
    except ValueError as error:
        raise NoValue(_WHY_NOT[widget](said)) from error


_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d{6})?)?", re.ASCII)


def _time(text: str) -> time:
    """A time of day; raises `ValueError`."""
    if not _TIME.fullmatch(text):
        raise ValueError(text)
    return time.fromisoformat(text if text[2] == ":" else f"0{text}")


def _not_whole(text: str) -> Text:
    return Text(f"“{text}”不是整数", f"“{text}” is no whole number")


def _not_number(text: str) -> Text:
    return Text(f"“{text}”不是数", f"“{text}” is no number")


def _not_day(text: str) -> Text:
    return Text(f"“{text}”不是日期，请写成 2020-02-10", f"“{text}” is no day; write it like 2020-02-10")


def _not_time(text: str) -> Text:
    return Text(
        f"“{text}”不是一天里的时间，应在 00:00 与 23:59 之间；过夜写从 22:30 到 06:30",
        f"“{text}” is no time of a day, from 00:00 to 23:59; a night goes from 22:30 to 06:30",
    )


_WHY_NOT = {
    Widget.WHOLE: _not_whole,
    Widget.NUMBER: _not_number,
    Widget.DAY: _not_day,
    Widget.TIME: _not_time,
    Widget.TIMES: _not_time,
}
