"""The page for photos in a real browser: a folder goes picture by picture, a face that is not found is taken all the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.offices import Desk, issued_today, serving
from tests.browsers import DESKTOP, PHONE
from tests.issuer.likenesses import another_face, face, wall
from tests.issuer.offices import founded, resident, take_in
from tests.issuer.test_photos import id_of, packed

DONE = "#done"


@pytest.fixture
def desk(tmp_path: Path, browser: Browser) -> Iterator[Desk]:
    office = founded(tmp_path / "office")
    take_in(office, resident("12-302", "王小明"), resident("12-302", "李雷"), resident("1-102", "古丽"))
    issued_today(office)
    with serving(office, browser) as desk:
        yield desk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in {
        "12号/302王小明.jpg": face(),
        "12号/302李雷.jpg": wall(),
        "谁.jpg": face(),
        "Thumbs.db": b"x",
    }.items():
        path = tmp_path / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "photos"


def pictured(desk: Desk) -> set[int]:
    return set(desk.office.store.who_has_a_photo())


def test_a_folder_is_taken_in_and_each_problem_is_told(desk, folder):
    page = desk.page("roster/photos")
    page.set_input_files("#folder", folder)
    page.get_by_role("button", name="导入照片").click()
    expect(page.locator(DONE)).to_have_text("完成：取用1张，有问题2个")
    expect(page.locator("#grid b")).to_have_text(["12号302室 王小明"])
    assert page.locator("#grid img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 300
    expect(page.locator("#problems span")).to_have_text(
        [
            "“photos/12号/302李雷.jpg”里没有找到脸，请从正面重新拍一张",
            "“photos/谁.jpg”看不出是谁的照片，文件名请写证件号码，或 12号302室王小明",
        ]
    )
    page.get_by_role("button", name="就用这张，取中间").click()
    expect(page.locator("#grid b")).to_have_text(["12号302室 李雷", "12号302室 王小明"])
    assert pictured(desk) == {id_of(desk.office, "12-302", "王小明"), id_of(desk.office, "12-302", "李雷")}
    page.locator("#grid li").filter(has_text="李雷").get_by_role("button", name="删除照片").click()
    expect(page.locator("#grid b")).to_have_text(["12号302室 王小明"])
    assert pictured(desk) == {id_of(desk.office, "12-302", "王小明")}
    expect(page.locator("#having")).to_have_text("1")


def test_a_zip_is_taken_in_with_its_progress(desk, tmp_path):
    page = desk.page("roster/photos", language="en")
    page.set_input_files("#files", packed(tmp_path, {"12-302王小明.jpg": face(), "1-102古丽.jpg": another_face()}))
    page.get_by_role("button", name="Take photos in").click()
    expect(page.get_by_role("heading", name="photos: 2 new")).to_be_visible()
    expect(page.locator("#grid img")).to_have_count(2)


def test_one_person_gets_a_photo_from_the_roster_and_it_stands_on_the_card(desk, tmp_path):
    (tmp_path / "IMG_1.jpg").write_bytes(face())
    page = desk.page("roster/")
    page.get_by_label("门牌、姓名、证号或手机尾号").fill("古丽")
    page.get_by_role("button", name="查找").click()
    page.get_by_text("加照片").click()
    page.get_by_label("照片 古丽").set_input_files(tmp_path / "IMG_1.jpg")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".done")).to_have_text("1号102室 古丽 的照片：新增")
    page.get_by_role("button", name="删除照片 古丽").click()
    expect(page.locator(".done")).to_have_text("1号102室 古丽 的照片已删除")
    assert pictured(desk) == set()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone")])
def test_nothing_runs_over_the_side(desk, folder, language, size):
    page = desk.page("roster/photos", size, language)
    page.set_input_files("#folder", folder)
    page.locator("#album button").click()
    expect(page.locator("#grid img")).to_have_count(1)
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
