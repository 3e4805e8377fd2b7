"""The pages of printing: one click is one run, whatever is refused says so, and designs that do not work are not kept."""

import io
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from time import sleep

import pypdfium2  # type: ignore[import-untyped]
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from appkit.assets import asset
from gatepass.people import Category
from issuer.designs import FOLDER, designs
from issuer.office import Office
from issuer.runs import reprint
from issuer.settings import Names, Settings, offset_of, settings_of
from issuer.sheets import Back, Offset
from issuer.store import CopyState
from issuer.web import create_app
from tests.issuer.offices import AT, issued_to, take_in
from tests.issuer.test_runs import PEOPLE, codes_in, codes_of


@pytest.fixture
def app(office: Office) -> Flask:
    issued_to(office, *PEOPLE)
    return create_app(office, lambda: AT)


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        client.set_cookie("language", "en")
        yield client


def followed(client: FlaskClient, answer: TestResponse) -> TestResponse:
    """Where a form led to, once the work in the background was done."""
    while answer.status_code == 303:
        place = answer.location
        if "/jobs/" in place:
            while not (state := client.get(f"{place}.json").json)["place"] and not state["refusal"]:
                sleep(0.02)  # asking without a pause takes the processor from the work that is waited for
        answer = client.get(place)
    return answer


def pdf_of(client: FlaskClient, run: int) -> bytes:
    answer = client.get(f"/printing/runs/{run}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return answer.data


def said(answer: TestResponse) -> str:
    """What a page that refuses says."""
    text = unescape(answer.text)
    return text.split('role="alert">', 1)[1].split("</p>", 1)[0] if 'role="alert">' in text else ""


def png(answer: TestResponse) -> tuple[int, int]:
    assert answer.status_code == 200, answer.text
    return Image.open(io.BytesIO(answer.data)).size


# --- printing ---


def test_a_stairwell_is_printed_and_its_file_opens(office: Office, client: FlaskClient):
    page = followed(client, client.post("/printing/", data={"request": "a", "stairwell": "2", "which": "all"}))
    assert (page.status_code, page.request.path) == (200, "/printing/runs/1")
    assert codes_in(pdf_of(client, 1)) == codes_of(office, tuple(each.name for each in PEOPLE[8:]))


def test_two_clicks_are_one_run(office: Office, client: FlaskClient):
    form = {"request": "the same form", "which": "all"}
    places = [followed(client, client.post("/printing/", data=form)).request.path for _ in range(2)]
    assert (places, len(office.store.runs()), len(office.store.copies())) == (["/printing/runs/1"] * 2, 1, 14)


def test_after_printing_nothing_waits_and_who_changed_waits_by_name(office: Office, client: FlaskClient):
    followed(client, client.post("/printing/", data={"which": "waiting"}))
    take_in(office, replace(PEOPLE[0], name="王<b>新", category=Category.TENANT))
    page = unescape(client.get("/printing/").text)
    table = page.split('<table class="changed', 1)[1].split("<tbody>")[1].split("</tbody>")[0]
    assert [part in table for part in ("1号101室", "王<b>新", "name, class")] == [True] * 3
    assert table.count("<tr>") == 1
    followed(client, client.post("/printing/", data={"which": "waiting"}))
    assert [run.count for run in office.store.runs()] == [1, 14]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        pytest.param({"which": "serials"}, "no serial was given", id="no serial"),
        pytest.param({"which": "serials", "serials": "123456"}, "“123456” is not a pass serial", id="no serial at all"),
        pytest.param({"start_at": "11", "which": "all"}, "a sheet has no position 11", id="off the sheet"),
        pytest.param({"start_at": "x"}, "“x” is no position on a sheet", id="no number"),
        pytest.param({"kind": "spares"}, "there are no cards to print", id="no spares"),
        pytest.param({"kind": "cars"}, "there are no cards to print", id="no cars"),
        pytest.param({"stairwell": "9"}, "stairwell 9 has no passes to print", id="a stairwell that is none"),
        pytest.param({"stock": "letter"}, "there is no stock “letter”", id="a stock that is none"),
    ],
)
def test_what_cannot_be_printed_is_refused_and_what_was_typed_stays(
    office: Office, client: FlaskClient, form: dict[str, str], words: str
):
    answer = client.post("/printing/", data={**form, "reason": "a reason <i>"})
    assert (answer.status_code, said(answer).split(";")[0]) == (400, words)
    assert 'value="a reason &lt;i&gt;"' in answer.text
    assert office.store.runs() == ()


