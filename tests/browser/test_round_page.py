"""The delivery team's page on phones, before a real office: scanned, ticked, cut off, killed, sent."""

import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from appkit.clocks import now
from issuer import issuing
from issuer.rounds import Outcome
from tests.browser.appearance import violations
from tests.browser.rounds import CHEAP_PHONE, DOORS, PHONE, Served, served, trusted_flag
from tests.browsers import FLAGS, program
from tests.issuer.offices import ACT, founded, resident, take_in

DELIVERED, NOBODY_HOME = Outcome.DELIVERED, Outcome.NOBODY_HOME
ALL_SENT = "✓ 已全部上传"


@pytest.fixture
def office(tmp_path: Path):
    at = founded(tmp_path / "office")
    yield at
    at.store.close()


@pytest.fixture
def on_way(office, browser) -> Iterator[Served]:
    with served(office, browser) as at:
        yield at


@pytest.fixture
def with_survey(on_way) -> Served:
    on_way.ask()
    return on_way


def row(page: Page, room: str) -> Locator:
    return page.locator(".doors li").filter(has=page.locator(".room", has_text=room))


def deliver(page: Page, room: str) -> None:
    row(page, room).locator(".main").tap()
    expect(row(page, room)).to_have_class("decided delivered ")


def open_door(page: Page, room: str) -> None:
    row(page, room).locator(".more").tap()
    expect(page.locator(".outcomes")).to_be_visible()


def button(page: Page, words: str) -> Locator:
    return page.get_by_role("button", name=words, exact=True)


def choose(page: Page, words: str) -> None:
    button(page, words).tap()
    expect(button(page, words)).to_have_attribute("aria-pressed", "true")


def sent(page: Page, words: str = ALL_SENT) -> None:
    expect(page.locator(".sent")).to_have_text(words)


def to_stairwell(page: Page, stairwell: str) -> None:
    page.locator(".bar button").first.tap()
    page.locator(".grid button").filter(has=page.locator(f"b:text-is('{stairwell}')")).tap()
    expect(page.locator(".here b")).to_have_text(stairwell)


def ticks(at: Served) -> list[tuple[str, Outcome | None, str]]:
    """Every tick that the office has of the round, in their order: name on the card, outcome, to whom."""
    names = {each.issued.serial: each.resident.name for each in at.office.store.holdings() if each.resident}
    return [(names[each.serial], each.outcome, each.to_whom) for each in at.office.store.ticks_of(at.round.id)]


