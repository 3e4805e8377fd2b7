"""The office's pages for the covenant: drafts are begun, corrected, tried and adopted; what is wrong is told and nothing typed is lost."""

import re
from datetime import datetime, timedelta
from html import unescape
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace
from werkzeug.test import TestResponse

from gatepass.case import OVERRIDABLE
from gatepass.covenant import Covenant, Difference, decoded, difference, parse_covenant, toml_of
from gatepass.kinds import Forgotten, Quota, TemperatureRule
from gatepass.passbook import read_body, verify_head
from issuer import ledger
from issuer.drafting import EMPTY, ready_made
from issuer.ledger import Upload
from issuer.office import Office
from issuer.ruleform import Typed, kind_in, slots, typed_of
from issuer.store import Act, Adopted, Draft
from issuer.web import create_app
from issuer.web.covenantreplay import usual_days
from tests.issuer.filledforms import filled
from tests.issuer.offices import AT, SimulatedGate, keys
from tests.issuer.test_drafts import with_a_past

NONE = Difference((), ())
NOT_SAVED = "下面的改动还没有保存"


@pytest.fixture
def client(office: Office) -> FlaskClient:
    return create_app(office, lambda: AT + timedelta(days=4)).test_client()


def begun(client: FlaskClient, source: str = "ready:strict-closing", **more: str) -> str:
    """The place of a new draft."""
    answer = client.post("/covenant/begin", data={"source": source, **more})
    assert answer.status_code == HTTPStatus.SEE_OTHER
    return answer.location


def draft_at(office: Office, place: str) -> Draft:
    """The draft of a page."""
    draft = office.store.draft(int(place.rsplit("/", 1)[1]))
    assert draft
    return draft


def form_of(office: Office, place: str) -> dict[str, object]:
    """A draft's form as it would have been typed."""
    draft = draft_at(office, place)
    return {**typed_of(parse_covenant(draft.written.encode())), "edition": str(draft.edition), "do": "save"}


def slot_of(form: Typed, kind: type) -> int:
    return next(slot for slot in slots(form) if kind_in(form, slot) is kind)


def wrong(answer: TestResponse) -> dict[str, str]:
    """What a page tells to be wrong, by field."""
    return {path: unescape(said) for path, said in re.findall(r'id="([^"]+)-wrong" role="alert">([^<]*)<', answer.text)}


def adopting(**more: str) -> dict[str, str]:
    return {"who": "李主任", "reason": "二月封闭", **more}


def test_the_page_tells_the_covenant_in_force_in_both_languages(client: FlaskClient, office: Office) -> None:
    rules = office.store.covenant_in_force(AT).words()
    zh = unescape(client.get("/covenant/").text)
    client.set_cookie("language", "en")
    en = unescape(client.get("/covenant/").text)
    assert [text for text in rules if f"<li>{text.zh}</li>" not in zh or f"<li>{text.en}</li>" not in en] == []
    assert zh.count('aria-current="page">规约') == 1


def saved_untouched(client: FlaskClient, office: Office, place: str) -> Covenant:
    """What stands in a draft after its form was sent back as the page holds it."""
    page = client.get(place).text
    assert (wrong(client.get(place)), NOT_SAVED in page) == ({}, False)
    assert client.post(place, data={**filled(page, place), "do": "save"}).location == place
    return decoded(draft_at(office, place).written.encode())


def test_a_form_of_any_ready_made_covenant_that_is_saved_untouched_changes_nothing(
    client: FlaskClient, office: Office
) -> None:
    for made in ready_made():
        saved = saved_untouched(client, office, begun(client, f"ready:{made.key}"))
        assert (made.key, difference(made.covenant, saved)) == (made.key, NONE)


WRITTEN_OUT = """name = "x"
version = 7
[[closed]]
begin = 22:30:45
end = 06:00:00
who = {}
directions = ["out", "in"]
[temperature]
another = false
sites = []
wait_at = {zh = "棚", en = "棚"}
[[visits]]
kind = "rider"
required = ["phone", "name"]
shelf = false
[[rules]]
kind = "listed"
marks = ["work", "over_70", "returnee"]
zh = "问"
en = "ask"
but_marks = []
"""


