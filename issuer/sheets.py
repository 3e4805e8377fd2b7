"""Cards onto paper: checks that every text can be printed, has Typst set the sheets, and gives one PDF.

It never decides what a card says, never sorts (the order given is the order printed), and never looks at system fonts.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from gatepass.looks import Look
from gatepass.passes import serial_words
from gatepass.wording import Refusal, Text
from issuer.cards import Card, qr_matrix, qr_path
from issuer.glyphs import missing_glyph, width_of
from issuer.jobs import Progress
from issuer.stocks import DEFAULT, Stock, stock_named
from issuer.typesetting import pictures, typeset

MAIN = "cards.typ"
PHONE = "phone.typ"
PHONE_PPI = 300
MOST_FAULTS = 20
SMALLEST_POINTS = 5.0
NAME_MM = 50.0
MM_A_POINT = 25.4 / 72


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


class PrintedCard(Struct, frozen=True):
    """One card as the template reads it: nothing but finished texts, the QR as an SVG path, the photo's name."""

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
    photo: str | None = None
    stamp: Look | None = None


class Job(Struct, frozen=True):
    """All that the template is given; `start_at` is the position on the first sheet, from 1."""

    stock: Stock
    start_at: int
    back: Back
    offset: Offset
    first_sheet: int
    sheets: int
    cards: tuple[PrintedCard, ...]


_AS_IN_THE_DOCUMENT = Text(
    "请在花名册中改用证件上的拼音或通用字",
    "write it in the roster as the document's Latin letters or common characters do",
)


def usual() -> Layout:
    """A4 to cut, from the first position on, fronts only."""
    return Layout(stock_named(DEFAULT))


def cards_pdf(
    cards: Sequence[Card], layout: Layout, designs: Mapping[str, bytes], progress: Progress | None = None
) -> bytes:
    """The sheets as one PDF, in the order given; the same cards always give the same bytes.

    `progress(done, all)` counts cards. Raises `Refusal` for no cards, a start off the sheet, a text that cannot be
    printed, a broken template.
    """
    refuse_what_cannot_be_printed(cards, layout)
    pdf = typeset({**designs, **photos_of(cards)}, MAIN, job_of(tuple(_reporting(cards, progress)), layout))
    if progress:
        progress(len(cards), len(cards))
    return pdf


def job_of(printed: tuple[PrintedCard, ...], layout: Layout) -> Job:
    """What the template is given to set these cards."""
    sheets = -(-(len(printed) + layout.start_at - 1) // layout.stock.per_sheet)
    return Job(layout.stock, layout.start_at, layout.back, layout.offset, 1, sheets, printed)


def photos_of(cards: Iterable[Card]) -> dict[str, bytes]:
    """The photos of these cards, by the names that the template knows them by."""
    return {_photo_name(card.photo): card.photo for card in cards if card.photo}


def card_png(card: Card, designs: Mapping[str, bytes]) -> bytes:
    """One card as a picture for the screen of a phone: upright, 1,080 dots wide. Raises `Refusal` as `cards_pdf` does."""
    refuse_what_cannot_be_printed((card,), usual())
    return pictures({**designs, **photos_of((card,))}, PHONE, printed_card(card), PHONE_PPI)[0]


def refuse_what_cannot_be_printed(cards: Sequence[Card], layout: Layout) -> None:
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
    faults = [fault for fault, _ in zip(_faults(cards), range(MOST_FAULTS), strict=False)]
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise Refusal(
            Text("；".join(_said(fault).zh for fault in faults), "; ".join(_said(fault).en for fault in faults)),
            Text("请逐个在花名册中改正", "correct them in the roster, one by one"),
        )


def printed_card(card: Card) -> PrintedCard:
    """The texts of a card as they are printed."""
    words = serial_words(card.serial)
    return PrintedCard(
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
        path=qr_path(qr_matrix(card.code)),
        photo=_photo_name(card.photo) if card.photo else None,
        stamp=card.stamp,
    )


def grouped(serial: str) -> str:
    """A serial in threes from its end, as it is read out: `0 001 234`."""
    head = len(serial) % 3
    threes = [serial[start : start + 3] for start in range(head, len(serial), 3)]
    return " ".join(filter(None, (serial[:head], *threes)))


def _reporting(cards: Sequence[Card], progress: Progress | None) -> Iterator[PrintedCard]:
    for done, card in enumerate(cards):
        if progress and done % 10 == 0:
            progress(done, len(cards))
        yield printed_card(card)


def _photo_name(photo: bytes) -> str:
    return f"photo-{hashlib.sha256(photo).hexdigest()[:20]}.jpg"


def _faults(cards: Iterable[Card]) -> Iterator[Refusal]:
    for card in cards:
        for text in (card.community, card.english, card.name):
            missing = next((character for character in text if width_of(character) is None), None)
            if missing:
                yield missing_glyph(missing, text, _AS_IN_THE_DOCUMENT).at(_row_of(card))
        if not _fits(card.name):
            yield _too_long(card.name).at(_row_of(card))


def _fits(name: str) -> bool:
    """Whether the longest part that cannot be broken is not wider than its place, at the smallest size that can be read."""
    widest = max((sum(width_of(character) or 0 for character in part) for part in name.split(" ")), default=0)
    whole = sum(width_of(character) or 0 for character in name)
    return max(widest, whole / 2 if " " in name else 0) / 1000 * SMALLEST_POINTS * MM_A_POINT <= NAME_MM


def _too_long(name: str) -> Refusal:
    return Refusal(
        Text(f"姓名“{name}”太长，印不清楚", f"the name “{name}” is too long to be read on a card"),
        Text(
            "请在花名册中用空格分成几段，或用证件上的简写",
            "break it by blanks in the roster, or shorten it as the document does",
        ),
    )


def _row_of(card: Card) -> Text:
    return Text(
        f"{card.door or '无门牌'} {card.name}（编号{card.serial}）",
        f"{card.door or 'no door'} {card.name} (No. {card.serial})",
    )


def _said(fault: Refusal) -> Text:
    where = fault.where or Text("", "")
    return Text(f"{where.zh}{fault.what.zh}", f"{where.en}: {fault.what.en}")
