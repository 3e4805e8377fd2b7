"""Which cards wait to be printed: of passes that have no live copy, or whose card would now say something else than its copy does."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from gatepass.wording import Text
from issuer.cards import Card
from issuer.said import Said, differences, said_by
from issuer.store import Copy, Store


@dataclass(frozen=True, slots=True)
class Waiting:
    """A card that waits; `copy` is the newest live one of its pass, and `changed` in what it differs. None: never printed."""

    card: Card
    copy: Copy | None = None
    changed: tuple[Text, ...] = ()


def waiting_among(store: Store, cards: Sequence[Card]) -> tuple[Waiting, ...]:
    """Those of `cards` that wait, in their order."""
    copies = newest_live(store.copies())
    said_in: dict[int, tuple[Said, ...]] = {}
    return tuple(_waiting(store, cards, copies, said_in))


def newest_live(copies: Iterable[Copy]) -> dict[tuple[str, int], Copy]:
    """The newest live copy of each issue of each pass; `copies` are the oldest first."""
    return {copy.key: copy for copy in copies if copy.is_live}


def said_in_run(store: Store, run: int) -> tuple[Said, ...]:
    """What each card of a run says."""
    return msgspec.json.decode(store.content_of(run), type=tuple[Said, ...])


def _waiting(
    store: Store, cards: Sequence[Card], copies: dict[tuple[str, int], Copy], said_in: dict[int, tuple[Said, ...]]
) -> Iterator[Waiting]:
    for card in cards:
        copy, now = copies.get((card.serial, card.issue)), said_by(card)
        if copy is None:
            yield Waiting(card)
        elif copy.digest != now.digest:
            if copy.run not in said_in:
                said_in[copy.run] = said_in_run(store, copy.run)
            yield Waiting(card, copy, differences(said_in[copy.run][copy.position - 1], now))


@dataclass(frozen=True, slots=True)
class Standing:
    """How the cards of one stairwell stand (0: of no stairwell): so many passes, so many never printed, so many changed."""

    stairwell: int
    passes: int
    fresh: int
    changed: int

    @property
    def waiting(self) -> int:
        """How many wait."""
        return self.fresh + self.changed


def standings(cards: Iterable[Card], waiting: Iterable[Waiting]) -> tuple[Standing, ...]:
    """How the cards of each stairwell stand, by stairwell."""
    waiting = tuple(waiting)
    passes = Counter(_stairwell(card) for card in cards)
    fresh = Counter(_stairwell(each.card) for each in waiting if each.copy is None)
    changed = Counter(_stairwell(each.card) for each in waiting if each.copy)
    return tuple(
        Standing(stairwell, passes[stairwell], fresh[stairwell], changed[stairwell]) for stairwell in sorted(passes)
    )


def _stairwell(card: Card) -> int:
    return card.door.stairwell if card.door else 0
