"""The server that both sides run: what a signal may interrupt of it, and what a browser is told of faults."""

import signal
import subprocess
import sys
from urllib.request import urlopen

import pytest
from flask import Flask

from appkit.web import guard
from tests.patience import PATIENCE
from tests.processes import free_port

SERVES = """
import signal, sys, threading, traceback
from flask import Flask
from appkit.web import Server

signal.signal(signal.SIGTERM, signal.default_int_handler)
app = Flask("told")
app.get("/")(lambda: "".join(traceback.format_stack(sys._current_frames()[threading.main_thread().ident])))
server = Server(app, "127.0.0.1", int(sys.argv[1]))
print("bound", flush=True)
server.run()
"""


def test_a_signal_interrupts_none_of_the_servers_own_work():
    """Amid a queue's lock it left a thread waiting for ever, once in some hundred ends."""
    port = free_port()
    with subprocess.Popen([sys.executable, "-c", SERVES, str(port)], stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout
        serving.stdout.readline()
        stack = urlopen(f"http://127.0.0.1:{port}", timeout=PATIENCE).read().decode()
        serving.send_signal(signal.SIGTERM)
        assert (serving.wait(timeout=PATIENCE), "in run" in stack, "cheroot" in stack) == (0, True, False)


def test_a_signal_before_anything_is_served_ends_the_program_all_the_same():
    """Its workers wait from the moment that the port is bound."""
    interrupted = SERVES.replace("server.run()", "raise KeyboardInterrupt")
    line = [sys.executable, "-c", interrupted, str(free_port())]
    ended = subprocess.run(line, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (ended.stdout, ended.stderr.splitlines()[-1]) == ("bound\n", "KeyboardInterrupt")


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        pytest.param("/nowhere", 404, "没有这个页面", id="no page"),
        pytest.param(f"/runs/{10**20}", 404, "There is no such page", id="a number that no database holds"),
        pytest.param("/runs/7", 500, "程序出错", id="a fault of ours"),
    ],
)
def test_a_fault_is_said_in_both_languages(path, status, words):
    app = Flask("faults")
    guard(app)

    @app.get("/runs/<int:number>")
    def run(number: int) -> str:
        raise RuntimeError(number)

    answer = app.test_client().get(path)
    assert (answer.status_code, answer.text.count(words), answer.text.count("7")) == (status, 1, 0)
