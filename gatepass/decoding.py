"""What is wrong with a covenant's file as decoders find it, in the words of people: the field or the line, and what is accepted.

It decodes nothing itself, and knows no rule.
"""

import re

from gatepass.kinds import Fault
from gatepass.wording import Text

_PLACE = re.compile(r"^(?P<what>.*?)(?: - at `(?:key in )?\$?\.?(?P<field>[^`]*)`)?$", re.DOTALL)
_UNKNOWN_FIELD = re.compile(r"unknown field `([^`]+)`")
_MISSING_FIELD = re.compile(r"missing required field `([^`]+)`")
_BOUND = re.compile(r"Expected `\w+` (<=|>=|<|>) ([-\d.]+)")
_LENGTH = re.compile(r"of length (<=|>=) (\d+)")
_TYPE = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_TYPE_WORDS = {
    "str": Text("文字", "text"),
    "int": Text("整数", "a whole number"),
    "float": Text("数", "a number"),
    "bool": Text("true 或 false", "true or false"),
    "array": Text("列表", "a list"),
    "object": Text("表", "a table"),
    "date": Text("日期（2020-02-10）", "a day (2020-02-10)"),
    "time": Text("时间（22:30:00）", "a time (22:30:00)"),
    "datetime": Text("日期和时间", "a day and a time"),
}
_VALUE = re.compile(r"Invalid (?:enum )?value '?([^']*)'?")
_BOUND_WORDS = {
    "<=": Text("最大", "at most"),
    ">=": Text("最小", "at least"),
    "<": Text("小于", "under"),
    ">": Text("大于", "over"),
}


def fault_of(said: str) -> Fault:
    """What msgspec's decoder says of a value, in the words of people."""
    found = _PLACE.match(said)
    what, field = (found["what"], found["field"] or "") if found else (said, "")
    if unknown := _UNKNOWN_FIELD.search(what):
        name = ".".join(filter(None, (field, unknown[1])))
        return Fault(
            name, Text("没有这一项，或来自更新的程序版本", "is not known here, or of a newer version of the program")
        )
    if missing := _MISSING_FIELD.search(what):
        return Fault(".".join(filter(None, (field, missing[1]))), Text("没有填写", "is missing"))
    if length := _LENGTH.search(what):
        words = _BOUND_WORDS[length[1]]
        return Fault(
            field, Text(f"的长度不对，{words.zh} {length[2]}", f"has the wrong length: {words.en} {length[2]}")
        )
    if bound := _BOUND.search(what):
        words = _BOUND_WORDS[bound[1]]
        return Fault(field, Text(f"超出范围，{words.zh} {bound[2]}", f"is out of range: {words.en} {bound[2]}"))
    if kind := _TYPE.search(what.replace(" | null", "")):
        right, wrong = (
            _TYPE_WORDS.get(kind[1], Text(kind[1], kind[1])),
            _TYPE_WORDS.get(kind[2], Text(kind[2], kind[2])),
        )
        return Fault(field, Text(f"应为{right.zh}，写成了{wrong.zh}", f"should be {right.en}, not {wrong.en}"))
    if value := _VALUE.search(what):
        return Fault(field, Text(f"不认识“{value[1]}”", f"does not know “{value[1]}”"))
    return Fault(field or "TOML", Text(f"写法不对：{said}", f"is not well written: {said}"))


