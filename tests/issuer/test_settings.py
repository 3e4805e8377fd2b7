"""What the office has chosen about its cards."""

import pytest

from issuer.office import Office
from issuer.settings import Names, Settings, choose, offset_of, remember_offset, settings_of
from issuer.sheets import Back, Offset
from tests.issuer.offices import ACT, refusing


def test_a_new_office_prints_whole_names_on_a4_on_one_side(office: Office):
    assert settings_of(office.store) == Settings(Names.FULL, "a4-10", Back.NONE)


def test_what_is_chosen_holds(office: Office):
    chosen = Settings(Names.MASKED, "cr80", Back.SHORT_EDGE)
    choose(office.store, chosen, ACT)
    assert settings_of(office.store) == chosen


def test_a_stock_that_is_none_changes_nothing(office: Office):
    with refusing("letter-99"):
        choose(office.store, Settings(Names.MASKED, "letter-99"), ACT)
    assert settings_of(office.store) == Settings()


def test_what_the_printer_is_off_by_is_remembered_for_each_stock(office: Office):
    remember_offset(office.store, "cr80", Offset(0.5, -1.25, 1.002), ACT)
    assert [offset_of(office.store, stock) for stock in ("cr80", "a4-10")] == [Offset(0.5, -1.25, 1.002), Offset()]


@pytest.mark.parametrize("stock", ["", "../a4-10", "letter-99"])
def test_nothing_is_remembered_of_a_stock_that_is_none(office: Office, stock: str):
    with refusing("纸张"):
        remember_offset(office.store, stock, Offset(1, 1, 1), ACT)
