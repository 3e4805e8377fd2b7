"""Somebody without a pass who leaves is found among many: by their number, their door, or the end of their plate or phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from appkit.clocks import now
from gatepass.covenant import VisitKind
from gatepass.events import VisitIn, VisitOut
from kiosk.registrations import Register
from kiosk.stamp import stamp
from kiosk.visits import Form, check
from tests.browser.appearance import outside, small_buttons, violations
from tests.browser.conftest import DESKTOP, Running
from tests.browser.test_gate_duty import lock
from tests.browser.test_gate_page import PHONE, measure, on_duty, view, written
from tests.browser.test_gate_waiting import feverish
from tests.community import DOORS


def inside(running: Running, count: int) -> None:
    """So many couriers are let in."""
    store = running.gate.store
    for number in range(count):
        form = Form(phone=f"138123456{number:02}", door="12-302" if number % 2 else "1-101", temperature="36.5")
        Register(store).take(check(VisitKind.COURIER, form, (), DOORS), stamp(store, now()), None)


def numbers(page: Page) -> list[int]:
    """Who is shown, from top to bottom."""
    shown = page.locator("#inside li:visible .number").all()
    return [int(each.inner_text()) for each in sorted(shown, key=lambda each: each.bounding_box()["y"])]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("size", "opened_by"),
    [pytest.param(DESKTOP, "#find-open", id="a PC"), pytest.param(PHONE, "[data-list=inside]", id="a phone upright")],
)
def test_who_leaves_is_found_among_many_and_signed_out(running: Running, size, opened_by: str, language: str):
    inside(running, 14)
    page = running.page(size, language)
    assert outside(page) + small_buttons(page) == []
    page.locator(opened_by).click()
    assert outside(page) + small_buttons(page) + violations(page, "color-contrast-enhanced") == []
    found = {}
    for wanted in ("12", "··07", "12-302", "９", "沪A"):
        page.fill("#find", wanted)
        found[wanted] = numbers(page)
    assert found == {
        "12": [12, 2, 4, 6, 8, 10, 13, 14],
        "··07": [8],
        "12-302": [2, 4, 6, 8, 10, 12, 14],
        "９": [9, 10],
        "沪A": [],
    }
    expect(page.locator("#missing")).to_be_visible()
    page.fill("#find", "9")
    page.get_by_role("button", name=re.compile(" 9 ")).click()
    expect(page.locator("#inside li:visible")).to_have_count(13)
    page.locator("#inside .fold").click()
    expect(page.locator("#find")).to_be_hidden()
    assert [type(event) for event in written(running)] == [*[VisitIn] * 14, VisitOut]


def test_a_few_need_no_looking_for(running: Running):
    inside(running, 3)
    page = running.page()
    expect(page.locator("#inside li")).to_have_count(3)
    expect(page.locator("#find-open")).to_be_hidden()


def test_digits_are_a_temperatures_again_when_somebody_is_measured_while_another_was_looked_for(running: Running):
    inside(running, 4)
    feverish(running, page := running.page())
    page.locator("#find-open").click()
    page.keyboard.type("4")
    assert page.locator("#inside").bounding_box()["height"] > page.locator("#stage").bounding_box()["height"]
    running.scan(page, "li")
    view(page, "asking")
    measure(page, "365")
    view(page, "verdict")
    expect(page.locator("#find")).to_have_value("4")


@pytest.mark.parametrize("which", ["recent", "inside"])
def test_a_list_that_fills_a_phone_gives_way_to_the_next_person(running: Running, which: str):
    page = running.page(PHONE)
    page.locator(f"[data-list={which}]").click()
    expect(page.locator(f"#{which}")).to_have_class(re.compile("open"))
    running.scan(page, "revoked")
    view(page, "verdict").locator("#done").click()
    view(page, "ready")


def test_a_list_that_fills_a_phone_gives_way_to_the_lock(running: Running):
    page = running.page(PHONE)
    on_duty(running, page)
    page.locator("[data-list=inside]").click()
    page.locator("#find").focus()
    lock(running, page)
    page.keyboard.type("25")
    for key in ("8", "0", "Enter"):
        page.locator(f"[data-pin='{key}']").click()
    view(page, "ready")