def test_the_first_sheet_is_shown_before_it_is_printed(office: Office, client: FlaskClient):
    width, height = png(client.post("/printing/preview", data={"which": "all", "start_at": "3"}))
    assert (round(height / width, 2), office.store.runs()) == (1.41, ())


def test_a_preview_that_cannot_be_says_why(client: FlaskClient):
    answer = client.post("/printing/preview", data={"kind": "cars"})
    assert (answer.status_code, answer.json["refusal"].split(";")[0]) == (400, "there are no cards to print")


def test_a_job_that_is_gone_leads_to_the_runs(client: FlaskClient):
    assert client.get("/printing/jobs/nobody").location == "/printing/runs"


# --- one run ---


@pytest.fixture
def run(client: FlaskClient) -> int:
    followed(client, client.post("/printing/", data={"which": "all", "start_at": "4", "request": "first"}))
    return 1


def test_a_run_is_the_same_file_in_an_office_that_restarted(office: Office, client: FlaskClient, run: int):
    before = pdf_of(client, run)
    again = create_app(office, lambda: AT).test_client()
    assert pdf_of(again, run) == before == reprint(office, run).pdf


def test_a_run_is_handed_over(office: Office, client: FlaskClient, run: int):
    page = followed(client, client.post(f"/printing/runs/{run}/handed", data={"to": "一组", "state": "team"}))
    assert (page.status_code, office.store.run(run).handed.to) == (200, "一组")
    assert {copy.state for copy in office.store.copies()} == {CopyState.TEAM}


@pytest.mark.parametrize(
    ("path", "form", "words"),
    [
        pytest.param("handed", {"to": " "}, "nobody is named", id="to nobody"),
        pytest.param("void", {"reason": "misprint"}, "no card was chosen", id="nothing void"),
        pytest.param("void", {"position": "3"}, "no reason was given", id="no reason"),
        pytest.param(
            "void",
            {"position": "99", "reason": "x"},
            "those cards are void already, or not of this run",
            id="a card it has not",
        ),
        pytest.param("again", {"reason": "misprint"}, "no card was chosen", id="nothing again"),
        pytest.param(
            "again",
            {"reason": "x", "position": "1", "start_at": "0"},
            "“0” is no position on a sheet",
            id="off the sheet",
        ),
    ],
)
def test_what_cannot_be_done_to_a_run_is_refused(
    office: Office, client: FlaskClient, run: int, path: str, form: dict[str, str], words: str
):
    answer = client.post(f"/printing/runs/{run}/{path}", data=form)
    assert (answer.status_code, said(answer).split(";")[0]) == (400, words)
    assert {copy.state for copy in office.store.copies()} == {CopyState.DRAWER}


def test_chosen_cards_are_printed_again_as_a_run_that_names_the_old_one(office: Office, client: FlaskClient, run: int):
    form = {"position": ["2", "5"], "start_at": "9", "reason": "paper jam", "request": "again"}
    pages = [followed(client, client.post(f"/printing/runs/{run}/again", data=form)) for _ in range(2)]
    newest = office.store.runs()[0]
    assert [page.request.path for page in pages] == ["/printing/runs/2"] * 2
    assert (newest.count, newest.again, newest.start_at, newest.why) == (2, run, 9, "paper jam")
    assert [copy.position for copy in office.store.copies_of(run) if not copy.is_live] == [2, 5]


def test_misprints_are_void(office: Office, client: FlaskClient, run: int):
    followed(client, client.post(f"/printing/runs/{run}/void", data={"position": ["1", "14"], "reason": "smeared"}))
    assert [copy.position for copy in office.store.copies_of(run) if not copy.is_live] == [1, 14]


def test_a_run_that_is_none_is_not_found(client: FlaskClient):
    answers = [client.get("/printing/runs/7"), client.get("/printing/runs/7.pdf")]
    answers += [client.post(f"/printing/runs/7/{path}", data={"to": "x"}) for path in ("handed", "void", "again")]
    assert [answer.status_code for answer in answers] == [404] * 5


# --- designs ---


CARDS = asset(FOLDER) / "cards.typ"


def edited(client: FlaskClient, source: str, name: str = "cards.typ") -> TestResponse:
    return followed(client, client.post(f"/printing/designs/{name}", data={"source": source.replace("\n", "\r\n")}))


