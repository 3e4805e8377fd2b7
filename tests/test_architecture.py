"""Who may import whom, what is pure, where SQL stands, and that it all runs on Windows. Every check is shown to fail."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("gatepass", "appkit", "issuer", "kiosk")

IMPURE_MODULES = {
    *("PIL", "cv2", "numpy", "openpyxl", "pyzbar", "qrcode", "typst", "zxingcpp"),
    *("aiohttp", "click", "filelock", "flask", "http", "httpx", "requests", "socket", "ssl", "urllib", "cheroot"),
    *("fileinput", "glob", "importlib", "io", "os", "pathlib", "pkgutil", "shutil", "tempfile", "zipfile"),
    *("logging", "platform", "subprocess", "sys", "warnings"),
    *("sched", "time", "uuid", "uuid_utils", "random", "secrets"),
    *("asyncio", "concurrent", "multiprocessing", "threading"),
    *("sqlite3", "sqlite_utils", "dbm", "pickle", "shelve"),
}
IMPURE_CALLS = {"__import__", "breakpoint", "eval", "exec", "input", "open", "print"}
CLOCKS = {"now", "today", "utcnow"}
DATABASES = {"sqlite3", "sqlite_utils", "apsw", "sqlalchemy"}
SQL_PLACES = ("appkit/database.py", "issuer/store/", "kiosk/store/")
STATEMENTS = ("SELECT ", "INSERT ", "UPDATE ", "DELETE FROM", "CREATE ", "ALTER TABLE", "DROP ", "PRAGMA ", "BEGIN IMM")
POSIX_MODULES = {"crypt", "fcntl", "grp", "posix", "pty", "pwd", "resource", "spwd", "syslog", "termios", "tty"}
POSIX_NAMES = {
    "os": {"chown", "fchmod", "fork", "forkpty", "geteuid", "getpgid", "getuid", "killpg", "mkfifo", "nice"}
    | {"sched_getaffinity", "setsid", "setuid", "sync", "uname", "wait", "waitid"},
    "signal": {"SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGUSR1", "SIGUSR2"}
    | {"alarm", "pause", "setitimer", "sigwait"},
    "socket": {"AF_UNIX", "SO_REUSEPORT"},
    "time": {"tzset"},
}


def imported(source: str, package: str = "") -> set[str]:
    """Every dotted name that a source imports, whether at its top or inside a function."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = ".".join(part for part in (package if node.level else "", node.module) if part)
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return names


def roots(names: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def impurities(source: str) -> set[str]:
    """What a pure module must not do: imports that reach outside, calls that do, clocks of its own."""
    found = roots(imported(source)) & IMPURE_MODULES
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in IMPURE_CALLS:
                found.add(name)
            case ast.Call(func=ast.Attribute(attr=name)) if name in CLOCKS:
                found.add(name)
            case ast.Attribute(value=ast.Name(id=of) | ast.Attribute(attr=of), attr=name):
                found |= {name} & CLOCKS if of in ("date", "datetime") else set()
    return found


def foreign(source: str, package: str) -> set[str]:
    """Which of our own packages a module of `package` may not import, and does."""
    allowed = {
        "gatepass": ("gatepass",),
        "appkit": ("appkit", "gatepass.wording"),
        "issuer": ("issuer", "gatepass", "appkit"),
        "kiosk": ("kiosk", "gatepass", "appkit"),
    }[package]
    return {
        name
        for name in imported(source, package)
        if name.partition(".")[0] in (*PACKAGES, "scripts", "tests")
        and not any(f"{name}.".startswith(f"{place}.") for place in allowed)
    }


def sql(source: str) -> set[str]:
    """Database imports, statements and `execute` calls in a source."""
    found = roots(imported(source)) & DATABASES
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= {word.strip() for word in STATEMENTS if node.value.lstrip().startswith(word)}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            found |= {node.func.attr} & {"execute", "executemany", "executescript"}
    return found


def posix(source: str) -> set[str]:
    """What a source uses that Windows does not have."""
    names = imported(source)
    found = roots(names) & POSIX_MODULES
    taken = {tuple(name.rsplit(".", 1)) for name in names if "." in name}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            taken.add((node.value.id, node.attr))
    return found | {f"{module}.{name}" for module, name in taken if name in POSIX_NAMES.get(module, ())}


def import_rules(directory: Path) -> int:
    """The exit code of import-linter, run in `directory`."""
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    return subprocess.run([sys.executable, "-c", program], cwd=directory, capture_output=True, check=False).returncode


def modules(*packages: str):
    paths = sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))
    return [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in paths]


def source_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", modules("gatepass"))
def test_gatepass_touches_nothing_outside_itself(path):
    assert impurities(source_of(path)) == set()


@pytest.mark.parametrize("path", modules(*PACKAGES))
def test_no_package_imports_what_it_must_not_know(path):
    assert foreign(source_of(path), path.relative_to(ROOT).parts[0]) == set()


@pytest.mark.parametrize("path", modules(*PACKAGES))
def test_sql_stands_in_the_stores_alone(path):
    place = path.relative_to(ROOT).as_posix()
    assert place.startswith(SQL_PLACES) or sql(source_of(path)) == set()


