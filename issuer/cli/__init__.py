"""The office's command line. A command parses, calls one function, prints."""

from appkit.commands import run as run_command
from issuer.cli import cars, classes, covenant, delivery, gates, ledger, lists, passes, photos, printing, roster
from issuer.cli.root import issuer

__all__ = (
    "cars",
    "classes",
    "covenant",
    "delivery",
    "gates",
    "issuer",
    "ledger",
    "lists",
    "main",
    "passes",
    "photos",
    "printing",
    "roster",
)


def main() -> None:
    """The console script."""
    run_command(issuer)
