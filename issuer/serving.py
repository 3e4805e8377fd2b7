"""Running the office's server until it is told to stop, and knowing where gates reach it."""

import socket

from appkit.commands import say
from appkit.web import Server
from gatepass.wording import Text
from issuer.office import Office, now
from issuer.web import create_app

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8600

_EVERY_ADDRESS = ("0.0.0.0", "::", "")
_SOMEWHERE_ELSE = ("192.0.2.1", 9)


def serve(office: Office, host: str, port: int) -> None:
    """Serves until a signal; raises `Refusal` when the port is taken."""
    server = Server(create_app(office, now), host, port)
    url = _url_for_gates(server.url, host)
    office.store.remember_url(url)
    say(Text(f"办公室页面：{server.url}", f"the office's page: {server.url}"))
    say(Text(f"大门终端用的地址：{url}（按 Ctrl-C 结束）", f"for gates: {url} (Ctrl-C ends)"))
    server.run()


def _url_for_gates(url: str, host: str) -> str:
    """The address under which other computers find this one."""
    if host not in _EVERY_ADDRESS:
        return url
    return f"http://{_own_address()}:{url.rpartition(':')[2]}"


def _own_address() -> str:
    """This computer's address on its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_SOMEWHERE_ELSE)
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
