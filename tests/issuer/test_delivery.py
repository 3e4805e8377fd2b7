"""What a team's phone shows and says."""

import msgspec
import pytest
from msgspec.structs import replace

from gatepass.wording import Refusal
from issuer import issuing, planning
from issuer.delivery import Objection, team_of, team_secret, team_sheet, write_down
from issuer.loads import carried
from issuer.rounds import CardToGive, Outcome, Question, QuestionKind, Reply, Report, TeamSheet
from issuer.store.runs import CopyState
from tests.issuer.offices import A_YEAR, ACT, AT, TODAY, refusing, resident, take_in
from tests.issuer.teams import Delivery, act_at, answer, later, printed, states, tick

MASKS = Question(0, "要几个口罩？", "How many masks?", QuestionKind.NUMBER)
BACK = Question(
    0, "有人从外地回来吗？", "Anyone back from elsewhere?", QuestionKind.YES_NO, "何时，从何处", "when, from where"
)


@pytest.fixture
def two(office):
    """Two stairwells of two doors each."""
    return Delivery.of(office, "1-101", "1-201", "2-101", "2-202")


@pytest.fixture
def out(two):
    """One team on its way with all cards."""
    return two.set_out()


def asked(office, *questions):
    with office.store.writing() as writing:
        return [writing.add_question(question, ACT) for question in questions]


def outcomes(office, round_, team=1):
    sheet = team_sheet(office.store, round_.id, team)
    return {card.serial: card.outcome for way in sheet.stairwells for door in way.doors for card in door.cards}


class TestTheSheet:
    def test_goes_from_stairwell_to_stairwell_and_in_each_from_the_top_down(self, office, two, out):
        sheet = team_sheet(office.store, out.id, 1)
        assert [[door.door for door in way.doors] for way in sheet.stairwells] == [
            ["1号201室", "1号101室"],
            ["2号202室", "2号101室"],
        ]
        assert [way.stairwell for way in sheet.stairwells] == ["1号", "2号"]

    def test_names_the_round_the_team_and_the_community(self, office, two, out):
        sheet = team_sheet(office.store, out.id, 1)
        assert (sheet.community, sheet.round_name, sheet.team_name) == ("长虹小区", "第一轮", "1队")

    def test_has_only_the_cards_of_the_team(self, office, two):
        round_ = two.set_out(teams=2)
        assert set(outcomes(office, round_, 1)) == {two.serials["1-101"], two.serials["1-201"]}

    def test_puts_the_cards_of_a_household_together(self, office):
        take_in(office, resident("1-101", "王小㛃"), resident("1-101", "李𬭎"), resident("1-102", "赵𬙂"))
        issuing.issue(office.store, A_YEAR, ACT)
        delivery = Delivery(office, {})
        sheet = team_sheet(office.store, delivery.plan().id, 1)
        assert [[card.name for card in door.cards] for door in sheet.stairwells[0].doors] == [
            ["王小㛃", "李𬭎"],
            ["赵𬙂"],
        ]

    def test_shows_cards_before_the_office_noted_that_it_gave_them(self, office, two):
        round_ = two.print().plan()
        cards = [
            card
            for way in team_sheet(office.store, round_.id, 1).stairwells
            for door in way.doors
            for card in door.cards
        ]
        assert [card.in_hand for card in cards] == [False] * 4

    def test_says_which_card_is_good_for_nothing_any_more(self, office, two, out):
        issuing.revoke(office.store, two.serials["1-201"], ACT)
        card = team_sheet(office.store, out.id, 1).stairwells[0].doors[0].cards[0]
        assert card == CardToGive(two.serials["1-201"], 1, "住户1-201", ended=True)

    def test_has_the_questions_and_what_was_answered(self, office, two, out):
        [masks] = asked(office, MASKS)
        two.said(out, answer("1-101", masks, "3"))
        sheet = team_sheet(office.store, out.id, 1)
        assert sheet.questions == (replace(MASKS, id=masks),)
        assert sheet.stairwells[0].doors[1].replies == (Reply(masks, "3"),)

    def test_survives_the_journey_to_the_phone(self, office, two, out):
        sheet = team_sheet(office.store, out.id, 1)
        assert msgspec.json.decode(msgspec.json.encode(sheet), type=TeamSheet) == sheet

    def test_is_refused_for_a_round_that_is_not(self, office):
        with refusing("没有第7轮"):
            team_sheet(office.store, 7, 1)

    def test_is_refused_for_a_team_that_is_not(self, office, two, out):
        with refusing("没有第3队"):
            team_sheet(office.store, out.id, 3)


