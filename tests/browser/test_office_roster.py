"""The roster's pages in a real browser: a file reviewed, imported, undone; headers explained; a newborn added."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.offices import Desk, serving
from tests.browsers import DESKTOP, PHONE
from tests.issuer.offices import founded, resident, take_in


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


PAPERS = ("楼号", "室号", "姓名", "证件类型", "证件号码")


@pytest.mark.parametrize(
    ("answer", "known"),
    [
        pytest.param("先不导入", ["E12345678"], id="left out"),
        pytest.param("同一个人，更正证件", ["E87654321"], id="the same person"),
        pytest.param("另一个人，新增", ["E12345678", "E87654321"], id="another person"),
    ],
)
def test_who_a_doubtful_row_is_is_chosen_and_undone_with_the_rest(desk, tmp_path, answer, known):
    page = desk.page("roster/")
    for number in ("E12345678", "E87654321"):
        upload(page, workbook(tmp_path, PAPERS, ("12号", "302", "王小㛃", "护照", number)))
        if number == "E87654321":
            row = page.get_by_role("group", name="第2行 12号302室 王小㛃")
            expect(row).to_contain_text("已知: 护照 *12345678 → 表中: 护照 *87654321")
            expect(row.get_by_label("先不导入")).to_be_checked()
            row.get_by_label(answer).check()
        page.get_by_role("button", name="确认导入").click()
        expect(page.locator(".done")).to_contain_text("已导入")
    assert documents(desk) == known
    page.get_by_role("button", name="撤销最近一次").click()
    expect(page.locator(".done")).to_contain_text("已撤销")
    assert documents(desk) == ["E12345678"]


def documents(desk: Desk) -> list[str]:
    return [person.resident.document.number for person in desk.office.store.residents()]


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


FIVE_THOUSAND = [
    (f"{1 + n // 100}号", f"{101 + n % 100 // 20 * 100 + n % 20}", f"王{chr(0x4E00 + n)}", "") for n in range(5000)
]


# Each word of the bar as it comes, on either page, and whether the bar is seen: on a fast PC none of them stays for long.
NOTING_THE_BAR = """addEventListener("DOMContentLoaded", () => {
    const [done, bar] = [document.querySelector("#done"), document.querySelector("progress")];
    const note = () => noted([document.querySelector("h2").textContent, done.textContent, bar.checkVisibility()]);
    if (done) new MutationObserver(note).observe(done, { childList: true });
})"""


def test_a_bar_shows_the_bytes_sent_and_then_the_rows(desk, tmp_path):
    page, seen = desk.page("roster/"), []

    def noted(words: list[object]) -> None:
        seen.append(words)

    page.expose_function("noted", noted)
    page.add_init_script(NOTING_THE_BAR)
    page.reload()
    path = workbook(tmp_path, HEADER, *FIVE_THOUSAND)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": path.stat().st_size}
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", slow)
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="上传并预览").click(no_wait_after=True)
    expect(page.locator(".counts dd").first).to_have_text("5000")
    told = [re.sub(r"\d+", "N", f"{heading}: {words}, {is_shown}") for heading, words, is_shown in seen]
    assert list(dict.fromkeys(told)) == [
        "花名册 N 户 · N 人: 已上传 N / N KB, True",
        "正在读取花名册: N / N 行, True",
    ]
    page.get_by_role("button", name="确认导入").click(no_wait_after=True)
    expect(page.locator(".done")).to_contain_text("已导入")
    assert len(desk.office.store.residents()) == 5000


def test_a_roster_is_imported_without_javascript(desk, tmp_path):
    context = desk.browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{desk.url}/roster/")
    upload(page, workbook(tmp_path, HEADER, *FIVE_THOUSAND[:300]))
    expect(page.locator(".counts dd").first).to_have_text("300")
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator(".done")).to_contain_text("已导入")
    assert len(desk.office.store.residents()) == 300


def test_an_import_that_no_longer_holds_leads_back_to_its_review(desk, tmp_path):
    page = desk.page("roster/")
    upload(page, workbook(tmp_path, HEADER, ("12号", "302", "王小㛃", "")))
    expect(page.locator(".counts dd").first).to_have_text("1")
    take_in(desk.office, resident("12-302", "王小㛃"))
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_role("alert")).to_contain_text("名单刚被另一个程序改过")
    page.get_by_role("link", name="再看预览").click()
    expect(page.locator(".empty")).to_contain_text("没有变化")
