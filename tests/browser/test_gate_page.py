"""The gate's page in a real browser, before a real gate: what a volunteer does in a morning."""

import re
import time
from datetime import timedelta
from io import BytesIO

import msgspec
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from gatepass.covenant import VisitKind
from gatepass.events import Override, Scan, ShiftOff, ShiftOn, Undo, VisitIn, VisitOut
from gatepass.kinds import Confirm, Forgotten, Then
from gatepass.kinds.visits import Field
from gatepass.looks import LOOKS, Look, Shape
from gatepass.passbook import Row, encode_row
from gatepass.people import Category
from tests.browser.appearance import outside
from tests.browser.conftest import DESKTOP, Running, current, damage, keys, take

PHONE = (390, 844)
SIZES = [
    pytest.param(DESKTOP, id="a cheap PC"),
    pytest.param((1920, 1080), id="a large screen"),
    pytest.param(PHONE, id="a phone upright"),
]
WANG, LI = "12号302室 王小㛃", "1号101室 李<b>明"


def view(page: Page, name: str) -> Locator:
    """The part of the screen that is shown, once it is."""
    expect(page.locator("body")).to_have_attribute("data-view", name)
    return page.locator(f".view.{name}")


def measure(page: Page, typed: str) -> None:
    """Types a temperature as fingers do, and confirms it."""
    view(page, "asking")
    page.keyboard.type(typed, delay=50)
    page.keyboard.press("Enter")


def passages(page: Page) -> list[str]:
    """The last passages as they are read: word, who, °C."""
    rows = page.locator("#recent li")
    return [
        " ".join(rows.nth(place).locator(part).inner_text() for part in (".word", ".who", ".heat"))
        for place in range(rows.count())
    ]


def without_times(lines: list[str]) -> list[str]:
    return [re.sub(r"\s+", " ", re.sub(r"\d\d:\d\d", "", line)).strip() for line in lines]


def written(running: Running) -> list[object]:
    """What stands in the ledger, oldest first."""
    return [event.body for event in reversed(running.gate.store.recent(100))]


def register(page: Page, kind: str, **typed: str) -> Locator:
    """Opens a register and fills it in; not sent yet."""
    page.click(f"[data-register={kind}]")
    form = page.locator(f"#register-{kind}")
    for name, text in typed.items():
        form.locator(f"[name={name}]").fill(text)
    return form


def test_a_scanned_card_asks_for_a_temperature_and_365_lets_its_holder_in(running: Running):
    page = running.page()
    running.scan(page, "wang")
    expect(view(page, "asking").locator(".person")).to_have_text(re.compile(r"12号302室\s+王小㛃"))
    page.keyboard.type("365", delay=50)
    expect(page.locator("#typed")).to_have_text("36.5 ℃")
    page.keyboard.press("Enter")
    shown = view(page, "verdict")
    expect(shown.locator(".word")).to_have_text("放行")
    expect(shown.locator(".head use")).to_have_attribute("href", "#shape-admit")
    expect(shown.locator(".degrees")).to_have_text("36.5 ℃")
    assert without_times(passages(page)) == [f"放行 {WANG} 36.5"]
    assert [(event.celsius, event.passage) for event in written(running)] == [(36.5, "in")]


def test_the_pad_on_the_screen_takes_a_temperature_too(running: Running):
    page = running.page(PHONE)
    running.scan(page, "wang")
    view(page, "asking")
    for key in ("3", "7", "Backspace", "6", ".", "6", "Enter"):
        page.click(f"#pad [data-key='{key}']")
    expect(view(page, "verdict").locator(".degrees")).to_have_text("36.6 ℃")


def test_a_temperature_belongs_to_the_person_on_the_screen_and_never_to_the_next(running: Running):
    page = running.page()
    running.scan(page, "wang")
    view(page, "asking")
    page.keyboard.type("36", delay=50)
    running.scan(page, "li")
    expect(view(page, "asking").locator(".name")).to_have_text("李<b>明")
    expect(page.locator("#typed")).to_have_class(re.compile("empty"))
    measure(page, "366")
    view(page, "verdict")
    assert without_times(passages(page)) == [f"放行 {LI} 36.6"]


