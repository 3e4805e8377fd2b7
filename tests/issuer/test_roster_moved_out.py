"""Who may have moved out: nobody whose row is in the file, however wrong it is."""

from pathlib import Path

import openpyxl
import pytest

from issuer import importing
from issuer.roster import read_roster
from tests.issuer.offices import TODAY, resident, take_in

HEADER = ("楼号", "室号", "姓名", "手机")
WANG, LI = resident("12-302", "王芳"), resident("12-401", "李强")


def missing(office, folder: Path, *rows: tuple[str, ...]) -> list[str]:
    book = openpyxl.Workbook()
    for row in (HEADER, *rows):
        book.worksheets[0].append(row)
    book.save(folder / "a.xlsx")
    found = importing.review(office.store, read_roster(folder / "a.xlsx", TODAY))
    return [person.resident.name for person in found.missing]


@pytest.mark.parametrize(
    ("row", "gone"),
    [
        pytest.param(("12", "401", "李强", "1381234"), [], id="a phone one digit short"),
        pytest.param(("12", "9999", "李强", ""), [], id="a door that does not exist"),
        pytest.param(("12", "401", "李强2", ""), [], id="a name that cannot be read, at the same door"),
        pytest.param(("12", "402", "赵敏", "1381234"), ["李强"], id="somebody else's row"),
        pytest.param(("12", "402", "李强", ""), ["李强"], id="a good row that names another of that name"),
    ],
)
def test_whose_row_is_refused_has_not_moved_out(office, tmp_path, row, gone):
    take_in(office, WANG, LI)
    assert missing(office, tmp_path, ("12", "302", "王芳", ""), row) == gone
