"""The boundary of the command line: refusals become one line on stderr and exit code 1, wrong usage 2, a bug a traceback."""

import locale
import os
import signal
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

import click
import msgspec

from gatepass.wording import Language, Refusal, Text

PORT = click.IntRange(0, 65535)


class OnDemand(click.Group):
    """Loads only the modules of the command that was typed: whoever lists passes waits for no web server to be imported.

    `places` says by command which modules of `package` have it and what hangs on it.
    """

    def __init__(self, *, package: str, places: Mapping[str, tuple[str, ...]], **named: Any) -> None:  # noqa: ANN401
        super().__init__(**named)
        self.package, self.places = package, places

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self.places})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for module in self.places.get(cmd_name, ()):
            import_module(f"{self.package}.{module}")
        return super().get_command(ctx, cmd_name)


def language() -> Language:
    """`GATEPASS_LANG`, else English on an English system, else Chinese."""
    chosen = os.environ.get("GATEPASS_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    named = chosen or locale.getlocale()[0] or ""
    return Language.EN if named.lower().startswith("en") else Language.ZH


def say(text: Text) -> None:
    """One line for the person at the terminal."""
    click.echo(text.to(language()))


def warn(text: Text) -> None:
    """One line on stderr, beside what a command prints."""
    click.echo(text.to(language()), err=True)


def json_line(value: object) -> None:
    """One JSON object on a line of its own, on its way at once."""
    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")
    sys.stdout.flush()


def run(command: click.Command) -> None:
    """Runs a command line to its exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    for ending in {signal.SIGTERM, getattr(signal, "SIGBREAK", signal.SIGTERM)}:
        signal.signal(ending, _stop)
    try:
        command.main(standalone_mode=False)
    except Refusal as refusal:
        _fail(" ".join(refusal.sentence(language()).split()), 1)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        _fail(error.format_message(), 1)
    except (click.Abort, KeyboardInterrupt):
        _fail(Text("已中止", "stopped").to(language()), 1)


def need_folder(folder: Path | None) -> Path:
    """The data folder that `-d` or `GATEPASS_DATA` names; raises `click.UsageError` when neither does."""
    if folder is None:
        raise click.UsageError(Text("请用 -d 指定数据文件夹", "name the data folder with -d").to(language()))
    return folder


def need_two_ports(port: int, phones: int | None) -> None:
    """Raises `click.UsageError` where page and phones would share a port; 0 is any that is free."""
    if port and port == phones:
        raise click.UsageError(
            Text(f"--port 和 --phones 不能都是 {port}", f"--port and --phones cannot both be {port}").to(language())
        )


def _fail(line: str, code: int) -> None:
    click.echo(line, err=True)
    sys.exit(code)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
