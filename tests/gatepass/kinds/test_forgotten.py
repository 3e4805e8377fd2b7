"""A card left at home."""

import pytest

from gatepass.kinds import Forgotten, Then
from gatepass.verdict import Reason, Unknown
from tests.gatepass.cases import ADMIT, REFER, REFUSE, WAIT, case, covenant_of, said, under

FORGOTTEN = Unknown.CARD_FORGOTTEN
WRITTEN_DOWN = frozenset({"forgotten"})


@pytest.mark.parametrize(
    ("judged", "outcome", "reason"),
    [
        pytest.param(under(Forgotten(), FORGOTTEN), WAIT, Reason.CARD_FORGOTTEN, id="asked who they are"),
        pytest.param(
            under(Forgotten(), FORGOTTEN, confirmed=WRITTEN_DOWN),
            ADMIT,
            Reason.FINE,
            id="door and name are written down",
        ),
        pytest.param(
            under(Forgotten(Then.REFER), FORGOTTEN, confirmed=WRITTEN_DOWN),
            REFER,
            Reason.CARD_FORGOTTEN,
            id="duty is called whatever was written down",
        ),
        pytest.param(under(Forgotten(Then.REFUSE), FORGOTTEN), REFUSE, Reason.CARD_FORGOTTEN, id="the card is fetched"),
        pytest.param(under(Forgotten()), ADMIT, Reason.FINE, id="somebody with a card"),
        pytest.param(
            case(FORGOTTEN, covenant=covenant_of(), confirmed=WRITTEN_DOWN),
            REFER,
            Reason.CARD_FORGOTTEN,
            id="a covenant that says nothing of it",
        ),
    ],
)
def test_a_forgotten_card(judged, outcome, reason):
    assert said(judged) == (outcome, reason, None)
