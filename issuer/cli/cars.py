"""`issuer cars`: residents' cars, each with a pass behind its windscreen."""

import sys
from pathlib import Path

import click

from appkit.commands import say
from appkit.files import refusing_file_faults
from gatepass.passes import Status
from gatepass.wording import Text
from issuer import cars, terminal
from issuer.cli.frame import FILE, opened_office, validity
from issuer.cli.root import issuer
from issuer.office import act
from issuer.sheet import decoded


@issuer.group("cars")
def cars_() -> None:
    """Residents' cars. 居民车辆。"""


@cars_.command()
@click.argument("file", type=FILE)
@click.option("--reason", default="cars add", help="Why. 原因")
@click.pass_obj
def add(data: Path | None, file: Path, reason: str) -> None:
    """Add the cars of FILE (- for standard input), a door and a plate a line, with a pass each. 增加车辆并发证。"""
    text = sys.stdin.read() if str(file) == "-" else _read(file)
    typed, problems = cars.parse_cars(text)
    cars.refuse_problems(problems)
    with opened_office(data) as at:
        added = cars.add_cars(at.store, typed, validity(at, None), act(reason))
    say(
        Text(
            f"增加了{len(added)}辆车；打印：issuer print cars --changed --out 车证.pdf",
            f"{len(added)} cars added; print their passes: issuer print cars --changed --out OUT.pdf",
        )
    )


@cars_.command()
@click.argument("plate")
@click.option("--reason", required=True, help="Why. 原因")
@click.pass_obj
def remove(data: Path | None, plate: str, reason: str) -> None:
    """Note that a car is here no more; its pass ends. 移除车辆，车证失效。"""
    with opened_office(data) as at:
        removed = cars.remove_car(at.store, cars.car_with(at.store, plate).id, act(reason))
    say(Text(f"{removed.plate} 已移除，车证失效", f"{removed.plate} is removed and its pass ended"))


@cars_.command("list")
@click.pass_obj
def list_(data: Path | None) -> None:
    """List the cars. 列出车辆。"""
    with opened_office(data) as at:
        valid = {
            each.issued.car: each.issued.serial for each in at.store.holdings() if each.issued.status is Status.VALID
        }
        rows = [(str(car.door), car.plate, valid.get(car.id, "—")) for car in at.store.cars()]
    terminal.show_table([("door", "plate", "serial"), *rows])


def _read(file: Path) -> str:
    with refusing_file_faults(file):
        return decoded(file.read_bytes())
