"""Two cameras and three ways of knowing a direction, on the gate's page in a real browser."""

import re
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from appkit.clocks import now
from gatepass.case import Direction, Reading
from kiosk.attention import Eye
from kiosk.passages import Attempt, decide, identify
from kiosk.stamp import stamp
from scripts.frames import Faults, Picture, Pose, held, qr_card, write_video
from tests.browser.conftest import DESKTOP, Running
from tests.browser.test_gate_page import PHONE, measure, outside, view, written

SIZE, RATE = (1280, 720), 15
LOOKS = [
    pytest.param(DESKTOP, "en", id="a cheap PC, in English"),
    pytest.param((1920, 1080), "zh", id="a large screen"),
    pytest.param(PHONE, "zh", id="a phone upright"),
]
DAY = Faults(blur=0.5, noise=4)


def frames(code: str, pose: Pose, seconds: float, seed: int) -> list[Picture]:
    """A gate of its own look, at which a card is held as said."""
    card = qr_card(code)
    few = [held(card, SIZE, pose, DAY, np.random.default_rng(seed)) for _ in range(3)]
    return (few * RATE)[: round(RATE * seconds)]


def film(path: Path, code: str, empty: float, shown: float, seed: int) -> Path:
    """The empty gate, then a card held up."""
    away, there = Pose(3, 3, 0.1), Pose(0.5, 0.5, 0.4)
    return write_video(path, frames(code, away, empty, seed) + frames(code, there, shown, seed), RATE, SIZE)


# Each verdict as it comes: the next person may take its place in less than a second.
NOTING_WAYS = """() => {
    window.ways = {};
    new MutationObserver(() => {
        if (document.body.dataset.view !== "verdict") return;
        const said = (part) => document.querySelector(`.verdict ${part}`).innerText.replace(/\\s+/g, " ").trim();
        window.ways[said(".name")] ??= said(".way");
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
}"""
ASKED_OR_DONE = """() => Object.keys(window.ways).length === 2
    || document.body.dataset.view === "asking" && document.querySelector(".asking .name").innerText"""


@pytest.fixture
def cameras() -> tuple[str, ...]:
    return ("in=0", "out=1")


def test_two_people_at_two_cameras_pass_one_after_the_other_each_their_way(running: Running, tmp_path: Path):
    page = running.page()
    films = [
        film(tmp_path / f"{who}.mp4", running.community.code(who), 1, 2, seed)
        for seed, who in enumerate(("wang", "li"), start=5)
    ]
    page.evaluate(NOTING_WAYS)
    with running.watching(*films):
        while (asked := page.wait_for_function(ASKED_OR_DONE).json_value()) is not True:
            measure(page, "365")
            page.wait_for_function("(who) => who in window.ways", arg=asked)
    assert page.evaluate("window.ways") == {"王小㛃": "进 进口摄像头", "李<b>明": "出 出口摄像头"}
    assert {(event.lookup, event.passage) for event in written(running)} == {
        (running.community.code("wang").lookup, "in"),
        (running.community.code("li").lookup, "out"),
    }
    assert running.faults == []


@pytest.mark.parametrize(("size", "language"), [LOOKS[0], LOOKS[2]])
def test_who_waits_at_the_other_camera_is_named_and_disturbs_nobody(running: Running, tmp_path: Path, size, language):
    page, session = running.page(size, language), running.gate.session
    running.clock.hold()  # who waits is named for three seconds
    session.seen(running.community.code("wang"), eye=Eye(1, Direction.IN))
    view(page, "asking")
    page.keyboard.type("36", delay=50)
    session.seen(running.community.code("li"), eye=Eye(2, Direction.OUT))
    expect(page.locator("#queued small")).to_have_text({"zh": "出口摄像头 有人等", "en": "Exit camera: next"}[language])
    expect(page.locator("#queued b")).to_have_text("1号101室")
    assert outside(page) == []
    page.screenshot(path=str(tmp_path / "queued.png"))
    measure(page, "5")
    expect(view(page, "verdict").locator(".degrees")).to_have_text("36.5 ℃")
    running.clock.by += timedelta(seconds=4)
    expect(page.locator("#queued")).to_be_hidden()


