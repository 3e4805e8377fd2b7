"""Tables for people as files: CSV and XLSX, all of a file or nothing. No cell of one is ever a formula."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from appkit.files import refusing_file_faults, whole_file
from gatepass.wording import Language, Refusal, Text

Cell: TypeAlias = str | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """What is written: the sheet's name, each column's title and width in characters, and the rows, read once."""

    title: Text
    columns: tuple[tuple[Text, int], ...]
    rows: Iterable[Sequence[Cell]]


def refuse_unknown_ending(out: Path) -> None:
    """Raises `Refusal` for a file that ends neither with .csv nor with .xlsx."""
    if out.suffix.lower() not in (".csv", ".xlsx"):
        raise Refusal(
            Text(f"不会写“{out.suffix or out.name}”这种文件", f"cannot write “{out.suffix or out.name}”"),
            Text("文件名请以 .csv 或 .xlsx 结尾", "end the file's name with .csv or .xlsx"),
        )


def write_table(out: Path, language: Language, table: Table) -> int:
    """Writes what the file's ending says, and returns how many rows; raises `Refusal` for another ending."""
    refuse_unknown_ending(out)
    if out.suffix.lower() == ".csv":
        return write_csv(out, language, table)
    return write_workbook(out, language, table)


def write_workbook(out: Path, language: Language, table: Table) -> int:
    """Writes an XLSX of one sheet, whatever the file is called. Returns how many rows; raises `Refusal` for more than a sheet holds."""
    from issuer.tablebooks import write_xlsx  # noqa: PLC0415 - openpyxl takes long to load

    return write_xlsx(out, language, table)


def write_csv(out: Path, language: Language, table: Table) -> int:
    """Writes UTF-8 with a BOM, so that Excel shows Chinese. Returns how many rows."""
    count = 0
    with refusing_file_faults(out), whole_file(out) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        write = csv.writer(file).writerow
        write(header(language, table))
        for row in table.rows:
            count += 1
            write(map(_harmless, row))
    return count


def header(language: Language, table: Table) -> list[Cell]:
    """Each column's title."""
    return [title.to(language) for title, _ in table.columns]


def _harmless(cell: Cell) -> Cell:
    """The cell with an apostrophe before what a spreadsheet would run as a formula (OWASP, CSV injection)."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
