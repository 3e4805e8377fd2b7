"""Which cards wait to be printed: those without a copy, and those whose copy no longer says what is so."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepass.looks import LOOKS, SPARE, Look, Shape
from gatepass.passes import Status
from gatepass.people import Category, Document, DocumentKind, Door, Resident
from issuer import issuing
from issuer.cards import Card
from issuer.office import Office
from issuer.printing import Selection, cards_of
from issuer.said import Said, card_saying, differences, said_by
from issuer.store import Act, CopyState, Imprint, Printed, Recipe, RunKind
from issuer.waiting import Standing, standings, waiting_among
from tests.issuer.offices import A_YEAR, ACT, AT, TODAY, issued_to, take_in

LATER = Act(AT + timedelta(hours=1), "tester", "later")


def known(door: str, name: str, number: int, category: Category = Category.OWNER) -> Resident:
    """Somebody who is recognised by a passport, whatever else changes."""
    return Resident(Door.parse(door), name, category, document=Document(DocumentKind.PASSPORT, f"E{number:08d}"))


FOUR = (known("1-101", "王小㛃", 1), known("1-102", "李𬭎", 2), known("12-302", "张丙", 3), known("12-303", "赵丁", 4))


def cards(office: Office) -> tuple[Card, ...]:
    return cards_of(office.store, office.keys, Selection(Status.VALID, TODAY))


def note(office: Office, printed: tuple[Card, ...]) -> int:
    """Notes a run of cards as printing does."""
    said = tuple(map(said_by, printed))
    recipe = Recipe(b"{}", msgspec.json.encode(said), {})
    imprints = tuple(Imprint(each.serial, each.issue, each.digest) for each in said)
    with office.store.writing() as writing:
        return writing.add_run(Printed(RunKind.CARDS, "a4-10", 1, "none", "0" * 64, recipe, imprints), ACT)


def waiting(office: Office) -> list[tuple[str, list[str]]]:
    """Who waits, and in what their card has changed since."""
    return [
        (each.card.name, [words.en for words in each.changed]) for each in waiting_among(office.store, cards(office))
    ]


@pytest.fixture
def printed(office: Office) -> Office:
    """Four residents whose cards were printed."""
    issued_to(office, *FOUR)
    note(office, cards(office))
    return office


def test_before_the_first_run_everybody_waits(office: Office):
    issued_to(office, *FOUR)
    assert waiting(office) == [("王小㛃", []), ("李𬭎", []), ("张丙", []), ("赵丁", [])]


def test_after_a_run_nobody_waits(printed: Office):
    assert waiting(printed) == []


@pytest.mark.parametrize(
    ("now", "changed"),
    [
        pytest.param({"name": "王小𬱖"}, ["name"], id="renamed"),
        pytest.param({"door": Door(1, 103)}, ["door"], id="moved"),
        pytest.param({"category": Category.TENANT}, ["class"], id="of another class"),
        pytest.param({"name": "王𬙂", "door": Door(2, 101)}, ["name", "door"], id="renamed and moved"),
    ],
)
def test_exactly_those_who_changed_wait(printed: Office, now: dict[str, object], changed: list[str]):
    after = replace(FOUR[0], **now)
    take_in(printed, after)
    assert waiting(printed) == [(after.name, changed)]


def test_what_is_not_on_the_card_makes_nobody_wait(printed: Office):
    take_in(printed, replace(FOUR[0], phone="13812345678", note="三楼"))
    assert waiting(printed) == []


def test_a_change_taken_back_needs_no_new_card(printed: Office):
    take_in(printed, replace(FOUR[0], name="王大"))
    take_in(printed, FOUR[0])
    assert waiting(printed) == []


def test_the_newest_live_copy_counts(printed: Office):
    take_in(printed, replace(FOUR[0], name="王大"))
    second = note(printed, tuple(card for card in cards(printed) if card.name == "王大"))
    assert waiting(printed) == []
    with printed.store.writing() as writing:
        writing.move_copy(second, 1, CopyState.VOIDED, LATER)
    assert waiting(printed) == [("王大", ["name"])]


def test_a_voided_card_waits_again(printed: Office):
    with printed.store.writing() as writing:
        writing.move_copy(1, 3, CopyState.VOIDED, LATER)
    assert waiting(printed) == [("张丙", [])]


def test_a_replaced_pass_waits_for_its_new_card(printed: Office):
    serial = next(card.serial for card in cards(printed) if card.name == "李𬭎")
    issuing.replace_pass(printed.store, serial, TODAY, LATER)
    assert waiting(printed) == [("李𬭎", [])]


def test_the_cards_of_each_stairwell_are_counted(printed: Office):
    take_in(printed, replace(FOUR[3], name="赵戊"), known("12-304", "孙己", 5))
    issuing.issue(printed.store, A_YEAR, LATER)
    all_cards = cards(printed)
    counted = standings(all_cards, waiting_among(printed.store, all_cards))
    assert counted == (Standing(1, 2, 0, 0), Standing(12, 3, 1, 1))


CARD = Card("长虹小区", "Changhong", Door(1, 101), "王小㛃", LOOKS[Category.OWNER], "000019", 1, TODAY, "", b"a face")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"until": None}, ["last day"], id="no end any more"),
        pytest.param({"photo": b"another face"}, ["photo"], id="another photo"),
        pytest.param({"photo": None}, ["photo"], id="no photo any more"),
        pytest.param({"stamp": Look("二期", "Two", "#000000", Shape.STAR, "二")}, ["stamp"], id="another generation"),
        pytest.param({"community": "长虹新村"}, ["community"], id="the community has another name"),
        pytest.param({"look": SPARE}, ["class"], id="another class"),
        pytest.param({}, [], id="nothing"),
    ],
)
def test_what_differs_is_named(changed: dict[str, object], said: list[str]):
    before, now = said_by(CARD), said_by(replace(CARD, **changed))
    assert [words.en for words in differences(before, now)] == said
    assert (before.digest == now.digest) == (not said)


def test_a_card_comes_back_from_what_it_says_with_its_code(office: Office):
    card = replace(CARD, code=office.keys.code(CARD.serial, CARD.issue))
    assert card_saying(said_by(card), office.keys, b"a face") == card


def test_what_a_card_says_does_not_hold_its_code(office: Office):
    card = replace(CARD, code=office.keys.code(CARD.serial, CARD.issue))
    assert card.code.encode() not in msgspec.json.encode(said_by(card))


def test_digests_never_change():
    assert (
        said_by(replace(CARD, photo=None)).digest == "0004da444b9d55123c51d3bd45c3ff16cef825a61df958ba9c0694ca65f304db"
    )


SAID = st.builds(
    Said,
    community=st.text(),
    english=st.text(),
    door=st.none() | st.tuples(st.integers(1, 999), st.integers(101, 6099), st.sampled_from(["", "A"])),
    name=st.text(),
    look=st.sampled_from([*LOOKS.values(), SPARE]),
    serial=st.just("000019"),
    issue=st.just(1),
    until=st.none() | st.dates(),
    photo=st.sampled_from(["", "0" * 64]),
    stamp=st.none() | st.just(SPARE),
)


@given(SAID, SAID)
def test_cards_differ_in_something_exactly_where_their_digests_do(one: Said, other: Said):
    assert (differences(one, other) == ()) == (one.digest == other.digest) == (one == other)


@given(SAID)
def test_what_a_card_says_comes_back_as_it_was_kept(said: Said):
    assert msgspec.json.decode(msgspec.json.encode(said), type=Said) == said
