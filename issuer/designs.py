"""The designs of everything printed: those that came with the program, overlaid with what staff changed in the office's folder.

A design that cannot be printed is never saved, and a name that is none of ours is never a path.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from appkit.assets import asset
from appkit.files import refusing_file_faults

FOLDER = "printables"
_SOURCE = ".typ"
_PICTURE = re.compile(r"logo\.(?:png|svg)")


def designs(folder: Path) -> Mapping[str, bytes]:
    """Every file that printing needs, by name (`cards.typ`), as the office of `folder` has it; raises `Refusal`."""
    return originals() | changed(folder)


def originals() -> dict[str, bytes]:
    """The designs that came with the program."""
    return {path.name: path.read_bytes() for path in sorted(asset(FOLDER).glob(f"*{_SOURCE}"))}


def changed(folder: Path) -> dict[str, bytes]:
    """What staff changed or added; what is none of our files does not count."""
    known, place = originals(), folder / FOLDER
    with refusing_file_faults(place):
        return {
            path.name: path.read_bytes()
            for path in (sorted(place.iterdir()) if place.is_dir() else ())
            if path.is_file() and (path.name in known or _PICTURE.fullmatch(path.name))
        }
