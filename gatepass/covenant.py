"""The community's rules as data: typed rules in one versioned document. Written as TOML, sent as JSON in the passbook.

It judges nothing itself: `gatepass.kinds` says what each rule objects to, `gatepass.verdict` asks them in order.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from gatepass.case import Case, Direction, Finding, Reason, VisitKind
from gatepass.kinds import (
    AnyRule,
    Classes,
    ClosedHours,
    Fault,
    Field,
    Quota,
    Rule,
    SameWay,
    TemperatureRule,
    VisitRule,
)
from gatepass.wording import Refusal, Text

__all__ = (
    "ClosedHours",
    "Covenant",
    "Direction",
    "Field",
    "TemperatureRule",
    "VisitKind",
    "VisitRule",
    "difference",
    "parse_covenant",
)

FORMAT = 1


class Covenant(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """All rules of one version. `version` and `in_force_from` are given by the office when it is adopted.

    `override` says whether a volunteer may let somebody pass against the verdict, `overridable` for which reasons alone.
    """

    name: Annotated[str, Meta(min_length=1)]
    english: str = ""
    version: Annotated[int, Meta(ge=0)] = 0
    in_force_from: datetime | None = None
    closed: tuple[ClosedHours, ...] = ()
    temperature: TemperatureRule | None = None
    visits: tuple[VisitRule, ...] = ()
    override: bool = False
    rules: tuple[AnyRule, ...] | UnsetType = UNSET
    overridable: tuple[Reason, ...] | UnsetType = UNSET
    format: Annotated[int, Meta(ge=1)] | UnsetType = UNSET

    @cached_property
    def ordered(self) -> tuple[Rule, ...]:
        """All rules in the order in which they are asked."""
        temperature = (self.temperature,) if self.temperature else ()
        rules = () if self.rules is UNSET else self.rules
        return tuple(sorted((*self.closed, *temperature, *self.visits, *rules), key=lambda rule: rule.stage()))

    @cached_property
    def objections(self) -> tuple[Callable[[Case], Finding | None], ...]:
        """What to ask, in order."""
        return tuple(rule.objection for rule in self.ordered)

    @cached_property
    def looks_back(self) -> timedelta:
        """How much of a household's history its rules need."""
        return max((rule.looks_back() for rule in self.ordered), default=timedelta(0))

    def measures(self, direction: Direction) -> bool:
        """Whether people who go this way are measured."""
        return self.temperature is not None and direction in self.temperature.directions

    def visit_rule(self, kind: VisitKind) -> VisitRule:
        """The rule for a kind; a kind that the covenant does not name is not admitted."""
        return next((rule for rule in self.visits if rule.kind is kind), VisitRule(kind, admitted=False))

    def may_override(self, reason: Reason) -> bool:
        """Whether a volunteer may let somebody pass whom this reason stops."""
        return self.override and (self.overridable is UNSET or reason in self.overridable)

    def words(self) -> tuple[Text, ...]:
        """All rules in plain words, in the order in which they are asked."""
        return tuple(rule.words() for rule in self.ordered)


def difference(before: Covenant, after: Covenant) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    """What is no longer so, and what is new, in plain words; a rule that changed stands in both."""
    gone = tuple(_told(rule) for rule in before.ordered if rule not in after.ordered)
    new = tuple(_told(rule) for rule in after.ordered if rule not in before.ordered)
    if before.override != after.override or before.overridable != after.overridable:
        gone, new = (*gone, _override_words(before)), (*new, _override_words(after))
    return gone, new


def parse_covenant(toml: bytes) -> Covenant:
    """The covenant that a TOML file says; raises `Refusal` naming the field that is wrong."""
    try:
        covenant = msgspec.toml.decode(toml.decode("utf-8-sig"), type=Covenant)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _refused(_fault_of(str(error))) from error
    if covenant.format is not UNSET and covenant.format > FORMAT:
        raise _refused(Fault("format", Text("来自更新的程序版本", "is of a newer version of the program")))
    for fault in faults(covenant):
        raise _refused(fault)
    return covenant


