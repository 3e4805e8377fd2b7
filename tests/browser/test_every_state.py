"""The gate's page in every state, in both languages: it fits every screen, gloves hit its buttons, axe-core finds nothing wrong with it.

Changed to the other language while a state is shown, no word of the one before stays.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gatepass.case import Reading
from gatepass.kinds import Confirm, ReferenceRule
from tests.browser.appearance import covered, misshapen, outside, small_buttons, violations
from tests.browser.conftest import Running, damage
from tests.browser.test_gate_cameras import film
from tests.browser.test_gate_page import measure, register, view, with_rules
from tests.browser.test_gate_waiting import RULE, under
from tests.browser.tongues import left_over
from tests.browsers import DESKTOP, PHONE

Audits = dict[tuple[int, int], Callable[[Page], list[str]]]


def all_rules(page: Page) -> list[str]:
    """Everything axe-core knows of, and the contrast that is readable in sunlight."""
    return violations(page, "color-contrast-enhanced")


def states(running: Running, page: Page) -> Iterator[str]:
    """Brings the gate's page into one state after the other, and names each."""
    yield from passing(running, page)
    yield from sheets(page)
    yield from registers(page)
    yield from on_duty(page)
    page.context.set_offline(True)
    running.gate.session.changed()
    view(page, "lost")
    yield "lost"


def passing(running: Running, page: Page) -> Iterator[str]:
    yield "ready"
    running.scan(page, "revoked")
    view(page, "verdict")
    yield "refused"
    page.locator("#override-open").click()
    yield "asked for a reason"
    page.keyboard.press("Escape")
    running.scan(page, "spare")
    expect(page.locator("#stage")).to_have_attribute("data-outcome", "refer")
    yield "referred"
    page.locator("#bind-open").click()
    yield "a spare is bound"
    page.keyboard.press("Escape")
    running.scan(page, "wang")
    expect(page.locator("#stage")).to_have_attribute("data-outcome", "wait")
    yield "a question"
    page.locator("#confirm").click()
    view(page, "asking")
    yield "asking"
    measure(page, "60")
    expect(page.locator("#hint")).to_have_attribute("data-level", "alarm")
    yield "what was typed is no temperature"
    measure(page, "365")
    expect(page.locator("#stage")).to_have_attribute("data-outcome", "admit")
    yield "admitted"
    damage(running)
    running.clock.by += timedelta(seconds=2)  # the verdict could be read: the camera's next card may take its place
    running.gate.session.seen(running.community.code("li"))
    view(page, "fault")
    yield "a fault"
    page.keyboard.press("Escape")
    view(page, "ready")


def sheets(page: Page) -> Iterator[str]:
    for name in ("more", "help", "claim"):
        page.locator(f"#{name}-open").click()
        yield name
        page.locator(f"#{name} .close").click()
    page.locator("#more-open").click()
    page.locator("#more [data-way=phones]").click()
    expect(page.locator("#phones-code path")).not_to_have_attribute("d", "")
    yield "a phone is paired"
    page.keyboard.press("Escape")
    page.locator("#help-open").click()
    page.locator("#help [data-way=signs]").first.click()
    yield "large words"
    page.locator("#signs .tiles button").first.click()
    yield "large words, one of them"
    page.locator("#signs .close").click()
    for name in ("recent", "inside"):
        page.set_viewport_size({"width": 390, "height": 844})
        page.locator(f"[data-list={name}]").click()
        yield f"the list {name}"
        page.set_viewport_size({"width": 390, "height": 844})
        page.locator(f"#{name} .fold").click()


def registers(page: Page) -> Iterator[str]:
    for kind in ("visitor", "courier", "rider", "vehicle"):
        form = register(page, kind)
        page.keyboard.press("Enter")
        expect(form.locator(".problem")).not_to_be_empty()
        yield f"a {kind} is registered"
        page.locator(f"#register-{kind} .close").click()
    for typed, word, phone in (("379", "refuse", "13812345678"), ("365", "admit", "13812345679")):
        form = register(page, "courier", phone=phone, temperature=typed)
        page.keyboard.press("Enter")
        form.locator(".yes").click()
        expect(form.locator(".result")).to_have_attribute("data-outcome", word)
        yield f"a registration: {word}"
        form.locator(".finish").click()


