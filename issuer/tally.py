"""What a replay counts: how many passages would have ended otherwise, by rule, hour, gate and household, with a few examples."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from gatepass.case import Case, Direction, Outcome, Reason
from gatepass.covenant import Covenant
from gatepass.events import Event, Judged
from gatepass.kinds import Rule
from gatepass.sentences import SENTENCES
from gatepass.verdict import Answered, PassRule, Verdict, judge_answered
from gatepass.wording import Text

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
    """How many would have ended otherwise under one head; `stopped` had passed, `admitted` had not."""

    name: str
    english: str
    otherwise: int
    stopped: int
    admitted: int


class Example(Struct, frozen=True):
    """One passage that would have ended otherwise; it names a door and nobody."""

    event: str
    at: datetime
    gate: str
    door: str
    direction: Direction
    was: Judged
    outcome: Outcome
    reason: Reason
    rule: str
    english: str
    again_at: datetime | None = None


class Report(Struct, frozen=True):
    """What a draft would have changed. `fell_away`: came home from an outing that the draft had stopped."""

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
    def verdict(self) -> Verdict:
        """What the draft says."""
        return self.answered.verdict


def judged_again(event: Event, case: Case, was: Judged, door: str) -> Judgement:
    """The verdict after every question was answered with yes."""
    answered = judge_answered(case)
    return Judgement(event, case, was, answered, door, _ENDINGS[was.outcome], _ENDINGS[answered.verdict.outcome])


@dataclass(slots=True)
class _Head:
    """What is counted under one name."""

    name: Text
    otherwise: int = 0
    stopped: int = 0
    admitted: int = 0

    def add(self, stopped: bool, admitted: bool) -> None:
        """One more that would have ended otherwise."""
        self.otherwise += 1
        self.stopped += stopped
        self.admitted += admitted


class Tally:
    """What is counted on the days that count."""

    def __init__(self, draft: Covenant, first: date, last: date) -> None:
        self._draft, self._first, self._last = draft, first, last
        self._judged = self._asked = self._measured = self._fell_away = 0
        self._all = _Head(Text("", ""))
        self._rules: dict[int | Reason, _Head] = {}
        self._hours: dict[str, _Head] = {}
        self._gates: dict[str, _Head] = {}
        self._households: dict[str, _Head] = {}
        self._examples: dict[int | Reason, list[Example]] = defaultdict(list)

    def fell_away(self, day: date) -> None:
        """Counts somebody who came home from where the draft had not let them go."""
        self._fell_away += self._counts(day)

    def count(self, done: Judgement) -> None:
        """Counts one passage."""
        if not self._counts(done.case.now.date()):
            return
        self._judged += 1
        self._asked += bool(done.answered.questions)
        self._measured += done.verdict.outcome is _MEASURE
        if done.ended is not done.ends:
            self._otherwise(done)

    def _counts(self, day: date) -> bool:
        return self._first <= day <= self._last

    def _otherwise(self, done: Judgement) -> None:
        stopped, admitted = done.ended is _PASSED, done.ends is _PASSED
        self._all.add(stopped, admitted)
        self._by_rule(done).add(stopped, admitted)
        for heads, name in (
            (self._hours, f"{done.case.now.hour:02}:00"),
            (self._gates, done.case.gate),
            (self._households, done.door),
        ):
            head = heads.get(name)
            if head is None:
                head = heads[name] = _Head(Text(name, name) if name else _NO_DOOR)
            head.add(stopped, admitted)

    def _by_rule(self, done: Judgement) -> _Head:
        """Each rule's words are made once: there are few rules and very many passages."""
        rule = done.answered.rule if done.ends is not _PASSED else None
        key = id(rule) if isinstance(rule, Rule) else done.verdict.reason if rule else done.was.reason
        if key not in self._rules:
            self._rules[key] = _Head(_words_of(done, rule))
        if len(self._examples[key]) < EXAMPLES_A_RULE:
            self._examples[key].append(_example(done, self._rules[key].name))
        return self._rules[key]

    def report(self) -> Report:
        """All that was counted, what is most first."""
        return Report(
            name=self._draft.name,
            english=self._draft.english,
            first=self._first,
            last=self._last,
            judged=self._judged,
            otherwise=self._all.otherwise,
            stopped=self._all.stopped,
            admitted=self._all.admitted,
            fell_away=self._fell_away,
            asked=self._asked,
            measured=self._measured,
            rules=_counts_of(self._rules.values()),
            hours=tuple(sorted(_counts_of(self._hours.values()), key=lambda count: count.name)),
            gates=_counts_of(self._gates.values()),
            households=_counts_of(self._households.values()),
            examples=tuple(
                example
                for key, _ in sorted(self._rules.items(), key=lambda head: _most_first(head[1]))
                for example in self._examples[key]
            ),
        )


_NO_DOOR = Text("（无门牌）", "(no door)")


def _words_of(done: Judgement, rule: PassRule | Rule | None) -> Text:
    """The draft's rule that stops, or what no longer does."""
    if isinstance(rule, Rule):
        return rule.words()
    reason = SENTENCES[done.verdict.reason if rule else done.was.reason].what
    zh, en = reason.zh.replace("{told}", "…"), reason.en.replace("{told}", "…")
    return Text(zh, en) if rule else Text(f"不再拦：{zh}", f"no longer stopped: {en}")


def _example(done: Judgement, rule: Text) -> Example:
    return Example(
        event=done.event.id,
        at=done.case.now,
        gate=done.case.gate,
        door=done.door,
        direction=done.case.direction,
        was=done.was,
        outcome=done.verdict.outcome,
        reason=done.verdict.reason,
        rule=rule.zh,
        english=rule.en,
        again_at=done.verdict.again_at,
    )


def _counts_of(heads: Iterable[_Head]) -> tuple[Count, ...]:
    """Those with the most first."""
    return tuple(
        Count(head.name.zh, head.name.en, head.otherwise, head.stopped, head.admitted)
        for head in sorted(heads, key=_most_first)
    )


def _most_first(head: _Head) -> tuple[int, str]:
    return -head.otherwise, head.name.zh
