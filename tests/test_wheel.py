"""The wheel installs into a bare environment and works there, data and printables inside."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.processes import free_port

ROOT = Path(__file__).parent.parent
PIP = (sys.executable, "-m", "pip", "-q", "--disable-pip-version-check")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([*PIP, "wheel", "--no-deps", "-w", folder, ROOT], check=True)
    return next(folder.glob("*.whl"))


def test_every_file_of_data_and_printables_is_inside(wheel):
    names = {name.removeprefix("appkit/share/") for name in zipfile.ZipFile(wheel).namelist()}
    shipped = {
        str(path.relative_to(ROOT).as_posix()) for part in ("data", "printables") for path in (ROOT / part).rglob("*.*")
    }
    assert shipped - names == set()
    assert {"kiosk/web/templates/gate.html", "issuer/web/templates/home.html"} - names == set()


def test_it_works_in_a_bare_environment(wheel, tmp_path):
    bare = tmp_path / "bare"
    venv.create(bare)
    bin_ = bare / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([*PIP, "--python", bin_ / "python", "install", "--no-compile", wheel], check=True)

    def run(name: str, *arguments: object) -> str:
        done = subprocess.run(
            [bin_ / name, *map(str, arguments)], capture_output=True, text=True, cwd=tmp_path, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    share = next(bare.rglob("appkit/share"))
    run("issuer", "-d", "office", "init", "--community", "长虹小区")
    run("issuer", "-d", "office", "roster", "import", share / "data" / "sample-roster.csv")
    run("issuer", "-d", "office", "passes", "issue")
    run("issuer", "-d", "office", "print", "cards", "--stairwell", "2号", "--out", "cards.pdf")
    run(
        "issuer",
        "-d",
        "office",
        "gates",
        "enrol",
        "东门",
        "--out",
        "gate.json",
        "--url",
        f"http://127.0.0.1:{free_port()}",
    )
    assert (tmp_path / "cards.pdf").read_bytes().startswith(b"%PDF")
    assert "decode" in run("kiosk", "--help")
