"""A draft run over this office's ledger. A long past is shared among processes: each judges what was done at the doors that fall to it.

Threads would share nothing, since Python runs one at a time. Where processes cannot be started, or one of them is ended from
outside, the whole is done here.
"""

import gc
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from multiprocessing import get_context
from multiprocessing.sharedctypes import SynchronizedArray
from pathlib import Path

from msgspec import UNSET

from gatepass.covenant import Covenant
from gatepass.events import Bind, Event
from gatepass.passbook import Entry
from gatepass.passes import Status
from issuer.classes import Classes, class_of, classes_on
from issuer.days import refuse_backwards
from issuer.jobs import Progress
from issuer.keys import Keys
from issuer.marks import noted
from issuer.passbooks import holders, household_pseudonym
from issuer.replay import tallied
from issuer.setting import Setting, Share, begin_of
from issuer.store import Holding, Store
from issuer.tally import Report, Tally

WORTH_SHARING = 50_000
MOST_PROCESSES = 4
TOLD_EVERY = 2000
TOLD_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Trial:
    """A covenant to be tried, and the local days, both included."""

    covenant: Covenant
    days: tuple[date, date]


def replay_draft(
    store: Store, keys: Keys, covenant: Covenant, days: tuple[date, date], progress: Progress | None = None
) -> Report:
    """What a draft would have changed on these local days, both included; raises `Refusal` where they end before they begin."""
    refuse_backwards(*days)
    trial, told = Trial(covenant, days), progress or _nobody
    total = store.count_events(begin_of(covenant, days[0]), days[1])
    if total >= WORTH_SHARING:
        try:
            return _shared(store.folder, keys, trial, lambda done: told(min(done, total), total)).report()
        except (BrokenProcessPool, OSError):
            pass
    return _replayed(store, _setting(store, keys, trial), lambda done: told(done, total)).report()


def _nobody(done: int, total: int) -> None:
    """Nobody watches."""


def _replayed(store: Store, setting: Setting, progress: Callable[[int], None]) -> Tally:
    return tallied(_told(store.happened(setting.begins, setting.last, setting.others()), progress), setting)


def _told(events: Iterator[Event], progress: Callable[[int], None]) -> Iterator[Event]:
    """The same events, telling now and then how far it has come."""
    for done, event in enumerate(events):
        if done % TOLD_EVERY == 0:
            progress(done)
        yield event


def _shared(folder: Path, keys: Keys, trial: Trial, progress: Callable[[int], None]) -> Tally:
    """The same by as many processes as there are cores; started afresh, since a copy of a process with threads may hang."""
    context, count = get_context("spawn"), min(MOST_PROCESSES, os.cpu_count() or 1)
    come = context.Array("q", count)
    with ProcessPoolExecutor(count, context, _begin, (come,)) as pool:
        shares = [pool.submit(_share, folder, keys, trial, Share(number, count)) for number in range(count)]
        try:
            _watch(shares, lambda: progress(sum(come[:])))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        return reduce(Tally.plus, (share.result() for share in shares))


def _watch(shares: list[Future[Tally]], tell: Callable[[], None]) -> None:
    waiting = set(shares)
    while waiting:
        tell()
        waiting = wait(waiting, TOLD_SECONDS).not_done


_come: "SynchronizedArray[int]"


def _begin(come: "SynchronizedArray[int]") -> None:
    """A process begins, for one replay: nothing of it is worth collecting, and it is its parent that Ctrl-C speaks to."""
    global _come  # noqa: PLW0603 - the one way in which a pool hands something shared to its processes
    _come = come
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _share(folder: Path, keys: Keys, trial: Trial, share: Share) -> Tally:
    store = Store(folder)

    def progress(done: int) -> None:
        _come[share.number] = done

    try:
        return _replayed(store, replace(_setting(store, keys, trial), share=share), progress)
    finally:
        store.close()


def _setting(store: Store, keys: Keys, trial: Trial) -> Setting:
    first, last = trial.days
    return Setting(
        draft=trial.covenant,
        first=first,
        last=last,
        zone=store.community().local,
        entries=_entries(store, keys, trial.covenant),
        doors=_doors(store, keys),
        gates={gate.id: gate.name for gate in store.gates()},
        spares={event.body.lookup: event.body.door for event in store.bindings() if isinstance(event.body, Bind)},
    )


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
