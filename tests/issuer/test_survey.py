"""The survey that travels along with the cards."""

import csv

import pytest
from hypothesis import given as generated
from hypothesis import strategies as st
from openpyxl import load_workbook

from gatepass.people import Door
from gatepass.wording import Language
from issuer import survey
from issuer.rounds import Question, QuestionKind, Reply
from issuer.store.delivery import KeptAnswer
from issuer.survey import READY_MADE, Tally, ask, counted, given, stop_asking, survey_table
from issuer.tables import write_table
from tests.issuer.offices import ACT, AT, refusing, resident, take_in
from tests.issuer.teams import Delivery, answer, later

MASKS, BACK, ELDERLY = READY_MADE.values()


@pytest.fixture
def out(office):
    return Delivery.of(office, "1-101", "1-201", "2-101")


@pytest.fixture
def round_(out):
    return out.set_out()


def kept(door: str, question: int, value: str, detail: str = "") -> KeptAnswer:
    return KeptAnswer("x", 1, 1, Door.parse(door), Reply(question, value, detail), AT, "1队")


def read_csv(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


class TestAsking:
    @pytest.mark.parametrize("name", [pytest.param(name, id=name) for name in READY_MADE])
    def test_a_ready_made_question_is_asked_as_it_stands(self, office, name):
        asked = ask(office.store, READY_MADE[name], ACT)
        assert office.store.questions() == (asked,)

    def test_a_question_in_one_language_stands_for_both(self, office):
        asked = ask(office.store, Question(0, "养猫吗？", "", QuestionKind.YES_NO), ACT)
        assert (asked.zh, asked.en) == ("养猫吗？", "养猫吗？")

    @pytest.mark.parametrize("words", [pytest.param(" ", id="none"), pytest.param("问" * 81, id="too many")])
    def test_a_question_without_good_words_is_refused(self, office, words):
        with refusing("问题是空的或太长"):
            ask(office.store, Question(0, words, "", QuestionKind.TEXT), ACT)

    def test_a_question_is_not_asked_twice(self, office):
        ask(office.store, MASKS, ACT)
        with refusing("已经在问"):
            ask(office.store, MASKS, ACT)

    def test_nobody_answers_endless_questions(self, office):
        for number in range(survey.MOST_QUESTIONS):
            ask(office.store, Question(0, f"第{number}问", "", QuestionKind.TEXT), ACT)
        with refusing("已经有12个问题"):
            ask(office.store, MASKS, ACT)

    def test_a_question_can_be_taken_out_and_asked_again(self, office):
        first = ask(office.store, MASKS, ACT)
        stop_asking(office.store, first.id, ACT)
        assert (office.store.questions(), ask(office.store, MASKS, ACT).id) == ((), first.id + 1)

    def test_a_question_that_is_not_asked_cannot_be_taken_out(self, office):
        with refusing("没有问第3个问题"):
            stop_asking(office.store, 3, ACT)


class TestCounting:
    def test_numbers_are_summed_over_all_and_for_each_stairwell(self):
        question = Question(1, "口罩", "masks", QuestionKind.NUMBER)
        [count] = counted([question], given([kept("1-101", 1, "3"), kept("12-101", 1, "5"), kept("1-201", 1, "0")]))
        assert count.overall == Tally(3, 8, 0, 0)
        assert count.stairwells == ((1, Tally(2, 3, 0, 0)), (12, Tally(1, 5, 0, 0)))

    def test_yes_and_no_are_counted(self):
        question = Question(1, "有吗", "any", QuestionKind.YES_NO)
        [count] = counted([question], given([kept("1-101", 1, "yes"), kept("1-102", 1, "no"), kept("1-201", 1, "no")]))
        assert count.overall == Tally(3, 0, 1, 2)

    def test_texts_are_counted_as_answers(self):
        question = Question(1, "还有呢", "what else", QuestionKind.TEXT)
        [count] = counted([question], given([kept("1-101", 1, "12"), kept("1-102", 1, "yes")]))
        assert (count.overall.answered, count.overall.total) == (2, 0)

    def test_the_last_answer_of_a_household_counts(self):
        question = Question(1, "口罩", "masks", QuestionKind.NUMBER)
        [count] = counted([question], given([kept("1-101", 1, "3"), kept("1-101", 1, "5"), kept("1-102", 1, "2")]))
        assert count.overall == Tally(2, 7, 0, 0)

    def test_an_answer_that_was_taken_back_counts_no_more(self):
        assert given([kept("1-101", 1, "3"), kept("1-101", 1, "")]) == ()

    @generated(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 4), st.integers(0, 9999)), max_size=40))
    def test_stairwells_add_up_to_the_whole(self, told):
        question = Question(1, "口罩", "masks", QuestionKind.NUMBER)
        answers = given(kept(f"{stairwell}-10{room}", 1, str(number)) for stairwell, room, number in told)
        [count] = counted([question], answers)
        assert sum(tally.total for _, tally in count.stairwells) == count.overall.total
        assert sum(tally.answered for _, tally in count.stairwells) == count.overall.answered


