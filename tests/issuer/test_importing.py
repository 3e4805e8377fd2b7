"""An import as one step: reviewed, applied, undone; people who move out, come back, or are added by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gatepass.passes import Status
from gatepass.people import Document, DocumentKind, Resident
from gatepass.wording import Refusal
from issuer import importing, issuing
from issuer.importing import Decided
from issuer.issuing import Bearer
from issuer.office import Office
from issuer.roster import Column, Roster, RosterRow
from issuer.store import Import
from tests.issuer.offices import A_YEAR, ACT, TODAY, founded, issued_to, refusing, resident, take_in

RUN = Import("花名册.xlsx", "0" * 64, 0)
PAPER = Document(DocumentKind.PASSPORT, "E12345678")
WANG, LI, ZHAO = resident("12-302", "王小㛃"), resident("12-302", "李明"), resident("7-101", "赵<b>甲")


def import_(office: Office, *residents: Resident, leaving: frozenset[int] | None = None) -> int:
    rows = tuple(RosterRow(place, "", each) for place, each in enumerate(residents, start=2))
    review = importing.review(office.store, Roster(rows, ()))
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


def test_undoing_an_import_brings_back_people_and_passes(office):
    issued_to(office, WANG, LI, ZHAO)
    before = (office.store.everybody(), statuses(office))
    import_(office, replace(WANG, phone="+8613812345678"), resident("12-401", "新人"))
    importing.undo(office.store, ACT)
    assert (office.store.everybody(), statuses(office)) == before


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
