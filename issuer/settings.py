"""What the office has chosen about its cards: whole or masked names, its usual stock and back, what its printer is off by."""

from dataclasses import dataclass, replace
from enum import StrEnum

import msgspec

from gatepass.people import masked_name, plain
from gatepass.wording import Refusal, Text
from issuer.cards import Card
from issuer.sheets import Back, Offset
from issuer.stocks import DEFAULT, stock_named
from issuer.store import Act, Store

LONGEST_CONTACT = 60


class Names(StrEnum):
    """How much of a name stands on a card."""

    FULL = "full"
    MASKED = "masked"


NAMES_WORDS = {
    Names.FULL: Text("全名（王小明）", "whole (王小明)"),
    Names.MASKED: Text("隐去名字（王**）", "masked (王**)"),
}
BACK_WORDS = {
    Back.NONE: Text("单面", "front only"),
    Back.LONG_EDGE: Text("双面，长边翻转", "both sides, flipped on the long edge"),
    Back.SHORT_EDGE: Text("双面，短边翻转", "both sides, flipped on the short edge"),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds until the office chooses otherwise; `stock` is the name of one, `contact` whom notices name, e.g. a telephone."""

    names: Names = Names.FULL
    stock: str = DEFAULT
    back: Back = Back.NONE
    contact: str = ""


def settings_of(store: Store) -> Settings:
    """What the office has chosen."""
    usual = Settings()
    return Settings(
        names=Names(store.chosen("names") or usual.names),
        stock=store.chosen("stock") or usual.stock,
        back=Back(store.chosen("back") or usual.back),
        contact=store.chosen("contact") or usual.contact,
    )


def choose(store: Store, settings: Settings, act: Act) -> None:
    """Chooses; raises `Refusal` for a stock that is none and for an endless contact."""
    stock_named(settings.stock)
    contact = plain(settings.contact)
    if len(contact) > LONGEST_CONTACT:
        raise Refusal(
            Text("联系方式太长", "the contact is too long"),
            Text(f"最多{LONGEST_CONTACT}个字", f"up to {LONGEST_CONTACT} characters"),
        )
    chosen = {"names": settings.names, "stock": settings.stock, "back": settings.back, "contact": contact}
    with store.writing() as writing:
        for name, value in chosen.items():
            if (store.chosen(name) or "") != value:
                writing.choose(name, value, act)


def offset_of(store: Store, stock: str) -> Offset:
    """What the office's printer is off by on a stock, none before it was measured."""
    written = store.chosen(f"offset {stock}")
    return msgspec.json.decode(written, type=Offset) if written else Offset()


def remember_offset(store: Store, stock: str, offset: Offset, act: Act) -> None:
    """Remembers what the printer is off by; raises `Refusal` for a stock that is none."""
    with store.writing() as writing:
        writing.choose(f"offset {stock_named(stock).name}", msgspec.json.encode(offset).decode(), act)


def as_named(card: Card, names: Names) -> Card:
    """A person's card with the name as the office wants it printed."""
    return replace(card, name=as_printed(card.name, names))


def as_printed(name: str, names: Names) -> str:
    """A name as the office wants it printed; nobody's stays empty."""
    return masked_name(name) if name and names is Names.MASKED else name
