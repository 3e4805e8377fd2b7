"""Rows of the same name and door with another document, decided on the command line as a person does."""

import os
import select
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from issuer.changes import Answer, Change, KnownResident
from issuer.cli.doubts import answers_typed
from issuer.office import opened
from issuer.roster import RosterRow
from tests.issuer.offices import founded, refusing, resident
from tests.patience import PATIENCE

HEADER = ("门牌", "姓名", "证件类型", "证件号码")
OLD, NEW, THIRD = "E12345678", "E87654321", "E11111111"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An office that knows one resident by an old passport."""
    office = founded(tmp_path / "office")
    office.store.close()
    assert imported(tmp_path / "office", roster(tmp_path, OLD)).returncode == 0
    return tmp_path / "office"


def roster(folder: Path, *numbers: str) -> Path:
    book = openpyxl.Workbook()
    for row in (HEADER, *(("12-302", "王芳", "护照", number) for number in numbers)):
        book.worksheets[0].append(row)
    book.save(folder / "roster.xlsx")
    return folder / "roster.xlsx"


def command(folder: Path, file: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "issuer", "-d", str(folder), "roster", "import", str(file), *options]


def environment() -> dict[str, str]:
    return {**os.environ, "GATEPASS_LANG": "en"}


def imported(folder: Path, file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(folder, file, *options), stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False,
        timeout=PATIENCE, env=environment(),
    )  # fmt: skip


def passports(folder: Path) -> list[str]:
    with opened(folder) as office:
        return [person.resident.document.number for person in office.store.residents()]


@pytest.mark.parametrize(
    ("options", "known", "summary"),
    [
        pytest.param((), [OLD], "1 doubtful", id="nothing said leaves the row out"),
        pytest.param(("--doubtful", "2=same"), [NEW], "1 changed", id="the same person"),
        pytest.param(("--doubtful", "2=另一人"), [OLD, NEW], "1 added", id="another person"),
        pytest.param(("--doubtful", "2=same", "--dry-run"), [OLD], "1 changed", id="a preview changes nothing"),
    ],
)
def test_a_doubtful_row_is_decided_by_an_option(folder, tmp_path, options, known, summary) -> None:
    finished = imported(folder, roster(tmp_path, NEW), *options)
    assert (finished.returncode, finished.stderr, passports(folder)) == (0, "", known)
    assert summary in finished.stdout


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("2=宠物", "“2=宠物” is not understood", id="no answer"),
        pytest.param("same", "“same” is not understood", id="no row"),
        pytest.param("17=same", "row 17 is no doubtful row", id="another row"),
        pytest.param("3号!2=same", "row 3号!2 is no doubtful row", id="another sheet"),
    ],
)
def test_an_answer_that_means_no_doubtful_row_is_refused_and_nothing_imported(folder, tmp_path, typed, said) -> None:
    finished = imported(folder, roster(tmp_path, NEW), "--doubtful", typed)
    assert (finished.returncode, passports(folder)) == (1, [OLD])
    assert said in finished.stderr


def test_rows_that_cannot_be_one_person_are_refused(folder, tmp_path) -> None:
    finished = imported(folder, roster(tmp_path, NEW, THIRD), "--doubtful", "2=same", "--doubtful", "3=same")
    assert (finished.returncode, passports(folder)) == (1, [OLD])
    assert "rows 2, 3 cannot be one person" in finished.stderr


DOUBTFUL = tuple(
    Change(KnownResident(1, resident("12-302", "王芳")), RosterRow(2, sheet, resident("12-302", "王芳")))
    for sheet in ("3号", "12号")
)


def test_a_row_of_one_of_several_sheets_is_named_with_its_sheet() -> None:
    assert answers_typed(DOUBTFUL, ("12号!2=same",)) == (Answer.SKIP, Answer.SAME)


def test_a_row_number_that_several_sheets_have_is_refused() -> None:
    with refusing("有2张表有存疑的第2行"):
        answers_typed(DOUBTFUL, ("2=same",))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no terminals to simulate")
def test_somebody_at_a_terminal_is_asked_who_it_is(folder, tmp_path) -> None:
    said = at_terminal(command(folder, roster(tmp_path, NEW)), b"same\n")
    assert "Row 2 12号302室 王芳: known Passport *12345678, in the file Passport *87654321" in said
    assert passports(folder) == [NEW]


def at_terminal(arguments: list[str], answer: bytes) -> str:
    """What a command says at a terminal where `answer` is typed at its first question, and yes at the next."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(arguments, stdin=theirs, stdout=theirs, stderr=theirs, env=environment())
    os.close(theirs)
    said, answers = b"", [answer, b"y\n"]
    while answers and select.select([ours], [], [], PATIENCE)[0]:
        said += os.read(ours, 4096)
        if said.endswith(b"]: "):
            os.write(ours, answers.pop(0))
            said += b"\n"
    code = process.wait(PATIENCE) if not answers else process.kill()
    os.close(ours)
    assert code == 0, said.decode()
    return said.decode()
