"""Hand scanners as they come: what ends a code, what has the focus, input methods, Caps Lock, keypads. Real key events, a real browser."""

import re
import time

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import Running
from tests.browser.test_gate_page import register, view, written

SHIFT, ALT, KEYPAD = 8, 1, 3
OFF = {"0": "Insert", "1": "End", "2": "ArrowDown", "3": "PageDown", "4": "ArrowLeft"} | {
    "5": "Clear", "6": "ArrowRight", "7": "Home", "8": "ArrowUp", "9": "PageUp"
}  # fmt: skip


class Scanner:
    """A keyboard that types as a scanner does, through the browser's own input events.

    The page's clock stands still until the code is at its end: on a busy PC a test sends keys slower than any scanner.
    """

    def __init__(self, page: Page) -> None:
        self._line: CDPSession = page.context.new_cdp_session(page)
        self._clock = page.clock
        self._clock.install()
        self._clock.pause_at(time.time() + 60)

    def key(self, key: str, code: str, text: str = "", **more: int) -> None:
        """One key, down and up."""
        self.half("keyDown" if text else "rawKeyDown", key, code, text=text, **more)
        self.half("keyUp", key, code, **more)

    def half(self, kind: str, key: str, code: str, **more: object) -> None:
        """A key going down, or coming up."""
        self._line.send("Input.dispatchKeyEvent", {"type": kind, "key": key, "code": code, **more})

    def plain(self, text: str, pace: int = 0) -> None:
        """Letters and digits of the main keys, `pace` ms from one to the next; a capital holds Shift."""
        for each in text:
            if pace:
                self._clock.run_for(pace)
            self.key(each, code_of(each), each, modifiers=SHIFT if each.isupper() else 0)

    def with_keypad(self, text: str, *, num_lock: bool = True) -> None:
        """Letters as usual, digits from the numeric keypad."""
        for each in text:
            if each.isdigit():
                self.key(each if num_lock else OFF[each], f"Numpad{each}", each if num_lock else "", location=KEYPAD)
            else:
                self.plain(each)

    def under_an_input_method(self, text: str) -> None:
        """The input method swallows the characters and shows them as a composition of its own."""
        for place, each in enumerate(text, start=1):
            self.key("Process", code_of(each), windowsVirtualKeyCode=229)
            self._line.send(
                "Input.imeSetComposition",
                {"text": text[:place].lower(), "selectionStart": place, "selectionEnd": place},
            )

    def commit(self, text: str) -> None:
        """The input method gives what it holds to the field."""
        self._line.send("Input.insertText", {"text": text})

    def by_number(self, text: str) -> None:
        """Alt held, and each character's number typed on the keypad."""
        for each in text:
            self.half("rawKeyDown", "Alt", "AltLeft", modifiers=ALT)
            for digit in f"{ord(each):03}":
                self.key(digit, f"Numpad{digit}", location=KEYPAD, modifiers=ALT)
            self.half("keyUp", "Alt", "AltLeft")

    def press(self, key: str) -> None:
        """The key that the scanner was told to press after each code."""
        self.key(key, key, "\r" if key == "Enter" else "", windowsVirtualKeyCode=13 if key == "Enter" else 9)

    def end(self, key: str) -> None:
        """The last of these, if any: now the page's time goes on."""
        if key:
            self.press(key)
        self._clock.resume()


def code_of(character: str) -> str:
    return f"Digit{character}" if character.isdigit() else f"Key{character.upper()}"


WAYS = [
    pytest.param(lambda scanner, code: scanner.plain(code), id="as it is"),
    pytest.param(lambda scanner, code: scanner.plain(code.lower()), id="in lower case, or with Caps Lock on"),
    pytest.param(lambda scanner, code: scanner.plain(code[:9] + code[9:].lower()), id="in a mixture of both"),
    pytest.param(lambda scanner, code: scanner.with_keypad(code), id="digits from the keypad"),
    pytest.param(lambda scanner, code: scanner.with_keypad(code, num_lock=False), id="and Num Lock is off"),
    pytest.param(lambda scanner, code: scanner.plain("]Q1" + code), id="with the kind of symbol before it"),
    pytest.param(lambda scanner, code: scanner.plain("#" + code), id="with a sign before it"),
    pytest.param(lambda scanner, code: scanner.plain("*QR:" + code + ";"), id="with something before and behind it"),
    pytest.param(lambda scanner, code: scanner.plain(code, pace=40), id="at 40 ms a key"),
    pytest.param(lambda scanner, code: scanner.plain(code, pace=60), id="at 60 ms a key"),
    pytest.param(lambda scanner, code: scanner.plain(code, pace=80), id="at 80 ms a key"),
    pytest.param(lambda scanner, code: scanner.by_number(code), id="each character by its number"),
]


@pytest.mark.parametrize("way", WAYS)
def test_a_code_is_heard_however_the_scanner_types_it(running: Running, way):
    page = running.page()
    scanner = Scanner(page)
    way(scanner, running.community.code("wang"))
    scanner.end("Enter")
    expect(view(page, "asking").locator(".name")).to_have_text("王小㛃")


