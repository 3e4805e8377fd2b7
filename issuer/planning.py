"""Planning a round of delivery, putting cards into the hands of its teams, and closing it.

A stairwell is in one open round at a time. What a round is for follows from the passes: what nobody has yet.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gatepass.passes import CardKey
from gatepass.people import Door
from gatepass.wording import Refusal, Text
from issuer.delivery import hands_of, known_round, known_team, secret_digest, settle_copies, team_secret
from issuer.keys import Keys
from issuer.loads import Carried, carried, held, is_good
from issuer.rounds import on_a_line
from issuer.store import Act, Store, Writing
from issuer.store.delivery import Assigned, HandedCard, Round, Team
from issuer.store.runs import Copy, CopyState
from issuer.walking import Stairwell, divide, minutes, stairwells_of

LONGEST_NAME = 40
LONGEST_MEMBERS = 120
MOST_TEAMS = 40


@dataclass(frozen=True, slots=True)
class Crew:
    """A team before it has a number; without a name it gets one that counts."""

    name: str = ""
    members: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A round to come: its stairwells where any are named, else all with a card to deliver; or what `repeats` left over."""

    name: str
    crews: tuple[Crew, ...]
    stairwells: frozenset[int] = frozenset()
    repeats: int | None = None


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """What a team has before it: doors and cards, and how long all of it takes, in minutes."""

    team: Team
    stairwells: tuple[Stairwell, ...]
    doors: int
    cards: int
    minutes: int


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How many cards came into teams' hands, and those that lie printed nowhere."""

    handed: int
    missing: tuple[Carried, ...]


def crews_typed(text: str, count: int) -> tuple[Crew, ...]:
    """One team a line, its name and then its members; with fewer lines than `count`, teams without names are added.

    Raises `Refusal` for too many teams, for none, and for endless names.
    """
    lines = [line.replace("：", " ").replace(":", " ").split(maxsplit=1) for line in text.splitlines() if line.strip()]
    crews = [Crew(on_a_line(line[0]), on_a_line(line[1]) if len(line) > 1 else "") for line in lines]
    crews += [Crew()] * (count - len(crews))
    if not 1 <= len(crews) <= MOST_TEAMS:
        raise Refusal(
            Text(f"不能分成{len(crews)}队", f"there cannot be {len(crews)} teams"),
            Text(f"请给 1 到 {MOST_TEAMS} 队", f"give 1 to {MOST_TEAMS}"),
        )
    for crew in crews:
        if len(crew.name) > LONGEST_NAME or len(crew.members) > LONGEST_MEMBERS:
            raise Refusal(
                Text(f"“{crew.name[:LONGEST_NAME]}…”太长", f"“{crew.name[:LONGEST_NAME]}…” is too long"),
                Text(
                    f"队名最多{LONGEST_NAME}个字，成员最多{LONGEST_MEMBERS}个字",
                    f"a team's name has up to {LONGEST_NAME} characters, its members up to {LONGEST_MEMBERS}",
                ),
            )
    return tuple(crews)


def plan(store: Store, keys: Keys, plan_: Plan, day: date, act: Act) -> Round:
    """Plans a round, its stairwells divided so that all teams come back together.

    Raises `Refusal` where nothing is left to deliver, or somebody is still on the way with it.
    """
    name = on_a_line(plan_.name)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Refusal(
            Text("这一轮没有名称或名称太长", "the round has no name or one too long"),
            Text(f"请写1到{LONGEST_NAME}个字，如“第一轮”", f"write 1 to {LONGEST_NAME} characters, like “first round”"),
        )
    with store.writing() as writing:
        stairwells = stairwells_of(_doors_to_visit(store, plan_, day))
        id_ = writing.add_round(name, plan_.repeats, act)
        for number, crew in enumerate(plan_.crews, start=1):
            team = Team(number, crew.name or f"{number}队", crew.members)
            writing.add_team(id_, team, secret_digest(team_secret(keys, id_, number)))
        _divide(writing, id_, stairwells, len(plan_.crews), act)
    return known_round(store, id_)


def team_plans(round_: Round, cards: Iterable[Carried]) -> tuple[TeamPlan, ...]:
    """What each team of a round has before it; `cards` are all of the round's."""
    of_team: dict[int, list[Carried]] = defaultdict(list)
    for card in cards:
        of_team[card.team].append(card)
    return tuple(_team_plan(team, of_team[team.number]) for team in round_.teams)


