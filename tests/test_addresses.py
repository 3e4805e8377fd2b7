"""The address of a page: what is wrong usage, what is no address, what is only taken for now."""

import socket
from contextlib import closing

import click
import pytest
from flask import Flask

from appkit.web import NotNow, Server
from gatepass.wording import Refusal
from issuer.cli import issuer
from kiosk import gate
from kiosk.cli import kiosk

NOT_OURS = "203.0.113.7"  # kept for documents: no PC has it


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param("run --port 99999", id="a gate's port that there is not"),
        pytest.param("run --port -1", id="a port below none"),
        pytest.param("run --phones 99999", id="a phones' port that there is not"),
        pytest.param("run --port 9755 --phones 9755", id="the same port twice"),
        pytest.param("run --port 8743 --phones", id="the phones' own port"),
        pytest.param("serve --port 99999", id="an office's port that there is not"),
        pytest.param("serve --phones 99999", id="its phones' port that there is not"),
        pytest.param("serve --port 9755 --phones 9755", id="the same port twice at the office"),
    ],
)
def test_a_port_that_cannot_be_is_wrong_usage(tmp_path, arguments):
    root = kiosk if arguments.startswith("run") else issuer
    with pytest.raises(click.UsageError):
        root.main(["-d", str(tmp_path), *arguments.split()], standalone_mode=False)


def test_a_host_that_is_no_address_is_refused_at_once_whatever_the_port():
    with pytest.raises(Refusal, match=r"300\.1\.1\.1 is no address") as caught:
        gate._bind(Flask(__name__), ("300.1.1.1", 0))
    assert not isinstance(caught.value, NotNow)


def test_an_address_that_this_pc_has_not_is_told_from_a_port_that_is_taken():
    with closing(socket.socket()) as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        with pytest.raises(NotNow, match=f"port {port} is taken"):
            Server(Flask(__name__), "127.0.0.1", port)
    with pytest.raises(NotNow, match="this computer does not have the address"):
        Server(Flask(__name__), NOT_OURS, port)
