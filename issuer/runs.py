"""Printing as a thing that is kept: a run is made from a recipe, noted with its copies, opened again byte for byte, handed over.

A PDF is always made from the recipe that is kept, so that it can be made again; the codes are made from serial and issue each time.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import msgspec

from appkit.files import write_whole
from gatepass.looks import CAR
from gatepass.passes import Status
from gatepass.people import plain
from gatepass.wording import Refusal, Text
from issuer.cards import Card
from issuer.designs import designs
from issuer.jobs import Progress
from issuer.keys import Keys
from issuer.office import Office
from issuer.papers import STOCK, Draft, papers_pdf
from issuer.printing import Selection, cards_of
from issuer.said import Said, card_saying, said_by
from issuer.settings import as_named, offset_of, settings_of
from issuer.sheets import Back, Layout, cards_pdf
from issuer.stocks import stock_named
from issuer.store import Act, Copy, CopyState, Imprint, Printed, Recipe, Run, RunKind, Store
from issuer.store.runs import CARD_KINDS
from issuer.waiting import said_in_run, waiting_among

KIND_WORDS = {
    RunKind.CARDS: Text("证卡", "cards"),
    RunKind.SPARES: Text("备用证", "spares"),
    RunKind.CARS: Text("车证", "car passes"),
    RunKind.COVERS: Text("小组封面与签收表", "team covers and receipts"),
    RunKind.NOTICES: Text("告示", "notices"),
}
STATE_WORDS = {
    CopyState.DRAWER: Text("在抽屉", "in the drawer"),
    CopyState.TEAM: Text("在小组手中", "with a team"),
    CopyState.DELIVERED: Text("已发到", "delivered"),
    CopyState.VOIDED: Text("已作废", "void"),
}


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be printed, and how. `waiting` leaves out what has a copy already that says the same.

    With `voiding`, older copies of the passes that are printed count as destroyed.
    """

    kind: RunKind
    selection: Selection
    layout: Layout
    waiting: bool = False
    voiding: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a run's cards: by position, by sheet (from 1), by stairwell; all of them where none is named."""

    positions: frozenset[int] = frozenset()
    sheets: frozenset[int] = frozenset()
    stairwells: frozenset[int] = frozenset()

    @property
    def is_whole(self) -> bool:
        """Whether it is all of the run."""
        return not (self.positions or self.sheets or self.stairwells)

    def takes(self, item: "Item") -> bool:
        """Whether a card is one of them."""
        door = item.said.behind
        return (
            self.is_whole
            or item.position in self.positions
            or item.sheet in self.sheets
            or (door is not None and door.stairwell in self.stairwells)
        )


@dataclass(frozen=True, slots=True)
class Item:
    """One card of a run: where on paper it stands, what it says, and its copy."""

    position: int
    sheet: int
    said: Said
    copy: Copy


@dataclass(frozen=True, slots=True)
class Again:
    """Which cards of which run are printed once more, from where on the first sheet; `keeping` leaves the old copies as they are."""

    run: int
    part: Part
    start_at: int = 1
    keeping: bool = False


@dataclass(frozen=True, slots=True)
class Reprint:
    """A run's PDF made again; it is not the same where the program has changed since, or photos are gone.

    `photos_gone` counts the photos that were removed or replaced since: cards are without them.
    """

    pdf: bytes
    is_same: bool
    photos_gone: int = 0


def selection_for(kind: RunKind, day: date, stairwells: Iterable[str], serials: Iterable[str]) -> Selection:
    """The passes of a kind that was asked for; raises `Refusal` for what is no stairwell or serial."""
    status = Status.SPARE if kind is RunKind.SPARES else Status.VALID
    return Selection.typed(status, day, stairwells, serials)


def layout_for(store: Store, stock: str | None = None, start_at: int = 1, back: Back | None = None) -> Layout:
    """The layout on a stock, the office's usual one where none is named, with what the printer is off by; raises `Refusal`."""
    usual = settings_of(store)
    chosen = stock_named(stock or usual.stock)
    return Layout(chosen, start_at, usual.back if back is None else back, offset_of(store, chosen.name))


def cards_for(office: Office, order: Order) -> tuple[Card, ...]:
    """The cards of an order as they would be printed now, in the order of delivery; raises `Refusal`."""
    cards = cards_asked_for(office, order.kind, order.selection)
    if order.waiting:
        return tuple(each.card for each in waiting_among(office.store, cards))
    return cards


def cards_asked_for(office: Office, kind: RunKind, selection: Selection) -> tuple[Card, ...]:
    """The cards of a selection, with names as the office wants them printed; raises `Refusal`."""
    names = settings_of(office.store).names
    cards = (
        card for card in cards_of(office.store, office.keys, selection) if (card.look == CAR) == (kind is RunKind.CARS)
    )
    return tuple(as_named(card, names) if kind is RunKind.CARDS else card for card in cards)


