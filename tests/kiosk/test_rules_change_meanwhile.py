"""The covenant changes while somebody stands before the gate: they are judged by the rules of now, and the page says so."""

import msgspec
import pytest

from gatepass.events import Scan
from gatepass.kinds import Confirm
from gatepass.passbook import encode_passbook, head_of
from gatepass.wording import Language, Refusal
from kiosk.screen import Phase
from kiosk.session import Session
from kiosk.shift import Shift
from tests.community import MORNING

MEASURING, STRICT, PASSES = "easier-phase", "strict-closing", "passes-only"
TOLD = "规约换了，现在按第2版“凭证出入”"
ASKED_ANEW = "规约换了，现在按第2版“凭证出入”；屏幕上这位已重新判定"


@pytest.fixture
def session(store, clock):
    return Session(store, clock)


def under(store, community, covenant, version, *rules, begins=None):
    """The office's next passbook is under a ready-made covenant and these rules; with `begins` it is one to come."""
    before = store.terms().covenant
    community.covenant_name = covenant
    book = community.passbook()
    begun = {"version": version, "in_force_from": begins or MORNING}
    new = msgspec.structs.replace(book.covenant, **begun, rules=(*(book.covenant.rules or ()), *rules))
    now = {"covenant": before, "to_come": (new,)} if begins else {"covenant": new}
    book = msgspec.structs.replace(book, **now)
    store.take_passbook(head_of(encode_passbook(book), community.tag, version, MORNING), book)


def passages(store):
    return [(type(event.body), event.body.passage, event.body.celsius) for event in reversed(store.recent(9))]


def test_who_is_asked_for_a_temperature_that_no_rule_wants_any_more_passes_at_once(session, store, community):
    asked = session.scan(community.code("wang"), None)
    under(store, community, PASSES, 2)
    shown = session.wait_for_change(asked.change, 0)
    assert (asked.phase, shown.phase, passages(store)) == (Phase.ASKING, Phase.VERDICT, [(Scan, "in", None)])
    assert (shown.presentation, session.notice.words.to(Language.ZH)) == (asked.presentation, ASKED_ANEW)
    assert session.wait_for_change(shown.change, 0) == shown


def test_rules_that_begin_at_a_minute_are_those_of_who_stands_there_then(session, store, community, clock):
    session.screen()
    asked = session.scan(community.code("wang"), None)
    under(store, community, PASSES, 2, begins=clock.now.replace(minute=31))
    before = session.screen()
    clock.on(minutes=1)
    assert (before.phase, session.screen().phase, passages(store)) == (
        Phase.ASKING,
        Phase.VERDICT,
        [(Scan, "in", None)],
    )
    assert before.number == asked.number


def test_who_is_measured_by_the_new_rules_too_stays_with_the_digits_typed_so_far(session, store, community):
    asked = session.scan(community.code("wang"), None)
    under(store, community, STRICT, 2)
    assert (session.screen().phase, session.screen().number) == (Phase.ASKING, asked.number)
    session.temperature(asked.number, "365", "click")
    assert passages(store) == [(Scan, "in", 36.5)]


def test_a_yes_that_was_on_its_way_is_none_to_another_question(session, store, community):
    under(store, community, PASSES, 2, Confirm("id", "请核对身份证", "compare the ID card"))
    asked = session.scan(community.code("wang"), None)
    under(store, community, PASSES, 3, Confirm("mask", "请戴口罩", "put on the mask"))
    shown = session.screen()
    questions = [screen.decision.verdict.question for screen in (asked, shown)]
    with pytest.raises(Refusal, match="somebody else by now"):
        session.confirm(asked.number, "click")
    assert (questions, passages(store)) == (["id", "mask"], [])


def test_new_rules_are_told_where_nobody_stands_too_once_and_never_at_the_start(session, store, community):
    session.screen()
    at_start = session.notice.number
    under(store, community, PASSES, 2)
    session.screen()
    told = session.notice
    session.screen()
    assert (at_start, told.number, session.notice) == (0, 1, told)
    assert told.words.to(Language.ZH) == TOLD


def test_behind_a_lock_nobody_is_judged_before_somebody_is_there(store, clock, community):
    shift = Shift(store, clock)
    session = Session(store, clock, shift)
    shift.join("王阿姨", "2580", None)
    session.scan(community.code("wang"), None)
    shift.lock()
    under(store, community, PASSES, 2)
    session.screen()
    locked = len(store.recent(9))
    shift.unlock("2580")
    session.screen()
    assert (locked, len(store.recent(9))) == (1, 2)
