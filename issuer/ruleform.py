"""The covenant as a form: its rules as typed texts, and typed texts read back, with a fault at each field. Pure; it keeps nothing.

A rule has a slot, a number that stays its own while others come and go; `r3.who.marks` is a field of the rule in slot 3.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

import msgspec
from msgspec import UNSET, Struct

from gatepass.contradictions import contradictions
from gatepass.covenant import Covenant, faults
from gatepass.decoding import fault_of
from gatepass.kinds import Rule, TemperatureRule, settled
from gatepass.people import plain
from gatepass.wording import Text
from issuer.formfields import KIND_NAMES, SECTION_NAMES, FormField, Widget, as_typed, fields_of, kind_name

Typed = Mapping[str, Sequence[str]]
HEAD = "c"
SLOTS = "slot"
_MISSING = object()
_ROWS_AT_MOST = 20
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
    whole = _whole(head, rules, reading) if not reading.faults else None
    return Read(whole if whole and not reading.faults else None, reading.faults, rules)


def _whole(head: Mapping[str, object], rules: Mapping[int, Rule], reading: "_Reading") -> Covenant:
    """The rules put together, and what contradicts itself between them."""
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
    at = {f"{name}[{place}]": slot for name, group in sections.items() for place, slot in enumerate(group)}
    for found in contradictions(covenant):
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
        if len(self.faults) > known:
            return None
        rule = kind(**values)
        for fault in rule.faults():
            self.note(f"r{slot}.{fault.field}", fault.what)
        return rule if len(self.faults) == known else None

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
                ticked = [*self.typed.get(path, ()), *plain(_one(self.typed, f"{path}.more")).split()]
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
        if of.widget in _NOT_SO:
            text = plain(text)
        try:
            match of.widget:
                case Widget.WHOLE:
                    return int(text)
                case Widget.NUMBER:
                    return float(text)
                case Widget.TIME:
                    return _time(text)
                case Widget.TIMES:
                    return [_time(each) for each in text.replace("、", " ").replace(",", " ").split()]
                case Widget.DAY:
                    return date.fromisoformat(text)
        except ValueError:
            self.note(path, _NOT_SO[of.widget](text))
            return _MISSING
        return text


_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d{6})?)?", re.ASCII)


def _time(text: str) -> time:
    """A time of day; raises `ValueError`."""
    if not _TIME.fullmatch(text):
        raise ValueError(text)
    return time.fromisoformat(text if text[2] == ":" else f"0{text}")


def _not_whole(text: str) -> Text:
    return Text(f"“{text}”不是整数", f"“{text}” is no whole number")


def _not_number(text: str) -> Text:
    return Text(f"“{text}”不是数", f"“{text}” is no number")


def _not_day(text: str) -> Text:
    return Text(f"“{text}”不是日期，请写成 2020-02-10", f"“{text}” is no day; write it like 2020-02-10")


def _not_time(text: str) -> Text:
    return Text(
        f"“{text}”不是一天里的时间，应在 00:00 与 23:59 之间；过夜写从 22:30 到 06:30",
        f"“{text}” is no time of a day, from 00:00 to 23:59; a night goes from 22:30 to 06:30",
    )


_NOT_SO = {
    Widget.WHOLE: _not_whole,
    Widget.NUMBER: _not_number,
    Widget.DAY: _not_day,
    Widget.TIME: _not_time,
    Widget.TIMES: _not_time,
}


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
