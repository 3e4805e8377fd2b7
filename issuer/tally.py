"""What a replay counts: how many passages would have ended otherwise, by rule, hour, gate and household, with a few examples."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from gatepass.case import Case, Direction, Outcome, Reason
from gatepass.covenant import Covenant
from gatepass.events import Event, Judged
from gatepass.kinds import Rule
from gatepass.sentences import SENTENCES
from gatepass.verdict import Verdict, deciding, judge
from gatepass.wording import Text

EXAMPLES_A_RULE = 3


class Ending(StrEnum):
    """How it ended for the person at the gate."""

    PASSED = "passed"
    WAITED = "waited"
    CALLED = "called"
    TURNED_AWAY = "turned_away"


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


@dataclass(frozen=True, slots=True)
class Judgement:
    """One passage judged again: how it ended then, and how it would have."""

    event: Event
    case: Case
    was: Judged
    verdict: Verdict
    questions: int
    door: str

    @property
    def ended(self) -> Ending:
        """How it ended."""
        return _ENDINGS[self.was.outcome]

    @property
    def ends(self) -> Ending:
        """How it would have ended."""
        return _ENDINGS[self.verdict.outcome]


def judged_again(event: Event, case: Case, was: Judged, door: str) -> Judgement:
    """The verdict after every question was answered with yes."""
    verdict, questions = judge(case), 0
    while verdict.question and verdict.question not in case.confirmed:
        case, questions = replace(case, confirmed=case.confirmed | {verdict.question}), questions + 1
        verdict = judge(case)
    return Judgement(event, case, was, verdict, questions, door)


class Tally:
    """What is counted on the days that count."""

    def __init__(self, draft: Covenant, first: date, last: date) -> None:
        self._draft, self._first, self._last = draft, first, last
        self._totals: Counter[str] = Counter()
        self._heads: dict[str, dict[Text, Counter[str]]] = {
            head: defaultdict(Counter) for head in ("rules", "hours", "gates", "households")
        }
        self._examples: dict[Text, list[Example]] = defaultdict(list)

    def fell_away(self, day: date) -> None:
        """Counts somebody who came home from where the draft had not let them go."""
        self._totals["fell_away"] += self._counts(day)

    def count(self, done: Judgement) -> None:
        """Counts one passage."""
        if not self._counts(done.case.now.date()):
            return
        self._totals["judged"] += 1
        self._totals["asked"] += bool(done.questions)
        self._totals["measured"] += done.verdict.outcome is Outcome.MEASURE
        if done.ended is not done.ends:
            self._otherwise(done)

    def _counts(self, day: date) -> bool:
        return self._first <= day <= self._last

    def _otherwise(self, done: Judgement) -> None:
        rule = _rule_of(done)
        kind = "stopped" if done.ended is Ending.PASSED else "admitted" if done.ends is Ending.PASSED else "other"
        heads = {
            "rules": rule,
            "hours": _same(f"{done.case.now:%H}:00"),
            "gates": _same(done.case.gate),
            "households": _same(done.door) if done.door else Text("（无门牌）", "(no door)"),
        }
        self._totals.update(("otherwise", kind))
        for head, name in heads.items():
            self._heads[head][name].update(("otherwise", kind))
        if len(self._examples[rule]) < EXAMPLES_A_RULE:
            self._examples[rule].append(_example(done, rule))

    def report(self) -> Report:
        """All that was counted, what is most first."""
        totals = {name: self._totals[name] for name in ("judged", "otherwise", "stopped", "admitted")}
        rules = _counts_of(self._heads["rules"])
        return Report(
            self._draft.name,
            self._draft.english,
            self._first,
            self._last,
            **totals,
            fell_away=self._totals["fell_away"],
            asked=self._totals["asked"],
            measured=self._totals["measured"],
            rules=rules,
            hours=tuple(sorted(_counts_of(self._heads["hours"]), key=lambda count: count.name)),
            gates=_counts_of(self._heads["gates"]),
            households=_counts_of(self._heads["households"]),
            examples=tuple(example for count in rules for example in self._examples[Text(count.name, count.english)]),
        )


def _rule_of(done: Judgement) -> Text:
    """The draft's rule that stops, or what no longer does."""
    rule = deciding(done.case) if done.ends is not Ending.PASSED else None
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


def _counts_of(heads: Mapping[Text, Counter[str]]) -> tuple[Count, ...]:
    """Those with the most first."""
    counts = [
        Count(name.zh, name.en, count["otherwise"], count["stopped"], count["admitted"])
        for name, count in heads.items()
    ]
    return tuple(sorted(counts, key=lambda count: (-count.otherwise, count.name)))


def _same(name: str) -> Text:
    return Text(name, name)