def test_what_is_usual_and_written_out_is_no_difference_after_the_form(client: FlaskClient, office: Office) -> None:
    place = begun(client, "pasted", toml=WRITTEN_OUT)
    assert difference(parse_covenant(WRITTEN_OUT.encode()), saved_untouched(client, office, place)) == NONE


def test_the_covenant_in_force_is_still_the_same_after_its_form_was_saved(client: FlaskClient, office: Office) -> None:
    client.post(f"{begun(client)}/adopt", data=adopting())
    place = begun(client, "version:2")
    saved_untouched(client, office, place)
    assert ("规则相同" in client.get(place).text, "不再：" in client.get(place).text) == (True, False)


def test_a_draft_is_begun_from_a_version_and_from_pasted_toml(client: FlaskClient, office: Office) -> None:
    begun(client, "version:1")
    begun(client, "pasted", toml='name = "贴进来的"')
    assert [(draft.basis, parse_covenant(draft.written.encode()).name) for draft in office.store.drafts()] == [
        ("pasted", "贴进来的"),
        ("version:1", "常态防控"),
    ]


def test_a_draft_is_begun_from_nothing_and_says_what_to_do(client: FlaskClient, office: Office) -> None:
    assert client.get("/covenant/").text.count('<option value="empty">') == 1
    place = begun(client, "empty")
    page = client.get(place).text
    assert (wrong(client.get(place)), "还没有规则" in page) == ({}, True)
    added = client.post(place, data={**filled(page, place), "do": "add", "kind": "forgotten"})
    assert "还没有规则" not in added.text
    client.post(place, data={**filled(added.text, place), "do": "save"})
    assert decoded(draft_at(office, place).written.encode()) == replace(EMPTY, rules=(Forgotten(),))
    assert "从空白开始" in client.get("/covenant/").text


def test_only_reasons_that_a_volunteer_meets_are_offered_to_be_overridden(client: FlaskClient) -> None:
    page = client.get(begun(client, "pasted", toml='name = "x"\noverride = true\noverridable = ["misread"]')).text
    offered = re.findall(r'name="c.overridable" value="([a-z_]+)"', page)
    assert offered == [*OVERRIDABLE, "misread"]
    assert 'value="misread" checked>没有读准 <small>门岗遇不到</small>' in page


def test_a_class_that_the_office_does_not_have_is_shown_in_words(client: FlaskClient) -> None:
    page = client.get(begun(client, "ready:school")).text
    assert 'value="pupil" checked>学生 <small>办公室没有</small>' in page
    assert "没有这些证件类别：学生（pupil）" in page


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        pytest.param('name = "x"\n[[rules]]\nkind = "teleport"', "rules", id="an unknown kind of rule"),
        pytest.param('name = "x"\n[temperature]\nfever = 73.3', "temperature.fever 超出范围，最大 39.0", id="73.3"),
        pytest.param(
            'name = "x"\n[[closed]]\nbegin = 22:30:00\nend = 24:30:00', "end 写的“24:30:00”（第 4 行）应为", id="24:30"
        ),
        pytest.param('name = "x"\nformat = 9', "format 来自更新的程序版本", id="of a newer version"),
        pytest.param(
            'name = "x"\n[[rules]]\nkind = "forgotten"\n[[rules]]\nkind = "forgotten"', "说的是同一件事", id="twice"
        ),
        pytest.param("", "没有规约内容", id="nothing"),
    ],
)
def test_toml_that_is_wrong_is_refused_with_its_field_and_stays_in_the_box(
    client: FlaskClient, office: Office, toml: str, said: str
) -> None:
    answer = client.post("/covenant/begin", data={"source": "pasted", "toml": toml})
    assert (answer.status_code, office.store.drafts()) == (HTTPStatus.BAD_REQUEST, ())
    assert said in unescape(answer.text)
    assert f">{toml}</textarea>" in unescape(answer.text)
    place = begun(client)
    again = client.post(f"{place}/toml", data={"toml": toml, "edition": "1"})
    assert (again.status_code, f">{toml}</textarea>" in unescape(again.text)) == (HTTPStatus.BAD_REQUEST, True)


