"""The roster's pages in a real browser: a file reviewed, imported, undone; headers explained; a newborn added."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.offices import Desk, serving
from tests.browsers import DESKTOP, PHONE
from tests.issuer.offices import founded


@pytest.fixture
def desk(tmp_path: Path, browser: Browser) -> Iterator[Desk]:
    with serving(founded(tmp_path / "office"), browser) as desk:
        yield desk


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


def test_a_file_is_reviewed_imported_and_undone(desk, tmp_path):
    page = desk.page("roster/")
    upload(
        page,
        workbook(tmp_path, HEADER, ("12号", "302", "王小㛃", "13812345678"), ("12号", "302", "李<b>明", "1381234")),
    )
    expect(page.locator(".counts dd").first).to_have_text("1")
    assert desk.office.store.residents() == ()
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator(".done")).to_contain_text("已导入")
    assert [person.resident.name for person in desk.office.store.residents()] == ["王小㛃"]
    page.get_by_role("button", name="撤销最近一次").click()
    expect(page.locator(".done")).to_contain_text("已撤销")
    assert desk.office.store.residents() == ()


def test_who_is_not_in_the_file_leaves_only_when_ticked(desk, tmp_path):
    page = desk.page("roster/")
    both = (("12号", "302", "王小㛃", ""), ("12号", "401", "李明", ""))
    upload(page, workbook(tmp_path, HEADER, *both))
    page.get_by_role("button", name="确认导入").click()
    upload(page, workbook(tmp_path, HEADER, both[0]))
    page.get_by_label("12号401室 李明").check()
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator(".done")).to_contain_text("已导入")
    assert [person.resident.name for person in desk.office.store.residents()] == ["王小㛃"]


def test_headers_are_explained_once(desk, tmp_path):
    page = desk.page("roster/")
    rows = (("住哪", "叫啥"), ("12-302", "王小㛃"))
    upload(page, workbook(tmp_path, *rows))
    page.get_by_label("住哪").select_option("门牌")
    page.get_by_label("叫啥").select_option("姓名")
    page.get_by_role("button", name="就这样，继续").click()
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator(".done")).to_contain_text("已导入")
    upload(page, workbook(tmp_path, *rows))
    expect(page.locator(".empty")).to_contain_text("没有变化")
    assert len(desk.office.store.residents()) == 1


def test_a_newborn_is_added_with_a_pass_and_two_clicks_are_one_person(desk):
    page = desk.page("roster/", PHONE, "en")
    page.get_by_label("Door").last.fill("12-302")
    page.get_by_label("Name", exact=True).fill("王小宝")
    page.get_by_role("button", name="Add").dblclick()
    expect(page.locator("h2 small").first).to_have_text("1 households · 1 residents")
    assert [len(desk.office.store.residents()), len(desk.office.store.holdings())] == [1, 1]


def test_what_cannot_be_read_is_told_and_what_was_typed_stays(desk):
    page = desk.page("roster/")
    page.get_by_label("门牌", exact=True).fill("十二号")
    page.get_by_label("姓名", exact=True).fill("王小宝")
    page.get_by_role("button", name="增加").click()
    expect(page.get_by_role("alert")).to_contain_text("“十二号”不是门牌")
    expect(page.get_by_label("姓名", exact=True)).to_have_value("王小宝")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone")])
def test_nothing_runs_over_the_side(desk, language, size):
    page = desk.page("roster/", size, language)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
