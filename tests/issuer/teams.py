"""A round of delivery in an office of the tests: people, printed cards, teams and what they say."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from gatepass.passes import Validity
from issuer import issuing, planning
from issuer.delivery import take
from issuer.office import Office
from issuer.planning import Crew, Plan
from issuer.rounds import Answered, Confirmed, Outcome, Reply, Report, Tick
from issuer.store import Act
from issuer.store.delivery import Round
from issuer.store.runs import CopyState, Imprint, Printed, Recipe, RunKind
from tests.issuer.offices import A_YEAR, ACT, AT, TODAY, resident, take_in

NOTHING = Recipe(b"{}", b"[]", {})


def printed(at: Office, *keys: tuple[str, int], kind: RunKind = RunKind.CARDS) -> int:
    """Notes a run of these cards, without setting any."""
    imprints = tuple(Imprint(serial, issue, "0" * 64) for serial, issue in keys)
    with at.store.writing() as writing:
        return writing.add_run(Printed(kind, "a4-10", 1, "none", "0" * 64, NOTHING, imprints), ACT)


def tick(serial: str, outcome: Outcome | None = Outcome.DELIVERED, to: str = "", at: datetime = AT, issue: int = 1):
    """A tick with an id of its own."""
    return Tick(str(uuid4()), at, serial, issue, outcome, to)


def answer(door: str, question: int, value: str, detail: str = "", at: datetime = AT) -> Answered:
    """An answer with an id of its own."""
    return Answered(str(uuid4()), at, door, Reply(question, value, detail))


def states(at: Office) -> list[CopyState]:
    """Where each printed copy is, in the order they were printed."""
    return [copy.state for copy in at.store.copies()]


def later(minutes: float) -> datetime:
    """So many minutes after the beginning of the tests."""
    return AT + timedelta(minutes=minutes)


def act_at(minutes: float = 0) -> Act:
    """Somebody of the office does something so many minutes after the beginning."""
    return Act(later(minutes), "tester", "a test")


@dataclass
class Delivery:
    """Households of one person each, their passes, and a round."""

    office: Office
    serials: dict[str, str]

    @classmethod
    def of(cls, office: Office, *doors: str, validity: Validity = A_YEAR) -> "Delivery":
        """People behind these doors (`1-101`), with passes that nobody printed."""
        names = {door: f"住户{door}" for door in doors}
        take_in(office, *(resident(door, name) for door, name in names.items()))
        issuing.issue(office.store, validity, ACT)
        by_name = {each.resident.name: each.issued.serial for each in office.store.holdings() if each.resident}
        return cls(office, {door: by_name[name] for door, name in names.items()})

    def print(self) -> "Delivery":
        """Prints all cards."""
        printed(self.office, *((serial, 1) for serial in self.serials.values()))
        return self

    def plan(self, teams: int = 1, name: str = "第一轮", repeats: int | None = None) -> Round:
        """Plans a round of all."""
        crews = tuple(Crew() for _ in range(teams))
        plan = Plan(name, crews, repeats=repeats)
        return planning.plan(self.office.store, self.office.keys, plan, TODAY, ACT)

    def set_out(self, teams: int = 1) -> Round:
        """Prints, plans, and hands over."""
        self.print()
        round_ = self.plan(teams)
        planning.hand_over(self.office.store, round_.id, (), ACT)
        return round_

    def said(self, round_: Round, *items: Tick | Answered, team: int = 1, at: datetime = AT) -> Confirmed:
        """What a team's phone sends arrives."""
        ticks = tuple(item for item in items if isinstance(item, Tick))
        answers = tuple(item for item in items if isinstance(item, Answered))
        return take(self.office.store, round_.id, team, Report(ticks, answers), at)
