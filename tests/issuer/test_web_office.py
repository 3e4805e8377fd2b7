"""The office on the web: gates are let in by their signature alone, pages by sitting at this computer."""

import sqlite3
from datetime import timedelta
from http import HTTPStatus

import msgspec
import pytest
from flask.testing import FlaskClient

from gatepass.events import Details
from gatepass.exchange import TIME_HEADER, Denial, Received
from gatepass.passbook import read_body, verify_head
from issuer import gates
from issuer.office import Office
from issuer.store import FILE
from issuer.web import LARGEST_BODY, create_app
from tests.issuer.offices import AT, SimulatedGate, issued_to, keys, resident

AWAY = {"REMOTE_ADDR": "192.0.2.9"}


@pytest.fixture
def client(office: Office) -> FlaskClient:
    return create_app(office, lambda: AT).test_client()


def posted(client: FlaskClient, gate: SimulatedGate, content: bytes, path: str = "/api/events") -> Received:
    answer = client.post(path, data=content, headers=gate.signature("POST", path, content))
    return msgspec.json.decode(answer.data, type=Received)


# --- the API ---


def test_a_kiosk_introduces_itself_once_and_may_repeat_it(office: Office, client: FlaskClient) -> None:
    gate = SimulatedGate(office)
    content = msgspec.json.encode(gate.introduction)
    answers = [client.post("/api/enrol", data=content, environ_overrides=AWAY) for _ in range(2)]
    assert [(answer.status_code, answer.data) for answer in answers] == [(200, b"{}")] * 2


def test_a_used_file_is_denied_in_both_languages(office: Office, client: FlaskClient) -> None:
    gate = SimulatedGate(office)
    stranger = msgspec.structs.replace(gate.introduction, key=bytes(32))
    answer = client.post("/api/enrol", data=msgspec.json.encode(stranger))
    assert answer.status_code == HTTPStatus.CONFLICT
    assert (
        msgspec.json.decode(answer.data, type=Denial).what[1] == "the enrolment file was already used by another kiosk"
    )


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"{}"])
def test_an_introduction_that_is_none_is_denied(client: FlaskClient, content: bytes) -> None:
    answer = client.post("/api/enrol", data=content)
    assert (answer.status_code, msgspec.json.decode(answer.data, type=Denial).what[0]) == (400, "办公室读不懂这个请求")


def test_the_passbook_comes_signed_and_its_body_is_the_one_the_head_names(
    office: Office, client: FlaskClient, gate: SimulatedGate
) -> None:
    issued_to(office, resident("1-101", "张甲"))
    signed = client.get("/api/passbook", headers=gate.signature("GET", "/api/passbook")).data
    head = verify_head(signed, keys().signing_public)
    path = f"/api/passbook/{head.digest}"
    book = read_body(head, client.get(path, headers=gate.signature("GET", path)).data)
    assert (head.dated, book.community, book.doors, len(book.entries)) == (AT, "长虹小区", ("1号101室",), 1)


def test_a_passbook_that_never_was_is_not_found(client: FlaskClient, gate: SimulatedGate) -> None:
    path = f"/api/passbook/{'0' * 64}"
    answer = client.get(path, headers=gate.signature("GET", path))
    assert (answer.status_code, msgspec.json.decode(answer.data, type=Denial).remedy[0]) == (404, "请再同步一次")


def test_events_go_up_and_the_office_says_how_far_it_has_them(
    office: Office, client: FlaskClient, gate: SimulatedGate
) -> None:
    lines = "\n".join(gate.lines(3)).encode()
    assert posted(client, gate, lines) == Received(gate.epoch, 3)
    path = f"/api/events?epoch={gate.epoch}"
    answer = client.get(path, headers=gate.signature("GET", path))
    assert msgspec.json.decode(answer.data, type=Received) == Received(gate.epoch, 3)
    assert office.store.gates()[0].last_contact == AT


def test_a_line_that_is_no_text_is_put_aside(office: Office, client: FlaskClient, gate: SimulatedGate) -> None:
    posted(client, gate, b"\xff\xfe\n\n" + str(gate.write()).encode())
    assert (office.store.count_aside(), office.store.count_events()) == (1, 1)


