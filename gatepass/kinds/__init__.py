"""The kinds of rules that a covenant is made of. Each is one small class: its fields, its objection, its words, its contradictions.

A new kind is one module here, one line below, and one row of the office's form.
"""

from typing import TYPE_CHECKING, Union

from gatepass.kinds.base import Fault, Hours, Mark, Rule, Stage, Then, Who, marks_of
from gatepass.kinds.classes import Classes
from gatepass.kinds.closed_hours import ClosedHours
from gatepass.kinds.confirm import Confirm
from gatepass.kinds.forgotten import Forgotten
from gatepass.kinds.gate_itself import DoubtfulClock, Stale
from gatepass.kinds.gates import Gates
from gatepass.kinds.listed import Listed
from gatepass.kinds.quarantine import Quarantine
from gatepass.kinds.quota import Per, Quota
from gatepass.kinds.same_way import SameWay
from gatepass.kinds.temperature import SITE_WORDS, SiteLimit, TemperatureRule
from gatepass.kinds.visits import Field, VisitRule

__all__ = (
    "KINDS", "SITE_WORDS", "AnyRule", "Classes", "ClosedHours", "Confirm", "DoubtfulClock", "Fault", "Field", "Forgotten", "Gates",
    "Hours", "Listed", "Mark", "Per", "Quarantine", "Quota", "Rule", "SameWay", "SiteLimit", "Stage", "Stale", "TemperatureRule",
    "Then", "VisitRule", "Who", "marks_of",
)  # fmt: skip

KINDS: tuple[type[Rule], ...] = (
    DoubtfulClock, Stale, Forgotten, Listed, Quarantine, Classes, Gates, Quota, SameWay, Confirm,
)  # fmt: skip

if TYPE_CHECKING:
    AnyRule = Rule
else:
    AnyRule = Union[KINDS]  # noqa: UP007 - a tuple that is only known when the program runs