def test_a_changed_design_is_kept_with_its_own_line_ends_and_printed(office: Office, client: FlaskClient):
    source = CARDS.read_text("utf-8").replace("出入证", "通行证")
    assert edited(client, source).status_code == 200
    assert designs(office.folder)["cards.typ"].decode() == source
    assert "changed by the office" in client.get("/printing/designs/cards.typ").text


def test_a_design_that_does_not_compile_is_refused_with_its_line_and_the_old_one_stays(
    office: Office, client: FlaskClient
):
    source = "// a line\n#nothing-of-that-name\n" + CARDS.read_text("utf-8")
    answer = client.post("/printing/designs/cards.typ", data={"source": source})
    assert (answer.status_code, said(answer).split(":")[0]) == (400, "cards.typ, line 2")
    assert ("#nothing-of-that-name" in answer.text, 'data-line="2"' in answer.text) == (True, True)
    assert designs(office.folder)["cards.typ"] == CARDS.read_bytes()


def test_a_design_that_fails_on_some_cards_alone_is_refused(office: Office, client: FlaskClient):
    source = CARDS.read_text("utf-8").replace("#let job =", "#let job-of-the-office =", 1)
    only_spares = (
        CARDS.read_text("utf-8")
        + '\n#if "job" in sys.inputs and job.cards.any(c => c.name == "") { panic("a spare") }\n'
    )
    for each in (source, only_spares):
        assert client.post("/printing/designs/cards.typ", data={"source": each}).status_code == 400
    assert designs(office.folder)["cards.typ"] == CARDS.read_bytes()


def test_a_design_that_reaches_for_files_of_the_computer_is_refused(office: Office, client: FlaskClient):
    for path in ("/etc/hostname", "../../../../etc/hostname", str(office.folder / "keys.json")):
        source = CARDS.read_text("utf-8") + f'\n#read("{path}")\n'
        assert client.post("/printing/designs/cards.typ", data={"source": source}).status_code == 400


def test_a_design_that_would_fetch_something_from_elsewhere_is_refused(client: FlaskClient):
    source = '#import "@preview/cetz:0.2.0": *\n' + CARDS.read_text("utf-8")
    answers = [client.post(f"/printing/designs/cards.typ{path}", data={"source": source}) for path in ("", "/preview")]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert said(answers[0]).startswith("a design cannot use packages from the internet")


def test_going_back_brings_the_original(office: Office, client: FlaskClient):
    edited(client, CARDS.read_text("utf-8").replace("出入证", "通行证"))
    followed(client, client.post("/printing/designs/cards.typ/original"))
    assert (designs(office.folder)["cards.typ"], list((office.folder / FOLDER).iterdir())) == (CARDS.read_bytes(), [])


@pytest.mark.parametrize(
    "name", ["../office.db", "..%2Foffice.db", "cards.typ%00", "fonts", "keys.json", ".typ", "C:cards.typ"]
)
def test_no_name_is_a_path(office: Office, client: FlaskClient, name: str):
    answers = [client.get(f"/printing/designs/{name}"), client.post(f"/printing/designs/{name}", data={"source": "x"})]
    assert {answer.status_code for answer in answers} <= {404, 405}
    assert not (office.folder / FOLDER).exists()


@pytest.mark.parametrize("name", sorted(designs(Path("nowhere"))))
def test_every_design_shows_a_sample(client: FlaskClient, name: str):
    assert min(png(client.get(f"/printing/designs/{name}/sample.png"))) > 100


def test_a_preview_names_the_line_that_is_wrong(client: FlaskClient):
    answer = client.post("/printing/designs/cards.typ/preview", data={"source": "\r\n\r\n#let x = (1,\r\n"})
    assert (answer.status_code, answer.json["line"]) == (400, 3)


# --- the logo ---


def picture(size: tuple[int, int] = (300, 200), form: str = "PNG") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "#b04a00").save(written, form)
    return written.getvalue()


SVG = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'><circle cx='5' cy='5' r='4'/></svg>"


def upload(client: FlaskClient, content: bytes) -> TestResponse:
    return client.post("/printing/logo", data={"logo": (io.BytesIO(content), "../../a logo.exe")})


