"""Numbers and days as forms send them."""

from datetime import date

from werkzeug.datastructures import MultiDict

from gatepass.wording import Refusal, Text

MOST_DIGITS = 6


def number(form: MultiDict[str, str], name: str) -> int:
    """The number in a field; raises `Refusal` for what is none."""
    typed = form.get(name, "").strip()
    if not _is_number(typed):
        raise Refusal(Text(f"“{typed}”不是数字", f"“{typed}” is no number"), Text("请填一个数字", "give a number"))
    return int(typed)


def numbers(form: MultiDict[str, str], name: str) -> tuple[int, ...]:
    """The numbers of all fields of a name; what is none is left out."""
    return tuple(int(each) for each in form.getlist(name) if _is_number(each))


def day(form: MultiDict[str, str], name: str) -> date:
    """The day in a field; raises `Refusal` for what is none."""
    typed = form.get(name, "").strip()
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise Refusal(
            Text(f"“{typed}”不是日期", f"“{typed}” is no date"), Text("请写成 2020-02-10", "write it like 2020-02-10")
        ) from error


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS
