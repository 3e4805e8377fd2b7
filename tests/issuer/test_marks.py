"""Marks on people and households: set, extended, ended, undone; what is refused; how they are joined for a passbook."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepass.case import Mark
from gatepass.people import Door
from issuer import importing, marks
from issuer.marks import joined_marks, names_of_lists, parse_mark
from issuer.office import Office
from issuer.store import MarkStep, Span, Whom
from tests.issuer.offices import ACT, AT, TODAY, refusing, resident, take_in

DOOR = Door(12, 302)
FORTNIGHT = Span(TODAY, TODAY + timedelta(days=13))
TOMORROW = replace(ACT, at=AT + timedelta(days=1))


@pytest.fixture
def peopled(office: Office) -> Office:
    take_in(office, resident("12-302", "王甲"), resident("12-302", "王乙"))
    return office


def put(office: Office, *whom: Whom, name: str = "quarantine", span: Span = FORTNIGHT) -> int:
    """The number of the last mark set."""
    marks.mark(office.store, whom or (Whom(door=DOOR),), name, span, ACT)
    return office.store.markings()[-1].id


def spans(office: Office) -> list[Span]:
    return [each.span for each in office.store.markings() if not each.span.void]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        pytest.param("quarantine", "quarantine", id="its key"),
        pytest.param(" 居家隔离 ", "quarantine", id="its Chinese word"),
        pytest.param("Back from elsewhere", "returnee", id="its English word"),
        pytest.param("重点人员", "重点人员", id="a list of the office's own"),
        pytest.param("ＶＩＰ-2", "VIP-2", id="full width"),
    ],
)
def test_a_list_is_known_by_its_words(typed: str, name: str) -> None:
    assert parse_mark(typed) == name


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("", "不能作名单名称", id="nothing"),
        pytest.param("a b", "不能作名单名称", id="a blank"),
        pytest.param("x" * 21, "不能作名单名称", id="too long"),
        pytest.param("<b>", "不能作名单名称", id="markup"),
        pytest.param("over_65", "由证件上的出生日期得出", id="an age"),
    ],
)
def test_what_names_no_list_is_refused(typed: str, said: str) -> None:
    with refusing(said):
        parse_mark(typed)


def test_the_lists_that_can_be_chosen_are_those_of_the_program_and_the_offices_own(peopled: Office) -> None:
    put(peopled, name="重点人员")
    assert names_of_lists(peopled.store) == (
        "leave", "new_tenant", "quarantine", "returnee", "work", "medical", "重点人员"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("whom", "span", "why", "said"),
    [
        pytest.param(Whom(door=Door(1, 101)), FORTNIGHT, "x", "1号101室 没有居民", id="a door without people"),
        pytest.param(Whom(resident=7), FORTNIGHT, "x", "没有这位居民", id="nobody"),
        pytest.param(Whom(door=DOOR), FORTNIGHT, "", "没有写原因", id="no reason"),
        pytest.param(Whom(door=DOOR), Span(TODAY, date(2020, 2, 9)), "x", "早于开始日", id="ends before it begins"),
        pytest.param(Whom(door=DOOR), Span(date(2020, 1, 1), date(2020, 2, 9)), "x", "已经过去", id="over already"),
    ],
)
def test_a_mark_that_makes_no_sense_is_refused(peopled: Office, whom: Whom, span: Span, why: str, said: str) -> None:
    with refusing(said):
        marks.mark(peopled.store, [Whom(resident=1), whom], "quarantine", span, replace(ACT, why=why))
    assert (peopled.store.markings(), peopled.store.mark_runs()) == ((), ())


def test_nobody_is_on_a_list_twice_on_one_day(peopled: Office) -> None:
    id_ = put(peopled)
    with refusing(f"已经在这个名单上（编号 {id_}，到 2020-02-23）"):
        put(peopled, span=Span(FORTNIGHT.until or TODAY))
    put(peopled, Whom(resident=1))
    put(peopled, span=Span(TODAY + timedelta(days=14)))
    put(peopled, name="work")


def test_who_moved_out_cannot_be_marked(peopled: Office) -> None:
    importing.move_out(peopled.store, frozenset({1}), TODAY, ACT)
    with refusing("没有这位居民"):
        put(peopled, Whom(resident=1))


def test_a_mark_is_made_longer_shorter_and_open(peopled: Office) -> None:
    id_ = put(peopled)
    for until in (TODAY + timedelta(days=20), TODAY, None):
        assert marks.extend(peopled.store, id_, until, ACT).span.last == until
    assert [each.after.until for run in peopled.store.mark_runs() for each in peopled.store.mark_steps(run.id)] == [
        None, TODAY, TODAY + timedelta(days=20), FORTNIGHT.until
    ]  # fmt: skip


def test_a_mark_that_is_ended_counted_to_the_day_before_and_stays_readable(peopled: Office) -> None:
    id_ = put(peopled)
    marks.end(peopled.store, id_, TOMORROW)
    (kept,) = peopled.store.markings()
    assert (kept.span.last, kept.span.until, kept.span.as_mark("q")) == (
        TODAY, FORTNIGHT.until, Mark("q", TODAY, TODAY)
    )  # fmt: skip


def test_a_mark_ended_on_its_first_day_counts_on_none(peopled: Office) -> None:
    marks.end(peopled.store, put(peopled), ACT)
    assert [span.as_mark("q") for span in spans(peopled)] == [None]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(lambda store, id_: marks.end(store, id_, ACT), "没有编号为", id="ended again"),
        pytest.param(lambda store, id_: marks.extend(store, id_, TODAY, ACT), "没有编号为", id="extended"),
        pytest.param(lambda store, id_: marks.end(store, id_ + 1, ACT), "没有编号为", id="another number"),
    ],
)
def test_what_is_over_is_not_changed(peopled: Office, change: Callable[..., object], said: str) -> None:
    id_ = put(peopled)
    marks.end(peopled.store, id_, ACT)
    with refusing(said):
        change(peopled.store, id_)


def test_a_last_day_that_has_passed_is_refused(peopled: Office) -> None:
    with refusing("已经过去"):
        marks.extend(peopled.store, put(peopled), TODAY, TOMORROW)
    assert spans(peopled) == [FORTNIGHT]


def test_steps_are_undone_one_after_the_other_newest_first(peopled: Office) -> None:
    id_ = put(peopled)
    marks.extend(peopled.store, id_, TODAY, ACT)
    marks.end(peopled.store, id_, ACT)
    seen = []
    for _ in range(3):
        marks.undo(peopled.store, ACT)
        seen.append(spans(peopled))
    assert seen == [[Span(TODAY, TODAY)], [FORTNIGHT], []]
    with refusing("没有可以撤销的标记"):
        marks.undo(peopled.store, ACT)
    assert peopled.store.mark_steps(1) == (MarkStep(id_, None, FORTNIGHT),)


def test_the_name_of_a_list_that_was_undone_is_no_longer_offered(peopled: Office) -> None:
    put(peopled, name="重点人原")
    marks.undo(peopled.store, ACT)
    assert "重点人原" not in names_of_lists(peopled.store)


def test_an_import_of_residents_is_undone_though_somebody_of_it_was_marked(peopled: Office) -> None:
    put(peopled, Whom(resident=1))
    importing.undo(peopled.store, ACT)
    assert (peopled.store.residents(), peopled.store.markings()) == ((), ())


DAYS = st.dates(date(2020, 1, 1), date(2020, 3, 1)) | st.just(date.max)
MARKS = st.lists(
    st.tuples(st.sampled_from("ab"), DAYS, st.none() | DAYS).map(
        lambda each: Mark(each[0], each[1], each[2] and max(each[1], each[2]))
    ),
    max_size=6,
)


@given(MARKS, DAYS)
def test_joined_marks_count_on_the_same_days(given_: list[Mark], day: date) -> None:
    joined = joined_marks(given_)
    assert {each.name for each in joined if each.counts_on(day)} == {
        each.name for each in given_ if each.counts_on(day)
    }  # fmt: skip


@given(MARKS)
def test_joined_marks_of_one_name_leave_a_day_between_them(given_: list[Mark]) -> None:
    joined = joined_marks(given_)
    for one, other in pairwise(joined):
        assert one.name < other.name or (one.until and other.since - one.until > timedelta(days=1))