def test_what_is_no_temperature_is_said_and_the_page_goes_on_asking(running: Running):
    page = running.page()
    running.scan(page, "wang")
    measure(page, "60")
    expect(page.locator("#hint")).to_have_text("“60”不是体温，请输入 36.5 这样的度数（365 也可以）")
    measure(page, "365")
    expect(view(page, "verdict").locator(".word")).to_have_text("放行")


def test_a_person_who_goes_away_leaves_a_ready_gate(running: Running):
    page = running.page()
    running.scan(page, "wang")
    view(page, "asking").get_by_role("button", name="离开").click()
    view(page, "ready")
    assert written(running) == []


def test_a_fever_waits_and_a_second_one_goes_to_the_person_on_duty(running: Running):
    page = running.page()
    running.scan(page, "wang")
    measure(page, "378")
    expect(view(page, "verdict").locator(".word")).to_have_text("稍等")
    running.clock.by = timedelta(minutes=11)
    running.scan(page, "wang")
    measure(page, "378")
    expect(page.locator(".verdict .word")).to_have_text("请示值班")
    expect(page.locator(".verdict .what")).to_have_text("复测体温仍高")


def test_a_revoked_pass_is_stopped(running: Running):
    page = running.page()
    running.scan(page, "revoked")
    shown = view(page, "verdict")
    expect(shown.locator(".word")).to_have_text("不放行")
    expect(shown.locator(".head use")).to_have_attribute("href", "#shape-refuse")
    expect(shown.locator(".remedy")).to_have_text("请收回证卡，联系办公室")
    expect(page.locator("#spoken")).to_have_text("不放行 · 此证已注销 · 请收回证卡，联系办公室 · 1号101室 · 赵甲")


def test_who_goes_out_is_not_measured(running: Running):
    page = running.page()
    page.get_by_role("button", name="出", exact=True).click()
    expect(page.locator("[data-direction=out][aria-pressed]")).to_have_attribute("aria-pressed", "true")
    running.scan(page, "wang")
    expect(view(page, "verdict").locator("#undo")).to_have_text("没有出去")
    assert [event.passage for event in written(running)] == ["out"]


def test_a_passage_that_did_not_take_place_is_undone(running: Running):
    page = running.page()
    running.scan(page, "wang")
    measure(page, "365")
    view(page, "verdict").get_by_role("button", name="没有进去").click()
    view(page, "ready")
    expect(page.locator("#recent li small")).to_have_text(re.compile("已撤销"))
    expect(page.locator("#recent li button")).to_have_count(0)
    assert [type(event) for event in written(running)] == [Scan, Undo]


def test_the_list_of_last_passages_undoes_too(running: Running):
    page = running.page(PHONE)
    running.scan(page, "wang")
    measure(page, "365")
    view(page, "verdict").get_by_role("button", name="下一位").click()
    page.get_by_role("button", name="最近通行").click()
    page.get_by_role("button", name=f"撤销 {WANG}").click()
    expect(page.locator("#toast")).to_have_text("已撤销，没有通行")
    assert [type(event) for event in written(running)] == [Scan, Undo]


def test_the_volunteer_lets_somebody_pass_with_a_reason(running: Running):
    page = running.page()
    running.scan(page, "revoked")
    view(page, "verdict").get_by_role("button", name="仍要放行").click()
    page.get_by_role("button", name="看病急事").click()
    expect(page.locator("#toast")).to_have_text("已放行，并记下原因")
    expect(page.locator("#recent li small")).to_have_text(re.compile("放行：看病急事"))
    assert [event.reason for event in written(running) if isinstance(event, Override)] == ["看病急事"]


def test_an_override_without_a_reason_is_asked_for_one(running: Running):
    page = running.page()
    running.scan(page, "revoked")
    view(page, "verdict").get_by_role("button", name="仍要放行").click()
    page.get_by_role("button", name="放行", exact=True).click()
    expect(page.locator("#override .problem")).to_have_text("放行要写原因，请选一个或写一句")
    page.fill("#override-own", "接孩子")
    page.keyboard.press("Enter")
    expect(page.locator("#override")).to_be_hidden()
    assert [event.reason for event in written(running) if isinstance(event, Override)] == ["接孩子"]


