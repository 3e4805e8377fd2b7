"""The office's command line as a person runs it: real processes, exit codes, one clear line on a refusal."""

import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import httpx
import openpyxl
import pytest

from issuer import office
from tests.issuer.offices import PASSPHRASE
from tests.patience import PATIENCE

HEADER = ["楼号", "室号", "姓名", "证件类型", "证件号码", "手机"]


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "issuer", *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL, timeout=PATIENCE,
        env={**os.environ, "GATEPASS_LANG": "en", "GATEPASS_PASSPHRASE": PASSPHRASE, **environment},
    )  # fmt: skip


def done(*arguments: object, **environment: str) -> str:
    finished = run(*arguments, **environment)
    assert (finished.returncode, finished.stderr) == (0, "")
    return finished.stdout


def refused(*arguments: object) -> str:
    finished = run(*arguments)
    assert (finished.returncode, finished.stdout) == (1, "")
    assert len(finished.stderr.splitlines()) == 1
    return finished.stderr


def spreadsheet(path: Path, *rows: list[str]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (HEADER, *rows):
        book.active.append(row)
    book.save(path)
    return path


GOOD = [["1号", "101", "张甲", "", "", ""], ["1号", "101", "张乙", "", "", ""], ["12号", "302", "李丙", "", "", ""]]


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that is copied for every test."""
    folder = tmp_path_factory.mktemp("founded") / "office"
    done("-d", folder, "init", "--community", "长虹小区", "--english", "Changhong")
    return folder


@pytest.fixture(scope="module")
def peopled(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One with residents and passes."""
    folder = Path(shutil.copytree(founded, tmp_path_factory.mktemp("peopled") / "office"))
    done("-d", folder, "roster", "import", spreadsheet(folder.parent / "roster.xlsx", *GOOD))
    done("-d", folder, "passes", "issue")
    return folder


@pytest.fixture
def folder(founded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded, tmp_path / "office"))


@pytest.fixture
def at_work(peopled: Path, tmp_path: Path) -> Path:
    spreadsheet(tmp_path / "roster.xlsx", *GOOD)
    return Path(shutil.copytree(peopled, tmp_path / "office"))


def listed(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in done("-d", folder, "passes", "list", "--json").splitlines()]


# --- init ---


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_the_folder_and_its_files_are_for_their_owner_alone(folder: Path) -> None:
    modes = {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in (folder, *folder.iterdir())}
    assert modes == {"office": "0o700", "keys.json": "0o600", "office.db": "0o600"}


def test_without_a_passphrase_one_is_made_and_printed_once(tmp_path: Path) -> None:
    said = done("-d", tmp_path / "office", "init", "--community", "长虹小区", GATEPASS_PASSPHRASE="")
    assert len(re.findall(r"\b(?:[a-z2-9]{4}-){5}[a-z2-9]{4}\b", said)) == 1


def test_a_passphrase_that_was_given_is_not_printed(tmp_path: Path) -> None:
    assert PASSPHRASE not in done("-d", tmp_path / "office", "init", "--community", "长虹小区")


def test_an_office_is_not_founded_twice(folder: Path) -> None:
    before = (folder / "keys.json").read_bytes()
    assert "already holds an office" in refused("-d", folder, "init", "--community", "别的小区")
    assert (folder / "keys.json").read_bytes() == before


def test_an_init_that_is_refused_leaves_nothing_behind(tmp_path: Path) -> None:
    finished = run("-d", tmp_path / "office", "init", "--community", "长虹小区", GATEPASS_PASSPHRASE="short")
    assert (finished.returncode, (tmp_path / "office").exists()) == (1, False)


def test_a_folder_that_is_no_office_is_refused(tmp_path: Path) -> None:
    assert "run issuer init first" in refused("-d", tmp_path, "passes", "list")


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["passes", "list"], id="no folder"),
        pytest.param(["-d", "x", "passes", "revoke", "000013"], id="no reason"),
        pytest.param(["-d", "x", "passes", "issue", "--until", "soon"], id="no date"),
        pytest.param(["-d", "x", "fly"], id="no command"),
    ],
)
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    assert run(*arguments, GATEPASS_DATA="").returncode == 2


# --- roster and passes ---


