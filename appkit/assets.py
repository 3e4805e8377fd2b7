"""Where the files of `data/` and `printables/` stand: inside the installed wheel, or beside the packages in a checkout."""

from pathlib import Path

_HERE = Path(__file__).parent
_ROOT = _HERE / "share" if (_HERE / "share").is_dir() else _HERE.parent


def asset(name: str) -> Path:
    """The path of a shipped file or folder, e.g. `printables/cards.typ`."""
    return _ROOT / name
