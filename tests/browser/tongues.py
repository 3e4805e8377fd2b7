"""Which words of the gate's page stay in the language before when it is changed."""

import json
from collections.abc import Iterator

from playwright.sync_api import Error, Page

# Names and doors are nobody's language; the words that are turned to somebody, and the button of the other language, say which they are in.
DATA = [
    "王小㛃",
    "李<b>明",
    "赵甲",
    "业",
    "王阿姨",
    "长虹小区",
    "东门",
    "2号枪",
    "3号枪",
    "12号302室",
    "1号101室",
    "138…78",
]
WITHIN_MS = 2000


def left_over(page: Page) -> Iterator[str]:
    """The words that stay when a Chinese page is changed to English and back; what is shown then is shown as before."""
    if not page.evaluate("navigator.onLine"):
        return
    for language in ("en", "zh-Hans"):
        page.evaluate("document.querySelector('#language').click()")
        try:
            page.wait_for_function(f"() => !({LEFT_OVER})({json.dumps([language, DATA])}).length", timeout=WITHIN_MS)
        except Error:
            yield from page.evaluate(LEFT_OVER, [language, DATA])


LEFT_OVER = """([language, data]) => {
    const root = document.documentElement;
    if (root.lang !== language) return [`still ${root.lang}`];
    const foreign = language === "en" ? /[\\u3000-\\u9fff\\uff00-\\uffef]/ : /[A-Za-z]{2,}/;
    const isAsked = (element) => element.checkVisibility() && [root, null].includes(element.closest("[lang]"))
        && !element.matches("script, #phones-address");
    const texts = (element) => [
        ...[...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map(({ nodeValue }) => nodeValue),
        ...["aria-label", "title", "alt", "placeholder"].map((name) => element.getAttribute(name) ?? ""),
    ];
    const withoutData = (text) => data.reduce((rest, each) => rest.replaceAll(each, ""), text);
    const named = (element) => `${element.tagName} ${element.id || element.className}`;
    return [...document.body.querySelectorAll("*")].filter(isAsked).flatMap((element) =>
        texts(element).filter((text) => foreign.test(withoutData(text))).map((text) => `${named(element)}: ${text.trim()}`));
}"""
