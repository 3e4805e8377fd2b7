"""The covenant in plain words: what a notice says in one language. Pure; every rule named here is one the verdict applies.

It never adds a rule of its own, and leaves none out: whatever a sentence states comes from the covenant and the names of the
gates. What has no sentence in a language is said in the rule's own words, which are Chinese and English.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec import UNSET, Struct

from gatepass.case import Site
from gatepass.covenant import ClosedHours, Covenant, Direction, TemperatureRule, VisitKind, VisitRule
from gatepass.kinds import Forgotten, Gates, OnlyBy, Then
from gatepass.kinds import Rule as CovenantRule
from gatepass.wording import Text
from issuer.openings import A_DAY, WHOLE_DAY, Opening, Spans, between, opening, singled_out
from issuer.phrases import Phrases
from issuer.store import Community

_SAID_ELSEWHERE = (ClosedHours, Gates, OnlyBy, VisitRule, TemperatureRule, Forgotten)


class Topic(StrEnum):
    """What a notice speaks of, in its order; each has its sign."""

    GATES = "gates"
    PASSES = "passes"
    VISITS = "visits"
    TEMPERATURE = "temperature"
    RULES = "rules"
    LOST = "lost"
    ASK = "ask"


class Mark(StrEnum):
    """What stands before a line: a tick, a cross, or a dot."""

    YES = "yes"
    NO = "no"
    PLAIN = "plain"


class Line(Struct, frozen=True):
    """One sentence; `lead` says whom or what it is about."""

    text: str
    lead: str = ""
    mark: Mark = Mark.PLAIN


class Rule(Struct, frozen=True):
    """All that is said on one topic, and the same in a few words for a sheet of several languages."""

    topic: Topic
    heading: str
    lines: tuple[Line, ...]
    brief_heading: str
    brief: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notice is made of. `contact` is whom to ask, e.g. a telephone number, and may be empty."""

    community: Community
    gates: tuple[str, ...]
    covenant: Covenant
    posted: date
    contact: str = ""

    def spoken_of(self, words: Phrases) -> str:
        """The community's name in the words' language."""
        return words.name(self.community.name, self.community.english)


def explained(notice: Notice, words: Phrases) -> tuple[Rule, ...]:
    """The covenant's rules in one language, in the order of `Topic`."""
    covenant = notice.covenant
    return (
        _gates(notice, words),
        _passes(words),
        _visits(covenant, words),
        _temperature(covenant, words),
        *_others(covenant, words),
        _lost(covenant, words),
        _ask(notice, words),
    )


def in_force(notice: Notice, words: Phrases) -> str:
    """From when on the rules are in force, in the community's own time; empty for a covenant that is not adopted."""
    begins = notice.covenant.in_force_from
    if begins is None:
        return ""
    return words.in_force.format(**{"from": words.moment_of(begins.astimezone(ZoneInfo(notice.community.zone)))})


def basis(notice: Notice, words: Phrases) -> str:
    """Which version of the covenant is spoken of."""
    covenant = notice.covenant
    phrase = words.covenant if covenant.version else words.draft
    return phrase.format(version=covenant.version, covenant=words.name(covenant.name, covenant.english))


def own_words(covenant: Covenant) -> tuple[Text, ...]:
    """What a notice says in the covenant's own words."""
    return tuple(rule.notice() for rule in (*singled_out(covenant), *_unsaid(covenant)))


def _unsaid(covenant: Covenant) -> Iterator[CovenantRule]:
    return (rule for rule in covenant.ordered if not isinstance(rule, _SAID_ELSEWHERE))


def _in_own_words(rules: Iterable[CovenantRule], words: Phrases) -> tuple[Line, ...]:
    said = (_sentence(rule.notice()) for rule in rules)
    return _lines(*(words.name(text.zh, text.en) for text in said))


def _sentence(text: Text) -> Text:
    """With a capital and what ends it."""
    en = text.en[:1].upper() + text.en[1:]
    return Text(text.zh if text.zh.endswith("？”") else f"{text.zh}。", en if en.endswith("?”") else f"{en}.")