class TestTicking:
    def test_a_scanned_link_leads_to_the_list_and_its_secret_is_nowhere(self, on_way):
        asked = []
        phone = on_way.phone()
        phone.on("request", lambda request: asked.append((request.url, request.headers.get("referer", ""))))
        page = on_way.page(phone)
        expect(page.locator(".here b")).to_have_text("1号")
        assert page.locator(".room").all_inner_texts() == ["301室 下一户", "201室", "202室", "101室"]
        secret = on_way.link().partition("#")[2]
        assert page.url == f"{on_way.url}/round"
        assert [url for url, referer in asked if secret in url.partition("#")[0] + referer] == []
        assert {url.split("/")[2] for url, _ in asked} == {on_way.url.removeprefix("https://")}

    def test_one_tap_delivers_all_cards_of_a_door(self, office, browser):
        take_in(office, resident("1-101", "王小㛃"), resident("1-101", "李𬭎"))
        with served(office, browser) as at:
            page = at.scanned()
            deliver(page, "101室")
            expect(page.locator(".progress")).to_have_text("1/12 户")
            sent(page)
            assert at.outcomes()["1号101室"] == [DELIVERED] * 3

    def test_two_taps_are_one_tick(self, on_way):
        page = on_way.scanned()
        row(page, "301室").locator(".main").dblclick()
        expect(page.locator(".toast")).to_be_visible()
        sent(page)
        assert ticks(on_way) == [("住户1-301", DELIVERED, "")]
        expect(page.locator(".doors")).to_be_visible()

    def test_to_whom_takes_one_more_tap(self, on_way):
        page = on_way.scanned()
        deliver(page, "301室")
        button(page, "家人").tap()
        expect(row(page, "301室").locator(".outcome")).to_have_text("✓ 已送达 · 家人")
        sent(page)
        assert on_way.outcomes()["1号301室"] == [DELIVERED]
        assert ticks(on_way)[-1] == ("住户1-301", DELIVERED, "家人")

    def test_a_tap_is_undone(self, on_way):
        page = on_way.scanned()
        deliver(page, "301室")
        button(page, "↶ 撤销").tap()
        expect(row(page, "301室")).to_have_class(" next")
        sent(page)
        assert on_way.outcomes()["1号301室"] == [None]

    def test_a_done_door_is_opened_by_tapping_it_again_and_taken_back_there(self, on_way):
        page = on_way.scanned()
        deliver(page, "301室")
        page.wait_for_timeout(800)
        row(page, "301室").locator(".main").tap()
        button(page, "↶ 撤销结果").tap()
        expect(button(page, "↶ 撤销结果")).to_have_count(0)
        sent(page)
        assert on_way.outcomes()["1号301室"] == [None]

    @pytest.mark.parametrize(
        ("words", "outcome"),
        [("– 家中无人", NOBODY_HOME), ("✕ 拒收", Outcome.REFUSED), ("≠ 人不对", Outcome.WRONG_PERSON)],
    )
    def test_other_outcomes_take_one_tap_at_the_door(self, on_way, words, outcome):
        page = on_way.scanned()
        open_door(page, "301室")
        choose(page, words)
        sent(page)
        assert ticks(on_way) == [("住户1-301", outcome, "")]

    def test_a_door_where_nobody_was_is_delivered_later(self, on_way):
        page = on_way.scanned()
        open_door(page, "301室")
        choose(page, "– 家中无人")
        choose(page, "✓ 已送达")
        button(page, "其他").tap()
        page.get_by_label("写明给了谁").fill("孙女 小㛃")
        button(page, "下一户").tap()
        expect(page.locator(".here b")).to_have_text("1号201室")
        sent(page)
        assert ticks(on_way)[-1] == ("住户1-301", DELIVERED, "孙女 小㛃")

    def test_cards_of_a_door_are_told_apart(self, office, browser):
        take_in(office, resident("1-301", "王小㛃"), resident("1-301", "李𬭎"))
        with served(office, browser) as at:
            page = at.scanned()
            open_door(page, "301室")
            page.get_by_role("button", name="李𬭎").tap()
            choose(page, "≠ 人不对")
            button(page, "○ 其余2张").tap()
            button(page, "✓ 已送达").tap()
            choose(page, "本人")
            sent(page)
            by_name = {name: (outcome, to) for name, outcome, to in ticks(at)}
            assert by_name == {
                "李𬭎": (Outcome.WRONG_PERSON, ""),
                "王小㛃": (DELIVERED, "本人"),
                "住户1-301": (DELIVERED, "本人"),
            }

    def test_a_card_whose_pass_ended_is_brought_back_and_not_ticked(self, on_way):
        serial = on_way.office.store.handed_cards()[0].serial
        issuing.revoke(on_way.office.store, serial, ACT)
        page = on_way.scanned()
        expect(page.locator(".back").first).to_have_text("1张已作废，带回")
        sent(page)

    def test_the_next_door_goes_on_from_where_they_are(self, on_way):
        page = on_way.scanned()
        to_stairwell(page, "12号")
        expect(page.locator(".next .room")).to_have_text("501室 下一户")
        deliver(page, "501室")
        expect(page.locator(".next .room")).to_have_text("401室 下一户")
        for room in ("401室", "302室", "101室"):
            deliver(page, room)
        button(page, "下一户").tap()
        expect(page.locator(".here b")).to_have_text("1号")
        expect(page.locator(".next .room")).to_have_text("301室 下一户")

    @pytest.mark.parametrize(
        ("typed", "doors"),
        [
            pytest.param("30", ["1号301室", "2号301室", "12号302室"], id="the beginning of a room"),
            pytest.param("12-302", ["12号302室"], id="stairwell and room"),
            pytest.param("１２ ３０２", ["12号302室"], id="full width"),
            pytest.param("2 1", ["2号101室"], id="stairwell 2 is not stairwell 12"),
            pytest.param("999", [], id="no such room"),
        ],
    )
    def test_a_door_is_found_by_its_room(self, on_way, typed, doors):
        page = on_way.scanned()
        button(page, "查找").tap()
        page.locator("#search").fill(typed)
        expect(page.locator(".room")).to_have_text(doors)

    def test_all_is_done_when_every_door_is(self, on_way):
        page = on_way.scanned()
        for door in DOORS:
            stairwell, _, room = door.partition("-")
            if page.locator(".here b").inner_text() != f"{stairwell}号":
                to_stairwell(page, f"{stairwell}号")
            deliver(page, f"{room}室")
        sent(page)
        button(page, "下一户").tap()
        expect(page.locator(".toast")).to_have_text("全部完成！")
        assert [outcome for outcomes in on_way.outcomes().values() for outcome in outcomes] == [DELIVERED] * len(DOORS)