class TestTheLink:
    def test_leads_to_the_team(self, office, two):
        round_ = two.plan(teams=2)
        assert team_of(office.store, team_secret(office.keys, round_.id, 2)) == (round_.id, 2)

    def test_leads_nowhere_with_another_secret(self, office, two, out):
        assert team_of(office.store, "a" * 32) is None

    def test_has_160_bits(self, office):
        assert len(team_secret(office.keys, 1, 1)) == 32

    def test_is_another_for_every_team_and_round(self, office):
        secrets = {team_secret(office.keys, round_, team) for round_ in range(1, 12) for team in range(1, 12)}
        assert len(secrets) == 121

    def test_opens_nothing_once_the_round_is_closed(self, office, two, out):
        secret = team_secret(office.keys, out.id, 1)
        planning.close(office.store, out.id, ACT)
        assert (team_of(office.store, secret), team_of(office.store, secret, closed=True)) == (None, (out.id, 1))

    def test_is_kept_nowhere_in_the_offices_file(self, office, two, out):
        secret = team_secret(office.keys, out.id, 1)
        files = [path.read_bytes() for path in office.folder.iterdir()]
        assert [secret.encode() in content for content in files] == [False] * len(files)


class TestATick:
    def test_brings_a_card_from_the_team_to_its_holder(self, office, two, out):
        done = tick(two.serials["1-101"], to="本人")
        assert two.said(out, done).taken == (done.id,)
        assert states(office) == [CopyState.DELIVERED, CopyState.TEAM, CopyState.TEAM, CopyState.TEAM]
        assert office.store.copies()[0].to == "本人"

    def test_sent_twice_is_taken_once(self, office, two, out):
        done = tick(two.serials["1-101"])
        assert two.said(out, done) == two.said(out, done)
        assert (len(office.store.ticks_of(out.id)), len(office.store.moves_of(1, 1))) == (1, 2)

    def test_sent_twice_in_one_report_is_taken_once(self, office, two, out):
        done = tick(two.serials["1-101"])
        assert two.said(out, done, done).taken == (done.id, done.id)
        assert len(office.store.ticks_of(out.id)) == 1

    def test_with_the_id_of_another_is_put_aside(self, office, two, out):
        done = tick(two.serials["1-101"])
        two.said(out, done)
        confirmed = two.said(out, replace(done, serial=two.serials["1-201"]))
        assert (confirmed.taken, [each.id for each in confirmed.refused]) == ((), [done.id])
        assert [aside.objection for aside in office.store.items_aside()] == [Objection.CONFLICT]

    @pytest.mark.parametrize(
        "order", [pytest.param(1, id="as they were made"), pytest.param(-1, id="the newest first")]
    )
    def test_that_was_made_last_counts_in_whatever_order_they_come(self, office, two, out, order):
        serial = two.serials["1-101"]
        made = [tick(serial, Outcome.NOBODY_HOME), tick(serial, Outcome.DELIVERED, at=later(20))]
        for each in made[::order]:
            two.said(out, each, at=later(60))
        assert outcomes(office, out)[serial] is Outcome.DELIVERED
        assert states(office)[0] is CopyState.DELIVERED

    def test_that_came_last_counts_of_two_made_at_once(self, office, two, out):
        serial = two.serials["1-101"]
        two.said(out, tick(serial), tick(serial, Outcome.REFUSED))
        assert outcomes(office, out)[serial] is Outcome.REFUSED

    def test_of_a_phone_whose_clock_is_ahead_counts_from_when_it_came(self, office, two, out):
        serial = two.serials["1-101"]
        two.said(out, tick(serial, Outcome.REFUSED, at=later(9999)), at=later(5))
        two.said(out, tick(serial, at=later(10)), at=later(10))
        assert outcomes(office, out)[serial] is Outcome.DELIVERED

    def test_of_a_phone_that_names_no_zone_is_local(self, office, two, out):
        two.said(out, tick(two.serials["1-101"], at=AT.replace(tzinfo=None)), at=later(60))
        assert office.store.ticks_of(out.id)[0].at == AT

    def test_can_be_taken_back(self, office, two, out):
        serial = two.serials["1-101"]
        two.said(out, tick(serial))
        two.said(out, tick(serial, None, at=later(1)), at=later(1))
        assert (outcomes(office, out)[serial], states(office)[0]) == (None, CopyState.TEAM)

    @pytest.mark.parametrize("outcome", [Outcome.NOBODY_HOME, Outcome.REFUSED, Outcome.WRONG_PERSON])
    def test_of_a_card_that_was_not_given_leaves_it_with_the_team(self, office, two, out, outcome):
        two.said(out, tick(two.serials["1-101"], outcome))
        assert states(office)[0] is CopyState.TEAM

    def test_of_a_card_that_is_not_is_put_aside(self, office, two, out):
        confirmed = two.said(out, tick("999999"))
        assert [(each.why_zh, each.why_en) for each in confirmed.refused] == [
            ("没有这张证，请核对编号", "there is no such card; check its serial")
        ]
        assert [aside.objection for aside in office.store.items_aside()] == [Objection.UNKNOWN_CARD]

    def test_of_another_teams_card_is_put_aside(self, office, two):
        round_ = two.set_out(teams=2)
        two.said(round_, tick(two.serials["2-101"]), team=1)
        assert [aside.objection for aside in office.store.items_aside()] == [Objection.ANOTHER_TEAM]
        assert outcomes(office, round_, 2)[two.serials["2-101"]] is None

    def test_put_aside_is_kept_once_however_often_it_comes(self, office, two, out):
        unknown = tick("999999")
        assert two.said(out, unknown) == two.said(out, unknown)
        assert len(office.store.items_aside()) == 1

    def test_that_is_put_aside_does_not_keep_the_others_out(self, office, two, out):
        good = tick(two.serials["1-101"])
        assert two.said(out, tick("999999"), good).taken == (good.id,)

    def test_that_comes_after_the_round_was_closed_is_put_aside(self, office, two, out):
        planning.close(office.store, out.id, ACT)
        two.said(out, tick(two.serials["1-101"]))
        assert [aside.objection for aside in office.store.items_aside()] == [Objection.CLOSED]

    def test_that_was_taken_is_confirmed_again_after_the_round_was_closed(self, office, two, out):
        done = tick(two.serials["1-101"])
        two.said(out, done)
        planning.close(office.store, out.id, ACT)
        assert two.said(out, done).taken == (done.id,)

    @pytest.mark.parametrize(
        "changed",
        [pytest.param({"id": ""}, id="no id"), pytest.param({"id": "x" * 65}, id="an endless id"),
         pytest.param({"to_whom": "人" * 61}, id="an endless name")],
    )  # fmt: skip
    def test_that_is_malformed_is_put_aside(self, office, two, out, changed):
        two.said(out, replace(tick(two.serials["1-101"]), **changed))
        assert [aside.objection for aside in office.store.items_aside()] == [Objection.MALFORMED]

    def test_of_a_card_that_the_office_did_not_note_as_given_is_kept(self, office, two):
        round_ = two.print().plan()
        two.said(round_, tick(two.serials["1-101"]))
        assert (outcomes(office, round_)[two.serials["1-101"]], states(office)[0]) == (
            Outcome.DELIVERED,
            CopyState.DRAWER,
        )

    def test_counts_once_the_office_notes_that_it_gave_the_card(self, office, two):
        round_ = two.print().plan()
        two.said(round_, tick(two.serials["1-101"], to="本人"))
        planning.hand_over(office.store, round_.id, (), act_at(5))
        assert states(office) == [CopyState.DELIVERED, CopyState.TEAM, CopyState.TEAM, CopyState.TEAM]

    def test_does_not_bring_back_what_was_given_away_at_the_counter(self, office, two, out):
        with office.store.writing() as writing:
            writing.move_copy(1, 1, CopyState.DELIVERED, act_at(3), "窗口领取")
        two.said(out, tick(two.serials["1-101"], Outcome.NOBODY_HOME))
        assert (states(office)[0], outcomes(office, out)[two.serials["1-101"]]) == (
            CopyState.DELIVERED,
            Outcome.DELIVERED,
        )

    def test_of_a_voided_copy_moves_nothing(self, office, two, out):
        with office.store.writing() as writing:
            writing.move_copy(1, 1, CopyState.VOIDED, act_at(3))
        two.said(out, tick(two.serials["1-101"]))
        assert states(office)[0] is CopyState.VOIDED

    def test_may_name_anybody_who_took_the_card(self, office, two, out):
        two.said(out, tick(two.serials["1-101"], to="  <b>邻居</b>　=1+1 "))
        card = team_sheet(office.store, out.id, 1).stairwells[0].doors[1].cards[0]
        assert card.to_whom == "<b>邻居</b> =1+1"