@pytest.mark.parametrize("path", ["/api/passbook", "/api/passbook/00", "/api/events?epoch=e"])
def test_every_answer_tells_the_time(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers[TIME_HEADER] == "2020-02-10T00:30:00+00:00"


@pytest.mark.parametrize("path", ["/api/passbook", "/api/passbook/00", "/api/events?epoch=e"])
def test_an_unsigned_request_is_denied(client: FlaskClient, path: str) -> None:
    answer = client.get(path, environ_overrides=AWAY)
    assert (answer.status_code, msgspec.json.decode(answer.data, type=Denial).what[0]) == (401, "办公室不认识这个大门")


def test_a_signature_for_other_content_path_or_method_is_denied(client: FlaskClient, gate: SimulatedGate) -> None:
    answers = [
        client.post("/api/events", data=b"b", headers=gate.signature("POST", "/api/events", b"a")),
        client.get("/api/events?epoch=b", headers=gate.signature("GET", "/api/events?epoch=a")),
        client.post("/api/events", data=b"a", headers=gate.signature("GET", "/api/events", b"a")),
    ]
    assert [answer.status_code for answer in answers] == [401, 401, 401]


def test_a_revoked_gate_is_denied(office: Office, client: FlaskClient, gate: SimulatedGate) -> None:
    gates.revoke(office.store, "东门", AT)
    answer = client.get("/api/passbook", headers=gate.signature("GET", "/api/passbook"))
    assert (answer.status_code, msgspec.json.decode(answer.data, type=Denial).what[0]) == (401, "这个大门已停用")


def test_a_body_without_end_is_denied(client: FlaskClient, gate: SimulatedGate) -> None:
    answer = client.post("/api/events", data=b"x" * (LARGEST_BODY + 1), headers=gate.signature("POST", "/api/events"))
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert msgspec.json.decode(answer.data, type=Denial)


def test_a_database_that_fails_is_said_to_be_for_later(
    office: Office, client: FlaskClient, gate: SimulatedGate
) -> None:
    with sqlite3.connect(office.folder / FILE) as connection:
        connection.execute("ALTER TABLE chains RENAME TO lost")
    line = str(gate.write()).encode()
    answer = client.post("/api/events", data=line, headers=gate.signature("POST", "/api/events", line))
    assert (answer.status_code, bool(msgspec.json.decode(answer.data, type=Denial).what)) == (503, True)


# --- who may see the pages ---


def test_a_foreign_host_name_is_turned_away(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == HTTPStatus.MISDIRECTED_REQUEST


def test_pages_are_for_this_computer_alone(client: FlaskClient) -> None:
    assert [client.get(path, environ_overrides=AWAY).status_code for path in ("/", "/log")] == [403, 403]


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}])
def test_a_post_from_another_site_is_turned_away(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.post("/language", data={"language": "en"}, headers=headers).status_code == HTTPStatus.FORBIDDEN


# --- what the page says ---


def page(client: FlaskClient) -> str:
    answer = client.get("/")
    assert answer.status_code == HTTPStatus.OK
    return answer.text


def test_an_empty_office_says_what_to_do_next(office: Office, client: FlaskClient) -> None:
    assert '<a href="/roster/">花名册</a></p>' in page(client)
    issued_to(office, resident("1-101", "张甲"))
    assert "issuer gates enrol" in page(client)


def test_the_page_shows_who_came_last_and_what_was_put_aside(
    office: Office, client: FlaskClient, gate: SimulatedGate
) -> None:
    (serial,) = issued_to(office, resident("1-101", "张<甲>"))
    masked, whole = Details("王**", "****5678"), Details("王小明", "+8613812345678")
    posted(
        client,
        gate,
        f"rubbish\n{gate.write(gate.passing(serial))}\n{gate.write(gate.visiting(masked, whole))}".encode(),
    )
    shown = page(client)
    wanted = ["张&lt;甲&gt;", "1号101室", "36.5", "王**", "东门", "本版本读不懂"]
    assert [text for text in wanted if text not in shown] == []
    assert [text for text in ("王小明", "13812345678", "张<甲>") if text in shown] == []


def test_the_language_is_one_click_away(client: FlaskClient) -> None:
    assert '<html lang="zh-CN">' in page(client)
    assert client.post("/language", data={"language": "en"}).status_code == HTTPStatus.SEE_OTHER
    assert '<html lang="en">' in page(client)


def test_the_page_needs_nothing_from_elsewhere_and_no_inline_code(client: FlaskClient) -> None:
    shown = page(client)
    assert [text for text in ("http://", "https://", "<script", "style=", "onclick") if text in shown] == []


@pytest.mark.parametrize(("format_", "start"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")])
def test_the_log_can_be_taken_away(client: FlaskClient, format_: str, start: bytes) -> None:
    answer = client.get(f"/log?from=2020-02-10&to=2020-02-10&format={format_}")
    assert (answer.data[: len(start)], answer.headers["Content-Disposition"]) == (
        start,
        f"attachment; filename=log-2020-02-10-2020-02-10.{format_}",
    )


@pytest.mark.parametrize("query", ["", "from=x&to=y", "from=2020-02-11&to=2020-02-10&format=csv"])
def test_days_that_are_none_are_refused_on_the_page(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/log?{query}")
    assert (answer.status_code, 'role="alert"' in answer.text) == (400, True)


def test_an_unknown_gate_s_contact_is_not_noted_and_a_known_one_s_is_shown(
    office: Office, client: FlaskClient, gate: SimulatedGate
) -> None:
    assert "08:30</td>" not in page(client)
    client.get("/api/passbook", headers=gate.signature("GET", "/api/passbook"))
    assert "2020-02-10 08:30</td>" in page(client)
    assert office.store.gates()[0].last_contact == AT + timedelta(0)
