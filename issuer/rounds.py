"""What a delivery team's phone and the office tell each other: the team's sheet down, ticks and answers up.

Pure formats. A tick or an answer has an id made on the phone, so that it can be sent again; the newest word counts.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from gatepass.passes import CardKey
from gatepass.wording import Text


class Outcome(StrEnum):
    """What became of one card at the door."""

    DELIVERED = "delivered"
    NOBODY_HOME = "nobody_home"
    REFUSED = "refused"
    WRONG_PERSON = "wrong_person"


OUTCOME_WORDS = {
    Outcome.DELIVERED: Text("已送达", "delivered"),
    Outcome.NOBODY_HOME: Text("家中无人", "nobody home"),
    Outcome.REFUSED: Text("拒收", "refused"),
    Outcome.WRONG_PERSON: Text("人不对", "wrong person"),
}


class QuestionKind(StrEnum):
    """How a question of the survey is answered: a value is digits, `YES` or `NO`, or a text; an empty one is none."""

    NUMBER = "number"
    YES_NO = "yes_no"
    TEXT = "text"


YES, NO = "yes", "no"


class Question(Struct, frozen=True):
    """One question of the survey, asked at every door; `detail` asks for more where the answer is yes (may be empty)."""

    id: int
    zh: str
    en: str
    kind: QuestionKind
    detail_zh: str = ""
    detail_en: str = ""


class CardToGive(Struct, frozen=True):
    """One card in the team's hands; `name` is as it stands on the card.

    `ended`: the pass is good for nothing any more, so the card is brought back and not given. `in_hand`: the office noted that
    the team has it; it may be ticked off either way.
    """

    serial: str
    issue: int
    name: str
    outcome: Outcome | None = None
    to_whom: str = ""
    ended: bool = False
    in_hand: bool = True


class Reply(Struct, frozen=True):
    """A household's answer to one question; an empty `value` takes an earlier one back."""

    question: int
    value: str
    detail: str = ""


class DoorToVisit(Struct, frozen=True):
    """One household on the way."""

    door: str
    floor: int
    cards: tuple[CardToGive, ...]
    replies: tuple[Reply, ...] = ()


class StairwellToVisit(Struct, frozen=True):
    """One stairwell, its doors in walking order."""

    stairwell: str
    doors: tuple[DoorToVisit, ...]


class TeamSheet(Struct, frozen=True):
    """All that a team's phone shows."""

    community: str
    round: int
    round_name: str
    team: int
    team_name: str
    stairwells: tuple[StairwellToVisit, ...]
    questions: tuple[Question, ...]


class Tick(Struct, frozen=True):
    """What became of one card; `outcome` None takes an earlier tick back."""

    id: str
    at: datetime
    serial: str
    issue: int
    outcome: Outcome | None
    to_whom: str = ""

    @property
    def key(self) -> CardKey:
        """The serial and the issue."""
        return self.serial, self.issue


class Answered(Struct, frozen=True):
    """What a household answered to one question."""

    id: str
    at: datetime
    door: str
    reply: Reply


class Report(Struct, frozen=True):
    """What a phone sends: all that the office has not confirmed yet, oldest first."""

    ticks: tuple[Tick, ...] = ()
    answers: tuple[Answered, ...] = ()


class Refused(Struct, frozen=True):
    """One item that the office cannot take, and why; it is kept at the office to look at."""

    id: str
    why_zh: str
    why_en: str


class Confirmed(Struct, frozen=True):
    """The ids that the office has, and those it put aside."""

    taken: tuple[str, ...]
    refused: tuple[Refused, ...] = ()


def on_a_line(text: str) -> str:
    """What somebody wrote, with outer and doubled white space removed; nothing else of it is touched."""
    return " ".join(text.split())
