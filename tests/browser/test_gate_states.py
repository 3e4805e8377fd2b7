"""Each state of what the gate depends on has its place on the page, told in both languages; none of them stops anybody from passing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from appkit.clocks import now
from gatepass.passbook import encode_passbook, head_of
from kiosk.store import ClockCheck
from scripts.frames import Faults, Pose, held, qr_card, write_video
from tests.browser.appearance import outside, small_buttons, violations
from tests.browser.conftest import Running, current
from tests.browser.test_gate_page import view

SMALLEST, UPRIGHT, DESKTOP = (360, 640), (390, 844), (1366, 768)


def old_passbook(running: Running) -> None:
    """The last passbook that came is two days old."""
    book = current(running.community)
    running.gate.store.take_passbook(head_of(encode_passbook(book), book.tag, 2, now() - timedelta(hours=49)), book)


def wrong_clock(running: Running) -> None:
    """The office's last answer told that this PC's clock is five minutes ahead."""
    running.gate.store.note_clock(ClockCheck(300.0, now()))


def right_clock(running: Running) -> None:
    running.gate.store.note_clock(ClockCheck(0.2, now()))


def no_office(running: Running) -> None:
    """The line is tried: nothing listens where the office was."""
    running.gate.link.start()


def full_disk(running: Running) -> None:
    """The gate is told to warn while less is free than no disk has."""
    running.serve(low_disk=2**62)


def light(page: Page, place: str, words: str) -> None:
    """Where something is told, and with which sign beside its words."""
    row = page.locator(f"{place} .light", has_text=words)
    expect(row).to_have_count(1)
    shape = {"#alarms": "#shape-fault", "#lights": "#level-"}[place]
    assert (row.locator("use").get_attribute("href") or "").startswith(shape)


@pytest.mark.parametrize(
    ("cause", "place", "zh", "en"),
    [
        pytest.param(old_passbook, "#alarms", "证册：2天前", "Passbook: 2 d old", id="an old passbook, said large"),
        pytest.param(wrong_clock, "#alarms", "时钟可能不准，请核对电脑时间", "Clock doubtful", id="a doubtful clock"),
        pytest.param(full_disk, "#alarms", "磁盘快满了，请清理", "Disk nearly full", id="a disk nearly full"),
        pytest.param(
            no_office,
            "#lights",
            "办公室未连接，照常放行，待传0条",
            "Office offline, go on as usual",
            id="no office: small",
        ),
        pytest.param(right_clock, "#lights", "时钟已核对", "Clock checked", id="a checked clock"),
    ],
)
def test_a_state_is_told_in_its_place_and_nobody_waits_for_it(
    running: Running, cause: Callable[[Running], None], place: str, zh: str, en: str
):
    cause(running)
    page = running.page()
    light(page, place, zh)
    running.scan(page, "revoked")
    expect(view(page, "verdict").locator(".word")).to_have_text("不放行")
    page.get_by_role("button", name="English").click()
    light(page, place, en)


def test_what_is_said_large_is_larger_than_what_is_said_small(running: Running):
    old_passbook(running)
    no_office(running)
    page = running.page()
    light(page, "#lights", "办公室未连接")
    sizes = [
        page.locator(place).evaluate("(part) => parseFloat(getComputedStyle(part).fontSize)")
        for place in ("#alarms", "#lights")
    ]
    assert sizes == [24, 15]


def film(folder: Path, code: str) -> Path:
    picture = held(qr_card(code), (640, 360), Pose(3, 3, 0.1), Faults(), np.random.default_rng(5))
    return write_video(folder / "gate.mp4", [picture] * 15, 15, (640, 360))


def test_a_camera_that_is_pulled_out_is_said_on_the_whole_stage_and_comes_back_by_itself(
    running: Running, tmp_path: Path
):
    page = running.page()
    seen = film(tmp_path, running.community.code("wang"))
    with running.watching(seen):
        expect(page.locator("#live")).to_be_visible()
        away = seen.rename(tmp_path / "away.mp4")
        light(page, "#alarms", "摄像头断开，请检查插头；接好后自动恢复")
        expect(page.locator("#dark")).to_have_text("摄像头断开，请检查插头；接好后自动恢复")
        expect(page.locator("#live")).to_be_hidden()
        running.scan(page, "revoked")
        expect(view(page, "verdict").locator(".word")).to_have_text("不放行")
        page.keyboard.press("Escape")
        away.rename(seen)
        expect(page.locator("#alarms")).to_be_hidden()
        expect(page.locator("#live")).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_alarms_at_once_fit_the_smallest_screen(running: Running, tmp_path: Path, language: str):
    old_passbook(running)
    wrong_clock(running)
    full_disk(running)
    no_office(running)
    page = running.page(language=language)
    with running.watching(tmp_path / "nothing.mp4"):
        expect(page.locator("#alarms .light")).to_have_count(4)
        found = []
        for width, height in (SMALLEST, UPRIGHT, DESKTOP):
            page.set_viewport_size({"width": width, "height": height})
            found += outside(page) + small_buttons(page)
        assert found + violations(page, "color-contrast-enhanced") == []


@pytest.mark.parametrize("cameras", [pytest.param(("none",), id="no camera")])
@pytest.mark.parametrize(
    ("language", "head", "ways"),
    [
        pytest.param("zh", "请用扫码枪扫证卡", ["扫码枪", "手机当扫码器", "都没有"], id="in Chinese"),
        pytest.param("en", "Scan the card", ["Hand scanner", "A phone as", "Neither"], id="in English"),
    ],
)
def test_without_a_camera_the_page_says_what_can_be_used(running: Running, language: str, head: str, ways: list[str]):
    page, found = running.page(language=language), []
    expect(view(page, "ready").locator("h2:visible")).to_have_text(head)
    expect(page.locator("ul.blind li")).to_contain_text(ways)
    expect(page.locator(".aim")).to_be_hidden()
    for width, height in (SMALLEST, UPRIGHT, DESKTOP, (683, 384)):
        page.set_viewport_size({"width": width, "height": height})
        found += outside(page)
        found += page.locator("ul.blind").evaluate("(list) => list.scrollHeight > list.clientHeight + 4 ? ['cut'] : []")
    assert found + violations(page, "color-contrast-enhanced") == []
