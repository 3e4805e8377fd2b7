"""The pages of printing in a real browser: from choosing a stairwell to a PDF whose codes are read again, and what follows."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from issuer.designs import designs
from issuer.store import CopyState
from tests.browser.offices import Desk, issued_today, serving
from tests.browsers import DESKTOP, PHONE
from tests.issuer.offices import founded, take_in
from tests.issuer.test_runs import PEOPLE, codes_in, codes_of


@pytest.fixture
def desk(tmp_path: Path, browser: Browser) -> Iterator[Desk]:
    at = founded(tmp_path / "office")
    take_in(at, *PEOPLE)
    issued_today(at)
    with serving(at, browser) as desk:
        yield desk


def file_of(page: Page) -> bytes:
    """The PDF of the run that a page shows, downloaded."""
    with page.expect_download() as begun:
        page.get_by_role("link", name=re.compile("^(下载|Download)$")).click()
    return Path(begun.value.path()).read_bytes()


def printed_run(page: Page) -> int:
    """The run that printing led to."""
    page.wait_for_url(re.compile(r"/printing/runs/\d+$"))
    return int(page.url.rsplit("/", 1)[1])


@pytest.mark.parametrize(
    ("size", "language"), [pytest.param(DESKTOP, "zh", id="office PC"), pytest.param(PHONE, "en", id="phone")]
)
def test_a_stairwell_is_chosen_looked_at_printed_and_its_codes_are_read_again(
    desk: Desk, size: tuple[int, int], language: str
):
    page = desk.page("printing/", size=size, language=language)
    page.get_by_label(re.compile("^(2号|No. 2)")).check()
    page.locator("#sheet").get_by_role("button", name=re.compile("(位置|position) 3$")).click()
    expect(page.locator("[name=start_at]")).to_have_value("3")
    expect(page.locator("#count")).to_have_text(re.compile("6.*1"))
    expect(page.locator("#sheet .filled")).to_have_count(6)
    page.get_by_role("button", name=re.compile("^(看第一张|Look at the first sheet)$")).click()
    expect(page.locator("#preview img")).to_be_visible()
    page.get_by_role("button", name=re.compile("^(打印|Print)$")).click()
    run = printed_run(page)
    pdf = file_of(page)
    assert codes_in(pdf) == codes_of(desk.office, tuple(each.name for each in PEOPLE[8:]))
    assert (desk.office.store.run(run).count, desk.office.store.run(run).start_at) == (6, 3)


def test_two_clicks_are_one_run(desk: Desk):
    page = desk.page("printing/")
    page.get_by_role("button", name="打印", exact=True).dblclick()
    printed_run(page)
    page.go_back()
    assert [run.count for run in desk.office.store.runs()] == [14]


def test_who_changed_is_named_and_is_all_that_is_printed_then(desk: Desk):
    page = desk.page("printing/")
    page.get_by_role("button", name="打印", exact=True).click()
    printed_run(page)
    take_in(desk.office, replace(PEOPLE[9], name="王<b>新"))
    page = desk.page("printing/")
    expect(page.locator("#changed")).to_have_text("1")
    expect(page.locator("table.changed tbody tr")).to_have_text(re.compile(r"2号102室\s*王<b>新.*姓名", re.DOTALL))
    page.get_by_label("以前打的卡作废").check()
    page.get_by_role("button", name="打印", exact=True).click()
    run = printed_run(page)
    assert codes_in(file_of(page)) == codes_of(desk.office, ("王<b>新",))
    assert [copy.position for copy in desk.office.store.copies_of(run - 1) if not copy.is_live] == [10]


def test_a_sheet_is_printed_again_and_the_run_is_handed_over(desk: Desk):
    page = desk.page("printing/")
    page.get_by_role("button", name="打印", exact=True).click()
    run = printed_run(page)
    page.get_by_label("选一张纸").select_option("2")
    expect(page.locator("#chosen")).to_have_text("已选 4 张")
    page.get_by_label("原因").fill("卡纸")
    page.get_by_role("button", name="重打选中的").click()
    page.wait_for_url(f"**/printing/runs/{run + 1}")
    assert len(codes_in(file_of(page))) == 4
    page.get_by_label("交给").fill("一组 张三")
    page.get_by_role("button", name="登记移交").click()
    expect(page.locator("#handed")).to_contain_text("一组 张三")
    page.goto(f"{desk.url}/printing/runs/{run}")
    page.locator("tbody tr").first.get_by_role("checkbox").check()
    page.locator("#part").get_by_label("原因").fill("印歪了")
    page.get_by_role("button", name="选中的作废").click()
    expect(page.locator(".done")).to_have_text("1张卡已作废")
    states = [copy.state for copy in desk.office.store.copies()]
    assert [states.count(state) for state in (CopyState.VOIDED, CopyState.TEAM, CopyState.DRAWER)] == [5, 4, 9]


def test_what_cannot_be_printed_is_said_and_what_was_chosen_stays(desk: Desk):
    page = desk.page("printing/")
    page.get_by_label("按编号").check()
    page.get_by_label("编号（空格或换行分开）").fill("123456")
    page.get_by_role("button", name="看第一张").click()
    expect(page.locator("#preview-refusal")).to_contain_text("“123456”不是出入证编号")
    page.get_by_role("button", name="打印", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("“123456”不是出入证编号")
    expect(page.get_by_label("编号（空格或换行分开）")).to_have_value("123456")
    assert desk.office.store.runs() == ()


def test_a_design_is_changed_tried_refused_and_brought_back(desk: Desk):
    page = desk.page("printing/designs/cards.typ")
    source = page.locator("[name=source]")
    original = source.input_value()
    assert original.encode() == designs(desk.office.folder)["cards.typ"]
    source.fill("\n#of-no-such-name\n" + original)
    page.get_by_role("button", name="预览").click()
    expect(page.locator("#preview-refusal")).to_contain_text("第2行")
    assert source.evaluate("box => box.value.slice(box.selectionStart, box.selectionEnd)") == "#of-no-such-name"
    with page.expect_navigation():  # the page before tells of line 2 as well
        page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert").first).to_contain_text("第2行")
    source = page.locator("[name=source]")
    source.fill(original.replace("出入证", "通行证"))
    page.get_by_role("button", name="预览").click()
    expect(page.locator("#preview img")).to_have_attribute("src", re.compile("^blob:"))
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".done")).to_be_visible()
    assert designs(desk.office.folder)["cards.typ"].decode() == original.replace("出入证", "通行证")
    page.get_by_role("button", name="换回原样").click()
    expect(page.locator(".done")).to_have_text("已换回原样")
    assert designs(desk.office.folder)["cards.typ"].decode() == original
