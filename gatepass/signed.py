"""A text with its signature: 128 hex digits of Ed25519, a line feed, the text. It does not know what a text says."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def sign(text: bytes, signing_key: bytes, about: bytes = b"") -> bytes:
    """The text behind its signature by a raw Ed25519 private key, which is over `about` too: what both sides know and is not sent."""
    signature = Ed25519PrivateKey.from_private_bytes(signing_key).sign(about + text)
    return signature.hex().encode() + b"\n" + text


def verified(signed: bytes, public_key: bytes, about: bytes = b"") -> bytes:
    """The text, when it and `about` were signed with this raw Ed25519 public key's other half; raises `InvalidSignature` otherwise."""
    signature, _, text = signed.partition(b"\n")
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(bytes.fromhex(signature.decode()), about + text)
    except ValueError as error:
        raise InvalidSignature from error
    return text
