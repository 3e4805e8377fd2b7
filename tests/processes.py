"""A real office and real gates as processes of their own, on folders of their own, talking over HTTP."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.patience import PATIENCE

BIN = Path(sys.executable).parent
PASSPHRASE = "correct horse battery"
ROSTER = """楼号,室号,姓名,性别,证件类型,证件号码,手机,与户主关系,人员类别,备注
1号,101,王小㛃,女,,,13812345678,户主,业主,
1号,101,王大海,男,,,,子,业主,
12号,302,李四光,男,,,13912345678,户主,租客,
"""


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def command(name: str, folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """One command of a side, run to its end."""
    environment = {**os.environ, "GATEPASS_PASSPHRASE": PASSPHRASE, "GATEPASS_LANG": "en"}
    line = [str(BIN / name), "-d", str(folder), *map(str, arguments)]
    return subprocess.run(line, capture_output=True, text=True, env=environment, timeout=PATIENCE, check=False)


def lines(done: subprocess.CompletedProcess[str]) -> list[dict]:
    """What a command printed, one JSON object a line; a failed command fails the test with what it said."""
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@dataclass
class Running:
    """A process that serves until it is stopped."""

    name: str
    folder: Path
    arguments: tuple[str, ...]
    url: str
    process: subprocess.Popen[str] | None = None

    def start(self) -> "Running":
        line = [str(BIN / self.name), "-d", str(self.folder), *self.arguments]
        environment = {**os.environ, "GATEPASS_LANG": "en"}
        self.process = subprocess.Popen(
            line, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        )
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            try:
                urlopen(self.url, timeout=1).close()
                return self
            except HTTPError:
                return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self.stop())

    def stop(self, how: int = signal.SIGTERM) -> str:
        """Ends the process and returns what it wrote to stderr."""
        assert self.process
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.communicate(timeout=PATIENCE)[1]


@dataclass
class Office:
    """An office with a small roster, its passes issued."""

    folder: Path
    port: int = field(default_factory=free_port)
    serving: Running | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __call__(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        return command("issuer", self.folder, *arguments)

    def found(self, roster: Path | None = None) -> "Office":
        if roster is None:
            roster = self.folder.with_name("roster.csv")
            roster.write_bytes(ROSTER.encode("gb18030"))
        for arguments in (
            ("init", "--community", "长虹小区", "--english", "Changhong"),
            ("roster", "import", roster),
            ("passes", "issue"),
        ):
            done = self(*arguments)
            assert done.returncode == 0, done.stderr
        return self

    def serve(self) -> "Office":
        self.serving = Running("issuer", self.folder, ("serve", "--port", str(self.port)), self.url).start()
        return self

    def passes(self) -> list[dict]:
        return lines(self("passes", "list", "--json"))

    def enrol(self, name: str, gate: Path) -> None:
        file = gate.with_suffix(".enrolment")
        for done in (
            self("gates", "enrol", name, "--out", file, "--url", self.url),
            command("kiosk", gate, "enrol", file),
        ):
            assert done.returncode == 0, done.stderr

    def export(self, *options: str) -> str:
        out = self.folder.with_name("log.csv")
        done = self("export", "log", "--from", "2020-01-01", "--to", "2099-12-31", "--out", out, *options)
        assert done.returncode == 0, done.stderr
        return out.read_text("utf-8-sig")
