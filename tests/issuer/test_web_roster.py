"""The roster's pages without a browser: what is confirmed is what was reviewed."""

import html
import time
from http import HTTPStatus
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook
from werkzeug.test import TestResponse

from issuer.web import create_app
from tests.issuer.offices import AT, resident, take_in


@pytest.fixture
def client(office) -> FlaskClient:
    return create_app(office, lambda: AT).test_client()


def workbook(*rows: tuple[str, ...]) -> bytes:
    book, written = Workbook(), BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(written)
    return written.getvalue()


def uploaded(client: FlaskClient, *rows: tuple[str, ...]) -> str:
    """The place of the review of a file."""
    return sent(client, ("楼号", "室号", "姓名"), *rows)


def sent(client: FlaskClient, *rows: tuple[str, ...]) -> str:
    form = {"file": (BytesIO(workbook(*rows)), "花名册.xlsx")}
    return arrived(client, client.post("/roster/upload", data=form))


def arrived(client: FlaskClient, answer: TestResponse) -> str:
    """Where one is sent on to once the work in the background is done."""
    while "/jobs/" in answer.headers.get("Location", ""):
        time.sleep(0.01)
        job, answer = answer, client.get(answer.headers["Location"])
        if answer.status_code == HTTPStatus.OK:
            answer = job
    return answer.headers.get("Location", answer.get_data(as_text=True))


def names(office) -> list[str]:
    return [person.resident.name for person in office.store.residents()]


def test_what_was_reviewed_is_imported(client, office):
    place = uploaded(client, ("12", "302", "王小㛃"))
    assert client.get(place).status_code == 200
    assert (arrived(client, client.post(place)), names(office)) == ("/roster/?imported=1", ["王小㛃"])
    assert "已导入 花名册.xlsx；可在下面撤销" in client.get("/roster/?imported=1").get_data(as_text=True)


def test_a_review_that_no_longer_holds_is_not_imported(client, office):
    place = uploaded(client, ("12", "302", "王小㛃"))
    client.get(place)
    take_in(office, resident("12-302", "王小㛃"), resident("12-401", "李明"))
    assert "名单刚被另一个程序改过" in arrived(client, client.post(place))
    assert len(office.store.imports()) == 1
    client.get(place)
    assert (arrived(client, client.post(place)), names(office)) == ("/roster/?imported=2", ["王小㛃", "李明"])


def test_a_file_that_nobody_looked_at_is_not_imported(client, office):
    place = uploaded(client, ("12", "302", "王小㛃"))
    assert (client.post(place).status_code, names(office)) == (409, [])


NEWBORN = {"door": "12-302", "name": "王小宝", "category": "owner", "document": "", "until": "", "reason": "出生"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"until": "2020-13-45"}, "“2020-13-45”不是日期，请写成 2020-02-10 这样", id="no date"),
        pytest.param({"until": "明年"}, "“明年”不是日期，请写成 2020-02-10 这样", id="a word for a date"),
        pytest.param({"until": "2020-02-09"}, "2020-02-09 已经过去，请给一个将来的日期", id="a day that has passed"),
        pytest.param({"category": "宠物"}, "“宠物”不能选，请从列表中选一个", id="no category"),
        pytest.param({"kind": "会员卡", "document": "1"}, "“会员卡”不能选，请从列表中选一个", id="no kind of document"),
        pytest.param({"phone": "138"}, "少8位，请补全", id="no phone"),
    ],
)
def test_what_is_typed_wrongly_is_refused_with_what_was_typed_and_nobody_is_added(client, office, typed, said):
    answer = client.post("/roster/people", data=NEWBORN | {"issue": "1"} | typed)
    shown = answer.get_data(as_text=True)
    assert (answer.status_code, names(office)) == (409, [])
    assert said in shown
    assert [f'value="{html.escape(each)}"' in shown for each in ("12-302", "王小宝", "出生")] == [True, True, True]


def test_a_box_that_was_not_ticked_stays_so_when_the_form_is_refused(client):
    ticked, not_ticked = (
        client.post("/roster/people", data=NEWBORN | {"until": "x"} | issue).get_data(as_text=True)
        for issue in ({"issue": "1"}, {})
    )
    assert ["checked" in shown.split('name="issue"')[1].split(">")[0] for shown in (ticked, not_ticked)] == [
        True,
        False,
    ]


def test_a_column_that_a_roster_does_not_have_is_refused(client, office):
    place = uploaded(client, ("12", "302", "王小㛃"))
    answer = client.post(f"{place}/columns", data={"title": "住哪", "column": "宠物"})
    assert (answer.status_code, office.store.titles()) == (409, {})


def test_a_newborn_is_added_with_a_pass(client, office):
    answer = client.post("/roster/people", data=NEWBORN | {"issue": "1", "until": "2020-12-31"})
    holding = office.store.holdings()[0]
    assert (answer.status_code, holding.resident.name, str(holding.issued.validity.until)) == (
        303,
        "王小宝",
        "2020-12-31",
    )


def test_an_answer_that_cannot_be_chosen_is_refused_and_nothing_is_imported(client, office):
    header = ("门牌", "姓名", "证件类型", "证件号码")
    for number, answer, status in (("E12345678", "skip", 303), ("E87654321", "宠物", 409)):
        place = sent(client, header, ("12-302", "王小㛃", "护照", number))
        client.get(place)
        answered = client.post(place, data={"doubt-0": answer})
        assert (answered.status_code, bool(arrived(client, answered))) == (status, True)
    assert [person.resident.document.number for person in office.store.residents()] == ["E12345678"]


def test_two_clicks_are_one_import(client, office):
    place = uploaded(client, ("12", "302", "王小㛃"))
    client.get(place)
    answers = [client.post(place, data={"request": "one form"}) for _ in range(2)]
    assert [arrived(client, answer) for answer in answers] == ["/roster/?imported=1"] * 2
    assert len(office.store.imports()) == 1


def test_a_script_is_told_where_to_go_on(client):
    form = {"file": (BytesIO(workbook(("楼号", "室号", "姓名"), ("12", "302", "王小㛃"))), "花名册.xlsx")}
    answer = client.post("/roster/upload", data=form, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["place"].startswith("/roster/jobs/")) == (200, True)


def test_a_script_is_told_when_the_work_is_over(client):
    form = {"file": (BytesIO(workbook(("楼号", "室号", "姓名"), ("12", "302", "王小㛃"))), "花名册.xlsx")}
    place = client.post("/roster/upload", data=form).headers["Location"]
    while not (state := client.get(f"{place}.json").json)["place"]:
        time.sleep(0.01)
    assert (client.get(state["place"]).status_code, state["refusal"]) == (200, "")


def test_a_file_without_a_roster_is_told_by_its_review(client):
    place = sent(client, ("住哪", "叫啥"), ("12-302", "王小㛃"))
    answer = client.get(place)
    assert (answer.status_code, "没有找到表头" in answer.get_data(as_text=True)) == (409, True)


def test_work_that_nobody_knows_leads_back_to_the_roster(client):
    assert (client.get("/roster/jobs/x").headers["Location"], client.get("/roster/jobs/x.json").status_code) == (
        "/roster/",
        404,
    )
