"""Somebody with a story who comes without their card, or with it after they came without: it goes on, however their name is written."""

import msgspec
import pytest

from gatepass.case import Outcome, Reason
from gatepass.kinds import Forgotten, Then
from gatepass.passbook import encode_passbook, head_of
from kiosk.names import name_key
from kiosk.screen import Phase
from kiosk.session import Session
from kiosk.visits import Form
from tests.community import MORNING


@pytest.fixture
def session(store, community, clock):
    book = community.passbook()
    covenant = msgspec.structs.replace(book.covenant, rules=(Forgotten(Then.ASK),), override=True)
    book = msgspec.structs.replace(book, covenant=covenant)
    store.take_passbook(head_of(encode_passbook(book), community.tag, 2, MORNING), book)
    return Session(store, clock)


def measured(session, community, who, typed):
    asked = session.scan(community.code(who), None)
    return session.temperature(asked.number, typed, None).decision


def claimed(session, name, door="12-302"):
    """A claim, with the forgotten card confirmed where that is asked."""
    screen = session.claim(Form(name=name, door=door), None)
    if screen.decision.verdict.question == "forgotten":
        screen = session.confirm(screen.number, None)
    return screen


def stories(store):
    return [(fever.id, fever.tries, bool(fever.lookup)) for fever in store.fevers()]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("王小㛃", id="as on the card"),
        pytest.param(" 王 小　㛃 ", id="with blanks"),
        pytest.param("王·小㛃", id="with a dot"),
    ],
)
def test_who_is_still_resting_rests_without_the_card_too(session, store, community, clock, name):
    first = measured(session, community, "wang", "400").event
    clock.on(minutes=5)
    decision = claimed(session, name).decision
    assert (decision.verdict.reason, decision.fever) == (Reason.STILL_RESTING, first)


def test_the_story_takes_the_readings_of_who_left_their_card_at_home(session, store, community, clock):
    first = measured(session, community, "wang", "378").event
    clock.on(minutes=10)
    high = claimed(session, "王小㛃")
    again = session.temperature(high.number, "379", None).decision
    assert (again.verdict.reason, stories(store)) == (Reason.FEVER_AGAIN, [(first, 2, True)])
    clock.on(minutes=5)
    by_card = session.scan(community.code("wang"), None).decision
    assert (by_card.verdict.reason, by_card.fever) == (Reason.FEVER_AGAIN, first)


def test_a_good_reading_without_the_card_ends_the_story(session, store, community, clock):
    measured(session, community, "wang", "378")
    clock.on(minutes=10)
    fine = session.temperature(claimed(session, "王小㛃").number, "365", None).decision
    assert (fine.verdict.outcome, stories(store)) == (Outcome.ADMIT, [])


def test_of_the_door_alone_it_is_asked(session, store, community, clock):
    first = measured(session, community, "wang", "400").event
    clock.on(minutes=5)
    asked = session.claim(Form(name="王大明", door="12-302"), None)
    yes = session.confirm(asked.number, "yes")
    yes = session.confirm(yes.number, "card") if yes.phase is Phase.CONFIRMING else yes
    assert (asked.phase, asked.decision.verdict.told.en, asked.decision.event) == (
        Phase.CONFIRMING,
        "is this 王小㛃, who rests since 08:30?",
        None,
    )
    assert (yes.decision.verdict.reason, yes.decision.fever) == (Reason.STILL_RESTING, first)


def test_somebody_else_of_the_household_goes_on_as_themselves(session, store, community, clock):
    first = measured(session, community, "wang", "400").event
    asked = session.claim(Form(name="王大明", door="12-302"), None)
    no = session.decline(asked.number, "no")
    assert session.decline(asked.number, "no").number == no.number
    no = session.confirm(no.number, None)
    fine = session.temperature(no.number, "365", None).decision
    assert (fine.verdict.outcome, fine.fever, stories(store)) == (Outcome.ADMIT, None, [(first, 1, True)])
    assert f"is not {first}" in store.recent(1)[0].body.confirmed


def test_each_of_a_household_that_rests_is_asked_about(session, store, community, clock):
    measured(session, community, "li", "400")
    clock.on(minutes=1)
    asked = session.claim(Form(name="赵一", door="1-101"), None)
    other = session.decline(asked.number, "no")
    session.temperature(session.confirm(other.number, None).number, "385", None)
    clock.on(minutes=1)
    asked = session.claim(Form(name="钱二", door="1-101"), None)
    then = session.decline(asked.number, "not the first")
    told = [each.decision.verdict.told.en for each in (asked, then)]
    assert told == ["is this 李<b>明, who rests since 08:30?", "is this 赵一, who rests since 08:31?"]


def test_another_door_is_another_person(session, store, community):
    measured(session, community, "wang", "400")
    assert claimed(session, "王小㛃", "1-101").phase is Phase.ASKING


def test_the_card_takes_over_the_story_of_who_came_without_it(session, store, community, clock):
    first = session.temperature(claimed(session, "王小㛃").number, "385", None).decision.event
    clock.on(minutes=5)
    resting = session.scan(community.code("wang"), None).decision
    clock.on(minutes=5)
    again = Session(store, clock)
    high = measured(again, community, "wang", "386")
    assert (resting.verdict.reason, resting.fever) == (Reason.STILL_RESTING, first)
    assert (high.verdict.reason, stories(store)) == (Reason.FEVER_AGAIN, [(first, 2, True)])


def test_a_card_is_not_asked_about_others_of_its_door(session, store, community):
    session.temperature(claimed(session, "王大明").number, "385", None)
    assert session.scan(community.code("wang"), None).phase is Phase.ASKING


def test_after_a_new_start_nobody_is_known_by_name(session, store, community, clock):
    measured(session, community, "wang", "400")
    assert claimed(Session(store, clock), "王小㛃").phase is Phase.ASKING


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("赵一", "趙一", id="traditional characters"),
        pytest.param("赵一", "赵　一", id="a full-width blank"),
        pytest.param("John Smith", "ＪＯＨＮ　ＳＭＩＴＨ", id="full-width capitals"),
        pytest.param("阿依古丽·买买提", "阿依古丽买买提", id="a dot"),
        pytest.param("陈䶮", "陳䶮", id="a rare name"),
    ],
)
def test_a_name_is_the_same_however_it_is_written(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("赵一", "赵二"), ("王伟", "王玮"), ("李明", "明李")])
def test_another_name_is_another(one, other):
    assert name_key(one) != name_key(other)