class TestTheSurvey:
    def test_questions_are_asked_after_the_tap(self, with_survey):
        page = with_survey.scanned()
        row(page, "301室").locator(".main").tap()
        masks = page.get_by_role("group", name="要几个口罩？")
        for _ in range(3):
            masks.get_by_role("button", name="要几个口罩？ +1").tap()
            expect(masks.locator("input")).not_to_have_value("")
        masks.get_by_role("button", name="要几个口罩？ −1").tap()
        expect(masks.locator("input")).to_have_value("2")
        back = page.get_by_role("group", name="有人从外地回来吗？")
        back.get_by_role("button", name="是").tap()
        back.locator("textarea").fill("2月9日，从湖北 <b>")
        page.get_by_role("group", name="独居老人需要什么？").locator("textarea").fill("药")
        page.go_back()
        expect(row(page, "301室").locator(".more")).to_have_text("问卷3/3")
        sent(page)
        assert with_survey.replies() == {"1号301室": [(1, "2", ""), (2, "yes", "2月9日，从湖北 <b>"), (3, "药", "")]}
        assert with_survey.outcomes()["1号301室"] == [DELIVERED]

    def test_a_number_is_typed_and_none_is_an_answer(self, with_survey):
        page = with_survey.scanned()
        open_door(page, "301室")
        masks = page.get_by_role("group", name="要几个口罩？")
        masks.get_by_role("button", name="要几个口罩？ −1").tap()
        expect(masks.locator("input")).to_have_value("0")
        open_next(page, "1号201室")
        page.get_by_role("group", name="要几个口罩？").locator("input").fill("１２个")
        page.locator(".turn").first.tap()
        expect(page.locator(".doors")).to_be_visible()
        sent(page)
        assert with_survey.replies() == {"1号301室": [(1, "0", "")], "1号201室": [(1, "12", "")]}

    def test_an_answer_is_taken_back(self, with_survey):
        page = with_survey.scanned()
        open_door(page, "301室")
        choose(page, "否")
        sent(page)
        assert with_survey.replies() == {"1号301室": [(2, "no", "")]}
        button(page, "↶ 清除回答").tap()
        expect(button(page, "↶ 清除回答")).to_have_count(0)
        sent(page)
        assert with_survey.replies() == {}

    def test_what_is_typed_stays_while_other_things_arrive(self, with_survey):
        page = with_survey.scanned()
        open_door(page, "301室")
        text = page.get_by_role("group", name="独居老人需要什么？").locator("textarea")
        text.press_sequentially("要药", delay=20)
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(300)
        text.press_sequentially("和米", delay=20)
        expect(text).to_have_value("要药和米")
        expect(text).to_be_focused()


def open_next(page: Page, door: str) -> None:
    button(page, "下一户").tap()
    expect(page.locator(".here b")).to_have_text(door)