def test_a_courier_is_registered_is_inside_and_leaves(running: Running):
    page = running.page()
    register(page, "courier", phone="13812345678", temperature="364")
    page.keyboard.press("Enter")
    expect(page.locator("#register-courier .ticket b")).to_have_text("1")
    page.keyboard.press("Enter")
    expect(page.locator("#register-courier")).to_be_hidden()
    expect(page.locator("#inside li")).to_have_text(re.compile("1快递 ··78"))
    page.get_by_role("button", name="离开 1 快递").click()
    expect(page.locator("#inside li")).to_have_count(0)
    assert [type(event) for event in written(running)] == [VisitIn, VisitOut]


def test_a_visitors_door_is_typed_in_one_go(running: Running):
    page = running.page()
    form = register(page, "visitor", name="张三", phone="13812345678", temperature="36.4")
    form.locator(".stairwell").focus()
    page.keyboard.type("12-302", delay=50)
    page.keyboard.press("Enter")
    expect(form.locator(".word")).to_have_text("放行")
    assert [event.door for event in written(running)] == ["12号302室"]


def test_a_missing_field_is_named_and_everything_typed_stays(running: Running):
    page = running.page()
    form = register(page, "visitor", name="张三", temperature="365")
    page.keyboard.press("Enter")
    expect(form.locator(".problem")).to_have_text("手机还没有填，规约要求登记，请填写")
    expect(form.locator("[name=phone]")).to_be_focused()
    assert [form.locator(f"[name={name}]").input_value() for name in ("name", "temperature")] == ["张三", "365"]


def test_a_register_without_a_temperature_asks_for_it_there(running: Running):
    page = running.page()
    form = register(page, "courier", phone="13812345678")
    page.keyboard.press("Enter")
    expect(form.locator(".problem")).to_have_text(re.compile("^请测体温"))
    expect(form.locator("[name=temperature]")).to_be_focused()
    page.keyboard.type("365", delay=50)
    page.keyboard.press("Enter")
    expect(form.locator(".ticket b")).to_have_text("1")


def test_the_wrong_register_gives_what_was_typed_to_the_right_one(running: Running):
    page = running.page()
    register(page, "courier", phone="13812345678")
    form = register(page, "rider", temperature="365")
    page.keyboard.press("Enter")
    expect(form.locator(".ticket b")).to_have_text("1")
    assert [event.visitor for event in written(running)] == [VisitKind.RIDER]


def test_a_kind_that_the_covenant_keeps_out_is_stopped(running: Running):
    running.without(VisitKind.COURIER)
    page = running.page()
    form = register(page, "courier")
    expect(form.locator(".notice")).to_be_visible()
    expect(form.locator(".needed")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(form.locator(".word")).to_have_text("不放行")
    expect(page.locator("#inside li")).to_have_count(0)


def test_a_form_that_is_open_asks_for_what_the_covenant_asks_for_now_and_keeps_what_was_typed(running: Running):
    page = running.page()
    form = register(page, "courier", phone="13812345678")
    labels = form.locator(".needed .label")
    expect(labels).to_have_text(["手机", "体温"])
    running.asking("courier", Field.PHONE, Field.DOOR, Field.PLATE)
    expect(labels).to_have_text(["手机", "体温", "到访门牌", "车牌"])
    expect(page.locator("#toast")).to_have_text("规约变了，请看哪些必填")
    expect(form.locator("[name=phone]")).to_have_value("13812345678")
    expect(form.locator("[name=plate]")).to_have_attribute("aria-required", "true")
    form.locator(".close").click()
    register(page, "courier")
    expect(labels).to_have_text(["手机", "到访门牌", "车牌", "体温"])


def test_html_in_a_name_is_text(running: Running):
    page = running.page()
    running.scan(page, "li")
    expect(view(page, "asking").locator(".name")).to_have_text("李<b>明")
    measure(page, "365")
    expect(page.locator("#recent .who")).to_have_text(re.compile(re.escape(LI)))
    expect(page.locator(".stage .name b, #recent b")).to_have_count(0)


@pytest.mark.parametrize("size", [SIZES[0], SIZES[2]])
def test_english_is_one_click_away_and_comes_back(running: Running, size):
    page = running.page(size)
    page.get_by_role("button", name="English").click()
    expect(page.locator("h2").first).to_have_text("Hold card up to the camera")
    assert page.locator("html").get_attribute("lang") == "en"
    page.wait_for_selector("#lights .light")
    assert outside(page) == []
    running.scan(page, "wang")
    expect(view(page, "asking").locator(".word")).to_have_text("Measure")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("h2").first).to_have_text("请出示证卡")


