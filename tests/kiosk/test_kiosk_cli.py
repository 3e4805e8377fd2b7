"""The gate's command line as a process: what it prints, its exit codes, one clear line on stderr."""

import json
import signal
import socket
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from urllib.request import urlopen

import cv2
import msgspec
import numpy as np
import pytest
from frames import qr_card

from gatepass.kinds import Confirm
from gatepass.passbook import encode_passbook, head_of
from kiosk.store import Store
from tests.community import MORNING, Community
from tests.kiosk.thermometers.devices import Plug
from tests.patience import PATIENCE, becomes
from tests.processes import BIN, Running, command, free_port, lines


@pytest.fixture
def gate(community, tmp_path):
    community.enrolled(tmp_path / "gate").close()
    return tmp_path / "gate"


@pytest.fixture
def card(community, tmp_path):
    def picture(text):
        path = tmp_path / f"{abs(hash(text))}.png"
        cv2.imwrite(str(path), qr_card(text))
        return path

    return picture


AT = ("--at", "2020-02-10T08:30")


def test_scan_prints_one_object_a_line_with_the_events_id(gate, card, community):
    (line,) = lines(command("kiosk", gate, "scan", card(community.code("wang")), "--temperature", "365", *AT))
    assert line | {"image": "", "event": ""} == {
        "image": "", "outcome": "admit", "reason": "fine", "door": "12号302室", "direction": "in", "event": "",
    }  # fmt: skip
    assert len(line["event"]) == 36


def test_a_dry_run_gives_the_verdict_and_records_nothing(gate, card, community):
    (line,) = lines(
        command("kiosk", gate, "scan", card(community.code("wang")), "--temperature", "36.5", *AT, "--dry-run")
    )
    assert (line["outcome"], line["event"]) == ("admit", None)


def test_a_passage_of_tomorrow_is_tried_out_but_not_recorded(gate, card, community):
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    shown = ("scan", card(community.code("li")), "--temperature", "36.5", "--at", tomorrow)
    done = command("kiosk", gate, *shown)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        f"{tomorrow} is still to come, and nobody can have passed then; add --dry-run to try it out, or leave --at out"
    ]
    (tried,) = lines(command("kiosk", gate, *shown, "--dry-run"))
    with closing(Store(gate)) as store:
        assert (tried["event"], store.newest_time()) == (None, None)


def test_a_clock_that_is_a_few_seconds_ahead_may_still_say_when(gate, card, community):
    soon = (datetime.now(UTC) + timedelta(seconds=30)).isoformat()
    (line,) = lines(command("kiosk", gate, "scan", card(community.code("li")), "--temperature", "36.5", "--at", soon))
    assert line["event"] is not None


def test_a_question_of_the_covenant_is_told_and_answered_from_a_script(gate, card, community):
    book = community.passbook()
    asks = msgspec.structs.replace(book.covenant, rules=(Confirm("mask", "口罩戴好了吗", "is the mask on?"),))
    book = msgspec.structs.replace(book, covenant=asks)
    with closing(Store(gate)) as store:
        store.take_passbook(head_of(encode_passbook(book), community.tag, 2, MORNING), book)
    shown = ("scan", card(community.code("wang")), "--temperature", "365", *AT)
    (asked,) = lines(command("kiosk", gate, *shown))
    (passed,) = lines(command("kiosk", gate, *shown, "--confirm", asked["question"]))
    assert (asked["reason"], asked["question"], asked["event"]) == ("to_confirm", "mask", None)
    assert (passed["outcome"], passed.get("question")) == ("admit", None)