def test_what_is_wrong_in_the_form_is_told_at_its_field_and_all_that_was_typed_stays(
    client: FlaskClient, office: Office
) -> None:
    place = begun(client)
    form = form_of(office, place)
    hot = f"r{slot_of(form, TemperatureRule)}"  # type: ignore[arg-type]
    answer = client.post(place, data={**form, f"{hot}.fever": "73.3", "r0.begin": "24:30", "c.name": "改名"})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert wrong(answer) == {
        f"{hot}.fever": "超出范围，最大 39.0",
        "r0.begin": "“24:30”不是一天里的时间，应在 00:00 与 23:59 之间；过夜写从 22:30 到 06:30",
    }
    typed = re.findall(r'name="(?:c\.name|r0\.begin|r\d+\.fever)" value="([^"]*)"', answer.text)
    assert typed == ["改名", "24:30", "73.3"]
    draft = office.store.drafts()[0]
    assert (draft.edition, parse_covenant(draft.written.encode()).name) == (1, "封闭管理")


def test_a_draft_that_is_not_right_is_kept_as_it_was_typed_and_never_adopted(
    client: FlaskClient, office: Office
) -> None:
    place = begun(client)
    form = {**form_of(office, place), "r0.begin": "24:30", "c.name": "写了一半", "do": "keep"}
    assert client.post(place, data=form).location == place
    again = client.get(place)
    told = "有 1 处要改，还不能试算和采用，请看标红的地方"
    assert wrong(again) == {"r0.begin": "“24:30”不是一天里的时间，应在 00:00 与 23:59 之间；过夜写从 22:30 到 06:30"}
    assert re.findall(r'name="(?:c\.name|r0\.begin)" value="([^"]*)"', again.text) == ["写了一半", "24:30"]
    assert (told in again.text, "未写好" in client.get("/covenant/").text) == (True, True)
    refused = [
        client.post(f"{place}/adopt", data=adopting()), client.get(f"{place}/adopt"),
        client.post(f"{place}/replay", data={"from": "2020-02-08", "to": "2020-02-10"}), client.get(f"{place}/replay"),
    ]  # fmt: skip
    assert [(each.status_code, told in each.text) for each in refused] == [
        (HTTPStatus.BAD_REQUEST, True), (HTTPStatus.CONFLICT, True),
        (HTTPStatus.BAD_REQUEST, True), (HTTPStatus.CONFLICT, True),
    ]  # fmt: skip
    assert [each.covenant.version for each in office.store.covenants()] == [1]


def test_a_draft_that_was_kept_is_ready_again_when_it_is_corrected(client: FlaskClient, office: Office) -> None:
    place = begun(client)
    client.post(place, data={**form_of(office, place), "r0.begin": "", "do": "keep"})
    client.post(place, data={**form_of(office, place), "c.name": "写好了", "do": "keep"})
    (draft,) = office.store.drafts()
    assert (draft.unready, draft.edition, decoded(draft.written.encode()).name) == ("", 3, "写好了")
    assert client.get(f"{place}/adopt").status_code == HTTPStatus.OK


def test_toml_that_is_not_right_is_kept_too(client: FlaskClient, office: Office) -> None:
    place, toml = begun(client), 'name = "x"\n[temperature]\nfever = 73.3'
    assert client.post(f"{place}/toml", data={"toml": toml, "edition": "1", "do": "keep"}).location == place
    again = unescape(client.get(place).text)
    assert (f">{toml}</textarea>" in again, "temperature.fever 超出范围，最大 39.0" in again) == (True, True)
    assert client.get(f"{place}/adopt").status_code == HTTPStatus.CONFLICT
    late = client.post(f"{place}/toml", data={"toml": toml, "edition": "1", "do": "keep"})
    assert (late.status_code, "在另一个窗口里已经改过" in late.text) == (HTTPStatus.BAD_REQUEST, True)
    long = client.post(f"{place}/toml", data={"toml": "#" * 300_000, "edition": "2", "do": "keep"})
    assert (long.status_code, office.store.drafts()[0].edition) == (HTTPStatus.BAD_REQUEST, 2)