@pytest.mark.parametrize(("size", "language"), [LOOKS[0], LOOKS[2]])
def test_both_live_pictures_are_shown_and_the_one_that_is_lost_is_named(
    running: Running, tmp_path: Path, size, language
):
    page = running.page(size, language)
    going_in = film(tmp_path / "in.mp4", "nothing", 3, 0, 5)
    with running.watching(going_in, tmp_path / "away.mp4"):
        words = {"zh": "出口摄像头断开", "en": "Exit camera lost"}[language]
        expect(page.locator("#alarms")).to_contain_text(words)
        expect(page.locator("#which")).to_have_text({"zh": "进口摄像头", "en": "Entry camera"}[language])
        expect(page.locator("#live")).to_be_visible()
        expect(page.locator("#others figcaption")).to_have_text([{"zh": "出口摄像头", "en": "Exit camera"}[language]])
        film(tmp_path / "away.mp4", "nothing", 3, 0, 6)
        expect(page.locator("#alarms")).to_be_hidden()
        expect(page.locator("#others img")).to_have_js_property("naturalWidth", 240)
        expect(page.locator("#live")).to_have_js_property("naturalWidth", 640)
        assert outside(page) == []
    page.screenshot(path=str(tmp_path / "two.png"))
    assert running.faults == []


def went_in_five_minutes_ago(running: Running, who: str) -> None:
    store = running.gate.store
    at = stamp(store, now() - timedelta(minutes=5))
    decide(store, Attempt(identify(store, running.community.code(who)), Direction.IN, Reading(36.5, at.at)), at)


@pytest.mark.parametrize(("size", "language"), LOOKS)
def test_a_guess_is_told_and_turned_with_one_touch(running: Running, tmp_path: Path, size, language):
    running.clock.hold()
    page = running.page(size, language)
    page.get_by_role("button", name={"zh": "自动", "en": "Auto"}[language]).click()
    expect(page.locator("body")).to_have_attribute("data-direction", "auto")
    running.gate.session.scan(running.community.code("wang"), None)
    other = view(page, "asking").locator(".other-way")
    expect(other).to_have_text({"zh": "进 → 出", "en": "In → Out"}[language])
    page.screenshot(path=str(tmp_path / "asking.png"))
    assert outside(page) == []
    other.click()
    verdict = view(page, "verdict")
    expect(verdict.locator(".way-words")).to_have_text({"zh": "出", "en": "Out"}[language])
    expect(verdict.locator(".way use")).to_have_attribute("href", "#way-out")
    assert outside(page) == []
    page.screenshot(path=str(tmp_path / "turned.png"))
    verdict.locator(".other-way").click()
    expect(page.locator("#toast")).to_be_visible()
    measure(page, "365")
    expect(view(page, "verdict").locator(".way-why")).to_be_empty()
    assert [getattr(event, "passage", None) for event in written(running)] == ["out", None, "in"]
    page.locator(".verdict #done").click()
    view(page, "ready")
    running.gate.session.scan(running.community.code("wang"), None)
    again = view(page, "verdict")
    expect(again.locator(".way-why")).to_have_text(
        re.compile({"zh": r"\d+秒前刚进过，没有再记", "en": r"went in \d+ s ago; not recorded again"}[language])
    )
    assert outside(page) == []
    page.screenshot(path=str(tmp_path / "again.png"))
    again.get_by_role("button", name={"zh": "现在要出", "en": "Going out now"}[language]).click()
    expect(page.locator("#stage")).to_have_attribute("data-outcome", "admit")
    assert [getattr(event, "passage", None) for event in written(running)] == ["out", None, "in", "out"]
    went_in_five_minutes_ago(running, "li")
    running.gate.session.scan(running.community.code("li"), None)
    expect(view(page, "verdict").locator(".way-why")).to_have_text(
        {"zh": "按上次通行判断", "en": "by the last passage"}[language]
    )
    assert outside(page) == []
    page.screenshot(path=str(tmp_path / "guessed.png"))
    running.gate.session.scan(running.community.code("revoked"), None)
    expect(page.locator("#stage")).to_have_attribute("data-outcome", "refuse")
    assert outside(page) == []
    page.screenshot(path=str(tmp_path / "refused.png"))