def divide_again(store: Store, round_id: int, day: date, act: Act) -> Round:
    """Divides the stairwells of a round as if nobody had moved any; cards in hand change hands."""
    with store.writing() as writing:
        round_ = open_round(store, round_id)
        numbers = {each.stairwell for each in round_.assigned}
        stairwells = stairwells_of(card.door for card in carried(store, round_, day) if card.door.stairwell in numbers)
        _divide(writing, round_id, stairwells, len(round_.teams), act)
        _change_hands(store, writing, known_round(store, round_id), act)
    return known_round(store, round_id)


def move_stairwells(store: Store, round_id: int, numbers: Iterable[int], team: int, act: Act) -> Round:
    """Sends another team to these stairwells; cards that are in hand already change hands. Raises `Refusal`."""
    with store.writing() as writing:
        round_ = open_round(store, round_id)
        known_team(round_, team)
        theirs = {each.stairwell for each in round_.assigned}
        for number in sorted(set(numbers)):
            if number not in theirs:
                raise Refusal(
                    Text(f"{number}号不在“{round_.name}”里", f"stairwell {number} is not in “{round_.name}”"),
                    Text("请核对楼号", "check the number"),
                )
            writing.assign(round_id, Assigned(number, team), act)
        _change_hands(store, writing, known_round(store, round_id), act)
    return known_round(store, round_id)


def hand_over(store: Store, round_id: int, teams: Iterable[int], act: Act) -> HandedOver:
    """Notes that these teams (all where none is named) took their printed cards out of the drawer.

    Raises `Refusal` where none of them is printed.
    """
    with store.writing() as writing:
        round_ = open_round(store, round_id)
        chosen = {known_team(round_, number).number for number in teams} or {team.number for team in round_.teams}
        copies = _at_hand(store)
        cards = [card for card in carried(store, round_) if card.team in chosen and not card.ended]
        waiting = [card for card in cards if not card.is_out]
        found = [(card, copies[card.key]) for card in waiting if card.key in copies]
        missing = tuple(card for card in waiting if card.key not in copies)
        if missing and not found:
            raise Refusal(
                Text("要交给小组的证卡还没有打印", "none of the cards for the team is printed yet"),
                Text("请先打印本队的证卡", "print the team's cards first"),
            )
        for card, copy in found:
            _hand(writing, round_, card.team, copy, act)
        settle_copies(store, writing, round_, {card.key for card, _ in found}, act)
    return HandedOver(len(found), missing)


def close(store: Store, round_id: int, act: Act) -> int:
    """Closes a round: links of its teams open nothing any more, and what was not delivered lies in the drawer again.

    Returns how many cards came back. Raises `Refusal` for a round that is closed already.
    """
    with store.writing() as writing:
        round_ = open_round(store, round_id)
        writing.set_open(round_id, False, act)
        back = _in_hands(store, round_)
        for copy, _ in back:
            writing.move_copy(copy.run, copy.position, CopyState.DRAWER, act)
    return len(back)


def reopen(store: Store, round_id: int, act: Act) -> Round:
    """Opens a closed round again; its cards are handed over anew. Raises `Refusal` where another has its stairwells now."""
    with store.writing() as writing:
        round_ = known_round(store, round_id)
        if round_.is_open:
            raise Refusal(
                Text(f"“{round_.name}”还没有结束", f"“{round_.name}” is not closed"),
                Text("可以直接继续", "go on with it"),
            )
        _refuse_taken(store, {each.stairwell for each in round_.assigned})
        writing.set_open(round_id, True, act)
    return known_round(store, round_id)


def open_round(store: Store, round_id: int) -> Round:
    """The round with a number; raises `Refusal` for none and for a closed one."""
    round_ = known_round(store, round_id)
    if not round_.is_open:
        raise Refusal(
            Text(f"“{round_.name}”已经结束", f"“{round_.name}” is closed"),
            Text("请另开一轮，或重新打开它", "plan another round, or open it again"),
        )
    return round_


def left_over(store: Store, round_id: int, day: date) -> tuple[Carried, ...]:
    """The cards of a round that did not come to their holders, of passes that are still good."""
    round_ = known_round(store, round_id)
    cards = carried(store, round_, day)
    return tuple(
        card for card in cards if not card.ended and not (card.copy and card.copy.state is CopyState.DELIVERED)
    )


