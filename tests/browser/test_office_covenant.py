"""The covenant in a real browser: begun from a ready-made one, a wrong value told and corrected, tried on past days, adopted."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs
from playwright.sync_api import Browser, Page, expect

from appkit.clocks import now
from gatepass.case import Direction
from gatepass.events import Passage
from gatepass.passbook import read_body, verify_head
from issuer.ledger import Upload, take
from issuer.passbooks import Press
from tests.browser.offices import Desk, issued_today, serving
from tests.browsers import DESKTOP, PHONE
from tests.issuer.offices import SimulatedGate, founded, keys, resident, take_in

WARM, WELL = 37.0, 36.4


@pytest.fixture
def desk(tmp_path: Path, browser: Browser) -> Iterator[Desk]:
    """An office whose gate let two people in on each of the last three days, one of them at 37.0 °C."""
    at = founded(tmp_path / "office")
    take_in(at, resident("12-302", "王甲"), resident("1-101", "李丙"))
    issued_today(at)
    gate, people = SimulatedGate(at), {each.name: each for each in at.store.holdings()}
    lines = []
    for day in (3, 2, 1):
        for who, celsius in (("王甲", WARM), ("李丙", WELL)):
            scan = structs.replace(
                gate.passing(people[who].issued.serial, celsius), direction=Direction.IN, passage=Passage.IN
            )
            moment = now().astimezone(at.store.community().local) - timedelta(days=day)
            lines.append(str(gate.write(scan, moment, day=moment.date())))
    take(at.store, Upload(gate.id, at.keys.tag, lines), now())
    with serving(at, browser) as desk:
        yield desk


def named(zh: str, en: str) -> re.Pattern[str]:
    """A name in either language, whole."""
    return re.compile(f"^({re.escape(zh)}|{re.escape(en)})$")


def pressed(page: Page, zh: str, en: str) -> None:
    page.get_by_role("button", name=named(zh, en)).last.click()


def fits(page: Page) -> bool:
    """Whether nothing sticks out to the right."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize(
    ("size", "language"), [pytest.param(DESKTOP, "zh", id="office PC"), pytest.param(PHONE, "en", id="phone")]
)
def test_a_draft_is_begun_corrected_tried_and_adopted_and_gates_get_it(
    desk: Desk, tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    page = desk.page("covenant/", size=size, language=language)
    assert fits(page)
    page.get_by_label(re.compile("空白的或现成的规约|An empty or a ready-made one")).select_option("ready:easier-phase")
    page.get_by_role("button", name=named("以它开始", "Begin with it")).first.click()
    page.wait_for_url("**/covenant/drafts/1")
    fever = page.locator("[name$='.fever']").first
    page.locator("details.edit", has=fever).locator("summary").first.click()
    fever.fill("73.3")
    pressed(page, "保存草稿", "Save the draft")
    told = page.locator(".wrong").first
    expect(told).to_have_text(re.compile("^(超出范围，最大 39.0|is out of range: at most 39.0)$"))
    fever = page.locator("[name$='.fever']").first
    expect(fever).to_have_value("73.3")
    expect(fever).to_have_attribute("aria-invalid", "true")
    assert (fits(page), desk.office.store.drafts()[0].edition) == (True, 1)
    pressed(page, "先存着，以后再改", "Keep it as it is for now")
    expect(page.get_by_text(re.compile("这份草稿还没有写好|This draft is not ready"))).to_be_visible()
    expect(page.get_by_role("button", name=named("采用…", "Adopt…"))).to_have_count(0)
    fever = page.locator("[name$='.fever']").first
    expect(fever).to_have_value("73.3")
    page.screenshot(path=str(tmp_path / "kept.png"), full_page=True)
    assert fits(page)
    fever.fill("36.9")
    pressed(page, "保存草稿", "Save the draft")
    expect(page.locator(".done")).to_be_visible()
    pressed(page, "在过去几天试算", "Try it on past days")
    pressed(page, "试算", "Try")
    page.wait_for_url(re.compile(r"/covenant/replays/1-"))
    counts = page.locator(".counts dd")
    expect(counts.nth(0)).to_have_text("6")
    expect(counts.nth(2)).to_have_text("3")
    assert fits(page)
    page.get_by_role("link", name=re.compile("^(草稿|Draft) 1$")).click()
    pressed(page, "采用…", "Adopt…")
    page.get_by_label(named("原因", "Reason")).fill("试算过了")
    page.get_by_role("button", name=named("采用为新版本", "Adopt as a new version")).dblclick()
    expect(page.locator(".version").first.locator(".badge")).to_have_text(named("现行", "in force"))
    assert [each.covenant.version for each in desk.office.store.covenants()] == [1, 2]
    press = Press(desk.office.store, desk.office.keys)
    head = verify_head(press.signed_head(now()), keys().signing_public)
    covenant = read_body(head, press.body(head.digest, now()) or b"").covenant
    assert (covenant.version, covenant.temperature and covenant.temperature.fever) == (2, 36.9)


def test_rules_are_added_and_removed_without_a_mouse(desk: Desk) -> None:
    page = desk.page("covenant/")
    pressed(page, "修改（先成草稿）", "Change it (as a draft first)")
    page.wait_for_url("**/covenant/drafts/1")
    before = page.locator("section.rule").count()
    page.locator("select[name=kind]").select_option(label="外出次数")
    page.get_by_role("button", name="增加", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("section.rule")).to_have_count(before + 1)
    fresh = page.locator("section.rule").last
    expect(fresh.locator(".said")).to_contain_text("每户每 1 天外出 1 次")
    fresh.get_by_role("button", name="删除").focus()
    page.keyboard.press("Enter")
    expect(page.locator("section.rule")).to_have_count(before)
    assert desk.office.store.drafts()[0].edition == 1


def test_a_changed_form_is_not_left_without_a_question_and_adopting_saves_it_first(desk: Desk) -> None:
    page = desk.page("covenant/")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    pressed(page, "修改（先成草稿）", "Change it (as a draft first)")
    page.wait_for_url("**/covenant/drafts/1")
    leave = page.get_by_role("link", name="花名册")
    page.locator("[name='c.name']").fill("改过的规约")
    leave.click(no_wait_after=True)
    expect(page.locator("[name='c.name']")).to_have_value("改过的规约")
    assert (asked, page.url.endswith("/covenant/drafts/1")) == (["beforeunload"], True)
    pressed(page, "采用…", "Adopt…")
    page.wait_for_url("**/covenant/drafts/1/adopt")
    expect(page.locator(".changes .new")).to_contain_text(["名称：改过的规约"])
    page.get_by_role("link", name="草稿 1").click()
    page.locator("select[name=kind]").select_option("quota")
    page.get_by_role("button", name="增加", exact=True).click()
    leave.click(no_wait_after=True)
    page.get_by_text("整份规约的 TOML（给熟手）").click()
    assert asked == ["beforeunload"] * 2
    page.locator("[name='c.name']").press("Enter")
    expect(page.locator(".done")).to_have_text("草稿已保存，现行规约不变")
    assert page.url.endswith("/covenant/drafts/1")
    page.get_by_role("link", name="规约").first.click()
    page.get_by_text("用 TOML 文件或文字开始").click()
    page.locator("textarea[name=toml]").fill("name =")
    leave.click(no_wait_after=True)
    expect(page.locator("textarea[name=toml]")).to_have_value("name =")
    assert asked == ["beforeunload"] * 3
    page.locator("textarea[name=toml]").fill("")
    leave.click()
    page.wait_for_url("**/roster/**")
    assert asked == ["beforeunload"] * 3
