"""The gate's page in every state, in both languages: it fits every screen, gloves hit its buttons, axe-core finds nothing wrong with it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from gatepass.kinds import Confirm
from tests.browser.appearance import outside, small_buttons, violations
from tests.browser.conftest import Running, damage
from tests.browser.test_gate_page import measure, register, view, with_rules

AAA = "color-contrast-enhanced"


def states(running: Running, page: Page) -> Iterator[str]:
    """Brings the gate's page into one state after the other, and names each."""
    yield from passing(running, page)
    yield from sheets(page)
    yield from registers(page)
    yield from on_duty(page)
    page.context.set_offline(True)
    running.gate.session.changed()
    view(page, "lost")
    yield "lost"


def passing(running: Running, page: Page) -> Iterator[str]:
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
    expect(page.locator("#stage")).to_have_attribute("data-outcome", "wait")
    yield "a question"
    page.locator("#confirm").click()
    view(page, "asking")
    yield "asking"
    measure(page, "99")
    expect(page.locator("#hint")).to_have_attribute("data-level", "alarm")
    yield "what was typed is no temperature"
    measure(page, "365")
    expect(page.locator("#stage")).to_have_attribute("data-outcome", "admit")
    yield "admitted"
    damage(running)
    running.gate.session.seen(running.community.code("li"))
    view(page, "fault")
    yield "a fault"
    page.keyboard.press("Escape")
    view(page, "ready")


def sheets(page: Page) -> Iterator[str]:
    for name in ("more", "help", "claim"):
        page.locator(f"#{name}-open").click()
        yield name
        page.locator(f"#{name} .close").click()
    page.locator("#more-open").click()
    page.locator("#more [data-way=phones]").click()
    expect(page.locator("#phones-code path")).not_to_have_attribute("d", "")
    yield "a phone is paired"
    page.keyboard.press("Escape")
    page.locator("#help-open").click()
    page.locator("#help [data-way=signs]").first.click()
    yield "large words"
    page.locator("#signs .tiles button").first.click()
    yield "large words, one of them"
    page.locator("#signs .close").click()
    for name in ("recent", "inside"):
        page.set_viewport_size({"width": 390, "height": 844})
        page.locator(f"[data-list={name}]").click()
        yield f"the list {name}"
        page.set_viewport_size({"width": 390, "height": 844})
        page.locator(f"#{name} .fold").click()


def registers(page: Page) -> Iterator[str]:
    for kind in ("visitor", "courier", "rider", "vehicle"):
        form = register(page, kind)
        page.keyboard.press("Enter")
        expect(form.locator(".problem")).not_to_be_empty()
        yield f"a {kind} is registered"
        page.locator(f"#register-{kind} .close").click()
    for typed, word in (("379", "refuse"), ("365", "admit")):
        form = register(page, "courier", phone="13812345678", temperature=typed)
        page.keyboard.press("Enter")
        form.locator(".yes").click()
        expect(form.locator(".result")).to_have_attribute("data-outcome", word)
        yield f"a registration: {word}"
        form.locator(".finish").click()


def on_duty(page: Page) -> Iterator[str]:
    page.locator("#duty-open").click()
    yield "nobody is on duty"
    page.fill("#duty-name", "王阿姨")
    page.fill("#duty-pin", "2580")
    page.locator("#duty-go").click()
    expect(page.locator("#duty-open")).to_have_text("王阿姨")
    page.locator("#duty-open").click()
    yield "somebody is on duty"
    page.locator("#duty-lock").click()
    view(page, "locked")
    yield "locked"
    page.keyboard.type("2580")
    page.keyboard.press("Enter")
    view(page, "ready")


SCREENS = ((1366, 768), (1920, 1080), (390, 844), (360, 640))
AUDITED = ((1366, 768), (390, 844))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_state_fits_every_screen_and_axe_finds_nothing_wrong_with_it(running: Running, language: str):
    with_rules(running, Confirm("id", "请核对身份证", "Compare the ID card"))
    page, found = running.page(language=language), []
    for state in states(running, page):
        for width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            wrong = outside(page) + small_buttons(page)
            if (width, height) in AUDITED:
                wrong += violations(page, AAA)
            found += [f"{state}, {width} × {height}: {each}" for each in wrong]
        page.set_viewport_size({"width": 1366, "height": 768})
    assert found == [], "\n".join(found)
