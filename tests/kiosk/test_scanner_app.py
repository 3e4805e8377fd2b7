"""The phones' port: what is there, what is not, and who is let in."""

import ssl
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from msgspec import UNSET

from appkit.certificates import AUTHORITY, certified, own_names
from appkit.clocks import PcClock, now
from gatepass.case import Reading
from gatepass.wording import Language
from kiosk.gate import Gate
from kiosk.link import Link
from kiosk.phones import Phones
from kiosk.session import Session
from kiosk.shift import Shift
from kiosk.thermometers.chosen import chosen
from kiosk.thermometers.thermometer import Thermometer
from kiosk.web import create_app
from kiosk.web.boards import board, phone_board
from kiosk.web.scanner import CERTIFICATES, COOKIE, create_scanner_app, with_phones
from tests.kiosk.test_phones import OTHER, TOKEN, picture
from tests.processes import Running, free_port

PHONE = {"REMOTE_ADDR": "192.168.1.30"}


@pytest.fixture
def gate(store, clock, tmp_path) -> Gate:
    return Gate(
        tmp_path / "gate",
        store,
        Session(store, clock),
        (),
        Link(store, now),
        Shift(store, clock),
        Phones(store, clock),
    )


@pytest.fixture
def phone(gate):
    own = certified(gate.folder / "certificates", "东门", own_names(), now())
    client = create_scanner_app(gate, gate.phones, own).test_client(use_cookies=False)
    client.environ_base.update(PHONE, HTTP_HOST="192.168.1.20:8743")
    return client


@pytest.fixture
def paired(gate, phone):
    answer = phone.post("/pair", json={"secret": gate.phones.invite().secret, "token": TOKEN})
    phone.environ_base["HTTP_COOKIE"] = f"{COOKIE}={TOKEN}"
    assert answer.status_code == 204
    return phone


def test_pairing_sets_a_cookie_that_no_script_and_no_other_site_gets(gate, phone):
    answer = phone.post("/pair", json={"secret": gate.phones.invite().secret, "token": TOKEN})
    name_and_value, *attributes = answer.headers["Set-Cookie"].split("; ")
    assert name_and_value == f"{COOKIE}={TOKEN}"
    assert {each for each in attributes if "=" not in each or each.startswith(("Path", "Same"))} == {
        "Secure",
        "HttpOnly",
        "Path=/",
        "SameSite=Strict",
    }


def test_a_paired_phone_shows_a_card_and_gets_the_board(paired, community):
    answer = paired.post("/frame?after=1&look=a", data=picture(community.code("wang")))
    assert (answer.status_code, answer.json["phase"], answer.json["shown"]["name"]) == (200, "asking", "王小㛃")
    same = paired.post(f"/frame?after={answer.json['change']}&look=b", data=picture(community.code("wang")))
    assert same.status_code == 204


def test_a_phone_is_told_nothing_of_the_registers(paired, gate, community):
    asked = gate.session.scan(community.code("wang"), "a")
    gate.session.temperature(asked.number, "378", "b")
    board = paired.get("/board").json
    assert (board["phase"], board["inside"], board["recent"]) == ("ready", [], [])
    assert (board["waiting"]["rows"], board["duty"]["fevers"]) == ([], [])


def test_a_phone_has_no_thermometer_and_hears_no_reading_of_the_gate_s(gate, community, tmp_path):
    thermometer = Thermometer(chosen("line:COM3"), gate.session.measured, PcClock())
    gate = replace(gate, thermometer=thermometer)
    gate.session.measured(Reading(36.5, now()))
    lane = replace(gate, session=Session(gate.store, PcClock()))
    own = board(gate, gate.session.screen(), Language.ZH)
    phones = phone_board(lane, lane.session.screen(), Language.ZH)
    assert (own.heard.celsius, own.lights.thermometer.words) == (36.5, "等待体温计")
    assert (phones.heard.number, phones.heard.celsius, phones.lights.thermometer) == (0, None, UNSET)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/board"),
        ("post", "/frame"),
        ("post", "/clear"),
        ("post", "/temperature"),
        ("post", "/direction"),
        ("post", "/override"),
        ("post", "/undo"),
        ("get", "/photo/1"),
    ],
)
@pytest.mark.parametrize("token", ["", OTHER])
def test_who_is_not_paired_is_told_so_and_nothing_else(phone, method, path, token):
    if token:
        phone.environ_base["HTTP_COOKIE"] = f"{COOKIE}={token}"
    body = {"screen": 1, "typed": "365", "direction": "in", "event": "e", "reason": "r", "request": "q"}
    answer = getattr(phone, method)(path, json=body) if method == "post" else phone.get(path)
    said = "门岗已移除这部手机" if token else "这部手机还没有和门岗配对"
    assert (answer.status_code, answer.json["problem"]["zh"].partition("，")[0]) == (401, said)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/cameras/1.jpg",
        "/phones",
        "/static/gate.js",
        "/static/phones.js",
        "/static/registers.js",
        "/static/../views.py",
        "/scanner/x",
    ],
)
def test_whatever_else_the_gate_has_is_not_there(paired, path):
    assert paired.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/scan",
        "/bind",
        "/heard",
        *(f"/visits{part}" for part in ("", "/form", "/form/still", "/out")),
        "/phones/invite",
        "/phones/remove",
    ],
)
def test_whatever_else_the_gate_does_is_not_done_there(paired, path):
    assert paired.post(path, json={}).status_code == 404


def test_a_foreign_host_and_a_foreign_page_are_stopped(paired):
    assert paired.get("/board", headers={"Host": "evil.example"}).status_code == 421
    assert paired.post("/clear", json={"screen": 1}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_the_gate_s_own_page_stays_closed_to_other_machines(gate):
    page = create_app(gate).test_client()
    page.environ_base.update(PHONE, HTTP_HOST="192.168.1.20:8700")
    assert [page.get(path).status_code for path in ("/", "/phones", "/board")] == [403] * 3


def test_without_phones_the_gate_s_page_has_no_button_and_no_dialog(store, clock, tmp_path):
    gate = Gate(tmp_path / "gate", store, Session(store, clock), (), Link(store, now), Shift(store, clock))
    page = create_app(gate).test_client()
    assert (page.get("/").text.count('id="phones"'), page.get("/phones").status_code) == (0, 404)


def test_a_port_that_is_taken_leaves_the_gate_running_without_phones(gate, capsys):
    port = free_port()
    with with_phones(gate, port) as first:
        assert first.phones.link(first.phones.invite()).partition("#")[0].endswith(f":{port}/scanner")
        capsys.readouterr()
        with with_phones(gate, port) as second:
            assert second == gate
    assert capsys.readouterr().err.count("--phones") > 0


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_running_gate_serves_phones_over_https(store, tmp_path, host):
    store.close()
    port, phones = free_port(), free_port()
    arguments = ("run", "--camera", "none", "--port", str(port), "--phones", str(phones))
    gate = Running("kiosk", tmp_path / "gate", arguments, f"http://127.0.0.1:{port}").start()
    try:
        trusted = ssl.create_default_context(cadata=authority_of(tmp_path / "gate"))
        answers = [httpx.get(f"https://{host}:{phones}{path}", verify=trusted) for path in ("/scanner", "/board", "/")]
    finally:
        gate.stop()
    assert [answer.status_code for answer in answers] == [200, 401, 404]


def authority_of(gate: Path) -> bytes:
    """What a phone may be told to trust."""
    authority = x509.load_pem_x509_certificate((gate / CERTIFICATES / AUTHORITY).read_bytes())
    return authority.public_bytes(Encoding.DER)