def _hours(spans: Iterable[tuple[int, int]], words: Phrases) -> str:
    return words.between.join(_span(begin, end, words) for begin, end in spans)


def _span(begin: int, end: int, words: Phrases) -> str:
    phrase = words.gates.hours if begin < end or end == 0 else words.gates.hours_over_midnight
    return phrase.format(begin=_clock(begin), end=_clock(end or A_DAY))


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _gates(notice: Notice, words: Phrases) -> Rule:
    """Gates that are open alike are said together; what is so for some people alone follows in the rules' own words."""
    says, covenant = words.gates, notice.covenant
    alike: dict[Opening, list[str]] = {}
    for gate in notice.gates or ("",):
        alike.setdefault(opening(covenant, gate), []).append(gate)
    one = next(iter(alike)) if len(alike) == 1 else None
    if one and one.in_ == one.out:
        lines, short = _all_gates(notice, one.in_, words)
    else:
        lines = tuple(
            Line(_open(when, words), _names(gates, words), Mark.NO if when.is_shut else Mark.YES)
            for when, gates in alike.items()
        )
        lines += _lines(says.emergency) if covenant.closed else ()
        short = _lines(*(says.brief.format(gates=line.lead, hours=line.text) for line in lines if line.lead))
    lines += _in_own_words(singled_out(covenant), words)
    return Rule(Topic.GATES, says.heading, lines, says.brief_heading, short)


def _names(gates: Iterable[str], words: Phrases) -> str:
    return words.between.join(gate or words.gates.any for gate in gates)


def _all_gates(notice: Notice, closed: Spans, words: Phrases) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    says = words.gates
    where = says.here.format(gates=_names(notice.gates, words)) if notice.gates else says.guarded
    if closed == WHOLE_DAY:
        when: tuple[str, ...] = (says.closed_all_day, says.emergency)
    elif not closed:
        when = (says.open_all_day, *([says.emergency] if notice.covenant.closed else []))
    else:
        to_all = all(hours.concerns_all for hours in notice.covenant.closed)
        shut = [says.closed_hours.format(hours=_hours(closed, words))] if to_all else []
        when = (says.open_hours.format(hours=_hours(between(closed), words)), *shut, says.emergency)
    phrase = says.brief if notice.gates else says.brief_guarded
    short = phrase.format(gates=_names(notice.gates, words), hours=_day(closed, words))
    return _lines(where, *when), _lines(short)


def _open(when: Opening, words: Phrases) -> str:
    """When a gate is open, each way for itself where they differ; one that is shut to residents may be open to others."""
    if when.is_shut:
        return words.gates.not_here
    if when.in_ == when.out:
        return _day(when.in_, words)
    says = words.gates
    each = ((says.way_in, when.in_), (says.way_out, when.out))
    return words.between.join(way.format(hours=_day(closed, words)) for way, closed in each)


def _day(closed: Spans, words: Phrases) -> str:
    says = words.gates
    if closed == WHOLE_DAY:
        return says.brief_closed
    return says.brief_open.format(hours=_hours(between(closed), words)) if closed else says.brief_all_day


def _passes(words: Phrases) -> Rule:
    says = words.passes
    lines = _lines(says.show, says.own, says.paper, says.validity)
    return Rule(Topic.PASSES, says.heading, lines, says.brief_heading, _lines(says.brief))


def _visits(covenant: Covenant, words: Phrases) -> Rule:
    says = words.visits
    lines = tuple(_visit(kind, covenant, words) for kind in VisitKind)
    admitted = [kind for kind in VisitKind if covenant.visit_rule(kind).lets_in]
    refused = [kind for kind in VisitKind if kind not in admitted]
    brief = [
        Line(phrase.format(kinds=words.between.join(says.kinds[kind] for kind in kinds)), mark=mark)
        for phrase, kinds, mark in (
            (says.brief_admitted, admitted, Mark.YES),
            (says.brief_refused, refused, Mark.NO),
        )
        if kinds
    ]
    leaving = _lines(says.sign_out) if admitted else ()
    return Rule(Topic.VISITS, says.heading, lines + leaving, says.brief_heading, tuple(brief))


