"""Who is on duty at this gate: signed on with a PIN or a duty card, locked when idle, handed over with what is open.

A gate where nobody ever signed on works without: a lock must never keep a queue waiting.
"""

import hashlib
import hmac
import re
import secrets
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from msgspec import UNSET

from appkit.clocks import Clock
from appkit.tries import Tries
from gatepass.case import VisitKind
from gatepass.events import Details, ShiftOff, ShiftOn
from gatepass.passbook import Entry
from gatepass.people import Category, plain
from gatepass.wording import Refusal, Text
from kiosk.passages import identify
from kiosk.repeats import not_the_same, repeated
from kiosk.stamp import Stamp, record, stamp
from kiosk.store import Duty, Fever, HandOver, OpenVisit, Pin, Store
from kiosk.visits import sealed

IDLE = timedelta(minutes=10)
KEPT_EVERY = timedelta(minutes=1)
CARD_WITHIN = timedelta(seconds=40)
WARMING_SINCE = timedelta(hours=2)
LONGEST_NAME, LONGEST_NOTE = 20, 300
MOST_WRONG, WRONG_WITHIN = 5, timedelta(minutes=1)
_PIN = re.compile(r"[0-9]{4,8}")
_SOURCE = "page"


@dataclass(frozen=True, slots=True)
class Open:
    """What one volunteer leaves to the next: who without a pass is inside, who waits to be measured again.

    `warming` counts those who were too cold to tell.
    """

    inside: tuple[OpenVisit, ...]
    fevers: tuple[Fever, ...] = ()
    warming: int = 0

    @property
    def resting(self) -> int:
        """How many wait to be measured again."""
        return len(self.fevers) + self.warming

    def vehicles(self) -> int:
        """How many of those inside are vehicles."""
        return sum(visit.kind is VisitKind.VEHICLE for visit in self.inside)