class TestAnAnswer:
    def test_that_was_given_last_counts(self, office, two, out):
        [masks] = asked(office, MASKS)
        two.said(out, answer("1-101", masks, "3"), answer("1-101", masks, "5", at=later(1)), at=later(2))
        assert team_sheet(office.store, out.id, 1).stairwells[0].doors[1].replies == (Reply(masks, "5"),)

    def test_can_be_taken_back(self, office, two, out):
        [masks] = asked(office, MASKS)
        two.said(out, answer("1-101", masks, "3"), answer("1-101", masks, "", at=later(1)), at=later(2))
        assert team_sheet(office.store, out.id, 1).stairwells[0].doors[1].replies == ()

    def test_may_be_written_in_full_width_digits(self, office, two, out):
        [masks] = asked(office, MASKS)
        two.said(out, answer("１号１０１", masks, "１２"))
        assert office.store.answers()[0].reply == Reply(masks, "12")

    @pytest.mark.parametrize(
        ("question", "value", "objection"),
        [
            pytest.param(MASKS, "三个", Objection.NO_ANSWER, id="words for a number"),
            pytest.param(MASKS, "-1", Objection.NO_ANSWER, id="less than nothing"),
            pytest.param(MASKS, "1234567", Objection.NO_ANSWER, id="millions of masks"),
            pytest.param(BACK, "maybe", Objection.NO_ANSWER, id="neither yes nor no"),
            pytest.param(BACK, "y" * 501, Objection.MALFORMED, id="an endless answer"),
        ],
    )
    def test_that_does_not_fit_the_question_is_put_aside(self, office, two, out, question, value, objection):
        [number] = asked(office, question)
        two.said(out, answer("1-101", number, value))
        assert [aside.objection for aside in office.store.items_aside()] == [objection]

    def test_to_a_question_that_nobody_asked_is_put_aside(self, office, two, out):
        two.said(out, answer("1-101", 99, "3"))
        assert [aside.objection for aside in office.store.items_aside()] == [Objection.UNKNOWN_QUESTION]

    def test_to_a_question_that_is_asked_no_more_is_taken(self, office, two, out):
        [masks] = asked(office, MASKS)
        with office.store.writing() as writing:
            writing.end_question(masks, ACT)
        given = answer("1-101", masks, "3")
        assert two.said(out, given).taken == (given.id,)

    @pytest.mark.parametrize(
        "door",
        [pytest.param("2-101", id="another team's"), pytest.param("1-909", id="none"), pytest.param("?", id="no door")],
    )
    def test_of_a_door_that_is_not_the_teams_is_put_aside(self, office, two, door):
        round_ = two.set_out(teams=2)
        [masks] = asked(office, MASKS)
        two.said(round_, answer(door, masks, "3"))
        assert [aside.objection for aside in office.store.items_aside()] == [Objection.UNKNOWN_DOOR]

    def test_of_a_household_without_cards_in_the_teams_stairwell_is_taken(self, office, two, out):
        take_in(office, resident("1-301", "新来的"))
        [masks] = asked(office, MASKS)
        given = answer("1-301", masks, "2")
        assert two.said(out, given).taken == (given.id,)


