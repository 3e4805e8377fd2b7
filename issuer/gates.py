"""The gates of an office: enrolling, and admitting the kiosk that comes back with the file. It keeps no token in the clear."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from gatepass.exchange import FORMAT, Enrolment, Introduction, gate_named_in, is_signed_by
from gatepass.people import plain
from gatepass.wording import Refusal, Text
from issuer.keys import Keys
from issuer.store import Gate, Store, Writing

DEFAULT_URL = "http://127.0.0.1:8600"
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Application:
    """Which gate is to be enrolled, where its kiosk finds the office, and whether it may take another kiosk's place."""

    name: str
    url: str | None = None
    again: bool = False


def enrol(store: Store, keys: Keys, application: Application, at: datetime) -> Enrolment:
    """A one-use enrolment for a gate; an unused one made before for it is void from then on.

    Raises `Refusal` for a gate that has its kiosk already, unless it is to be enrolled again.
    """
    token = secrets.token_urlsafe(24)
    with store.writing() as writing:
        gate = _gate_to_enrol(store, writing, _gate_name(application.name), application.again)
        writing.replace_token(gate.id, _digest(token), at)
    return Enrolment(
        format=FORMAT,
        tag=keys.tag,
        office=(application.url or store.served_at() or DEFAULT_URL).rstrip("/"),
        token=token,
        gate=gate.id,
        name=gate.name,
        signing_key=keys.signing_public,
        desk_key=keys.desk_public,
        manager_key=keys.manager_public,
    )


def admit(store: Store, introduction: Introduction, at: datetime) -> Gate:
    """The gate that a kiosk becomes; the same introduction may come again, since an answer can be lost. Raises `Refusal`."""
    _refuse_no_key(introduction.key)
    digest = _digest(introduction.token)
    with store.writing() as writing:
        token = store.token(digest)
        if token is None:
            raise _void("登记文件无效或已作废", "the enrolment file is not valid, or void")
        if token.key not in (None, introduction.key):
            raise _void("登记文件已被别的终端用过", "the enrolment file was already used by another kiosk")
        if token.key is None:
            writing.use_token(digest, introduction.key, at)
        gate = store.gate(token.gate)
    if gate is None or gate.revoked or gate.key != introduction.key:
        raise _void("这个大门后来已重新登记或停用", "the gate was enrolled again or revoked since")
    return gate


def revoke(store: Store, name: str, at: datetime) -> Gate:
    """Listens to a gate's kiosk no longer, e.g. a stolen one; `enrol` with `again` takes the gate back. Raises `Refusal`."""
    with store.writing() as writing:
        gate = store.gate_named(_gate_name(name))
        if gate is None:
            raise Refusal(
                Text(f"没有叫“{name}”的大门", f"there is no gate called “{name}”"),
                Text("请用 gates list 核对", "compare with gates list"),
            )
        writing.revoke_gate(gate.id, at)
    return gate


def who_signed(store: Store, header: str, method: str, path: str, content: bytes) -> Gate:
    """The gate that a request comes from; raises `Refusal` for one that is unknown, revoked, or signed by another key."""
    named = gate_named_in(header)
    gate = store.gate(named) if named else None
    if gate is None or gate.key is None:
        raise _stranger("办公室不认识这个大门", "the office does not know this gate")
    if gate.revoked:
        raise _stranger("这个大门已停用", "this gate was revoked")
    if not is_signed_by(gate.key, header, method, path, content):
        raise _stranger("请求的签名不对", "the request's signature is not right")
    return gate


def _gate_to_enrol(store: Store, writing: Writing, name: str, again: bool) -> Gate:
    gate = store.gate_named(name)
    if gate is None:
        gate = Gate(str(uuid4()), name, None, None, revoked=False)
        writing.add_gate(gate.id, gate.name)
    elif gate.key and not again:
        raise Refusal(
            Text(f"大门“{name}”已经登记过", f"the gate “{name}” is enrolled already"),
            Text(
                "换了电脑请加 --again；另一个大门请换个名字",
                "add --again for a new PC at the same gate; give another gate another name",
            ),
        )
    return gate


def _gate_name(text: str) -> str:
    name = plain(text)
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise Refusal(
            Text(f"“{name[:LONGEST_NAME]}”不能作大门名", f"“{name[:LONGEST_NAME]}” cannot name a gate"),
            Text(f"请写1到{LONGEST_NAME}个字", f"write 1 to {LONGEST_NAME} characters"),
        )
    return name


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _refuse_no_key(key: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key)
    except ValueError as error:
        raise _void("终端的公钥不对", "the kiosk's public key is not one") from error


def _void(zh: str, en: str) -> Refusal:
    remedy = Text(
        "请在办公室用 issuer gates enrol 重新生成登记文件", "make a new file at the office with issuer gates enrol"
    )
    return Refusal(Text(zh, en), remedy)


def _stranger(zh: str, en: str) -> Refusal:
    return Refusal(Text(zh, en), Text("请用新的登记文件重新登记本终端", "enrol this kiosk again with a new file"))
