"""The page changes its language in the middle of everything: nothing that was typed is lost, and no word of the other language stays."""

from playwright.sync_api import Page, expect

from gatepass.events import VisitIn
from tests.browser.conftest import Running
from tests.browser.test_gate_page import register, view, written
from tests.browser.test_gate_waiting import feverish

# Everything that is read, now or when its view is shown; what is hidden is written anew before it is shown, and what is told is told once.
READ = """() => [...document.querySelectorAll(":not(#spoken, #toast, script, .left, [hidden], [hidden] *)")].flatMap((element) => [
    ...[...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map(({ nodeValue }) => nodeValue.trim()),
    ...["lang", "aria-label", "title", "alt", "placeholder", "data-reason", "data-named"].map((name) => element.getAttribute(name)),
]).filter(Boolean).sort()"""


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


def busy(running: Running, page: Page) -> None:
    """Somebody waits, somebody is inside, and somebody is asked, with a digit typed."""
    feverish(running, page)
    register(page, "courier", phone="13812345678", temperature="364")
    page.keyboard.press("Enter")
    page.locator("#register-courier .finish").click()
    register(page, "courier").locator(".close").click()
    running.scan(page, "li")
    view(page, "asking")
    page.keyboard.type("3", delay=50)


def test_the_page_that_changed_its_language_reads_as_one_that_was_opened_in_it(running: Running):
    page = running.page()
    busy(running, page)
    page.locator("#language").click()
    expect(page.locator("#inside li .who")).to_contain_text("Courier")
    expect(page.locator("#typed")).to_have_text("3 ℃")
    changed = page.evaluate(READ)
    page.reload()
    expect(page.locator("#inside li .who")).to_contain_text("Courier")
    page.keyboard.type("3", delay=50)
    expect(page.locator("#typed")).to_have_text("3 ℃")
    opened = page.evaluate(READ)
    assert [text for text in changed if text not in opened] == []


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