class TestWritingDown:
    def test_what_the_list_says_counts_like_a_phones_word(self, office, two, out):
        done = tick(two.serials["1-101"])
        assert write_down(office.store, out.id, 1, Report((done,)), act_at()).taken == (done.id,)
        assert (states(office)[0], office.store.ticks_of(out.id)[0].who) == (CopyState.DELIVERED, "tester")

    def test_goes_on_after_the_round_was_closed(self, office, two, out):
        planning.close(office.store, out.id, act_at(1))
        write_down(office.store, out.id, 1, Report((tick(two.serials["1-101"], at=later(2)),)), act_at(2))
        assert states(office) == [CopyState.DELIVERED, CopyState.DRAWER, CopyState.DRAWER, CopyState.DRAWER]

    def test_taken_back_after_the_round_was_closed_the_card_lies_in_the_drawer(self, office, two, out):
        two.said(out, tick(two.serials["1-101"]))
        planning.close(office.store, out.id, act_at(1))
        write_down(office.store, out.id, 1, Report((tick(two.serials["1-101"], None, at=later(2)),)), act_at(2))
        assert states(office)[0] is CopyState.DRAWER

    def test_what_cannot_be_taken_is_refused_and_not_kept(self, office, two, out):
        confirmed = write_down(office.store, out.id, 1, Report((tick("999999"),)), act_at())
        assert (len(confirmed.refused), office.store.items_aside()) == (1, ())


