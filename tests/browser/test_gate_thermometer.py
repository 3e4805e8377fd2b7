"""A real gate with a thermometer on a pseudo-terminal, a film of a card, and a browser: nobody presses a key."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from msgspec import UNSET
from playwright.sync_api import Page, expect

from appkit.web import Server
from gatepass.covenant import VisitKind
from gatepass.events import Scan, VisitIn
from kiosk.thermometers.chosen import chosen
from kiosk.thermometers.thermometer import Thermometer, ThermometerState
from kiosk.web import create_app
from scripts.frames import Faults, Pose, held, qr_card, write_video
from tests.browser.conftest import Running
from tests.browser.test_gate_page import PHONE, WANG, passages, register, view, without_times, written
from tests.kiosk.thermometers.devices import Plug, streaming
from tests.patience import becomes

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")


@pytest.fixture
def plug(tmp_path: Path) -> Iterator[Plug]:
    plug = Plug(tmp_path / "ttyTHERMO")
    yield plug
    plug.pull()


@pytest.fixture
def measuring(running: Running, plug: Plug) -> Iterator[Running]:
    """A running gate with an infrared module, which sees the wall."""
    gate = running.gate
    heard = Thermometer(chosen(f"module:{plug.place}"), gate.session.measured, running.clock)
    gate = replace(gate, thermometer=heard)
    server = Server(create_app(gate), "127.0.0.1", 0)
    server.start()
    heard.start()
    plug.asked()
    with streaming(plug, WALL, AIR):
        assert becomes(lambda: heard.state is ThermometerState.LIVE)
        yield replace(running, gate=gate, url=server.url)
    heard.stop()
    gate.session.end()
    server.stop()


WALL, AIR = 12.0, 18.0  # warm enough for the forehead


def stands(plug: Plug, celsius: float) -> None:
    """Somebody comes near the module, holds still and goes away again."""
    for skin in (WALL, celsius, WALL):
        plug.see(skin, AIR)


def shows_card(measuring: Running, who: str) -> None:
    """The camera's thread read a card."""
    measuring.gate.session.seen(measuring.community.code(who))


def film(folder: Path, code: str) -> Path:
    """The empty gate for a second, then a card for two."""
    rng = np.random.default_rng(5)
    pictures = [held(qr_card(code), (1280, 720), pose, Faults(blur=0.5, noise=4), rng) for pose in POSES]
    return write_video(folder / "gate.mp4", [pictures[0]] * 15 + [pictures[1]] * 30, 15, (1280, 720))


POSES = (Pose(3, 3, 0.1), Pose(0.5, 0.5, 0.4))


def told(page: Page, text: str) -> None:
    expect(page.locator("#toast")).to_have_text(text)


def test_a_card_and_a_forehead_let_somebody_in_and_no_key_is_pressed(measuring: Running, plug: Plug, tmp_path: Path):
    page = measuring.page()
    expect(page.locator("#lights")).to_contain_text("体温计正常")
    with measuring.watching(film(tmp_path, measuring.community.code("wang"))):
        expect(page.locator("body")).to_have_attribute("data-view", "asking")
        stands(plug, 36.5)
        shown = view(page, "verdict")
        expect(shown.locator(".word")).to_have_text("放行")
        expect(shown.locator(".degrees")).to_have_text("36.5 ℃")
    assert without_times(passages(page)) == [f"放行 {WANG} 36.5"]
    assert [(scan.passage, scan.celsius, scan.taken.air) for scan in written(measuring)] == [("in", 36.5, AIR)]
    assert measuring.faults == []


def test_a_reading_before_the_card_is_nobodys_and_said_small(measuring: Running, plug: Plug):
    page = measuring.page(language="en")
    stands(plug, 36.6)
    told(page, "A reading without a person, 36.6 ℃: not recorded")
    shows_card(measuring, "wang")
    view(page, "asking")
    assert written(measuring) == []


def test_a_reading_after_the_person_went_away_is_nobodys(measuring: Running, plug: Plug):
    page = measuring.page()
    shows_card(measuring, "wang")
    view(page, "asking").get_by_role("button", name="离开").click()
    view(page, "ready")
    stands(plug, 36.6)
    told(page, "没有对应的人的读数 36.6 ℃，没有记录")
    assert written(measuring) == []


