from pathlib import Path

import pytest

from gatepass.covenant import VisitKind
from gatepass.events import Details, Passage, VisitIn, VisitOut, decode_details, event_of
from gatepass.seal import unseal
from gatepass.verdict import Outcome, Reason
from gatepass.wording import Language, Refusal
from kiosk.stamp import stamp
from kiosk.visits import Form, check, register, sign_out
from tests.community import DOORS, Community

COURIER = Form("张三丰", "138 1234 5678", "310112197001010055", "", "12-302", "送件", "36.4")
SECRETS = ("张三丰", "13812345678", "310112197001010055", "沪A12345")


def checked(store, kind, form):
    rule = store.terms().covenant.visit_rule(kind)
    return check(kind, form, rule.required, DOORS)


def come(store, clock, kind=VisitKind.COURIER, form=COURIER, request=None):
    return register(store, checked(store, kind, form), stamp(store, clock()), request)


def bodies(store):
    return [event_of(line).body for line in store.unsent(store.gate().epoch, 0, 100)]


def test_a_courier_is_registered_shown_inside_and_signed_out(store, clock):
    done = come(store, clock)
    assert (done.verdict.outcome, done.visit.ticket, done.visit.door) == (Outcome.ADMIT, 1, "12号302室")
    assert store.open_visits() == (done.visit,)
    sign_out(store, done.visit.id, stamp(store, clock()), None)
    assert store.open_visits() == ()
    assert [type(body) for body in bodies(store)] == [VisitIn, VisitOut]


def test_a_visit_can_be_signed_out_by_its_ticket_once(store, clock):
    come(store, clock)
    sign_out(store, "1", stamp(store, clock()), None)
    with pytest.raises(Refusal, match="nobody is inside"):
        sign_out(store, "1", stamp(store, clock()), None)


def test_a_ticket_is_given_out_again_when_its_holder_left(store, clock):
    tickets = [come(store, clock).visit.ticket for _ in range(3)]
    sign_out(store, "2", stamp(store, clock()), None)
    assert (tickets, come(store, clock).visit.ticket) == ([1, 2, 3], 2)


def test_what_identifies_somebody_is_sealed_masked_for_the_desk_and_whole_for_the_manager(store, community, clock):
    come(store, clock)
    (visit,) = bodies(store)
    masked = decode_details(unseal(community.desk.private_bytes_raw(), visit.masked))
    whole = decode_details(unseal(community.manager.private_bytes_raw(), visit.whole))
    assert masked == Details("张**", "**********5678", "**************0055", "", "送件")
    assert whole == Details("张三丰", "+8613812345678", "310112197001010055", "", "送件")


def test_no_file_of_the_gate_holds_a_visitors_name_phone_document_or_plate(store, clock, tmp_path: Path):
    come(store, clock)
    come(store, clock, VisitKind.VEHICLE, Form(name="李四光", plate="沪A·12345", temperature="36.5"))
    content = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert [secret for secret in (*SECRETS, "李四光") if secret.encode() in content] == []


def test_the_label_is_gone_from_the_file_after_signing_out(store, clock, tmp_path: Path):
    come(store, clock, form=Form("䶮大海", "13812345678", temperature="36.5"))
    before = b"".join(path.read_bytes() for path in tmp_path.rglob("*.db"))
    sign_out(store, "1", stamp(store, clock()), None)
    after = b"".join(path.read_bytes() for path in tmp_path.rglob("*.db"))
    assert ("䶮".encode() in before, "䶮".encode() in after) == (True, False)


def test_without_a_temperature_nothing_is_recorded_yet(store, clock):
    done = come(store, clock, form=Form(phone="13812345678"))
    assert (done.verdict.outcome, done.event, done.visit, bodies(store)) == (Outcome.MEASURE, None, None, [])


def test_a_visitor_with_a_fever_is_turned_away_and_not_inside(store, clock):
    done = come(store, clock, form=Form(phone="13812345678", temperature="37.3"))
    assert (done.verdict.outcome, done.verdict.reason) == (Outcome.REFUSE, Reason.FEVER_OF_VISITOR)
    assert (bodies(store)[0].passage, store.open_visits()) == (Passage.TURNED_AWAY, ())


def test_a_strict_covenant_keeps_couriers_out(tmp_path, clock):
    store = Community(covenant_name="strict-closing").enrolled(tmp_path)
    assert come(store, clock).verdict.reason == Reason.KIND_NOT_ADMITTED


def test_two_clicks_are_one_visit(store, clock):
    first, second = come(store, clock, request="click"), come(store, clock, request="click")
    assert (first.event, first.visit) == (second.event, second.visit)
    assert len(bodies(store)) == 1


@pytest.mark.parametrize(
    ("kind", "form", "sentence"),
    [
        pytest.param(
            VisitKind.COURIER, Form(name="张"), "手机还没有填，规约要求登记，请填写", id="a required field is missing"
        ),
        pytest.param(
            VisitKind.VISITOR,
            Form("张三", "13812345678", door="99-101"),
            "到访门牌小区里没有 99号101室，请核对楼号和室号",
            id="a door that does not exist",
        ),
        pytest.param(VisitKind.COURIER, Form(phone="1381234567"), "手机少1位，请补全", id="a digit short"),
        pytest.param(
            VisitKind.VEHICLE,
            Form(plate="ABC"),
            "车牌“ABC”不是车牌号，请写成 沪A12345 这样",
            id="no plate",
        ),
        pytest.param(
            VisitKind.COURIER,
            Form(phone="13812345678", temperature="73.3"),
            "体温“73.3”不是体温，是 37.3 吗？",
            id="no temperature of a body",
        ),
    ],
)
def test_a_wrong_form_is_refused_with_the_field_named(store, kind, form, sentence):
    with pytest.raises(Refusal) as refused:
        checked(store, kind, form)
    assert refused.value.sentence(Language.ZH) == sentence


def test_a_door_is_compared_as_a_value_and_never_by_its_start(store):
    assert checked(store, VisitKind.RIDER, Form(phone="13812345678", door="１号１０１")).door == "1号101室"
    with pytest.raises(Refusal):
        checked(store, VisitKind.RIDER, Form(phone="13812345678", door="1号1010"))
