"""Who doubtful rows are, as it is said on the command line: `17=same`, `3号!17=另一人`."""

from collections.abc import Sequence

from gatepass.people import plain
from gatepass.wording import Refusal, Text
from issuer.changes import Answer, Change

_WORDS = {
    **dict.fromkeys(("same", "同一人", "同一个人", "同"), Answer.SAME),
    **dict.fromkeys(("other", "另一人", "另一个人", "另"), Answer.OTHER),
    **dict.fromkeys(("skip", "不导入", "先不导入"), Answer.SKIP),
}
_HOW = Text("请写成 17=同一人、17=另一人 或 3号!17=另一人", "write it like 17=same, 17=other or 3号!17=other")


def answers_typed(doubtful: Sequence[Change], typed: Sequence[str]) -> tuple[Answer, ...]:
    """An answer for each doubtful row; raises `Refusal` for what is not understood, or says nothing of a doubtful row."""
    answers = dict(_answer(each, doubtful) for each in typed)
    return tuple(answers.get(place, Answer.SKIP) for place in range(len(doubtful)))


def _answer(typed: str, doubtful: Sequence[Change]) -> tuple[int, Answer]:
    row, _, word = plain(typed).rpartition("=")
    answer = _WORDS.get(word.strip().lower())
    if not row or answer is None:
        raise Refusal(Text(f"“{typed}”看不懂", f"“{typed}” is not understood"), _HOW)
    sheet, _, number = row.strip().rpartition("!")
    places = [place for place, change in enumerate(doubtful) if _is_row(change, sheet, number)]
    if len(places) != 1:
        raise Refusal(
            Text(f"第{row}行不是存疑的行", f"row {row} is no doubtful row")
            if not places
            else Text(f"有{len(places)}张表有存疑的第{row}行", f"{len(places)} sheets have a doubtful row {row}"),
            Text("请照预览填写", "take it from the list") if not places else _HOW,
        )
    return places[0], answer


def _is_row(change: Change, sheet: str, number: str) -> bool:
    return str(change.after.row) == number and sheet in ("", change.after.sheet)
