"""One phone's way through the gate: its pictures, its screen, its persons. What stands in one lane is seen in no other.

A lane reads with the gate's own reader and decides by the gate's own session; it keeps no picture.
"""

import io
import threading
from hashlib import sha256

import numpy as np
from PIL import Image

from appkit.clocks import Clock
from gatepass.wording import Refusal, Text
from kiosk.known import Known
from kiosk.lookout import Lookout
from kiosk.session import Session
from kiosk.store import Store
from kiosk.views import Picture

MOST_PIXELS = 2_100_000  # of 1920 × 1080; a phone sends 720 × 720


class Lane:
    """The session of one phone, and the reader of its pictures."""

    def __init__(self, store: Store, clock: Clock, turn: threading.Lock, known: Known | None = None) -> None:
        """`turn` is held while a picture is read: phones take turns, so that the gate's own camera never waits for many."""
        self.session = Session(store, clock, known=known)
        self._lookout, self._turn = Lookout(), turn

    def look(self, picture: bytes, look: str) -> None:
        """Frame → text: shows what is found in a JPEG, or why nothing is, to the session; raises `Refusal` for what is no picture.

        `look` stays the same while an answer may have been lost: a card seen again after that is still one passage.
        """
        frame = grey_of(picture)
        with self._turn:
            sight = self._lookout.see(frame)
        if sight:
            self.session.sighted(sight, sha256(f"{look} {sight.text}".encode()).hexdigest())


def grey_of(picture: bytes) -> Picture:
    """The brightness of a JPEG, `(height, width) uint8`; raises `Refusal` for another file, a broken or a huge one."""
    try:
        with Image.open(io.BytesIO(picture), formats=["JPEG"]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise _no_picture()
            image.draft("L", image.size)
            return np.asarray(image.convert("L"), np.uint8)
    except (OSError, ValueError, SyntaxError) as error:
        raise _no_picture() from error


def _no_picture() -> Refusal:
    return Refusal(
        Text("门岗看不懂手机发来的画面", "the gate cannot read the picture that the phone sent"),
        Text("请刷新手机上的页面", "reload the page on the phone"),
    )
