"""The gate's page under a covenant that measures nobody, and when the covenant changes under a page that stays open."""

import msgspec
import pytest
from playwright.sync_api import Page, expect

from gatepass.covenant import VisitKind
from gatepass.events import Scan, VisitIn
from tests.browser.appearance import outside
from tests.browser.conftest import DESKTOP, Running, current, take
from tests.browser.test_gate_page import PHONE, measure, register, view, written
from tests.browser.test_gate_states import SMALLEST

MEASURING, PASSES = "easier-phase", "passes-only"
SITES = ["额头", "手腕", "颈部"]


def under(running: Running, covenant: str, number: int) -> None:
    """The office's next passbook is under a ready-made covenant."""
    running.community.covenant_name = covenant
    book = current(running.community)
    covenant = msgspec.structs.replace(book.covenant, version=number)
    take(running.gate.store, msgspec.structs.replace(book, covenant=covenant), number)
    running.gate.session.changed()


def registered(page: Page, kind: str, ticket: str, **typed: str) -> None:
    """Somebody is registered, and gets a ticket."""
    form = register(page, kind, **typed)
    page.keyboard.press("Enter")
    expect(form.locator(".ticket b")).to_have_text(ticket)
    form.locator(".finish").click()


def sites(page: Page, kind: str) -> list[str]:
    """Where somebody can be measured, in a register's form."""
    return page.locator(f"#register-{kind} [name=site] option").all_inner_texts()


VISITOR = {"name": "张三", "phone": "13812345678", "purpose": "探亲"}
COURIER = {"name": "李四", "phone": "13812345679"}


def test_under_passes_only_a_card_passes_and_a_visitor_and_a_courier_are_registered(running: Running):
    under(running, PASSES, 2)
    page, found = running.page(), []
    running.scan(page, "wang")
    expect(view(page, "verdict").locator(".word")).to_have_text("放行")
    page.locator("#done").click()
    page.locator("[data-register=visitor]").click()
    expect(page.locator("#register-visitor [name=site]")).to_be_hidden()
    for width, height in (SMALLEST, PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{width} × {height}: {each}" for each in outside(page)]
    assert found == []
    page.locator("#register-visitor .close").click()
    registered(page, "visitor", "1", **VISITOR)
    registered(page, "courier", "2", **COURIER)
    assert [type(event) for event in written(running)] == [Scan, VisitIn, VisitIn]
    assert [event.passage for event in written(running)] == ["in", "in", "in"]
    assert running.faults == []


def test_a_page_that_was_opened_under_passes_only_goes_on_when_people_are_measured(running: Running):
    under(running, PASSES, 2)
    page = running.page()
    form = register(page, VisitKind.VISITOR, **VISITOR)
    under(running, MEASURING, 3)
    expect(form.locator("[name=site]")).to_be_visible()
    assert [sites(page, kind) for kind in VisitKind] == [SITES] * 4
    expect(page.locator("#reference-typed + select option")).to_have_text(SITES)
    form.locator(".stairwell").fill("12-302")
    form.locator("[name=temperature]").fill("365")
    form.locator("[name=site]").select_option("颈部")
    form.locator("[type=submit]").click()
    expect(form.locator(".ticket b")).to_have_text("1")
    form.locator(".finish").click()
    running.scan(page, "wang")
    measure(page, "365")
    view(page, "verdict")
    assert [(event.celsius, event.passage) for event in written(running)] == [(36.5, "in"), (36.5, "in")]
    assert written(running)[0].taken.site == "neck"


def test_a_page_that_was_opened_while_people_are_measured_goes_on_under_passes_only(running: Running):
    under(running, MEASURING, 2)
    page = running.page()
    form = register(page, VisitKind.VISITOR, **VISITOR)
    expect(form.locator("[name=site]")).to_be_visible()
    form.locator("[name=site]").select_option("手腕")
    running.gate.session.changed()
    expect(form.locator("[name=site]")).to_have_value("wrist")
    under(running, PASSES, 3)
    expect(form.locator("[name=site]")).to_be_hidden()
    form.locator(".stairwell").fill("12-302")
    form.locator("[type=submit]").click()
    expect(form.locator(".ticket b")).to_have_text("1")
    form.locator(".finish").click()
    running.scan(page, "wang")
    expect(view(page, "verdict").locator(".word")).to_have_text("放行")
    assert [(event.celsius, event.passage) for event in written(running)] == [(None, "in"), (None, "in")]


CHANGED = {
    "zh": "规约换了，现在按第2版“凭证出入”；屏幕上这位已重新判定",
    "en": "The rules changed: version 2, “Passes only”; whoever is on the screen was judged anew",
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_who_is_asked_when_the_rules_change_need_not_show_their_card_again(running: Running, language: str):
    page = running.page(PHONE, language)
    running.scan(page, "wang")
    view(page, "asking")
    under(running, PASSES, 2)
    expect(view(page, "verdict").locator(".name")).to_have_text("王小㛃")
    expect(page.locator("#toast")).to_have_text(CHANGED[language])
    assert outside(page) == []
    assert [(event.celsius, event.passage) for event in written(running)] == [(None, "in")]


def test_digits_typed_for_who_is_measured_by_the_new_rules_too_stay(running: Running):
    page = running.page()
    running.scan(page, "wang")
    view(page, "asking")
    page.keyboard.type("36", delay=50)
    under(running, MEASURING, 2)
    expect(page.locator("#toast")).to_have_text("规约换了，现在按第2版“常态防控”；屏幕上这位已重新判定")
    page.keyboard.type("5", delay=50)
    page.keyboard.press("Enter")
    view(page, "verdict")
    assert [event.celsius for event in written(running)] == [36.5]
