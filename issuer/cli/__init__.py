"""The office's command line. A command parses, calls one function, prints."""

from appkit.commands import run as run_command
from issuer.cli.root import issuer

__all__ = ("issuer", "main")


def main() -> None:
    """The console script."""
    run_command(issuer)
