"""An import as one step: reviewed, applied, undone; people who move out, come back, or are added by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gatepass.passes import Status
from gatepass.people import Document, DocumentKind, Resident
from gatepass.wording import Refusal
from issuer import importing, issuing
from issuer.changes import Answer
from issuer.columns import Column
from issuer.importing import Decided, Entry
from issuer.issuing import Bearer
from issuer.office import Office
from issuer.printing import Selection, cards_of
from issuer.roster import Roster, RosterRow
from issuer.store import Counts, Import
from tests.issuer.offices import A_YEAR, ACT, TODAY, founded, issued_to, refusing, resident, take_in

RUN = Import("花名册.xlsx", "0" * 64, 0)
PAPER, OTHER_PAPER = Document(DocumentKind.PASSPORT, "E12345678"), Document(DocumentKind.PASSPORT, "E87654321")
WANG, LI, ZHAO = resident("12-302", "王小㛃"), resident("12-302", "李明"), resident("7-101", "赵<b>甲")


def roster(*residents: Resident) -> Roster:
    return Roster(tuple(RosterRow(place, "", each) for place, each in enumerate(residents, start=2)), ())


def import_(office: Office, *residents: Resident, leaving: frozenset[int] | None = None) -> int:
    review = importing.review(office.store, roster(*residents))
    gone = frozenset(person.id for person in review.missing) if leaving is None else leaving
    return importing.apply(office.store, review, Decided(TODAY, gone), RUN, ACT)


def living(office: Office) -> list[Resident]:
    return [person.resident for person in office.store.residents()]


def statuses(office: Office) -> list[Status]:
    return [holding.issued.status for holding in office.store.holdings()]


def id_of(office: Office, name: str) -> int:
    return next(person.id for person in office.store.everybody() if person.resident.name == name)


def test_who_is_missing_from_a_stairwell_of_the_file_may_have_moved_out(office):
    take_in(office, WANG, LI, ZHAO)
    review = importing.review(office.store, Roster((RosterRow(2, "", WANG),), ()))
    assert [person.resident for person in review.missing] == [LI]


def test_nobody_moves_out_whom_staff_did_not_name(office):
    issued_to(office, WANG, LI)
    import_(office, WANG, leaving=frozenset())
    assert (living(office), statuses(office)) == ([WANG, LI], [Status.VALID, Status.VALID])


def test_who_moved_out_holds_no_valid_pass(office):
    serials = issued_to(office, WANG, LI)
    import_(office, WANG)
    assert living(office) == [WANG]
    ended = office.store.issues_of(serials[1])[0]
    assert (ended.status, office.store.history_of(ended)[-1][1].why) == (Status.REVOKED, "moved out")


WITH_PAPER, WITH_OTHER_PAPER = replace(WANG, document=PAPER), replace(WANG, document=OTHER_PAPER)


@pytest.mark.parametrize(
    ("answers", "expected", "counts"),
    [
        pytest.param((), [WITH_PAPER, LI], Counts(doubtful=1, unchanged=1), id="no answer leaves the row out"),
        pytest.param((Answer.SKIP,), [WITH_PAPER, LI], Counts(doubtful=1, unchanged=1), id="left out"),
        pytest.param((Answer.SAME,), [WITH_OTHER_PAPER, LI], Counts(changed=1, unchanged=1), id="the same person"),
        pytest.param(
            (Answer.OTHER,), [WITH_PAPER, LI, WITH_OTHER_PAPER], Counts(added=1, unchanged=1), id="another person"
        ),
    ],
)
def test_a_doubtful_row_is_what_staff_say_and_undone_with_the_rest(office, answers, expected, counts):
    issued_to(office, WITH_PAPER, LI)
    before = (office.store.everybody(), statuses(office))
    review = importing.review(office.store, roster(WITH_OTHER_PAPER, LI))
    importing.apply(office.store, review, Decided(TODAY, answers=answers), RUN, ACT)
    assert (living(office), office.store.imports()[0].counts) == (expected, counts)
    assert statuses(office) == [Status.VALID, Status.VALID]
    importing.undo(office.store, ACT)
    assert (office.store.everybody(), statuses(office)) == before


def test_an_answered_row_is_not_doubtful_the_next_time(office):
    take_in(office, WITH_PAPER)
    for answer in (Answer.OTHER, Answer.SKIP):
        review = importing.review(office.store, roster(WITH_OTHER_PAPER))
        importing.apply(office.store, review, Decided(TODAY, answers=(answer,)), RUN, ACT)
    assert office.store.imports()[0].counts == Counts(unchanged=1)


def test_two_rows_are_not_one_person(office):
    take_in(office, WITH_PAPER)
    third = replace(WANG, document=Document(DocumentKind.PASSPORT, "E11111111"))
    review = importing.review(office.store, roster(WITH_OTHER_PAPER, third))
    with refusing("12号302室 王小㛃：第2、3行不能都是同一个人，请只选一行"):
        importing.apply(office.store, review, Decided(TODAY, answers=(Answer.SAME, Answer.SAME)), RUN, ACT)
    assert living(office) == [WITH_PAPER]


def test_undoing_an_import_brings_back_people_and_passes(office):
    issued_to(office, WANG, LI, ZHAO)
    before = (office.store.everybody(), statuses(office))
    import_(office, replace(WANG, phone="+8613812345678"), resident("12-401", "新人"))
    importing.undo(office.store, ACT)
    assert (office.store.everybody(), statuses(office)) == before


def test_applying_tells_how_many_people_are_done(office):
    take_in(office, WANG, LI)
    review = importing.review(office.store, roster(replace(WANG, note="独居"), resident("12-401", "新人")))
    told = []
    decided = Decided(TODAY, frozenset({id_of(office, LI.name)}))
    importing.apply_watched(office.store, review, decided, Entry(RUN, ACT), lambda *done: told.append(done))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_an_import_is_undone_once_and_then_the_one_before(office):
    import_(office, WANG)
    import_(office, WANG, LI)
    assert [importing.undo(office.store, ACT).counts.added for _ in range(2)] == [1, 1]
    assert (living(office), [run.undone for run in office.store.imports()]) == ([], [True, True])
    with refusing("没有可以撤销的导入"):
        importing.undo(office.store, ACT)


def test_an_import_is_not_undone_over_a_later_change(office):
    import_(office, WANG)
    with office.store.writing() as writing:
        person = office.store.person(id_of(office, WANG.name))
        writing.set_person(id_of(office, WANG.name), replace(person, resident=replace(WANG, note="独居")))
    with refusing("12号302室 王小㛃 导入之后又改过"):
        importing.undo(office.store, ACT)
    assert len(living(office)) == 1


def test_somebody_with_a_pass_is_not_forgotten_by_an_undo_but_leaves(office):
    issued_to(office, WANG)
    importing.undo(office.store, ACT)
    assert (living(office), statuses(office)) == ([], [Status.REVOKED])


def test_who_leaves_by_an_undo_left_on_the_day_of_the_community(office):
    issued_to(office, WANG)
    late = replace(ACT, at=datetime(2020, 2, 10, 20, 0, tzinfo=UTC))
    importing.undo(office.store, late)
    assert [person.left_on for person in office.store.everybody()] == [date(2020, 2, 11)]


def test_who_comes_back_with_the_same_document_is_the_same_person(office):
    wang = replace(WANG, document=PAPER)
    take_in(office, wang, LI)
    import_(office, LI)
    import_(office, LI, replace(wang, door=ZHAO.door))
    assert [(person.left_on, person.resident.door) for person in office.store.everybody()] == [
        (None, ZHAO.door),
        (None, LI.door),
    ]


def test_a_pass_is_not_restored_beside_a_newer_valid_one(office):
    serials = issued_to(office, WANG, LI)
    import_(office, WANG)
    with office.store.writing() as writing:
        gone = id_of(office, LI.name)
        writing.set_person(gone, replace(office.store.person(gone), left_on=None))
    issuing.issue_to(office.store, Bearer(gone), A_YEAR, ACT)
    with office.store.writing() as writing:
        writing.set_person(gone, replace(office.store.person(gone), left_on=TODAY))
    importing.undo(office.store, ACT)
    assert [issue.status for issue in office.store.issues_of(serials[1])] == [Status.REVOKED, Status.VALID]


def test_a_review_that_no_longer_holds_is_not_applied(office):
    review = importing.review(office.store, Roster((RosterRow(2, "", WANG),), ()))
    take_in(office, WANG)
    with refusing("名单刚被另一个程序改过"):
        importing.apply(office.store, review, Decided(TODAY), RUN, ACT)


def test_a_row_is_known_by_its_file_and_number(office):
    import_(office, WANG)
    assert office.store.person(id_of(office, WANG.name)).source == "花名册.xlsx 第2行"


def test_a_card_knows_the_row_its_holder_came_from(office):
    import_(office, WANG)
    issuing.issue(office.store, A_YEAR, ACT)
    cards = cards_of(office.store, office.keys, Selection(Status.VALID, TODAY))
    assert [card.source for card in cards] == ["花名册.xlsx 第2行"]


def test_one_person_is_added_by_hand_and_undone(office):
    id_ = importing.add_by_hand(office.store, ZHAO, ACT)
    issuing.issue_to(office.store, Bearer(id_), A_YEAR, ACT)
    assert (living(office), statuses(office)) == ([ZHAO], [Status.VALID])
    importing.undo(office.store, ACT)
    assert (living(office), statuses(office)) == ([], [Status.REVOKED])


def test_a_person_is_not_added_twice(office):
    importing.add_by_hand(office.store, ZHAO, ACT)
    with refusing("7号101室 已有 赵<b>甲"):
        importing.add_by_hand(office.store, ZHAO, ACT)


def test_who_moved_out_by_hand_comes_back_by_undo(office):
    issued_to(office, WANG)
    importing.move_out(office.store, frozenset({id_of(office, WANG.name)}), TODAY, ACT)
    assert (living(office), statuses(office)) == ([], [Status.REVOKED])
    importing.undo(office.store, ACT)
    assert (living(office), statuses(office)) == ([WANG], [Status.VALID])


def test_nobody_moves_out_who_is_not_here(office):
    with pytest.raises(Refusal):
        importing.move_out(office.store, frozenset({99}), TODAY, ACT)


def test_a_header_that_staff_explained_is_kept(office):
    with office.store.writing() as writing:
        writing.keep_title("住户名", Column.NAME)
    assert office.store.titles() == {"住户名": Column.NAME}
    with office.store.writing() as writing:
        writing.forget_title("住户名")
    assert office.store.titles() == {}


PEOPLE = st.lists(
    st.builds(
        lambda door, name, note: replace(resident(door, name), note=note),
        st.sampled_from(("1-101", "1-102", "2-201")),
        st.sampled_from(("甲", "乙", "丙", "䶮")),
        st.sampled_from(("", "x")),
    ),
    max_size=6,
    unique_by=lambda each: (each.door, each.name),
)


@settings(max_examples=25, deadline=timedelta(seconds=20), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PEOPLE, min_size=1, max_size=4))
def test_undoing_all_imports_ends_where_it_began(tmp_path_factory, files):
    office = founded(tmp_path_factory.mktemp("undo") / "office")
    seen = []
    for people in files:
        seen.append(living(office))
        import_(office, *people)
    for before in reversed(seen):
        importing.undo(office.store, ACT)
        assert sorted(living(office), key=repr) == sorted(before, key=repr)
    office.store.close()
