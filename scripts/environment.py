"""Sets up what a fresh machine with only Python 3.11 lacks: the virtual environment, and on Debian a few system packages.

Standard library only, since nothing else is there yet.
"""

import contextlib
import ctypes.util
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
BIN = PYTHON.parent
_MARK = VENV / "gatepass-installed"

PRESENT: dict[str, Callable[[], object]] = {
    "libzbar0": lambda: os.name == "nt" or ctypes.util.find_library("zbar"),
    "chromium-headless-shell": lambda: shutil.which("chromium-headless-shell"),
    "chromium": lambda: any(
        map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome", "chrome", "msedge"))
    ),
    "libatomic1": lambda: (
        sys.platform != "linux" or ctypes.util.find_library("atomic")
    ),  # Playwright's driver asks for it
    "fonts-noto-cjk": lambda: os.name == "nt" or list(Path("/usr/share/fonts").rglob("NotoSansCJK*")),
    "python3-venv": lambda: _has_module("ensurepip"),
}

FOR_TESTS = ("libzbar0", "chromium-headless-shell", "chromium", "libatomic1", "fonts-noto-cjk")
"""The Debian packages of tests and benchmarks."""

SPARED = ("chromium-headless-shell",)
"""Chromium without its windows: tests open a page in a quarter of the time. Where it cannot be had, chromium does."""


def inside(extra: str, packages: tuple[str, ...]) -> bool:
    """Whether this already is the project's environment; if not, sets it up and runs the same script in it, then exits."""
    if sys.version_info < (3, 11):
        sys.exit("Gatepass needs Python 3.11 or later / 需要 Python 3.11 或更新版本")
    if Path(sys.prefix).resolve() != VENV.resolve():
        need_packages(("python3-venv", *packages))
        install(extra)
        _become(PYTHON, sys.argv)
    return True


def _become(python: Path, arguments: Sequence[str]) -> NoReturn:
    """Goes on as another Python; where a process cannot be replaced (Windows), waits for it through Ctrl-C, which both get."""
    if os.name != "nt":
        os.execv(python, [str(python), *arguments])
    process = subprocess.Popen([str(python), *arguments])
    while True:
        with contextlib.suppress(KeyboardInterrupt):
            sys.exit(process.wait())


def need_packages(packages: tuple[str, ...]) -> None:
    """Installs Debian packages that are missing, one after the other, or says exactly which to install when it may not."""
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends"]
    if _missing(packages) and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.call(["apt-get", "update", "-q"], env=quiet, stdout=subprocess.DEVNULL)
        for package in packages:
            if _missing((package,)):
                print("installing / 正在安装:", package, flush=True)
                subprocess.call([*command, package], env=quiet, stdout=subprocess.DEVNULL)
    if needed := [package for package in _missing(packages) if package not in SPARED]:
        print(
            f"please install / 请安装: {' '.join(needed)}   (Debian: sudo {' '.join([*command, *needed])})",
            file=sys.stderr,
        )


def _missing(packages: tuple[str, ...]) -> list[str]:
    return [package for package in packages if not PRESENT[package]()]


def install(extra: str) -> None:
    """Makes the environment with everything that `extra` of pyproject.toml names; a second call is quick."""
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + sys.version.encode()).hexdigest()
    done = _MARK.read_text().split() if _MARK.exists() else []
    if done[:1] == [wanted] and extra in done[1:]:
        return
    print("setting up / 正在准备环境 .venv …", flush=True)
    if not PYTHON.exists():
        subprocess.check_call([sys.executable, "-m", "venv", str(VENV)])
    pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-e", f"{ROOT}[{extra}]"]
    subprocess.check_call(pip)
    extras = {extra, *(done[1:] if done[:1] == [wanted] else [])}
    _MARK.write_text(" ".join([wanted, *sorted(extras)]))


def _has_module(name: str) -> bool:
    return subprocess.call([sys.executable, "-c", f"import {name}"], stderr=subprocess.DEVNULL) == 0