def on_duty(page: Page) -> Iterator[str]:
    page.locator("#duty-open").click()
    yield "nobody is on duty"
    page.fill("#duty-name", "王阿姨")
    page.fill("#duty-pin", "2580")
    page.locator("#duty-go").click()
    expect(page.locator("#duty-open")).to_have_text("王阿姨")
    page.locator("#duty-open").click()
    yield "somebody is on duty"
    page.locator("#duty-lock").click()
    view(page, "locked")
    yield "locked"
    unlock(page, "2580")


def unlock(page: Page, pin: str) -> None:
    """The page locks by itself where nobody touches it for long, and opens with the volunteer's PIN."""
    view(page, "locked")
    page.keyboard.type(pin)
    page.keyboard.press("Enter")
    view(page, "ready")


def measurings(running: Running, page: Page) -> Iterator[str]:
    """Who waits, how a story ends, the thermometers, the ways of measuring somebody, a direction that was guessed."""
    page.clock.install()
    running.gate.shift.add("王阿姨", "2468")
    running.gate.shift.sign_on("王阿姨", "2468", None)
    yield from references(page)
    running.scan(page, "wang")
    measure(page, "378")
    view(page, "verdict")
    yield "a high temperature"
    page.click("#done")
    yield from stories(page)
    running.clock.by += timedelta(minutes=11)
    running.gate.session.changed()
    unlock(page, "2468")
    yield from rested(page)
    page.locator("#waiting li button").first.click()
    view(page, "asking")
    yield "measured again, at another site, with a thermometer to choose"
    yield from offers(running, page)
    page.locator("#away").click()
    yield from guessed(running, page)


def rested(page: Page) -> Iterator[str]:
    """The page's time alone goes on; the gate's next word would set it right again, so there is none."""
    page.context.set_offline(True)
    page.clock.fast_forward("11:00")
    view(page, "lost")
    page.evaluate("document.body.dataset.view = 'ready'")
    expect(page.locator("#waiting li")).to_have_attribute("data-state", "due")
    yield from listed(page, "waiting", "somebody has rested")
    page.context.set_offline(False)
    expect(page.locator("#waiting li")).to_have_attribute("data-state", "resting")


