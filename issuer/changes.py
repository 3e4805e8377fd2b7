"""What a roster would change in what the office knows: a comparison of values, before anything is changed.

It never drops anybody by itself: a file may hold one stairwell only. Who is missing from a stairwell that it covers may have
moved out, which a person decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, StrEnum, auto
from itertools import chain, repeat
from typing import TYPE_CHECKING

from gatepass.people import Door, Resident
from gatepass.wording import Refusal, Text

if TYPE_CHECKING:
    from issuer.roster import RosterRow


class Answer(StrEnum):
    """Who the row of a doubtful change is: the person known, whose document is corrected, or another; else it is left out."""

    SKIP = "skip"
    SAME = "same"
    OTHER = "other"


ANSWER_WORDS = {
    Answer.SKIP: Text("先不导入", "leave it out"),
    Answer.SAME: Text("同一个人，更正证件", "the same person, document corrected"),
    Answer.OTHER: Text("另一个人，新增", "another person, added"),
}


@dataclass(frozen=True, slots=True)
class KnownResident:
    """A resident as the office has them; `left_on` is the day they moved out, None while they live here."""

    id: int
    resident: Resident
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One person, as known and as the file says."""

    before: KnownResident
    after: RosterRow


@dataclass(frozen=True, slots=True)
class Changes:
    """What the file says against what is known. `doubtful` and `missing` are for a person to decide, not to apply."""

    added: tuple[RosterRow, ...] = ()
    changed: tuple[Change, ...] = ()
    moved: tuple[Change, ...] = ()
    returned: tuple[Change, ...] = ()
    doubtful: tuple[Change, ...] = ()
    missing: tuple[KnownResident, ...] = ()
    unchanged: int = 0

    @property
    def applied(self) -> tuple[Change, ...]:
        """All that would change somebody known."""
        return (*self.changed, *self.moved, *self.returned)

    def missing_from_covered(self, rows: Sequence[RosterRow]) -> tuple[KnownResident, ...]:
        """Who is missing although the file has others of their stairwell: perhaps they moved out."""
        covered = {row.resident.door.stairwell for row in rows}
        return tuple(person for person in self.missing if person.resident.door.stairwell in covered)

    def settled(self, answers: Sequence[Answer]) -> Changes:
        """What is left after the doubtful ones were answered, in their order; those without an answer stay doubtful.

        Raises `Refusal` where two rows are said to be one person.
        """
        answered = tuple(zip(self.doubtful, chain(answers, repeat(Answer.SKIP)), strict=False))
        same = tuple(_meant(change.after, change.before) for change, answer in answered if answer is Answer.SAME)
        _refuse_one_person_twice(same)
        return replace(
            self,
            added=(*self.added, *(change.after for change, answer in answered if answer is Answer.OTHER)),
            changed=(*self.changed, *_of(same, _Kind.CHANGED)),
            returned=(*self.returned, *_of(same, _Kind.RETURNED)),
            doubtful=tuple(change for change, answer in answered if answer is Answer.SKIP),
            unchanged=self.unchanged + len(_of(same, _Kind.UNCHANGED)),
        )

    def summary(self) -> Text:
        """One line with all counts."""
        added, changed, moved = len(self.added), len(self.changed), len(self.moved)
        doubtful, missing, unchanged = len(self.doubtful), len(self.missing), self.unchanged
        back = len(self.returned)
        zh_back, en_back = (f"迁回{back}人，", f"{back} returned, ") if back else ("", "")
        return Text(
            f"新增{added}人，变更{changed}人，搬迁{moved}人，{zh_back}存疑{doubtful}人，不变{unchanged}人；"
            f"表中没有的{missing}人保持原样",
            f"{added} added, {changed} changed, {moved} moved, {en_back}{doubtful} doubtful, {unchanged} unchanged;"
            f" {missing} not in the file stay as they are",
        )


