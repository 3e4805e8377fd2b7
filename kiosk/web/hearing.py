"""What the page is told of the gate's thermometer: its light, and the last reading that went to nobody on the screen."""

from msgspec import Struct

from gatepass.wording import Language, Text
from kiosk.belonging import Belonging, Loose, told
from kiosk.thermometers.thermometer import ThermometerState


class Heard(Struct, frozen=True):
    """The last loose reading: `celsius` may be filled into a form, or into the pad where it is `offered`."""

    number: int
    celsius: float | None
    offered: bool
    level: str
    words: str


def heard_of(loose: Loose, language: Language) -> Heard:
    """A loose reading in the page's language; before the first its number is 0."""
    possible = loose.reading is not None and loose.belonging is not Belonging.IMPOSSIBLE
    return Heard(
        number=loose.number,
        celsius=loose.reading.celsius if loose.reading and possible else None,
        offered=loose.belonging is Belonging.DOUBTFUL,
        level="note" if loose.belonging in (Belonging.FORM, Belonging.NOBODY) else "alarm",
        words=told(loose).to(language),
    )


def thermometer_light(state: ThermometerState) -> tuple[str, Text]:
    """How bad it is, and what the page says of it."""
    match state:
        case ThermometerState.LIVE:
            return "ok", Text("体温计正常", "Thermometer on")
        case ThermometerState.LOST:
            return "alarm", Text(
                "体温计断开，请检查插头；可先用键盘输入",
                "Thermometer lost: check its plug; type temperatures meanwhile",
            )
        case _:
            return "note", Text("等待体温计", "Waiting for the thermometer")
