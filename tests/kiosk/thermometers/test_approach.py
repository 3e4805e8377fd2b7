"""One reading of a stream: who comes near, holds still and goes away."""

from datetime import timedelta

import pytest

from kiosk.thermometers.approach import Approach
from kiosk.thermometers.thermometer import Sample

BEGUN = timedelta(days=3)
WALL = [12.0] * 10


def followed(degrees: list[float], air: float | None = 12.0) -> list[tuple[float, int]]:
    """The readings of a stream of ten samples a second: °C, and the number of the sample at which its approach began."""
    approach, readings = Approach(), []
    for number, celsius in enumerate(degrees):
        taken = approach.take(Sample(celsius, air=air), BEGUN + timedelta(seconds=number / 10))
        if taken:
            readings.append((taken.sample.celsius, round((taken.since - BEGUN).total_seconds() * 10)))
    return readings


@pytest.mark.parametrize(
    ("degrees", "readings"),
    [
        pytest.param(WALL * 30, [], id="air of 12 °C is no reading, however long"),
        pytest.param([29.9] * 100, [], id="nor is what is just under the trigger"),
        pytest.param([*WALL, 25, 31, 34, 36.1, *[36.5] * 40, *WALL], [(36.5, 11)], id="one person, one reading"),
        pytest.param([*WALL, *[36.4, 36.6] * 10], [(36.5, 10)], id="a hand that trembles: the middle of it"),
        pytest.param([*WALL, *(30 + 0.4 * n for n in range(20)), *WALL], [], id="who only walks past is not measured"),
        pytest.param([*WALL, *[36.5] * 6, *WALL], [], id="nor who goes too soon"),
        pytest.param(
            [*WALL, *[36.5] * 15, *WALL, *[37.8] * 15], [(36.5, 10), (37.8, 35)], id="two persons are two readings"
        ),
        pytest.param(
            [*WALL, *[36.5] * 15, 12, 12, *[36.5] * 30],
            [(36.5, 10)],
            id="two frames beside the forehead are no leaving",
        ),
        pytest.param(
            [*WALL, *[36.5] * 15, *[33.0] * 30], [(36.5, 10)], id="who steps back a little is the same person"
        ),
    ],
)
def test_an_approach_is_one_reading(degrees: list[float], readings: list[tuple[float, int]]):
    assert followed(degrees) == readings


def test_in_hot_air_only_what_is_hotter_than_the_air_counts():
    assert followed([35.0] * 100, air=35.2) == []
    assert followed([35.0] * 20 + [36.8] * 20, air=35.2) == [(36.8, 20)]


def test_a_module_that_says_no_air_is_judged_by_its_trigger_alone():
    assert followed([*WALL, *[36.5] * 10], air=None) == [(36.5, 10)]


def test_what_was_before_a_gap_in_the_stream_is_no_part_of_the_approach_after_it():
    approach = Approach()
    for number in range(7):
        approach.take(Sample(36.5), BEGUN + timedelta(seconds=number / 10))
    later = [approach.take(Sample(36.7), BEGUN + timedelta(seconds=5 + number / 10)) for number in range(8)]
    assert [taken and (taken.sample.celsius, taken.since) for taken in later] == [None] * 7 + [
        (36.7, BEGUN + timedelta(seconds=5))
    ]
