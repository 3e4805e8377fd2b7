"""A running gate: camera, reader, thermometer, session, link and page put together, and kept going whatever goes wrong around them."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from flask import Flask

from appkit.clocks import PcClock
from appkit.commands import say, warn
from appkit.structs import learn_types
from appkit.web import NotNow, Server
from gatepass.wording import Text
from kiosk.callers import Callers
from kiosk.link import Link
from kiosk.lookout import Lookout, Sight
from kiosk.memory import share_one_heap
from kiosk.phones import Phones
from kiosk.posts import Post, posts_of
from kiosk.registrations import Register
from kiosk.session import Session
from kiosk.shift import Shift
from kiosk.steps import Steps, noticed
from kiosk.store import Store
from kiosk.thermometers.thermometer import Device, Thermometer

TRY_AGAIN_SECONDS = 2.0
LOW_DISK_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Gate:
    """The parts of a running gate that its page talks to. With less than `low_disk` bytes free it gives an alarm."""

    folder: Path
    store: Store
    session: Session
    posts: tuple[Post, ...]
    link: Link
    shift: Shift
    phones: Phones | None = None
    thermometer: Thermometer | None = None
    low_disk: int = LOW_DISK_BYTES
    callers: Callers = field(default_factory=Callers)

    @property
    def register(self) -> Register:
        """Where those without a pass are written down."""
        return Register(self.store, self.session.known, self.callers)


@dataclass(frozen=True, slots=True)
class Devices:
    """What is plugged into the gate's PC: the cameras as they were named, the thermometer if there is one."""

    cameras: Sequence[str]
    thermometer: Device | None = None


Around = Callable[[Gate], AbstractContextManager[Gate]]


def run(
    folder: Path,
    devices: Devices,
    address: tuple[str, int],
    page: Callable[[Gate], Flask],
    around: Around = nullcontext,
) -> None:
    """Runs the gate of a folder until Ctrl-C; `page` makes its web application of the gate as `around` gives it."""
    learn_types("gatepass", "kiosk")
    share_one_heap()
    Store.of_gate(folder).close()
    posts = posts_of(devices.cameras)
    with _alone_in(folder):
        store = Store.of_gate(folder)
        clock = PcClock()
        shift = Shift(store, clock)
        session = Session(store, clock, shift)
        session.recall()
        gate = Gate(folder, store, session, posts, Link(store, clock), shift)
        with (
            watching(posts, gate.session),
            _linked(gate.link),
            noticed(Steps(store, clock), gate.link.nudge),
            _measuring(gate, devices.thermometer) as gate,
            around(gate) as gate,
        ):
            server = _bind(page(gate), address)
            say(Text(f"门岗页面 {server.url}", f"gate page {server.url}"))
            server.run(on_end=gate.session.end)
        store.close()


def watch(post: Post, session: Session, ended: threading.Event) -> None:
    """Frame → text: looks at each new frame of a camera, and shows what is found, or why nothing is, to the session."""
    lookout, number = Lookout(), 0
    while not ended.is_set():
        frame = post.camera.newest(after=number, timeout=0.5)
        if frame is None:
            session.sighted(Sight(), eye=post.eye)
            continue
        number = frame.number
        if sight := lookout.see(frame.image):
            session.sighted(sight, eye=post.eye)
        post.camera.rest(is_resting=lookout.is_resting)


@contextmanager
def watching(posts: Sequence[Post], session: Session) -> Iterator[None]:
    """Every camera has a thread that reads it and one that looks at what it brings, while the block runs."""
    ended = threading.Event()
    watchers = [
        threading.Thread(target=watch, args=(post, session, ended), name="watch", daemon=True) for post in posts
    ]
    for post, watcher in zip(posts, watchers, strict=True):
        post.camera.start()
        watcher.start()
    try:
        yield
    finally:
        ended.set()
        for post, watcher in zip(posts, watchers, strict=True):
            watcher.join(timeout=5)
            post.camera.stop()


@contextmanager
def _linked(link: Link) -> Iterator[None]:
    link.start()
    try:
        yield
    finally:
        link.stop()


@contextmanager
def _measuring(gate: Gate, device: Device | None) -> Iterator[Gate]:
    """The gate with its thermometer while the block runs; as it is where there is none."""
    if device is None:
        yield gate
        return
    thermometer = Thermometer(device, gate.session.measured, PcClock())
    thermometer.start()
    try:
        yield replace(gate, thermometer=thermometer)
    finally:
        thermometer.stop()


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """One running gate a folder: a second one says so and goes on by itself when the first has ended."""
    lock = FileLock(folder / "run.lock")
    waiting = Text(
        f"另一个门岗终端正在使用 {folder}；它退出后本终端自动继续",
        f"another kiosk is running on {folder}; this one goes on by itself when that one ends",
    )
    _until(lambda: lock.acquire(timeout=0), Timeout, lambda _: waiting)
    try:
        yield
    finally:
        lock.release()


def _bind(app: Flask, address: tuple[str, int]) -> Server:
    """The server; a busy port, or an address that is not there yet, is told, and tried again until it can be had."""
    servers: list[Server] = []
    _until(lambda: servers.append(Server(app, *address)), NotNow, _waits_for)
    return servers[0]


def _waits_for(absent: NotNow) -> Text:
    what, remedy = absent.what, absent.remedy
    return Text(f"{what.zh}；{remedy.zh}；随后自动继续", f"{what.en}; {remedy.en}; this goes on by itself then")


def _until(attempt: Callable[[], object], fault: type[Exception], waiting: Callable[[Any], Text]) -> None:
    told = False
    while True:
        try:
            attempt()
        except fault as met:
            if not told:
                warn(waiting(met))
            told = True
            time.sleep(TRY_AGAIN_SECONDS)
        else:
            return