def test_what_is_no_body_is_said_and_the_page_goes_on_asking(measuring: Running, plug: Plug):
    page = measuring.page()
    shows_card(measuring, "wang")
    view(page, "asking")
    stands(plug, 60)
    expect(page.locator("#hint")).to_have_text("体温计报 60 ℃，不是体温，请再量")
    stands(plug, 36.5)
    expect(view(page, "verdict").locator(".word")).to_have_text("放行")


def test_after_another_card_a_reading_waits_on_the_pad_for_ok(measuring: Running, plug: Plug):
    page = measuring.page(PHONE)
    shows_card(measuring, "wang")
    view(page, "asking")
    shows_card(measuring, "li")
    stands(plug, 36.5)
    expect(page.locator("#typed")).to_have_text("36.5 ℃")
    expect(page.locator("#hint")).to_have_text("36.5 ℃：是屏幕上的人就按“确定”；人走了按“离开”")
    assert written(measuring) == []
    page.click("#pad [data-key=Enter]")
    expect(view(page, "verdict").locator(".degrees")).to_have_text("36.5 ℃")
    assert [(scan.celsius, scan.taken.air) for scan in written(measuring)] == [(36.5, AIR)]


def test_a_digit_after_an_offered_reading_begins_anew(measuring: Running, plug: Plug):
    page = measuring.page()
    shows_card(measuring, "wang")
    view(page, "asking")
    shows_card(measuring, "li")
    stands(plug, 36.5)
    expect(page.locator("#typed")).to_have_text("36.5 ℃")
    page.keyboard.type("369", delay=50)
    page.keyboard.press("Enter")
    expect(view(page, "verdict").locator(".degrees")).to_have_text("36.9 ℃")
    assert [(scan.celsius, scan.taken) for scan in written(measuring)] == [(36.9, UNSET)]


def test_a_reading_fills_the_form_that_is_open_and_not_the_screen_behind_it(measuring: Running, plug: Plug):
    page = measuring.page()
    shows_card(measuring, "wang")
    view(page, "asking")
    with page.expect_response("**/visits/form"):
        form = register(page, VisitKind.VISITOR, name="张三", phone="13812345678")
    stands(plug, 36.4)
    expect(form.locator("[name=temperature]")).to_have_value("36.4")
    assert written(measuring) == []
    with page.expect_response("**/visits/form"):
        form.locator(".close").click()
    stands(plug, 36.9)
    expect(view(page, "verdict").locator(".degrees")).to_have_text("36.9 ℃")
    assert [type(body) for body in written(measuring)] == [Scan]


def test_a_visitor_is_registered_with_the_thermometers_reading(measuring: Running, plug: Plug):
    page = measuring.page(PHONE)
    with page.expect_response("**/visits/form"):
        form = register(page, VisitKind.VISITOR, name="张三", phone="13812345678")
    form.locator(".stairwell").fill("12-302")
    stands(plug, 36.4)
    expect(form.locator("[name=temperature]")).to_have_value("36.4")
    page.locator("#door-pad .ok").click()
    form.locator("[type=submit]").click()
    expect(form.locator(".result .word")).to_have_text("放行")
    assert [(type(body), body.celsius) for body in written(measuring)] == [(VisitIn, 36.4)]


def test_a_pulled_thermometer_is_an_alarm_that_goes_by_itself_when_it_is_plugged_in(measuring: Running, plug: Plug):
    page = measuring.page(language="en")
    plug.pull()
    alarm = "Thermometer lost: check its plug; type temperatures meanwhile"
    expect(page.locator("#alarms")).to_have_text(alarm)
    plug.plug_in()
    expect(page.locator("#alarms")).to_be_hidden()
    shows_card(measuring, "wang")
    view(page, "asking")
    stands(plug, 36.5)
    expect(view(page, "verdict").locator(".word")).to_have_text("Pass")


def test_a_gate_without_a_thermometer_says_nothing_of_one(running: Running):
    page = running.page()
    assert "体温计" not in page.locator("#lights").inner_text()
