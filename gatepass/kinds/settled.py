"""Rules in the one form in which two that mean the same are equal: sets in one order, what is usual left out. It judges nothing."""

from typing import TypeVar

import msgspec
from msgspec import UNSET, Struct

from gatepass.case import Site
from gatepass.kinds.base import Said
from gatepass.kinds.temperature import TemperatureRule
from gatepass.kinds.visits import VisitRule

_Struct = TypeVar("_Struct", bound=Struct)


def settled(rule: _Struct) -> _Struct:
    """The same rule, or part of one, in that form; whoever reads it judges as before."""
    fields = {name: _value(getattr(rule, name)) for name in rule.__struct_fields__}
    if isinstance(rule, TemperatureRule) and rule.sites is not UNSET:
        forehead = rule.limit(Site.FOREHEAD)  # it is always offered, named or not
        fields["sites"] = _value((forehead, *(each for each in rule.sites if each.site is not Site.FOREHEAD)))
    if isinstance(rule, VisitRule) and rule.shelf is True:
        fields["admitted"] = True  # whoever leaves things at the shelf stays outside, said or not
    usual = getattr(rule, "usual", {})
    kept = {name: UNSET if name in usual and value == usual[name] else value for name, value in fields.items()}
    return type(rule)(**kept)


def _value(value: object) -> object:
    match value:
        case Said():
            return Said(value.zh, "" if value.en == value.zh else value.en)
        case Struct():
            return settled(value)
        case tuple():
            return tuple(sorted(set(map(_value, value)), key=msgspec.json.encode))
    return value
