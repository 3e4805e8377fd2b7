"""Enrolling gates: a file is good once, a lost answer does no harm, and only the gate's own key speaks for it."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gatepass.exchange import Introduction
from issuer import gates
from issuer.gates import Application
from issuer.office import Office
from issuer.web import create_app
from tests.issuer.offices import AT, SimulatedGate, refusing


def fresh_key() -> bytes:
    return Ed25519PrivateKey.generate().public_key().public_bytes_raw()


def test_the_file_carries_all_that_a_kiosk_needs(office: Office) -> None:
    enrolment = gates.enrol(office.store, office.keys, Application("东门"), AT)
    assert (enrolment.tag, enrolment.office, enrolment.name) == (office.keys.tag, gates.DEFAULT_URL, "东门")
    assert (enrolment.signing_key, enrolment.desk_key, enrolment.manager_key) == (
        office.keys.signing_public,
        office.keys.desk_public,
        office.keys.manager_public,
    )


def test_the_address_is_where_the_office_served_last_unless_another_is_given(office: Office) -> None:
    office.store.remember_url("http://192.0.2.7:8600")
    assert gates.enrol(office.store, office.keys, Application("东门"), AT).office == "http://192.0.2.7:8600"
    given = gates.enrol(office.store, office.keys, Application("东门", "http://office:1/"), AT)
    assert given.office == "http://office:1"


def test_the_token_is_not_in_the_office_s_folder(office: Office) -> None:
    enrolment = gates.enrol(office.store, office.keys, Application("东门"), AT)
    content = b"".join(path.read_bytes() for path in office.folder.iterdir())
    assert enrolment.token.encode() not in content


def test_a_lost_answer_may_be_asked_for_again(office: Office, gate: SimulatedGate) -> None:
    assert gates.admit(office.store, gate.introduction, AT).id == gate.id


def test_another_kiosk_cannot_use_the_file_again(office: Office, gate: SimulatedGate) -> None:
    with refusing("已被别的终端用过"):
        gates.admit(office.store, Introduction(gate.enrolment.token, fresh_key()), AT)


def test_an_unknown_token_is_refused(office: Office) -> None:
    with refusing("无效"):
        gates.admit(office.store, Introduction("made up", fresh_key()), AT)


def test_what_is_no_key_is_refused(office: Office) -> None:
    enrolment = gates.enrol(office.store, office.keys, Application("东门"), AT)
    with refusing("公钥"):
        gates.admit(office.store, Introduction(enrolment.token, b"short"), AT)


def test_a_file_that_nobody_used_is_void_once_there_is_a_newer(office: Office) -> None:
    first = gates.enrol(office.store, office.keys, Application("东门"), AT)
    second = gates.enrol(office.store, office.keys, Application("东门"), AT)
    assert first.gate == second.gate
    with refusing("无效"):
        gates.admit(office.store, Introduction(first.token, fresh_key()), AT)


def test_an_enrolled_gate_is_enrolled_again_only_on_purpose(office: Office, gate: SimulatedGate) -> None:
    with refusing("已经登记过"):
        gates.enrol(office.store, office.keys, Application("东门"), AT)
    again = gates.enrol(office.store, office.keys, Application("东门", again=True), AT)
    assert again.gate == gate.id


def test_the_old_kiosk_is_a_stranger_once_the_new_one_came(office: Office, gate: SimulatedGate) -> None:
    again = gates.enrol(office.store, office.keys, Application("东门", again=True), AT)
    header = gate.signature("GET", "/api/passbook")["Authorization"]
    assert gates.who_signed(office.store, header, "GET", "/api/passbook", b"").id == gate.id
    gates.admit(office.store, Introduction(again.token, fresh_key()), AT)
    with refusing("签名不对"):
        gates.who_signed(office.store, header, "GET", "/api/passbook", b"")
    with refusing("重新登记或停用"):
        gates.admit(office.store, gate.introduction, AT)


def test_a_revoked_gate_is_not_listened_to(office: Office, gate: SimulatedGate) -> None:
    gates.revoke(office.store, "东门", AT)
    with refusing("已停用"):
        gates.who_signed(office.store, gate.signature("GET", "/x")["Authorization"], "GET", "/x", b"")


@pytest.mark.parametrize("name", ["", "  ", "门" * 41])
def test_a_gate_has_a_name_that_fits(office: Office, name: str) -> None:
    with refusing("大门名"):
        gates.enrol(office.store, office.keys, Application(name), AT)


def test_contact_is_noted_but_not_at_every_request(office: Office, gate: SimulatedGate) -> None:
    def heard() -> object:
        return office.store.gates()[0].last_contact

    office.store.note_contact(gate.id, AT, AT - timedelta(seconds=30))
    office.store.note_contact(gate.id, AT + timedelta(seconds=5), AT - timedelta(seconds=25))
    assert heard() == AT
    office.store.note_contact(gate.id, AT + timedelta(seconds=60), AT + timedelta(seconds=30))
    assert heard() == AT + timedelta(seconds=60)


def test_a_fault_of_the_office_is_told_as_its_own(office: Office, gate: SimulatedGate) -> None:
    page = create_app(office, lambda: AT).test_client()
    office.store._db.close()
    answer = page.get("/api/passbook", headers=gate.signature("GET", "/api/passbook"))
    assert (answer.status_code, answer.json and answer.json["what"][1]) == (500, "the office's program failed (500)")
