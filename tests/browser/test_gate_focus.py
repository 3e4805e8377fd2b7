"""Where the keyboard is in the gate's forms: at what is to be filled in first, and never lost after a problem."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Running

FOCUSED = "() => document.activeElement.id || document.activeElement.textContent.trim()"


def opened(page: Page) -> str:
    """What has the focus when the sheet of who is on duty was opened."""
    page.locator("#duty-open").click()
    expect(page.locator("#duty")).to_be_visible()
    return page.evaluate(FOCUSED)


def test_the_sheet_of_who_is_on_duty_opens_at_its_first_field(running: Running):
    page, shift = running.page(), running.gate.shift
    assert opened(page) == "duty-name"
    page.keyboard.press("Escape")
    expect(page.locator("#duty")).to_be_hidden()
    shift.join("王阿姨", "2468", "on")
    running.gate.session.changed()
    expect(page.locator("#duty-open")).to_have_text("王阿姨")
    assert opened(page) == "duty-note"
    page.keyboard.press("Escape")
    shift.sign_off("", "off")
    running.gate.session.changed()
    expect(page.locator("#duty-open")).to_have_text("值班")
    assert opened(page) == "王阿姨"


@pytest.mark.parametrize(
    ("button", "sheet"),
    [
        pytest.param("[data-register=courier]", "#register-courier", id="a register"),
        pytest.param("#claim-open", "#claim", id="a resident without their card"),
    ],
)
def test_after_a_problem_that_names_no_field_escape_closes_the_form(running: Running, button: str, sheet: str):
    page = running.page()
    page.locator(button).click()
    form = page.locator(sheet)
    form.locator("[name=name]").fill("李四")
    page.route("**/visits", lambda route: route.fulfill(status=500, body=""))
    page.route("**/claim", lambda route: route.fulfill(status=500, body=""))
    form.locator("[type=submit]").click()
    expect(form.locator(".problem")).to_have_text("程序出错，没有记录，请再试")
    assert form.evaluate("(form) => form.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
