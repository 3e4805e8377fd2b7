"""Two gates and their office over HTTP: with every synchronisation a gate knows what happened at the other, and judges by it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gatepass.case import Direction, Reading
from gatepass.fevers import FeverEnd
from gatepass.passes import Validity
from issuer import gates
from issuer.gates import Application
from issuer.issuing import issue
from issuer.office import adopt
from kiosk.fevers import Closing, close
from kiosk.passages import Attempt, Decision, claim, decide, identify, undo
from kiosk.stamp import stamp
from kiosk.store import Store
from kiosk.sync import OfficeUnreachable, enrol, synchronise
from kiosk.visits import Form
from tests.issuer.offices import ACT, founded, resident, take_in
from tests.processes import Office

IN, OUT = Direction
RULES = """
name = "测试"
override = true
[temperature]
rest_minutes = 10
fresh_minutes = 30
[[rules]]
kind = "quota"
days = 2
[[rules]]
kind = "same_way"
then = "refuse"
[[rules]]
kind = "forgotten"
then = "ask"
"""
NOW = datetime.now(UTC)
ZONE = ZoneInfo("Asia/Shanghai")


HOUSEHOLDS = 10


class Place:
    """An office as a process of its own with households of two, and the files of two gates; each test has a household."""

    def __init__(self, folder: Path) -> None:
        self.made = founded(folder / "office")
        doors = [f"1-{number}01" for number in range(1, HOUSEHOLDS + 1)]
        take_in(self.made, *(resident(door, f"王{place}") for door in doors for place in "甲乙"))
        issue(self.made.store, Validity(NOW.date() - timedelta(days=9), NOW.date() + timedelta(days=9)), ACT)
        adopt(self.made.store, RULES.encode(), datetime.now(UTC), ACT)
        self.serials = [
            each.issued.serial for each in sorted(self.made.store.holdings(), key=lambda each: each.issued.holder)
        ]
        self.office = Office(folder / "office").serve()
        self.east, self.west = self.gate("东门", folder / "east"), self.gate("西门", folder / "west")

    def gate(self, name: str, folder: Path, *, again: bool = False) -> Store:
        """A kiosk that the office has taken in over the line, with its passbook."""
        store, asked = Store(folder), Application(name, self.office.url, again)
        enrol(store, gates.enrol(self.made.store, self.made.keys, asked, NOW))
        synchronise(store)
        return store

    def stop(self) -> None:
        self.office.serving.stop()
        self.made.store.close()

    def comes(
        self, gate: Store, who: int, way: Direction | None, celsius: float | None = None, minutes: int = 0
    ) -> Decision:
        """Somebody's card is held up, so many minutes from now."""
        at = NOW + timedelta(minutes=minutes)
        reading = Reading(celsius, at) if celsius else None
        code = self.made.keys.code(self.serials[who], 1)
        return decide(gate, Attempt(identify(gate, str(code)), way, reading), stamp(gate, at))

    def says(self, gate: Store, door: str, way: Direction) -> Decision:
        """Somebody without their card says a door."""
        attempt = Attempt(claim(gate, Form(name="王丁", door=door)), way, confirmed=frozenset({"forgotten"}))
        return decide(gate, attempt, stamp(gate, NOW))

    def synchronise(self) -> None:
        """Each gate has sent what it has before the other one asks."""
        for gate in (self.east, self.west, self.east):
            synchronise(gate)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    place = Place(tmp_path_factory.mktemp("two gates"))
    yield place
    place.stop()


def test_an_outing_by_one_gate_uses_the_quota_up_at_the_other(place):
    place.comes(place.east, 0, OUT)
    before = place.comes(place.west, 1, OUT, minutes=1)
    place.synchronise()
    own, kin = (place.comes(place.west, who, OUT, minutes=2) for who in (0, 1))
    assert [each.verdict.reason for each in (before, own, kin)] == ["fine", "quota_used", "quota_used"]


def test_who_said_their_door_at_one_gate_counts_for_its_cards_at_the_other(place):
    place.says(place.east, "1-201", OUT)
    place.synchronise()
    assert place.comes(place.west, 3, OUT, minutes=1).verdict.reason == "quota_used"


def test_what_was_undone_at_one_gate_is_undone_at_the_other(place):
    gone = place.comes(place.east, 4, OUT)
    place.synchronise()
    undo(place.east, gone.event, stamp(place.east, NOW + timedelta(minutes=1)), None)
    stopped = place.comes(place.west, 5, OUT, minutes=2)
    place.synchronise()
    assert [stopped.verdict.reason, place.comes(place.west, 5, OUT, minutes=3).verdict.reason] == ["quota_used", "fine"]


def test_who_rests_after_a_high_reading_at_one_gate_rests_at_the_other(place):
    place.comes(place.east, 6, IN, 38.1)
    place.synchronise()
    resting, again = place.comes(place.west, 6, IN, minutes=2), place.comes(place.west, 6, IN, 38.2, minutes=11)
    assert [resting.verdict.reason, again.verdict.reason] == ["still_resting", "fever_again"]
    assert resting.verdict.again_at == NOW + timedelta(minutes=10)


def test_a_good_reading_of_minutes_ago_counts_at_the_other_gate(place):
    place.comes(place.east, 8, IN, 36.5)
    place.comes(place.east, 8, OUT, minutes=5)
    place.synchronise()
    assert place.comes(place.west, 8, IN, minutes=10).verdict.reason == "fine"


