"""Whoever cannot simply show a card has a path, the door is found by a pad, and what is rare stands under More."""

import msgspec
import pytest
from playwright.sync_api import Page, expect

from gatepass.events import Claimed, Scan, Undo, VisitIn
from tests.browser.conftest import Running, current, take
from tests.browser.test_gate_page import (
    FORGOTTEN_AND_ID,
    PHONE,
    SIZES,
    asking_for_an_id,
    confirmed,
    measure,
    on_duty,
    register,
    view,
    written,
)


def test_every_kind_of_person_is_told_in_one_sentence_and_has_a_button_that_begins_their_path(running: Running):
    page = running.page()
    page.get_by_role("button", name="帮助").click()
    told = page.locator("#help .paths li")
    assert [text.split("\n")[0] for text in told.all_inner_texts()] == [
        "没带证卡，或卡丢了",
        "没有智能手机",
        "不识字，看不清",
        "听不见，说不了",
        "不懂中文",
    ]
    assert [len([mark for mark in text if mark in "。？！"]) for text in told.locator("p").all_inner_texts()] == [1] * 5
    page.locator("#help .close").click()
    begun = []
    for place in range(page.locator("#help [data-way]").count()):
        page.locator("#help-open").click()
        button = page.locator("#help [data-way]").nth(place)
        way = button.get_attribute("data-way")
        button.click()
        if way == "language":
            expect(page.locator("html")).to_have_attribute("lang", "en")
            continue
        expect(page.locator("#help")).to_be_hidden()
        begun.append(page.locator("dialog[open]").get_attribute("id"))
        page.locator("dialog[open] .close").click()
    assert begun == ["claim", "claim", "register-visitor", "claim", "register-visitor", "signs", "signs"]


@pytest.mark.parametrize("size", SIZES)
def test_large_words_are_turned_to_somebody_in_both_languages(running: Running, size):
    page = running.page(size, "en")
    page.get_by_role("button", name="Help").click()
    page.get_by_role("button", name="Show large words").first.click()
    tiles = page.locator("#signs .tiles button")
    expect(tiles).to_have_count(6)
    tiles.nth(2).click()
    expect(tiles.filter(visible=True)).to_have_text("请写下门牌和姓名Write down door and name")
    assert page.locator("#signs b").nth(2).evaluate("(words) => parseFloat(getComputedStyle(words).fontSize)") >= 40
    tiles.nth(2).click()
    expect(tiles.filter(visible=True)).to_have_count(6)


def pad(page: Page) -> dict[str, bool]:
    """Which keys of the door's pad can be pressed."""
    keys = page.locator("#door-pad .pad [data-door]")
    return {key.get_attribute("data-door") or "": key.get_attribute("aria-disabled") == "false" for key in keys.all()}


def lit(page: Page) -> str:
    return "".join(sorted(key for key, can_be_pressed in pad(page).items() if can_be_pressed and len(key) == 1))


@pytest.mark.parametrize("size", SIZES)
def test_a_door_is_found_by_five_touches_and_only_doors_that_exist_light_up(running: Running, size):
    asking_for_an_id(running)
    page = running.page(size)
    page.get_by_role("button", name="没带卡").click()
    expect(page.locator("#door-pad [data-door='1']")).to_have_attribute("aria-disabled", "false")
    lights = [lit(page)]
    for key in "12302":
        page.click(f"[data-door='{key}']")
        lights.append(lit(page))
    assert lights[:5] == ["1", "2", "3", "0", "2"]
    form = page.locator("#claim")
    expect(form.locator("[name=name]")).to_be_focused()
    expect(page.locator("#door-pad")).to_be_hidden()
    page.keyboard.type("王小㛃")
    page.keyboard.press("Enter")
    confirmed(page, *FORGOTTEN_AND_ID)
    measure(page, "365")
    expect(view(page, "verdict").locator(".person")).to_contain_text("12号302室 王小㛃")
    assert [(type(event), event.door) for event in written(running)] == [(Claimed, "12号302室")]


def test_the_pad_goes_back_and_says_when_there_is_no_such_door(running: Running):
    page = running.page()
    page.get_by_role("button", name="没带卡").click()
    for key in ("1", "2", "3", "Backspace", "Backspace", "Backspace"):
        page.click(f"[data-door={key}]" if key.isalpha() else f"[data-door='{key}']")
    expect(page.locator("#claim .stairwell")).to_have_value("1")
    page.click("[data-door=Enter]")
    page.keyboard.type("9", delay=50)
    expect(page.locator("#door-pad .door-typed")).to_have_text("1号9室 没有这个门牌")
    assert lit(page) == ""
    page.click("#door-pad-away")
    expect(page.locator("#door-pad")).to_be_hidden()
    page.locator("#claim .room").click()
    expect(page.locator("#door-pad")).to_be_visible()
    page.locator("#claim [name=name]").focus()
    expect(page.locator("#door-pad")).to_be_hidden()


