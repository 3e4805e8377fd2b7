"""Phones as the gate's scanners, before a real gate: paired by the QR code, shown a printed card, cut off, removed."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Response, request
from playwright.sync_api import Browser, Page, expect

from appkit.clocks import now
from gatepass.events import Scan, Undo
from kiosk.gate import Gate
from kiosk.link import Link
from kiosk.phones import Phones
from kiosk.session import Session
from kiosk.shift import Shift
from tests.browser.appearance import outside, small_buttons, violations
from tests.browser.conftest import Ahead, current, take
from tests.browser.phones import CHEAP, TABLET, UPRIGHT, Scanning, begin, printed, record, seeing, served, view
from tests.browser.tabs import left, opened
from tests.browsers import DESKTOP
from tests.community import Community
from tests.patience import becomes


@pytest.fixture(scope="module")
def community() -> Community:
    return Community()


@pytest.fixture(scope="module")
def browser(browser: Browser, community, tmp_path_factory) -> Iterator[Browser]:
    film = record([printed(community, "wang")], tmp_path_factory.mktemp("film") / "wang.mjpeg")
    with seeing(browser, film) as phone:
        yield phone


@pytest.fixture
def at(community, store, browser, tmp_path: Path) -> Iterator[Scanning]:
    take(store, current(community), 1)
    clock = Ahead()
    gate = Gate(
        tmp_path / "gate",
        store,
        Session(store, clock),
        (),
        Link(store, now),
        Shift(store, clock),
        Phones(store, clock),
    )
    with served(gate, community, clock) as at:
        yield at
        left(browser)


def measure(page: Page, typed: str) -> None:
    view(page, "asking")
    for key in (*typed, "Enter"):
        page.locator(f"#pad [data-key='{key}']").tap()


def go_out(at: Scanning, page: Page) -> None:
    """Sends away who is asked, turns the phone to those who go out, and lets the card be a new one."""
    at.clock.hold()
    page.locator("#away").tap()
    page.get_by_role("button", name="出", exact=True).tap()
    expect(page.locator("body")).to_have_attribute("data-direction", "out")
    at.clock.by += timedelta(seconds=9)
    at.clock.go_on()


def written(at: Scanning) -> list[object]:
    return [event.body for event in reversed(at.gate.store.recent(100))]


def gate_page(at: Scanning, browser: Browser, size: tuple[int, int] = DESKTOP, language: str = "zh") -> Page:
    page = opened(browser, size, at.url, language)
    page.on("pageerror", lambda error: at.faults.append(str(error)))
    page.on("console", lambda line: at.faults.append(line.text) if "Content Security" in line.text else None)
    page.goto(at.url)
    page.wait_for_selector("#lights .light")
    return page


class TestScanning:
    def test_a_card_before_the_phone_asks_for_a_temperature_and_lets_its_holder_in(self, at, browser):
        page = at.scanner(browser)
        expect(view(page, "asking").locator(".person")).to_have_text(re.compile(r"12号302室\s+王小㛃"))
        measure(page, "365")
        shown = view(page, "verdict")
        expect(shown.locator(".word")).to_have_text("放行")
        expect(shown.locator(".head use")).to_have_attribute("href", "#shape-admit")
        expect(shown.locator(".degrees")).to_have_text("36.5 ℃")
        assert [(event.celsius, event.passage) for event in written(at)] == [(36.5, "in")]

    def test_who_goes_out_is_not_measured_and_a_card_held_up_is_one_passage(self, at, browser):
        page = at.scanner(browser)
        view(page, "asking")
        go_out(at, page)
        expect(view(page, "verdict").locator(".word")).to_have_text("放行")
        page.wait_for_timeout(4000)
        assert [event.passage for event in written(at)] == ["out"]

    def test_the_phone_shakes_with_the_verdict(self, at, browser):
        context = at.phone(browser)
        context.add_init_script("window.pulses = []; navigator.vibrate = (pulse) => window.pulses.push(pulse);")
        page = at.page(context)
        begin(page)
        view(page, "asking")
        assert page.evaluate("pulses") == [[60, 80, 60]]

    def test_a_passage_is_undone_on_the_phone(self, at, browser):
        page = at.scanner(browser)
        measure(page, "365")
        view(page, "verdict").get_by_role("button", name="没有进去").tap()
        view(page, "ready")
        assert [type(event) for event in written(at)] == [Scan, Undo]

    def test_two_phones_and_the_gate_never_see_each_other_s_persons(self, at, browser):
        desk = gate_page(at, browser)
        first, second = at.scanner(browser), at.scanner(browser)
        view(first, "asking")
        view(second, "asking")
        measure(first, "365")
        view(first, "verdict")
        assert (second.locator("body").get_attribute("data-view"), desk.locator("body").get_attribute("data-view")) == (
            "asking",
            "ready",
        )
        expect(second.locator("#recent li")).to_have_count(0)
        expect(desk.locator("#recent li")).to_have_count(0)


class TestPairing:
    def test_the_gate_s_page_shows_the_code_and_then_the_phone(self, at, browser):
        desk = gate_page(at, browser)
        desk.get_by_role("button", name="更多").click()
        desk.get_by_role("button", name="手机当扫码器").click()
        expect(desk.locator("#phones-code path")).to_have_attribute("d", re.compile("^M0 0h7"))
        invited = at.phones.invitation()
        page = at.page(at.phone(browser), f"{at.phones_url}/scanner#{invited.secret}")
        begin(page)
        expect(desk.locator("#phones li .who")).to_have_text(re.compile(r"手机1.*正在使用"))
        expect(desk.locator("#phones-told")).to_have_text(re.compile("已配对：手机1"))
        assert at.phones.invitation().secret != invited.secret
        desk.get_by_role("button", name="关闭").click()
        assert becomes(lambda: at.phones.invitation() is None)

    def test_the_secret_is_in_no_request_but_the_one_that_pairs(self, at, browser):
        link = at.link()
        page = at.page(at.phone(browser), link)
        begin(page)
        secret = link.partition("#")[2]
        assert page.url == f"{at.phones_url}/scanner"
        assert [url for url in at.requests if secret in url.partition("#")[0]] == []
        assert {"/".join(url.split("/")[:3]) for url in at.requests} == {at.phones_url}

    def test_a_code_is_good_for_one_phone(self, at, browser):
        link = at.link()
        begin(at.page(at.phone(browser), link))
        late = at.page(at.phone(browser), link)
        expect(late.locator("#cover-what")).to_have_text(
            "这个二维码已用过或已过期，请在门岗页面点“手机当扫码器”，扫新的二维码"
        )
        assert len(at.phones.listed()) == 1

    def test_a_paired_phone_goes_on_when_its_page_is_opened_again(self, at, browser):
        page = at.scanner(browser)
        view(page, "asking")
        page.reload()
        begin(page)
        expect(view(page, "asking").locator(".name")).to_have_text("王小㛃")
        assert len(at.phones.listed()) == 1

    def test_a_phone_without_a_code_is_told_where_to_find_one(self, at, browser):
        page = at.page(at.phone(browser), f"{at.phones_url}/scanner")
        expect(page.locator("#cover-what")).to_have_text(re.compile("^这部手机还没有和门岗配对"))

    def test_a_removed_phone_is_told_so(self, at, browser):
        page = at.scanner(browser)
        view(page, "asking")
        desk = gate_page(at, browser)
        desk.get_by_role("button", name="更多").click()
        desk.get_by_role("button", name="手机当扫码器").click()
        desk.get_by_role("button", name=re.compile("^移除 手机1")).click()
        expect(page.locator("#cover-what")).to_have_text(
            "门岗已移除这部手机，要再用，请在门岗页面点“手机当扫码器”，重新扫二维码"
        )
        expect(desk.locator("#phones li")).to_have_count(0)


class TestTheLine:
    def test_a_lost_line_is_said_and_it_goes_on_by_itself(self, at, browser):
        page = at.scanner(browser)
        view(page, "asking")
        page.context.set_offline(True)
        expect(view(page, "lost").locator(".what")).to_have_text("连不上门岗")
        page.context.set_offline(False)
        measure(page, "365")
        view(page, "verdict")
        assert [event.passage for event in written(at)] == ["in"]

    def test_an_answer_that_is_lost_is_no_second_passage(self, at, browser):
        page = at.scanner(browser)
        view(page, "asking")
        lost: list[Response] = []

        def lose_the_verdict(answer: Response) -> bool:
            """The gate has recorded the passage, and that is long ago when the phone is heard again."""
            if lost or request.path != "/frame" or not written(at):
                return False
            at.clock.by += timedelta(seconds=20)
            lost.append(answer)
            return True

        at.loses = lose_the_verdict
        go_out(at, page)
        expect(view(page, "verdict").locator(".word")).to_have_text("放行")
        assert [event.passage for event in written(at)] == ["out"]
        assert len(lost) == 1


class TestTheCamera:
    @pytest.mark.parametrize(
        ("fault", "what"),
        [
            pytest.param("NotFoundError", "摄像头打不开", id="there is none"),
            pytest.param("NotAllowedError", "浏览器没有允许使用摄像头", id="somebody said no"),
        ],
    )
    def test_a_phone_that_cannot_see_says_what_to_do_and_goes_on(self, at, browser, fault, what):
        context = at.phone(browser)
        context.add_init_script(
            f"""const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
            navigator.mediaDevices.getUserMedia = async () => {{
                navigator.mediaDevices.getUserMedia = open;
                throw new DOMException("", "{fault}");
            }};"""
        )
        page = at.page(context)
        page.locator("#cover-go").tap()
        expect(page.locator("#cover-what")).to_have_text(what)
        expect(page.locator("#cover-go")).to_have_text("重试")
        begin(page)
        view(page, "asking")

    def test_the_other_camera_is_one_tap_away(self, at, browser):
        page = at.scanner(browser)
        view(page, "asking")
        at.clock.hold()
        page.locator("#away").tap()
        page.locator("#turn").tap()
        at.clock.by += timedelta(seconds=9)
        at.clock.go_on()
        expect(view(page, "asking").locator(".name")).to_have_text("王小㛃")
        assert page.evaluate("localStorage.getItem('facing')") == "user"


class TestLooks:
    @pytest.mark.parametrize("language", ["zh", "en"])
    @pytest.mark.parametrize(
        "size",
        [
            pytest.param(UPRIGHT, id="phone"),
            pytest.param(CHEAP, id="cheap phone"),
            pytest.param(TABLET, id="tablet"),
            pytest.param((800, 1280), id="tablet upright"),
        ],
    )
    def test_every_view_fits_and_can_be_touched(self, at, browser, size, language):
        context = at.phone(browser, size, language)
        page = at.page(context)
        expect(page.locator("#cover-go")).to_be_visible()
        found = {"cover": faults(page)}
        context.set_offline(True)
        page.locator("#cover-go").tap()
        view(page, "lost")
        found["lost"] = faults(page)
        page.evaluate("document.body.dataset.view = 'ready'")
        found["ready"] = faults(page)
        context.set_offline(False)
        measure(page, "60")
        expect(page.locator("#hint")).to_have_attribute("data-level", "alarm")
        found["asking"] = faults(page)
        at.clock.hold()
        measure(page, "379")
        expect(view(page, "verdict")).to_be_visible()
        found["verdict"] = faults(page)
        assert found == {name: [] for name in found}

    @pytest.mark.parametrize("language", ["zh", "en"])
    @pytest.mark.parametrize("size", [pytest.param(DESKTOP, id="a cheap PC"), pytest.param(UPRIGHT, id="upright")])
    def test_the_gate_s_page_has_room_for_the_button_and_the_dialog(self, at, browser, size, language):
        desk = gate_page(at, browser, size, language)
        found = [faults(desk)]
        desk.locator("#more-open").click()
        desk.locator("#more [data-way=phones]").click()
        expect(desk.locator("#phones-code path")).to_have_attribute("d", re.compile("^M0 0h7"))
        found.append(faults(desk))
        assert found == [[], []]


def faults(page: Page) -> list[str]:
    return outside(page) + small_buttons(page) + violations(page, "color-contrast-enhanced")