def test_every_kind_of_bad_picture_and_bad_code_has_its_own_reason(gate, card, community, tmp_path):
    empty, text = tmp_path / "empty.png", tmp_path / "text.jpg"
    empty.touch()
    text.write_text("no picture")
    blank = tmp_path / "blank.png"
    cv2.imwrite(str(blank), np.full((480, 640, 3), 255, np.uint8))
    good = community.code("wang")
    changed = good[:9] + ("A" if good[9] != "A" else "B") + good[10:]
    pictures = [
        empty, text, tmp_path / "missing.png", blank, card("https://example.com/pay?id=12345"), card(changed),
        card(Community().code("wang")), card(community.code("revoked")), card(community.code("expired")),
    ]  # fmt: skip
    found = lines(command("kiosk", gate, "scan", *pictures, "--temperature", "36.5", *AT))
    assert [line["reason"] for line in found] == [
        "unreadable_image", "unreadable_image", "unreadable_image", "no_code", "not_a_pass", "misread",
        "other_community", "revoked", "expired",
    ]  # fmt: skip
    assert {line["outcome"] for line in found} == {"refuse"}


def test_decode_needs_no_data_folder(card, tmp_path):
    done = subprocess.run([BIN / "kiosk", "decode", card("HELLO")], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["text"] == "HELLO"


def test_decode_prints_a_line_for_every_picture_and_fails_where_it_could_open_none(card, tmp_path):
    told = {}
    for pictures in ((tmp_path / "gone.png", tmp_path), (tmp_path, card("HELLO"))):
        done = subprocess.run([BIN / "kiosk", "decode", *pictures], capture_output=True, text=True, check=False)
        found = [json.loads(line)["text"] for line in done.stdout.splitlines()]
        told[done.returncode] = (found, len(done.stderr.splitlines()))
    assert told == {1: ([None, None], 2), 0: ([None, "HELLO"], 1)}


@pytest.fixture
def two_cards(community, tmp_path):
    """A picture of two cards, 王's nearest the middle."""
    scene = np.full((700, 2700, 3), 90, np.uint8)
    scene[100:640, 20:876] = qr_card(community.code("li"))
    scene[100:640, 1100:1956] = qr_card(community.code("wang"))
    path = tmp_path / "two.png"
    cv2.imwrite(str(path), scene)
    return path


def test_decode_names_both_codes_of_a_picture_the_one_nearest_the_middle_first(two_cards, community):
    done = subprocess.run([BIN / "kiosk", "decode", two_cards], capture_output=True, text=True, check=True)
    line = json.loads(done.stdout)
    assert (line["text"], line["others"]) == (community.code("wang"), [community.code("li")])


def test_scan_judges_the_code_nearest_the_middle_and_says_that_there_are_two(gate, two_cards):
    done = command("kiosk", gate, "scan", two_cards, "--temperature", "36.5", *AT)
    assert [line["door"] for line in lines(done)] == ["12号302室"]
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(("scan",), 2, id="no picture named"),
        pytest.param(("scan", "x.png", "--direction", "up"), 2, id="no such direction"),
        pytest.param(("scan", "x.png", "--temperature", "73.3"), 1, id="no temperature of a body"),
        pytest.param(("scan", "x.png", "--at", "yesterday"), 1, id="no time"),
        pytest.param(("scan", "x.png", "--at", ""), 1, id="an empty time"),
        pytest.param(("scan", "x.png", "--at", "0001-01-01T00:00"), 1, id="the first hour of all"),
        pytest.param(("scan", "x.png", "--at", "9999-12-31T23:59"), 1, id="the last minute of all"),
        pytest.param(("visit", "out", "99"), 1, id="nobody inside under this ticket"),
        pytest.param(("visit", "in", "--kind", "courier"), 1, id="a required field is missing"),
        pytest.param(("enrol", "missing.json"), 1, id="a file that is not there"),
    ],
)
def test_wrong_usage_is_2_and_a_refusal_is_1_with_one_line(gate, arguments, code):
    done = command("kiosk", gate, *arguments)
    assert done.returncode == code
    assert code == 2 or len(done.stderr.splitlines()) == 1


