"""Running the office's server until it is told to stop, and knowing where gates reach it."""

from collections.abc import Iterator
from contextlib import contextmanager

from appkit.certificates import Certified, certified, fingerprint, fingerprint_in_words, own_address, own_names
from appkit.clocks import PcClock, now
from appkit.commands import say
from appkit.structs import learn_types
from appkit.web import Server
from gatepass.wording import Refusal, Text
from issuer.office import Office
from issuer.phones import remember_phones
from issuer.web import create_app
from issuer.web.rounds import create_phone_app

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8600
CERTIFICATES = "certificates"

_EVERY_ADDRESS = ("0.0.0.0", "::", "")


def serve(office: Office, host: str, port: int, phones: int | None = None) -> None:
    """Serves until a signal, and teams' phones on the port `phones` where one is given; raises `Refusal` for a port that is taken."""
    learn_types("gatepass", "issuer")
    server = Server(create_app(office, now), host, port)
    url = _url_for_gates(server.url, host)
    office.store.remember_url(url)
    say(Text(f"办公室页面：{server.url}", f"the office's page: {server.url}"))
    say(Text(f"大门终端用的地址：{url}（按 Ctrl-C 结束）", f"for gates: {url} (Ctrl-C ends)"))
    try:
        with _phones_served(office, phones):
            server.run()
    finally:
        server.stop()


def own_certificate(office: Office) -> Certified:
    """The office's certificate, good for every address that this computer has now."""
    return certified(office.folder / CERTIFICATES, office.store.community().name, own_names(), now())


@contextmanager
def _phones_served(office: Office, port: int | None) -> Iterator[None]:
    """Serves phones to the whole network while the block runs; does nothing without a port."""
    if port is None:
        yield
        return
    own = own_certificate(office)
    server = _phone_server(office, own, port)
    remember_phones(office.store, f"https://{own_address()}:{server.port}")
    _tell_of_phones(server.port, own.authority)
    server.start()
    try:
        yield
    finally:
        server.stop()


def _phone_server(office: Office, own: Certified, port: int) -> Server:
    try:
        return Server(create_phone_app(office, own.authority, PcClock()), _EVERY_ADDRESS[0], port, own.certificate)
    except Refusal as refusal:
        other = Text(
            "请关闭占用它的程序，或用 --phones 换一个",
            "close the program that holds it, or choose another with --phones",
        )
        raise Refusal(refusal.what, other) from refusal


def _tell_of_phones(port: int, authority: bytes) -> None:
    address, words = f"https://{own_address()}:{port}", fingerprint_in_words(authority)
    say(Text(f"发放队手机用的地址：{address}", f"for the teams' phones: {address}"))
    say(Text(f"证书的指纹：{words.zh}", f"the certificate's fingerprint: {words.en}"))
    say(Text(f"  SHA-256 {fingerprint(authority)}", f"  SHA-256 {fingerprint(authority)}"))


def _url_for_gates(url: str, host: str) -> str:
    """The address under which other computers find this one."""
    if host not in _EVERY_ADDRESS:
        return url
    return f"http://{own_address()}:{url.rpartition(':')[2]}"
