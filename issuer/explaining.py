"""The covenant in plain words: what a notice says in one language. Pure; every rule named here is one the verdict applies.

It never adds a rule of its own: whatever a sentence states comes from the covenant and the names of the gates.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec import Struct

from gatepass.covenant import ClosedHours, Covenant, Direction, TemperatureRule, VisitKind
from issuer.phrases import Phrases
from issuer.store import Community

A_DAY = 24 * 60


class Topic(StrEnum):
    """What a notice speaks of, in its order; each has its sign."""

    GATES = "gates"
    PASSES = "passes"
    VISITS = "visits"
    TEMPERATURE = "temperature"
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


def closed_spans(closed: Iterable[ClosedHours]) -> tuple[tuple[int, int], ...]:
    """The daily closed hours as minutes after midnight (begin, end), in order; those that touch are one.

    A span over midnight ends before it begins; a gate that never opens is (0, 1440).
    """
    all_hours = tuple(closed)
    shut = [any(hours.holds(time(*divmod(minute, 60))) for hours in all_hours) for minute in range(A_DAY)]
    if all(shut):
        return ((0, A_DAY),)
    begins = [minute for minute in range(A_DAY) if shut[minute] and not shut[minute - 1]]
    return tuple((begin, _first_open(shut, begin)) for begin in begins)


def open_spans(closed: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """The hours between `closed`, which are in order and not the whole day."""
    following = closed[1:] + closed[:1]
    return tuple(sorted((end, begin) for (_, end), (begin, _) in zip(closed, following, strict=True)))


def _first_open(shut: list[bool], begin: int) -> int:
    return next((begin + n) % A_DAY for n in range(1, A_DAY) if not shut[(begin + n) % A_DAY])


def _hours(spans: Iterable[tuple[int, int]], words: Phrases) -> str:
    return words.between.join(_span(begin, end, words) for begin, end in spans)


def _span(begin: int, end: int, words: Phrases) -> str:
    phrase = words.gates.hours if begin < end or end == 0 else words.gates.hours_over_midnight
    return phrase.format(begin=_clock(begin), end=_clock(end or A_DAY))


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _gates(notice: Notice, words: Phrases) -> Rule:
    says = words.gates
    closed = closed_spans(hours for hours in notice.covenant.closed if hours.concerns_all)
    where = says.here.format(gates=words.between.join(notice.gates)) if notice.gates else says.guarded
    when: tuple[str, ...]
    if not closed:
        when, brief = (says.open_all_day,), says.brief_all_day
    elif closed == ((0, A_DAY),):
        when, brief = (says.closed_all_day, says.emergency), says.brief_closed
    else:
        hours = _hours(open_spans(closed), words)
        shut = says.closed_hours.format(hours=_hours(closed, words))
        when, brief = (says.open_hours.format(hours=hours), shut, says.emergency), says.brief_open.format(hours=hours)
    phrase = says.brief if notice.gates else says.brief_guarded
    short = phrase.format(gates=words.between.join(notice.gates), hours=brief)
    return Rule(Topic.GATES, says.heading, _lines(where, *when), says.brief_heading, _lines(short))


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
        return Line(says.refused[kind], says.kinds[kind], Mark.NO)
    fields = words.between.join(says.fields[field] for field in rule.required)
    text = says.admitted_with.format(fields=fields) if fields else says.admitted
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
    fever = says.fever if rule.rest_minutes else says.fever_at_once
    yield fever.format(fever=rule.fever, minutes=rule.rest_minutes)
    if any(covenant.visit_rule(kind).lets_in for kind in VisitKind):
        yield says.fever_of_visitor.format(fever=rule.fever)
    yield says.too_cold.format(cold=rule.untrusted_below)


def _lost(covenant: Covenant, words: Phrases) -> Rule:
    says = words.lost
    registered = covenant.visit_rule(VisitKind.VISITOR).lets_in
    lines = (
        Line(says.register if registered else says.brought, says.forgotten),
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
