"""A real headless browser, the machine's own Chromium."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "google-chrome", "chrome", "msedge")
DESKTOP = (1366, 768)
PHONE = (390, 844)


@contextmanager
def open_page(url: str, size: tuple[int, int] = DESKTOP) -> Iterator[Page]:
    """A page in a new browser; an error in the page's console fails the test that opened it."""
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, NAMES)))
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_page(viewport={"width": size[0], "height": size[1]})
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(url)
        yield page
        browser.close()
        assert faults == []
