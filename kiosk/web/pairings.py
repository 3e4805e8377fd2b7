"""What the page is told of the phones that scan for this gate, and of the invitation for another one."""

from datetime import timedelta

from msgspec import Struct

from appkit.clocks import now
from appkit.symbols import Symbol, symbol_of
from gatepass.wording import Language, Text
from kiosk.phones import Phones
from kiosk.store import Phone
from kiosk.web.ages import age

PHONE_IN_USE_WITHIN = timedelta(seconds=10)


class PhoneRow(Struct, frozen=True):
    """A paired phone; `level` is `ok` while it is in use."""

    number: int
    label: str
    seen: str
    level: str


class Pairing(Struct, frozen=True):
    """The phones' dialog: the QR code as an SVG path (empty when nobody is invited), and the phones."""

    path: str
    modules: int
    link: str
    phones: tuple[PhoneRow, ...]


def pairing(phones: Phones, language: Language) -> Pairing:
    """The phones, and the invitation where there is one."""
    invited = phones.invitation()
    link = phones.link(invited) if invited else ""
    symbol = symbol_of(link) if link else Symbol("", 0)
    rows = tuple(_phone_row(phone, now() - phone.seen, language) for phone in phones.listed())
    return Pairing(symbol.path, symbol.modules, link, rows)


def _phone_row(phone: Phone, silent: timedelta, language: Language) -> PhoneRow:
    in_use = timedelta(0) <= silent < PHONE_IN_USE_WITHIN
    past = age(max(int(silent.total_seconds() // 60), 0))
    ago = Text(f"最后使用：{past.zh}前", f"last seen {past.en} ago")
    seen = Text("正在使用", "in use") if in_use else ago
    label = Text(f"手机{phone.number} {phone.name}", f"Phone {phone.number} {phone.name}")
    return PhoneRow(phone.number, label.to(language).strip(), seen.to(language), "ok" if in_use else "note")
