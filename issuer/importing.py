"""Importing a roster: compared first, then applied in one transaction if it still means what was shown, and undone as one step."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from appkit.files import refusing_file_faults
from gatepass.passes import Pass, Status
from gatepass.people import Resident
from gatepass.wording import Refusal, Text
from issuer.changes import Answer, Change, Changes, KnownResident, changes
from issuer.issuing import Bearer, had_by
from issuer.jobs import Progress
from issuer.roster import Roster, RosterRow
from issuer.sources import source_of
from issuer.store import Act, Counts, Import, Imported, Person, Step, Store, Writing

BY_HAND = "—"


@dataclass(frozen=True, slots=True)
class Review:
    """What a roster would do: its changes, and who might have moved out."""

    roster: Roster
    changes: Changes
    missing: tuple[KnownResident, ...]


def review(store: Store, roster: Roster) -> Review:
    """What the roster would do now."""
    found = changes(store.everybody(), roster.rows)
    missing = found.missing_from_covered(roster.rows)
    return Review(roster, found, tuple(person for person in missing if not roster.mentions_perhaps(person.resident)))


@dataclass(frozen=True, slots=True)
class Decided:
    """What staff decided of a review: who has moved out (by id) and on which day, and who the doubtful are, in their order."""

    today: date
    leaving: frozenset[int] = frozenset()
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """Under what an import is entered: its file, and who did it when."""

    run: Import
    by: Act


def apply(store: Store, shown: Review, decided: Decided, run: Import, by: Act) -> int:
    """Applies what was shown and decided; returns the import's number.

    Raises `Refusal` where the office changed meanwhile, so that it would mean something else.
    """
    return apply_watched(store, shown, decided, Entry(run, by))


def apply_watched(store: Store, shown: Review, decided: Decided, entry: Entry, progress: Progress | None = None) -> int:
    """The same; `progress` is told how many people are done, of how many."""
    found = shown.changes.settled(decided.answers)
    with store.writing() as writing:
        if review(store, shown.roster).changes != shown.changes:
            raise Refusal(
                Text("名单刚被另一个程序改过，没有导入", "the residents were changed meanwhile, nothing was imported"),
                Text("请再运行一次", "run it again"),
            )
        leaving = [person for person in shown.missing if person.id in decided.leaving]
        id_ = writing.note_import(entry.run, _counts(found, len(leaving)), entry.by)
        work = _Work(store, writing, id_, replace(entry.by, why="moved out"), decided.today)
        steps = (
            *(partial(_add, work, row, entry.run) for row in found.added),
            *(partial(_change, work, change, entry.run) for change in found.applied),
            *(partial(_move_out, work, person) for person in leaving),
        )
        for done, step in enumerate(steps, start=1):
            step()
            if progress:
                progress(done, len(steps))
    return id_


def add_by_hand(store: Store, resident: Resident, by: Act) -> int:
    """Adds one resident (a returnee, a newborn, a carer) as an import of its own; returns the resident's id.

    Raises `Refusal` for a document that somebody else has, or for somebody of this name at this door.
    """
    with store.writing() as writing:
        for known in store.everybody():
            if known.left_on is None and _is_same(known.resident, resident):
                raise Refusal(
                    Text(
                        f"{known.resident.door} 已有 {known.resident.name}",
                        f"{known.resident.door} has {known.resident.name} already",
                    ),
                    Text(
                        "同名的另一人请填证件号码；迁居请导入或修改",
                        "for another person of that name give the document number",
                    ),
                )
            if known.left_on and resident.document and known.resident.document == resident.document:
                id_ = writing.note_import(Import(BY_HAND, "", 0), Counts(moved=1), by)
                writing.change_person(id_, Step(known.id, store.person(known.id), Person(resident, None, by.why)))
                return known.id
        id_ = writing.note_import(Import(BY_HAND, "", 0), Counts(added=1), by)
        return writing.add_person(id_, Person(resident, None, by.why))


def move_out(store: Store, ids: frozenset[int], today: date, by: Act) -> int:
    """Notes that residents moved out, ends their passes, and returns the number of the step, which can be undone.

    Their photos are deleted: undoing brings back the rest, and a photo has to be taken in again.
    """
    with store.writing() as writing:
        leaving = [person for person in store.residents() if person.id in ids]
        if not leaving:
            raise Refusal(Text("没有这位居民", "there is no such resident"), Text("请核对名单", "look at the list"))
        id_ = writing.note_import(Import(BY_HAND, "", 0), Counts(moved_out=len(leaving)), by)
        for person in leaving:
            _move_out(_Work(store, writing, id_, by, today), person)
    return id_


def undo(store: Store, by: Act) -> Imported:
    """Undoes the newest import that is not undone yet, all of it or nothing.

    Raises `Refusal` where there is none, or where somebody of it was changed since.
    """
    with store.writing() as writing:
        last = next((run for run in store.imports() if not run.undone), None)
        if last is None:
            raise Refusal(
                Text("没有可以撤销的导入", "there is no import to undo"), Text("不用撤销", "nothing is left to undo")
            )
        steps = store.steps_of(last.id)
        for step in steps:
            _refuse_changed(step, store.person(step.resident))
        held = _held(store)
        today = store.community().day_of(by.at)
        work = _Work(store, writing, last.id, replace(by, why="import undone"), today)
        for step in reversed(steps):
            _take_back(work, step, held.get(step.resident, []))
        for serial, issue in store.passes_ended_by(last.id):
            _restore(work, serial, issue)
        writing.note_undone(last.id, by)
    return last


def run_of(file: Path, roster: Roster) -> Import:
    """The record of importing a file."""
    with refusing_file_faults(file):
        content = file.read_bytes()
    return Import(file.name, sha256_of(content), len(roster.problems))


def sha256_of(content: bytes) -> str:
    """By what a file is known again, in hex."""
    return hashlib.sha256(content).hexdigest()


def nothing_imported(roster: Roster) -> Refusal:
    """The refusal of a roster of which nothing is imported."""
    count = len(roster.problems)
    return Refusal(
        Text(f"没有导入任何一行，问题共{count}处", f"nothing was imported; {count} problems"),
        Text("请改正后再导入", "correct them and import again"),
    )


def _counts(found: Changes, leaving: int) -> Counts:
    return Counts(
        added=len(found.added),
        changed=len(found.changed),
        moved=len(found.moved) + len(found.returned),
        doubtful=len(found.doubtful),
        unchanged=found.unchanged,
        moved_out=leaving,
    )


def _is_same(known: Resident, resident: Resident) -> bool:
    if known.document and resident.document:
        return known.document == resident.document
    return (known.door, known.name) == (resident.door, resident.name)


def _held(store: Store) -> dict[int, list[Pass]]:
    held: dict[int, list[Pass]] = {}
    for holding in store.holdings():
        if holding.issued.holder is not None:
            held.setdefault(holding.issued.holder, []).append(holding.issued)
    return held


@dataclass(frozen=True, slots=True)
class _Work:
    """One import on its way into the store, or out of it."""

    store: Store
    writing: Writing
    run: int
    by: Act
    today: date


def _add(work: _Work, row: RosterRow, run: Import) -> None:
    work.writing.add_person(work.run, Person(row.resident, None, source_of(run.file, row.sheet, row.row)))


def _change(work: _Work, change: Change, run: Import) -> None:
    source = source_of(run.file, change.after.sheet, change.after.row)
    after = Person(change.after.resident, None, source)
    work.writing.change_person(work.run, Step(change.before.id, work.store.person(change.before.id), after))


def _move_out(work: _Work, known: KnownResident) -> None:
    before = work.store.person(known.id)
    assert before  # noqa: S101 - it was just read
    work.writing.change_person(work.run, Step(known.id, before, replace(before, left_on=work.today)))
    work.writing.remove_photo(known.id)
    _end_passes(work, work.store.passes_of(known.id))
    door = known.resident.door
    if all(person.resident.door != door for person in work.store.residents()):
        for car in work.store.cars():
            if car.door == door:
                _end_passes(work, work.store.passes_of_car(car.id))


def _end_passes(work: _Work, passes: Iterable[Pass]) -> None:
    for issued in passes:
        if issued.status is Status.VALID:
            work.writing.end_pass(issued, Status.REVOKED, work.by)
            work.writing.note_ended_pass(work.run, issued.serial, issued.issue)


def _refuse_changed(step: Step, now: Person | None) -> None:
    if now != step.after:
        who = step.after.resident
        raise Refusal(
            Text(
                f"{who.door} {who.name} 导入之后又改过，不能撤销",
                f"{who.door} {who.name} was changed since; it cannot be undone",
            ),
            Text("请逐人修改", "correct people one by one"),
        )


def _take_back(work: _Work, step: Step, held: list[Pass]) -> None:
    if step.before:
        work.writing.set_person(step.resident, step.before)
        if step.before.left_on:
            work.writing.remove_photo(step.resident)
    elif not held:
        work.writing.remove_person(step.resident)
    else:
        for issued in held:
            if issued.status is Status.VALID:
                work.writing.end_pass(issued, Status.REVOKED, work.by)
        work.writing.set_person(step.resident, replace(step.after, left_on=work.today))
        work.writing.remove_photo(step.resident)


def _restore(work: _Work, serial: str, issue: int) -> None:
    """A pass that the import ended is good again, unless its holder or its car has another by now."""
    ended = next((each for each in work.store.issues_of(serial) if each.issue == issue), None)
    if ended is None or ended.status is not Status.REVOKED:
        return
    if not any(each.status is Status.VALID for each in had_by(work.store, Bearer.of(ended))):
        work.writing.restore_pass(ended, work.by)
