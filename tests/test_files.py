"""What people read when a file cannot be read or written: their own language, all of it."""

import errno

import pytest

from appkit.files import fault_words, refusing_file_faults, write_whole
from gatepass.wording import Refusal, Text

COMMON = {
    errno.ENOENT: Text("没有这个文件或文件夹", "there is no such file or folder"),
    errno.EACCES: Text("没有权限，或文件正被别的程序打开", "not permitted, or another program has it open"),
    errno.EPERM: Text("没有权限，或文件正被别的程序打开", "not permitted, or another program has it open"),
    errno.EISDIR: Text("这是文件夹，不是文件", "it is a folder, not a file"),
    errno.ENOTDIR: Text("路径中有一段不是文件夹", "a part of the path is no folder"),
    errno.EEXIST: Text("已经有同名的文件", "a file of that name is there already"),
    errno.ENOSPC: Text("磁盘满了", "the disk is full"),
    errno.ENAMETOOLONG: Text("文件名太长", "the name is too long"),
    errno.EROFS: Text("磁盘只能读，不能写", "the disk can only be read"),
    errno.EIO: Text("磁盘或U盘读写出错", "the disk cannot be read or written: it may be damaged"),
}


@pytest.mark.parametrize(("code", "words"), [pytest.param(*each, id=each[1].en) for each in COMMON.items()])
def test_a_common_fault_is_said_in_both_languages(code: int, words: Text):
    assert fault_words(OSError(code, "the system's own text")) == words


def test_a_rare_fault_keeps_the_systems_own_text():
    assert fault_words(OSError(errno.ELOOP, "Too many links")) == Text("Too many links", "Too many links")


def test_a_fault_without_a_text_still_says_something():
    assert fault_words(OSError("gone")) == Text("gone", "gone")


@pytest.mark.parametrize(
    ("name", "zh"),
    [
        pytest.param("a file/x", "路径中有一段不是文件夹", id="a file where a folder should be"),
        pytest.param("长" * 300, "文件名太长", id="a name of 900 bytes"),
    ],
)
def test_a_real_disk_refuses_in_chinese(tmp_path, name, zh):
    (tmp_path / "a file").touch()
    path = tmp_path / name
    with pytest.raises(Refusal) as refused, refusing_file_faults(path):
        path.read_bytes()
    assert refused.value.what.zh == f"无法读写 {path}：{zh}"


def test_a_folder_that_is_written_to_is_called_one(tmp_path):
    with pytest.raises(Refusal) as refused:
        write_whole(tmp_path, b"x")
    assert refused.value.what.zh.startswith(f"无法读写 {tmp_path}：")
    assert refused.value.what.zh.partition("：")[2] in {words.zh for words in COMMON.values()}
