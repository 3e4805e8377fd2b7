"""`issuer print` as a person runs it: files, runs, reprints, and that nothing is noted that was not printed."""

import json
import shutil
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest

from tests.issuer.test_issuer_cli import done, refused, spreadsheet
from tests.issuer.test_runs import codes_in

PEOPLE = [
    [f"{1 + n // 3}号", str(101 + n % 3), f"王{'㛃𬭎𬙂䶮𬱖小'[n % 6]}", "护照", f"E{n:08d}", ""] for n in range(7)
]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with seven people in three stairwells, copied for every test."""
    folder = tmp_path_factory.mktemp("made") / "office"
    done("-d", folder, "init", "--community", "长虹小区", "--english", "Changhong")
    done("-d", folder, "roster", "import", spreadsheet(folder.parent / "roster.xlsx", *PEOPLE), "--yes")
    done("-d", folder, "passes", "issue")
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "office"))


def printing(folder: Path, *arguments: object) -> str:
    return done("-d", folder, "print", *arguments)


def runs(folder: Path) -> list[dict]:
    return [json.loads(line) for line in printing(folder, "runs", "--json").splitlines()]


def rename(folder: Path, name: str) -> None:
    """The first of the seven has another name from now on."""
    row = [PEOPLE[0][0], PEOPLE[0][1], name, *PEOPLE[0][3:]]
    done("-d", folder, "roster", "import", spreadsheet(folder.parent / "renamed.xlsx", row), "--yes")


def test_what_was_printed_is_listed_newest_first(folder: Path, tmp_path: Path):
    said = printing(
        folder, "cards", "--out", tmp_path / "a.pdf", "--stairwell", "1号", "--stairwell", "3", "--start-at", "4"
    )
    assert said == f"4 cards: {tmp_path / 'a.pdf'} (run 1)\n"
    printing(folder, "cards", "--out", tmp_path / "b.pdf", "--changed", "--reason", "the rest", "--back", "long")
    assert [(each["run"], each["kind"], each["count"], each["why"], each["handed"]) for each in runs(folder)] == [
        (2, "cards", 3, "the rest", None),
        (1, "cards", 4, "print cards", None),
    ]
    table = printing(folder, "runs").splitlines()
    assert [line.split()[:3] for line in table] == [["run", "kind", "count"], ["2", "cards", "3"], ["1", "cards", "4"]]
    assert len(codes_in((tmp_path / "a.pdf").read_bytes())) == 4


def test_changed_prints_exactly_who_changed(folder: Path, tmp_path: Path):
    printing(folder, "cards", "--out", tmp_path / "all.pdf")
    assert refused("-d", folder, "print", "cards", "--out", tmp_path / "none.pdf", "--changed").startswith(
        "there are no cards"
    )
    rename(folder, "王改名")
    printing(folder, "cards", "--out", tmp_path / "one.pdf", "--changed", "--void-older")
    assert [each["count"] for each in runs(folder)] == [1, 7]
    assert len(codes_in((tmp_path / "one.pdf").read_bytes())) == 1


def test_a_run_opens_again_as_the_same_file_whatever_has_changed_since(folder: Path, tmp_path: Path):
    printing(folder, "cards", "--out", tmp_path / "first.pdf")
    rename(folder, "王改名")
    (folder / "printables").mkdir()
    design = (Path(__file__).parents[2] / "printables" / "cards.typ").read_text("utf-8")
    (folder / "printables" / "cards.typ").write_text(design.replace("出入证", "通行证"), "utf-8")
    assert printing(folder, "again", 1, "--out", tmp_path / "again.pdf") == f"run 1: {tmp_path / 'again.pdf'}\n"
    assert (tmp_path / "again.pdf").read_bytes() == (tmp_path / "first.pdf").read_bytes()
    assert len(runs(folder)) == 1


def test_some_cards_of_a_run_are_printed_again_as_a_run_of_their_own(folder: Path, tmp_path: Path):
    printing(folder, "cards", "--out", tmp_path / "all.pdf")
    printing(folder, "again", 1, "--out", tmp_path / "some.pdf", "--position", 2, "--stairwell", "3号", "--start-at", 5)
    printing(folder, "again", 1, "--out", tmp_path / "sheet.pdf", "--sheet", 1, "--keep-old", "--reason", "faint")
    assert [(each["count"], each["again"], each["why"]) for each in runs(folder)] == [
        (7, 1, "faint"), (2, 1, "print again 1"), (7, None, "print cards"),
    ]  # fmt: skip
    assert len(codes_in((tmp_path / "some.pdf").read_bytes())) == 2


def test_a_run_is_handed_over_and_misprints_are_void(folder: Path, tmp_path: Path):
    printing(folder, "cards", "--out", tmp_path / "all.pdf")
    assert printing(folder, "void", 1, "--position", 3, "--reason", "smeared") == "1 cards of run 1 are void\n"
    assert printing(folder, "handed", 1, "--to", "一组") == "run 1 is with 一组\n"
    assert printing(folder, "void", 1, "--reason", "rain") == "6 cards of run 1 are void\n"
    assert [each["handed"] for each in runs(folder)] == ["一组"]
    assert refused("-d", folder, "print", "void", 1, "--reason", "again").startswith("those cards are void already")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("handed", 9, "--to", "x"), "there is no run 9", id="handing over no run"),
        pytest.param(("again", 9, "--out", "x.pdf"), "there is no run 9", id="opening no run"),
        pytest.param(("cards", "--out", "x.pdf", "--stock", "letter"), "there is no stock “letter”", id="no stock"),
        pytest.param(("covers", "--out", "x.pdf"), "no round of delivery is planned", id="no round"),
        pytest.param(("cars", "--out", "x.pdf"), "there are no cards to print", id="no cars"),
        pytest.param(("measured", "90", "20", "100", "100"), "the print is off by more than 25 mm", id="far off"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(folder: Path, arguments: tuple[object, ...], said: str):
    assert refused("-d", folder, "print", *arguments).split(";")[0] == said
    assert (runs(folder), Path("x.pdf").exists()) == ([], False)


def test_a_file_that_cannot_be_written_records_no_run(folder: Path, tmp_path: Path):
    (tmp_path / "a file").write_bytes(b"")
    refused("-d", folder, "print", "cards", "--out", tmp_path / "a file" / "cards.pdf")
    refused("-d", folder, "print", "notices", "--out", tmp_path / "a file" / "notices.pdf")
    assert runs(folder) == []


def test_the_papers_of_the_teams_are_printed_with_a_round_that_is_planned_for_them(folder: Path, tmp_path: Path):
    printing(folder, "covers", "--out", tmp_path / "covers.pdf", "--teams", 2)
    printing(folder, "covers", "--out", tmp_path / "again.pdf", "--teams", 5)
    printing(folder, "cards", "--out", tmp_path / "cards.pdf", "--team", 1)
    assert [(each["kind"], each["count"]) for each in runs(folder)][1:] == [("covers", 2)] * 2
    printing(folder, "again", 1, "--out", tmp_path / "same.pdf")
    assert (tmp_path / "same.pdf").read_bytes() == (tmp_path / "covers.pdf").read_bytes()


def test_notices_are_printed_for_stairwells_in_the_languages_asked_for(folder: Path, tmp_path: Path):
    printing(folder, "notices", "--out", tmp_path / "n.pdf", "--language", "ja", "--language", "ko", "--stairwell", "1")
    with pypdfium2.PdfDocument(tmp_path / "n.pdf") as document:
        assert len(document) == 2
    assert [(each["kind"], each["count"]) for each in runs(folder)] == [("notices", 2)]


def test_the_printer_is_measured_once(folder: Path, tmp_path: Path):
    said = printing(folder, "calibration", "--out", tmp_path / "c.pdf")
    assert said.strip().endswith("issuer print measured --stock a4-10 20 20 100 100")
    assert printing(folder, "measured", "21.5", "19", "100", "100") == (
        "a4-10: moved -1.50 mm to the right, +1.00 mm down, scaled by 1.0000 from now on\n"
    )
    printing(folder, "calibration", "--out", tmp_path / "corrected.pdf", "--corrected")
    assert (tmp_path / "corrected.pdf").read_bytes() != (tmp_path / "c.pdf").read_bytes()


def test_the_stocks_are_listed(folder: Path):
    names = [line.split()[0] for line in printing(folder, "stocks").splitlines()]
    assert names[:2] == ["stock", "a4-10"]
    assert "cr80" in names


def test_the_same_words_stand_in_chinese(folder: Path, tmp_path: Path):
    said = done("-d", folder, "print", "cards", "--out", tmp_path / "a.pdf", GATEPASS_LANG="zh")
    assert said == f"7份证卡：{tmp_path / 'a.pdf'}（第1批）\n"
    assert len(codes_in((tmp_path / "a.pdf").read_bytes())) == 7
