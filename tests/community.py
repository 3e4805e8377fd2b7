"""A whole small community made from the pure core: keys, a passbook with every kind of pass, an enrolled gate on disk."""

import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import uuid4

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import UNSET

from appkit.assets import asset
from gatepass.code import Code, code_of, community_tag
from gatepass.covenant import Covenant, parse_covenant
from gatepass.passbook import Entry, Passbook, Row, encode_passbook, encode_row, head_of
from gatepass.passes import Status, serial_of
from gatepass.people import Category
from kiosk.store import Gate, Store
from tests.templates import place_for

MORNING = datetime(2020, 2, 10, 0, 30, tzinfo=UTC)  # 08:30 in Shanghai
PASS_KEY = bytes(range(32))
DOORS = ("1号101室", "12号302室")


@dataclass
class Clock:
    """A clock that is set by hand."""

    now: datetime = MORNING
    up: timedelta = timedelta()

    def __call__(self) -> datetime:
        return self.now

    def uptime(self) -> timedelta:
        return self.up

    def on(self, **time: float) -> None:
        """Time goes on."""
        self.up += timedelta(**time)
        self.step(timedelta(**time))

    def step(self, by: timedelta) -> None:
        """Somebody sets the clock; no time passes."""
        self.now += by


@dataclass(frozen=True)
class Holder:
    """A resident of the sample passbook."""

    serial: str
    door: str
    name: str
    status: Status = Status.VALID
    since: date = date(2020, 2, 1)
    until: date | None = date(2020, 12, 31)


HOLDERS = {
    "wang": Holder("000017", "12号302室", "王小㛃"),
    "li": Holder("000024", "1号101室", "李<b>明"),
    "revoked": Holder("000031", "1号101室", "赵甲", Status.REVOKED),
    "replaced": Holder("000048", "1号101室", "钱乙", Status.REPLACED),
    "expired": Holder("000055", "1号101室", "孙丙", until=date(2020, 2, 9)),
    "early": Holder("000062", "1号101室", "周丁", since=date(2020, 3, 1)),
    "spare": Holder("000079", "", "", Status.SPARE),
}


@cache
def _new_gate() -> Path:
    """The folder of a gate that is enrolled nowhere."""
    folder = place_for("gate")
    Store(folder).close()
    return folder


@dataclass
class Community:
    """Keys and passbook of one office."""

    signing: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    desk: X25519PrivateKey = field(default_factory=X25519PrivateKey.generate)
    manager: X25519PrivateKey = field(default_factory=X25519PrivateKey.generate)
    covenant_name: str = "easier-phase"

    @property
    def tag(self) -> str:
        return community_tag(self.signing.public_key().public_bytes_raw())

    def code(self, who: str) -> Code:
        return code_of(PASS_KEY, self.tag, HOLDERS[who].serial, 1)

    def covenant(self) -> Covenant:
        """The ready-made one, but for the seconds between two readings: a clock that is set by hand stands still."""
        covenant = parse_covenant(asset(f"data/covenants/{self.covenant_name}.toml").read_bytes())
        if covenant.temperature is None:
            return covenant
        return msgspec.structs.replace(
            covenant, temperature=msgspec.structs.replace(covenant.temperature, gap_seconds=UNSET)
        )

    def passbook(self) -> Passbook:
        entries = tuple(self._entry(who) for who in HOLDERS)
        return Passbook("长虹小区", "Changhong", self.tag, "Asia/Shanghai", self.covenant(), DOORS, entries)

    def _entry(self, who: str) -> Entry:
        holder, code = HOLDERS[who], self.code(who)
        row = encode_row(code, Row(holder.door, holder.name, Category.OWNER, holder.serial))
        household = f"household of {holder.door}" if holder.door else ""
        return Entry(code.lookup, holder.status, holder.since, holder.until, household, row)

    def gate(self, office: str = "http://127.0.0.1:9") -> Gate:
        return Gate(
            id=str(uuid4()),
            name="东门",
            community=self.tag,
            office=office,
            signing_key=self.signing.public_key().public_bytes_raw(),
            desk_key=self.desk.public_key().public_bytes_raw(),
            manager_key=self.manager.public_key().public_bytes_raw(),
            private_key=Ed25519PrivateKey.generate().private_bytes_raw(),
            epoch=str(uuid4()),
        )

    def enrolled(self, folder: Path) -> Store:
        """A gate's folder on disk, enrolled, with the passbook taken."""
        store = self.enrolled_without_passbook(folder)
        self.hand_over(store, 1)
        return store

    def enrolled_without_passbook(self, folder: Path) -> Store:
        """A gate's folder on disk, enrolled a moment ago."""
        shutil.copytree(_new_gate(), folder, dirs_exist_ok=True)
        store = Store(folder)
        store.begin_enrolment(self.gate())
        store.end_enrolment()
        return store

    def hand_over(self, store: Store, number: int) -> None:
        """Gives the gate the present passbook."""
        book = self.passbook()
        store.take_passbook(head_of(encode_passbook(book), self.tag, number, MORNING), book)


def crowd(folder: Path, count: int) -> tuple[dict[str, str], Store]:
    """An enrolled gate whose passbook has `count` passes that are good for ever: whose each code is, and the gate's store."""
    community, entries, names = Community(), [], {}
    for number in range(count):
        code, name = code_of(PASS_KEY, community.tag, serial_of(number), 1), f"居民{number:03}"
        row = encode_row(code, Row(DOORS[0], name, Category.OWNER, serial_of(number)))
        entries.append(Entry(code.lookup, Status.VALID, date(2020, 1, 1), None, "household", row))
        names[str(code)] = name
    store = community.enrolled(folder / "gate")
    book = msgspec.structs.replace(community.passbook(), entries=tuple(entries))
    store.take_passbook(head_of(encode_passbook(book), community.tag, 2, MORNING), book)
    return names, store