class TestWithoutALine:
    def test_what_is_ticked_offline_arrives_once_and_in_order(self, with_survey):
        page = with_survey.scanned()
        page.context.set_offline(True)
        for room in ("301室", "202室", "201室", "101室"):
            row(page, room).locator(".main").tap()
            expect(page.locator(".outcomes")).to_be_visible()
            page.go_back()
            expect(row(page, room)).to_have_class("decided delivered ")
        for stairwell, rooms in (("2号", ("401室", "301室")), ("12号", ("501室", "401室", "302室", "101室"))):
            to_stairwell(page, stairwell)
            for room in rooms:
                open_door(page, room)
                choose(page, "– 家中无人")
                page.go_back()
        open_door(page, "302室")
        page.get_by_role("group", name="要几个口罩？").get_by_role("button", name="要几个口罩？ +1").tap()
        sent(page, "↑ 11 条待上传")
        assert (ticks(with_survey), with_survey.replies()) == ([], {})
        page.context.set_offline(False)
        sent(page)
        assert [outcome for _, outcome, _ in ticks(with_survey)] == [DELIVERED] * 4 + [NOBODY_HOME] * 6
        assert with_survey.replies() == {"12号302室": [(1, "1", "")]}
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(500)
        assert len(ticks(with_survey)) == 10

    def test_an_answer_that_was_lost_on_the_way_back_makes_no_second_tick(self, on_way):
        page = on_way.scanned()
        lost = []

        def lose(route):
            route.fetch() if not lost else None
            lost.append(route.request.post_data)
            route.abort() if len(lost) == 1 else route.continue_()

        page.route("**/round/report", lose)
        deliver(page, "301室")
        sent(page, "↑ 1 条待上传")
        page.evaluate("dispatchEvent(new Event('online'))")
        sent(page)
        assert lost[0] == lost[1]
        assert ticks(on_way) == [("住户1-301", DELIVERED, "")]

    def test_what_was_ticked_is_still_there_after_reloading_once_there_is_a_line(self, on_way):
        page = on_way.scanned()
        page.context.route("**/round/report", lambda route: route.abort())
        deliver(page, "301室")
        page.reload()
        expect(row(page, "301室")).to_have_class("decided delivered ")
        sent(page, "↑ 1 条待上传")
        page.context.unroute("**/round/report")
        page.evaluate("dispatchEvent(new Event('online'))")
        sent(page)
        assert ticks(on_way) == [("住户1-301", DELIVERED, "")]

    def test_a_phone_that_cannot_open_the_page_again_says_so_beforehand(self, on_way):
        page = on_way.scanned()
        told = page.locator(".alarm")
        expect(told).to_contain_text("没有网络时，这部手机不能重新打开本页")
        told.tap()
        expect(told).to_have_count(0)
        page.locator(".top").tap()
        expect(page.get_by_role("link", name="下载证书")).to_be_visible()

    def test_the_office_being_busy_is_only_a_wait(self, on_way):
        page = on_way.scanned()
        page.route("**/round/report", lambda route: route.fulfill(status=503, body="{}"))
        deliver(page, "301室")
        sent(page, "↑ 1 条待上传")
        page.unroute("**/round/report")
        sent(page)
        assert ticks(on_way) == [("住户1-301", DELIVERED, "")]

    def test_an_item_that_the_office_cannot_read_holds_up_nothing(self, on_way):
        page = on_way.scanned()
        page.context.set_offline(True)
        deliver(page, "301室")
        page.evaluate(
            """async () => {
              const result = (asked) => new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
              const db = await result(indexedDB.open("gatepass-round"));
              const items = db.transaction("items", "readwrite").objectStore("items");
              const [{ number, ...bad }] = await result(items.getAll());
              items.add({ ...bad, wire: { ...bad.wire, id: "bad", issue: "one" } });
            }"""
        )
        deliver(page, "202室")
        page.context.set_offline(False)
        sent(page, "! 1 条未收")
        assert ticks(on_way) == [("住户1-301", DELIVERED, ""), ("住户1-202", DELIVERED, "")]
        page.locator(".top").tap()
        expect(page.locator(".lines b")).to_have_text("办公室读不懂这部手机发来的内容")


