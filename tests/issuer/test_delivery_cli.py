"""`issuer delivery` as a person types it: one office from the plan to the books that add up."""

import json

import pytest

from gatepass.passes import Validity
from issuer.delivery import team_secret
from issuer.phones import remember_phones
from tests.issuer.offices import TODAY
from tests.issuer.teams import Delivery
from tests.issuer.test_issuer_cli import done, refused


@pytest.fixture
def of(office):
    """Three households, their cards printed; what is typed goes to this folder."""
    return Delivery.of(office, "1-101", "1-601", "12-302", validity=Validity(TODAY)).print()


def typed(of, *words):
    return done("-d", of.office.folder, "delivery", *words)


def refusing(of, *words):
    return refused("-d", of.office.folder, "delivery", *words)


def cards(of, round_=1):
    return [json.loads(line) for line in typed(of, "show", round_, "--json").splitlines()]


def test_a_round_from_the_plan_to_the_end(of):
    planned = typed(of, "plan", "第一轮", "--team", "甲队 张三、李四", "--team", "乙队").splitlines()
    assert planned == [
        "round 1, “第一轮”",
        "team  name  members     stairwells  doors  cards  minutes",
        "1     甲队  张三、李四  1           2      2      5",
        "2     乙队  —           12          1      1      3",
    ]
    assert typed(of, "hand-over", 1) == "3 cards handed over\n"
    serial = of.serials["1-601"]
    assert typed(of, "tick", 1, "--serial", serial, "--outcome", "delivered", "--to", "本人") == (
        f"1号601室 住户1-601 {serial}: noted\n"
    )
    assert [(card["door"], card["outcome"], card["to"]) for card in cards(of)] == [
        ("1号601室", "delivered", "本人"),
        ("1号101室", None, ""),
        ("12号302室", None, ""),
    ]
    assert typed(of, "close", 1) == "closed; 2 cards are in the drawer again\n"
    again = typed(of, "plan", "第二轮", "--teams", "1", "--again", "1").splitlines()
    assert again[2] == "1     1队   —        1 12        2      2      4"
    assert typed(of, "list").splitlines()[1:] == [
        "2      第二轮  open    1      2           2      0     2      0",
        "1      第一轮  closed  2      2           3      1     3      1",
    ]


def test_a_stairwell_moves_to_another_team(of):
    typed(of, "plan", "第一轮", "--teams", "2")
    moved = typed(of, "move", 1, "--stairwell", "1号", "--team", 2).splitlines()
    assert [line.split()[3] for line in moved[1:]] == ["—", "1"]


def test_a_tick_is_taken_back(of):
    typed(of, "plan", "第一轮")
    typed(of, "tick", 1, "--serial", of.serials["1-101"], "--outcome", "refused")
    typed(of, "tick", 1, "--serial", of.serials["1-101"], "--outcome", "none")
    assert [card["outcome"] for card in cards(of)] == [None] * 3


def test_a_tick_of_a_card_of_no_team_is_refused(of):
    typed(of, "plan", "第一轮", "--stairwell", "1")
    assert refusing(of, "tick", 1, "--serial", of.serials["12-302"], "--outcome", "refused") == (
        f"{of.serials['12-302']} is not in this round; compare with issuer delivery show\n"
    )


def test_the_survey_is_set_counted_and_exported(of, tmp_path):
    assert typed(of, "survey") == "no questions yet; add one: issuer delivery ask masks\n"
    typed(of, "ask", "masks")
    typed(of, "ask", "养猫吗？", "--english", "A cat?", "--kind", "yes_no", "--detail", "几只")
    assert [line.split("  ")[0] for line in typed(of, "survey").splitlines()] == ["id", "1", "2"]
    assert typed(of, "survey", "--out", tmp_path / "survey.csv") == f"3 households: {tmp_path / 'survey.csv'}\n"
    assert typed(of, "stop-asking", 1) == "asked no more: How many masks to reserve?\n"
    assert len(typed(of, "survey").splitlines()) == 2


def test_the_books_are_read_out(of, tmp_path):
    typed(of, "plan", "第一轮")
    assert typed(of, "reconcile").splitlines() == [
        "kind   printed  delivered  with teams  drawer  voided",
        "cards  3        0          0           3       0",
        "it all adds up",
    ]
    typed(of, "tick", 1, "--serial", of.serials["1-101"], "--outcome", "delivered")
    [line] = typed(of, "reconcile", "--json").splitlines()
    assert json.loads(line)["mismatch"] == "never_handed"
    assert typed(of, "reconcile", "--out", tmp_path / "books.xlsx").splitlines()[-1] == (
        f"1 mismatches written to {tmp_path / 'books.xlsx'}"
    )


def test_a_link_is_printed_where_the_office_can_be_reached(of):
    typed(of, "plan", "第一轮")
    assert "run issuer serve --phones" in refusing(of, "link", 1, 1)
    remember_phones(of.office.store, "https://192.168.1.20:8643")
    secret = team_secret(of.office.keys, 1, 1)
    assert typed(of, "link", 1, 1) == f"https://192.168.1.20:8643/round#{secret}\n"
    typed(of, "close", 1)
    assert "is closed" in refusing(of, "link", 1, 1)


def test_a_closed_round_is_opened_again(of):
    typed(of, "plan", "第一轮")
    typed(of, "close", 1)
    assert typed(of, "close", 1, "--reopen") == "“第一轮” is open again\n"


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("show", 7), id="a round that is not"),
        pytest.param(("hand-over", 1, "--team", 9), id="a team that is not"),
        pytest.param(("plan", " "), id="no name"),
        pytest.param(("survey", "--out", "survey.pdf"), id="a file of another kind"),
        pytest.param(("reconcile", "--out", "books.pdf"), id="books of another kind"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(of, words):
    typed(of, "plan", "第一轮", "--stairwell", "1")
    refusing(of, *words)