@pytest.mark.parametrize("path", modules(*PACKAGES))
def test_everything_runs_on_windows(path):
    assert posix(source_of(path)) == set()


def test_import_linter_finds_every_contract_kept():
    assert import_rules(ROOT) == 0


def test_the_sides_and_the_core_are_all_looked_at():
    assert [len(modules(package)) > 0 for package in PACKAGES] == [True] * 4


@pytest.mark.parametrize(
    ("source", "found"),
    [
        pytest.param("import flask", {"flask"}, id="a web framework"),
        pytest.param("from os import path", {"os"}, id="the operating system"),
        pytest.param("def f():\n    import cv2.aruco", {"cv2"}, id="an import hidden in a function"),
        pytest.param("if TYPE_CHECKING:\n    from pathlib import Path", {"pathlib"}, id="an import for types alone"),
        pytest.param("import io as memory", {"io"}, id="an import under another name"),
        pytest.param("import http.client", {"http"}, id="part of a package"),
        pytest.param("import secrets, random", {"secrets", "random"}, id="chance"),
        pytest.param("open('roster.csv')", {"open"}, id="a file"),
        pytest.param("print('x')", {"print"}, id="a terminal"),
        pytest.param("datetime.now(UTC)", {"now"}, id="the clock"),
        pytest.param("stamp = datetime.datetime.now", {"now"}, id="the clock, handed on"),
        pytest.param("date.today()", {"today"}, id="the calendar"),
        pytest.param("from datetime import datetime as d\nd.now()", {"now"}, id="the clock under another name"),
        pytest.param("case.now.date()", set(), id="the time that was given"),
        pytest.param("import hashlib\nfrom datetime import datetime\nnow = 3", set(), id="nothing wrong"),
    ],
)
def test_the_check_of_purity_can_fail(source, found):
    assert impurities(source) == found


@pytest.mark.parametrize(
    ("source", "package", "found"),
    [
        pytest.param("import kiosk.store", "issuer", {"kiosk.store"}, id="the office imports the gate"),
        pytest.param("from issuer import keys", "kiosk", {"issuer.keys"}, id="the gate imports the office"),
        pytest.param("from appkit.web import x", "gatepass", {"appkit.web.x"}, id="the core imports the kit"),
        pytest.param("import issuer", "gatepass", {"issuer"}, id="the core imports a side"),
        pytest.param("from gatepass.code import Code", "appkit", {"gatepass.code.Code"}, id="the kit learns a word"),
        pytest.param("from gatepass import code", "appkit", {"gatepass.code"}, id="the kit learns a module"),
        pytest.param("import gatepass", "appkit", {"gatepass"}, id="the kit imports all of the core"),
        pytest.param("from gatepass.wordings import x", "appkit", {"gatepass.wordings.x"}, id="a longer name"),
        pytest.param("from tests.x import y", "kiosk", {"tests.x.y"}, id="a test in the product"),
        pytest.param("from gatepass.wording import Text", "appkit", set(), id="the kit may refuse"),
        pytest.param("from . import files", "appkit", set(), id="a neighbour"),
        pytest.param("from gatepass.code import Code\nimport appkit.files", "kiosk", set(), id="what a side needs"),
    ],
)
def test_the_check_of_imports_can_fail(source, package, found):
    assert foreign(source, package) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        pytest.param("import sqlite3", {"sqlite3"}, id="a database"),
        pytest.param("from sqlite_utils import Database", {"sqlite_utils"}, id="a database library"),
        pytest.param("db.execute(query)", {"execute"}, id="a statement from elsewhere"),
        pytest.param("Q = 'SELECT * FROM events'", {"SELECT"}, id="a statement kept for later"),
        pytest.param("Q = f'''\n  DELETE FROM {table}'''", {"DELETE FROM"}, id="a statement put together"),
        pytest.param("label = 'Select a door'", set(), id="a word of the page"),
    ],
)
def test_the_check_of_sql_can_fail(source, found):
    assert sql(source) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        pytest.param("import fcntl", {"fcntl"}, id="locks of POSIX"),
        pytest.param("def f():\n    from resource import getrusage", {"resource"}, id="hidden in a function"),
        pytest.param("os.fork()", {"os.fork"}, id="a fork"),
        pytest.param("from os import getuid", {"os.getuid"}, id="a user id by name"),
        pytest.param("os.kill(pid, signal.SIGKILL)", {"signal.SIGKILL"}, id="a signal Windows has not"),
        pytest.param("from signal import SIGHUP", {"signal.SIGHUP"}, id="a signal by name"),
        pytest.param("signal.signal(signal.SIGTERM, stop)\nos.replace(a, b)", set(), id="what Windows has"),
    ],
)
def test_the_check_for_windows_can_fail(source, found):
    assert posix(source) == found


def test_import_linter_can_fail(tmp_path):
    for package, source in (("issuer", "import kiosk\n"), ("kiosk", "")):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text(source, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.importlinter]\nroot_packages = ["issuer", "kiosk"]\n'
        '[[tool.importlinter.contracts]]\nname = "apart"\ntype = "independence"\nmodules = ["issuer", "kiosk"]\n',
        encoding="utf-8",
    )
    assert import_rules(tmp_path) == 1
