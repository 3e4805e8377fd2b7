"""`docs/rules.md` says what the code does: its tables are made from the rules and the covenants in `data/`."""

import re

import pytest
from rules_tables import DOCUMENT, TOWNS, kinds_of, order, with_tables

from gatepass.covenant import Covenant, parse_covenant
from gatepass.kinds import KINDS, SECTIONS
from gatepass.verdict import PASS_RULES

WRITTEN = DOCUMENT.read_text(encoding="utf-8")


def test_the_tables_are_those_of_the_code():
    assert with_tables(WRITTEN) == WRITTEN, "run python scripts/rules_tables.py"


def test_a_table_that_is_old_is_noticed():
    old = WRITTEN.replace("| 1 | the pass |", "| 1 | the moon |")
    assert (old == WRITTEN, with_tables(old)) == (False, WRITTEN)


def test_every_rule_has_its_row():
    assert len(re.findall(r"^\| \d+ \|", order(), re.MULTILINE)) == len(PASS_RULES) + len(KINDS) + len(SECTIONS)


@pytest.mark.parametrize("path", sorted(TOWNS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_town_is_carried_by_some_kind(path):
    assert kinds_of(parse_covenant(path.read_bytes())) != ()


def test_a_covenant_without_rules_is_carried_by_none():
    assert kinds_of(Covenant("x")) == ()
