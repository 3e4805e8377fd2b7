"""A resident without their card, and questions of the covenant: asked, answered, recorded."""

import msgspec
import pytest

from gatepass.case import Direction, Outcome, Reason
from gatepass.events import Claimed, Details, Passage, Scan, decode_details
from gatepass.kinds import Confirm, Forgotten, Then
from gatepass.passbook import encode_passbook, head_of
from gatepass.seal import unseal
from gatepass.wording import Refusal
from kiosk.screen import Phase
from kiosk.session import Session
from kiosk.visits import Form
from tests.community import MORNING

SAID = Form(name="王小㛃", phone="138 1234 5678", door="12-302")
ID_CARD = Confirm("id", "请核对身份证", "compare the ID card")


@pytest.fixture
def session(store, clock):
    return Session(store, clock)


def under(store, community, *rules):
    """The office's next passbook: the easier phase, and these rules."""
    book = community.passbook()
    covenant = msgspec.structs.replace(book.covenant, rules=rules)
    book = msgspec.structs.replace(book, covenant=covenant)
    store.take_passbook(head_of(encode_passbook(book), community.tag, 2, MORNING), book)


def newest(store):
    return store.recent(1)[0].body


def test_without_a_rule_for_it_a_forgotten_card_goes_to_the_person_on_duty(session):
    verdict = session.claim(SAID, None).decision.verdict
    assert (verdict.outcome, verdict.reason) == (Outcome.REFER, Reason.CARD_FORGOTTEN)


def test_where_the_covenant_lets_the_volunteer_confirm_it_the_resident_is_let_in(session, store, community):
    under(store, community, Forgotten(Then.ASK))
    asked = session.claim(SAID, None)
    measured = session.confirm(asked.number, None)
    done = session.temperature(measured.number, "365", None)
    assert (asked.phase, measured.phase) == (Phase.CONFIRMING, Phase.ASKING)
    body = newest(store)
    assert (done.decision.verdict.outcome, body.passage, body.door) == (Outcome.ADMIT, Passage.IN, "12号302室")
    assert body.confirmed == ("forgotten",)


def test_what_was_said_is_sealed(session, store, community, tmp_path):
    session.claim(SAID, None)
    body = newest(store)
    assert type(body) is Claimed
    whole = decode_details(unseal(community.manager.private_bytes_raw(), body.whole))
    assert whole == Details("王小㛃", "+8613812345678")
    kept = b"".join(path.read_bytes() for path in (tmp_path / "gate").iterdir() if path.is_file())
    assert [secret for secret in ("王小㛃", "13812345678") if secret.encode() in kept] == []


@pytest.mark.parametrize(
    ("form", "said"),
    [
        pytest.param(Form(name="王小㛃"), "door: is missing", id="no door"),
        pytest.param(Form(door="12-302"), "name: is missing", id="no name"),
    ],
)
def test_door_and_name_are_asked_for(session, form, said):
    with pytest.raises(Refusal) as caught:
        session.claim(form, None)
    assert f"{caught.value.where.en}: {caught.value.what.en}" == said


def test_a_question_is_asked_before_somebody_passes_and_kept_with_the_passage(session, store, community):
    under(store, community, ID_CARD)
    asked = session.scan(community.code("wang"), None)
    assert (asked.phase, asked.decision.event, asked.decision.verdict.told.en) == (
        Phase.CONFIRMING, None, "compare the ID card"
    )  # fmt: skip
    measured = session.confirm(asked.number, None)
    session.temperature(measured.number, "365", None)
    body = newest(store)
    assert (type(body), body.confirmed, body.passage) == (Scan, ("id",), Passage.IN)


def test_answered_with_no_it_is_recorded_that_they_did_not_pass(session, store, community):
    under(store, community, ID_CARD)
    asked = session.scan(community.code("wang"), None)
    after = session.decline(asked.number, "one")
    body = newest(store)
    assert (after.phase, body.verdict.reason, body.passage) == (Phase.READY, Reason.TO_CONFIRM, Passage.TURNED_AWAY)


def test_two_clicks_are_one_answer(session, store, community):
    under(store, community, ID_CARD)
    asked = session.scan(community.code("wang"), None)
    first = session.confirm(asked.number, "one")
    assert session.confirm(asked.number, "one") == first


def test_two_clicks_are_one_no(session, store, community):
    under(store, community, ID_CARD)
    asked = session.scan(community.code("wang"), None)
    first = session.decline(asked.number, "one")
    assert (session.decline(asked.number, "one"), len(session.recent())) == (first, 1)


def test_an_answer_belongs_to_the_person_on_the_screen(session, store, community):
    under(store, community, ID_CARD)
    asked = session.scan(community.code("wang"), None)
    session.scan(community.code("li"), None)
    with pytest.raises(Refusal, match="somebody else by now"):
        session.confirm(asked.number, None)


def test_nobody_is_pushed_aside_by_the_camera_while_a_question_is_open(session, store, community):
    under(store, community, ID_CARD)
    asked = session.scan(community.code("wang"), None)
    session.seen(community.code("li"))
    assert session.screen() == asked


def test_leaving_is_not_asked_where_the_covenant_does_not_ask(session, store, community):
    under(store, community, ID_CARD)
    session.turn(Direction.OUT)
    assert session.scan(community.code("wang"), None).decision.verdict.outcome is Outcome.ADMIT
