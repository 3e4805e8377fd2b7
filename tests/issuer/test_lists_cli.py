"""`issuer lists` as a person types it; what a process makes of it is seen once, since every start of one takes a while."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from gatepass.passes import Validity
from gatepass.wording import Language, Refusal
from issuer import issuing, office
from issuer.cli import issuer
from tests.issuer.offices import ACT, founded, resident, take_in
from tests.issuer.test_issuer_cli import refused, run

RULE = '[[rules]]\nkind = "quota"\nwho = {but_marks = ["work"]}'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = founded(tmp_path_factory.mktemp("made") / "office")
    take_in(at, resident("12-302", "王甲"), resident("12-302", "王乙"), resident("1-101", "李丙"))
    issuing.issue(at.store, Validity(office.today(at)), ACT)
    at.store.close()
    return at.folder


@pytest.fixture
def day(folder: Path) -> date:
    """The community's own, in which a command of today counts."""
    with office.opened(folder) as at:
        return office.today(at)


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "office"))


def typed(folder: Path, *arguments: object) -> Result:
    """A command run in this process; a refusal is its `exception`."""
    line = ["-d", str(folder), *map(str, arguments)]
    return CliRunner(env={"GATEPASS_LANG": "en"}).invoke(issuer, line)


def lists(folder: Path, *arguments: object) -> str:
    """What a command that does what it is asked prints."""
    result = typed(folder, "lists", *arguments)
    assert (result.exit_code, result.exception) == (0, None)
    return result.stdout


def shown(folder: Path) -> list[tuple[str, str, str | None, int | None]]:
    lines = map(json.loads, lists(folder, "show", "--json").splitlines())
    return [(each["mark"], each["door"], each["name"], each["left"]) for each in lines]


def a_list(folder: Path, *rows: tuple[str, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in (("姓名", "身份证号", "门牌"), *rows):
        book.worksheets[0].append(row)
    book.save(folder / "名单.xlsx")
    return folder / "名单.xlsx"


def test_households_people_and_holders_of_passes_are_marked_extended_ended_and_undone(folder: Path, day: date) -> None:
    serial = json.loads(typed(folder, "passes", "list", "--json").stdout.splitlines()[0])["serial"]
    until = day + timedelta(days=40)
    why = ("--reason", "close contact")
    assert "nobody is on a list" in lists(folder, "show")
    assert lists(folder, "mark", "12-302", "--as", "居家隔离", "--to", until, *why).startswith(
        "1 marked “in home quarantine”"
    )
    lists(folder, "mark", "王甲@12-302", serial, "--as", "work", *why)
    assert [each[:3] for each in shown(folder)] == [
        ("quarantine", "12号302室", None), ("work", "12号302室", "王甲"), ("work", "1号101室", "李丙")
    ]  # fmt: skip
    lists(folder, "extend", 2, "--to", until, *why)
    assert "counts no more from today on" in lists(folder, "end", 1, *why)
    assert [each[3] is None for each in shown(folder)] == [False, True]
    assert lists(folder, "undo") == "undone: in home quarantine close contact\n"
    assert len(shown(folder)) == 3
    assert "close contact" in lists(folder, "show", "--as", "work")


@pytest.mark.parametrize(("rules", "warned"), [pytest.param("", True, id="none"), pytest.param(RULE, False, id="one")])
def test_it_is_said_when_no_rule_of_the_covenant_names_a_list(folder: Path, rules: str, warned: bool) -> None:
    (folder / "rules.toml").write_text(f'name = "x"\n{rules}', encoding="utf-8")
    typed(folder, "covenant", "adopt", folder / "rules.toml", "--reason", "x", "--at", "2099-01-01T00:00")
    result = typed(folder, "lists", "mark", "12-302", "--as", "work", "--reason", "x")
    assert ("the covenant does not name “goes to work”" in result.stderr) == warned


@pytest.mark.parametrize(
    ("who", "said"),
    [
        pytest.param("张三@12-302", "has no 张三", id="nobody of this name"),
        pytest.param("张三", "“张三” does not say who is meant", id="a name alone"),
        pytest.param("1-109", "nobody lives behind 1号109室", id="an empty door"),
    ],
)
def test_who_is_meant_must_be_clear(folder: Path, who: str, said: str) -> None:
    refusal = typed(folder, "lists", "mark", who, "--as", "work", "--reason", "x").exception
    assert isinstance(refusal, Refusal)
    assert said in refusal.sentence(Language.EN)


def test_in_a_process_of_its_own_a_refusal_is_one_line_and_a_missing_reason_is_wrong_usage(folder: Path) -> None:
    mark = ("-d", folder, "lists", "mark", "张三@12-302", "--as", "work")
    assert "has no 张三" in refused(*mark, "--reason", "x")
    assert run(*mark).returncode == 2


def test_a_list_is_previewed_imported_once_and_undone(folder: Path, day: date, tmp_path: Path) -> None:
    file = a_list(tmp_path, ("王甲", "", "12-302"), ("吴名", "", "12-302"))
    order = ("import", file, "--as", "returnee", "--problems", tmp_path / "rows.xlsx")
    preview = typed(folder, "lists", *order, "--dry-run")
    assert (preview.exit_code, shown(folder)) == (0, [])
    assert preview.stdout.splitlines()[1:] == [
        f"12号302室 王*: marked from {day}, without a last day",
        "1 marked, 0 made longer, 0 on the list already, 0 no longer named; 1 rows of people not in the roster, 0 faults",
        "a preview: nothing was changed",
    ]
    assert preview.stderr.splitlines() == [
        "Row 3, 姓名: does not live at 12号302室; check it; add them to the roster first if they do live here"
    ]
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(tmp_path / "rows.xlsx").active]
    assert rows[1][:4] == [3, "姓名", "不住在12号302室", "请核对；确实住这里的先在花名册里增加"]
    assert typed(folder, "lists", *order).exit_code == 0
    assert "changes nothing" in str(typed(folder, "lists", *order).exception)
    assert shown(folder) == [("returnee", "12号302室", "王甲", None)]
    assert lists(folder, "undo") == "undone: back from elsewhere 名单.xlsx\n"
    assert shown(folder) == []


def test_a_list_with_a_broken_number_is_refused_with_the_field_unless_the_rest_is_meant(
    folder: Path, tmp_path: Path
) -> None:
    order = ("import", a_list(tmp_path, ("王甲", "", "12-302"), ("王乙", "31010119800101001", "")), "--as", "returnee")
    broken = typed(folder, "lists", *order).exception
    assert (isinstance(broken, Refusal) and broken.sentence(Language.EN), shown(folder)) == (
        "Row 3, 身份证号: 1 digit short; nothing was imported;"
        " correct the list, or import the other rows alone: tick it on the page, or add --rest",
        [],
    )
    assert typed(folder, "lists", *order, "--rest").exit_code == 0
    assert shown(folder) == [("returnee", "12号302室", "王甲", None)]
