import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kiosk.store import Store
from tests.browsers import NAMES, launched
from tests.community import Clock, Community
from tests.processes import Office


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


@pytest.fixture
def office(founded: Path, tmp_path: Path) -> Iterator[Office]:
    office = Office(Path(shutil.copytree(founded, tmp_path / "office"))).serve()
    yield office
    if office.serving:
        office.serving.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not any(map(shutil.which, NAMES)) and not os.environ.get("CI"):
        pytest.skip("chromium is not installed")
    with launched() as browser:
        yield browser
