"""Residents' cars: one valid pass a car, printed and scanned as any other."""

from datetime import date

import pytest

from gatepass.looks import CAR
from gatepass.passbook import decode_row
from gatepass.passes import Status
from gatepass.people import Door
from issuer import importing, issuing
from issuer.cars import Typed, add_cars, car_with, parse_cars, remove_car
from issuer.issuing import Bearer
from issuer.office import Office
from issuer.passbooks import household_pseudonym, passbook_of
from issuer.runs import cards_asked_for, selection_for
from issuer.store.runs import RunKind
from tests.issuer.offices import A_YEAR, ACT, AT, TODAY, keys, refusing, resident, take_in

FAMILY = (resident("1-101", "张甲"), resident("12-302", "王甲"))
CARS = (Typed(1, Door(12, 302), "沪A12345"), Typed(2, Door(12, 302), "沪AD12345"))


def with_cars(office: Office) -> tuple[str, ...]:
    take_in(office, *FAMILY)
    add_cars(office.store, CARS, A_YEAR, ACT)
    issuing.issue(office.store, A_YEAR, ACT)
    return tuple(each.issued.serial for each in office.store.holdings() if each.car)


def test_a_list_is_read_line_by_line_and_every_fault_is_told() -> None:
    cars, problems = parse_cars(
        "12-302 沪a·12345\n\n１２号302室\t沪AD12345\n12-302,沪A12345\n12-302\n12-302 ABC\n99999 沪B11111"
    )
    assert cars == (Typed(1, Door(12, 302), "沪A12345"), Typed(3, Door(12, 302), "沪AD12345"))
    assert [(each.where.en, each.what.en) for each in problems if each.where] == [
        ("line 4", "沪A12345 stands in line 1 already"),
        ("line 5", "“12-302” needs a door and a plate"),
        ("line 6", "“ABC” is not a licence plate"),
        ("line 7", "“99999” is not a door"),
    ]


def test_every_car_gets_a_pass_of_its_own(office: Office) -> None:
    with_cars(office)
    held = [(each.door, each.name, each.issued.status) for each in office.store.holdings() if each.car]
    assert held == [(Door(12, 302), "沪A12345", Status.VALID), (Door(12, 302), "沪AD12345", Status.VALID)]
    assert issuing.issue(office.store, A_YEAR, ACT) == issuing.Issued((), (), 0)


def test_a_car_is_added_once(office: Office) -> None:
    take_in(office, *FAMILY)
    added = [len(add_cars(office.store, CARS, A_YEAR, ACT)) for _ in range(2)]
    assert added == [2, 0]
    assert [car.plate for car in office.store.cars()] == ["沪A12345", "沪AD12345"]


@pytest.mark.parametrize(
    ("car", "said"),
    [
        pytest.param(Typed(7, Door(9, 101), "沪B11111"), "第7行：9号101室 没有居民", id="nobody lives there"),
        pytest.param(Typed(7, Door(1, 101), "沪A12345"), "沪A12345 已登记在 12号302室", id="another household has it"),
    ],
)
def test_a_car_that_cannot_be_is_refused_and_none_is_added(office: Office, car: Typed, said: str) -> None:
    take_in(office, *FAMILY)
    add_cars(office.store, CARS[:1], A_YEAR, ACT)
    with refusing(said):
        add_cars(office.store, (CARS[1], car), A_YEAR, ACT)
    assert len(office.store.cars()) == 1


def test_a_car_that_is_gone_loses_its_pass_and_its_plate_is_free(office: Office) -> None:
    with_cars(office)
    gone = remove_car(office.store, car_with(office.store, "沪a-12345").id, ACT)
    assert [each.issued.status for each in office.store.holdings() if each.car == gone] == [Status.REVOKED]
    add_cars(office.store, (Typed(1, Door(1, 101), "沪A12345"),), A_YEAR, ACT)
    assert next((car.door, car.plate) for car in office.store.cars()) == (Door(1, 101), "沪A12345")


def test_a_car_has_one_valid_pass(office: Office) -> None:
    (serial, _) = with_cars(office)
    car = car_with(office.store, "沪A12345").id
    with refusing(f"已有有效的出入证 {serial}"):
        issuing.issue_to(office.store, Bearer(car=car), A_YEAR, ACT)
    issuing.replace_pass(office.store, serial, TODAY, ACT)
    valid = [each.issue for each in office.store.passes_of_car(car) if each.status is Status.VALID]
    assert valid == [2]


def test_windscreen_passes_are_printed_by_themselves(office: Office) -> None:
    with_cars(office)
    printed = {
        kind: [card.name for card in cards_asked_for(office, kind, selection_for(kind, TODAY, ("12",), ()))]
        for kind in (RunKind.CARDS, RunKind.CARS)
    }
    assert printed == {RunKind.CARDS: ["王甲"], RunKind.CARS: ["沪A12345", "沪AD12345"]}


def test_the_gate_sees_plate_door_and_class(office: Office) -> None:
    serial, _ = with_cars(office)
    code = keys().code(serial, 1)
    passbook = passbook_of(office.store, office.keys, office.store.covenant_in_force(AT), date(2020, 2, 10))
    entry = next(each for each in passbook.entries if each.lookup == code.lookup)
    row = decode_row(code, entry)
    assert (row.door, row.name, row.look) == ("12号302室", "沪A12345", CAR)
    assert entry.household == household_pseudonym(keys(), Door(12, 302))


def test_a_car_loses_its_pass_with_the_last_resident_and_gets_it_back_when_that_is_undone(office: Office) -> None:
    with_cars(office)
    lived_here = next(each.id for each in office.store.residents() if each.resident.door == Door(12, 302))
    importing.move_out(office.store, frozenset({lived_here}), TODAY, ACT)
    ended = {each.issued.status for each in office.store.holdings() if each.car}
    importing.undo(office.store, ACT)
    assert (ended, {each.issued.status for each in office.store.holdings() if each.car}) == (
        {Status.REVOKED}, {Status.VALID}
    )  # fmt: skip
