"""The community's rules as data. A covenant is written as TOML, travels as JSON in the passbook, and judges nothing itself."""

from datetime import datetime, time
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from gatepass.wording import Refusal, Text


class Direction(StrEnum):
    """Which way somebody wants to go, seen from the community."""

    IN = "in"
    OUT = "out"


class VisitKind(StrEnum):
    """The people without a pass that a gate registers."""

    VISITOR = "visitor"
    COURIER = "courier"
    RIDER = "rider"
    VEHICLE = "vehicle"


class Field(StrEnum):
    """What a register may ask of somebody without a pass."""

    NAME = "name"
    PHONE = "phone"
    DOCUMENT = "document"
    PLATE = "plate"
    DOOR = "door"
    PURPOSE = "purpose"


class ClosedHours(Struct, frozen=True, forbid_unknown_fields=True):
    """A daily time in which nobody passes; it may run over midnight (22:30 to 06:30)."""

    begin: time
    end: time

    def holds(self, at: time) -> bool:
        """Whether `at`, local time of day, lies in these hours; the end is open."""
        if self.begin <= self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end


class TemperatureRule(Struct, frozen=True, forbid_unknown_fields=True):
    """Who is measured and what a reading means; °C at the forehead.

    37.3 °C is what every written rule of 2020 names; below 35.0 a forehead is too cold to tell (Nanjing, 2 Feb 2020).
    """

    directions: tuple[Direction, ...] = (Direction.IN,)
    fever: Annotated[float, Meta(ge=36.0, le=39.0)] = 37.3
    untrusted_below: Annotated[float, Meta(ge=30.0, le=36.0)] = 35.0
    rest_minutes: Annotated[int, Meta(ge=0, le=120)] = 10


class VisitRule(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether one kind of people without a pass is let in, and what is asked of them."""

    kind: VisitKind
    admitted: bool = True
    required: tuple[Field, ...] = ()


class Covenant(Struct, frozen=True, forbid_unknown_fields=True):
    """All rules of one version. `version` and `in_force_from` are given by the office when it is adopted."""

    name: str
    english: str = ""
    version: Annotated[int, Meta(ge=0)] = 0
    in_force_from: datetime | None = None
    closed: tuple[ClosedHours, ...] = ()
    temperature: TemperatureRule | None = None
    visits: tuple[VisitRule, ...] = ()
    override: bool = False

    def measures(self, direction: Direction) -> bool:
        """Whether people who go this way are measured."""
        return self.temperature is not None and direction in self.temperature.directions

    def visit_rule(self, kind: VisitKind) -> VisitRule:
        """The rule for a kind; a kind that the covenant does not name is not admitted."""
        return next((rule for rule in self.visits if rule.kind is kind), VisitRule(kind, admitted=False))


def parse_covenant(toml: bytes) -> Covenant:
    """The covenant that a TOML file says; raises `Refusal` naming the field that is wrong."""
    try:
        covenant = msgspec.toml.decode(toml.decode("utf-8-sig"), type=Covenant)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(
            Text(f"规约文件有误：{error}", f"the covenant is not right: {error}"),
            Text("请改正后再试，现行规约不变", "correct it and try again; the covenant in force stays"),
        ) from error
    if any(hours.begin == hours.end for hours in covenant.closed):
        raise Refusal(
            Text("关门时间的开始和结束相同", "closed hours begin and end at the same time"),
            Text("请写成 22:30:00 到 06:30:00 这样的一段", "write them like 22:30:00 to 06:30:00"),
        )
    kinds = [rule.kind for rule in covenant.visits]
    for kind in kinds:
        if kinds.count(kind) > 1:
            raise Refusal(
                Text(f"规约对“{kind}”写了两次", f"the covenant has two rules for “{kind}”"),
                Text("请只留一条", "keep one"),
            )
    return covenant
