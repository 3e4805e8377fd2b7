"""The gate's command line. A command parses, calls one function, prints."""

import time
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from msgspec import Struct

from appkit.commands import json_line, need_folder, say, warn
from appkit.commands import run as run_command
from appkit.files import refusing_file_faults
from appkit.moments import parse_moment
from gatepass.case import Site
from gatepass.covenant import Direction, VisitKind
from gatepass.events import Taken
from gatepass.exchange import parse_enrolment
from gatepass.fevers import FeverEnd
from gatepass.validators import parse_temperature
from gatepass.verdict import Nothing
from gatepass.wording import Refusal, Text
from kiosk import fevers, gate, sync, visits, web
from kiosk.passages import Attempt, Decision, Presentation, decide, identify, try_out
from kiosk.phones import PORT as PHONES_PORT
from kiosk.readings import taken_here
from kiosk.registrations import Register
from kiosk.stamp import MOST_SKEW, Stamp, stamp
from kiosk.stills import UnreadableImage, load_image, read_still
from kiosk.store import Store
from kiosk.thermometers import nearby
from kiosk.thermometers.chosen import chosen
from kiosk.web.scanner import with_phones

DEFAULT_PORT = 8700
LOOKED_FOR_SECONDS = 10.0
_SITE = click.option(
    "--site", type=click.Choice([site.value for site in Site]), default=Site.FOREHEAD.value, show_default=True
)
_CONFIRM = click.option(
    "--confirm", "confirmed", multiple=True, help="A question of the covenant that is answered with yes."
)


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


class Visited(Struct, frozen=True):
    """One line of `kiosk visit in` and `out`."""

    visit: str | None
    event: str | None
    outcome: str
    reason: str
    ticket: int | None = None
    question: str | None = None


class CouldBe(Struct, frozen=True):
    """One line of `kiosk thermometers`."""

    about: str
    words: tuple[str, ...]


class Inside(Struct, frozen=True):
    """One line of `kiosk visit list`."""

    visit: str
    ticket: int
    kind: str
    label: str
    door: str | None
    since: datetime


class Resting(Struct, frozen=True):
    """One line of `kiosk fever list`: somebody with a high temperature, by the event it began with, and never by name."""

    fever: str
    since: datetime
    celsius: float
    tries: int
    again_at: datetime | None
    referred: bool


class Closed(Struct, frozen=True):
    """One line of `kiosk fever close`."""

    fever: str
    event: str
    end: str


@dataclass(frozen=True, slots=True)
class Options:
    """What `kiosk scan` was told besides the images."""

    direction: Direction
    celsius: float | None
    site: Site
    at: datetime | None
    dry_run: bool
    confirmed: frozenset[str]


@click.group()
@click.option(
    "-d", "folder", envvar="GATEPASS_DATA", type=click.Path(path_type=Path, file_okay=False), help="Data folder."
)
@click.pass_context
def kiosk(context: click.Context, folder: Path | None) -> None:
    """The gate: read passes, take temperatures, register visitors. 门岗终端。"""
    context.obj = folder


@kiosk.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def enrol(folder: Path | None, file: Path) -> None:
    """Make this folder a gate, with the one-use file from the office. 登记为门岗。"""
    with refusing_file_faults(file):
        enrolment = parse_enrolment(file.read_bytes())
    store = Store(need_folder(folder))
    enrolled = sync.enrol(store, enrolment)
    say(Text(f"已登记为“{enrolled.name}”", f"enrolled as “{enrolled.name}”"))
    _say_synced(sync.synchronise(store))


@kiosk.command(name="sync")
@click.pass_obj
def sync_(folder: Path | None) -> None:
    """Send events and fetch the passbook once, now. 立即同步一次。"""
    _say_synced(sync.synchronise(Store.of_gate(need_folder(folder))))


@kiosk.command()
@click.option(
    "--camera",
    "cameras",
    multiple=True,
    default=("0",),
    show_default="0",
    metavar="[in=|out=]SOURCE",
    help="Index, video file, URL, or none; in= or out= where people pass it one way. Several cameras: once for each. 摄像头",
)
@click.option(
    "--thermometer",
    default="none",
    show_default=True,
    metavar="KIND:PLACE",
    help="line:PORT, module:PORT or bluetooth:ADDRESS, such as line:COM3; or none. 体温计",
)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=DEFAULT_PORT, show_default=True)
@click.option(
    "--phones",
    type=int,
    is_flag=False,
    flag_value=PHONES_PORT,
    metavar="[PORT]",
    help=f"Let phones scan for this gate, by HTTPS on port {PHONES_PORT}. 手机当扫码器",
)
@click.pass_obj
def run(folder: Path | None, /, host: str, port: int, phones: int | None, **named: Any) -> None:  # noqa: ANN401
    """Run the gate and its page. 运行门岗终端。"""
    around = nullcontext if phones is None else partial(with_phones, port=phones)
    devices = gate.Devices(named["cameras"], chosen(named["thermometer"]))
    gate.run(need_folder(folder), devices, (host, port), web.create_app, around)


@kiosk.command()
@click.option(
    "--bluetooth", is_flag=True, help="Look for Bluetooth thermometers too, for ten seconds: use yours meanwhile."
)
def thermometers(bluetooth: bool) -> None:
    """What could be named to run --thermometer on this PC. 找体温计。"""
    found = (*nearby.ports(), *(nearby.in_the_air(LOOKED_FOR_SECONDS) if bluetooth else ()))
    for each in found:
        json_line(CouldBe(each.about, each.words))
    if not found:
        warn(Text("没有找到，请插好体温计的线", "nothing found; plug the thermometer in"))