def print_run(
    office: Office, order: Order, act: Act, out: Path | None = None, progress: Progress | None = None
) -> tuple[Run, bytes]:
    """Prints, notes the run, and returns it with its PDF; nothing is noted unless `out`, where it is given, holds the whole file."""
    cards = cards_for(office, order)
    recipe = _recipe(cards, order.layout, designs(office.folder))
    pdf = _cards_pdf(office.keys, order.kind, recipe, progress)
    printed = _printed(order.kind, order.layout, recipe, pdf)
    with office.store.writing() as writing:
        older = _live_copies_of(office.store, printed) if order.voiding else ()
        run = writing.add_run(printed, act)
        for copy in older:
            writing.move_copy(copy.run, copy.position, CopyState.VOIDED, act)
        if out:
            write_whole(out, pdf)
    return run_with(office.store, run), pdf


def print_papers(
    office: Office, draft: Draft, act: Act, out: Path | None = None, progress: Progress | None = None
) -> tuple[Run, bytes]:
    """Prints papers and notes the run, as `print_run` does; they leave no copies."""
    pdf = papers_pdf(office.keys, draft.kind, draft.recipe, progress)
    digest = hashlib.sha256(pdf).hexdigest()
    with office.store.writing() as writing:
        run = writing.add_run(Printed(draft.kind, STOCK, 1, Back.NONE, digest, draft.recipe, count=draft.count), act)
        if out:
            write_whole(out, pdf)
    return run_with(office.store, run), pdf


def reprint(office: Office, run: int) -> Reprint:
    """The PDF of a run, made again; raises `Refusal` where there is no such run."""
    of = run_with(office.store, run)
    recipe = office.store.recipe_of(run)
    assert recipe  # noqa: S101 - every run has one
    make = _cards_pdf if of.kind in CARD_KINDS else papers_pdf
    pdf = make(office.keys, of.kind, recipe)
    return Reprint(pdf, hashlib.sha256(pdf).hexdigest() == of.sha256, photos_gone(office.store, run))


def photos_gone(store: Store, run: int) -> int:
    """How many photos of a run's cards are nobody's any more: they were removed or replaced since, and no copy is kept."""
    return len(store.photos_gone(store.digests_of_pictures(run)))


def print_again(
    office: Office, again: Again, act: Act, out: Path | None = None, progress: Progress | None = None
) -> tuple[Run, bytes]:
    """Prints some cards of a run once more, as they were, as a run of its own; the old copies are void unless they are kept.

    A photo that is gone gives way to the one that its holder has now. Cards of passes that have ended are left out.
    Raises `Refusal` where none are left.
    """
    of = run_with(office.store, again.run)
    chosen = [item for item in items_of(office.store, again.run) if again.part.takes(item)]
    lasting = still_good(office.store, chosen, office.store.community().day_of(act.at))
    if not lasting:
        raise _nothing_to_print_again(of.id, bool(chosen))
    old = office.store.recipe_of(again.run)
    assert old  # noqa: S101 - every run has one
    layout = msgspec.structs.replace(
        msgspec.json.decode(old.layout, type=Layout), start_at=again.start_at, offset=offset_of(office.store, of.stock)
    )
    said, pictures = _with_photos(office.store, tuple(item.said for item in lasting), old.pictures)
    recipe = Recipe(msgspec.json.encode(layout), msgspec.json.encode(said), old.designs, pictures)
    pdf = _cards_pdf(office.keys, of.kind, recipe, progress)
    printed = replace(_printed(of.kind, layout, recipe, pdf), again=of.id)
    with office.store.writing() as writing:
        run = writing.add_run(printed, act)
        for item in lasting:
            if item.copy.is_live and not again.keeping:
                writing.move_copy(of.id, item.position, CopyState.VOIDED, act)
        if out:
            write_whole(out, pdf)
    return run_with(office.store, run), pdf


