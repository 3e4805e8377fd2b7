"""The households' cars: added by door and plate, each with a pass behind its windscreen, ended when they are here no more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gatepass.passes import Pass, Status, Validity
from gatepass.people import Door, plain
from gatepass.validators import parse_plate
from gatepass.wording import Language, Refusal, Text
from issuer.issuing import Bearer, fresh_passes, refuse_ended
from issuer.store import Act, Car, Store

MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Typed:
    """A car as it was typed; `line` counts from 1."""

    line: int
    door: Door
    plate: str


def parse_cars(text: str) -> tuple[tuple[Typed, ...], tuple[Refusal, ...]]:
    """The cars of a list, one a line, door and plate apart (`12-302 沪A12345`, a tab or a comma will do), and what is wrong with it."""
    cars: dict[str, Typed] = {}
    problems: list[Refusal] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not plain(line):
            continue
        try:
            car = Typed(number, *_parted(line))
            if car.plate in cars:
                raise _twice(car.plate, cars[car.plate].line)
            cars[car.plate] = car
        except Refusal as refusal:
            problems.append(refusal.at(Text(f"第{number}行：", f"line {number}")))
    return tuple(cars.values()), tuple(problems)


def refuse_problems(problems: Sequence[Refusal]) -> None:
    """Raises one `Refusal` that says what is wrong with a list, if anything is."""
    if problems:
        said = [problem.sentence for problem in problems[:MOST_TOLD]]
        raise Refusal(
            Text(" ".join(each(Language.ZH) for each in said), " ".join(each(Language.EN) for each in said)),
            Text("一辆也没有增加，改正后再试", "none was added; correct the list and try again"),
        )


def add_cars(store: Store, cars: Iterable[Typed], validity: Validity, act: Act) -> tuple[Pass, ...]:
    """Adds those that are not here yet, with a pass each, which are returned: all of them or none.

    Raises `Refusal` for a car of another door, or a door without people.
    """
    refuse_ended(validity)
    added = []
    with store.writing() as writing:
        here = {car.plate: car for car in store.cars()}
        doors = {person.resident.door for person in store.residents()}
        for car in cars:
            where = Text(f"第{car.line}行：", f"line {car.line}")
            if car.door not in doors:
                raise Refusal(
                    Text(f"{car.door} 没有居民", f"nobody lives behind {car.door}"),
                    Text("请核对门牌，或先在花名册里增加", "check the door, or add them to the roster first"),
                ).at(where)
            if car.plate not in here:
                added.append(Bearer(car=writing.add_car(car.door, car.plate, act)))
            elif here[car.plate].door != car.door:
                raise Refusal(
                    Text(
                        f"{car.plate} 已登记在 {here[car.plate].door}",
                        f"{car.plate} belongs to {here[car.plate].door} already",
                    ),
                    Text("先在那一户移除，再在这里增加", "remove it there first"),
                ).at(where)
        passes = fresh_passes(added, store.highest_sequence(), validity)
        for issued in passes:
            writing.add_pass(issued, act)
    return passes


def remove_car(store: Store, id_: int, act: Act) -> Car:
    """Notes that a car is here no more, and ends its pass; raises `Refusal` where it is not."""
    with store.writing() as writing:
        car = next((each for each in store.cars() if each.id == id_), None)
        if car is None:
            raise Refusal(
                Text("没有这辆车", "there is no such car"), Text("请刷新页面核对", "reload the page and look again")
            )
        for issued in store.passes_of_car(id_):
            if issued.status is Status.VALID:
                writing.end_pass(issued, Status.REVOKED, act)
        writing.end_car(id_, store.community().day_of(act.at))
    return car


def car_with(store: Store, plate: str) -> Car:
    """The car with a plate; raises `Refusal`."""
    canonical = parse_plate(plate)
    car = next((each for each in store.cars() if each.plate == canonical), None)
    if car is None:
        raise Refusal(
            Text(f"没有登记过 {canonical}", f"{canonical} is not registered"),
            Text("请用 issuer cars list 核对", "compare with issuer cars list"),
        )
    return car


def _parted(line: str) -> tuple[Door, str]:
    """The door and the plate of a line: the plate is what stands behind the last blank, tab or comma."""
    written = plain(line.replace(",", " ").replace("，", " "))
    door, blank, plate = written.rpartition(" ")
    if not blank:
        raise Refusal(
            Text(f"“{written}”要写门牌和车牌", f"“{written}” needs a door and a plate"),
            Text("请写成 12-302 沪A12345", "write it like 12-302 沪A12345"),
        )
    return Door.parse(door), parse_plate(plate)


def _twice(plate: str, line: int) -> Refusal:
    return Refusal(
        Text(f"{plate} 和第{line}行重复", f"{plate} stands in line {line} already"), Text("请删去一行", "leave one out")
    )
