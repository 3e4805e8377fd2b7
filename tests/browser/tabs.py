"""Pages for tests, each as if nobody had used the browser before, and none slower to come than it must.

A window takes a second of this PC's time and a tab a third of that, so the first page of a test is a tab of one window that stays.
"""

from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browsers import DESKTOP

_windows: WeakKeyDictionary[Browser, BrowserContext] = WeakKeyDictionary()
_UNTOUCHED = "() => [Date, performance.now, setTimeout].every((each) => String(each).includes('[native code]'))"


def opened(browser: Browser, size: tuple[int, int], url: str, language: str) -> Page:
    """An empty page of somebody of their own, who reads pages of `url` in a language."""
    context = _window(browser)
    if len(context.pages) > 1:  # somebody else in the same test: cookies are a context's
        context = browser.new_context()
    context.add_cookies([{"name": "language", "value": language, "url": url}])
    page = context.new_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    return page


def left(browser: Browser) -> None:
    """The test is over: what it opened is closed, and nothing of it is kept."""
    for context in browser.contexts:
        if context != _windows.get(browser) or not _emptied(context):
            context.close()


def _window(browser: Browser) -> BrowserContext:
    window = _windows.get(browser)
    if window not in browser.contexts:
        window = _windows[browser] = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
        window.new_page()
    return window


def _emptied(window: BrowserContext) -> bool:
    """Closes all tabs but the first, without their cookies and whatever else they stored; False where a clock was put in a page."""
    window.set_offline(False)
    for page in window.pages[1:]:
        if not page.evaluate(_UNTOUCHED):
            return False
        origin = page.evaluate("location.origin")
        window.new_cdp_session(page).send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        page.close()
    window.clear_cookies()
    return True
