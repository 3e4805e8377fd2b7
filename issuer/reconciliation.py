"""Whether it adds up: printed = delivered + in a team's hands + in the drawer + voided; and a list of what does not, with what to do.

`reconcile` is pure: it looks at books that were read, and changes nothing. Every copy is counted once, whatever became of it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from gatepass.passes import STATUS_WORDS, CardKey, Status
from gatepass.people import Door
from gatepass.wording import Language, Text
from issuer.books import ENDED, Books, PassState, PrintedCopy
from issuer.delivery import OBJECTION_WORDS, Objection
from issuer.loads import newest
from issuer.mismatches import ADVICE, Advice, Mismatch
from issuer.rounds import OUTCOME_WORDS, Outcome, Tick
from issuer.store.delivery import KeptTick, PutAside
from issuer.store.runs import CARD_KINDS, Copy, CopyState, RunKind
from issuer.tables import Table


@dataclass(frozen=True, slots=True)
class Count:
    """Copies of one kind, of one stairwell or (None) of none."""

    kind: RunKind
    stairwell: int | None
    printed: int
    delivered: int
    team: int
    drawer: int
    voided: int

    @property
    def adds_up(self) -> bool:
        """printed = delivered + in a team's hands + in the drawer + voided."""
        return self.printed == self.delivered + self.team + self.drawer + self.voided


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not add up. `run` and `round` where they help to find it; `detail` says what exactly was found."""

    mismatch: Mismatch
    detail: Text
    serial: str = ""
    issue: int = 0
    door: Door | None = None
    name: str = ""
    run: int | None = None
    round: int | None = None
    aside: int | None = None

    @property
    def advice(self) -> Advice:
        """What it is, and what to do about it."""
        return ADVICE[self.mismatch]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The copies counted by kind, and by kind and stairwell; and what does not add up."""

    kinds: tuple[Count, ...]
    stairwells: tuple[Count, ...]
    findings: tuple[Finding, ...]


def reconcile(books: Books) -> Reconciliation:
    """Counts every copy and lists what does not add up, by door."""
    findings = [finding for look in _LOOKS for finding in look(books)]
    return Reconciliation(
        kinds=_counts((each.kind, None, each.copy.state) for each in books.copies),
        stairwells=_counts((each.kind, each.stairwell, each.copy.state) for each in books.copies),
        findings=tuple(sorted(findings, key=_severity)),
    )


def findings_table(findings: Iterable[Finding], language: Language) -> Table:
    """One row a finding: where it is, what it is, and what to do."""
    rows = (
        [
            str(each.door or ""), each.name, each.serial, each.issue or None, each.advice.what.to(language),
            each.detail.to(language), each.advice.remedy.to(language),
        ]
        for each in findings
    )  # fmt: skip
    return Table(Text("对账", "Reconciliation"), _COLUMNS, rows)


def _counts(copies: Iterable[tuple[RunKind, int | None, CopyState]]) -> tuple[Count, ...]:
    of: dict[tuple[RunKind, int | None], Counter[CopyState]] = defaultdict(Counter)
    for kind, stairwell, state in copies:
        of[kind, stairwell][state] += 1
    return tuple(
        Count(
            kind, stairwell, sum(states.values()), states[CopyState.DELIVERED], states[CopyState.TEAM],
            states[CopyState.DRAWER], states[CopyState.VOIDED],
        )
        for (kind, stairwell), states in sorted(of.items(), key=lambda each: (CARD_KINDS.index(each[0][0]), each[0][1] or 0))
    )  # fmt: skip


def _lost_copies(books: Books) -> Iterator[Finding]:
    noted = Counter(each.copy.run for each in books.copies)
    for run in books.runs:
        if noted[run.run] != run.cards:
            detail = Text(
                f"第{run.run}批说有{run.cards}张，登记了{noted[run.run]}张",
                f"run {run.run} says {run.cards}, {noted[run.run]} were noted",
            )
            yield Finding(Mismatch.LOST_COPY, detail, run=run.run)


def _two_copies(books: Books) -> Iterator[Finding]:
    for state, live in _live_copies(books):
        if len(live) > 1:
            places = [_place(each.copy) for each in live]
            detail = Text("；".join(each.zh for each in places), "; ".join(each.en for each in places))
            yield _of_pass(Mismatch.TWO_COPIES, state, detail, live[0])


def _ended_but_live(books: Books) -> Iterator[Finding]:
    for state, live in _live_copies(books):
        if state.status in ENDED:
            words = STATUS_WORDS[state.status]
            for each in live:
                place = _place(each.copy)
                detail = Text(f"{words.zh}；{place.zh}", f"{words.en}; {place.en}")
                yield _of_pass(Mismatch.ENDED_BUT_LIVE, state, detail, each)


def _no_copy(books: Books) -> Iterator[Finding]:
    live = {each.copy.key for each in books.copies if each.copy.is_live}
    for state in books.passes:
        if state.status is Status.VALID and state.key not in live:
            detail = _VOIDED if state.key in books.printed else _UNPRINTED
            yield _of_pass(Mismatch.NO_COPY, state, detail)


def _ticks_without_cards(books: Books) -> Iterator[Finding]:
    for tick in books.ticks:
        key = tick.key
        if key not in books.printed:
            yield _of_tick(Mismatch.NEVER_PRINTED, tick, books.states.get(key), books)
        elif (tick.round, *key) not in books.handed:
            yield _of_tick(Mismatch.NEVER_HANDED, tick, books.states.get(key), books)


def _said_otherwise(books: Books) -> Iterator[Finding]:
    """Delivered as its team says, yet no copy of it is with its holder: moved by hand, given out again, or void."""
    for tick in books.ticks:
        key = tick.key
        handed = (tick.round, *key) in books.handed
        if (
            tick.outcome is Outcome.DELIVERED
            and handed
            and key not in books.given
            and not _has_ended(books.states.get(key))
        ):
            yield _of_tick(Mismatch.SAID_OTHERWISE, tick, books.states.get(key), books)