def test_good_rows_are_imported_and_the_others_are_told_apart(folder: Path, tmp_path: Path) -> None:
    bad = ["1号", "102", "", "", "", "123"]
    file = spreadsheet(tmp_path / "roster.xlsx", *GOOD, bad)
    finished = run("-d", folder, "roster", "import", file, "--problems", tmp_path / "problems.xlsx")
    assert (finished.returncode, len(finished.stderr.splitlines())) == (0, 2)
    sheet = openpyxl.load_workbook(tmp_path / "problems.xlsx").active
    assert sheet is not None
    assert [[cell.value for cell in row[:2]] for row in sheet.iter_rows(min_row=2)] == [[5, "姓名"], [5, "手机"]]
    assert "3 added" in finished.stdout


def test_the_same_file_twice_changes_nothing(at_work: Path, tmp_path: Path) -> None:
    before = listed(at_work)
    assert "0 added, 0 changed, 0 moved, 0 doubtful, 3 unchanged" in done(
        "-d", at_work, "roster", "import", tmp_path / "roster.xlsx"
    )
    assert "0 issued" in done("-d", at_work, "passes", "issue")
    assert listed(at_work) == before


def test_a_preview_changes_nothing(folder: Path, tmp_path: Path) -> None:
    done("-d", folder, "roster", "import", spreadsheet(tmp_path / "roster.xlsx", *GOOD), "--dry-run")
    assert "0 issued" in done("-d", folder, "passes", "issue")


def test_strictly_one_problem_imports_nothing(folder: Path, tmp_path: Path) -> None:
    file = spreadsheet(tmp_path / "roster.xlsx", *GOOD, ["1号", "102", "", "", "", ""])
    assert run("-d", folder, "roster", "import", file, "--strict").returncode == 1
    assert "0 issued" in done("-d", folder, "passes", "issue")


def test_a_roster_without_one_good_row_is_exit_code_1(folder: Path, tmp_path: Path) -> None:
    assert (
        run("-d", folder, "roster", "import", spreadsheet(tmp_path / "r.xlsx", ["", "", "张", "", "", ""])).returncode
        == 1
    )


def test_a_list_is_sorted_by_door_and_has_every_issue(at_work: Path) -> None:
    done("-d", at_work, "passes", "replace", "000037", "--reason", "lost")
    done("-d", at_work, "passes", "revoke", "000013", "--reason", "moved out")
    done("-d", at_work, "passes", "spare", "1")
    assert [
        (each["serial"], each["issue"], each["door"], each["name"], each["status"]) for each in listed(at_work)
    ] == [
        ("000013", 1, "1号101室", "张甲", "revoked"),
        ("000021", 1, "1号101室", "张乙", "valid"),
        ("000037", 1, "12号302室", "李丙", "replaced"),
        ("000037", 2, "12号302室", "李丙", "valid"),
        ("000045", 1, None, None, "spare"),
    ]


def test_the_table_for_people_has_a_line_for_each(at_work: Path) -> None:
    lines = done("-d", at_work, "passes", "list").splitlines()
    assert (len(lines), lines[3].split()[:5]) == (4, ["000037", "1", "12号302室", "李丙", "valid"])


def test_a_pass_that_does_not_exist_is_refused(at_work: Path) -> None:
    assert "no pass" in refused("-d", at_work, "passes", "revoke", "000045", "--reason", "x")


# --- cards ---


def test_cards_are_printed_by_stairwell_and_compared_as_values(at_work: Path, tmp_path: Path) -> None:
    said = done("-d", at_work, "print", "cards", "--stairwell", "1号", "--out", tmp_path / "cards.pdf")
    assert said.startswith("2 cards")
    assert (tmp_path / "cards.pdf").read_bytes().startswith(b"%PDF")


def test_spares_are_printed_without_a_name(at_work: Path, tmp_path: Path) -> None:
    done("-d", at_work, "passes", "spare", "3")
    assert done("-d", at_work, "print", "spares", "--out", tmp_path / "spares.pdf").startswith("3 spares")


def test_a_stairwell_without_passes_is_refused(at_work: Path, tmp_path: Path) -> None:
    assert "stairwell 99" in refused(
        "-d", at_work, "print", "cards", "--stairwell", "99号", "--out", tmp_path / "x.pdf"
    )
    assert not (tmp_path / "x.pdf").exists()


# --- export, covenant, ledger ---


def test_an_export_of_quiet_days_has_its_header_and_a_note(at_work: Path, tmp_path: Path) -> None:
    finished = run(
        "-d", at_work, "export", "log", "--from", "2020-02-01", "--to", "2020-02-02", "--out", tmp_path / "l.csv"
    )
    assert (finished.returncode, "header only" in finished.stderr) == (0, True)
    assert (tmp_path / "l.csv").read_text("utf-8-sig").startswith("日期,时间,大门")


