"""Office and gate as two processes: pulled cables, lost answers, restored files. Nothing is lost, nothing is taken twice."""

import csv
import io
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import pytest
from frames import qr_card

from gatepass.case import Reading
from gatepass.wording import Refusal
from issuer.keys import load_keys
from kiosk.passages import Attempt, decide, identify
from kiosk.stamp import stamp
from kiosk.store import Store
from kiosk.sync import BATCH, OfficeUnreachable, synchronise
from tests.community import Clock
from tests.patience import PATIENCE
from tests.processes import BIN, Office, command


@pytest.fixture(scope="module")
def made(founded, tmp_path_factory):
    """An office and a gate beside it, made once and at rest; tests work on copies."""
    office = Office(Path(shutil.copytree(founded, tmp_path_factory.mktemp("made") / "office"))).serve()
    office.enrol("东门", office.folder.with_name("gate"))
    office.serving.stop()
    return office


@pytest.fixture(scope="module")
def serial(made):
    """The first pass."""
    return made.passes()[0]["serial"]


@pytest.fixture(scope="module")
def text(made, serial):
    """Its code."""
    return load_keys(made.folder).code(serial, 1)


@pytest.fixture
def office(made, tmp_path):
    shutil.copytree(made.folder.parent, tmp_path, dirs_exist_ok=True)
    office = Office(tmp_path / "office", made.port).serve()
    yield office
    office.serving.stop()


@pytest.fixture
def gate(office):
    return office.folder.with_name("gate")


def measured(store, text, moment):
    return Attempt(identify(store, text), "in", Reading(36.5, moment.at))


def go_in(store: Store, text: str, times: int = 1) -> list[str]:
    clock = Clock(datetime.now(UTC))
    done = []
    for _ in range(times):
        clock.on(seconds=30)
        moment = stamp(store, clock())
        done.append(decide(store, measured(store, text, moment), moment).event)
    return done


def exported(office: Office) -> list[str]:
    return [row[-1] for row in csv.reader(io.StringIO(office.export()))][1:]


def test_what_was_recorded_without_a_line_arrives_when_it_is_back(office, gate, text):
    store = Store(gate)
    office.serving.stop()
    events = go_in(store, text, 3)
    with pytest.raises(OfficeUnreachable):
        synchronise(store)
    office.serve()
    assert (synchronise(store).sent, exported(office)) == (3, events)


def test_one_event_of_a_wrong_date_leaves_the_clock_in_doubt_until_the_office_finds_it_right(office, gate, text):
    store = Store(gate)
    wrong = stamp(store, datetime.now(UTC) + timedelta(days=300))
    decide(store, measured(store, text, wrong), wrong)
    before = stamp(store, datetime.now(UTC)).clock
    synchronise(store)
    assert (before, stamp(store, datetime.now(UTC)).clock) == ("doubtful", "checked")


def test_sending_again_sends_nothing_and_changes_nothing(office, gate, text):
    store = Store(gate)
    events = go_in(store, text, 2)
    assert (synchronise(store).sent, synchronise(store).sent, exported(office)) == (2, 0, events)


def test_more_events_than_one_batch_all_arrive(office, gate, text):
    store = Store(gate)
    events = go_in(store, text, BATCH + 1)
    assert (synchronise(store).sent, exported(office)) == (BATCH + 1, events)


def test_an_office_restored_from_a_backup_gets_again_what_it_lost(office, gate, text, tmp_path):
    store = Store(gate)
    early = go_in(store, text, 2)
    synchronise(store)
    office.serving.stop()
    shutil.copytree(office.folder, tmp_path / "backup")
    office.serve()
    late = go_in(store, text, 3)
    synchronise(store)
    office.serving.stop()
    shutil.rmtree(office.folder)
    shutil.copytree(tmp_path / "backup", office.folder)
    office.serve()
    synchronise(store)
    assert sorted(exported(office)) == sorted(early + late)


def test_a_gate_restored_from_an_old_copy_starts_a_new_chain_and_loses_nothing(office, gate, text, tmp_path):
    store = Store(gate)
    early = go_in(store, text, 2)
    shutil.copytree(gate, tmp_path / "copy")
    late = go_in(store, text, 3)
    synchronise(store)
    restored = Store(tmp_path / "copy")
    stray = go_in(restored, text, 1)
    assert synchronise(restored).aside == tuple(stray)
    after = go_in(restored, text, 2)
    assert synchronise(restored).aside == ()
    assert sorted(exported(office)) == sorted(early + late + after)
    assert office("ledger", "verify").returncode == 0


def test_a_revoked_pass_is_refused_after_the_next_synchronisation(office, gate, serial, text):
    store = Store(gate)
    assert office("passes", "revoke", serial, "--reason", "moved").returncode == 0
    synchronise(store)
    moment = stamp(store, datetime.now(UTC))
    decision = decide(store, measured(store, text, moment), moment)
    assert decision.verdict.reason == "revoked"


def test_a_replaced_card_stays_outside_and_the_new_one_goes_in(office, gate, serial, text):
    store = Store(gate)
    assert office("passes", "replace", serial, "--reason", "lost").returncode == 0
    synchronise(store)
    new = load_keys(office.folder).code(serial, 2)
    moment = stamp(store, datetime.now(UTC))
    reasons = [decide(store, measured(store, each, moment), moment).verdict.reason for each in (text, new)]
    assert reasons == ["replaced", "fine"]


def test_an_enrolment_file_is_good_once(office, gate, tmp_path):
    done = command("kiosk", tmp_path / "second", "enrol", gate.with_suffix(".enrolment"))
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


def test_enrolling_again_after_a_lost_answer_works(office, gate):
    assert command("kiosk", gate, "enrol", gate.with_suffix(".enrolment")).returncode == 0


def test_enrolling_without_an_office_says_what_to_do_and_can_be_repeated(office, tmp_path):
    file, folder = tmp_path / "west.enrolment", tmp_path / "west"
    office("gates", "enrol", "西门", "--out", file, "--url", office.url)
    office.serving.stop()
    done = command("kiosk", folder, "enrol", file)
    assert (done.returncode, done.stderr.count("does not answer")) == (1, 1)
    office.serve()
    assert command("kiosk", folder, "enrol", file).returncode == 0


def test_a_passbook_of_another_office_is_never_taken(office, gate, text, tmp_path):
    store = Store(gate)
    office.serving.stop()
    other = Office(tmp_path / "other", office.port)
    assert other("init", "--community", "彩虹小区").returncode == 0
    other.serve()
    try:
        with pytest.raises(Refusal):
            synchronise(store)
    finally:
        other.serving.stop()
    assert store.entry(text.lookup) is not None


def test_two_commands_at_once_make_one_chain(office, gate, text):
    store = Store(gate)
    image = gate.with_suffix(".png")
    cv2.imwrite(str(image), qr_card(text))
    line = [gate, "scan", *[image] * 20, "--temperature", "36.5"]
    both = [subprocess.Popen([BIN / "kiosk", "-d", *map(str, line)], stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(PATIENCE) for process in both] == [0, 0]
    assert (store.highest_number(), synchronise(store).sent) == (40, 40)
    assert office("ledger", "verify").returncode == 0
