"""Whoever is asked stays on the screen, with the digits typed so far, whatever else is done meanwhile."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Running
from tests.browser.test_gate_page import WANG, measure, on_duty, view, written


def undo_the_one_before(running: Running, page: Page) -> None:
    page.get_by_role("button", name=f"撤销 {WANG}").click()
    expect(page.locator("#recent li small")).to_contain_text("已撤销")


def turn_the_switch(running: Running, page: Page) -> None:
    page.locator(".direction [data-direction=out]").click()
    expect(page.locator("body")).to_have_attribute("data-direction", "out")


def take_another_shift(running: Running, page: Page) -> None:
    running.gate.shift.sign_off("", None)
    running.gate.session.changed()
    expect(page.locator("#duty-open span")).to_have_text("值班")


def lock_and_unlock(running: Running, page: Page) -> None:
    running.gate.shift.lock()
    running.gate.session.changed()
    view(page, "locked")
    running.scan(page, "wang")
    expect(page.locator("#pin-hint")).to_contain_text("这张不是工作证")
    page.keyboard.type("2580")
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    "meanwhile",
    [undo_the_one_before, turn_the_switch, take_another_shift, lock_and_unlock],
    ids=lambda each: each.__name__,
)
def test_whoever_is_asked_stays_with_the_digits_typed_so_far(
    running: Running, meanwhile: Callable[[Running, Page], None]
):
    page = running.page()
    on_duty(running, page)
    running.scan(page, "wang")
    measure(page, "365")
    view(page, "verdict")
    running.scan(page, "li")
    view(page, "asking")
    page.keyboard.type("36", delay=50)
    meanwhile(running, page)
    expect(view(page, "asking").locator(".name")).to_have_text("李<b>明")
    expect(page.locator("#typed")).to_have_text("36 ℃")
    page.keyboard.type("6", delay=50)
    page.keyboard.press("Enter")
    expect(view(page, "verdict").locator(".degrees")).to_have_text("36.6 ℃")
    assert (running.gate.session.recent()[0].row.name, running.gate.session.recent()[0].reading.celsius) == (
        "李<b>明",
        36.6,
    )


def cut(running: Running, page: Page, seconds: int = 2) -> None:
    """The gate's program does not answer any more; a card is scanned, and sent once a second in vain."""
    page.clock.install()
    page.context.set_offline(True)
    running.scan(page, "wang")
    for _ in range(seconds):
        with page.expect_event("requestfailed", lambda request: request.url.endswith("/scan")):
            page.clock.run_for(1000)


def test_what_was_scanned_while_the_program_was_away_for_a_while_is_done_as_was_promised(running: Running):
    page = running.page()
    cut(running, page, 12)
    expect(page.locator("#working")).to_have_text("已收到，恢复后自动办理", use_inner_text=True)
    page.context.set_offline(False)
    page.clock.run_for(1000)
    expect(view(page, "asking").locator(".name")).to_have_text("王小㛃")
    expect(page.locator("#working")).to_be_hidden()


def test_what_did_not_get_through_in_a_minute_is_told_until_it_can_be_done_again(running: Running):
    page, told = running.page(), "没有送到，请重做一次"
    cut(running, page)
    page.clock.fast_forward(60_000)
    expect(page.locator("#toast")).to_have_text(told)
    expect(page.locator("#working")).to_be_hidden()
    page.clock.run_for(60_000)
    expect(page.locator("#toast")).to_be_visible()
    page.context.set_offline(False)
    page.clock.run_for(1000)
    view(page, "ready")
    expect(page.locator("#toast")).to_be_visible()
    page.clock.run_for(8000)
    expect(page.locator("#toast")).to_be_hidden()
    assert written(running) == []
