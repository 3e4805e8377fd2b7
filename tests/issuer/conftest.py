from collections.abc import Iterator
from pathlib import Path

import pytest

from issuer.office import Office
from tests.issuer.offices import SimulatedGate, founded


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    at = founded(tmp_path / "office")
    yield at
    at.store.close()


@pytest.fixture
def gate(office: Office) -> SimulatedGate:
    return SimulatedGate(office)
