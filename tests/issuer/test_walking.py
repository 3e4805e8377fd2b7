"""How stairwells are divided among teams."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepass.people import Door
from issuer.walking import Stairwell, divide, minutes, stairwells_of, walking_order

STAIRWELLS = st.lists(st.tuples(st.integers(1, 40), st.integers(1, 30)), max_size=60).map(
    lambda sizes: [Stairwell(number, doors, top) for number, (doors, top) in enumerate(sizes, start=1)]
)
FEW = STAIRWELLS.map(lambda stairwells: stairwells[:8])


def slowest(stairwells, divided):
    seconds = {each.number: each.seconds for each in stairwells}
    return max((sum(seconds[number] for number in part) for part in divided), default=0)


def split_evenly(stairwells, teams):
    numbers, size = [each.number for each in stairwells], -(-len(stairwells) // teams)
    return [numbers[place : place + size] for place in range(0, len(numbers), max(size, 1))]


def every_division(stairwells, teams):
    numbers = [each.number for each in stairwells]
    for cuts in combinations(range(len(numbers) + teams - 1), teams - 1):
        places = [0, *(cut - place for place, cut in enumerate(cuts)), len(numbers)]
        yield [numbers[begin:end] for begin, end in pairwise(places)]


@given(STAIRWELLS, st.integers(1, 12))
def test_every_stairwell_goes_to_one_team_and_the_order_stays(stairwells, teams):
    divided = divide(stairwells, teams)
    assert [number for part in divided for number in part] == [each.number for each in stairwells]
    assert len(divided) == teams


@given(STAIRWELLS, st.integers(1, 12))
def test_a_team_goes_home_only_where_there_are_more_teams_than_stairwells(stairwells, teams):
    assert sum(map(bool, divide(stairwells, teams))) == min(teams, len(stairwells))


@given(STAIRWELLS, st.integers(1, 12))
def test_no_division_is_worse_than_as_many_stairwells_for_each(stairwells, teams):
    divided = divide(stairwells, teams)
    assert slowest(stairwells, divided) <= slowest(stairwells, split_evenly(stairwells, teams))


@given(FEW, st.integers(1, 4))
def test_the_slowest_team_is_as_fast_as_in_the_best_of_all_divisions(stairwells, teams):
    best = min(slowest(stairwells, division) for division in every_division(stairwells, teams))
    assert slowest(stairwells, divide(stairwells, teams)) == best


@pytest.mark.parametrize(
    ("numbers", "teams", "divided"),
    [
        pytest.param((), 3, ((), (), ()), id="nothing to deliver"),
        pytest.param((7,), 1, ((7,),), id="one stairwell, one team"),
        pytest.param((7,), 3, ((7,), (), ()), id="more teams than stairwells"),
        pytest.param((1, 2, 3, 4), 2, ((1, 2), (3, 4)), id="equal stairwells"),
        pytest.param((1, 2, 3, 4, 5), 2, ((1, 2, 3), (4, 5)), id="one too many"),
        pytest.param(
            (1, 2, 3, 4, 5), 4, ((1, 2), (3,), (4,), (5,)), id="the surplus goes to one team, none stays empty"
        ),
    ],
)
def test_equal_stairwells_are_divided_evenly(numbers, teams, divided):
    parts = divide([Stairwell(number, 12, 6) for number in numbers], teams)
    assert (sorted(map(len, parts)), sum(parts, ())) == (sorted(map(len, divided)), sum(divided, ()))


def test_a_tower_counts_for_more_than_a_low_house_with_as_many_doors():
    tower, low = Stairwell(1, 12, 30), [Stairwell(number, 12, 3) for number in (2, 3, 4)]
    assert divide([tower, *low], 2) == ((1,), (2, 3, 4))


def test_nobody_divides_among_no_teams():
    with pytest.raises(ValueError):
        divide([], 0)


def test_a_stairwell_costs_the_way_there_its_doors_and_the_climb_once():
    assert Stairwell(1, 12, 6).seconds == 60 + 12 * 30 + 5 * 25


def test_a_stairwell_of_the_ground_floor_has_no_climb():
    assert Stairwell(1, 2, 1).seconds == 60 + 2 * 30


def test_eight_people_in_teams_of_two_deliver_1245_doors_in_an_afternoon():
    doors = [
        Door(number, floor * 100 + room) for number in range(1, 58) for floor in range(1, 7) for room in range(1, 5)
    ]
    stairwells = stairwells_of(doors[:1245])
    by_number = {each.number: each for each in stairwells}
    times = [minutes(by_number[number] for number in part) for part in divide(stairwells, 4)]
    assert [120 <= time <= 240 for time in times] == [True] * 4


def test_doors_are_gathered_into_stairwells():
    doors = [Door(12, 302), Door(2, 101), Door(12, 601, "A"), Door(12, 302)]
    assert stairwells_of(doors) == (Stairwell(2, 1, 1), Stairwell(12, 2, 6))


def test_a_stairwell_is_walked_from_the_top_down():
    doors = [Door(12, 101), Door(2, 102), Door(2, 602), Door(2, 601, "B"), Door(2, 601), Door(2, 1103)]
    assert sorted(doors, key=walking_order) == [
        Door(2, 1103), Door(2, 601), Door(2, 601, "B"), Door(2, 602), Door(2, 102), Door(12, 101),
    ]  # fmt: skip