def with_doors(running: Running, *doors: str) -> None:
    """The office's next passbook knows these doors alone."""
    take(running.gate.store, msgspec.structs.replace(current(running.community), doors=doors), 2)


def test_rooms_with_a_letter_have_a_key_for_it(running: Running):
    with_doors(running, "3号201室", "3号201A室", "3号201B室")
    page = running.page()
    page.get_by_role("button", name="没带卡").click()
    for key in "3201B":
        page.click(f"[data-door='{key}']")
    expect(page.locator("#claim .room")).to_have_value("201B")
    expect(page.locator("#claim [name=name]")).to_be_focused()


def test_where_no_door_is_known_every_key_can_be_pressed(running: Running):
    with_doors(running)
    page = running.page()
    page.get_by_role("button", name="没带卡").click()
    for key in ("7", "Enter", "8"):
        page.click(f"[data-door='{key}']")
    expect(page.locator("#door-pad .door-typed")).to_have_text("7号8室")


FOCUS_IS_SEEN = """() => {
    const { outlineWidth, outlineStyle } = getComputedStyle(document.activeElement);
    return document.activeElement === document.body || (parseFloat(outlineWidth) >= 3 && outlineStyle !== "none");
}"""


def tab_to(page: Page, selector: str) -> None:
    """Walks with Tab to an element; whatever has the focus on the way shows it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_IS_SEEN), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}")


def test_a_passage_its_undoing_and_a_registration_by_keys_alone(running: Running):
    page = running.page()
    running.scan(page, "wang")
    measure(page, "365")
    view(page, "verdict")
    tab_to(page, "#undo")
    page.keyboard.press("Enter")
    view(page, "ready")
    expect(page.locator("#recent li small")).to_contain_text("已撤销")
    tab_to(page, "[data-register=courier]")
    page.keyboard.press("Enter")
    page.keyboard.type("13812345678", delay=50)
    tab_to(page, "[name=temperature]")
    page.keyboard.type("364", delay=50)
    page.keyboard.press("Enter")
    expect(page.locator("#register-courier .ticket b")).to_have_text("1")
    page.keyboard.press("Enter")
    tab_to(page, "#inside li button")
    page.keyboard.press("Enter")
    expect(page.locator("#inside li")).to_have_count(0)
    assert [type(event) for event in written(running)][:3] == [Scan, Undo, VisitIn]


def test_a_page_that_locks_under_an_open_question_takes_the_pin_by_keys(running: Running):
    page = running.page(PHONE)
    on_duty(running, page)
    running.scan(page, "revoked")
    view(page, "verdict").get_by_role("button", name="仍要放行").click()
    running.gate.shift.lock()
    running.gate.session.changed()
    view(page, "locked")
    page.keyboard.type("2580", delay=50)
    page.keyboard.press("Enter")
    expect(page.locator("body")).not_to_have_attribute("data-view", "locked")


def test_what_is_rare_stands_under_more(running: Running):
    page = running.page(PHONE)
    page.get_by_role("button", name="更多").click()
    expect(page.locator("#parts li")).to_have_count(page.locator("#lights .light, #alarms .light").count())
    expect(page.locator("#more [data-sound]")).to_have_text("声音已开")
    page.locator("#more [data-sound]").click()
    expect(page.locator("#sound")).to_have_attribute("data-state", "muted")
    page.locator("#more").get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_newest_form_lies_on_top(running: Running):
    page = running.page()
    page.get_by_role("button", name="没带卡").click()
    form = register(page, "visitor", name="张三")
    form.get_by_role("button", name="取消").click()
    expect(page.locator("#claim")).to_be_visible()


def show_words(page: Page) -> None:
    page.locator("#help-open").click()
    page.get_by_role("button", name="给他看大字：听不见，说不了").click()
    page.locator("#signs .tiles button").first.click()


@pytest.mark.parametrize("size", SIZES)
def test_large_words_give_way_to_the_next_person(running: Running, size):
    page = running.page(size)
    show_words(page)
    running.scan(page, "wang")
    view(page, "asking")
    expect(page.locator("#signs")).to_be_hidden()


def test_escape_closes_the_large_words_before_it_sends_anybody_away(running: Running):
    page = running.page()
    running.scan(page, "wang")
    view(page, "asking")
    show_words(page)
    page.keyboard.press("Escape")
    expect(page.locator("#signs")).to_be_hidden()
    view(page, "asking")
    page.keyboard.press("Escape")
    view(page, "ready")


def test_who_passes_behind_a_form_that_fills_the_screen_is_told_above_it(running: Running):
    page = running.page(PHONE)
    form = register(page, "visitor", name="张三")
    running.scan(page, "revoked")
    expect(page.locator("#toast")).to_have_text("不放行 · 此证已注销 · 请收回证卡，联系办公室 · 1号101室 · 赵甲")
    expect(form.locator("[name=name]")).to_have_value("张三")
    form.locator("h2").click()  # and with it goes the focus
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    view(page, "verdict")
