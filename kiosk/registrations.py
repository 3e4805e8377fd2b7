"""Registering people without a pass: judged by what this gate knows of them since it runs, and recorded, in one transaction."""

from dataclasses import dataclass, field
from datetime import UTC

from msgspec import UNSET

from gatepass.case import Case, Direction, Outcome, Reading, VisitKind
from gatepass.events import Body, Clock, Judged, Passage, Taken, VisitIn, passage_after, taken_of
from gatepass.verdict import Verdict, judge
from kiosk.callers import Callers
from kiosk.fevers import follow
from kiosk.known import Known
from kiosk.passages import verdict_of
from kiosk.readings import taken_here
from kiosk.recognition import Alike, Said, alike, question_about
from kiosk.repeats import not_the_same, repeated
from kiosk.stamp import Stamp, record
from kiosk.store import Fever, Ledger, OpenVisit, Store, Whose
from kiosk.visits import Visit, admit, label, sealed


@dataclass(frozen=True, slots=True)
class Registration:
    """The verdict, the event it was recorded as, the open visit where somebody was let in, the story they go on with."""

    verdict: Verdict
    event: str | None = None
    visit: OpenVisit | None = None
    fever: str | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """A gate's register, and whom the gate knows since it runs: those who wait to be measured again, those who were measured."""

    store: Store
    known: Known = field(default_factory=Known)
    callers: Callers = field(default_factory=Callers)

    def take(self, visit: Visit, stamp: Stamp, request: str | None, happened: Passage | None = None) -> Registration:
        """Judges and records a visit with what `happened`, or with what follows from the verdict; who was let in is inside.

        A repeated request is done already. Whether somebody is one of those who wait is asked before anything is recorded.
        """
        with self.store.writing() as ledger:
            done = repeated(ledger, request, lambda body: _says(body, visit, happened))
            if done and isinstance(done.body, VisitIn):
                return self._again(done.id, done.body, visit)
            found = self._alike(visit)
            if found and happened is None and not found.is_same and found.question not in visit.confirmed:
                return Registration(question_about(found, stamp))
            fever = ledger.fever(found.fever.id) if found else None
            answer, reading = self._taken(ledger, _Asked(visit, fever, stamp, request, happened))
        if reading and answer.event:
            self.callers.note(visit.details, visit.door, reading)
        return answer

    def turn_away(self, visit: Visit, stamp: Stamp, request: str | None) -> Registration:
        """Records that a question of the covenant was not answered with yes, so that somebody was not let in."""
        return self.take(visit, stamp, request, Passage.TURNED_AWAY)

    def _taken(self, ledger: Ledger, asked: "_Asked") -> tuple[Registration, Reading | None]:
        visit, stamp, fever = asked.visit, asked.stamp, asked.fever
        reading = None
        if visit.celsius is not None:
            reading = taken_here(self.store, visit.celsius, Taken(visit.site), stamp.at)
        verdict, story = judge(self._case(ledger, asked, reading)), fever.id if fever else None
        if asked.happened is None and (verdict.outcome is Outcome.MEASURE or verdict.question):
            return Registration(verdict, fever=story), None
        passage = asked.happened or passage_after(verdict.outcome, Direction.IN)
        event = record(ledger, _visit_in(asked, reading, verdict, passage), stamp, asked.request)
        if fever:
            follow(ledger, fever, verdict, event, stamp)
        inside = admit(ledger, visit, event) if passage is Passage.IN else None
        return Registration(verdict, event.id, inside, story), reading

    def _alike(self, visit: Visit) -> Alike | None:
        """Whom of those that wait this is; a visitor alone may be somebody else who says the same door."""
        fevers = self.store.fevers()
        if not (fevers and visit.door and visit.details.name):
            return None
        found = alike(Said(visit.door, visit.details.name), fevers, self.known, visit.confirmed)
        return found if found and (found.is_same or visit.kind is VisitKind.VISITOR) else None

    def _case(self, ledger: Ledger, asked: "_Asked", reading: Reading | None) -> Case:
        stamp, visit = asked.stamp, asked.visit
        return Case(
            visit.kind,
            Direction.IN,
            stamp.at,
            stamp.covenant,
            reading,
            earlier=self._earlier(ledger, asked),
            gate=stamp.gate.name,
            confirmed=visit.confirmed,
            passbook_age=stamp.passbook_age,
            clock_doubtful=stamp.clock is Clock.DOUBTFUL,
            referred=asked.fever is not None and asked.fever.referred,
            off=ledger.thermometers_off() if stamp.covenant.temperature else frozenset(),
        )

    def _earlier(self, ledger: Ledger, asked: "_Asked") -> tuple[Reading, ...]:
        rule, fever, stamp = asked.stamp.covenant.temperature, asked.fever, asked.stamp
        if rule is None:
            return ()
        own = self.callers.earlier(asked.visit.details, asked.visit.door, rule, stamp.at)
        if fever is None:
            return own
        whose = Whose(fever.lookup, fever.id)
        return ledger.readings_of(whose, stamp.at.astimezone(UTC) - rule.remembers, stamp.zone)

    def _again(self, event: str, done: VisitIn, visit: Visit) -> Registration:
        inside = next((each for each in self.store.open_visits() if each.id == event), None)
        if inside and inside.label != label(visit.details):
            raise not_the_same()
        return Registration(verdict_of(done.verdict), event, inside)


@dataclass(frozen=True, slots=True)
class _Asked:
    visit: Visit
    fever: Fever | None
    stamp: Stamp
    request: str | None
    happened: Passage | None


def _says(body: Body, visit: Visit, happened: Passage | None) -> bool:
    """Whether an event is of this form, as far as the gate can read what it sealed."""
    if not isinstance(body, VisitIn) or happened not in (None, body.passage):
        return False
    return (body.visitor, body.door, body.celsius) == (visit.kind, visit.door, visit.celsius)


def _visit_in(asked: _Asked, reading: Reading | None, verdict: Verdict, passage: Passage | None) -> VisitIn:
    visit, seals = asked.visit, sealed(asked.visit.details, asked.stamp)
    return VisitIn(
        visitor=visit.kind,
        verdict=Judged.of(verdict),
        passage=passage,
        door=visit.door,
        celsius=visit.celsius,
        masked=seals.masked,
        whole=seals.whole,
        taken=taken_of(reading),
        confirmed=tuple(sorted(visit.confirmed)) or UNSET,
        fever=asked.fever.id if asked.fever else UNSET,
        declined=verdict.question or UNSET,
    )