class TestTwoPhones:
    def test_both_see_what_the_other_ticked(self, on_way):
        one, other = on_way.scanned(), on_way.scanned(size=PHONE)
        deliver(one, "301室")
        sent(one)
        deliver(other, "202室")
        expect(row(other, "301室")).to_have_class("decided delivered ")
        one.evaluate("dispatchEvent(new Event('online'))")
        expect(row(one, "202室")).to_have_class("decided delivered ")

    def test_the_newest_word_counts_whatever_arrives_first(self, on_way):
        one, other = on_way.scanned(), on_way.scanned()
        one.context.set_offline(True)
        open_door(one, "301室")
        choose(one, "– 家中无人")
        sent(one, "↑ 1 条待上传")
        deliver(other, "301室")
        sent(other)
        one.context.set_offline(False)
        sent(one)
        assert on_way.outcomes()["1号301室"] == [DELIVERED]
        expect(button(one, "✓ 已送达")).to_have_attribute("aria-pressed", "true")

    def test_a_phone_with_a_wrong_clock_neither_wins_nor_loses_by_it(self, on_way):
        slow = on_way.phone()
        slow.clock.install(time=now() - timedelta(hours=3))
        other, page = on_way.scanned(), on_way.page(slow)
        expect(row(page, "301室")).to_be_visible()
        sent(page)
        deliver(other, "301室")
        sent(other)
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(row(page, "301室")).to_have_class("decided delivered ")
        open_door(page, "301室")
        choose(page, "✕ 拒收")
        sent(page)
        assert on_way.outcomes()["1号301室"] == [Outcome.REFUSED]

    def test_two_tabs_of_one_phone_are_one(self, on_way):
        phone = on_way.phone()
        one, other = on_way.page(phone), on_way.page(phone)
        expect(row(other, "301室")).to_be_visible()
        deliver(one, "301室")
        expect(row(other, "301室")).to_have_class("decided delivered ")
        sent(one)
        sent(other)
        assert ticks(on_way) == [("住户1-301", DELIVERED, "")]


class TestTheEnd:
    def test_a_closed_round_is_told_and_the_phone_wiped_once_everything_is_sent(self, on_way):
        page = on_way.scanned()
        deliver(page, "301室")
        sent(page)
        on_way.close()
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator(".notice")).to_contain_text("这部手机上的数据已清除")
        assert kept(page) == {"teams": [], "items": []}

    def test_what_comes_too_late_is_kept_and_shown_until_somebody_wrote_it_down(self, on_way):
        page = on_way.scanned()
        page.context.set_offline(True)
        deliver(page, "301室")
        on_way.close()
        page.context.set_offline(False)
        expect(page.locator(".alarm")).to_contain_text("这一轮已经结束")
        expect(page.locator(".lines li")).to_contain_text("1号301室 住户1-301 ✓ 已送达")
        expect(page.locator(".lines b")).to_have_text("这一轮已经结束，请告诉办公室")
        assert len(on_way.office.store.items_aside()) == 1
        page.reload()
        expect(page.locator(".lines li")).to_have_count(1)
        button(page, "已抄下，从手机删除").tap()
        expect(page.locator(".notice")).to_contain_text("这部手机上的数据已清除")
        assert kept(page) == {"teams": [], "items": []}

    def test_a_wrong_secret_is_told(self, on_way):
        page = on_way.page(on_way.phone(), on_way.link(secret="w" * 32))
        expect(page.locator(".alarm")).to_contain_text("办公室不认识这个链接")

    def test_a_secret_that_went_wrong_loses_nothing(self, on_way):
        page = on_way.scanned()
        page.context.set_offline(True)
        deliver(page, "301室")
        page.context.route("**/round/*", lambda route: route.fulfill(status=401, body="{}"))
        page.context.set_offline(False)
        expect(page.locator(".alarm")).to_contain_text("办公室不认识这个链接")
        expect(page.locator(".lines li")).to_contain_text("1号301室 住户1-301 ✓ 已送达")
        page.context.unroute("**/round/*")
        page.evaluate("dispatchEvent(new Event('online'))")
        sent(page)
        assert ticks(on_way) == [("住户1-301", DELIVERED, "")]

    def test_a_phone_is_wiped_by_hand_once_everything_is_sent(self, on_way):
        page = on_way.scanned()
        page.context.set_offline(True)
        deliver(page, "301室")
        page.locator(".top").tap()
        expect(button(page, "清除这部手机上的数据")).to_be_disabled()
        page.context.set_offline(False)
        button(page, "清除这部手机上的数据").tap()
        expect(page.locator(".notice")).to_contain_text("请扫描封面上的二维码")
        assert kept(page) == {"teams": [], "items": []}

    def test_another_teams_link_sends_what_the_first_left_and_lets_go_of_it(self, office, browser):
        with served(office, browser, teams=2) as at:
            phone = at.phone()
            page = at.page(phone)
            first = page.locator(".here b").inner_text()
            phone.set_offline(True)
            page.locator(".doors .main").first.tap()
            sent(page, "↑ 1 条待上传")
            phone.set_offline(False)
            page = at.page(phone, at.link(team=2))
            expect(page.locator(".whose")).to_contain_text("2队")
            sent(page)
            assert [len(ticks(at)), page.locator(".here b").inner_text() == first] == [1, False]
            expect(page.locator(".whose")).to_contain_text("2队")
            assert len(kept(page)["teams"]) == 1

    def test_the_page_without_a_link_says_what_to_do(self, on_way):
        page = on_way.page(on_way.phone(), f"{on_way.url}/round")
        expect(page.locator(".notice")).to_have_text("请扫描封面上的二维码，打开本队的名单。")