class TestPlanning:
    def test_divides_all_stairwells_among_the_teams(self, office, two):
        round_ = two.plan(teams=2)
        assert [round_.stairwells_of(1), round_.stairwells_of(2)] == [(1,), (2,)]

    def test_names_teams_that_came_without_names(self, office, two):
        assert [team.name for team in two.plan(teams=2).teams] == ["1队", "2队"]

    def test_takes_only_the_stairwells_that_are_asked_for(self, office, two):
        plan = planning.Plan("二号楼", (planning.Crew(),), frozenset({2}))
        round_ = planning.plan(office.store, office.keys, plan, TODAY, ACT)
        assert [each.stairwell for each in round_.assigned] == [2]

    def test_is_refused_where_nothing_is_left_to_deliver(self, office):
        with refusing("没有要发放的证卡了"):
            Delivery(office, {}).plan()

    def test_is_refused_for_a_stairwell_of_a_round_that_goes_on(self, office, two, out):
        with refusing("1号正在“第一轮”里发放"):
            planning.plan(
                office.store, office.keys, planning.Plan("又", (planning.Crew(),), frozenset({1})), TODAY, ACT
            )

    @pytest.mark.parametrize("name", [pytest.param("  ", id="none"), pytest.param("轮" * 41, id="an endless one")])
    def test_is_refused_without_a_good_name(self, office, two, name):
        with refusing("名称"):
            two.plan(name=name)

    def test_a_second_round_is_for_what_the_first_left_over(self, office, two, out):
        two.said(out, *(tick(two.serials[door]) for door in ("1-101", "1-201", "2-202")))
        planning.close(office.store, out.id, act_at(1))
        second = two.plan(name="第二轮", repeats=out.id)
        assert (outcomes(office, second), second.repeats) == ({two.serials["2-101"]: None}, out.id)

    def test_a_second_round_takes_along_a_card_that_was_replaced_meanwhile(self, office, two, out):
        planning.close(office.store, out.id, act_at(1))
        issuing.replace_pass(office.store, two.serials["1-101"], TODAY, ACT)
        sheet = team_sheet(office.store, two.plan(name="第二轮", repeats=out.id).id, 1)
        assert [card.issue for card in sheet.stairwells[0].doors[1].cards] == [2]

    def test_a_second_round_waits_for_the_end_of_the_first(self, office, two, out):
        with refusing("“第一轮”还没有结束"):
            two.plan(name="第二轮", repeats=out.id)

    def test_a_second_round_is_refused_where_all_is_delivered(self, office, two, out):
        two.said(out, *map(tick, two.serials.values()))
        planning.close(office.store, out.id, act_at(1))
        with refusing("没有要发放的证卡了"):
            two.plan(name="第二轮", repeats=out.id)

    def test_a_moved_stairwell_is_the_other_teams(self, office, two):
        round_ = planning.move_stairwells(office.store, two.plan(teams=2).id, [1], 2, ACT)
        assert [round_.stairwells_of(1), round_.stairwells_of(2)] == [(), (1, 2)]

    def test_cards_in_hand_change_hands_with_their_stairwell(self, office, two):
        round_ = two.set_out(teams=2)
        two.said(round_, tick(two.serials["1-101"]))
        planning.move_stairwells(office.store, round_.id, [1], 2, act_at(1))
        assert (len(outcomes(office, round_, 1)), len(outcomes(office, round_, 2))) == (1, 3)
        assert [copy.to for copy in office.store.copies()] == ["", "第一轮 2队", "第一轮 2队", "第一轮 2队"]

    def test_stairwells_are_divided_anew_after_they_were_moved(self, office, two):
        round_ = two.set_out(teams=2)
        planning.move_stairwells(office.store, round_.id, [1, 2], 2, act_at(1))
        round_ = planning.divide_again(office.store, round_.id, TODAY, act_at(2))
        assert [round_.stairwells_of(1), round_.stairwells_of(2)] == [(1,), (2,)]
        assert len(outcomes(office, round_, 1)) == 2

    def test_a_stairwell_of_no_round_cannot_be_moved(self, office, two, out):
        with refusing("9号不在“第一轮”里"):
            planning.move_stairwells(office.store, out.id, [9], 1, ACT)

    @pytest.mark.parametrize(
        ("text", "count", "crews"),
        [
            pytest.param("", 2, [("", ""), ("", "")], id="only how many"),
            pytest.param("甲队 张三、李四\n乙队", 1, [("甲队", "张三、李四"), ("乙队", "")], id="more lines than that"),
            pytest.param("甲队：张三\n", 2, [("甲队", "张三"), ("", "")], id="fewer lines than that"),
        ],
    )
    def test_teams_are_typed_one_a_line(self, text, count, crews):
        assert planning.crews_typed(text, count) == tuple(planning.Crew(*crew) for crew in crews)

    @pytest.mark.parametrize(
        ("text", "count"),
        [
            pytest.param("", 0, id="none"),
            pytest.param("", 41, id="more than people"),
            pytest.param("队" * 41, 1, id="endless"),
        ],
    )
    def test_unlikely_teams_are_refused(self, text, count):
        with pytest.raises(Refusal):
            planning.crews_typed(text, count)


