"""Files that must be whole or absent, and folders that only their owner may open."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gatepass.wording import Refusal, Text

_NOT_PERMITTED = Text("没有权限，或文件正被别的程序打开", "not permitted, or another program has it open")
_FAULTS = {
    errno.ENOENT: Text("没有这个文件或文件夹", "there is no such file or folder"),
    errno.EACCES: _NOT_PERMITTED,
    errno.EPERM: _NOT_PERMITTED,
    errno.EISDIR: Text("这是文件夹，不是文件", "it is a folder, not a file"),
    errno.ENOTDIR: Text("路径中有一段不是文件夹", "a part of the path is no folder"),
    errno.EEXIST: Text("已经有同名的文件", "a file of that name is there already"),
    errno.ENOSPC: Text("磁盘满了", "the disk is full"),
    errno.ENAMETOOLONG: Text("文件名太长", "the name is too long"),
    errno.EROFS: Text("磁盘只能读，不能写", "the disk can only be read"),
    errno.EIO: Text("磁盘或U盘读写出错", "the disk cannot be read or written: it may be damaged"),
}


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
        reason = fault_words(error)
        raise Refusal(
            Text(f"无法读写 {path}：{reason.zh}", f"cannot read or write {path}: {reason.en}"),
            Text("请检查路径、权限和磁盘空间", "check the path, its permissions and the space on the disk"),
        ) from error


def fault_words(error: OSError) -> Text:
    """What the file system objects to; the system's own text, in whichever language it speaks, where it is rare."""
    said = error.strerror or str(error)
    return _FAULTS.get(error.errno or 0, Text(said, said))
