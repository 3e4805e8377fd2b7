"""Somebody with a high temperature at a gate: one story from the first reading to its end, which is never silence.

The story's id is that of the event that opened it; later events name it. It decides nothing: verdicts do.
"""

from enum import StrEnum

from gatepass.case import Reason
from gatepass.wording import Text

OPENING = frozenset({Reason.FEVER, Reason.FEVER_AGAIN})
"""The reasons with which a story begins or goes on."""


class FeverEnd(StrEnum):
    """What became of somebody; `fine` is measured again by hand, where no pass tells who it is."""

    FINE = "fine"
    HOME = "home"
    CLINIC = "clinic"
    AMBULANCE = "ambulance"
    LEFT = "left"


FEVER_END_WORDS = {
    FeverEnd.FINE: Text("复测正常", "measured again: fine"),
    FeverEnd.HOME: Text("回家隔离", "went home to isolate"),
    FeverEnd.CLINIC: Text("去发热门诊", "went to a fever clinic"),
    FeverEnd.AMBULANCE: Text("已打120", "an ambulance was called"),
    FeverEnd.LEFT: Text("自行离开", "left by themselves"),
}