class TestTheExport:
    def written(self, office, path, language=Language.ZH):
        write_table(path, language, survey_table(office.store, language))
        return path

    def test_has_a_row_for_every_household_and_a_column_for_every_question(self, office, out, round_, tmp_path):
        masks, back = ask(office.store, MASKS, ACT), ask(office.store, BACK, ACT)
        out.said(
            round_,
            answer("1-101", masks.id, "3"),
            answer("1-101", back.id, "yes", "昨天，武汉", at=later(2)),
            at=later(9),
        )
        assert read_csv(self.written(office, tmp_path / "survey.csv")) == [
            ["门牌", masks.zh, back.zh, f"{back.zh} {back.detail_zh}", "最近答复"],
            ["1号101室", "3", "是", "昨天，武汉", "2020-02-10 08:32"],
            ["1号201室", "", "", "", ""],
            ["2号101室", "", "", "", ""],
        ]

    def test_in_english_says_yes_and_no_in_english(self, office, out, round_, tmp_path):
        back = ask(office.store, BACK, ACT)
        out.said(round_, answer("1-101", back.id, "no"))
        assert read_csv(self.written(office, tmp_path / "survey.csv", Language.EN))[1][:2] == ["1号101室", "no"]

    def test_has_numbers_as_numbers_in_a_workbook(self, office, out, round_, tmp_path):
        masks = ask(office.store, MASKS, ACT)
        out.said(round_, answer("1-101", masks.id, "3"))
        assert load_workbook(self.written(office, tmp_path / "survey.xlsx")).active["B2"].value == 3

    def test_runs_no_formula_that_somebody_answered(self, office, out, round_, tmp_path):
        else_ = ask(office.store, Question(0, "=1+1", "=1+1", QuestionKind.TEXT), ACT)
        out.said(round_, answer("1-101", else_.id, "=HYPERLINK(A1)"))
        assert read_csv(self.written(office, tmp_path / "survey.csv"))[1][1] == "'=HYPERLINK(A1)"
        sheet = load_workbook(self.written(office, tmp_path / "survey.xlsx")).active
        assert [(cell.value, cell.data_type) for cell in (sheet["B1"], sheet["B2"])] == [
            ("=1+1", "s"),
            ("=HYPERLINK(A1)", "s"),
        ]

    def test_keeps_the_answers_to_a_question_that_is_asked_no_more(self, office, out, round_, tmp_path):
        masks = ask(office.store, MASKS, ACT)
        out.said(round_, answer("1-101", masks.id, "3"))
        stop_asking(office.store, masks.id, ACT)
        assert read_csv(self.written(office, tmp_path / "survey.csv"))[0] == ["门牌", masks.zh, "最近答复"]

    def test_leaves_out_a_question_that_nobody_answered_and_nobody_asks(self, office, out, tmp_path):
        stop_asking(office.store, ask(office.store, MASKS, ACT).id, ACT)
        assert read_csv(self.written(office, tmp_path / "survey.csv"))[0] == ["门牌", "最近答复"]

    def test_writes_rare_names_of_places(self, office, out, round_, tmp_path):
        back = ask(office.store, BACK, ACT)
        out.said(round_, answer("1-101", back.id, "yes", "㛃𬭎𬙂䶮𬱖"))
        assert read_csv(self.written(office, tmp_path / "survey.csv"))[1][2] == "㛃𬭎𬙂䶮𬱖"

    def test_is_refused_for_a_file_of_another_kind(self, office, tmp_path):
        with refusing("不会写“.pdf”"):
            self.written(office, tmp_path / "survey.pdf")


def test_a_household_that_came_later_has_its_row(office, out, round_):
    masks = ask(office.store, MASKS, ACT)
    take_in(office, resident("9-901", "别人"))
    out.said(round_, answer("1-101", masks.id, "3"))
    assert [row[0] for row in survey_table(office.store, Language.ZH).rows] == [
        "1号101室",
        "1号201室",
        "2号101室",
        "9号901室",
    ]
