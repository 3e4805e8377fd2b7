"""Where somebody came from, as it is kept of every resident: a row of a file (`花名册.xlsx 《12号》第17行`), or why staff added them."""

import re

from gatepass.wording import Text

_ROW = re.compile(r"(?P<file>.+) (?:《(?P<sheet>[^》]*)》)?第(?P<row>\d+)行")


def source_of(file: str, sheet: str, row: int) -> str:
    """What is kept of somebody whom a row of a file names; `sheet` is empty where the file has just one."""
    return f"{file} {f'《{sheet}》' if sheet else ''}第{row}行"


def row_named(source: str) -> Text | None:
    """The row that is kept, in words; None for somebody who came from no file."""
    found = _ROW.fullmatch(source)
    if not found:
        return None
    sheet = f"sheet {found['sheet']}, " if found["sheet"] else ""
    return Text(source, f"{found['file']}, {sheet}row {found['row']}")
