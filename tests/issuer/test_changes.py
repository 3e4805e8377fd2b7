"""Who a row of a new roster means among those who are already known."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gatepass.people import Category, Document, DocumentKind, Door, Resident
from gatepass.wording import Text
from issuer.changes import Answer, Change, Changes, KnownResident, changes
from issuer.roster import RosterRow, read_roster
from tests.issuer.offices import TODAY

SAMPLE = Path(__file__).parents[2] / "data" / "sample-roster.csv"
PAPER = Document(DocumentKind.PASSPORT, "E12345678")
OTHER_PAPER = Document(DocumentKind.PASSPORT, "E87654321")
WANG = Resident(Door(12, 302), "王芳", document=PAPER)
BARE = replace(WANG, document=None)
ELSEWHERE = Door(12, 401)


def known(*residents: Resident) -> tuple[KnownResident, ...]:
    return tuple(KnownResident(number, resident) for number, resident in enumerate(residents, start=1))


def rows(*residents: Resident) -> tuple[RosterRow, ...]:
    return tuple(RosterRow(number, "", resident) for number, resident in enumerate(residents, start=2))


def change(before: Resident, after: Resident) -> tuple[Change, ...]:
    return (Change(*known(before), *rows(after)),)


PHONED, MOVED = replace(WANG, phone="+8613812345678"), replace(WANG, door=ELSEWHERE)
RENAMED, REISSUED = replace(WANG, name="王方"), replace(WANG, document=OTHER_PAPER)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(WANG, WANG, Changes(unchanged=1), id="the same row"),
        pytest.param(BARE, BARE, Changes(unchanged=1), id="the same row without a document"),
        pytest.param(WANG, PHONED, Changes(changed=change(WANG, PHONED)), id="a new phone"),
        pytest.param(PHONED, WANG, Changes(changed=change(PHONED, WANG)), id="a phone that is gone"),
        pytest.param(WANG, RENAMED, Changes(changed=change(WANG, RENAMED)), id="a corrected name"),
        pytest.param(WANG, MOVED, Changes(moved=change(WANG, MOVED)), id="another door"),
        pytest.param(BARE, WANG, Changes(changed=change(BARE, WANG)), id="a document at last"),
        pytest.param(WANG, BARE, Changes(unchanged=1), id="a document left out is no news"),
        pytest.param(WANG, REISSUED, Changes(doubtful=change(WANG, REISSUED)), id="another document"),
        pytest.param(
            BARE,
            replace(BARE, door=ELSEWHERE),
            Changes(added=rows(replace(BARE, door=ELSEWHERE)), missing=known(BARE)),
            id="the same name elsewhere, with no document, is somebody else",
        ),
        pytest.param(
            WANG,
            replace(WANG, door=Door(1, 302), document=OTHER_PAPER),
            Changes(added=rows(replace(WANG, door=Door(1, 302), document=OTHER_PAPER)), missing=known(WANG)),
            id="stairwells 1 and 12 are two",
        ),
    ],
)
def test_one_row_against_one_known_resident(before: Resident, after: Resident, expected: Changes) -> None:
    assert changes(known(before), rows(after)) == expected


def test_a_new_namesake_beside_a_known_one_is_added() -> None:
    assert changes(known(WANG), rows(REISSUED, WANG)) == Changes(added=rows(REISSUED), unchanged=1)


def test_a_row_without_a_document_is_doubtful_between_two_namesakes() -> None:
    before = known(WANG, REISSUED)
    expected = Changes(doubtful=(Change(before[0], *rows(BARE)),), missing=before[1:])
    assert changes(before, rows(BARE)) == expected


def test_a_known_resident_is_met_by_one_row_only() -> None:
    assert changes(known(BARE), rows(WANG, REISSUED)) == Changes(
        added=rows(WANG, REISSUED)[1:], changed=change(BARE, WANG)
    )


def test_a_document_left_out_is_kept_while_the_rest_changes() -> None:
    after = replace(BARE, phone="+8613812345678")
    kept = replace(after, document=PAPER)
    assert changes(known(WANG), rows(after)) == Changes(changed=change(WANG, kept))


def test_the_same_file_twice_changes_nothing() -> None:
    roster = read_roster(SAMPLE, TODAY)
    again = changes(known(*roster.residents), roster.rows)
    assert again == Changes(unchanged=len(roster.rows))


def test_a_file_of_one_stairwell_leaves_the_others_as_they_are() -> None:
    roster = read_roster(SAMPLE, TODAY)
    twelfth = tuple(row for row in roster.rows if row.resident.door.stairwell == 12)
    found = changes(known(*roster.residents), twelfth)
    assert (found.unchanged, len(found.missing)) == (len(twelfth), len(roster.rows) - len(twelfth))


def test_the_first_file_adds_everybody() -> None:
    roster = read_roster(SAMPLE, TODAY)
    assert changes((), roster.rows) == Changes(added=roster.rows)


def test_the_summary_counts_in_both_languages() -> None:
    found = changes(known(WANG, BARE), rows(MOVED, replace(BARE, door=ELSEWHERE)))
    assert found.summary() == Text(
        "新增1人，变更0人，搬迁1人，存疑0人，不变0人；表中没有的1人保持原样",
        "1 added, 0 changed, 1 moved, 0 doubtful, 0 unchanged; 1 not in the file stay as they are",
    )


def test_a_column_that_the_file_does_not_have_wipes_nothing():
    told = replace(WANG, category=Category.TENANT, note="独居", phone=None)
    row = RosterRow(2, "", replace(WANG, phone="+8613812345678"), frozenset({"category", "note"}))
    (news,) = changes(known(told), (row,)).changed
    assert news.after.resident == replace(told, phone="+8613812345678")


GONE = (KnownResident(1, WANG, date(2020, 2, 9)),)


@pytest.mark.parametrize(
    ("before", "row", "answer", "expected"),
    [
        pytest.param(known(WANG), REISSUED, Answer.SAME, Changes(changed=change(WANG, REISSUED)), id="the same person"),
        pytest.param(known(WANG), REISSUED, Answer.OTHER, Changes(added=rows(REISSUED)), id="another person"),
        pytest.param(known(WANG), REISSUED, Answer.SKIP, Changes(doubtful=change(WANG, REISSUED)), id="left out"),
        pytest.param(
            GONE,
            REISSUED,
            Answer.SAME,
            Changes(returned=(Change(GONE[0], rows(REISSUED)[0]),)),
            id="who had left is back",
        ),
        pytest.param(
            known(WANG, REISSUED),
            BARE,
            Answer.SAME,
            Changes(missing=known(WANG, REISSUED)[1:], unchanged=1),
            id="one of two namesakes, who keeps the document that the row does not give",
        ),
    ],
)
def test_a_doubtful_row_is_settled_by_its_answer(before, row, answer, expected) -> None:
    assert changes(before, rows(row)).settled((answer,)) == expected
