"""From a text that was read to an event in the ledger: identify, judge, record. One transaction, so two scans never race."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import UNSET

from gatepass.case import NAMES_NOBODY, Case, Direction, Move, Nothing, Outcome, Reading, Reason, Unknown, VisitKind
from gatepass.code import Code, CodeFault, read_code
from gatepass.events import (
    Body,
    Claimed,
    Clock,
    Details,
    Event,
    Judged,
    Override,
    Passage,
    Scan,
    Undo,
    passage_after,
    taken_of,
)
from gatepass.kinds import Field
from gatepass.passbook import Entry, Row, decode_row
from gatepass.people import Category
from gatepass.verdict import Verdict, judge
from gatepass.wording import Refusal, Text
from kiosk.bindings import as_bound
from kiosk.fevers import follow, story_of, taken_back
from kiosk.readings import is_told_by
from kiosk.repeats import repeated
from kiosk.stamp import Stamp, record
from kiosk.store import Fever, Kin, Ledger, Store, Whose
from kiosk.visits import RESIDENT_WORDS, Form, sealed, told

UNDO_WITHIN = timedelta(minutes=10)
JUST_WENT = timedelta(minutes=1)
CLAIM_ASKED = (Field.DOOR, Field.NAME)


@dataclass(frozen=True, slots=True)
class Claim:
    """Who somebody without their card says they are."""

    door: str
    details: Details


@dataclass(frozen=True, slots=True)
class Presentation:
    """What was held up: what it turned out to be, and the holder's row where the code opens one.

    Without a card it is a `claim`, and the row says what was claimed.
    """

    presented: Entry | CodeFault | Nothing | Unknown | VisitKind
    row: Row | None = None
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody who wants to go a way; None stands for the way that `guess` tells.

    `request` is the id by which a repeated request is known, `confirmed` what was asked. `fever` is the story that somebody
    without a pass goes on with; a pass tells it by itself. `instead_of` is the event of somebody who went another way than it
    says: it is undone, if anybody passed by it.
    """

    presentation: Presentation
    direction: Direction | None
    reading: Reading | None = None
    request: str | None = None
    confirmed: frozenset[str] = frozenset()
    fever: str | None = None
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict on a way, the id of the event it was recorded as (None where nothing was to record), and what happened.

    `fever` is the story of a high temperature that it belongs to, `high` the reading in it that the next has to bear out. `just`
    is how long ago this very pass went this way, where it is shown again so soon that nobody can tell what is meant.
    """

    verdict: Verdict
    direction: Direction
    event: str | None = None
    passage: Passage | None = None
    fever: str | None = None
    high: Reading | None = None
    just: timedelta | None = None


def identify(store: Store, text: str | None) -> Presentation:
    """What a scanned text is to this gate; None stands for a picture without a code."""
    if text is None:
        return Presentation(Nothing.NO_CODE)
    code = read_code(text, store.gate().community)
    if not isinstance(code, Code):
        return Presentation(code)
    if store.terms() is None:
        return Presentation(Unknown.NO_PASSBOOK)
    entry = store.entry(code.lookup)
    if entry is None:
        return Presentation(Unknown.PASS_UNREADABLE if store.look_through_entries() else Unknown.UNKNOWN_PASS)
    return Presentation(*as_bound(store, entry, decode_row(code, entry)))


def decide(store: Store, attempt: Attempt, stamp: Stamp) -> Decision:
    """The verdict, recorded in the same transaction; what names nobody and decides nothing is not recorded."""
    with store.writing() as ledger:
        done = repeated(ledger, attempt.request, lambda body: _says(body, attempt))
        if done and isinstance(done.body, Scan | Claimed):
            story = ledger.fever(story_of(done))
            happened = done.body.passage
            return Decision(
                verdict_of(done.body.verdict), done.body.direction, done.id, happened, story.id if story else None
            )
        wrong = ledger.event(attempt.instead_of) if attempt.instead_of else None
        if wrong and getattr(wrong.body, "passage", None):
            _undo(ledger, wrong.id, stamp, None)
        return _decided(ledger, attempt, stamp)


def guess(ledger: Ledger, presented: object, stamp: Stamp) -> Direction:
    """The way of somebody whom nobody asked: out, when their last passage at any gate was in; else, or not known here, in."""
    return _way_after(_last_move(ledger, presented, stamp))


def _way_after(last: Move | None) -> Direction:
    return Direction.OUT if last and last.direction is Direction.IN else Direction.IN


def _last_move(ledger: Ledger, presented: object, stamp: Stamp) -> Move | None:
    """The last passage with this very pass; one that is still to come by this gate's clock is none."""
    if not isinstance(presented, Entry):
        return None
    moves = ledger.moves_of(Kin(None, None, presented.lookup), datetime.fromtimestamp(0, UTC), stamp.zone)
    now = stamp.at.astimezone(UTC)
    return next((move for move in reversed(moves) if move.at.astimezone(UTC) <= now), None)


