"""A delivery team's papers: a cover with the way to walk, a receipt list a stairwell, and the count when the team is back.

It never decides the order: stairwells and doors are printed as they are given (`issuer.walking.walking_order`: top floor first).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from msgspec import Struct

from appkit.symbols import Symbol, symbol_of
from gatepass.people import Door
from gatepass.wording import Refusal, Text
from issuer.glyphs import refuse_missing_glyphs
from issuer.jobs import Progress
from issuer.sheets import grouped
from issuer.typesetting import typeset, typeset_together
from issuer.walking import Stairwell, minutes

MANY = 200
"""Doors of several teams above which each team's papers are set by themselves, two at a time."""
_DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is handed over at one door: names as on the cards, and the serials, in the same order."""

    door: Door
    names: tuple[str, ...]
    serials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """One stairwell on the way, its doors in walking order; `floors` is how many there are to climb."""

    stairwell: int
    floors: int
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """All that one team carries. `link` is the text of a QR for the phone page, empty for none; `minutes` are estimated."""

    community: str
    english: str
    round: str
    team: str
    members: str
    stops: tuple[Stop, ...]
    link: str
    questions: tuple[Text, ...]
    minutes: int


class PrintedCard(Struct, frozen=True):
    """One card of a receipt."""

    name: str
    serial: str


class Row(Struct, frozen=True):
    """One receipt as the template reads it."""

    room: str
    floor: int
    cards: tuple[PrintedCard, ...]


class PrintedStop(Struct, frozen=True):
    """One stairwell; `minutes` are estimated, `walk` is `down`, `up` or `free`."""

    stairwell: str
    floors: int
    doors: int
    cards: int
    minutes: int
    walk: str
    rows: tuple[Row, ...]


class PrintedBundle(Struct, frozen=True):
    """One team's papers as the template reads them: finished texts; questions are (Chinese, English)."""

    community: str
    english: str
    round: str
    team: str
    members: str
    minutes: int
    link: Symbol | None
    doors: int
    cards: int
    questions: tuple[tuple[str, str], ...]
    stops: tuple[PrintedStop, ...]


class Job(Struct, frozen=True):
    """All that the template is given."""

    bundles: tuple[PrintedBundle, ...]


def bundles_pdf(bundles: Sequence[Bundle], designs: Mapping[str, bytes], progress: Progress | None = None) -> bytes:
    """For each team a cover, then a receipt list a stairwell, then the count; the same bundles always give the same bytes.

    `progress(done, all)` counts doors. Raises `Refusal` for no doors, a missing glyph, a broken template.
    """
    printed = tuple(map(_printed, bundles))
    doors = sum(bundle.doors for bundle in printed)
    if not doors:
        raise Refusal(
            Text("没有要投递的证卡", "there are no cards to deliver"),
            Text("请先打印证卡并分组", "print cards and divide them among teams first"),
        )
    refuse_missing_glyphs(_texts(bundles))
    if progress:
        progress(0, doors)
    if doors <= MANY or len(printed) == 1:
        pdf = typeset(designs, "receipts.typ", Job(printed))
    else:
        said = (text for text, _ in _texts(bundles))
        pdf = typeset_together(designs, "receipts.typ", [Job((bundle,)) for bundle in printed], (*said, *_DIGITS))
    if progress:
        progress(doors, doors)
    return pdf


def _printed(bundle: Bundle) -> PrintedBundle:
    stops = tuple(map(_stop, bundle.stops))
    return PrintedBundle(
        community=bundle.community,
        english=bundle.english,
        round=bundle.round,
        team=bundle.team,
        members=bundle.members,
        minutes=bundle.minutes,
        link=symbol_of(bundle.link) if bundle.link else None,
        doors=sum(stop.doors for stop in stops),
        cards=sum(stop.cards for stop in stops),
        questions=tuple((question.zh, question.en) for question in bundle.questions),
        stops=stops,
    )


def _texts(bundles: Iterable[Bundle]) -> Iterator[tuple[str, Text]]:
    """Every text that people gave, and where it stands."""
    for bundle in bundles:
        team = Text(f"{bundle.round}{bundle.team}", f"{bundle.round}, {bundle.team}")
        asked = (text for question in bundle.questions for text in (question.zh, question.en))
        for text in (bundle.community, bundle.english, bundle.round, bundle.team, bundle.members, *asked):
            yield text, team
        for receipt in (receipt for stop in bundle.stops for receipt in stop.receipts):
            for name in receipt.names:
                yield name, Text(str(receipt.door), str(receipt.door))


def _stop(stop: Stop) -> PrintedStop:
    stairwell = Stairwell(stop.stairwell, len(stop.receipts), stop.floors)
    return PrintedStop(
        stairwell=f"{stop.stairwell}号",
        floors=stop.floors,
        doors=len(stop.receipts),
        cards=sum(len(receipt.serials) for receipt in stop.receipts),
        minutes=minutes((stairwell,)),
        walk=_walk([receipt.door.floor for receipt in stop.receipts]),
        rows=tuple(map(_row, stop.receipts)),
    )


def _walk(floors: list[int]) -> str:
    if all(above >= below for above, below in pairwise(floors)):
        return "down"
    return "up" if all(below <= above for below, above in pairwise(floors)) else "free"


def _row(receipt: Receipt) -> Row:
    cards = zip(receipt.names, receipt.serials, strict=True)
    return Row(
        room=f"{receipt.door.room}{receipt.door.suffix}",
        floor=receipt.door.floor,
        cards=tuple(PrintedCard(name, grouped(serial)) for name, serial in cards),
    )
