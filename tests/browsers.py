"""A real headless browser, the machine's own Chromium; best without its windows, each of which takes a second of this PC's time."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium-headless-shell", "chromium", "google-chrome", "chrome", "msedge")
DESKTOP = (1366, 768)
PHONE = (390, 844)

expect.set_options(timeout=30_000)  # as long as every other step may take: a busy machine is slow, and not at fault


def program() -> str:
    """Where the machine's browser is."""
    return next(filter(None, map(shutil.which, NAMES)))


@contextmanager
def launched() -> Iterator[Browser]:
    """The machine's browser, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def open_page(browser: Browser, url: str, size: tuple[int, int] = DESKTOP) -> Iterator[Page]:
    """A page of its own; a script error on it fails the test that opened it."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(url)
    yield page
    page.close()
    assert faults == []
