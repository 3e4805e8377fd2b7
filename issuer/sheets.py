"""Cards onto paper: checks that every character can be printed, has Typst set the sheets, and writes one PDF whole.

It never decides what a card says, never sorts (the order given is the order printed), and never looks at system fonts.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import msgspec
import typst
from fontTools.ttLib import TTFont
from msgspec import Struct

from appkit.files import write_whole
from gatepass.looks import Look
from gatepass.wording import Refusal, Text
from issuer.cards import Card, qr_matrix, qr_path

CARDS_A_SHEET = 10
FONT = Path("fonts", "NotoSansSC-Regular.ttf")

Progress = Callable[[int, int], None]


class PrintedCard(Struct, frozen=True):
    """One card as the template reads it: nothing but finished texts, and the QR as an SVG path."""

    community: str
    english: str
    door: str
    stairwell: str
    name: str
    look: Look
    serial: str
    issue: int
    until: str | None
    path: str


class Job(Struct, frozen=True):
    """All that the template is given; `start_at` is the position on the first sheet, from 1."""

    start_at: int
    cards: tuple[PrintedCard, ...]


def print_cards(
    cards: Sequence[Card], template: Path, out: Path, *, start_at: int = 1, progress: Progress | None = None
) -> None:
    """Writes `cards` as A4 sheets, 10 a sheet, in the order given; the same cards always give the same bytes.

    `fonts/` stands beside `template`. `progress(done, all)` is told of every sheet; `done` is `all` once the file is
    there. Raises `Refusal` for no cards, a start off the sheet, a missing glyph, a broken template, a full disk.
    """
    refuse_what_cannot_be_printed(cards, template.parent / FONT, start_at)
    printed = tuple(_reporting(cards, progress))
    write_whole(out, typeset(Job(start_at, printed), template))
    if progress:
        progress(len(cards), len(cards))


def refuse_what_cannot_be_printed(cards: Sequence[Card], font: Path, start_at: int = 1) -> None:
    """Raises the `Refusal` that stops `cards` from being printed with `font`, if any."""
    if not cards:
        raise Refusal(
            Text("没有可打印的证卡", "there are no cards to print"),
            Text("请先发证，或检查所选楼道", "issue passes first, or check the stairwell"),
        )
    if not 1 <= start_at <= CARDS_A_SHEET:
        raise Refusal(
            Text(f"纸上没有第{start_at}个位置", f"a sheet has no position {start_at}"),
            Text(f"请填 1 到 {CARDS_A_SHEET}", f"give 1 to {CARDS_A_SHEET}"),
        )
    printable = _characters_of(font)
    for card in cards:
        _refuse_missing_glyph(card, printable)


def typeset(job: Job, template: Path) -> bytes:
    """The PDF of a job. The date of a run is not in it, so that a reprint is the same file."""
    try:
        return typst.compile(
            template,
            root=template.parent,
            font_paths=[template.parent / FONT.parent],
            ignore_system_fonts=True,
            sys_inputs={"job": msgspec.json.encode(job).decode()},
            timestamp=0,
            pdf_tags=False,
        )
    except typst.TypstError as error:
        raise Refusal(
            Text(f"模板 {template.name} 有误：{error}", f"the template {template.name} is not right: {error}"),
            Text("请改正，或换回原来的模板", "correct it, or go back to the one that came with the program"),
        ) from error


def printed_card(card: Card) -> PrintedCard:
    """The texts of a card as they are printed."""
    return PrintedCard(
        community=card.community,
        english=card.english,
        door=str(card.door or ""),
        stairwell=f"{card.door.stairwell}号" if card.door else "",
        name=card.name,
        look=card.look,
        serial=grouped(card.serial),
        issue=card.issue,
        until=card.until.isoformat() if card.until else None,
        path=qr_path(qr_matrix(card.code)),
    )


def grouped(serial: str) -> str:
    """A serial in threes from its end, as it is read out: `0 001 234`."""
    head = len(serial) % 3
    threes = [serial[start : start + 3] for start in range(head, len(serial), 3)]
    return " ".join(filter(None, (serial[:head], *threes)))


def _reporting(cards: Sequence[Card], progress: Progress | None) -> Iterator[PrintedCard]:
    for done, card in enumerate(cards):
        if progress and done % CARDS_A_SHEET == 0:
            progress(done, len(cards))
        yield printed_card(card)


@cache
def _characters_of(font: Path) -> frozenset[int]:
    with TTFont(font, lazy=True) as opened:
        return frozenset(opened.getBestCmap())


def _refuse_missing_glyph(card: Card, printable: frozenset[int]) -> None:
    for text in (card.community, card.english, card.name):
        missing = next((character for character in text if ord(character) not in printable), None)
        if missing:
            raise _missing_glyph(missing, text).at(_row_of(card))


def _missing_glyph(character: str, text: str) -> Refusal:
    number = f"U+{ord(character):04X}"
    return Refusal(
        Text(
            f"“{text}”里的“{character}”（{number}）打印不出来",
            f"“{character}” ({number}) in “{text}” cannot be printed",
        ),
        Text(
            "请在花名册中改用证件上的拼音或通用字",
            "write it in the roster as the document's Latin letters or common characters do",
        ),
    )


def _row_of(card: Card) -> Text:
    return Text(
        f"{card.door or '无门牌'} {card.name}（编号{card.serial}）",
        f"{card.door or 'no door'} {card.name} (No. {card.serial})",
    )
