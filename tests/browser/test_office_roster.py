"""The roster's pages in a real browser: a file reviewed, imported, undone; headers explained; a newborn added."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser, Page, expect

from appkit.web import Server
from issuer.office import Office, now
from issuer.web import create_app
from tests.browsers import DESKTOP
from tests.issuer.offices import founded

PHONE = (390, 844)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Office, str]]:
    at = founded(tmp_path / "office")
    server = Server(create_app(at, now), "127.0.0.1", 0)
    server.start()
    yield at, server.url
    server.stop()
    at.store.close()


def opened(browser: Browser, url: str, language: str = "zh", size: tuple[int, int] = DESKTOP) -> Page:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    context.set_default_timeout(5000)
    context.add_cookies([{"name": "language", "value": language, "url": url}])
    page = context.new_page()
    page.goto(f"{url}/roster/")
    return page


def workbook(folder: Path, *rows: tuple[str, ...]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    path = folder / "花名册.xlsx"
    book.save(path)
    return path


def upload(page: Page, path: Path) -> None:
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="上传并预览").click()


HEADER = ("楼号", "室号", "姓名", "手机")


def test_a_file_is_reviewed_imported_and_undone(served, browser, tmp_path):
    at, url = served
    page = opened(browser, url)
    upload(
        page,
        workbook(tmp_path, HEADER, ("12号", "302", "王小㛃", "13812345678"), ("12号", "302", "李<b>明", "1381234")),
    )
    expect(page.locator(".counts dd").first).to_have_text("1")
    assert at.store.residents() == ()
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator(".done")).to_contain_text("已导入")
    assert [person.resident.name for person in at.store.residents()] == ["王小㛃"]
    page.get_by_role("button", name="撤销最近一次").click()
    expect(page.locator(".done")).to_contain_text("已撤销")
    assert at.store.residents() == ()


def test_who_is_not_in_the_file_leaves_only_when_ticked(served, browser, tmp_path):
    at, url = served
    page = opened(browser, url)
    both = (("12号", "302", "王小㛃", ""), ("12号", "401", "李明", ""))
    upload(page, workbook(tmp_path, HEADER, *both))
    page.get_by_role("button", name="确认导入").click()
    upload(page, workbook(tmp_path, HEADER, both[0]))
    page.get_by_label("12号401室 李明").check()
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator(".done")).to_contain_text("已导入")
    assert [person.resident.name for person in at.store.residents()] == ["王小㛃"]


def test_headers_are_explained_once(served, browser, tmp_path):
    at, url = served
    page = opened(browser, url)
    rows = (("住哪", "叫啥"), ("12-302", "王小㛃"))
    upload(page, workbook(tmp_path, *rows))
    page.get_by_label("住哪").select_option("门牌")
    page.get_by_label("叫啥").select_option("姓名")
    page.get_by_role("button", name="就这样，继续").click()
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator(".done")).to_contain_text("已导入")
    upload(page, workbook(tmp_path, *rows))
    expect(page.locator(".empty")).to_contain_text("没有变化")
    assert len(at.store.residents()) == 1


def test_a_newborn_is_added_with_a_pass_and_two_clicks_are_one_person(served, browser):
    at, url = served
    page = opened(browser, url, "en", PHONE)
    page.get_by_label("Door").last.fill("12-302")
    page.get_by_label("Name", exact=True).fill("王小宝")
    page.get_by_role("button", name="Add").dblclick()
    expect(page.locator("h2 small").first).to_have_text("1 households · 1 residents")
    assert [len(at.store.residents()), len(at.store.holdings())] == [1, 1]


def test_what_cannot_be_read_is_told_and_what_was_typed_stays(served, browser):
    _, url = served
    page = opened(browser, url)
    page.get_by_label("门牌", exact=True).fill("十二号")
    page.get_by_label("姓名", exact=True).fill("王小宝")
    page.get_by_role("button", name="增加").click()
    expect(page.get_by_role("alert")).to_contain_text("“十二号”不是门牌")
    expect(page.get_by_label("姓名", exact=True)).to_have_value("王小宝")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone")])
def test_nothing_runs_over_the_side(served, browser, language, size):
    _, url = served
    page = opened(browser, url, language, size)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