def changes(known: Sequence[KnownResident], rows: Sequence[RosterRow]) -> Changes:
    """Each row set against the person it means: by document where there is one, else by door and name.

    A row without a document number leaves the known one as it is: a blank cell is no news, and neither is a column
    that the file does not have.
    """
    matches = tuple(_matches(known, rows))
    met = {match.before.id for match in matches if match.before}
    return Changes(
        added=tuple(match.row for match in matches if match.kind is _Kind.ADDED),
        changed=_of(matches, _Kind.CHANGED),
        moved=_of(matches, _Kind.MOVED),
        returned=_of(matches, _Kind.RETURNED),
        doubtful=_of(matches, _Kind.DOUBTFUL),
        missing=tuple(person for person in known if person.id not in met and person.left_on is None),
        unchanged=len(_of(matches, _Kind.UNCHANGED)),
    )


class _Kind(Enum):
    ADDED = auto()
    CHANGED = auto()
    MOVED = auto()
    RETURNED = auto()
    DOUBTFUL = auto()
    UNCHANGED = auto()


@dataclass(frozen=True, slots=True)
class _Match:
    """A row, whom it means (nobody known, if added), and what that amounts to."""

    row: RosterRow
    before: KnownResident | None
    kind: _Kind


def _of(matches: Sequence[_Match], kind: _Kind) -> tuple[Change, ...]:
    return tuple(Change(match.before, match.row) for match in matches if match.kind is kind and match.before)


def _refuse_one_person_twice(same: Sequence[_Match]) -> None:
    met = Counter(match.before.id for match in same if match.before)
    twice = next((match for match in same if match.before and met[match.before.id] > 1), None)
    if twice:
        door, name = twice.row.resident.door, twice.row.resident.name
        rows = [str(match.row.row) for match in same if match.before == twice.before]
        raise Refusal(
            Text(
                f"{door} {name}：第{'、'.join(rows)}行不能都是同一个人",
                f"{door} {name}: rows {', '.join(rows)} cannot be one person",
            ),
            Text("请只选一行", "choose one of them"),
        )


def _matches(known: Sequence[KnownResident], rows: Sequence[RosterRow]) -> Iterator[_Match]:
    holders = {person.resident.document: person for person in known if person.resident.document}
    documents = {row.resident.document for row in rows if row.resident.document}
    others = [person for person in known if person.resident.document not in documents]
    at_door = _by_door_and_name(others)
    for row in rows:
        holder = holders.get(row.resident.document) if row.resident.document else None
        if holder:
            yield _meant(row, holder)
            continue
        namesakes = at_door.get((row.resident.door, row.resident.name), [])
        match = _by_name(row, namesakes)
        if match.before and match.kind is not _Kind.DOUBTFUL:
            namesakes.remove(match.before)
        yield match


def _by_door_and_name(known: Sequence[KnownResident]) -> dict[tuple[Door, str], list[KnownResident]]:
    behind: dict[tuple[Door, str], list[KnownResident]] = {}
    for person in known:
        behind.setdefault((person.resident.door, person.resident.name), []).append(person)
    return behind


def _by_name(row: RosterRow, namesakes: Sequence[KnownResident]) -> _Match:
    """The row against those of its door and name whose document, if any, is not in the file."""
    if not namesakes:
        return _Match(row, None, _Kind.ADDED)
    undocumented = next((person for person in namesakes if not person.resident.document), None)
    before = undocumented or namesakes[0]
    if not undocumented and (row.resident.document or len(namesakes) > 1):
        return _Match(row, before, _Kind.DOUBTFUL)
    return _meant(row, before)


def _meant(row: RosterRow, before: KnownResident) -> _Match:
    """The row as news of somebody known: what it is silent about stays."""
    kept = {name: getattr(before.resident, name) for name in row.silent}
    document = row.resident.document or before.resident.document
    after = replace(row.resident, **kept, document=document)
    kind = _Kind.RETURNED if before.left_on else _kind(before.resident, after)
    return _Match(replace(row, resident=after), before, kind)


def _kind(before: Resident, after: Resident) -> _Kind:
    if before.door != after.door:
        return _Kind.MOVED
    return _Kind.UNCHANGED if before == after else _Kind.CHANGED