class TestHandingOver:
    def test_takes_the_printed_cards_out_of_the_drawer(self, office, two):
        round_ = two.print().plan()
        assert planning.hand_over(office.store, round_.id, (), ACT) == planning.HandedOver(4, ())
        assert [copy.to for copy in office.store.copies()] == ["第一轮 1队"] * 4

    def test_of_one_team_leaves_the_others_cards(self, office, two):
        round_ = two.print().plan(teams=2)
        assert planning.hand_over(office.store, round_.id, (2,), ACT).handed == 2
        assert states(office) == [CopyState.DRAWER, CopyState.DRAWER, CopyState.TEAM, CopyState.TEAM]

    def test_names_the_cards_that_are_not_printed(self, office, two):
        printed(office, (two.serials["1-101"], 1))
        done = planning.hand_over(office.store, two.plan().id, (), ACT)
        assert (done.handed, len(done.missing)) == (1, 3)

    def test_is_refused_where_nothing_is_printed(self, office, two):
        with refusing("还没有打印"):
            planning.hand_over(office.store, two.plan().id, (), ACT)

    def test_done_twice_changes_nothing(self, office, two, out):
        assert planning.hand_over(office.store, out.id, (), act_at(1)) == planning.HandedOver(0, ())

    def test_gives_the_newest_copy_of_a_card(self, office, two):
        two.print().print()
        planning.hand_over(office.store, two.plan().id, (), ACT)
        assert states(office) == [CopyState.DRAWER] * 4 + [CopyState.TEAM] * 4

    def test_takes_along_what_was_given_out_without_a_round(self, office, two):
        two.print()
        with office.store.writing() as writing:
            writing.move_copy(1, 1, CopyState.TEAM, ACT, "张三")
        assert planning.hand_over(office.store, two.plan().id, (), ACT).handed == 4

    def test_leaves_out_a_pass_that_has_ended(self, office, two):
        round_ = two.print().plan()
        issuing.revoke(office.store, two.serials["1-101"], ACT)
        assert planning.hand_over(office.store, round_.id, (), ACT).handed == 3