OVERLAPPING = """name = "旧规约"
[[closed]]
begin = 22:00:00
end = 06:00:00
[[closed]]
begin = 23:00:00
end = 05:00:00
"""


def test_what_was_saved_before_the_program_knew_better_is_shown_with_what_is_wrong_and_not_adopted(
    client: FlaskClient, office: Office
) -> None:
    old = replace(decoded(OVERLAPPING.encode()), version=2, in_force_from=AT)
    with office.store.writing() as writing:
        writing.adopt(Adopted(old, OVERLAPPING, Act(AT, "李主任", "x")))
        draft = writing.begin_draft(OVERLAPPING, "pasted", Act(AT, "李主任", "x"))
    what = {"r1": "与另一条“各门 22:00–06:00 关门，急事请示值班人员”的时间重叠，大门、人员和方向都相同，请合成一条"}
    assert wrong(client.get(f"/covenant/drafts/{draft}")) == what
    assert wrong(client.get(begun(client, "version:2"))) == what
    refused = (
        client.post(f"/covenant/drafts/{draft}/adopt", data=adopting()),
        client.post("/covenant/versions/2/again", data=adopting()),
    )
    assert [each.status_code for each in refused] == [HTTPStatus.BAD_REQUEST] * 2
    assert ["closed[1] 与 closed[0] 的时间重叠" in each.text for each in refused] == [True] * 2
    assert [client.get(f"/covenant/drafts/{draft}/{page}").status_code for page in ("adopt", "replay")] == [
        HTTPStatus.OK
    ] * 2


def test_errors_are_told_in_english_too(client: FlaskClient, office: Office) -> None:
    place = begun(client)
    client.set_cookie("language", "en")
    answer = client.post(place, data={**form_of(office, place), "r0.end": "half past six"})
    assert wrong(answer)["r0.end"].startswith("“half past six” is no time of a day")


def test_what_is_right_is_saved_and_the_covenant_in_force_stays(client: FlaskClient, office: Office) -> None:
    place = begun(client)
    form = form_of(office, place)
    hot = f"r{slot_of(form, TemperatureRule)}"  # type: ignore[arg-type]
    assert client.post(place, data={**form, f"{hot}.fever": "37.0"}).location == place
    draft = office.store.drafts()[0]
    saved = parse_covenant(draft.written.encode())
    assert (draft.edition, saved.temperature and saved.temperature.fever) == (2, 37.0)
    assert [each.covenant.version for each in office.store.covenants()] == [1]


def test_rules_are_added_copied_and_removed_before_anything_is_saved(client: FlaskClient, office: Office) -> None:
    place = begun(client)
    form = form_of(office, place)
    fresh = slots(form)[-1] + 1  # type: ignore[arg-type]
    added = client.post(place, data={**form, "do": "add", "kind": "quota"})
    assert f'<section class="rule" id="r{fresh}">' in added.text
    listed = client.post(place, data={**form, "do": "add", "kind": "listed"})
    assert (wrong(listed), set(wrong(client.post(place, data={**filled(listed.text, place), "do": "save"})))) == (
        {},
        {f"r{fresh}.{field}" for field in ("marks", "zh", "en")},
    )
    quota = slot_of(form, Quota)  # type: ignore[arg-type]
    copied = client.post(place, data={**form, "do": f"copy:{quota}"})
    assert wrong(copied) == {f"r{fresh}": wrong(copied)[f"r{fresh}"]}
    removed = client.post(place, data={**form, "do": f"remove:{quota}"})
    assert f'id="r{quota}"' not in removed.text
    assert office.store.drafts()[0].edition == 1


