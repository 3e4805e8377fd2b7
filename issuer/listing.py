"""Taking a list in: compared first with who is marked already, then applied in one transaction if it still means what was shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from msgspec import structs

from gatepass.people import masked_name
from gatepass.wording import Refusal, Text
from issuer.changes import KnownResident
from issuer.lists import Listing, Named
from issuer.marks import refuse_days
from issuer.roster import Problem
from issuer.store import Act, Brought, Marking, MarkStep, Span, Store, Whom


@dataclass(frozen=True, slots=True)
class Order:
    """As what a list's people are marked, and from when to when, where their row does not say otherwise.

    `days` counts from everybody's own first day on, which is the first.
    """

    name: str
    span: Span
    days: int | None = None

    def span_of(self, row: Named) -> Span:
        """From when to when somebody is marked; may end before it begins."""
        since = row.days.since or self.span.since
        counted = since + timedelta(days=self.days - 1) if self.days else self.span.until
        return Span(since, row.days.until or counted)


@dataclass(frozen=True, slots=True)
class Added:
    """Somebody who would be marked."""

    person: KnownResident
    span: Span


@dataclass(frozen=True, slots=True)
class Lengthened:
    """Somebody on the list already, for fewer days."""

    marking: Marking
    person: KnownResident
    until: date | None


@dataclass(frozen=True, slots=True)
class Review:
    """What a list would do; `over` counts those whose days are over already.

    `gone` are those whom an earlier list had brought and this one does not name: ended only if asked for.
    """

    listing: Listing
    order: Order
    added: tuple[Added, ...]
    lengthened: tuple[Lengthened, ...]
    unchanged: int
    gone: tuple[tuple[Marking, KnownResident], ...]
    over: int = 0

    def summary(self) -> Text:
        """One line with all counts."""
        added, longer, gone = len(self.added), len(self.lengthened), len(self.gone)
        strangers, faulty = len(self.listing.strangers), len(self.listing.problems)
        zh_over, en_over = (f"日期已过的{self.over}人，", f"{self.over} over already, ") if self.over else ("", "")
        return Text(
            f"标记{added}人，延长{longer}人，已在名单上{self.unchanged}人，{zh_over}新名单没有的{gone}人；"
            f"不在花名册的{strangers}行，有错的{faulty}处",
            f"{added} marked, {longer} made longer, {self.unchanged} on the list already, {en_over}{gone} no longer named;"
            f" {strangers} rows of people not in the roster, {faulty} faults",
        )


def review(store: Store, listing: Listing, order: Order, today: date) -> Review:
    """What the list would do now; raises `Refusal` for days that are over."""
    refuse_days(order.span, today)
    people = {person.id: person for person in store.residents()}
    live = [each for each in store.markings() if each.name == order.name and not each.span.is_over(today)]
    own: dict[int, list[Marking]] = {}
    for each in live:
        own.setdefault(each.whom.resident or 0, []).append(each)
    added, lengthened, unchanged, over = [], [], 0, 0
    for row in listing.named:
        span = order.span_of(row)
        met = _met(own.get(row.person.id, ()), span)
        if span.is_over(today):
            over += 1
        elif met is None:
            added.append(Added(row.person, span))
        elif _ends_before(met.span, span.until):
            lengthened.append(Lengthened(met, row.person, span.until))
        else:
            unchanged += 1
    named = {row.person.id for row in listing.named}
    gone = tuple(
        (each, person)
        for each in live
        if each.file and (person := people.get(each.whom.resident or 0)) and person.id not in named
        if not any(mention.may_mean(person.resident) for mention in listing.mentions)
    )
    return Review(listing, order, tuple(added), tuple(lengthened), unchanged, gone, over)


def apply(store: Store, shown: Review, brought: Brought, act: Act, *, end_gone: bool = False) -> int:
    """Does all of what was shown, or nothing; returns the number of the run, which can be undone.

    Raises `Refusal` where nothing changes, or where the office changed meanwhile, so that it would mean something else.
    """
    today = store.community().day_of(act.at)
    with store.writing() as writing:
        if review(store, shown.listing, shown.order, today) != shown:
            raise Refusal(
                Text("名单刚被改过，没有导入", "the lists were changed meanwhile, nothing was imported"),
                Text("请重新预览", "look at the review again"),
            )
        if not changes_anything(shown, end_gone=end_gone):
            raise Refusal(
                Text("名单没有变化，没有导入", "the list changes nothing and was not imported"),
                Text("不用再导", "there is nothing to do"),
            )
        run = writing.begin_marks(shown.order.name, brought, act)
        for one in shown.added:
            writing.set_mark(run, shown.order.name, Whom(resident=one.person.id), one.span)
        for each in shown.lengthened:
            span = each.marking.span
            writing.change_mark(run, MarkStep(each.marking.id, span, structs.replace(span, until=each.until)))
        for marking, _ in shown.gone if end_gone else ():
            writing.change_mark(run, MarkStep(marking.id, marking.span, structs.replace(marking.span, ended=today)))
    return run


def masked(person: KnownResident) -> str:
    """Door and masked name: enough to look somebody up in the roster, and no more."""
    return f"{person.resident.door} {masked_name(person.resident.name)}"


def changes_anything(shown: Review, *, end_gone: bool) -> bool:
    """Whether applying it would mark, lengthen or end anything."""
    return bool(shown.added or shown.lengthened or (end_gone and shown.gone))


def refuse_faulty(problems: Sequence[Problem]) -> None:
    """Raises `Refusal`, which names the first fault, for a list of which rows cannot be read: nobody is left out unseen."""
    if problems:
        first, rest = problems[0].refusal, len(problems) - 1
        more, en_more = (f"；另有{rest}处", f"; and {rest} more") if rest else ("", "")
        raise Refusal(
            Text(f"{first.what.zh}{more}，名单没有导入", f"{first.what.en}{en_more}; nothing was imported"),
            Text(
                "请改正后再导入，或只导入其余的行：页面上勾选，命令行加 --rest",
                "correct the list, or import the other rows alone: tick it on the page, or add --rest",
            ),
            first.where,
        )


def _met(markings: Sequence[Marking], span: Span) -> Marking | None:
    """The mark that counts on the first of these days already, the one that counts longest."""
    met = (each for each in markings if each.span.since <= span.since <= (each.span.until or date.max))
    return max(met, key=lambda each: each.span.until or date.max, default=None)


def _ends_before(known: Span, until: date | None) -> bool:
    return known.until is not None and (until is None or known.until < until)
