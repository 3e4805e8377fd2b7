"""A spare given to somebody at a gate: good there at once, without the office."""

import pytest

from gatepass.case import Reading
from gatepass.covenant import Direction
from gatepass.events import Bind, Details, decode_details, event_of
from gatepass.passes import Status
from gatepass.seal import unseal
from gatepass.verdict import Outcome, Reason
from gatepass.wording import Refusal
from kiosk.bindings import bind
from kiosk.passages import Attempt, decide, identify
from kiosk.stamp import stamp
from kiosk.visits import Form
from tests.community import HOLDERS, Holder

SOMEBODY = Form(name="钱小㛃", phone="138 1234 5678", door="12-302")
SECRETS = ("钱小㛃", "13812345678")


def scanned(store, clock, community, who="spare", celsius=36.5):
    presentation = identify(store, community.code(who))
    return presentation, decide(
        store, Attempt(presentation, Direction.IN, Reading(celsius, clock())), stamp(store, clock())
    )


def given(store, clock, community, form=SOMEBODY, request=None):
    _, decision = scanned(store, clock, community)
    return bind(store, decision.event, form, stamp(store, clock()), request)


def test_a_spare_is_referred_until_it_is_given_to_somebody_and_then_admits_them(store, clock, community):
    _, before = scanned(store, clock, community)
    bind(store, before.event, SOMEBODY, stamp(store, clock()), None)
    presentation, after = scanned(store, clock, community)
    assert (before.verdict.reason, after.verdict.outcome) == (Reason.SPARE, Outcome.ADMIT)
    assert (presentation.row.door, presentation.row.name) == ("12号302室", "钱 ··78")


def test_it_is_recorded_sealed_and_the_gate_keeps_no_name(store, clock, community, tmp_path):
    event = given(store, clock, community)
    written = event_of(store.unsent(store.gate().epoch, 0, 100)[-1]).body
    assert (type(written), written.lookup, written.door) == (Bind, community.code("spare").lookup, "12号302室")
    assert decode_details(unseal(community.manager.private_bytes_raw(), written.whole)) == Details(
        "钱小㛃", "+8613812345678"
    )
    assert decode_details(unseal(community.desk.private_bytes_raw(), written.masked)).name == "钱**"
    kept = b"".join(path.read_bytes() for path in (tmp_path / "gate").iterdir() if path.is_file())
    assert [secret for secret in SECRETS if secret.encode() in kept] == []
    assert event.id


def test_two_clicks_are_one_binding(store, clock, community):
    _, decision = scanned(store, clock, community)
    twice = [bind(store, decision.event, SOMEBODY, stamp(store, clock()), "one").id for _ in range(2)]
    assert twice[0] == twice[1]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        pytest.param(Form(name="钱小㛃"), "door: is missing", id="no door"),
        pytest.param(Form(door="12-302"), "name: is missing", id="no name"),
        pytest.param(Form(name="钱小㛃", door="99-101"), "there is no door", id="a door that is none"),
    ],
)
def test_what_is_not_filled_in_is_said_and_nothing_is_recorded(store, clock, community, form, said):
    with pytest.raises(Refusal) as caught:
        given(store, clock, community, form)
    assert said in f"{caught.value.where.en}: {caught.value.what.en}"
    assert scanned(store, clock, community)[1].verdict.reason is Reason.SPARE


def test_a_spare_is_bound_once(store, clock, community):
    _, decision = scanned(store, clock, community)
    bind(store, decision.event, SOMEBODY, stamp(store, clock()), None)
    with pytest.raises(Refusal, match="bound already"):
        bind(store, decision.event, SOMEBODY, stamp(store, clock()), None)


def test_only_the_scan_of_a_spare_can_be_bound(store, clock, community):
    _, decision = scanned(store, clock, community, "revoked")
    with pytest.raises(Refusal, match="no spare to bind"):
        bind(store, decision.event, SOMEBODY, stamp(store, clock()), None)


def test_what_the_office_says_of_it_later_counts(store, clock, community, monkeypatch):
    given(store, clock, community)
    monkeypatch.setitem(HOLDERS, "spare", Holder("000079", "1号101室", "钱小㛃", Status.REVOKED))
    community.hand_over(store, 2)
    assert scanned(store, clock, community)[1].verdict.reason is Reason.REVOKED
    assert store.bound(community.code("spare").lookup) is None


def test_a_passbook_that_knows_nothing_of_it_yet_changes_nothing(store, clock, community):
    given(store, clock, community)
    community.hand_over(store, 2)
    assert scanned(store, clock, community)[1].verdict.outcome is Outcome.ADMIT
