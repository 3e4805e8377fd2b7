"""The gate's command line. A command parses, calls one function, prints."""

from appkit.commands import run as run_command
from kiosk.cli.root import kiosk

__all__ = ("kiosk", "main")


def main() -> None:
    """The console script."""
    run_command(kiosk)
