"""Which cards are printed, and what stands on each. It draws nothing and changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gatepass.looks import CAR, SPARE, Look
from gatepass.passes import Status, parse_serial
from gatepass.people import parse_stairwell
from gatepass.wording import Refusal, Text
from issuer.cards import Card, delivery_order, walking_order
from issuer.classes import Classes, classes_on, stamp_of
from issuer.keys import Keys
from issuer.store import Community, Holding, Store


@dataclass(frozen=True, slots=True)
class Selection:
    """Which passes are printed on a day: those of a status, and of these stairwells or serials where any are named.

    `top_down`: in the order in which a team walks, each stairwell from its top floor down; else by door.
    """

    status: Status
    day: date
    stairwells: frozenset[int] = frozenset()
    serials: frozenset[str] = frozenset()
    top_down: bool = False

    @classmethod
    def typed(cls, status: Status, day: date, stairwells: Iterable[str], serials: Iterable[str]) -> "Selection":
        """What was typed; raises `Refusal` for what is no stairwell or serial."""
        return cls(status, day, frozenset(map(parse_stairwell, stairwells)), frozenset(map(parse_serial, serials)))

    def takes(self, holding: Holding) -> bool:
        """Whether a pass is printed."""
        issued, door = holding.issued, holding.door
        return (
            issued.status_on(self.day) is self.status
            and (not self.serials or issued.serial in self.serials)
            and (not self.stairwells or (door is not None and door.stairwell in self.stairwells))
        )


def cards_of(store: Store, keys: Keys, selection: Selection) -> tuple[Card, ...]:
    """The cards of a selection in the order they are delivered; raises `Refusal` naming what there is none of."""
    drawn = _Drawn(store.community(), classes_on(store, selection.day), stamp_of(store), keys)
    chosen = [holding for holding in store.holdings() if selection.takes(holding)]
    _refuse_absent_stairwells(chosen, selection)
    _refuse_absent_serials(chosen, selection)
    photos = store.photos_of(holding.issued.holder for holding in chosen if holding.issued.holder is not None)
    order = walking_order if selection.top_down else delivery_order
    return tuple(sorted((drawn.card(holding, photos.get(holding.issued.holder or 0)) for holding in chosen), key=order))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What the cards of a day have in common."""

    community: Community
    classes: Classes
    stamp: Look | None
    keys: Keys

    def card(self, holding: Holding, photo: bytes | None) -> Card:
        issued = holding.issued
        return Card(
            community=self.community.name,
            english=self.community.english,
            door=holding.door,
            name=holding.name,
            look=look_of(holding, self.classes),
            serial=issued.serial,
            issue=issued.issue,
            until=issued.validity.until,
            code=self.keys.code(issued.serial, issued.issue),
            photo=photo,
            stamp=self.stamp,
            source=holding.source,
        )


def look_of(holding: Holding, classes: Classes) -> Look:
    """How a pass looks: as its holder's class, a car's, or a spare's."""
    if holding.resident and holding.issued.holder is not None:
        return classes.look_of(holding.issued.holder, holding.resident)
    return CAR if holding.car else SPARE


def _refuse_absent_stairwells(chosen: Iterable[Holding], selection: Selection) -> None:
    absent = selection.stairwells - {each.door.stairwell for each in chosen if each.door}
    if absent:
        raise Refusal(
            Text(f"{min(absent)}号没有可打印的出入证", f"stairwell {min(absent)} has no passes to print"),
            Text("请核对楼号，或先运行 issuer passes issue", "check the number, or run issuer passes issue first"),
        )


def _refuse_absent_serials(chosen: Iterable[Holding], selection: Selection) -> None:
    absent = selection.serials - {each.issued.serial for each in chosen}
    if absent:
        raise Refusal(
            Text(f"没有可打印的出入证 {min(absent)}", f"there is no pass {min(absent)} to print"),
            Text("请用 issuer passes list 核对", "compare with issuer passes list"),
        )
