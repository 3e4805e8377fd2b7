"""Pictures with their names, out of a folder or a ZIP. It opens no picture: each is read when it is its turn."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from appkit.files import refusing_file_faults
from gatepass.wording import Refusal, Text

LARGEST_FILE = 32 * 1024 * 1024
MOST_FILES = 20_000
_NOT_PICTURES = {"thumbs.db", "desktop.ini", "__macosx"}
_UTF_8_NAME, _LOCKED = 0x800, 0x1


@dataclass(frozen=True, slots=True)
class Picture:
    """A file by its path below the folder (`12号/302 王小明.jpg`); `read` gives its content, and raises `Refusal`."""

    name: str
    read: Callable[[], bytes]


def folder_album(folder: Path) -> tuple[Picture, ...]:
    """The files of a folder and of those in it, by name; raises `Refusal` for what is no folder or has none."""
    if not folder.is_dir():
        raise Refusal(
            Text(f"{folder} 不是文件夹", f"{folder} is no folder"),
            Text("请给放照片的文件夹", "give the folder with the pictures"),
        )
    with refusing_file_faults(folder):
        files = sorted(path for path in folder.rglob("*") if path.is_file())
    found = ((path.relative_to(folder).as_posix(), path) for path in files)
    return _album(tuple(Picture(name, partial(_file, path)) for name, path in found if may_be_picture(name)))


def zip_album(archive: ZipFile) -> tuple[Picture, ...]:
    """The files of an open ZIP, by name; raises `Refusal` where there are none, or far too many."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    named = sorted((_name(info), number, info) for number, info in enumerate(infos))
    return _album(
        tuple(Picture(name, partial(_unpacked, archive, info)) for name, _, info in named if may_be_picture(name))
    )


def opened_zip(path: Path) -> ZipFile:
    """A ZIP; raises `Refusal` for what is none."""
    try:
        with refusing_file_faults(path):
            return ZipFile(path)
    except (BadZipFile, ValueError, NotImplementedError) as fault:
        raise Refusal(
            Text("不是 ZIP 压缩包，或已损坏", "this is no ZIP, or it is damaged"),
            Text("请重新压缩成 .zip 再选", "pack it again as .zip"),
        ) from fault


def too_large_a_file() -> Refusal:
    """The refusal of a file that no camera makes."""
    megabytes = LARGEST_FILE // 1024 // 1024
    return Refusal(
        Text(f"超过{megabytes}MB", f"is larger than {megabytes} MB"), Text("请缩小后再选", "make it smaller")
    )


def _album(pictures: tuple[Picture, ...]) -> tuple[Picture, ...]:
    if not pictures:
        raise Refusal(Text("里面没有照片", "there are no pictures in it"), Text("请换一个", "choose another"))
    if len(pictures) > MOST_FILES:
        raise Refusal(
            Text(f"里面有{len(pictures)}个文件", f"there are {len(pictures)} files in it"),
            Text(f"请分几次，每次不超过{MOST_FILES}个", f"take up to {MOST_FILES} at a time"),
        )
    return pictures


def may_be_picture(name: str) -> bool:
    """Whether a file is worth a look: systems leave files of their own in folders and in ZIPs."""
    parts = PurePosixPath(name).parts
    return not any(part.startswith(".") or part.casefold() in _NOT_PICTURES for part in parts)


def _file(path: Path) -> bytes:
    with refusing_file_faults(path):
        if path.stat().st_size > LARGEST_FILE:
            raise too_large_a_file()
        return path.read_bytes()


def _unpacked(archive: ZipFile, info: ZipInfo) -> bytes:
    if info.flag_bits & _LOCKED:
        raise Refusal(Text("有密码", "is locked by a password"), Text("请去掉密码再压缩", "pack it without one"))
    if info.file_size > LARGEST_FILE:
        raise too_large_a_file()
    try:
        with archive.open(info) as packed:
            content = packed.read(LARGEST_FILE + 1)
    except Exception as fault:  # zipfile raises what zlib, lzma and struct raise, and its own
        raise Refusal(Text("在压缩包里已损坏", "is damaged in the ZIP"), Text("请重新压缩", "pack it again")) from fault
    if len(content) > LARGEST_FILE:
        raise too_large_a_file()
    return content


def _name(info: ZipInfo) -> str:
    """The name as it was given: Chinese Windows packs names in GBK, which `zipfile` takes for a code page of 1981."""
    if info.flag_bits & _UTF_8_NAME:
        return info.filename
    try:
        written = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
