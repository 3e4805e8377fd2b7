"""Residents' photos: pictures in, by the names of their files; each is taken, or told as a problem, and none stops the others."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import PurePosixPath

from gatepass.people import plain
from gatepass.wording import Refusal, Text
from issuer.albums import Picture
from issuer.changes import KnownResident
from issuer.jobs import Progress
from issuer.owners import Owners, masked_file
from issuer.portraits import Portrait, portrait, portrait_as_is
from issuer.roster import Problem
from issuer.store import Act, Store

_AT_ONCE = 2


class Change(StrEnum):
    """What became of somebody's photo."""

    NEW = "new"
    REPLACED = "replaced"
    SAME = "same"


CHANGE_WORDS = {
    Change.NEW: Text("新增", "new"),
    Change.REPLACED: Text("更换", "replaced"),
    Change.SAME: Text("没有变化", "the same as before"),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """How pictures are taken in: names of files whose middle is taken wherever a face is, and whether anything is kept."""

    as_is: frozenset[str] = frozenset()
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Matched:
    """A picture and whose it is; `number` counts the files from 1."""

    number: int
    picture: Picture
    person: KnownResident


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture that became somebody's photo."""

    number: int
    name: str
    person: KnownResident
    change: Change


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of every picture; a problem's `row` is the number of its file, its `column` the file's name."""

    taken: tuple[Taken, ...]
    problems: tuple[Problem, ...]

    def count(self, change: Change) -> int:
        """How many photos changed so."""
        return sum(each.change is change for each in self.taken)

    def summary(self) -> Text:
        """In one line."""
        counts = [(CHANGE_WORDS[change], self.count(change)) for change in Change]
        zh = "，".join(f"{words.zh}{count}张" for words, count in counts)
        en = ", ".join(f"{count} {words.en}" for words, count in counts)
        return Text(f"照片：{zh}，有问题{len(self.problems)}个", f"photos: {en}; {len(self.problems)} problems")


def owners_of(store: Store, names: Sequence[str]) -> tuple[KnownResident | Refusal, ...]:
    """Whose each picture is by its name, or why nobody's; two of one person are refused both: nobody can say which is right."""
    owners = Owners(store.residents())
    found = [_owner(owners, name) for name in names]
    pictures = Counter(each.id for each in found if isinstance(each, KnownResident))
    return tuple(
        _two_of_one(each) if isinstance(each, KnownResident) and pictures[each.id] > 1 else each for each in found
    )


def take_in(
    store: Store, pictures: Sequence[Picture], wish: Wish, act: Act, progress: Progress | None = None
) -> Intake:
    """Takes in what can be taken, one photo after the other: what is done when it is broken off stays done.

    Raises `Refusal` for a name in `wish` that no file has.
    """
    _refuse_absent(wish, pictures)
    owners = owners_of(store, [picture.name for picture in pictures])
    named = list(zip(range(1, len(pictures) + 1), pictures, owners, strict=True))
    matched = [Matched(number, picture, who) for number, picture, who in named if isinstance(who, KnownResident)]
    problems = [_problem(number, picture, why) for number, picture, why in named if isinstance(why, Refusal)]
    taken: list[Taken] = []
    for done, (each, result) in enumerate(_portraits(matched, wish), start=1):
        try:
            if isinstance(result, Refusal):
                raise result
            change = _kept(store, each.person.id, result, None if wish.dry_run else act)
        except Refusal as refusal:
            problems.append(_problem(each.number, each.picture, refusal))
        else:
            taken.append(Taken(each.number, each.picture.name, each.person, change))
        if progress:
            progress(done, len(matched))
    return Intake(tuple(taken), tuple(sorted(problems, key=lambda problem: problem.row)))


def give(store: Store, resident: int, made: Portrait, act: Act) -> Change:
    """Gives one resident a photo; raises `Refusal` for somebody who does not live here."""
    return _kept(store, resident, made, act)


def take_away(store: Store, resident: int) -> None:
    """Deletes a resident's photo, and with it every copy that the office has; raises `Refusal` where there is none."""
    with store.writing() as writing:
        if not store.photo_of(resident):
            raise Refusal(Text("没有照片", "there is no photo"), Text("不用删除", "nothing is left to delete"))
        writing.remove_photo(resident)


def _kept(store: Store, resident: int, made: Portrait, act: Act | None) -> Change:
    """What the portrait changes; it is kept where there is an `act`."""
    with store.writing() as writing:
        person = store.person(resident)
        if person is None or person.left_on:
            raise Refusal(
                Text("的人已经不住这里", "is of somebody who does not live here any more"),
                Text("请核对花名册", "look at the roster"),
            )
        had = store.photo_of(resident)
        if had and had.sha256 == made.sha256:
            return Change.SAME
        if act:
            writing.set_photo(resident, made.jpeg, made.small, act)
    return Change.REPLACED if had else Change.NEW


def _portraits(matched: Sequence[Matched], wish: Wish) -> Iterator[tuple[Matched, Portrait | Refusal]]:
    """The portraits in the order of the files, some made at the same time."""
    pool = ThreadPoolExecutor(_AT_ONCE, "portraits")
    try:
        yield from zip(matched, pool.map(partial(_portrait, wish), matched), strict=True)
    finally:
        pool.shutdown(cancel_futures=True)


def _portrait(wish: Wish, each: Matched) -> Portrait | Refusal:
    make = portrait_as_is if wish.as_is & _names(each.picture) else portrait
    try:
        return make(each.picture.read())
    except Refusal as refusal:
        return refusal


def _names(picture: Picture) -> set[str]:
    """By which names staff may mean a file: with and without its folders and its ending."""
    path = PurePosixPath(picture.name)
    return {plain(name).casefold() for name in (picture.name, path.name, path.stem)}


def _refuse_absent(wish: Wish, pictures: Sequence[Picture]) -> None:
    absent = wish.as_is - {name for picture in pictures for name in _names(picture)} if wish.as_is else frozenset()
    if absent:
        name = masked_file(min(absent))
        raise Refusal(Text(f"没有“{name}”这个文件", f"there is no file {name}"), Text("请核对文件名", "check the name"))


def as_is(names: Sequence[str]) -> frozenset[str]:
    """Names of files as they were typed."""
    return frozenset(plain(name.replace("\\", "/")).casefold() for name in names)


def _owner(owners: Owners, name: str) -> KnownResident | Refusal:
    try:
        return owners.owner(name)
    except Refusal as refusal:
        return refusal


def _problem(number: int, picture: Picture, refusal: Refusal) -> Problem:
    shown = masked_file(picture.name)
    return Problem(number, "", picture.name, refusal.at(Text(f"“{shown}”", shown)))


def _two_of_one(person: KnownResident) -> Refusal:
    who = person.resident
    return Refusal(
        Text(f"不是{who.door}{who.name}唯一的照片", f"is not the only picture of {who.name} at {who.door}"),
        Text("请只留一张", "leave one"),
    )