def _left_in_hands(books: Books) -> Iterator[Finding]:
    for each in books.copies:
        if (
            each.copy.state is CopyState.TEAM
            and each.round not in books.open_rounds
            and each.kind is not RunKind.SPARES
        ):
            state = books.states[each.copy.key]
            yield _of_pass(Mismatch.LEFT_IN_HANDS, state, _place(each.copy), each)


def _wrong_persons(books: Books) -> Iterator[Finding]:
    for tick in newest(books.ticks).values():
        key = tick.key
        if tick.outcome is Outcome.WRONG_PERSON and key not in books.given and not _has_ended(books.states.get(key)):
            yield _of_tick(Mismatch.WRONG_PERSON, tick, books.states.get(key), books)


def _spares(books: Books) -> Iterator[Finding]:
    for each in books.copies:
        state = books.states[each.copy.key]
        if state.status is Status.SPARE and each.copy.state in (CopyState.TEAM, CopyState.DELIVERED):
            yield _of_pass(Mismatch.SPARE_GONE, state, _place(each.copy), each)
        elif each.kind is RunKind.SPARES and state.status is Status.VALID and each.copy.state is CopyState.DRAWER:
            yield _of_pass(Mismatch.SPARE_BOUND, state, _place(each.copy), each)


def _put_aside(books: Books) -> Iterator[Finding]:
    for each in books.aside:
        why = OBJECTION_WORDS[Objection(each.objection)]
        said, state = _item_words(each), None
        if isinstance(each.item, Tick):
            state = books.states.get(each.item.key)
        team = books.teams[each.round, each.team]
        yield Finding(
            Mismatch.PUT_ASIDE,
            Text(f"{team}：{said.zh}；{why.zh}", f"{team}: {said.en}; {why.en}"),
            serial=each.item.serial if isinstance(each.item, Tick) else "",
            issue=each.item.issue if isinstance(each.item, Tick) else 0,
            door=state.door if state else None,
            name=state.name if state else "",
            round=each.round,
            aside=each.id,
        )


_LOOKS: tuple[Callable[[Books], Iterator[Finding]], ...] = (
    _lost_copies, _two_copies, _ended_but_live, _no_copy, _ticks_without_cards, _said_otherwise, _left_in_hands,
    _wrong_persons, _spares, _put_aside,
)  # fmt: skip


def _live_copies(books: Books) -> Iterator[tuple[PassState, list[PrintedCopy]]]:
    """Every issue of a pass that has live copies, with these."""
    live: dict[CardKey, list[PrintedCopy]] = defaultdict(list)
    for each in books.copies:
        if each.copy.is_live:
            live[each.copy.key].append(each)
    for state in books.passes:
        if state.key in live:
            yield state, live[state.key]


def _has_ended(state: PassState | None) -> bool:
    return state is not None and state.status in ENDED


def _of_pass(mismatch: Mismatch, state: PassState, detail: Text, copy: PrintedCopy | None = None) -> Finding:
    return Finding(
        mismatch,
        detail,
        *state.key,
        state.door,
        state.name,
        run=copy.copy.run if copy else None,
        round=copy.round if copy else None,
    )


def _of_tick(mismatch: Mismatch, tick: KeptTick, state: PassState | None, books: Books) -> Finding:
    assert tick.outcome  # noqa: S101 - books hold no other ticks
    team, words = books.teams[tick.round, tick.team], OUTCOME_WORDS[tick.outcome]
    return Finding(
        mismatch,
        Text(f"{team}：{words.zh}", f"{team}: {words.en}"),
        tick.serial,
        tick.issue,
        state.door if state else None,
        state.name if state else "",
        round=tick.round,
    )


def _place(copy: Copy) -> Text:
    words = PLACE_WORDS[copy.state]
    at = Text(f"第{copy.run}批第{copy.position}张", f"run {copy.run}, card {copy.position}")
    to = f" {copy.to}" if copy.to else ""
    return Text(f"{at.zh}{words.zh}{to}", f"{at.en} {words.en}{to}")


def _item_words(aside: PutAside) -> Text:
    item = aside.item
    if isinstance(item, Tick):
        words = OUTCOME_WORDS[item.outcome] if item.outcome else Text("撤销勾选", "tick taken back")
        to = f" {item.to_whom}" if item.to_whom else ""
        return Text(f"{item.serial} {words.zh}{to}", f"{item.serial} {words.en}{to}")
    said = " ".join(filter(None, (item.door, item.reply.value, item.reply.detail)))
    return Text(f"答复 {said}", f"answer {said}")


def _severity(finding: Finding) -> tuple[int, Door, str, int]:
    return list(Mismatch).index(finding.mismatch), finding.door or Door(0, 0), finding.serial, finding.issue


PLACE_WORDS = {
    CopyState.DRAWER: Text("在抽屉里", "in the drawer"),
    CopyState.TEAM: Text("在小组手里", "in a team's hands"),
    CopyState.DELIVERED: Text("已发到", "delivered"),
    CopyState.VOIDED: Text("已作废", "voided"),
}
_COLUMNS = (
    (Text("门牌", "Door"), 14),
    (Text("姓名", "Name"), 14),
    (Text("证号", "Serial"), 9),
    (Text("版次", "Issue"), 7),
    (Text("不符", "Mismatch"), 32),
    (Text("详情", "Detail"), 44),
    (Text("怎么办", "What to do"), 48),
)
_VOIDED = Text("印过的都已作废", "all its copies are void")
_UNPRINTED = Text("从未打印", "never printed")
