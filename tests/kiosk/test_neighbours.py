"""What a gate keeps of the others: for as long as its covenant looks back, each event once, and beside its own."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from msgspec import structs

from gatepass.case import Direction
from gatepass.events import Passage
from gatepass.kinds import Quota
from gatepass.neighbours import Elsewhere, News, NewsRefused, reach_of, sign_news
from kiosk.neighbours import learn
from kiosk.passages import Attempt, decide, identify
from kiosk.stamp import stamp
from kiosk.store import FILE, Store
from tests.community import MORNING
from tests.kiosk.test_fevers import under

OUT = Direction.OUT


class Told:
    """An office that has these pages, one after the other, and notes what it was asked."""

    def __init__(self, community, store, *pages):
        self.key, self.gate, self.pages, self.asked = (
            community.signing.private_bytes_raw(),
            store.gate(),
            list(pages),
            [],
        )

    def __call__(self, path):
        self.asked.append({name: value for name, (value,) in parse_qs(urlsplit(path).query).items()})
        return sign_news(self.pages.pop(0), self.key, self.gate.id, path)


def page(*records, cursor="1.a", more=False, since=MORNING - timedelta(days=3)):
    return News(since, cursor, more, records)


def gone(community, who, minutes=0, **told):
    at = MORNING + timedelta(minutes=minutes)
    return Elsewhere(
        str(uuid4()), at, "西门", Passage.OUT, community.code(who).lookup, "household of 12号302室", **told
    )


def leaves(store, community, clock, who="wang"):
    return decide(store, Attempt(identify(store, str(community.code(who))), OUT), stamp(store, clock())).verdict.reason


@pytest.fixture
def quota(store, community):
    under(store, community, rules=(Quota(days=2),))


def test_the_same_page_twice_is_one_outing(store, community, clock):
    under(store, community, rules=(Quota(outings=2, days=2),))
    told = page(gone(community, "wang"))
    clock.on(minutes=1)
    assert [learn(store, Told(community, store, told)) for _ in range(2)] == [1, 0]
    assert leaves(store, community, clock) == "fine"


def test_it_goes_on_where_it_left_off_page_by_page(store, community, quota):
    office = Told(
        community, store, page(gone(community, "wang"), cursor="1.a", more=True), page(cursor="2.b"), page(cursor="2.b")
    )
    learn(store, office)
    learn(store, office)
    assert [asked.get("after", "") for asked in office.asked] == ["", "1.a", "2.b"]


def test_a_file_of_the_program_before_hears_again_who_was_referred(community, tmp_path, clock):
    told = {"fever": str(uuid4()), "celsius": 37.9}
    referred = gone(community, "wang", **told, referred=True)
    with closing(community.enrolled(tmp_path / "gate")) as store:
        learn(store, Told(community, store, page(structs.replace(referred, referred=False))))
    with closing(sqlite3.connect(tmp_path / "gate" / FILE)) as file:
        file.execute("ALTER TABLE elsewhere DROP COLUMN referred")
        file.execute("DELETE FROM _sqlite_migrations WHERE name = 'who_was_referred_elsewhere'")
        file.commit()
    with closing(Store(tmp_path / "gate")) as store:
        office = Told(community, store, page(referred))
        learn(store, office)
        with store.writing() as ledger:
            story = ledger.fever_elsewhere(referred.lookup, MORNING.tzinfo)
    assert (office.asked[0].get("after", ""), story.referred) == ("", True)


def test_it_asks_as_far_back_as_its_covenant_looks_and_anew_when_that_grows(store, community, quota):
    office = Told(community, store, *[page(cursor="1.a")] * 4)
    for days in (2, 1, 2, 2):
        under(store, community, rules=(Quota(days=days),))
        learn(store, office)
    assert [(asked["hours"], asked.get("after", "")) for asked in office.asked] == [
        ("49", ""),
        ("25", "1.a"),
        ("49", ""),
        ("49", "1.a"),
    ]


def test_what_no_rule_looks_back_on_is_forgotten(store, community, clock, quota):
    clock.on(minutes=2)
    learn(store, Told(community, store, page(gone(community, "wang"))))
    before = leaves(store, community, clock)
    learn(store, Told(community, store, page(since=MORNING + timedelta(minutes=1))))
    assert [before, leaves(store, community, clock)] == ["quota_used", "fine"]


def test_an_outing_that_is_still_to_come_by_this_clock_uses_nothing_up(store, community, clock, quota):
    learn(store, Told(community, store, page(gone(community, "wang", minutes=90))))
    assert leaves(store, community, clock) == "fine"


def test_an_older_office_has_no_news(store):
    assert learn(store, lambda _: None) == 0


def test_news_that_the_office_did_not_sign_are_not_taken(store, community, clock, quota):
    clock.on(minutes=1)
    forged = page(gone(community, "wang"))
    with pytest.raises(NewsRefused, match="not the office's"):
        learn(store, lambda path: sign_news(forged, bytes(32), store.gate().id, path))
    assert leaves(store, community, clock) == "fine"


def test_a_covenant_without_history_still_asks_for_a_day_so_that_ways_are_guessed(community):
    assert reach_of(community.covenant()) == timedelta(hours=25)
