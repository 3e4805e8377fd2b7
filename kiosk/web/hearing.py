"""What the page is told of the last reading that went to nobody on the screen."""

from msgspec import Struct

from gatepass.wording import Text
from kiosk.belonging import Belonging, Loose, told


class Heard(Struct, frozen=True):
    """The last loose reading: `celsius` may be filled into a form, or into the pad where it is `offered`."""

    number: int
    celsius: float | None
    offered: bool
    level: str
    words: Text


def heard_of(loose: Loose) -> Heard:
    """A loose reading; before the first its number is 0."""
    possible = loose.reading is not None and loose.belonging is not Belonging.IMPOSSIBLE
    return Heard(
        number=loose.number,
        celsius=loose.reading.celsius if loose.reading and possible else None,
        offered=loose.belonging is Belonging.DOUBTFUL,
        level="note" if loose.belonging in (Belonging.FORM, Belonging.NOBODY) else "alarm",
        words=told(loose),
    )
