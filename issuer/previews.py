"""A look at the first sheet before anything is printed or noted."""

from collections.abc import Mapping, Sequence

import msgspec

from issuer.cards import Card
from issuer.sheets import MAIN, Back, Layout, job_of, photos_of, refuse_what_cannot_be_printed
from issuer.typesetting import pictures

PPI = 110


def first_sheet(cards: Sequence[Card], layout: Layout, designs: Mapping[str, bytes]) -> bytes:
    """A PNG of the front of the first sheet. Raises `Refusal` for what could not be printed, on any sheet."""
    refuse_what_cannot_be_printed(cards, layout, designs)
    front = msgspec.structs.replace(layout, back=Back.NONE)
    return sheet_pictures(cards[: layout.stock.per_sheet - layout.start_at + 1], front, designs, PPI)[0]


def sheet_pictures(cards: Sequence[Card], layout: Layout, designs: Mapping[str, bytes], ppi: float) -> Sequence[bytes]:
    """A PNG a page of one sheet of cards. Raises `Refusal` for a design that is not right."""
    return pictures({**designs, **photos_of(cards)}, MAIN, job_of(cards, layout), ppi)
