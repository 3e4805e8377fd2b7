"""Whether a thermometer can be believed: somebody known to be well is measured, and the device is judged by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from gatepass.kinds.base import Fault, Label, clock_words
from gatepass.wording import Text


class Standing(StrEnum):
    """What a reference reading says of its device; one that is off twice in a row is not to be used."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    OFF = "off"


STANDING_WORDS = {
    Standing.GOOD: Text("体温计正常", "the thermometer is right"),
    Standing.DOUBTFUL: Text("读数不对，请再测一次", "that is not right: measure once more"),
    Standing.OFF: Text("这支体温计不准，请换一支", "this thermometer is off: use another one"),
}


class Checked(Struct, frozen=True):
    """What a reference reading said last of a device; its name is empty where nobody gave it one."""

    name: str
    standing: Standing
    at: datetime


def found_off(checked: Iterable[Checked]) -> frozenset[str]:
    """The names of devices that admit nobody, of the last word on each.

    One without a name may be the one that was found off: it is among them until it was found right since.
    """
    last = {each.name: each for each in checked}
    off = frozenset(name for name, each in last.items() if each.standing is Standing.OFF)
    nameless, since = last.get(""), [last[name].at for name in off if name]
    if not since or (nameless and nameless.standing is Standing.GOOD and nameless.at >= max(since)):
        return off
    return off | {""}


class ReferenceRule(Struct, frozen=True, forbid_unknown_fields=True):
    """When somebody known to be well is measured to judge the device, beside the start of each shift, and what is right then.

    `low` and `high` are °C at the forehead; at another site they shift as its fever threshold does.
    """

    labels: ClassVar[Mapping[str, Label]] = {
        "at": Label("交接班以外的时间（08:00 14:00）", "times beside the start of a shift (08:00 14:00)"),
        "low": Label("最低 °C", "lowest, °C"),
        "high": Label("最高 °C", "highest, °C"),
    }

    at: tuple[time, ...] = ()
    low: Annotated[float, Meta(ge=34.0, le=37.0)] = 35.8
    high: Annotated[float, Meta(ge=36.0, le=38.0)] = 37.2

    def standing(self, celsius: float, shift: float, before: Standing | None) -> Standing:
        """What a reading says of a device that was found to be `before`; `shift` is how far its site lies above the forehead, °C."""
        if self.low <= round(celsius - shift, 2) <= self.high:
            return Standing.GOOD
        return Standing.OFF if before in (Standing.DOUBTFUL, Standing.OFF) else Standing.DOUBTFUL

    def asked_since(self, now: datetime, shift_began: datetime | None) -> datetime | None:
        """The latest moment, not after `now` (local), at which a reading was asked for; None where none was yet."""
        moments = [shift_began] if shift_began and shift_began <= now else []
        for at in self.at:
            today = now.replace(hour=at.hour, minute=at.minute, second=at.second, microsecond=0)
            moments.append(today if today <= now else today - timedelta(days=1))
        return max(moments, default=None)

    def faults(self) -> Iterator[Fault]:
        """A band without room, one time twice."""
        if self.low >= self.high:
            yield Fault("reference.low", Text("不低于上限", "is not below the upper limit"))
        if len(set(self.at)) < len(self.at):
            yield Fault("reference.at", Text("同一时间写了两次", "names one time twice"))

    def words(self) -> Text:
        """When, and what is right."""
        times = "、".join(map(clock_words, self.at))
        zh, en = (f"和 {times} ", f" and at {times.replace('、', ', ')}") if times else ("", "")
        return Text(
            f"交接班{zh}先测一位健康的人，{self.low}–{self.high} °C 才用这支体温计",
            f"at the start of a shift{en} somebody well is measured: a device is used that reads {self.low} to {self.high} °C",
        )