@pytest.mark.parametrize("end", ["Enter", "Tab", ""])
def test_whatever_ends_a_code_it_leaves_the_field_that_has_the_focus_as_it_was(running: Running, end: str):
    page = running.page()
    form = register(page, "courier", phone="138", temperature="36")
    scanner = Scanner(page)
    scanner.plain(running.community.code("wang"))
    scanner.end(end)
    view(page, "asking")
    expect(form.locator("[name=temperature]")).to_be_focused()
    assert [form.locator(f"[name={name}]").input_value() for name in ("phone", "temperature")] == ["138", "36"]
    assert written(running) == []


@pytest.mark.parametrize("pace", [50, 80])
@pytest.mark.parametrize("around", ["{}", "]Q1{};"])
def test_a_slow_scanner_is_known_in_a_field_by_what_it_types(running: Running, pace: int, around: str):
    page = running.page()
    form = register(page, "visitor", name="张")
    form.locator("[name=name]").focus()
    scanner = Scanner(page)
    scanner.plain(around.format(running.community.code("wang")), pace=pace)
    scanner.end("Enter")
    expect(view(page, "asking").locator(".name")).to_have_text("王小㛃")
    expect(form.locator("[name=name]")).to_have_value("张")


@pytest.mark.parametrize("end", ["Enter", ""])
def test_under_a_chinese_input_method_the_code_is_heard_and_nothing_of_it_stays(running: Running, end: str):
    page = running.page()
    form = register(page, "visitor", name="张")
    form.locator("[name=name]").focus()
    scanner = Scanner(page)
    scanner.under_an_input_method(running.community.code("wang"))
    if end:
        scanner.key("Process", "Enter", windowsVirtualKeyCode=229)
        scanner.commit(running.community.code("wang").lower())
    scanner.end("")
    expect(view(page, "asking").locator(".name")).to_have_text("王小㛃")
    expect(form.locator("[name=name]")).to_have_value("张")
    expect(form.locator("[name=name]")).to_be_focused()


@pytest.mark.parametrize("focus", ["[data-register=courier]", "#language", "[data-direction=out]"])
def test_a_button_that_has_the_focus_is_not_pressed_by_the_enter_of_a_scanner(running: Running, focus: str):
    page = running.page()
    page.locator(focus).first.focus()
    scanner = Scanner(page)
    scanner.plain(running.community.code("wang"))
    scanner.end("Enter")
    view(page, "asking")
    assert page.locator("dialog[open]").count() == 0
    expect(page.locator("body")).to_have_attribute("data-direction", "in")


def test_a_scanner_that_reads_a_code_twice_at_once_makes_one_passage(running: Running):
    page = running.page()
    page.locator(".direction [data-direction=auto]").click()
    expect(page.locator("body")).to_have_attribute("data-direction", "auto")
    scanner = Scanner(page)
    scanner.plain(running.community.code("revoked"))
    scanner.press("Enter")
    scanner.plain(running.community.code("revoked"))
    scanner.end("Enter")
    view(page, "verdict")
    page.wait_for_timeout(200)
    assert [event.passage for event in written(running)] == ["turned_away"]


def test_fingers_are_no_scanner(running: Running):
    page = running.page()
    form = register(page, "visitor")
    form.locator("[name=name]").focus()
    page.keyboard.type("gonganjuzhengzaixunzhaoxiansuo13800138000", delay=45)
    expect(form.locator("[name=name]")).to_have_value("gonganjuzhengzaixunzhaoxiansuo13800138000")
    page.wait_for_timeout(300)
    expect(page.locator("body")).to_have_attribute("data-view", re.compile("ready"))


@pytest.mark.parametrize("text", ["6901234567892", "HTTPS://EXAMPLE.COM/ANOTHER/CODE"])
def test_another_code_than_a_pass_is_named_and_takes_nobody_s_place(running: Running, text: str):
    page = running.page()
    scanner = Scanner(page)
    scanner.plain(text)
    scanner.end("Enter")
    expect(view(page, "verdict").locator(".what")).to_have_text("这不是出入证")
    running.scan(page, "wang")
    view(page, "asking")
    page.keyboard.type("36", delay=50)
    scanner = Scanner(page)
    scanner.plain(text)
    scanner.end("Enter")
    expect(page.locator("#toast")).to_have_text("这不是出入证，请出示小区证卡；没有证卡请登记")
    expect(view(page, "asking").locator(".name")).to_have_text("王小㛃")
    expect(page.locator("#typed")).to_have_text("36 ℃")


def test_a_temperature_typed_as_fast_as_fingers_can_is_one(running: Running):
    page = running.page()
    running.scan(page, "wang")
    view(page, "asking")
    scanner = Scanner(page)
    scanner.plain("36.65", pace=60)
    scanner.end("Enter")
    expect(view(page, "verdict").locator(".degrees")).to_contain_text("36.6")
