from pathlib import Path

import pytest

from kiosk.store import Store
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