def kept(page: Page) -> dict[str, list[dict]]:
    """Everything that the phone keeps."""
    return page.evaluate(
        """async () => {
          const result = (asked) => new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
          const db = await result(indexedDB.open("gatepass-round"));
          const all = (name) => result(db.transaction(name).objectStore(name).getAll());
          return { teams: await all("teams"), items: await all("items") };
        }"""
    )


class TestKeeping:
    def test_a_full_phone_is_told_and_nothing_is_shown_as_done(self, on_way):
        page = on_way.scanned()
        page.evaluate(
            """async () => {
              IDBObjectStore.prototype.add = function () { throw new DOMException("full", "QuotaExceededError"); };
            }"""
        )
        row(page, "301室").locator(".main").tap()
        expect(page.locator(".alarm").first).to_contain_text("手机存不下了，刚才的没有记下")
        expect(row(page, "301室")).to_have_class(" next")
        assert ticks(on_way) == []

    @pytest.fixture
    def own_browser(self, on_way, tmp_path):
        """A browser that trusts the office, as a phone does on which the certificate was installed; it may be killed."""
        folder = tmp_path / "profile"

        def opened() -> BrowserContext:
            return on_way.browser.browser_type.launch_persistent_context(
                folder, executable_path=program(), args=[*FLAGS, trusted_flag(on_way.own)], has_touch=True,
                viewport={"width": CHEAP_PHONE[0], "height": CHEAP_PHONE[1]},
            )  # fmt: skip

        opened.folder = folder
        return opened

    def test_what_was_shown_as_done_survives_the_killing_of_the_browser(self, on_way, own_browser):
        phone = own_browser()
        page = on_way.page(phone)
        expect(row(page, "301室")).to_be_visible()
        phone.set_offline(True)
        deliver(page, "301室")
        kill(own_browser.folder)
        phone = own_browser()
        page = on_way.page(phone, f"{on_way.url}/round")
        expect(row(page, "301室")).to_have_class("decided delivered ")
        sent(page)
        assert ticks(on_way) == [("住户1-301", DELIVERED, "")]
        phone.close()

    def test_where_the_certificate_is_trusted_the_page_opens_again_without_a_line(self, on_way, own_browser):
        phone = own_browser()
        page = on_way.page(phone)
        page.locator(".top").tap()
        expect(page.locator("main")).to_contain_text("✓ 这部手机没有网络也能重新打开本页。")
        phone.set_offline(True)
        page.reload()
        deliver(page, "301室")
        page.close()
        page = on_way.page(phone, f"{on_way.url}/round")
        expect(row(page, "301室")).to_have_class("decided delivered ")
        phone.set_offline(False)
        sent(page)
        assert ticks(on_way) == [("住户1-301", DELIVERED, "")]
        phone.close()


def kill(folder: Path) -> None:
    """Ends a browser of ours, known by its profile, as a phone does that runs out of memory."""
    for process in psutil.process_iter(["cmdline"]):
        if any(str(folder) in part for part in process.info["cmdline"] or ()):
            process.send_signal(signal.SIGKILL)


