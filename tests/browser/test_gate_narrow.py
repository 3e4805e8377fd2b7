"""What is long or many, on the smallest screens: nothing that is typed, named or shown is cut off or lies upon something else."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Running
from tests.browser.test_gate_page import PHONE, register
from tests.browser.test_gate_states import SMALLEST

NARROW = [pytest.param(SMALLEST, id="the smallest phone"), pytest.param(PHONE, id="a phone")]
CUT = "(input) => input.scrollWidth > input.clientWidth"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", NARROW)
def test_a_temperature_that_is_typed_can_be_read_whole(running: Running, size, language: str):
    page = running.page(size, language)
    form, cut = register(page, "visitor"), []
    expect(form.locator("[name=site]")).to_be_visible()
    for typed in ("36.5", "100.4"):
        form.locator("[name=temperature]").fill(typed)
        cut += [typed] if form.locator("[name=temperature]").evaluate(CUT) else []
    assert cut == []
