"""Whether printed cards add up, and what is said about those that do not."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gatepass.passes import Status
from gatepass.people import Door
from gatepass.wording import Refusal
from issuer import issuing, planning
from issuer.books import Books, PassState, PrintedCopy, RunCount, books_of
from issuer.delivery import write_down
from issuer.mismatches import ADVICE, Mismatch
from issuer.reconciliation import Count, reconcile
from issuer.rounds import Outcome, Report
from issuer.store.runs import Copy, CopyState, RunKind
from tests.issuer.offices import A_YEAR, ACT, AT, TODAY, founded
from tests.issuer.teams import Delivery, act_at, later, printed, tick

EMPTY = Books((), (), (), (), frozenset(), (), {}, frozenset())
KINDS = (RunKind.CARDS, RunKind.SPARES, RunKind.CARS)
COPIES = st.lists(
    st.tuples(st.sampled_from(KINDS), st.none() | st.integers(1, 60), st.sampled_from(list(CopyState))), max_size=80
)


def found(office):
    """What does not add up now, each kind once, in the order it is shown."""
    return list(dict.fromkeys(finding.mismatch for finding in reconcile(books_of(office.store, TODAY)).findings))


def books(copies):
    """Books of copies that each belong to a valid pass of their own."""
    return Books(
        runs=(RunCount(1, RunKind.CARDS, len(copies)),),
        copies=tuple(
            PrintedCopy(kind, stairwell, Copy(1, place, f"{place}", 1, "", state, AT), None)
            for place, (kind, stairwell, state) in enumerate(copies, start=1)
        ),
        passes=tuple(
            PassState(f"{place}", 1, Status.VALID, Door(stairwell or 1, 101), "王")
            for place, (_, stairwell, _) in enumerate(copies, start=1)
        ),
        ticks=(),
        handed=frozenset(),
        aside=(),
        teams={},
        open_rounds=frozenset(),
    )


class TestCounts:
    @given(COPIES)
    def test_printed_is_delivered_and_in_hands_and_in_the_drawer_and_voided(self, copies):
        done = reconcile(books(copies))
        assert [count.adds_up for count in (*done.kinds, *done.stairwells)] == [True] * len(
            (*done.kinds, *done.stairwells)
        )

    @given(COPIES)
    def test_every_copy_is_counted_once_by_kind_and_once_by_stairwell(self, copies):
        done = reconcile(books(copies))
        assert sum(count.printed for count in done.kinds) == len(copies)
        assert sum(count.printed for count in done.stairwells) == len(copies)

    def test_are_of_each_kind_and_stairwell(self):
        copies = [
            (RunKind.CARDS, 1, CopyState.DELIVERED), (RunKind.CARDS, 1, CopyState.TEAM),
            (RunKind.CARDS, 2, CopyState.DRAWER), (RunKind.SPARES, None, CopyState.VOIDED),
        ]  # fmt: skip
        done = reconcile(books(copies))
        assert done.kinds == (Count(RunKind.CARDS, None, 3, 1, 1, 1, 0), Count(RunKind.SPARES, None, 1, 0, 0, 0, 1))
        assert done.stairwells[0] == Count(RunKind.CARDS, 1, 2, 1, 1, 0, 0)

    def test_that_do_not_add_up_say_so(self):
        assert not Count(RunKind.CARDS, None, 3, 1, 0, 1, 0).adds_up

    def test_nothing_printed_is_nothing_to_count(self):
        assert reconcile(EMPTY).kinds == ()


class TestFindings:
    @pytest.fixture
    def two(self, office):
        return Delivery.of(office, "1-101", "1-201")

    @pytest.fixture
    def out(self, two):
        return two.set_out()

    def test_there_are_none_while_all_is_well(self, office, two, out):
        two.said(out, tick(two.serials["1-101"]))
        assert found(office) == []

    def test_there_are_none_once_all_is_delivered(self, office, two, out):
        two.said(out, *map(tick, two.serials.values()))
        planning.close(office.store, out.id, act_at(1))
        assert found(office) == []

    def test_a_run_that_says_more_cards_than_were_noted(self, office, two):
        two.print()
        kept = books_of(office.store, TODAY)
        short = replace(kept, runs=(replace(kept.runs[0], cards=3),))
        assert [each.mismatch for each in reconcile(short).findings] == [Mismatch.LOST_COPY]

    def test_two_live_copies_of_one_card(self, office, two):
        two.print()
        printed(office, (two.serials["1-101"], 1))
        [finding] = reconcile(books_of(office.store, TODAY)).findings
        assert (finding.mismatch, finding.serial, finding.door) == (
            Mismatch.TWO_COPIES,
            two.serials["1-101"],
            Door(1, 101),
        )
        assert finding.detail.zh == "第1批第1张在抽屉里；第2批第1张在抽屉里"

    def test_a_delivered_card_whose_pass_was_replaced(self, office, two, out):
        two.said(out, *map(tick, two.serials.values()))
        issuing.replace_pass(office.store, two.serials["1-101"], TODAY, ACT)
        assert found(office) == [Mismatch.ENDED_BUT_LIVE, Mismatch.NO_COPY]

    def test_a_delivered_card_whose_pass_has_expired(self, office, two, out):
        two.said(out, *map(tick, two.serials.values()))
        after = A_YEAR.until.replace(year=2022)
        assert [each.mismatch for each in reconcile(books_of(office.store, after)).findings] == [
            Mismatch.ENDED_BUT_LIVE
        ] * 2

    def test_an_old_card_that_was_voided_is_no_matter(self, office, two, out):
        two.said(out, *map(tick, two.serials.values()))
        issuing.replace_pass(office.store, two.serials["1-101"], TODAY, ACT)
        with office.store.writing() as writing:
            writing.move_copy(1, 1, CopyState.VOIDED, ACT)
        printed(office, (two.serials["1-101"], 2))
        assert found(office) == []

    def test_a_valid_pass_that_was_never_printed(self, office, two):
        assert [each.detail.zh for each in reconcile(books_of(office.store, TODAY)).findings] == [
            "从未打印",
            "从未打印",
        ]

    def test_a_valid_pass_whose_copies_are_all_void(self, office, two):
        two.print()
        with office.store.writing() as writing:
            writing.move_copy(1, 1, CopyState.VOIDED, ACT)
        [finding] = reconcile(books_of(office.store, TODAY)).findings
        assert (finding.mismatch, finding.detail.zh) == (Mismatch.NO_COPY, "印过的都已作废")

    def test_a_tick_of_a_card_that_was_never_printed(self, office, two):
        two.said(two.plan(), tick(two.serials["1-101"]))
        assert found(office) == [Mismatch.NO_COPY, Mismatch.NEVER_PRINTED]

    def test_a_tick_of_a_card_that_was_never_handed_over(self, office, two):
        two.said(two.print().plan(), tick(two.serials["1-101"]))
        assert found(office) == [Mismatch.NEVER_HANDED]

    def test_a_tick_that_was_taken_back_is_no_matter(self, office, two):
        round_ = two.print().plan()
        two.said(round_, tick(two.serials["1-101"]), tick(two.serials["1-101"], None, at=later(1)), at=later(1))
        assert found(office) == []

    def test_a_card_said_to_be_delivered_that_somebody_put_back(self, office, two, out):
        two.said(out, *map(tick, two.serials.values()))
        with office.store.writing() as writing:
            writing.move_copy(1, 1, CopyState.DRAWER, ACT)
        assert found(office) == [Mismatch.SAID_OTHERWISE]

    def test_a_card_that_was_given_out_outside_any_round(self, office, two):
        two.print()
        with office.store.writing() as writing:
            writing.move_copy(1, 1, CopyState.TEAM, ACT, "张三")
        assert found(office) == [Mismatch.LEFT_IN_HANDS]

    def test_a_card_that_a_team_took_after_its_round_was_closed(self, office, two, out):
        planning.close(office.store, out.id, act_at(1))
        with office.store.writing() as writing:
            writing.move_copy(1, 1, CopyState.TEAM, ACT, "1队")
        assert found(office) == [Mismatch.LEFT_IN_HANDS]

    def test_a_wrong_person_at_the_door(self, office, two, out):
        two.said(out, tick(two.serials["1-101"], Outcome.WRONG_PERSON))
        [finding] = reconcile(books_of(office.store, TODAY)).findings
        assert (finding.mismatch, finding.detail.zh, finding.name) == (
            Mismatch.WRONG_PERSON,
            "第一轮 1队：人不对",
            "住户1-101",
        )

    @pytest.mark.parametrize("then", ["delivered", "revoked"])
    def test_a_wrong_person_is_no_matter_once_that_is_settled(self, office, two, out, then):
        two.said(out, tick(two.serials["1-101"], Outcome.WRONG_PERSON))
        if then == "delivered":
            two.said(out, tick(two.serials["1-101"], at=later(1)), at=later(1))
        else:
            issuing.revoke(office.store, two.serials["1-101"], ACT)
        assert Mismatch.WRONG_PERSON not in found(office)

    def test_a_spare_that_went_out_bound_to_nobody(self, office):
        [spare] = issuing.add_spares(office.store, 1, A_YEAR, ACT)
        printed(office, (spare.serial, 1), kind=RunKind.SPARES)
        assert found(office) == []
        with office.store.writing() as writing:
            writing.move_copy(1, 1, CopyState.DELIVERED, ACT, "北门")
        assert found(office) == [Mismatch.SPARE_GONE]

    def test_a_spare_that_is_bound_and_still_noted_in_the_drawer(self):
        bound = books([(RunKind.SPARES, 1, CopyState.DRAWER)])
        assert [each.mismatch for each in reconcile(bound).findings] == [Mismatch.SPARE_BOUND]

    def test_what_was_put_aside_until_somebody_deals_with_it(self, office, two, out):
        two.said(out, tick("999999", to="王"))
        [finding] = reconcile(books_of(office.store, TODAY)).findings
        assert finding.detail.zh == "第一轮 1队：999999 已送达 王；没有这张证，请核对编号"
        with office.store.writing() as writing:
            writing.settle_item(finding.aside, ACT)
        assert found(office) == []

    @pytest.mark.parametrize("mismatch", [pytest.param(each, id=each) for each in Mismatch])
    def test_every_one_says_what_to_do_in_both_languages(self, mismatch):
        advice = ADVICE[mismatch]
        assert all([advice.what.zh, advice.what.en, advice.remedy.zh, advice.remedy.en])

    @given(COPIES)
    def test_a_card_without_a_live_copy_is_always_named(self, copies):
        kept = books(copies)
        named = {each.serial for each in reconcile(kept).findings if each.mismatch is Mismatch.NO_COPY}
        assert named == {each.copy.serial for each in kept.copies if each.copy.state is CopyState.VOIDED}


class Histories(RuleBasedStateMachine):
    """An office in which everything happens in any order: whatever is done, every copy stays accounted for."""

    @initialize()
    def begin(self):
        import tempfile
        from pathlib import Path

        self.folder = tempfile.TemporaryDirectory()
        self.office = founded(Path(self.folder.name) / "office")
        self.delivery = Delivery.of(self.office, "1-101", "1-201", "2-101", "3-601")
        self.minute, self.cards, self.rounds = 0, 0, 0

    def act(self):
        self.minute += 1
        return act_at(self.minute)

    def maybe(self, work, *arguments):
        """Does what may well be refused."""
        try:
            return work(self.office.store, *arguments)
        except Refusal:
            return None

    def pick(self, number):
        newest = {each.issued.serial: each.issued.issue for each in self.office.store.holdings()}
        return sorted(newest.items())[number % len(newest)]

    @rule(first=st.integers(0, 3), count=st.integers(1, 4))
    def print_some(self, first, count):
        keys = [self.pick(first + place) for place in range(count)]
        printed(self.office, *keys)
        self.cards += count

    @rule(teams=st.integers(1, 3))
    def plan(self, teams):
        try:
            self.rounds = self.delivery.plan(teams, name=f"第{self.minute}轮").id
        except Refusal:
            return

    @rule(team=st.integers(1, 3))
    def hand_over(self, team):
        self.maybe(planning.hand_over, self.rounds, (team,), self.act())

    @rule(team=st.integers(1, 3), stairwell=st.integers(1, 3))
    def move(self, team, stairwell):
        self.maybe(planning.move_stairwells, self.rounds, [stairwell], team, self.act())

    @rule(
        number=st.integers(0, 3),
        outcome=st.none() | st.sampled_from(list(Outcome)),
        team=st.integers(1, 3),
        typed=st.booleans(),
    )
    def tick(self, number, outcome, team, typed):
        serial, issue = self.pick(number)
        said = tick(serial, outcome, at=later(self.minute), issue=issue)
        if self.rounds and self.office.store.round(self.rounds).team(team):
            if typed:
                write_down(self.office.store, self.rounds, team, Report((said,)), self.act())
            else:
                self.delivery.said(self.office.store.round(self.rounds), said, team=team, at=later(self.minute))

    @rule()
    def close(self):
        if self.rounds and self.maybe(planning.close, self.rounds, self.act()) is not None:
            assert [
                each.copy.state for each in books_of(self.office.store, TODAY).copies if each.round == self.rounds
            ].count(CopyState.TEAM) == 0

    @rule()
    def reopen(self):
        if self.rounds:
            self.maybe(planning.reopen, self.rounds, self.act())

    @rule(number=st.integers(0, 3))
    def replace(self, number):
        self.maybe(issuing.replace_pass, self.pick(number)[0], TODAY, self.act())

    @rule(number=st.integers(0, 3))
    def revoke(self, number):
        self.maybe(issuing.revoke, self.pick(number)[0], self.act())

    @rule(number=st.integers(0, 20), state=st.sampled_from(list(CopyState)))
    def put_somewhere(self, number, state):
        copies = self.office.store.copies()
        if copies:
            copy = copies[number % len(copies)]
            with self.office.store.writing() as writing:
                writing.move_copy(copy.run, copy.position, state, self.act())

    @invariant()
    def every_copy_is_accounted_for(self):
        done = reconcile(books_of(self.office.store, TODAY))
        assert sum(count.printed for count in done.kinds) == self.cards
        assert all(count.adds_up for count in (*done.kinds, *done.stairwells))

    @invariant()
    def a_copy_with_a_team_is_its_rounds_or_named(self):
        kept = books_of(self.office.store, TODAY)
        left = {(each.run, each.serial) for each in reconcile(kept).findings if each.mismatch is Mismatch.LEFT_IN_HANDS}
        in_hands = {
            (each.copy.run, each.copy.serial)
            for each in kept.copies
            if each.copy.state is CopyState.TEAM and each.round not in kept.open_rounds
        }
        assert left == in_hands

    def teardown(self):
        self.office.store.close()
        self.folder.cleanup()


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