@pytest.mark.parametrize("ending", [pytest.param("Enter", id="with Enter"), pytest.param("", id="with nothing")])
def test_a_hand_scanner_is_heard_with_or_without_a_key_at_the_end(running: Running, ending: str):
    page = running.page()
    running.type(page, "wang", ending)
    view(page, "asking")


def test_a_hand_scanner_is_heard_while_a_form_has_the_focus_and_leaves_it_as_it_was(running: Running):
    page = running.page()
    form = register(page, "courier", temperature="36")
    running.type(page, "wang")
    view(page, "asking")
    assert form.locator("[name=temperature]").input_value() == "36"
    assert written(running) == []


def test_the_barcode_of_a_parcel_is_no_temperature(running: Running):
    page = running.page()
    running.scan(page, "wang")
    view(page, "asking")
    keys(page, "6901234567892")
    expect(page.locator("#typed")).to_have_class(re.compile("empty"))
    view(page, "asking")


def test_two_clicks_are_one_event(running: Running):
    page = running.page()
    running.scan(page, "wang")
    view(page, "asking")
    page.keyboard.type("365", delay=50)
    page.dblclick("#pad [data-key=Enter]")
    view(page, "verdict")
    register(page, "courier", phone="13812345678", temperature="364")
    page.dblclick("#register-courier [type=submit]")
    expect(page.locator("#register-courier .ticket b")).to_have_text("1")
    page.wait_for_timeout(300)
    expect(page.locator("#inside li")).to_have_count(1)
    assert [type(event) for event in written(running)] == [Scan, VisitIn]


def test_a_gate_that_does_not_answer_says_so_and_comes_back_by_itself(running: Running):
    page = running.page()
    page.context.set_offline(True)
    running.scan(page, "revoked")
    expect(view(page, "lost").locator(".what")).to_have_text("门岗程序没有响应")
    page.context.set_offline(False)
    expect(view(page, "verdict").locator(".word")).to_have_text("不放行")
    assert len(written(running)) == 1


def test_a_passbook_row_that_is_damaged_is_shown_as_an_alarm(running: Running):
    page = running.page()
    damage(running)
    running.gate.session.seen(running.community.code("wang"))
    expect(view(page, "fault").locator("#fault")).to_have_text("证册这一行已损坏，请同步证册")
    page.keyboard.press("Escape")
    view(page, "ready")
    running.scan(page, "li")
    expect(page.locator("#toast")).to_have_text("证册这一行已损坏，请同步证册")


def test_a_keyboard_alone_is_enough(running: Running):
    page = running.page()
    page.locator("[data-register=courier]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#register-courier [name=phone]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#register-courier")).to_be_hidden()
    expect(page.locator("[data-register=courier]")).to_be_focused()
    running.scan(page, "revoked")
    view(page, "verdict")
    page.keyboard.press("Escape")
    view(page, "ready")


def test_the_enter_that_ends_a_temperature_does_not_take_the_verdict_away(running: Running):
    page = running.page()
    running.scan(page, "wang")
    view(page, "asking")
    page.clock.install()
    page.clock.pause_at(time.time() + 60)  # however slow this PC is, no time goes by on the page
    measure(page, "365")
    view(page, "verdict")
    page.keyboard.press("Enter")
    assert page.evaluate("fetch('/board').then((answer) => answer.json()).then(({ phase }) => phase)") == "verdict"
    assert f"{running.url}/clear" not in running.requests
    page.clock.fast_forward(801)
    page.keyboard.press("Enter")
    view(page, "ready")


def test_nothing_is_asked_of_any_other_host_and_nothing_fails(running: Running):
    page = running.page()
    running.scan(page, "wang")
    measure(page, "365")
    register(page, "courier", phone="13812345678", temperature="364")
    page.keyboard.press("Enter")
    expect(page.locator("#register-courier .ticket b")).to_have_text("1")
    assert {request for request in running.requests if not request.startswith(running.url)} == set()
    assert running.faults == []


