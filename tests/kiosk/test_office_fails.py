"""An office that is there and fails: the gate says what is true, and goes on."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from gatepass.wording import Language
from kiosk.gate import Gate
from kiosk.link import Link
from kiosk.session import Session
from kiosk.shift import Shift
from kiosk.store import Store
from kiosk.web.lights import lights
from tests.processes import command


class Answering(BaseHTTPRequestHandler):
    """Whoever answers at the office's address."""

    answer = (500, "text/html", b"<h1>Internal Server Error</h1>")

    def do_GET(self) -> None:
        status, kind, body = self.answer
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def gate(community, clock, tmp_path):
    server = HTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    store = Store(tmp_path / "gate")
    store.begin_enrolment(community.gate(f"http://127.0.0.1:{server.server_port}"))
    store.end_enrolment()
    community.hand_over(store, 1)
    yield Gate(tmp_path / "gate", store, Session(store, clock), (), Link(store, clock), Shift(store, clock))
    store.close()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("answer", "light"),
    [
        pytest.param(
            (500, "text/html", b"<h1>Internal Server Error</h1>"),
            "The office answers with a fault (HTTP 500), go on as usual; 0 to send",
            id="a fault of its own",
        ),
        pytest.param(
            (302, "text/html", b""),
            "What answers is no office (HTTP 302), go on as usual; 0 to send",
            id="a page to sign on to some network",
        ),
        pytest.param(
            (200, "text/html", b"<h1>It works!</h1>"),
            "What answers is no office, go on as usual; 0 to send",
            id="something else",
        ),
        pytest.param(
            (
                403,
                "application/json",
                b'{"what":["\xe4\xb8\x8d","this gate was revoked"],"remedy":["\xe8\xaf\xb7","ask"]}',
            ),
            "This gate was revoked, go on as usual; 0 to send",
            id="a refusal that says why",
        ),
    ],
)
def test_what_answers_is_told_as_it_is(gate, monkeypatch, answer, light):
    monkeypatch.setattr(Answering, "answer", answer)
    gate.link._once()
    shown = lights(gate, gate.store.terms(), Language.EN).office
    assert (shown.level, shown.words) == ("note", light)


def test_the_command_says_it_too(gate):
    done = command("kiosk", gate.folder, "sync")
    assert (done.returncode, done.stdout) == (1, "")
    assert "answers with a fault (HTTP 500)" in done.stderr
