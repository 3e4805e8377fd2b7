"""Every page in every state before axe-core: no violation, and AAA contrast on the gate's pages."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from gatepass.kinds import Confirm
from tests.browser.accessible import violations
from tests.browser.conftest import DESKTOP, Running
from tests.browser.test_gate_page import PHONE, measure, register, view, with_rules

AAA = "color-contrast-enhanced"


def states(running: Running, page: Page) -> Iterator[str]:
    """Brings the gate's page into one state after the other, and names each."""
    yield "ready"
    running.scan(page, "revoked")
    view(page, "verdict")
    yield "refused"
    page.locator("#override-open").click()
    yield "asked for a reason"
    page.keyboard.press("Escape")
    running.scan(page, "spare")
    expect(page.locator("#stage")).to_have_attribute("data-outcome", "refer")
    yield "referred"
    page.locator("#bind-open").click()
    yield "a spare is bound"
    page.keyboard.press("Escape")
    running.scan(page, "wang")
    view(page, "asking")
    yield "asking"
    measure(page, "99")
    expect(page.locator("#hint")).to_have_attribute("data-level", "alarm")
    yield "what was typed is no temperature"
    measure(page, "379")
    expect(page.locator("#stage")).to_have_attribute("data-outcome", "wait")
    yield "waiting"
    running.scan(page, "li")
    measure(page, "365")
    expect(page.locator("#stage")).to_have_attribute("data-outcome", "admit")
    yield "admitted"
    page.keyboard.press("Escape")
    view(page, "ready")
    for kind in ("visitor", "courier", "rider", "vehicle"):
        register(page, kind)
        page.keyboard.press("Enter")
        expect(page.locator(f"#register-{kind} .problem")).not_to_be_empty()
        yield f"a {kind} is registered"
        page.keyboard.press("Escape")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [pytest.param(DESKTOP, id="a PC"), pytest.param(PHONE, id="a phone")])
def test_axe_finds_nothing_wrong_with_the_gates_page(running: Running, size: tuple[int, int], language: str):
    page = running.page(size, language)
    found = [f"{state}: {each}" for state in states(running, page) for each in violations(page, AAA)]
    assert found == []