def items_of(store: Store, run: int) -> tuple[Item, ...]:
    """The cards of a run in the order they were printed; papers that are no cards have none."""
    copies = store.copies_of(run)
    if not copies:
        return ()
    layout = msgspec.json.decode(store.layout_of(run), type=Layout)
    first, each = layout.start_at - 1, layout.stock.per_sheet
    said = said_in_run(store, run)
    return tuple(
        Item(copy.position, (first + copy.position - 1) // each + 1, said[copy.position - 1], copy) for copy in copies
    )


def still_good(store: Store, items: Sequence[Item], day: date) -> tuple[Item, ...]:
    """Those whose pass has not ended."""
    good = {
        holding.issued.key
        for holding in store.holdings()
        if holding.issued.status_on(day) in (Status.VALID, Status.SPARE)
    }
    return tuple(item for item in items if (item.said.serial, item.said.issue) in good)


def hand_over(store: Store, run: int, to: str, state: CopyState, act: Act) -> Run:
    """Notes that a run was handed to somebody: a team that carries it out, or the holder; what lay in the drawer goes along."""
    to = plain(to)
    if not to:
        raise Refusal(Text("没有写交给谁", "nobody is named"), Text("请写小组或收件人", "name the team or the person"))
    with store.writing() as writing:
        handed = run_with(store, run)
        writing.hand_over(handed.id, to, act)
        for copy in store.copies_of(handed.id):
            if copy.state is CopyState.DRAWER:
                writing.move_copy(copy.run, copy.position, state, act, to)
    return run_with(store, run)


def void(store: Store, run: int, part: Part, act: Act) -> int:
    """Notes copies as destroyed, and returns how many were not so before; raises `Refusal` where there are none such."""
    with store.writing() as writing:
        live = [item for item in items_of(store, run_with(store, run).id) if part.takes(item) and item.copy.is_live]
        if not live:
            raise Refusal(
                Text("所选的卡都已作废，或不在这一批里", "those cards are void already, or not of this run"),
                Text("请核对批次和位置", "check the run and the positions"),
            )
        for item in live:
            writing.move_copy(run, item.position, CopyState.VOIDED, act)
    return len(live)


def run_with(store: Store, id_: int) -> Run:
    """The run with a number; raises `Refusal`."""
    run = store.run(id_)
    if run is None:
        raise Refusal(
            Text(f"没有第{id_}批打印", f"there is no run {id_}"),
            Text("请用 issuer print runs 核对", "compare with issuer print runs"),
        )
    return run


def _recipe(cards: Sequence[Card], layout: Layout, sources: Mapping[str, bytes]) -> Recipe:
    said = tuple(map(said_by, cards))
    pictures = {each.photo: card.photo for each, card in zip(said, cards, strict=True) if card.photo}
    return Recipe(msgspec.json.encode(layout), msgspec.json.encode(said), sources, pictures)


def _with_photos(
    store: Store, said: tuple[Said, ...], kept: Mapping[str, bytes]
) -> tuple[tuple[Said, ...], dict[str, bytes]]:
    """What the cards say with the photos there are, and these by their SHA-256."""
    gone = {(each.serial, each.issue) for each in said if each.photo and each.photo not in kept}
    holders = {each.issued.key: each.issued.holder for each in store.holdings() if each.issued.key in gone}
    present = store.photos_of(holder for holder in holders.values() if holder is not None)
    photos = {key: present.get(holder or 0) for key, holder in holders.items()}
    pictures = {hashlib.sha256(jpeg).hexdigest(): jpeg for jpeg in photos.values() if jpeg}
    pictures |= {each.photo: kept[each.photo] for each in said if each.photo in kept}
    digests = {key: hashlib.sha256(jpeg).hexdigest() if jpeg else "" for key, jpeg in photos.items()}
    return tuple(
        msgspec.structs.replace(each, photo=digests.get((each.serial, each.issue), each.photo)) for each in said
    ), pictures


def _cards_pdf(keys: Keys, _kind: RunKind, recipe: Recipe, progress: Progress | None = None) -> bytes:
    layout = msgspec.json.decode(recipe.layout, type=Layout)
    said = msgspec.json.decode(recipe.content, type=tuple[Said, ...])
    cards = tuple(card_saying(each, keys, recipe.pictures.get(each.photo)) for each in said)
    return cards_pdf(cards, layout, recipe.designs, progress)


def _printed(kind: RunKind, layout: Layout, recipe: Recipe, pdf: bytes) -> Printed:
    said = msgspec.json.decode(recipe.content, type=tuple[Said, ...])
    return Printed(
        kind=kind,
        stock=layout.stock.name,
        start_at=layout.start_at,
        back=layout.back,
        sha256=hashlib.sha256(pdf).hexdigest(),
        recipe=recipe,
        imprints=tuple(Imprint(each.serial, each.issue, each.digest) for each in said),
    )


def _live_copies_of(store: Store, printed: Printed) -> tuple[Copy, ...]:
    serials = {each.serial for each in printed.imprints}
    return tuple(copy for copy in store.copies() if copy.is_live and copy.serial in serials)


def _nothing_to_print_again(run: int, some: bool) -> Refusal:
    if some:
        return Refusal(
            Text("所选证卡的出入证都已失效", "the passes of those cards have all ended"),
            Text("请直接打印现在有效的证卡", "print the cards of the passes that are valid now"),
        )
    return Refusal(
        Text(f"第{run}批里没有所选的证卡", f"run {run} has no such cards"),
        Text("请核对位置、张次或楼道", "check the positions, sheets or stairwells"),
    )
