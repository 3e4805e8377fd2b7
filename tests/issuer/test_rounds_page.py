"""The phones' port: what it serves and what it does not, whom it answers, and that it disturbs nobody."""

import json
import shutil
import signal
import socket
import ssl
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import httpx
import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from appkit.certificates import AUTHORITY
from issuer import issuing, planning
from issuer.bundles import bundles_pdf
from issuer.bundling import bundles_of
from issuer.delivery import team_secret, team_sheet
from issuer.designs import designs
from issuer.phones import remember_phones, team_link
from issuer.rounds import Confirmed, Outcome, Report, TeamSheet
from issuer.serving import CERTIFICATES
from issuer.web import create_app, rounds
from issuer.web.rarefont import font_of, rare_characters
from issuer.web.rounds import WRONG_SECRETS, create_phone_app
from tests.community import Clock
from tests.issuer.offices import A_YEAR, ACT, AT, resident, take_in
from tests.issuer.pages import pages
from tests.issuer.teams import Delivery, tick
from tests.patience import PATIENCE
from tests.processes import Office as OfficeProcess
from tests.processes import Running, free_port

WRONG = "w" * 32


class Phone:
    """Requests as the page makes them."""

    def __init__(self, office, round_, team: int = 1, address: str = "192.168.1.77") -> None:
        self.clock, self.address = Clock(AT), address
        self.secret = team_secret(office.keys, round_.id, team)
        self.client = create_phone_app(office, b"authority", self.clock).test_client()

    def get(self, path: str, secret: str | None = None, **headers: str):
        return self.client.get(path, headers=self._headers(secret, headers), environ_base=self._from())

    def post(self, content: bytes, secret: str | None = None, **headers: str):
        return self.client.post(
            "/round/report", data=content, headers=self._headers(secret, headers), environ_base=self._from()
        )

    def _headers(self, secret: str | None, headers: dict[str, str]) -> dict[str, str]:
        return {
            "Host": "192.168.1.20:8643",
            "Authorization": f"Bearer {self.secret if secret is None else secret}",
            **headers,
        }

    def _from(self) -> dict[str, str]:
        return {"REMOTE_ADDR": self.address}


@pytest.fixture
def round_(office):
    return Delivery.of(office, "1-101", "1-201", "2-101").set_out(teams=2)


@pytest.fixture
def phone(office, round_):
    return Phone(office, round_)


def said(answer) -> str:
    return json.loads(answer.data)["what"][0]


class TestTheLink:
    def test_there_is_none_before_phones_were_ever_served(self, office, round_):
        assert [bundle.link for bundle in bundles_of(office, round_.id)] == ["", ""]

    def test_stands_on_the_cover_and_on_the_offices_page(self, office, round_):
        remember_phones(office.store, "https://192.168.1.20:8643")
        links = [f"https://192.168.1.20:8643/round#{team_secret(office.keys, round_.id, team)}" for team in (1, 2)]
        assert [bundle.link for bundle in bundles_of(office, round_.id)] == links
        cover = next(pages(bundles_pdf(bundles_of(office, round_.id)[:1], designs(office.folder))))
        assert cover.codes() == links[:1]
        shown = create_app(office, lambda: AT).test_client().get(f"/delivery/{round_.id}").text
        assert [link in shown for link in links] == [True, True]

    def test_is_remembered_once_for_each_address(self, office):
        for url in ("https://192.168.1.20:8643", "https://192.168.1.20:8643", "https://10.0.0.5:8643"):
            remember_phones(office.store, url)
        assert team_link(office, 1, 1).startswith("https://10.0.0.5:8643/round#")