def test_a_draft_that_was_saved_in_another_window_is_not_overwritten(client: FlaskClient, office: Office) -> None:
    place = begun(client)
    form = form_of(office, place)
    client.post(place, data={**form, "c.name": "先存的"})
    answer = client.post(place, data={**form, "c.name": "后存的"})
    assert (answer.status_code, "在另一个窗口里已经改过" in answer.text) == (HTTPStatus.BAD_REQUEST, True)
    assert 'name="c.name" value="后存的"' in answer.text
    assert parse_covenant(office.store.drafts()[0].written.encode()).name == "先存的"


def test_adopting_and_trying_save_what_was_changed_first(client: FlaskClient, office: Office) -> None:
    place = begun(client)
    form = form_of(office, place)
    assert client.post(place, data={**form, "do": "adopt"}).location == f"{place}/adopt"
    assert client.post(place, data={**form, "do": "replay", "c.name": "改名"}).location == f"{place}/replay"
    saved = draft_at(office, place)
    assert (saved.edition, decoded(saved.written.encode()).name) == (2, "改名")
    wrong_one = client.post(place, data={**form, "edition": "2", "do": "adopt", "r0.begin": "24:30"})
    assert (wrong_one.status_code, [*wrong(wrong_one)]) == (HTTPStatus.BAD_REQUEST, ["r0.begin"])


def test_adopting_shows_the_difference_and_asks_who_and_why(client: FlaskClient, office: Office) -> None:
    place = begun(client)
    page = unescape(client.get(f"{place}/adopt").text)
    assert "<b>新增：</b>各门 22:30–06:30 关门，急事请示值班人员" in page
    for missing in ({"who": "", "reason": "x"}, {"who": "李主任", "reason": " "}):
        answer = client.post(f"{place}/adopt", data=missing)
        assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert len(office.store.covenants()) == 1


def test_a_draft_is_adopted_once_however_often_it_is_clicked_and_gates_get_it(
    client: FlaskClient, office: Office, gate: SimulatedGate
) -> None:
    place = begun(client)
    clicks = [client.post(f"{place}/adopt", data=adopting(request="one click")) for _ in range(2)]
    assert [click.location for click in clicks] == ["/covenant/"] * 2
    second = office.store.covenants()[1]
    assert [each.covenant.version for each in office.store.covenants()] == [1, 2]
    assert (second.act.who, second.act.why, office.store.drafts()) == ("李主任", "二月封闭", ())
    signed = client.get("/api/passbook", headers=gate.signature("GET", "/api/passbook")).data
    head = verify_head(signed, keys().signing_public)
    path = f"/api/passbook/{head.digest}"
    book = read_body(head, client.get(path, headers=gate.signature("GET", path)).data)
    assert (book.covenant.version, book.covenant.name) == (2, "封闭管理")


def test_a_covenant_may_begin_later_and_never_in_the_past(client: FlaskClient, office: Office) -> None:
    place = begun(client)
    past = client.post(f"{place}/adopt", data=adopting(day="2020-02-01", time="08:00"))
    assert (past.status_code, "不能从过去的时间起生效" in past.text) == (HTTPStatus.BAD_REQUEST, True)
    assert 'value="二月封闭"' in past.text
    client.post(f"{place}/adopt", data=adopting(day="2020-02-20", time="08:00"))
    page = client.get("/covenant/").text
    assert (page.count("将生效"), page.count(">现行</span>")) == (1, 1)
    assert office.store.covenant_in_force(AT + timedelta(days=5)).version == 1


TOMORROW = {"day": "2020-02-15", "time": "08:00"}