def test_visits_come_and_go_from_a_script(gate):
    (come,) = lines(
        command("kiosk", gate, "visit", "in", "--kind", "courier", "--phone", "13812345678", "--temperature", "36.5")
    )
    assert (come["outcome"], come["reason"]) == ("admit", "fine")
    assert [line["visit"] for line in lines(command("kiosk", gate, "visit", "list"))] == [come["visit"]]
    (gone,) = lines(command("kiosk", gate, "visit", "out", come["visit"]))
    assert (gone["visit"], lines(command("kiosk", gate, "visit", "list"))) == (come["visit"], [])


def running(gate, port, *more):
    arguments = ("run", "--camera", "none", "--port", str(port), *more)
    return Running("kiosk", gate, arguments, f"http://127.0.0.1:{port}")


def test_a_word_that_names_no_thermometer_is_refused_in_one_line(gate):
    done = command("kiosk", gate, "run", "--thermometer", "COM3")
    assert (done.returncode, done.stderr.splitlines()) == (
        1,
        [
            "“COM3” names no thermometer; write none, line:PORT, module:PORT or bluetooth:ADDRESS, "
            "such as line:COM3 or module:/dev/ttyUSB0"
        ],
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_run_tells_its_page_of_the_thermometer(gate, tmp_path):
    plug = Plug(tmp_path / "ttyTHERMO")
    gate_page = running(gate, free_port(), "--thermometer", f"line:{plug.place}").start()

    def light():
        return json.load(urlopen(f"{gate_page.url}/board"))["lights"]["thermometer"]["level"]

    assert becomes(lambda: light() == "ok")
    plug.send(b"36.5\n")
    assert becomes(lambda: json.load(urlopen(f"{gate_page.url}/board"))["heard"]["celsius"] == 36.5)
    plug.pull()
    assert becomes(lambda: light() == "alarm")
    assert gate_page.stop() == ""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_run_ends_cleanly_on_a_signal(gate, how):
    gate_page = running(gate, free_port()).start()
    with urlopen(f"{gate_page.url}/board", timeout=30) as answer:
        after = json.load(answer)["change"]
    waiting = threading.Thread(target=lambda: urlopen(f"{gate_page.url}/board?after={after}", timeout=30).close())
    waiting.start()
    waiting.join(0.5)
    errors = gate_page.stop(how)
    waiting.join()
    assert (gate_page.process.returncode, errors) == (0, "")


def first_word(starting):
    """The first line on stderr of a process that is being started, however busy this PC is."""
    assert becomes(lambda: starting.process is not None)
    return starting.process.stderr.readline()


def test_a_second_kiosk_on_the_folder_says_so_and_takes_over_when_the_first_ends(gate):
    first, second = running(gate, free_port()).start(), running(gate, free_port())
    starter = threading.Thread(target=second.start)
    starter.start()
    told = first_word(second)
    assert starter.is_alive()
    first.stop()
    starter.join(PATIENCE)
    assert (told + second.stop()).count("another kiosk is running") == 1


def test_a_busy_port_is_told_and_taken_when_it_is_free(gate):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        waiting = running(gate, port)
        starter = threading.Thread(target=waiting.start)
        starter.start()
        told = first_word(waiting)
    starter.join(PATIENCE)
    assert (told + waiting.stop()).count(f"port {port} is taken") == 1


def test_a_story_is_listed_by_its_event_and_ended_with_what_became_of_them(gate, card, community):
    picture = card(community.code("wang"))
    scanned = lines(command("kiosk", gate, "scan", picture, "--temperature", "100.4F", "--site", "wrist", *AT))
    (open_,) = lines(command("kiosk", gate, "fever", "list"))
    closed = lines(command("kiosk", gate, "fever", "close", open_["fever"], "--end", "home"))
    assert (open_["fever"], open_["celsius"], open_["tries"]) == (scanned[0]["event"], 38.0, 1)
    assert (closed[0]["end"], lines(command("kiosk", gate, "fever", "list"))) == ("home", [])