def test_the_way_is_guessed_by_the_last_passage_at_any_gate(place):
    guesses = [place.comes(place.east, 12, None, 36.5)]
    place.synchronise()
    guesses.append(place.comes(place.west, 12, None, minutes=5))
    place.synchronise()
    guesses.append(place.comes(place.east, 12, None, 36.5, minutes=10))
    assert [each.direction for each in guesses] == [IN, OUT, IN]


def test_without_a_line_each_gate_goes_on_alone_and_late_events_count_when_it_is_back(place):
    place.synchronise()
    place.office.serving.stop()
    place.comes(place.east, 12, OUT)
    with pytest.raises(OfficeUnreachable):
        synchronise(place.west)
    alone = place.comes(place.west, 13, OUT, minutes=1)
    place.office.serve()
    place.comes(place.west, 14, OUT, minutes=2)
    synchronise(place.west)  # the later event is at the office first
    place.synchronise()
    late = [place.comes(place.west, 12, IN, 36.5, minutes=3), place.comes(place.west, 12, OUT, minutes=4)]
    assert alone.verdict.reason == "fine"
    assert [each.verdict.reason for each in late] == ["fine", "quota_used"]


def test_nothing_of_another_gate_is_counted_or_sent_as_this_gate_s_own(place):
    place.synchronise()
    before = place.west.recent(9), place.west.highest_number(), 0
    place.comes(place.east, 14, OUT)
    place.synchronise()
    assert (place.west.recent(9), place.west.highest_number(), synchronise(place.west).sent) == before
    assert [synchronise(gate).elsewhere for gate in (place.east, place.west)] == [0, 0]


def test_a_new_pc_at_a_gate_knows_what_the_old_one_recorded(place, tmp_path):
    place.comes(place.east, 18, OUT)
    synchronise(place.east)
    place.east = place.gate("东门", tmp_path / "new", again=True)
    assert place.comes(place.east, 19, OUT, minutes=1).verdict.reason == "quota_used"


def test_a_story_goes_on_at_the_other_gate_and_ends_there_aloud(place):
    first = place.comes(place.east, 16, IN, 38.1)
    place.synchronise()
    second = place.comes(place.west, 16, IN, 36.6, minutes=11)
    place.synchronise()
    (gone,) = [each for each in place.east.went_on(NOW - timedelta(hours=1), ZONE) if each.fever == first.event]
    assert (second.fever, second.verdict.reason) == (first.event, "fine")
    assert (gone.measured.gate, gone.measured.reading.celsius, gone.measured.passage) == ("西门", 36.6, "in")
    assert [fever.id for gate in (place.east, place.west) for fever in gate.fevers() if fever.id == first.event] == []


def test_high_again_at_the_other_gate_somebody_waits_there_and_no_more_here(place):
    first = place.comes(place.east, 17, IN, 38.1)
    place.synchronise()
    again = place.comes(place.west, 17, IN, 38.3, minutes=11)
    place.synchronise()
    waiting = [[fever.tries for fever in gate.fevers() if fever.id == first.event] for gate in (place.east, place.west)]
    assert (again.verdict.reason, waiting) == ("fever_again", [[], [2]])
    place.comes(place.east, 17, IN, 38.4, minutes=25)
    assert [fever.tries for fever in place.east.fevers() if fever.id == first.event] == [3]
    back = place.comes(place.east, 17, IN, 36.6, minutes=40)
    assert (back.fever, back.verdict.reason) == (first.event, "fever_again")


def test_who_was_referred_at_one_gate_is_so_at_the_other_until_either_ends_it_aloud(place):
    story = place.comes(place.east, 15, IN, 38.1).event
    place.comes(place.east, 15, IN, 38.2, minutes=11)
    place.synchronise()
    there = [place.comes(place.west, 15, IN, minutes=12), place.comes(place.west, 15, IN, 36.5, minutes=30)]
    assert [(each.fever, each.verdict.reason) for each in there] == [(story, "fever_again")] * 2
    place.synchronise()
    still = place.comes(place.east, 15, IN, 36.5, minutes=31)
    close(place.west, Closing(story, FeverEnd.HOME), stamp(place.west, NOW + timedelta(minutes=32)), None)
    place.synchronise()
    waits = [fever.id for gate in (place.east, place.west) for fever in gate.fevers() if fever.id == story]
    free = [place.comes(gate, 15, IN, 36.5, minutes=45).verdict.reason for gate in (place.east, place.west)]
    assert (still.verdict.reason, waits, free) == ("fever_again", [], ["fine", "fine"])


def test_a_good_reading_at_a_gate_that_did_not_know_of_it_ends_no_referral(place):
    story = place.comes(place.east, 11, IN, 38.1).event
    place.comes(place.east, 11, IN, 38.2, minutes=11)
    place.comes(place.west, 11, IN, 36.5, minutes=25)
    place.synchronise()
    for gate in (place.east, place.west):
        place.comes(gate, 11, OUT, 36.5, minutes=40)  # nobody is measured on the way out
    back = [place.comes(gate, 11, IN, 36.5, minutes=50).verdict.reason for gate in (place.east, place.west)]
    assert ([fever.id for fever in place.east.fevers() if fever.id == story], back) == ([story], ["fever_again"] * 2)


def test_who_was_let_in_elsewhere_before_the_gates_could_tell_each_other_waits_no_more(place):
    first = place.comes(place.east, 10, IN, 38.1)
    place.comes(place.west, 10, IN, 36.6, minutes=1)
    place.synchronise()
    assert [fever.id for fever in place.east.fevers() if fever.id == first.event] == []
