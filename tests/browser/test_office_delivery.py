"""The delivery's pages in a real browser: a round planned, handed over, ticked; the board and the books answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from appkit.web import Server
from gatepass.passes import Validity
from issuer import issuing
from issuer.office import Office, now
from issuer.web import create_app
from tests.browsers import DESKTOP
from tests.issuer.offices import ACT, founded, resident, take_in

PHONE = (390, 844)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Office, str]]:
    at = founded(tmp_path / "office")
    take_in(
        at, *(resident(f"{stairwell}-{room}", f"王{stairwell}") for stairwell in range(1, 5) for room in (101, 301))
    )
    issuing.issue(at.store, Validity(now().date()), ACT)
    server = Server(create_app(at, now), "127.0.0.1", 0)
    server.start()
    yield at, server.url
    server.stop()
    at.store.close()


def opened(browser: Browser, url: str, language: str = "zh", size: tuple[int, int] = DESKTOP) -> Page:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    context.set_default_timeout(5000)
    context.add_cookies([{"name": "language", "value": language, "url": url}])
    page = context.new_page()
    page.goto(f"{url}/delivery/")
    return page


def test_a_round_is_planned_with_one_click_and_two_clicks_are_one_round(served, browser):
    at, url = served
    page = opened(browser, url)
    page.get_by_role("button", name="安排，平分楼道").dblclick()
    page.wait_for_url("**/delivery/1")
    assert len(at.store.rounds()) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone")])
def test_every_page_of_a_round_answers_and_nothing_runs_over_the_side(served, browser, language, size):
    _, url = served
    page = opened(browser, url, language, size)
    page.locator("main form button").last.click()
    page.wait_for_url("**/delivery/1")
    shown = {}
    for path in ("1", "1/board", "1/teams/1", "survey", "books"):
        answer = page.goto(f"{url}/delivery/{path}")
        shown[path] = (answer.status, page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
    assert shown == dict.fromkeys(("1", "1/board", "1/teams/1", "survey", "books"), (200, True))
