"""A running gate and a real browser in front of it; nothing between them is replaced."""

import dataclasses
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Page

from appkit.clocks import now, uptime
from appkit.web import Server
from gatepass.covenant import VisitKind, VisitRule
from gatepass.kinds.visits import Field
from gatepass.passbook import Passbook, encode_passbook, head_of
from kiosk.camera import parse_source
from kiosk.gate import Gate, watching
from kiosk.link import Link
from kiosk.phones import Phones
from kiosk.posts import posts_of
from kiosk.session import Session
from kiosk.shift import Shift
from kiosk.store import Store
from kiosk.web import create_app
from tests.browser.tabs import left, opened
from tests.browsers import DESKTOP
from tests.community import Community

KEYS = """(keys) => {
    for (const key of keys) {
        const pressed = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
        (document.activeElement ?? document.body).dispatchEvent(pressed);
    }
}"""


@dataclass
class Ahead:
    """This PC's clock, put ahead by hand: a rest of ten minutes takes no ten minutes.

    Held still, no screen gives way by itself: however slow this PC is, what a test looks at stays there.
    """

    by: timedelta = timedelta()
    held: tuple[datetime, timedelta] | None = None

    def hold(self) -> None:
        """No time goes by from now on but what is put ahead."""
        self.held = now(), uptime()

    def go_on(self) -> None:
        """As if it had never been held."""
        self.held = None

    def __call__(self):
        return (self.held[0] if self.held else now()) + self.by

    def uptime(self):
        return (self.held[1] if self.held else uptime()) + self.by


@dataclass
class Running:
    """A gate that serves its page, the community it belongs to, and the browser before it."""

    community: Community
    gate: Gate
    url: str
    browser: Browser
    clock: Ahead
    servers: list[Server] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def page(self, size: tuple[int, int] = DESKTOP, language: str = "zh") -> Page:
        """The gate's page, opened and showing its board."""
        page = opened(self.browser, size, self.url, language)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda line: self.faults.append(line.text) if "Content Security" in line.text else None)
        page.goto(self.url)
        page.wait_for_selector("#lights .light")
        return page

    def serve(self, **changes: object) -> None:
        """Serves the gate, with other settings where some are given; pages are opened there from now on."""
        server = Server(create_app(dataclasses.replace(self.gate, **changes)), "127.0.0.1", 0)
        server.start()
        self.servers.append(server)
        self.url = server.url

    def scan(self, page: Page, who: str) -> None:
        """A pass's code as a hand scanner types it: all keys at once, however busy this PC is."""
        page.evaluate(KEYS, [*self.community.code(who), "Enter"])

    def type(self, page: Page, who: str, ending: str = "Enter") -> None:
        """The same as keys of the browser's own, which also write into what has the focus."""
        keys(page, self.community.code(who), ending)

    def without(self, kind: VisitKind) -> None:
        """The office's next passbook no longer admits a kind of visit."""
        self._visits(lambda rule: msgspec.structs.replace(rule, admitted=rule.kind is not kind, required=()))

    def asking(self, kind: VisitKind, *fields: Field) -> None:
        """The office's next passbook asks other things of a kind of visit."""
        self._visits(lambda rule: msgspec.structs.replace(rule, required=fields) if rule.kind == kind else rule)

    def _visits(self, changed: Callable[[VisitRule], VisitRule]) -> None:
        book = current(self.community)
        covenant = msgspec.structs.replace(book.covenant, visits=tuple(map(changed, book.covenant.visits)))
        take(self.gate.store, msgspec.structs.replace(book, covenant=covenant), 2)

    @contextmanager
    def watching(self, *films: Path) -> Iterator[None]:
        """The gate's cameras look at a film each, again and again."""
        for post, film in zip(self.gate.posts, films, strict=True):
            post.camera.source = parse_source(str(film))
        with watching(self.gate.posts, self.gate.session):
            yield


def keys(page: Page, text: str, ending: str = "Enter") -> None:
    """Keys of the browser's own at a scanner's pace: the page's clock stands still, since a busy PC sends them slower than any scanner."""
    page.clock.install()
    page.clock.pause_at(time.time() + 60)
    page.keyboard.type(text)
    if ending:
        page.keyboard.press(ending)
    page.clock.resume()


def damage(running: Running) -> None:
    """The office's next passbook has rows that no code opens."""
    book = current(running.community)
    rows = tuple(msgspec.structs.replace(entry, row=bytes(len(entry.row))) for entry in book.entries)
    terms = running.gate.store.terms()
    assert terms
    take(running.gate.store, msgspec.structs.replace(book, entries=rows, covenant=terms.covenant), terms.number + 1)


def current(community: Community) -> Passbook:
    """The community's passbook with passes that are good today, whenever that is."""
    book = community.passbook()
    entries = tuple(msgspec.structs.replace(entry, until=None) for entry in book.entries)
    return msgspec.structs.replace(book, entries=entries)


def take(store: Store, book: Passbook, number: int) -> None:
    store.take_passbook(head_of(encode_passbook(book), book.tag, number, now()), book)


@pytest.fixture
def cameras() -> tuple[str, ...]:
    """What `--camera` named; a test that watches puts films in their place."""
    return ("0",)


@pytest.fixture
def running(
    community: Community, store: Store, browser: Browser, tmp_path: Path, cameras: tuple[str, ...]
) -> Iterator[Running]:
    take(store, current(community), 1)
    clock = Ahead()
    shift = Shift(store, clock)
    session, phones = Session(store, clock, shift), Phones(store, clock)
    gate = Gate(tmp_path / "gate", store, session, posts_of(cameras), Link(store, now), shift, phones)
    running = Running(community, gate, "", browser, clock)
    running.serve()
    yield running
    left(browser)
    gate.session.end()
    for server in running.servers:
        server.stop()
