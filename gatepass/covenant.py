"""The community's rules as data: typed rules in one versioned document. Written as TOML, sent as JSON in the passbook.

It judges nothing itself: `gatepass.kinds` says what each rule objects to, `gatepass.verdict` asks them in order.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Annotated, ClassVar, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from gatepass.case import Direction, Reason, Sort, VisitKind
from gatepass.contradictions import contradictions
from gatepass.decoding import fault_in_text, fault_of
from gatepass.kinds import (
    AnyRule,
    ClosedHours,
    Fault,
    Field,
    Rule,
    TemperatureRule,
    VisitRule,
    in_order,
    settled,
)
from gatepass.kinds.base import Label, joined
from gatepass.kinds.written import all_faults, faults_of_text
from gatepass.sentences import reason_words
from gatepass.wording import Refusal, Text

__all__ = (
    "NO_COVENANT",
    "ClosedHours",
    "Covenant",
    "Difference",
    "Direction",
    "Field",
    "TemperatureRule",
    "VisitKind",
    "VisitRule",
    "decoded",
    "difference",
    "faults",
    "means_the_same",
    "named_in",
    "parse_covenant",
    "toml_of",
)

FORMAT = 1
LARGEST_TOML = 256 * 1024
MOST_RULES = 200  # a gate asks them of everybody, and each is held against each when it is saved

_Kind = TypeVar("_Kind", bound=Rule)


class Covenant(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """All rules of one version. `version` and `in_force_from` are given by the office when it is adopted.

    `override` says whether a volunteer may let somebody pass against the verdict, `overridable` for which reasons alone.
    """

    labels: ClassVar[Mapping[str, Label]] = {
        "name": Label("名称", "name in Chinese"),
        "english": Label("英文名称", "name in English"),
        "override": Label("门岗可以说明原因后放行", "volunteers may let somebody pass with a reason"),
        "overridable": Label("只有这些情形可以放行（不选：都可以）", "for these reasons alone (none: for any)"),
    }

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

    @property
    def is_newer(self) -> bool:
        """Whether it was written for a later version of the program, which may mean more by it than is known here."""
        return self.format is not UNSET and self.format > FORMAT

    @cached_property
    def ordered(self) -> tuple[Rule, ...]:
        """All rules in the order in which they are asked."""
        return in_order(rule for _, rule in self.placed())

    def asked(self, sort: Sort) -> tuple[Rule, ...]:
        """The rules that can object at all to cases of a sort, in order."""
        rules = self._asked.get(sort)
        if rules is None:
            rules = self._asked[sort] = tuple(rule for rule in self.ordered if rule.may_object(sort))
        return rules

    @cached_property
    def _asked(self) -> dict[Sort, tuple[Rule, ...]]:
        return {}

    def of_kind(self, kind: type[_Kind]) -> tuple[_Kind, ...]:
        """The rules of one kind, in order."""
        return self._by_kind.get(kind, ())  # type: ignore[return-value]

    @cached_property
    def _by_kind(self) -> dict[type[Rule], tuple[Rule, ...]]:
        kinds = dict.fromkeys(map(type, self.ordered))
        return {kind: tuple(rule for rule in self.ordered if type(rule) is kind) for kind in kinds}

    def placed(self) -> Iterator[tuple[str, Rule]]:
        """Every rule, and where in the file it stands: `rules[2]`."""
        for section in ("closed", "visits", "rules"):
            written = getattr(self, section)
            for place, rule in enumerate(() if written is UNSET else written):
                yield f"{section}[{place}]", rule
        if self.temperature:
            yield "temperature", self.temperature

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


@dataclass(frozen=True, slots=True)
class Difference:
    """What is no longer so, and what is new, in plain words; a rule that changed stands in both."""

    gone: tuple[Text, ...]
    new: tuple[Text, ...]


NO_COVENANT = Covenant("—")
"""What was in force before the first one."""


def difference(before: Covenant, after: Covenant) -> Difference:
    """In what two covenants differ, their names included; the order of rules, or of what a rule lists, is none."""
    gone, new = _only_in(before, after), _only_in(after, before)
    return Difference(_told_apart(gone, new), _told_apart(new, gone))


def means_the_same(one: Covenant, other: Covenant) -> bool:
    """Whether two covenants differ in nothing."""
    return difference(one, other) == Difference((), ())


def _only_in(covenant: Covenant, other: Covenant) -> tuple[Text, ...]:
    """What the one says and the other does not."""
    if covenant == NO_COVENANT:
        return ()
    meant = set(map(settled, other.ordered))
    rules = [rule.words() for rule in covenant.ordered if settled(rule) not in meant]
    known = () if other == NO_COVENANT else (_name_words(other), _override_words(other))
    return tuple(words for words in (_name_words(covenant), *rules, _override_words(covenant)) if words not in known)


def _told_apart(texts: tuple[Text, ...], others: tuple[Text, ...]) -> tuple[Text, ...]:
    """Texts that differ from others in every language; where one alone would not tell, both stand."""
    zh, en = {text.zh for text in others}, {text.en for text in others}
    return tuple(
        Text(
            f"{text.zh}（英文：{text.en}）" if text.zh in zh else text.zh,
            f"{text.en} (Chinese: {text.zh})" if text.en in en else text.en,
        )
        for text in texts
    )


def _name_words(covenant: Covenant) -> Text:
    name, english = covenant.name, covenant.english
    if not english:
        return Text(f"名称：{name}", f"name: {name}")
    return Text(f"名称：{name}（英文 {english}）", f"name: {english} (in Chinese {name})")


def parse_covenant(toml: bytes) -> Covenant:
    """The covenant that a TOML file says, to be saved; raises `Refusal` naming the field that is wrong."""
    if len(toml) > LARGEST_TOML:
        size, most = -(-len(toml) // 1024), LARGEST_TOML // 1024
        raise _refused(Fault("TOML", Text(f"有 {size} KB，最多 {most} KB", f"has {size} KB, at most {most} KB")))
    covenant = decoded(toml)
    for fault in faults(covenant):
        raise _refused(fault)
    return covenant


def decoded(toml: bytes) -> Covenant:
    """The covenant that a TOML file says, even where its rules contradict each other, as those may that were saved before
    the program knew better; raises `Refusal` for what is no covenant."""
    try:
        text = toml.decode("utf-8-sig")
        raw = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise _refused(
            Fault(
                "UTF-8",
                Text(
                    "以外的编码读不了；记事本请用“另存为”，编码选 UTF-8",
                    "is the only encoding that is read: save the file anew as UTF-8",
                ),
            )
        ) from error
    except (
        ValueError,
        RecursionError,
    ) as error:  # a number of thousands of digits is a ValueError that tomllib lets through
        raise _refused(fault_in_text(str(error), text)) from error
    if isinstance(raw.get("format"), int) and raw["format"] > FORMAT:
        raise _refused(Fault("format", Text("来自更新的程序版本", "is of a newer version of the program")))
    try:
        return msgspec.convert(raw, type=Covenant, builtin_types=(date, datetime, time))
    except msgspec.ValidationError as error:
        raise _refused(fault_of(str(error))) from error


def toml_of(covenant: Covenant) -> bytes:
    """The covenant as a TOML file that `parse_covenant` reads back."""
    plain = msgspec.to_builtins(covenant, builtin_types=(date, datetime, time))
    return msgspec.toml.encode(_without_nothing(plain))


def faults(covenant: Covenant) -> Iterator[Fault]:
    """What contradicts itself, in a rule or between two, and a name that cannot be shown."""
    if not covenant.name.strip():
        yield Fault("name", Text("是空的", "is empty"))
    for field in ("name", "english"):
        yield from faults_of_text(field, getattr(covenant, field))
    if (count := len(covenant.ordered)) > MOST_RULES:
        yield Fault("rules", Text(f"有{count}条，最多{MOST_RULES}条", f"are {count}, at most {MOST_RULES}"))
        return
    for place, rule in covenant.placed():
        for fault in all_faults(rule):
            yield Fault(f"{place}.{fault.field}", fault.what)
    for found in contradictions(covenant):
        yield Fault(found.place, found.said(lambda place: Text(f" {place} ", place)))
    if covenant.overridable is not UNSET and not covenant.override:
        yield Fault(
            "overridable", Text("写了可放行的情形，但 override 不是 true", "names reasons, but “override” is not true")
        )


@dataclass(frozen=True, slots=True)
class Named:
    """What a covenant speaks of and the office must have: classes of passes, marks of people, gates."""

    classes: frozenset[str]
    marks: frozenset[str]
    gates: frozenset[str]


def named_in(covenant: Covenant) -> Named:
    """The classes, marks and gates that the rules of a covenant name."""
    said = tuple(_said(msgspec.to_builtins(covenant.ordered)))

    def under(*fields: str) -> frozenset[str]:
        return frozenset(name for field, name in said if field in fields)

    return Named(under("classes", "but_classes"), under("mark", "marks", "but_marks"), under("gates"))


def _said(value: object, field: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a document, with the field that it stands in."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _said(each, key)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _said(each, field)
    elif isinstance(value, str):
        yield field, value


def _without_nothing(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_nothing(each) for key, each in value.items() if each is not None}
    return [_without_nothing(each) for each in value] if isinstance(value, list | tuple) else value


def _override_words(covenant: Covenant) -> Text:
    if not covenant.override or covenant.overridable == ():
        return Text("门岗不得自行放行", "volunteers may not override")
    if covenant.overridable is UNSET:
        return Text("门岗可以说明原因后放行", "volunteers may override with a reason")
    reasons = joined(reason_words(reason) for reason in Reason if reason in covenant.overridable)
    return Text(f"门岗只可放行这些情形：{reasons.zh}", f"volunteers may override these alone: {reasons.en}")


def _refused(fault: Fault) -> Refusal:
    return Refusal(
        Text(
            f"规约文件有误：{fault.field} {fault.what.zh}", f"the covenant is not right: {fault.field} {fault.what.en}"
        ),
        Text("请改正后再试，现行规约不变", "correct it and try again; the covenant in force stays"),
    )