class TestWhatIsServed:
    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/api/passbook",
            "/api/events",
            "/roster/",
            "/passes/",
            "/delivery/",
            "/printing/",
            "/log",
            "/static/office.css",
            "/round/../../office.db",
            "/round/vendor/../office.css",
            "/round/round.html",
            "/round/",
        ],
    )
    def test_nothing_else_of_the_office(self, phone, path):
        assert phone.get(path).status_code == 404

    def test_nothing_else_can_be_posted_to(self, phone):
        answer = phone.client.post("/language", headers=phone._headers(None, {}), environ_base=phone._from())
        assert answer.status_code == 404

    @pytest.mark.parametrize(
        ("path", "kind"),
        [
            ("/round", "text/html"),
            ("/round/round.js", "text/javascript"),
            ("/round/round.css", "text/css"),
            ("/round/vendor/lit-html/lit-html.js", "text/javascript"),
            ("/round/vendor/idb/idb.js", "text/javascript"),
            ("/round/authority.crt", "application/x-x509-ca-cert"),
        ],
    )
    def test_the_page_and_its_parts_without_a_secret(self, phone, path, kind):
        answer = phone.get(path, secret="")
        assert (answer.status_code, answer.mimetype) == (200, kind)

    def test_the_worker_keeps_every_part_of_the_page(self, phone):
        script = phone.get("/round/worker.js").text
        parts = [path.name for path in (Path(rounds.__file__).parent / "static" / "round").iterdir()]
        assert [name for name in parts if f'"{name}"' not in script] == ["worker.js"]

    def test_the_worker_may_open_the_page(self, phone):
        assert phone.get("/round/worker.js").headers["Service-Worker-Allowed"] == "/round"

    def test_nothing_is_loaded_from_elsewhere_and_nothing_is_told_elsewhere(self, phone):
        headers = phone.get("/round").headers
        assert headers["Content-Security-Policy"].startswith("default-src 'self';")
        assert headers["Referrer-Policy"] == "no-referrer"

    def test_a_foreign_host_is_refused(self, phone):
        assert phone.get("/round/sheet", Host="evil.example").status_code == 421

    def test_a_foreign_page_cannot_post(self, phone):
        assert phone.post(b"{}", **{"Sec-Fetch-Site": "cross-site"}).status_code == 403


