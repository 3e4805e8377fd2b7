"""The covenant as a form: its rules as typed texts, and typed texts read back, with a fault at each field. Pure; it keeps nothing.

A rule has a slot, a number that stays its own while others come and go; `r3.who.marks` is a field of the rule in slot 3.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from itertools import product

import msgspec
from msgspec import UNSET, Struct

from gatepass.contradictions import contradictions
from gatepass.covenant import MOST_RULES, Covenant, faults
from gatepass.decoding import fault_of
from gatepass.kinds import Fault, Gates, Rule, TemperatureRule, settled
from gatepass.kinds.base import mark_meant
from gatepass.kinds.written import all_faults
from gatepass.people import plain
from gatepass.wording import Text
from issuer.formfields import KIND_NAMES, SECTION_NAMES, FormField, Widget, as_typed, fields_of, kind_name
from issuer.typedvalues import NoValue, value_of

Typed = Mapping[str, Sequence[str]]
HEAD = "c"
SLOTS = "slot"
RULES = "rules"
_MISSING = object()
_ROWS_AT_MOST = 20
_BETWEEN_NAMES = re.compile(r"[^\w-]+")
_OF_RULES = re.compile(rf"{HEAD}\.|r\d+\.|kind\d+$")


@dataclass(frozen=True, slots=True)
class Read:
    """What was typed as rules: the covenant where all of it is right, else what is wrong by field. `rules` are those that are right."""

    covenant: Covenant | None
    faults: Mapping[str, Text]
    rules: Mapping[int, Rule]


def fields_typed(typed: Typed) -> dict[str, list[str]]:
    """What was typed into the rules alone, without what else a page sends."""
    return {key: list(values) for key, values in typed.items() if key == SLOTS or _OF_RULES.match(key)}


def slots(typed: Typed) -> tuple[int, ...]:
    """The slots of the form, in order."""
    return tuple(int(each) for each in typed.get(SLOTS, ()) if each.isascii() and each.isdecimal() and len(each) < 6)


def kind_in(typed: Typed, slot: int) -> type[Rule] | None:
    """The kind of the rule in a slot, None for one that this program does not know."""
    return KIND_NAMES.get(_one(typed, f"kind{slot}"))


def typed_of(covenant: Covenant) -> dict[str, list[str]]:
    """A covenant as it would have been typed; a list of no reasons to override for is the same as none to override at all."""
    if covenant.overridable == ():
        covenant = msgspec.structs.replace(covenant, override=False, overridable=UNSET)
    typed: dict[str, list[str]] = {SLOTS: []}
    typed.update(_typed_fields(Covenant, HEAD, covenant))
    for slot, (_, rule) in enumerate(covenant.placed()):
        typed[SLOTS].append(str(slot))
        typed[f"kind{slot}"] = [kind_name(rule)]
        if isinstance(rule, TemperatureRule) and rule.sites == ():
            rule = settled(rule)  # noqa: PLW2901 - no row would be read as the sites that are usual
        typed.update(_typed_fields(type(rule), f"r{slot}", rule))
    return typed


def with_rule(typed: Typed, kind: str, *, like: int | None = None) -> dict[str, list[str]]:
    """The form with one more rule at its end: a fresh one of a kind, or a copy of the one in the slot `like`."""
    more = {key: list(values) for key, values in typed.items()}
    slot = max(slots(typed), default=-1) + 1
    if like is None:
        more[f"kind{slot}"] = [kind]
        for each in fields_of(KIND_NAMES[kind]):
            more.update(_typed_field(each, f"r{slot}.{each.name}", UNSET if each.is_needed else each.usual))
    else:
        more[f"kind{slot}"] = list(typed.get(f"kind{like}", ()))
        start = f"r{like}."
        more.update(
            {f"r{slot}.{key.removeprefix(start)}": list(each) for key, each in typed.items() if key.startswith(start)}
        )
    more[SLOTS] = [*map(str, slots(typed)), str(slot)]
    return more


def without_rule(typed: Typed, slot: int) -> dict[str, list[str]]:
    """The form without the rule in a slot."""
    gone = (f"r{slot}.", f"kind{slot}")
    less = {key: list(each) for key, each in typed.items() if not (key.startswith(gone[0]) or key == gone[1])}
    less[SLOTS] = [str(each) for each in slots(typed) if each != slot]
    return less


def row_places(typed: Typed, path: str) -> range:
    """The rows of a field that has several, and an empty one after them."""
    last = -1
    for place in range(_ROWS_AT_MOST):
        if any(key.startswith(f"{path}.{place}.") and any(values) for key, values in typed.items()):
            last = place
    return range(last + 2)


def read(typed: Typed) -> Read:
    """What was typed, as a covenant; everything that is wrong is told, each at its field."""
    reading = _Reading(typed)
    head = reading.values(Covenant, HEAD)
    rules: dict[int, Rule] = {}
    for slot in slots(typed):
        rule = reading.rule(slot)
        if rule:
            rules[slot] = rule
    whole = _whole({"name": "…", **head}, rules, reading)
    return Read(None if reading.faults else whole, reading.faults, rules)


def _whole(head: Mapping[str, object], rules: Mapping[int, Rule], reading: "_Reading") -> Covenant:
    """The rules that are right put together, and what contradicts itself between them, whatever the others turn out to be."""
    sections: dict[str, list[int]] = {name: [] for name in ("closed", "visits", "rules", "temperature")}
    for slot, rule in rules.items():
        sections[SECTION_NAMES.get(type(rule), "rules")].append(slot)
    for slot in sections["temperature"][1:]:
        reading.note(f"r{slot}", Text("测温规则只能有一条", "there can be one rule of temperature alone"))
    covenant = Covenant(
        **head,  # type: ignore[arg-type]
        closed=tuple(rules[slot] for slot in sections["closed"]),  # type: ignore[misc]
        visits=tuple(rules[slot] for slot in sections["visits"]),  # type: ignore[misc]
        temperature=rules[sections["temperature"][0]] if sections["temperature"] else None,  # type: ignore[arg-type]
        rules=tuple(rules[slot] for slot in sections["rules"]) if sections["rules"] else UNSET,
    )
    if (count := len(slots(reading.typed))) > MOST_RULES:  # each would be held against each
        reading.note(
            RULES, Text(f"规则有{count}条，最多{MOST_RULES}条", f"there are {count} rules, at most {MOST_RULES}")
        )
        return covenant
    at = {f"{name}[{place}]": slot for name, group in sections.items() for place, slot in enumerate(group)}
    for found in () if reading.may_open_a_gate(rules) else contradictions(covenant):
        reading.note(f"r{at[found.place]}", found.said(lambda place: _quoted(rules[at[place]])))
    for fault in faults(covenant):
        if fault.field in {each.name for each in fields_of(Covenant)}:
            reading.note(f"{HEAD}.{fault.field}", fault.what)
    return covenant


def _quoted(rule: Rule) -> Text:
    said = rule.words()
    return Text(f"另一条“{said.zh}”", f"“{said.en}”")


@dataclass(slots=True)
class _Reading:
    """Reads one form, and gathers what is wrong with it."""

    typed: Typed
    faults: dict[str, Text] = field(default_factory=dict)

    def note(self, path: str, what: Text) -> None:
        """What is wrong with a field; what was found first stands."""
        self.faults.setdefault(path, what)

    def rule(self, slot: int) -> Rule | None:
        """The rule in a slot, None where something is wrong with it."""
        kind = kind_in(self.typed, slot)
        if kind is None:
            name = _one(self.typed, f"kind{slot}")
            self.note(
                f"r{slot}",
                Text(
                    f"不认识规则“{name}”，或来自更新的程序版本",
                    f"no kind of rule is called “{name}”; it may be of a newer version of the program",
                ),
            )
            return None
        known = len(self.faults)
        values = self.values(kind, f"r{slot}")
        wrong = [each for each in fields_of(kind) if self._is_wrong(f"r{slot}.{each.name}")]
        for fault in _faults_of(kind, values, wrong):
            self.note(f"r{slot}.{fault.field}", fault.what)
        return kind(**values) if len(self.faults) == known else None

    def may_open_a_gate(self, right: Mapping[int, Rule]) -> bool:
        """Whether a rule that is not right yet will open a gate of which the others alone would say that it is shut."""
        return any(kind_in(self.typed, slot) is Gates for slot in slots(self.typed) if slot not in right)

    def _is_wrong(self, path: str) -> bool:
        return any(each == path or each.startswith(f"{path}.") for each in self.faults)

    def values(self, kind: type[Struct], path: str) -> dict[str, object]:
        """The fields of a kind; one that was left empty has its usual value."""
        found: dict[str, object] = {}
        for each in fields_of(kind):
            value = self._value(each, f"{path}.{each.name}")
            if value is not _MISSING:
                found[each.name] = value
            elif each.is_needed:
                self.note(f"{path}.{each.name}", Text("没有填写", "is missing"))
        return found

    def _value(self, of: FormField, path: str) -> object:
        known = len(self.faults)
        raw = self._raw(of, path)
        if raw is _MISSING or len(self.faults) > known:
            return _MISSING
        try:
            return msgspec.convert(raw, type=of.hint_type, builtin_types=(date, time))
        except msgspec.ValidationError as error:
            fault = fault_of(str(error))
            inside = fault.field.replace("[...]", "").replace("[", ".").replace("]", "").strip("$.")
            self.note(f"{path}.{inside}" if inside and of.parts else path, fault.what)
            return _MISSING

    def _raw(self, of: FormField, path: str) -> object:
        """What was typed as plain data, `_MISSING` where nothing was."""
        match of.widget:
            case Widget.GROUP:
                return self._group(of, path)
            case Widget.ROWS:
                rows = [self._group(of, f"{path}.{place}") for place in row_places(self.typed, path)]
                filled = [row for row in rows if row is not _MISSING]
                return filled or (_MISSING if of.is_optional else [])
            case Widget.TICKS:
                ticked = [*self.typed.get(path, ()), *_names_in(_one(self.typed, f"{path}.more"))]
                chosen = list(dict.fromkeys(filter(None, ticked)))
                return chosen or (_MISSING if of.is_optional else [])
            case Widget.TICK:
                ticked_one = bool(_one(self.typed, path))
                return ticked_one or (_MISSING if of.is_optional else False)
        text = " ".join(_one(self.typed, path).split())
        return self._leaf(of, path, text) if text else ("" if of.usual == "" else _MISSING)

    def _group(self, of: FormField, path: str) -> object:
        """The fields of a part; a part in which nothing was typed was left out."""
        raw = {each.name: self._raw(each, f"{path}.{each.name}") for each in of.parts}
        filled = {name: value for name, value in raw.items() if value is not _MISSING and value not in ([], "", False)}
        if not filled and (of.is_optional or of.widget is Widget.ROWS):
            return _MISSING
        for each in of.parts:
            if each.is_needed and each.name not in filled:
                self.note(f"{path}.{each.name}", Text("没有填写", "is missing"))
        return filled

    def _leaf(self, of: FormField, path: str, text: str) -> object:
        try:
            return value_of(of.widget, text)
        except NoValue as fault:
            self.note(path, fault.why)
            return _MISSING


def _faults_of(kind: type[Rule], values: Mapping[str, object], wrong: Sequence[FormField]) -> list[Fault]:
    """What contradicts itself in a rule, whatever the fields turn out to be that are wrong."""
    tried = [
        list(all_faults(kind(**values, **{each.name: value for each, value in zip(wrong, some, strict=True)})))
        for some in product(*(each.stand_ins for each in wrong))
    ]
    names = {each.name for each in wrong}
    return [
        fault
        for fault in (tried[0] if tried else ())
        if fault.field.partition(".")[0] not in names and all(fault in others for others in tried)
    ]


def _names_in(text: str) -> Iterator[str]:
    """The lists that were typed in a row, whatever stands between them: no name of a list has a sign but - and _."""
    return map(mark_meant, _BETWEEN_NAMES.split(plain(text)))


def _one(typed: Typed, path: str) -> str:
    return next(iter(typed.get(path, ())), "")


def _typed_fields(kind: type[Struct], path: str, value: object) -> Iterator[tuple[str, list[str]]]:
    for each in fields_of(kind):
        yield from _typed_field(each, f"{path}.{each.name}", getattr(value, each.name))


def _typed_field(of: FormField, path: str, value: object) -> Iterator[tuple[str, list[str]]]:
    if value is None or value is UNSET:
        return
    if of.widget is Widget.ROWS and isinstance(value, tuple):
        for place, row in enumerate(value):
            yield from _typed_parts(of, f"{path}.{place}", row)
    elif of.widget is Widget.TICKS and isinstance(value, tuple):
        yield path, [as_typed(each) for each in value]
    elif of.widget is Widget.GROUP:
        yield from _typed_parts(of, path, value)
    else:
        yield path, [as_typed(value)]


def _typed_parts(of: FormField, path: str, value: object) -> Iterator[tuple[str, list[str]]]:
    for each in of.parts:
        yield from _typed_field(each, f"{path}.{each.name}", getattr(value, each.name))
