"""Cards onto paper: checks that every text can be printed, has Typst set the sheets, and gives one PDF.

It never decides what a card says, never sorts (the order given is the order printed), and never looks at system fonts.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, NamedTuple

from msgspec import Meta, Struct
from msgspec.structs import replace

from gatepass.looks import Look
from gatepass.passes import serial_words
from gatepass.wording import Refusal, Text
from issuer import fitting
from issuer.cards import Card, symbol_paths
from issuer.faces import Face, face_of
from issuer.fitting import TITLE, Lines, lines_of, name_room
from issuer.jobs import Progress
from issuer.stocks import DEFAULT, Stock, stock_named
from issuer.typesetting import has_logo, pictures, typeset, typeset_together

MAIN = "cards.typ"
PHONE = "phone.typ"
PHONE_PPI = 304.8  # 12 dots a mm: 1,080 on the 90 mm of the design
PART = 60
"""How many cards are set in one go, in whole sheets: Typst takes 12 MB for them. Up to `WHOLE` are not divided."""
WHOLE = 200


class Back(StrEnum):
    """Whether the backs are printed, and on which edge the printer turns the paper."""

    NONE = "none"
    LONG_EDGE = "long_edge"
    SHORT_EDGE = "short_edge"


class Offset(Struct, frozen=True, array_like=True):
    """What corrects a printer: the page is scaled, then moved by mm to the right and down."""

    dx_mm: float = 0.0
    dy_mm: float = 0.0
    scale: float = 1.0


class Layout(Struct, frozen=True):
    """On what, from which position on, and how: all of a printed page but its cards."""

    stock: Stock
    start_at: Annotated[int, Meta(ge=1)] = 1
    back: Back = Back.NONE
    offset: Offset = Offset()


class Halves(Struct, frozen=True):
    """The two lines into which each name breaks where it is too long for one."""

    community: Lines
    english: Lines
    name: Lines


class PrintedCard(Struct, frozen=True):
    """One card as the template reads it: nothing but finished texts, the QR as an SVG path, the photo's name.

    `kind` is `resident`, `spare` or `car`; `halves` are what long names break into.
    """

    kind: str
    community: str
    english: str
    door: str
    stairwell: str
    name: str
    look: Look
    serial: str
    words: tuple[str, str]
    issue: int
    until: str | None
    path: str
    halves: Halves
    photo: str | None = None
    stamp: Look | None = None


class _Place(NamedTuple):
    """The first sheet of a part, from 1, and how many sheets there are in all."""

    first: int
    sheets: int


class Job(Struct, frozen=True):
    """All that the template is given; `start_at` is the position on the first sheet, from 1."""

    stock: Stock
    face: Face
    start_at: int
    back: Back
    offset: Offset
    first_sheet: int
    sheets: int
    cards: tuple[PrintedCard, ...]


def usual() -> Layout:
    """A4 to cut, from the first position on, fronts only."""
    return Layout(stock_named(DEFAULT))


def cards_pdf(
    cards: Sequence[Card], layout: Layout, designs: Mapping[str, bytes], progress: Progress | None = None
) -> bytes:
    """The sheets as one PDF, in the order given; the same cards always give the same bytes.

    `progress(done, all)` counts cards, by whole sheets. Raises `Refusal` for no cards, a start off the sheet, texts that
    cannot be printed, a broken template.
    """
    refuse_what_cannot_be_printed(cards, layout, designs)
    tell = progress or _quiet
    tell(0, len(cards))
    drawn = {**designs, **photos_of(cards)}
    if len(cards) <= WHOLE:
        pdf = typeset(drawn, MAIN, job_of(cards, layout))
    else:
        texts = map(_texts, cards)
        pdf = typeset_together(drawn, MAIN, _parts(cards, layout), texts, _adding(tell, _sizes(cards, layout)))
    tell(len(cards), len(cards))
    return pdf


def card_png(card: Card, designs: Mapping[str, bytes]) -> bytes:
    """One card as a picture for the screen of a phone: upright, 1,080 dots wide. Raises `Refusal` as `cards_pdf` does."""
    refuse_what_cannot_be_printed((card,), usual(), designs)
    return pictures(
        {**designs, **photos_of((card,))},
        PHONE,
        _printed(card, face_of(usual().stock), *symbol_paths([card.code])),
        PHONE_PPI,
    )[0]


def refuse_what_cannot_be_printed(
    cards: Sequence[Card], layout: Layout, designs: Mapping[str, bytes] | None = None
) -> None:
    """Raises the `Refusal` that stops `cards` from being printed, if any: it names up to 20 texts and whose they are."""
    if not cards:
        raise Refusal(
            Text("没有可打印的证卡", "there are no cards to print"),
            Text("请先发证，或检查所选楼道", "issue passes first, or check the stairwell"),
        )
    per_sheet = layout.stock.per_sheet
    if not 1 <= layout.start_at <= per_sheet:
        raise Refusal(
            Text(f"纸上没有第{layout.start_at}个位置", f"a sheet has no position {layout.start_at}"),
            Text(f"请填 1 到 {per_sheet}", f"give 1 to {per_sheet}"),
        )
    fitting.refuse(fitting.faults(cards, face_of(layout.stock), with_logo=has_logo(designs or {})))


def job_of(cards: Sequence[Card], layout: Layout) -> Job:
    """What the template is given for these cards."""
    paths = symbol_paths([card.code for card in cards])
    return _job(cards, paths, layout, _Place(1, sheets_of(len(cards), layout)))


def sheets_of(cards: int, layout: Layout) -> int:
    """How many sheets so many cards take."""
    return -(-(cards + layout.start_at - 1) // layout.stock.per_sheet)


def photos_of(cards: Iterable[Card]) -> dict[str, bytes]:
    """The photos of cards as files beside the template."""
    return {_photo_name(card.photo): card.photo for card in cards if card.photo}


def grouped(serial: str) -> str:
    """A serial in threes from its end, as it is read out: `0 001 234`."""
    head = len(serial) % 3
    threes = [serial[start : start + 3] for start in range(head, len(serial), 3)]
    return " ".join(filter(None, (serial[:head], *threes)))


def _printed(card: Card, face: Face, path: str) -> PrintedCard:
    words, banner = serial_words(card.serial), face.banner_room(with_logo=False)
    halves = Halves(
        lines_of(card.community, banner, TITLE),
        lines_of(card.english, banner),
        lines_of(card.name, name_room(card, face)),
    )
    return PrintedCard(
        kind="spare" if card.is_spare else "car" if card.is_car else "resident",
        community=card.community,
        english=card.english,
        door=str(card.door or ""),
        stairwell=f"{card.door.stairwell}号" if card.door else "",
        name=card.name,
        look=card.look,
        serial=grouped(card.serial),
        words=(words.zh, words.en),
        issue=card.issue,
        until=card.until.isoformat() if card.until else None,
        path=path,
        halves=halves,
        photo=_photo_name(card.photo) if card.photo else None,
        stamp=card.stamp,
    )


def _job(cards: Sequence[Card], paths: Iterator[str], layout: Layout, place: _Place) -> Job:
    stock, face = layout.stock, face_of(layout.stock)
    printed = tuple(_printed(card, face, next(paths)) for card in cards)
    return Job(stock, face, layout.start_at, layout.back, layout.offset, place.first, place.sheets, printed)


def _parts(cards: Sequence[Card], layout: Layout) -> Iterator[Job]:
    """The job of all cards in parts of whole sheets, each made when it is asked for."""
    paths, sheets = symbol_paths([card.code for card in cards]), sheets_of(len(cards), layout)
    done, sheet = 0, 1
    for size in _sizes(cards, layout):
        yield _job(cards[done : done + size], paths, layout, _Place(sheet, sheets))
        done, sheet = done + size, sheet + _sheets_together(layout)
        layout = replace(layout, start_at=1)


def _sizes(cards: Sequence[Card], layout: Layout) -> list[int]:
    """How many cards each part has."""
    whole = _sheets_together(layout) * layout.stock.per_sheet
    ends = [*range(whole - layout.start_at + 1, len(cards), whole), len(cards)]
    return [end - start for start, end in pairwise([0, *ends])]


def _sheets_together(layout: Layout) -> int:
    return max(1, PART // layout.stock.per_sheet)


def _texts(card: Card) -> str:
    """All that a card says, in no order."""
    words = serial_words(card.serial)
    looks = (card.look, card.stamp or card.look)
    marks = "".join(look.zh + look.en + look.mark for look in looks)
    return f"{card.community}{card.english}{card.door}{card.name}{words.zh}{words.en}{card.issue}{card.until}{marks}0123456789"


def _adding(tell: Progress, sizes: Sequence[int]) -> Callable[[int], None]:
    done = 0

    def reached(number: int) -> None:
        nonlocal done
        done += sizes[number]
        if done < sum(sizes):
            tell(done, sum(sizes))

    return reached


def _quiet(_done: int, _all: int) -> None:
    pass


def _photo_name(photo: bytes) -> str:
    return f"photo-{hashlib.sha256(photo).hexdigest()[:20]}.jpg"
