"""Verdicts a second on one core, with a covenant of twenty rules: residents and visitors of a made-up morning, with their past."""

import random
import sys
import time
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import environment

sys.path.insert(0, str(environment.ROOT))

if TYPE_CHECKING:
    from gatepass.case import Case
    from gatepass.covenant import Covenant

CASES, ROUNDS = 4000, 25
NOW = datetime(2020, 2, 10, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def run() -> None:
    """Prints verdicts a second, in the best and the middle round: other programs on the machine only make a round slower."""
    from bench_rules import covenant_of_twenty

    from gatepass.verdict import judge

    chance = random.Random(13)
    covenant = covenant_of_twenty()
    cases = [_case(chance, covenant) for _ in range(CASES)]
    rates = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        verdicts = [judge(case) for case in cases]
        rates.append(CASES / (time.process_time() - begun))
    rates.sort()
    reasons = len({verdict.reason for verdict in verdicts})
    print(f"{len(covenant.ordered)} rules, {CASES} cases that end in {reasons} ways, {ROUNDS} rounds")
    print(
        f"{rates[-1]:9,.0f} verdicts a second of one core at best, {rates[len(rates) // 2]:,.0f} in the middle (asked for: 20,000)"
    )


def _case(chance: random.Random, covenant: "Covenant") -> "Case":
    from gatepass.case import Case, Direction, Reading, VisitKind

    now = NOW + timedelta(minutes=chance.randrange(-600, 600))
    reading = Reading(round(chance.gauss(36.5, 0.4), 1), now) if chance.random() < 0.7 else None
    who = chance.choice(list(VisitKind)) if chance.random() < 0.1 else _entry(chance)
    moves = tuple(sorted((_move(chance, who, now) for _ in range(chance.randrange(8))), key=lambda move: move.at))
    confirmed = frozenset({"mask"} if chance.random() < 0.8 else ())
    gate, direction = chance.choice(("东门", "南门", "北门")), chance.choice(list(Direction))
    return Case(who, direction, now, covenant, reading, history=moves, gate=gate, confirmed=confirmed)


def _entry(chance: random.Random) -> object:
    from gatepass.case import Mark
    from gatepass.passbook import Entry
    from gatepass.passes import Status

    class_ = chance.choice(("owner", "owner", "owner", "tenant", "carer", "car", "temporary"))
    marks = (Mark(chance.choice(("work", "quarantine", "returnee")), date(2020, 2, 1)),) * (chance.random() < 0.2)
    return Entry(
        f"{chance.getrandbits(128):032x}", Status.VALID, date(2020, 2, 1), None, "household", b"", class_, marks
    )


def _move(chance: random.Random, who: object, now: datetime) -> object:
    from gatepass.case import Direction, Move

    at = now - timedelta(minutes=chance.randrange(1, 4 * 24 * 60))
    return Move(at, chance.choice(list(Direction)), getattr(who, "lookup", ""), "owner")


if __name__ == "__main__":
    run()
