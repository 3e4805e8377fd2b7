"""Two tabs of one gate: a thermometer's reading is for the form that is open, whatever the other tab does."""

import pytest
from playwright.sync_api import Page, Route, expect

from gatepass.case import Reading
from kiosk.openforms import STILL_OPEN
from kiosk.screen import Phase
from tests.browser.conftest import Running
from tests.browser.test_gate_page import register, view, written
from tests.patience import becomes


def reads(running: Running, celsius: float) -> None:
    """The thermometer's thread read somebody."""
    running.gate.session.measured(Reading(celsius, running.clock()))


def opens(page: Page):
    with page.expect_response("**/visits/form"):
        return register(page, "visitor", name="张三", phone="13812345678")


@pytest.mark.parametrize("reloaded", [pytest.param(True, id="loaded again"), pytest.param(False, id="opened later")])
def test_another_tab_takes_no_reading_away_from_the_form_that_is_open(running: Running, reloaded: bool):
    page, other = running.page(), running.page() if reloaded else None
    form = opens(page)
    if other:
        other.reload()
    else:
        other = running.page()
    running.scan(other, "wang")
    view(other, "asking")
    reads(running, 36.4)
    expect(form.locator("[name=temperature]")).to_have_value("36.4")
    view(other, "asking")
    assert written(running) == []


def test_a_page_that_is_loaded_again_has_no_form_open_any_more(running: Running):
    page = running.page()
    opens(page)
    page.reload()
    page.wait_for_selector("#lights .light")
    running.scan(page, "wang")
    view(page, "asking")

    def lets_in() -> bool:
        reads(running, 36.4)
        return running.gate.session.screen().phase is Phase.VERDICT

    assert becomes(lets_in, STILL_OPEN.seconds / 3)


def test_a_form_that_stays_open_is_said_to_be_open_again_and_again(running: Running):
    page = running.page()
    page.clock.install()
    opens(page)
    for _ in range(2):
        with page.expect_response("**/visits/form/still") as still:
            page.clock.fast_forward(11_000)
            running.gate.session.changed()
        assert still.value.ok


ANSWERED = {
    "zh": "另一个页面刚给这个人办过，您这次没有记录，请看屏幕上的结果；不对就撤销，再刷一次卡",
    "en": "another page has just answered for this person; yours is not recorded; see what the screen says, and if it is wrong,"
    " undo it and scan the card again",
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_of_two_pages_that_answer_for_one_person_the_second_is_told_that_its_own_counts_for_nothing(
    running: Running, language: str
):
    page, session = running.page(language=language), running.gate.session
    running.scan(page, "wang")
    view(page, "asking")
    page.keyboard.type("378", delay=50)

    def late(route: Route) -> None:
        session.temperature(session.screen().number, "365", "the other page")
        view(page, "verdict")
        route.continue_()

    page.route("**/temperature", late)
    page.keyboard.press("Enter")
    expect(page.locator("#toast")).to_have_text(ANSWERED[language])
    assert [event.celsius for event in written(running)] == [36.5]