def test_what_is_still_to_come_is_named_when_another_is_adopted_and_stays_unless_it_is_withdrawn_with_it(
    client: FlaskClient, office: Office
) -> None:
    client.post(f"{begun(client)}/adopt", data=adopting(**TOMORROW))
    place = begun(client, "ready:easier-phase")
    choice = '<input type="checkbox" name="withdraw" value="2"><span>撤回第2版“封闭管理”（2020-02-15 08:00 生效）；不勾就照常生效'
    assert choice in unescape(client.get(f"{place}/adopt").text)
    stays = client.post(f"{place}/adopt", data=adopting(), follow_redirects=True)
    assert "注意：第2版“封闭管理”仍将于 2020-02-15 08:00 生效，接替第3版" in stays.text
    place = begun(client, "ready:easier-phase")
    gone = client.post(f"{place}/adopt", data=adopting(withdraw="2"), follow_redirects=True)
    assert ("注意：第2版" in gone.text, office.store.covenants()[1].withdrawn.why) == (False, "二月封闭")
    assert office.store.covenant_in_force(AT + timedelta(days=9)).version == 4


def test_back_to_an_earlier_version_names_what_is_still_to_come_too(client: FlaskClient) -> None:
    client.post(f"{begun(client)}/adopt", data=adopting(**TOMORROW))
    again = client.post("/covenant/versions/1/again", data=adopting(), follow_redirects=True)
    assert "注意：第2版“封闭管理”仍将于 2020-02-15 08:00 生效，接替第3版" in again.text


def test_nothing_is_withdrawn_where_nothing_is_adopted(client: FlaskClient, office: Office) -> None:
    client.post(f"{begun(client)}/adopt", data=adopting(**TOMORROW))
    place = begun(client)
    answer = client.post(f"{place}/adopt", data=adopting(withdraw="2", day="2020-02-01"))
    assert (answer.status_code, office.store.covenants()[1].withdrawn) == (HTTPStatus.BAD_REQUEST, None)
    assert 'name="withdraw" value="2" checked>' in answer.text


def test_a_version_to_come_is_withdrawn_with_a_reason_and_stays_in_the_list(
    client: FlaskClient, office: Office
) -> None:
    client.post(f"{begun(client)}/adopt", data=adopting(**TOMORROW))
    assert "2020-02-15 08:00 起换成第2版“封闭管理”" in client.get("/covenant/").text
    without = client.post("/covenant/versions/2/withdraw", data={"who": "李主任", "reason": ""})
    assert (without.status_code, office.store.covenants()[1].withdrawn) == (HTTPStatus.BAD_REQUEST, None)
    done = client.post("/covenant/versions/2/withdraw", data=adopting(reason="疫情缓解"), follow_redirects=True)
    assert "第2版“封闭管理”已撤回，不再生效" in done.text
    page = client.get("/covenant/").text
    told = "<div><dt>撤回</dt><dd><time>2020-02-14 08:30</time> 李主任：疫情缓解</dd></div>"
    assert (page.count(told), page.count("将生效"), page.count('badge ended">已撤回</span>')) == (1, 0, 1)
    assert "起换成" not in page
    assert [adopted.act.why for adopted in office.store.covenants()][1:] == ["二月封闭"]
    assert office.store.covenant_in_force(AT + timedelta(days=9)).version == 1


@pytest.mark.parametrize("version", ["1", "2", "99", "x"])
def test_only_what_is_to_come_can_be_withdrawn_and_once(client: FlaskClient, office: Office, version: str) -> None:
    client.post(f"{begun(client)}/adopt", data=adopting(**TOMORROW))
    client.post("/covenant/versions/2/withdraw", data=adopting())
    again = client.post(f"/covenant/versions/{version}/withdraw", data=adopting())
    assert (again.status_code, f"第{version}版不是将要生效的" in again.text) == (HTTPStatus.BAD_REQUEST, True)
    assert [bool(adopted.withdrawn) for adopted in office.store.covenants()] == [False, True]


def test_a_version_is_compared_with_the_one_it_takes_over_from(client: FlaskClient) -> None:
    client.post(f"{begun(client)}/adopt", data=adopting(**TOMORROW))
    client.post(f"{begun(client, 'version:1')}/adopt", data=adopting())
    page = client.get("/covenant/").text
    assert re.findall("与它之前现行的第(.)版相比", page) == ["1", "3"]
    assert page.count("规则相同") == 1


