"""The certificate of a computer's own: trusted once, renewed when it must be, good for nobody else's names."""

import ipaddress
import socket
import ssl
import stat
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from flask import Flask, request

from appkit.certificates import (
    AUTHORITY,
    AUTHORITY_LASTS,
    SERVER,
    SERVER_LASTS,
    Names,
    certified,
    fingerprint,
    fingerprint_in_words,
    own_names,
)
from appkit.tries import Tries
from appkit.web import Certificate, Server

AT = datetime(2020, 2, 10, 8, 30, tzinfo=UTC)
NAMES = Names(
    ("office", "office.local", "localhost"), (ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("192.168.1.20"))
)


def read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def names_in(path: Path) -> tuple[list[str], list[str]]:
    has = read(path).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return has.get_values_for_type(x509.DNSName), list(map(str, has.get_values_for_type(x509.IPAddress)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "certificates"


class TestKeeping:
    def test_a_certificate_has_every_name_and_address(self, folder):
        certified(folder, "长虹小区", NAMES, AT)
        assert names_in(folder / SERVER) == (["office", "office.local", "localhost"], ["127.0.0.1", "192.168.1.20"])

    def test_the_same_one_is_served_again(self, folder):
        made = certified(folder, "长虹小区", NAMES, AT)
        before = (folder / SERVER).read_bytes()
        assert certified(folder, "长虹小区", NAMES, AT + timedelta(days=300)) == made
        assert (folder / SERVER).read_bytes() == before

    @pytest.mark.parametrize(
        ("names", "at"),
        [
            pytest.param(NAMES, AT + SERVER_LASTS - timedelta(days=60), id="near its end"),
            pytest.param(NAMES, AT - timedelta(days=2), id="from the future, after a clock that was wrong"),
            pytest.param(
                replace(NAMES, addresses=(*NAMES.addresses, ipaddress.ip_address("10.0.0.5"))),
                AT,
                id="an address missing",
            ),
            pytest.param(replace(NAMES, hosts=(*NAMES.hosts, "desk.local")), AT, id="a name missing"),
        ],
    )
    def test_it_is_made_anew(self, folder, names, at):
        certified(folder, "长虹小区", NAMES, AT)
        before = read(folder / SERVER)
        certified(folder, "长虹小区", names, at)
        assert read(folder / SERVER).serial_number != before.serial_number

    @pytest.mark.parametrize(
        ("names", "at", "is_same"),
        [
            pytest.param(NAMES, AT + timedelta(days=400), True, id="the next year"),
            pytest.param(
                replace(NAMES, addresses=(ipaddress.ip_address("10.0.0.5"),)),
                AT,
                True,
                id="another address in the house",
            ),
            pytest.param(NAMES, AT + AUTHORITY_LASTS - timedelta(days=30), False, id="near its end"),
            pytest.param(replace(NAMES, hosts=("desk",)), AT, False, id="a name it cannot vouch for"),
            pytest.param(
                replace(NAMES, addresses=(ipaddress.ip_address("8.8.8.8"),)), AT, False, id="an address outside"
            ),
        ],
    )
    def test_the_authority_that_phones_trust_lasts(self, folder, names, at, is_same):
        made = certified(folder, "长虹小区", NAMES, AT)
        assert (certified(folder, "长虹小区", names, at).authority == made.authority) is is_same

    @pytest.mark.parametrize("damaged", [AUTHORITY, SERVER])
    @pytest.mark.parametrize(
        "content", [b"", b"nonsense", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
    )
    def test_a_damaged_file_is_made_anew(self, folder, damaged, content):
        certified(folder, "长虹小区", NAMES, AT)
        (folder / damaged).write_bytes(content)
        certified(folder, "长虹小区", NAMES, AT)
        read(folder / SERVER).verify_directly_issued_by(read(folder / AUTHORITY))

    def test_a_key_that_is_another_certificates_is_not_used(self, folder, tmp_path):
        certified(folder, "长虹小区", NAMES, AT)
        certified(tmp_path / "other", "别的小区", NAMES, AT)
        both = (tmp_path / "other" / AUTHORITY).read_bytes().split(b"-----BEGIN CERTIFICATE")[0]
        own = (folder / AUTHORITY).read_bytes().partition(b"-----BEGIN CERTIFICATE")
        (folder / AUTHORITY).write_bytes(both + own[1] + own[2])
        made = certified(folder, "长虹小区", NAMES, AT)
        read(folder / SERVER).verify_directly_issued_by(x509.load_der_x509_certificate(made.authority))

    @pytest.mark.skipif(sys.platform == "win32", reason="on Windows the user's profile is private")
    def test_only_this_user_can_read_the_keys(self, folder):
        certified(folder, "长虹小区", NAMES, AT)
        modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / AUTHORITY, folder / SERVER)]
        assert modes == [0o700, 0o600, 0o600]

    def test_a_long_name_of_the_owner_fits(self, folder):
        certified(folder, "长" * 60, NAMES, AT)
        assert read(folder / AUTHORITY).subject.rfc4514_string() == f"CN={'长' * 21}"

    def test_this_computer_has_names_of_its_own(self):
        names = own_names()
        assert {"127.0.0.1", "::1"} <= set(map(str, names.addresses))
        assert names.hosts[-1] == "localhost"


class TestFingerprints:
    def test_a_fingerprint_is_what_browsers_show(self):
        assert fingerprint(b"abc") == (
            "BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD"
        )

    def test_the_same_fingerprint_has_the_same_words(self):
        words = fingerprint_in_words(b"abc")
        assert words.en == "risk scheme quiz bulk brother vivid agree chimney"
        assert len(words.zh.split()) == 8

    def test_another_fingerprint_has_other_words(self):
        assert fingerprint_in_words(b"abc") != fingerprint_in_words(b"abd")


@pytest.fixture
def app() -> Flask:
    app = Flask("told")

    @app.get("/")
    def home() -> str:
        return request.scheme

    return app


@pytest.fixture
def own(folder: Path):
    return certified(folder, "长虹小区", own_names(), datetime.now(UTC))


@pytest.fixture
def server(app, own) -> Iterator[Server]:
    server = Server(app, "127.0.0.1", 0, own.certificate)
    server.start()
    yield server
    server.stop()


def trusting(own) -> ssl.SSLContext:
    return ssl.create_default_context(cadata=own.authority)


class TestServing:
    def test_who_trusts_the_authority_is_served(self, server, own):
        with httpx.Client(verify=trusting(own)) as client:
            assert [client.get(f"https://{host}:{server.port}/").text for host in ("127.0.0.1", "localhost")] == [
                "https"
            ] * 2

    def test_who_does_not_trust_it_is_not_fooled(self, server):
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"https://127.0.0.1:{server.port}/")

    def test_the_authority_vouches_for_no_name_outside_the_house(self, app, own, folder, tmp_path):
        forged = forged_by(folder / AUTHORITY, tmp_path / "forged.pem", "127.0.0.1", "example.com")
        server = Server(app, "127.0.0.1", 0, Certificate(forged, forged))
        server.start()
        with (
            socket.create_connection(("127.0.0.1", server.port)) as line,
            pytest.raises(ssl.SSLCertVerificationError) as caught,
        ):
            trusting(own).wrap_socket(line, server_hostname="example.com")
        server.stop()
        assert "permitted subtree violation" in str(caught.value)

    def test_handshakes_that_stall_hold_up_nobody(self, server, own):
        stalled = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(8)]
        with httpx.Client(verify=trusting(own), timeout=5) as client:
            assert client.get(f"https://127.0.0.1:{server.port}/").text == "https"
        for each in stalled:
            each.close()

    def test_one_who_breaks_off_or_speaks_no_tls_disturbs_nobody(self, server, own, capfd):
        for said in (b"", b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x00\x05hello"):
            with socket.create_connection(("127.0.0.1", server.port)) as line:
                line.sendall(said)
        with httpx.Client(verify=trusting(own), timeout=5) as client:
            assert client.get(f"https://127.0.0.1:{server.port}/").text == "https"
        assert capfd.readouterr() == ("", "")

    def test_one_who_goes_away_before_the_answer_is_sent_is_no_fault(self, app, own, capfd):
        leaving = threading.Event()

        @app.get("/long")
        def long() -> str:
            leaving.wait(5)
            return "x" * 10_000_000

        server = Server(app, "127.0.0.1", 0, own.certificate)
        server.start()
        line = socket.create_connection(("127.0.0.1", server.port))
        with trusting(own).wrap_socket(line, server_hostname="127.0.0.1") as shaken:
            shaken.sendall(b"GET /long HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        leaving.set()
        server.stop()
        assert capfd.readouterr() == ("", "")

    def test_a_fault_of_ours_is_logged(self, server, capfd):
        try:
            raise KeyError("ours")
        except KeyError:
            server._log_faults("a fault", traceback=True)
        assert "KeyError: 'ours'" in capfd.readouterr().err


def forged_by(authority: Path, path: Path, *names: str) -> Path:
    """A certificate that somebody made with the authority's stolen key."""
    signer, key = load_pem_private_key(authority.read_bytes(), None), ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(read(authority).subject, x509.Name([]), key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names[1:]]), critical=True)
        .sign(signer, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + certificate.public_bytes(Encoding.PEM) + read(authority).public_bytes(Encoding.PEM))
    return path


UP = timedelta(days=3)


class TestTries:
    def test_too_many_wrong_secrets_from_one_place_have_to_wait(self):
        tries = Tries(3, timedelta(minutes=1))
        for second in range(3):
            assert tries.wait("phone", "x", UP) == 0
            tries.note("phone", "x", False, UP + timedelta(seconds=second))
        assert tries.wait("phone", "y", UP + timedelta(seconds=10)) == 51
        assert tries.wait("another", "y", UP + timedelta(seconds=10)) == 0
        assert tries.wait("phone", "y", UP + timedelta(seconds=61)) == 0

    def test_a_secret_that_was_right_once_never_waits(self):
        tries = Tries(1, timedelta(minutes=1))
        tries.note("phone", "right", True, UP)
        tries.note("phone", "wrong", False, UP)
        assert (tries.wait("phone", "right", UP), tries.wait("phone", "wrong", UP)) == (0, 61)

    def test_what_is_remembered_does_not_grow_for_ever(self):
        tries = Tries(1, timedelta(minutes=1))
        for number in range(3000):
            tries.note(str(number), "x", False, UP)
        assert len(tries._wrong) == 1000