STAMP = Look("三月", "March", "#f2c200", Shape.STAR, "三")


def photo() -> bytes:
    written = BytesIO()
    Image.new("RGB", (150, 200), (90, 120, 160)).save(written, "WEBP")
    return written.getvalue()


def pictured(running: Running, stamp: Look | None = STAMP) -> None:
    """The passbook says what class Wang is in, what he looks like, and which stamp his card bears."""
    book, code = current(running.community), running.community.code("wang")
    row = Row("12号302室", "王小㛃", Category.OWNER, "000017", LOOKS[Category.TENANT], photo())
    entries = tuple(
        msgspec.structs.replace(entry, row=encode_row(code, row)) if entry.lookup == code.lookup else entry
        for entry in book.entries
    )
    take(running.gate.store, msgspec.structs.replace(book, entries=entries, stamp=stamp), 2)


@pytest.mark.parametrize("size", SIZES)
def test_class_photo_and_stamp_are_shown_where_they_fit(running: Running, size):
    pictured(running)
    running.clock.hold()
    page = running.page(size)
    running.scan(page, "wang")
    asking = view(page, "asking")
    if size != PHONE:
        expect(asking.locator("[data-sign=sign]")).to_contain_text("租客")
    assert outside(page) == []
    expect(asking.locator(".photo")).to_have_js_property("naturalWidth", 150)
    measure(page, "365")
    verdict = view(page, "verdict")
    expect(verdict.locator("[data-sign=stamp]")).to_contain_text("三月")
    assert outside(page) == []
    expect(verdict.locator("[data-sign=stamp] use")).to_have_attribute("href", "#class-star")
    stage = page.locator("#stage").bounding_box()
    for part in (".photo", "[data-sign=sign]", "[data-sign=stamp]", ".actions"):
        box = verdict.locator(part).bounding_box()
        assert stage["x"] <= box["x"]
        assert box["x"] + box["width"] <= stage["x"] + stage["width"] + 1
        assert box["y"] + box["height"] <= stage["y"] + stage["height"] + 1


def test_the_next_person_has_neither_the_photo_nor_the_class_of_the_last(running: Running):
    pictured(running, stamp=None)
    page = running.page()
    running.scan(page, "wang")
    view(page, "asking")
    running.scan(page, "li")
    expect(page.locator(".asking .name")).to_have_text("李<b>明")
    expect(page.locator(".asking .photo")).to_be_hidden()
    expect(page.locator(".asking [data-sign=sign]")).to_contain_text("业主")
    expect(page.locator(".asking [data-sign=stamp]")).to_be_hidden()


@pytest.mark.parametrize("size", SIZES)
def test_a_spare_is_bound_at_the_gate_and_opens_it_at_once(running: Running, size):
    page = running.page(size)
    running.scan(page, "spare")
    expect(page.locator("#recent .who")).to_contain_text("备用证还没有绑定住户")
    view(page, "verdict").get_by_role("button", name="登记此证").click()
    form = page.locator("#bind")
    form.locator("[name=name]").fill("钱小㛃")
    form.get_by_role("button", name="登记", exact=True).click()
    expect(form.get_by_role("alert")).to_have_text("门牌还没有填，规约要求登记，请填写")
    form.locator(".stairwell").fill("12")
    form.locator(".room").fill("302")
    form.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("#toast")).to_have_text("已登记，请再刷一次这张卡")
    running.scan(page, "spare")
    measure(page, "365")
    expect(view(page, "verdict").locator(".person")).to_contain_text("12号302室")
    expect(page.locator("#bind-open")).to_be_hidden()


def asking_for_an_id(running: Running) -> None:
    """The covenant asks the volunteer to compare the ID card, and lets a forgotten card be confirmed."""
    book = current(running.community)
    rules = (Confirm("id", "请核对身份证", "Compare the ID card"), Forgotten(Then.ASK))
    covenant = msgspec.structs.replace(book.covenant, rules=rules)
    take(running.gate.store, msgspec.structs.replace(book, covenant=covenant), 2)


