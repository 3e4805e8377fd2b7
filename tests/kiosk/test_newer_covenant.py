"""A passbook that this gate's program cannot read: it is refused, the gate goes on with the last good one, and its page says so."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from flask import Flask, request

from appkit.clocks import now
from appkit.web import Server
from gatepass.exchange import Received
from gatepass.passbook import encode_passbook, head_of, sign_head
from gatepass.wording import Language
from kiosk.gate import Gate
from kiosk.link import Link
from kiosk.session import Session
from kiosk.shift import Shift
from kiosk.store import FILE, Store
from kiosk.web.boards import board
from tests.community import Community
from tests.patience import becomes


@dataclass
class OtherOffice:
    """An office of whatever version: it signs the passbook that it is given, and counts how often it was asked for one."""

    community: Community
    body: bytes = b""
    number: int = 2
    asked: list[str] = field(default_factory=list)
    url: str = ""
    upto: int = 0

    def app(self) -> Flask:
        app, key = Flask(__name__), self.community.signing.private_bytes_raw()

        @app.get("/api/events")
        def events() -> bytes:
            return msgspec.json.encode(Received("", self.upto))

        @app.post("/api/events")
        def more() -> bytes:
            self.upto += len(request.get_data().splitlines())
            return events()

        @app.get("/api/passbook")
        def head() -> bytes:
            return sign_head(head_of(self.body, self.community.tag, self.number, now()), key)

        @app.get("/api/passbook/<digest>")
        def content(digest: str) -> bytes:
            self.asked.append(digest)
            return self.body

        return app


@pytest.fixture
def newer(community: Community) -> OtherOffice:
    return OtherOffice(community, encode_passbook(community.passbook()))


@pytest.fixture
def gate(community: Community, newer: OtherOffice, clock, tmp_path: Path) -> Iterator[Gate]:
    server = Server(newer.app(), "127.0.0.1", 0)
    server.start()
    store = Store(tmp_path / "gate")
    store.begin_enrolment(community.gate(server.url))
    store.end_enrolment()
    community.hand_over(store, 1)
    link = Link(store, now)
    yield Gate(tmp_path / "gate", store, Session(store, clock), (), link, Shift(store, clock))
    link.stop()
    server.stop()


def with_covenant(community: Community, **changed: object) -> bytes:
    """The community's passbook with another covenant, as an office of another version would write it."""
    book = msgspec.json.decode(encode_passbook(community.passbook()))
    return msgspec.json.encode({**book, "covenant": {**book["covenant"], **changed}})


def heard(gate: Gate) -> None:
    """Waits until the gate has heard from the office once."""
    gate.link.start()
    assert becomes(lambda: gate.link.problem is not None or gate.link.reached is not None)


def lights(gate: Gate, language: Language = Language.ZH):
    return board(gate, gate.session.screen(), language).lights


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"rules": [{"kind": "teleport"}]}, id="a kind of rule that is not known here"),
        pytest.param({"curfew": True}, id="a field that is not known here"),
        pytest.param({"format": 2}, id="another format, though every field is known"),
        pytest.param({"temperature": {"fever": 73.3}}, id="a threshold of 73.3"),
    ],
)
def test_a_covenant_that_cannot_be_read_is_refused_and_the_last_good_one_goes_on(community, newer, gate, changed):
    before = gate.store.terms()
    newer.body = with_covenant(community, **changed)
    heard(gate)
    after = gate.store.terms()
    assert (len(newer.asked) >= 1, after.number, after.covenant) == (True, 1, before.covenant)
    shown = lights(gate)
    assert shown.passbook.level == "alarm"
    assert shown.passbook.words.startswith("收到的证册不能用：来自更新的程序版本；继续用手头的（")
    assert shown.office.level == "ok"
    assert lights(gate, Language.EN).passbook.words.startswith("The passbook received cannot be used: it comes from a")


def test_once_the_office_sends_one_that_can_be_read_the_alarm_is_gone(community, newer, gate):
    newer.body = with_covenant(community, format=2)
    heard(gate)
    newer.body, newer.number = with_covenant(community, name="又能读了"), 3
    assert becomes(lambda: gate.link.nudge() or not gate.link.problem)
    assert (gate.store.terms().covenant.name, lights(gate).passbook.level) == ("又能读了", "ok")


def test_an_older_passbook_than_ours_is_refused_in_the_same_way(community, newer, gate):
    newer.number = 0
    heard(gate)
    assert lights(gate).passbook.words.startswith("收到的证册不能用：比手头的旧，或不是本小区的；继续用手头的（")
    assert gate.store.terms().dated + timedelta(days=1) < now()


def test_a_gate_that_knows_only_rules_it_cannot_read_asks_for_another_program(gate, newer, community):
    with closing(sqlite3.connect(gate.folder / FILE)) as file:
        for table in ("passbook", "kept_terms"):
            file.execute(f"UPDATE {table} SET content = x''")
        file.commit()
    newer.body = with_covenant(community, format=2)
    heard(gate)
    assert lights(gate, Language.EN).passbook.words == (
        "The passbook received cannot be used: it comes from a newer version of the program, and there is none to go on with:"
        " update this gate's program, or tell the office"
    )
