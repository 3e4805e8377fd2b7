"""Files that must be whole or absent, and folders that only their owner may open."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gatepass.wording import Refusal, Text


def make_private(folder: Path) -> None:
    """Makes a folder that only this user can open (on Windows the user's profile already is)."""
    with refusing_file_faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file that only this user can read: the new content is there whole, or the old one is; survives a power cut."""
    with refusing_file_faults(path), whole_file(path) as part:
        part.write_bytes(content)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place when the block ends well, and vanishes otherwise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        with part.open("r+b") as written:
            os.fsync(written.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def refusing_file_faults(path: Path) -> Iterator[None]:
    """Turns what the file system objects to into a `Refusal` that names the path."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise Refusal(
            Text(f"无法读写 {path}：{reason}", f"cannot read or write {path}: {reason}"),
            Text("请检查路径、权限和磁盘空间", "check the path, its permissions and the space on the disk"),
        ) from error
