"""The live board of a round."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepass.people import Door
from issuer.board import DoorState, board_of, pace_of, progress_of
from issuer.loads import Carried
from issuer.rounds import Outcome
from issuer.store.delivery import Assigned, KeptTick, Round, Team
from issuer.walking import Stairwell, minutes
from tests.issuer.offices import ACT
from tests.issuer.teams import later

ROUND = Round(
    1, "第一轮", None, ACT, None, (Team(1, "1队", ""), Team(2, "2队", ""), Team(3, "3队", "")), (Assigned(1, 1),)
)


def card(door: str, outcome: Outcome | None = None, minute: float = 0, team: int = 1, ended: bool = False) -> Carried:
    """A card, ticked off so many minutes after the beginning where it has an outcome."""
    tick = KeptTick("x", 1, team, "000017", 1, outcome, "", later(minute), "1队") if outcome else None
    return Carried("000017", 1, team, Door.parse(door), "王", ended, None, tick)


def done(door: str, minute: float, team: int = 1) -> Carried:
    return card(door, Outcome.DELIVERED, minute, team)


def many(count: int, every: float, team: int = 1, of: int | None = None) -> list[Carried]:
    """So many doors done, one every so many minutes, of all that the team has."""
    doors = [f"{team}-{place // 4 + 1}0{place % 4 + 1}" for place in range(of or count)]
    return [done(door, place * every, team) for place, door in enumerate(doors[:count])] + [
        card(door, team=team) for door in doors[count:]
    ]


class TestADoor:
    def test_is_done_when_something_became_of_every_card(self):
        cards = [done("1-101", 1), card("1-101", Outcome.NOBODY_HOME, 2), done("1-102", 3), card("1-102")]
        board = board_of(ROUND, cards, later(5))
        assert (board.progress.doors, board.progress.done, board.progress.cards) == (2, 1, 4)
        assert board.progress.outcomes == {Outcome.DELIVERED: 2, Outcome.NOBODY_HOME: 1}

    def test_does_not_wait_for_a_card_whose_pass_has_ended(self):
        board = board_of(ROUND, [done("1-101", 1), card("1-101", ended=True)], later(5))
        assert (board.progress.doors, board.progress.done) == (1, 1)

    def test_that_only_has_cards_of_passes_that_ended_is_none(self):
        assert board_of(ROUND, [card("1-101", ended=True)], later(5)).progress.doors == 0


class TestThePace:
    def test_is_of_the_last_half_hour(self):
        cards = many(40, every=2, of=60)
        assert board_of(ROUND, cards, later(80)).teams[0].pace == pytest.approx(30, abs=1)

    def test_begins_with_the_first_door(self):
        cards = many(10, every=1, of=60)
        assert board_of(ROUND, cards, later(10)).teams[0].pace == 60

    def test_is_none_before_the_first_door(self):
        assert board_of(ROUND, [card("1-101")], later(5)).teams[0].pace is None

    def test_is_nothing_during_a_rest(self):
        board = board_of(ROUND, many(5, every=1, of=60), later(90))
        assert board.teams[0].pace == 0

    def test_of_a_team_that_stands_still_the_end_is_that_of_the_usual_time(self):
        board = board_of(ROUND, many(4, every=1, of=8), later(90))
        assert board.teams[0].ends == later(90 + minutes([Stairwell(1, 4, 2)]))

    @given(st.lists(st.floats(-90, 90), max_size=40))
    def test_is_never_negative_whatever_the_clocks_say(self, minutes):
        doors = [DoorState(Door(1, 101), 1, 1, (Outcome.DELIVERED,), later(minute)) for minute in minutes]
        pace = pace_of(doors, later(0))
        assert (pace is None) == (not doors)
        assert pace is None or 0 <= pace <= len(doors) * 12


class TestTheEnd:
    def test_follows_from_pace_and_what_is_left(self):
        board = board_of(ROUND, many(10, every=1, of=40), later(10))
        assert board.teams[0].ends == later(40)

    def test_of_the_round_is_that_of_the_last_team(self):
        cards = many(10, every=1, of=40) + many(10, every=1, team=2, of=20)
        assert board_of(ROUND, cards, later(10)).ends == later(40)

    def test_is_told_by_the_usual_time_while_a_team_has_not_begun(self):
        cards = many(10, every=1, of=12) + many(0, every=1, team=2, of=4)
        assert board_of(ROUND, cards, later(10)).ends == later(10 + minutes([Stairwell(2, 4, 1)]))

    def test_of_a_team_that_is_done_is_its_last_door(self):
        board = board_of(ROUND, many(10, every=1), later(60))
        assert (board.teams[0].ends, board.ends) == (later(9), None)


class TestWhoIsBehind:
    def test_it_is_the_team_that_ends_well_after_the_middle_one(self):
        cards = [*many(20, every=1, of=40), *many(20, every=1, team=2, of=40), *many(8, every=2.5, team=3, of=40)]
        assert [team.is_behind for team in board_of(ROUND, cards, later(20)).teams] == [False, False, True]

    def test_it_is_the_team_that_did_not_begin(self):
        cards = [*many(20, every=1, of=40), *many(20, every=1, team=2, of=40), *many(0, every=1, team=3, of=80)]
        assert [team.is_behind for team in board_of(ROUND, cards, later(20)).teams] == [False, False, True]

    def test_nobody_is_before_anybody_began(self):
        assert [team.is_behind for team in board_of(ROUND, many(0, 1, of=9), later(20)).teams] == [False] * 3

    def test_a_team_that_is_done_is_not(self):
        cards = [*many(20, every=1), *many(20, every=1, team=2, of=40)]
        assert [team.is_behind for team in board_of(ROUND, cards, later(90)).teams] == [False] * 3


def test_every_stairwell_is_counted_by_itself():
    cards = [done("1-101", 1), card("1-201"), done("2-101", 2)]
    [first, *_] = board_of(ROUND, cards, later(5)).teams
    assert [(number, progress.done, progress.doors) for number, progress in first.stairwells] == [(1, 1, 2), (2, 1, 1)]


@pytest.mark.parametrize(
    ("finished", "doors", "percent"),
    [
        pytest.param(0, 0, 100, id="nothing to do is done"),
        pytest.param(299, 300, 99, id="100 means all"),
        pytest.param(300, 300, 100, id="all"),
    ],
)
def test_percent_of_doors(finished, doors, percent):
    states = [DoorState(Door(1, 101), 1, 1, (Outcome.DELIVERED,) * (place < finished), None) for place in range(doors)]
    assert progress_of(states).percent == percent


def test_a_window_is_as_long_as_it_is_asked_for():
    board = board_of(ROUND, many(40, every=2, of=60), later(80), timedelta(minutes=60))
    assert board.teams[0].pace == pytest.approx(30, abs=1)
