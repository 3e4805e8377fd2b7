"""The page changes its language in the middle of everything: nothing that was typed is lost, and no word of the other language stays."""

import json

from playwright.sync_api import expect

from gatepass.events import VisitIn
from tests.browser.conftest import Running
from tests.browser.test_gate_page import register, view, written
from tests.browser.test_gate_waiting import feverish
from tests.browser.tongues import DATA, LEFT_OVER


def test_a_half_filled_register_outlives_the_change_to_english_and_back(running: Running):
    page = running.page()
    form = register(page, "visitor", name="张三丰", phone="13812345678", temperature="365")
    form.locator(".stairwell").fill("12-302")
    form.locator("[name=name]").focus()
    for language, words in (("en", "Register"), ("zh", "登记")):
        page.evaluate("document.querySelector('#language').click()")
        expect(form.locator("[type=submit]")).to_have_text(words)
        expect(page.locator("html")).to_have_attribute("lang", {"en": "en", "zh": "zh-Hans"}[language])
        expect(form.locator("[data-field=phone] small")).to_have_text({"en": "needed", "zh": "必填"}[language])
        expect(form.locator("[name=name]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(form.locator(".ticket b")).to_have_text("1")
    assert [(type(event), event.door) for event in written(running)] == [(VisitIn, "12号302室")]
    assert page.evaluate("[sessionStorage.length, Object.keys(localStorage)]") == [0, []]


def test_a_dialog_that_is_open_is_told_in_the_other_language_too_and_keeps_what_was_typed(running: Running):
    page = running.page()
    feverish(running, page)
    page.locator("#waiting li button").last.click()
    page.fill("#fever-note", "已联系居委")
    page.evaluate("document.querySelector('#language').click()")
    expect(page.locator("#fever-whom")).to_contain_text("no. 1")
    expect(page.locator("#fever-note")).to_have_value("已联系居委")
    page.locator("#fever .close").click()
    running.scan(page, "revoked")
    view(page, "verdict")
    page.locator("#override-open").click()
    expect(page.locator("#override-whom")).to_contain_text("Stop · This pass was revoked")
    page.fill("#override-own", "看病")
    page.evaluate("document.querySelector('#language').click()")
    expect(page.locator("#override-whom")).to_contain_text("证已注销")
    expect(page.locator("#override-own")).to_have_value("看病")


def test_another_tab_of_the_browser_changes_its_language_too_and_keeps_what_was_typed(running: Running):
    page = running.page()
    other = page.context.new_page()
    other.goto(running.url)
    form = register(other, "visitor", name="张三丰")
    for language in ("en", "zh-Hans"):
        page.evaluate("document.querySelector('#language').click()")
        expect(page.locator("html")).to_have_attribute("lang", language)
        with other.expect_response("**/board?**"):
            running.gate.session.changed()  # what was asked for before is answered in the language of then
        running.gate.session.changed()  # within three seconds it would be answered anyway
        other.wait_for_function(f"() => !({LEFT_OVER})({json.dumps([language, DATA])}).length", polling=50)
        expect(form.locator("[name=name]")).to_have_value("张三丰")