def test_back_to_an_earlier_version_is_one_click_with_a_reason(client: FlaskClient, office: Office) -> None:
    client.post(f"{begun(client)}/adopt", data=adopting())
    without = client.post("/covenant/versions/1/again", data={"who": "李主任", "reason": ""})
    assert (without.status_code, len(office.store.covenants())) == (HTTPStatus.BAD_REQUEST, 2)
    client.post("/covenant/versions/1/again", data=adopting(reason="改得太严"))
    first, _, third = office.store.covenants()
    assert (third.covenant.version, third.written, third.act.why) == (3, first.written, "改得太严")


def test_a_draft_that_is_thrown_away_can_be_brought_back(client: FlaskClient, office: Office) -> None:
    place = begun(client)
    client.post(f"{place}/throw-away")
    gone = client.get(place)
    assert (gone.status_code, "这份草稿已经采用或丢弃" in gone.text, office.store.drafts()) == (409, True, ())
    assert client.post(f"{place}/bring-back").location == place
    assert [draft.id for draft in office.store.drafts()] == [1]


@pytest.mark.parametrize("place", ["/covenant/drafts/99", "/covenant/versions/99.toml", "/covenant/replays/none"])
def test_what_is_not_there_is_not_found(client: FlaskClient, place: str) -> None:
    assert client.get(place).status_code == HTTPStatus.NOT_FOUND


def test_a_version_and_a_draft_are_taken_away_as_toml(client: FlaskClient, office: Office) -> None:
    version = client.get("/covenant/versions/1.toml").data
    draft = client.get(f"{begun(client)}.toml").data
    assert parse_covenant(version).name == "常态防控"
    assert toml_of(parse_covenant(draft)) == toml_of(parse_covenant(office.store.drafts()[0].written.encode()))


# --- trying a draft on past days ---


def tried(client: FlaskClient, place: str, first: str, last: str) -> TestResponse:
    """The report of a replay, followed through its job."""
    answer = client.post(f"{place}/replay", data={"from": first, "to": last})
    state = f"{answer.location}.json"
    while not (told := client.get(state).json)["place"]:  # type: ignore[index]
        assert told["refusal"] == ""  # type: ignore[index]
    return client.get(told["place"])  # type: ignore[index]


def test_a_draft_is_tried_on_past_days_and_the_report_names_nobody(
    client: FlaskClient, office: Office, gate: SimulatedGate
) -> None:
    with_a_past(office, gate)
    place = begun(client, "pasted", toml='name = "两天一次"\n[[rules]]\nkind = "quota"\ndays = 2')
    assert 'value="2020-02-13"' in client.get(f"{place}/replay").text
    report = tried(client, place, "2020-02-10", "2020-02-12")
    numbers = re.findall(r"<dd>(\d+)</dd>", report.text)
    rows = re.findall(r'<th scope="row">([^<]*)</th><td class="number">(\d+)</td>', report.text)
    said = re.findall(r'<td class="note">([^<]*)</td><td class="note">([^<]*) <small>([^<]*)</small>', report.text)
    assert set(said) == {("放行", "→ 不放行：外出次数已用完", "第1条“外出次数”")}
    assert numbers[:3] == ["11", "3", "3"]
    assert rows[-3:] == [("东门", "3"), ("12号302室", "2"), ("1号101室", "1")]
    assert [name for name in ("王甲", "王乙", "李丙") if name in report.text] == []


@pytest.mark.parametrize(
    ("day", "offered"),
    [
        pytest.param(AT, ("2020-02-03", "2020-02-10"), id="a new office's first day is today"),
        pytest.param(AT + timedelta(days=1), ("2020-02-04", "2020-02-10"), id="yesterday is whole"),
    ],
)
def test_the_days_that_are_offered_have_something_in_them(
    office: Office, gate: SimulatedGate, day: datetime, offered: tuple[str, str]
) -> None:
    ledger.take(office.store, Upload(gate.id, office.keys.tag, [str(gate.write(at=AT))], gate.epoch), AT)
    assert tuple(map(str, usual_days(office.store, day.date()))) == offered


