"""The page of lists in a real browser, on a phone and on a desktop: a household marked, a list taken in, and undone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser, expect

from tests.browser.offices import Desk, serving
from tests.browsers import DESKTOP, PHONE
from tests.issuer.offices import founded, resident, take_in


@pytest.fixture
def desk(tmp_path: Path, browser: Browser) -> Iterator[Desk]:
    office = founded(tmp_path / "office")
    take_in(
        office,
        resident("12-302", "王甲"),
        resident("12-302", "王乙"),
        resident("1-101", "Maximiliana Wolfeschlegelsteinhausen"),
    )
    with serving(office, browser) as desk:
        yield desk


@pytest.mark.parametrize("size", [pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone")])
def test_a_household_is_marked_and_a_list_is_taken_in_and_undone(
    desk: Desk, tmp_path: Path, size: tuple[int, int]
) -> None:
    page = desk.page("lists/", size)
    page.get_by_label("门牌或姓名").fill("12-302")
    page.keyboard.press("Enter")
    page.get_by_label("整户").check()
    page.get_by_label("原因（只留在办公室）").fill("密接")
    page.get_by_role("button", name="标记", exact=True).click()
    expect(page.locator(".done")).to_have_text("已标记：居家隔离（1处）")
    expect(page.locator(".marks .left")).to_have_text("还剩 13 天")
    book = Workbook()
    for row in (("姓名", "门牌"), ("Maximiliana Wolfeschlegelsteinhausen", "1-101")):
        book.worksheets[0].append(row)
    book.save(tmp_path / "名单.xlsx")
    page.set_input_files("input[type=file]", tmp_path / "名单.xlsx")
    page.get_by_role("button", name="上传并预览").click()
    expect(page.locator(".counts dd").first).to_have_text("1")
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator(".marks")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    page.get_by_role("button", name="撤销最近一次").click()
    expect(page.locator(".marks")).to_have_count(1)
