"""Requests that come again: a page sends one until it is answered, with the id that it made. It knows nothing of what a request is for.

An id stands for one thing that somebody did. It never brings back the event of another: that would let one person pass on the
record of the next.
"""

from collections.abc import Callable

from gatepass.events import Body, Event
from gatepass.wording import Refusal, Text
from kiosk.store import Ledger


def repeated(ledger: Ledger, request: str | None, is_same: Callable[[Body], bool]) -> Event | None:
    """The event that a request became already, None where it is new; raises `Refusal` where that event says something else."""
    done = ledger.event_of_request(request)
    if done and not is_same(done.body):
        raise not_the_same()
    return done


class Answers:
    """The last thing that was asked of a screen and done: asked again, since its answer was lost, it is not done again."""

    def __init__(self) -> None:
        self._last: tuple[str | None, tuple[object, ...]] = (None, ())

    def has(self, request: str | None, asked: tuple[object, ...]) -> bool:
        """Whether this was done a moment ago; raises `Refusal` where that was something else."""
        if request is None or request != self._last[0]:
            return False
        if asked != self._last[1]:
            raise not_the_same()
        return True

    def was_about(self, number: int) -> bool:
        """Whether the last thing that was asked and done was about this screen."""
        return self._last[1][1:2] == (number,)

    def note(self, request: str | None, asked: tuple[object, ...]) -> None:
        """It is done."""
        self._last = request, asked


def not_the_same() -> Refusal:
    """An id that stands for something else already; nothing was recorded for what is asked now."""
    return Refusal(
        Text(
            "这次操作的编号已用于另一条记录，没有记录",
            "this was sent under the number of another record; it is not recorded",
        ),
        Text("请刷新页面，再刷一次卡或再登记", "reload the page, then scan the card or register again"),
    )


def answered_elsewhere() -> Refusal:
    """Two pages stand before one gate, and both answered for the same person: the second answer may be another one."""
    return Refusal(
        Text(
            "另一个页面刚给这个人办过，您这次没有记录",
            "another page has just answered for this person; yours is not recorded",
        ),
        Text(
            "请看屏幕上的结果；不对就撤销，再刷一次卡",
            "see what the screen says, and if it is wrong, undo it and scan the card again",
        ),
    )
