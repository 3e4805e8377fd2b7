"""The secret text in a pass's QR: 29 characters that name nobody and that only the office can make.

`G` · 4 characters of community tag · 22 characters (110 bits) of HMAC-SHA256 · 2 check characters. The check
characters are those of a Reed-Solomon code over GF(32), so any one or two wrong characters are always noticed: a
misread code is never taken for a forged one.
"""

import base64
import hashlib
import hmac
from enum import StrEnum
from functools import reduce

from gatepass.people import plain

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
LENGTH = 29
FORMAT = "G"

MOST_AROUND = 12

_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_LOOKALIKES = str.maketrans({"0": "O", "1": "I", "8": "B"})
_MOST_STRAY_CHARACTERS = 2


class CodeFault(StrEnum):
    """Why a text is no code of this community."""

    NOT_A_PASS = "not_a_pass"
    MISREAD = "misread"
    OTHER_COMMUNITY = "other_community"


class Code(str):
    """A text whose form, check characters and community tag are right; whether it was ever issued, only a passbook knows."""

    __slots__ = ()

    @property
    def lookup(self) -> str:
        """What a passbook files the pass under: 16 bytes of SHA-256 of the code, in hex."""
        return hashlib.sha256(self.encode()).digest()[:16].hex()


def community_tag(signing_key: bytes) -> str:
    """The 4 characters (20 bits of SHA-256) by which an office's codes are known; `signing_key` is its raw public key."""
    return _base32(hashlib.sha256(signing_key).digest(), 4)


def code_of(pass_key: bytes, tag: str, serial: str, issue: int) -> Code:
    """The code of one issue of a pass. The office can make it again at any time, so it is stored nowhere."""
    secret = hmac.digest(pass_key, f"gatepass code\0{serial}\0{issue}".encode(), "sha256")
    body = FORMAT + tag + _base32(secret, 22)
    return Code(body + _check(body))


def read_code(text: str, tag: str) -> Code | CodeFault:
    """What a scanned or typed text is. Case, spaces, hyphens and full-width forms do not matter."""
    tidy = _tidy(text)
    stray = sum(character not in _VALUE for character in tidy)
    if abs(len(tidy) - LENGTH) > 1 or stray > _MOST_STRAY_CHARACTERS:
        return CodeFault.NOT_A_PASS
    if len(tidy) != LENGTH or stray or tidy[-2:] != _check(tidy[:-2]):
        return CodeFault.MISREAD
    if tidy[0] != FORMAT:
        return CodeFault.NOT_A_PASS
    return Code(tidy) if tidy[1:5] == tag else CodeFault.OTHER_COMMUNITY


def code_within(typed: str) -> str:
    """The code in what a hand scanner typed: it may have been told to put a few characters before and behind each.

    Only its form and its check characters say that it is one. The text as it is where there is none, or more than one.
    """
    tidy = _tidy(typed)
    windows = range(max(0, len(tidy) - LENGTH - MOST_AROUND), min(MOST_AROUND, len(tidy) - LENGTH) + 1)
    found = {tidy[begin : begin + LENGTH] for begin in windows if _is_formed(tidy[begin : begin + LENGTH])}
    return found.pop() if len(found) == 1 else typed


def _tidy(text: str) -> str:
    return plain(text).upper().replace(" ", "").replace("-", "").translate(_LOOKALIKES)


def _is_formed(text: str) -> bool:
    return text[0] == FORMAT and _VALUE.keys() >= set(text) and text[-2:] == _check(text[:-2])


def _base32(digest: bytes, characters: int) -> str:
    return base64.b32encode(digest).decode()[:characters]


def _multiply(a: int, b: int) -> int:
    """Product in GF(32) with x⁵ + x² + 1."""
    product = 0
    for bit in range(5):
        if b >> bit & 1:
            product ^= a << bit
    for bit in range(8, 4, -1):
        if product >> bit & 1:
            product ^= 0b100101 << (bit - 5)
    return product


_TIMES_2 = tuple(_multiply(2, value) for value in range(32))
_TIMES_4 = tuple(_multiply(4, value) for value in range(32))
_TIMES_6 = tuple(_multiply(6, value) for value in range(32))


def _check(body: str) -> str:
    """The remainder of body·x² by (x + 2)(x + 4) = x² + 6x + 8: two characters."""

    def step(remainder: tuple[int, int], character: str) -> tuple[int, int]:
        high, low = remainder
        factor = high ^ _VALUE[character]
        return low ^ _TIMES_6[factor], _TIMES_2[_TIMES_4[factor]]

    high, low = reduce(step, body, (0, 0))
    return ALPHABET[high] + ALPHABET[low]
