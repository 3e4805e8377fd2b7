"""Classes of passes: how each looks, and who is in which on a day. A resident is in the class of their category until moved."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import msgspec
from msgspec import Struct

from appkit.assets import asset
from gatepass.kinds import CAR_CLASS
from gatepass.looks import LOOKS, Look
from gatepass.passes import Pass, Status
from gatepass.people import Category, Resident
from gatepass.wording import Refusal, Text
from issuer.store import Act, Holding, Store
from issuer.store.classes import Move

FILE = "data/classes.toml"
STAMP = "stamp"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")


class Prepared(Struct, frozen=True, forbid_unknown_fields=True):
    """A class that comes with the program."""

    look: Look


@dataclass(frozen=True, slots=True)
class Classes:
    """The class of everybody on a day, and how each looks."""

    looks: Mapping[str, Look]
    members: Mapping[int, str]

    def name_of(self, id_: int, resident: Resident) -> str:
        """The name of the class that a resident is in."""
        return self.members.get(id_, resident.category)

    def look_of(self, id_: int, resident: Resident) -> Look:
        """How the pass of a resident looks."""
        return self.looks[self.name_of(id_, resident)]


def class_of(holding: Holding, classes: Classes) -> str:
    """The class that rules know a pass by: its holder's, `car`, or empty for a spare."""
    if holding.resident and holding.issued.holder is not None:
        return classes.name_of(holding.issued.holder, holding.resident)
    return CAR_CLASS if holding.car else ""


def classes_on(store: Store, day: date) -> Classes:
    """The classes as they are on a day."""
    return Classes(looks(store), {move.resident: move.to for move in store.class_moves() if move.since <= day})


def looks(store: Store) -> dict[str, Look]:
    """How each class looks, by its name: categories, those that come with the program, the office's own."""
    return {**{str(category): look for category, look in LOOKS.items()}, **_prepared(), **store.own_classes()}


def set_look(store: Store, name: str, look: Look, act: Act) -> None:
    """Makes a class, or changes how one looks; raises `Refusal` for a name that is none, or a look that another class has."""
    if not _NAME.fullmatch(name):
        raise Refusal(
            Text(f"“{name}”不能作类别代号", f"“{name}” cannot name a class"),
            Text("请用小写英文字母和数字，如 green", "use small letters and digits, like green"),
        )
    with store.writing() as writing:
        twin = next((each for each, other in looks(store).items() if other.words == look.words and each != name), None)
        if twin:
            raise Refusal(
                Text(f"已有名为“{look.zh}”的类别", f"there is a class called “{look.en}” already"),
                Text("请换一个名称", "choose another name"),
            )
        writing.set_class(name, look, act)


def move(store: Store, ids: frozenset[int], to: str, since: date, act: Act) -> None:
    """Puts residents into a class from a day on, which may be one to come; raises `Refusal` for a class that is none, or a past day."""
    with store.writing() as writing:
        _refuse_unknown(store, to)
        if since < store.community().day_of(act.at):
            raise Refusal(
                Text(f"{since} 已经过去", f"{since} has passed"), Text("请给今天或以后", "give today or later")
            )
        for id_ in sorted(ids):
            writing.move_class(id_, to, since, act)


def drop_planned(store: Store, id_: int, today: date, act: Act) -> None:
    """Drops the moves of a resident that are planned for a day to come."""
    with store.writing() as writing:
        for planned in planned_for(store, id_, today):
            writing.drop_moves(id_, planned.since, act)


def planned_for(store: Store, id_: int, today: date) -> tuple[Move, ...]:
    """The moves of a resident that are planned for days to come."""
    return tuple(each for each in store.class_moves_of(id_) if each.since > today)


def come_back(store: Store, id_: int, to: str, today: date, act: Act) -> tuple[Pass, ...]:
    """A resident came back from outside: they are in another class from today, and the household's temporary passes end.

    A temporary pass was void as soon as somebody of the household came back (Yangling, February 2020). Returns those that ended.
    """
    with store.writing() as writing:
        _refuse_unknown(store, to)
        classes = classes_on(store, today)
        back = store.person(id_)
        if back is None:
            raise Refusal(Text("没有这位居民", "there is no such resident"), Text("请核对名单", "look at the list"))
        ended = tuple(
            issued
            for known in store.residents()
            if known.resident.door == back.resident.door
            and known.id != id_
            and classes.name_of(known.id, known.resident) == Category.TEMPORARY
            for issued in store.passes_of(known.id)
            if issued.status is Status.VALID
        )
        for issued in ended:
            writing.end_pass(issued, Status.REVOKED, act)
        writing.move_class(id_, to, today, act)
    return ended


def stamp_of(store: Store) -> Look | None:
    """What every card of the current generation bears, None before the first."""
    written = store.chosen(STAMP)
    return msgspec.json.decode(written, type=Look) if written else None


def begin_generation(store: Store, stamp: Look | None, act: Act) -> None:
    """From now on cards bear another stamp, or none: an old card is seen from afar. Cards printed before wait to be printed again."""
    with store.writing() as writing:
        writing.choose(STAMP, msgspec.json.encode(stamp).decode() if stamp else "", act)


def _refuse_unknown(store: Store, name: str) -> None:
    known = looks(store)
    if name not in known:
        raise Refusal(
            Text(f"没有“{name}”这个类别", f"there is no class “{name}”"),
            Text("请选：" + "、".join(known), "choose one of " + ", ".join(known)),
        )


@cache
def _prepared() -> dict[str, Look]:
    found = msgspec.toml.decode(asset(FILE).read_bytes(), type=dict[str, Prepared])
    return {name: each.look for name, each in found.items()}
