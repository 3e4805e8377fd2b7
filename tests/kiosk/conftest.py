"""A gate with somebody who may take it over."""

import pytest

from kiosk.session import Session
from kiosk.shift import Shift

PIN = "2580"


@pytest.fixture
def shift(store, clock):
    shift = Shift(store, clock)
    shift.add("王阿姨", PIN)
    return shift


@pytest.fixture
def session(store, clock, shift):
    return Session(store, clock, shift)