def test_without_a_past_the_page_says_what_to_do(client: FlaskClient) -> None:
    page = client.get(f"{begun(client)}/replay").text
    assert ("台账里还没有通行记录" in page, 'name="from"' in page) == (True, False)


def test_days_without_passages_say_so(client: FlaskClient, office: Office, gate: SimulatedGate) -> None:
    with_a_past(office, gate)
    assert "这几天没有通行记录" in tried(client, begun(client), "2019-01-01", "2019-01-02").text


@pytest.mark.parametrize(("first", "last"), [("2020-02-12", "2020-02-10"), ("", "2020-02-10"), ("x", "y")])
def test_days_that_are_none_are_refused_and_stay_typed(
    client: FlaskClient, office: Office, gate: SimulatedGate, first: str, last: str
) -> None:
    with_a_past(office, gate)
    answer = client.post(f"{begun(client)}/replay", data={"from": first, "to": last})
    assert (answer.status_code, f'name="to" value="{last}"' in answer.text) == (HTTPStatus.BAD_REQUEST, True)


def test_a_draft_with_a_gate_that_is_not_there_is_adopted_only_even_so(client: FlaskClient, office: Office) -> None:
    SimulatedGate(office)
    place = begun(client, "pasted", toml='name = "x"\n[[rules]]\nkind = "only_by"\ngates = ["北门"]\n')
    refused = client.post(f"{place}/adopt", data=adopting())
    assert refused.status_code == HTTPStatus.BAD_REQUEST
    assert "没有这些大门：北门（现有：东门）" in unescape(refused.text)
    assert 'name="even_so"' in refused.text
    assert client.post(f"{place}/adopt", data=adopting(even_so="on")).status_code == HTTPStatus.SEE_OTHER
    assert office.store.covenants()[-1].covenant.name == "x"


def test_even_so_is_offered_where_something_stands_in_the_way_alone(client: FlaskClient, office: Office) -> None:
    SimulatedGate(office)
    page = client.get(f"{begun(client)}/adopt").text
    assert ("没有写号码，请补上" in page, 'name="even_so"' in page) == (True, False)
    north = begun(client, "pasted", toml='name = "x"\n[[rules]]\nkind = "only_by"\ngates = ["北门"]\n')
    assert 'name="even_so"' in client.get(f"{north}/adopt").text


def test_without_any_gate_a_version_is_taken_up_again_without_even_so(client: FlaskClient) -> None:
    north = begun(client, "pasted", toml='name = "x"\n[[rules]]\nkind = "only_by"\ngates = ["北门"]\n')
    assert 'name="even_so"' not in client.get(f"{north}/adopt").text
    client.post(f"{north}/adopt", data=adopting())
    client.post("/covenant/versions/1/again", data=adopting())
    assert 'name="even_so"' not in client.get("/covenant/").text


def test_an_earlier_version_with_a_gate_that_is_gone_is_taken_up_again_only_even_so(
    client: FlaskClient, office: Office
) -> None:
    north = begun(client, "pasted", toml='name = "x"\n[[rules]]\nkind = "only_by"\ngates = ["北门"]\n')
    client.post(f"{north}/adopt", data=adopting())
    client.post("/covenant/versions/1/again", data=adopting())
    SimulatedGate(office)
    refused = client.post("/covenant/versions/2/again", data=adopting())
    assert (refused.status_code, len(office.store.covenants())) == (HTTPStatus.BAD_REQUEST, 3)
    assert "没有这些大门：北门（现有：东门）" in unescape(refused.text)
    assert refused.text.count('name="even_so"') == 1
    client.post("/covenant/versions/2/again", data=adopting(even_so="on"))
    assert office.store.covenants()[-1].covenant.name == "x"
