"""Numbers, days and choices as forms send them."""

from datetime import date
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from gatepass.wording import Refusal, Text

MOST_DIGITS = 6

Choice = TypeVar("Choice", bound=StrEnum)


def number(form: MultiDict[str, str], name: str) -> int:
    """The number in a field; raises `Refusal` for what is none."""
    typed = form.get(name, "").strip()
    if not _is_number(typed):
        raise Refusal(Text(f"“{typed}”不是数字", f"“{typed}” is no number"), Text("请填一个数字", "give a number"))
    return int(typed)


def numbers(form: MultiDict[str, str], name: str) -> tuple[int, ...]:
    """The numbers of all fields of a name; what is none is left out."""
    return tuple(int(each) for each in form.getlist(name) if _is_number(each))


def day(form: MultiDict[str, str], name: str) -> date | None:
    """The day in a field, None where it is empty; raises `Refusal` for what is none."""
    typed = form.get(name, "").strip()
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError as fault:
        raise Refusal(
            Text(f"“{typed}”不是日期", f"“{typed}” is no date"),
            Text("请写成 2020-02-10 这样", "write it like 2020-02-10"),
        ) from fault


def needed_day(form: MultiDict[str, str], name: str) -> date:
    """The day in a field that must not be left empty; raises `Refusal`."""
    typed = day(form, name)
    if typed is None:
        raise Refusal(Text("没有写日期", "there is no date"), Text("请选一个日期", "choose a date"))
    return typed


def choice(form: MultiDict[str, str], name: str, usual: Choice) -> Choice:
    """What was chosen in a list, `usual` where nothing was; raises `Refusal` for what the list does not have."""
    typed = form.get(name) or usual
    try:
        return type(usual)(typed)
    except ValueError as fault:
        raise Refusal(
            Text(f"“{typed}”不能选", f"“{typed}” is no choice"),
            Text("请从列表中选一个", "choose one of the list"),
        ) from fault


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS
