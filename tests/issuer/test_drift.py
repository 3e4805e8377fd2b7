"""A thermometer that drifts: medians of a day beside the others', who is named, and what the office is shown."""

import csv
from datetime import date, timedelta
from statistics import median as plain_median

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from gatepass.case import Direction, Outcome, Reason, Site
from gatepass.events import Details, Judged, Passage, Reference, Scan, Taken
from gatepass.kinds import Standing
from issuer.cli import issuer
from issuer.drift import FEWEST, Counted, drifts, median, named
from issuer.ledger import Upload, take
from issuer.office import Office
from issuer.web import create_app
from tests.issuer.offices import AT, TODAY, SimulatedGate

YESTERDAY = TODAY - timedelta(days=1)
NAMES = {"e": "东门", "w": "西门"}
FINE = Judged(Outcome.ADMIT, Reason.FINE, 1)


def counted(celsius, gate="e", day=TODAY, site=Site.FOREHEAD, device="", times=FEWEST):
    return Counted(day, gate, device, site, celsius, times)


def off(*counts):
    return [(each.gate, each.device, each.off, each.is_named) for each in drifts(counts, NAMES)]


@given(st.lists(st.sampled_from([35.9, 36.0, 36.5, 36.55, 37.3]), min_size=1, max_size=40))
def test_the_median_of_counts_is_that_of_the_values(values):
    counts = {value: values.count(value) for value in values}
    assert median(counts) == round(plain_median(values), 2)


@pytest.mark.parametrize(
    ("east", "west", "is_named"),
    [
        pytest.param(36.5, 36.0, True, id="half a degree lower is named"),
        pytest.param(36.5, 36.1, False, id="0.4 lower is not"),
        pytest.param(36.0, 36.6, True, id="higher is named too"),
    ],
)
def test_a_thermometer_that_is_half_a_degree_off_is_named(east, west, is_named):
    found = drifts((counted(east), counted(west, "w")), NAMES)
    assert [(each.gate, each.is_named) for each in found] == [("东门", is_named), ("西门", is_named)]


def test_a_device_is_compared_with_all_others_of_its_site_and_day():
    assert off(
        counted(36.5),
        counted(36.4, "w", device="1"),
        counted(35.8, "w", device="2"),
        counted(33.0, "w", site=Site.WRIST),
    ) == [
        ("东门", "", 0.4, False),
        ("西门", "", None, False),
        ("西门", "1", 0.25, False),
        ("西门", "2", -0.65, True),
    ]


def test_too_few_readings_name_nobody():
    assert off(counted(36.5), counted(35.0, "w", times=FEWEST - 1)) == [
        ("东门", "", None, False),
        ("西门", "", None, False),
    ]


def test_another_day_is_no_comparison():
    assert off(counted(36.5), counted(35.5, "w", YESTERDAY)) == [("东门", "", None, False), ("西门", "", None, False)]


def test_a_device_that_was_put_right_is_named_no_longer():
    put_right = (counted(36.5), counted(36.5, "w"), counted(36.5, day=YESTERDAY), counted(35.9, "w", YESTERDAY))
    days = drifts(put_right, NAMES)
    assert [(each.day, each.gate) for each in days if each.is_named] == [(YESTERDAY, "东门"), (YESTERDAY, "西门")]
    assert named(days) == ()


@pytest.fixture
def measured(office: Office) -> Office:
    """Two gates, two guns: the west gate's reads half a degree low."""
    for name, degrees, taken in (("东门", 36.5, {}), ("西门", 36.0, {"taken": Taken(Site.FOREHEAD, "2号枪")})):
        gate = SimulatedGate(office, name)
        scan = Scan(Direction.IN, FINE, Passage.IN, "ab" * 16, "h", degrees, **taken)
        visit = msgspec.structs.replace(gate.visiting(Details(), Details()), celsius=degrees, **taken)
        reference = Reference(30.0, Standing.OFF)
        lines = [gate.write(body) for body in (*[scan] * FEWEST, visit, reference)]
        take(office.store, Upload(gate.id, office.keys.tag, tuple(map(str, lines))), AT)
    return office


def test_the_ledger_counts_what_was_read_of_people_and_no_reference(measured: Office) -> None:
    counts = measured.store.temperatures(TODAY, TODAY)
    assert sorted((each.device, each.site, each.celsius, each.times) for each in counts) == [
        ("", Site.FOREHEAD, 36.5, FEWEST + 1),
        ("2号枪", Site.FOREHEAD, 36.0, FEWEST + 1),
    ]


def test_the_offices_pages_name_the_thermometer(measured: Office) -> None:
    client = create_app(measured, lambda: AT).test_client()
    said = "西门 体温计 2号枪（额头）2020-02-10 比其他低 0.5 °C，请核对或换一支"
    assert [said in client.get(page).text for page in ("/", "/gates/thermometers")] == [True, True]


def test_an_office_without_readings_is_told_what_will_come(office: Office) -> None:
    client = create_app(office, lambda: AT).test_client()
    client.set_cookie("language", "en")
    assert "each thermometer&#39;s drift appears here" in client.get("/gates/thermometers").text


def test_the_command_prints_every_day_and_warns(measured: Office, tmp_path) -> None:
    arguments = ["ledger", "drift", "--from", str(TODAY), "--to", str(TODAY)]
    ran = CliRunner().invoke(issuer, ["-d", str(measured.folder), *arguments, "--json"])
    lines = [msgspec.json.decode(line) for line in ran.stdout.splitlines()]
    assert [(line["gate"], line["device"], line["median"], line["others"]) for line in lines] == [
        ("东门", "", 36.5, 36.0),
        ("西门", "2号枪", 36.0, 36.5),
    ]


def test_an_older_ledger_is_counted_too(measured: Office) -> None:
    """The migration reads what earlier versions stored as text alone."""
    import sqlite3

    from issuer.store import FILE, Store

    path = measured.folder / FILE
    before = measured.store.temperatures(TODAY, TODAY)
    measured.store.close()
    with sqlite3.connect(path) as old:
        old.execute("DROP INDEX temperatures_of_a_day")
        for column in ("celsius", "site", "device"):
            old.execute(f"ALTER TABLE events DROP COLUMN {column}")
        old.execute("DELETE FROM _sqlite_migrations WHERE name = 'temperatures_of_a_day'")
    old.close()
    assert Store(measured.folder).temperatures(date.min, date.max) == before


def test_the_export_tells_where_and_by_which_device(measured: Office, tmp_path) -> None:
    out = tmp_path / "log.csv"
    arguments = ["export", "log", "--from", str(TODAY), "--to", str(TODAY), "--out", str(out), "--lang", "en"]
    assert CliRunner().invoke(issuer, ["-d", str(measured.folder), *arguments]).exit_code == 0
    rows = list(csv.DictReader(out.open(encoding="utf-8-sig")))
    assert sorted({(row["Site"], row["Device"], row["°C"]) for row in rows if row["Result"] == "went in"}) == [
        ("", "", "36.5"),
        ("forehead", "2号枪", "36.0"),
    ]
