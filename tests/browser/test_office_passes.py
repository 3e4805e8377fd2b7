"""The passes' page in a real browser: a lost card, from the search to a sheet that reads again; two clicks are one replacement."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp
from playwright.sync_api import Browser, expect

from gatepass.passes import serial_words
from tests.browser.offices import Desk, issued_today, serving
from tests.browsers import DESKTOP, PHONE
from tests.issuer.offices import founded, resident, take_in


@pytest.fixture
def desk(tmp_path: Path, browser: Browser) -> Iterator[Desk]:
    at = founded(tmp_path / "office")
    take_in(at, resident("12-302", "王小㛃"), resident("7-101", "赵甲"))
    with serving(at, browser) as desk:
        yield desk


@pytest.fixture
def serials(desk: Desk) -> tuple[str, ...]:
    return issued_today(desk.office)


def test_from_a_lost_card_to_a_printable_one_it_is_three_clicks(desk, serials, capsys):
    page, began, clicks = desk.page("passes/"), time.monotonic(), 0
    page.get_by_role("searchbox").or_(page.locator("input[name=asked]")).first.fill("12-302")
    for name in ("查找", "遗失"):
        page.get_by_role("button", name=name, exact=True).click()
        clicks += 1
    expect(page.locator(".done")).to_contain_text("第2版")
    with page.context.expect_event("response", lambda answer: answer.url.endswith("card.pdf")) as answered:
        page.get_by_role("button", name="打印证卡").click()
    assert answered.value.status == 200
    took, clicks = time.monotonic() - began, clicks + 1
    with capsys.disabled():
        print(f"\nlost card to printable replacement: {clicks} clicks, {took:.1f} s")  # noqa: T201
    content = httpx.post(f"{desk.url}/passes/{serials[0]}/card.pdf", trust_env=False).content
    sheet = pypdfium2.PdfDocument(content)[0].render(scale=300 / 72).to_numpy()
    assert [found.text for found in zxingcpp.read_barcodes(sheet)] == [desk.office.keys.code(serials[0], 2)]
    assert clicks == 3


def test_two_clicks_are_one_replacement(desk, serials):
    page = desk.page("passes/")
    page.locator("input[name=asked]").first.fill("王小㛃")
    page.get_by_role("button", name="查找", exact=True).click()
    page.get_by_role("button", name="损坏").dblclick()
    expect(page.locator(".holder p").first).to_contain_text("第2版")
    assert [each.issue for each in desk.office.store.issues_of(serials[0])] == [1, 2]


def test_a_pass_is_found_by_the_words_of_its_serial_and_revoked(desk, serials):
    page = desk.page("passes/", PHONE, "en")
    page.locator("input[name=asked]").first.fill(serial_words(serials[1]).en)
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_label("Why revoked").fill("moved")
    page.get_by_role("button", name="Revoke", exact=True).click()
    expect(page.locator(".done")).to_contain_text("is revoked")
    assert desk.office.store.issues_of(serials[1])[0].status == "revoked"


def test_nobody_found_says_what_to_try(desk, serials):
    page = desk.page("passes/")
    page.locator("input[name=asked]").first.fill("<b>99")
    page.get_by_role("button", name="查找", exact=True).click()
    expect(page.locator(".empty")).to_contain_text("没有找到")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone")])
def test_nothing_runs_over_the_side(desk, serials, language, size):
    page = desk.page("passes/", size, language)
    page.locator("input[name=asked]").first.fill("12-302")
    page.locator("form[role=search] button").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