@pytest.mark.parametrize("size", SIZES)
def test_a_question_of_the_covenant_is_answered_with_one_press(running: Running, size):
    asking_for_an_id(running)
    page = running.page(size)
    running.scan(page, "wang")
    question = view(page, "verdict")
    expect(question.locator(".what")).to_have_text("请核实：请核对身份证")
    assert outside(page) == []
    question.get_by_role("button", name="已核实").click()
    measure(page, "365")
    expect(view(page, "verdict").locator(".word")).to_have_text("放行")
    assert [event.confirmed for event in written(running)] == [("id",)]


def test_answered_with_no_nobody_passes(running: Running):
    asking_for_an_id(running)
    page = running.page()
    running.scan(page, "wang")
    view(page, "verdict").get_by_role("button", name="不符，不放行").click()
    view(page, "ready")
    assert [event.passage for event in written(running)] == ["turned_away"]


def confirmed(page: Page, *questions: str) -> None:
    """Says yes to each of what is asked about the person on the screen."""
    for question in questions:
        expect(view(page, "verdict").locator(".what")).to_have_text(question)
        page.locator("#confirm").click()


FORGOTTEN_AND_ID = ("没带证卡", "请核实：请核对身份证")


@pytest.mark.parametrize("size", SIZES)
def test_a_resident_without_a_card_says_door_and_name(running: Running, size):
    asking_for_an_id(running)
    page = running.page(size)
    page.get_by_role("button", name="没带卡").click()
    assert outside(page) == []
    form = page.locator("#claim")
    form.locator(".stairwell").fill("12-302")
    form.locator("[name=name]").fill("王小㛃")
    form.get_by_role("button", name="继续").click()
    confirmed(page, *FORGOTTEN_AND_ID)
    measure(page, "365")
    expect(view(page, "verdict").locator(".person")).to_contain_text("12号302室 王小㛃")
    assert [(event.confirmed, event.passage) for event in written(running)] == [(("forgotten", "id"), "in")]


def on_duty(running: Running, page: Page) -> None:
    """The first volunteer of a gate gives a name and a PIN."""
    page.locator("#duty-open").click()
    page.fill("#duty-name", "王阿姨")
    page.fill("#duty-pin", "2580")
    page.locator("#duty-go").click()
    expect(page.locator("#duty-open")).to_have_text("王阿姨")


@pytest.mark.parametrize("size", SIZES)
def test_a_volunteer_signs_on_locks_goes_on_and_hands_over(running: Running, size):
    page = running.page(size)
    page.locator("#duty-open").click()
    assert outside(page) == []
    page.locator("#duty .close").click()
    on_duty(running, page)
    page.locator("#duty-open").click()
    page.locator("#duty-lock").click()
    locked = view(page, "locked")
    assert outside(page) == []
    for key in "1111":
        locked.locator(f"[data-pin='{key}']").click()
    locked.locator("[data-pin=Enter]").click()
    expect(page.locator("#pin-hint")).to_contain_text("口令不对")
    page.keyboard.type("2580")
    page.keyboard.press("Enter")
    view(page, "ready")
    page.locator("#duty-open").click()
    page.fill("#duty-note", "快递在架子上")
    page.locator("#duty-go").click()
    expect(page.locator("#duty-open")).to_have_text("值班")
    page.locator("#duty-open").click()
    expect(page.locator("#duty-left")).to_contain_text("快递在架子上")
    assert [type(event) for event in written(running)] == [ShiftOn, ShiftOff]


def test_a_locked_page_shows_nobody_and_loses_nothing(running: Running):
    page = running.page()
    on_duty(running, page)
    running.scan(page, "wang")
    measure(page, "365")
    view(page, "verdict")
    form = register(page, "visitor", name="张三丰")
    running.gate.shift.lock()
    running.gate.session.changed()
    view(page, "locked")
    expect(page.locator("#recent li")).to_have_count(0)
    expect(form).to_be_hidden()
    page.keyboard.type("2580")
    page.keyboard.press("Enter")
    expect(form.locator("[name=name]")).to_have_value("张三丰")
    expect(page.locator("#recent li")).to_have_count(1)


