"""An office's data folder: founding it whole or not at all, opening it, and the covenant it lives by."""

import getpass
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import msgspec

from appkit.assets import asset
from appkit.clocks import now
from appkit.files import make_private, refusing_file_faults
from gatepass.covenant import Covenant, parse_covenant
from gatepass.people import plain
from gatepass.wording import Refusal, Text
from issuer import keys as key_files
from issuer import store as store_files
from issuer.keys import Keys, load_keys, save_keys
from issuer.store import Act, Adopted, Community, Store, Writing

DEFAULT_ZONE = "Asia/Shanghai"
LONGEST_NAME = 60
_PART = ".init-"
FIRST_COVENANT = "data/covenants/easier-phase.toml"


@dataclass(frozen=True, slots=True)
class Office:
    """An open office: its folder, its store and its keys."""

    folder: Path
    store: Store
    keys: Keys


def today(at: Office) -> date:
    """The community's local day."""
    return at.store.community().day_of(now())


def act(why: str) -> Act:
    """Something that the person at this computer does now."""
    return Act(now(), _person(), why)


def community_named(name: str, english: str) -> Community:
    """The community as it was typed; raises `Refusal` for an empty or endless name."""
    community = Community(plain(name), plain(english), DEFAULT_ZONE)
    if not 1 <= len(community.name) <= LONGEST_NAME or len(community.english) > LONGEST_NAME:
        raise Refusal(
            Text("小区名称是空的或太长", "the community's name is empty or too long"),
            Text(f"请写1到{LONGEST_NAME}个字", f"write 1 to {LONGEST_NAME} characters"),
        )
    return community


def refuse_an_office(folder: Path) -> None:
    """Raises `Refusal` where the folder already holds an office, or a part of one."""
    if any((folder / name).exists() for name in (key_files.FILE, store_files.FILE)):
        raise Refusal(
            Text(f"{folder} 里已经有一个办公室", f"{folder} already holds an office"),
            Text("请直接使用它，或用 -d 另选文件夹", "use it, or choose another folder with -d"),
        )


def found(folder: Path, community: Community, keys: Keys) -> None:
    """Makes an office: all of it or nothing. Raises `Refusal` where one already is."""
    refuse_an_office(folder)
    make_private(folder)
    for left_over in folder.glob(f"{_PART}*"):
        shutil.rmtree(left_over, ignore_errors=True)
    with refusing_file_faults(folder), tempfile.TemporaryDirectory(prefix=_PART, dir=folder) as name:
        part = Path(name)
        _fill(part, community, keys)
        for file in (store_files.FILE, key_files.FILE):
            (part / file).replace(folder / file)


@contextmanager
def opened(folder: Path) -> Iterator[Office]:
    """The office of a folder; raises `Refusal` for a folder that is none."""
    if not all((folder / name).is_file() for name in (key_files.FILE, store_files.FILE)):
        raise Refusal(
            Text(f"{folder} 还不是办公室", f"{folder} is no office"),
            Text("请先运行 issuer init", "run issuer init first"),
        )
    store = Store(folder)
    try:
        store.community()
        yield Office(folder, store, load_keys(folder))
    finally:
        store.close()


def adopt(store: Store, toml: bytes, in_force_from: datetime, by: Act) -> Covenant:
    """Makes a covenant the next version; raises `Refusal` for one that is not right, begins in the past, or has no reason."""
    with store.writing() as writing:
        return adopt_within(store, writing, toml, in_force_from, by)


def adopt_within(store: Store, writing: Writing, toml: bytes, in_force_from: datetime, by: Act) -> Covenant:
    """The same, in a write transaction that does more."""
    covenant = parse_covenant(toml)
    if not plain(by.why):
        raise _no_reason()
    if in_force_from < by.at:
        raise Refusal(
            Text("规约不能从过去的时间起生效", "a covenant cannot come into force in the past"),
            Text("请给一个将来的时间，或省略 --at", "give a time to come, or leave --at out"),
        )
    version = len(store.covenants()) + 1
    next_one = msgspec.structs.replace(covenant, version=version, in_force_from=in_force_from)
    writing.adopt(Adopted(next_one, toml.decode("utf-8-sig"), by))
    return next_one


def withdraw(store: Store, version: str, by: Act) -> Covenant:
    """Sees to it that a version to come never comes into force; raises `Refusal` for any other, or without a reason."""
    with store.writing() as writing:
        return withdraw_within(store, writing, version, by)


def withdraw_within(store: Store, writing: Writing, version: str, by: Act) -> Covenant:
    """The same, in a write transaction that does more."""
    if not plain(by.why):
        raise _no_reason()
    covenant = next((each for each in store.covenants_waiting(by.at) if str(each.version) == version), None)
    if covenant is None:
        raise Refusal(
            Text(f"第{version[:9]}版不是将要生效的", f"version {version[:9]} is not one to come"),
            Text(
                "已经生效的请采用别的一版来代替；将生效的见历次版本",
                "put another in the place of one that is in force; see the list of versions for those to come",
            ),
        )
    writing.withdraw(covenant.version, by)
    return covenant


def _no_reason() -> Refusal:
    return Refusal(Text("没有写原因", "no reason was given"), Text("请写明原因", "say why"))


def _fill(folder: Path, community: Community, keys: Keys) -> None:
    save_keys(keys, folder)
    store = Store(folder)
    try:
        with store.writing() as writing:
            writing.found(community)
        beginning = act("初始规约 / the first covenant")
        adopt(store, asset(FIRST_COVENANT).read_bytes(), beginning.at, beginning)
    finally:
        store.close()


def _person() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"