def faults(covenant: Covenant) -> Iterator[Fault]:
    """What contradicts itself, in a rule or between two."""
    for place, rule in enumerate(() if covenant.rules is UNSET else covenant.rules):
        for fault in rule.faults():
            yield Fault(f"rules[{place}].{fault.field}", fault.what)
    for section in (*covenant.closed, *covenant.visits, *((covenant.temperature,) if covenant.temperature else ())):
        yield from section.faults()
    kinds = [rule.kind for rule in covenant.visits]
    for kind in sorted({kind for kind in kinds if kinds.count(kind) > 1}):
        yield Fault("visits", Text(f"对“{kind}”写了两次，请只留一条", f"has two rules for “{kind}”; keep one"))
    yield from _clashes(() if covenant.rules is UNSET else covenant.rules)


def _clashes(rules: Sequence[Rule]) -> Iterator[Fault]:
    for place, rule in enumerate(rules):
        for other in rules[:place]:
            if type(other) is type(rule) and _same_subject(other, rule):
                yield Fault(
                    f"rules[{place}]",
                    Text("与前面一条同类规则说的是同一件事", "speaks of the same as an earlier rule of its kind"),
                )


def _same_subject(one: Rule, other: Rule) -> bool:
    match one, other:
        case (Quota() as a, Quota() as b):
            return (a.who, a.per) == (b.who, b.per)
        case (Classes() as a, Classes() as b):
            return a.who == b.who and bool(set(a.directions) & set(b.directions)) and a.admitted != b.admitted
        case (SameWay() as a, SameWay() as b):
            return not a.gates or not b.gates or bool(set(a.gates) & set(b.gates))
        case _:
            return one == other


def _told(rule: Rule) -> Text:
    return rule.words()


def _override_words(covenant: Covenant) -> Text:
    if not covenant.override:
        return Text("门岗不得自行放行", "volunteers may not override")
    if covenant.overridable is UNSET:
        return Text("门岗可以说明原因后放行", "volunteers may override with a reason")
    count = len(covenant.overridable)
    return Text(f"门岗可以放行 {count} 种情形", f"volunteers may override {count} reasons")


# --- what the decoder found, in the words of people ---

_PLACE = re.compile(r"^(?P<what>.*?)(?: - at `(?:key in )?\$?\.?(?P<field>[^`]*)`)?$", re.DOTALL)
_UNKNOWN_FIELD = re.compile(r"unknown field `([^`]+)`")
_MISSING_FIELD = re.compile(r"missing required field `([^`]+)`")
_BOUND = re.compile(r"Expected `\w+` (<=|>=|<|>) ([-\d.]+)")
_TYPE = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_VALUE = re.compile(r"Invalid (?:enum )?value '?([^']*)'?")
_BOUND_WORDS = {
    "<=": Text("最大", "at most"),
    ">=": Text("最小", "at least"),
    "<": Text("小于", "under"),
    ">": Text("大于", "over"),
}


def _fault_of(said: str) -> Fault:
    found = _PLACE.match(said)
    what, field = (found["what"], found["field"] or "") if found else (said, "")
    if unknown := _UNKNOWN_FIELD.search(what):
        name = ".".join(filter(None, (field, unknown[1])))
        return Fault(
            name, Text("没有这一项，或来自更新的程序版本", "is not known here, or of a newer version of the program")
        )
    if missing := _MISSING_FIELD.search(what):
        return Fault(".".join(filter(None, (field, missing[1]))), Text("没有填写", "is missing"))
    if bound := _BOUND.search(what):
        words = _BOUND_WORDS[bound[1]]
        return Fault(field, Text(f"超出范围，{words.zh} {bound[2]}", f"is out of range: {words.en} {bound[2]}"))
    if kind := _TYPE.search(what):
        return Fault(field, Text(f"应为 {kind[1]}，写成了 {kind[2]}", f"should be {kind[1]}, not {kind[2]}"))
    if value := _VALUE.search(what):
        return Fault(field, Text(f"不认识“{value[1]}”", f"does not know “{value[1]}”"))
    return Fault(field or "TOML", Text(f"写法不对：{said}", f"is not well written: {said}"))


def _refused(fault: Fault) -> Refusal:
    return Refusal(
        Text(
            f"规约文件有误：{fault.field} {fault.what.zh}", f"the covenant is not right: {fault.field} {fault.what.en}"
        ),
        Text("请改正后再试，现行规约不变", "correct it and try again; the covenant in force stays"),
    )
