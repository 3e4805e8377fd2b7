"""The office's keys, in one file of its data folder. A private key never leaves that folder, and the manager's is locked there.

Two keys open what gates sealed: the desk's opens masked details and lies ready; the manager's opens whole ones, and
only with the passphrase.
"""

import os
import secrets
from functools import cached_property
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import Struct

from appkit.files import refusing_file_faults, write_whole
from gatepass.code import Code, code_of, community_tag
from gatepass.seal import SALT_BYTES, SHORTEST_PASSPHRASE, lock, unlock
from gatepass.wording import Refusal, Text

FILE = "keys.json"
FORMAT = 1

_UNAMBIGUOUS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 6, 4


class Keys(Struct, frozen=True, dict=True):
    """All keys, raw: Ed25519 for signing, 32 bytes for making codes, X25519 for the two seals."""

    format: int
    signing: bytes
    passes: bytes
    desk: bytes
    manager_public: bytes
    manager_locked: bytes

    @property
    def signing_public(self) -> bytes:
        """The Ed25519 public key that gates verify passbooks with."""
        return Ed25519PrivateKey.from_private_bytes(self.signing).public_key().public_bytes_raw()

    @property
    def desk_public(self) -> bytes:
        """The X25519 public key that gates seal masked details to."""
        return X25519PrivateKey.from_private_bytes(self.desk).public_key().public_bytes_raw()

    @cached_property
    def tag(self) -> str:
        """The 4 characters by which the community's codes are known."""
        return community_tag(self.signing_public)

    def manager(self, passphrase: str) -> bytes:
        """The X25519 private key that opens whole details; raises `Refusal` when the passphrase is wrong."""
        return unlock(self.manager_locked, passphrase)

    def code(self, serial: str, issue: int) -> Code:
        """The code of one issue of a pass."""
        return code_of(self.passes, self.tag, serial, issue)


def make_keys(passphrase: str) -> Keys:
    """Fresh keys; raises `Refusal` for a passphrase that is too short."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Refusal(
            Text(f"口令不足{SHORTEST_PASSPHRASE}个字符", f"the passphrase has under {SHORTEST_PASSPHRASE} characters"),
            Text("请换一个更长的", "choose a longer one"),
        )
    manager = X25519PrivateKey.generate()
    return Keys(
        format=FORMAT,
        signing=Ed25519PrivateKey.generate().private_bytes_raw(),
        passes=secrets.token_bytes(32),
        desk=X25519PrivateKey.generate().private_bytes_raw(),
        manager_public=manager.public_key().public_bytes_raw(),
        manager_locked=lock(manager.private_bytes_raw(), passphrase, os.urandom(SALT_BYTES)),
    )


def made_passphrase() -> str:
    """A passphrase of about 118 bits that can be read out and typed without mistakes."""
    groups = ("".join(secrets.choice(_UNAMBIGUOUS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
    return "-".join(groups)


def save_keys(keys: Keys, folder: Path) -> None:
    """Writes the keys so that only this user can read them."""
    write_whole(folder / FILE, msgspec.json.encode(keys))


def load_keys(folder: Path) -> Keys:
    """The keys of an office's folder; raises `Refusal` when they are damaged or cannot be read."""
    with refusing_file_faults(folder / FILE):
        content = (folder / FILE).read_bytes()
    try:
        keys = msgspec.json.decode(content, type=Keys)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _unusable("已损坏", "is damaged") from error
    if keys.format != FORMAT:
        raise _unusable("来自更新的程序版本", "comes from a newer version of the program")
    return keys


def _unusable(zh: str, en: str) -> Refusal:
    return Refusal(
        Text(f"密钥文件 {FILE} {zh}", f"the key file {FILE} {en}"),
        Text("请从备份恢复，或更新程序", "restore it from a backup, or update the program"),
    )
