"""Who waits to be measured again, and the thermometers, on the gate's page: seen, measured again, ended aloud."""

import re
from datetime import timedelta

import msgspec
import pytest
from playwright.sync_api import Page, expect

from appkit.clocks import now
from gatepass.case import Reason, Site
from gatepass.events import FeverClosed, Passage, Reference, Scan
from gatepass.fevers import FeverEnd
from gatepass.kinds import ReferenceRule, Said, Standing
from gatepass.neighbours import Elsewhere, News
from kiosk.known import Known
from kiosk.neighbours import learn
from tests.browser.conftest import Running, current, take
from tests.browser.test_gate_page import measure, view, written
from tests.kiosk.test_neighbours import Told

RULE = {
    "another": True,
    "call": "021-6666 1234",
    "wait_at": Said("西侧帐篷", "the tent on the west side"),
    "owed": Said("物业送饭送药，居委每天打电话", "food and medicine are brought, the committee calls every day"),
}


def under(running: Running, **changes: object) -> None:
    """The office's next passbook has another temperature rule."""
    book = current(running.community)
    temperature = msgspec.structs.replace(book.covenant.temperature, **changes)
    covenant = msgspec.structs.replace(book.covenant, temperature=temperature)
    take(running.gate.store, msgspec.structs.replace(book, covenant=covenant), 2)


def feverish(running: Running, page: Page) -> None:
    running.scan(page, "wang")
    measure(page, "378")
    expect(view(page, "verdict").locator(".word")).to_have_text("稍等")
    page.click("#done")


def site(page: Page) -> str:
    return page.locator("#sites [aria-pressed=true]").inner_text()


def test_somebody_rests_in_a_list_while_others_go_on_and_is_measured_again_without_the_card(running: Running):
    under(running, **RULE)
    page = running.page()
    expect(page.locator("#waiting")).to_be_hidden()
    feverish(running, page)
    row = page.locator("#waiting li")
    expect(row.locator(".who")).to_contain_text("12号302室 王小㛃")
    expect(row.locator(".left")).to_have_text(re.compile(r"^(10:00|9:\d\d)$"))
    running.scan(page, "li")
    measure(page, "365")
    expect(view(page, "verdict").locator(".word")).to_have_text("放行")
    page.click("#done")
    running.clock.by = timedelta(minutes=11)
    page.get_by_role("button", name="复测 12号302室").click()
    view(page, "asking")
    assert site(page) == "手腕"
    measure(page, "366")
    expect(view(page, "verdict").locator(".degrees")).to_have_text("手腕 36.6 ℃")
    expect(page.locator("#waiting")).to_be_hidden()
    assert [(body.verdict.reason, body.taken.site if body.taken else None) for body in written(running)[:1]] == [
        (Reason.FEVER, None)
    ]
    assert written(running)[-1].taken.site == Site.WRIST


def test_a_story_is_ended_with_what_was_said_and_never_by_closing_the_dialog(running: Running):
    under(running, **RULE)
    page = running.page()
    feverish(running, page)
    page.get_by_role("button", name="结果").click()
    expect(page.locator("#fever .path")).to_contain_text("021-6666 1234")
    page.click("#fever .close")
    expect(page.locator("#waiting li")).to_have_count(1)
    page.get_by_role("button", name="结果").click()
    page.get_by_role("button", name="自行离开").click()
    expect(page.locator("#fever .problem")).to_contain_text("写明对其说了什么")
    page.fill("#fever-note", "请居家，明早打电话")
    page.get_by_role("button", name="自行离开").click()
    expect(page.locator("#waiting")).to_be_hidden()
    closed = written(running)[-1]
    assert (type(closed), closed.end) == (FeverClosed, FeverEnd.LEFT)


def test_who_rests_and_comes_without_the_card_is_asked_about_and_goes_on_resting(running: Running):
    under(running, **RULE)
    page = running.page()
    feverish(running, page)
    page.get_by_role("button", name="没带卡").click()
    page.locator("#claim .stairwell").fill("12-302")
    page.locator("#claim [name=name]").fill("王大明")
    page.get_by_role("button", name="继续").click()
    question = view(page, "verdict")
    expect(question.locator(".what")).to_have_text(re.compile(r"^请核实：就是 \d\d:\d\d 起等复测的 王小㛃 吗？$"))
    question.get_by_role("button", name="是另一个人").click()
    expect(question.locator(".what")).to_have_text("没带证卡")
    expect(page.locator("#waiting li")).to_have_count(1)
    page.click("#done")
    page.get_by_role("button", name="访客").click()
    form = page.locator("dialog.register[data-kind=visitor]")
    for name, typed in {"name": "王小㛃", "phone": "13812345678"}.items():
        form.locator(f"[name={name}]").fill(typed)
    form.locator(".stairwell").fill("12-302")
    form.locator("[type=submit]").click()
    expect(form.locator(".result .what")).to_have_text("还在休息")
    expect(form.locator(".result .remedy")).to_contain_text("（37.8 ℃ 王小㛃）")


def test_the_end_of_a_rest_is_said_once_and_the_time_is_the_gates(running: Running):
    page = running.page()
    page.clock.install()
    feverish(running, page)
    expect(page.locator("#waiting li")).to_have_attribute("data-state", "resting")
    page.context.set_offline(True)  # the gate's next word would set the page's time right again
    page.clock.fast_forward("11:00")
    expect(page.locator("#waiting .left")).to_have_text("可复测")
    expect(page.locator("#spoken")).to_have_text("休息时间到，请复测：12号302室 王小㛃")


