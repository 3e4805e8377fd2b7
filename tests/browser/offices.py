"""An office that serves its pages, and a browser before it; nothing between them is replaced."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from playwright.sync_api import Browser, Page

from appkit.clocks import now
from appkit.web import Server
from gatepass.passes import Validity
from issuer import issuing
from issuer.office import Office, today
from issuer.web import create_app
from tests.browser.tabs import left, opened
from tests.browsers import DESKTOP
from tests.issuer.offices import ACT


@dataclass
class Desk:
    """A served office, the browser, and what its pages complained of."""

    office: Office
    url: str
    browser: Browser
    faults: list[str] = field(default_factory=list)

    def page(self, place: str, size: tuple[int, int] = DESKTOP, language: str = "zh") -> Page:
        """A page of the office, opened by somebody of their own."""
        page = opened(self.browser, size, self.url, language)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda line: self.faults.append(line.text) if "Content Security" in line.text else None)
        page.goto(f"{self.url}/{place}")
        return page


@contextmanager
def serving(office: Office, browser: Browser, app: Flask | None = None) -> Iterator[Desk]:
    """The office on the web until the test is over; a fault of a page's script fails it."""
    server = Server(app or create_app(office, now), "127.0.0.1", 0)
    server.start()
    desk = Desk(office, server.url, browser)
    yield desk
    left(browser)
    server.stop()
    office.store.close()
    assert desk.faults == []


def issued_today(office: Office) -> tuple[str, ...]:
    """Gives everybody a pass that is good now; the serials in the order of the people."""
    fresh = issuing.issue(office.store, Validity(today(office)), ACT).fresh
    return tuple(each.serial for each in sorted(fresh, key=lambda each: each.holder))
