"""The main job through the real things: roster, cards, a film of them, a gate's camera, a browser, the office's export."""

import csv
import io
from pathlib import Path

import film
import pytest
from playwright.sync_api import Page, expect

from gatepass.covenant import VisitKind
from tests.browsers import open_page
from tests.processes import PASSPHRASE, Office, Running, command, free_port, lines

ROSTER = Path(__file__).parent.parent / "data" / "sample-roster.xlsx"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("community")
    office = Office(folder / "office").found(ROSTER).serve()
    yield office
    office.serving.stop()


@pytest.fixture(scope="module")
def recording(office):
    """The first stairwell's cards: printed, rendered again, and filmed passing by."""
    pdf = office.folder.with_name("cards.pdf")
    done = office("print", "cards", "--stairwell", "1号", "--out", pdf)
    assert done.returncode == 0, done.stderr
    return film.record(film.pictures(pdf)[:2], pdf.with_name("camera.mp4"))


@pytest.fixture(scope="module")
def gate(office, recording):
    folder, port = office.folder.with_name("gate"), free_port()
    office.enrol("东门", folder)
    arguments = ("run", "--camera", str(recording), "--port", str(port))
    running = Running("kiosk", folder, arguments, f"http://127.0.0.1:{port}").start()
    yield running
    running.stop()


def type_temperature(page: Page, digits: str) -> None:
    for digit in digits:
        page.locator(f'#pad button[data-key="{digit}"]').click()
    page.locator('#pad button[data-key="Enter"]').click()


def test_from_the_roster_to_the_export(office, gate, browser):
    with open_page(browser, gate.url) as page:
        asking = page.locator("section.asking")
        expect(asking).to_be_visible()
        door, name = (asking.locator(f'[data-shown="{part}"]').inner_text() for part in ("door", "name"))
        type_temperature(page, "365")
        verdict = page.locator("section.verdict")
        expect(verdict).to_be_visible()
        assert verdict.locator('[data-shown="word"]').inner_text() == "放行"
        assert verdict.locator('[data-shown="name"]').inner_text() == name
        register_a_courier(page)
        expect(page.locator("#inside ol li")).to_have_count(1)
    assert command("kiosk", gate.folder, "sync").returncode == 0
    rows = list(csv.DictReader(io.StringIO(office.export())))
    passage = next(row for row in rows if row["姓名"] == name)
    assert (passage["门牌"], passage["大门"], passage["体温"], passage["结果"]) == (door, "东门", "36.5", "进入")
    visit = next(row for row in rows if row["来访类别"] == "快递")
    assert (visit["来访人"], visit["门牌"], visit["体温"], visit["结果"]) == ("张**", "12号302室", "36.4", "进入")
    whole = next(row for row in csv.DictReader(io.StringIO(reveal(office))) if row["来访类别"] == "快递")
    assert (whole["来访人"], whole["电话"]) == ("张三丰", "13812345678")


def register_a_courier(page: Page) -> None:
    page.locator(f'button[data-register="{VisitKind.COURIER}"]').click()
    form = page.locator("dialog#register-courier")
    form.locator('input[name="name"]').fill("张三丰")
    form.locator('input[name="phone"]').fill("13812345678")
    form.locator("input.stairwell").fill("12")
    form.locator("input.room").fill("302")
    form.locator('input[name="temperature"]').fill("364")
    form.locator('button[type="submit"]').click()
    expect(form.locator(".result .word")).to_have_text("放行")
    form.locator(".result .finish").click()


def reveal(office: Office) -> str:
    assert PASSPHRASE
    return office.export("--reveal")


def test_every_printed_card_of_the_stairwell_reads_as_its_own_pass(office, gate):
    pdf = office.folder.with_name("cards.pdf")
    pictures = []
    for number, card in enumerate(film.pictures(pdf)):
        path = pdf.with_name(f"card-{number:03}.png")
        film.save(card, path)
        pictures.append(path)
    scanned = lines(command("kiosk", gate.folder, "scan", *pictures, "--temperature", "36.5", "--dry-run"))
    doors = [held["door"] for held in office.passes() if held["door"].startswith("1号")]
    assert [line["door"] for line in scanned] == doors
    assert {line["outcome"] for line in scanned} == {"admit"}
