import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kiosk.store import Store
from tests.browsers import NAMES, launched
from tests.community import Clock, Community
from tests.processes import Office

LONG = ("test_run.py", "test_wheel.py", "test_end_to_end.py", "test_every_office_page.py", "test_every_state.py")
"""Files with a test of half a minute: at the end, one process would still be at such a one while the others have nothing to do."""

# A job in a shell's background ignores Ctrl-C, and what tests start would not hear it either.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONG)


@pytest.fixture
def community() -> Community:
    return Community()


@pytest.fixture
def store(community: Community, tmp_path: Path) -> Store:
    return community.enrolled(tmp_path / "gate")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office with a small roster and its passes, made once; tests work on copies."""
    return Office(tmp_path_factory.mktemp("founded") / "office").found().folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not any(map(shutil.which, NAMES)) and not os.environ.get("CI"):
        pytest.skip("chromium is not installed")
    with launched() as browser:
        yield browser
