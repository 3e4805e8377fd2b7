"""`kiosk decode` and `scan`: the codes in pictures, and the passages of those who show them."""

import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from msgspec import Struct

from appkit.clocks import now
from appkit.commands import json_line, warn
from appkit.moments import parse_moment
from gatepass.case import Site
from gatepass.covenant import Direction
from gatepass.events import Taken
from gatepass.validators import parse_temperature
from gatepass.verdict import Nothing
from gatepass.wording import Refusal, Text
from kiosk.cli.frame import CONFIRM, SITE, opened_gate
from kiosk.cli.root import kiosk
from kiosk.passages import Attempt, Decision, Presentation, decide, identify, try_out
from kiosk.readings import taken_here
from kiosk.stamp import MOST_SKEW, Stamp, stamp
from kiosk.stills import UnreadableImage, read_file
from kiosk.store import Store


class Decoded(Struct, frozen=True, omit_defaults=True):
    """One line of `kiosk decode`; where a picture shows several codes, `text` is the one nearest its middle."""

    image: str
    text: str | None
    ms: float
    others: tuple[str, ...] = ()


class Scanned(Struct, frozen=True, omit_defaults=True):
    """One line of `kiosk scan`; `question` is what `--confirm` would answer."""

    image: str
    outcome: str
    reason: str
    door: str | None
    direction: str
    event: str | None
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What `kiosk scan` was told besides the images."""

    direction: Direction
    celsius: float | None
    site: Site
    at: datetime | None
    dry_run: bool
    confirmed: frozenset[str]


@kiosk.command()
@click.argument("images", nargs=-1, required=True, type=click.Path(path_type=Path))
def decode(images: tuple[Path, ...]) -> None:
    """Read the code in each picture; exit code 1 where none of them can be opened. 识别图片中的二维码。"""
    opened = [_decode(image) for image in images]
    if not any(opened):  # each has its line on stderr
        sys.exit(1)


@kiosk.command()
@click.argument("images", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--direction", type=click.Choice([way.value for way in Direction]), default=Direction.IN.value, show_default=True
)
@click.option("--temperature", help="°C or °F; 365 means 36.5, as 977 does.")
@SITE
@CONFIRM
@click.option(
    "--at",
    help="Judge as if it were this time, recorded only if it has passed (ISO 8601; local where it has no zone).",
)
@click.option("--dry-run", is_flag=True, help="Judge only, record nothing.")
@click.pass_obj
def scan(folder: Path | None, /, images: tuple[Path, ...], temperature: str | None, **typed: Any) -> None:  # noqa: ANN401
    """Judge the pass in each picture and record the passage. 按图片刷证。"""
    store = opened_gate(folder)
    options = Options(
        Direction(typed["direction"]),
        parse_temperature(temperature) if temperature is not None else None,
        Site(typed["site"]),
        None if typed["at"] is None else _moment(store, typed["at"], may_be_to_come=typed["dry_run"]),
        typed["dry_run"],
        frozenset(typed["confirmed"]),
    )
    for image in images:
        presentation = _presentation(store, image)
        json_line(_scanned(image, presentation, options.direction, _decide(store, presentation, options)))


def _decode(image: Path) -> bool:
    """Prints the picture's line; whether it could be opened."""
    begun = time.perf_counter()
    found = _texts_in(image)
    milliseconds = round((time.perf_counter() - begun) * 1000, 2)
    texts = () if isinstance(found, Nothing) else found
    json_line(Decoded(str(image), texts[0] if texts else None, milliseconds, texts[1:]))
    return found is not Nothing.UNREADABLE_IMAGE


def _texts_in(image: Path) -> tuple[str, ...] | Nothing:
    try:
        found = read_file(image)
    except UnreadableImage as unreadable:
        reason = unreadable.reason
        warn(Text(f"图片打不开：{image}：{reason.zh}", f"cannot open the picture: {image}: {reason.en}"))
        return Nothing.UNREADABLE_IMAGE
    return tuple(code.text for code in found) or Nothing.NO_CODE


def _presentation(store: Store, image: Path) -> Presentation:
    """Of several codes in the picture, the one nearest the middle; the others are told."""
    texts = _texts_in(image)
    if isinstance(texts, Nothing):
        return Presentation(texts)
    if texts[1:]:
        warn(
            Text(
                f"{image}：有{len(texts)}个码，按最靠近中间的一个判定",
                f"{image}: {len(texts)} codes; the one nearest the middle is judged",
            )
        )
    return identify(store, texts[0])


def _decide(store: Store, presentation: Presentation, options: Options) -> Decision:
    moment: Stamp = stamp(store, options.at or now())
    celsius = options.celsius
    taken = None if celsius is None else taken_here(store, celsius, Taken(options.site), moment.at)
    attempt = Attempt(presentation, options.direction, taken, confirmed=options.confirmed)
    return try_out(store, attempt, moment) if options.dry_run else decide(store, attempt, moment)


def _scanned(image: Path, presentation: Presentation, direction: Direction, decision: Decision) -> Scanned:
    door, verdict = presentation.row.door if presentation.row else None, decision.verdict
    return Scanned(
        str(image), verdict.outcome, verdict.reason, door, direction, decision.event, verdict.question or None
    )


def _moment(store: Store, text: str, *, may_be_to_come: bool) -> datetime:
    """When it was; a passage recorded of a time to come would put the gate's clock in doubt until then."""
    terms = store.terms()
    typed = parse_moment(text, terms.local if terms else ZoneInfo("Asia/Shanghai"))
    if not may_be_to_come and typed > now() + timedelta(seconds=MOST_SKEW):
        raise Refusal(
            Text(f"{text} 还没有到，不可能有人通行", f"{text} is still to come, and nobody can have passed then"),
            Text("只想试一试请加 --dry-run，或去掉 --at", "add --dry-run to try it out, or leave --at out"),
        )
    return typed
