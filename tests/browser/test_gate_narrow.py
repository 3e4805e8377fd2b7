"""What is long or many, on the smallest screens: nothing that is typed, named or shown is cut off or lies upon something else."""

from itertools import product

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from gatepass.passbook import Row, encode_row
from gatepass.people import Category
from tests.browser.appearance import outside, small_buttons
from tests.browser.conftest import DESKTOP, Running, current, take
from tests.browser.test_gate_page import PHONE, measure, register, view
from tests.browser.test_gate_states import SMALLEST

CUT = "(input) => input.scrollWidth > input.clientWidth"
WIDE = "(parts) => parts.filter((part) => part.scrollWidth > part.clientWidth).map((part) => part.id)"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_temperature_that_is_typed_can_be_read_whole(running: Running, language: str):
    page = running.page(language=language)
    form, cut = register(page, "visitor"), []
    expect(form.locator("[name=site]")).to_be_visible()
    for (width, height), typed in product((SMALLEST, PHONE, DESKTOP), ("36.5", "100.4")):
        page.set_viewport_size({"width": width, "height": height})
        form.locator("[name=temperature]").fill(typed)
        cut += [(width, typed)] if form.locator("[name=temperature]").evaluate(CUT) else []
    assert cut == []


LOW = (683, 384)  # a cheap PC's page at 200 %
LONG_NAMES = {"zh": "阿卜杜拉·" * 12, "en": "Maximiliana Alexandra Konstantinopoulou-Featherstonehaugh Jr"}


def named(running: Running, name: str) -> None:
    """The office's next passbook, where the volunteer may override, has a resident of this name."""
    book, code = current(running.community), running.community.code("wang")
    row = encode_row(code, Row("12号302室", name, Category.OWNER, "000017"))
    entries = tuple(replace(entry, row=row) if entry.lookup == code.lookup else entry for entry in book.entries)
    take(running.gate.store, replace(book, entries=entries, covenant=replace(book.covenant, override=True)), 2)


def wrong(page: Page, state: str) -> list[str]:
    """What is covered, cut off or too small, on every screen."""
    found = []
    for width, height in (SMALLEST, PHONE, LOW, DESKTOP):
        page.set_viewport_size({"width": width, "height": height})
        clamped = ["the name is clamped"] if page.locator(".person.clamped").count() else []
        found += [f"{state}, {width} × {height}: {each}" for each in outside(page) + small_buttons(page) + clamped]
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_longest_name_hides_no_button_and_is_read_whole(running: Running, language: str):
    named(running, LONG_NAMES[language])
    page = running.page(language=language)
    page.locator(".bar [data-direction=auto]").click()
    running.scan(page, "wang")
    expect(view(page, "asking").locator(".name")).to_have_text(LONG_NAMES[language])
    found = wrong(page, "asking")
    measure(page, "378")
    expect(view(page, "verdict").locator(".other-way")).to_be_visible()
    found += wrong(page, "wait")
    assert found == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_at_200_percent_the_page_does_not_scroll(running: Running, language: str):
    page, found = running.page(LOW, language), []
    found += outside(page) + small_buttons(page)
    running.scan(page, "revoked")
    view(page, "verdict")
    found += outside(page) + small_buttons(page)
    page.locator("#done").click()
    running.gate.shift.join("王阿姨", "2468", "on")
    running.gate.shift.lock()
    running.gate.session.changed()
    view(page, "locked")
    assert found + outside(page) + small_buttons(page) == []


APART = """() => {
    const box = (part) => part.getBoundingClientRect();
    const [live, aim, which] = [".live", ".aim .over", "#which"].map((part) => box(document.querySelector(part)));
    const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    return [...document.querySelectorAll("#others figure")].flatMap((figure) => {
        const [own, name] = [box(figure), figure.textContent];
        const within = own.left >= live.left && own.right <= live.right && own.top >= live.top && own.bottom <= live.bottom;
        const seen = own.height > 30 && figure.querySelector("figcaption").scrollWidth <= own.width;
        return [within || `${name} is cut off`, seen || `${name} is too small`, !meet(own, aim) || `${name} on the aim`,
            !meet(own, which) || `${name} on the name`].filter((each) => each !== true);
    });
}"""


@pytest.mark.parametrize("cameras", [pytest.param(("0", "1", "2", "3"), id="four cameras")])
def test_the_small_pictures_of_four_cameras_stand_beside_the_aim(running: Running):
    page, found = running.page(language="en"), []
    expect(page.locator("#others figure")).to_have_count(3)
    for width, height in (SMALLEST, PHONE, LOW, DESKTOP):
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{width} × {height}: {each}" for each in page.evaluate(APART)]
    assert found == []


def test_a_long_reason_leaves_room_for_the_other_passages_and_can_be_read_whole(running: Running):
    named(running, "王小㛃")
    page, reason = running.page(), "已经打过电话核对，" * 22
    running.scan(page, "revoked")
    view(page, "verdict").locator("#override-open").click()
    page.fill("#override-own", reason)
    page.keyboard.press("Enter")
    row = page.locator("#recent li")
    expect(row).to_contain_text(reason)
    folded = row.bounding_box()["height"]
    row.locator("summary").press("Enter")
    assert (folded < 110, row.bounding_box()["height"] > folded) == (True, True)
    assert row.locator("summary").evaluate("(part) => part.scrollHeight <= part.clientHeight + 2")


def test_a_long_word_in_the_note_of_the_shift_before_stays_in_its_sheet(running: Running):
    running.gate.shift.join("王阿姨", "2468", "on")
    running.gate.shift.sign_off("w" * 300, "off")
    page, found = running.page(), []
    page.locator("#duty-open").click()
    expect(page.locator("#duty-left")).to_contain_text("w" * 300)
    for width, height in (SMALLEST, PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": height})
        wide = page.locator("#duty, #duty-left").evaluate_all(WIDE)
        found += [f"{width} × {height}: {each}" for each in wide + outside(page)]
    assert found == []