class Shift:
    """Who is on duty, and whether the page is locked. Safe to use from several threads."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._lock = threading.RLock()
        self._tries = Tries(MOST_WRONG, WRONG_WITHIN)
        now = clock.uptime()
        left = (store.open_until() or clock()) - clock()
        # An end farther off than that was kept under another clock.
        self._locked = not timedelta(0) < left <= IDLE
        self._touched = now - IDLE + left
        self._kept: timedelta | None = self._touched
        self._card_until = now

    @property
    def duty(self) -> Duty | None:
        """Who is on duty."""
        return self._store.duty()

    @property
    def is_locked(self) -> bool:
        """Whether nobody may use the page before they signed on again: it was locked, or nobody touched it for a while."""
        with self._lock:
            return self.duty is not None and (self._locked or self._clock.uptime() - self._touched > IDLE)

    def open(self) -> Open:
        """What is open now."""
        warming = self._store.warming(self._clock() - WARMING_SINCE)
        return Open(self._store.open_visits(), self._store.fevers(), warming)

    def touch(self) -> None:
        """Somebody uses the gate."""
        with self._lock:
            if not self.is_locked:
                self._stays_open()

    def add(self, name: str, pin: str) -> None:
        """Somebody may take over this gate with a PIN; raises `Refusal` for a name that is taken, or a PIN that is none."""
        name = plain(name)
        if not 1 <= len(name) <= LONGEST_NAME:
            raise _refusal(("请写称呼", "give a name"), ("1到20个字，如 王阿姨", "1 to 20 characters"))
        if not _PIN.fullmatch(plain(pin)):
            raise _refusal(("口令要 4 到 8 位数字", "a PIN has 4 to 8 digits"), ("请重新设", "choose another"))
        if self._store.pin_of(name):
            raise _refusal(
                (f"已有“{name}”", f"there is “{name}” already"),
                (
                    f"是您就点上面的“{name}”输口令；不是就换一个称呼",
                    f"if that is you, press “{name}” above and type your PIN; else choose another name",
                ),
            )
        salt = secrets.token_bytes(16)
        self._store.add_volunteer(name, Pin(salt, _digest(pin, salt)))

    def sign_on(self, name: str, pin: str, request: str | None) -> None:
        """Somebody takes over the gate; who was on duty is signed off. Raises `Refusal` for a wrong PIN, and after too many of them."""
        with self._lock:
            self._check(name, pin)
            self._take_over(name, request)

    def join(self, name: str, pin: str, request: str | None) -> None:
        """Somebody new takes over the gate; raises `Refusal` as `add` does. A request that comes again is done already."""
        with self._lock:
            if not self._is_done(request, ShiftOn, name):
                self.add(name, pin)
                self._take_over(plain(name), request)

    def unlock(self, pin: str) -> None:
        """Whoever is on duty goes on; raises `Refusal` as `sign_on` does."""
        with self._lock:
            duty = self.duty
            if duty:
                self._check(duty.name, pin)
            self._go_on()

    def lock(self) -> None:
        """Nobody uses the page before they signed on again."""
        with self._lock:
            self._locked = True
            self._store.keep_open(None)

    def sign_off(self, note: str, request: str | None) -> None:
        """Whoever is on duty hands over, with a note for the next; raises `Refusal` where nobody is."""
        with self._lock:
            if self._is_done(request, ShiftOff):
                return
            duty = self.duty
            if duty is None:
                raise _refusal(("没有人在值班", "nobody is on duty"), ("请先签到", "sign on first"))
            self._end(duty, plain(note)[:LONGEST_NOTE], stamp(self._store, self._clock()), request)

    def await_card(self) -> None:
        """The next card that is held up is a duty card, within a while."""
        with self._lock:
            self._card_until = self._clock.uptime() + CARD_WITHIN

    def call_off_card(self) -> None:
        """No duty card is waited for any more."""
        with self._lock:
            self._card_until = self._clock.uptime()

    @property
    def awaits_card(self) -> bool:
        """Whether a duty card is waited for now."""
        with self._lock:
            return self._clock.uptime() < self._card_until

    def wants(self, text: str) -> bool:
        """Whether a code that is held up is a duty card that is waited for, or unlocks the page."""
        return self._wanted(text) is not None

    def takes(self, text: str) -> bool:
        """Somebody takes over with a duty card; False where the code is none, or none is wanted."""
        with self._lock:
            name = self._wanted(text)
            if name is None:
                return False
            duty = self.duty
            if duty and duty.name == name:
                self._go_on()
            else:
                self._take_over(name, None)
            return True

    def _wanted(self, text: str) -> str | None:
        return self._staff(text) if self.awaits_card or self.is_locked else None

    def _staff(self, text: str) -> str | None:
        """The name on a good duty card; None for every other code, one that cannot be read through too."""
        try:
            found = identify(self._store, text)
        except Refusal:
            return None
        today = stamp(self._store, self._clock()).at.date()
        good = isinstance(found.presented, Entry) and found.presented.is_good_on(today)
        return found.row.name if good and found.row and found.row.category is Category.STAFF else None

    def _check(self, name: str, pin: str) -> None:
        kept, now = self._store.pin_of(plain(name)), self._clock.uptime()
        wait = self._tries.wait(_SOURCE, "", now)
        if wait:
            raise _refusal(
                ("口令错得太多", "too many wrong PINs"), (f"请过{wait}秒再试", f"try again in {wait} seconds")
            )
        if kept is None or not hmac.compare_digest(kept.digest, _digest(pin, kept.salt)):
            self._tries.note(_SOURCE, "", is_right=False, now=now)
            raise _refusal(
                ("口令不对", "that is not the PIN"), ("请再试，或用工作证签到", "try again, or use a duty card")
            )

    def _is_done(self, request: str | None, kind: type[ShiftOn | ShiftOff], name: str = "") -> bool:
        """Whether this request was recorded already, and its answer was lost; raises `Refusal` where it was something else."""
        with self._store.writing() as ledger:
            done, duty = repeated(ledger, request, lambda body: isinstance(body, kind)), self.duty
        if done and name and duty and duty.shift == done.id and duty.name != name:
            raise not_the_same()
        return done is not None

    def _take_over(self, name: str, request: str | None) -> None:
        if self._is_done(request, ShiftOn, name):
            return
        moment, duty = stamp(self._store, self._clock()), self.duty
        if duty:
            self._end(duty, "", moment, None)
        seals = sealed(Details(name=name), moment)
        with self._store.writing() as ledger:
            event = record(ledger, ShiftOn(seals.masked, seals.whole), moment, request)
            ledger.begin_duty(Duty(event.id, name, moment.at))
        self._go_on()

    def _end(self, duty: Duty, note: str, moment: Stamp, request: str | None) -> None:
        left, seals = self.open(), sealed(Details(name=duty.name, purpose=note), moment)
        with self._store.writing() as ledger:
            fevers = tuple(fever.id for fever in left.fevers) or UNSET
            body = ShiftOff(duty.shift, len(left.inside), left.resting, seals.masked, seals.whole, fevers)
            record(ledger, body, moment, request)
            ledger.end_duty(HandOver(duty.name, moment.at, note))
        self._go_on()

    def _go_on(self) -> None:
        self._locked, self._kept = False, None
        self._stays_open()
        self.call_off_card()

    def _stays_open(self) -> None:
        """From now on for a while; kept on disk now and then, since a gate without power must be locked where it was."""
        self._touched = now = self._clock.uptime()
        if self._kept is None or now - self._kept >= KEPT_EVERY:
            # A full disk locks nobody out: after a restart the PIN is asked for.
            with suppress(Refusal):
                self._store.keep_open(self._clock() + IDLE)
                self._kept = now


def _digest(pin: str, salt: bytes) -> bytes:
    """Slow on purpose (some 50 ms): a PIN is short."""
    return hashlib.scrypt(plain(pin).encode(), salt=salt, n=2**14, r=8, p=1)


def _refusal(what: tuple[str, str], remedy: tuple[str, str]) -> Refusal:
    return Refusal(Text(*what), Text(*remedy))
