"""Classes of passes: by category until moved, by a click or a date; a generation is seen from afar."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gatepass.case import Mark
from gatepass.covenant import Covenant
from gatepass.kinds import Listed
from gatepass.looks import LOOKS, Look, Shape, look_typed
from gatepass.passbook import decode_row
from gatepass.passes import Status
from gatepass.people import Category, Document, DocumentKind, Door, Resident
from gatepass.wording import Text
from issuer import cars, classes, importing, issuing
from issuer.office import Office
from issuer.passbooks import Press, passbook_of
from issuer.printing import Selection, cards_of
from tests.issuer.offices import A_YEAR, ACT, AT, TODAY, issued_to, keys, refusing, resident, take_in

STAMP = Look("三月", "March", "#b0165c", Shape.STAR, "三")
FAMILY = (resident("12-302", "王甲"), Resident(Door(12, 302), "李保姆", Category.TEMPORARY))
TOMORROW = TODAY + timedelta(days=1)


def card_looks(office: Office, day: date = TODAY) -> dict[str, Look]:
    return {card.name: card.look for card in cards_of(office.store, office.keys, Selection(Status.VALID, day))}


def test_a_pass_looks_as_its_holders_category_says(office: Office) -> None:
    issued_to(office, *FAMILY)
    assert card_looks(office) == {"王甲": LOOKS[Category.OWNER], "李保姆": LOOKS[Category.TEMPORARY]}


def test_who_is_moved_looks_like_the_new_class_at_once(office: Office) -> None:
    issued_to(office, *FAMILY)
    classes.move(office.store, frozenset({1}), "yellow", TODAY, ACT)
    assert card_looks(office)["王甲"] == classes.looks(office.store)["yellow"]


def test_a_move_by_date_waits_for_its_day(office: Office) -> None:
    issued_to(office, *FAMILY)
    classes.move(office.store, frozenset({1}), "yellow", TODAY, ACT)
    classes.move(office.store, frozenset({1}), "green", TODAY + timedelta(days=14), ACT)
    named = [classes.classes_on(office.store, TODAY + timedelta(days=days)).members[1] for days in (0, 13, 14, 15)]
    assert named == ["yellow", "yellow", "green", "green"]


def test_a_new_move_drops_what_was_planned_for_later(office: Office) -> None:
    issued_to(office, *FAMILY)
    classes.move(office.store, frozenset({1}), "green", TODAY + timedelta(days=14), ACT)
    classes.move(office.store, frozenset({1}), "pink", TOMORROW, ACT)
    assert [(each.to, each.since) for each in office.store.class_moves_of(1)] == [("pink", TOMORROW)]


def test_a_planned_move_can_be_dropped(office: Office) -> None:
    issued_to(office, *FAMILY)
    classes.move(office.store, frozenset({1}), "green", TOMORROW, ACT)
    classes.drop_planned(office.store, 1, TODAY, ACT)
    assert classes.planned_for(office.store, 1, TODAY) == ()


@pytest.mark.parametrize(
    ("to", "since", "said"),
    [
        pytest.param("purple", TODAY, "没有“purple”这个类别", id="a class that is none"),
        pytest.param("green", TODAY - timedelta(days=1), "已经过去", id="a day that has passed"),
    ],
)
def test_a_move_that_cannot_be_is_refused(office: Office, to: str, since: date, said: str) -> None:
    issued_to(office, *FAMILY)
    with refusing(said):
        classes.move(office.store, frozenset({1}), to, since, ACT)
    assert office.store.class_moves() == ()


def test_when_somebody_comes_back_the_temporary_passes_of_the_household_end(office: Office) -> None:
    issued_to(office, *FAMILY, replace(FAMILY[1], door=Door(12, 303), name="张保姆"))
    ended = classes.come_back(office.store, 1, "yellow", TODAY, replace(ACT, why="从外省返回"))
    valid = {each.name for each in office.store.holdings() if each.issued.status is Status.VALID}
    assert ([each.holder for each in ended], valid) == ([2], {"王甲", "张保姆"})
    assert office.store.history_of(ended[0])[-1] == (Status.REVOKED, replace(ACT, why="从外省返回"))
    assert card_looks(office)["王甲"].zh == "外省返回"


def test_the_office_makes_a_class_of_its_own(office: Office) -> None:
    issued_to(office, *FAMILY)
    look = look_typed(Text("志愿者", ""), "#FFCC00", "square", "志")
    classes.set_look(office.store, "helper", look, ACT)
    classes.move(office.store, frozenset({2}), "helper", TODAY, ACT)
    assert card_looks(office)["李保姆"] == Look("志愿者", "", "#ffcc00", Shape.SQUARE, "志")


def test_two_classes_never_have_the_same_name(office: Office) -> None:
    with refusing("已有名为“业主”的类别"):
        classes.set_look(office.store, "helper", LOOKS[Category.OWNER], ACT)


def test_a_class_changes_its_look(office: Office) -> None:
    changed = replace_look(LOOKS[Category.OWNER], "#3355ff")
    classes.set_look(office.store, "owner", changed, ACT)
    issued_to(office, *FAMILY)
    assert card_looks(office)["王甲"] == changed


def replace_look(look: Look, colour: str) -> Look:
    return Look(look.zh, look.en, colour, look.shape, look.mark)


@pytest.mark.parametrize(
    ("words", "rest", "said"),
    [
        pytest.param(Text("", "x"), ("#000000", "circle", "三"), "名称是空的", id="no name"),
        pytest.param(Text("三" * 13, "x"), ("#000000", "circle", "三"), "太长", id="an endless name"),
        pytest.param(Text("三", "x"), ("red", "circle", "三"), "不是颜色", id="a colour in words"),
        pytest.param(Text("三", "x"), ("#00000", "circle", "三"), "不是颜色", id="five digits"),
        pytest.param(Text("三", "x"), ("#000000", "heart", "三"), "没有“heart”这种形状", id="no such shape"),
        pytest.param(Text("三", "x"), ("#000000", "circle", "三月"), "正好一个字", id="two characters in a shape"),
    ],
)
def test_what_is_no_look_is_refused(words: Text, rest: tuple[str, str, str], said: str) -> None:
    with refusing(said):
        look_typed(words, *rest)


@pytest.mark.parametrize(
    ("colour", "ink"), [("#ffffff", "#000000"), ("#f2c200", "#000000"), ("#0b6b3a", "#ffffff"), ("#000000", "#ffffff")]
)
def test_letters_are_black_or_white_whichever_is_read_better(colour: str, ink: str) -> None:
    assert Look("三", "x", colour, Shape.STAR, "三").ink == ink


def test_cards_of_a_generation_bear_its_stamp_until_the_next(office: Office) -> None:
    issued_to(office, FAMILY[0])
    before = cards_of(office.store, office.keys, Selection(Status.VALID, TODAY))
    classes.begin_generation(office.store, STAMP, ACT)
    after = cards_of(office.store, office.keys, Selection(Status.VALID, TODAY))
    classes.begin_generation(office.store, None, ACT)
    assert [card.stamp for card in (*before, *after)] == [None, STAMP]
    assert classes.stamp_of(office.store) is None


def test_the_gate_is_told_the_class_and_the_stamp(office: Office) -> None:
    (serial,) = issued_to(office, FAMILY[0])
    classes.move(office.store, frozenset({1}), "pink", TOMORROW, ACT)
    classes.begin_generation(office.store, STAMP, ACT)
    code = keys().code(serial, 1)
    seen = []
    for day in (TODAY, TOMORROW):
        passbook = passbook_of(office.store, office.keys, office.store.covenant_in_force(AT), day)
        seen.append(decode_row(code, passbook.entries[0]).look)
    assert seen == [LOOKS[Category.OWNER], classes.looks(office.store)["pink"]]
    assert passbook.stamp == STAMP


def test_a_new_day_brings_a_new_passbook_where_a_move_was_planned_for_it(office: Office) -> None:
    issued_to(office, FAMILY[0])
    classes.move(office.store, frozenset({1}), "pink", TOMORROW, ACT)
    press = Press(office.store, office.keys)
    numbers = [press.current(AT + timedelta(hours=hours)).number for hours in (0, 1, 24, 25)]
    assert (numbers[0], numbers[2]) == (numbers[1], numbers[3])
    assert numbers[2] > numbers[0]


def test_an_import_of_people_who_were_moved_can_still_be_undone(office: Office) -> None:
    take_in(office, *FAMILY)
    classes.move(office.store, frozenset({1}), "pink", TODAY, ACT)
    importing.undo(office.store, ACT)
    assert (office.store.everybody(), office.store.class_moves()) == ((), ())


def test_the_passbook_says_the_class_of_every_pass_and_nothing_of_a_spare(office: Office) -> None:
    issued_to(office, *FAMILY)
    issuing.add_spares(office.store, 1, A_YEAR, ACT)
    cars.add_cars(office.store, (cars.Typed(1, Door(12, 302), "沪A12345"),), A_YEAR, ACT)
    classes.move(office.store, frozenset({1}), "yellow", TODAY, ACT)
    classes.move(office.store, frozenset({1}), "green", TOMORROW, ACT)
    issuing.issue(office.store, A_YEAR, ACT)
    known = [_classes_in_the_passbook(office, day) for day in (TODAY, TOMORROW)]
    assert known == [["", "car", "temporary", "yellow"], ["", "car", "green", "temporary"]]


def test_the_passbook_marks_ages_where_the_covenant_asks(office: Office) -> None:
    grandmother = replace(FAMILY[0], document=Document(DocumentKind.RESIDENT_ID, "11010519491231002X"))
    issued_to(office, grandmother)
    asking = Covenant("x", rules=(Listed(("over_65",), "不外出", "stays in"),))
    marks = [passbook_of(office.store, office.keys, each, TODAY).entries[0].listed for each in (asking, Covenant("x"))]
    assert marks == [(Mark("over_65", date(2014, 12, 31)),), ()]


def _classes_in_the_passbook(office: Office, day: date) -> list[str]:
    entries = passbook_of(office.store, office.keys, office.store.covenant_in_force(AT), day).entries
    return sorted(entry.class_key for entry in entries)