def test_revealing_needs_the_right_passphrase(at_work: Path, tmp_path: Path) -> None:
    export = ["-d", at_work, "export", "log", "--from", "2020-02-01", "--to", "2020-02-02", "--reveal"]
    wrong = run(*export, "--out", tmp_path / "l.csv", GATEPASS_PASSPHRASE="wrong horse")
    assert (wrong.returncode, (tmp_path / "l.csv").exists()) == (1, False)
    assert run(*export, "--out", tmp_path / "l.csv").returncode == 0


def test_a_covenant_is_adopted_and_shown(at_work: Path, tmp_path: Path) -> None:
    (tmp_path / "strict.toml").write_text('name = "严控"\nenglish = "Strict"\n', "utf-8")
    done("-d", at_work, "covenant", "adopt", tmp_path / "strict.toml", "--reason", "notice 3")
    assert 'name = "严控"' in done("-d", at_work, "covenant", "show")


def test_a_covenant_to_come_waits_for_its_time(at_work: Path, tmp_path: Path) -> None:
    (tmp_path / "strict.toml").write_text('name = "严控"\n', "utf-8")
    done("-d", at_work, "covenant", "adopt", tmp_path / "strict.toml", "--reason", "x", "--at", "2999-01-01T00:00")
    assert 'name = "常态防控"' in done("-d", at_work, "covenant", "show")
    assert "in the past" in refused(
        "-d", at_work, "covenant", "adopt", tmp_path / "strict.toml", "--reason", "x", "--at", "2020-01-01T00:00"
    )


def test_what_is_to_come_is_told_when_another_is_adopted_and_can_be_withdrawn(at_work: Path, tmp_path: Path) -> None:
    (tmp_path / "strict.toml").write_text('name = "严控"\nenglish = "Strict"\n', "utf-8")
    adopt = ("-d", at_work, "covenant", "adopt", tmp_path / "strict.toml", "--reason", "notice 3")
    with office.opened(at_work) as at:
        for year in (2999, 2998):
            begins = datetime(year, 1, 1, tzinfo=at.store.community().local)
            office.adopt(at.store, b'name = "x"', begins, office.act("a plan"))
    adopted = run(*adopt)
    assert [line.partition(";")[0] for line in adopted.stderr.splitlines()] == [
        f"mind: version {version}, “x”, still comes into force at {begins} 00:00 and takes over from version 4"
        for version, begins in ((3, "2998-01-01"), (2, "2999-01-01"))
    ]
    assert "compared with version 1, “Easier phase”:" in adopted.stdout.splitlines()
    done("-d", at_work, "covenant", "withdraw", "2", "--reason", "the case was none")
    assert run(*adopt, "--withdraw", "3").stderr == ""
    shown = done("-d", at_work, "covenant", "show").splitlines()
    endings = [line.rpartition(": ")[2] for line in shown if line.startswith("#     withdrawn ")]
    assert endings == ["the case was none", "notice 3"]


DRAFT = """name = "两天一次"
[[visits]]
kind = "courier"
[[rules]]
kind = "quota"
days = 2
"""


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.toml"
    path.write_text(DRAFT, encoding="utf-8")
    return path


def test_a_checked_covenant_tells_what_is_new(at_work: Path, draft: Path) -> None:
    said = done("-d", at_work, "covenant", "check", draft).splitlines()
    assert [line for line in said if "quota" in line or "outing" in line] == [
        "  + everybody: 1 outing a household every 2 days (beyond that: stop)"
    ]
    assert "  − visitors may enter, registered with name, phone, door" in said


