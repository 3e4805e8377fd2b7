"""What a replay counts: how many passages would have ended otherwise, by rule, hour, gate and household, with a few examples."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from gatepass.case import SILENT, Case, Direction, Outcome, Reason
from gatepass.covenant import Covenant
from gatepass.events import Event, Judged
from gatepass.kinds import Rule
from gatepass.sentences import SENTENCES, what
from gatepass.verdict import Answered, Declined, PassRule, judge_answered
from gatepass.wording import Language, Text

EXAMPLES_A_RULE = 3


class Ending(StrEnum):
    """How it ended for the person at the gate."""

    PASSED = "passed"
    WAITED = "waited"
    CALLED = "called"
    TURNED_AWAY = "turned_away"


_PASSED, _MEASURE = Ending.PASSED, Outcome.MEASURE
_ENDINGS = {
    Outcome.ADMIT: Ending.PASSED,
    Outcome.MEASURE: Ending.PASSED,
    Outcome.WAIT: Ending.WAITED,
    Outcome.REFER: Ending.CALLED,
    Outcome.REFUSE: Ending.TURNED_AWAY,
}


class Count(Struct, frozen=True):
    """How many would have ended otherwise under one head; `stopped` had passed, `admitted` had not.

    Of a rule of the draft, its `number` in the order in which it is asked (0: none of the draft's) and what its kind is called.
    """

    name: str
    english: str
    otherwise: int
    stopped: int
    admitted: int
    number: int = 0
    title: str = ""
    title_english: str = ""


class Example(Struct, frozen=True):
    """One passage that would have ended otherwise; it names a door and nobody.

    `why` is the reason that the draft gives, in a few words; `number` and `title` as those of a `Count`.
    """

    event: str
    at: datetime
    gate: str
    door: str
    direction: Direction
    was: Judged
    outcome: Outcome
    reason: Reason
    why: str
    why_english: str
    rule: str
    english: str
    again_at: datetime | None = None
    number: int = 0
    title: str = ""
    title_english: str = ""


class Report(Struct, frozen=True):
    """What a draft would have changed. `fell_away`: came home from an outing that the draft had stopped.

    `not_judged`: the ledger does not tell what their verdict stood on; `age_unknown`: the draft minds how old a gate's passbook
    is, and these events, of before gates noted it, do not tell.
    """

    name: str
    english: str
    first: date
    last: date
    judged: int
    otherwise: int
    stopped: int
    admitted: int
    fell_away: int
    asked: int
    measured: int
    not_judged: int
    age_unknown: int
    rules: tuple[Count, ...]
    hours: tuple[Count, ...]
    gates: tuple[Count, ...]
    households: tuple[Count, ...]
    examples: tuple[Example, ...]


class Judgement(Struct, frozen=True, gc=False):
    """One passage judged again: how it ended then, and how it would have."""

    event: Event
    case: Case
    was: Judged
    answered: Answered
    door: str
    ended: Ending
    ends: Ending

    @property
    def reason(self) -> Reason:
        """What the draft says."""
        return self.answered.reason


def judged_again(event: Event, case: Case, was: Judged, door: str, declined: Declined | None) -> Judgement:
    """The verdict after every question was answered with yes, but the one that was declined."""
    answered = judge_answered(case, declined)
    return Judgement(event, case, was, answered, door, _ENDINGS[was.outcome], _ENDINGS[answered.outcome])


class Change(StrEnum):
    """How a passage would have ended otherwise."""

    STOPPED = "stopped"
    ADMITTED = "admitted"
    STOPPED_IN_ANOTHER_WAY = "stopped_in_another_way"


_STOPPED, _ADMITTED, _IN_ANOTHER_WAY = Change
_Heads = defaultdict[Hashable, Counter[Change]]


class Tally:
    """What is counted on the days that count."""

    def __init__(self, draft: Covenant, first: date, last: date) -> None:
        self._draft, self._first, self._last = draft, first, last
        self._judged = self._asked = self._measured = self._fell_away = self._not_judged = self._age_unknown = 0
        self._places = {id(rule): place for place, rule in enumerate(draft.ordered)}
        self._named: dict[Hashable, _Named] = {}
        self._examples: dict[Hashable, list[Example]] = defaultdict(list)
        self._rules, self._hours, self._gates, self._households = (_Heads(Counter) for _ in range(4))

    def fell_away(self, day: date) -> None:
        """Counts somebody who came home from where the draft had not let them go."""
        self._fell_away += self._counts(day)

    def not_judged(self, day: date) -> None:
        """Counts somebody of whom the ledger does not tell what their verdict stood on."""
        self._not_judged += self._counts(day)

    def age_unknown(self, day: date) -> None:
        """Counts an event that does not tell how old the gate's passbook was, to a draft that minds."""
        self._age_unknown += self._counts(day)

    def count(self, done: Judgement) -> None:
        """Counts one passage."""
        if not self._counts(done.case.now.date()):
            return
        self._judged += 1
        self._asked += bool(done.answered.questions)
        self._measured += done.answered.outcome is _MEASURE
        if done.ended is not done.ends:
            self._otherwise(done)

    def _counts(self, day: date) -> bool:
        return self._first <= day <= self._last

    def _otherwise(self, done: Judgement) -> None:
        change = _STOPPED if done.ended is _PASSED else _ADMITTED if done.ends is _PASSED else _IN_ANOTHER_WAY
        self._rules[self._rule_of(done)][change] += 1
        self._hours[done.case.now.hour][change] += 1
        self._gates[done.case.gate][change] += 1
        self._households[done.door][change] += 1

    def _rule_of(self, done: Judgement) -> Hashable:
        """What stands for the rule that stops, or no longer does; its words are made once, for there are very many passages."""
        rule = done.answered.rule if done.ends is not _PASSED else None
        key = self._places[id(rule)] if isinstance(rule, Rule) else done.reason if rule else done.was.reason
        if key not in self._named:
            self._named[key] = _named_rule(done, rule, self._places)
        if len(self._examples[key]) < EXAMPLES_A_RULE:
            self._examples[key].append(_example(done, self._named[key]))
        return key

    def plus(self, other: "Tally") -> "Tally":
        """Takes in another share of the same days and draft, and returns itself."""
        self._judged, self._asked = self._judged + other._judged, self._asked + other._asked
        self._measured, self._fell_away = self._measured + other._measured, self._fell_away + other._fell_away
        self._not_judged, self._age_unknown = (
            self._not_judged + other._not_judged,
            self._age_unknown + other._age_unknown,
        )
        for name in ("_rules", "_hours", "_gates", "_households"):
            mine: _Heads = getattr(self, name)
            for head, changes in getattr(other, name).items():
                mine[head].update(changes)
        self._named |= other._named
        for key, examples in other._examples.items():
            both = sorted((*self._examples[key], *examples), key=lambda example: (example.at, example.event))
            self._examples[key] = both[:EXAMPLES_A_RULE]
        return self

    def report(self) -> Report:
        """All that was counted, what is most first."""
        hours = _counts_of(self._hours, lambda hour: _Named(Text(f"{hour:02}:00", f"{hour:02}:00")))
        rules = _counts_of(self._rules, self._named.__getitem__)
        places = {count.name: place for place, count in enumerate(rules)}
        return Report(
            name=self._draft.name,
            english=self._draft.english,
            first=self._first,
            last=self._last,
            judged=self._judged,
            otherwise=sum(count.otherwise for count in hours),
            stopped=sum(count.stopped for count in hours),
            admitted=sum(count.admitted for count in hours),
            fell_away=self._fell_away,
            asked=self._asked,
            measured=self._measured,
            not_judged=self._not_judged,
            age_unknown=self._age_unknown,
            rules=rules,
            hours=tuple(sorted(hours, key=lambda count: count.name)),
            gates=_counts_of(self._gates, _named),
            households=_counts_of(self._households, _named),
            examples=tuple(
                sorted(
                    (example for each in self._examples.values() for example in each),
                    key=lambda example: places[example.rule],
                )
            ),
        )


class _Named(Struct, frozen=True):
    """What a head is called; a rule also by its number and the name of its kind."""

    words: Text
    number: int = 0
    title: Text = SILENT


def _named(name: Hashable) -> _Named:
    return _Named(Text(str(name), str(name)) if name else _NO_DOOR)


_NO_DOOR = Text("（无门牌）", "(no door)")


def _named_rule(done: Judgement, rule: PassRule | Rule | None, places: Mapping[int, int]) -> _Named:
    """The draft's rule that stops, or what no longer does."""
    if isinstance(rule, Rule):
        return _Named(rule.words(), places[id(rule)] + 1, rule.title)
    reason = SENTENCES[done.reason if rule else done.was.reason].what
    zh, en = reason.zh.replace("{told}", "…"), reason.en.replace("{told}", "…")
    return _Named(Text(zh, en) if rule else Text(f"不再拦：{zh}", f"no longer stopped: {en}"))


def _example(done: Judgement, rule: _Named) -> Example:
    verdict = done.answered.verdict
    return Example(
        event=done.event.id,
        at=done.case.now,
        gate=done.case.gate,
        door=done.door,
        direction=done.case.direction,
        was=done.was,
        outcome=verdict.outcome,
        reason=verdict.reason,
        why=what(verdict, Language.ZH),
        why_english=what(verdict, Language.EN),
        rule=rule.words.zh,
        english=rule.words.en,
        again_at=verdict.again_at,
        number=rule.number,
        title=rule.title.zh,
        title_english=rule.title.en,
    )


def _counts_of(heads: _Heads, names: Callable[[Any], _Named]) -> tuple[Count, ...]:
    """Those with the most first."""
    counts = (_count_of(names(name), changes) for name, changes in heads.items())
    return tuple(sorted(counts, key=lambda count: (-count.otherwise, count.name)))


def _count_of(name: _Named, changes: Counter[Change]) -> Count:
    return Count(
        name=name.words.zh,
        english=name.words.en,
        otherwise=changes.total(),
        stopped=changes[_STOPPED],
        admitted=changes[_ADMITTED],
        number=name.number,
        title=name.title.zh,
        title_english=name.title.en,
    )
