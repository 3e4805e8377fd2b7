"""The faults of a people's spreadsheet."""

from dataclasses import dataclass

from gatepass.wording import Refusal


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one row; `column` is the header as the file says it."""

    row: int
    sheet: str
    column: str
    refusal: Refusal