def waiting(store: Store, day: date) -> dict[CardKey, Door]:
    """The cards that nobody has, of good passes, and their doors; without the stairwells of a round that goes on."""
    gone = held(store)
    busy = {each.stairwell for round_ in store.rounds() if round_.is_open for each in round_.assigned}
    return {
        each.issued.key: door
        for each in store.holdings()
        if is_good(each, day) and each.issued.key not in gone and (door := each.door) and door.stairwell not in busy
    }


def _doors_to_visit(store: Store, plan_: Plan, day: date) -> set[Door]:
    """The doors for which a card waits, in the stairwells that are asked for; raises `Refusal` where there are none."""
    wanted = set(plan_.stairwells)
    if plan_.repeats is not None:
        _refuse_open(known_round(store, plan_.repeats))
        left = {card.door.stairwell for card in left_over(store, plan_.repeats, day)}
        wanted = wanted & left if wanted else left
    if plan_.stairwells:
        _refuse_taken(store, plan_.stairwells)
    named = wanted or plan_.repeats is not None
    found = {door for door in waiting(store, day).values() if not named or door.stairwell in wanted}
    if not found:
        raise Refusal(
            Text("没有要发放的证卡了", "no cards are left to deliver"),
            Text("请先发证，或结束还在进行的一轮", "issue passes first, or close the round that goes on"),
        )
    return found


def _refuse_open(former: Round) -> None:
    if former.is_open:
        raise Refusal(
            Text(f"“{former.name}”还没有结束", f"“{former.name}” is not closed yet"),
            Text("请先结束它，再开下一轮", "close it first, then plan the next one"),
        )


def _refuse_taken(store: Store, stairwells: Iterable[int]) -> None:
    for round_ in store.rounds():
        taken = {each.stairwell for each in round_.assigned} & set(stairwells)
        if round_.is_open and taken:
            raise Refusal(
                Text(f"{min(taken)}号正在“{round_.name}”里发放", f"stairwell {min(taken)} is in “{round_.name}” now"),
                Text("请先结束那一轮", "close that round first"),
            )


def _divide(writing: Writing, round_id: int, stairwells: tuple[Stairwell, ...], teams: int, act: Act) -> None:
    for team, numbers in enumerate(divide(stairwells, teams), start=1):
        for number in numbers:
            writing.assign(round_id, Assigned(number, team), act)


def _team_plan(team: Team, cards: list[Carried]) -> TeamPlan:
    stairwells = stairwells_of(card.door for card in cards)
    doors = sum(each.doors for each in stairwells)
    return TeamPlan(team, stairwells, doors, len(cards), minutes(stairwells))


def _at_hand(store: Store) -> dict[CardKey, Copy]:
    """The newest copy of each card among those in the drawer, and those that were given out in no round that goes on."""
    open_rounds = {each.id for each in store.rounds() if each.is_open}
    ours = {each.place for each in store.handed_cards() if each.round in open_rounds}
    return {
        copy.key: copy
        for copy in store.copies()
        if copy.state is CopyState.DRAWER or (copy.state is CopyState.TEAM and copy.place not in ours)
    }


def _in_hands(store: Store, round_: Round) -> list[tuple[Copy, int]]:
    """The copies in the hands of the teams of a round, with the team that was given each."""
    copies = {copy.place: copy for copy in store.copies() if copy.state is CopyState.TEAM}
    handed = [each for each in store.handed_cards() if each.round == round_.id]
    return [(copy, each.team) for each in handed if (copy := copies.get(each.place))]


def _change_hands(store: Store, writing: Writing, round_: Round, act: Act) -> None:
    doors = {holding.issued.key: holding.door for holding in store.holdings()}
    teams = {each.stairwell: each.team for each in round_.assigned}
    for copy, team in _in_hands(store, round_):
        door = doors.get(copy.key)
        now = teams.get(door.stairwell, team) if door else team
        if now != team:
            _hand(writing, round_, now, copy, act)


def _hand(writing: Writing, round_: Round, team: int, copy: Copy, act: Act) -> None:
    writing.hand(HandedCard(round_.id, team, copy.run, copy.position, copy.serial, copy.issue), act)
    writing.move_copy(copy.run, copy.position, CopyState.TEAM, act, hands_of(round_, team))
