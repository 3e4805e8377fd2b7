"""A draft of twenty rules run over the ledger of a real office: 300,000 events of a month, read from its SQLite file."""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import environment

sys.path.insert(0, str(environment.ROOT))

if TYPE_CHECKING:
    from gatepass.events import Body, Event
    from issuer.office import Office

ZONE = ZoneInfo("Asia/Shanghai")
FIRST, DAYS = date(2020, 2, 1), 30
EVENTS = 300_000
HOUSEHOLDS = 1245
GATES = ("东门", "南门", "北门")


class Known(NamedTuple):
    """One pass as a gate would name it."""

    lookup: str
    household: str
    door: str


def run() -> None:
    """Prints how long the replay takes, and how much of that is reading the ledger alone."""
    from bench_rules import covenant_of_twenty

    from issuer.replaying import replay_draft

    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        office = _office(Path(folder) / "office")
        print(
            f"an office of {HOUSEHOLDS} households with {office.store.count_events()} events: made in {_since(begun)}"
        )
        days = (FIRST, FIRST + timedelta(days=DAYS - 1))
        begun = time.perf_counter()
        read = sum(1 for _ in office.store.happened(*days))
        print(f"{'read the ledger alone':32} {_since(begun)}  {read} events")
        begun, used = time.perf_counter(), time.process_time()
        report = replay_draft(office.store, office.keys, covenant_of_twenty(), days)
        took = time.process_time() - used
        print(f"{'replay of twenty rules':32} {_since(begun)}  of one core {took:.1f} s (asked for: under 10)")
        print(
            f"{report.judged} judged, {report.otherwise} otherwise, {report.fell_away} fell away, {report.asked} asked"
        )
        office.store.close()


def _since(begun: float) -> str:
    return f"{time.perf_counter() - begun:6.1f} s"


def _office(folder: Path) -> "Office":
    from gatepass.people import Category, Door, Resident
    from issuer import office as offices
    from issuer.keys import make_keys
    from issuer.store import Store

    keys = make_keys("a passphrase for the benchmark")
    offices.found(folder, offices.community_named("长虹小区", "Changhong"), keys)
    at = offices.Office(folder, Store(folder), keys)
    people = [
        Resident(Door(stairwell, room), f"住户{place}", category=Category.OWNER if place < 2 else Category.TENANT)
        for stairwell, room in _doors()
        for place in range(2 + (stairwell * 7 + room) % 2)
    ]
    _move_in(at, people)
    _write_past(at)
    return at


def _doors() -> Iterator[tuple[int, int]]:
    doors = (
        (stairwell, floor * 100 + flat) for stairwell in range(1, 60) for floor in range(1, 7) for flat in range(1, 5)
    )
    for _, door in zip(range(HOUSEHOLDS), doors, strict=False):
        yield door


def _move_in(at: "Office", people: list) -> None:
    from gatepass.passes import Validity
    from issuer import importing, issuing
    from issuer.importing import Decided
    from issuer.office import act
    from issuer.roster import Roster, RosterRow
    from issuer.store import Import

    rows = tuple(RosterRow(place, "", each) for place, each in enumerate(people, start=2))
    review = importing.review(at.store, Roster(rows, ()))
    importing.apply(at.store, review, Decided(FIRST), Import("roster.xlsx", "0" * 64, 0), act("benchmark"))
    issuing.issue(at.store, Validity(FIRST, None), act("benchmark"))


def _write_past(at: "Office") -> None:
    from gatepass.events import GENESIS, line_of

    known, gates = _known(at), {name: f"gate-{name}" for name in GATES}
    heads = dict.fromkeys(gates.values(), (0, GENESIS))
    received = datetime(2020, 3, 3, tzinfo=UTC)
    with at.store.writing() as writing:
        for name, id_ in gates.items():
            writing.add_gate(id_, name)
        for event in _events(at.keys.tag, known, list(gates.values())):
            number, previous = heads[event.gate]
            placed = _numbered(event, number + 1, previous)
            line = line_of(placed)
            writing.append(placed, line, received)
            heads[event.gate] = placed.number, line.hash


def _known(at: "Office") -> list[Known]:
    from issuer.passbooks import holders, household_pseudonym

    return [
        Known(lookup, household_pseudonym(at.keys, holding.door), str(holding.door))
        for lookup, holding in holders(at.store.holdings(), at.keys).items()
        if holding.door
    ]


def _numbered(event: "Event", number: int, previous: str) -> "Event":
    from msgspec.structs import replace

    return replace(event, number=number, previous=previous)


def _events(tag: str, known: list[Known], gates: list[str]) -> Iterator["Event"]:
    """A month of a community whose covenant stops nobody: half of all go out and come home, some visits, some undone."""
    from gatepass.events import FORMAT, GENESIS, Clock, Event, Undo

    chance = random.Random(13)
    made, last = 0, ""
    for day in (FIRST + timedelta(days=each) for each in range(DAYS)):
        for at, body in _day(chance, day, known, EVENTS // DAYS):
            made += 1
            if made > EVENTS:
                return
            told = Undo(last) if made % 211 == 0 else body
            last = str(_uuid(chance))
            yield Event(
                FORMAT, last, tag, chance.choice(gates), "epoch", 0, at, at.date(), Clock.CHECKED, GENESIS, told
            )


def _uuid(chance: random.Random) -> object:
    from uuid import UUID

    return UUID(int=chance.getrandbits(128), version=4)


def _day(chance: random.Random, day: date, known: list[Known], count: int) -> list[tuple[datetime, "Body"]]:
    """The passages of one day, in the order they happened: nine in ten are residents', out and home again."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    done: list[tuple[datetime, Body]] = []
    while len(done) < count:
        at = midnight + timedelta(seconds=chance.randrange(5 * 3600, 21 * 3600))
        if chance.random() < 0.1:
            done.append((at, _visit(chance, chance.choice(known))))
        else:
            done.extend(_outing(chance, chance.choice(known), at))
    return sorted(done, key=lambda each: each[0])[:count]


def _outing(chance: random.Random, who: Known, at: datetime) -> list[tuple[datetime, "Body"]]:
    home = at + timedelta(minutes=chance.randrange(10, 170))
    return [(at, _scan(who, "out", None)), (home, _scan(who, "in", _celsius(chance)))]


def _scan(who: Known, way: str, celsius: float | None) -> "Body":
    from gatepass.covenant import Direction
    from gatepass.events import Judged, Scan, went
    from gatepass.verdict import Outcome, Reason

    direction = Direction(way)
    return Scan(direction, Judged(Outcome.ADMIT, Reason.FINE, 1), went(direction), who.lookup, who.household, celsius)


def _visit(chance: random.Random, to: Known) -> "Body":
    from gatepass.covenant import VisitKind
    from gatepass.events import Judged, Passage, VisitIn
    from gatepass.verdict import Outcome, Reason

    kind, sealed = chance.choice(list(VisitKind)), chance.randbytes(150)
    return VisitIn(kind, Judged(Outcome.ADMIT, Reason.FINE, 1), Passage.IN, to.door, _celsius(chance), sealed, sealed)


def _celsius(chance: random.Random) -> float:
    return round(chance.gauss(36.5, 0.3), 1)


if __name__ == "__main__":
    run()
