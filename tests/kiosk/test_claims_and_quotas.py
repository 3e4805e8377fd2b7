"""Outings without a card under a household's quota: what a gate can know of them, and that it knows no more than before."""

import sqlite3
from contextlib import closing

import msgspec
import pytest

from gatepass.case import Direction, Outcome, Reason
from gatepass.kinds import Forgotten, Quota, SameWay, Then
from gatepass.kinds.quota import Per
from gatepass.passbook import encode_passbook, head_of
from gatepass.passes import Status
from kiosk.bindings import bind
from kiosk.overrides import Waiver, override
from kiosk.passages import Attempt, claim, decide, identify, undo
from kiosk.stamp import stamp
from kiosk.store import FILE
from kiosk.visits import Form
from tests.community import MORNING

IN, OUT = Direction
WANGS, LIS = "12-302", "1-101"
FINE, USED = Reason.FINE, Reason.QUOTA_USED


class Gate:
    """A gate that keeps a quota."""

    def __init__(self, store, community, clock, *rules):
        self.store, self.community, self.clock, self.number = store, community, clock, 1
        self.under(Forgotten(Then.ASK), *rules)

    def under(self, *rules, entries=None):
        """The office's next passbook, with these rules alone."""
        book, self.number = self.community.passbook(), self.number + 1
        covenant = msgspec.structs.replace(book.covenant, rules=rules, temperature=None, override=True)
        book = msgspec.structs.replace(book, covenant=covenant, entries=entries or book.entries)
        head = head_of(encode_passbook(book), self.community.tag, self.number, MORNING)
        self.store.take_passbook(head, book)

    def says(self, door, way=OUT):
        """Somebody without their card, whom the volunteer believes."""
        presentation = claim(self.store, Form(name="王小㛃", door=door))
        return self.decided(presentation, way)

    def shows(self, who, way=OUT):
        """A card is held up."""
        return self.decided(identify(self.store, self.community.code(who)), way)

    def decided(self, presentation, way):
        self.clock.on(minutes=1)
        attempt = Attempt(presentation, way, confirmed=frozenset({"forgotten"}))
        return decide(self.store, attempt, stamp(self.store, self.clock()))

    def gives(self, door):
        """The spare is given to somebody of a door."""
        scan = self.shows("spare")
        return bind(self.store, scan.event, Form(name="王小㛃", door=door), stamp(self.store, self.clock()), None)


@pytest.fixture
def gate(store, community, clock):
    return Gate(store, community, clock, Quota())


def reasons(*decisions):
    return [each.verdict.reason for each in decisions]


def test_claims_of_one_door_count_against_each_other_and_of_another_door_do_not(gate):
    assert reasons(gate.says(WANGS), gate.says(WANGS), gate.says(LIS)) == [FINE, USED, FINE]


def test_a_card_counts_the_claims_of_its_own_door(gate):
    assert reasons(gate.says(WANGS), gate.shows("wang"), gate.shows("li")) == [FINE, USED, FINE]


def test_a_claim_does_not_know_of_outings_with_a_card(gate):
    assert reasons(gate.shows("wang"), gate.says(WANGS)) == [FINE, FINE]


def test_coming_home_uses_nothing_up(gate):
    assert reasons(gate.says(WANGS, IN), gate.says(WANGS)) == [FINE, FINE]


def test_a_claim_that_was_undone_counts_no_more(gate):
    first = gate.says(WANGS)
    undo(gate.store, first.event, stamp(gate.store, gate.clock()), None)
    assert reasons(gate.says(WANGS)) == [FINE]


def test_who_was_let_out_against_the_verdict_was_out(store, community, clock):
    gate = Gate(store, community, clock, Quota())
    gate.under(Forgotten(Then.REFER), Quota())
    first = gate.says(WANGS)
    assert (first.verdict.outcome, reasons(gate.shows("wang"))) == (Outcome.REFER, [FINE])
    gate.under(Forgotten(Then.REFER), Quota(outings=2))
    override(store, Waiver(first.event, "认识"), stamp(store, clock()), None)
    assert reasons(gate.shows("wang")) == [USED]


def test_the_turn_comes_again_with_midnight(gate):
    gate.says(WANGS)
    gate.clock.on(hours=24)
    assert reasons(gate.says(WANGS)) == [FINE]


def test_a_claim_is_nobody_in_particular_for_a_persons_quota_and_for_anti_passback(store, community, clock):
    gate = Gate(store, community, clock, Quota(per=Per.PERSON), SameWay())
    assert reasons(gate.says(WANGS), gate.says(WANGS), gate.shows("wang")) == [FINE, FINE, FINE]


def test_a_spare_given_out_here_counts_as_its_door_does(gate):
    gate.gives(WANGS)
    assert reasons(gate.shows("spare"), gate.says(WANGS), gate.shows("wang")) == [FINE, USED, USED]


def test_a_spare_given_out_here_counts_the_claims_of_its_door(gate):
    gate.gives(WANGS)
    assert reasons(gate.says(WANGS), gate.shows("spare")) == [FINE, USED]


def test_a_spares_own_outings_still_count_for_it(store, community, clock):
    gate = Gate(store, community, clock, Quota(per=Per.PERSON))
    gate.gives(WANGS)
    assert reasons(gate.shows("spare"), gate.shows("spare")) == [FINE, USED]


def test_when_the_office_has_taken_a_spare_over_its_earlier_outings_are_the_households(gate, community):
    gate.gives(WANGS)
    gate.shows("spare")
    book = community.passbook()
    home = next(entry.household for entry in book.entries if entry.lookup == community.code("wang").lookup)
    taken_over = tuple(
        msgspec.structs.replace(entry, status=Status.VALID, household=home) if entry.status is Status.SPARE else entry
        for entry in book.entries
    )
    gate.under(Quota(), entries=taken_over)
    assert reasons(gate.shows("wang"), gate.shows("li")) == [USED, FINE]


def test_the_door_of_a_card_is_not_kept_as_that_of_a_claim_is(gate, tmp_path):
    gate.shows("wang")
    gate.says(LIS)
    with closing(sqlite3.connect(tmp_path / "gate" / FILE)) as file:
        assert file.execute("SELECT door FROM events ORDER BY number").fetchall() == [(None,), ("1号101室",)]
