"""The gate's page in Windows' high contrast, where colours of our own are gone: what is chosen and what is a key can be told."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Running
from tests.browser.test_gate_page import view

HIGHLIGHT = """() => {
    const part = document.body.appendChild(document.createElement("i"));
    part.style.cssText = "forced-color-adjust: none; background: Highlight; color: HighlightText";
    const { backgroundColor, color } = getComputedStyle(part);
    part.remove();
    return [backgroundColor, color];
}"""
LOOK = "(part) => (({ backgroundColor, color }) => [backgroundColor, color])(getComputedStyle(part))"
EDGES = """(parts) => parts.filter((part) => part.checkVisibility()).map((part) => getComputedStyle(part))
    .map(({ borderTopWidth, borderTopStyle }) => `${borderTopWidth} ${borderTopStyle}`)"""


@pytest.fixture
def page(running: Running) -> Page:
    page = running.page()
    page.emulate_media(forced_colors="active")
    return page


def looks(group: Locator) -> dict[str, list[list[str]]]:
    """How the chosen button of a group and the others are drawn."""
    return {
        pressed: [each.evaluate(LOOK) for each in group.locator(f"button[aria-pressed={pressed}]").all()]
        for pressed in ("true", "false")
    }


def edges(page: Page, buttons: str) -> set[str]:
    """The borders of the buttons that are shown."""
    return set(page.locator(buttons).evaluate_all(EDGES))


def assert_one_is_chosen(group: Locator) -> None:
    drawn, highlight = looks(group), group.page.evaluate(HIGHLIGHT)
    assert drawn["true"] == [highlight]
    assert [each != highlight for each in drawn["false"]] == [True, True]


def test_the_chosen_direction_is_told(page: Page):
    for way in ("out", "auto", "in"):
        page.locator(f".bar [data-direction={way}]").click()
        expect(page.locator(f".bar [data-direction={way}]")).to_have_attribute("aria-pressed", "true")
        assert_one_is_chosen(page.locator(".bar .direction"))
    assert edges(page, ".direction button") == {"2px solid"}


def test_the_chosen_site_is_told_and_the_keys_have_borders(running: Running, page: Page):
    running.scan(page, "wang")
    asking = view(page, "asking")
    asking.locator(".sites button").nth(1).click()
    assert_one_is_chosen(asking.locator(".sites"))
    assert edges(page, "#pad button") == {"2px solid"}


def test_the_pad_for_a_door_stands_apart_from_the_page(page: Page):
    page.locator("[data-register=visitor]").click()
    page.locator("#register-visitor .stairwell").focus()
    expect(page.locator("#door-pad")).to_be_visible()
    assert edges(page, "#door-pad, #register-visitor") == {"3px solid"}
    assert edges(page, "#door-pad .pad button:not([aria-disabled=true])") == {"2px solid"}


def test_the_code_that_pairs_a_phone_stays_dark_on_white(page: Page):
    page.locator("#more-open").click()
    page.locator("#more [data-way=phones]").click()
    expect(page.locator("#phones-code path")).not_to_have_attribute("d", "")
    assert page.locator("#phones-code").evaluate(LOOK)[0] == "rgb(255, 255, 255)"
    assert page.locator("#phones-code path").evaluate("(path) => getComputedStyle(path).fill") == "rgb(0, 0, 0)"
