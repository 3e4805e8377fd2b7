from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from msgspec import UNSET

from gatepass.covenant import VisitKind
from gatepass.events import Details, Override, Passage, VisitIn, VisitOut, decode_details, event_of
from gatepass.kinds import Confirm
from gatepass.passbook import encode_passbook, head_of
from gatepass.seal import unseal
from gatepass.verdict import Outcome, Reason
from gatepass.wording import Language, Refusal
from kiosk.overrides import Waiver, let_in
from kiosk.registrations import Register
from kiosk.stamp import stamp
from kiosk.visits import Form, check, sign_out
from tests.community import DOORS, MORNING, Community

COURIER = Form("张三丰", "138 1234 5678", "310112197001010055", "", "12-302", "送件", "36.4")
SECRETS = ("张三丰", "13812345678", "310112197001010055", "沪A12345")


def checked(store, kind, form):
    rule = store.terms().covenant.visit_rule(kind)
    return check(kind, form, rule.required, DOORS)


def come(store, clock, kind=VisitKind.COURIER, form=COURIER, request=None):
    return Register(store).take(checked(store, kind, form), stamp(store, clock()), request)


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
            "到访门牌 99号101室 不在本小区，请核对楼号和室号",
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


def asking(community, store, *rules, **changes):
    """The gate's next passbook: a covenant with these rules, that lets volunteers override."""
    book = community.passbook()
    covenant = msgspec.structs.replace(book.covenant, rules=rules, override=True, **changes)
    book = msgspec.structs.replace(book, covenant=covenant)
    store.take_passbook(head_of(encode_passbook(book), book.tag, 2, MORNING), book)


AIRED = Confirm("aired", "车已通风吗", "Was the car aired?")
DRIVER = Form(plate="沪A12345", name="李四光", temperature="36.4")


def answered(store, clock, *questions, form=DRIVER):
    visit = replace(checked(store, VisitKind.VEHICLE, form), confirmed=frozenset(questions))
    return Register(store).take(visit, stamp(store, clock()), None)


def test_a_question_of_the_covenant_is_asked_of_a_visit_and_answered_with_yes_it_is_judged_again(
    community, store, clock
):
    asking(community, store, AIRED)
    asked = answered(store, clock)
    assert (asked.verdict.question, asked.event, bodies(store)) == ("aired", None, [])
    done = answered(store, clock, "aired")
    assert (done.verdict.outcome, done.visit.ticket) == (Outcome.ADMIT, 1)
    assert [body.confirmed for body in bodies(store)] == [("aired",)]


def test_a_visit_without_a_question_says_nothing_of_answers(store, clock):
    come(store, clock)
    assert [body.confirmed for body in bodies(store)] == [UNSET]


def test_a_visit_whose_question_is_not_answered_with_yes_is_turned_away_once(community, store, clock):
    asking(community, store, AIRED)
    visit = checked(store, VisitKind.VEHICLE, DRIVER)
    first, second = (Register(store).turn_away(visit, stamp(store, clock()), "click") for _ in range(2))
    assert first.event == second.event
    assert [(body.verdict.reason, body.passage) for body in bodies(store)] == [(Reason.TO_CONFIRM, Passage.TURNED_AWAY)]
    assert store.open_visits() == ()


def hot(store, clock):
    """A driver with a fever: the visit, and the event it was turned away with."""
    visit = checked(store, VisitKind.VEHICLE, replace(DRIVER, temperature="37.9"))
    return visit, Register(store).take(visit, stamp(store, clock()), None).event


def test_a_visit_that_was_stopped_is_let_in_with_a_reason_and_is_inside_from_then_on(community, store, clock):
    asking(community, store)
    visit, event = hot(store, clock)
    first, second = (
        let_in(store, Waiver(event, "  值班 同意 "), visit, stamp(store, clock()), "click") for _ in range(2)
    )
    assert (first.id, first.ticket, first.label) == (event, 1, "李 345")
    assert (second, store.open_visits()) == (first, (first,))
    assert bodies(store)[1:] == [Override(event, Passage.IN, "值班 同意")]
    sign_out(store, "1", stamp(store, clock()), None)
    assert bodies(store)[2:] == [VisitOut(event)]


@pytest.mark.parametrize(
    ("changes", "reason", "sentence"),
    [
        pytest.param({}, " ", "an override needs a reason", id="no reason"),
        pytest.param({"overridable": (Reason.QUOTA_USED,)}, "就医", "allows no override of this", id="not this one"),
    ],
)
def test_a_visit_is_let_in_only_as_the_covenant_allows(community, store, clock, changes, reason, sentence):
    asking(community, store, **changes)
    visit, event = hot(store, clock)
    with pytest.raises(Refusal, match=sentence):
        let_in(store, Waiver(event, reason), visit, stamp(store, clock()), None)
    assert (len(bodies(store)), store.open_visits()) == (1, ())


def test_a_visit_is_let_in_once_and_under_its_own_registration(community, store, clock):
    asking(community, store)
    visit, event = hot(store, clock)
    moment = stamp(store, clock())
    for other, id_ in ((replace(visit, kind=VisitKind.VISITOR), event), (visit, "another")):
        with pytest.raises(Refusal, match="there is no verdict to override"):
            let_in(store, Waiver(id_, "就医"), other, moment, None)
    let_in(store, Waiver(event, "就医"), visit, moment, None)
    with pytest.raises(Refusal, match="overridden already"):
        let_in(store, Waiver(event, "就医"), visit, moment, None)
    admitted = come(store, clock)
    with pytest.raises(Refusal, match="there is no verdict to override"):
        let_in(store, Waiver(admitted.event, "就医"), checked(store, VisitKind.COURIER, COURIER), moment, None)