def test_a_logo_takes_the_place_of_the_one_before(office: Office, client: FlaskClient):
    for content, name in ((picture(), "logo.png"), (SVG, "logo.svg"), (picture(), "logo.png")):
        assert upload(client, content).status_code == 303
        assert [path.name for path in (office.folder / FOLDER).iterdir()] == [name]
        assert client.get("/printing/logo").data == content
    client.post("/printing/logo/remove")
    assert list((office.folder / FOLDER).iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"MZ\x90", id="a program"),
        pytest.param(picture(form="GIF"), id="another kind of picture"),
        pytest.param(picture()[:100], id="a picture cut off"),
        pytest.param(picture((5000, 10)), id="endless"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'>" + b" " * 600_000 + b"</svg>", id="too large"),
        pytest.param(b"<html></html>", id="a page"),
        pytest.param(b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><svg>&a;</svg>", id="reaching for a file"),
    ],
)
def test_what_is_no_small_picture_is_no_logo(office: Office, client: FlaskClient, content: bytes):
    assert (upload(client, content).status_code, (office.folder / FOLDER).exists()) == (400, False)


# --- settings and calibration ---


def test_settings_are_chosen_on_the_page(office: Office, client: FlaskClient):
    form = {"names": "masked", "stock": "cr80", "back": "short_edge", "contact": " 021-6200 0000 "}
    assert followed(client, client.post("/printing/settings", data=form)).status_code == 200
    assert settings_of(office.store) == Settings(Names.MASKED, "cr80", Back.SHORT_EDGE, "021-6200 0000")


@pytest.mark.parametrize("wrong", [{"names": "none"}, {"stock": "letter"}, {"back": "x"}, {"contact": "9" * 61}])
def test_settings_that_are_none_change_nothing(office: Office, client: FlaskClient, wrong: dict[str, str]):
    form = {"names": "masked", "stock": "cr80", "back": "none", **wrong}
    assert client.post("/printing/settings", data=form).status_code == 400
    assert settings_of(office.store) == Settings()


def test_what_was_measured_is_remembered_and_what_is_printed_next_is_moved(office: Office, client: FlaskClient):
    form = {"left": "21.5", "top": "19", "across": "100", "down": "100"}
    page = followed(client, client.post("/printing/calibration/a4-10", data=form))
    assert (page.status_code, offset_of(office.store, "a4-10")) == (200, Offset(-1.5, 1.0, 1.0))
    answers = [client.get(f"/printing/calibration/a4-10.pdf{query}") for query in ("", "?corrected=1")]
    assert [answer.data[:4] for answer in answers] == [b"%PDF"] * 2
    assert answers[0].data != answers[1].data
    followed(client, client.post("/printing/calibration/a4-10", data={"forget": "yes"}))
    assert offset_of(office.store, "a4-10") == Offset(0, 0, 1.0)


@pytest.mark.parametrize(
    "form",
    [
        pytest.param({"left": "x", "top": "20", "across": "100", "down": "100"}, id="no number"),
        pytest.param({"left": "20", "top": "20", "across": "100"}, id="one is missing"),
        pytest.param({"left": "nan", "top": "20", "across": "100", "down": "100"}, id="not a number"),
        pytest.param({"left": "20", "top": "20", "across": "inf", "down": "100"}, id="endless"),
        pytest.param({"left": "90", "top": "20", "across": "100", "down": "100"}, id="far off"),
    ],
)
def test_what_cannot_have_been_measured_is_refused(office: Office, client: FlaskClient, form: dict[str, str]):
    answer = client.post("/printing/calibration/a4-10", data=form)
    assert (answer.status_code, offset_of(office.store, "a4-10")) == (400, Offset(0, 0, 1.0))


def test_a_stock_that_is_none_is_not_found(client: FlaskClient):
    assert client.get("/printing/calibration?stock=letter").status_code == 404


# --- papers ---


def test_notices_are_a_run_that_comes_out_the_same_again(office: Office, client: FlaskClient):
    followed(client, client.post("/printing/papers/notices", data={"language": ["zh", "en"], "stairwell": ["1", "2"]}))
    run = office.store.runs()[0]
    with pypdfium2.PdfDocument(pdf_of(client, run.id)) as document:
        pages = len(document)
    assert (run.kind, run.count, pages, reprint(office, run.id).is_same) == ("notices", 4, 4, True)


def test_notices_without_a_language_are_refused(office: Office, client: FlaskClient):
    answer = client.post("/printing/papers/notices", data={"stairwell": "1"})
    assert (answer.status_code, said(answer)) == (400, "no language was chosen; choose at least one")


@pytest.mark.parametrize("place", ["", "runs", "papers", "designs", "calibration", "settings"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_shows_in_a_new_office_in_both_languages(office: Office, place: str, language: str):
    client = create_app(office, lambda: AT).test_client()
    client.set_cookie("language", language)
    assert client.get(f"/printing/{place}").status_code == 200
