"""Ages become marks where the covenant asks for them, and only then."""

from datetime import date

import pytest

from gatepass.case import Mark
from gatepass.people import Document, DocumentKind, Door, Resident
from issuer.ages import age_marks

BORN_1949 = "11010519491231002X"
BORN_ON_29_FEBRUARY = "110105200002290011"


def somebody(number: str | None) -> Resident:
    document = Document(DocumentKind.RESIDENT_ID, number) if number else None
    return Resident(Door(1, 101), "王甲", document=document)


@pytest.mark.parametrize(
    ("number", "names", "marks"),
    [
        pytest.param(BORN_1949, ["over_65"], (Mark("over_65", date(2014, 12, 31)),), id="from the 65th birthday on"),
        pytest.param(
            BORN_1949, ["under_12"], (Mark("under_12", date(1949, 12, 31), date(1961, 12, 30)),), id="up to the 12th"
        ),
        pytest.param(
            BORN_ON_29_FEBRUARY,
            ["under_18", "over_12"],
            (Mark("over_12", date(2012, 2, 29)), Mark("under_18", date(2000, 2, 29), date(2018, 2, 28))),
            id="born on 29 February",
        ),
        pytest.param(BORN_1949, ["work", "over_the_moon"], (), id="marks that are no ages"),
        pytest.param(BORN_1949, [], (), id="a covenant that does not ask"),
        pytest.param(None, ["over_65"], (), id="no document"),
    ],
)
def test_an_age_is_a_mark_from_and_to_a_birthday(number, names, marks) -> None:
    assert age_marks(somebody(number), names) == marks
