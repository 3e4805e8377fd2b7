"""A pass: one resident's right to go in and out, its serial and issue numbers and its status on a day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdnum import damm

from gatepass.people import plain
from gatepass.serialwords import sequence_of, words_of
from gatepass.wording import Refusal, Text


class Status(StrEnum):
    """What a pass is good for."""

    VALID = "valid"
    SPARE = "spare"
    REPLACED = "replaced"
    REVOKED = "revoked"
    EXPIRED = "expired"


STATUS_WORDS = {
    Status.VALID: Text("有效", "valid"),
    Status.SPARE: Text("备用", "spare"),
    Status.REPLACED: Text("已补换", "replaced"),
    Status.REVOKED: Text("已注销", "revoked"),
    Status.EXPIRED: Text("已过期", "expired"),
}


CardKey = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Validity:
    """The first and the last day, both included; `until` None has no end."""

    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Pass:
    """One issue of one pass: of a resident (`holder`), of a `car`, or of nobody yet, which is a spare."""

    serial: str
    issue: int
    status: Status
    validity: Validity
    holder: int | None = None
    car: int | None = None

    @property
    def key(self) -> CardKey:
        """What tells one issue of one pass from all others."""
        return self.serial, self.issue

    def status_on(self, day: date) -> Status:
        """The status on a day: a valid pass or a spare past its last day is expired."""
        until = self.validity.until
        if self.status in (Status.VALID, Status.SPARE) and until and day > until:
            return Status.EXPIRED
        return self.status


def serial_of(sequence: int) -> str:
    """The serial of the n-th pass: at least five digits and a Damm check digit, so a digit misheard is noticed."""
    digits = f"{sequence:05d}"
    return digits + damm.calc_check_digit(digits)


def serial_words(serial: str) -> Text:
    """The serial in three words that are read out over the telephone: `老虎 苹果 月亮`, `tiger apple moon`."""
    return words_of(int(serial[:-1]))


def parse_serial(text: str) -> str:
    """The serial that was typed or read out, in digits or in its words; raises `Refusal` for what is neither.

    Wrong digits are noticed by their check digit, a wrong word by not being in its list.
    """
    sequence = sequence_of(text)
    if sequence is not None:
        return serial_of(sequence)
    digits = plain(text).replace(" ", "").replace("-", "")
    if len(digits) < 6 or not digits.isascii() or not damm.is_valid(digits):
        raise Refusal(
            Text(f"“{text}”不是出入证编号", f"“{text}” is not a pass serial"),
            Text("请核对证卡上的六位编号或三个词", "check the six digits or the three words on the card"),
        )
    return digits
