"""Phones that scan for this gate: invited by the QR code on its page, known by a token of their own, each with a lane of its own.

The gate keeps the digest of a token, never the token; an invitation is good for one phone and for some minutes.
"""

import secrets
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from appkit.certificates import own_address
from appkit.clocks import Clock
from appkit.tries import Tries
from gatepass.wording import Refusal, Text
from kiosk.known import Known
from kiosk.lanes import Lane
from kiosk.store import Phone, Store

PORT = 8743
PAGE = "/scanner"
INVITED_FOR = timedelta(minutes=5)
WRONG_TRIES, WITHIN = 10, timedelta(minutes=1)
SEEN_IS_KEPT_EVERY = timedelta(minutes=1)
MOST_PHONES = 12
LONGEST_NAME = 40
SHORTEST_TOKEN, LONGEST_TOKEN = 32, 128


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the QR code lets one phone do until that uptime of `appkit.clocks`."""

    secret: str
    until: timedelta


class Phones:
    """The phones of one gate, and the lanes of those that were heard since it started."""

    def __init__(self, store: Store, clock: Clock, port: int = PORT, known: Known | None = None) -> None:
        """`known` is whom the gate itself knows of those who rest."""
        self._known = known
        self._store, self._clock, self._port = store, clock, port
        self._lock, self._turn = threading.Lock(), threading.Lock()
        self._lanes: dict[int, Lane] = {}
        self._heard: dict[int, timedelta] = {}
        self._invitation: Invitation | None = None
        self._tries = Tries(WRONG_TRIES, WITHIN)

    def link(self, invitation: Invitation) -> str:
        """What the QR code says: the secret stands in the fragment, which browsers never send."""
        return f"https://{own_address()}:{self._port}{PAGE}#{invitation.secret}"

    def invite(self) -> Invitation:
        """An invitation; the one before it is good no longer."""
        with self._lock:
            self._invitation = Invitation(secrets.token_urlsafe(16), self._clock.uptime() + INVITED_FOR)
            return self._invitation

    def invitation(self) -> Invitation | None:
        """The invitation that a phone could still take."""
        with self._lock:
            return self._open()

    def withdraw(self) -> None:
        """Nobody is invited any more."""
        with self._lock:
            self._invitation = None

    def pair(self, source: str, secret: str, token: str, name: str) -> None:
        """A phone takes the invitation, for good; raises `Refusal`. Sent twice by the same phone, it is still one."""
        if not SHORTEST_TOKEN <= len(token) <= LONGEST_TOKEN:
            raise _stale()
        with self._lock:
            now, digest = self._clock.uptime(), digest_of(token)
            if self._store.phone(digest):
                return
            if self._tries.wait(source, digest_of(secret), now):
                raise _too_often()
            invited = self._open()
            is_right = invited is not None and compare_digest(invited.secret.encode(), secret.encode())
            self._tries.note(source, digest_of(secret), is_right, now)
            if not is_right:
                raise _stale()
            if len(self._store.phones()) >= MOST_PHONES:
                raise _too_many()
            self._store.add_phone(digest, " ".join(name.split())[:LONGEST_NAME], self._clock())
            self._invitation = None

    def lane(self, token: str) -> Lane | None:
        """The lane of the phone with this token, None where this gate does not know it (any more)."""
        phone = self._store.phone(digest_of(token))
        if phone is None:
            return None
        self._note(phone)
        with self._lock:
            if phone.number not in self._lanes:
                self._lanes[phone.number] = Lane(self._store, self._clock, self._turn, self._known)
            return self._lanes[phone.number]

    def listed(self) -> tuple[Phone, ...]:
        """All phones, with the time at which each was last heard."""
        return tuple(replace(each, seen=self._last_heard(each)) for each in self._store.phones())

    def remove(self, number: int) -> None:
        """A phone scans here no longer; it is told so when it asks next. Who is in its lane is let go of."""
        with self._lock:
            self._store.remove_phone(number)
            self._lanes.pop(number, None)
            self._heard.pop(number, None)

    def _open(self) -> Invitation | None:
        invited = self._invitation
        return invited if invited and self._clock.uptime() < invited.until else None

    def _note(self, phone: Phone) -> None:
        """Disks are slow and phones ask ten times a second: the file learns of it once in a while."""
        self._heard[phone.number], now = self._clock.uptime(), self._clock()
        if not timedelta(0) <= now - phone.seen < SEEN_IS_KEPT_EVERY:
            self._store.note_phone(phone.number, now)

    def _last_heard(self, phone: Phone) -> datetime:
        """By the clock as it is now, whatever it was then; from the file where it was not heard since the gate runs."""
        heard = self._heard.get(phone.number)
        return phone.seen if heard is None else self._clock() - (self._clock.uptime() - heard)


def digest_of(secret: str) -> str:
    """What the gate keeps of a token."""
    return sha256(secret.encode()).hexdigest()


def _stale() -> Refusal:
    return Refusal(
        Text("这个二维码已用过或已过期", "this code was used already or is too old"),
        Text(
            "请在门岗页面点“手机当扫码器”，扫新的二维码",
            "press “Phone as scanner” on the gate's page and scan the new code",
        ),
    )


def _too_often() -> Refusal:
    return Refusal(
        Text("错误的二维码试得太多", "wrong codes were tried too often"),
        Text("请等一分钟再扫", "wait a minute and scan again"),
    )


def _too_many() -> Refusal:
    return Refusal(
        Text(f"已经配了{MOST_PHONES}部手机", f"{MOST_PHONES} phones are paired already"),
        Text("请先在门岗页面移除不用的手机", "remove one that is not in use on the gate's page first"),
    )
