"""The pages of lists without a browser: what is marked, changed, taken in and undone, and what is told when it cannot be."""

import html
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from gatepass.people import Door
from issuer import importing, marks
from issuer.office import Office, adopt
from issuer.store import Span, Whom
from issuer.web import create_app
from tests.issuer.offices import ACT, AT, TODAY, copied, founded, resident, take_in
from tests.issuer.test_web_roster import workbook

UNTIL = TODAY + timedelta(days=13)
ORDER = {"list": "quarantine", "since": str(TODAY), "until": str(UNTIL), "reason": "密接"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with three residents, made once; tests work on copies."""
    at = founded(tmp_path_factory.mktemp("made") / "office")
    take_in(at, resident("12-302", "王甲"), resident("12-302", "王乙"), resident("1-101", "李<b>丙"))
    at.store.close()
    return at.folder


@pytest.fixture
def office(made: Path, tmp_path: Path) -> Iterator[Office]:
    at = copied(made, tmp_path / "office")
    yield at
    at.store.close()


@pytest.fixture
def client(office: Office) -> FlaskClient:
    return create_app(office, lambda: AT).test_client()


def text(answer: TestResponse) -> str:
    return html.unescape(answer.get_data(as_text=True))


def on(office: Office) -> list[tuple[str, str, str]]:
    """Who is marked until when; a household by its door."""
    return [
        (each.name, str(each.whom.door or each.whom.resident), str(each.span.last))
        for each in office.store.markings()
        if not each.span.void
    ]


def sent(client: FlaskClient, *rows: tuple[str, ...], **order: str) -> TestResponse:
    form = {
        **ORDER,
        "list": "returnee",
        **order,
        "file": (BytesIO(workbook(("姓名", "身份证号", "门牌"), *rows)), "名单.xlsx"),
    }
    return client.post("/lists/upload", data=form)


def reviewed(client: FlaskClient, *rows: tuple[str, ...]) -> str:
    """The place of the review of a list."""
    return sent(client, *rows).headers["Location"]


def test_an_empty_page_says_what_to_do(client: FlaskClient, office: Office) -> None:
    assert "还没有人在名单上。上面可以标记一户或几个人" in text(client.get("/lists/"))


def test_an_office_without_people_is_sent_to_the_roster(client: FlaskClient, office: Office) -> None:
    importing.undo(office.store, ACT)
    assert "请先导入花名册" in text(client.get("/lists/"))


def test_a_household_and_somebody_of_another_are_marked_with_one_form(client: FlaskClient, office: Office) -> None:
    found = text(client.post("/lists/search", data={"asked": "12-302"}))
    assert ('value="12号302室"' in found, "王乙" in found, "李" in found) == (True, True, False)
    form = {**ORDER, "door": "12号302室", "resident": "3", "request": "one"}
    for _ in range(2):
        assert client.post("/lists/marks", data=form).status_code == HTTPStatus.SEE_OTHER
    assert on(office) == [("quarantine", "12号302室", "2020-02-23"), ("quarantine", "3", "2020-02-23")]
    shown = client.get("/lists/").get_data(as_text=True)
    assert ("还剩 13 天" in shown, "李&lt;b&gt;丙" in shown) == (True, True)


def test_a_list_of_the_offices_own_is_named_in_words(client: FlaskClient, office: Office) -> None:
    client.post("/lists/marks", data={**ORDER, "own": "重点人员", "until": "", "resident": "3"})
    assert on(office) == [("重点人员", "3", "None")]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"resident": "3", "reason": ""}, "没有写原因", id="no reason"),
        pytest.param({}, "没有勾选要标记的人", id="nobody ticked"),
        pytest.param({"resident": "3", "until": "2020-02-01"}, "早于开始日", id="days in the wrong order"),
        pytest.param({"resident": "3", "until": "tomorrow"}, "不是日期", id="no day"),
        pytest.param({"resident": "3", "own": "a b"}, "不能作名单名称", id="no name for a list"),
        pytest.param({"door": "1号909室"}, "1号909室 没有居民", id="an empty door"),
    ],
)
def test_what_is_typed_wrongly_is_told_and_kept(
    client: FlaskClient, office: Office, wrong: dict[str, str], said: str
) -> None:
    answer = client.post("/lists/marks", data={**ORDER, "reason": "街道来电", "asked": "李", **wrong})
    kept = wrong.get("reason", "街道来电")
    assert (answer.status_code, on(office)) == (HTTPStatus.CONFLICT, [])
    assert (said in text(answer), f'name="reason" value="{kept}"' in text(answer)) == (True, True)
    assert ("checked" in text(answer)) == ("resident" in wrong)


def test_a_mark_is_made_longer_and_ended_and_that_is_undone(client: FlaskClient, office: Office) -> None:
    marks.mark(office.store, [Whom(door=Door(12, 302))], "quarantine", Span(TODAY), ACT)
    client.post("/lists/marks/1/extend", data={"until": str(UNTIL), "reason": "第二次核酸"})
    client.post("/lists/marks/1/end", data={"reason": "解除"})
    assert (on(office), "延长或结束" in text(client.get("/lists/"))) == (
        [("quarantine", "12号302室", "2020-02-09")],
        False,
    )
    client.post("/lists/undo")
    assert on(office) == [("quarantine", "12号302室", "2020-02-23")]
    assert "已撤销" in text(client.get("/lists/"))


def test_what_is_over_and_who_moved_out_stays_readable(client: FlaskClient, office: Office) -> None:
    for who in (1, 2, 3):
        marks.mark(office.store, [Whom(resident=who)], "returnee", Span(TODAY), ACT)
    marks.end(office.store, 1, ACT)
    importing.move_out(office.store, frozenset({2}), TODAY, ACT)
    marks.undo(office.store, ACT)
    marks.end(office.store, 3, ACT)
    shown = text(client.get("/lists/"))
    over = shown[shown.index("已经结束的") : shown.index("经过")]
    assert [said in over for said in ("王甲", "王乙", "2020-02-10 迁出", "李<b>丙", "2020-02-10 提前结束")] == [
        False, True, True, True, True
    ]  # fmt: skip


def test_what_was_done_names_whom_it_concerned(client: FlaskClient, office: Office) -> None:
    marks.mark(office.store, [Whom(door=Door(12, 302)), *map(Whom, (1, 2, 3))], "work", Span(TODAY), ACT)
    shown = " ".join(text(client.get("/lists/")).split())
    assert '12号302室 <span class="household">整户</span>, 12号302室 王甲, 12号302室 王乙, …' in shown


def test_a_change_without_a_reason_is_told(client: FlaskClient, office: Office) -> None:
    marks.mark(office.store, [Whom(resident=1)], "work", Span(TODAY), ACT)
    answers = [client.post(f"/lists/marks/1/{what}", data={"until": str(UNTIL)}) for what in ("extend", "end")]
    assert [("没有写原因" in text(answer), answer.status_code) for answer in answers] == [(True, 409)] * 2


def test_a_list_is_reviewed_by_door_and_masked_name_taken_in_and_undone(client: FlaskClient, office: Office) -> None:
    place = reviewed(client, ("王甲", "", "12-302"), ("吴名", "", "1-101"))
    shown = text(client.get(place))
    assert ("12号302室 王*" in shown, "王甲" in shown, on(office)) == (True, False, [])
    assert "第3行「姓名」不住在1号101室" in shown
    client.post(place)
    assert on(office) == [("returnee", "1", "2020-02-23")]
    assert "1 人不在花名册" in text(client.get("/lists/"))
    client.post("/lists/undo")
    assert on(office) == []


def test_a_list_may_be_for_so_many_days_from_everybodys_first_day_on(client: FlaskClient, office: Office) -> None:
    client.post(sent(client, ("王甲", "", "12-302"), days="7").headers["Location"])
    assert on(office) == [("returnee", "1", "2020-02-16")]


def test_a_list_with_a_broken_number_marks_nobody_until_the_rest_is_asked_for(
    client: FlaskClient, office: Office
) -> None:
    place = reviewed(client, ("王甲", "", "12-302"), ("王乙", "31010119800101001", ""))
    refused = client.post(place)
    assert (refused.status_code, on(office)) == (HTTPStatus.CONFLICT, [])
    assert "第3行「身份证号」少1位，名单没有导入" in text(refused)
    client.post(place, data={"rest": "1"})
    assert on(office) == [("returnee", "1", "2020-02-23")]


def test_the_rows_to_look_at_can_be_taken_away(client: FlaskClient, office: Office) -> None:
    place = reviewed(client, ("吴名", "", "1-101"), ("王乙", "31010119800101001", ""))
    (sheet,) = load_workbook(BytesIO(client.get(f"{place}/rows.xlsx").data)).worksheets
    assert [tuple(cell.value for cell in row)[:3] for row in sheet][1:] == [
        (3, "身份证号", "少1位"), (2, "姓名", "不住在1号101室")
    ]  # fmt: skip


def test_a_newer_list_ends_the_others_when_it_is_ticked(client: FlaskClient, office: Office) -> None:
    client.post(reviewed(client, ("王甲", "", "12-302"), ("王乙", "", "12-302")))
    place = reviewed(client, ("王甲", "", "12-302"))
    assert "新名单没有的人，今天起结束标记" in text(client.get(place))
    client.post(place, data={"end_gone": "1"})
    assert on(office) == [("returnee", "1", "2020-02-23"), ("returnee", "2", "2020-02-09")]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"until": "2020-02-01"}, "早于开始日", id="days in the wrong order"),
        pytest.param({"own": "<"}, "不能作名单名称", id="no name for a list"),
    ],
)
def test_a_list_sent_with_a_wrong_order_is_told(client: FlaskClient, wrong: dict[str, str], said: str) -> None:
    answer = sent(client, ("王甲", "", "12-302"), **wrong)
    assert (answer.status_code, said in text(answer)) == (HTTPStatus.CONFLICT, True)


def test_no_file_is_told(client: FlaskClient) -> None:
    assert "没有选择文件" in text(client.post("/lists/upload", data=ORDER))


def test_a_review_that_is_gone_is_told(client: FlaskClient) -> None:
    answers = (
        client.get("/lists/review/none"),
        client.post("/lists/review/none"),
        client.get("/lists/review/none/rows.xlsx"),
    )
    assert ["上传的文件已过期" in text(answer) for answer in answers] == [True] * 3


def test_it_is_told_when_no_rule_of_the_covenant_names_a_list(client: FlaskClient, office: Office) -> None:
    marks.mark(office.store, [Whom(resident=1)], "work", Span(TODAY), ACT)
    before = text(client.get("/lists/"))
    adopt(office.store, b'name = "x"\n[[rules]]\nkind = "listed"\nmarks = ["work"]\nzh = "x"\nen = "x"', AT, ACT)
    assert ["规约没有提到这个名单" in shown for shown in (before, text(client.get("/lists/")))] == [True, False]


def test_the_page_is_in_english_too(client: FlaskClient, office: Office) -> None:
    marks.mark(office.store, [Whom(resident=1)], "work", Span(TODAY, UNTIL), ACT)
    client.set_cookie("language", "en")
    shown = text(client.get("/lists/"))
    assert [said in shown for said in ("goes to work", "days left: 13", "Undo the last one")] == [True] * 3