class TestTheSheet:
    def test_is_the_teams_own(self, office, round_):
        sheets = [
            msgspec.json.decode(Phone(office, round_, team).get("/round/sheet").data, type=TeamSheet) for team in (1, 2)
        ]
        assert sheets == [team_sheet(office.store, round_.id, team) for team in (1, 2)]

    def test_comes_once_while_nothing_changed(self, office, round_, phone):
        first = phone.get("/round/sheet")
        again = phone.get("/round/sheet", **{"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        Delivery(office, {}).said(
            round_, tick(msgspec.json.decode(first.data, type=TeamSheet).stairwells[0].doors[0].cards[0].serial)
        )
        changed = phone.get("/round/sheet", **{"If-None-Match": first.headers["ETag"]})
        assert changed.status_code == 200

    def test_tells_the_offices_time(self, phone):
        phone.clock.on(hours=1)
        assert phone.get("/round/sheet").headers["Gatepass-Time"] == "2020-02-10T01:30:00+00:00"

    @pytest.mark.parametrize(
        "secret", [pytest.param("", id="none"), pytest.param(WRONG, id="wrong"), pytest.param("é", id="no ASCII")]
    )
    def test_is_refused_to_others(self, phone, secret):
        answer = phone.get("/round/sheet", secret=secret.encode().decode("latin-1"))
        assert (answer.status_code, said(answer)) == (401, "办公室不认识这个链接")

    def test_is_refused_once_the_round_is_closed_and_given_when_it_is_open_again(self, office, round_, phone):
        planning.close(office.store, round_.id, ACT)
        answer = phone.get("/round/sheet")
        assert (answer.status_code, said(answer)) == (410, "这一轮已经结束")
        planning.reopen(office.store, round_.id, ACT)
        assert phone.get("/round/sheet").status_code == 200

    def test_brings_a_font_for_rare_characters_alone(self, office):
        take_in(office, resident("1-101", "王小㛃"), resident("1-101", "𬭎𬙂䶮𬱖"))
        issuing.issue(office.store, A_YEAR, ACT)
        font = Phone(office, Delivery(office, {}).plan()).get("/round/font").data
        assert font == font_of("㛃䶮𬙂𬭎𬱖")
        assert len(font) < 10_000


class TestReports:
    def test_are_taken_once_however_often_they_come(self, office, round_, phone):
        item = tick(office.store.handed_cards()[0].serial)
        content = msgspec.json.encode(Report((item,)))
        answers = [msgspec.json.decode(phone.post(content).data, type=Confirmed) for _ in range(2)]
        assert answers == [Confirmed((item.id,))] * 2
        assert [kept.outcome for kept in office.store.ticks_of(round_.id)] == [Outcome.DELIVERED]

    def test_of_a_closed_round_are_put_aside_and_said_to_be(self, office, round_, phone):
        planning.close(office.store, round_.id, ACT)
        item = tick(office.store.handed_cards()[0].serial)
        confirmed = msgspec.json.decode(phone.post(msgspec.json.encode(Report((item,)))).data, type=Confirmed)
        assert [(refused.id, refused.why_zh) for refused in confirmed.refused] == [
            (item.id, "这一轮已经结束，请告诉办公室")
        ]
        assert [aside.item for aside in office.store.items_aside()] == [item]

    @pytest.mark.parametrize("content", [b"", b"{", b'{"ticks": [{}]}', b"\xff"])
    def test_that_nobody_can_read_are_refused(self, phone, content):
        assert phone.post(content).status_code == 400

    def test_that_are_endless_are_refused(self, phone):
        assert phone.post(b" " * (1024 * 1024 + 1)).status_code == 413

    def test_of_a_stranger_are_refused(self, office, round_, phone):
        item = tick(office.store.handed_cards()[0].serial)
        assert phone.post(msgspec.json.encode(Report((item,))), secret=WRONG).status_code == 401
        assert office.store.ticks_of(round_.id) == ()


class TestGuessing:
    def test_wrong_secrets_soon_have_to_wait(self, phone):
        answers = [phone.get("/round/sheet", secret=f"{WRONG}{number}") for number in range(WRONG_SECRETS + 1)]
        assert [answer.status_code for answer in answers] == [401] * WRONG_SECRETS + [429]
        assert answers[-1].headers["Retry-After"] == "61"

    def test_a_right_one_has_to_wait_too_after_that_since_it_may_be_guessed(self, phone):
        for number in range(WRONG_SECRETS):
            phone.get("/round/sheet", secret=f"{WRONG}{number}")
        assert phone.get("/round/sheet").status_code == 429
        phone.clock.on(seconds=61)
        assert phone.get("/round/sheet").status_code == 200

    def test_a_team_under_way_does_not_wait_for_somebody_who_guesses_beside_it(self, phone):
        phone.get("/round/sheet")
        for number in range(WRONG_SECRETS + 1):
            phone.get("/round/sheet", secret=f"{WRONG}{number}")
        assert phone.get("/round/sheet").status_code == 200

    def test_other_phones_do_not_wait(self, phone):
        for number in range(WRONG_SECRETS + 1):
            phone.get("/round/sheet", secret=f"{WRONG}{number}")
        phone.address = "192.168.1.78"
        assert phone.get("/round/sheet").status_code == 200


@pytest.mark.parametrize(
    ("text", "rare"),
    [
        pytest.param("王小明 12号302室", "", id="none"),
        pytest.param("㛃王㛃", "㛃", id="each once"),
        pytest.param("𱁬䶮鿿", "䶮鿿𱁬", id="all planes"),
    ],
)
def test_rare_characters_are_known(text, rare):
    assert rare_characters(text) == rare


class TestServing:
    """`issuer serve --phones` as a process."""

    @pytest.fixture
    def ports(self):
        return free_port(), free_port()

    @pytest.fixture
    def serving(self, founded, tmp_path, ports):
        office = OfficeProcess(shutil.copytree(founded, tmp_path / "office"), ports[0])
        running = Running(
            "issuer", office.folder, ("serve", "--port", str(ports[0]), "--phones", str(ports[1])), office.url
        ).start()
        yield running
        running.stop()

    def trusting(self, serving) -> httpx.Client:
        authority = x509.load_pem_x509_certificate((serving.folder / CERTIFICATES / AUTHORITY).read_bytes())
        return httpx.Client(verify=ssl.create_default_context(cadata=authority.public_bytes(Encoding.DER)), timeout=5)

    def test_serves_both_ports_and_ends_cleanly(self, serving, ports):
        with self.trusting(serving) as client:
            page, home = client.get(f"https://127.0.0.1:{ports[1]}/round"), client.get(f"https://127.0.0.1:{ports[1]}/")
        assert (page.status_code, home.status_code) == (200, 404)
        with urlopen(f"http://127.0.0.1:{ports[0]}/", timeout=5) as answer:
            assert answer.status == 200
        with pytest.raises(HTTPError) as caught:
            urlopen(f"http://127.0.0.1:{ports[0]}/round", timeout=5)
        assert caught.value.code == 404
        serving.process.send_signal(signal.SIGTERM)
        out, err = serving.process.communicate(timeout=PATIENCE)
        assert (err, serving.process.returncode) == ("", 0)
        assert f":{ports[1]}" in out
        assert "SHA-256" in out

    def test_phones_that_stall_do_not_stop_the_gates(self, serving, ports):
        stalled = [socket.create_connection(("127.0.0.1", ports[1])) for _ in range(40)]
        for _ in range(5):
            with urlopen(f"http://127.0.0.1:{ports[0]}/", timeout=3) as answer:
                assert answer.status == 200
        for each in stalled:
            each.close()

    def test_a_port_that_is_taken_is_said_to_be(self, founded, tmp_path):
        with socket.socket() as taken:
            taken.bind(("0.0.0.0", 0))
            taken.listen()
            office = OfficeProcess(shutil.copytree(founded, tmp_path / "office"))
            done = office("serve", "--port", "0", "--phones", taken.getsockname()[1])
        assert (done.returncode, done.stderr.strip().endswith("or choose another with --phones")) == (1, True)