def _visit(kind: VisitKind, covenant: Covenant, words: Phrases) -> Line:
    says, rule = words.visits, covenant.visit_rule(kind)
    if not rule.lets_in:
        return Line(says.shelf if rule.shelf is True else says.refused[kind], says.kinds[kind], Mark.NO)
    fields = words.between.join(says.fields[field] for field in rule.required)
    text = says.admitted_with.format(fields=fields) if fields else says.admitted
    if rule.hours is not UNSET:
        begin, end = (at.hour * 60 + at.minute for at in (rule.hours.begin, rule.hours.end))
        text = says.in_hours.format(hours=_span(begin, end, words), what=text)
    return Line(text, says.kinds[kind], Mark.YES)


def _temperature(covenant: Covenant, words: Phrases) -> Rule:
    says, rule = words.temperature, covenant.temperature
    ways = {way for way in Direction if covenant.measures(way)}
    if rule is None or not ways:
        return Rule(Topic.TEMPERATURE, says.heading, _lines(says.none), says.brief_heading, _lines(says.brief_none))
    whole, brief = {
        frozenset({Direction.IN}): (says.in_, says.brief_in),
        frozenset({Direction.OUT}): (says.out, says.brief_out),
    }.get(frozenset(ways), (says.both, says.brief_both))
    lines = _lines(whole, *_readings(rule, covenant, words))
    short = _lines(brief, says.brief_fever.format(fever=rule.fever))
    return Rule(Topic.TEMPERATURE, says.heading, lines, says.brief_heading, short)


def _readings(rule: TemperatureRule, covenant: Covenant, words: Phrases) -> Iterable[str]:
    says = words.temperature
    if rule.who is not UNSET:
        who = rule.who.words()
        yield says.who.format(who=words.name(who.zh, who.en))
    fever = says.fever if rule.rest_minutes else says.fever_at_once
    yield fever.format(fever=rule.fever, minutes=rule.rest_minutes)
    if rule.barred is not UNSET:
        yield says.barred.format(barred=rule.barred)
    if any(covenant.visit_rule(kind).lets_in for kind in VisitKind):
        yield says.fever_of_visitor.format(fever=rule.fever)
    yield says.too_cold.format(cold=rule.untrusted_below)
    others = {site: limit.fever for site in Site if (limit := rule.limit(site)).fever != rule.fever}
    if others:
        limits = (says.limit.format(site=says.sites[site], fever=fever) for site, fever in others.items())
        yield says.elsewhere.format(limits=words.between.join(limits))


def _others(covenant: Covenant, words: Phrases) -> Iterator[Rule]:
    """What no other topic speaks of (how often, who is asked what, lists, quarantine, …), where there is any of it."""
    rules, says = tuple(_unsaid(covenant)), words.rules
    if rules:
        kinds = dict.fromkeys(words.name(rule.title.zh, rule.title.en) for rule in rules)
        short = says.brief.format(kinds=words.between.join(kinds))
        yield Rule(Topic.RULES, says.heading, _in_own_words(rules, words), says.brief_heading, _lines(short))


def _lost(covenant: Covenant, words: Phrases) -> Rule:
    says = words.lost
    then = next((rule.then for rule in covenant.of_kind(Forgotten)), Then.REFER)
    forgotten = {Then.ASK: says.told, Then.REFER: says.brought, Then.REFUSE: says.fetched}[then]
    lines = (
        Line(forgotten, says.forgotten),
        Line(says.replaced, says.lost),
        Line(says.handed_in, says.found),
    )
    return Rule(Topic.LOST, says.heading, lines, says.brief_heading, _lines(says.brief))


def _ask(notice: Notice, words: Phrases) -> Rule:
    says = words.ask
    lines = (says.contact.format(contact=notice.contact),) if notice.contact else ()
    brief = says.brief_contact.format(contact=notice.contact) if notice.contact else says.brief
    return Rule(Topic.ASK, says.heading, _lines(*lines, says.office), says.brief_heading, _lines(brief))


def _lines(*texts: str) -> tuple[Line, ...]:
    return tuple(Line(text) for text in texts)