@kiosk.command()
@click.argument("images", nargs=-1, required=True, type=click.Path(path_type=Path))
def decode(images: tuple[Path, ...]) -> None:
    """Read the code in each picture. 识别图片中的二维码。"""
    for image in images:
        begun = time.perf_counter()
        found = _texts_in(image)
        milliseconds = round((time.perf_counter() - begun) * 1000, 2)
        texts = () if isinstance(found, Nothing) else found
        json_line(Decoded(str(image), texts[0] if texts else None, milliseconds, texts[1:]))


@kiosk.command()
@click.argument("images", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--direction", type=click.Choice([way.value for way in Direction]), default=Direction.IN.value, show_default=True
)
@click.option("--temperature", help="°C or °F; 365 means 36.5, as 977 does.")
@_SITE
@_CONFIRM
@click.option(
    "--at",
    help="Judge as if it were this time, recorded only if it has passed (ISO 8601; local where it has no zone).",
)
@click.option("--dry-run", is_flag=True, help="Judge only, record nothing.")
@click.pass_obj
def scan(folder: Path | None, /, images: tuple[Path, ...], temperature: str | None, **typed: Any) -> None:  # noqa: ANN401
    """Judge the pass in each picture and record the passage. 按图片刷证。"""
    store = Store.of_gate(need_folder(folder))
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


@kiosk.group()
def visit() -> None:
    """The registers for people without a pass. 来访登记。"""


@visit.command(name="in")
@click.option("--kind", type=click.Choice([each.value for each in VisitKind]), required=True)
@click.option("--name", default="")
@click.option("--phone", default="")
@click.option("--document", default="")
@click.option("--plate", default="")
@click.option("--to", "door", default="", help="The door visited.")
@click.option("--purpose", default="")
@click.option("--temperature", default="")
@_SITE
@_CONFIRM
@click.pass_obj
def visit_in(folder: Path | None, /, kind: str, site: str, confirmed: tuple[str, ...], **typed: str) -> None:
    """Register somebody without a pass. 登记来访。"""
    store = Store.of_gate(need_folder(folder))
    moment, terms = stamp(store, gate.now()), store.terms()
    required = moment.covenant.visit_rule(VisitKind(kind)).required
    checked = visits.check(
        VisitKind(kind), visits.Form(**typed, site=Site(site)), required, terms.doors if terms else ()
    )
    done = Register(store).take(replace(checked, confirmed=frozenset(confirmed)), moment, None)
    inside, verdict = done.visit, done.verdict
    id_, ticket = (inside.id, inside.ticket) if inside else (None, None)
    json_line(Visited(id_, done.event, verdict.outcome, verdict.reason, ticket, verdict.question or None))


@visit.command(name="out")
@click.argument("visit_id", metavar="VISIT")
@click.pass_obj
def visit_out(folder: Path | None, visit_id: str) -> None:
    """Sign a visit out. 来访离开。"""
    store = Store.of_gate(need_folder(folder))
    event = visits.sign_out(store, visit_id, stamp(store, gate.now()), None)
    json_line(Visited(event.body.visit, event.id, "admit", "fine"))  # type: ignore[union-attr]


@visit.command(name="list")
@click.pass_obj
def visit_list(folder: Path | None) -> None:
    """Who without a pass is inside. 在内人员。"""
    store = Store.of_gate(need_folder(folder))
    for each in store.open_visits():
        json_line(Inside(each.id, each.ticket, each.kind, each.label, each.door, each.since))


@kiosk.group()
def fever() -> None:
    """Those with a high temperature who wait at the gate. 待复测的人。"""


@fever.command(name="list")
@click.pass_obj
def fever_list(folder: Path | None) -> None:
    """Who waits to be measured again. 待复测名单。"""
    for each in Store.of_gate(need_folder(folder)).fevers():
        json_line(Resting(each.id, each.since, each.celsius, each.tries, each.again_at, each.referred))


@fever.command(name="close")
@click.argument("fever_id", metavar="FEVER")
@click.option("--end", type=click.Choice([each.value for each in FeverEnd]), required=True, help="What became of them.")
@click.option("--note", default="", help="What was said to them; needed where they left by themselves.")
@click.pass_obj
def fever_close(folder: Path | None, fever_id: str, end: str, note: str) -> None:
    """Say what became of somebody. 记下结果。"""
    store = Store.of_gate(need_folder(folder))
    event = fevers.close(store, fevers.Closing(fever_id, FeverEnd(end), note), stamp(store, gate.now()), None)
    json_line(Closed(fever_id, event.id, end))


def main() -> None:
    """The console script."""
    run_command(kiosk)


def _texts_in(image: Path) -> tuple[str, ...] | Nothing:
    try:
        found = read_still(load_image(image))
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
    moment: Stamp = stamp(store, options.at or gate.now())
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
    if not may_be_to_come and typed > gate.now() + timedelta(seconds=MOST_SKEW):
        raise Refusal(
            Text(f"{text} 还没有到，不可能有人通行", f"{text} is still to come, and nobody can have passed then"),
            Text("只想试一试请加 --dry-run，或去掉 --at", "add --dry-run to try it out, or leave --at out"),
        )
    return typed


def _say_synced(synced: sync.Synced) -> None:
    say(
        Text(
            f"已同步：上传{synced.sent}条，证册第{synced.passbook}号",
            f"synchronised: {synced.sent} events sent, passbook {synced.passbook}",
        )
    )
    if synced.aside:
        warn(
            Text(
                f"有{len(synced.aside)}条办公室未能入账，已另存待查",
                f"{len(synced.aside)} events could not be taken and are kept aside",
            )
        )
