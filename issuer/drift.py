"""Whether a gate's thermometer drifts: its daily median beside that of all others at the same site. Pure: counts come in.

It says that a device reads low or high, never why: a gate in the wind drifts like a bad gun.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from msgspec import Struct

from gatepass.case import Site
from gatepass.kinds import SITE_WORDS
from gatepass.wording import Text

NAMED_FROM = 0.5
"""How many °C a device is off before it is named."""
FEWEST = 20
"""How few readings tell nothing, of a device in a day or of the others."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many times a gate's device read so many °C at a site on a local day; `device` is empty where nobody named it."""

    day: date
    gate: str
    device: str
    site: Site
    celsius: float
    times: int


class Drift(Struct, frozen=True):
    """One device of one gate at one site on one day: its median, the others' median, °C; None where too few were read."""

    day: date
    gate: str
    device: str
    site: Site
    readings: int
    median: float
    others: float | None

    @property
    def off(self) -> float | None:
        """How far it lies from the others, °C; below zero it reads low."""
        return None if self.others is None else round(self.median - self.others, 2)

    @property
    def is_named(self) -> bool:
        """Whether it is so far off that somebody should look at it."""
        return self.off is not None and abs(self.off) >= NAMED_FROM


def drifts(counts: Iterable[Counted], gates: Mapping[str, str]) -> tuple[Drift, ...]:
    """Every device's days, the newest first; `gates` are the gates' names by id."""
    days: dict[tuple[date, Site], dict[tuple[str, str], Counter[float]]] = defaultdict(lambda: defaultdict(Counter))
    for each in counts:
        days[each.day, each.site][each.gate, each.device][each.celsius] += each.times
    found = [
        _drift(day, site, (gates.get(gate, gate), device), own, _sum(devices) - own)
        for (day, site), devices in days.items()
        for (gate, device), own in devices.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.day.toordinal(), each.gate, each.device, each.site)))


def named(days: Iterable[Drift]) -> tuple[Drift, ...]:
    """The newest day of every device that could be compared, where it was off then."""
    newest: dict[tuple[str, str, Site], Drift] = {}
    for each in days:
        if each.off is not None:
            newest.setdefault((each.gate, each.device, each.site), each)
    return tuple(each for each in newest.values() if each.is_named)


def drift_words(each: Drift) -> Text:
    """What is said of a device that is off."""
    site, off = SITE_WORDS[each.site], abs(each.off or 0.0)
    low = (each.off or 0.0) < 0
    device = (
        Text(f"体温计 {each.device}", f"thermometer {each.device}") if each.device else Text("体温计", "thermometer")
    )
    return Text(
        f"{each.gate} {device.zh}（{site.zh}）{each.day} 比其他{'低' if low else '高'} {off:.1f} °C，请核对或换一支",
        f"{each.gate}, {device.en} ({site.en}) read {off:.1f} °C {'lower' if low else 'higher'} than the others on {each.day}:"
        " check it, or use another",
    )


def median(counts: Mapping[float, int]) -> float:
    """The middle of counted values, °C; of an even number the mean of the two in the middle."""
    total = sum(counts.values())
    low, high = (total - 1) // 2, total // 2
    middle, seen = [], 0
    for value in sorted(counts):
        before, seen = seen, seen + counts[value]
        middle += [value for place in (low, high) if before <= place < seen]
    return round(sum(middle) / len(middle), 2)


def _drift(day: date, site: Site, of: tuple[str, str], own: Counter[float], others: Counter[float]) -> Drift:
    enough = own.total() >= FEWEST and others.total() >= FEWEST
    return Drift(day, *of, site, own.total(), median(own), median(others) if enough else None)


def _sum(devices: Mapping[tuple[str, str], Counter[float]]) -> Counter[float]:
    total: Counter[float] = Counter()
    for counts in devices.values():
        total.update(counts)
    return total