def turn_away(store: Store, attempt: Attempt, stamp: Stamp) -> Decision:
    """Records that a question of the covenant was not answered with yes, so that somebody did not pass."""
    with store.writing() as ledger:
        done = repeated(ledger, attempt.request, lambda body: _says(body, attempt, Passage.TURNED_AWAY))
        fever = _fever(ledger, attempt, stamp.zone)
        case = _case(ledger, attempt, fever, stamp)
        verdict, told = judge(case), replace(attempt, direction=case.direction)
        if done is None:
            done = record(ledger, _fact(told, verdict, Passage.TURNED_AWAY, fever, stamp), stamp, attempt.request)
        return Decision(verdict, case.direction, done.id, Passage.TURNED_AWAY)


def claim(store: Store, form: Form) -> Presentation:
    """A resident without their card: door and name as said.

    Raises `Refusal` naming the field that is missing or wrong, or where the gate has no passbook to go by.
    """
    details, door = told(form, CLAIM_ASKED, store.needed_terms().doors, RESIDENT_WORDS)
    assert door  # noqa: S101 - it is asked for
    row = Row(door, details.name, Category.OWNER, "")
    return Presentation(Unknown.CARD_FORGOTTEN, row, Claim(door, details))


def try_out(store: Store, attempt: Attempt, stamp: Stamp) -> Decision:
    """The verdict alone: nothing is recorded."""
    with store.writing() as ledger:
        case = _case(ledger, attempt, _fever(ledger, attempt, stamp.zone), stamp)
        return Decision(judge(case), case.direction)


def undo(store: Store, event_id: str, stamp: Stamp, request: str | None) -> Event:
    """Records that a passage did not take place ("did not go in"); raises `Refusal` after `UNDO_WITHIN`."""
    with store.writing() as ledger:
        return _undo(ledger, event_id, stamp, request)


def _decided(ledger: Ledger, attempt: Attempt, stamp: Stamp) -> Decision:
    if attempt.direction is None:
        last = _last_move(ledger, attempt.presentation.presented, stamp)
        if again := _shown_again(last, stamp):
            return again
        attempt = replace(attempt, direction=_way_after(last))
    fever = _fever(ledger, attempt, stamp.zone)
    case, story = _case(ledger, attempt, fever, stamp), fever.id if fever else None
    verdict, way = judge(case), case.direction
    if verdict.reason in NAMES_NOBODY or verdict.question:
        rule = stamp.covenant.temperature
        return Decision(verdict, way, fever=story, high=rule.to_bear_out(case) if rule else None)
    fact = _fact(attempt, verdict, passage_after(verdict.outcome, way), fever, stamp)
    event = record(ledger, fact, stamp, attempt.request)
    return Decision(verdict, way, event.id, fact.passage, follow(ledger, fever, verdict, event, stamp))


def _shown_again(last: Move | None, stamp: Stamp) -> Decision | None:
    """A pass that went through a moment ago and is held up again, at a gate that has to guess the way: nothing is recorded."""
    if last is None:
        return None
    just = stamp.at.astimezone(UTC) - last.at.astimezone(UTC)
    if not timedelta(0) <= just < JUST_WENT:
        return None
    at = f"{last.at:%H:%M}"
    verdict = Verdict(Outcome.WAIT, Reason.SAME_WAY_AGAIN, stamp.covenant.version, told=Text(at, at))
    return Decision(verdict, last.direction, just=just)


def _undo(ledger: Ledger, event_id: str, stamp: Stamp, request: str | None) -> Event:
    done = repeated(ledger, request, lambda body: body == Undo(event_id))
    if done:
        return done
    event = ledger.event(event_id)
    if event is None or not isinstance(event.body, Scan | Claimed | Override) or event.body.passage is None:
        raise _cannot("没有可以撤销的通行", "there is no passage to undo", "请刷新页面", "reload the page")
    if stamp.at - event.at > UNDO_WITHIN:
        raise _cannot("已超过10分钟，不能撤销", "it is more than 10 minutes ago", "请告知办公室更正", "tell the office")
    if any(isinstance(later.body, Undo) for later in ledger.referring_to(event_id)):
        raise _cannot("已经撤销过了", "it is undone already", "不用再撤", "nothing is left to do")
    taken_back(ledger, event)
    return record(ledger, Undo(event_id), stamp, request)