def listed(page: Page, name: str, state: str) -> Iterator[str]:
    """A list, open on a phone; on a large screen it is there all the time."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(f"[data-list={name}]").click()
    yield state
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(f"#{name} .fold").click()
    page.set_viewport_size({"width": 1366, "height": 768})


def references(page: Page) -> Iterator[str]:
    expect(page.locator("#reference-open")).to_be_visible()
    yield from listed(page, "waiting", "a thermometer is to be checked")
    page.locator("#reference-open").click()
    yield "a thermometer is checked"
    page.fill("#reference-device", "2号枪")
    for typed in ("352", "353"):
        page.fill("#reference-typed", typed)
        page.locator("#reference [type=submit]").click()
        if typed == "352":
            expect(page.locator("#reference .problem")).not_to_be_empty()
            yield "a thermometer is doubtful"
    expect(page.locator("#waiting .off")).to_be_visible()
    page.locator("#reference-open").click()
    page.fill("#reference-device", "3号枪")
    page.fill("#reference-typed", "365")
    page.locator("#reference [type=submit]").click()
    expect(page.locator("#reference")).to_be_hidden()
    expect(page.locator("#toast")).to_be_hidden()


def stories(page: Page) -> Iterator[str]:
    expect(page.locator("#waiting li")).to_have_attribute("data-state", "resting")
    yield from listed(page, "waiting", "somebody rests, and a thermometer is off")
    page.locator("#waiting li button").last.click()
    page.locator("#fever [data-end=left]").click()
    expect(page.locator("#fever .problem")).not_to_be_empty()
    yield "a story is ended"
    page.locator("#fever .close").click()


def offers(running: Running, page: Page) -> Iterator[str]:
    running.gate.session.seen(running.community.code("li"))
    running.gate.session.measured(Reading(36.5, running.clock()))
    expect(page.locator("#typed")).to_have_text("36.5 ℃")
    yield "a reading waits for OK"
    measure(page, "3.65")
    expect(page.locator("#guess")).to_be_visible()
    yield "a slip is asked back"


def guessed(running: Running, page: Page) -> Iterator[str]:
    page.locator(".bar [data-direction=auto]").click()
    expect(page.locator("body")).to_have_attribute("data-direction", "auto")
    running.gate.session.scan(running.community.code("li"), None)
    expect(view(page, "asking").locator(".other-way")).to_be_visible()
    yield "a guessed way in can be turned"
    page.locator(".asking .other-way").click()
    expect(view(page, "verdict").locator(".other-way")).to_be_visible()
    yield "a turned way out can be turned back"
    page.locator(".verdict .other-way").click()
    view(page, "asking")
    measure(page, "365")
    view(page, "verdict")
    page.locator("#done").click()
    view(page, "ready")
    running.gate.session.scan(running.community.code("li"), None)
    expect(view(page, "verdict").locator(".way-why")).not_to_be_empty()
    yield "a card that is shown again at once"
    page.locator("#done").click()
    view(page, "ready")


def cameras_apart(running: Running, page: Page, folder: Path) -> Iterator[str]:
    """Two cameras, of which one is lost."""
    seen = film(folder / "in.mp4", "nothing", 3, 0, 5)
    with running.watching(seen, folder / "away.mp4"):
        expect(page.locator("#alarms .light")).to_have_count(1)
        expect(page.locator("#others figcaption")).to_have_count(1)
        yield "two cameras, one of them lost"


TOLD = {
    "zh": "另一个页面刚给这个人办过，您这次没有记录，请看屏幕上的结果；不对就撤销，再刷一次卡",
    "en": "the page is locked, and that is no duty card: type the PIN, or show a duty card",
}
SCREENS = (DESKTOP, (1920, 1080), PHONE, (360, 640))
LANGUAGES = [
    pytest.param("zh", {DESKTOP: all_rules, PHONE: misshapen}, id="in Chinese, all rules on a cheap PC"),
    pytest.param("en", {PHONE: all_rules, DESKTOP: misshapen}, id="in English, all rules on a phone upright"),
]
"""What axe-core looks for on which screen: what does not hang on the size, on one of them."""


def faults(page: Page, states: Iterator[str], audits: Audits, language: str) -> list[str]:
    """What is wrong with each state, on every screen; and when its language is changed to the other and back."""
    found = []
    for state in states:
        found += [f"{state}, other language: {each}" for each in left_over(page)] if language == "zh" else []
        for width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            audit = audits.get((width, height))
            wrong = outside(page) + small_buttons(page) + covered(page, TOLD[language]) + (audit(page) if audit else [])
            found += [f"{state}, {width} × {height}: {each}" for each in wrong]
        page.set_viewport_size({"width": 1366, "height": 768})
    return found


@pytest.mark.parametrize(("language", "audits"), LANGUAGES)
def test_every_state_fits_every_screen_and_axe_finds_nothing_wrong_with_it(
    running: Running, language: str, audits: Audits
):
    with_rules(running, Confirm("id", "请核对身份证", "Compare the ID card"))
    running.clock.hold()
    page = running.page(language=language)
    found = faults(page, states(running, page), audits, language)
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("cameras", [pytest.param(("in=0", "out=1"), id="two cameras")])
@pytest.mark.parametrize(("language", "audits"), LANGUAGES)
def test_measuring_and_guessing_fit_too(running: Running, language: str, audits: Audits):
    under(running, reference=ReferenceRule(), **RULE)
    running.clock.hold()
    page = running.page(language=language)
    found = faults(page, measurings(running, page), audits, language)
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("cameras", [pytest.param(("in=0", "out=1"), id="two cameras")])
@pytest.mark.parametrize(("language", "audits"), LANGUAGES)
def test_one_of_two_cameras_lost_fits_too(running: Running, tmp_path: Path, language: str, audits: Audits):
    page = running.page(language=language)
    found = faults(page, cameras_apart(running, page, tmp_path), audits, language)
    assert found == [], "\n".join(found)
