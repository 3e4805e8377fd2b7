"""A duty card at the gate's page: waited for, called off, shown to a locked page; and everybody else's card meanwhile."""

import msgspec
import pytest
from playwright.sync_api import Page, expect

from gatepass.events import Scan, ShiftOff, ShiftOn
from gatepass.passbook import Row, encode_row
from gatepass.people import Category
from tests.browser.appearance import outside, small_buttons, violations
from tests.browser.conftest import Running, current, take
from tests.browser.test_gate_page import DESKTOP, PHONE, on_duty, view, written
from tests.browser.test_gate_sounds import heard, listening
from tests.browser.test_gate_waiting import feverish

SIZES = [DESKTOP, PHONE, (360, 640)]


def staffed(running: Running) -> None:
    """Li is one of the staff."""
    book, code = current(running.community), running.community.code("li")
    row = encode_row(code, Row("", "李保安", Category.STAFF, "000024"))
    entries = tuple(
        msgspec.structs.replace(entry, row=row) if entry.lookup == code.lookup else entry for entry in book.entries
    )
    take(running.gate.store, msgspec.structs.replace(book, entries=entries), 2)


def lock(running: Running, page: Page) -> None:
    running.gate.shift.lock()
    running.gate.session.changed()
    view(page, "locked")


def await_card(page: Page) -> None:
    page.locator("#duty-open").click()
    page.locator("#duty-card").click()
    expect(page.locator("#duty")).to_be_hidden()
    expect(page.locator("#card-awaited")).to_be_visible()


def ugly(page: Page) -> list[str]:
    """What does not fit, on each size of screen."""
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        found += outside(page) + small_buttons(page)
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_duty_card_is_waited_for_as_long_as_the_page_says_so(running: Running, language: str):
    staffed(running)
    page = running.page(language=language)
    await_card(page)
    assert ugly(page) + violations(page, "color-contrast-enhanced") == []
    page.locator("#card-cancel").click()
    expect(page.locator("#card-awaited")).to_be_hidden()
    await_card(page)
    running.scan(page, "li")
    expect(page.locator("#card-awaited")).to_be_hidden()
    expect(page.locator("#toast")).to_have_text({"zh": "已签到：李保安", "en": "On duty: 李保安"}[language])
    assert [type(event) for event in written(running)] == [ShiftOn]


def test_a_residents_card_meanwhile_is_scanned_and_ends_the_waiting(running: Running):
    page = running.page()
    await_card(page)
    running.scan(page, "revoked")
    view(page, "verdict")
    expect(page.locator("#card-awaited")).to_be_hidden()
    expect(page.locator("#toast")).to_have_text("这张不是工作证，已按通行办理")
    assert [type(event) for event in written(running)] == [Scan]


LOCKED = {
    "zh": "页面已锁定，这张不是工作证；请值班人员输口令，或刷工作证",
    "en": "the page is locked, and that is no duty card: type the PIN, or show a duty card",
}


# A press while the page is still changing to the language before counts for nothing.
PRESSED_UNTIL_TOLD = """(told) => {
    if (document.querySelector("#pin-hint").textContent === told) return true;
    document.querySelector("#language").click();
    return false;
}"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_residents_card_before_a_locked_page_is_told_with_a_sound_and_recorded_nowhere(
    running: Running, language: str
):
    page = listening(running, language, [])
    on_duty(running, page)
    lock(running, page)
    running.scan(page, "wang")
    expect(page.locator("#pin-hint")).to_have_text(LOCKED[language])
    expect(page.locator("#spoken")).to_have_text(LOCKED[language])
    assert heard(page, "notes") == ["square 262"] * 3
    for other in sorted(LOCKED, key=language.__eq__):
        page.wait_for_function(PRESSED_UNTIL_TOLD, arg=LOCKED[other], polling=100)
        expect(page.locator("#pin-hint")).to_have_text(LOCKED[other])
        expect(page.locator("#spoken")).to_have_text(LOCKED[other])
    assert (heard(page, "notes"), ugly(page)) == ([], [])
    page.keyboard.type("2580")
    page.keyboard.press("Enter")
    view(page, "ready")
    lock(running, page)
    expect(page.locator("#pin-hint")).not_to_have_text(LOCKED[language])
    assert [type(event) for event in written(running)] == [ShiftOn]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_somebody_else_takes_over_a_locked_page_with_a_duty_card(running: Running, language: str):
    staffed(running)
    page = running.page(PHONE, language)
    on_duty(running, page)
    lock(running, page)
    page.locator("#other").click()
    now = {
        "zh": "王阿姨 值班，页面已锁定。换人：选自己的称呼，输口令；或刷工作证。",
        "en": "王阿姨 is on duty, and the page is locked. To take over, choose your name and type the PIN, or show a duty card.",
    }
    expect(page.locator("#duty-now")).to_have_text(now[language])
    page.locator("#duty-card").click()
    expect(page.locator("#card-awaited")).to_be_visible()
    running.scan(page, "li")
    view(page, "ready")
    expect(page.locator("#card-awaited")).to_be_hidden()
    assert [type(event) for event in written(running)] == [ShiftOn, ShiftOff, ShiftOn]


def test_a_question_that_is_half_answered_when_the_page_locks_comes_back_with_what_was_written(running: Running):
    page = running.page()
    on_duty(running, page)
    feverish(running, page)
    running.scan(page, "revoked")
    halves = {"#fever-note": "结果", "#override-own": "仍要放行"}
    for note, button in halves.items():
        page.get_by_role("button", name=button).click()
        page.fill(note, "已经说了一半")
        lock(running, page)
        page.keyboard.type("2580")
        page.keyboard.press("Enter")
        expect(page.locator(note)).to_have_value("已经说了一半")
        expect(page.locator(note)).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(note)).to_be_hidden()
    page.get_by_role("button", name="结果").click()
    expect(page.locator("#fever-note")).to_have_value("")
    page.get_by_role("button", name="回家隔离").click()
    expect(page.locator("#waiting li")).to_have_count(0)


def test_a_wrong_pin_is_gone_before_the_right_one_is_typed(running: Running):
    page = running.page()
    on_duty(running, page)
    running.gate.shift.sign_off("", None)
    running.gate.session.changed()
    page.locator("#duty-open").click()
    page.locator("#duty").get_by_role("button", name="王阿姨").click()
    page.keyboard.type("1111")
    page.keyboard.press("Enter")
    expect(page.locator("#duty .problem")).to_have_text("口令不对，请再试，或用工作证签到")
    page.keyboard.type("2580")
    page.keyboard.press("Enter")
    expect(page.locator("#duty")).to_be_hidden()
    expect(page.locator("#duty-open span")).to_have_text("王阿姨")
