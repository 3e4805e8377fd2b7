"""Folders that are made once a process and copied for every test: making a file with all its tables waits long for the disk."""

import atexit
import shutil
import tempfile
from pathlib import Path


def place_for(name: str) -> Path:
    """A folder that is not there yet, for something to copy; it is gone when the process ends."""
    around = tempfile.mkdtemp(prefix="gatepass-made-once-")
    atexit.register(shutil.rmtree, around, ignore_errors=True)
    return Path(around) / name
