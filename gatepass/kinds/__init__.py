"""The kinds of rules that a covenant is made of. Each is one small class: its fields, its objection, its words, its contradictions.

A new kind is one module here, one line below, and one row of the office's form.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Union

import msgspec

from gatepass.case import Mark
from gatepass.kinds.base import CAR_CLASS, STRICTEST_FIRST, Fault, Hours, Rule, Said, Stage, Then, Who
from gatepass.kinds.classes import Classes
from gatepass.kinds.closed_hours import ClosedHours
from gatepass.kinds.confirm import Confirm
from gatepass.kinds.forgotten import Forgotten
from gatepass.kinds.gate_itself import DoubtfulClock, Stale
from gatepass.kinds.gates import Gates
from gatepass.kinds.listed import Listed
from gatepass.kinds.only_by import OnlyBy
from gatepass.kinds.quarantine import Quarantine
from gatepass.kinds.quota import Per, Quota
from gatepass.kinds.reference import STANDING_WORDS, Checked, ReferenceRule, Standing, found_off
from gatepass.kinds.same_way import SameWay
from gatepass.kinds.settled import settled
from gatepass.kinds.sites import SITE_WORDS, SiteLimit
from gatepass.kinds.temperature import TemperatureRule
from gatepass.kinds.visits import Field, VisitRule

__all__ = (
    "CAR_CLASS", "KINDS", "SECTIONS", "SITE_WORDS", "STANDING_WORDS", "AnyRule", "Checked", "Classes", "ClosedHours", "Confirm",
    "DoubtfulClock", "Fault", "Field", "Forgotten", "Gates", "Hours", "Listed", "Mark", "OnlyBy", "Per", "Quarantine",
    "Quota", "ReferenceRule", "Rule", "Said", "SameWay", "SiteLimit", "Stage", "Stale", "Standing", "TemperatureRule",
    "Then", "VisitRule", "Who", "found_off", "in_order", "settled",
)  # fmt: skip

SECTIONS: tuple[type[Rule], ...] = (VisitRule, ClosedHours, TemperatureRule)
"""The kinds that have a place of their own in a covenant's file."""

KINDS: tuple[type[Rule], ...] = (
    DoubtfulClock, Stale, Forgotten, Listed, Quarantine, Classes, Gates, OnlyBy, Quota, SameWay, Confirm,
)  # fmt: skip
"""The kinds that a covenant's file names under `[[rules]]`."""

if TYPE_CHECKING:
    AnyRule = Rule
else:
    AnyRule = Union[KINDS]  # noqa: UP007 - a tuple that is only known when the program runs


def in_order(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Rules in the order in which they are asked, which is never that of the file: by stage, by kind, the stricter first.

    Two that are as strict have an order too, and it is not that in which somebody happened to write a rule's lists.
    """
    return tuple(sorted(rules, key=_place))


def _place(rule: Rule) -> tuple[int, int, int, bytes]:
    kind = (*KINDS, *SECTIONS).index(type(rule))
    return (
        rule.stage(),
        kind,
        STRICTEST_FIRST.index(getattr(rule, "then", Then.REFUSE)),
        msgspec.json.encode(settled(rule)),
    )