def test_a_checked_covenant_tells_what_it_names_and_the_office_lacks(at_work: Path, draft: Path) -> None:
    draft.write_text(
        'name = "x"\n[[rules]]\nkind = "only_by"\ngates = ["无门"]\n'
        'who = {classes = ["pupil", "car", "owner"], marks = ["work", "over_65", "night_shift"]}',
        encoding="utf-8",
    )
    finished = run("-d", at_work, "covenant", "check", draft)
    assert (finished.returncode, finished.stderr.splitlines()) == (
        0,
        [
            "there are no such classes: pupils (pupil)",
            "there are no such gates: 无门",
            "there are no such lists: night_shift",
        ],
    )


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(["--from", "2020-02-01"], id="no last day"),
        pytest.param(["--to", "2020-02-01"], id="no first day"),
        pytest.param(["--json"], id="a report of no days"),
        pytest.param(["--from", "yesterday", "--to", "2020-02-01"], id="no day"),
    ],
)
def test_a_check_of_half_a_time_is_wrong_usage(at_work: Path, draft: Path, options: list[str]) -> None:
    assert run("-d", at_work, "covenant", "check", draft, *options).returncode == 2


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(("covenant", "check", "draft.toml"), id="what would have been"),
        pytest.param(("ledger", "drift"), id="thermometers"),
        pytest.param(("export", "log", "--out", "log.csv"), id="the log"),
    ],
)
def test_days_that_end_before_they_begin_are_refused(at_work: Path, draft: Path, asked: tuple[str, ...]) -> None:
    named = [draft if each == "draft.toml" else each for each in asked]
    said = refused("-d", at_work, *named, "--from", "2020-02-02", "--to", "2020-02-01")
    assert said == "2020-02-01 is before 2020-02-02; exchange the two days\n"


def test_an_empty_past_is_told_as_such(at_work: Path, draft: Path) -> None:
    said = done("-d", at_work, "covenant", "check", draft, "--from", "2020-02-01", "--to", "2020-02-07")
    assert said.splitlines()[-1] == "2020-02-01 to 2020-02-07 have no passages; choose other days"


def test_an_empty_past_is_replayed(at_work: Path, draft: Path) -> None:
    line = done("-d", at_work, "covenant", "check", draft, "--from", "2020-02-01", "--to", "2020-02-07", "--json")
    report = json.loads(line)
    assert (report["judged"], report["otherwise"], report["examples"]) == (0, 0, [])


def test_an_adopted_covenant_tells_what_is_new_and_show_keeps_it(at_work: Path, draft: Path) -> None:
    adopted = done("-d", at_work, "covenant", "adopt", draft, "--reason", "notice 3")
    shown = done("-d", at_work, "covenant", "show")
    new = "+ everybody: 1 outing a household every 2 days (beyond that: stop)"
    assert ([f"  {new}" in adopted.splitlines()], [f"#       {new}" in shown.splitlines()]) == ([True], [True])


@pytest.mark.parametrize("reason", [pytest.param("", id="empty"), pytest.param(" \u3000", id="blanks")])
def test_a_covenant_is_not_adopted_without_a_reason(at_work: Path, draft: Path, reason: str) -> None:
    said = refused("-d", at_work, "covenant", "adopt", draft, "--reason", reason)
    assert said == "no reason was given; say why\n"


