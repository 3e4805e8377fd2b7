"""`issuer passes`: classes of passes, who is moved to which, and the stamp of the current generation."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from appkit.commands import say
from gatepass.looks import Look, Shape, look_typed
from gatepass.wording import Text
from issuer import classes, terminal
from issuer.cli.frame import day_typed, opened_office, resident_named
from issuer.cli.passes import passes
from issuer.office import act, today


def with_look(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say how a class or a stamp looks."""

    @click.option("--zh", required=True, help="Its words in Chinese. 中文名称")
    @click.option("--en", default="", help="In English. 英文名称")
    @click.option("--colour", required=True, help="Like #0b6b3a. 颜色")
    @click.option("--shape", type=click.Choice([str(shape) for shape in Shape]), required=True, help="形状")
    @click.option("--mark", required=True, help="The character in the shape. 形状里的字")
    @wraps(command)
    def with_typed(*given: Any, zh: str, en: str, **typed: Any) -> None:  # noqa: ANN401 - what click hands on
        look = look_typed(Text(zh, en), typed.pop("colour"), typed.pop("shape"), typed.pop("mark"))
        command(*given, look=look, **typed)

    return with_typed


def look_cells(look: Look) -> tuple[str, ...]:
    """A look in words."""
    return look.zh, look.en, look.colour, look.shape, look.mark


@passes.command()
@click.argument("door", metavar="DOOR")
@click.argument("name", metavar="NAME")
@click.argument("to", metavar="CLASS")
@click.option("--from", "since", type=day_typed, help="From which day on; today by default. 从哪天起")
@click.option(
    "--back", is_flag=True, help="Just came back from outside: the household's temporary passes end. 从外地返回"
)
@click.option("--reason", required=True, help="Why. 原因")
@click.pass_obj
def move(data: Path | None, /, door: str, name: str, to: str, **given: Any) -> None:  # noqa: ANN401 - what click hands on
    """Move somebody to a class, now or on a day to come. 改类别。"""
    with opened_office(data) as at:
        id_, by, since = resident_named(at, door, name).id, act(given["reason"]), given["since"] or today(at)
        if given["back"]:
            ended = classes.come_back(at.store, id_, to, today(at), by)
            say(Text(f"本户{len(ended)}张临时证失效", f"{len(ended)} temporary passes of the household ended"))
        else:
            classes.move(at.store, frozenset({id_}), to, since, by)
    say(Text(f"{door} {name} 自 {since} 起为 {to}", f"{door} {name} is in {to} from {since} on"))


@passes.command("classes")
@click.pass_obj
def classes_(data: Path | None) -> None:
    """List the classes and how they look. 列出类别。"""
    with opened_office(data) as at:
        looks, stamp = classes.looks(at.store), classes.stamp_of(at.store)
    rows = [(name, *look_cells(look)) for name, look in looks.items()]
    terminal.show_table([("class", "zh", "en", "colour", "shape", "mark"), *rows])
    if stamp:
        say(Text(f"现在的版式标记：{' '.join(look_cells(stamp))}", f"stamp now: {' '.join(look_cells(stamp))}"))


@passes.command("class")
@click.argument("name", metavar="CLASS")
@with_look
@click.pass_obj
def class_(data: Path | None, name: str, look: Look) -> None:
    """Make a class, or change how one looks. 增加类别或改样子。"""
    with opened_office(data) as at:
        classes.set_look(at.store, name, look, act("passes class"))
    say(Text(f"{name}：{look.zh}", f"{name}: {look.en or look.zh}"))


@passes.command()
@with_look
@click.pass_obj
def stamp(data: Path | None, look: Look) -> None:
    """Begin a generation: cards printed from now on bear this stamp. 换版式标记。"""
    with opened_office(data) as at:
        classes.begin_generation(at.store, look, act("passes stamp"))
    say(
        Text(
            "已更换；重打：issuer print cards --changed --out 新版.pdf",
            "changed; print again: issuer print cards --changed --out OUT.pdf",
        )
    )
