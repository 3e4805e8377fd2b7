"""The delivery's pages in a real browser: a round planned, handed over, ticked; the board and the books answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.offices import Desk, issued_today, serving
from tests.browsers import DESKTOP, PHONE
from tests.issuer.offices import founded, resident, take_in


@pytest.fixture
def desk(tmp_path: Path, browser: Browser) -> Iterator[Desk]:
    at = founded(tmp_path / "office")
    take_in(
        at, *(resident(f"{stairwell}-{room}", f"王{stairwell}") for stairwell in range(1, 5) for room in (101, 301))
    )
    issued_today(at)
    with serving(at, browser) as desk:
        yield desk


def test_a_round_is_planned_with_one_click_and_two_clicks_are_one_round(desk):
    page = desk.page("delivery/")
    page.get_by_role("button", name="安排，平分楼道").dblclick()
    page.wait_for_url("**/delivery/1")
    assert len(desk.office.store.rounds()) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone")])
def test_every_page_of_a_round_answers_and_nothing_runs_over_the_side(desk, language, size):
    page = desk.page("delivery/", size, language)
    page.locator("main form button").last.click()
    page.wait_for_url("**/delivery/1")
    shown = {}
    for path in ("1", "1/board", "1/teams/1", "survey", "books"):
        answer = page.goto(f"{desk.url}/delivery/{path}")
        shown[path] = (answer.status, page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
    assert shown == dict.fromkeys(("1", "1/board", "1/teams/1", "survey", "books"), (200, True))