def test_a_slip_of_the_finger_is_offered_as_it_was_meant(running: Running):
    page = running.page()
    running.scan(page, "wang")
    measure(page, "3.65")
    expect(page.locator("#hint")).to_contain_text("是 36.5 吗")
    page.click("#guess")
    expect(view(page, "verdict").locator(".degrees")).to_have_text("36.5 ℃")


def test_fahrenheit_is_shown_as_it_is_typed_and_taken_in_celsius(running: Running):
    page = running.page()
    running.scan(page, "wang")
    view(page, "asking")
    page.keyboard.type("102", delay=50)
    expect(page.locator("#typed")).to_have_text("102 ℉= 38.9 ℃")
    for _ in "102":
        page.keyboard.press("Backspace")
    page.keyboard.type("977", delay=50)
    expect(page.locator("#typed")).to_have_text("97.7 ℉= 36.5 ℃")
    page.keyboard.press("Enter")
    expect(view(page, "verdict").locator(".degrees")).to_have_text("36.5 ℃")


@pytest.mark.parametrize("by", ["key", "touch"])
def test_the_site_is_chosen_by_key_or_touch_and_stays_for_the_next(running: Running, by: str):
    page = running.page()
    running.scan(page, "wang")
    view(page, "asking")
    begun = site(page)
    if by == "key":
        page.keyboard.press("*")
    else:
        page.get_by_role("button", name="手腕").click()
    measure(page, "365")
    page.click("#done")
    running.scan(page, "li")
    view(page, "asking")
    assert (begun, site(page)) == ("额头", "手腕")
    measure(page, "365")
    view(page, "verdict")
    expect(page.locator("#recent li small").first).to_contain_text("手腕")
    assert [body.taken.site for body in written(running) if isinstance(body, Scan)] == [Site.WRIST] * 2


def test_a_thermometer_that_is_off_twice_is_named_and_the_queue_goes_on_with_another(running: Running):
    under(running, reference=ReferenceRule())
    page = running.page()
    running.gate.shift.add("王阿姨", "2468")
    running.gate.shift.sign_on("王阿姨", "2468", None)
    page.click("#reference-open")
    page.fill("#reference-device", "2号枪")
    page.fill("#reference-air", "-3")
    for typed in ("352", "353"):
        page.fill("#reference-typed", typed)
        page.click("#reference [type=submit]")
        expect(page.locator("#reference-typed")).to_have_value("" if typed == "352" else typed)
    expect(page.locator("#waiting .off")).to_have_text("体温计 2号枪 不准，请换一支")
    running.scan(page, "li")
    measure(page, "365")
    told = view(page, "verdict")
    expect(told.locator(".word")).to_have_text("稍等")
    expect(told).to_contain_text("这支体温计不准")
    page.click("#done")
    running.scan(page, "wang")
    page.click("#device")
    measure(page, "365")
    expect(view(page, "verdict")).to_contain_text("这支体温计不准（没选是哪支）")
    page.click("#done")
    page.click("#reference-open")
    page.fill("#reference-device", "1号枪")
    page.fill("#reference-typed", "365")
    page.click("#reference [type=submit]")
    expect(page.locator("#reference")).to_be_hidden()
    running.scan(page, "wang")
    expect(page.locator("#device")).to_have_text("1号枪")
    measure(page, "365")
    expect(view(page, "verdict").locator(".word")).to_have_text("放行")
    readings = [body for body in written(running) if isinstance(body, Reference)]
    assert [(body.standing, body.taken.device, body.taken.air) for body in readings] == [
        (Standing.DOUBTFUL, "2号枪", -3.0),
        (Standing.OFF, "2号枪", -3.0),
        (Standing.GOOD, "1号枪", -3.0),
    ]


def test_after_a_new_start_the_list_names_nobody_until_the_pass_is_scanned(running: Running):
    page = running.page()
    feverish(running, page)
    running.gate.session.known = Known()
    running.gate.session.changed()
    row = page.locator("#waiting li")
    expect(row.locator(".who")).to_contain_text("刷卡后显示是谁")
    expect(page.get_by_role("button", name="复测")).to_have_count(0)
    running.scan(page, "wang")
    expect(row.locator(".who")).to_contain_text("12号302室 王小㛃")


def test_a_locked_page_shows_nobody_who_waits(running: Running):
    page = running.page()
    feverish(running, page)
    running.gate.shift.add("王阿姨", "2468")
    running.gate.shift.sign_on("王阿姨", "2468", None)
    running.gate.shift.lock()
    running.gate.session.changed()
    view(page, "locked")
    expect(page.locator("#waiting li")).to_have_count(0)


def test_who_was_measured_again_at_another_gate_waits_no_more_and_the_page_says_so(running: Running):
    page, store = running.page(), running.gate.store
    feverish(running, page)
    lookup, at = running.community.code("wang").lookup, now() + timedelta(seconds=1)
    passed = Elsewhere("elsewhere", at, "西门", Passage.IN, lookup, "household of 12号302室", 36.6)
    learn(store, Told(running.community, store, News(at - timedelta(days=1), "1.a", False, (passed,))))
    told = f"12号302室 王小㛃 已在西门复测：{at.astimezone(store.terms().local):%H:%M}，36.6 ℃，已放行"
    expect(page.locator("#waiting li")).to_have_text(told)
    expect(page.locator("#spoken")).to_have_text(told)
    expect(page.locator("#waiting .count")).to_have_text("")
    page.evaluate("document.querySelector('#toast').hidden = true")
    page.locator("#language").click()
    told = f"12号302室 王小㛃: measured again at 西门 {at.astimezone(store.terms().local):%H:%M}, 36.6 ℃, let pass"
    expect(page.locator("#waiting li")).to_have_text(told)
    expect(page.locator("#spoken")).to_have_text(told)
    expect(page.locator("#toast")).to_be_hidden()  # told once, not once a language