def with_rules(running: Running, *rules: object) -> None:
    """The office's next passbook has a covenant with these rules, that lets volunteers override."""
    book = current(running.community)
    covenant = msgspec.structs.replace(book.covenant, rules=rules, override=True)
    take(running.gate.store, msgspec.structs.replace(book, covenant=covenant), 2)


AIRED = Confirm("aired", "车已通风吗", "Was the car aired?")


@pytest.mark.parametrize("size", SIZES)
def test_a_question_about_a_visit_is_answered_before_the_temperature_is_asked(running: Running, size):
    with_rules(running, AIRED)
    page = running.page(size)
    form = register(page, "vehicle", plate="沪A12345", name="李四光")
    page.keyboard.press("Enter")
    expect(form.locator(".result .what")).to_have_text("请核实：车已通风吗")
    assert outside(page) == []
    expect(form.get_by_role("button", name="已核实")).to_be_focused()
    page.keyboard.press("Enter")
    expect(form.locator("[name=temperature]")).to_be_focused()
    page.keyboard.type("365", delay=50)
    page.keyboard.press("Enter")
    expect(form.locator(".ticket b")).to_have_text("1")
    assert [(event.confirmed, event.passage) for event in written(running)] == [(("aired",), "in")]


def test_a_visit_whose_question_is_not_so_is_turned_away(running: Running):
    with_rules(running, AIRED)
    page = running.page()
    form = register(page, "vehicle", plate="沪A12345", name="李四光", temperature="365")
    page.keyboard.press("Enter")
    form.get_by_role("button", name="不符，不放行").click()
    expect(form).to_be_hidden()
    expect(page.locator("#inside li")).to_have_count(0)
    assert [event.passage for event in written(running)] == ["turned_away"]


@pytest.mark.parametrize("size", SIZES)
def test_a_visitor_who_was_stopped_is_let_in_with_a_reason_and_gets_a_ticket(running: Running, size):
    with_rules(running)
    page = running.page(size)
    form = register(page, "vehicle", plate="沪A12345", name="李四光", temperature="379")
    page.keyboard.press("Enter")
    expect(form.locator(".word")).to_have_text("不放行")
    assert outside(page) == []
    form.get_by_role("button", name="仍要放行").click()
    page.get_by_role("button", name="值班人员同意").click()
    expect(form.locator(".ticket b")).to_have_text("1")
    expect(form.locator(".what")).to_have_text("人工放行：值班人员同意")
    form.get_by_role("button", name="好", exact=True).click()
    expect(page.locator("#inside li")).to_have_count(1)
    assert [type(event) for event in written(running)] == [VisitIn, Override]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_class_of_a_pass_does_not_lie_upon_the_keys(running: Running, language: str):
    page = running.page(language=language)
    running.scan(page, "wang")
    sign = view(page, "asking").locator("[data-sign=sign]")
    keys, ends = page.locator("#pad").bounding_box(), []
    for words in ("Owner", "Looks after the old and the sick of a household"):
        sign.locator(".sign-words").evaluate("(shown, words) => { shown.textContent = words; }", words)
        box = sign.bounding_box()
        assert box and keys
        ends.append(box["x"] + box["width"] <= keys["x"])
    assert ends == [True, True]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_the_class_of_whoever_is_measured_can_be_read_whole(running: Running, size, language: str):
    page = running.page(size, language)
    running.scan(page, "wang")
    sign, cut = view(page, "asking").locator("[data-sign=sign]"), []
    for look in LOOKS.values():
        words = look.words.zh if language == "zh" else look.words.en
        sign.locator(".sign-words").evaluate("(shown, words) => { shown.textContent = words; }", words)
        cut += [
            words
            for part in (sign, sign.locator(".sign-words"))
            if part.evaluate("(it) => it.scrollWidth > it.clientWidth")
        ]
    assert cut == []


@pytest.mark.parametrize(("sheet", "label"), [("#claim", "门牌"), ("#bind", "门牌"), ("#register-visitor", "到访门牌")])
def test_a_door_is_a_resident_s_own_or_the_one_that_is_visited(running: Running, sheet: str, label: str):
    page = running.page()
    assert page.locator(f"{sheet} [data-field=door] .label").text_content() == label
