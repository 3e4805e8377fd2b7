"""Spares given at a gate come up in the office, and are taken over for all gates or ended."""

import msgspec
import pytest

from gatepass.events import Bind, Details, encode_details
from gatepass.passes import Status
from gatepass.people import masked_name
from gatepass.seal import seal
from gatepass.wording import Language
from issuer import issuing, ledger
from issuer.bindings import decline, given_at_gates, take_over
from issuer.export import Log
from issuer.ledger import Upload
from issuer.office import Office
from tests.issuer.offices import A_YEAR, ACT, AT, SimulatedGate, issued_to, refusing, resident

FAMILY = (resident("12-302", "王甲"), resident("12-302", "李乙"))


@pytest.fixture
def spare(office: Office) -> str:
    issued_to(office, *FAMILY)
    return issuing.add_spares(office.store, 1, A_YEAR, ACT)[0].serial


def give_at_a_gate(office: Office, serial: str, name: str = "李乙", door: str = "12号302室") -> str:
    """A gate gives the spare to somebody, and sends it; the id of the event."""
    gate = SimulatedGate(office)
    lookup = office.keys.code(serial, 1).lookup
    body = Bind(
        "scan", lookup, door,
        seal(office.keys.desk_public, encode_details(Details(masked_name(name)))),
        seal(office.keys.manager_public, encode_details(Details(name))),
    )  # fmt: skip
    line = gate.write(body)
    ledger.take(office.store, Upload(gate.id, office.keys.tag, [str(line)], gate.epoch), AT)
    return str(msgspec.json.decode(line.text)["id"])


def test_what_a_gate_gave_away_waits_in_the_office_with_whom_it_may_have_been(office: Office, spare: str) -> None:
    event = give_at_a_gate(office, spare)
    (given,) = given_at_gates(office)
    assert (given.event, given.gate, given.serial, given.name) == (event, "东门", spare, "李*")
    assert [each.resident.name for each in given.behind] == ["李乙", "王甲"]


def test_taken_over_it_is_that_residents_pass_everywhere(office: Office, spare: str) -> None:
    event = give_at_a_gate(office, spare)
    bound = take_over(office, event, 2, ACT)
    assert (bound.serial, bound.holder, bound.status) == (spare, 2, Status.VALID)
    assert office.store.history_of(bound)[-1][1].why == "a test 东门"
    assert given_at_gates(office) == ()


def test_declined_it_ends(office: Office, spare: str) -> None:
    event = give_at_a_gate(office, spare)
    decline(office, event, ACT)
    assert (office.store.issues_of(spare)[0].status, given_at_gates(office)) == (Status.REVOKED, ())


def test_it_is_dealt_with_once(office: Office, spare: str) -> None:
    event = give_at_a_gate(office, spare)
    take_over(office, event, 2, ACT)
    with refusing("已经处理过"):
        decline(office, event, ACT)


def test_a_door_without_people_has_nobody_to_choose(office: Office, spare: str) -> None:
    give_at_a_gate(office, spare, door="9号901室")
    assert given_at_gates(office)[0].behind == ()


def test_the_log_says_that_a_spare_was_bound(office: Office, spare: str) -> None:
    give_at_a_gate(office, spare)
    (row,) = Log(office.store, office.keys, Language.ZH).latest(5)
    assert (row.result, row.serial, row.door, row.name) == ("登记备用证", spare, "12号302室", "李*")