class TestClosing:
    def test_brings_what_was_not_delivered_back_into_the_drawer(self, office, two, out):
        two.said(out, tick(two.serials["1-101"]), tick(two.serials["1-201"], Outcome.REFUSED))
        assert planning.close(office.store, out.id, act_at(1)) == 3
        assert states(office) == [CopyState.DELIVERED, CopyState.DRAWER, CopyState.DRAWER, CopyState.DRAWER]

    def test_twice_is_refused(self, office, two, out):
        planning.close(office.store, out.id, act_at(1))
        with refusing("“第一轮”已经结束"):
            planning.close(office.store, out.id, act_at(2))

    def test_keeps_what_became_of_the_cards(self, office, two, out):
        two.said(out, tick(two.serials["1-101"]), tick(two.serials["1-201"], Outcome.REFUSED))
        planning.close(office.store, out.id, act_at(1))
        assert list(outcomes(office, out).values()) == [Outcome.REFUSED, Outcome.DELIVERED, None, None]

    def test_can_be_undone_and_the_cards_are_handed_over_anew(self, office, two, out):
        planning.close(office.store, out.id, act_at(1))
        planning.reopen(office.store, out.id, act_at(2))
        assert planning.hand_over(office.store, out.id, (), act_at(3)).handed == 4
        two.said(out, tick(two.serials["1-101"]))
        assert states(office)[0] is CopyState.DELIVERED

    def test_cannot_be_undone_while_another_round_has_its_stairwells(self, office, two, out):
        planning.close(office.store, out.id, act_at(1))
        two.plan(name="第二轮", repeats=out.id)
        with refusing("1号正在“第二轮”里发放"):
            planning.reopen(office.store, out.id, act_at(2))

    def test_that_never_was_cannot_be_undone(self, office, two, out):
        with refusing("还没有结束"):
            planning.reopen(office.store, out.id, ACT)


def test_a_teams_estimate_is_of_what_it_has_before_it(office, two):
    round_ = two.plan()
    [team] = planning.team_plans(round_, carried(office.store, round_, TODAY))
    assert (team.doors, team.cards, team.minutes) == (4, 4, 5)
