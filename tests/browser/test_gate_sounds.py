"""What is heard: a sound of its own for every outcome, and the word in this PC's own voice of the page's language, if it has one."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Running
from tests.browser.test_gate_page import measure, view, with_rules

# The sounds and voices of a PC stand outside of the browser; what the page asks of them is written down.
HEARD = """window.heard = { notes: [], said: [] };
window.OscillatorNode = class extends OscillatorNode {
    constructor(context, options) { super(context, options); heard.notes.push(`${options.type} ${options.frequency}`); }
};
speechSynthesis.getVoices = () => VOICES.map(([name, lang, localService]) => ({ name, lang, localService }));
speechSynthesis.speak = ({ text, lang, voice }) => { heard.said.push(`${voice.name}: ${text}`); };
Object.defineProperty(SpeechSynthesisUtterance.prototype, "voice", { writable: true });
"""


def listening(running: Running, language: str, voices: list[tuple[str, str, bool]]) -> Page:
    page = running.page(language=language)
    named = ", ".join(f'["{name}", "{lang}", {str(own).lower()}]' for name, lang, own in voices)
    page.add_init_script(f"window.VOICES = [{named}];\n{HEARD}")
    page.reload()
    page.wait_for_selector("#lights .light")
    page.locator("h1").click()
    expect(page.locator("#sound")).to_have_attribute("data-state", "on")
    return page


def heard(page: Page, part: str) -> list[str]:
    """What was heard since the last time."""
    return page.evaluate("(part) => heard[part].splice(0)", part)


def test_every_outcome_sounds_different(running: Running):
    with_rules(running)
    page = listening(running, "zh", [])
    sounds = {}
    for who, outcome in (("revoked", "refuse"), ("spare", "refer"), ("wang", "measure")):
        running.scan(page, who)
        expect(page.locator("#stage")).to_have_attribute("data-outcome", outcome)
        sounds[outcome] = tuple(heard(page, "notes"))
    measure(page, "379")
    view(page, "verdict")
    sounds["wait"] = tuple(heard(page, "notes"))
    running.scan(page, "li")
    view(page, "asking")
    heard(page, "notes")
    measure(page, "365")
    view(page, "verdict")
    sounds["admit"] = tuple(heard(page, "notes"))
    assert sorted(sounds) == ["admit", "measure", "refer", "refuse", "wait"]
    assert [outcome for outcome, notes in sounds.items() if not notes] == []
    assert len(set(sounds.values())) == 5


CLOUD, CANTONESE, MANDARIN, ENGLISH = (
    ("Google 普通话", "zh-CN", False),
    ("Sinji", "zh-HK", True),
    ("Huihui", "zh-CN", True),
    ("Zira", "en-US", True),
)


@pytest.mark.parametrize(
    ("language", "voices", "said"),
    [
        pytest.param(
            "zh", [CLOUD, CANTONESE, ENGLISH, MANDARIN], ["Huihui: 不放行"], id="Mandarin of this PC before all"
        ),
        pytest.param("zh", [ENGLISH, CLOUD, CANTONESE], ["Sinji: 不放行"], id="another Chinese voice of this PC"),
        pytest.param("zh", [("eSpeak", "cmn", True)], ["eSpeak: 不放行"], id="a voice that calls Mandarin cmn"),
        pytest.param("en", [MANDARIN, ENGLISH], ["Zira: Stop"], id="English for an English page"),
        pytest.param("zh", [CLOUD, ENGLISH], [], id="a voice from the network is never asked"),
    ],
)
def test_the_word_is_spoken_by_this_pc_s_own_voice_of_the_page_s_language(running: Running, language, voices, said):
    page = listening(running, language, voices)
    running.scan(page, "revoked")
    view(page, "verdict")
    assert heard(page, "said") == said


def test_muted_nothing_is_heard_and_more_says_what_voice_there_is(running: Running):
    page = listening(running, "zh", [MANDARIN])
    page.get_by_role("button", name="更多").click()
    expect(page.locator("#voice")).to_have_text("判定会念出来（本机的Huihui）")
    page.locator("#listen").click()
    assert heard(page, "said") == ["Huihui: 放行"]
    assert len(heard(page, "notes")) == 2
    page.locator("#more [data-sound]").click()
    page.locator("#more .close").click()
    running.scan(page, "revoked")
    view(page, "verdict")
    assert (heard(page, "notes"), heard(page, "said")) == ([], [])
