"""The roster's pages without a browser: what is confirmed is what was reviewed."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook

from issuer.web import create_app
from tests.issuer.offices import AT, resident, take_in


@pytest.fixture
def client(office) -> FlaskClient:
    return create_app(office, lambda: AT).test_client()


def workbook(*rows: tuple[str, ...]) -> bytes:
    book, written = Workbook(), BytesIO()
    for row in (("楼号", "室号", "姓名"), *rows):
        book.worksheets[0].append(row)
    book.save(written)
    return written.getvalue()


def uploaded(client: FlaskClient, *rows: tuple[str, ...]) -> str:
    """The place of the review of a file."""
    form = {"file": (BytesIO(workbook(*rows)), "花名册.xlsx")}
    return client.post("/roster/upload", data=form).headers["Location"]


def names(office) -> list[str]:
    return [person.resident.name for person in office.store.residents()]


def test_what_was_reviewed_is_imported(client, office):
    place = uploaded(client, ("12", "302", "王小㛃"))
    assert client.get(place).status_code == 200
    assert (client.post(place).status_code, names(office)) == (303, ["王小㛃"])


def test_a_review_that_no_longer_holds_is_not_imported(client, office):
    place = uploaded(client, ("12", "302", "王小㛃"))
    client.get(place)
    take_in(office, resident("12-302", "王小㛃"), resident("12-401", "李明"))
    assert client.post(place).status_code == 409
    assert "名单刚被另一个程序改过" in client.post(place).get_data(as_text=True)
    client.get(place)
    assert (client.post(place).status_code, names(office)) == (303, ["王小㛃", "李明"])


def test_a_file_that_nobody_looked_at_is_not_imported(client, office):
    place = uploaded(client, ("12", "302", "王小㛃"))
    assert (client.post(place).status_code, names(office)) == (409, [])
