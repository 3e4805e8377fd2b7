"""What a replay needs beside the events: the draft, the days, who is who, and which doors it judges. It reads nothing itself."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from gatepass.covenant import Covenant
from gatepass.passbook import Entry


@dataclass(frozen=True, slots=True)
class Share:
    """One of `of` equal parts of all doors: nothing that happened at one door changes what another would have been told."""

    number: int = 0
    of: int = 1

    def has(self, name: str) -> bool:
        """Whether a door, or what stands for one, falls into this part."""
        return self.of == 1 or crc32(name.encode()) % self.of == self.number


@dataclass(frozen=True, slots=True)
class Setting:
    """What a replay needs beside the events: the draft, the days that count, and who is who.

    `entries` gives the passes of a local day by their lookups, `doors` the door of a household's pseudonym, `gates` names by id,
    `spares` the doors that were said for spares given away at gates, by their lookups; of the events only those of the `share`
    are judged.
    """

    draft: Covenant
    first: date
    last: date
    zone: ZoneInfo
    entries: Callable[[date], Mapping[str, Entry]]
    doors: Mapping[str, str]
    gates: Mapping[str, str]
    share: Share = Share()
    spares: Mapping[str, str] = field(default_factory=dict)

    @property
    def begins(self) -> date:
        """The day from which events are needed, so that the first day has its history."""
        return begin_of(self.draft, self.first)

    def is_ours(self, entry: Entry) -> bool:
        """Whether the door of a pass falls into the share."""
        return self.share.has(self.door_of(entry) or entry.household or entry.lookup)

    def door_of(self, entry: Entry) -> str:
        """The door of a pass: its household's, or the one that was said when a gate gave it away; empty where there is none."""
        return self.doors.get(entry.household) or self.spares.get(entry.lookup, "")

    def others(self) -> Iterator[str]:
        """The lookups of the passes that fall into other shares."""
        return (lookup for lookup, entry in self.entries(self.first).items() if not self.is_ours(entry))


def begin_of(draft: Covenant, first: date) -> date:
    """The day from which a draft needs events, so that the day `first` has its history."""
    remembers = draft.temperature.remembers if draft.temperature else timedelta(0)
    reach = timedelta(days=max(draft.looks_back, remembers).days + 1)
    return max(first, date.min + reach) - reach
