"""What axe-core finds wrong with a page as it stands: WCAG 2.2 A and AA, its best practices, and AAA contrast where asked for."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SETTLED = """() => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)))"""
_axe = Axe()


def violations(page: Page, contrast: str = "color-contrast") -> list[str]:
    """One line a violation: the rule, the element, what is wrong. `contrast` is `color-contrast-enhanced` for AAA."""
    page.evaluate(SETTLED)
    options = {
        "runOnly": {"type": "tag", "values": TAGS},
        "rules": {"color-contrast": {"enabled": False}, contrast: {"enabled": True}},
        "resultTypes": ["violations"],
    }
    found = _axe.run(page, options=options).response["violations"]
    return [
        " ".join([rule["id"], *map(str, node["target"]), " ".join(node["failureSummary"].split())])
        for rule in found
        for node in rule["nodes"]
    ]