def _says(body: Body, attempt: Attempt, passage: Passage | None = None) -> bool:
    """Whether an event is this attempt's own: the same person, the same way, the same reading, the same answers."""
    if not isinstance(body, Scan | Claimed) or passage not in (None, body.passage):
        return False
    claim, entry = attempt.presentation.claim, attempt.presentation.presented
    lookup = entry.lookup if isinstance(entry, Entry) else None
    same = body.door == (claim and claim.door) if isinstance(body, Claimed) else not claim and body.lookup == lookup
    confirmed = frozenset(body.confirmed or ())
    ways = (None, body.direction)
    return same and attempt.direction in ways and confirmed == attempt.confirmed and is_told_by(body, attempt.reading)


def _fever(ledger: Ledger, attempt: Attempt, zone: ZoneInfo) -> Fever | None:
    """The story of a high temperature that is under way for whoever stands there, here or at another gate."""
    presented = attempt.presentation.presented
    said = ledger.fever(attempt.fever) if attempt.fever else None
    if not isinstance(presented, Entry):
        return said
    own = ledger.fever_of(presented.lookup) or (said if said and said.lookup is None else None)
    if own and own.referred:
        return own
    other = ledger.fever_elsewhere(presented.lookup, zone)
    return other if other and (other.referred or own is None) else own


def _case(ledger: Ledger, attempt: Attempt, fever: Fever | None, stamp: Stamp) -> Case:
    presented, covenant = attempt.presentation.presented, stamp.covenant
    earlier: tuple[Reading, ...] = ()
    history: tuple[Move, ...] = ()
    reach = covenant.temperature.remembers if covenant.temperature else timedelta(0)
    since = stamp.at.astimezone(UTC) - reach
    story = fever.id if fever else None
    lookup = presented.lookup if isinstance(presented, Entry) else fever.lookup if fever else None
    if lookup or story:
        whose = Whose(lookup, story, attempt.instead_of if attempt.reading else None)
        earlier = ledger.readings_of(whose, since, stamp.zone)
    kin = _kin(attempt.presentation)
    if kin and covenant.looks_back:
        history = ledger.moves_of(kin, stamp.at.astimezone(UTC) - covenant.looks_back, stamp.zone)
    return Case(
        presented=presented,
        direction=guess(ledger, presented, stamp) if attempt.direction is None else attempt.direction,
        now=stamp.at,
        covenant=covenant,
        reading=attempt.reading,
        earlier=earlier,
        history=history,
        gate=stamp.gate.name,
        confirmed=attempt.confirmed,
        passbook_age=stamp.passbook_age,
        clock_doubtful=stamp.clock is Clock.DOUBTFUL,
        referred=fever is not None and fever.referred,
        off=ledger.thermometers_off() if covenant.temperature else frozenset(),
    )


def _kin(presentation: Presentation) -> Kin | None:
    """By what the household's earlier passages are found; a card's door is known while it is held up, and is not kept."""
    entry = presentation.presented
    if presentation.claim:
        return Kin(door=presentation.claim.door)
    if not isinstance(entry, Entry):
        return None
    door = (presentation.row and presentation.row.door) or None
    return Kin(entry.household, door) if entry.household else Kin(None, door, entry.lookup)


def _fact(
    attempt: Attempt, verdict: Verdict, passage: Passage | None, fever: Fever | None, stamp: Stamp
) -> Scan | Claimed:
    story, way = fever.id if fever else UNSET, attempt.direction
    assert way  # noqa: S101 - it was told or guessed
    confirmed = tuple(sorted(attempt.confirmed))
    celsius, taken = attempt.reading.celsius if attempt.reading else None, taken_of(attempt.reading)
    declined = verdict.question or UNSET
    said = attempt.presentation.claim
    if said:
        seals = sealed(said.details, stamp)
        return Claimed(
            direction=way,
            verdict=Judged.of(verdict),
            passage=passage,
            door=said.door,
            celsius=celsius,
            confirmed=confirmed,
            masked=seals.masked,
            whole=seals.whole,
            taken=taken,
            fever=story,
            declined=declined,
        )
    entry = attempt.presentation.presented
    known = entry if isinstance(entry, Entry) else None
    return Scan(
        way,
        Judged.of(verdict),
        passage,
        known.lookup if known else None,
        known.household if known else None,
        celsius,
        confirmed or UNSET,
        taken,
        story,
        declined,
    )


def verdict_of(judged: Judged) -> Verdict:
    """The verdict that an event tells of."""
    return Verdict(judged.outcome, judged.reason, judged.covenant)


def _cannot(what: str, english: str, remedy: str, english_remedy: str) -> Refusal:
    return Refusal(Text(what, english), Text(remedy, english_remedy))