class TestLooks:
    @pytest.mark.parametrize(
        "name",
        ["<b>王</b>", "<img src=x onerror=alert(1)>", "王小㛃𬭎𬙂䶮𬱖", "Maximilian Featherstonehaugh-Cholmondeley"],
    )
    def test_names_are_text_and_nothing_else(self, office, browser, name):
        take_in(office, resident("1-301", name))
        with served(office, browser) as at:
            page = at.scanned()
            expect(row(page, "301室").locator(".names")).to_have_text(f"{name}、住户1-301")
            open_door(page, "301室")
            expect(page.locator(".name").first).to_have_text(name)
            assert page.locator("main img, main b:text-is('王')").count() == 0

    def test_rare_characters_come_with_a_font(self, office, browser):
        take_in(office, resident("1-301", "王小㛃"))
        with served(office, browser) as at:
            page = at.scanned()
            page.wait_for_function("document.fonts.size === 1")
            assert page.evaluate("[...document.fonts].map((face) => face.family + face.status)") == ["Rareloaded"]

    def test_the_other_language_is_one_tap_away_and_needs_no_line(self, with_survey):
        page = with_survey.scanned()
        page.context.set_offline(True)
        button(page, "English").tap()
        expect(page.locator(".next .room")).to_have_text("301室 next")
        assert page.locator("html").get_attribute("lang") == "en"
        row(page, "301室").locator(".main").tap()
        expect(page.get_by_role("group", name="How many masks?")).to_be_visible()
        sent(page, "↑ 1 to send")
        page.context.set_offline(False)
        sent(page, "✓ all sent")
        page.reload()
        expect(page.locator(".bar button").last).to_have_text("中文")

    @pytest.mark.parametrize("language", ["zh", "en"])
    @pytest.mark.parametrize(
        "size",
        [
            pytest.param(CHEAP_PHONE, id="cheap"),
            pytest.param(PHONE, id="larger"),
            pytest.param((820, 1180), id="tablet"),
        ],
    )
    def test_every_view_fits_can_be_touched_and_read_in_the_sun(self, with_survey, language, size):
        page = with_survey.scanned(language=language, size=size)
        found = {}
        for view, turn in VIEWS.items():
            turn(page)
            found[view] = page.evaluate(FAULTS) + accessible(page)
        assert found == {view: [] for view in VIEWS}


def accessible(page: Page) -> list[str]:
    """What axe finds. Targets are measured by `FAULTS`: what lies under the bar for now is scrolled up, which axe does not know."""
    return [each for each in violations(page, "color-contrast-enhanced") if not each.startswith("target-size ")]


def _toast(page: Page) -> None:
    page.locator("#door-0 .more").tap()
    page.locator(".outcomes .refused").tap()
    page.go_back()
    expect(page.locator(".toast")).to_be_visible()


def _door(page: Page) -> None:
    page.locator("#door-1 .main").tap()
    expect(page.locator(".question").first).to_be_visible()


def _answered(page: Page) -> None:
    page.locator(".pair button").first.tap()
    expect(page.locator(".question label")).to_be_visible()


def _stairwells(page: Page) -> None:
    page.locator(".bar button").nth(0).tap()
    expect(page.locator(".grid")).to_be_visible()


def _searched(page: Page) -> None:
    page.locator(".bar button").nth(1).tap()
    page.locator("#search").fill("3")
    expect(page.locator(".room")).to_have_count(3)  # of the twelve doors


def _unsent(page: Page) -> None:
    page.context.set_offline(True)
    page.locator(".doors .more").first.tap()
    page.locator(".outcomes .nobody_home").tap()
    page.locator(".top").tap()
    expect(page.locator("main .lines li").first).to_be_visible()


VIEWS = {
    "list": lambda page: expect(page.locator(".doors")).to_be_visible(),
    "toast": _toast,
    "door": _door,
    "answered": _answered,
    "stairwells": _stairwells,
    "search": _searched,
    "state": _unsent,
}

# What runs over the side, targets under 76 px (12 mm at 160 px an inch; the whole width counts for the header), text under 7:1.
FAULTS = """() => {
  const faults = [];
  if (document.documentElement.scrollWidth > innerWidth) faults.push("runs over the side");
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const linear = (v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  for (const element of document.querySelectorAll("button, input, textarea, a")) {
    const { width, height } = element.getBoundingClientRect();
    const words = element.textContent.trim().slice(0, 20);
    if (width && (height < 75.5 || width < 75.5)) faults.push(`${words}: ${Math.round(width)} x ${Math.round(height)}`);
    if (element.scrollWidth > element.clientWidth + 1 && element.tagName === "BUTTON") faults.push(`cut: ${words}`);
  }
  const texts = document.createTreeWalker(document.getElementById("app"), NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (!text.data.trim() || !text.parentElement.getClientRects().length) continue;
    const [one, other] = [light(rgb(getComputedStyle(text.parentElement).color)), light(ground(text.parentElement))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 7) faults.push(`${text.data.trim().slice(0, 20)}: ${contrast.toFixed(1)}`);
  }
  return [...new Set(faults)];
}"""
