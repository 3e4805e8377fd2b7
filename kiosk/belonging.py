"""Whose a thermometer's reading is: the person's on the screen, or nobody's. Pure; it never says what the reading means."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from gatepass.case import Reading
from gatepass.validators import COLDEST, HOTTEST
from gatepass.wording import Refusal, Text

STILL_THERE = timedelta(seconds=30)


class Belonging(Enum):
    """`DOUBTFUL` is perhaps the person's on the screen: somebody has to say so."""

    PERSON = "person"
    FORM = "form"
    NOBODY = "nobody"
    EARLIER = "earlier"
    DOUBTFUL = "doubtful"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Asking:
    """Who a temperature is asked of: since which uptime (None: of nobody), whether another card was shown since, whether a form is open."""

    since: timedelta | None = None
    another_seen: bool = False
    form: bool = False


@dataclass(frozen=True, slots=True)
class Loose:
    """The last reading that went to nobody on the screen; `number` grows with each, and is 0 before the first.

    With a `fault` it was the person's, and could not be recorded: it is offered until it can be.
    """

    number: int = 0
    reading: Reading | None = None
    belonging: Belonging = Belonging.NOBODY
    fault: Refusal | None = None


def belonging(reading: Reading, begun: timedelta, asking: Asking, now: timedelta) -> Belonging:
    """Whose it is; `begun` and `now` are uptimes, since the clock that a reading's own moment is told by may be set meanwhile.

    A form that is open takes it. Else it is the asked person's, if it was begun after they were asked. But a person may step away
    unseen and the next one step up: so after another card was held up, or after `STILL_THERE`, it is only offered.
    """
    if not COLDEST <= reading.celsius <= HOTTEST:
        return Belonging.IMPOSSIBLE
    if asking.form:
        return Belonging.FORM
    if asking.since is None:
        return Belonging.NOBODY
    if begun < asking.since:
        return Belonging.EARLIER
    if asking.another_seen or now - asking.since > STILL_THERE:
        return Belonging.DOUBTFUL
    return Belonging.PERSON


def offered(loose: Loose, number: int) -> Reading:
    """The reading that was offered under a number; raises `Refusal` where another one came since."""
    if loose.number != number or loose.reading is None or loose.belonging is not Belonging.DOUBTFUL:
        raise Refusal(
            Text("体温计又报了别的读数", "the thermometer read something else since"),
            Text("请再量，或用键盘输入", "measure again, or type it"),
        )
    return loose.reading


def told(loose: Loose) -> Text:
    """What the volunteer is told of a reading that went to nobody."""
    if loose.reading is None:
        return Text("", "")
    degrees = f"{loose.reading.celsius:g} ℃"
    if loose.fault:
        fault = loose.fault.text
        return Text(f"{degrees}：{fault.zh}，再按“确定”", f"{degrees}: {fault.en}, then press OK")
    match loose.belonging:
        case Belonging.IMPOSSIBLE:
            return Text(f"体温计报 {degrees}，不是体温，请再量", f"{degrees} is no body temperature; measure again")
        case Belonging.DOUBTFUL:
            return Text(
                f"{degrees}：是屏幕上的人就按“确定”；人走了按“离开”",
                f"{degrees}: “OK” if it is who is on the screen, else “Went away”",
            )
        case Belonging.EARLIER:
            return Text(
                f"{degrees} 是刷卡之前量的，没有采用，请再量", f"{degrees} was taken before the card; measure again"
            )
        case Belonging.FORM:
            return Text(f"体温已填：{degrees}", f"Temperature filled in: {degrees}")
        case _:
            return Text(
                f"没有对应的人的读数 {degrees}，没有记录", f"A reading without a person, {degrees}: not recorded"
            )