_LINE = re.compile(r"at line (\d+), column (\d+)")
_AT_THE_END = "(at end of document)"
_FULL_WIDTH = re.compile(
    "[\uff01-\uff5e\u3000-\u3002“”‘’]"
)  # full-width ASCII, the ideographic space, comma and stop, and quotes
_NOT_WELL_WRITTEN = Text("写法不对", "is not well written")
_TWICE = Text("写了两次", "is written twice")
_OPEN_QUOTE = Text("的引号没有合上", "has a quote that is never closed")
_OPEN_BRACKET = Text("的括号没有合上", "has a bracket that is never closed")
_NO_CHARACTER = Text("里有不能用的字符", "has a character that cannot stand there")
_BACKSLASH = Text("里的反斜杠要写两个（\\\\）", "has a backslash, which is written twice (\\\\)")
_NO_STATEMENT = Text("不是“名称 = 值”的写法", "is not written as name = value")
_TOML_WORDS = (
    (
        "Invalid value",
        Text("的值读不了，文字要加半角引号", "has a value that cannot be read; text stands in straight quotes"),
    ),
    (
        "Invalid date",
        Text("的日期读不了，应为 2020-02-10 这样", "has a day that cannot be read; write it like 2020-02-10"),
    ),
    ("Cannot overwrite", _TWICE),
    ("Cannot declare", _TWICE),
    ("Cannot redefine", _TWICE),
    ("Cannot mutate", _TWICE),
    ("Duplicate", _TWICE),
    ("Expected '='", Text("的名称后面缺少等号", "lacks the = after its name")),
    ("Expected newline", Text("的值后面还有多余的内容", "has something more after its value")),
    ("Expected ']", _OPEN_BRACKET),
    ("Unclosed", _OPEN_BRACKET),
    ("Unterminated", _OPEN_QUOTE),
    ('Expected "', _OPEN_QUOTE),
    ("Illegal character '\\n'", _OPEN_QUOTE),
    ("Illegal character", _NO_CHARACTER),
    ("Found invalid character", _NO_CHARACTER),
    ("Unescaped", _BACKSLASH),
    ("Escaped", _BACKSLASH),
    ("Invalid", _NO_STATEMENT),
    ("maximum recursion", Text("的括号套得太深", "has brackets too deep in each other")),
    ("Exceeds the limit", Text("里的数字太长", "has a number that is too long")),
)
_QUOTED = re.compile(r"\"[^\"]*(?:\"|$)|'[^']*(?:'|$)")
_CLOCK = re.compile(r"(?<![\w:.-])\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?![\w:])")
_TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?")
_KEY = re.compile(r"([\w.-]+)\s*=\s*(\{?)")
_A_TIME = Text(
    "应为 22:30:00 这样的时间，在 00:00:00 与 23:59:59 之间；到午夜写 00:00:00，过夜写 22:30:00 至 06:30:00",
    "should be a time like 22:30:00, between 00:00:00 and 23:59:59; until midnight is 00:00:00, a night goes from 22:30:00 to"
    " 06:30:00",
)


def fault_in_text(said: str, text: str) -> Fault:
    """What is wrong with a file that is no TOML, of which tomllib `said` so, with the field that stands on the line."""
    found = _LINE.search(said)
    lines = text.splitlines()
    last = len(lines) if said.endswith(_AT_THE_END) else 0
    number = min(int(found[1]), len(lines)) if found else last
    line = lines[number - 1] if number else ""
    if (hour := _no_time_of_day(line)) and not _full_width(line):
        field, clock = hour
        return Fault(
            field,
            Text(f"写的“{clock}”（第 {number} 行）{_A_TIME.zh}", f"“{clock}” (line {number}) {_A_TIME.en}"),
        )
    what, where = _full_width(line) or _toml_words(said), _where(said)
    field = line.partition("=")[0].strip()[:40]
    return Fault(field or "TOML", Text(f"{what.zh}{where.zh}", f"{what.en}{where.en}"))


def _toml_words(said: str) -> Text:
    """What tomllib says, in the words of people; of what it may say in a later Python, that it is not well written."""
    return next((words for begins, words in _TOML_WORDS if said.startswith(begins)), _NOT_WELL_WRITTEN)


def _where(said: str) -> Text:
    if found := _LINE.search(said):
        return Text(f"（第 {found[1]} 行第 {found[2]} 列）", f" (line {found[1]}, column {found[2]})")
    return Text("（文件末尾）", " (at the end of the file)") if said.endswith(_AT_THE_END) else Text("", "")


def _full_width(line: str) -> Text | None:
    """A digit or sign as a Chinese keyboard types it, outside of a text."""
    found = _FULL_WIDTH.search(_bare(line))
    if not found:
        return None
    return Text(
        f"里有全角的“{found[0]}”，数字和标点请用半角",
        f"has a full-width “{found[0]}”; write digits and signs half-width",
    )


def _bare(line: str) -> str:
    """A line without its texts and its comment."""
    return _QUOTED.sub("", line).partition("#")[0]


def _no_time_of_day(line: str) -> tuple[str, str] | None:
    """The field and the text of the first time on a line that no day has: `hours.begin`, `24:30:00`."""
    bare = _bare(line)
    wrong = next((clock for clock in _CLOCK.finditer(bare) if not _TIME_OF_DAY.fullmatch(clock[0])), None)
    if wrong is None:
        return None
    keys = _KEY.findall(bare[: wrong.start()])
    tables = [key for key, opens in keys if opens]
    return ".".join([*tables, *(key for key, opens in keys[-1:] if not opens)]) or "TOML", wrong[0]
