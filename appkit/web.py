"""Guards for a Flask application that runs on one PC, and the server that runs it.

Flask stops neither cross-site posts nor foreign `Host` headers, so both are stopped here. Nothing is loaded from elsewhere.
"""

import ipaddress
import logging
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cheroot.errors import FatalSSLAlert
from cheroot.server import HTTPConnection
from cheroot.ssl.builtin import BuiltinSSLAdapter
from cheroot.workers.threadpool import ThreadPool, WorkerThread
from cheroot.wsgi import Server as ThreadedServer
from flask import Flask, Response, abort, request

from appkit.faultpages import add_fault_pages
from gatepass.wording import Language, Refusal, Text

LANGUAGE_COOKIE = "language"
THREADS = 16
ENDS_WITHIN_SECONDS = 5
_WAKES_EVERY_SECONDS = 0.2
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Certificate:
    """The PEM files of a server's certificate chain and of its private key."""

    chain: Path
    key: Path


def guard(app: Flask, open_paths: str | None = None) -> None:
    """Lets in only requests to this machine's own name and from its own pages.

    Pages are for people at this PC; `open_paths` is the start of the paths that other machines may reach too.
    """
    add_fault_pages(app)

    @app.before_request
    def check() -> None:
        if not is_own_host(request.host):
            abort(HTTPStatus.MISDIRECTED_REQUEST)
        if not (open_paths and request.path.startswith(open_paths)) and not _is_loopback(request.remote_addr or ""):
            abort(HTTPStatus.FORBIDDEN)
        if request.method not in _SAFE_METHODS and not _is_same_origin():
            abort(HTTPStatus.FORBIDDEN)

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = (
            "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


def is_own_host(host: str) -> bool:
    """Whether a `Host` header is an IP address or this machine's name: a foreign site can forge neither."""
    name = urlsplit(f"//{host}").hostname or ""
    own = {"localhost", socket.gethostname().lower(), f"{socket.gethostname().lower()}.local"}
    return name in own or _is_address(name)


def page_language() -> Language:
    """The language of this request's page: the cookie, else Chinese."""
    return Language.EN if request.cookies.get(LANGUAGE_COOKIE) == Language.EN else Language.ZH


class NotNow(Refusal):
    """An address or a port that cannot be had now, and perhaps later."""


class Server:
    """A web server on threads, over TLS where it is given a certificate, that a signal or `stop` ends cleanly."""

    def __init__(self, app: Flask, host: str, port: int, certificate: Certificate | None = None) -> None:
        """Binds at once; raises `NotNow` when the port is taken or the address not ours, `Refusal` when the host is no address."""
        self._server = ThreadedServer((host, port), app, shutdown_timeout=ENDS_WITHIN_SECONDS)
        self._server.requests = _Workers(self._server, min=THREADS)
        if certificate:
            self._server.ssl_adapter = _Tls(str(certificate.chain), str(certificate.key))
            self._server.ConnectionClass = _TlsConnection
            self._server.error_log = self._log_faults  # type: ignore[method-assign]
        try:
            self._server.prepare()
        except OSError as error:
            raise _unbound(host, port) from error
        shown = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host
        self.port = int(self._server.bind_addr[1])
        self.url = f"{'https' if certificate else 'http'}://{f'[{shown}]' if ':' in shown else shown}:{self.port}"

    def _log_faults(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """Logs what is a fault of ours: that somebody broke off is none."""
        if not isinstance(sys.exc_info()[1], ssl.SSLError | ConnectionError | TimeoutError):
            ThreadedServer.error_log(self._server, msg, level, traceback)

    def run(self, on_end: Callable[[], None] | None = None) -> None:
        """Serves until `stop` or Ctrl-C; what is under way then is answered, and `on_end` wakes what waits.

        The main thread only waits: Ctrl-C is raised in it, and amid the server's queue it would leave a thread that never ends.
        """
        try:
            serving = self.start()
            while serving.is_alive():
                time.sleep(_WAKES_EVERY_SECONDS)
        except KeyboardInterrupt:
            return
        finally:
            if on_end:
                on_end()
            self.stop()

    def start(self) -> threading.Thread:
        """Serves in a thread of its own."""
        thread = threading.Thread(target=self._server.serve, name="web", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """Ends serving; requests under way are given `ENDS_WITHIN_SECONDS`."""
        self._server.stop()


def _unbound(host: str, port: int) -> Refusal:
    """Why nothing can be served there; cheroot tells no more than that."""
    try:
        known = socket.getaddrinfo(host or None, 0, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError:
        return Refusal(Text(f"{host} 不是地址", f"{host} is no address"), _OTHER_HOST)
    if not any(_is_ours(family, address) for family, _, _, _, address in known):
        absent = Text(f"这台电脑没有地址 {host}", f"this computer does not have the address {host}")
        return NotNow(absent, _OTHER_HOST)
    return NotNow(
        Text(f"端口 {port} 已被占用或不能用", f"port {port} is taken or cannot be used"),
        Text(
            "请关闭占用它的程序，或用 --port 换一个", "close the program that holds it, or choose another with --port"
        ),
    )


def _is_ours(family: int, address: tuple[Any, ...]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as there:
        try:
            there.bind(address)
        except OSError:
            return False
        return True


_OTHER_HOST = Text("请改正 --host，或去掉它", "correct --host, or leave it out")


class _Workers(ThreadPool):
    """Threads that keep no program alive: it may be interrupted when they wait already, and nobody serves yet who would end them."""

    def _spawn_worker(self) -> WorkerThread:
        worker = WorkerThread(self.server)  # type: ignore[no-untyped-call]
        worker.daemon = True
        worker.start()
        return worker


class _Tls(BuiltinSSLAdapter):
    """TLS whose handshakes are left to the threads: one that stalls must not hold up whoever connects next."""

    def wrap(self, sock: socket.socket) -> tuple[ssl.SSLSocket, dict[str, str]]:
        """The socket before its handshake, and what a request is told of it."""
        try:
            wrapped = self.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        except OSError as error:
            raise FatalSSLAlert(*error.args) from error
        return wrapped, {"wsgi.url_scheme": "https", "HTTPS": "on"}


class _TlsConnection(HTTPConnection):
    """A connection that shakes hands first. Who breaks off, as a browser does that has yet to be told to trust us, is no fault of ours."""

    _is_shaken = False

    def communicate(self) -> bool:
        """Answers one request; whether the connection stays open."""
        try:
            if not self._is_shaken:
                self.socket.do_handshake()
                self._is_shaken = True
            return bool(super().communicate())  # type: ignore[no-untyped-call]
        except (ssl.SSLError, TimeoutError):
            return False


def _is_same_origin() -> bool:
    """Browsers send `Sec-Fetch-Site`, older ones `Origin`; a program that is no browser sends neither."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def _is_loopback(address: str) -> bool:
    return _is_address(address) and ipaddress.ip_address(address.partition("%")[0]).is_loopback


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return True
