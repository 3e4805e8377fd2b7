"""The passes' page in a real browser: a lost card, from the search to a sheet that reads again; two clicks are one replacement."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp
from playwright.sync_api import Browser, expect

from gatepass.passes import Validity, serial_words
from issuer import issuing
from issuer.office import today
from tests.browser.offices import Desk, issued_today, serving
from tests.browsers import DESKTOP, PHONE
from tests.issuer.offices import ACT, founded, resident, take_in
from tests.issuer.test_bindings import give_at_a_gate


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
    expect(page.locator(".empty").first).to_contain_text("没有找到")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone")])
def test_nothing_runs_over_the_side(desk, serials, language, size):
    page = desk.page("passes/", size, language)
    page.locator("input[name=asked]").first.fill("12-302")
    page.locator("form[role=search] button").click()
    expect(page.locator(".holder")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def found(desk, asked, size=DESKTOP, language="zh"):
    page = desk.page("passes/", size, language)
    page.locator("input[name=asked]").first.fill(asked)
    page.locator("form[role=search] button").click()
    return page


def test_who_came_back_is_moved_now_and_moved_again_by_a_date(desk, serials):
    page = found(desk, "王小㛃")
    page.get_by_text("改有效期、类别").click()
    page.get_by_label("类别改为").select_option(label="外省返回")
    page.locator("form", has=page.get_by_label("类别改为")).get_by_label("原因").fill("从外省返回")
    page.get_by_role("button", name="改类别").click()
    expect(page.locator(".holder .class")).to_contain_text("外省返回")
    page.get_by_text("改有效期、类别").click()
    page.get_by_label("类别改为").select_option(label="未离开")
    page.get_by_label("从哪天起").fill("2099-01-01")
    page.locator("form", has=page.get_by_label("类别改为")).get_by_label("原因").fill("期满")
    page.get_by_role("button", name="改类别").click()
    page.get_by_text("改有效期、类别").click()
    expect(page.get_by_text("已安排")).to_have_text("已安排: 2099-01-01 → 未离开")
    page.get_by_role("button", name="取消安排").click()
    assert [move.to for move in desk.office.store.class_moves()] == ["yellow"]


def test_a_spare_is_made_and_bound_on_the_pages(desk, serials):
    page = desk.page("passes/spares")
    page.get_by_label("张数").fill("2")
    page.get_by_role("button", name="做备用证").click()
    spare = page.locator(".columns b").first.inner_text()
    page = found(desk, "赵甲")
    page.get_by_text("改有效期、类别").click()
    page.get_by_label("备用证的编号或三个词").fill(spare)
    page.get_by_role("button", name="绑定给此人").click()
    expect(page.locator(".holder p b").first).to_have_text(spare)


def test_a_last_day_is_moved(desk, serials):
    page = found(desk, "赵甲", language="en")
    page.get_by_text("Last day, class").click()
    page.get_by_label("Good until").first.fill("2099-06-30")
    page.locator("form", has=page.get_by_label("Good until")).get_by_label("Why").fill("stays")
    page.get_by_role("button", name="Set the last day").click()
    expect(page.locator(".holder p").first).to_contain_text("until 2099-06-30")


def test_cars_are_pasted_refused_with_what_was_typed_and_found_by_plate(desk, serials):
    page = desk.page("passes/cars")
    page.get_by_label("一行一辆").fill("12-302\t沪A12345\n7-101\t粤")
    page.get_by_role("button", name="增加并发车证").click()
    expect(page.get_by_role("alert")).to_contain_text("第2行")
    expect(page.get_by_label("一行一辆")).to_have_value("12-302\t沪A12345\n7-101\t粤")
    page.get_by_label("一行一辆").fill("12-302\t沪A12345")
    page.get_by_role("button", name="增加并发车证").click()
    expect(page.locator("td").nth(1)).to_have_text("沪A12345")
    page = found(desk, "a1234")
    expect(page.locator(".holder h2")).to_contain_text("12号302室 沪A12345")
    with page.context.expect_event("response", lambda answer: answer.url.endswith("card.pdf")) as answered:
        page.get_by_role("button", name="打印证卡").click()
    assert answered.value.status == 200


def test_a_new_stamp_makes_every_printed_card_wait(desk, serials):
    page = found(desk, "赵甲")
    with page.context.expect_event("response", lambda answer: answer.url.endswith("card.pdf")):
        page.get_by_role("button", name="打印证卡").click()
    page = desk.page("passes/classes")
    begin = page.locator("form.look").first
    begin.get_by_label("中文名称").fill("三月")
    begin.get_by_label("形状里的字").fill("三")
    begin.locator("select").select_option(label="五角星")
    page.get_by_role("button", name="换成这个标记").click()
    expect(page.locator(".stamp")).to_contain_text("三月")
    page.goto(f"{desk.url}/printing/")
    expect(page.locator("#changed")).to_have_text("1")


def test_a_spare_that_a_gate_gave_away_is_confirmed(desk, serials):
    (spare,) = issuing.add_spares(desk.office.store, 1, Validity(today(desk.office)), ACT)
    give_at_a_gate(desk.office, spare.serial, "王小㛃")
    page = desk.page("passes/spares")
    expect(page.locator(".given")).to_contain_text("东门 · 12号302室 王**")
    page.get_by_role("button", name="确认，各门岗通用").click()
    expect(page.locator(".done")).to_contain_text("已绑定")
    assert [each.status for each in desk.office.store.passes_of(1)] == ["replaced", "valid"]


@pytest.mark.parametrize("place", ["passes/classes", "passes/cars", "passes/spares"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone")])
def test_nothing_runs_over_the_side_of_the_other_pages(desk, serials, place, language, size):
    page = desk.page(place, size, language)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
