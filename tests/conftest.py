import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kiosk.store import Store
from tests.browsers import NAMES, launched
from tests.community import Clock, Community


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
def browser() -> Iterator[Browser]:
    if not any(map(shutil.which, NAMES)) and not os.environ.get("CI"):
        pytest.skip("chromium is not installed")
    with launched() as browser:
        yield browser
