"""How a page looks as it stands: does it fit its screen, are its buttons large enough, what does axe-core find wrong with it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GLOVE = 68  # CSS pixels: 18 mm
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_axe = Axe()


def outside(page: Page) -> list[str]:
    """What would need scrolling, and which parts of the stage or of an open form stand over one another or the edge."""
    page.evaluate(SETTLED)
    return page.evaluate(OUTSIDE)


def small_buttons(page: Page) -> list[str]:
    """The buttons that a gloved finger may miss, with the side that is too short in CSS pixels."""
    return page.evaluate(SMALL_BUTTONS, GLOVE)


def covered(page: Page, told: str) -> list[str]:
    """The buttons and fields that could be pressed and over which a line that is told for some seconds lies.

    A tile of half a screen does not count.
    """
    page.evaluate(SETTLED)
    return page.evaluate(COVERED, told)


def violations(page: Page, contrast: str = "color-contrast") -> list[str]:
    """What breaks WCAG 2.2 A and AA or axe's best practices: rule, element, what is wrong. `color-contrast-enhanced` asks for AAA."""
    rules = {"color-contrast": {"enabled": False}, contrast: {"enabled": True}}
    return _run_axe(page, {"runOnly": {"type": "tag", "values": TAGS}, "rules": rules})


def misshapen(page: Page) -> list[str]:
    """The same for the few rules that hang on the size of the screen, a fifth of the time of `violations`."""
    return _run_axe(page, {"runOnly": {"type": "rule", "values": ["scrollable-region-focusable", "target-size"]}})


def _run_axe(page: Page, options: dict[str, object]) -> list[str]:
    page.evaluate(SETTLED)
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(_axe.axe_script)
    return page.evaluate(VIOLATIONS, {**options, "resultTypes": ["violations"]})


SETTLED = """() => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)))"""

VIOLATIONS = """async (options) => (await axe.run(document, options)).violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => [id, ...target, failureSummary.replace(/\\s+/g, " ")].join(" ")))"""

SMALL_BUTTONS = """(glove) => [...document.querySelectorAll("button")].filter((button) => button.checkVisibility())
    .map((button) => [button, Math.min(button.offsetWidth, button.offsetHeight)])
    .filter(([, side]) => side < glove).map(([button, side]) => `${button.id} ${button.textContent.trim()} ${side}`)"""

OUTSIDE = """() => {
    const root = document.documentElement;
    const open = [...document.querySelectorAll("dialog[open]")].filter((each) => each.checkVisibility());
    open.sort((a, b) => (a.style.zIndex || Infinity) - (b.style.zIndex || Infinity));
    const form = open.at(-1);
    const place = form ?? document.querySelector("#stage");
    const edge = place.getBoundingClientRect();
    const named = (part) => `${part.tagName} ${part.className || part.id} ${part.textContent.trim().slice(0, 20)}`;
    const isShown = (part) => part.checkVisibility() && (part.textContent || part.tagName === "svg");
    const parts = [...place.querySelectorAll(
        "button, .word, .what, .remedy, .person, .signs, .degrees, .typed, .hint, .head svg, .field, .problem, h2, h3, .paths p, .about"
    )].filter(isShown);
    const buttons = [...document.querySelectorAll("button")].filter((part) => part.checkVisibility());
    const box = (part) => part.getBoundingClientRect();
    const beyond = ({ left, right, top, bottom }, edge) =>
        left < edge.left - 1 || right > edge.right + 1 || top < edge.top - 1 || bottom > edge.bottom + 1;
    const screen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
    const meet = (a, b) =>
        a.left < b.right - 2 && b.left < a.right - 2 && a.top < b.bottom - 3 && b.top < a.bottom - 3;
    const over = (one) => parts.slice(parts.indexOf(one) + 1)
        .filter((other) => !one.contains(other) && meet(box(one), box(other)))
        .map((other) => `${named(one)} over ${named(other)}`);
    return [
        ...(root.scrollHeight > innerHeight || root.scrollWidth > innerWidth ? ["the page scrolls"] : []),
        ...(form && form.scrollHeight > form.clientHeight + 1 ? [`#${form.id} scrolls`] : []),
        ...parts.filter((part) => beyond(box(part), edge)).map((part) => `over the edge: ${named(part)}`),
        ...buttons.filter((part) => !part.closest(".list ol, #phones ol") && beyond(box(part), screen))
            .map((part) => `off the screen: ${named(part)}`),
        ...buttons.filter((part) => part.scrollWidth > part.clientWidth + 2).map((part) => `cut off: ${named(part)}`),
        ...parts.flatMap(over),
    ];
}"""

COVERED = """async (text) => {
    const { tell } = await import(document.querySelector("script[src*='gate.js']").src.replace("gate.js", "toast.js"));
    tell(() => text, "alarm");
    const toast = document.querySelector("#toast");
    const box = (part) => part.getBoundingClientRect();
    const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const middle = ({ left, right, top, bottom }) => document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    const found = [...document.querySelectorAll("button:not(.tiles *), input, select")]
        .filter((part) => part.checkVisibility() && part.contains(middle(box(part))) && meet(box(part), box(toast)))
        .map((part) => `covered: ${part.id} ${part.className} ${part.textContent.trim()}`);
    const { left, top, right, bottom } = box(toast);
    const isWhole = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight && toast.scrollHeight <= toast.clientHeight + 1;
    toast.hidden = true;
    return [...found, ...(isWhole ? [] : ["what is told is cut off"])];
}"""
