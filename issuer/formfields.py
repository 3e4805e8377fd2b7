"""The fields of a form, made from the types of a rule: which widget, which bounds, which words. It reads nothing that was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from functools import cache
from typing import Any, get_type_hints

from msgspec import NODEFAULT, UNSET, Struct, inspect

from gatepass.kinds import KINDS, SECTIONS, ClosedHours, Rule, TemperatureRule, VisitRule
from gatepass.kinds.base import Label

SECTION_NAMES: dict[type[Rule], str] = {ClosedHours: "closed", TemperatureRule: "temperature", VisitRule: "visits"}
KIND_NAMES: dict[str, type[Rule]] = {
    **{SECTION_NAMES[kind]: kind for kind in SECTIONS},
    **{str(kind.__struct_config__.tag): kind for kind in KINDS},
}
"""All kinds by the name that the form knows them by."""


class Widget(StrEnum):
    """How a field is asked for."""

    WHOLE = "whole"
    NUMBER = "number"
    TIME = "time"
    DAY = "day"
    TIMES = "times"
    TICK = "tick"
    TEXT = "text"
    CHOICE = "choice"
    TICKS = "ticks"
    GROUP = "group"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class FormField:
    """One field: its words, its widget, what it may be, and the fields that it is made of."""

    name: str
    label: Label
    widget: Widget
    hint_type: Any
    is_needed: bool
    usual: object
    limits: tuple[float, float] | None = None
    parts: tuple["FormField", ...] = ()

    @property
    def bounds(self) -> str:
        """The smallest and the largest number that is taken, as `36 – 39`; empty where there is none."""
        return f"{self.limits[0]:g} – {self.limits[1]:g}" if self.limits else ""

    @property
    def stand_ins(self) -> tuple[object, ...]:
        """Values for one that is wrong, between which whatever depends on it cannot hold throughout; none for a part or a list."""
        match self.widget:
            case Widget.TEXT:
                return ("…",)
            case Widget.TIME:
                return (time(0), time(12))
            case Widget.CHOICE:
                return tuple(self.label.choices)
            case Widget.WHOLE | Widget.NUMBER:
                return self.limits or ()
        return ()

    @property
    def is_optional(self) -> bool:
        """Whether it may be left out altogether."""
        return not self.is_needed and self.usual in (None, UNSET)


def kind_name(rule: Rule) -> str:
    """By what the form knows the kind of a rule."""
    return SECTION_NAMES.get(type(rule)) or str(type(rule).__struct_config__.tag)


@cache
def fields_of(kind: type[Struct]) -> tuple[FormField, ...]:
    """The fields of a kind, or of a part of one, in the order of its class. Those without a label have no place on a form."""
    hints = get_type_hints(kind, include_extras=True)
    labels: Mapping[str, Label] = getattr(kind, "labels", {})
    found = inspect.type_info(kind)
    assert isinstance(found, inspect.StructType)  # noqa: S101 - kinds are structs
    return tuple(_field(field, labels[field.name], hints[field.name]) for field in found.fields if field.name in labels)


def _field(field: inspect.Field, label: Label, hint_type: object) -> FormField:
    type_ = _without_none(field.type)
    usual = UNSET if field.default is NODEFAULT else field.default
    parts = _parts(type_)
    return FormField(field.name, label, _widget(type_), hint_type, field.required, usual, _limits(type_), parts)


def _without_none(type_: inspect.Type) -> inspect.Type:
    if isinstance(type_, inspect.UnionType):
        return next(each for each in type_.types if not isinstance(each, inspect.NoneType))
    return type_


def _widget(type_: inspect.Type) -> Widget:
    match type_:
        case inspect.VarTupleType(item_type=inspect.StructType()):
            return Widget.ROWS
        case inspect.VarTupleType(item_type=inspect.TimeType()):
            return Widget.TIMES
        case inspect.VarTupleType():
            return Widget.TICKS
        case inspect.StructType():
            return Widget.GROUP
    return _LEAVES[type(type_)]


_LEAVES: dict[type[inspect.Type], Widget] = {
    inspect.IntType: Widget.WHOLE,
    inspect.FloatType: Widget.NUMBER,
    inspect.TimeType: Widget.TIME,
    inspect.DateType: Widget.DAY,
    inspect.BoolType: Widget.TICK,
    inspect.StrType: Widget.TEXT,
    inspect.EnumType: Widget.CHOICE,
}


def _parts(type_: inspect.Type) -> tuple[FormField, ...]:
    if isinstance(type_, inspect.VarTupleType):
        type_ = type_.item_type
    return fields_of(type_.cls) if isinstance(type_, inspect.StructType) else ()


def _limits(type_: inspect.Type) -> tuple[float, float] | None:
    """The smallest and the largest number that is taken."""
    if not isinstance(type_, inspect.IntType | inspect.FloatType):
        return None
    least = type_.ge if type_.ge is not None else type_.gt
    most = type_.le if type_.le is not None else type_.lt
    return (least, most) if least is not None and most is not None else None


def as_typed(value: object) -> str:
    """A single value as somebody would type it."""
    match value:
        case time():
            return value.isoformat("minutes" if not (value.second or value.microsecond) else "auto")
        case date():
            return value.isoformat()
        case bool():
            return "1" if value else ""
        case float():
            return repr(value).removesuffix(".0")
        case None:
            return ""
        case tuple():
            return " ".join(map(as_typed, value))
        case StrEnum():
            return value.value
    return "" if value is UNSET else str(value)
