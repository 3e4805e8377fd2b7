"""Whether the texts of a card can be printed on its stock, in characters the fonts have and at a size people can read.

What is smaller than 6 pt cannot be read in a queue; a plate is read through a windscreen and takes 12 pt. Nothing is drawn here.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from gatepass.looks import Look
from gatepass.wording import Refusal, Text
from issuer.cards import Card
from issuer.faces import Face
from issuer.glyphs import missing_glyph
from issuer.sources import row_named
from issuer.typefaces import ems, missing, points, points_of

SMALLEST, SMALLEST_PLATE = 6.0, 12.0
MOST_TOLD = 20
TITLE = 5.3
"""How much room the title takes behind a community's name (` 车辆出入证`), in units of the size."""
_SLACK = 0.985  # the stroke that makes letters bold, and kerning, are not in the advances
_SEPARATORS = " ·・‧•-"

Lines = tuple[str, str]


@lru_cache(4096)
def lines_of(text: str, room: float, tail: float = 0) -> Lines:
    """The two lines into which a text breaks where it is too long for a room of so many mm; the second may be empty.

    `tail` is how much stands behind the second line, in units of its size.

    It breaks behind a blank, a point or a hyphen near its middle where both lines can then be read, else nearest its middle,
    never before a mark that belongs to the character in front of it.
    """
    cuts = [cut for cut in range(1, len(text)) if not _belongs(text[cut])]
    halves = [(text[:cut].rstrip(), text[cut:].lstrip()) for cut in cuts]
    if not halves:
        return text, ""
    parted = [half for half, cut in zip(halves, cuts, strict=True) if text[cut - 1] in _SEPARATORS]

    def wider(lines: tuple[str, str]) -> float:
        return max(ems(lines[0]), ems(lines[1]) + tail)

    first, second = min(parted or halves, key=wider)
    if points_of(wider((first, second)), room * _SLACK) < SMALLEST:
        first, second = min(halves, key=wider)
    return first, second


def faults(cards: Iterable[Card], face: Face, *, with_logo: bool = False) -> Iterator[Refusal]:
    """What stops cards from being printed: every text of every card, with whose it is."""
    told = set[str]()
    for card in cards:
        for fault in _of_community(card, face, with_logo):
            if fault.what.en not in told:
                told.add(fault.what.en)
                yield fault
        for fault in _of_holder(card, face):
            yield fault.at(_place_of(card))


def refuse(found: Iterable[Refusal]) -> None:
    """Raises one `Refusal` that names up to 20 of the faults that were found, if any was."""
    every = list(found)
    if len(every) == 1:
        raise every[0]
    if every:
        said = [_said(fault) for fault in islice(every, MOST_TOLD)]
        more = len(every) - len(said)
        raise Refusal(
            Text("；".join(each.zh for each in said), "; ".join(each.en for each in said)),
            Text(
                f"还有{more}处；请逐个在花名册中改正" if more else "请逐个在花名册中改正",
                f"and {more} more; correct them in the roster, one by one"
                if more
                else "correct them in the roster, one by one",
            ),
        )


def _of_community(card: Card, face: Face, with_logo: bool) -> Iterator[Refusal]:
    for text in (card.community, card.english, *_words(card.look), *_words(card.stamp or card.look)):
        if missing(text):
            yield missing_glyph(text)
    room = face.banner_room(with_logo=with_logo)
    first, second = lines_of(card.community, room, TITLE)
    if not _fits((first,), room) or points_of(ems(second) + TITLE, room * _SLACK) < SMALLEST:
        yield _too_long(Text("小区名称", "the community's name"), card.community)
    if not _fits(lines_of(card.english, room), room):
        yield _too_long(Text("小区英文名", "the community's English name"), card.english)


def _words(look: Look) -> tuple[str, ...]:
    return look.zh, look.en, look.mark


def _of_holder(card: Card, face: Face) -> Iterator[Refusal]:
    if missing(card.name):
        yield _missing_glyph(card.name)
    room = name_room(card, face)
    if card.is_car and not _fits((card.name,), room - 3, SMALLEST_PLATE):
        yield _too_long(Text("车牌", "the plate"), card.name)
    elif not card.is_car and not _fits(lines_of(card.name, room), room):
        yield _too_long(Text("姓名", "the name"), card.name)


def name_room(card: Card, face: Face) -> float:
    """How wide the name of a card may be, in mm."""
    return face.name_room(with_photo=card.photo is not None, with_stamp=card.stamp is not None)


def _fits(lines: Iterable[str], room: float, smallest: float = SMALLEST) -> bool:
    return all(points(line, room * _SLACK) >= smallest for line in lines)


def _belongs(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf")


def _too_long(what: Text, text: str) -> Refusal:
    return Refusal(
        Text(f"{what.zh}“{text}”太长，印不清楚", f"{what.en} “{text}” is too long to be read on a card"),
        Text("请缩短，或换大一点的纸张", "shorten it, or choose a stock with larger cards"),
    )


def _missing_glyph(text: str) -> Refusal:
    return missing_glyph(
        text,
        Text(
            "请在花名册中改用证件上的拼音或通用字",
            "write it in the roster as the document's Latin letters or common characters do",
        ),
    )


def _place_of(card: Card) -> Text:
    row = row_named(card.source)
    zh, en = (f"，{row.zh}", f"; {row.en}") if row else ("", "")
    return Text(
        f"{card.door or '无门牌'} {card.name}（编号{card.serial}{zh}）",
        f"{card.door or 'no door'} {card.name} (No. {card.serial}{en})",
    )


def _said(fault: Refusal) -> Text:
    where = fault.where
    return Text(
        f"{where.zh if where else ''}{fault.what.zh}", f"{where.en}: {fault.what.en}" if where else fault.what.en
    )
