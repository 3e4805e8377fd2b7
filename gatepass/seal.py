"""What may be read by whom: sealed to the office (HPKE, RFC 9180), locked by a passphrase, or opened by a code.

A gate holds public keys only, so it writes what it cannot read again.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESSIV, ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gatepass.code import Code
from gatepass.wording import Refusal, Text

SALT_BYTES = 16
SHORTEST_PASSPHRASE = 8

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_PURPOSE = b"gatepass seal 1"
_NONCE = bytes(12)
_PADDING = 64


def seal(public_key: bytes, plain: bytes) -> bytes:
    """`plain` encrypted to the holder of the X25519 `public_key` (32 raw bytes)."""
    return _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(public_key), _PURPOSE)


def unseal(private_key: bytes, sealed: bytes) -> bytes:
    """What `seal` encrypted; raises `Refusal` when the key is another one or the bytes were changed."""
    try:
        return _SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private_key), _PURPOSE)
    except (InvalidTag, ValueError) as error:
        raise Refusal(
            Text("密封内容打不开", "a sealed field cannot be opened"),
            Text("它不是封给本办公室的，或已损坏", "it was sealed to another office, or is damaged"),
        ) from error


def lock(private_key: bytes, passphrase: str, salt: bytes) -> bytes:
    """A private key that only `passphrase` gives back; `salt` is `SALT_BYTES` fresh random bytes."""
    return salt + ChaCha20Poly1305(_passphrase_key(passphrase, salt)).encrypt(_NONCE, private_key, _PURPOSE)


def unlock(locked: bytes, passphrase: str) -> bytes:
    """The private key that `lock` put away; raises `Refusal` when the passphrase is wrong."""
    salt, body = locked[:SALT_BYTES], locked[SALT_BYTES:]
    try:
        return ChaCha20Poly1305(_passphrase_key(passphrase, salt)).decrypt(_NONCE, body, _PURPOSE)
    except (InvalidTag, ValueError) as error:
        raise Refusal(
            Text("口令不对", "the passphrase is wrong"),
            Text("请用初始化时记下的经理口令", "use the manager's passphrase noted at init"),
        ) from error


def seal_row(code: Code, row: bytes) -> bytes:
    """A passbook row that only somebody who holds `code` can read; the same row always gives the same bytes."""
    padded = row.ljust(-(-len(row) // _PADDING) * _PADDING)
    return _row_cipher(code).encrypt(padded, None)


def open_row(code: Code, sealed: bytes) -> bytes:
    """The row (with trailing blanks) that `seal_row` encrypted; raises `Refusal` when it was changed."""
    try:
        return _row_cipher(code).decrypt(sealed, None)
    except InvalidTag as error:
        raise Refusal(
            Text("证册这一行已损坏", "this row of the passbook is damaged"),
            Text("请同步证册", "synchronise the passbook"),
        ) from error


def _passphrase_key(passphrase: str, salt: bytes) -> bytes:
    """Argon2id with RFC 9106's second recommended setting (64 MiB, 3 passes, 4 lanes)."""
    return Argon2id(salt=salt, length=32, iterations=3, lanes=4, memory_cost=64 * 1024).derive(passphrase.encode())


def _row_cipher(code: Code) -> AESSIV:
    return AESSIV(HKDF(hashes.SHA256(), 64, salt=None, info=b"gatepass row 1").derive(code.encode()))
