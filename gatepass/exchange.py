"""What office and gate say to each other: the enrolment file, signed requests and their answers.

A request is signed over its method, path and content, not over a time: every request may be repeated without harm, so a
gate with a wrong clock can still reach its office.
"""

import hashlib
import re

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

from gatepass.wording import Refusal, Text

FORMAT = 1
TIME_HEADER = "Gatepass-Time"

_AUTHORIZATION = re.compile(r"Gatepass gate=([0-9a-f-]{36}) signature=([0-9a-f]{128})")


class Enrolment(Struct, frozen=True):
    """The one-use file by which a kiosk becomes a gate. Keys are raw public keys; `tag` is the community's, `token` is good once."""

    format: int
    tag: str
    office: str
    token: str
    gate: str
    name: str
    signing_key: bytes
    desk_key: bytes
    manager_key: bytes


class Introduction(Struct, frozen=True):
    """What the kiosk sends once: the token, and the Ed25519 public key by which the office will know it."""

    token: str
    key: bytes


class Received(Struct, frozen=True):
    """How far the office has all events of an epoch, and which ids it put aside to be looked at."""

    epoch: str
    upto: int
    aside: tuple[str, ...] = ()


class Denial(Struct, frozen=True):
    """A refusal as it crosses the line."""

    what: tuple[str, str]
    remedy: tuple[str, str]

    @classmethod
    def of(cls, refusal: Refusal) -> "Denial":
        """The refusal's two sentences, Chinese first."""
        return cls((refusal.what.zh, refusal.what.en), (refusal.remedy.zh, refusal.remedy.en))

    def refusal(self) -> Refusal:
        """The refusal again."""
        return Refusal(Text(*self.what), Text(*self.remedy))


def parse_enrolment(content: bytes) -> Enrolment:
    """The enrolment that a file holds; raises `Refusal` for any other file."""
    try:
        enrolment = msgspec.json.decode(content, type=Enrolment)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refusal(
            Text("这不是门岗登记文件", "this is no enrolment file"),
            Text("请在办公室用 issuer gates enrol 重新生成", "make one at the office with issuer gates enrol"),
        ) from error
    if enrolment.format != FORMAT:
        raise Refusal(
            Text("登记文件来自更新的程序版本", "the enrolment file comes from a newer version of the program"),
            Text("请先更新本终端", "update this kiosk first"),
        )
    return enrolment


def authorization(gate: str, key: bytes, method: str, path: str, content: bytes) -> str:
    """The header value that signs a request with the gate's raw Ed25519 private `key`; `path` includes the query."""
    signature = Ed25519PrivateKey.from_private_bytes(key).sign(_signed(method, path, content))
    return f"Gatepass gate={gate} signature={signature.hex()}"


def gate_named_in(header: str) -> str | None:
    """The id of the gate that a header claims to be from, unverified."""
    found = _AUTHORIZATION.fullmatch(header)
    return found[1] if found else None


def is_signed_by(public_key: bytes, header: str, method: str, path: str, content: bytes) -> bool:
    """Whether the request was signed by the holder of the gate's key."""
    found = _AUTHORIZATION.fullmatch(header)
    if not found:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(bytes.fromhex(found[2]), _signed(method, path, content))
    except InvalidSignature:
        return False
    return True


def _signed(method: str, path: str, content: bytes) -> bytes:
    return f"gatepass request\n{method}\n{path}\n{hashlib.sha256(content).hexdigest()}".encode()