def test_a_broken_covenant_is_refused(at_work: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("name = 1\n", "utf-8")
    assert "covenant" in refused("-d", at_work, "covenant", "adopt", tmp_path / "bad.toml", "--reason", "x")


def test_an_empty_ledger_is_whole(at_work: Path) -> None:
    assert "0 events" in done("-d", at_work, "ledger", "verify")


# --- serving ---


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another thing there")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_server_says_where_it_is_answers_and_ends_cleanly(
    at_work: Path, tmp_path: Path, how: signal.Signals
) -> None:
    port = free_port()
    serving = subprocess.Popen(
        [sys.executable, "-m", "issuer", "-d", at_work, "serve", "--port", str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    )  # fmt: skip
    try:
        assert serving.stdout is not None
        assert f"http://127.0.0.1:{port}" in serving.stdout.readline()
        serving.stdout.readline()
        assert httpx.get(f"http://127.0.0.1:{port}/", trust_env=False).status_code == 200
        taken = run("-d", at_work, "serve", "--port", port)
        assert (taken.returncode, len(taken.stderr.splitlines())) == (1, 1)
        done("-d", at_work, "passes", "spare", "1")
        done("-d", at_work, "gates", "enrol", "东门", "--out", tmp_path / "gate.json")
        assert json.loads((tmp_path / "gate.json").read_text("utf-8"))["office"] == f"http://127.0.0.1:{port}"
        serving.send_signal(how)
        assert (serving.wait(PATIENCE), serving.stdout.read()) == (0, "")
    finally:
        serving.kill()
        serving.wait()


# --- classes, cars, spares ---


def test_somebody_is_moved_to_another_class_from_a_day_on(at_work: Path) -> None:
    said = done("-d", at_work, "passes", "move", "12-302", "李丙", "yellow", "--reason", "back from Wuhan")
    assert re.sub(r"\d{4}-\d\d-\d\d", "DAY", said) == "12-302 李丙 is in yellow from DAY on\n"


def test_who_is_not_there_is_not_moved(at_work: Path) -> None:
    said = refused("-d", at_work, "passes", "move", "12-302", "张甲", "yellow", "--reason", "x")
    assert said.startswith("12号302室 has no 张甲")


def test_a_class_and_a_stamp_are_made_and_listed(at_work: Path) -> None:
    look = ("--zh", "志愿者", "--en", "Helper", "--colour", "#ffcc00", "--shape", "square", "--mark", "志")
    done("-d", at_work, "passes", "class", "helper", *look)
    done("-d", at_work, "passes", "stamp", *look)
    listed_ = done("-d", at_work, "passes", "classes").splitlines()
    assert [line.split() for line in listed_[-2:]] == [
        ["helper", "志愿者", "Helper", "#ffcc00", "square", "志"],
        ["stamp", "now:", "志愿者", "Helper", "#ffcc00", "square", "志"],
    ]


def test_cars_are_added_from_a_file_as_excel_saves_it_printed_and_removed(at_work: Path) -> None:
    file, out = at_work.parent / "cars.csv", at_work.parent / "cars.pdf"
    file.write_bytes("12-302,沪A12345\n1号101室,沪AD12345\n".encode("gb18030"))
    assert done("-d", at_work, "cars", "add", file).startswith("2 cars added")
    done("-d", at_work, "print", "cars", "--changed", "--out", out)
    assert out.read_bytes()[:5] == b"%PDF-"
    done("-d", at_work, "cars", "remove", "沪A12345", "--reason", "sold")
    assert [line.split()[:2] for line in done("-d", at_work, "cars", "list").splitlines()[1:]] == [
        ["1号101室", "沪AD12345"]
    ]


def test_a_list_of_cars_with_a_fault_adds_none(at_work: Path) -> None:
    file = at_work.parent / "cars.txt"
    file.write_text("12-302 沪A12345\n12-302 ABC\n", "utf-8")
    assert "line 2" in refused("-d", at_work, "cars", "add", file)
    assert len(done("-d", at_work, "cars", "list").splitlines()) == 1


def test_a_spare_is_bound_and_a_pass_extended(at_work: Path) -> None:
    done("-d", at_work, "passes", "spare", "1")
    spare = next(each["serial"] for each in listed(at_work) if each["status"] == "spare")
    done("-d", at_work, "passes", "bind", spare, "12-302", "李丙")
    done("-d", at_work, "passes", "extend", spare, "--until", "2099-12-31", "--reason", "stays")
    (bound,) = (each for each in listed(at_work) if each["serial"] == spare)
    assert (bound["name"], bound["status"], bound["until"]) == ("李丙", "valid", "2099-12-31")


def test_who_comes_back_from_outside_is_added_in_their_class_and_the_temporary_passes_of_the_household_end(
    at_work: Path,
) -> None:
    add = ("-d", at_work, "roster", "add", "--door", "12-302")
    done(*add, "--name", "赵保姆", "--category", "临时")
    done(*add, "--name", "李返沪", "--back", "yellow")
    assert {each["name"]: each["status"] for each in listed(at_work) if each["door"] == "12号302室"} == {
        "李丙": "valid", "赵保姆": "revoked", "李返沪": "valid"
    }  # fmt: skip


def test_a_covenant_with_a_gate_that_is_not_there_is_adopted_only_even_so(at_work: Path, draft: Path) -> None:
    draft.write_text('name = "x"\n[[rules]]\nkind = "only_by"\ngates = ["北门"]\n', encoding="utf-8")
    adopt = ("-d", at_work, "covenant", "adopt", draft, "--reason", "notice 4")
    before_any = run(*adopt)
    assert (before_any.returncode, before_any.stderr) == (0, "there are no such gates: 北门\n")
    done(
        "-d",
        at_work,
        "gates",
        "enrol",
        "东门",
        "--out",
        draft.with_name("gate.enrolment"),
        "--url",
        "http://127.0.0.1:9",
    )
    assert refused(*adopt) == (
        "there are no such gates: 北门 (there are: 东门); correct the name, or enrol the gate first;"
        " to adopt it even so, tick “even so” (--even-so)\n"
    )
    assert run(*adopt, "--even-so").returncode == 0
