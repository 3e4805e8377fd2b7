"""A draft of the covenant held against this office: what it names that the office lacks, in what it differs, what it would have changed."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from msgspec import UNSET

from gatepass.covenant import Covenant, difference, named_in
from gatepass.events import Event
from gatepass.passbook import Entry
from gatepass.passes import Status
from gatepass.wording import Text
from issuer.ages import is_age
from issuer.classes import Classes, class_of, classes_on, looks
from issuer.days import refuse_backwards
from issuer.jobs import Progress
from issuer.keys import Keys
from issuer.marks import names_of_lists, noted
from issuer.passbooks import holders, household_pseudonym
from issuer.replay import Setting, replay
from issuer.store import Holding, Store
from issuer.tally import Report

ALWAYS_KNOWN = {"car"}
TOLD_EVERY = 2000


def lacking(store: Store, draft: Covenant) -> tuple[Text, ...]:
    """What a draft names and the office does not have: classes, gates, and lists; ages need none."""
    named = named_in(draft)
    gates = {gate.name for gate in store.gates()}
    missing = (
        (Text("没有这些证件类别", "there are no such classes"), named.classes - set(looks(store)) - ALWAYS_KNOWN),
        (Text("没有这些大门", "there are no such gates"), named.gates - gates),
        (
            Text("没有这些名单", "there are no such lists"),
            {mark for mark in named.marks if not is_age(mark)} - set(names_of_lists(store)),
        ),
    )
    return tuple(
        Text(f"{what.zh}：{'、'.join(sorted(names))}", f"{what.en}: {', '.join(sorted(names))}")
        for what, names in missing
        if names
    )


def told_difference(before: Covenant, after: Covenant) -> Iterator[Text]:
    """In what a covenant differs from another, line by line; `−` is no longer so, `+` is new."""
    told = difference(before, after)
    if told.gone == told.new == ():
        yield Text("规则相同", "the rules are the same")
    for sign, texts in (("−", told.gone), ("+", told.new)):
        for text in texts:
            yield Text(f"{sign} {text.zh}", f"{sign} {text.en}")


def version_before(store: Store, version: int) -> Covenant:
    """The version that came before another, and an empty covenant before the first."""
    versions = {adopted.covenant.version: adopted.covenant for adopted in store.covenants()}
    return versions.get(version - 1, Covenant("—"))


def replay_draft(
    store: Store, keys: Keys, draft: Covenant, days: tuple[date, date], progress: Progress | None = None
) -> Report:
    """What a draft would have changed on these local days, both included; raises `Refusal` where they end before they begin."""
    first, last = days
    refuse_backwards(first, last)
    setting = Setting(
        draft=draft,
        first=first,
        last=last,
        zone=store.community().local,
        entries=_entries(store, keys, draft),
        doors=_doors(store, keys),
        gates={gate.id: gate.name for gate in store.gates()},
    )
    events = store.happened(setting.begins, last)
    return replay(_told(events, store.count_events(setting.begins, last), progress) if progress else events, setting)


def _told(events: Iterator[Event], total: int, progress: Progress) -> Iterator[Event]:
    """The same events, telling now and then how far it has come."""
    for done, event in enumerate(events):
        if done % TOLD_EVERY == 0:
            progress(done, total)
        yield event


def _entries(store: Store, keys: Keys, draft: Covenant) -> Callable[[date], Mapping[str, Entry]]:
    """The passes of a day by their lookups; made anew only where somebody changed into another class."""
    known = holders(store.holdings(), keys)
    households = {lookup: household_pseudonym(keys, each.door) if each.door else "" for lookup, each in known.items()}
    marks = noted(store, draft)
    last: list[tuple[Classes, Mapping[str, Entry]]] = []

    def entry(lookup: str, holding: Holding, classes: Classes) -> Entry:
        return Entry(
            lookup=lookup,
            status=Status.VALID,
            since=date.min,
            until=None,
            household=households[lookup],
            row=b"",
            pass_class=class_of(holding, classes),
            marks=marks.on(holding) or UNSET,
        )

    def of_day(day: date) -> Mapping[str, Entry]:
        classes = classes_on(store, day)
        if not last or last[-1][0] != classes:
            last.append((classes, {lookup: entry(lookup, each, classes) for lookup, each in known.items()}))
        return last[-1][1]

    return of_day


def _doors(store: Store, keys: Keys) -> dict[str, str]:
    doors = {holding.door for holding in store.holdings() if holding.door}
    return {household_pseudonym(keys, door): str(door) for door in doors}
