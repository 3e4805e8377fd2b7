"""The passes' page in a real browser: a lost card, from the search to a sheet that reads again; two clicks are one replacement."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, expect

from appkit.web import Server
from gatepass.passes import Validity, serial_words
from issuer import issuing
from issuer.office import Office, now
from issuer.web import create_app
from tests.browsers import DESKTOP
from tests.issuer.offices import ACT, founded, resident, take_in

PHONE = (390, 844)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Office, str, tuple[str, ...]]]:
    at = founded(tmp_path / "office")
    take_in(at, resident("12-302", "王小㛃"), resident("7-101", "赵甲"))
    issued = issuing.issue(at.store, Validity(now().date()), ACT).fresh
    serials = tuple(each.serial for each in sorted(issued, key=lambda each: each.holder))
    server = Server(create_app(at, now), "127.0.0.1", 0)
    server.start()
    yield at, server.url, serials
    server.stop()
    at.store.close()


def opened(browser: Browser, url: str, language: str = "zh", size: tuple[int, int] = DESKTOP) -> Page:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, accept_downloads=True)
    context.set_default_timeout(5000)
    context.add_cookies([{"name": "language", "value": language, "url": url}])
    page = context.new_page()
    page.goto(f"{url}/passes/")
    return page


def test_from_a_lost_card_to_a_printable_one_it_is_three_clicks(served, browser, capsys):
    at, url, serials = served
    page, began, clicks = opened(browser, url), time.monotonic(), 0
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
    content = httpx.post(f"{url}/passes/{serials[0]}/card.pdf", trust_env=False).content
    sheet = pypdfium2.PdfDocument(content)[0].render(scale=300 / 72).to_numpy()
    assert [found.text for found in zxingcpp.read_barcodes(sheet)] == [at.keys.code(serials[0], 2)]
    assert clicks == 3


def test_two_clicks_are_one_replacement(served, browser):
    at, url, serials = served
    page = opened(browser, url)
    page.locator("input[name=asked]").first.fill("王小㛃")
    page.get_by_role("button", name="查找", exact=True).click()
    page.get_by_role("button", name="损坏").dblclick()
    expect(page.locator(".holder p").first).to_contain_text("第2版")
    assert [each.issue for each in at.store.issues_of(serials[0])] == [1, 2]


def test_a_pass_is_found_by_the_words_of_its_serial_and_revoked(served, browser):
    at, url, serials = served
    page = opened(browser, url, "en", PHONE)
    page.locator("input[name=asked]").first.fill(serial_words(serials[1]).en)
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_label("Why revoked").fill("moved")
    page.get_by_role("button", name="Revoke", exact=True).click()
    expect(page.locator(".done")).to_contain_text("is revoked")
    assert at.store.issues_of(serials[1])[0].status == "revoked"


def test_nobody_found_says_what_to_try(served, browser):
    _, url, _ = served
    page = opened(browser, url)
    page.locator("input[name=asked]").first.fill("<b>99")
    page.get_by_role("button", name="查找", exact=True).click()
    expect(page.locator(".empty")).to_contain_text("没有找到")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone")])
def test_nothing_runs_over_the_side(served, browser, language, size):
    _, url, _ = served
    page = opened(browser, url, language, size)
    page.locator("input[name=asked]").first.fill("12-302")
    page.locator("form[role=search] button").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
