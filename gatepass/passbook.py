"""The passbook: the signed, numbered and dated list of passes that a gate holds, and that names nobody.

On the wire it is two things: a small signed head, made anew at every request, and a body that the head's digest names.
A head is verified before anything in it is believed (as in The Update Framework's timestamp role).
"""

import hashlib
from datetime import date, datetime

import msgspec
from cryptography.exceptions import InvalidSignature
from msgspec import UNSET, Struct, UnsetType

from gatepass.code import Code
from gatepass.covenant import Covenant
from gatepass.kinds import Mark
from gatepass.looks import Look
from gatepass.passes import Status
from gatepass.people import Category
from gatepass.seal import open_row, seal_row
from gatepass.signed import sign, verified
from gatepass.wording import Refusal, Text

FORMAT = 1


class Entry(Struct, frozen=True):
    """One issue of one pass as a gate knows it. `household` is a pseudonym; `row` opens with the code alone.

    `pass_class` is the key of its class; `marks` are the lists that its holder is on.
    """

    lookup: str
    status: Status
    since: date
    until: date | None
    household: str
    row: bytes
    pass_class: str | UnsetType = UNSET
    marks: tuple[Mark, ...] | UnsetType = UNSET

    def is_good_on(self, day: date) -> bool:
        """Whether the pass is valid on a local day, neither before its first nor after its last."""
        return self.status is Status.VALID and self.since <= day <= (self.until or date.max)

    @property
    def class_key(self) -> str:
        """The key of its class, empty where the office gave none."""
        return "" if self.pass_class is UNSET else self.pass_class

    @property
    def listed(self) -> tuple[Mark, ...]:
        """The lists that its holder is on."""
        return () if self.marks is UNSET else self.marks


class Row(Struct, frozen=True, array_like=True):
    """What the volunteer sees of the holder; a car's `name` is its plate. `look` is the class of the pass, `photo` a small WebP."""

    door: str
    name: str
    category: Category
    serial: str
    look: Look | None = None
    photo: bytes | None = None


class Passbook(Struct, frozen=True, omit_defaults=True):
    """All that a gate needs to judge by itself. `stamp` is what every card of the current generation bears.

    `to_come` are the covenants that were adopted for a time to come, each with its begin; a gate of an older program passes over them.
    """

    community: str
    english: str
    tag: str
    zone: str
    covenant: Covenant
    doors: tuple[str, ...]
    entries: tuple[Entry, ...]
    stamp: Look | None = None
    to_come: tuple[Covenant, ...] | UnsetType = UNSET

    @property
    def covenants(self) -> tuple[Covenant, ...]:
        """The one in force when it was made, then those to come."""
        return (self.covenant, *(() if self.to_come is UNSET else self.to_come))


class Head(Struct, frozen=True):
    """What the office signs: which body is the current one, and when it said so. `number` only grows."""

    format: int
    tag: str
    number: int
    digest: str
    dated: datetime


def encode_row(code: Code, row: Row) -> bytes:
    """The holder's row, readable with `code` alone."""
    told: list[object] = msgspec.to_builtins(row)
    while told[-1] is None:  # so that a row without what came later keeps its bytes
        told.pop()
    return seal_row(code, msgspec.json.encode(told))


def decode_row(code: Code, entry: Entry) -> Row:
    """The holder's row, opened with the code that was just presented; raises `Refusal` when it was changed, or is of a newer office."""
    try:
        return msgspec.json.decode(open_row(code, entry.row), type=Row)
    except msgspec.DecodeError as error:
        raise Refusal(
            Text("这张证的内容来自更新的程序版本", "this pass's details come from a newer version of the program"),
            Text("请告知办公室，并升级本终端", "tell the office, and update this gate"),
        ) from error


def encode_passbook(passbook: Passbook) -> bytes:
    """The body: the same passbook always gives the same bytes."""
    return msgspec.json.encode(passbook, order="sorted")


def head_of(body: bytes, tag: str, number: int, dated: datetime) -> Head:
    """The head that names `body` (UTF-8 JSON) as passbook `number`."""
    return Head(FORMAT, tag, number, hashlib.sha256(body).hexdigest(), dated)


def sign_head(head: Head, signing_key: bytes) -> bytes:
    """The head as it is sent: 128 hex digits of Ed25519 signature, a line feed, JSON."""
    return sign(msgspec.json.encode(head, order="sorted"), signing_key)


def verify_head(signed: bytes, public_key: bytes) -> Head:
    """The head, when the office with this Ed25519 key signed it; raises `Refusal` otherwise."""
    try:
        text = verified(signed, public_key)
    except InvalidSignature as error:
        raise rejected("签名不对", "its signature is not the office's") from error
    try:
        head = msgspec.json.decode(text, type=Head)
    except msgspec.DecodeError as error:
        raise _newer() from error
    if head.format != FORMAT:
        raise _newer()
    return head


def read_body(head: Head, body: bytes) -> Passbook:
    """The passbook, when `body` is the one its verified head names; raises `Refusal` otherwise."""
    if hashlib.sha256(body).hexdigest() != head.digest:
        raise rejected("内容与证册头不符", "its content is not what its head names")
    try:
        passbook = msgspec.json.decode(body, type=Passbook)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _newer() from error
    if any(covenant.is_newer for covenant in passbook.covenants):
        raise _newer()
    if passbook.tag != head.tag:
        raise rejected("属于别的小区", "it is another community's")
    return passbook


class PassbookRefused(Refusal):
    """A passbook that cannot be used; the gate goes on with the one it has."""


def _newer() -> PassbookRefused:
    return rejected("来自更新的程序版本", "it comes from a newer version of the program")


def rejected(zh: str, en: str) -> PassbookRefused:
    """The refusal of a passbook, and why."""
    return PassbookRefused(
        Text(f"收到的证册不能用：{zh}", f"the passbook received cannot be used: {en}"),
        Text("本终端继续用手头的证册，请告知办公室", "this gate goes on with the one it has; tell the office"),
    )
