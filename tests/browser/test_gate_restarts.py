"""The gate's program ends and starts again under an open page, which is never loaded anew: real processes, a real browser, one port."""

import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.store import Store
from tests.browser.conftest import KEYS, current, take
from tests.browser.test_gate_page import measure, register, view
from tests.browsers import DESKTOP
from tests.community import Community
from tests.processes import Running, free_port

TOLD_WITHIN_MS = 7000
PULLED = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows ends a process without warning by either


@dataclass
class Standing:
    """A gate that runs as a process of its own, and the one page that stays open before it."""

    community: Community
    process: Running
    page: Page

    def restart(self, how: int = signal.SIGTERM, then: str = "ready") -> None:
        """The program ends and starts again; the page is let be until it has seen that."""
        self.process.stop(how)
        expect(self.page.locator("body")).to_have_attribute("data-view", "lost")
        self.process.start()
        view(self.page, then)

    def scan(self, who: str) -> None:
        self.page.evaluate(KEYS, [*self.community.code(who), "Enter"])
        view(self.page, "asking")

    def said(self) -> list[tuple[str, str | None, float | None]]:
        """What the ledger says, oldest first: the kind of event, whose pass, °C."""
        whose = {self.community.code(who).lookup: who for who in ("wang", "li")}
        store = Store(self.process.folder)
        bodies = [event.body for event in reversed(store.recent(100))]
        store.close()
        return [
            (type(body).__name__, whose.get(getattr(body, "lookup", None) or ""), getattr(body, "celsius", None))
            for body in bodies
        ]


@pytest.fixture
def standing(community: Community, store: Store, browser: Browser, tmp_path: Path) -> Iterator[Standing]:
    take(store, current(community), 1)
    store.close()
    port = free_port()
    arguments = ("run", "--camera", "none", "--phones", "0", "--port", str(port))
    process = Running("kiosk", tmp_path / "gate", arguments, f"http://127.0.0.1:{port}").start()
    context = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(process.url)
    page.wait_for_selector("#lights .light")
    yield Standing(community, process, page)
    context.close()
    process.stop()


def test_after_a_restart_the_next_person_is_recorded_as_themselves(standing: Standing):
    page = standing.page
    standing.scan("wang")
    measure(page, "366")
    view(page, "verdict")
    form = register(page, "visitor", name="张三丰")
    standing.restart()
    expect(form.locator("[name=name]")).to_have_value("张三丰")
    form.get_by_role("button", name="取消").click()
    standing.scan("li")
    expect(page.locator("#typed")).to_have_class("typed empty")
    measure(page, "391")
    expect(view(page, "verdict").locator(".word")).to_have_text("稍等")
    assert standing.said() == [("Scan", "wang", 36.6), ("Scan", "li", 39.1)]
    row = page.locator("#recent li").nth(1)
    expect(row.locator(".heat")).to_have_text("36.6")
    expect(row.locator("small")).to_contain_text("终端重启前")
    row.get_by_role("button").click()
    expect(row.locator("small")).to_contain_text("已撤销")
    assert standing.said()[2:] == [("Undo", None, None)]


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process can be held still here")
def test_a_program_that_hangs_is_told_of_at_once_and_what_was_scanned_meanwhile_is_not_lost(standing: Standing):
    page, working = standing.page, standing.page.locator("#working")
    page.clock.install()
    standing.scan("wang")  # from now on the page asks by the clock that was put in
    page.keyboard.press("Escape")
    view(page, "ready")
    standing.process.process.send_signal(signal.SIGSTOP)
    try:
        page.evaluate(KEYS, [*standing.community.code("li"), "Enter"])
        expect(working).to_have_text("收到，正在处理…", use_inner_text=True)
        page.clock.fast_forward(TOLD_WITHIN_MS)
        expect(page.locator("body")).to_have_attribute("data-view", "lost")
        expect(working).to_have_text("已收到，恢复后自动办理", use_inner_text=True)
    finally:
        standing.process.process.send_signal(signal.SIGCONT)
    expect(view(page, "asking").locator(".name")).to_have_text("李<b>明")
    expect(working).to_be_hidden()
    measure(page, "365")
    view(page, "verdict")
    assert standing.said() == [("Scan", "li", 36.5)]


def test_an_ok_after_a_restart_sends_no_digit_of_the_one_before(standing: Standing):
    page = standing.page
    standing.scan("wang")
    page.keyboard.type("391", delay=50)
    standing.restart()
    standing.scan("li")
    page.keyboard.press("Enter")
    expect(page.locator("#typed")).to_have_text("––.– ℃")
    measure(page, "365")
    view(page, "verdict")
    assert standing.said() == [("Scan", "li", 36.5)]


def test_a_page_that_was_locked_is_locked_after_pulled_power_and_keeps_what_was_typed(standing: Standing):
    page = standing.page
    page.locator("#duty-open").click()
    page.fill("#duty-name", "王阿姨")
    page.fill("#duty-pin", "2580")
    page.locator("#duty-go").click()
    expect(page.locator("#duty-open")).to_have_text("王阿姨")
    standing.restart(PULLED)  # in use a moment ago: nobody of a queue waits for a PIN
    form = register(page, "visitor", name="张三丰")
    page.evaluate("document.querySelector('#duty-lock').click()")  # the form stands over the way to it
    view(page, "locked")
    standing.restart(PULLED, "locked")
    another = page.context.new_page()
    another.goto(standing.process.url)
    view(another, "locked")
    another.close()
    page.keyboard.type("2580")
    page.keyboard.press("Enter")
    view(page, "ready")
    expect(form.locator("[name=name]")).to_have_value("张三丰")
